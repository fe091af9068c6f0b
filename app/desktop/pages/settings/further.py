"""Coins that were paid further out than a sync looks: a person has it look further, once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.desktop.controller.controller import Controller
from app.desktop.model.state import State
from app.desktop.text import format, sentences
from app.desktop.widgets import Button, Card, Field, Notice, Row, Text
from core.errors import TandemError

if TYPE_CHECKING:
    from core.wallet.api import OpenWallet

USUAL = 1_000  # addresses: as far as a co-signer recognises them


@dataclass(frozen=True, slots=True)
class Looked:
    """At how many addresses of each branch it looked, and what that brought to light."""

    receiving: int
    change: int
    coins: int
    sats: int


def look(wallet: OpenWallet, name: str, server: str, proxy: str, gap: int) -> Looked:
    """Sync, `gap` addresses beyond the last used one."""
    watch = wallet.chain(name)
    before = {coin.outpoint for coin in watch.coins()}
    watch.sync(server, proxy, gap=gap)
    found = [coin.amount for coin in watch.coins() if coin.outpoint not in before]
    looked = watch.looked
    return Looked(looked.external if looked else 0, looked.internal if looked else 0, len(found), sum(found))


class FurtherCard(Card):
    """A number of addresses, and a button."""

    def __init__(self, controller: Controller) -> None:
        super().__init__(title=self.tr("Coins further out"), gap=12)
        self._controller = controller
        self.about = Text(
            self.tr(
                "A sync looks at 20 addresses beyond the last used one, and as far as the co\u2011signer lets coins "
                "come back. What was paid to one further out is found by looking further, once."
            ),
            "small",
            "text2",
            wrap=True,
        )
        self.gap = Field(self.tr("Addresses beyond the last used one"), str(USUAL))
        self.gap.changed.connect(lambda _: self.gap.set_error(""))
        self.look = Button(self.tr("Look further"), compact=True)
        self.look.clicked.connect(self._look)
        self.gap.entered.connect(self.look.click)
        self.notice = Notice()
        self.notice.hide()
        self.add(self.about, self.gap, Row(self.look, None), self.notice)

    def show_state(self, state: State) -> None:
        """Nobody can look without a server."""
        self.setVisible(bool(state.chain.server))

    def _look(self) -> None:
        from core.wallet.api import GAP, MOST_GAP  # with the wallet, which is loaded by now

        text = self.gap.text().strip()
        gap = int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else 0
        if not GAP <= gap <= MOST_GAP:
            words = self.tr("Write a number from {0} to {1}.").format(GAP, format.count(MOST_GAP))
            self.gap.set_error(words)
            return
        state = self._controller.state
        server, proxy = state.chain.server, state.settings.proxy
        begun = self._controller.run(
            "look further", lambda wallet, name: look(wallet, name, server, proxy, gap), self._found, self._failed
        )
        if begun:
            self.look.setEnabled(False)
            self.notice.announce(self.tr("Looking"), self.tr("The server is asked about each address."), "info")

    def _found(self, found: Looked) -> None:
        self.look.setEnabled(True)
        looked = self.tr("The first {0} receiving and {1} change addresses were looked at.")
        text = looked.format(format.count(found.receiving), format.count(found.change))
        if found.coins:
            title = self.tr("Found: {0}").format(format.amount(found.sats, self._controller.state.unit))
            self.notice.announce(title, text, "ok")
        else:
            self.notice.announce(self.tr("Nothing new there"), text, "info")

    def _failed(self, error: TandemError) -> None:
        self.look.setEnabled(True)
        self.notice.announce(self.tr("That did not work"), sentences.sentence(error), "danger")
