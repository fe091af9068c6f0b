"""The whole error tree. A class says whose fault it was and so what to do now; `kind` says it exactly.

A kind is for programs; its sentences for people are in app/text. Scripts read its word, all before a dot; what follows
tells apart what is to be said differently. `message` is for the log: a plain sentence with what to do and no command.

TandemError
├── Refused        a person or a rule said no; nothing is broken
├── LinkError      the line is down, or the other side does not answer
├── PeerFault      the other side broke the protocol
│   ├── Cheat      a check failed that only a cheater fails; what it guarded is destroyed
│   ├── OtCheat    the OT check failed: this base-OT set is locked (core/spec/rules.md, rule F3)
│   └── Retry      an event of probability 2^-128: start again
├── KeyBlocked     this key cannot sign now: locked, must refresh, mismatch, suspended
├── StorageError   the vault, the disk, or a second process on the same home
├── BadInput       what was typed, given or read does not fit; nothing was changed
│   └── UnripeCoin a mined coin that cannot be spent yet
└── Bug            our own mistake
"""

from __future__ import annotations

from contextlib import suppress
from typing import ClassVar, Self

from core.error_kinds import BlockKind as BlockKind
from core.error_kinds import BugKind as BugKind
from core.error_kinds import FaultKind as FaultKind
from core.error_kinds import InputKind as InputKind
from core.error_kinds import LinkKind as LinkKind
from core.error_kinds import RefusalKind as RefusalKind
from core.error_kinds import StorageKind as StorageKind


class TandemError(Exception):
    """Base of all errors that may reach a person. `message` is one plain sentence that names what to do."""

    exit_code: ClassVar[int] = 1
    kind: str

    def __init__(self, message: str, kind: str = "error") -> None:
        super().__init__(message)
        self.message, self.kind = message, kind

    @property
    def word(self) -> str:
        """The kind as scripts know it."""
        return self.kind.partition(".")[0]

    @classmethod
    def told(cls, message: str, kind: str) -> Self:
        """An error that another program told; of the usual kind where its own is not known here."""
        error = cls(message)
        with suppress(ValueError):
            error.kind = type(error.kind)(kind)
        return error


class Refused(TandemError):
    """A person or a rule said no, or not yes in time. `said`: what a person typed; `wait`: seconds of a SILENCE."""

    exit_code = 3
    kind: RefusalKind

    def __init__(self, message: str, kind: RefusalKind = RefusalKind.REFUSED, said: str = "", *, wait: int = 0) -> None:
        super().__init__(message, kind)
        self.said, self.wait = said, wait


class LinkError(TandemError):
    """The line dropped, could not be made, or stayed silent."""

    exit_code = 4
    kind: LinkKind

    def __init__(self, message: str, kind: LinkKind = LinkKind.LINK) -> None:
        super().__init__(message, kind)


class PeerFault(TandemError):
    """The other side sent what the protocol forbids. The session is over; the message names the check."""

    exit_code = 5
    kind: FaultKind

    def __init__(self, message: str, kind: FaultKind = FaultKind.PEER) -> None:
        super().__init__(message, kind)


class Cheat(PeerFault):
    """A check failed that no honest peer fails: VOLE, re-sharing, or the final signature."""

    def __init__(self, message: str, kind: FaultKind = FaultKind.CHEAT) -> None:
        super().__init__(message, kind)


class OtCheat(PeerFault):
    """The OT-extension check failed. It told a cheater something of Delta: the base-OT set is locked for good."""

    def __init__(self, message: str, kind: FaultKind = FaultKind.LOCK) -> None:
        super().__init__(message, kind)


class Retry(PeerFault):
    """Zero scalar, zero r, or x(R) >= q: probability 2^-128. Prepare anew."""

    def __init__(self, message: str, kind: FaultKind = FaultKind.RETRY) -> None:
        super().__init__(message, kind)


class KeyBlocked(TandemError):
    """This key may not sign now."""

    exit_code = 5
    kind: BlockKind

    def __init__(self, message: str, kind: BlockKind = BlockKind.LOCKED) -> None:
        super().__init__(message, kind)


class StorageError(TandemError):
    """The vault cannot be read or written, or another process holds the home."""

    exit_code = 6
    kind: StorageKind

    def __init__(self, message: str, kind: StorageKind = StorageKind.STORAGE) -> None:
        super().__init__(message, kind)


class BadInput(TandemError):
    """What a person or a file gave us does not fit. Nothing was changed."""

    exit_code = 7
    kind: InputKind

    def __init__(self, message: str, kind: InputKind = InputKind.INPUT) -> None:
        super().__init__(message, kind)


class UnripeCoin(BadInput):
    """A mined coin was chosen that the network does not let be spent yet. `block`: the height from which on it does."""

    def __init__(self, message: str, kind: InputKind = InputKind.COIN_UNRIPE, block: int = 0) -> None:
        super().__init__(message, kind)
        self.block = block


class Bug(TandemError):
    """Our own mistake; never the user's fault."""

    kind: BugKind

    def __init__(self, message: str, kind: BugKind = BugKind.BUG) -> None:
        super().__init__(message, kind)
