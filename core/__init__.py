"""The core of Tandem: the protocol, Bitcoin, the link, the vault, and what each party can do with them."""

import os

# numpy reads this when it is imported; the matrix products of core.primitives are too small to gain from threads.
os.environ["OPENBLAS_NUM_THREADS"] = "1"
