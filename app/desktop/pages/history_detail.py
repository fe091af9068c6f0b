"""One payment of the history, beside the list: amounts, addresses, fee, label, and what may still be done with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QScrollArea, QVBoxLayout, QWidget

from app.desktop import format
from app.desktop.actions import Actions
from app.desktop.fonts import dp
from app.desktop.pages.base import Go, Say
from app.desktop.pages.history_hurry import Hurry
from app.desktop.sentences import sentence
from app.desktop.state import State, Transaction
from app.desktop.widgets import (
    Address,
    Amount,
    Button,
    Card,
    Col,
    Disc,
    Divider,
    Field,
    Group,
    Notice,
    Row,
    Text,
    empty,
    fill,
    line,
)
from core.errors import TandemError

if TYPE_CHECKING:
    from core.wallet import Wallet

WIDTH = 316
MOST = 20  # inputs, and outputs, that are shown


class HistoryDetail(QWidget):
    """Hidden until a payment is chosen."""

    closed = Signal()

    def __init__(self, actions: Actions, go: Go, say: Say) -> None:
        super().__init__()
        self._do, self._go, self._say = actions, go, say
        self._row: Transaction | None = None
        self._facts: dict[str, Any] | None = None
        self.disc = Disc("arrow-down-left", 36)
        self.title, self.moment = Text("", "title", wrap=True), Text("", "small", "text2", wrap=True)
        self.close_it = Button("", "quiet", "x", compact=True, name=self.tr("Close the details"))
        self.close_it.clicked.connect(self.closed)
        self.amount = Amount(0, role="big")
        self.worth = Text("", "small", "text2")
        self.wait = Notice(tone="warn", icon="clock")
        self._ways = Hurry()
        self._ways.chosen.connect(self._replace)
        self.rate = self._ways.rate
        self.raise_fee, self.call_off, self.hurry = self._ways.raise_fee, self._ways.call_off, self._ways.hurry
        self.label = Field(self.tr("Label"), optional=self.tr("stays on this computer"))
        self.label.entered.connect(self._label)
        self.label.changed.connect(lambda _: self.label.set_error(""))
        self._rest = Col(gap=9)
        card = Card(
            Row(self.disc, (Col(self.title, self.moment, gap=1), 1), self.close_it, gap=12),
            self.amount,
            self.worth,
            self.wait,
            self._ways,
            self.label,
            Divider(),
            self._rest,
            None,
            gap=9,
        )
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(card)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)
        self.setFixedWidth(dp(WIDTH))
        self.hide()

    # -------------------------------------------------------------- showing
    def show_payment(self, row: Transaction | None) -> None:
        """Show one payment, or the same as it is now, or (None) hide. What is being typed stays with its payment."""
        before, self._row = self._row, row
        self.setVisible(row is not None)
        if row is None:
            return
        another = before is None or before.txid != row.txid
        if another:
            self._facts = None
            empty(self._rest)
            self.label.set_error("")
        if another or row.height is not None:
            self._ways.close_ways()
        if another or (before is not None and self.label.text() == before.label):
            self.label.set_text(row.label)
        self._show_row(row)
        txid = row.txid

        def known(found: dict[str, Any]) -> None:
            if self._row is not None and self._row.txid == txid:
                self._facts = found
                self._show_facts(found)

        def work(wallet: Any, name: str) -> dict[str, Any]:
            watch = wallet.chain(name)
            facts: dict[str, Any] = watch.transaction(txid)
            return facts

        self._do.ask(f"details {txid}", work, known, self._failed)

    def show_state(self, state: State, before: State | None) -> None:
        """The payment on screen may have come into a block, and the rates may be others."""
        if self._row is None:
            return
        self._show_rates()
        if before is not None and before.history == state.history:
            return
        again = next((row for row in state.history if row.txid == self._row.txid), None)
        if again is None:
            self.closed.emit()
        elif again != self._row:
            self.show_payment(again)

    def _show_row(self, row: Transaction) -> None:
        received, state = row.net > 0, self._do.state
        self.disc.set(
            "arrow-down-left" if received else "arrow-up-right",
            tone="warn" if row.height is None else "ok" if received else "neutral",
        )
        self.title.setText(row.label or (self.tr("Received") if received else self.tr("Sent")))
        if row.time is None:
            self.moment.setText(self.tr("Seen by the server, in no block yet"))
        else:
            self.moment.setText(format.day_and_clock(datetime.fromtimestamp(row.time), datetime.now()))
        self.amount.set(row.net, state.unit)
        self.worth.say(state.worth(abs(row.net)))
        text = self.tr("It stands in line for a block. Until then it can be replaced.")
        if received:
            text = self.tr("It stands in line for a block. Until then its sender can replace it.")
        self.wait.set(self.tr("Unconfirmed"), text, "warn", "clock")
        self.wait.setVisible(row.height is None)

    def _show_rates(self) -> None:
        if self._facts is not None:
            self._ways.show_rates(dict(self._do.state.rates), float(self._facts["rate"] or 0))

    def _show_facts(self, facts: dict[str, Any]) -> None:
        unit = self._do.state.unit
        waits, mine = facts["height"] is None, bool(facts["replaceable"])
        spendable = any(output["own"] for output in facts["outputs"])
        self._show_rates()
        self._ways.open_ways(replace=mine, follow=waits and not mine and spendable)
        empty(self._rest)
        sent = any(part["own"] for part in facts["inputs"])
        shown = [output for output in facts["outputs"] if output["own"] != sent] or facts["outputs"]
        change = sum(output["amount"] for output in facts["outputs"] if output["change"]) if sent else 0
        copy = Button(format.short(facts["txid"]), "link", "copy", compact=True, name=self.tr("Copy the id"))
        copy.clicked.connect(lambda: self._copy(facts["txid"]))
        items: list[Any] = [*self._parts(shown, self._to, unit), Divider()]
        if facts["fee"] is not None:
            items.append(line(self.tr("Fee"), format.amount(facts["fee"], unit), format.fee_rate(facts["rate"])))
        if change:
            items.append(line(self.tr("Change, back to this wallet"), format.amount(change, unit)))
        if facts["height"] is not None:
            times = self.tr("{0}, {1} confirmations") if facts["confirmations"] != 1 else self.tr("{0}, 1 confirmation")
            block = times.format(format.count(facts["height"]), format.count(facts["confirmations"]))
            items.append(line(self.tr("Block"), block))
        items.append(Row(Text(self.tr("Id"), "body", "text2"), None, copy))
        items += [Divider(), line(self.tr("Inputs"), format.count(len(facts["inputs"])))]
        items += self._parts(facts["inputs"], self._from, unit)
        if sent:
            items += [
                Divider(),
                Text(self.tr("Signed by both halves, here and on the co-signer."), "small", "text2", wrap=True),
            ]
        fill(self._rest, items)

    def _to(self, part: dict[str, Any]) -> str:
        sent = self._facts is not None and any(one["own"] for one in self._facts["inputs"])
        return self.tr("To") if sent and not part["own"] else self.tr("To this wallet")

    def _from(self, part: dict[str, Any]) -> str:
        return self.tr("From this wallet") if part["own"] else self.tr("From somebody else")

    def _parts(
        self, parts: Sequence[dict[str, Any]], who: Callable[[dict[str, Any]], str], unit: format.Unit
    ) -> list[QWidget]:
        """Inputs or outputs: whose, how much, and where."""
        shown: list[QWidget] = [self._part(part, who(part), unit) for part in parts[:MOST]]
        if len(parts) > MOST:
            shown.append(Text(self.tr("and {0} more").format(len(parts) - MOST), "small", "text2"))
        return shown

    def _part(self, part: dict[str, Any], who: str, unit: format.Unit) -> QWidget:
        amount = "" if part["amount"] is None else format.amount(part["amount"], unit)
        head = Row(Text(who, "label", "text2"), None, Text(amount, "small", keep=True))
        below: QWidget
        if part["address"] is not None:
            below = Address(part["address"], per_line=6, role="mono")
        elif part["amount"] is None:  # a coin of a transaction that is not of this wallet
            below = Text(self.tr("Coin {0}").format(format.short(part["outpoint"])), "small", "text2")
        else:
            below = Text(self.tr("Data or a script without an address"), "small", "text2", wrap=True)
        return Group(Col(head, below, gap=3))

    # -------------------------------------------------------------- doing
    def _copy(self, text: str) -> None:
        QApplication.clipboard().setText(text)
        self._say(self.tr("Copied."), "ok", seconds=3)

    def _label(self) -> None:
        if self._row is None:
            return
        txid, text = self._row.txid, self.label.text()
        self._do.run(
            "label",
            lambda wallet, name: wallet.notebook(name).write("tx", txid, text),
            lambda _: self.label.set_right(self.tr("Kept")),
            self._failed,
        )

    def _replace(self, how: str, rate: float) -> None:
        """Draft what replaces or hurries this payment; the review comes next."""
        if self._row is None:
            return
        txid = self._row.txid
        titles = {
            "bump": self.tr("Raise the fee to {0}").format(format.fee_rate(rate)),
            "cancel": self.tr("Call a payment off: its coins come back to this wallet"),
            "child": self.tr("Hurry a payment: a second one pays for both"),
        }

        def work(wallet: Wallet, name: str) -> bytes:
            return wallet.hurry(name, txid, how, rate)

        def failed(error: TandemError) -> None:
            if error.kind == "rate" and self._row is not None and self._row.txid == txid:
                self._ways.refuse(sentence(error))
            else:
                self._failed(error)

        self._do.ask("replace", work, lambda psbt: self._go("send", ("psbt", psbt, titles[how])), failed)

    def _failed(self, error: TandemError) -> None:
        self._say(sentence(error), "danger")
