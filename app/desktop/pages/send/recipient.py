"""One recipient on the form: the address and where it came from, a label, and how much."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.desktop.formats import bip21
from app.desktop.formats.bip21 import Request
from app.desktop.formats.payments_csv import Line
from app.desktop.pages.send.codes import Codes
from app.desktop.text import format
from app.desktop.text.format import Unit
from app.desktop.text.sentences import sentence
from app.desktop.widgets import Address, AmountField, Button, Col, Columns, Field, Group, Notice, Text
from core.bitcoin.address import script_of
from core.bitcoin.script import dust_threshold
from core.errors import BadInput

if TYPE_CHECKING:
    from core.wallet.api import Review

translate = QCoreApplication.translate

PASTED = 12  # characters that come at once were not typed
PER_LINE = 11  # groups of four
LEAST = "0" * 42


@dataclass(frozen=True, slots=True)
class Money:
    """How amounts are shown: the unit, and what one bitcoin costs in the person's currency where that is known."""

    unit: Unit
    price: float | None = None
    currency: str = ""

    def worth(self, sats: int | None) -> str:
        """About what an amount is worth; nothing in practice, and where no price is known."""
        if not sats or self.price is None or self.unit == "practice":
            return ""
        return format.fiat(sats / format.COIN * self.price, self.currency)


