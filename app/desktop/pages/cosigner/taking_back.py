"""A replaced co-signer that turns up after all has its wallets again, as long as nothing has followed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.desktop.controller.controller import Controller
from app.desktop.model.state import State
from app.desktop.parts.page import while_there
from app.desktop.text.sentences import sentence
from app.desktop.widgets import Button, Card, Comings, Notice, Row, Text, speak
from core.errors import TandemError

if TYPE_CHECKING:
    from core.wallet.api import PairedCosigner, Restored

translate = QCoreApplication.translate

LINES = 3  # room for what it is about


class TakeBack(QWidget):
    """Comes while a co-signer is in the place of another one whose halves still fit. Asked once more before it is done.

    What has become of it stays to be read until the page is opened anew."""

    def __init__(self, controller: Controller) -> None:
        super().__init__()
        self._controller = controller
        self._of = ""  # the fingerprint of the co-signer that is to go
        self.about = Text("", "small", "text2", wrap=True)
        self.about.set_least(LINES)
        self.ask = Button(translate("TakeBack", "Take the replacement back"), "danger")
        self.yes = Button(translate("TakeBack", "Yes, give them back"), "destroy")
        self.no = Button(translate("TakeBack", "Leave it so"), "quiet")
        self.ask.clicked.connect(lambda: self._turn(asked=True))
        self.no.clicked.connect(lambda: self._turn(asked=False))
        self.yes.clicked.connect(self._start)
        self.notice = Notice()
        self.notice.hide()
        card = Card(title=translate("TakeBack", "The lost co\u2011signer turned up?"), gap=10)
        card.add(self.about, Row(self.ask, self.yes, self.no, None, gap=10), self.notice)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)
        self.hide()
        controller.jobs.changed.connect(self._allow)
        self._turn(asked=False, aloud=False)

    def show_state(self, state: State, comings: Comings, *, opening: bool) -> None:
        """Come when something can be taken back."""
        found = next((one for one in state.cosigners if one.returns), None)
        if opening:
            self.notice.announce("")
            self._turn(asked=False, aloud=False)
        if found is not None:
            if found.fingerprint != self._of:  # nobody was asked about this one
                self._turn(asked=False, aloud=False)
            self._of = found.fingerprint
            self.about.setText(_about(found))
        elif self._of:
            self._of = ""
            self.about.setText(translate("TakeBack", "Nothing can be taken back any more."))
            self._turn(asked=False, aloud=False)
        self._allow()
        comings.show(self, found is not None or bool(self.notice.title()))

    def _turn(self, *, asked: bool, aloud: bool = True) -> None:
        self.ask.setVisible(not asked)
        self.yes.setVisible(asked)
        self.no.setVisible(asked)
        if not aloud:
            return
        (self.no if asked else self.ask).setFocus()
        if asked:
            speak(self, translate("TakeBack", "Give the wallets back to the co\u2011signer of before?"))

    def _allow(self) -> None:
        busy = self._controller.jobs.running("pair") or self._controller.jobs.running("take back")
        for button in (self.ask, self.yes):
            button.setEnabled(bool(self._of) and not busy)

    def _start(self) -> None:
        which = self._of
        done, failed = while_there(self, self._done), while_there(self, self._failed)

        def finish(found: Restored) -> None:
            done(found)
            self._controller.look_again()
            self._controller.ask_cosigner()

        self._controller.run("take back", lambda wallet, _: wallet.cancel_replacement(which), finish, failed)
        self._turn(asked=False)

    def _done(self, found: Restored) -> None:
        names = ", ".join(one.name for one in found.wallets)
        text = translate(
            "TakeBack",
            "With the co\u2011signer of before again: {0}. Their halves are renewed by themselves as soon as it is "
            "on\u2011line; before that nothing is paid. The other one is not asked any more.",
        ).format(names)
        if found.without:
            stays = translate(
                "TakeBack",
                "Not given back, since only the other one has halves that fit: {0}. To use them, pair it once more.",
            )
            text = f"{text} {stays.format(', '.join(found.without))}"
        title = translate("TakeBack", "The replacement is taken back")
        self.notice.announce(title, text, "warn" if found.without else "ok")

    def _failed(self, error: TandemError) -> None:
        self.notice.announce(translate("TakeBack", "It was not taken back"), sentence(error), "danger")


def _about(found: PairedCosigner) -> str:
    return translate(
        "TakeBack",
        "{0} is in the place of another co\u2011signer, and these wallets have the halves of before still: {1}. "
        "If the lost one is there after all, they can go back to it, until they are renewed.",
    ).format(found.called, ", ".join(found.returns))
