"""The codec: every value has one encoding, and nothing else decodes."""

from __future__ import annotations

from dataclasses import dataclass, make_dataclass, replace
from enum import IntEnum, StrEnum
from typing import Annotated, Any, ClassVar, Optional, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.codec import messages
from core.codec.codec import (
    U8,
    U16,
    U32,
    U64,
    Bytes16,
    Bytes32,
    Exact,
    Float64,
    Int64,
    Many,
    Name,
    Sized,
    Text,
    Var,
    VarBytes,
    decode,
    encode,
)
from core.codec.messages import Message, MessageType, message_class, peek_type
from core.codec.text import is_plain
from core.crypto.secp256k1 import Point, Scalar, ScalarNZ, base_mult, q
from core.errors import Bug, PeerFault, StorageError
from core.secret import Secret


class Colour(IntEnum):
    RED = 1
    BLUE = 7


@dataclass(frozen=True, slots=True)
class Inner:
    n: U16
    flags: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Everything(Message):
    TYPE: ClassVar[MessageType] = cast(MessageType, 200)
    count: U8
    small: U16
    middle: U32
    large: U64
    id: Bytes16
    digest: Bytes32
    three: Annotated[bytes, Exact(3)]
    rows: Annotated[bytes, Sized(lambda m: 2 * m.count)]
    data: VarBytes
    short: Annotated[bytes, Var(4)]
    text: Text
    name: Name
    yes: bool
    P: Point
    s: Scalar
    r: ScalarNZ
    x: Secret[int]
    ot: Secret[bytes]
    colour: Colour
    inner: Inner
    maybe: Inner | None
    perhaps: Optional[U8]  # noqa: UP045 - the old spelling is understood too
    points: tuple[Point, ...]
    plain: int
    octets: bytes
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class One(Message):
    TYPE: ClassVar[MessageType] = cast(MessageType, 201)
    value: U16


EXAMPLE = Everything(
    count=2,
    small=258,
    middle=3,
    large=4,
    id=b"i" * 16,
    digest=b"d" * 32,
    three=b"abc",
    rows=b"rows",
    data=b"data",
    short=b"s",
    text="ein Gruß 🙂",
    name="né",
    yes=True,
    P=base_mult(5),
    s=0,
    r=q - 1,
    x=Secret(9),
    ot=Secret(b"ot"),
    colour=Colour.BLUE,
    inner=Inner(1, (True, False)),
    maybe=Inner(2, ()),
    perhaps=None,
    points=(base_mult(1), base_mult(2)),
    plain=2**64 - 1,
    octets=b"",
    words=("a", ""),
)


def without_secrets(m: Everything) -> tuple[Any, ...]:
    plain = replace(m, x=cast(Any, m.x.reveal()), ot=cast(Any, m.ot.reveal()))
    return tuple(getattr(plain, name) for name in Everything.__slots__)


def test_known_answer() -> None:
    wire = (
        bytes([1, 200, 2]) + b"\x01\x02" + b"\0\0\0\3" + bytes(7) + b"\4" + b"i" * 16 + b"d" * 32 + b"abc" + b"rows"
        b"\0\0\0\4data" + b"\0\0\0\1s" + b"\0\x0e" + "ein Gruß 🙂".encode() + b"\3" + "né".encode() + b"\1"
        + bytes(base_mult(5)) + bytes(32) + (q - 1).to_bytes(32, "big") + (9).to_bytes(32, "big") + b"\0\0\0\2ot"
        + b"\7" + b"\0\1\0\2\1\0" + b"\1\0\2\0\0" + b"\0" + b"\0\2" + bytes(base_mult(1)) + bytes(base_mult(2))
        + b"\xff" * 8 + bytes(4) + b"\0\2\0\1a\0\0"
    )  # fmt: skip
    assert encode(EXAMPLE) == wire
    assert without_secrets(decode(Everything, wire)) == without_secrets(EXAMPLE)


def test_every_prefix_and_every_longer_message_is_refused() -> None:
    wire = encode(EXAMPLE)
    for end in range(len(wire)):
        with pytest.raises(PeerFault, match="malformed"):
            decode(Everything, wire[:end])
    with pytest.raises(PeerFault, match="too long"):
        decode(Everything, wire + b"\0")


@pytest.mark.parametrize("at", range(len(encode(EXAMPLE))))
def test_a_changed_byte_is_a_fault_or_another_value(at: int) -> None:
    wire = encode(EXAMPLE)
    for change in (1, 0x80, 0xFF):
        other = wire[:at] + bytes([wire[at] ^ change]) + wire[at + 1 :]
        try:
            value = decode(Everything, other)
        except PeerFault:
            continue
        assert encode(value) == other


def test_the_fault_is_the_one_that_was_asked_for() -> None:
    with pytest.raises(StorageError, match="a Inner is malformed: it is too short"):
        decode(Inner, b"\0", StorageError)
    assert decode(Inner, b"\0\1\0\0", StorageError) == Inner(1, ())


