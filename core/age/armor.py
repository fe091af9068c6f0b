"""A file as text: strict PEM with the label of age, around the same bytes."""

from __future__ import annotations

import io
from typing import BinaryIO, Final

from core.age.stanza import COLUMNS, damaged, from_base64

FIRST: Final = b"-----BEGIN AGE ENCRYPTED FILE-----"
LAST: Final = b"-----END AGE ENCRYPTED FILE-----"
SPACE: Final = b" \t\r\n"


class Dearmored(io.RawIOBase):
    """The bytes inside, read as they are asked for. Raises BadInput."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._rest, self._over = file, b"", False

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """As io has it."""
        if not self._rest and not self._over:
            self._rest = self._line()
        size = min(len(buffer), len(self._rest))
        buffer[:size], self._rest = self._rest[:size], self._rest[size:]
        return size

    def _line(self) -> bytes:
        line = _text(self._file)
        if line != LAST:
            if not 0 < len(line) <= COLUMNS or len(line) % 4:
                raise damaged("a line of its text has another length")
            data = from_base64(bare := line.rstrip(b"="))
            if not data or len(line) - len(bare) != -len(bare) % 4:
                raise damaged("its text is padded otherwise")
            if len(line) == COLUMNS and not line.endswith(b"="):
                return data
            if _text(self._file) != LAST:
                raise damaged("its text goes on after its end")
            self._must_be_all()
            return data
        self._must_be_all()
        return b""

    def _must_be_all(self) -> None:
        self._over = True
        while rest := self._file.read(1 << 10):
            if rest.strip(SPACE):
                raise damaged("its text goes on after its end")


def _text(file: BinaryIO) -> bytes:
    line = file.readline(COLUMNS + 3)
    return line.removesuffix(b"\n").removesuffix(b"\r")


def dearmored(file: io.BufferedReader) -> BinaryIO:
    """The file itself where it is no text, else what is inside. Text may begin with white space."""
    peeked = file.peek(1 << 10).lstrip(SPACE)
    if not peeked.startswith(FIRST[:5]):
        return file
    while not (line := _text(file)).strip(SPACE):
        pass
    if line.lstrip(SPACE) != FIRST:
        raise damaged("its text does not begin as one of age does")
    return io.BufferedReader(Dearmored(file), 64 << 10)
