"""Building blocks of the protocol. They have no clock, no disk, no network and no randomness of their own."""

import os

# The matrix products here are small: more threads cost more than they bring, and numpy reads this when it is imported.
os.environ["OPENBLAS_NUM_THREADS"] = "1"
