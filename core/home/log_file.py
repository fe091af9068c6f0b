"""A log as a file that can leave its home: lines of JSON with the chain in them, and their reader (core/spec/log.md).

    {"tandem_log": 1, "side", "pin", "time"}             whose, and when it was written
    {"number", "time", "first", "count", "code", "values", "link"}      an entry
    {"gone": [first, last], "digest"}                    entries that have gone, and what stands for them
    {"entries", "head"}                                  the last line

What is read may be forged, cut or of any size: a file that begins as a log is read as far as it holds, with what is
wrong then. Whoever rewrites all of it makes another head, so the head is compared with the one its own side shows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from core.errors import BadInput, Bug, InputKind
from core.home.log import LogBook, LogRow
from core.home.log_chain import ChainHead, digest_of
from core.home.log_fields import LogFlaw
from core.home.records import LogEntry

VERSION: Final = 1
MOST_LINE: Final = 64 << 10  # bytes: the longest rule is a twentieth of it
MOST_SIZE: Final = 1 << 48  # entries
SIDES: Final = ("wallet", "cosigner")


@dataclass(frozen=True, slots=True)
class LogAbout:
    """Whose log, by the fingerprint of its side, and when it was written, in unix seconds there."""

    side: str
    pin: str
    time: int


@dataclass(frozen=True, slots=True)
class ReadLog:
    """A log as far as it holds: up to entry `size`, whose link is `head`. `flaw`: what is wrong then, in which line of
    the file (the first is 1)."""

    about: LogAbout
    rows: tuple[tuple[int, LogRow], ...]
    size: int
    head: bytes
    flaw: LogFlaw | None = None
    line: int = 0

    @property
    def dropped(self) -> bool:
        """Whether entries have gone out of it."""
        return len(self.rows) < self.size


def written(book: LogBook, about: LogAbout) -> Iterator[str]:
    """The lines of the file."""
    yield _line(tandem_log=VERSION, side=about.side, pin=about.pin, time=about.time)
    parts: list[tuple[int, str]] = [(number, _entry(number, row)) for number, row in book.rows()]
    for (level, index), digest in book.folds:
        first, last = (index << level) + 1, (index + 1) << level
        parts.append((first, _line(gone=[first, last], digest=digest.hex())))
    for _, part in sorted(parts):
        yield part
    yield _line(entries=book.head.size, head=book.head.link.hex())


def _entry(number: int, row: LogRow) -> str:
    entry = row.entry
    times = {"time": entry.time, "first": entry.first, "count": entry.count}
    return _line(number=number, **times, code=entry.code, values=list(entry.values), link=row.link.hex())


def _line(**fields: object) -> str:
    return json.dumps(fields, ensure_ascii=False) + "\n"


# ------------------------------------------------------------------ reading
class _Flawed(Exception):
    def __init__(self, flaw: LogFlaw) -> None:
        self.flaw = flaw


def read(data: bytes) -> ReadLog:
    """What a file holds. BadInput for one that does not begin as a log of a version that is known."""
    lines = data.split(b"\n")
    about = _about(lines[0])
    rows: list[tuple[int, LogRow]] = []
    head, number = ChainHead(), 1
    try:
        for number, line in enumerate(lines[1:], 2):
            found = _fields(line, number == len(lines))
            if "entries" in found:
                _must_end(found, head)
                number += 1
                if lines[number - 1 :] not in ([], [b""]):
                    raise _Flawed(LogFlaw.MORE)
                return ReadLog(about, tuple(rows), head.size, head.link)
            head = _gone(found, head) if "gone" in found else _next(found, head, rows)
        raise _Flawed(LogFlaw.CUT)
    except _Flawed as error:
        size, link = (rows[-1][0], rows[-1][1].link) if rows else (0, ChainHead().link)  # what no link follows is open
        return ReadLog(about, tuple(rows), size, link, error.flaw, number)


def _about(line: bytes) -> LogAbout:
    odd = BadInput("this is no log of Tandem: choose a file that was exported as one", InputKind.FILE_LOG)
    try:
        found = _fields(line, False)
        version = found.pop("tandem_log", None)
    except _Flawed:
        raise odd from None
    if type(version) is int and version > VERSION:
        raise BadInput("this log was written by a newer version; update this program", InputKind.FILE_LOG_NEWER)
    try:
        about = LogAbout(**found)
    except TypeError:
        raise odd from None
    kinds = [type(one) for one in (about.side, about.pin, about.time)]
    if version != VERSION or kinds != [str, str, int] or about.side not in SIDES:
        raise odd
    return about


def _fields(line: bytes, last: bool) -> dict[str, Any]:
    """The object of one line; what follows the last line break is a line that was cut, or none."""
    if last and not line:
        raise _Flawed(LogFlaw.CUT)
    if len(line) > MOST_LINE:
        raise _Flawed(LogFlaw.LINE)
    try:
        found = json.loads(line.decode())
    except (ValueError, RecursionError):
        raise _Flawed(LogFlaw.CUT if last else LogFlaw.LINE) from None
    if not isinstance(found, dict):
        raise _Flawed(LogFlaw.LINE)
    return found


def _next(found: dict[str, Any], head: ChainHead, rows: list[tuple[int, LogRow]]) -> ChainHead:
    number = found.pop("number", None)
    link, values = found.pop("link", None), found.get("values")
    if type(number) is not int or not isinstance(values, list):
        raise _Flawed(LogFlaw.LINE)
    try:
        entry = LogEntry(**{**found, "values": tuple(values)})
        digest = digest_of(head.size + 1, entry)
    except (TypeError, Bug):
        raise _Flawed(LogFlaw.LINE) from None
    if number != head.size + 1:
        raise _Flawed(LogFlaw.ORDER)
    after = head.after(digest)
    if link != after.link.hex():
        raise _Flawed(LogFlaw.LINK)
    rows.append((number, LogRow(entry, after.link)))
    return after


def _gone(found: dict[str, Any], head: ChainHead) -> ChainHead:
    places, digest = found["gone"], found.get("digest")
    try:
        first, last = places
        many, data = last - first + 1, bytes.fromhex(digest)  # type: ignore[arg-type]
        level = many.bit_length() - 1
    except (TypeError, ValueError, AttributeError):
        raise _Flawed(LogFlaw.LINE) from None
    if type(first) is not int or type(last) is not int or len(data) != 32 or not 0 < many <= MOST_SIZE:
        raise _Flawed(LogFlaw.LINE)
    if first != head.size + 1 or many != 1 << level or not head.takes(level) or last > MOST_SIZE:
        raise _Flawed(LogFlaw.ORDER)
    return head.after(data, level)


def _must_end(found: dict[str, Any], head: ChainHead) -> None:
    if found.get("entries") != head.size:
        raise _Flawed(LogFlaw.ORDER)
    if found != {"entries": head.size, "head": head.link.hex()}:
        raise _Flawed(LogFlaw.HEAD)
