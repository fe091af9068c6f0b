"""Settings: wallet, look, safety, chain, price, newer versions, the way out, guides, and what Tandem is made of."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QTimer
from PySide6.QtWidgets import QStackedWidget

from app import __version__
from app.desktop.controller.controller import Controller
from app.desktop.formats.help_pages import GUIDES
from app.desktop.model.state import State
from app.desktop.pages.settings.backup import BackupCard
from app.desktop.pages.settings.further import FurtherCard
from app.desktop.pages.settings.giving import GivingCard
from app.desktop.pages.settings.look import LookCard, PriceCard
from app.desktop.pages.settings.network import NetworkCard
from app.desktop.pages.settings.releases import ReleasesCard
from app.desktop.pages.settings.safety import SafetyCard
from app.desktop.pages.settings.wallet import WalletCard
from app.desktop.parts.help import HelpCard, HelpReader
from app.desktop.parts.page import AppPage, Go, Say
from app.desktop.widgets import Page, Text

CLOCK_MS = 5_000
CHAIN, RELEASES = "chain", "releases"


class SettingsPage(AppPage):
    """Everything takes effect at once; what needs a button has one."""

    KEY, ICON, NAME = "settings", "sliders-horizontal", str(QT_TRANSLATE_NOOP("Pages", "Settings"))

    def __init__(self, controller: Controller, go: Go, say: Say) -> None:
        super().__init__(controller, go, say)
        self.wallet, self.look, self.safety = WalletCard(controller), LookCard(controller), SafetyCard(controller)
        self.network, self.price = NetworkCard(controller), PriceCard(controller)
        self.further, self.backup, self.releases = (
            FurtherCard(controller),
            BackupCard(controller),
            ReleasesCard(controller),
        )
        self.giving = GivingCard(controller)
        self.guides, self.reader = HelpCard(self.tr("Guides"), GUIDES), HelpReader(self.tr("Settings"))
        self.guides.asked.connect(self.read)
        self.reader.closed.connect(self._close_reader)
        self._read = GUIDES[0]
        if controller.state.practice:
            self.safety.hide()
            self.backup.hide()
            self.price.hide()
            self.releases.hide()
            self.giving.hide()
        about = self.tr(
            "Tandem {0}, MIT licence. Window: Qt (LGPL 3). Chain: BDK (MIT, Apache 2.0). Letters: Inter and JetBrains "
            "Mono (OFL 1.1). Icons: Lucide (ISC). The licences lie beside the files."
        )
        self.about = Text(about.format(__version__), "small", "text2", wrap=True)
        cards = (
            self.wallet,
            self.look,
            self.safety,
            self.backup,
            self.network,
            self.further,
            self.price,
            self.releases,
            self.giving,
            self.guides,
        )
        self._page = Page(self.tr("Settings"), "", *cards, self.about, None)
        self._sides = QStackedWidget()
        self._sides.addWidget(self._page)
        self._sides.addWidget(self.reader)
        self.fill(self._sides)
        self._clock = QTimer(self, interval=CLOCK_MS)
        self._clock.timeout.connect(lambda: self.network.show_state(self.state))

    def open(self, what: Any = None) -> None:
        """What was typed and not used is gone. `what` "chain" or "releases" brings that card into view; the name of a
        guide opens it."""
        self.network.show_settings()
        if what in GUIDES:
            self.read(what)
        card = {CHAIN: self.network, RELEASES: self.releases}.get(what)
        if card is not None:
            QTimer.singleShot(0, card, lambda: self._page.reveal(card))  # once it is laid out

    def read(self, name: str) -> None:
        """Open a guide."""
        self._read = name
        self._sides.setCurrentWidget(self.reader)
        self.reader.read(name)

    def _close_reader(self) -> None:
        self._sides.setCurrentWidget(self._page)
        self.guides.links[self._read].setFocus()

    def back(self) -> bool:
        """From a guide to the page."""
        if self._sides.currentWidget() is not self.reader:
            return False
        self._close_reader()
        return True

    def show_state(self, state: State, before: State | None) -> None:
        """Say what is true now; choices are shown by the widgets that were clicked."""
        self._clock.start()
        self.wallet.show_state(state, before)
        self.network.show_state(state)
        self.further.show_state(state)
        self.price.show_state(state)
        self.releases.show_state(state)

    def leave(self) -> None:
        """No passphrase stays behind."""
        self._clock.stop()
        self._sides.setCurrentWidget(self._page)
        self.safety.close_panels()
        self.wallet.close_panels()
        self.giving.close_panels()
