"""The co-signer's program, whose pairing links live as many seconds as LINK_SECONDS says: `python -m` this."""

from __future__ import annotations

import os
import runpy
from functools import partial

from core.transport.pairing import listener

if __name__ == "__main__":
    pair = partial(listener.pair_as_cosigner, lifetime=float(os.environ["LINK_SECONDS"]))
    listener.pair_as_cosigner = pair
    runpy.run_module("app.cosigner", run_name="__main__", alter_sys=True)
