"""What a person may do with the co-signer's recovery sheet: a part of core.cosigner.api."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from core.secret import Secret


@dataclass(frozen=True, slots=True)
class SheetView:
    """A recovery sheet as others know it: the 12 words of its fingerprint, and when it was made, in unix seconds."""

    fingerprint: tuple[str, ...] = ()
    made: int = 0


class SheetApi(Protocol):
    """The sheet of this home. Wallets made from now on are sealed to it; a computer that has wallets here already gets
    them sealed once its person has accepted it there."""

    def sheet_new(self) -> Secret[tuple[str, ...]]:
        """Make a sheet: its 24 words, which nothing tells again. BadInput (kind "sheet.made") once a wallet is sealed
        to the one there is."""
        ...

    def sheet_show(self) -> SheetView:
        """The sheet there is. BadInput (kind "sheet.none")."""
        ...
