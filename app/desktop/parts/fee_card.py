"""What the network gets: the server's estimates as presets, or a rate of one's own."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.desktop.text import format
from app.desktop.widgets import Card, Field, Segmented, Text, empty, fill
from core.bitcoin.fee_rate import LEAST, PLACES, FeeRate, typed

translate = QCoreApplication.translate

MOST = 500  # sat/vB; more is a slip of the hand
USUAL = "normal"
OWN = "own"
NEARLY = 20  # a twentieth: what whole satoshi and bytes make of a rate
ODD = 3  # so many times the fast rate asks


def words(name: str) -> tuple[str, str]:
    """A preset: its word, and about how long it takes."""
    return {
        "slow": (translate("Fee", "Slow"), translate("Fee", "About 4 hours. It can be raised later.")),
        "normal": (translate("Fee", "Normal"), translate("Fee", "About an hour. It can be raised later.")),
        "fast": (translate("Fee", "Fast"), translate("Fee", "About 20 minutes. It can be raised later.")),
    }.get(name, (translate("Fee", "Own"), ""))


class FeeCard(Card):
    """`changed` is emitted when the rate may have changed."""

    changed = Signal()

    def __init__(self) -> None:
        self._rates: dict[str, FeeRate] = {}
        self._least: FeeRate | None = None
        self._chosen = USUAL
        self._most: FeeRate = MOST
        self.presets: Segmented | None = None
        self.about = Text("", "small", "text2", wrap=True)
        self.own = Field(translate("Fee", "Rate"), format.bare_rate(1), suffix="sat/vB", least="1 000.00")
        self.own.changed.connect(lambda _: self._own_changed())
        self._holder = QWidget()
        self._box = QVBoxLayout(self._holder)
        self._box.setContentsMargins(0, 0, 0, 0)
        super().__init__(self._holder, self.about, self.own, title=translate("Fee", "Network fee"), gap=8)
        self._renew()

    def show_rates(self, rates: dict[str, FeeRate], least: FeeRate | None = None) -> None:
        """The server's estimates by name, those it has, and the least that it passes on, where it tells."""
        if least != self._least:
            self._least = least
            self._own_changed()
        before, self._rates = self._rates, {name: rates[name] for name in ("slow", "normal", "fast") if name in rates}
        if list(before) != list(self._rates):
            self._renew()
        elif before == self._rates:
            return
        for number, rate in enumerate(self._rates.values()):
            if self.presets is not None:
                self.presets.set_below(number, format.fee_rate(rate))
        self.changed.emit()

    def rate(self) -> FeeRate | None:
        """None while what stands there is none. Says nothing."""
        return self._typed() if self._name == OWN else self._rates[self._name]

    def judge(self) -> QWidget | None:
        """Say what is wrong with the rate; the field to look at."""
        if self.rate() is not None:
            return None
        rate = typed(self.own.text())
        if rate is not None and LEAST <= rate < self._floor:
            told = self.tr("This server passes on nothing below {0}.").format(format.fee_rate(self._floor))
        elif rate is None and len(self.own.text().replace(",", ".").partition(".")[2].strip()) > PLACES:
            told = self.tr("Write a rate with at most three decimals.")
        else:
            told = self.tr("Write a rate from {0} to {1} sat/vB.").format(
                format.bare_rate(LEAST), format.count(int(self._most))
            )
        self.own.set_error(told)
        return self.own.editor

    def raise_most(self, rate: FeeRate) -> None:
        """Take a rate that is no slip of the hand, since it is the least that nodes take, however high."""
        self._most = max(MOST, rate)

    def choose(self, name: str) -> None:
        """A preset, or "own"."""
        self._chosen = name
        if self.presets is not None:
            self.presets.choose([*self._rates, OWN].index(self._name))
        self._show()

    def choose_rate(self, rate: FeeRate) -> None:
        """The preset that is nearly this rate, or this one as one's own."""
        near = [name for name, preset in self._rates.items() if abs(Decimal(preset) - rate) * NEARLY <= preset]
        if not near:
            self.own.set_text(format.bare_rate(round(Decimal(rate), 2)))
        self.choose(near[0] if near else OWN)

    # --------------------------------------------------------------
    @property
    def _name(self) -> str:
        """What is chosen, of what there is."""
        if self._chosen in self._rates or self._chosen == OWN or not self._rates:
            return self._chosen if self._chosen in self._rates else OWN
        return USUAL if USUAL in self._rates else list(self._rates)[-1]

    def _renew(self) -> None:
        empty(self._box)
        self.presets = None
        self._holder.setVisible(bool(self._rates))
        if self._rates:
            names = [*self._rates, OWN]
            choices = [(words(name)[0], format.fee_rate(self._rates[name]) if name != OWN else "…") for name in names]
            self.presets = Segmented(choices, names.index(self._name), self.tr("Network fee"))
            self.presets.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            self.presets.changed.connect(lambda number: self._pick(names[number]))
            fill(self._box, [self.presets])
        self._show()

    def _pick(self, name: str) -> None:
        if name == OWN and self._name != OWN:
            self.own.set_text(format.bare_rate(self._rates[self._name]))
        self._chosen = name
        self._show()
        if name == OWN:
            self.own.editor.setFocus()
        self.changed.emit()

    def _show(self) -> None:
        own = self._name == OWN
        self.own.setVisible(own)
        self.about.say("" if own else words(self._name)[1])
        self._help()

    def _own_changed(self) -> None:
        self.own.set_error("")
        self._help()
        if self.own.text().strip() and self._typed() is None:
            self.judge()
        self.changed.emit()

    def _help(self) -> None:
        rate = self._typed()
        if not self._rates:
            self.own.set_help(self._no_estimate())
        elif rate is not None and "fast" in self._rates and rate > ODD * self._rates["fast"]:
            self.own.set_help(self.tr("That is far more than “fast”. Look at the fee before you sign."))
        elif rate is not None and rate < min(self._rates.values()):
            self.own.set_help(self.tr("Less than the slowest estimate: it may wait for days. It can be raised later."))
        else:
            self.own.set_help("")

    def _no_estimate(self) -> str:
        if self._least is None:
            return self.tr("The server has no estimate.")
        return self.tr("The server has no estimate. {0} is the least that it passes on.").format(
            format.fee_rate(self._least)
        )

    @property
    def _floor(self) -> FeeRate:
        return max(LEAST, self._least or LEAST)

    def _typed(self) -> FeeRate | None:
        rate = typed(self.own.text())
        return rate if rate is not None and self._floor <= rate <= self._most else None
