"""The schemes there are, by the id that every record of a key holds."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

from core.codec.messages import MessageType
from core.errors import PeerFault, StorageError, StorageKind
from core.protocol.ecdsa.scheme import Ecdsa
from core.protocol.eddsa.scheme import EDDSA_SCHEME
from core.protocol.opening.scheme import OPENING_SCHEME
from core.protocol.scheme import Scheme
from core.protocol.schnorr.scheme import SCHNORR_SCHEME

AnyScheme: TypeAlias = Scheme[Any, Any, Any, Any]  # its shares and sessions are for itself alone

ECDSA: Final = 1
SCHNORR: Final = 2
EDDSA: Final = 3  # of ssh
OPENING: Final = 4  # of age

SCHEMES: Final[dict[int, AnyScheme]] = {
    ECDSA: Ecdsa(),
    SCHNORR: SCHNORR_SCHEME,
    EDDSA: EDDSA_SCHEME,
    OPENING: OPENING_SCHEME,
}


def scheme_of(id: int) -> AnyScheme:
    """The scheme with this id. StorageError: a newer program has made the key."""
    found = SCHEMES.get(id)
    if found is None:
        raise StorageError("this home holds a key of a kind that this program does not know", StorageKind.NEWER)
    return found


def load_runs() -> None:
    """Load what the runs of all schemes need: for who answers them, as long as the program's files are its own."""
    for scheme in SCHEMES.values():
        scheme.load()


def opened_by(kind: MessageType, data: bytes) -> AnyScheme | None:
    """The scheme whose conversation begins with this message. PeerFault: one of a scheme that is not known here."""
    if not kind.names_scheme:
        return next((scheme for scheme in SCHEMES.values() if kind in scheme.calls), None)
    named = SCHEMES.get(int.from_bytes(data[2:3], "big"))
    if named is None:
        raise PeerFault("a message is about a kind of key that this program does not know; update it")
    return named if kind in named.calls else None


def named_in(data: bytes) -> bytes:
    """What a message that opens a call of a scheme names: its key, its run or its session, 32 bytes; fewer of one that
    ends before."""
    at = 3 if any(bytes([kind]) == data[1:2] for kind in MessageType if kind.names_scheme) else 2
    return data[at : at + 32]


def timed() -> frozenset[MessageType]:
    """Answers of all schemes whose moment of leaving must not tell how long they took."""
    return frozenset().union(*(scheme.timed for scheme in SCHEMES.values()))
