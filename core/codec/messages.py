"""The messages on the wire: their numbers, each once, and the class of each."""

from __future__ import annotations

from enum import IntEnum
from typing import ClassVar

from core.errors import Bug, PeerFault


class MessageType(IntEnum):
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
    DRILL = 36
    DRILL_COPY = 37
    COPY_SHOWN = 38
    COPY_OPENED = 39
    PROPOSE = 40
    CHUNK = 41
    PROPOSED = 42
    AWAIT_DECISION = 43
    DECISION = 44
    CANCEL = 45
    TEST_SHOWN = 46
    PROPOSE_OTHER = 47
    STATUS = 50
    REPORT = 51
    RESTORE_ASK = 52
    RESTORE_OF = 53
    RESTORE_TOLD = 54
    TAKE_COPY = 55
    COPY_TAKEN = 56
    REBIND = 57
    REBOUND = 58
    WHOSE_PLACE = 59
    KEEP_NOTES = 62
    NOTES_KEPT = 63
    TAKE_NOTES = 64
    NOTES_TAKEN = 65
    REFUSED = 60
    DECLINED = 61
    PAIR1 = 70
    PAIR2 = 71
    PAIR3 = 72
    PAIR4 = 73
    PAIR_CONFIRM = 74
    SUM_G1 = 80  # 80 to 99: of several schemes
    SUM_G2 = 81
    SUM_G3 = 82
    SUM_F1 = 83
    SUM_F2 = 84
    SUM_F3 = 85
    SUM_A1 = 86
    SUM_A2 = 87
    SUM_S1 = 88
    SUM_S2 = 89
    SUM_TEST_S1 = 90
    SUM_TEST_S2 = 91
    OPEN_S1 = 92
    OPEN_S2 = 93
    OPEN_TEST_S1 = 94
    OPEN_TEST_S2 = 95

    @property
    def names_scheme(self) -> bool:
        """Whether several schemes say it, so that its first field, a u8, names the one."""
        return 80 <= self < 100


class Message:
    """Base of the messages on the wire: u8 version, u8 type, then the fields."""

    __slots__ = ()
    TYPE: ClassVar[MessageType]
    VERSION: ClassVar[int] = 1

    def __init_subclass__(cls) -> None:
        # Only this package speaks on the wire; a test's own messages stay out. A slotted dataclass is made twice.
        if not cls.__module__.startswith("core."):
            return
        old = MESSAGES.setdefault(cls.TYPE, cls)
        if (old.__module__, old.__qualname__) != (cls.__module__, cls.__qualname__):
            raise Bug(f"{cls.__name__} and {old.__name__} have the same message type")
        MESSAGES[cls.TYPE] = cls


MESSAGES: dict[MessageType, type[Message]] = {}


def message_class(kind: MessageType) -> type[Message]:
    """The dataclass of a message type. Bug if none was defined."""
    try:
        return MESSAGES[kind]
    except KeyError:
        raise Bug(f"no message of type {kind.name} is defined") from None


def peek_type(data: bytes) -> MessageType:
    """The type of an encoded message. Raises PeerFault."""
    try:
        return MessageType(data[1])
    except (IndexError, ValueError):
        raise PeerFault("a message has no known type") from None
