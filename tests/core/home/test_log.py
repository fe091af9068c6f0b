"""The log of a home: what a person must find later stays, whatever a computer does as often as it likes."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.home import log
from core.home.log import JOINED, KEPT, LogBook, LogQuery
from core.home.log_chain import ChainHead
from core.home.records import KINDS, LogCode, LogEntry
from core.home.repository import Repository
from core.home.tables import LOG
from tests.support.two_homes import CHEAP, PASSPHRASE, MortalVault, make_home


def line(time: int, code: LogCode, *values: str) -> LogEntry:
    return LogEntry(time, str(code), values)


def written(*lines: LogEntry) -> LogBook:
    book = empty()
    for one in lines:
        book.adopt(book.after([one]))
    return book


def empty() -> LogBook:
    return LogBook({}, {}, ChainHead())


def newest(book: LogBook, most: int) -> list[LogEntry]:
    return [row.entry for _, row in book.newest(most)]


def told(entries: list[LogEntry]) -> list[tuple[str, tuple[str, ...], int, int, int]]:
    return [(entry.code, entry.values, entry.count, entry.first, entry.time) for entry in entries]


def test_a_lie_is_not_pushed_out_by_requests() -> None:
    """Nor is anything else by what is not of its own code."""
    book = written(line(1, LogCode.LIE), line(2, LogCode.FAULT, "savings", "PeerFault.fault"))
    lines = [line(3 + n, LogCode.CANCELLED, "savings", f"{n:08x}") for n in range(3 * KEPT)]
    book.adopt(book.after(lines))
    assert told(book.lines())[:2] == [
        ("lie.told_twice", (), 1, 1, 1),
        ("fault.key", ("savings", "PeerFault.fault"), 1, 2, 2),
    ]
    kept = book.lines("decision")
    assert [entry.values[1] for entry in kept] == [f"{n:08x}" for n in range(2 * KEPT, 3 * KEPT)]


def test_few_lines_are_shown_and_requests_take_half_of_them() -> None:
    kinds = (LogCode.LIE, LogCode.CUT_OFF, LogCode.STRANGERS)
    book = written(*(line(n, code, str(n)) for n, code in enumerate(kinds)))
    book.adopt(book.after(line(10 + n, LogCode.CANCELLED, "savings", str(n)) for n in range(40)))
    shown = newest(book, 6)
    assert [entry.code for entry in shown] == [*kinds, *[LogCode.CANCELLED] * 3]
    assert [entry.values[1] for entry in shown[3:]] == ["37", "38", "39"]
    assert [entry.time for entry in newest(book, 20)] == [0, 1, 2, *range(33, 50)]  # what is left over is theirs
    assert newest(book, 100) == book.lines()
    only = written(*(line(n, LogCode.CUT_OFF, str(n)) for n in range(9)))
    assert [entry.time for entry in newest(only, 4)] == [5, 6, 7, 8]
    assert written().newest(4) == []


def test_equal_lines_are_one_with_the_first_and_the_last_time() -> None:
    fault = ("savings", "PeerFault.fault")
    book = written(
        line(100, LogCode.FAULT, *fault),
        line(150, LogCode.WAITS, "savings"),
        line(200, LogCode.FAULT, *fault),
        line(210, LogCode.FAULT, "other", "PeerFault.fault"),
        line(300, LogCode.FAULT, *fault),
    )
    assert told(book.lines("fault")) == [
        ("fault.key", ("other", "PeerFault.fault"), 1, 210, 210),
        ("fault.key", fault, 3, 100, 300),
    ]


def test_a_day_later_it_is_another_line() -> None:
    book = written(*(line(at, LogCode.LIE) for at in (1_000, 1_000 + JOINED - 1, 1_000 + JOINED, 2_000 + JOINED)))
    assert [(entry.first, entry.time, entry.count) for entry in book.lines()] == [
        (1_000, 999 + JOINED, 2),
        (1_000 + JOINED, 2_000 + JOINED, 2),
    ]


def test_a_clock_that_goes_back_makes_no_new_lines() -> None:
    book = written(line(10_000, LogCode.CLOCK), line(5_000, LogCode.CLOCK))
    assert [(entry.first, entry.time, entry.count) for entry in book.lines()] == [(10_000, 10_000, 2)]


def test_lines_of_one_write_are_joined_too() -> None:
    book = empty()
    lines = [line(n, LogCode.LIE) for n in range(5)]
    rows = book.after(lines).rows
    assert {number: row and row.entry for number, row in rows.items()} == {
        **dict.fromkeys(range(1, 5)),
        5: LogEntry(4, "lie.told_twice", (), 0, 5),
    }
    assert book.lines() == []  # before it is durable


def test_since_and_kind_choose() -> None:
    book = written(
        line(5, LogCode.LIE), line(6, LogCode.CUT_OFF, "a"), line(7, LogCode.LIE), line(8, LogCode.CUT_OFF, "b")
    )
    assert [entry.values for entry in book.lines("key")] == [("a",), ("b",)]
    assert told(book.lines(since=7)) == [("lie.told_twice", (), 2, 5, 7), ("key.cut_off", ("b",), 1, 8, 8)]
    assert book.lines("lie", 8) == []


def test_a_query_chooses() -> None:
    pin = "ab" * 8
    book = written(
        line(5, LogCode.CURRENT, "a", "signet", "1", "key", "run", pin),
        line(6, LogCode.CURRENT, "b", "signet", "1", "yek", "run", "cd" * 8),
        line(7, LogCode.COMPUTER_PAIRED, pin),
        line(8, LogCode.LIE, "a", "txid", "key"),
    )

    def numbers(query: LogQuery) -> list[int]:
        return [number for number, _ in query.chosen(book.rows())]

    assert numbers(LogQuery()) == [1, 2, 3, 4]
    assert numbers(LogQuery(until=7)) == [1, 2]
    assert numbers(LogQuery(since=6, until=8)) == [2, 3]
    assert numbers(LogQuery(wallet="a")) == [1, 4]
    assert numbers(LogQuery(computer="abab")) == [1, 3]
    assert numbers(LogQuery(limit=2)) == [3, 4]
    assert numbers(LogQuery(limit=9)) == [1, 2, 3, 4]
    assert numbers(LogQuery(limit=0)) == []
    assert numbers(LogQuery("key", limit=1)) == [2]


def test_every_kind_has_lines() -> None:
    assert {LogEntry(0, str(code), ()).kind for code in LogCode} == set(KINDS)


def test_what_is_shown_is_what_is_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Joined and dropped lines too, over starts; and the vault does not grow."""
    monkeypatch.setattr(log, "KEPT", 5)
    make_home(tmp_path / "home")
    for start in range(4):
        records = Repository(MortalVault.open(tmp_path / "home", PASSPHRASE, floor=CHEAP))
        for n in range(7):
            with records.write() as write:
                write.log(100 * start + n, LogCode.EXPIRED, "savings", f"{start}{n}")
                write.log(100 * start + n, LogCode.LIE)
        found = told(records.log())
        rows = len(list(records.vault.items(LOG)))
        records.vault.close()
    expired = [("decision.expired", ("savings", f"3{n}"), 1, 300 + n, 300 + n) for n in range(2, 7)]
    assert sorted(found) == [*expired, ("lie.told_twice", (), 28, 0, 306)]
    assert rows == 6


def test_what_happened_last_stands_last_in_the_same_second_too() -> None:
    codes = (LogCode.COMPUTER_PAIRED, LogCode.PAIRING_BROKE, LogCode.COMPUTER_PAIRED)
    book = written(*(line(7, code, "3f2a") for code in codes))
    assert [(entry.code, entry.count) for entry in book.lines()] == [("pairing.broke", 1), ("pairing.computer", 2)]
