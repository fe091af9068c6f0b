"""After the first deposit: a delay of the co-signer's rules is proposed. Nothing on this computer can set it (C4)."""

from __future__ import annotations

import shlex

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.desktop.controller.controller import Controller
from app.desktop.model.state import State
from app.desktop.parts.command_line import CommandLine
from app.desktop.text import sentences
from app.desktop.widgets import Button, Comings, Notice
from core.errors import TandemError


def delay_proposed(state: State) -> bool:
    """Whether this wallet has had coins, nobody at its co-signer has decided, and nobody here has put it away."""
    if state.key is None or not state.history or not state.cosigner.propose_delay:
        return False
    return state.key.fingerprint not in state.settings.no_delay.split()


class DelayProposal(QWidget):
    """What to type there; in practice, where the window is the person there, a button. Takes no room otherwise."""

    def __init__(self, controller: Controller) -> None:
        super().__init__()
        self._controller = controller
        self.command = CommandLine()
        self.set = Button(self.tr("Set it on the practice co\u2011signer"), compact=True)
        self.set.clicked.connect(self._set)
        below = QWidget()
        rows = QVBoxLayout(below)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.command)
        rows.addWidget(self.set)
        self.away = Button(self.tr("Leave it so"), "quiet", compact=True)
        self.away.clicked.connect(self._put_away)
        self.notice = Notice(action=self.away, below=below)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.notice)
        self.hide()

    def show_state(self, state: State, comings: Comings | None = None) -> None:
        """Say it, once, for as long as it is open."""
        proposed = delay_proposed(state)
        minutes = state.cosigner.propose_delay
        if proposed and state.key is not None:
            self.command.set(f"tandem-cosigner policy set {shlex.quote(state.key.name)} --delay {minutes}")
            self.command.setVisible(not state.practice)
            self.set.setVisible(state.practice)
        if proposed == (not self.isHidden()):
            return
        if proposed:
            self.notice.announce(
                self.tr("You have coins now: let a loosening of the rules wait for a day"),
                self.tr(
                    "Whoever sits at your co\u2011signer for a minute could loosen its rules at once. With a delay you "
                    "see it here first. Stricter rules act at once all the same. Only the co\u2011signer can set it:"
                ),
            )
        if comings is None:
            self.setVisible(proposed)
        else:
            comings.show(self, proposed)

    def _put_away(self) -> None:
        state = self._controller.state
        if state.key is not None:
            known = {*state.settings.no_delay.split(), state.key.fingerprint}
            self._controller.set(no_delay=" ".join(sorted(known)))

    def _set(self) -> None:
        practice, minutes = self._controller.practice, self._controller.state.cosigner.propose_delay

        def done(_: object) -> None:
            self.set.setEnabled(True)
            self._controller.ask_cosigner()

        def failed(error: TandemError) -> None:
            self.set.setEnabled(True)
            self.notice.announce(self.notice.title(), sentences.sentence(error), "danger")

        if self._controller.run("delay", lambda _wallet, _name: practice.delay(minutes), done, failed):
            self.set.setEnabled(False)
