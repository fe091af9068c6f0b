"""Where the chain is read, and the way there."""

from __future__ import annotations

import time

from PySide6.QtCore import QCoreApplication

from app.desktop.controller.controller import Controller
from app.desktop.model.state import State
from app.desktop.parts import chain_words
from app.desktop.text.sentences import sentence
from app.desktop.widgets import Button, Card, Col, Divider, Field, Group, Row, Segmented, Text
from core.chain.server_address import ServerAddress
from core.errors import BadInput, InputKind

translate = QCoreApplication.translate

SCHEMES = ("ssl", "tcp")


class NetworkCard(Card):
    """An Electrum server and a proxy. Practice brings its own network and asks nobody."""

    def __init__(self, controller: Controller) -> None:
        super().__init__(title=self.tr("Chain"), gap=12)
        self._controller = controller
        self._network = ""  # whose server stands in the field
        self.test = Button(self.tr("Ask this server"), compact=True)
        self.test.clicked.connect(self._use)
        self.status = Text("", "small", "text2", wrap=True)
        self.stop = Button(self.tr("Stop asking"), icon="x", compact=True)
        self.stop.clicked.connect(controller.chain.stop)
        self.again = Button(self.tr("Ask again"), icon="refresh-cw", compact=True)
        self.again.clicked.connect(controller.sync)
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
                "With one, server, price and newer versions are never asked without it; the co\u2011signer is reached "
                "directly."
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
        self.add(
            self.status, Row(self.stop, self.again, None), Divider(), here if controller.state.practice else self._form
        )
        self.show_settings()

    def show_settings(self) -> None:
        """What is in force, in the fields."""
        chosen, key = self._controller.state.settings, self._controller.state.key
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
        text, ink = chain_words.in_full(state, time.time())
        self.status.setText(text)
        self.status.set_ink(ink)
        self.stop.setVisible(chain_words.asks(state.chain, time.time()))
        self.again.setVisible(state.chain.stopped)

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
        if place and (fault := _fault(place)):
            form = self.tr("Write it as host:port, such as electrum.example.org:50002.")
            self.server.set_error(form if fault.kind == InputKind.SERVER else sentence(fault))
            return
        if proxy and (fault := _fault(proxy)):
            form = self.tr("Write it as host:port, such as 127.0.0.1:9050 for Tor.")
            self.proxy.set_error(form if fault.kind == InputKind.SERVER else sentence(fault))
            return
        url = f"{SCHEMES[self.scheme.current()]}://{place}" if place else ""
        self._controller.use_server(url, f"socks5://{proxy}" if proxy else "")


def is_place(text: str) -> bool:
    """Whether this is HOST:PORT."""
    return _fault(text) is None


def _fault(text: str) -> BadInput | None:
    try:
        ServerAddress.parse(f"tcp://{text}", ("tcp",))
    except BadInput as error:
        return error
    return None