@pytest.mark.parametrize(
    ("cls", "data", "why"),
    [
        (One, b"\2\xc9\0\1", "another version or type"),
        (One, b"\1\xc8\0\1", "another version or type"),
        (Inner, b"\0\1\0\1\2", "neither 0 nor 1"),
        (Inner, b"\0\1\xff\xff\1", "too short"),
    ],
)
def test_faults_are_named(cls: type[Any], data: bytes, why: str) -> None:
    with pytest.raises(PeerFault, match=why):
        decode(cls, data)


CHANGES: list[tuple[str, Any]] = [
    ("count", 256),
    ("count", -1),
    ("count", True),
    ("count", Colour.RED),
    ("count", 3),  # rows no longer fits
    ("small", 2**16),
    ("middle", 2**32),
    ("large", 2**64),
    ("large", 1.0),
    ("id", b"i" * 15),
    ("digest", b"d" * 33),
    ("digest", bytearray(32)),
    ("three", b""),
    ("rows", b"row"),
    ("short", b"12345"),
    ("text", "a\nb"),
    ("text", "\x7f"),
    ("text", "e\u0301"),  # not NFC
    ("text", "\u202eevil"),
    ("text", "\u2028"),
    ("text", "\ud800"),
    ("text", "x" * 2**16),
    ("text", b"bytes"),
    ("name", ""),
    ("name", "n" * 65),
    ("name", "é" * 33),
    ("yes", 1),
    ("s", q),
    ("s", -1),
    ("s", True),
    ("r", 0),
    ("r", q),
    ("x", Secret(0)),
    ("x", Secret(q)),
    ("inner", Inner(2**16, ())),
    ("points", (base_mult(1),) * 2**16),
    ("plain", 2**64),
]


@pytest.mark.parametrize(("field", "value"), CHANGES)
def test_what_would_not_decode_is_not_encoded(field: str, value: Any) -> None:
    with pytest.raises(Bug, match="a Everything cannot be encoded"):
        encode(replace(EXAMPLE, **{field: value}))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b"\xff", "not UTF-8"),
        (b"\xed\xa0\x80", "not UTF-8"),  # a surrogate
        (b"a\n", "not plain"),
        (b"e\xcc\x81", "not plain"),
        (b"", "wrong length"),
        (b"n" * 65, "wrong length"),
    ],
)
def test_names_are_read_strictly(text: bytes, why: str) -> None:
    @dataclass(frozen=True, slots=True)
    class Named:
        name: Name

    with pytest.raises(PeerFault, match=why):
        decode(Named, bytes([len(text)]) + text)


def test_a_limit_holds_for_reading_too() -> None:
    at = encode(EXAMPLE).index(b"\0\0\0\1s")
    wire = encode(EXAMPLE)[:at] + b"\0\0\0\5short" + encode(EXAMPLE)[at + 5 :]
    with pytest.raises(PeerFault, match="wrong length"):
        decode(Everything, wire)


def test_an_unknown_member_is_refused() -> None:
    wire = encode(EXAMPLE)
    at = wire.index(b"\0\0\0\2ot") + 6
    with pytest.raises(PeerFault, match="unknown Colour"):
        decode(Everything, wire[:at] + b"\2" + wire[at + 1 :])


def test_a_length_below_zero_is_refused() -> None:
    @dataclass(frozen=True, slots=True)
    class Shrinking:
        n: U8
        rest: Annotated[bytes, Sized(lambda m: m.n - 5)]

    with pytest.raises(PeerFault, match="too short"):
        decode(Shrinking, b"\1")
    assert decode(Shrinking, b"\6x") == Shrinking(6, b"x")


@pytest.mark.parametrize("kind", [float, dict[str, int], tuple[int, int], int | str, Secret[str], Any])
def test_a_form_that_is_not_known_is_our_mistake(kind: Any) -> None:
    with pytest.raises(Bug, match="no form"):
        encode(make_dataclass("Odd", [("field", kind)])(None))


# ------------------------------------------------------------------ messages


def test_types() -> None:
    assert peek_type(b"\1\x1e") is MessageType.A1
    for data in (b"", b"\1", b"\1\0", b"\1\xc8..."):
        with pytest.raises(PeerFault, match="no known type"):
            peek_type(data)


def test_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "MESSAGES", {})
    with pytest.raises(Bug, match="no message of type A1"):
        message_class(MessageType.A1)

    def define(name: str, module: str) -> type[Message]:
        return type(name, (Message,), {"TYPE": MessageType.A1, "__module__": module, "__qualname__": name})

    define("Other", "tests.somewhere")  # a test's own message stays out
    define("A1", "core.protocol.ecdsa.prepare")
    again = define("A1", "core.protocol.ecdsa.prepare")  # dataclass(slots=True) makes the class a second time
    assert message_class(MessageType.A1) is again
    with pytest.raises(Bug, match="Wrong and A1 have the same"):
        define("Wrong", "core.protocol.ecdsa.prepare")


