"""A device comes back from its paper, and the one that stayed names a sheet of its own choice: what the new device
keeps from then on would open with that, and with the paper of the survivor's owner nothing. Ransom."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.codec.codec import decode, encode
from core.codec.messages import MessageType, peek_type
from core.crypto.rng import HedgedRng
from core.errors import BadInput, InputKind, PeerFault, RefusalKind, Refused
from core.keys.record import share_of
from core.keys.restore import CopyTaken
from core.keys.sheets import peer_sheets
from core.protocol.copies import NO_SEALS, Seals
from core.protocol.ecdsa import restore
from core.protocol.restore import HandedShare
from core.protocol.share import KeyShare
from core.recovery.sealed_copy import Sealing, read_copy
from core.recovery.sheet import NO_SHEET, NO_SHEETS, PublicSheet, Sheet, SheetPair
from core.role import Role
from tests.support.lost_computer import Lost, lost
from tests.support.lost_cosigner import LostCosigner, lost_cosigner
from tests.support.ot import SeededRng
from tests.support.sheets import MADE, a_sheet

P1, P2 = Role.P1, Role.P2
Homes = Lost | LostCosigner


@pytest.fixture(params=Role, ids=["computer", "co-signer"])
def homes(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Homes]:
    """Of this role one is lost."""
    with (lost if request.param is P1 else lost_cosigner)(tmp_path) as found:
        yield found


def survivors(homes: Homes) -> KeyShare:
    """What the one that stayed has of the key."""
    return share_of(homes.kept if isinstance(homes, Lost) else homes.key)


def foreign(role: Role, name: str = "foreign") -> Sheet:
    """A sheet whose words the survivor's malware has, and the owner has not."""
    return Sheet.make(role, SeededRng(name))


def handed(share: KeyShare, own: SheetPair, seals: Seals | None = None) -> bytes:
    """What an honest program hands out, whose sheets are these; seals that are really sealed to them."""
    sheets = {one.public: one for name in ("foreign", "other") for one in [foreign(share.role, name)]}
    sheets[a_sheet(share.role).public] = a_sheet(share.role)
    first, second = (sheets.get(one) for one in (own.sheet, own.coming))
    sealing = None
    if first is not None:
        sealing = Sealing(first.kept(MADE), MADE, 1, None if second is None else second.kept(MADE))
    if share.role is P1:
        told = replace(share, sheet1=own.sheet, coming1=own.coming)
    else:
        told = replace(share, sheet2=own.sheet, coming2=own.coming)
    found = decode(HandedShare, restore.hand(told, share.peer_sheet, sealing, HedgedRng()))
    return encode(found if seals is None else replace(found, seals=seals))


def bring_back(homes: Homes, lie: Callable[[KeyShare], bytes]) -> None:
    """The whole way, with a survivor that tells this."""

    def tamper(frame: bytes) -> bytes:
        if peek_type(frame[4:]) is not MessageType.COPY_TAKEN:
            return frame
        return frame[:4] + encode(replace(decode(CopyTaken, frame[4:]), handed=lie(survivors(homes))))

    homes.traffic.tamper = tamper
    if isinstance(homes, Lost):
        homes.restore()
    else:
        homes.replace()


def refused(homes: Homes, lie: Callable[[KeyShare], bytes]) -> None:
    """By the new device, whose home stays as it was; the survivor hears that there is a fault and no more."""
    with pytest.raises((PeerFault, Refused)) as fault:
        bring_back(homes, lie)
    if isinstance(homes, Lost):
        assert "names another recovery sheet than this wallet was last renewed with" in fault.value.message
    assert homes.new.records.keys == {}


def test_a_sheet_of_the_survivors_choice(homes: Homes) -> None:
    """At a key whose halves were never renewed: its first copies say it too."""
    refused(homes, lambda share: handed(share, SheetPair(foreign(share.role).public)))


def test_after_a_refresh(homes: Homes) -> None:
    homes.client.refresh(homes.key.key_id)
    refused(homes, lambda share: handed(share, SheetPair(foreign(share.role).public)))


def test_one_that_is_to_come(homes: Homes) -> None:
    """The true one is in force, and would be given up in the first run that says its drill was done."""
    refused(homes, lambda share: handed(share, SheetPair(share.own_sheet, foreign(share.role).public)))
    refused(homes, lambda share: handed(share, SheetPair(foreign(share.role).public, share.own_sheet)))


def test_none_where_there_was_one(homes: Homes) -> None:
    """So nothing would be kept for the owner's paper, until a person says yes to a first sheet."""
    refused(homes, lambda share: handed(share, NO_SHEETS, NO_SEALS))


def test_half_a_sheet(homes: Homes) -> None:
    """The true key for signatures, and another that seals."""

    def mixed(share: KeyShare) -> PublicSheet:
        return replace(share.own_sheet, spk=foreign(share.role).public.spk)

    refused(homes, lambda share: handed(share, SheetPair(mixed(share))))


def test_a_copy_that_says_so(homes: Homes) -> None:
    """Only the owner of the lost sheet signs what a copy says."""

    def lie(share: KeyShare) -> bytes:
        told = SheetPair(foreign(share.role).public)
        copy = read_copy(share.copy_for(share.peer_sheet))
        altered = replace(copy, subject=replace(copy.subject, others=told))
        return encode(replace(decode(HandedShare, handed(share, told)), copy=encode(altered)))

    with pytest.raises((BadInput, Refused)) as damaged:
        bring_back(homes, lie)
    assert damaged.value.kind in (InputKind.COPY, RefusalKind.INPUT)
    assert homes.new.records.keys == {}


def test_the_true_one_is_taken(homes: Homes) -> None:
    bring_back(homes, lambda share: handed(share, SheetPair(share.own_sheet)))
    row = next(row for row in homes.new.records.keys.values() if row.key_id == survivors(homes).key_id)
    assert peer_sheets(row) == SheetPair(a_sheet(row.role.other).public)
    assert peer_sheets(row).coming == NO_SHEET


@pytest.mark.parametrize("odd", range(2))
def test_the_true_one_in_another_place(odd: int, homes: Homes) -> None:
    """As one to come beside none in force: the next one would count as a first sheet, for which a yes is enough, and
    the copy for the owner's paper would go without a drill of another (R11)."""

    def lie(share: KeyShare) -> bytes:
        true = decode(HandedShare, handed(share, SheetPair(share.own_sheet))).seals.seal
        own, seals = [
            (SheetPair(NO_SHEET, share.own_sheet), Seals(b"", true)),
            (SheetPair(share.own_sheet, share.own_sheet), Seals(true, true)),
        ][odd]
        return encode(replace(decode(HandedShare, handed(share, SheetPair(share.own_sheet))), own=own, seals=seals))

    refused(homes, lie)
