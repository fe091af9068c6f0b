"""What a kind of task is to everybody else. core/approval/kinds/registry.py lists those there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from core.approval.kinds.other_task import OtherTask
from core.keys.record import KeyRecord, slot_of


@dataclass(frozen=True, slots=True)
class TaskKey:
    """What a kind knows of the key that is to sign. `Q`: the joint public key, as the scheme's shares have it; `chain`:
    its chain code, 32 bytes, or empty."""

    key_id: bytes
    scheme: int
    network: str
    Q: Any
    chain: bytes

    @classmethod
    def of(cls, row: KeyRecord) -> TaskKey:
        """Of a key that is current, or being born."""
        slot = slot_of(row)
        share: Any = slot.share.opened
        return cls(row.key_id, slot.scheme.id, row.network, share.Q, getattr(share, "chain", b""))


class TaskKind(Protocol):
    """One kind."""

    number: int  # u8, on the wire and in what is kept
    word: str  # in lines of the log
    schemes: frozenset[int]  # whose keys may be asked

    def read(self, key: TaskKey, payload: bytes) -> OtherTask:
        """What the computer sent, read strictly: the same bytes always give the same task. Raises BadInput."""
        ...
