"""A recovery file of a home: of every wallet that has both copies of its current epoch."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from core.crypto.rng import HedgedRng
from core.errors import BadInput, InputKind
from core.home.own_sheet import sealing
from core.home.repository import Repository
from core.keys.record import KeyRecord, slot_of
from core.keys.sheets import is_sealed, peer_sheet
from core.recovery import file
from core.recovery.file import RecoveryFile
from core.recovery.sheet import NO_SHEET


@dataclass(frozen=True, slots=True)
class RecoveryExport:
    """The bytes of a recovery file; the names of the wallets that are in it, and of those that are not: for want of a
    copy, or, also in `damaged`, because the copy that is kept here is damaged or of another version."""

    data: bytes
    wallets: tuple[str, ...]
    without: tuple[str, ...]
    damaged: tuple[str, ...] = ()


def export(
    records: Repository, rows: Iterable[KeyRecord], name: Callable[[KeyRecord], str], now: int
) -> RecoveryExport:
    """Of these keys; `now` in seconds of policy time. A damaged copy stops no other wallet. BadInput where none has
    both copies, or whole ones."""
    found, without, damaged, faults = list[tuple[str, RecoveryFile]](), list[str](), list[str](), list[BadInput]()
    for row in rows:
        seals = sealing(records, row, now)
        if seals is None or not is_sealed(row) or peer_sheet(row) == NO_SHEET:
            without.append(name(row))
            continue
        slot = slot_of(row)
        rng = HedgedRng(slot.scheme.hedge(slot.share.opened), slot.share.opened.epoch_id)
        try:
            found.append((name(row), slot.scheme.both_copies(slot.share.opened, seals, rng)))
        except BadInput as error:
            without.append(name(row))
            damaged.append(name(row))
            faults.append(error)
    if not found and faults:
        raise faults[0]
    if not found:
        raise BadInput(
            "no wallet has copies for both recovery sheets yet; make both sheets, accept them, and refresh",
            InputKind.RECOVERY_NONE,
        )
    data = file.write(tuple(copies for _, copies in found))
    return RecoveryExport(data, tuple(one for one, _ in found), tuple(without), tuple(damaged))
