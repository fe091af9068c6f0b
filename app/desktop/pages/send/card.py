"""One payment, whole: who gets what at which address, what is odd about it, what it costs. On the review and later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from app.desktop.pages.send.payees import payees
from app.desktop.pages.send.recipient import Money
from app.desktop.parts.headline import headline
from app.desktop.text import format
from app.desktop.text.sentences import may_arrive, related, warning
from app.desktop.widgets import Amount, Badge, Card, Col, Columns, Divider, Group, Notice, Row, Text, fact
from app.desktop.widgets.painting import A

if TYPE_CHECKING:
    from core.wallet.api import Recipient, Review

translate = QCoreApplication.translate

IMITATIONS = 3  # told each; more are counted


class PaymentCard(Card):
    """Made anew for each payment; only the request's number comes later."""

    def __init__(self, review: Review, names: Mapping[str, str], money: Money) -> None:
        self.review, self._names, self._money = review, dict(names), money
        self.request = Badge("")
        title, sats = headline(review)
        worth = money.worth(sats)
        head = [Text(title, "label", "text2"), Amount(sats, money.unit, "big")]
        head += [Text(worth, "body", "text2")] if worth else []
        super().__init__(
            Row(Col(*head, gap=2), None, self.request, align=A.AlignTop),
            Divider(),
            *payees(review, self._names, money.unit),
            *self._notices(),
            Divider(),
            *self._facts(),
            None,
            gap=14,
            pad=22,
        )
        self.setAccessibleName(title)

    def show_request(self, request: str) -> None:
        """The beginning of the co-signer's id for it, to find it there."""
        self.request.set(translate("Payment", "Request {0}").format(request) if request else "")

    # -------------------------------------------------------------- what is odd
    def _notices(self) -> list[QWidget]:
        found: list[QWidget] = []
        outline = self.review.outline
        before = related(outline, self._money.unit)
        if before:
            found.append(Notice(before))
        unshown = may_arrive(outline)
        if unshown:
            found.append(Notice(unshown, tone="warn"))
        alike = [one for one in self.review.recipients if one.looks_like]
        for one in alike[:IMITATIONS]:
            text = translate(
                "Payment",
                "You know {0}, and {1} begins or ends like it. Somebody may want you to mix them up. "
                "Do not pay before you know which one is right.",
            )
            fours = (" ".join(format.fours(address)) for address in (one.looks_like or "", one.address or ""))
            title = translate("Payment", "An address that only looks like one you know")
            found.append(Notice(title, text.format(*fours), "danger"))
        if len(alike) > IMITATIONS:
            title = translate("Payment", "{0} more addresses only look like ones you know")
            text = translate("Payment", "They are marked in the list. Do not pay before you know which ones are right.")
            found.append(Notice(title.format(len(alike) - IMITATIONS), text, "danger"))
        fresh = [one for one in self.review.recipients if one.first_time and one.address and not one.looks_like]
        if fresh:
            found.append(Notice(*self._first(fresh), tone="warn"))
        codes = self.review.warnings
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
        review, unit = self.review, self._money.unit
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
