"""One address to be paid to: its code, its groups, what it is for, and the check that it is ours."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFileDialog

from app.desktop.controller.controller import Controller
from app.desktop.formats.bip21_write import payment_link, payment_picture
from app.desktop.model.state import OwnAddress, State
from app.desktop.pages.receive.check import AddressCheck
from app.desktop.parts.page import while_there
from app.desktop.platform.clipboard import ClipboardWatch
from app.desktop.text import format
from app.desktop.text.format import Unit
from app.desktop.text.sentences import sentence
from app.desktop.widgets import (
    Address,
    AmountField,
    Badge,
    Button,
    Card,
    Col,
    Columns,
    Field,
    Group,
    Notice,
    QrCode,
    Row,
    Text,
    speak,
)
from core.errors import TandemError

QR = 216  # px
SAVE_MS = 700  # after the last key


class ReceiveCard(Card):
    """Shows one of the addresses of the state. `fresh` asks for another one, `copied` tells that one was copied."""

    fresh = Signal()
    copied = Signal()
    said = Signal(str)

    def __init__(self, controller: Controller) -> None:
        super().__init__(pad=24)
        self._controller = controller
        self._shown: OwnAddress | None = None
        self._saved = ""
        self._unit: Unit = "sat"
        self.watch = ClipboardWatch()
        self.qr = QrCode("", QR)
        self.save = Button(self.tr("Save as image"), "quiet", "download", compact=True)
        self.save.clicked.connect(self._ask_where)
        self.used, self.number = Badge("", "neutral"), Text("", "small", "text3")
        self.compared = Badge("", "peer", "check")
        self.address = Address()
        self.address.copied.connect(self.watch.watch)
        self.address.copied.connect(self.copied)
        self.copy = Button(self.tr("Copy address"), "primary", "copy")
        self.copy.clicked.connect(self._copy_address)
        self.copy_link = Button(self.tr("Copy link"), icon="link")
        self.copy_link.clicked.connect(self._copy_link)
        self.label = Field(
            self.tr("Label"), optional=self.tr("stays on this computer"), least="Anna, rent for December"
        )
        self.label.changed.connect(lambda _: self._label_changed())
        self.amount = AmountField(self.tr("Amount"), optional=self.tr("optional"))
        self.amount.sats_changed.connect(lambda _: self._draw())
        self.fresh_one = Button(self.tr("Fresh address"), compact=True)
        self.fresh_one.clicked.connect(self.fresh)
        self.warning = Notice(tone="warn", action=self.fresh_one)
        self.warning.hide()
        self.check = AddressCheck(controller)
        left = Group(Col(self.qr, Row(self.save, None), None))
        left.setFixedWidth(QR)
        right = Group(
            Col(
                Row(Text(self.tr("Address"), "label", "text2"), self.used, self.compared, None, self.number),
                self.address,
                Row(self.copy, self.copy_link, None),
                self.warning,
                self.check,
                Columns((self.label, 3), (self.amount, 2), gap=12),
                None,
                gap=12,
            )
        )
        self.add(Columns((left, 0), (right, 1), gap=28))
        self._later = QTimer(self, singleShot=True, interval=SAVE_MS)
        self._later.timeout.connect(self.save_label)

    # -------------------------------------------------------------- showing
    @property
    def shown(self) -> OwnAddress | None:
        """The address on screen."""
        return self._shown

    def show_address(self, address: OwnAddress, state: State) -> None:
        """Show another address, or the same one as it is now; what is being typed stays."""
        another = self._shown is None or self._shown.address != address.address
        if another:
            self.save_label()
        known = "" if another or self._shown is None else self._shown.label
        self._shown = address
        if state.unit != self._unit:
            self._unit = state.unit
            self.amount.set_unit(state.unit)
        if another:
            self.address.set(address.address)
            self.amount.set_sats(None)
        if another or (address.label != known and self.label.text().strip() == known):
            self.label.set_text(address.label)
        if another or address.label != known:
            self._saved = address.label
        self.number.setText(self.tr("No. {0}").format(address.index))
        if address.used:
            self.used.set(self.tr("Used"), "warn")
        else:
            self.used.set(self.tr("Never used"), "ok")
        before, same = self.compared.text(), self.tr("Same on the co\u2011signer")
        self.compared.set(same if state.compared == address.index else "", "peer", "check")
        if self.compared.text() != before:
            speak(self, self.compared.text())
        self.warning.setVisible(address.used)
        if address.used:
            self.warning.set(
                self.tr("It has received {0}").format(format.amount(address.received, state.unit)),
                self.tr("Given out again, it tells everybody that both payments are yours. Take a fresh one."),
                "warn",
            )
        self._draw()

    def forget(self) -> None:
        """Another wallet is on screen: no address of this one is shown there, and no label is written there."""
        self._later.stop()
        self._shown = None
        self.hide()

    def _draw(self) -> None:
        if self._shown is not None:
            self.qr.set(self._link(), self.tr("QR code of the payment link"))
            self.check.show_address(self._shown, self._controller.state, self.amount.sats())

    def _link(self) -> str:
        return payment_link(self._shown.address, self.amount.sats(), self.label.text().strip()) if self._shown else ""

    # -------------------------------------------------------------- handing it on
    def _copy_address(self) -> None:
        if self._shown is not None:
            self.watch.copy(self._shown.address)
            self.copied.emit()
            self.said.emit(self.tr("Copied. Compare the first and last groups where you paste it."))

    def _copy_link(self) -> None:
        if self._shown is not None:
            self.watch.copy(self._link())
            self.copied.emit()
            self.said.emit(self.tr("The link is copied."))

    def _ask_where(self) -> None:
        if self._shown is None:
            return
        dialog = QFileDialog(self, self.tr("Save the code as an image"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(self.tr("Image (*.png)"))
        dialog.setDefaultSuffix("png")
        dialog.selectFile(f"tandem-{self._shown.address[-8:]}.png")
        dialog.fileSelected.connect(self.save_picture)
        dialog.open()

    def save_picture(self, path: str) -> None:
        """Write the code, and the address below it, as a picture."""
        shown = self._shown
        if shown is None:
            return
        label = self.label.text().strip()
        made = payment_picture(shown.address, self.amount.sats(), label, self._controller.state.practice)
        if made.save(path):
            self.said.emit(self.tr("Saved: {0}").format(path))
        else:
            self.said.emit(self.tr("It could not be saved there. Choose another place."))

    # -------------------------------------------------------------- the label
    def _label_changed(self) -> None:
        self._later.start()
        self._draw()

    def save_label(self) -> None:
        """Write the label down now, if it was changed."""
        self._later.stop()
        shown, text = self._shown, self.label.text().strip()
        if shown is None or text == self._saved:
            return

        self._saved = text

        def failed(error: TandemError) -> None:
            self.label.set_error(sentence(error))

        self._controller.labels.write("addr", shown.address, text, failed=while_there(self, failed))
