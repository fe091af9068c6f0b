"""What may still be done with a payment that waits: raise its fee, call it off, hurry it, at a rate of one's own."""

from __future__ import annotations

import math
from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.desktop.pages.send_fee import OWN, FeeCard
from app.desktop.widgets import Button, Row

RAISE = 2.0  # sat/vB that a raised fee pays more at least, unless a person wants another rate
WAYS = ("bump", "cancel", "child")  # as core.wallet names them


class Hurry(QWidget):
    """A rate, and a button for each way that is open; takes no room while none is."""

    chosen = Signal(str, float)  # one of WAYS, and the rate in sat/vB

    def __init__(self) -> None:
        super().__init__()
        self._fee = FeeCard()  # its field alone: a rate is judged here as it is for a new payment
        self._fee.setParent(self)
        self._fee.hide()
        self._fee.choose(OWN)
        self.rate, self._offered = self._fee.own, ""
        self.raise_fee = Button(self.tr("Raise fee"), "secondary", "fast-forward", compact=True)
        self.hurry = Button(self.tr("Hurry it"), "secondary", "fast-forward", compact=True)
        self.call_off = Button(self.tr("Call it off"), "danger", compact=True)
        for way, button in zip(WAYS, (self.raise_fee, self.call_off, self.hurry), strict=True):
            button.clicked.connect(lambda _=False, way=way: self._choose(way))
        self.rate.entered.connect(lambda: (self.hurry if self.raise_fee.isHidden() else self.raise_fee).click())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.rate)
        column.addLayout(Row(self.raise_fee, self.hurry, self.call_off, None))
        self.close_ways()

    def close_ways(self) -> None:
        """Another payment, of which nothing is known yet, or one that waits no more."""
        self.hide()
        self._offered = ""
        self.rate.set_text("")
        self.rate.set_error("")

    def open_ways(self, *, replace: bool, follow: bool) -> None:
        """Whether the payment can be replaced, and whether another one can follow it."""
        self.raise_fee.setVisible(replace)
        self.call_off.setVisible(replace)
        self.hurry.setVisible(follow)
        self.setVisible(replace or follow)

    def show_rates(self, rates: Mapping[str, float], pays: float) -> None:
        """Offer more than the payment `pays`; a rate that a person has written stays."""
        self._fee.show_rates(dict(rates))
        wanted = max(rates.get("fast", 0.0), pays + RAISE)
        offered = f"{math.ceil(round(10 * wanted, 6)) / 10:.1f}"
        if self.rate.text() == self._offered != offered:
            self.rate.set_text(offered)
            self._fee.choose(OWN)  # what it says of a rate
        self._offered = offered

    def refuse(self, why: str) -> None:
        """The network would not take this rate."""
        self.rate.set_error(why)
        self.rate.editor.setFocus()

    def _choose(self, way: str) -> None:
        rate = self._fee.rate()
        if rate is None:
            self._fee.judge()
            self.rate.editor.setFocus()
        else:
            self.rate.set_error("")
            self.chosen.emit(way, rate)
