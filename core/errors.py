"""The whole error tree. A class says whose fault it was and so what to do now; `kind` names it for scripts.

TandemError
├── Refused        a person or a rule said no; nothing is broken
├── LinkError      the line is down, or the other side does not answer
├── PeerFault      the other side broke the protocol
│   ├── Cheat      a check failed that only a cheater fails; what it guarded is destroyed
│   ├── OtCheat    the OT check failed: this base-OT set is locked (core/spec/sign.md, F3)
│   └── Retry      an event of probability 2^-128: start again
├── KeyBlocked     this key cannot sign now: locked, must refresh, mismatch, suspended
├── StorageError   the vault, the disk, or a second process on the same home
├── BadInput       what was typed, given or read does not fit; nothing was changed
└── Bug            our own mistake
"""

from __future__ import annotations

from typing import ClassVar


class TandemError(Exception):
    """Base of all errors that may reach a person. `message` is one plain sentence that names what to do."""

    exit_code: ClassVar[int] = 1
    default_kind: ClassVar[str] = "error"

    def __init__(self, message: str, kind: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.kind = kind or self.default_kind


class Refused(TandemError):
    """A person or a rule said no, or has not said yes in time (kind "pending", "expired")."""

    exit_code = 3
    default_kind = "refused"


class LinkError(TandemError):
    """The line dropped, could not be made, or stayed silent."""

    exit_code = 4
    default_kind = "link"


class PeerFault(TandemError):
    """The other side sent what the protocol forbids. The session is over; the message names the check."""

    exit_code = 5
    default_kind = "peer"


class Cheat(PeerFault):
    """A check failed that no honest peer fails: VOLE, re-sharing, or the final signature."""

    default_kind = "cheat"


class OtCheat(PeerFault):
    """The OT-extension check failed. It told a cheater one bit of Delta: the base-OT set is locked for good."""

    default_kind = "lock"


class Retry(PeerFault):
    """Zero scalar, zero r, or x(R) >= q: probability 2^-128. Prepare anew."""

    default_kind = "retry"


class KeyBlocked(TandemError):
    """This key may not sign now. kind: "locked", "must_refresh", "mismatch", "suspended", "pending_epoch"."""

    exit_code = 5
    default_kind = "locked"


class StorageError(TandemError):
    """The vault cannot be read or written, or another process holds the home."""

    exit_code = 6
    default_kind = "storage"


class BadInput(TandemError):
    """What a person or a file gave us does not fit. Nothing was changed."""

    exit_code = 7
    default_kind = "input"


class Bug(TandemError):
    """Our own mistake; never the user's fault."""

    exit_code = 1
    default_kind = "bug"
