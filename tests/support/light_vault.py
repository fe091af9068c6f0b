"""A program whose new vault costs less work to open: `python -m tests.support.light_vault`, its name in LIGHT_PROGRAM.

Only the making differs: the least that Argon2id may cost for a vault that every program opens. End-to-end tests run
hundreds of commands, and each opens a vault. With LIGHTEST it makes and opens vaults that cost next to nothing; every
other program refuses those.
"""

from __future__ import annotations

import os
import runpy

from core.storage import keys

if __name__ == "__main__":
    if "LIGHTEST" in os.environ:  # before who asks for it is loaded
        keys.FLOOR = keys.Argon2Parameters(8, 1, 1)
    keys.parameters_for = lambda _role: keys.FLOOR  # type: ignore[assignment]
    runpy.run_module(os.environ["LIGHT_PROGRAM"], run_name="__main__", alter_sys=True)
