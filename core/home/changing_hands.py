"""A wallet changes hands between two devices, as either role writes it: what the survivor hands out, binds and gives
back, and what the new device opens and proves (core/spec/recovery.md, "One device takes the place of another").
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable
from dataclasses import replace

from core.codec.names import free_name, must_be_a_name
from core.crypto.rng import HedgedRng
from core.errors import BadInput, LinkError, LinkKind, PeerFault, RefusalKind, Refused, StorageError
from core.home import own_sheet
from core.home.log_fields import named
from core.home.records import Blocked, LogCode
from core.home.repository import Repository, Write
from core.keys.rebinding import cancelled, handed_out, may_cancel, opened
from core.keys.record import KeyRecord, Slot
from core.keys.restore import CopyTaken, RebindProof
from core.keys.sheets import keeps_copy, tried
from core.protocol.registry import scheme_of
from core.recovery.sheet import PublicSheet, Sheet
from core.role import Role


# ------------------------------------------------------------------ the survivor
def sealed_to(records: Repository, sheet: PublicSheet) -> list[KeyRecord]:
    """Rows with a copy of the other side's share for this sheet, by name."""
    return sorted((row for row in records.keys.values() if keeps_copy(row, sheet)), key=lambda row: row.name)


def left_behind(records: Repository, lost: Collection[bytes], keys: Collection[bytes]) -> list[KeyRecord]:
    """Wallets of the devices of these pins beside `keys`: there is no copy of them, and they stay (R14)."""
    rows = [row for row in records.keys.values() if row.current and row.pin in lost]
    return sorted((row for row in rows if row.key_id not in keys), key=lambda row: row.name)


def hand_out(records: Repository, key_id: bytes, sheet: PublicSheet, chan: bytes, now: int) -> CopyTaken:
    """What the new device, which has the words of `sheet`, gets over the link `chan`. Must-refresh is durable first:
    whoever gets it may hold the half of this run, whatever becomes of it. `now` in seconds by which keys are made
    here. Refused (kind "session") where the key is sealed to that sheet no more."""
    with records.write() as write:
        row = records.keys[key_id]
        slot = current(row)
        if not keeps_copy(row, sheet):
            raise Refused("this wallet was sealed to another sheet meanwhile; ask again", RefusalKind.SESSION)
        if not row.must_refresh:
            write.key(handed_out(row))
    sealing = own_sheet.sealing(records, row, now)
    handed = slot.scheme.restoring.hand(slot.share.opened, sheet, sealing, HedgedRng(message=chan))
    return CopyTaken.of(row, slot.share.scheme, handed)


def must_be_proved(row: KeyRecord, one: RebindProof, chan: bytes) -> None:
    """Raises Refused (kind "session") for a proof of a run that is over, PeerFault for one that does not hold."""
    if row.current_run_id != one.T:
        raise Refused("this wallet was renewed meanwhile; take its copy again", RefusalKind.SESSION)
    slot = current(row)
    slot.scheme.restoring.check(slot.share.opened, one.proof, chan)


def bind(write: Write, records: Repository, rows: Iterable[KeyRecord], sheet: PublicSheet) -> set[bytes]:
    """REBIND: `rows` as they are from now on, by a device that has shown the words of `sheet`. -> the pins of before.
    Whom no wallet is left to is turned away."""
    bound = {row.key_id: tried(row, sheet) for row in rows}
    for row in bound.values():
        write.key(row)
    lost = {row.replaced[-1].pin: row.replaced[-1].at for row in bound.values()}
    for old in lost.keys() - records.blocked.keys():
        if all(row.pin != old or row.key_id in bound for row in records.keys.values()):
            write.block(old, Blocked(lost[old]))
    return set(lost)


def returnable(records: Repository, pin: bytes) -> list[KeyRecord]:
    """Wallets that the device of this pin got, and that may go back to the one of before (R12)."""
    return [row for row in records.keys.values() if row.pin == pin and may_cancel(row)]


