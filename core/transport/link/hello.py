"""What both ends of a link agree on before any network: its limits, HELLO, versions, its name (L4, L7)."""

from __future__ import annotations

import time
from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated, ClassVar

from aiohttp import WSCloseCode

from core.codec.codec import U8, U64, Bytes32, Chars, Text, encode
from core.codec.messages import Message, MessageType
from core.codec.names import MAX_NAME
from core.codec.text import is_plain
from core.crypto.rng import HedgedRng
from core.errors import FaultKind, LinkKind, PeerFault
from core.primitives.hashing import Tag, tagged_hash
from core.transport.link.identity import pin_of

VERSION = 2  # the protocol this program speaks; 1 was before any release
PROGRAM = "tandem 0.1"
MAX_FRAME = 4 << 20  # bytes
MAX_REASON = 120  # bytes; a WebSocket close carries 123


@dataclass(frozen=True, slots=True)
class Hello(Message):
    """The first frame, both ways."""

    TYPE: ClassVar[MessageType] = MessageType.HELLO
    lowest: U8
    highest: U8
    program: Text
    handshakes: U64  # that the sender has told to this pin until now (V2)
    clock: U64  # seconds
    fresh: Bytes32
    name: Annotated[str, Chars(1, 0, MAX_NAME)] = ""  # what the sender is called by its own person; empty: nothing

    @classmethod
    def make(cls, handshakes: int, name: str = "") -> Hello:
        """A HELLO of this program, now."""
        return cls(VERSION, VERSION, PROGRAM, handshakes, int(time.time()), HedgedRng().bytes("hello", 32), name)


def negotiate(mine: Hello, theirs: Hello, minimum: int = VERSION) -> int:
    """The highest version both speak. PeerFault if there is none, or if it is below `minimum`, once spoken before."""
    version = min(mine.highest, theirs.highest)
    if theirs.lowest > theirs.highest or version < max(mine.lowest, theirs.lowest):
        raise PeerFault("the other program speaks another version of the protocol; update both", FaultKind.VERSION)
    if version < minimum:
        raise PeerFault("the other program was downgraded; install its newer version again", FaultKind.DOWNGRADED)
    return version


def chan(certificate1: bytes, certificate2: bytes, hello1: Hello, hello2: Hello) -> bytes:
    """The name of one connection: certificates (DER) of P1 and P2 and both whole HELLOs (core/spec/keygen.md)."""
    return tagged_hash(Tag.LINK_CHAN, pin_of(certificate1), pin_of(certificate2), encode(hello1), encode(hello2))


class LinkEnd(IntEnum):
    """Close codes: why the co-signer ends a link. The reason beside one is for its log only."""

    REMOVED = 4011  # the computer, on the co-signer
    STOPPED = 4012  # the co-signer
    REPLACED = 4013  # the computer has connected again
    VERSION = 4014
    DOWNGRADED = 4015
    BLOCKED = 4016  # the computer, on the co-signer
    FAILED = 4017  # the co-signer's disk

    @classmethod
    def of(cls, error: Exception) -> int:
        """That of a HELLO which was not taken; the usual one where there is none."""
        kind = error.kind if isinstance(error, PeerFault) else None
        match kind:
            case FaultKind.VERSION:
                return cls.VERSION
            case FaultKind.DOWNGRADED:
                return cls.DOWNGRADED
        return WSCloseCode.OK


ENDED = {
    LinkEnd.REMOVED: LinkKind.REMOVED,
    LinkEnd.STOPPED: LinkKind.STOPPED,
    LinkEnd.REPLACED: LinkKind.REPLACED,
    LinkEnd.VERSION: LinkKind.VERSION,
    LinkEnd.DOWNGRADED: LinkKind.DOWNGRADED,
    LinkEnd.BLOCKED: LinkKind.BLOCKED,
    LinkEnd.FAILED: LinkKind.FAILED,
}


def reason_bytes(reason: str) -> bytes:
    """A reason as it fits into a close frame, never cut within a character."""
    return reason.encode()[:MAX_REASON].decode(errors="ignore").encode()


def reason_told(extra: str | None) -> str:
    """The reason of a close frame that came in; none if it is no plain text: it is shown to a person."""
    return extra if extra and is_plain(extra) else ""
