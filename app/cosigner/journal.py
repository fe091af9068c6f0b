"""The log of a running `serve` for whoever looks after its machine: one line an event, on standard error.

A journal is read by others and kept for long. So a line has a code and the few short values that core lets out, and
nothing of a payment or a person; of what libraries say, only who said it and where. What happened to payments is in the
sealed log (`tandem-cosigner log`).
"""

from __future__ import annotations

import contextlib
import io
import json
import logging
import queue
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.cosigner.api import ServiceEvent

SAID = "service.said"
TEXT, JSON = "text", "json"
INFO, WARNING, ERROR = "info", "warning", "error"
SERIOUS = {"lie": WARNING, "fault": WARNING, "restored": WARNING, "clock": WARNING}  # by the kind of a code
MOST, PER_SECOND = 500, 20.0  # lines at once, and what a hostile computer can cause for long
LAST_WORDS = 2.0  # seconds at the end for a reader that is slow


class Journal:
    """Writes lines on a thread of its own: one that nobody reads holds nothing up, and loses lines, which it says.

    `form` is TEXT or JSON, `write` takes a line in UTF-8; `clock` gives unix seconds, `steady` those of the monotonic
    clock.
    """

    def __init__(
        self,
        form: str,
        write: Callable[[bytes], object],
        clock: Callable[[], float] = time.time,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self._form, self._out, self._clock, self._steady = form, write, clock, steady
        self._lines: queue.Queue[str | None] = queue.Queue(2 * MOST)
        self._lock = threading.Lock()
        self._room, self._seen, self._lost = float(MOST), steady(), 0
        self._thread = threading.Thread(target=self._write, name="journal", daemon=True)
        self._thread.start()

    def event(self, event: ServiceEvent) -> None:
        """Something has happened; for any thread, and never waits."""
        self.line(event.code, event.fields, SERIOUS.get(event.code.partition(".")[0], INFO))

    def line(self, code: str, fields: Mapping[str, str | int] | None = None, level: str = INFO) -> None:
        """One line."""
        with self._lock:
            now = self._steady()
            self._room = min(MOST, self._room + (now - self._seen) * PER_SECOND)
            self._seen = now
            if self._room < 1:
                self._lost += 1
                return
            self._room -= 1
            lost, self._lost = self._lost, 0
            if lost:
                self._put(self._written("journal.lost", {"lines": lost}, WARNING))
            self._put(self._written(code, fields or {}, level))

    def _put(self, line: str) -> None:
        try:
            self._lines.put_nowait(line)
        except queue.Full:
            self._lost += 1

    def end(self) -> None:
        """Write what there is."""
        with contextlib.suppress(queue.Full):
            self._lines.put(None, timeout=LAST_WORDS)
        self._thread.join(LAST_WORDS)

    def _written(self, code: str, fields: Mapping[str, str | int], level: str) -> str:
        at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(self._clock()))
        if self._form == JSON:
            return json.dumps({"time": at, "level": level, "event": code, **fields})
        return " ".join([at, level, code, *(f"{name}={_bare(value)}" for name, value in fields.items())])

    def _write(self) -> None:
        while (line := self._lines.get()) is not None:
            with contextlib.suppress(OSError):
                self._out(line.encode(errors="backslashreplace") + b"\n")

    # -------------------------------------------------------------- what nobody expected
    def listen(self) -> None:
        """Write down mistakes of the program and warnings of its libraries: what kind and where, and none of their
        text, which may hold anything."""
        logging.getLogger().addHandler(_Ears(self))
        threading.excepthook = lambda found: self._mistake(found.exc_type, found.exc_traceback)

    def _mistake(self, kind: type[BaseException], trace: TracebackType | None) -> None:
        self.line("program.mistake", {"error": kind.__name__, "place": place(traceback.extract_tb(trace))}, ERROR)


class _Ears(logging.Handler):
    def __init__(self, journal: Journal) -> None:
        super().__init__(logging.WARNING)
        self._journal = journal

    def emit(self, record: logging.LogRecord) -> None:
        """One line for it."""
        fields = {"by": record.name, "place": f"{Path(record.pathname).name}:{record.lineno}"}
        if record.exc_info and record.exc_info[0] is not None:
            fields["error"] = record.exc_info[0].__name__
            fields["at"] = place(traceback.extract_tb(record.exc_info[2]))
        self._journal.line("program.warning", fields, ERROR if record.levelno >= logging.ERROR else WARNING)


class Spoken(io.StringIO):
    """Standard error of a program that has a journal: what it says to a person is an event too, line by line."""

    def __init__(self, journal: Journal) -> None:
        super().__init__()
        self._journal = journal

    def write(self, text: str) -> int:
        """Whole lines, as the programs write them."""
        for line in filter(None, text.splitlines()):
            self._journal.line(SAID, {"text": line})
        return len(text)


def _bare(value: str | int) -> str:
    """A value without spaces as it is; else in quotes."""
    text = str(value)  # json.dumps leaves no control character and no other end of a line in it
    return text if text and not any(c.isspace() or c in '"=' for c in text) else json.dumps(text)


def place(frames: Iterable[traceback.FrameSummary]) -> str:
    """Where something was raised: file and line, without a path."""
    last = [*frames][-1:]
    return f"{Path(last[0].filename).name}:{last[0].lineno}" if last else ""
