"""One payment, whole: who gets what at which address, what is odd about it, what it costs. On the review and later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from app.desktop import format
from app.desktop.fonts import dp
from app.desktop.pages.practice_card import warning
from app.desktop.pages.send_recipient import Money
from app.desktop.widgets import Address, Amount, Badge, Card, Col, Columns, Divider, Group, Notice, Row, Text, fact
from app.desktop.widgets.painting import A

if TYPE_CHECKING:
    from core.wallet import Recipient, Review

translate = QCoreApplication.translate

SIDE_BY_SIDE = 4  # payees; more stand in lines
PER_LINE = 11  # groups of four of an address in a line


class PaymentCard(Card):
    """Made anew for each payment; only the request's number comes later."""

    def __init__(self, review: Review, names: Mapping[str, str], money: Money) -> None:
        self._review, self._names, self._money = review, dict(names), money
        self.request = Badge("")
        nothing_leaves = not review.recipients
        title = translate("Payment", "You pay yourself") if nothing_leaves else translate("Payment", "Recipients get")
        sats = sum(amount for _, amount in review.to_self) + review.change if nothing_leaves else review.paid
        worth = money.worth(sats)
        head = [Text(title, "label", "text2"), Amount(sats, money.unit, "big")]
        head += [Text(worth, "body", "text2")] if worth else []
        super().__init__(
            Row(Col(*head, gap=2), None, self.request, align=A.AlignTop),
            Divider(),
            *self._payees(),
            *self._notices(),
            Divider(),
            *self._facts(),
            None,
            gap=14,
            pad=22,
        )
        self.setAccessibleName(title)

    def show_request(self, request: str) -> None:
        """The first letters of the co-signer's name for it, to find it there."""
        self.request.set(translate("Payment", "Request {0}").format(request[:8]) if request else "")

    # -------------------------------------------------------------- who gets what
    def _payees(self) -> list[Any]:
        paid = self._review.recipients
        if len(paid) > SIDE_BY_SIDE:
            rows: list[Any] = [self._in_a_line(number, one) for number, one in enumerate(paid, 1)]
        else:
            blocks = [self._block(one, len(paid)) for one in paid]
            pairs = [blocks[i : i + 2] for i in range(0, len(blocks), 2)]
            rows = [Columns(*((block, 1) for block in pair), gap=24, top=True) for pair in pairs]
        lost = translate("Payment", "Yours, but where no program will look for it")
        own = translate("Payment", "To yourself, a receiving address")
        rows += [self._own(lost, "warn", address, sats) for address, sats in self._review.unfindable]
        return rows + [self._own(own, "text2", address, sats) for address, sats in self._review.to_self]

    def _name(self, one: Recipient) -> str:
        known = self._names.get(one.address or "")
        return known or (translate("Payment", "Recipient") if one.address else one.label)

    def _where(self, one: Recipient, per_line: int) -> QWidget:
        if one.address is None:
            return Text(translate("Payment", "No address"), "small", "warn")
        return Address(one.address, per_line, "address" if per_line == 4 else "mono")

    def _badges(self, one: Recipient) -> list[QWidget]:
        if one.looks_like:
            return [Badge(translate("Payment", "Imitation?"), "danger")]
        if one.first_time and one.address:
            return [Badge(translate("Payment", "First payment"), "warn")]
        return []

    def _block(self, one: Recipient, of: int) -> QWidget:
        where = Row(self._where(one, 4), None)
        if of == 1:
            name = Text(self._name(one), "strong", wrap=True)
            return Group(Col(Row((name, 1), *self._badges(one)), 3, where, gap=2))
        name = Text(self._name(one), "small", "text2", wrap=True)
        amount = Group(Row(Amount(one.sats, self._money.unit, "title"), *self._badges(one), None))
        amount.setMinimumHeight(dp(24))  # as high beside one with a badge as without
        return Group(Col(name, amount, 3, where, gap=2))

    def _in_a_line(self, number: int, one: Recipient) -> QWidget:
        name = Text(f"{number}. {self._name(one)}", "strong", wrap=True)
        amount = Amount(one.sats, self._money.unit, "strong")
        return Group(Col(Row((name, 1), *self._badges(one), amount), Row(self._where(one, PER_LINE), None), gap=2))

    def _own(self, what: str, tone: str, address: str, sats: int) -> QWidget:
        name = Text(what, "small", tone, wrap=True)
        return Group(
            Col(Row((name, 1), Amount(sats, self._money.unit, "strong")), Row(Address(address, PER_LINE, "mono"), None))
        )

    # -------------------------------------------------------------- what is odd
    def _notices(self) -> list[QWidget]:
        found: list[QWidget] = []
        for one in self._review.recipients:
            if one.looks_like:
                text = translate(
                    "Payment",
                    "You know {0}, and {1} begins or ends like it. Somebody may want you to mix them up. "
                    "Do not pay before you know which one is right.",
                )
                fours = (" ".join(format.fours(address)) for address in (one.looks_like, one.address or ""))
                title = translate("Payment", "An address that only looks like one you know")
                found.append(Notice(title, text.format(*fours), "danger"))
        fresh = [one for one in self._review.recipients if one.first_time and one.address and not one.looks_like]
        if fresh:
            found.append(Notice(*self._first(fresh), tone="warn"))
        codes = self._review.warnings
        if codes:
            title = translate("Payment", "Unusual: the co\u2011signer asks a person about this")
            found.append(Notice(title, "\n".join(warning(code) for code in codes), "warn"))
        return found

    def _first(self, fresh: list[Recipient]) -> tuple[str, str]:
        resembles = translate("Payment", "It resembles none you know.")
        compare = translate("Payment", "Compare every group with where you got the address.")
        if len(fresh) > 1:
            title = translate("Payment", "{0} recipients were never paid before").format(len(fresh))
            return title, translate("Payment", "Compare every group with where you got the addresses.")
        name = self._names.get(fresh[0].address or "")
        if name:
            return translate("Payment", "First payment to {0}").format(name), f"{compare} {resembles}"
        return translate("Payment", "Never paid before"), f"{compare} {resembles}"

    # -------------------------------------------------------------- what it costs
    def _facts(self) -> list[Any]:
        review, unit = self._review, self._money.unit
        share = format.percent(review.fee_share) if review.recipients else translate("Payment", "nothing is paid")
        coins = str(review.inputs)
        if review.foreign_inputs:
            coins = translate("Payment", "{0}, of others {1}").format(review.inputs, review.foreign_inputs)
        facts = [
            (translate("Payment", "Network fee"), format.amount(review.fee, unit)),
            (translate("Payment", "Rate"), format.fee_rate(review.fee_rate)),
            (translate("Payment", "Fee share"), share),
            (translate("Payment", "Leaves the wallet"), format.amount(review.spent, unit)),
            (translate("Payment", "Change to yourself"), format.amount(review.change, unit)),
            (translate("Payment", "Coins spent"), coins),
        ]
        rows = [facts[:3], facts[3:]]
        return [Columns(*((Group(fact(label, _kept(value))), 1) for label, value in row), gap=16) for row in rows]


def _kept(value: str) -> Text:
    return Text(value, keep=True)
