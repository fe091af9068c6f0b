"""One strict codec: frozen dataclasses <-> canonical bytes. Integers are big-endian.

A field's annotation says its form: U8…U64, Bytes16, Bytes32, `Annotated[bytes, Exact(n)]`, VarBytes,
`Annotated[bytes, Var(most)]`, `Annotated[bytes, Sized(length)]`, Text, Name, bool, Point, Scalar, ScalarNZ,
Secret[int], Secret[bytes], IntEnum (u8), X | None (u8 flag), tuple[X, ...] (u16 count unless Sized), or a dataclass.
Plain int, bytes and str are U64, VarBytes and Text.

Every value has one encoding, and `decode` takes no other: it gives a value or raises the fault it was told to raise,
whatever the bytes. `encode` refuses what `decode` would refuse, as a Bug.
"""

from __future__ import annotations

import types
import typing
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, fields
from enum import IntEnum
from functools import cache
from typing import Annotated, Any, ClassVar, TypeAlias, TypeVar

from core.curve import Point, parse_scalar, q, scalar_bytes
from core.errors import Bug, PeerFault, TandemError
from core.secret import Secret

T = TypeVar("T")


class Type(IntEnum):
    """Every message on the wire, numbered once."""

    HELLO = 1
    KEYS = 2
    ANSWER = 3
    G1 = 10
    G2 = 11
    G3 = 12
    PREPARED = 13
    COMMIT = 14
    COMMITTED = 15
    F1 = 20
    F2 = 21
    F3 = 22
    A1 = 30
    A2 = 31
    S1 = 32
    S2 = 33
    TEST_S1 = 34
    TEST_S2 = 35
    PROPOSE = 40
    CHUNK = 41
    PROPOSED = 42
    WATCH = 43
    DECISION = 44
    CANCEL = 45
    STATUS = 50
    REPORT = 51
    REFUSED = 60
    DECLINED = 61
    PAIR1 = 70
    PAIR2 = 71
    PAIR3 = 72
    PAIR4 = 73
    PAIR_CONFIRM = 74


@dataclass(frozen=True, slots=True)
class Uint:
    """An integer of `size` bytes."""

    size: int


@dataclass(frozen=True, slots=True)
class Exact:
    """Exactly `size` bytes."""

    size: int


@dataclass(frozen=True, slots=True)
class Sized:
    """As many bytes, or items of a tuple, as `length` computes from the earlier fields of the same dataclass."""

    length: Callable[[Any], int]


@dataclass(frozen=True, slots=True)
class Var:
    """A u32 length, then that many bytes: `most` at most."""

    most: int = 2**32 - 1


@dataclass(frozen=True, slots=True)
class Chars:
    """A length of `head` bytes, then UTF-8 in NFC, `least` to `most` bytes, without control characters."""

    head: int
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Below:
    """A scalar of 32 bytes, below q; zero only if `zero_ok`."""

    zero_ok: bool


U8 = Annotated[int, Uint(1)]
U16 = Annotated[int, Uint(2)]
U32 = Annotated[int, Uint(4)]
U64 = Annotated[int, Uint(8)]
Bytes16 = Annotated[bytes, Exact(16)]
Bytes32 = Annotated[bytes, Exact(32)]
VarBytes = Annotated[bytes, Var()]
Text = Annotated[str, Chars(2, 0, 2**16 - 1)]
Name = Annotated[str, Chars(1, 1, 64)]
Scalar = Annotated[int, Below(zero_ok=True)]
ScalarNZ = Annotated[int, Below(zero_ok=False)]

_PLAIN: dict[Any, Any] = {
    int: U64,
    bytes: VarBytes,
    str: Text,
    Secret[int]: Annotated[Secret[int], Below(zero_ok=False)],
    Secret[bytes]: Annotated[Secret[bytes], Var()],
}

# What a screen would obey instead of showing: directions of writing.
_DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def is_plain(text: str) -> bool:
    """Whether `text` may be a Text: NFC, no control characters, no line breaks, no change of writing direction."""
    return unicodedata.is_normalized("NFC", text) and not any(
        c in _DIRECTIONS or unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in text
    )