class RecipientForm(QWidget):
    """`changed` is emitted when what is paid has changed; `book_asked` to pick or keep an address in the book."""

    changed = Signal()
    removed = Signal()
    book_asked = Signal()
    took_most = Signal(bool)

    def __init__(self, codes: Codes, network: str, money: Money) -> None:
        super().__init__()
        self._network, self._money = network, money
        self._names: Mapping[str, str] = {}
        self._before = ""  # what stood in the address field
        self.address_source = ""
        paste = self.tr("Paste an address or a payment link")
        self.paste = Button("", icon="clipboard-paste", compact=True, name=paste)
        self.code = Button("", icon="qr-code", compact=True, name=self.tr("Read a QR code"))
        self.book = Button("", icon="book-user", compact=True, name=self.tr("Address book"))
        self.remove = Button("", "quiet", "x", compact=True, name=self.tr("Remove this recipient"))
        actions = [self.paste, self.code, self.book, self.remove]
        self._line = QLineEdit()
        self.address = Field(self.tr("Recipient"), mono=True, least=LEAST, actions=actions, editor=self._line)
        self.fours = Address("", PER_LINE, "mono")
        self.source = Text("", "small", "text3", wrap=True)
        self._shown = Group(Col(self.fours, self.source, gap=2))
        self._shown.hide()
        self.alike = Notice(tone="warn")
        self.alike.hide()
        self.label = Field(self.tr("Label"), optional=self.tr("for you alone"))
        self.most = Button(self.tr("Max"), "secondary", compact=True, name=self.tr("Pay all that is left"))
        self.most.setCheckable(True)
        self.amount = AmountField(self.tr("Amount"), money.unit, actions=(self.most,))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.address)
        column.addWidget(self._shown)
        column.addWidget(self.alike)
        column.addWidget(Columns((self.label, 3), (self.amount, 2), gap=12))
        self._connect(codes)

    def _connect(self, codes: Codes) -> None:
        self.address.changed.connect(self._typed)
        self._line.editingFinished.connect(lambda: self.address.text().strip() and self.judge_address())
        self.paste.clicked.connect(
            lambda: self.take(QGuiApplication.clipboard().text(), translate("SendPage", "Pasted from the clipboard"))
        )
        self.code.clicked.connect(
            lambda: codes.ask(self.code, lambda text: self.take(text, translate("SendPage", "Read from a QR code")))
        )
        self.book.clicked.connect(self.book_asked)
        self.remove.clicked.connect(self.removed)
        self.label.changed.connect(self.changed)
        self.amount.sats_changed.connect(self._amount_changed)
        self.most.toggled.connect(self._take_most)

    # -------------------------------------------------------------- what stands here
    def is_empty(self) -> bool:
        """Whether nobody has written anything."""
        return not (self.address.text().strip() or self.label.text().strip() or self.amount.text().strip())

    def line(self) -> Line | None:
        """Whom to pay what; None while something is missing or wrong. Says nothing."""
        address = self.valid_address()
        if address is None or (not self.most.isChecked() and not self.amount.sats()):
            return None
        sats = None if self.most.isChecked() else self.amount.sats()
        if sats is not None and sats < self._least(address):
            return None
        return Line(address, sats, self.name)

    @property
    def name(self) -> str:
        """What this person calls the payment."""
        return self.label.text().strip()

    def judge(self) -> QWidget | None:
        """Say everything that is missing or wrong; the first field to look at."""
        wrong: list[QWidget] = [] if self.judge_address() else [self.address.editor]
        if not self._judge_amount():
            wrong.append(self.amount.editor)
        return wrong[0] if wrong else None

    # -------------------------------------------------------------- the address
    def take(self, text: str, source: str) -> None:
        """An address or a payment link from elsewhere; both are judged at once."""
        if not text.strip():
            self.address.set_error(self.tr("There is no text on the clipboard. Copy the address, then paste it here."))
            return
        try:
            self.fill(bip21.read(text, self._network), source)
        except BadInput as error:
            self._put(text.strip().split("\n")[0][:200], source)
            self.address.set_error(sentence(error))
        self.changed.emit()

    def fill(self, request: Request, source: str) -> None:
        """What somebody asks for. What the link leaves open stays as it is."""
        self._put(request.address, source)
        if request.sats is not None:
            self.most.setChecked(False)
            self.amount.set_sats(request.sats)
            self.amount.set_help(self._money.worth(request.sats))
        if request.name:
            self.label.set_text(request.name)
        if request.ignored:
            ignored = ", ".join(request.ignored)
            self.address.set_help(self.tr("Not followed in this link: {0}. It is paid on the chain.").format(ignored))
        self.changed.emit()

    def put(self, line: Line, source: str) -> None:
        """A recipient as it was before, or from the book."""
        self._put(line.address, source)
        self.label.set_text(line.label or self.name)
        if line.sats is not None:
            self.amount.set_sats(line.sats)
        self.changed.emit()

    def _put(self, address: str, source: str) -> None:
        self.address.set_text(address)
        self.address_source = source
        self._before = address
        self.address.set_error("")
        self.address.set_help("")
        self._show_address()

    def _typed(self, text: str) -> None:
        came, self._before = came_at_once(self._before, text), text
        if text.strip().lower().startswith(bip21.SCHEME) and came >= PASTED:
            self.take(text, translate("SendPage", "From a payment link"))
            return
        self.address_source = translate("SendPage", "Pasted") if came >= PASTED else translate("SendPage", "Typed")
        self.address.set_error("")
        self.address.set_help("")
        self._show_address()
        if came >= PASTED:
            self.judge_address()
        self.changed.emit()

    def judge_address(self) -> bool:
        """Whether the address can be paid; the line under it says what is wrong."""
        text = self.address.text().strip()
        if not text:
            self.address.set_error(self.tr("Whom do you want to pay? Paste an address."))
            return False
        try:
            address = bip21.read(text, self._network).address
        except BadInput as error:
            self.address.set_error(sentence(error))
            return False
        if address != text:
            self.address.set_text(address)
            self._show_address()
        return True

    def valid_address(self) -> str | None:
        """The address, if one that can be paid stands there. Says nothing."""
        text = self.address.text().strip()
        try:
            return bip21.read(text, self._network).address if text else None
        except BadInput:
            return None

    def _show_address(self) -> None:
        address = self.valid_address()
        self._shown.setVisible(address is not None)
        self.alike.hide()
        if address is None:
            return
        self.fours.set(address)
        known = self._names.get(address)
        if known:
            self.source.say(self.tr("{0}. In your address book: {1}").format(self.address_source, known))
            if not self.name:
                self.label.set_text(known)
        else:
            self.source.say(self.address_source)

    def show_names(self, names: Mapping[str, str]) -> None:
        """The address book, by address."""
        if names != self._names:
            self._names = dict(names)
            self._show_address()

    def show_known(self, review: Review) -> None:
        """What the review found about this address."""
        address, words = self.fours.address, self.address_source
        one = next((one for one in review.recipients if one.address == address), None)
        name = self._names.get(address)
        if address in dict(review.to_self):
            words = self.tr("{0}. Your own address: what is paid there stays in this wallet.").format(words)
        elif address in dict(review.unfindable):
            words = self.tr("{0}. Your own address, but where no program will look: as good as lost.").format(words)
        elif one is not None and one.first_time:
            words = self.tr("{0}. Never paid before: compare it with its source.").format(words)
        elif name is not None:
            words = self.tr("{0}. In your address book: {1}").format(words, name)
        elif one is not None and one.paid:
            words = self.tr("{0}. Paid before.").format(words)
        looks_like = one.looks_like if one else None
        self.source.say(words)
        if looks_like:
            self.alike.announce(
                self.tr("This only looks like an address you know"),
                self.tr("The one you know is {0}. Do not pay before you know which is right.").format(
                    " ".join(format.fours(looks_like))
                ),
                "warn",
            )
        else:
            self.alike.announce("")

    # -------------------------------------------------------------- the amount
    def _least(self, address: str) -> int:
        return dust_threshold(script_of(address, self._network))

    def _judge_amount(self) -> bool:
        if self.most.isChecked():
            return True
        if self.amount.is_wrong() and self.amount.sats() is None:
            return False
        sats, address = self.amount.sats(), self.valid_address()
        if not sats:
            self.amount.set_error(self.tr("How much? Write an amount."))
            return False
        if address is not None and sats < self._least(address):
            least = format.amount(self._least(address), self._money.unit)
            self.amount.set_error(self.tr("The network does not pass on less than {0}.").format(least))
            return False
        return True

    def _amount_changed(self, sats: object) -> None:
        if isinstance(sats, int):
            self.amount.set_help(self._money.worth(sats))
            self._judge_amount()
        self.changed.emit()

    def _take_most(self, on: bool) -> None:
        self.amount.set_read_only(on)
        self.amount.set_error("")
        self.amount.set_help(self.tr("All that is left after the fee.") if on else "")
        if not on:
            self.amount.set_sats(None)
            self.amount.editor.setFocus()
        self.took_most.emit(on)
        self.changed.emit()

    def show_rest(self, sats: int) -> None:
        """What the maximum comes to."""
        self.amount.set_sats(sats)
        self.amount.set_help(self.tr("All that is left after the fee.") + f" {self._money.worth(sats)}".rstrip())

    def too_much(self, text: str) -> None:
        """The coins do not suffice for this."""
        self.amount.set_error(text)

    # --------------------------------------------------------------
    def show_number(self, number: int, several: bool) -> None:
        """Which recipient it is; one alone has no number and cannot be removed."""
        title = self.tr("Recipient {0}").format(number) if several else self.tr("Recipient")
        self.address.label.setText(title)
        self.address.editor.setAccessibleName(title)
        self.remove.setVisible(several)

    def show_money(self, money: Money) -> None:
        """Another unit, or another price."""
        if money.unit != self._money.unit:
            self.amount.set_unit(money.unit)
        self._money = money
        if not self.amount.is_wrong() and not self.most.isChecked():
            self.amount.set_help(money.worth(self.amount.sats()))


def came_at_once(before: str, after: str) -> int:
    """How many characters came at once: those between what both begin and end with."""
    head = _alike(before, after)
    return len(after) - head - _alike(before[head:][::-1], after[head:][::-1])


def _alike(one: str, other: str) -> int:
    """With how many equal characters two texts begin."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
