"""Co-signer: how the other half is, what it allows, and what waits on it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QTimer

from app.desktop.actions import Actions
from app.desktop.pages.base import AppPage, Go, Say
from app.desktop.pages.cosigner_cards import LogCard, RulesCard, WhoCard
from app.desktop.pages.cosigner_pairing import PairAgain
from app.desktop.pages.cosigner_renewal import RenewalCard
from app.desktop.pages.health_card import TroubleNotice
from app.desktop.pages.practice_card import PracticeAsks
from app.desktop.pages.under_way import UnderWay
from app.desktop.state import State
from app.desktop.widgets import Col, Columns, Group, Notice, Page

SECOND = 1_000


class CosignerPage(AppPage):
    """Everything that this computer knows of the other half; nothing here can change its rules."""

    KEY, ICON, NAME = "cosigner", "server", str(QT_TRANSLATE_NOOP("Pages", "Co\u2011signer"))

    def __init__(self, actions: Actions, go: Go, say: Say) -> None:
        super().__init__(actions, go, say)
        self.trouble = TroubleNotice(lambda _key, what=None: self._begin(what))
        self.asks, self.under_way = PracticeAsks(actions), UnderWay(actions, go, say)
        self.who, self.rules = WhoCard(actions), RulesCard(actions)
        self.renewal, self.pairing, self.log = RenewalCard(actions), PairAgain(actions), LogCard(actions)
        self.waiting = Notice(tone="peer")
        self.waiting.hide()
        self.fill(
            Page(
                self.tr("Co\u2011signer"),
                "",
                self.trouble,
                self.who,
                self.pairing,
                self.asks,
                self.waiting,
                self.under_way,
                Columns((Group(Col(self.rules, None)), 54), (Group(Col(self.renewal, self.log, None, gap=16)), 46)),
                None,
            )
        )
        self._clock = QTimer(self, interval=SECOND)
        self._clock.timeout.connect(self._tick)

    def open(self, what: Any = None) -> None:
        """`what` is a way out of a trouble: "renew" or "compare"."""
        self.renewal.forget()
        self.log.read()
        self._begin(what)

    def _begin(self, what: Any) -> None:
        if what == "renew":
            self.renewal.begin()
        elif what == "compare":
            self.pairing.begin()

    def show_state(self, state: State, before: State | None) -> None:
        """Say everything anew, in place."""
        self._clock.start()
        self.trouble.show_state(state)
        self.who.show_state(state)
        self.asks.show_state(state)
        self._show_waiting(state)
        self.under_way.show_state(state)
        self.rules.show_state(state)
        self.renewal.show_state(state)
        if before is None or before.key != state.key:
            self.log.read()

    def _show_waiting(self, state: State) -> None:
        many = state.cosigner.open_requests
        self.waiting.setVisible(bool(many) and not state.practice)
        if many == 1:
            title = self.tr("One request waits there for a person")
        else:
            title = self.tr("{0} requests wait there for a person").format(many)
        text = self.tr("Decide on it where it asks, or there by: tandem-cosigner approvals")
        if (self.waiting.title(), self.waiting.text()) != (title, text):
            self.waiting.set(title, text, "peer")

    def _tick(self) -> None:
        self.who.show_state(self.state)
        self.renewal.show_state(self.state)
        self.renewal.tick()

    def leave(self) -> None:
        """Nobody looks at the clock; a question that is open is answered with no."""
        self._clock.stop()
        self.pairing.stop()
