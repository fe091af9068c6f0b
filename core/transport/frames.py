"""What both ends of a link agree on before any network: its limits, HELLO, versions, its name (L3, L4)."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import ClassVar

from core.encoding import U8, U64, Bytes32, Message, Text, Type, encode, is_plain
from core.errors import PeerFault
from core.primitives.hashing import Tag, tagged_hash
from core.rng import HedgedRng
from core.transport.identity import pin_of

VERSION = 1  # the protocol this program speaks; the only one so far
PROGRAM = "tandem 0.1"
MAX_FRAME = 4 << 20  # bytes
MAX_REASON = 120  # bytes; a WebSocket close carries 123


@dataclass(frozen=True, slots=True)
class Hello(Message):
    """The first frame, both ways."""

    TYPE: ClassVar[Type] = Type.HELLO
    lowest: U8
    highest: U8
    program: Text
    generation: U64  # of the sender's vault
    clock: U64  # seconds
    fresh: Bytes32

    @classmethod
    def make(cls, generation: int) -> Hello:
        """A HELLO of this program, now."""
        return cls(VERSION, VERSION, PROGRAM, generation, int(time.time()), HedgedRng().bytes("hello", 32))


def negotiate(mine: Hello, theirs: Hello, minimum: int = VERSION) -> int:
    """The highest version both speak. PeerFault if there is none, or if it is below `minimum`, once spoken before."""
    version = min(mine.highest, theirs.highest)
    if theirs.lowest > theirs.highest or version < max(mine.lowest, theirs.lowest):
        raise PeerFault("the other program speaks another version of the protocol; update both", "version")
    if version < minimum:
        raise PeerFault("the other program was downgraded; install its newer version again", "downgraded")
    return version


def chan(certificate1: bytes, certificate2: bytes, hello1: Hello, hello2: Hello) -> bytes:
    """The name of one connection: certificates (DER) of P1 and P2 and both whole HELLOs (core/spec/keygen.md)."""
    return tagged_hash(Tag.LINK_CHAN, pin_of(certificate1), pin_of(certificate2), encode(hello1), encode(hello2))


def reason_bytes(reason: str) -> bytes:
    """A reason as it fits into a close frame, never cut within a character."""
    return reason.encode()[:MAX_REASON].decode(errors="ignore").encode()


def reason_told(extra: str | None) -> str:
    """The reason of a close frame that came in; none if it is no plain text: it is shown to a person."""
    return extra if extra and is_plain(extra) else ""
