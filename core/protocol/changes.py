"""What a script wants to be durable before it goes on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from core.protocol.scheme import Share


@dataclass(frozen=True, slots=True)
class Prepared:
    """P1-PREP or P2-PREP (core/spec/refresh.md, "Durable states"): PENDING := share.

    `name` is the wallet's name, used when the key is new.
    """

    share: Share
    name: str = ""


@dataclass(frozen=True, slots=True)
class Committed:
    """P1-COMMIT or P2-COMMIT: CURRENT := PENDING of run T, PENDING := none, the old share is erased."""

    T: bytes


@dataclass(frozen=True, slots=True)
class Dropped:
    """P2-DROP: PENDING of run T is erased. Never yielded by P1."""

    T: bytes


@dataclass(frozen=True, slots=True)
class Checking:
    """CHECK: an OT check under run T begins (P2)."""

    T: bytes


@dataclass(frozen=True, slots=True)
class Checked:
    """CHECKED: the OT check under run T ended; not `ok` locks that base-OT set (P2)."""

    T: bytes
    ok: bool


@dataclass(frozen=True, slots=True)
class Debit:
    """The task is about to be signed (P2): limits are rechecked and the debit is durable before the first s2."""

    task_id: bytes
    inputs: tuple[int, ...]


Change: TypeAlias = Prepared | Committed | Dropped | Checking | Checked | Debit
