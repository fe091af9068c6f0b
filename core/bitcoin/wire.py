"""Bitcoin's own integers and strings, read strictly: little-endian, one form for every length, nothing left over."""

from __future__ import annotations

from typing import NoReturn

from core.errors import BadInput, InputKind

_WIDER = {0xFD: (2, 0xFD), 0xFE: (4, 0x10000), 0xFF: (8, 0x100000000)}  # first byte: bytes that follow, least value


class Reader:
    """A cursor over `data`. Every fault is a BadInput that begins with `what`."""

    __slots__ = ("_at", "_data", "_kind", "_what")

    def __init__(self, data: bytes, what: str, kind: InputKind = InputKind.INPUT) -> None:
        self._data, self._what, self._kind, self._at = bytes(data), what, kind, 0

    def fail(self, why: str) -> NoReturn:
        """Raise BadInput."""
        raise BadInput(f"{self._what} {why}", self._kind)

    def take(self, n: int) -> bytes:
        """The next `n` bytes."""
        start, self._at = self._at, self._at + n
        if self._at > len(self._data):
            self.fail("ends too early")
        return self._data[start : self._at]

    def uint(self, size: int) -> int:
        """A little-endian unsigned integer of `size` bytes."""
        return int.from_bytes(self.take(size), "little")

    def compact(self) -> int:
        """A CompactSize in its shortest form."""
        first = self.take(1)[0]
        if first < 0xFD:
            return first
        size, least = _WIDER[first]
        value = self.uint(size)
        if value < least:
            self.fail("writes a length in a longer form than needed")
        return value

    def string(self) -> bytes:
        """A CompactSize, then as many bytes."""
        return self.take(self.compact())

    def peek(self, n: int) -> bytes:
        """Up to `n` bytes ahead, without moving."""
        return self._data[self._at : self._at + n]

    def end(self) -> None:
        """Nothing may be left."""
        if self._at != len(self._data):
            self.fail("has bytes left over at its end")


def compact_size(n: int) -> bytes:
    """A length in 1, 3, 5 or 9 bytes, little-endian."""
    if n < 0xFD:
        return bytes([n])
    first = 0xFD if n < 0x10000 else 0xFE if n < 0x100000000 else 0xFF
    return bytes([first]) + n.to_bytes(_WIDER[first][0], "little")


def string(data: bytes) -> bytes:
    """`data` after its length."""
    return compact_size(len(data)) + data
