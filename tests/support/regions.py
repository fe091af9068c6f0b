"""Where each field of an encoded message lies, and every way to spoil one byte of it."""

from __future__ import annotations

import typing
from collections.abc import Iterator
from dataclasses import is_dataclass
from typing import Annotated, Any

from core.codec.codec import decode, forms_of
from core.codec.messages import message_class, peek_type

Region = tuple[str, int, int]


def regions(data: bytes) -> list[Region]:
    """(name, start, end) of every field, nested ones by themselves; together they are the whole message."""
    cls = message_class(peek_type(data))
    found = [("version", 0, 1), ("type", 1, 2), *_fields(decode(cls, data), "", 2)]
    assert [start for _, start, _ in found[1:]] == [end for _, _, end in found[:-1]]
    assert found[-1][2] == len(data)
    return found


def _fields(value: Any, prefix: str, at: int) -> Iterator[Region]:
    cls: Any = type(value)
    hints = typing.get_type_hints(cls, include_extras=True)
    for name, write, _ in forms_of(cls):
        part = getattr(value, name)
        end = at + len(write(part, value))
        if isinstance(part, tuple):
            head = 0 if typing.get_origin(hints[name]) is Annotated else 2
            if head:
                yield f"{prefix}{name}.count", at, at + head
            step = (end - at - head) // max(1, len(part))
            for i, item in enumerate(part):
                yield from _one(item, f"{prefix}{name}[{i}]", at + head + i * step, at + head + (i + 1) * step)
        else:
            yield from _one(part, prefix + name, at, end)
        at = end


def _one(value: Any, name: str, start: int, end: int) -> Iterator[Region]:
    if is_dataclass(value):
        yield from _fields(value, f"{name}.", start)
    else:
        yield name, start, end


def spoilt(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The message with one bit flipped in each region (in its first, middle and last byte), cut, and lengthened."""
    for name, start, end in regions(data):
        for at in sorted({start, (start + end) // 2, end - 1} if end > start else ()):
            for bit in (0x01, 0x80):
                yield f"{name}, byte {at - start}, {bit:#04x}", flipped(data, at, bit)
    yield "one byte less", data[:-1]
    yield "one byte more", data + b"\0"
    yield "nothing", b""


def flipped(data: bytes, at: int, bit: int = 1) -> bytes:
    return data[:at] + bytes([data[at] ^ bit]) + data[at + 1 :]
