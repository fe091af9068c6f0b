"""How far a payment has come on this side, and every way on from there. Pure.

DRAFT ─► ASKED ─► SIGNING ─► SIGNED ─► SENT    written before the step is told; the co-signer's states are C5's
    └──────┴─────────┴─────────┴─► ENDED       refused, expired or taken back: nothing was signed; or given up
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, IntEnum, auto

from core.errors import BadInput, InputKind, RefusalKind, Refused, TandemError


class PaymentStatus(IntEnum):
    """How far a payment has come on this side."""

    DRAFT = 0
    ASKED = 1
    SIGNING = 2
    SIGNED = 3
    SENT = 4
    ENDED = 5

    @property
    def under_way(self) -> bool:
        """Whether there is still something to do."""
        return self < PaymentStatus.SENT

    @property
    def is_unsigned(self) -> bool:
        """Whether it is under way and not signed yet."""
        return self < PaymentStatus.SIGNED

    @property
    def was_asked(self) -> bool:
        """Whether it has come to the co-signer, or farther. What has ended has not."""
        return PaymentStatus.ASKED <= self < PaymentStatus.ENDED

    @property
    def was_allowed(self) -> bool:
        """Whether it has come to a yes, or farther."""
        return PaymentStatus.SIGNING <= self < PaymentStatus.ENDED

    @property
    def is_signed(self) -> bool:
        """Whether both have signed, sent or not."""
        return PaymentStatus.SIGNED <= self < PaymentStatus.ENDED

    @property
    def is_sent(self) -> bool:
        """Whether the network has it."""
        return self is PaymentStatus.SENT

    @property
    def is_over(self) -> bool:
        """Whether it has ended without being sent."""
        return self is PaymentStatus.ENDED

    @property
    def is_ours_to_end(self) -> bool:
        """Whether this computer may end it without asking anybody: nothing of ours has left."""
        return self < PaymentStatus.SIGNING


class PaymentEvent(Enum):
    """What may happen to a payment."""

    DRAFTED = auto()  # the same transaction is drafted again
    ASKED = auto()  # it lies on the co-signer's desk, under a new id
    FOUND = auto()  # it lies there still, under the id that we know
    ALLOWED = auto()  # something of ours may leave from now on
    SIGNED = auto()  # both have signed
    SENT = auto()  # the network has it
    NEVER_SIGNED = auto()  # the co-signer will never sign it
    TAKEN_BACK = auto()  # a person here wants it no more, and nobody is asked
    GIVEN_UP = auto()  # it is signed, and sent no more
    DROPPED = auto()  # it is forgotten


_DRAFT, _ASKED, _SIGNING, _SIGNED, _SENT, _ENDED = PaymentStatus
NEXT: Mapping[PaymentEvent, Mapping[PaymentStatus, PaymentStatus]] = {
    PaymentEvent.DRAFTED: {_DRAFT: _DRAFT, _ASKED: _ASKED, _SIGNING: _SIGNING, _SIGNED: _SIGNED},
    PaymentEvent.ASKED: {_DRAFT: _ASKED, _ASKED: _ASKED, _SIGNING: _ASKED},
    PaymentEvent.FOUND: {_DRAFT: _ASKED, _ASKED: _ASKED, _SIGNING: _SIGNING},
    PaymentEvent.ALLOWED: {_ASKED: _SIGNING, _SIGNING: _SIGNING},
    PaymentEvent.SIGNED: {_SIGNING: _SIGNED},
    PaymentEvent.SENT: {_SIGNED: _SENT},
    PaymentEvent.NEVER_SIGNED: {_DRAFT: _ENDED, _ASKED: _ENDED, _SIGNING: _ENDED, _ENDED: _ENDED},
    PaymentEvent.TAKEN_BACK: {_DRAFT: _ENDED, _ASKED: _ENDED, _ENDED: _ENDED},
    PaymentEvent.GIVEN_UP: {_SIGNED: _ENDED, _ENDED: _ENDED},
    PaymentEvent.DROPPED: {_DRAFT: _ENDED, _SENT: _SENT, _ENDED: _ENDED},
}


def step(status: PaymentStatus, event: PaymentEvent, ended: Refused) -> PaymentStatus:
    """Where it stands afterwards; what has ended or is over stays so. `ended`: how it ended, if it has.

    Raises BadInput for what may not be drafted again or forgotten, `ended` for a step after the end, else Refused
    (kind SIGNED).
    """
    found = NEXT[event].get(status)
    if found is None:
        raise _no(status, event, ended)
    return found


def _no(status: PaymentStatus, event: PaymentEvent, ended: Refused) -> TandemError:
    if event is PaymentEvent.DROPPED:
        return BadInput("this payment is under way; take it back or finish it", InputKind.PAYMENT)
    if event is PaymentEvent.DRAFTED and status is _SENT:
        return BadInput("this payment was sent already; the history shows it", InputKind.SENT)
    if event is PaymentEvent.DRAFTED:
        return BadInput(f"this very transaction has ended before ({ended.message}); make a new one", InputKind.ENDED)
    if status is _ENDED:
        return ended
    return Refused("this payment is signed already, or just being signed; look at it again", RefusalKind.SIGNED)
