"""Beside the form: what it comes to, what is left, what the co-signer's rules will say, and the way on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QSize
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.desktop.controller.drafting import Draft
from app.desktop.look.fonts import dp
from app.desktop.model.state import State
from app.desktop.pages.send.recipient import Money
from app.desktop.text import format
from app.desktop.text.sentences import warning
from app.desktop.widgets import Amount, Button, Card, Columns, Divider, Notice, Row, Text, WhoGlyph

translate = QCoreApplication.translate

WIDTH = 264


class SendSummary(QWidget):
    """Narrow beside the form, full width under it."""

    def __init__(self) -> None:
        super().__init__()
        self.paid, self.fee = Amount(0, role="body", ink="text2"), Amount(0, role="body", ink="text2")
        self.together, self.left = Amount(0, role="strong"), Amount(0, role="body", ink="text2")
        self.kept = Amount(0, role="body", ink="text2")
        self._stays = _line(translate("SendSummary", "Of it to yourself"), self.kept)
        self._stays.hide()
        self.rate, self.worth = Text("", "small", "text3"), Text("", "small", "text3")
        self.rules_title = Text("", "strong", wrap=True)
        self.rules = Text("", "small", "text2", wrap=True)
        self.rules.set_least(3)  # other words move nothing
        self.review = Button(translate("SendSummary", "Review"), "primary", trailing="chevron-right", wide=True)
        self.working = Text("", "small", "text3", wrap=True)
        self.failure = Notice(tone="danger")
        self.failure.hide()
        card = Card(
            _line(translate("SendSummary", "Recipients get"), self.paid),
            _line(translate("SendSummary", "Network fee"), self.fee),
            Row(None, self.rate),
            Divider(),
            _line(translate("SendSummary", "Together"), self.together, strong=True),
            Row(None, self.worth),
            self._stays,
            _line(translate("SendSummary", "Left afterwards"), self.left),
            4,
            Divider(),
            Row(WhoGlyph("cosigner"), (self.rules_title, 1), gap=8),
            self.rules,
            6,
            self.review,
            self.working,
            self.failure,
            gap=8,
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)
        column.addStretch()

    def sizeHint(self) -> QSize:
        return QSize(dp(WIDTH), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(dp(WIDTH), super().minimumSizeHint().height())

    def show_sum(self, state: State, money: Money, paid: int, draft: Draft | None) -> None:
        """`paid`: sat written on the form so far; `draft` where that is a whole payment."""
        unit = state.unit
        found = draft.review if draft else None
        to_self = sum(sats for _, sats in found.to_self) if found else 0
        paid = found.paid + to_self + sum(sats for _, sats in found.unfindable) if found else paid
        fee = found.fee if found else 0
        spent = found.spent if found else paid
        self.paid.set(paid, unit)
        self.fee.set(fee, unit)
        self.fee.setVisible(draft is not None)
        self.rate.say(format.fee_rate(draft.review.fee_rate) if draft else self.tr("once it can be worked out"))
        self.together.set(paid + fee, unit)
        self.worth.say(money.worth(paid + fee))
        self.kept.set(to_self, unit)
        self._stays.setVisible(bool(to_self))
        self.left.set(max(0, state.balance.total - spent), unit)
        self._show_rules(state, draft, spent)

    def _show_rules(self, state: State, draft: Draft | None, spent: int) -> None:
        below = state.cosigner.approve_below
        asks = draft.review.asks if draft else not below or spent > below
        refused = draft.review.refused if draft else ()
        self.rules_title.setText(asks_title(asks, refused) if spent else self.tr("The co\u2011signer's rules"))
        self.rules.setText(asks_text(state, asks or not spent, refused))

    def show_working(self, text: str) -> None:
        """What is being worked out; empty for nothing."""
        self.working.say(text)

    def show_failure(self, title: str, text: str = "") -> None:
        """What keeps the payment from being drafted, where no field is to blame. Empty for nothing."""
        self.failure.announce(title, text, "danger")


def _line(label: str, amount: Amount, *, strong: bool = False) -> Columns:
    """An amount right of its label, under it where both do not fit."""
    words = Text(label, "strong" if strong else "body", "text" if strong else "text2", keep=True)
    return Columns((words, 1), (amount, 0), gap=10)


def asks_title(asks: bool, refused: Sequence[str] = ()) -> str:
    """What the co-signer will do, by the rules it last reported."""
    if refused:
        return translate("SendSummary", "The co\u2011signer's rules forbid it")
    if asks:
        return translate("SendSummary", "The co\u2011signer will ask a person")
    return translate("SendSummary", "Within what it signs without asking")


def asks_text(state: State, asks: bool, refused: Sequence[str] = ()) -> str:
    """Which rule says so."""
    if refused:
        return " ".join(warning(word) for word in refused)
    below = format.amount(state.cosigner.approve_below, state.unit)
    if not state.cosigner.answer_ms and not state.cosigner.approve_below:
        return translate("SendSummary", "Its rules are not known yet, so expect to be asked.")
    if not state.cosigner.approve_below:
        return translate("SendSummary", "It asks for every payment. You answer there, not here.")
    if asks:
        return translate("SendSummary", "It signs up to {0} by itself, fee included, and nothing unusual.").format(
            below
        )
    text = translate("SendSummary", "Up to {0}, fee included. It asks after all when that was used up today.")
    return text.format(below)
