"""One payment of the history, beside the list: amounts, addresses, fee, label, and what may still be done with it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QScrollArea, QVBoxLayout, QWidget

from app.desktop import format
from app.desktop.actions import Actions
from app.desktop.fonts import dp
from app.desktop.pages.base import Go, Say
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
RAISE = 2.0  # a raised fee pays at least this much more, in sat/vB
MOST_OUTPUTS = 20  # shown at once


class HistoryDetail(QWidget):
    """Hidden until a payment is chosen."""

    closed = Signal()

    def __init__(self, actions: Actions, go: Go, say: Say) -> None:
        super().__init__()
        self._do, self._go, self._say = actions, go, say
        self._row: Transaction | None = None
        self._facts: dict[str, Any] | None = None
        self.disc = Disc("arrow-down-left", 36)
        self.title, self.moment = Text("", "title", wrap=True), Text("", "small", "text2")
        self.close_it = Button("", "quiet", "x", compact=True, name=self.tr("Close the details"))
        self.close_it.clicked.connect(self.closed)
        self.amount = Amount(0, role="big")
        self.worth = Text("", "small", "text2")
        self.wait = Notice(tone="warn", icon="clock")
        self.raise_fee = Button(self.tr("Raise fee"), "secondary", "fast-forward", compact=True)
        self.call_off = Button(self.tr("Call it off"), "danger", compact=True)
        self.hurry = Button(self.tr("Hurry it"), "secondary", "fast-forward", compact=True)
        self.raise_fee.clicked.connect(lambda: self._replace("bump"))
        self.call_off.clicked.connect(lambda: self._replace("cancel"))
        self.hurry.clicked.connect(lambda: self._replace("child"))
        self.label = Field(self.tr("Label"), optional=self.tr("stays on this computer"))
        self.label.entered.connect(self._label)
        self._rest = Col(gap=9)
        card = Card(
            Row(self.disc, (Col(self.title, self.moment, gap=1), 1), self.close_it, gap=12),
            self.amount,
            self.worth,
            self.wait,
            Row(self.raise_fee, self.hurry, self.call_off, None, gap=8),
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
        """Show one payment, or hide."""
        self._row, self._facts = row, None
        self.setVisible(row is not None)
        if row is None:
            return
        self._show_row(row)
        empty(self._rest)
        self.label.set_text(row.label)
        self.label.set_error("")
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
        """The payment on screen may have come into a block."""
        if self._row is None or (before is not None and before.history == state.history):
            return
        again = next((row for row in state.history if row.txid == self._row.txid), None)
        if again is None:
            self.closed.emit()
        elif again != self._row:
            confirmed = again.height != self._row.height
            self._row = again
            self._show_row(again)
            if confirmed:
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
        waits = row.height is None
        self.wait.set(
            self.tr("Unconfirmed") if waits else "",
            self.tr("It stands in line for a block. Until then it can be replaced.") if waits else "",
            "warn",
            "clock",
        )
        for button in (self.raise_fee, self.hurry, self.call_off):
            button.hide()

    def _show_facts(self, facts: dict[str, Any]) -> None:
        unit = self._do.state.unit
        waits, mine = facts["height"] is None, facts["replaceable"]
        self.raise_fee.setVisible(bool(mine))
        self.call_off.setVisible(bool(mine))
        spendable = any(output["own"] for output in facts["outputs"])
        self.hurry.setVisible(waits and not mine and spendable)
        empty(self._rest)
        sent = any(part["own"] for part in facts["inputs"])
        shown = [output for output in facts["outputs"] if output["own"] != sent] or facts["outputs"]
        for output in shown[:MOST_OUTPUTS]:
            fill(self._rest, [self._output(output, sent, unit)])
        if len(shown) > MOST_OUTPUTS:
            more = self.tr("and {0} more; the export has all").format(len(shown) - MOST_OUTPUTS)
            fill(self._rest, [Text(more, "small", "text2")])
        change = sum(output["amount"] for output in facts["outputs"] if output["change"]) if sent else 0
        copy = Button(format.short(facts["txid"]), "link", "copy", compact=True, name=self.tr("Copy the id"))
        copy.clicked.connect(lambda: self._copy(facts["txid"]))
        items: list[Any] = [Divider()]
        if facts["fee"] is not None:
            items.append(line(self.tr("Fee"), format.amount(facts["fee"], unit), format.fee_rate(facts["rate"])))
        if change:
            items.append(line(self.tr("Change, back to this wallet"), format.amount(change, unit)))
        items.append(line(self.tr("Inputs"), format.count(len(facts["inputs"]))))
        if facts["height"] is not None:
            block = self.tr("{0}, {1} confirmations").format(
                format.count(facts["height"]), format.count(facts["confirmations"])
            )
            items.append(line(self.tr("Block"), block))
        items.append(Row(Text(self.tr("Id"), "body", "text2"), None, copy))
        if sent:
            items += [
                Divider(),
                Text(self.tr("Signed by both halves, here and on the co-signer."), "small", "text2", wrap=True),
            ]
        fill(self._rest, items)

    def _output(self, output: dict[str, Any], sent: bool, unit: format.Unit) -> QWidget:
        who = self.tr("To") if sent and not output["own"] else self.tr("To this wallet")
        head = Row(Text(who, "label", "text2"), None, Text(format.amount(output["amount"], unit), "small", keep=True))
        if output["address"] is None:
            return Group(
                Col(head, Text(self.tr("Data or a script without an address"), "small", "text2", wrap=True), gap=3)
            )
        return Group(Col(head, Address(output["address"], per_line=6, role="mono"), gap=3))

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

    def _replace(self, how: str) -> None:
        """Draft what replaces or hurries this payment; the review comes next."""
        if self._row is None or self._facts is None:
            return
        txid = self._row.txid
        fast = dict(self._do.state.rates).get("fast", 0.0)
        rate = max(fast, float(self._facts["rate"] or 0) + RAISE)
        titles = {
            "bump": self.tr("Raise the fee to {0}").format(format.fee_rate(rate)),
            "cancel": self.tr("Call a payment off: its coins come back to this wallet"),
            "child": self.tr("Hurry a payment: a second one pays for both"),
        }

        def work(wallet: Wallet, name: str) -> bytes:
            return wallet.hurry(name, txid, how, rate)

        self._do.ask("replace", work, lambda psbt: self._go("send", ("psbt", psbt, titles[how])), self._failed)

    def _failed(self, error: TandemError) -> None:
        self._say(sentence(error), "danger")
