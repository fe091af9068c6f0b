"""What one device of the recovery model writes, as one durable step each, and the rules that this goes by.

tests/core/recovery/real_device.py has the same steps by the real functions of core/keys.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from tests.core.recovery.model_world import Bound, Device, Pin, Record, as_bound


class Rule(Enum):
    """The rules of recovery. Each is needed: leaving one out breaks an invariant (the mutants)."""

    PROOF_FIRST = "R10: the survivor changes its pin only for a device that has proved the share of CURRENT"
    ONLINE_STOPS = "R2: a device that is on-line stops the request to replace it"
    BLOCKED_IS_SILENT = "R21: a blocked device stops nothing"
    TWO_COPIES = "R11: from a new sheet to its drill every run seals to the old and to the new one"
    DRILL_BEFORE_FIRE = "R11: the old paper is burnt after the drill of the new one"
    DRILL_AT_REST = "R11: while a run is due no paper is burnt: a cancel brings back a copy sealed to the old one"
    CANCEL_REFRESHES = "R12: nothing is used after a cancel before a run that began since"
    CANCEL_BLOCKS = "R12: a cancelled device asks for nothing any more"
    CANCEL_IN_TIME = "a cancel is offered while the survivor holds what it held when it re-bound, and no longer"
    HANDED_OUT = "R12: a copy was opened and its request came to nothing: a run comes first"
    OPEN_REFRESHES = "R12: what was opened from a copy signs nothing before a run"
    ONE_BY_ONE = "R14: a pin changes for the wallets that were proved, and for no other"
    P1_KEEPS = "a re-binding drops no PENDING at P1: the lost co-signer may have committed it"
    ROW_B_KEEPS = "L8: only a run that began after its cause ends must-refresh: row B does not"
    CATCHES_UP = "L9: who was restored or put back goes one generation beyond what the other remembers"
    ANCHOR = "L10: the pin in force and the blocked ones are kept outside the data directory too"
    ANCHOR_FIRST = "L10: the anchor is written before the row"


ALL_RULES = frozenset(Rule)


@dataclass(frozen=True)
class DeviceSteps:
    """The steps, under the rules in force."""

    rules: frozenset[Rule] = ALL_RULES
    links: int = 0  # the most connections, where generations count
    names_pin: bool = True  # the anchor names the pin in force; else only whom it turns away, the replaced ones too

    def compared(self, device: Device, generation: int, remembers: int) -> Device:
        """What a device keeps of the generations that it was told; by them it may be an old one itself."""
        if remembers > device.generation:
            catches_up = remembers + 1 if Rule.CATCHES_UP in self.rules else device.generation
            device = device._replace(must=True, generation=catches_up)
        return device._replace(remembers=max(device.remembers, generation))

    def settle_p2(self, p1: Device, p2: Device) -> tuple[Device, Device, bool]:
        """P1 tells KEYS, P2 settles; and whether that was not row D."""
        if self.links:
            p1, raised = p1._replace(generation=p1.generation + 1), p2.generation + 1
            p2 = self.compared(p2, p1.generation, p1.remembers)
            p2 = p2._replace(generation=max(p2.generation, raised))
        if p2.current.run in p1.runs:
            return p1, p2._replace(pending=None), True
        if p2.pending and p1.current.run == p2.pending.run:
            return p1, p2._replace(current=p2.pending, pending=None, must=True, bound=None), True
        return p1, p2, False

    def settle_p1(self, p1: Device, told: Device) -> Device | None:
        """P1 hears ANSWER of this P2. Only what answers CURRENT lets it drop PENDING. None: row D, nothing changes."""
        if self.links:
            p1 = self.compared(p1, told.generation, told.remembers)
        if told.current.run == p1.current.run:
            return p1._replace(pending=None, must=p1.must or told.must)
        if p1.pending and told.current.run == p1.pending.run:
            kept = p1.must and Rule.ROW_B_KEEPS in self.rules
            return p1._replace(current=p1.pending, pending=None, must=kept or told.must, bound=None)
        return None

    def prepare(self, _side: int, device: Device, record: Record) -> Device:
        """PREP; at P2 with the self-test that follows."""
        return device._replace(pending=record)

    def commit(self, _side: int, device: Device) -> Device:
        """COMMIT: CURRENT := PENDING."""
        assert device.pending is not None
        return device._replace(current=device.pending, pending=None, must=False, bound=None)

    def open(self, _role: int, pin: Pin, record: Record, survivor: Device) -> Device:
        """OPEN: a new device, of what it found in the copy that this survivor handed out."""
        new = Device(pin, record._replace(ot=False), survivor.pin, must=Rule.OPEN_REFRESHES in self.rules)
        if self.links:
            known = survivor.remembers + 1 if Rule.CATCHES_UP in self.rules else 0
            new = new._replace(generation=known, remembers=survivor.generation)
        return new

    def rebind(self, side: int, survivor: Device, pin: Pin) -> Device:
        """REBIND: the pin changes, and a run must come. P1 keeps its PENDING."""
        kept = survivor.pending if side == 0 and Rule.P1_KEEPS in self.rules else None
        bound = Bound(survivor.peer, survivor.current.run, kept.run if kept else 0)
        must = survivor.must or Rule.OPEN_REFRESHES in self.rules
        blocked = survivor.blocked if self.names_pin else survivor.blocked | {survivor.peer}
        return survivor._replace(peer=pin, must=must, pending=kept, bound=bound, blocked=blocked)

    def cancel(self, side: int, survivor: Device, old: Pin) -> Device | None:
        """CANCEL: the old pin is back, and a run must come. None: it is too late."""
        if Rule.CANCEL_IN_TIME in self.rules and not as_bound(survivor):
            return None
        blocked = survivor.blocked | ({survivor.peer} if Rule.CANCEL_BLOCKS in self.rules else set())
        blocked -= {old}
        pending = survivor.pending if side == 0 else None
        must = Rule.CANCEL_REFRESHES in self.rules
        return survivor._replace(peer=old, blocked=blocked, must=must, pending=pending, bound=None)