# ------------------------------------------------------------------ any value, any bytes

plain_text = st.text(max_size=8).filter(is_plain)
scalars = st.one_of(st.sampled_from([0, 1, q - 1]), st.integers(0, q - 1))
points = st.integers(1, q - 1).map(base_mult)
inners = st.builds(Inner, st.integers(0, 2**16 - 1), st.lists(st.booleans(), max_size=3).map(tuple))


@st.composite
def everything(draw: st.DrawFn) -> Everything:
    count = draw(st.integers(0, 5))
    number = {size: st.integers(0, 256**size - 1) for size in (2, 4, 8)}
    fields: list[Any] = [
        count,
        *(draw(number[size]) for size in (2, 4, 8)),
        *(draw(st.binary(min_size=n, max_size=n)) for n in (16, 32, 3, 2 * count)),
        draw(st.binary(max_size=9)),
        draw(st.binary(max_size=4)),
        draw(plain_text),
        "n" + draw(plain_text),
        draw(st.booleans()),
        draw(points),
        draw(scalars),
        draw(scalars) or 1,
        Secret(draw(scalars) or 1),
        Secret(draw(st.binary(max_size=9))),
        draw(st.sampled_from(Colour)),
        draw(inners),
        draw(st.none() | inners),
        draw(st.none() | st.integers(0, 255)),
        draw(st.lists(points, max_size=2).map(tuple)),
        draw(number[8]),
        draw(st.binary(max_size=9)),
        draw(st.lists(plain_text, max_size=3).map(tuple)),
    ]
    return Everything(*fields)


@given(everything())
def test_round_trip(value: Everything) -> None:
    try:
        wire = encode(value)
    except Bug:
        assert not is_plain(value.name)  # a combining mark after the n
        return
    again = decode(Everything, wire)
    assert encode(again) == wire
    assert without_secrets(again) == without_secrets(value)


@given(st.binary(max_size=300), st.booleans())
def test_any_bytes_give_a_value_or_the_fault(data: bytes, head: bool) -> None:
    data = b"\1\xc8" + data if head else data
    for cls in (Everything, One, Inner):
        try:
            value = decode(cls, data, StorageError)
        except StorageError:
            continue
        assert encode(value) == data


class Word(StrEnum):
    COME = "come"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Local:
    """What travels between the programs of one home."""

    net: Int64
    rate: Float64 | None
    word: Word
    many: Annotated[tuple[U8, ...], Many()]


@given(
    st.integers(-(2**63), 2**63 - 1),
    st.none() | st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(Word),
    st.lists(st.integers(0, 255), max_size=5),
)
def test_signed_numbers_fractions_and_words(net: int, rate: float | None, word: Word, many: list[int]) -> None:
    value = Local(net, rate, word, tuple(many))
    assert decode(Local, encode(value)) == value


def test_a_tuple_may_be_longer_than_a_message_takes() -> None:
    value = Local(-1, 2.5, Word.GONE, (7,) * 70_000)
    data = encode(value)
    assert data[:8] == b"\xff" * 8
    assert data[8:22] == bytes.fromhex("01 4004000000000000 04") + b"gone"
    assert data[22:27] == (70_000).to_bytes(4, "big") + b"\7"
    assert decode(Local, data) == value


@pytest.mark.parametrize(
    "value",
    [
        Local(2**63, None, Word.COME, ()),
        Local(cast(int, 1.0), None, Word.COME, ()),
        Local(0, float("nan"), Word.COME, ()),
        Local(0, float("inf"), Word.COME, ()),
        Local(0, 1, Word.COME, ()),
        Local(0, None, Word.COME, (256,)),
    ],
)
def test_what_is_no_such_number_is_not_encoded(value: Local) -> None:
    with pytest.raises(Bug, match="cannot be encoded"):
        encode(value)
    with pytest.raises(StorageError, match="cannot be encoded"):
        encode(value, StorageError)


@pytest.mark.parametrize(
    "data",
    ["00" * 8 + "01" + "7ff8000000000000" + "04636f6d65" + "00000000", "00" * 8 + "00" + "0477656e74" + "00000000"],
)
def test_what_is_no_such_number_or_word_is_not_read(data: str) -> None:
    with pytest.raises(PeerFault, match=r"not a finite number|unknown Word"):
        decode(Local, bytes.fromhex(data))


@given(st.data())
def test_any_damage_gives_a_value_or_the_fault(data: st.DataObject) -> None:
    wire = bytearray(encode(EXAMPLE))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(wire)))
        wire[start : start + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    try:
        value = decode(Everything, bytes(wire))
    except PeerFault:
        return
    assert encode(value) == bytes(wire)
