"""The schemes there are, by the id that every record of a key holds."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

from core.codec.messages import MessageType
from core.errors import StorageError, StorageKind
from core.protocol.ecdsa.scheme import Ecdsa
from core.protocol.scheme import Scheme

AnyScheme: TypeAlias = Scheme[Any, Any, Any, Any]  # its shares and sessions are for itself alone

ECDSA: Final = 1

SCHEMES: Final[dict[int, AnyScheme]] = {ECDSA: Ecdsa()}


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


def opened_by(kind: MessageType) -> AnyScheme | None:
    """The scheme whose conversation begins with such a message."""
    return next((scheme for scheme in SCHEMES.values() if kind in scheme.calls), None)


def timed() -> frozenset[MessageType]:
    """Answers of all schemes whose moment of leaving must not tell how long they took."""
    return frozenset().union(*(scheme.timed for scheme in SCHEMES.values()))
