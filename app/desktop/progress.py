"""How far the signing of one payment has come, as the window heard it. Pure; times are wall seconds, 0 for not yet."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.errors import BadInput, KeyBlocked, LinkError, TandemError

if TYPE_CHECKING:
    from core.wallet import Event

LASTING = ("rejected", "unsigned")  # kinds of BadInput that the next try meets again


@dataclass(frozen=True, slots=True)
class Progress:
    """What was heard of a payment since somebody last went on with it."""

    begun: float
    shown: float = 0.0  # to the co-signer
    read: float = 0.0  # the co-signer has read the same payment
    asked: float = 0.0  # a person there must decide
    allowed: float = 0.0  # nothing stands against signing any more
    signed: float = 0.0
    sending: float = 0.0
    lost: float = 0.0  # since when the line is down
    stopped: float = 0.0  # nobody works on it any more
    error: TandemError | None = None  # why not

    @property
    def running(self) -> bool:
        """Whether somebody works on it."""
        return not self.stopped

    def heard(self, event: Event, now: float) -> Progress:
        """After one event of core."""
        match event.kind, event.data:
            case "step", "show":
                return replace(self, shown=now)
            case "request", _:
                return replace(self, read=now, lost=0.0)
            case "waiting", _:
                return replace(self, asked=now)
            case "step", "sign":
                return replace(self, allowed=self.allowed or now, lost=0.0)
            case "step", "signed":
                return replace(self, signed=now)
            case "step", "send":
                return replace(self, sending=now)
            case "link", "lost":
                return replace(self, lost=now)
            case "link", "back":
                return replace(self, lost=0.0)
        return self

    def ended(self, now: float, error: TandemError | None = None) -> Progress:
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
