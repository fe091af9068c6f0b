"""One payment of the history, beside the list: amounts, addresses, fee, label, and what may still be done with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from app.desktop.controller.controller import Controller
from app.desktop.controller.jobs import nothing
from app.desktop.look.fonts import dp
from app.desktop.model.state import Ending, State, TransactionView
from app.desktop.pages.history.ending import words
from app.desktop.pages.history.fee_bump import FeeBumpForm
from app.desktop.parts.page import Go, Say, while_there
from app.desktop.text import format
from app.desktop.text.sentences import sentence
from app.desktop.widgets import (
    Address,
    Amount,
    Button,
    Card,
    Col,
    Disc,
    Divider,
    Group,
    KeptField,
    Notice,
    Row,
    Text,
    empty,
    fill,
    line,
)
from app.desktop.widgets.layout import scrolling
from core.bitcoin.fee_rate import FeeRate, RateTooLow
from core.errors import InputKind, TandemError
from core.wallet.api import InputRow

if TYPE_CHECKING:
    from core.wallet.api import Bump, OpenWallet, OutputRow, TransactionDetail

    Part: TypeAlias = InputRow | OutputRow

WIDTH = 316
MOST = 20  # inputs, and outputs, that are shown


class HistoryDetail(QWidget):
    """Hidden until a payment is chosen."""

    closed = Signal()

    def __init__(self, controller: Controller, go: Go, say: Say) -> None:
        super().__init__()
        self._controller, self._go, self._say = controller, go, say
        self.row: TransactionView | None = None
        self.facts: TransactionDetail | None = None
        self.disc = Disc("arrow-down-left", 36)
        self.title, self.moment = Text("", "title", wrap=True), Text("", "small", "text2", wrap=True)
        self.close_it = Button("", "quiet", "x", compact=True, name=self.tr("Close the details"))
        self.close_it.clicked.connect(self.closed)
        self.effect = Text("", "label", "text2")
        self.amount = Amount(0, role="big")
        self.worth = Text("", "small", "text2")
        self.wait = Notice(tone="warn", icon="clock")
        self.again = Button(self.tr("Send it again"), "secondary", "refresh-cw", compact=True)
        self.again.clicked.connect(self._send_again)
        self.links = [Button("", "link", "arrow-up-right", compact=True) for _ in range(3)]  # by, replaces, hurries
        self._linked: list[str] = []
        for number, link in enumerate(self.links):
            link.clicked.connect(lambda _=False, number=number: self._go("history", self._linked[number]))
        self.show_it = Button(self.tr("Show the payment"), "secondary", compact=True)
        self.show_it.clicked.connect(self._show_it)
        self._ways = FeeBumpForm()
        self._ways.chosen.connect(self._replace)
        self.rate = self._ways.rate
        self.bump, self.cancel, self.cpfp = self._ways.bump, self._ways.cancel, self._ways.cpfp
        self.use_named = self._ways.use
        self.label = KeptField(self.tr("Label"), optional=self.tr("stays on this computer"))
        self.label.kept.connect(self._label)
        self._rest = Col(gap=9)
        card = Card(
            Row(self.disc, (Col(self.title, self.moment, gap=1), 1), self.close_it, gap=12),
            Col(self.effect, self.amount, gap=2),
            self.worth,
            self.wait,
            self.again,
            Row(self.show_it, None),
            *(Row(link, None) for link in self.links),
            self._ways,
            self.label,
            Divider(),
            self._rest,
            None,
            gap=9,
        )
        area = scrolling()
        area.setWidget(card)
        card.setAutoFillBackground(False)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)
        self.setFixedWidth(dp(WIDTH))
        self.hide()

    # -------------------------------------------------------------- showing
    def show_payment(self, row: TransactionView | None) -> None:
        """Show one payment, or the same as it is now, or (None) hide. What is being typed stays with its payment."""
        before = self.row
        another = before is None or row is None or before.txid != row.txid
        if another:
            self.label.keep()
        self.row = row
        self.setVisible(row is not None)
        if row is None:
            return
        if another:
            self.facts = None
            empty(self._rest)
            self.label.show_another(row.label)
        if another or row.height is not None:
            self._ways.close_ways()
        self.label.show_kept(row.label)
        self._show_row(row)
        if row.ending is not None:
            return
        txid = row.txid

        def known(found: TransactionDetail) -> None:
            if self.row is not None and self.row.txid == txid:
                self.show_facts(found)
                if not self._ways.isHidden():
                    self._ask_least(txid)

        def work(wallet: OpenWallet, name: str) -> TransactionDetail:
            return wallet.chain(name).transaction(txid)

        self._controller.ask(f"details {txid}", work, known, self._failed)

    def _ask_least(self, txid: str) -> None:
        """Which rates would be taken; the ways are open meanwhile."""

        def known(least: dict[str, FeeRate]) -> None:
            if self.row is not None and self.row.txid == txid:
                self._show_rates(least)

        self._controller.ask(f"least {txid}", lambda wallet, name: wallet.least_rates(name, txid), known, nothing)

    def show_state(self, state: State, before: State | None) -> None:
        """The payment on screen may have come into a block, and the rates may be others."""
        if self.row is None:
            return
        self._show_rates()
        if before is not None and (before.history, before.ended) == (state.history, state.ended):
            if before.balance.height != state.balance.height:
                self.show_payment(self.row)
            return
        again = next((row for row in (*state.ended, *state.history) if row.txid == self.row.txid), None)
        if again is None:
            self.closed.emit()
        elif again != self.row or before is None or before.balance.height != state.balance.height:
            self.show_payment(again)

    def _show_row(self, row: TransactionView) -> None:
        self._show_chain(row)
        if row.ending is not None:
            self._show_ending(row, row.ending)
            return
        received, state = row.net > 0, self._controller.state
        self.disc.set(
            "arrow-down-left" if received else "arrow-up-right",
            tone="warn" if row.height is None else "ok" if received else "neutral",
        )
        sent, left = self.tr("Sent"), self.tr("Left this wallet, fee included")
        if row.to_self:
            sent, left = self.tr("To yourself"), self.tr("Only the fee left this wallet")
        self.title.setText(row.label or (self.tr("Received") if received else sent))
        self.effect.setText(self.tr("Came to this wallet") if received else left)
        if not row.shown:
            self.moment.setText(self.tr("Sent, in no block yet"))
        elif row.time is None:
            self.moment.setText(self.tr("Seen by the server, in no block yet"))
        else:
            self.moment.setText(format.day_and_clock(datetime.fromtimestamp(row.time), datetime.now()))
        self.amount.set(row.net, state.unit)
        self.worth.say(state.worth(abs(row.net)))
        text = self.tr("It stands in line for a block. Until then it can be replaced.")
        if received:
            text = self.tr("It stands in line for a block. Until then its sender can replace it.")
        title = self.tr("Unconfirmed")
        if not row.shown:
            title = self.tr("This server does not show it")
            text = self.tr(
                "It was sent and may still arrive, so its coins are not free. Send it again, replace it, or ask "
                "another server. Paying the same again from other coins would pay twice."
            )
        self.wait.set(title, text, "warn", "clock")
        self.again.setVisible(not row.shown)
        self.wait.setVisible(row.height is None)

    def _show_ending(self, row: TransactionView, ending: Ending) -> None:
        """One that is in no chain: what became of it, and why."""
        state, told = self._controller.state, words(ending)
        self._ways.close_ways()
        self.again.hide()
        self.disc.set("ban")
        self.title.setText(row.label or told.state)
        self.moment.setText(format.day_and_clock(datetime.fromtimestamp(row.time or 0), datetime.now()))
        self.effect.setText(self.tr("It would have paid, fee included"))
        self.amount.set(ending.spent, state.unit)
        self.worth.say(state.worth(ending.spent))
        self.wait.set(told.state, told.text, told.tone)
        self.wait.show()

    def _show_chain(self, row: TransactionView) -> None:
        """The way to the payment before it, or to the one after it, and to the page of one that came to nothing."""
        before = self.tr("It takes the place of {0}") if row.ending is None else self.tr("It was to replace {0}")
        by = row.ending.by if row.ending else ""
        said = (
            (by, self.tr("In its place: {0}")),
            (row.replaces, before),
            (row.hurries, self.tr("It hurries {0}")),
        )
        for button, (txid, text) in zip(self.links, said, strict=True):
            button.setVisible(bool(txid))
            button.set(text.format(format.short(txid)))
        self._linked = [txid for txid, _ in said]
        self.show_it.setVisible(row.ending is not None)

    def _show_rates(self, least: dict[str, FeeRate] | None = None) -> None:
        if self.facts is not None:
            self._ways.show_rates(self._controller.state, self.facts.rate or 0, least)

    def show_facts(self, facts: TransactionDetail) -> None:
        """What the chain says of it."""
        self.facts = facts
        unit = self._controller.state.unit
        waits, mine = facts.height is None, facts.replaceable
        spendable = any(output.own for output in facts.outputs)
        self._show_rates()
        self._ways.open_ways(replace=mine, follow=waits and not mine and spendable)
        empty(self._rest)
        sent = any(part.own for part in facts.inputs)
        shown = [output for output in facts.outputs if (not output.change if sent else output.own)]
        shown = shown or list(facts.outputs)
        change = sum(output.amount for output in facts.outputs if output.change) if sent else 0
        copy = Button(format.short(facts.txid), "link", "copy", compact=True, name=self.tr("Copy the id"))
        copy.clicked.connect(lambda: self._copy(facts.txid))
        items: list[Any] = [*self._parts(shown, self._to, unit), Divider()]
        if facts.fee is not None and facts.rate is not None:
            items.append(line(self.tr("Fee"), format.amount(facts.fee, unit), format.fee_rate(facts.rate)))
        if change:
            items.append(line(self.tr("Change, back to this wallet"), format.amount(change, unit)))
        if facts.height is not None:
            times = self.tr("{0}, {1} confirmations") if facts.confirmations != 1 else self.tr("{0}, 1 confirmation")
            block = times.format(format.count(facts.height), format.count(facts.confirmations))
            items.append(line(self.tr("Block"), block))
        items.append(Row(Text(self.tr("Id"), "body", "text2"), None, copy))
        items += [Divider(), line(self.tr("Inputs"), format.count(len(facts.inputs)))]
        items += self._parts(facts.inputs, self._from, unit)
        if facts.signed:
            items += [
                Divider(),
                Text(self._by_both(), "small", "text2", wrap=True),
            ]
        fill(self._rest, items)

    def _by_both(self) -> str:
        name = self._controller.state.cosigner.name
        if name:
            return self.tr("Signed by both halves, here and on {0}.").format(name)
        return self.tr("Signed by both halves, here and on the co-signer.")

    def _to(self, part: Part) -> str:
        sent = self.facts is not None and any(one.own for one in self.facts.inputs)
        return self.tr("To") if sent and not part.own else self.tr("To this wallet")

    def _from(self, part: Part) -> str:
        return self.tr("From this wallet") if part.own else self.tr("From somebody else")

    def _parts(self, parts: Sequence[Part], who: Callable[[Part], str], unit: format.Unit) -> list[QWidget]:
        """Inputs or outputs: whose, how much, and where."""
        shown: list[QWidget] = [self._part(part, who(part), unit) for part in parts[:MOST]]
        if len(parts) > MOST:
            shown.append(Text(self.tr("and {0} more").format(len(parts) - MOST), "small", "text2"))
        return shown

    def _part(self, part: Part, who: str, unit: format.Unit) -> QWidget:
        amount = "" if part.amount is None else format.amount(part.amount, unit)
        head = Row(Text(who, "label", "text2"), None, Text(amount, "small", keep=True))
        below: QWidget
        if part.address is not None:
            below = Address(part.address, per_line=6, role="mono")
        elif isinstance(part, InputRow) and part.amount is None:  # a coin of a transaction that is not of this wallet
            below = Text(self.tr("Coin {0}").format(format.short(part.outpoint)), "small", "text2")
        else:
            below = Text(self.tr("Data or a script without an address"), "small", "text2", wrap=True)
        return Group(Col(head, below, gap=3))

    # -------------------------------------------------------------- doing
    def _copy(self, text: str) -> None:
        QApplication.clipboard().setText(text)
        self._say(self.tr("Copied."), "ok", seconds=3)

    def _show_it(self) -> None:
        if self.row is not None and self.row.ending is not None:
            self._go("send", ("payment", self.row.ending.id))

    def _send_again(self) -> None:
        if self.row is None:
            return
        txid = self.row.txid
        self._controller.run(
            f"again {txid}",
            lambda wallet, name: wallet.chain(name).send_again(txid),
            lambda _: self._sent_again(),
            self._failed,
        )

    def _sent_again(self) -> None:
        self._say(self.tr("The server has it again."), "ok", seconds=6)
        self._controller.sync()

    def _label(self, text: str) -> None:
        if self.row is None:
            return
        txid = self.row.txid

        def here() -> bool:
            return self.row is not None and self.row.txid == txid

        def done(_: object) -> None:
            if here():
                self.label.set_right(self.tr("Kept"))

        def failed(error: TandemError) -> None:
            if here():
                self.label.not_kept(sentence(error))
            self._failed(error)

        self._controller.labels.write("tx", txid, text, while_there(self, done), while_there(self, failed))

    def _replace(self, how: Bump, rate: FeeRate) -> None:
        """Draft what replaces or hurries this payment; the review comes next."""
        if self.row is None:
            return
        txid = self.row.txid
        titles = {
            "bump": self.tr("Raise the fee to {0}").format(format.fee_rate(rate)),
            "cancel": self.tr("Call a payment off: its coins come back to this wallet"),
            "cpfp": self.tr("Hurry a payment: a second one pays for both"),
        }

        def work(wallet: OpenWallet, name: str) -> bytes:
            return wallet.bump_fee(name, txid, how, rate)

        def failed(error: TandemError) -> None:
            here = self.row is not None and self.row.txid == txid
            if here and error.kind in (InputKind.RATE, InputKind.RATE_LOW):
                self._ways.refuse(how, sentence(error), error.least if isinstance(error, RateTooLow) else 0)
            else:
                self._failed(error)

        self._controller.ask("replace", work, lambda psbt: self._go("send", ("psbt", psbt, titles[how])), failed)

    def _failed(self, error: TandemError) -> None:
        self._say(sentence(error), "danger")
