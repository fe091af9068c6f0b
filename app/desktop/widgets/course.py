"""Named steps of something that is under way: who works, for how long already, and which one has stopped."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QTimer, Signal

from app.desktop.text import format
from app.desktop.widgets.speech import speak
from app.desktop.widgets.trust import Steps, StepView

TICK_MS = 1000


@dataclass(frozen=True, slots=True)
class Deed:
    """One step before it is done. `usual` is the seconds it takes at most when all is well."""

    key: str
    title: str
    who: str = ""
    note: str = ""
    usual: float = 5.0
    waits: bool = False  # for a person or for the other side


class Course(Steps):
    """Steps that are gone through in order. One that is left out counts as done with the next."""

    late = Signal(str, int)  # a step takes longer than usual: its key, and the seconds so far

    def __init__(self, deeds: Sequence[Deed], clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._deeds, self._clock = list(deeds), clock
        self._times: dict[str, float] = {}
        self._at, self._since, self._detail, self._failure = -1, 0.0, "", ""
        self._tick = QTimer(self, interval=TICK_MS)
        self._tick.timeout.connect(self.pass_time)
        self._draw()

    def start_course(self, deeds: Sequence[Deed] = ()) -> None:
        """From the first step; of these `deeds`, where they are others now."""
        self._deeds = list(deeds) or self._deeds
        self._times, self._at, self._failure = {}, -1, ""
        self.at(self._deeds[0].key)

    def has(self, key: str) -> bool:
        """Whether there is such a step."""
        return any(deed.key == key for deed in self._deeds)

    def insert(self, deeds: Sequence[Deed], before: str) -> None:
        """More to do than was thought, in front of the step `before`, which has not begun."""
        at = next(i for i, deed in enumerate(self._deeds) if deed.key == before)
        self._deeds[at:at] = deeds
        self._draw()

    def at(self, key: str, detail: str = "") -> None:
        """The step `key` has begun."""
        self._close()
        self._at = next(i for i, deed in enumerate(self._deeds) if deed.key == key)
        self._since, self._detail = self._clock(), detail
        self._tick.start()
        self._draw()
        speak(self, self._deeds[self._at].title, detail)

    def tell(self, detail: str) -> None:
        """What the step is at."""
        self._detail = detail
        self._draw()

    def fail(self, why: str) -> None:
        """The step under way has failed."""
        self._failure = why
        self._tick.stop()
        self._draw()
        speak(self, self._deeds[self._at].title, why, tone="danger")

    def finish(self) -> None:
        """Everything is done."""
        self._close()
        self._at = len(self._deeds)
        self._tick.stop()
        self._draw()

    @property
    def key(self) -> str:
        """The step under way; empty before the first and after the last."""
        return self._deeds[self._at].key if 0 <= self._at < len(self._deeds) else ""

    def stop(self) -> None:
        """Count no further: nobody looks any more."""
        self._tick.stop()

    def _close(self) -> None:
        if self.key and not self._failure:
            self._times[self.key] = self._clock() - self._since

    def pass_time(self) -> None:
        """Say how long the step under way has taken by now; called once a second."""
        self._draw()
        deed, spent = self._deeds[self._at], self._clock() - self._since
        if spent > deed.usual:
            self.late.emit(deed.key, int(spent))

    def _draw(self) -> None:
        self.set([self._step(i, deed) for i, deed in enumerate(self._deeds)])

    def _step(self, i: int, deed: Deed) -> StepView:
        if i < self._at:
            spent = self._times.get(deed.key)
            return StepView(deed.title, "done", deed.note, deed.who, "" if spent is None else format.took(spent))
        if i > self._at:
            return StepView(deed.title, "todo", "", deed.who)
        if self._failure:
            return StepView(deed.title, "failed", self._failure, deed.who)
        spent = self._clock() - self._since
        shown = "" if spent < 1 else format.took(spent, tenths=False)
        return StepView(deed.title, "waiting" if deed.waits else "now", self._detail or deed.note, deed.who, shown)
