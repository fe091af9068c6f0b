"""A log of the other side is a file that anybody may have written: a log as far as it holds, or a clear no."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.text.differences import difference
from app.text.say import logged
from core.errors import BadInput
from core.home.log import LogBook
from core.home.log_chain import ChainHead
from core.home.log_compare import compare
from core.home.log_file import LogAbout, ReadLog, read, written
from core.home.records import LogCode, LogEntry

PIN = "ab" * 32
FIRST = {"tandem_log": 1, "side": "cosigner", "pin": PIN, "time": 1}
CODES = [str(code) for code in LogCode]
values = st.lists(st.sampled_from(["", "0", "savings", "ab" * 8, "ab" * 32, "off", "-1", "9" * 40, "ü"]), max_size=8)
entries = st.builds(LogEntry, st.integers(0, 2**64 - 1), st.sampled_from(CODES), values.map(tuple))
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=9,
)
KEYS = ["number", "time", "first", "count", "code", "values", "link", "gone", "digest", "entries", "head", "more"]


def log_of(lines: list[LogEntry], side: str = "cosigner") -> bytes:
    book = LogBook({}, {}, ChainHead())
    book.adopt(book.after(lines))
    return "".join(written(book, LogAbout(side, PIN, 1))).encode()


PAIRING = LogEntry(1, "pairing.cosigner", ("host", PIN[:16]))
PAIRED = log_of([PAIRING], "wallet")


def survives(data: bytes) -> ReadLog | None:
    """It is read or refused; what was read can be told and compared."""
    try:
        found = read(data)
    except BadInput:
        return None
    assert found.size >= len(found.rows)
    for _, row in found.rows:
        assert logged(row.entry.code, row.entry.values)
    try:
        compare(read(PAIRED), found)
        compare(found, found)
    except BadInput:
        pass
    return found


@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    survives(data)
    survives(json.dumps(FIRST).encode() + b"\n" + data)


@given(st.lists(json_values, max_size=5))
def test_any_lines_of_json(lines: list[Any]) -> None:
    survives("\n".join(json.dumps(line) for line in [FIRST, *lines]).encode())


@given(st.lists(st.dictionaries(st.sampled_from(KEYS), json_values | st.lists(st.integers(), max_size=3)), max_size=5))
def test_any_values_under_the_names_of_a_log(lines: list[dict[str, Any]]) -> None:
    survives("\n".join(json.dumps(line) for line in [FIRST, *lines]).encode())


@given(st.lists(entries, max_size=12), st.lists(entries, max_size=12))
def test_any_lines_with_a_chain_that_holds(lines: list[LogEntry], others: list[LogEntry]) -> None:
    """A co-signer that writes what it likes, with codes that have other values than theirs."""
    found = survives(log_of(lines))
    assert found is not None
    assert found.flaw is None
    for one in compare(read(log_of([PAIRING, *others], "wallet")), found):
        assert difference(**asdict(one))


WHOLE = log_of([LogEntry(n, "lie.told_twice", (str(n % 3), "t", "k")) for n in range(9)])


@given(st.integers(0, len(WHOLE) - 1), st.integers(0, len(WHOLE)), st.binary(max_size=9))
def test_a_piece_that_is_another(start: int, end: int, piece: bytes) -> None:
    data = WHOLE[:start] + piece + WHOLE[max(start, end) :]
    found = survives(data)
    if found is not None and found.flaw is None:
        assert found.rows == read(WHOLE).rows
