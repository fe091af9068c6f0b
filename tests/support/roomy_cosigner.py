"""A co-signer that lets a computer do in an hour what it may in months: `python -m tests.support.roomy_cosigner`.

What a day holds is tested elsewhere; a run of endurance does a year's work in a night.
"""

from __future__ import annotations

import runpy

from core.approval import allowance, patience
from core.cosigner import quotas

if __name__ == "__main__":
    allowance.MAX_ENTRIES = quotas.MAX_ENTRIES = 60_000  # type: ignore[attr-defined]
    allowance.MAX_WORK = 59_000
    patience.MAX_ASKED = patience.MAX_ASKED_OF_ALL = 1_000
    runpy.run_module("app.cosigner", run_name="__main__", alter_sys=True)
