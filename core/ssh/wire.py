"""The strings and numbers of ssh (RFC 4251, section 5), read strictly: big-endian, nothing left over."""

from __future__ import annotations

from typing import NoReturn

from core.errors import BadInput, InputKind


class SshReader:
    """A cursor over `data`. Every fault is a BadInput of `kind` that begins with `what`."""

    __slots__ = ("_at", "_data", "_kind", "_what")

    def __init__(self, data: bytes, what: str, kind: InputKind = InputKind.SSH) -> None:
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

    def byte(self) -> int:
        """One byte."""
        return self.take(1)[0]

    def uint32(self) -> int:
        """A number of four bytes."""
        return int.from_bytes(self.take(4), "big")

    def string(self) -> bytes:
        """A length of four bytes, then as many."""
        return self.take(self.uint32())

    def text(self) -> str:
        """A string in UTF-8."""
        try:
            return self.string().decode()
        except UnicodeDecodeError:
            self.fail("has a text that is not UTF-8")

    def flag(self) -> bool:
        """One byte, 0 or 1."""
        value = self.byte()
        if value > 1:
            self.fail("has a flag that is neither 0 nor 1")
        return value == 1

    def number(self) -> int:
        """An mpint that is positive, in its shortest form."""
        data = self.string()
        value = int.from_bytes(data, "big", signed=True)
        if value <= 0 or mpint(value) != string(data):
            self.fail("has a number that is not positive, or longer than needed")
        return value

    def rest(self) -> bytes:
        """All that is left."""
        return self.take(len(self._data) - self._at)

    def end(self) -> None:
        """Nothing may be left."""
        if self._at != len(self._data):
            self.fail("has bytes left over at its end")


def string(data: bytes) -> bytes:
    """`data` after its length."""
    return len(data).to_bytes(4, "big") + data


def mpint(value: int) -> bytes:
    """A positive number, in its shortest form."""
    return string(value.to_bytes(value.bit_length() // 8 + 1, "big"))
