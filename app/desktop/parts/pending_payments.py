"""Payments that are neither sent nor ended: what each pays, whom it waits for, and the two ways on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.desktop.controller.controller import Controller
from app.desktop.model.state import State
from app.desktop.parts.headline import headline
from app.desktop.parts.page import Go, Say
from app.desktop.text import format
from app.desktop.text.sentences import sentence
from app.desktop.widgets import Amount, Button, Card, Col, Comings, Disc, Row, Text, empty, fill
from core.errors import TandemError
from core.wallet.api import PaymentStatus

if TYPE_CHECKING:
    from core.wallet.api import OpenWallet, Payment


@dataclass(frozen=True, slots=True)
class PaymentSummary:
    """What a payment does: its headline, and to whom."""

    words: str
    sats: int
    to: tuple[str, ...]


def summary(wallet: OpenWallet, name: str, payment: Payment) -> PaymentSummary | None:
    """Read from its bytes; None where they cannot be."""
    try:
        found = wallet.look(name, payment.id)
    except TandemError:
        return None
    return PaymentSummary(*headline(found), tuple(one.address or one.label for one in found.recipients))


class PendingPayments(Card):
    """All payments under way; takes no room when there are none."""

    def __init__(self, controller: Controller, go: Go, say: Say) -> None:
        super().__init__(title=self.tr("Under way"), gap=10)
        self._controller, self._go, self._say = controller, go, say
        self._found: dict[bytes, PaymentSummary | None] = {}
        self._rows: dict[bytes, _PaymentRow] = {}
        self._later: list[Card] = []  # what came while the page was on screen
        self._loose = False  # whether rows came or ended since the page was opened
        self._comings: Comings | None = None
        self._holder = QWidget()
        self._column = QVBoxLayout(self._holder)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        self.add(self._holder)
        self.hide()

    def show_state(self, state: State, comings: Comings | None = None) -> None:
        """Show what is under way now; rows that stay are changed in place. On a page on screen one that comes is added
        at its end, and one that is over keeps its place."""
        self._comings = comings or self._comings
        settled = self._comings is not None and self._comings.settled
        waiting = {payment.id: payment for payment in state.payments if payment.under_way}
        if not settled and (self._loose or list(waiting) != list(self._rows)):
            self._anew(waiting.values())
        for id in [id for id in self._rows if id not in waiting]:
            self._rows.pop(id).end()
            self._loose = True
        for id, payment in waiting.items():
            if id not in self._rows:
                self._add(payment)
            self._rows[id].show_payment(payment, self._found.get(id), state)
        self._read([payment for id, payment in waiting.items() if id not in self._found])

    def rows(self) -> list[_PaymentRow]:
        """One for each payment that is under way."""
        return list(self._rows.values())

    def _anew(self, waiting: Iterable[Payment]) -> None:
        """All of them in the card, in their order."""
        empty(self._column)
        for card in self._later:
            card.hide()
            card.deleteLater()
        self._later, self._loose = [], False
        self._rows = {payment.id: _PaymentRow(self, payment) for payment in waiting}
        fill(self._column, self._rows.values())
        self.setVisible(bool(self._rows))

    def _add(self, payment: Payment) -> None:
        self._rows[payment.id] = row = _PaymentRow(self, payment)
        card = Card(row, title=self.tr("Under way"), gap=10)
        self._later.append(card)
        self._loose = True
        if self._comings is not None:
            self._comings.add(card)

    def _read(self, unknown: list[Payment]) -> None:
        wallet, key = self._controller.wallet, self._controller.state.key
        if not unknown or wallet is None or key is None:
            return

        def finish(found: dict[bytes, PaymentSummary | None]) -> None:
            self._found |= found
            self.show_state(self._controller.state)

        name = key.name
        self._controller.jobs.start(
            "summaries", lambda _: {one.id: summary(wallet, name, one) for one in unknown}, finish
        )

    def go_on(self, payment: Payment) -> None:
        """To the page that signs."""
        self._go("send", ("payment", payment.id))

    def take_back(self, payment: Payment) -> None:
        """End it; what the co-signer says to that stands in the bar."""

        def done(_: object) -> None:
            self._say(self.tr("Taken back. Nothing was signed."), "ok", seconds=6)

        self._controller.payments.take_back(payment.id, done, lambda error: self._say(sentence(error), "danger"))


class _PaymentRow(QWidget):
    def __init__(self, owner: PendingPayments, payment: Payment) -> None:
        super().__init__()
        self.payment = payment
        self.title, self.text = Text("", "strong"), Text("", "small", "text2", wrap=True)
        self.amount = Amount(0, role="title")
        self.on = Button(self.tr("Go on"), compact=True)
        self.on.clicked.connect(lambda: owner.go_on(self.payment))
        self.back = Button(self.tr("Take back"), "quiet", compact=True)
        self.back.clicked.connect(lambda: owner.take_back(self.payment))
        for button in (self.on, self.back):  # one that goes leaves the other where it is
            keeps = button.sizePolicy()
            keeps.setRetainSizeWhenHidden(True)
            button.setSizePolicy(keeps)
        self._disc = Disc("arrow-up-right", 32, "warn")
        words = Col(self.title, self.text, gap=0)
        row = Row(self._disc, (words, 1), self.amount, self.on, self.back, gap=12)
        row.setContentsMargins(0, 0, 0, 0)
        self.setLayout(row)

    def end(self) -> None:
        """It is sent or came to nothing: the row keeps its place until the page is opened anew."""
        self.text.setText(self.tr("Not under way any more"))
        self.setMinimumHeight(self.height())  # less than it needs where it has never been laid out
        for button in (self.on, self.back):
            button.hide()

    def show_payment(self, payment: Payment, known: PaymentSummary | None, state: State) -> None:
        """Say how it stands."""
        self.payment = payment
        status = payment.status
        words = {
            PaymentStatus.DRAFT: self.tr("The co\u2011signer has not seen it yet"),
            PaymentStatus.ASKED: self.tr("Waits for a yes on the co\u2011signer"),
            PaymentStatus.SIGNING: self.tr("Both were signing; going on finishes it"),
            PaymentStatus.SIGNED: self.tr("Signed by both; the network has not got it yet"),
        }
        self.text.setText(words.get(status, ""))
        waits = status is PaymentStatus.ASKED
        self._disc.set("cosigner" if waits else "arrow-up-right", "peer" if waits else "warn")
        self.back.setVisible(not status.is_signed)
        self.amount.setVisible(known is not None)
        if known is None:
            self.title.setText(self.tr("Payment {0}").format(format.short(payment.txid[::-1].hex())))
            return
        self.amount.set(known.sats, state.unit)
        if not known.to:
            self.title.setText(known.words)
            return
        title, more = self.tr("To {0}").format(format.short(known.to[0])), len(known.to) - 1
        self.title.setText(self.tr("{0} and {1} more").format(title, more) if more else title)