class Message:
    """Base of the messages on the wire: u8 version, u8 type, then the fields."""

    __slots__ = ()
    TYPE: ClassVar[Type]
    VERSION: ClassVar[int] = 1

    def __init_subclass__(cls) -> None:
        # Only this package speaks on the wire; a test's own messages stay out. A slotted dataclass is made twice.
        if not cls.__module__.startswith("core."):
            return
        old = _messages.setdefault(cls.TYPE, cls)
        if (old.__module__, old.__qualname__) != (cls.__module__, cls.__qualname__):
            raise Bug(f"{cls.__name__} and {old.__name__} have the same message type")
        _messages[cls.TYPE] = cls


_messages: dict[Type, type[Message]] = {}


def message_class(kind: Type) -> type[Message]:
    """The dataclass of a message type. Bug if none was defined."""
    try:
        return _messages[kind]
    except KeyError:
        raise Bug(f"no message of type {kind.name} is defined") from None


def peek_type(data: bytes) -> Type:
    """The type of an encoded message. Raises PeerFault."""
    try:
        return Type(data[1])
    except (IndexError, ValueError):
        raise PeerFault("a message has no known type") from None


# ------------------------------------------------------------------ the codec


class _Malformed(Exception):
    """What is wrong with the bytes."""


class _Reader:
    __slots__ = ("_at", "_data")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, n: int) -> bytes:
        end = self._at + n
        if n < 0 or end > len(self._data):
            raise _Malformed("it is too short")
        piece = self._data[self._at : end]
        self._at = end
        return piece

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size), "big")

    def end(self) -> None:
        if self._at != len(self._data):
            raise _Malformed("it is too long")


# The last argument is the dataclass so far: fields already read, or the whole object that is written.
_Write: TypeAlias = Callable[[Any, Any], bytes]
_Read: TypeAlias = Callable[[_Reader, Any], Any]
_Form: TypeAlias = tuple[_Write, _Read]


def _number(value: Any, size: int) -> bytes:
    if type(value) is not int:
        raise _Malformed("it is not an integer")
    try:
        return value.to_bytes(size, "big")
    except OverflowError:
        raise _Malformed("a number is out of range") from None


def _octets(value: Any, least: int, most: int) -> bytes:
    if type(value) is not bytes or not least <= len(value) <= most:
        raise _Malformed("a byte string has a wrong length")
    return value


def _sized(form: Sized) -> _Form:
    def write(value: Any, so_far: Any) -> bytes:
        return _octets(value, form.length(so_far), form.length(so_far))

    return write, lambda reader, so_far: reader.take(form.length(so_far))


def _var(form: Var) -> _Form:
    def write(value: Any, _: Any) -> bytes:
        return _number(len(value), 4) + _octets(value, 0, form.most)

    def read(reader: _Reader, _: Any) -> bytes:
        return _octets(reader.take(reader.number(4)), 0, form.most)

    return write, read


def _chars(form: Chars) -> _Form:
    def check(text: Any) -> str:
        if type(text) is not str or not is_plain(text):
            raise _Malformed("a text is not plain")
        return text

    def write(value: Any, _: Any) -> bytes:
        data = _octets(check(value).encode(), form.least, form.most)
        return _number(len(data), form.head) + data

    def read(reader: _Reader, _: Any) -> str:
        data = _octets(reader.take(reader.number(form.head)), form.least, form.most)
        try:
            return check(data.decode())
        except UnicodeDecodeError:
            raise _Malformed("a text is not UTF-8") from None

    return write, read


def _below(form: Below) -> _Form:
    def write(value: Any, _: Any) -> bytes:
        if type(value) is not int or not (0 if form.zero_ok else 1) <= value < q:
            raise _Malformed("a scalar is out of range")
        return scalar_bytes(value)

    return write, lambda reader, _: parse_scalar(reader.take(32), form.zero_ok)


_FORMS: dict[type, Callable[[Any], _Form]] = {
    Uint: lambda form: (lambda value, _: _number(value, form.size), lambda reader, _: reader.number(form.size)),
    Exact: lambda form: (lambda value, _: _octets(value, form.size, form.size), lambda r, _: r.take(form.size)),
    Sized: _sized,
    Var: _var,
    Chars: _chars,
    Below: _below,
}


def _secret(inner: _Form) -> _Form:
    write, read = inner
    return lambda value, so_far: write(value.reveal(), so_far), lambda reader, so_far: Secret(read(reader, so_far))


def _flag(reader: _Reader) -> bool:
    flag = reader.number(1)
    if flag > 1:
        raise _Malformed("a flag is neither 0 nor 1")
    return flag == 1


