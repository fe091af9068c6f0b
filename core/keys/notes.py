"""What is said about a computer's notes (core/spec/recovery.md, "Notes"): each a question and its answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from core.codec.codec import U64, Var
from core.codec.messages import Message, MessageType
from core.recovery.notes import MOST
from core.recovery.sheet import PublicSheet

Capped = Annotated[bytes, Var(MOST)]


@dataclass(frozen=True, slots=True)
class KeepNotes(Message):  # P1 -> P2
    """Keep these (SealedNotes) in place of those you have of me."""

    TYPE: ClassVar[MessageType] = MessageType.KEEP_NOTES
    notes: Capped


@dataclass(frozen=True, slots=True)
class NotesKept(Message):  # P2 -> P1
    """The number of those that are kept now; another one than was sent: what is kept is as new or newer."""

    TYPE: ClassVar[MessageType] = MessageType.NOTES_KEPT
    number: U64


@dataclass(frozen=True, slots=True)
class TakeNotes(Message):  # P1 -> P2
    """Hand me those of this sheet, for which you keep copies of mine."""

    TYPE: ClassVar[MessageType] = MessageType.TAKE_NOTES
    sheet: PublicSheet


@dataclass(frozen=True, slots=True)
class NotesTaken(Message):  # P2 -> P1
    """Here; nothing: none are kept."""

    TYPE: ClassVar[MessageType] = MessageType.NOTES_TAKEN
    notes: Capped
