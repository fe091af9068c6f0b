"""What a wallet that is open here does with recovery sheets: the methods of SheetsApi."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable

from core.home.recovery_export import RecoveryExport
from core.keys.record import KeyRecord
from core.recovery.sheet import UnconfirmedSheet
from core.secret import Secret
from core.wallet.events import Progress, silent
from core.wallet.results import OldPaper, OwnSheetShown, Refreshed, WalletShown
from core.wallet.sheets import Sheets


class SheetsOfWallet:
    """A part of core.wallet.wallet.Wallet, which sets both: its sheets, and its keys by their names."""

    _sheets: Sheets
    _row: Callable[[str], KeyRecord]

    def sheet_new(self) -> UnconfirmedSheet:
        """See SheetsApi."""
        return self._sheets.new()

    def sheet_exchange(self) -> UnconfirmedSheet:
        """See SheetsApi."""
        return self._sheets.exchange()

    def sheet_give_up(self) -> OwnSheetShown:
        """See SheetsApi."""
        return self._sheets.give_up()

    def sheet_burnt(self) -> OldPaper:
        """See SheetsApi."""
        return self._sheets.burnt()

    def sheet_confirm(self, fingerprint: str) -> OwnSheetShown:
        """See SheetsApi."""
        return self._sheets.confirm(fingerprint)

    def sheet_show(self) -> OwnSheetShown:
        """See SheetsApi."""
        return self._sheets.show()

    def recovery_export(self) -> RecoveryExport:
        """See SheetsApi."""
        return self._sheets.export()

    def mark_whole(self, name: str) -> WalletShown:
        """See SheetsApi."""
        self._sheets.mark_whole(self._row(name))
        return self.show(name)

    @abstractmethod
    def show(self, name: str) -> WalletShown:
        """See WalletApi."""

    def recovery_written(self, receipt: bytes) -> None:
        """See SheetsApi."""
        self._sheets.written(receipt)

    def drill(self, name: str, words: Secret[tuple[str, ...]], progress: Progress = silent) -> OwnSheetShown:
        """See SheetsApi."""
        return self._sheets.drill(self._row(name), words, progress)

    def accept_sheet(self, name: str, fingerprint: str, progress: Progress = silent) -> Refreshed:
        """See SheetsApi."""
        return self._sheets.accept(self._row(name), fingerprint, progress)
