"""Is this address really ours? Only the co-signer can tell, since this computer may lie to its own person (D1)."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.desktop.controller.controller import Controller
from app.desktop.model.state import OwnAddress, State
from app.desktop.parts.command_line import CommandLine
from app.desktop.text import sentences
from app.desktop.widgets import Button, Col, Group, Notice, Row
from core.errors import TandemError

if TYPE_CHECKING:
    from core.cosigner.api import AddressView


LASTS = 10  # addresses for which one comparison counts
LARGE = 1_000_000  # sat from which each address is compared anew


def must_compare(index: int, compared: int | None, sats: int | None) -> bool:
    """Whether a person should compare the address with this index. `compared`: the index they compared last."""
    if compared == index:
        return False
    return compared is None or not 0 <= index - compared < LASTS or (sats or 0) >= LARGE


def command(wallet: str, index: int) -> str:
    """What shows the address on the co-signer."""
    return f"tandem-cosigner address {shlex.quote(wallet)} {index}"


class AddressCheck(QWidget):
    """Asks to compare an address; takes no room while none has to be."""

    answered = Signal(bool)  # a person said whether both show the same

    def __init__(self, controller: Controller) -> None:
        super().__init__()
        self._controller = controller
        self._of: OwnAddress | None = None
        self._differs = ""  # the address that was found to differ
        self.match = Button(self.tr("They match"), compact=True)
        self.match.clicked.connect(lambda: self._answer(True))
        self.differ = Button(self.tr("They differ"), "quiet", compact=True)
        self.differ.clicked.connect(lambda: self._answer(False))
        self.ask = Button(self.tr("Ask it"), compact=True)
        self.ask.clicked.connect(self._ask)
        self.command = CommandLine()
        self.notice = Notice(
            tone="peer", below=Group(Col(self.command, Row(self.match, self.differ, self.ask, None, gap=4), gap=6))
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.notice)
        self.hide()

    def show_address(self, shown: OwnAddress | None, state: State, sats: int | None) -> None:
        """Ask about this address, if it has to be compared."""
        self._of = shown
        differs = shown is not None and shown.address == self._differs
        asks = shown is not None and state.key is not None and must_compare(shown.index, state.compared, sats)
        self.setVisible(differs or asks)
        if shown is None or state.key is None or not (differs or asks):
            return
        self.match.setVisible(not differs and not state.practice)
        self.differ.setVisible(not differs and not state.practice)
        self.ask.setVisible(not differs and state.practice)
        self.command.setVisible(not differs and not state.practice)
        if differs:
            self.notice.set(
                self.tr("Do not use this address"),
                self.tr(
                    "The co\u2011signer works out another one, so something on this computer lies. Receive nothing "
                    "here until you know what."
                ),
                "danger",
            )
        elif state.practice:
            self.notice.set(
                self.tr("Check it on your co\u2011signer"),
                self.tr("It works the address out from its own half. In earnest you compare both screens yourself."),
                "peer",
            )
        else:
            self.notice.set(
                self.tr("Check it on your co\u2011signer"),
                self.tr("Compare every group; malware here could show another address. There, it is shown by:"),
                "peer",
            )
            self.command.set(command(state.key.name, shown.index))

    def _answer(self, same: bool) -> None:
        if self._of is None:
            return
        if same:
            index = self._of.index
            self._controller.run("compared", lambda wallet, name: wallet.labels(name).compare(index), _ok, self._failed)
        else:
            self._differs = self._of.address
            self.show_address(self._of, self._controller.state, None)
        self.answered.emit(same)

    def _ask(self) -> None:
        shown = self._of
        if shown is None:
            return
        self.ask.setEnabled(False)

        def done(told: AddressView) -> None:
            self.ask.setEnabled(True)
            self._answer(told.address == shown.address)

        practice = self._controller.practice
        self._controller.run("ask address", lambda _, name: practice.address(name, shown.index), done, self._failed)

    def _failed(self, error: TandemError) -> None:
        self.ask.setEnabled(True)
        self.notice.set(self.tr("That did not work"), sentences.sentence(error), "danger")


def _ok(_: object) -> None:
    """It shows in the state."""
