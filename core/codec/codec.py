"""One strict codec: frozen dataclasses <-> canonical bytes. Integers are big-endian.

A field's annotation says its form: U8…U64, Int64, Float64, Bytes16, Bytes32, `Annotated[bytes, Exact(n)]`, VarBytes,
`Annotated[bytes, Var(most)]`, `Annotated[bytes, Sized(length)]`, Text, Name, bool, Secret[bytes], IntEnum (u8),
StrEnum (its word as a Name), X | None (u8 flag), tuple[X, ...] (u16 count; u32 if Many, none if Sized), a dataclass, or
a form that another room has registered (points and scalars: core/crypto/secp256k1.py). Plain int, bytes and str are
U64, VarBytes and Text.

Every value has one encoding, and `decode` takes no other: it gives a value or raises the fault it was told to raise,
whatever the bytes. `encode` refuses what `decode` would refuse, as a Bug.
"""

from __future__ import annotations

import math
import struct
import types
import typing
from collections.abc import Callable
from dataclasses import dataclass, fields
from enum import IntEnum, StrEnum
from functools import cache
from typing import Annotated, Any, TypeAlias, TypeVar

from core.codec.messages import Message
from core.codec.text import is_plain
from core.errors import Bug, PeerFault, TandemError
from core.secret import Secret

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Uint:
    """An integer of `size` bytes."""

    size: int


@dataclass(frozen=True, slots=True)
class Int:
    """A signed integer of `size` bytes, in two's complement."""

    size: int


@dataclass(frozen=True, slots=True)
class Float:
    """Eight bytes of IEEE 754, finite."""


@dataclass(frozen=True, slots=True)
class Many:
    """A tuple with a u32 count."""


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
class Foreign:
    """A form of another room, of `size` bytes. For what is no value `write` raises Malformed, `read` PeerFault."""

    size: int
    write: Callable[[Any], bytes]
    read: Callable[[bytes], Any]


U8 = Annotated[int, Uint(1)]
U16 = Annotated[int, Uint(2)]
U32 = Annotated[int, Uint(4)]
U64 = Annotated[int, Uint(8)]
Int64 = Annotated[int, Int(8)]
Float64 = Annotated[float, Float()]
Bytes16 = Annotated[bytes, Exact(16)]
Bytes32 = Annotated[bytes, Exact(32)]
VarBytes = Annotated[bytes, Var()]
Text = Annotated[str, Chars(2, 0, 2**16 - 1)]
Name = Annotated[str, Chars(1, 1, 64)]

_PLAIN: dict[Any, Any] = {
    int: U64,
    bytes: VarBytes,
    str: Text,
    Secret[bytes]: Annotated[Secret[bytes], Var()],
}


def register(kind: Any, form: Any) -> None:
    """Let `kind` mean `form` (an Annotated type) in every field. Once for each kind."""
    _PLAIN[kind] = form


class Malformed(Exception):
    """What is wrong with the bytes, or with a value that should become some."""


class _Reader:
    __slots__ = ("_at", "_data")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, n: int) -> bytes:
        end = self._at + n
        if n < 0 or end > len(self._data):
            raise Malformed("it is too short")
        piece = self._data[self._at : end]
        self._at = end
        return piece

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size), "big")

    def end(self) -> None:
        if self._at != len(self._data):
            raise Malformed("it is too long")


# The last argument is the dataclass so far: fields already read, or the whole object that is written.
_Write: TypeAlias = Callable[[Any, Any], bytes]
_Read: TypeAlias = Callable[[_Reader, Any], Any]
_Form: TypeAlias = tuple[_Write, _Read]


def _number(value: Any, size: int) -> bytes:
    if type(value) is not int:
        raise Malformed("it is not an integer")
    try:
        return value.to_bytes(size, "big")
    except OverflowError:
        raise Malformed("a number is out of range") from None


def _signed(form: Int) -> _Form:
    def write(value: Any, _: Any) -> bytes:
        if type(value) is not int:
            raise Malformed("it is not an integer")
        try:
            return value.to_bytes(form.size, "big", signed=True)
        except OverflowError:
            raise Malformed("a number is out of range") from None

    return write, lambda reader, _: int.from_bytes(reader.take(form.size), "big", signed=True)


def _float(_: Float) -> _Form:
    def check(value: float) -> float:
        if type(value) is not float or not math.isfinite(value):
            raise Malformed("it is not a finite number")
        return value

    return lambda value, _: struct.pack(">d", check(value)), lambda r, _: check(*struct.unpack(">d", r.take(8)))


def _octets(value: Any, least: int, most: int) -> bytes:
    if type(value) is not bytes or not least <= len(value) <= most:
        raise Malformed("a byte string has a wrong length")
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
            raise Malformed("a text is not plain")
        return text

    def write(value: Any, _: Any) -> bytes:
        data = _octets(check(value).encode(), form.least, form.most)
        return _number(len(data), form.head) + data

    def read(reader: _Reader, _: Any) -> str:
        data = _octets(reader.take(reader.number(form.head)), form.least, form.most)
        try:
            return check(data.decode())
        except UnicodeDecodeError:
            raise Malformed("a text is not UTF-8") from None

    return write, read


def _foreign(form: Foreign) -> _Form:
    return lambda value, _: form.write(value), lambda reader, _: form.read(reader.take(form.size))


