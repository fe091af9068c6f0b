"""One stanza: a line of arguments, and a body in lines of base64."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from core.errors import BadInput, InputKind

BEGINS: Final = b"-> "
COLUMNS: Final = 64  # of a body's lines; its last one is shorter, perhaps empty
MOST_LINE: Final = 64 << 10  # bytes of a line of arguments: keys that withstand quantum computers fit twenty times
MOST_BODY: Final = 64 << 10

ReadLine = Callable[[int], bytes]  # the next line with its \n, cut at so many bytes; empty at the end


@dataclass(frozen=True, slots=True)
class Stanza:
    """`args`: one or more words of visible ASCII, the first is its type."""

    args: tuple[str, ...]
    body: bytes = b""

    @property
    def kind(self) -> str:
        """What the others mean."""
        return self.args[0]

    def __bytes__(self) -> bytes:
        """As it is written."""
        text = to_base64(self.body)
        lines = [text[at : at + COLUMNS] for at in range(0, len(text) + 1, COLUMNS)]
        return BEGINS + " ".join(self.args).encode("ascii") + b"\n" + b"".join(line + b"\n" for line in lines)


def damaged(what: str) -> BadInput:
    """It is not of age, or not as it was written."""
    return BadInput(f"this is no file of age, or it was damaged: {what}; ask for it again", InputKind.AGE)


def read_stanza(first: bytes, read_line: ReadLine) -> Stanza:
    """That of which `first` is the line of arguments. Raises BadInput."""
    args = first[len(BEGINS) : -1].split(b" ")
    if not first.startswith(BEGINS) or not first.endswith(b"\n") or not all(map(_visible, args)):
        raise damaged("a stanza does not begin as one does")
    body = bytearray()
    while True:
        line = read_line(COLUMNS + 2)
        text = line[:-1]
        if not line.endswith(b"\n") or len(text) > COLUMNS or len(body) > MOST_BODY:
            raise damaged("the body of a stanza has another form")
        body += from_base64(text)
        if len(text) < COLUMNS:
            return Stanza(tuple(arg.decode("ascii") for arg in args), bytes(body))


def _visible(word: bytes) -> bool:
    return bool(word) and all(33 <= character <= 126 for character in word)


def to_base64(data: bytes) -> bytes:
    """Without padding."""
    return base64.b64encode(data).rstrip(b"=")


def from_base64(text: bytes) -> bytes:
    """Of the one form without padding. Raises BadInput."""
    try:
        data = base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
    except binascii.Error:
        raise damaged("its base64 is wrong") from None
    if to_base64(data) != text:
        raise damaged("its base64 is not in its one form")
    return data
