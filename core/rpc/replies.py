"""What comes in place of the answer that was waited for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core.codec.codec import U32, Text
from core.codec.messages import Message, MessageType
from core.codec.text import MOST_QUOTED, one_line, quoted
from core.errors import KeyBlocked, Refused, TandemError


@dataclass(frozen=True, slots=True)
class RefusedFrame(Message):
    """Every protocol fault looks like this on the wire, whatever it was."""

    TYPE: ClassVar[MessageType] = MessageType.REFUSED


@dataclass(frozen=True, slots=True)
class Declined(Message):
    """A rule, a person or a state said no; the reason is for the log."""

    TYPE: ClassVar[MessageType] = MessageType.DECLINED
    blocked: bool  # whether the key is blocked (KeyBlocked) rather than the request refused (Refused)
    kind: Text
    reason: Text
    said: Text = ""  # what a person typed
    wait: U32 = 0  # seconds after which it may be asked again

    @classmethod
    def of(cls, error: TandemError) -> Declined:
        """The wire form of a Refused or KeyBlocked error."""
        said, wait = (error.said, error.wait) if isinstance(error, Refused) else ("", 0)
        return cls(isinstance(error, KeyBlocked), str(error.kind), error.message, said, wait)

    def error(self) -> TandemError:
        """The error that the other side meant; its words are quoted."""
        message = f"the co-signer says {quoted(self.reason)}"
        if self.blocked:
            return KeyBlocked.told(message, self.kind)
        error = Refused.told(message, self.kind)
        error.said, error.wait = one_line(self.said, MOST_QUOTED), self.wait
        return error
