"""The balance, large, and how it came to be: a chart of steps over a span of time."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from datetime import datetime, timedelta

from PySide6.QtCore import QDateTime, QLocale

from app.desktop.model.state import State, TransactionView
from app.desktop.text import format
from app.desktop.text.format import Unit
from app.desktop.widgets import Amount, AreaChart, Card, EmptyState, Row, Segmented, Text

DAY = 86_400
SPANS = (30, 91, 365, 0)  # days; 0: all there is
MOST = 400  # points drawn: more than there are pixels would only be slow
LABELS = 5
NEWEST = 20

Point = tuple[float, float]  # seconds, sat


class BalanceCard(Card):
    """Shows balance and history of a state."""

    def __init__(self) -> None:
        super().__init__(gap=2)
        self.amount = Amount(0, role="hero")
        self.span = Segmented([self.tr("1M"), self.tr("3M"), self.tr("1Y"), self.tr("All")], 2, self.tr("Time span"))
        self.span.changed.connect(self._choose)
        self._chosen = False
        self.worth, self.change = (Text("", "lead", "text2", keep=True) for _ in range(2))
        self.pending = Text("", "lead", "text2", wrap=True)  # its length must not widen the card
        self.chart = AreaChart(self.tr("Balance over time"))
        self.nothing = EmptyState(
            "arrow-down-left",
            self.tr("No payments yet"),
            self.tr("The first one appears here the moment it is seen, before it is confirmed."),
        )
        self.add(
            Row(Text(self.tr("Balance"), "label", "text2"), None, self.span),
            self.amount,
            Row(self.worth, self.change, None, gap=16),
            self.pending,
            10,
            (self.chart, 1),
            (self.nothing, 1),
        )
        self._state = State()

    def show_state(self, state: State, before: State | None) -> None:
        """Draw anew what has changed."""
        self._state = state
        self.amount.set(state.balance.total, state.unit)
        self.worth.say(state.worth(state.balance.total))
        waits = state.balance.pending
        text = self.tr("{0} of it not confirmed yet").format(format.amount(waits, state.unit))
        said = [text] if waits else []
        if state.balance.immature:
            mined = self.tr("{0} of it mined and not ripe yet")
            said.append(mined.format(format.amount(state.balance.immature, state.unit)))
        self.pending.say(", ".join(said))
        if before is None or _drawn(before) != _drawn(state):
            self._draw()

    def _choose(self, _: int) -> None:
        self._chosen = True
        self._draw()

    def _draw(self) -> None:
        state, now = self._state, time.time()
        if not self._chosen and state.history:  # a wallet that is younger than a year shows all there is
            oldest = state.history[-1].time or now
            self.span.choose(SPANS.index(365 if oldest < now - 365 * DAY else 0))
        any_yet = bool(state.history)
        self.span.setVisible(any_yet)
        self.chart.setVisible(any_yet)
        self.nothing.setVisible(not any_yet)
        if not any_yet:
            self.change.say("")
            return
        days = SPANS[self.span.current()]
        points = series(state.history, state.balance.total, now, days * DAY)
        changed = round(points[-1][1] - points[0][1])
        words = (self.tr("in 30 days"), self.tr("in 3 months"), self.tr("in a year"), "")[self.span.current()]
        self.change.say(f"{format.amount(changed, state.unit, sign=True)} {words}" if words and changed else "")
        self.change.set_ink("ok" if changed > 0 else "text2")
        self.chart.set(
            points,
            labels(points[0][0], now),
            scale(max(value for _, value in points), state.unit),
            lambda i: f"{_when(points[i][0], now)}: {format.amount(round(points[i][1]), state.unit)}",
        )


def _drawn(state: State) -> tuple[object, ...]:
    """What the chart depends on. Of 100,000 payments not all are compared: a new one is among the newest."""
    return len(state.history), state.history[:NEWEST], state.balance, state.unit


def series(history: Sequence[TransactionView], total: int, now: float, span: float) -> list[Point]:
    """The balance from `span` seconds ago (0: from before the first payment) until now, oldest first.

    `history` is newest first; each point says what the balance was from then on. A point for each payment, or for the
    last one of each stretch where there are many.
    """
    value, last = total, now
    points: list[Point] = [(now, total)]
    for row in history:
        when = min(float(row.time or now), last)  # the clocks of blocks may run backwards
        if span and when < now - span:
            break
        points.append((when, value))
        value, last = value - row.net, when
    begin = now - span if span else last - max((now - last) / 30, 60.0)
    points.append((begin, value))
    points.reverse()
    return _thinned(points)


def _thinned(points: list[Point]) -> list[Point]:
    if len(points) <= MOST:
        return points
    first, width = points[0][0], (points[-1][0] - points[0][0]) / MOST
    kept = {int((when - first) / width): (when, value) for when, value in points[1:-1]}
    return [points[0], *kept.values(), points[-1]]


def scale(highest: float, unit: Unit) -> list[tuple[float, str]]:
    """Round values from 0 to just above the highest, and their words."""
    if highest <= 0:
        return [(0, "0")]
    rough = highest / 3
    power = 10 ** math.floor(math.log10(rough))
    step = max(1, next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough))
    return [(step * i, _short(round(step * i), unit)) for i in range(math.ceil(highest / step) + 1)]


def _short(sats: int, unit: Unit) -> str:
    if unit == "BTC":
        return format.short_btc(sats)
    for size, letter in ((1_000_000, "M"), (1_000, "k")):
        if sats >= size:
            return f"{format.decimal(sats / size, 3)}{format.SPACE}{letter}"
    return str(sats)


def labels(first: float, now: float) -> list[str]:
    """Words for moments evenly from the first to the last: clock times, days or months, whatever tells them apart."""
    long = now - first
    moments = [datetime.fromtimestamp(first) + timedelta(seconds=long * i / (LABELS - 1)) for i in range(LABELS - 1)]
    if long < 2 * DAY:
        return [*(format.clock(moment) for moment in moments), format.clock(datetime.fromtimestamp(now))]
    if long < 8 * DAY:
        style = "d MMM, HH:mm"
    else:
        style = "d MMM" if long < 200 * DAY else "MMM" if long < 400 * DAY else "MMM yyyy"
    today = format.day(datetime.fromtimestamp(now), datetime.fromtimestamp(now))
    locale = QLocale()
    return [*(locale.toString(_qt(moment), style) for moment in moments), today]


def _qt(moment: datetime) -> QDateTime:
    return QDateTime.fromSecsSinceEpoch(int(moment.timestamp()))


def _when(seconds: float, now: float) -> str:
    return format.day_and_clock(datetime.fromtimestamp(seconds), datetime.fromtimestamp(now))
