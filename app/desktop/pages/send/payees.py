"""Who gets what: a few stand side by side, more one below the other, many in a table that paints only what is seen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from app.desktop.look.fonts import dp
from app.desktop.parts.payee_table import IN_LINES, PayeeLine, payee_table
from app.desktop.text.format import Unit
from app.desktop.widgets import Address, Amount, Badge, Col, Columns, Group, Row, Text
from app.desktop.widgets.painting import Tone

if TYPE_CHECKING:
    from core.wallet.api import Recipient, Review

translate = QCoreApplication.translate

SIDE_BY_SIDE = 4  # payees; more stand in lines
PER_LINE = 11  # groups of four of an address in a line


def payees(review: Review, names: Mapping[str, str], unit: Unit) -> list[Any]:
    """Everybody who gets something, this wallet's own addresses at the end."""
    shown = _Payees(names, unit)
    lost = translate("Payment", "Yours, but where no program will look for it")
    own = translate("Payment", "To yourself, a receiving address")
    ours = [(lost, "warn", *one) for one in review.unfindable] + [(own, "text2", *one) for one in review.to_self]
    if len(review.recipients) + len(ours) > IN_LINES:
        return [shown.table(review, ours)]
    return [*shown.paid(review.recipients), *(shown.own(*one) for one in ours)]


class _Payees:
    def __init__(self, names: Mapping[str, str], unit: Unit) -> None:
        self._names, self._unit = names, unit

    # -------------------------------------------------------------- a few
    def paid(self, paid: tuple[Recipient, ...]) -> list[Any]:
        """Everybody else."""
        if len(paid) > SIDE_BY_SIDE:
            return [self._in_a_line(number, one) for number, one in enumerate(paid, 1)]
        blocks = [self._block(one, len(paid)) for one in paid]
        pairs = [blocks[i : i + 2] for i in range(0, len(blocks), 2)]
        return [Columns(*((block, 1) for block in pair), gap=24, top=True) for pair in pairs]

    def own(self, what: str, tone: str, address: str, sats: int) -> QWidget:
        """An address of this wallet."""
        name = Text(what, "small", tone, wrap=True)
        amount = Amount(sats, self._unit, "strong")
        return Group(Col(Row((name, 1), amount), Row(Address(address, PER_LINE, "mono"), None)))

    def _name(self, one: Recipient) -> str:
        known = self._names.get(one.address or "")
        return known or (translate("Payment", "Recipient") if one.address else one.label)

    def _where(self, one: Recipient, per_line: int) -> QWidget:
        if one.address is None:
            return Text(translate("Payment", "No address"), "small", "warn")
        return Address(one.address, per_line, "address" if per_line == 4 else "mono")

    def _state(self, one: Recipient) -> tuple[str, Tone]:
        if one.looks_like:
            return translate("Payment", "Imitation?"), "danger"
        if one.first_time and one.address:
            return translate("Payment", "First payment"), "warn"
        return "", "neutral"

    def _badges(self, one: Recipient) -> list[QWidget]:
        words, tone = self._state(one)
        return [Badge(words, tone)] if words else []

    def _block(self, one: Recipient, of: int) -> QWidget:
        where = Row(self._where(one, 4), None)
        if of == 1:
            name = Text(self._name(one), "strong", wrap=True)
            return Group(Col(Row((name, 1), *self._badges(one)), 3, where, gap=2))
        name = Text(self._name(one), "small", "text2", wrap=True)
        amount = Group(Row(Amount(one.sats, self._unit, "title"), *self._badges(one), None))
        amount.setMinimumHeight(dp(24))  # as high beside one with a badge as without
        return Group(Col(name, amount, 3, where, gap=2))

    def _in_a_line(self, number: int, one: Recipient) -> QWidget:
        name = Text(f"{number}. {self._name(one)}", "strong", wrap=True)
        amount = Amount(one.sats, self._unit, "strong")
        return Group(Col(Row((name, 1), *self._badges(one), amount), Row(self._where(one, PER_LINE), None), gap=2))

    # -------------------------------------------------------------- many
    def table(self, review: Review, ours: list[tuple[str, str, str, int]]) -> QWidget:
        """As high as its rows: the page scrolls, and paints what is seen of it."""
        lines = [
            PayeeLine(self._name(one), one.address or "", one.sats, self._state(one)[0], ink)
            for one in review.recipients
            for ink in ["danger" if one.looks_like else "text"]
        ]
        lines += [PayeeLine(what, address, sats, ink=ink) for what, ink, address, sats in ours]
        return payee_table(lines, self._unit)
