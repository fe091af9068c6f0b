"""A recovery file of a home: of every wallet that has both copies of its current epoch; and when one was written.

An old file stays good, whatever was renewed since: with the two sheets that it was sealed to it is the key for ever.
So what is remembered of it are these; after an exchange it needs the paper of before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Annotated

from core.codec.codec import U32, U64, Bytes32, Many, decode, encode
from core.crypto.rng import HedgedRng
from core.errors import BadInput, InputKind, StorageError
from core.home.own_sheet import sealing
from core.home.repository import Repository
from core.home.tables import RECOVERY_FILE
from core.keys.record import KeyRecord, slot_of
from core.keys.sheets import is_sealed, own_sheets, peer_sheet, peer_sheets
from core.recovery import file
from core.recovery.file import RecoveryFile
from core.recovery.sheet import NO_SHEET, PublicSheet
from core.role import Role


@dataclass(frozen=True, slots=True)
class RecoveryExport:
    """The bytes of a recovery file; the names of the wallets that are in it, and of those that are not: for want of a
    copy, or, also in `damaged`, because the copy that is kept here is damaged or of another version. `receipt`: what
    `written` takes once the file is on its disk."""

    data: bytes
    wallets: tuple[str, ...]
    without: tuple[str, ...]
    damaged: tuple[str, ...] = ()
    receipt: bytes = b""


@dataclass(frozen=True, slots=True)
class Filed:
    """A key in the last recovery file that has it: which epoch, the sheets of both devices that open it together, when
    it was written (in seconds that people see) and of how many wallets it is."""

    key_id: Bytes32
    epoch: U32
    sheet1: PublicSheet
    sheet2: PublicSheet
    at: U64 = 0
    wallets: U32 = 0

    def needs(self, row: KeyRecord) -> tuple[Role, ...]:
        """Whose paper of before it needs, for a new sheet has taken its place since."""
        mine, theirs = tuple(own_sheets(row)), tuple(peer_sheets(row))
        one, two = (mine, theirs) if row.role is Role.P1 else (theirs, mine)
        found = ((Role.P1, self.sheet1, one), (Role.P2, self.sheet2, two))
        return tuple(role for role, sheet, in_force in found if sheet not in in_force)


@dataclass(frozen=True, slots=True)
class _Receipt:
    keys: Annotated[tuple[Filed, ...], Many()]


def export(
    records: Repository, rows: Iterable[KeyRecord], name: Callable[[KeyRecord], str], now: int
) -> RecoveryExport:
    """Of these keys; `now` in seconds of policy time. A damaged copy stops no other wallet. BadInput where none has
    both copies, or whole ones."""
    filed = list[Filed]()
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
            continue
        share = slot.share.opened
        filed.append(Filed(row.key_id, share.epoch, share.sheet1, share.sheet2))
    if not found and faults:
        raise faults[0]
    if not found:
        raise BadInput(
            "no wallet has copies for both recovery sheets yet; make both sheets, accept them, and refresh",
            InputKind.RECOVERY_NONE,
        )
    data = file.write(tuple(copies for _, copies in found))
    names = tuple(one for one, _ in found)
    return RecoveryExport(data, names, tuple(without), tuple(damaged), encode(_Receipt(tuple(filed))))


def written(records: Repository, receipt: bytes, now: int) -> None:
    """The file of this receipt is on its disk; `now` in seconds that people see. BadInput for what is no receipt."""
    keys = decode(_Receipt, receipt, lambda why: BadInput(f"this is no receipt of a recovery file: {why}")).keys
    with records.write() as write:
        for one in keys:
            if one.key_id in records.keys:
                kept = replace(one, at=now, wallets=len(keys))
                write.note(RECOVERY_FILE, one.key_id, b"", encode(kept))


def last_file(records: Repository, row: KeyRecord) -> Filed | None:
    """The last one of this home that has this key; None: none has."""
    data = records.vault.get(RECOVERY_FILE, row.key_id)
    return None if data is None else decode(Filed, data, StorageError)


def standing(
    records: Repository, rows: Iterable[KeyRecord], name: Callable[[KeyRecord], str]
) -> tuple[int, tuple[str, ...], tuple[str, ...]]:
    """Of these keys: when the last file was written, 0: never; the names of those that are left out; and of those whose
    last one needs an old paper."""
    known = list(rows)
    found = [(row, last) for row in known if (last := last_file(records, row)) is not None]
    missing = tuple(name(row) for row in known if is_left_out(records, row))
    return (
        max((last.at for _, last in found), default=0),
        missing,
        tuple(name(row) for row, last in found if last.needs(row)),
    )


def is_left_out(records: Repository, row: KeyRecord) -> bool:
    """Whether a person keeps recovery files of this home, and none has this key, which could be in one."""
    could = is_sealed(row) and peer_sheet(row) != NO_SHEET
    return could and last_file(records, row) is None and any(True for _ in records.vault.items(RECOVERY_FILE))
