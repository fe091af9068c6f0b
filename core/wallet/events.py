"""What a person may want to see while work goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.protocol.progress import ProgressStep


@dataclass(frozen=True, slots=True)
class Event:
    """A step, and what its sentence names."""

    step: ProgressStep
    request: str = ""  # REQUEST, WAITING, COUNTDOWN: its id, in hex
    seconds: int = 0  # until it may be signed (COUNTDOWN), the copies come (SETTLES), a person may be asked (SILENCE)
    signed: int = 0  # SIGN: inputs, when this is done
    inputs: int = 0  # SIGN: all that are to be signed
    answers: int = 0  # ANSWERS: of the server, in this sync


Progress = Callable[[Event], None]


def silent(_: Event) -> None:
    """Show nothing."""
