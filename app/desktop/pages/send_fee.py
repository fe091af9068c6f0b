"""What the network gets: the server's estimates as presets, or a rate of one's own."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.desktop import format
from app.desktop.widgets import Card, Field, Segmented, Text, empty, fill

translate = QCoreApplication.translate

LEAST, MOST = 1.0, 500.0  # sat/vB; less is not passed on, more is a slip of the hand
USUAL = "normal"
OWN = "own"
ODD = 3.0  # so many times the fast rate asks


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
        self._rates: dict[str, float] = {}
        self._chosen = USUAL
        self.presets: Segmented | None = None
        self.about = Text("", "small", "text2", wrap=True)
        self.own = Field(translate("Fee", "Rate"), "1.0", suffix="sat/vB", least="1 000.00")
        self.own.changed.connect(lambda _: self._own_changed())
        self._holder = QWidget()
        self._box = QVBoxLayout(self._holder)
        self._box.setContentsMargins(0, 0, 0, 0)
        super().__init__(self._holder, self.about, self.own, title=translate("Fee", "Network fee"), gap=8)
        self._renew()

    def show_rates(self, rates: dict[str, float]) -> None:
        """The server's estimates in sat/vB by name; those it has."""
        before, self._rates = self._rates, {name: rates[name] for name in ("slow", "normal", "fast") if name in rates}
        if list(before) != list(self._rates):
            self._renew()
        elif before == self._rates:
            return
        for number, rate in enumerate(self._rates.values()):
            if self.presets is not None:
                self.presets.set_below(number, format.fee_rate(rate))
        self.changed.emit()

    def rate(self) -> float | None:
        """sat/vB; None while what stands there is none. Says nothing."""
        return self._typed() if self._name == OWN else self._rates[self._name]

    def judge(self) -> QWidget | None:
        """Say what is wrong with the rate; the field to look at."""
        if self.rate() is not None:
            return None
        self.own.set_error(self.tr("Write a rate from {0} to {1} sat/vB.").format(f"{LEAST:.0f}", f"{MOST:.0f}"))
        return self.own.editor

    def choose(self, name: str) -> None:
        """A preset, or "own"."""
        self._chosen = name
        if self.presets is not None:
            self.presets.choose([*self._rates, OWN].index(self._name))
        self._show()

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
            self.own.set_text(f"{self._rates[self._name]:.1f}")
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
            self.own.set_help(self.tr("The server has no estimate. 1.0 is the least that is passed on."))
        elif rate is not None and "fast" in self._rates and rate > ODD * self._rates["fast"]:
            self.own.set_help(self.tr("That is far more than “fast”. Look at the fee before you sign."))
        elif rate is not None and rate < min(self._rates.values()):
            self.own.set_help(self.tr("Less than the slowest estimate: it may wait for days. It can be raised later."))
        else:
            self.own.set_help("")

    def _typed(self) -> float | None:
        text = self.own.text().strip().replace(",", ".")
        try:
            rate = float(text) if text.replace(".", "", 1).isdecimal() and text.isascii() else math.nan
        except ValueError:
            return None
        return rate if LEAST <= rate <= MOST else None
