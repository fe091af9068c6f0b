"""Home: what there is, how the key is, what happened last."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QTimer

from app.desktop.actions import Actions
from app.desktop.pages.base import AppPage, Go, Say
from app.desktop.pages.health_card import HealthCard, TroubleNotice
from app.desktop.pages.home_balance import BalanceCard
from app.desktop.pages.home_recent import PracticeTools, RecentCard
from app.desktop.pages.practice_card import PracticeAsks
from app.desktop.pages.under_way import UnderWay
from app.desktop.state import State
from app.desktop.widgets import Button, Columns, Page

CLOCK_MS = 1_000  # "14 s ago" goes on, and silence is named, while nothing else happens


class Home(AppPage):
    """Balance and chart, key health, payments under way, the newest payments; in practice also its tools."""

    KEY, ICON, NAME = "home", "house", str(QT_TRANSLATE_NOOP("Pages", "Home"))

    def __init__(self, actions: Actions, go: Go, say: Say) -> None:
        super().__init__(actions, go, say)
        self.receive = Button(self.tr("Receive"), icon="arrow-down-left")
        self.receive.clicked.connect(lambda: go("receive"))
        self.send = Button(self.tr("Send"), "primary", "arrow-up-right")
        self.send.clicked.connect(lambda: go("send"))
        self.trouble = TroubleNotice(go)
        self.asks = PracticeAsks(actions)
        self.balance, self.health = BalanceCard(), HealthCard(go)
        self.tools = PracticeTools(actions)
        self.under_way = UnderWay(actions, go, say)
        self.recent = RecentCard(go)
        self.fill(
            Page(
                self.tr("Home"),
                "",
                self.trouble,
                self.asks,
                self.under_way,
                Columns((self.balance, 62), (self.health, 38)),
                self.tools,
                self.recent,
                None,
                actions=[self.receive, self.send],
            )
        )
        self._clock = QTimer(self, interval=CLOCK_MS)
        self._clock.timeout.connect(lambda: self.health.show_state(self.state))

    def show_state(self, state: State, before: State | None) -> None:
        """Change what is different, in place."""
        self._clock.start()
        self.tools.setVisible(state.practice)
        self.trouble.show_state(state)
        self.asks.show_state(state)
        self.under_way.show_state(state)
        self.balance.show_state(state, before)
        self.health.show_state(state)
        self.recent.show_state(state, before)

    def leave(self) -> None:
        """Nobody looks at the clock."""
        self._clock.stop()
