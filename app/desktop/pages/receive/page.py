"""Receive: a fresh address for every payment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QT_TRANSLATE_NOOP
from PySide6.QtWidgets import QStackedWidget

from app.desktop.controller.controller import Controller
from app.desktop.model.state import OwnAddress, State
from app.desktop.pages.receive.card import ReceiveCard
from app.desktop.pages.receive.list import AllAddresses, EarlierCard
from app.desktop.parts.health import halves_fit, receiving
from app.desktop.parts.health_card import TroubleNotice
from app.desktop.parts.page import AppPage, Go, Say
from app.desktop.parts.sheet_reminder import SheetReminder
from app.desktop.text import format, sentences
from app.desktop.widgets import Button, Notice, Page
from core.errors import TandemError

if TYPE_CHECKING:
    from core.wallet.api import OpenWallet


def address_to_give(wallet: OpenWallet, name: str, *, fresh: bool) -> str:
    """The last address if nobody was given it: it has no label and was never used. Else, or for `fresh`, a new one."""
    labels = wallet.labels(name)
    watch = wallet.chain(name)
    shown = watch.addresses()
    last = shown[-1] if shown else None
    if last and not fresh and not last.used and not labels.label("addr", last.address):
        return last.address
    return wallet.address(name, new=last is not None).text


class ReceivePage(AppPage):
    """The address to give out now, the earlier ones, and a list of all."""

    KEY, ICON, NAME = "receive", "arrow-down-left", str(QT_TRANSLATE_NOOP("Pages", "Receive"))

    def __init__(self, controller: Controller, go: Go, say: Say) -> None:
        super().__init__(controller, go, say)
        self._of = ""  # the wallet whose addresses are shown
        self._wanted = ""  # the address to show; empty: a fresh one
        self._asking = self._failed = False
        self.new = Button(self.tr("New address"), icon="plus")
        self.new.clicked.connect(self.fresh)
        self.trouble, self.sheet = TroubleNotice(go, receiving), SheetReminder(go)
        self.alarm, self.failure = Notice(tone="danger"), Notice(tone="danger")
        self.alarm.hide()
        self.failure.hide()
        self.card = ReceiveCard(controller)
        self.card.fresh.connect(self.fresh)
        self.card.said.connect(lambda text: say(text, "info", seconds=6))
        self.card.copied.connect(lambda: self.alarm.announce(""))
        self.card.watch.exchanged.connect(self._exchanged)
        self.card.hide()
        self.show_all = Button(self.tr("All addresses"), "link")
        self.show_all.clicked.connect(lambda: self._turn(1))
        self.earlier = EarlierCard(lambda: controller.state.unit, self.show_all)
        self.earlier.picked.connect(self._pick)
        self.every = AllAddresses(lambda: controller.state.unit)
        self.every.picked.connect(self._pick)
        self.every.back.clicked.connect(lambda: self._turn(0))
        self._sides = QStackedWidget()
        lead = self.tr("A fresh address for every payment; all of them lead to this wallet.")
        if controller.state.practice:
            lead = self.tr("Practice addresses begin with bcrt1 and take practice coins only.")
        self._page = page = Page(
            self.tr("Receive"),
            lead,
            self.trouble,
            self.sheet,
            self.card,
            self.earlier,
            self.alarm,
            self.failure,
            None,
            actions=[self.new],
        )
        self._sides.addWidget(page)
        self._sides.addWidget(self.every)
        self.fill(self._sides)

    # -------------------------------------------------------------- showing
    def open(self, what: Any = None) -> None:
        """Begin with an address nobody was given yet, or with the one asked for."""
        self._follow(self.state)
        known = {one.address for one in self.state.addresses}
        self._wanted = str(what) if what in known else ""
        self._failed = False
        self._turn(0)

    def show_state(self, state: State, before: State | None) -> None:
        """Show the address and the earlier ones as they are now."""
        self._follow(state)
        comings = self._page.comings
        if before is None:
            comings.anew()
        self.trouble.show_state(state, comings)
        self.sheet.show_state(state, comings)
        fit = halves_fit(state)
        self.new.setEnabled(fit and not self._asking)
        shown = next((one for one in state.addresses if one.address == self._wanted), None)
        if not fit:
            comings.show(self.card, False)
            self._turn(0)
        elif shown is not None:
            self.card.show_address(shown, state)
            comings.show(self.card, True)
        elif not self._wanted and not self._failed:
            self._ask(fresh=False)
        self.earlier.show_addresses(state.addresses if fit else (), self._wanted)
        if before is None or before.addresses != state.addresses:
            self.every.show_addresses(state.addresses)
        comings.settle()

    def _follow(self, state: State) -> None:
        """The wallet on screen may be another one: nothing of the one before stays."""
        if state.key is not None and state.key.name != self._of:
            self._of, self._wanted, self._failed = state.key.name, "", False
            self.card.forget()

    def fresh(self) -> None:
        """An address that was never shown."""
        self._ask(fresh=True)

    def _ask(self, *, fresh: bool) -> None:
        if self._asking:
            return
        asked = self._of

        def done(address: str) -> None:
            self._asking = False
            self.new.setEnabled(True)
            if self._of == asked:
                self._wanted = address
            self.show_state(self.state, self.state)

        def failed(error: TandemError) -> None:
            self._asking = False
            self.new.setEnabled(True)
            if self._of != asked:
                self.show_state(self.state, self.state)
                return
            self._failed = True
            self.failure.announce(self.tr("There is no fresh address"), sentences.sentence(error), "danger")

        self.failure.announce("")
        self.card.save_label()
        self._asking = self.controller.run(
            "address", lambda wallet, name: address_to_give(wallet, name, fresh=fresh), done, failed
        )
        self.new.setEnabled(not self._asking)

    def _pick(self, row: OwnAddress) -> None:
        self._wanted = row.address
        self._turn(0)
        self.show_state(self.state, self.state)

    def _turn(self, side: int) -> None:
        self._sides.setCurrentIndex(side)
        if side:
            self.every.search.setFocus()

    def back(self) -> bool:
        """From all addresses to the one."""
        if self._sides.currentIndex() == 0:
            return False
        self._turn(0)
        return True

    def leave(self) -> None:
        """Nothing that was typed is lost, and an alarm was seen."""
        self.card.save_label()
        self.alarm.announce("")

    # -------------------------------------------------------------- the clipboard
    def _exchanged(self, other: str) -> None:
        title = self.tr("The clipboard holds another address now")
        text = self.tr("{0}. Unless you copied that one yourself, a program exchanged it: do not paste it.")
        self.alarm.announce(title, text.format(" ".join(format.fours(other))), "danger")
        self.say(self.tr("The clipboard holds another address than the one you copied. Do not paste it."), "danger")
