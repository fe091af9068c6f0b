"""How far the signing of one payment has come, as the window heard it. Pure; times are wall seconds, 0 for not yet."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.errors import BadInput, InputKind, KeyBlocked, LinkError, TandemError
from core.protocol.progress import ProgressStep

if TYPE_CHECKING:
    from core.wallet.api import Event

LASTING = (
    InputKind.REJECTED,
    InputKind.UNSIGNED,
    InputKind.CONFLICT,
)  # kinds of BadInput that the next try meets again


@dataclass(frozen=True, slots=True)
class PaymentProgress:
    """What was heard of a payment since somebody last went on with it."""

    begun: float
    shown: float = 0.0  # to the co-signer
    read: float = 0.0  # the co-signer has read the same payment
    unasked: float = 0.0  # until when nobody there is asked
    worn: bool = False  # because the day has had its questions, and not after a row of refusals
    asked: float = 0.0  # a person there must decide
    allowed: float = 0.0  # nothing stands against signing any more
    ready: float = 0.0  # when the time is over in which it can still be refused
    signed: float = 0.0
    sending: float = 0.0
    lost: float = 0.0  # since when the line is down
    stopped: float = 0.0  # nobody works on it any more
    error: TandemError | None = None  # why not

    @property
    def running(self) -> bool:
        """Whether somebody works on it."""
        return not self.stopped

    def heard(self, event: Event, now: float) -> PaymentProgress:
        """After one event of core."""
        match event.step:
            case ProgressStep.SHOW:
                return replace(self, shown=now)
            case ProgressStep.SILENCE | ProgressStep.SILENCE_DAY:
                day = event.step is ProgressStep.SILENCE_DAY
                return replace(self, unasked=now + event.seconds, worn=day, lost=0.0)
            case ProgressStep.REQUEST:
                return replace(self, read=now, unasked=0.0, lost=0.0)
            case ProgressStep.WAITING:
                return replace(self, asked=now)
            case ProgressStep.COUNTDOWN:
                return replace(self, allowed=self.allowed or now, ready=now + event.seconds)
            case ProgressStep.SIGN:
                return replace(self, allowed=self.allowed or now, lost=0.0)
            case ProgressStep.SIGNED:
                return replace(self, signed=now)
            case ProgressStep.SEND:
                return replace(self, sending=now)
            case ProgressStep.LOST:
                return replace(self, lost=now)
            case ProgressStep.BACK:
                return replace(self, lost=0.0)
        return self

    def ended(self, now: float, error: TandemError | None = None) -> PaymentProgress:
        """Nobody works on it any more."""
        return replace(self, stopped=now, error=error)

    @property
    def goes_on_with_co_signer(self) -> bool:
        """Whether it stopped for want of the co-signer alone."""
        return self.stopped > 0 and isinstance(self.error, LinkError) and not self.signed

    @property
    def goes_on_with_server(self) -> bool:
        """Whether it stopped for want of a server alone."""
        lasting = isinstance(self.error, BadInput) and self.error.kind in LASTING
        return self.stopped > 0 and not lasting and not isinstance(self.error, KeyBlocked)
