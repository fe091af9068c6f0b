"""Payments that are neither sent nor ended: what each pays, whom it waits for, and the two ways on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.desktop import format
from app.desktop.actions import Actions
from app.desktop.pages.base import Go, Say
from app.desktop.sentences import sentence
from app.desktop.state import State
from app.desktop.widgets import Amount, Button, Card, Col, Disc, Row, Text, empty, fill
from core.errors import TandemError

if TYPE_CHECKING:
    from core.wallet import Payment, Wallet


@dataclass(frozen=True, slots=True)
class Summary:
    """What a payment does: sat that leave (fee included), and to whom."""

    spent: int
    to: tuple[str, ...]


def summary(wallet: Wallet, name: str, payment: Payment) -> Summary | None:
    """Read from its bytes; None for one that is signed, which reads differently."""
    try:
        found = wallet.review(name, payment.psbt)
    except TandemError:
        return None
    return Summary(found.spent, tuple(one.address or one.label for one in found.recipients))


class UnderWay(Card):
    """All payments under way; takes no room when there are none."""

    def __init__(self, actions: Actions, go: Go, say: Say) -> None:
        super().__init__(title=self.tr("Under way"), gap=10)
        self._actions, self._go, self._say = actions, go, say
        self._found: dict[bytes, Summary | None] = {}
        self._rows: dict[bytes, _Row] = {}
        self._holder = QWidget()
        self._column = QVBoxLayout(self._holder)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        self.add(self._holder)
        self.hide()

    def show_state(self, state: State) -> None:
        """Show what is under way now; rows that stay are changed in place."""
        waiting = [payment for payment in state.payments if payment.under_way]
        self.setVisible(bool(waiting))
        if [payment.id for payment in waiting] != list(self._rows):
            empty(self._column)
            self._rows = {payment.id: _Row(self, payment) for payment in waiting}
            fill(self._column, self._rows.values())
        for payment in waiting:
            self._rows[payment.id].show_payment(payment, self._found.get(payment.id), state)
        self._read([payment for payment in waiting if payment.id not in self._found])

    def rows(self) -> list[_Row]:
        """One for each payment, newest first."""
        return list(self._rows.values())

    def _read(self, unknown: list[Payment]) -> None:
        wallet, key = self._actions.wallet, self._actions.state.key
        if not unknown or wallet is None or key is None:
            return

        def finish(found: dict[bytes, Summary | None]) -> None:
            self._found |= found
            self.show_state(self._actions.state)

        name = key.name
        self._actions.jobs.start("summaries", lambda _: {one.id: summary(wallet, name, one) for one in unknown}, finish)

    def go_on(self, payment: Payment) -> None:
        """To the page that signs."""
        self._go("send", ("payment", payment.id))

    def take_back(self, payment: Payment) -> None:
        """End it; what the co-signer says to that stands in the bar."""

        def done(_: object) -> None:
            self._say(self.tr("Taken back. Nothing was signed."), "ok", seconds=6)

        self._actions.paying.take_back(payment.id, done, lambda error: self._say(sentence(error), "danger"))


class _Row(QWidget):
    def __init__(self, owner: UnderWay, payment: Payment) -> None:
        super().__init__()
        self.payment = payment
        self.title, self.text = Text("", "strong"), Text("", "small", "text2", wrap=True)
        self.amount = Amount(0, role="title")
        self.on = Button(self.tr("Go on"), compact=True)
        self.on.clicked.connect(lambda: owner.go_on(self.payment))
        self.back = Button(self.tr("Take back"), "quiet", compact=True)
        self.back.clicked.connect(lambda: owner.take_back(self.payment))
        self._disc = Disc("arrow-up-right", 32, "warn")
        words = Col(self.title, self.text, gap=0)
        row = Row(self._disc, (words, 1), self.amount, self.on, self.back, gap=12)
        row.setContentsMargins(0, 0, 0, 0)
        self.setLayout(row)

    def show_payment(self, payment: Payment, known: Summary | None, state: State) -> None:
        """Say how it stands."""
        self.payment = payment
        stage = payment.stage.name
        words = {
            "DRAFT": self.tr("The co\u2011signer has not seen it yet"),
            "ASKED": self.tr("Waits for a yes on the co\u2011signer"),
            "SIGNING": self.tr("Both were signing; going on finishes it"),
            "SIGNED": self.tr("Signed by both; the network has not got it yet"),
        }
        self.text.setText(words.get(stage, ""))
        self._disc.set("cosigner" if stage == "ASKED" else "arrow-up-right", "peer" if stage == "ASKED" else "warn")
        self.back.setVisible(stage != "SIGNED")
        self.amount.setVisible(known is not None)
        if known is None:
            self.title.setText(self.tr("Payment {0}").format(format.short(payment.txid[::-1].hex())))
            return
        self.amount.set(-known.spent, state.unit)
        first, more = (format.short(known.to[0]) if known.to else ""), len(known.to) - 1
        title = self.tr("To {0}").format(first) if first else self.tr("To yourself")
        self.title.setText(self.tr("{0} and {1} more").format(title, more) if more > 0 else title)
