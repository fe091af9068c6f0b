"""What a person is told of a task that is no payment: codes, whose sentences are in app/text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class TaskLine(StrEnum):
    """A line about it. The first one of a task says what it is."""

    MESSAGE = "message"
    MESSAGE_ADDRESS = "message.address"
    MESSAGE_TEXT = "message.text"


@dataclass(frozen=True, slots=True)
class TaskSaid:
    """A line, and the values that its sentence names. They come from the computer, and are shown with boxes in the
    place of what cannot be seen."""

    line: TaskLine
    values: tuple[str, ...] = ()
