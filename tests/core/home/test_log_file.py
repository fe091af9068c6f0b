"""A log as a file: what is exported is read whole, and every change of it is found at its place."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from core.errors import BadInput
from core.home import log
from core.home.log import LogBook
from core.home.log_chain import ChainHead
from core.home.log_fields import LogFlaw
from core.home.log_file import MOST_LINE, LogAbout, ReadLog, read, written
from core.home.records import LogCode, LogEntry
from core.home.repository import Repository
from core.home.tables import LOG
from tests.support.two_homes import CHEAP, PASSPHRASE, MortalVault, make_home

ABOUT = LogAbout("cosigner", "ab" * 32, 1_800_000_000)


def a_book(lines: int = 12) -> LogBook:
    """Some of its entries have gone: equal ones, and those that five others of their code have pushed out."""
    book = LogBook({}, {}, ChainHead())
    for n in range(lines):
        code, values = (LogCode.LIE, ("w", "t", "k")) if n % 3 == 2 else (LogCode.EXPIRED, ("w", f"{n}", "t", "k"))
        book.adopt(book.after([LogEntry(n, str(code), values)]))
    return book


def exported(book: LogBook) -> bytes:
    return "".join(written(book, ABOUT)).encode()


@pytest.fixture
def book(monkeypatch: pytest.MonkeyPatch) -> LogBook:
    monkeypatch.setattr(log, "KEPT", 5)
    return a_book()


def flaw(data: bytes) -> tuple[LogFlaw | None, int, int]:
    """What is wrong, up to which entry it is right, and in which line it is not."""
    found = read(data)
    return found.flaw, found.size, found.line


def test_what_is_written_is_read(book: LogBook) -> None:
    found = read(exported(book))
    assert found == ReadLog(ABOUT, tuple(book.rows()), 12, book.head.link)
    assert [number for number, _ in found.rows] == [5, 7, 8, 10, 11, 12]
    assert found.dropped
    whole = read(exported(a_book(2)))
    assert (whole.size, whole.dropped) == (2, False)
    assert read(exported(LogBook({}, {}, ChainHead()))).size == 0


def test_every_single_change_of_the_file_is_found(book: LogBook) -> None:
    """Whatever byte becomes another, but for the time in the first line, and for ways to write the same JSON."""
    data = exported(book)
    start = data.index(b"\n") + 1
    for at in range(start, len(data)):
        other = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        found = read(other)
        if found.flaw is None:
            assert found == read(data)
    for at in range(start, len(data) - 1):
        assert read(data[:at]).flaw is not None


def lines_of(book: LogBook) -> list[dict[str, object]]:
    return [json.loads(line) for line in exported(book).splitlines()]


def again(lines: list[dict[str, object]]) -> bytes:
    return "".join(json.dumps(line) + "\n" for line in lines).encode()


# the lines of the file: head, gone 1-4, 5, gone 6-6, 7, 8, gone 9-9, 10, 11, 12, end
CHANGES: list[tuple[str, Callable[[list[dict[str, object]]], object], tuple[LogFlaw, int, int]]] = [
    ("an amount or a word", lambda f: f[4].update(values=["w", "x", "t", "k"]), (LogFlaw.LINK, 5, 5)),
    ("a time", lambda f: f[5].update(time=1), (LogFlaw.LINK, 7, 6)),
    ("a link", lambda f: f[5].update(link="00" * 32), (LogFlaw.LINK, 7, 6)),
    ("what has gone", lambda f: f[3].update(digest="00" * 32), (LogFlaw.LINK, 5, 5)),
    ("a row is removed", lambda f: f.pop(5), (LogFlaw.ORDER, 7, 6)),
    ("what has gone is removed", lambda f: f.pop(1), (LogFlaw.ORDER, 0, 2)),
    ("two change places", lambda f: f.insert(4, f.pop(5)), (LogFlaw.ORDER, 5, 5)),
    ("one comes twice", lambda f: f.insert(5, f[4]), (LogFlaw.ORDER, 7, 6)),
    ("its end is cut", lambda f: f.pop(), (LogFlaw.CUT, 12, 11)),
    ("its last entry and the end", lambda f: f.pop(-2), (LogFlaw.ORDER, 11, 10)),
    ("another end", lambda f: f[-1].update(head="00" * 32), (LogFlaw.HEAD, 12, 11)),
    ("an end too early", lambda f: f[-1].update(entries=11), (LogFlaw.ORDER, 12, 11)),
    ("more after the end", lambda f: f.append(f[5]), (LogFlaw.MORE, 12, 12)),
    ("a field more", lambda f: f[4].update(more=1), (LogFlaw.LINE, 5, 5)),
    ("a field of another kind", lambda f: f[4].update(time="1"), (LogFlaw.LINE, 5, 5)),
    ("a truth for a number", lambda f: f[4].update(count=True), (LogFlaw.LINE, 5, 5)),
    ("values that are none", lambda f: f[4].update(values="wtk"), (LogFlaw.LINE, 5, 5)),
    ("a value that is none", lambda f: f[4].update(values=[1]), (LogFlaw.LINE, 5, 5)),
    ("a text that no screen shows", lambda f: f[4].update(code="\u202e"), (LogFlaw.LINE, 5, 5)),
    ("half a character", lambda f: f[4].update(code="\ud800"), (LogFlaw.LINE, 5, 5)),
    ("no number", lambda f: f[4].pop("number"), (LogFlaw.LINE, 5, 5)),
    ("gone places that are none", lambda f: f[1].update(gone=[1]), (LogFlaw.LINE, 0, 2)),
    ("gone places of another kind", lambda f: f[1].update(gone=[1.0, 4.0]), (LogFlaw.LINE, 0, 2)),
    ("gone truths", lambda f: f[1].update(gone=[True, True]), (LogFlaw.LINE, 0, 2)),
    ("gone in words", lambda f: f[1].update(gone="14"), (LogFlaw.LINE, 0, 2)),
    ("gone backwards", lambda f: f[1].update(gone=[4, 1]), (LogFlaw.LINE, 0, 2)),
    ("more gone than there are", lambda f: f[1].update(gone=[1, 1 << 60]), (LogFlaw.LINE, 0, 2)),
    ("gone elsewhere", lambda f: f[1].update(gone=[2, 5]), (LogFlaw.ORDER, 0, 2)),
    ("three gone", lambda f: f[1].update(gone=[1, 3]), (LogFlaw.ORDER, 0, 2)),
    ("gone across what is kept", lambda f: f[3].update(gone=[6, 7]), (LogFlaw.ORDER, 5, 4)),
    ("a short digest", lambda f: f[1].update(digest="00"), (LogFlaw.LINE, 0, 2)),
    ("no digest", lambda f: f[1].pop("digest"), (LogFlaw.LINE, 0, 2)),
    ("an odd digest", lambda f: f[1].update(digest="zz"), (LogFlaw.LINE, 0, 2)),
]


@pytest.mark.parametrize(("change", "found"), [row[1:] for row in CHANGES], ids=[row[0] for row in CHANGES])
def test_a_changed_file_says_where(
    change: Callable[[list[dict[str, object]]], object], found: tuple[LogFlaw, int, int], book: LogBook
) -> None:
    lines = lines_of(book)
    assert flaw(again(lines)) == (None, 12, 0)
    change(lines)
    assert flaw(again(lines)) == found


@pytest.mark.parametrize(
    "line",
    [b"", b"[]", b"7", b"{", b"[" * 60_000, b"{" + b'"a":{' * 9_000, b'{"number": ' + b"9" * 5_000 + b"}", b"\xff"],
)
def test_a_line_that_is_none(line: bytes, book: LogBook) -> None:
    data = exported(book).splitlines()
    data[4] = line
    assert flaw(b"\n".join(data) + b"\n") == (LogFlaw.LINE, 5, 5)


def test_a_line_without_end(book: LogBook) -> None:
    data = exported(book).splitlines()
    data[4] = data[4] + b" " * MOST_LINE
    assert flaw(b"\n".join(data)) == (LogFlaw.LINE, 5, 5)


def test_a_file_that_was_cut_within_a_line(book: LogBook) -> None:
    data = exported(book)
    assert flaw(data[:-3]) == (LogFlaw.CUT, 12, 11)
    assert read(data.removesuffix(b"\n")) == read(data)


FIRST = {"tandem_log": 1, "side": "cosigner", "pin": "ab", "time": 1}


@pytest.mark.parametrize(
    "first",
    [
        *({**FIRST, "side": "phone"}, {**FIRST, "side": 1}, {**FIRST, "pin": None}, {**FIRST, "time": True}),
        *({**FIRST, "time": 1.5}, {**FIRST, "more": 1}, {**FIRST, "tandem_log": "1"}, {"number": 1}, [], None),
    ],
)
def test_what_is_no_log_is_told_so(first: object) -> None:
    with pytest.raises(BadInput, match="is no log of Tandem"):
        read(json.dumps(first).encode() + b"\n")


def test_other_files_and_a_newer_version() -> None:
    for data in (b"", b"\n", b"psbt\xff\0", b"a,b\n1,2\n", b"[" * 70_000):
        with pytest.raises(BadInput, match="is no log of Tandem"):
            read(data)
    with pytest.raises(BadInput, match="newer version"):
        read(json.dumps({**FIRST, "tandem_log": 2, "shape": []}).encode())


def test_a_row_that_somebody_with_the_passphrase_takes_out(tmp_path: Path) -> None:
    """The vault is sealed anew around what is left, and the chain is not."""
    make_home(tmp_path / "home")
    vault = MortalVault.open(tmp_path / "home", PASSPHRASE, floor=CHEAP)
    for n in range(6):
        with Repository(vault).write() as write:
            write.log(n, LogCode.CUT_OFF, f"w{n}", "key")
    with vault.transaction() as block:
        block.delete(LOG, (4).to_bytes(8, "big"))
    assert flaw(exported(Repository(vault).book)) == (LogFlaw.ORDER, 3, 5)
    vault.close()
