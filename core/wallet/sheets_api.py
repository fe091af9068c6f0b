"""What a program may do so that nothing is lost, with recovery sheets, files and backups: a part of core.wallet.api."""

from __future__ import annotations

from typing import Protocol

from core.home.backup import HomeBackup
from core.home.recovery_export import RecoveryExport
from core.recovery.sheet import UnconfirmedSheet
from core.secret import Secret
from core.wallet.events import Progress, silent
from core.wallet.results import OldPaper, OwnSheetShown, Refreshed, WalletShown


class SheetsApi(Protocol):
    """The sheet of this computer, and the yes to a co-signer's. How a wallet stands with both: `WalletShown.sheets`."""

    def sheet_new(self) -> UnconfirmedSheet:
        """Make a sheet: its 24 words, which nothing tells again. It does not count before `sheet_confirm`; one that was
        made before and waits for that is forgotten. BadInput (kind "sheet.made") once a wallet is sealed to the one
        there is."""
        ...

    def sheet_exchange(self) -> UnconfirmedSheet:
        """As `sheet_new`, once wallets are sealed to a sheet: the new one is to take its place. Each wallet is sealed
        to both from the run on that the co-signer's person has said yes to, and that has settled; to the new one alone
        after a drill of it; the old one is gone once that is so of all wallets. BadInput while another new one is on
        that way (kind "sheet.changes")."""
        ...

    def sheet_give_up(self) -> OwnSheetShown:
        """The new sheet takes no place: the old one stays. BadInput (kind "sheet.none") where none is to come; (kind
        "sheet.alone") where a wallet comes back with it alone."""
        ...

    def sheet_burnt(self) -> OldPaper:
        """A person has burnt the paper of the sheet that was exchanged last (`SheetsShown.old`): nobody is reminded of
        it any more. BadInput (kind "sheet.none") where there is none."""
        ...

    def sheet_confirm(self, fingerprint: str) -> OwnSheetShown:
        """The words of the new sheet with this fingerprint, 12 words, are on paper and were checked. New wallets are
        sealed to it from now on; one that is there already asks for a yes at the co-signer with its next refresh, and
        is sealed by the first `status` or refresh after it. BadInput where none waits (kind "sheet.none"), or another
        (kind "sheet.replaced")."""
        ...

    def sheet_show(self) -> OwnSheetShown:
        """The sheet that counts. BadInput (kind "sheet.none")."""
        ...

    def recovery_export(self) -> RecoveryExport:
        """A recovery file of all wallets that have both copies: with both sheets it is their keys. BadInput where none
        has (kind "recovery_file.none")."""
        ...

    def mark_whole(self, name: str) -> WalletShown:
        """Note for ever that this key was put together from both sheets (core.wallet.without_home.leave): its coins are
        to be moved, and it is to receive nothing more. It goes on signing, for that."""
        ...

    def recovery_written(self, receipt: bytes) -> None:
        """The file that `recovery_export` gave, whose receipt this is, is on its disk: `SheetsShown.file` says so."""
        ...

    def backup(self) -> HomeBackup:
        """All of this home, of one moment, sealed as it is. Put back it is an old copy: it renews the halves before it
        pays, and signs nothing once they were renewed after it was made."""
        ...

    def drill(self, name: str, words: Secret[tuple[str, ...]], progress: Progress = silent) -> OwnSheetShown:
        """Show that the words of this computer's sheet open the copy of its half that the co-signer keeps, and that the
        two halves sign together. Nothing is changed but the time. BadInput for other words, PeerFault for another copy;
        Refused where none is kept (kind "pending.sheet"), and beyond six an hour."""
        ...

    def accept_sheet(self, name: str, fingerprint: str, progress: Progress = silent) -> Refreshed:
        """A person has compared the co-signer's first sheet, or its new one: its 12 words, all of them. From the
        refresh that this begins on, copies are kept for it; for a new one from the first refresh that comes a day
        later. BadInput for other words (kind "sheet.fingerprint"), and where none waits (kind "sheet.none"). The yes
        stays if the refresh fails: the next one goes by it."""
        ...
