"""The steps of the recovery model by the real functions of core/keys: rows go in, rows come out.

A `Device` is written as a row, the real function is asked, and its row is read as a `Device` again. So the search of
model_search.py is one of the code itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import ParamSpec, TypeVar

from core.crypto.secp256k1 import base_mult
from core.keys import handshake, rebinding, transitions
from core.keys.record import KeyRecord, Replaced, Slot
from core.protocol.ecdsa.guard import OtState, with_state
from core.protocol.share import NO_RUN, KeyShare, Role, key_id
from core.recovery.sheet import NO_SHEET, PublicSheet
from core.secret import Secret
from tests.core.recovery.model import Model
from tests.core.recovery.model_world import Bound, Device, Pin, Record

NOW = 1_800_000_000
Q, X1, X2 = base_mult(7), base_mult(3), base_mult(4)
CHAIN = bytes([9]) * 32
ID = key_id("regtest", Q, CHAIN)

P = ParamSpec("P")
T = TypeVar("T")


def once(function: Callable[P, T]) -> Callable[P, T]:
    """The model asks the same thing in many states; the functions are pure."""
    return lru_cache(maxsize=None)(function)  # type: ignore[return-value]  # keeps the signature that the cache forgets


def wide(number: int) -> bytes:
    """A run or a pin as 32 bytes; 0 is none."""
    return number.to_bytes(32, "big")


def narrow(data: bytes) -> int:
    """The run or pin of 32 bytes."""
    return int.from_bytes(data, "big")


def share_of(role: Role, record: Record, parent: bytes = NO_RUN) -> KeyShare:
    """A share of this run; the copies of the other's are the numbers of the sheets that it is sealed to."""
    ot, (old, new) = Secret(b"ot" if record.ot else b""), (*sorted(record.sheets), 0, 0)[:2]
    share = KeyShare(role, "regtest", Q, CHAIN, record.run, wide(record.run), parent, Secret(1), ot, X1, X2, bytes(32))
    copies = replace(share, peer_copy=bytes([old]) * bool(old), peer_coming_copy=bytes([new]) * bool(new))
    if role is Role.P1:
        return replace(copies, sheet2=sheet_of(old), coming2=sheet_of(new))
    return replace(copies, sheet1=sheet_of(old), coming1=sheet_of(new))


def sheet_of(number: int) -> PublicSheet:
    """The sheet with this number; 0: none."""
    return PublicSheet(wide(number), wide(number)) if number else NO_SHEET


def slot_of(role: Role, record: Record, parent: bytes = NO_RUN) -> Slot:
    """REC(T): with OT state it was tested."""
    slot = Slot.of(share_of(role, record, parent))
    return replace(slot, guard=with_state(slot.guard, OtState.OPEN)) if record.ot else slot


def row_of(side: int, device: Device) -> KeyRecord:
    """The row of a device."""
    role = Role(side + 1)
    row = KeyRecord(role, "w", "regtest", ID, wide(device.peer), current=slot_of(role, device.current))
    if device.pending:
        row = replace(row, pending=slot_of(role, device.pending, wide(device.current.run)))
    if device.bound:
        row = replace(row, replaced=(Replaced(*map_bound(device.bound)),))
    return replace(row, must_refresh=device.must, generation=device.generation, peer_generation=device.remembers)


def map_bound(bound: Bound) -> tuple[bytes, int, bytes, bytes]:
    """The fields of Replaced."""
    return wide(bound.old), NOW, wide(bound.current), wide(bound.kept)


def record_of(slot: Slot) -> Record:
    """What the model knows of a REC."""
    share: KeyShare = slot.share.opened
    return Record(narrow(share.T), frozenset(share.peer_copy + share.peer_coming_copy), ot=bool(share.ot.reveal()))


def device_of(row: KeyRecord, pin: Pin, blocked: frozenset[Pin], *, counts: bool) -> Device:
    """The device of a row. A re-binding that a commit has followed is history, and so is a count nobody looks at."""
    assert row.current is not None
    last = row.replaced[-1] if row.replaced else None
    bound = Bound(narrow(last.pin), narrow(last.current), narrow(last.kept)) if last else None
    return Device(
        pin,
        record_of(row.current),
        narrow(row.pin),
        record_of(row.pending) if row.pending else None,
        blocked,
        row.must_refresh,
        bound if last and last.current == row.current_run_id else None,
        row.generation if counts else 0,
        row.peer_generation if counts else 0,
    )


@dataclass(frozen=True)
class RealModel(Model):
    """The model, whose devices are rows. All rules are in force: what the code does is what it does."""

    what: str = ""  # under which name what the functions did is remembered

    def read(self, row: KeyRecord, device: Device, blocked: frozenset[Pin] | None = None) -> Device:
        """The device whose row this has become."""
        blocked = device.blocked if blocked is None else blocked
        return device_of(row, device.pin, blocked, counts=self.links > 0)

    @once
    def settle_p2(self, p1: Device, p2: Device) -> tuple[Device, Device, bool]:
        """KEYS of P1, settled by P2."""
        row1 = handshake.raised(row_of(0, p1))
        row2 = handshake.settle_p2(row_of(1, p2), handshake.claim(row1))
        assert row2 is not None
        return self.read(row1, p1), self.read(row2, p2), not row2.mismatch

    @once
    def settle_p1(self, p1: Device, told: Device) -> Device | None:
        """ANSWER of P2, settled by P1."""
        row = handshake.settle_p1(row_of(0, p1), handshake.answer(row_of(1, told)), NOW)
        assert row is not None
        return None if row.mismatch else self.read(row, p1)

    @once
    def prepare(self, side: int, device: Device, record: Record) -> Device:
        """PREP; CHECK and CHECKED at P2."""
        row, run_id = row_of(side, device), wide(record.run)
        row = transitions.prepare(row, share_of(row.role, record, row.current_run_id), NOW)
        if side == 1:
            row = transitions.checked(transitions.checking(row, run_id), run_id, ok=True)
        return self.read(row, device)

    @once
    def commit(self, side: int, device: Device) -> Device:
        """COMMIT."""
        row = row_of(side, device)
        return self.read(transitions.commit(row, row.pending_run_id, NOW), device)

    @once
    def open(self, role: int, pin: Pin, record: Record, survivor: Device) -> Device:
        """OPEN."""
        told = handshake.answer(row_of(1 - role, survivor))
        share = share_of(Role(role + 1), record._replace(ot=False))
        row = rebinding.opened(share, "w", wide(survivor.pin), told, NOW)
        return device_of(row, pin, frozenset(), counts=self.links > 0)

    @once
    def rebind(self, side: int, survivor: Device, pin: Pin) -> Device:
        """REBIND."""
        row = row_of(side, survivor)
        blocked = survivor.blocked if self.names_pin else survivor.blocked | {survivor.peer}
        return self.read(rebinding.rebound(row, wide(pin), row.current_run_id, NOW), survivor, blocked)

    @once
    def cancel(self, side: int, survivor: Device, old: Pin) -> Device | None:
        """CANCEL."""
        row = row_of(side, survivor)
        if not rebinding.may_cancel(row):
            return None
        return self.read(rebinding.cancelled(row), survivor, (survivor.blocked | {survivor.peer}) - {old})
