"""What may still be done with a payment that waits: raise its fee, call it off, hurry it, at a rate of one's own."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.desktop.model.state import State
from app.desktop.parts.fee_card import OWN, FeeCard
from app.desktop.text import format
from app.desktop.widgets import Button, Row
from core.bitcoin.fee_rate import FeeRate, reaching

STEP = 1  # sat/vB that a raised fee pays more, where the server does not say how much it wants
WAYS = BUMP, CANCEL, CPFP = "bump", "cancel", "cpfp"  # as core.wallet names them


class FeeBumpForm(QWidget):
    """A rate, and a button for each way that is open; takes no room while none is.

    The rate that stands here is one that is taken. The ways differ in that, so a way whose least rate is higher than
    what nobody has changed fills in its own.
    """

    chosen = Signal(str, object)  # one of WAYS, and the rate

    def __init__(self) -> None:
        super().__init__()
        self._fee = FeeCard()  # its field alone: a rate is judged here as it is for a new payment
        self._fee.setParent(self)
        self._fee.hide()
        self._fee.choose(OWN)
        self.rate, self._offered = self._fee.own, ""
        self._least: dict[str, FeeRate] = {}  # by way, as far as it is known
        self._named: tuple[str, FeeRate] = "", 0  # the way that was refused, and the rate that would not be
        self.bump = Button(self.tr("Raise fee"), "secondary", "fast-forward", compact=True)
        self.cpfp = Button(self.tr("Hurry it"), "secondary", "fast-forward", compact=True)
        self.cancel = Button(self.tr("Call it off"), "danger", compact=True)
        self.use = Button("", "secondary", "check", compact=True)
        for way, button in zip(WAYS, (self.bump, self.cancel, self.cpfp), strict=True):
            button.clicked.connect(lambda _=False, way=way: self._choose(way))
        self.use.clicked.connect(lambda: self._take(*self._named))
        self.rate.changed.connect(lambda _: self.use.hide())
        self.rate.entered.connect(lambda: (self.cpfp if self.bump.isHidden() else self.bump).click())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.rate)
        column.addLayout(Row(self.bump, self.cpfp, self.cancel, None))
        column.addLayout(Row(self.use, None))  # below the ways: it comes after a click on one of them
        self.close_ways()

    def close_ways(self) -> None:
        """Another payment, of which nothing is known yet, or one that waits no more."""
        self.hide()
        self.use.hide()
        self._offered, self._least = "", {}
        self.rate.set_text("")
        self.rate.set_error("")

    def open_ways(self, *, replace: bool, follow: bool) -> None:
        """Whether the payment can be replaced, and whether another one can follow it."""
        self.bump.setVisible(replace)
        self.cancel.setVisible(replace)
        self.cpfp.setVisible(follow)
        self.setVisible(replace or follow)

    def show_rates(self, state: State, pays: FeeRate, least: Mapping[str, FeeRate] | None = None) -> None:
        """Offer more than the payment `pays` and than its way needs at least; a rate that a person has written stays.

        `least` by way, where it is known by now.
        """
        self._least = self._least if least is None else dict(least)
        rates = dict(state.rates)
        self._fee.show_rates(rates, state.least)
        self._fee.raise_most(max(self._least.values(), default=0))
        more = Fraction(pays) + 2 * Fraction(state.step or STEP)  # the second for what is smaller than what it replaces
        needed = self._least.get(BUMP, self._least.get(CPFP, 0))
        self._offer(max(rates.get("fast", 0), reaching(more), needed))

    def refuse(self, way: str, why: str, least: FeeRate) -> None:
        """Nodes would not take the rate of this way, but `least` (0: unknown). One that nobody wrote is put right at
        once; beside another one the right one is offered."""
        if least > (self._fee.rate() or 0) and self._untouched:
            self._least[way] = least
            self._choose(way)
            return
        self.rate.set_error(why)
        self.rate.editor.setFocus()
        if least:
            self._named = way, least
            self.use.set(self.tr("Use {0}").format(format.fee_rate(least)))
            self.use.show()

    @property
    def _untouched(self) -> bool:
        return self.rate.text() == self._offered

    def _offer(self, rate: FeeRate) -> None:
        """Fill a rate in where no person has written another."""
        offered, untouched = format.bare_rate(rate), self._untouched
        self._offered = offered
        if untouched and self.rate.text() != offered:
            self.rate.set_text(offered)
            self._fee.choose(OWN)  # what it says of a rate

    def _take(self, way: str, rate: FeeRate) -> None:
        """The rate that was named, and the way that it was named for."""
        self._fee.raise_most(rate)
        self._offered = self.rate.text()
        self._offer(rate)
        self._choose(way)

    def _choose(self, way: str) -> None:
        self.use.hide()
        least = self._least.get(way, 0)
        if self._untouched and least > (self._fee.rate() or 0):
            self._fee.raise_most(least)
            self._offer(least)
        rate = self._fee.rate()
        if rate is None:
            self._fee.judge()
            self.rate.editor.setFocus()
        else:
            self.rate.set_error("")
            self.chosen.emit(way, rate)
