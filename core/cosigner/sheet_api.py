"""What a person may do with the co-signer's recovery sheet: a part of core.cosigner.api."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from core.recovery.sheet import OwnSheet, UnconfirmedSheet
from core.secret import Secret


@dataclass(frozen=True, slots=True)
class SheetView:
    """A recovery sheet as others know it: the 12 words of its fingerprint; when it was made, last drilled (0: never),
    and is to be drilled next, in unix seconds. `coming`: a new one that is to take its place; `coming_drilled` then."""

    fingerprint: tuple[str, ...] = ()
    made: int = 0
    drilled: int = 0
    due: int = 0
    coming: tuple[str, ...] = ()
    coming_drilled: int = 0

    @classmethod
    def of(cls, sheet: OwnSheet, now: int, new: OwnSheet | None = None) -> SheetView:
        """Of the own one; `now` in seconds that people see."""
        coming = () if new is None else new.public.fingerprint
        drilled = 0 if new is None else new.drilled
        return cls(sheet.public.fingerprint, sheet.made, sheet.drilled, sheet.due(now), coming, drilled)


@dataclass(frozen=True, slots=True)
class DrillWait:
    """For whom a drill waits: the computer that keeps the copy of this wallet, as in ComputerView."""

    wallet: str = ""
    computer: str = ""
    computer_name: str = ""
    online: bool = False


@dataclass(frozen=True, slots=True)
class RecoveryView:
    """A recovery file, in base64; which wallets are in it, which are not, and of which of those the copy is damaged."""

    file: str = ""
    wallets: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    damaged: tuple[str, ...] = ()
    receipt: str = ""  # in base64; see recovery_written


@dataclass(frozen=True, slots=True)
class FileView:
    """The recovery files of this home: when the last one was written (0: never), the wallets that are in none, though
    there are some, and those whose last one needs an old paper, for a sheet was exchanged since."""

    written: int = 0
    missing: tuple[str, ...] = ()
    old: tuple[str, ...] = ()


NO_FILES: Final = FileView()


@dataclass(frozen=True, slots=True)
class BackupView:
    """A whole home as a tar file, in base64."""

    file: str = ""


class SheetApi(Protocol):
    """The sheet of this home. Wallets made from now on are sealed to it; a computer that has wallets here already gets
    them sealed once its person has accepted it there."""

    def sheet_seat(self, address: str, *, told: bool, insists: bool = False) -> None:
        """Before words are shown or typed (rule R1). `address`: of the SSH connection, empty without one; `told`: that
        is all there is to know, as at a console. BadInput of kind "sheet.seat" where it is the address of a computer
        that is linked here or was in the last 30 days, and where that cannot be told: "sheet.terminal"
        (not `told`), "sheet.address" (of a family in which a computer has no place, or no address at all). Who
        `insists` goes on; the log has it."""
        ...

    def sheet_new(self) -> UnconfirmedSheet:
        """Make a sheet: its 24 words, which nothing tells again. It does not count before `sheet_confirm`; one that was
        made before and waits for that is forgotten. BadInput (kind "sheet.made") once a wallet is sealed to the one
        there is."""
        ...

    def sheet_exchange(self) -> UnconfirmedSheet:
        """As `sheet_new`, once wallets are sealed to a sheet: the new one is to take its place, as `sheet_exchange` of
        the wallet has it. BadInput while another new one is on that way (kind "sheet.changes")."""
        ...

    def sheet_give_up(self) -> SheetView:
        """The new sheet takes no place. BadInput (kind "sheet.none") where none is to come; (kind
        "sheet.alone") where a wallet comes back with it alone."""
        ...

    def sheet_confirm(self, fingerprint: str) -> SheetView:
        """The words of the new sheet with this fingerprint, 12 words, are on paper and were checked: it counts from now
        on. BadInput where none waits (kind "sheet.none"), or another (kind "sheet.replaced")."""
        ...

    def sheet_take(self, file: str, code: Secret[str], *, exchange: bool = False) -> SheetView:
        """Keep a sheet that was made elsewhere: the file of `make-elsewhere`, and its code (R19). BadInput for another
        file (kind "file") or code (kind "sheet.code"), and as for `sheet_new`, or for
        `sheet_exchange`."""
        ...

    def recovery_export(self) -> RecoveryView:
        """A recovery file of all wallets that have both copies: with both sheets it is their keys. BadInput where none
        has (kind "recovery_file.none")."""
        ...

    def recovery_written(self, receipt: str) -> None:
        """The file of this receipt is on its disk: `status` says when, and what is in none."""
        ...

    def backup(self) -> BackupView:
        """All of this home, of one moment, sealed as it is. Put back it is an old copy: it renews the halves before it
        signs, asks a person about everything, and signs nothing once they were renewed after it was made."""
        ...

    def sheet_show(self) -> SheetView:
        """The sheet that counts. BadInput (kind "sheet.none")."""
        ...


class DrillApi(Protocol):
    """What takes as long as a computer lets it wait."""

    def drill(
        self, name: str, words: Secret[tuple[str, ...]], waits: Callable[[DrillWait], object] = lambda _: None
    ) -> SheetView:
        """Show that the words of this co-signer's sheet open the copy of its half that the computer keeps, and that the
        two halves sign together: as soon as the computer asks how the wallet is, which an open one does all the time.
        `waits` is told for whom. Nothing is changed but the time. Needs a `serve`; needs the passphrase. BadInput for
        other words, Refused where no copy is kept (kind "pending.sheet"), PeerFault for a copy that does not open."""
        ...
