"""Co-signer: how the other half is, what it allows, and what waits on it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QTimer
from PySide6.QtWidgets import QStackedWidget

from app.desktop.controller.controller import Controller
from app.desktop.model.state import State
from app.desktop.pages.cosigner.cards import LogCard, WhoCard
from app.desktop.pages.cosigner.logs import CompareLogs
from app.desktop.pages.cosigner.names import NamesCard
from app.desktop.pages.cosigner.pairing import PairAgain
from app.desktop.pages.cosigner.renewal import RenewalCard
from app.desktop.pages.cosigner.replacing import ReplaceCosigner
from app.desktop.pages.cosigner.rules import RulesCard
from app.desktop.pages.cosigner.taking_back import TakeBack
from app.desktop.parts.delay_card import DelayProposal
from app.desktop.parts.health_card import TroubleNotice
from app.desktop.parts.help import HelpCard
from app.desktop.parts.page import AppPage, Go, Say
from app.desktop.parts.pending_payments import PendingPayments
from app.desktop.parts.practice_card import PracticeAsks
from app.desktop.widgets import Col, Columns, Group, Notice, Page

SECOND = 1_000


class CosignerPage(AppPage):
    """Everything that this computer knows of the other half; nothing here can change its rules."""

    KEY, ICON, NAME = "cosigner", "server", str(QT_TRANSLATE_NOOP("Pages", "Co\u2011signer"))

    def __init__(self, controller: Controller, go: Go, say: Say) -> None:
        super().__init__(controller, go, say)
        self.trouble = TroubleNotice(lambda _key, what=None: self._begin(what))
        self.asks, self.pending = PracticeAsks(controller), PendingPayments(controller, go, say)
        self.who, self.rules = WhoCard(controller), RulesCard(controller)
        self.renewal, self.pairing, self.log = RenewalCard(controller), PairAgain(controller), LogCard(controller)
        self.another = PairAgain(controller, another=True)
        self.replacing = ReplaceCosigner(controller)
        self.take_back = TakeBack(controller)
        self.names = NamesCard(controller, self._pair_another, self.replacing.ask_link)
        self.delay = DelayProposal(controller)
        self.waiting = Notice(tone="peer")
        self.waiting.hide()
        left = Group(Col(self.rules, self.names, None, gap=16))
        self.phone = HelpCard(self.tr("A page for your phone"), ("phone",))
        self.phone.asked.connect(lambda name: go("settings", name))
        right = Group(Col(self.renewal, self.log, self.phone, None, gap=16))
        self._page = page = Page(
            self.tr("Co\u2011signer"),
            "",
            self.trouble,
            self.who,
            self.pairing,
            self.another,
            self.replacing,
            self.take_back,
            self.asks,
            self.waiting,
            self.pending,
            self.delay,
            Columns((left, 54), (right, 46)),
            None,
        )
        self.logs = CompareLogs(controller)
        self.logs.closed.connect(self._close_logs)
        self.log.compare.clicked.connect(self._compare_logs)
        self._sides = QStackedWidget()
        self._sides.addWidget(page)
        self._sides.addWidget(self.logs)
        self.fill(self._sides)
        self._clock = QTimer(self, interval=SECOND)
        self._clock.timeout.connect(self._tick)

    def open(self, what: Any = None) -> None:
        """`what` is a way out of a trouble: "renew", "compare" or "replace"."""
        self.renewal.forget()
        self.log.read()
        self._begin(what)

    def _compare_logs(self) -> None:
        self._sides.setCurrentWidget(self.logs)
        self.logs.open_view()

    def _close_logs(self) -> None:
        self.logs.forget()
        self._sides.setCurrentWidget(self._page)
        self.log.compare.setFocus()

    def back(self) -> bool:
        """From the two logs to the page."""
        if self._sides.currentWidget() is not self.logs:
            return False
        self._close_logs()
        return True

    def _begin(self, what: Any) -> None:
        if what == "renew":
            self.renewal.start_refresh()
        elif what == "compare":
            self.pairing.ask_link()
        elif what == "replace":
            self.replacing.ask_link()

    def show_state(self, state: State, before: State | None) -> None:
        """Say everything anew, in place."""
        self._clock.start()
        comings = self._page.comings
        if before is None:
            comings.anew()
        self.trouble.show_state(state, comings)
        self.who.show_state(state)
        self.take_back.show_state(state, comings, opening=before is None)
        self.asks.show_state(state, comings)
        self._show_waiting(state)
        self.pending.show_state(state, comings)
        self.delay.show_state(state, comings)
        self.rules.show_state(state)
        self.names.show_state(state)
        self.renewal.show_state(state)
        if before is None or before.key != state.key:
            self.log.read()
        comings.settle()

    def _show_waiting(self, state: State) -> None:
        many = state.cosigner.open_requests
        if not many or state.practice:
            self._page.comings.show(self.waiting, False)
            return
        if many == 1:
            title = self.tr("One request waits there for a person")
        else:
            title = self.tr("{0} requests wait there for a person").format(many)
        text = self.tr("Decide on it where it asks, or there by: tandem-cosigner approvals")
        if (self.waiting.title(), self.waiting.text()) != (title, text):
            self.waiting.set(title, text, "peer")
        self._page.comings.show(self.waiting, True)

    def _tick(self) -> None:
        self.who.show_state(self.state)
        self.renewal.show_state(self.state)
        self.renewal.tick()
        self.rules.tick(self.state)

    def leave(self) -> None:
        """Nobody looks at the clock; a question that is open is answered with no."""
        self._clock.stop()
        self.logs.forget()
        self._sides.setCurrentWidget(self._page)
        self.pairing.stop()
        self.another.stop()
        self.replacing.stop()

    def _pair_another(self) -> None:
        self.another.ask_link()