def _write_flag(value: Any) -> bytes:
    if type(value) is not bool:
        raise _Malformed("a flag is neither true nor false")
    return bytes([value])


def _enumeration(kind: type[IntEnum]) -> _Form:
    def read(reader: _Reader, _: Any) -> IntEnum:
        try:
            return kind(reader.number(1))
        except ValueError:
            raise _Malformed(f"it has an unknown {kind.__name__}") from None

    return lambda value, _: _number(int(kind(value)), 1), read


def _optional(inner: _Form) -> _Form:
    write, read = inner

    def write_flagged(value: Any, so_far: Any) -> bytes:
        return b"\0" if value is None else b"\1" + write(value, so_far)

    return write_flagged, lambda reader, so_far: read(reader, so_far) if _flag(reader) else None


def _sequence(inner: _Form, length: Callable[[Any], int] | None = None) -> _Form:
    write, read = inner

    def write_all(value: Any, so_far: Any) -> bytes:
        if length and len(value) != length(so_far):
            raise _Malformed("a sequence has a wrong length")
        return (b"" if length else _number(len(value), 2)) + b"".join([write(item, so_far) for item in value])

    def read_all(reader: _Reader, so_far: Any) -> tuple[Any, ...]:
        return tuple([read(reader, so_far) for _ in range(length(so_far) if length else reader.number(2))])

    return write_all, read_all


def _form(kind: Any) -> _Form:
    """The form of one annotation."""
    kind = _PLAIN.get(kind, kind)
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is Annotated:
        form, bare = arguments[1], typing.get_origin(arguments[0])
        if bare is tuple:
            return _sequence(_form(typing.get_args(arguments[0])[0]), form.length)
        return _secret(_FORMS[type(form)](form)) if bare is Secret else _FORMS[type(form)](form)
    if origin is tuple and arguments[1:] == (...,):
        return _sequence(_form(arguments[0]))
    if origin in (types.UnionType, typing.Union) and len(arguments) == 2 and arguments[1] is type(None):
        return _optional(_form(arguments[0]))
    if kind is bool:
        return lambda value, _: _write_flag(value), lambda reader, _: _flag(reader)
    if kind is Point:
        return lambda value, _: bytes(value), lambda reader, _: Point.parse(reader.take(33))
    if isinstance(kind, type) and issubclass(kind, IntEnum):
        return _enumeration(kind)
    if isinstance(kind, type) and hasattr(kind, "__dataclass_fields__"):
        return lambda value, _: _write_fields(kind, value), lambda reader, _: _read_fields(kind, reader)
    raise Bug(f"the codec has no form for {kind}")


@cache
def _forms(cls: type) -> tuple[tuple[str, _Write, _Read], ...]:
    hints = typing.get_type_hints(cls, include_extras=True)
    return tuple((field.name, *_form(hints[field.name])) for field in fields(cls))


def _write_fields(cls: type, obj: Any) -> bytes:
    return b"".join([write(getattr(obj, name), obj) for name, write, _ in _forms(cls)])


def _read_fields(cls: type, reader: _Reader) -> Any:
    so_far = types.SimpleNamespace()
    for name, _, read in _forms(cls):
        setattr(so_far, name, read(reader, so_far))
    return cls(**vars(so_far))


def encode(obj: Any) -> bytes:
    """The canonical bytes of a dataclass; a Message gets its two-byte head. Bug if a field does not fit its form."""
    head = bytes([obj.VERSION, obj.TYPE]) if isinstance(obj, Message) else b""
    try:
        return head + _write_fields(type(obj), obj)
    except _Malformed as why:
        raise Bug(f"a {type(obj).__name__} cannot be encoded: {why}") from None


def decode(cls: type[T], data: bytes, fault: Callable[[str], TandemError] = PeerFault) -> T:
    """The value that `data` encodes. For any other bytes raises `fault`, and nothing else."""
    reader = _Reader(bytes(data))
    try:
        if issubclass(cls, Message) and reader.take(2) != bytes([cls.VERSION, cls.TYPE]):
            raise _Malformed("it has another version or type")
        value: T = _read_fields(cls, reader)
        reader.end()
    except (_Malformed, PeerFault) as why:
        raise fault(f"a {cls.__name__} is malformed: {why}") from None
    return value
