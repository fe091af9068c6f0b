"""What a program may do with recovery sheets: a part of core.wallet.api."""

from __future__ import annotations

from typing import Protocol

from core.secret import Secret
from core.wallet.events import Progress, silent
from core.wallet.results import OwnSheetShown, Refreshed


class SheetsApi(Protocol):
    """The sheet of this computer, and the yes to a co-signer's. How a wallet stands with both: `WalletShown.sheets`."""

    def sheet_new(self) -> Secret[tuple[str, ...]]:
        """Make a sheet: its 24 words, which nothing tells again. New wallets are sealed to it; one that is there
        already asks for a yes at the co-signer with its next refresh, and is sealed by the first `status` or refresh
        after it. BadInput (kind "sheet.made") once a wallet is sealed to the one there is."""
        ...

    def sheet_show(self) -> OwnSheetShown:
        """The sheet there is. BadInput (kind "sheet.none")."""
        ...

    def accept_sheet(self, name: str, fingerprint: str, progress: Progress = silent) -> Refreshed:
        """A person has compared the co-signer's first sheet: its 12 words, all of them. From the refresh that this
        begins on, copies are kept for it. BadInput for other words (kind "sheet.fingerprint"), and where none waits
        (kind "sheet.none"). The yes stays if the refresh fails: the next one goes by it."""
        ...