def give_back(write: Write, records: Repository, rows: Iterable[KeyRecord], now: int) -> None:
    """CANCEL, of rows of one pin, which is turned away; `now` in seconds that people see."""
    for row in rows:
        then = row.replaced[-1]
        write.key(cancelled(row))
        write.block(row.pin, Blocked(now))
        blocked = records.blocked.get(then.pin)
        if blocked is not None and blocked.since == then.at:  # by this replacement, and not by a person before it
            write.block(then.pin, None)


def current(row: KeyRecord) -> Slot:
    """Its CURRENT. Raises PeerFault for a key that is being born."""
    if row.current is None:
        raise PeerFault("a key that is not made yet")
    return row.current


# ------------------------------------------------------------------ the new device
def signs(row: KeyRecord) -> bool:
    """Whether it has a share with which it signs: such a row is never written over."""
    return row.current is not None and row.current.scheme.restoring.signs(row.current.share.opened)


def opened_copy(sheet: Sheet, pin: bytes, taken: CopyTaken, key_id: bytes, others: Iterable[KeyRecord]) -> KeyRecord:
    """OPEN: the row to be written, of a key that the device of `pin` hands out; `others`: the rows beside which it must
    be known by its name, and is given another one where it is not. It gives no address before a handshake has found
    both sides at one run. Raises BadInput for a copy of another sheet or a damaged one; PeerFault."""
    try:
        scheme = scheme_of(taken.scheme)
    except StorageError:  # nothing is wrong with this disk
        raise PeerFault("a key of a kind was handed out that this program does not know") from None
    share, created = scheme.restoring.open_handed(taken.handed, sheet)
    if share.key_id != key_id:
        raise PeerFault("the copy of another wallet was handed out than the one it was handed out for")
    name = name_beside(taken.name, key_id, others)
    return replace(opened(share, name, pin, taken.row, created), mismatch=True, rules=taken.used)


def name_beside(told: str, key_id: bytes, others: Iterable[KeyRecord]) -> str:
    """What a wallet that the other side calls `told` is called beside `others`. PeerFault for what is no name."""
    try:
        must_be_a_name(told)
    except BadInput as error:
        raise PeerFault(f"the other side tells a name that no wallet has: {error.message}") from None
    return free_name(told, {row.name for row in others if row.key_id != key_id})


def log_name(write: Write, now: int, row: KeyRecord, was: str, name: str) -> int:
    """Where a wallet that has changed hands is called otherwise than it `was`; `name`: as lines have it. `now` in
    seconds that people see. How many lines that were."""
    if row.name == was:
        return 0
    write.log(now, LogCode.RENAMED, name, was, named(row.key_id))
    return 1


def proof_of(row: KeyRecord, chan: bytes) -> RebindProof:
    """That this side holds its half of CURRENT, for the link `chan` alone."""
    slot = current(row)
    proof = slot.scheme.restoring.prove(slot.share.opened, chan, HedgedRng(message=chan))
    return RebindProof(row.key_id, slot.run_id, proof, row.name)


# ------------------------------------------------------------------ who was replaced
def turned_away(records: Repository, pin: bytes, role: Role) -> LinkError:
    """Why the blocked `role` of this pin gets no link: another one may be in its place since then."""
    at = replaced(records).get(pin)
    if at is None:
        return LinkError(f"this {own_sheet.DEVICE[role]} was blocked", LinkKind.BLOCKED)
    day = time.strftime("%Y-%m-%d", time.localtime(at))
    return LinkError(
        f"this {own_sheet.DEVICE[role]} was replaced by another one on {day}; its wallets are there", LinkKind.TOLD
    )


def replaced(records: Repository) -> dict[bytes, int]:
    """When another device took the place of which, by their pins, in seconds that people see."""
    return {then.pin: then.at for row in list(records.keys.values()) for then in row.replaced}
