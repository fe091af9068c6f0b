"""Where the chain is read, and the way there."""

from __future__ import annotations

import re
import time

from PySide6.QtCore import QCoreApplication

from app.desktop import format
from app.desktop.actions import Actions
from app.desktop.sentences import whole
from app.desktop.state import Chain, State
from app.desktop.widgets import Button, Card, Col, Divider, Field, Group, Row, Segmented, Text

translate = QCoreApplication.translate

SCHEMES = ("ssl", "tcp")
_PLACE = re.compile(r"([\w.-]+|\[[0-9a-fA-F:]+\]):(\d{1,5})", re.ASCII)


class NetworkCard(Card):
    """An Electrum server and a proxy. Practice brings its own network and asks nobody."""

    def __init__(self, actions: Actions) -> None:
        super().__init__(title=self.tr("Chain"), gap=12)
        self._actions = actions
        self._network = ""  # whose server stands in the field
        self.test = Button(self.tr("Ask this server"), compact=True)
        self.test.clicked.connect(self._use)
        self.status = Text("", "small", "text2", wrap=True)
        self.scheme = Segmented([self.tr("TLS"), self.tr("Plain")], 0, self.tr("How the server is asked"))
        self.scheme.changed.connect(lambda _: self._hint())
        self.server = Field(
            self.tr("Electrum server"), mono=True, placeholder="host:port", actions=[self.scheme], least="m" * 24
        )
        self.server.entered.connect(self.test.click)
        self.server.changed.connect(lambda _: self._hint())
        self.proxy = Field(
            self.tr("Proxy (SOCKS5)"),
            mono=True,
            placeholder="127.0.0.1:9050",
            optional=self.tr("optional"),
            help=self.tr(
                "With one, server and price are never asked without it; the co\u2011signer is reached directly."
            ),
        )
        self.proxy.entered.connect(self.test.click)
        self.proxy.changed.connect(lambda _: self.proxy.set_error(""))
        self._form = Group(Col(self.server, self.proxy, Row(self.test, None), gap=14))
        here = Text(
            self.tr("Practice has a network of its own on this machine; no other server is asked."),
            "body",
            "text2",
            wrap=True,
        )
        self.add(self.status, Divider(), here if actions.state.practice else self._form)
        self.show_settings()

    def show_settings(self) -> None:
        """What is in force, in the fields."""
        chosen, key = self._actions.state.settings, self._actions.state.key
        self._network = key.network if key is not None else ""
        words = self.tr("Electrum server for {0}").format(self._network.capitalize())
        self.server.label.setText(words)
        self.server.editor.setAccessibleName(words)
        scheme, _, place = chosen.server(self._network).partition("://")
        self.scheme.choose(SCHEMES.index(scheme) if scheme in SCHEMES else 0)
        self.server.set_text(place)
        self.proxy.set_text(chosen.proxy.removeprefix("socks5://"))
        self._hint()

    def show_state(self, state: State) -> None:
        """Height and last answer, and the server of another network when a wallet there is on screen."""
        if state.key is not None and state.key.network != self._network:
            self.show_settings()
        text, ink = chain_now(state.chain, time.time())
        self.status.setText(text)
        self.status.set_ink(ink)

    def _hint(self) -> None:
        plain = SCHEMES[self.scheme.current()] == "tcp"
        self.server.set_error("")
        self.server.set_help(
            self.tr("Plain: only inside your own network or through Tor, since everybody on the way can read it.")
            if plain
            else self.tr("It learns your addresses, so one of your own is best; it can take nothing.")
        )

    def _use(self) -> None:
        place, proxy = self.server.text().strip(), self.proxy.text().strip().removeprefix("socks5://")
        for scheme in SCHEMES:
            if place.startswith(f"{scheme}://"):  # somebody pasted a whole address
                place = place.removeprefix(f"{scheme}://")
                self.scheme.choose(SCHEMES.index(scheme))
                self.server.set_text(place)
        if place and not is_place(place):
            self.server.set_error(self.tr("Write it as host:port, such as electrum.example.org:50002."))
            return
        if proxy and not is_place(proxy):
            self.proxy.set_error(self.tr("Write it as host:port, such as 127.0.0.1:9050 for Tor."))
            return
        url = f"{SCHEMES[self.scheme.current()]}://{place}" if place else ""
        self._actions.use_server(url, f"socks5://{proxy}" if proxy else "")


def is_place(text: str) -> bool:
    """Whether this is HOST:PORT."""
    found = _PLACE.fullmatch(text)
    return found is not None and 0 < int(found[2]) < 1 << 16


def chain_now(chain: Chain, now: float) -> tuple[str, str]:
    """How the chain is known, in one sentence, and the colour role for it."""
    if not chain.server:
        return translate("Settings", "No server is asked: payments to you are not seen, and none can be sent."), "warn"
    if chain.error:
        return whole(chain.error), "danger"
    if chain.syncing and not chain.synced:
        return translate("Settings", "Asking {0}.").format(chain.server), "text2"
    if not chain.synced:
        return translate("Settings", "{0} was not asked yet.").format(chain.server), "text2"
    text = translate("Settings", "{0}: block {1}, last answer {2}.")
    return text.format(chain.server, format.count(chain.height), format.ago(now - chain.synced)), "ok"
