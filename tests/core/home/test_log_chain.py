"""The chain of a log: whatever goes out of it, what was ever written can be checked, and what is left stays small."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.codec.codec import encode
from core.home import log
from core.home.log import LogBook
from core.home.log_chain import ChainHead, Folds, Place, digest_of, joined
from core.home.records import LogCode, LogEntry
from tests.architecture.test_spec import text_of

ENTRIES = (
    LogEntry(1_800_000_000, "pairing.computer", ("0123456789abcdef",), 1_800_000_000),
    LogEntry(1_800_000_060, "lie.told_twice", ("savings", "ab" * 32, "cd" * 8), 1_800_000_060),
    LogEntry(1_800_000_120, "lie.told_twice", ("savings", "ab" * 32, "cd" * 8), 1_800_000_060, 2),
)


def of_all(digests: list[bytes]) -> ChainHead:
    head = ChainHead()
    for digest in digests:
        head = head.after(digest)
    return head


def test_the_vectors_of_the_specification() -> None:
    table = re.findall(r"^\| (\d) \| `([0-9a-f]+)` \| `([0-9a-f]+)` \| `([0-9a-f]+)` \|$", text_of("log"), re.MULTILINE)
    head, found = ChainHead(), []
    for number, entry in enumerate(ENTRIES, 1):
        digest = digest_of(number, entry)
        head = head.after(digest)
        found.append((str(number), encode(entry).hex(), digest.hex(), head.link.hex()))
    assert found == table


def test_a_link_is_what_the_specification_says() -> None:
    """Worked out by hand: u8 length, tag, and each part with its length of eight bytes."""

    def h(tag: bytes, *parts: bytes) -> bytes:
        framed = b"".join(len(part).to_bytes(8, "big") + part for part in parts)
        return sha256(bytes([len(tag)]) + tag + framed).digest()

    a, b, c = (h(b"log/entry", n.to_bytes(8, "big"), encode(entry)) for n, entry in enumerate(ENTRIES, 1))
    left = h(b"log/node", a, b)
    assert of_all([a]).link == h(b"log/link", (1).to_bytes(8, "big"), a)
    assert of_all([a, b]).link == h(b"log/link", (2).to_bytes(8, "big"), left)
    assert of_all([a, b, c]).link == h(b"log/link", (3).to_bytes(8, "big"), left, c)
    assert ChainHead().link == h(b"log/link", bytes(8))


@given(st.integers(1, 40).flatmap(lambda n: st.tuples(st.just(n), st.permutations(range(1, n + 1)), st.integers(0, n))))
def test_whatever_goes_the_links_stay(drawn: tuple[int, list[int], int]) -> None:
    """In any order, the neighbours of one another becoming one."""
    size, order, gone = drawn
    digests = [sha256(bytes([n])).digest() for n in range(size)]
    links = [of_all(digests[:n]).link for n in range(size + 1)]
    folds, left = Folds({}), set(range(1, size + 1))
    for number in order[:gone]:
        changes: dict[Place, bytes | None] = {}
        folds.fold(number, digests[number - 1], changes)
        folds.adopt(changes)
        left.remove(number)
    parts: list[tuple[int, int, bytes]] = [(number - 1, 0, digests[number - 1]) for number in left]
    parts += [(index << level, level, digest) for (level, index), digest in folds]
    head = ChainHead()
    for at, level, digest in sorted(parts):
        assert at == head.size
        assert head.takes(level)
        head = head.after(digest, level)
        if level == 0 and at + 1 in left:
            assert head.link == links[at + 1]
    assert head.link == links[size]
    assert len(dict(folds)) <= (len(left) + 1) * 2 * size.bit_length()


def test_a_node_has_its_place() -> None:
    head = of_all([bytes(32)] * 6)
    assert [head.takes(level) for level in range(4)] == [True, True, False, False]
    assert ChainHead().takes(40)


def test_leaf_and_node_and_link_are_never_taken_for_one_another() -> None:
    a, b = bytes(32), bytes([1]) * 32
    assert len({joined(a, b), joined(b, a), of_all([a, b]).link, of_all([b, a]).link, of_all([joined(a, b)]).link}) == 5


def rows_and_folds(book: LogBook) -> int:
    return len(list(book.rows())) + len(dict(book.folds))


def floods() -> Iterator[LogEntry]:
    for n in range(3_000):
        yield LogEntry(n, str(LogCode.CANCELLED), ("savings", f"{n}", "txid", "key"))
        yield LogEntry(n, str(LogCode.FAULT), ("savings", "PeerFault.fault", "key"))
        yield LogEntry(n, str(LogCode.LINK_FAULT), (f"PeerFault.{n % 3}", "pin"))


def test_a_flood_leaves_few_digests(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 9,000 lines of a computer that does its worst; and what was kept before it is still in the chain."""
    monkeypatch.setattr(log, "KEPT", 20)
    book = LogBook({}, {}, ChainHead())
    book.adopt(book.after([LogEntry(0, str(LogCode.LIE), ("savings", "txid", "key"))]))
    most = 0
    for line in floods():
        book.adopt(book.after([line]))
        most = max(most, rows_and_folds(book))
    assert book.head.size == 9_001
    assert len(list(book.rows())) == 25
    assert most < 150
    assert next(book.rows())[1].entry.code == LogCode.LIE
