"""The wallet on screen: which one, its public side to watch it elsewhere, another one, and the way out of practice."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtGui import QGuiApplication

from app.desktop.controller.controller import Controller
from app.desktop.controller.onboarding import Onboarding
from app.desktop.model.state import KeyView, State
from app.desktop.text import sentences
from app.desktop.widgets import (
    Button,
    Card,
    Col,
    Columns,
    Divider,
    Field,
    Group,
    Notice,
    QrCode,
    Row,
    Segmented,
    Select,
    Text,
    TextArea,
    setting,
)
from app.desktop.widgets.course import Course, Deed
from core.codec.names import composed, must_be_a_name
from core.errors import BadInput, TandemError
from core.protocol.progress import ProgressStep
from core.wallet.api import WalletKind

translate = QCoreApplication.translate

NETWORKS = ("bitcoin", "signet", "testnet4", "regtest")


class WalletCard(Card):
    """Lines that open into what they offer."""

    def __init__(self, controller: Controller) -> None:
        super().__init__(title=self.tr("Wallet"), gap=12)
        self._controller = controller
        self.which = Select(self.tr("Wallet"))
        self.which.setMinimumWidth(200)
        self.which.chosen.connect(lambda name: controller.show(str(name)))
        self.network = Text("", "strong", keep=True)
        self.export, self.another = ExportPanel(), NewWalletPanel(controller)
        self.show_export = Button(self.tr("Show"), compact=True, name=self.tr("Show the public keys"))
        self.show_export.clicked.connect(lambda: self._turn(self.export))
        self.make = Button(self.tr("Make one"), compact=True, name=self.tr("Make another wallet"))
        self.make.clicked.connect(lambda: self._turn(self.another))
        self.another.made.connect(lambda: self._turn(self.another))
        note = self.tr("Each has one co\u2011signer that holds its other half")
        self._which = Group(
            Col(
                setting(self.tr("Wallet on screen"), note, self.which),
                Divider(),
                gap=12,
            )
        )
        self.leave = Button(self.tr("Leave practice"), compact=True)
        self.leave.clicked.connect(lambda: Onboarding(controller).leave_practice())
        stays = self.tr("It stays as it is; you can come back to it")
        out = Group(Col(Divider(), setting(self.tr("Practice"), stays, self.leave), gap=12))
        if not controller.state.practice:
            out.hide()
        self.add(
            self._which,
            setting(self.tr("Network"), self.tr("A wallet's network never changes"), self.network),
            Divider(),
            setting(
                self.tr("Public keys"),
                self.tr("To watch this wallet in another program; they can spend nothing, but show all its payments"),
                self.show_export,
            ),
            self.export,
            Divider(),
            setting(self.tr("Another wallet"), self.tr("A new key, made together with a co\u2011signer"), self.make),
            self.another,
            out,
        )

    def show_state(self, state: State, before: State | None) -> None:
        """Say which one it is."""
        if state.key is None:
            return
        holder = {name: one.called for one in state.cosigners for name in one.wallets}
        several = len(state.cosigners) > 1
        names = [(name, f"{name} · {holder.get(name, '')}" if several else name) for name in state.wallets]
        if before is None or (before.wallets, before.cosigners, before.key) != (
            state.wallets,
            state.cosigners,
            state.key,
        ):
            self.which.set_options(names, state.key.name)
        self._which.setVisible(len(names) > 1)
        self.network.setText(network_name(state.key.network))
        self.export.show_key(state.key)
        self.another.show_cosigners(state)

    def _turn(self, panel: ExportPanel | NewWalletPanel) -> None:
        opened = panel.isHidden()
        panel.setVisible(opened)
        for button, owned, words in (
            (self.show_export, self.export, self.tr("Show")),
            (self.make, self.another, self.tr("Make one")),
        ):
            button.set(words if owned.isHidden() else self.tr("Close"), name=button.accessibleName())
        if opened:
            panel.open_panel()

    def close_panels(self) -> None:
        """Nothing is left open when somebody comes back."""
        panels: tuple[ExportPanel | NewWalletPanel, ...] = self.export, self.another
        for panel in panels:
            if not panel.isHidden() and not panel.busy():
                self._turn(panel)


def network_name(network: str) -> str:
    """The name of a network as people say it."""
    words = {"bitcoin": "Bitcoin", "practice": translate("Settings", "Practice, worth nothing")}
    return words.get(network, translate("Settings", "{0}, worth nothing").format(network.capitalize()))


class ExportPanel(Card):
    """The public key and both descriptors, one at a time, as text and as a code."""

    def __init__(self) -> None:
        super().__init__(flat=True, pad=16)
        self._key: KeyView | None = None
        self.kind = Segmented([self.tr("Public key"), self.tr("Receiving"), self.tr("Change")], 1, self.tr("What"))
        self.kind.changed.connect(lambda _: self._draw())
        self._area = TextArea(6)
        self._area.setReadOnly(True)
        self.text = Field(self.tr("Descriptor"), editor=self._area, mono=True)
        self.copy = Button(self.tr("Copy"), icon="copy", compact=True)
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.text.text()))
        self.qr = QrCode("", 216, self.tr("The same as a QR code"))
        left = Group(Col(Row(self.kind, None), self.text, Row(self.copy, None), None, gap=10))
        self.add(Columns((left, 1), (self.qr, 0), gap=20, top=True))
        self.hide()

    def show_key(self, key: KeyView) -> None:
        """Of this key."""
        if key != self._key:
            self._key = key
            self._draw()

    def open_panel(self) -> None:
        """It was opened."""
        self._draw()

    def busy(self) -> bool:
        """Never: there is nothing to lose."""
        return False

    def _draw(self) -> None:
        if self._key is None or self.isHidden():
            return
        text = (self._key.xpub, self._key.external, self._key.internal)[self.kind.current()]
        self.text.set_text(text)
        self.qr.set(text, self.tr("The same as a QR code"))


class NewWalletPanel(Card):
    """Name and network, then both sides make the key."""

    made = Signal()

    def __init__(self, controller: Controller) -> None:
        super().__init__(flat=True, pad=16)
        self._controller = controller
        practice = controller.state.practice
        self.name = Field(self.tr("Name"), placeholder=self.tr("Savings"), least="Savings for the house")
        options = [("practice", network_name("practice"))] if practice else [(n, network_name(n)) for n in NETWORKS]
        self.network = Select(self.tr("Network"), options)
        kinds: list[tuple[object, str]] = [(WalletKind.SEGWIT.name, "SegWit"), (WalletKind.TAPROOT.name, "Taproot")]
        self.kind = Select(self.tr("Kind of addresses"), kinds)
        self.cosigner = Select(self.tr("Co\u2011signer"))
        self._cosigner = Field(self.tr("Co\u2011signer that holds the other half, for good"), editor=self.cosigner)
        self._cosigner.hide()
        self._offered: list[tuple[object, str]] = []
        self.start = Button(self.tr("Make the key together"))
        self.start.clicked.connect(self._start)
        self.name.entered.connect(self.start.click)
        self.name.changed.connect(lambda _: self.name.set_error(""))
        self.course = Course(
            [
                Deed("computer", self.tr("This computer draws its half"), "computer"),
                Deed("cosigner", self.tr("The co\u2011signer has drawn its half; both check it"), "cosigner"),
            ]
        )
        self.course.hide()
        self.notice = Notice(tone="danger")
        self.notice.hide()
        self.add(
            Columns((self.name, 3), (Field(self.tr("Network"), editor=self.network), 2), gap=12),
            Field(self.tr("Kind of addresses, for good"), editor=self.kind),
            self._cosigner,
            Row(self.start, None),
            self.course,
            self.notice,
        )
        self.hide()

    def open_panel(self) -> None:
        """It was opened."""
        self.notice.announce("")
        self.course.hide()
        self.name.editor.setFocus()

    def show_cosigners(self, state: State) -> None:
        """Where there are several, one is chosen."""
        offered: list[tuple[object, str]] = [
            (one.fingerprint, f"{one.called} ({one.fingerprint})") for one in state.cosigners
        ]
        if offered != self._offered:
            self._offered = offered
            self.cosigner.set_options(offered, state.cosigner.fingerprint)
            self._cosigner.setVisible(len(offered) > 1)

    def busy(self) -> bool:
        """Whether a key is being made."""
        return self._controller.jobs.running("new key")

    def _start(self) -> None:
        name, network = composed(self.name.text().strip()), str(self.network.key())
        try:
            must_be_a_name(name)
        except BadInput as error:
            self.name.set_error(sentences.sentence(error))
            return
        wallet, kind = self._controller.open(), WalletKind[str(self.kind.key())]
        self.start.setEnabled(False)
        self.notice.announce("")
        self.course.show()
        self.course.start_course()

        def heard(event: Any) -> None:
            if event.step is ProgressStep.OTHER_HALF:
                self.course.at("cosigner")

        def done(_: Any) -> None:
            self.start.setEnabled(True)
            self.course.finish()
            self.name.set_text("")
            self._controller.opened(wallet, name=name)
            self.made.emit()

        def failed(error: TandemError) -> None:
            self.start.setEnabled(True)
            self.course.fail("")
            self.notice.announce(self.tr("No key was made"), sentences.sentence(error), "danger")

        which = str(self.cosigner.key()) if len(self._offered) > 1 else None
        self._controller.jobs.start(
            "new key", lambda say: wallet.new_key(name, network, say, cosigner=which, kind=kind), done, failed, heard
        )
