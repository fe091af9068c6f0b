"""A recovery sheet for a co-signer, made on any third machine: no home is needed, and no line (rules R1, R19)."""

from __future__ import annotations

from dataclasses import dataclass

from core.crypto.rng import HedgedRng, Rng
from core.recovery.carried import carry
from core.recovery.sheet import Sheet
from core.role import Role
from core.secret import Secret


@dataclass(frozen=True, slots=True)
class SheetElsewhere:
    """Its 24 words; the 12 of its fingerprint; the file for the co-signer, as text, and the code that opens it."""

    words: Secret[tuple[str, ...]]
    fingerprint: tuple[str, ...]
    file: str
    code: Secret[tuple[str, ...]]


def make_elsewhere(now: int, rng: Rng | None = None) -> SheetElsewhere:
    """A new one, made at `now` in seconds."""
    rng = rng or HedgedRng()
    sheet = Sheet.make(Role.P2, rng)
    file, code = carry(sheet.kept(now), rng)
    return SheetElsewhere(sheet.words, sheet.public.fingerprint, file, code)
