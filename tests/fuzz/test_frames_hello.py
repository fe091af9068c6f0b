"""Whatever bytes come in: a value or a PeerFault, and one encoding for each value."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.codec.codec import decode, encode
from core.codec.messages import Message
from core.errors import PeerFault
from core.transport.link.hello import Hello, negotiate, reason_bytes
from core.transport.pairing.protocol import M1, M2, M3, M4, Confirm
from core.transport.pairing_purpose import PairingPurpose

KINDS: list[type[Message]] = [Hello, M1, M2, M3, M4, Confirm]
SAMPLES: dict[type[Message], Message] = {
    Hello: Hello(1, 2, "tandem", 3, 4, bytes(32)),
    M1: M1(1, 1, PairingPurpose.NEW, bytes(300), bytes(32)),
    M2: M2(1, bytes(300), bytes(32)),
    M3: M3(bytes(32), bytes(32), bytes(71)),
    M4: M4(bytes(70)),
    Confirm: Confirm(bytes(32)),
}


def survives(kind: type[Message], data: bytes) -> None:
    try:
        found = decode(kind, data)
    except PeerFault:
        return
    assert encode(found) == data


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.binary(max_size=500))
@example(data=b"")
def test_any_bytes(kind: type[Message], data: bytes) -> None:
    survives(kind, data)
    survives(kind, encode(SAMPLES[kind])[:2] + data)


def changes() -> st.SearchStrategy[Callable[[bytes], bytes]]:
    place = st.integers(0, 400)
    return st.one_of(
        st.builds(
            lambda at, bit: lambda d: d[: at % len(d)] + bytes([d[at % len(d)] ^ 1 << bit]) + d[at % len(d) + 1 :],
            place,
            st.integers(0, 7),
        ),
        st.builds(lambda at: lambda d: d[: at % len(d)], place),
        st.builds(lambda at, more: lambda d: d[: at % len(d)] + more + d[at % len(d) :], place, st.binary(max_size=9)),
    )


@pytest.mark.parametrize("kind", KINDS)
@given(change=changes())
def test_a_message_that_was_bent(kind: type[Message], change: Callable[[bytes], bytes]) -> None:
    survives(kind, change(encode(SAMPLES[kind])))


@given(st.integers(0, 255), st.integers(0, 255), st.integers(0, 255), st.integers(0, 255), st.integers(0, 255))
def test_versions(a: int, b: int, c: int, d: int, minimum: int) -> None:
    mine, theirs = Hello(a, b, "", 0, 0, bytes(32)), Hello(c, d, "", 0, 0, bytes(32))
    try:
        version = negotiate(mine, theirs, minimum)
    except PeerFault:
        return
    assert max(a, c, minimum) <= version == min(b, d)


@given(st.text(max_size=300))
def test_a_reason_always_fits(text: str) -> None:
    if any("\ud800" <= c <= "\udfff" for c in text):
        return
    short = reason_bytes(text)
    assert len(short) <= 120
    assert text.startswith(short.decode())
