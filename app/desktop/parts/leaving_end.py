"""The last steps of leaving: which wallet and where to, ten seconds, and what to do then."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QTimer, Signal
from PySide6.QtWidgets import QFileDialog

from app.desktop.parts.command_line import CommandLine
from app.desktop.parts.leaving_steps import LeavingStep, point, stop
from app.desktop.widgets import Button, Card, Checkbox, Field, Notice, Row, Text
from app.leaving import WAIT, importing

if TYPE_CHECKING:
    from core.wallet.without_home import ConsistentWallet

translate = QCoreApplication.translate

TICK_MS = 200
DIGITS = "00000000"  # as long as the fingerprint of a wallet
OUT = "tandem-key"  # what the new file is called unless a person says another name


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was typed and ticked: which wallet, where to, and whether as two descriptors."""

    fingerprint: str
    where: str
    branches: bool


class WalletStep(LeavingStep):
    """Which wallet, by its fingerprint, and the new file that is to hold its key."""

    AT = 4

    def __init__(self) -> None:
        self.fingerprint = Field(
            translate("Leaving", "Fingerprint of the wallet, from its paper"),
            help=translate("Leaving", "8 digits, typed by hand: so nobody leaves with another wallet than they mean."),
            mono=True,
            least=DIGITS,
        )
        self.where = Field(
            translate("Leaving", "New file for the key"),
            help=translate("Leaving", "Only you can read it. Best is a stick that is destroyed afterwards."),
        )
        self.choose = Button(translate("Leaving", "Choose a place"), "secondary", "download")
        self.choose.clicked.connect(self._ask)
        self.branches = Checkbox(translate("Leaving", "As two descriptors, for Bitcoin Core before version 28"))
        self.notice = Notice()
        self.notice.hide()
        super().__init__(
            translate("Leaving", "Which wallet, and where to"),
            translate("Leaving", "What is written is a private descriptor, which Bitcoin Core and Sparrow import."),
            self.fingerprint,
            self.where,
            Row(self.choose, None),
            self.branches,
            self.notice,
            back=stop(),
            forward=translate("Leaving", "Make the key whole"),
        )
        self.fingerprint.entered.connect(self.where.editor.setFocus)
        self.where.entered.connect(self.forward.click)
        self.fingerprint.changed.connect(lambda: self.fingerprint.set_error(""))
        self.where.changed.connect(lambda: self.where.set_error(""))

    def open_step(self) -> None:
        """The keyboard goes to the first field."""
        self.fingerprint.editor.setFocus()

    def _ask(self) -> None:
        path, _ = QFileDialog.getSaveFileName(
            self,
            translate("Leaving", "Write the key into a new file"),
            OUT,
            options=QFileDialog.Option.DontConfirmOverwrite,  # nothing is written over, whoever says yes
        )
        if path:
            self.where.set_text(path)
            self.where.set_error("")

    def chosen(self) -> Chosen:
        """As it stands there."""
        return Chosen(self.fingerprint.text(), self.where.text(), self.branches.isChecked())

    def put(self, chosen: Chosen) -> None:
        """What stood there before."""
        self.fingerprint.set_text(chosen.fingerprint)
        self.where.set_text(chosen.where)
        self.branches.setChecked(chosen.branches)

    @property
    def out(self) -> Path:
        """The file that is to be written."""
        return Path(self.where.text().strip()).expanduser()

    def failed(self, said: str) -> None:
        """It was not written, for a reason that is none of the two fields'."""
        self.notice.announce(translate("Leaving", "Nothing was written"), said, "danger")


class WaitStep(LeavingStep):
    """Ten seconds in which a person may think again; then `ended`."""

    AT = 4
    ended = Signal()

    def __init__(self, out: Path) -> None:
        self.left = Text(str(WAIT), "big")
        self.what = Text("", "body", "text2", wrap=True)
        super().__init__(
            translate("Leaving", "In {0} seconds the key is whole").format(WAIT),
            translate("Leaving", "On this machine, and in {0}. Until then nothing has happened.").format(out.name),
            self.left,
            self.what,
            back=translate("Leaving", "Cancel"),
        )
        self._ends = time.monotonic() + WAIT
        self._tick = QTimer(self, interval=TICK_MS)
        self._tick.timeout.connect(self._count)
        self._tick.start()

    def open_step(self) -> None:
        """The keyboard goes to what stops it."""
        self.back.setFocus()

    def _count(self) -> None:
        left = self._ends - time.monotonic()
        self.left.setText(str(max(0, -int(-left // 1))))
        if left <= 0:
            self._tick.stop()
            self.back.setEnabled(False)
            self.what.tell(translate("Leaving", "The key is being put together and written."))
            self.ended.emit()

    def give_up(self) -> None:
        """Nothing is written any more."""
        self._tick.stop()


class LeftStep(LeavingStep):
    """What was written, and what to do with it. Nothing of the key stands here."""

    AT = 5

    def __init__(
        self, out: Path, wallet: ConsistentWallet, *, branches: bool = False, marked: bool = False, others: int = 0
    ) -> None:
        """`marked`: the home of this window has the wallet, and knows it now; `others`: further ones in the file."""
        how = translate(
            "Leaving",
            "Where a node runs, in this order; the second reads the chain and takes its time. The key stands in no "
            "command.",
        )
        commands = [CommandLine(line) for line in importing(out, wallet, branches=branches)]
        programs = [Card(Text(how, "small", "text2", wrap=True), *commands, title="Bitcoin Core", gap=10)]
        if not branches:
            how = translate(
                "Leaving",
                "File, New Wallet; then Settings, Edit beside the descriptor, and paste the one line of the file.",
            )
            programs.append(Card(Text(how, "small", "text2", wrap=True), title="Sparrow", gap=10))
        then = Card(
            point(
                "arrow-up-right",
                translate("Leaving", "Send all coins to a new wallet, now"),
                translate("Leaving", "To addresses of a key that was never in this file."),
            ),
            point(
                "pencil",
                translate("Leaving", "Mark both papers"),
                translate("Leaving", "There is a box on them: left, was whole. Pay nothing more to the old addresses."),
            ),
            point(
                "trash-2",
                translate("Leaving", "Destroy the file, and wipe this machine"),
                translate("Leaving", "Once the coins have moved. Deleted files stay on a disk for long."),
            ),
            title=translate("Leaving", "Then"),
            gap=14,
        )
        notices = []
        if marked:
            notices.append(
                Notice(
                    translate("Leaving", "This window knows that the wallet was whole"),
                    translate(
                        "Leaving",
                        "Home says so until you wipe it. The co\u2011signer is told nothing; both "
                        "still sign, so the coins can be moved from here as well.",
                    ),
                )
            )
        if others:
            text = translate("Leaving", "Further wallets in this file: {0}. Each leaves by itself: begin again.")
            notices.append(Notice(translate("Leaving", "This was one wallet"), text.format(others)))
        super().__init__(
            translate("Leaving", "The key is in {0}").format(out.name),
            translate("Leaving", "Whoever reads this file, or had this machine, has the coins. Neither device knows."),
            *notices,
            *programs,
            then,
            forward=translate("Leaving", "Close"),
        )
