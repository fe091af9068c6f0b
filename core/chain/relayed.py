"""What the node behind a server passes on, as it was told at the last sync: kept, so that no draft waits for a server.

relayed    the least rate, and how much more a replacement pays: sat per 1,000 vbytes, 0 where it was not told
"""

from __future__ import annotations

from core.bitcoin.fee_rate import FeeRate, from_per_1000, per_1000
from core.chain.kept import Changes, KeptEntries
from core.chain.rows import FeeRates

RELAYED = b"relayed"
STEP = 1  # sat/vB that a replacement pays more, where the server does not tell: no node asks more unless it is told to


def entries(told: FeeRates) -> Changes:
    """What to keep."""
    return {RELAYED: b"".join(per_1000(rate or 0).to_bytes(8, "big") for rate in (told.least, told.step))}


def known(kept: KeptEntries) -> FeeRates:
    """What was kept: `least` and `step` alone."""
    least, step = (int.from_bytes(kept.get(RELAYED, bytes(16))[at : at + 8], "big") for at in (0, 8))
    return FeeRates(least=from_per_1000(least) if least else None, step=from_per_1000(step) if step else None)


def step(kept: KeptEntries) -> FeeRate:
    """How much more a replacement pays, in sat/vB."""
    return known(kept).step or STEP