_FORMS: dict[type, Callable[[Any], _Form]] = {
    Uint: lambda form: (lambda value, _: _number(value, form.size), lambda reader, _: reader.number(form.size)),
    Int: _signed,
    Float: _float,
    Exact: lambda form: (lambda value, _: _octets(value, form.size, form.size), lambda r, _: r.take(form.size)),
    Sized: _sized,
    Var: _var,
    Chars: _chars,
    Foreign: _foreign,
}


def _secret(inner: _Form) -> _Form:
    write, read = inner
    return lambda value, so_far: write(value.reveal(), so_far), lambda reader, so_far: Secret(read(reader, so_far))


def _flag(reader: _Reader) -> bool:
    flag = reader.number(1)
    if flag > 1:
        raise Malformed("a flag is neither 0 nor 1")
    return flag == 1


def _write_flag(value: Any) -> bytes:
    if type(value) is not bool:
        raise Malformed("a flag is neither true nor false")
    return bytes([value])


def _enumeration(kind: type[IntEnum]) -> _Form:
    def read(reader: _Reader, _: Any) -> IntEnum:
        try:
            return kind(reader.number(1))
        except ValueError:
            raise Malformed(f"it has an unknown {kind.__name__}") from None

    return lambda value, _: _number(int(kind(value)), 1), read


def _word(kind: type[StrEnum]) -> _Form:
    write, read = _chars(Chars(1, 1, 64))

    def read_word(reader: _Reader, so_far: Any) -> StrEnum:
        try:
            return kind(read(reader, so_far))
        except ValueError:
            raise Malformed(f"it has an unknown {kind.__name__}") from None

    return lambda value, so_far: write(str(kind(value)), so_far), read_word


def _optional(inner: _Form) -> _Form:
    write, read = inner

    def write_flagged(value: Any, so_far: Any) -> bytes:
        return b"\0" if value is None else b"\1" + write(value, so_far)

    return write_flagged, lambda reader, so_far: read(reader, so_far) if _flag(reader) else None


def _sequence(inner: _Form, length: Callable[[Any], int] | None = None, head: int = 2) -> _Form:
    write, read = inner

    def write_all(value: Any, so_far: Any) -> bytes:
        if length and len(value) != length(so_far):
            raise Malformed("a sequence has a wrong length")
        return (b"" if length else _number(len(value), head)) + b"".join([write(item, so_far) for item in value])

    def read_all(reader: _Reader, so_far: Any) -> tuple[Any, ...]:
        return tuple([read(reader, so_far) for _ in range(length(so_far) if length else reader.number(head))])

    return write_all, read_all


def _form(kind: Any) -> _Form:
    """How to write and read what an annotation says."""
    kind = _PLAIN.get(kind, kind)
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is Annotated:
        form, bare = arguments[1], typing.get_origin(arguments[0])
        if bare is tuple:
            inner = _form(typing.get_args(arguments[0])[0])
            return _sequence(inner, head=4) if isinstance(form, Many) else _sequence(inner, form.length)
        return _secret(_FORMS[type(form)](form)) if bare is Secret else _FORMS[type(form)](form)
    if origin is tuple and arguments[1:] == (...,):
        return _sequence(_form(arguments[0]))
    if origin in (types.UnionType, typing.Union) and len(arguments) == 2 and arguments[1] is type(None):
        return _optional(_form(arguments[0]))
    if kind is bool:
        return lambda value, _: _write_flag(value), lambda reader, _: _flag(reader)
    if isinstance(kind, type) and issubclass(kind, IntEnum):
        return _enumeration(kind)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return _word(kind)
    if isinstance(kind, type) and hasattr(kind, "__dataclass_fields__"):
        return lambda value, _: _write_fields(kind, value), lambda reader, _: _read_fields(kind, reader)
    raise Bug(f"the codec has no form for {kind}")


@cache
def forms_of(cls: type) -> tuple[tuple[str, _Write, _Read], ...]:
    """The fields of a dataclass in order: name, how it is written, how it is read."""
    hints = typing.get_type_hints(cls, include_extras=True)
    return tuple((field.name, *_form(hints[field.name])) for field in fields(cls))


def _write_fields(cls: type, obj: Any) -> bytes:
    return b"".join([write(getattr(obj, name), obj) for name, write, _ in forms_of(cls)])


def _read_fields(cls: type, reader: _Reader) -> Any:
    so_far = types.SimpleNamespace()
    for name, _, read in forms_of(cls):
        setattr(so_far, name, read(reader, so_far))
    return cls(**vars(so_far))


def encode(obj: Any, fault: Callable[[str], TandemError] = Bug) -> bytes:
    """The canonical bytes of a dataclass; a Message gets its two-byte head. Raises `fault` if a field does not fit."""
    head = bytes([obj.VERSION, obj.TYPE]) if isinstance(obj, Message) else b""
    try:
        return head + _write_fields(type(obj), obj)
    except Malformed as why:
        raise fault(f"a {type(obj).__name__} cannot be encoded: {why}") from None


def decode(cls: type[T], data: bytes, fault: Callable[[str], TandemError] = PeerFault) -> T:
    """The value that `data` encodes. For any other bytes raises `fault`, and nothing else."""
    reader = _Reader(bytes(data))
    try:
        if issubclass(cls, Message) and reader.take(2) != bytes([cls.VERSION, cls.TYPE]):
            raise Malformed("it has another version or type")
        value: T = _read_fields(cls, reader)
        reader.end()
    except (Malformed, PeerFault) as why:
        raise fault(f"a {cls.__name__} is malformed: {why}") from None
    return value
