"""Home: what there is, how the key is, what happened last."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QTimer

from app.desktop.controller.controller import Controller
from app.desktop.model.state import State
from app.desktop.pages.home.balance import BalanceCard
from app.desktop.pages.home.recent import PracticeTools, RecentCard
from app.desktop.parts.delay_card import DelayProposal
from app.desktop.parts.health_card import HealthCard, TroubleNotice
from app.desktop.parts.page import AppPage, Go, Say
from app.desktop.parts.pending_payments import PendingPayments
from app.desktop.parts.practice_card import PracticeAsks
from app.desktop.parts.sheet_reminder import SheetReminder
from app.desktop.widgets import Button, Columns, Page

CLOCK_MS = 1_000  # "14 s ago" goes on, and silence is named, while nothing else happens


class HomePage(AppPage):
    """Balance and chart, key health, payments under way, the newest payments; in practice also its tools."""

    KEY, ICON, NAME = "home", "house", str(QT_TRANSLATE_NOOP("Pages", "Home"))

    def __init__(self, controller: Controller, go: Go, say: Say) -> None:
        super().__init__(controller, go, say)
        self.receive = Button(self.tr("Receive"), icon="arrow-down-left")
        self.receive.clicked.connect(lambda: go("receive"))
        self.send = Button(self.tr("Send"), "primary", "arrow-up-right")
        self.send.clicked.connect(lambda: go("send"))
        self.trouble = TroubleNotice(go)
        self.asks, self.delay = PracticeAsks(controller), DelayProposal(controller)
        self.balance, self.health = BalanceCard(), HealthCard(go)
        self.tools = PracticeTools(controller, say)
        self.pending = PendingPayments(controller, go, say)
        self.recent, self.sheet = RecentCard(go), SheetReminder(go)
        self._page = page = Page(
            self.tr("Home"),
            "",
            self.trouble,
            self.asks,
            self.pending,
            self.delay,
            Columns((self.balance, 62), (self.health, 38)),
            self.sheet,
            self.tools,
            self.recent,
            None,
            actions=[self.receive, self.send],
        )
        self.fill(page)
        self._clock = QTimer(self, interval=CLOCK_MS)
        self._clock.timeout.connect(lambda: self.health.show_state(self.state))

    def show_state(self, state: State, before: State | None) -> None:
        """Change what is different, in place."""
        self._clock.start()
        comings = self._page.comings
        if before is None:
            comings.anew()
        self.tools.setVisible(state.practice)
        self.trouble.show_state(state, comings)
        self.asks.show_state(state, comings)
        self.pending.show_state(state, comings)
        self.delay.show_state(state, comings)
        self.sheet.show_state(state, comings)
        self.balance.show_state(state, before)
        self.health.show_state(state)
        self.recent.show_state(state, before)
        comings.settle()

    def leave(self) -> None:
        """Nobody looks at the clock."""
        self._clock.stop()
