"""Words as a recovery sheet has them, and those of two fingerprints; many with letters that fonts like to join."""

from __future__ import annotations

WORDS = (
    *("acoustic", "office", "afford", "coffee", "affair", "final", "fish", "flag"),
    *("staff", "effort", "fluid", "cliff", "turtle", "museum", "zebra", "orbit"),
    *("lemon", "velvet", "piano", "river", "toast", "canal", "moon", "suffer"),
)
FINGERPRINT = (
    *("velvet", "orbit", "canyon", "lemon", "harvest", "pistol"),
    *("onward", "sketch", "tulip", "remote", "gravel", "cousin"),
)
OTHER_FINGERPRINT = (
    *("mosaic", "lantern", "degree", "picnic", "amber", "lake"),
    *("piano", "seven", "river", "toast", "candle", "moon"),
)
