"""What a person sees of lost devices that come back, and what they may take back: a part of core.cosigner.api."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from core.cosigner.sheet_api import SheetView
from core.secret import Secret


@dataclass(frozen=True, slots=True)
class RestoreView:
    """A computer that asks for the wallets of a lost one. `state` is the name of a RestoreState; `wallets` come back,
    of those `without` there is no copy and they stay with the computers that are called `lost`, one of which was last
    connected on the day of the second `seen` (0: that is not known); `seconds` until the copies are handed out."""

    id: str = ""
    state: str = ""
    computer: str = ""  # the beginning of the fingerprint of the new one
    wallets: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    seconds: int = 0
    seen: int = 0


class RestoreApi(Protocol):
    """A yes and a no are given like those to any request (AdminApi.approve, AdminApi.refuse)."""

    def restore_from(self, words: Secret[tuple[str, ...]]) -> SheetView:
        """This co-signer takes the place of a lost one, whose 24 words these are: its sheet is the sheet of this home,
        and a computer that is paired for it hands out the copies. The words are kept until then, for a week at most.
        BadInput for words, for a home with another sheet (kind "sheet.made") or wallets of its own (kind
        "exists.wallets")."""
        ...

    def restore_cancel(self, computer: str | None = None) -> RestoreView:
        """The old computer has its wallets again, and the new one (its fingerprint, or a beginning of it; None: the one
        there is) is blocked. BadInput once the new one has renewed the halves. Where it has renewed those of some, the
        answer has the others as `wallets`, and these, which stay with the computer that is blocked, as `without`."""
        ...
