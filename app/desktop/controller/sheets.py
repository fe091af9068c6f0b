"""Recovery sheets: making this computer's, and the yes to the co-signer's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from app.desktop.controller.jobs import Done, Failed, Say, nothing
from app.desktop.controller.payments import WalletOwner
from app.new_file import write_private
from core.errors import BadInput, InputKind, TandemError
from core.secret import Secret

if TYPE_CHECKING:
    from core.wallet.api import OpenWallet, Refreshed


@dataclass(frozen=True, slots=True)
class NewSheet:
    """A sheet that was just made and does not count yet: its 24 words, the 12 of its fingerprint, when (seconds), and
    the wallets there are (name, fingerprint)."""

    words: Secret[tuple[str, ...]]
    fingerprint: tuple[str, ...]
    made: int
    wallets: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A recovery file that was just written: where, and the names of the wallets that are in it and that are not."""

    path: Path
    wallets: tuple[str, ...]
    without: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WrittenBackup:
    """A backup that was just written: where, of which folder, and whether it needs what the system's keyring keeps."""

    path: Path
    home: Path
    keyring: bool


class SheetOwner(WalletOwner, Protocol):
    """Who holds the open wallet (the Controller): what sheets need of it."""

    home: Path

    def look_again(self) -> None:
        """Read names, wallets, pairings and sheets again."""
        ...

    def renewed(self, name: str, error: TandemError | None = None) -> None:
        """A renewal of this wallet has ended, or has failed with `error`."""
        ...


class SheetController:
    """What pages may do with sheets."""

    def __init__(self, controller: SheetOwner) -> None:
        self._controller = controller
        self._to_ask: set[str] = set()  # wallets whose next renewal asks the co-signer to accept a new sheet
        self._changes = 0  # of this computer's sheet since the program started: each is told at once
        self._asked: set[str] = set()  # wallets that were renewed since the program started

    def is_made(self) -> bool:
        """Whether this computer has a sheet that counts."""
        try:
            self._controller.open().sheet_show()
        except BadInput as error:
            if error.kind != InputKind.NO_SHEET:
                raise
            return False
        return True

    def make(self, done: Callable[[NewSheet], object], failed: Failed, *, exchange: bool = False) -> None:
        """A sheet, whose words are told once. It does not count before `confirm`. `exchange`: it is to take the place
        of the one that wallets are sealed to."""
        wallet = self._controller.open()

        def work(_: Say) -> NewSheet:
            new = wallet.sheet_exchange() if exchange else wallet.sheet_new()
            wallets = tuple((one.name, one.fingerprint) for one in wallet.wallets())
            return NewSheet(new.words, new.fingerprint, new.made, wallets)

        self._controller.jobs.start("sheet", work, done, failed)

    def confirm(self, sheet: NewSheet, done: Done, failed: Failed) -> None:
        """Its words are on paper: from now on halves are sealed to it. The co-signer is asked by a renewal."""
        wallet = self._controller.open()

        def work(_: Say) -> None:
            wallet.sheet_confirm(" ".join(sheet.fingerprint))

        self._controller.jobs.start("sheet", work, self._renewing(done), failed)

    def give_up(self, done: Done, failed: Failed) -> None:
        """The new sheet takes no place; the old one stays."""
        wallet = self._controller.open()
        self._controller.jobs.start("sheet", lambda _: wallet.sheet_give_up(), self._renewing(done), failed)

    def burnt(self, done: Done, failed: Failed) -> None:
        """A person has burnt the paper of the sheet that was exchanged."""
        wallet = self._controller.open()

        def finish(_: object) -> None:
            self._controller.look_again()
            done(None)

        self._controller.jobs.start("sheet", lambda _: wallet.sheet_burnt(), finish, failed)

    def _renewing(self, done: Done) -> Callable[[object], None]:
        """What comes after a change of this computer's sheet: every wallet is renewed, which tells it."""

        def finish(_: object) -> None:
            self._changes += 1
            self._to_ask = {one.name for one in self._controller.open().wallets()}
            self._controller.look_again()
            self._controller.ask_cosigner()
            done(None)

        return finish

    def accept(self, words: tuple[str, ...], done: Done = nothing, failed: Failed = nothing) -> bool:
        """A person has compared the co-signer's sheet; a renewal makes the copy for it. Whether it was begun."""

        def work(wallet: OpenWallet, name: str) -> tuple[str, Refreshed]:
            return name, wallet.accept_sheet(name, " ".join(words))

        def finish(found: tuple[str, Refreshed]) -> None:
            self._controller.renewed(found[0])
            done(None)

        def fail(error: TandemError) -> None:
            self._controller.look_again()  # the yes is kept, whatever became of the renewal
            failed(error)

        return self._controller.run("refresh", work, finish, fail)

    def drill(self, words: Secret[tuple[str, ...]], done: Done = nothing, failed: Failed = nothing) -> bool:
        """Show that these words of this computer's sheet open the copy at the co-signer. Whether it was begun. They are
        nowhere after it."""
        given = [words]

        def finish(_: object) -> None:
            self._controller.look_again()
            self._controller.ask_cosigner()  # where it was a new one, what is left of it follows at once
            done(None)

        return self._controller.run("drill", lambda wallet, name: wallet.drill(name, given.pop()), finish, failed)

    def write_file(self, path: Path, done: Callable[[WrittenFile], object], failed: Failed) -> bool:
        """A recovery file of all wallets that have both copies, in a new file. Whether it was begun."""

        def work(wallet: OpenWallet, _: str) -> WrittenFile:
            found = wallet.recovery_export()
            write_private(path, found.data)
            wallet.recovery_written(found.receipt)
            return WrittenFile(path, found.wallets, found.without)

        def finish(found: WrittenFile) -> None:
            self._controller.look_again()
            done(found)

        return self._controller.run("recovery file", work, finish, failed)

    def write_backup(self, path: Path, done: Callable[[WrittenBackup], object], failed: Failed) -> bool:
        """A good copy of this home in a new file. Whether it was begun."""
        wallet, home = self._controller.open(), self._controller.home

        def work(_: Say) -> WrittenBackup:
            found = wallet.backup()
            write_private(path, found.data)
            return WrittenBackup(path, home, found.keyring)

        return self._controller.jobs.start("backup", work, done, failed)

    def mark_whole(self, fingerprint: str) -> bool:
        """On a job's thread: note that the key of this wallet is put together; whether the open home has it."""
        wallet = self._controller.open()
        names = [one.name for one in wallet.wallets() if one.fingerprint == fingerprint]
        for name in names:
            wallet.mark_whole(name)
        return bool(names)

    def want_renewal(self, name: str) -> str:
        """Why a renewal is wanted now: it makes a copy for this computer's sheet ("seal"), lets go of the old one after
        a drill of the new one ("move"), or asks the co-signer whether it may ("ask"), with the number of the change of
        the sheet; empty: it is not."""
        why = self._why(name)
        return f"{why} {self._changes}" if why else ""

    def _why(self, name: str) -> str:
        found = self._controller.open().show(name).sheets
        if found.accepted:
            return "seal"
        if found.coming_drilled and found.coming_sealed and not found.coming_alone:
            return "move"
        # the window may have been closed before the question went out
        unasked = found.sealed and found.coming and not found.coming_sealed and name not in self._asked
        return "ask" if name in self._to_ask or (unasked and not found.coming_waits) else ""

    def renewed(self, name: str) -> None:
        """It was."""
        self._asked.add(name)
        self._to_ask.discard(name)
