"""This computer is given away: its home goes, and what is left to do then."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.desktop.controller.controller import Controller
from app.desktop.model.state import State, WipeView
from app.desktop.parts.command_line import CommandLine
from app.desktop.text.sentences import sentence
from app.desktop.widgets import Button, Card, Notice, Page, Row, Text
from core.errors import RefusalKind

translate = QCoreApplication.translate

WIDE = 640  # px
STATUS, BLOCK = "tandem-cosigner status", "tandem-cosigner block {0}"


class WipedPage(QWidget):
    """Shows how the wipe goes that the state tells of. `closed`: its end was read."""

    closed = Signal()

    def __init__(self, controller: Controller) -> None:
        super().__init__()
        self._controller = controller
        self.notice = Notice()
        self.command = CommandLine()
        title = translate("Onboarding", "Now turn this computer away at the co-signer")
        why = translate("Onboarding", "There, look which computer it was, and block it:")
        self.left = Card(Text(why, "body", "text2", wrap=True), self.command, title=title)
        self.forward = Button(translate("Onboarding", "Go on"), "primary")
        self.forward.clicked.connect(self._close)
        heading = translate("Onboarding", "This computer is given away")
        page = Page(heading, "", self.notice, self.left, Row(None, self.forward), None, width=WIDE)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(page)
        controller.store.changed.connect(self._changed)

    def open_page(self) -> None:
        """It is shown."""
        if (wipe := self._controller.state.wipe) is not None:
            self._show(wipe)

    def _close(self) -> None:
        self._controller.wipes.seen()
        self.closed.emit()

    def _changed(self, state: State, before: State) -> None:
        if state.wipe is not None and state.wipe != before.wipe:
            self._show(state.wipe)

    def _show(self, wipe: WipeView) -> None:
        ended = wipe.done or wipe.error is not None
        self.left.setVisible(wipe.done)
        self.forward.setEnabled(ended)
        if wipe.done:
            computer = wipe.computer or translate("Onboarding", "COMPUTER")
            self.command.set(f"{STATUS}\n{BLOCK.format(computer)}")
            self.notice.announce(translate("Onboarding", "Wiped"), _of_disks(), "ok")
        elif wipe.error is not None:
            others = translate(
                "Onboarding", "Its wallets are others by now than those that you were shown. Look once more."
            )
            text = others if wipe.error.kind == RefusalKind.CANCELLED else sentence(wipe.error)
            self.notice.announce(translate("Onboarding", "Not wiped"), text, "danger")
        else:
            text = translate("Onboarding", "It takes some seconds. Interrupted, it goes on at the next start.")
            self.notice.announce(translate("Onboarding", "This computer is being wiped"), text)
        if ended:
            self.forward.setFocus()


def _of_disks() -> str:
    return translate(
        "Onboarding",
        "A disk that writes elsewhere instead of over may still have pieces, which nothing opens unless it has the old "
        "header too: erase a disk that you give away with its maker's own command.",
    )
