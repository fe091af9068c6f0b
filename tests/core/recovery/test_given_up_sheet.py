"""A new sheet was given up, or only one of two papers is there, and before the next run the other device is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.home.repository import Repository
from core.keys.record import KeyRecord, Slot, share_of
from core.keys.sheets import own_sheets, peer_sheets
from core.recovery.sheet import Sheet, SheetPair
from core.role import Role
from tests.support.lost_computer import Lost, lost
from tests.support.lost_cosigner import LostCosigner, lost_cosigner
from tests.support.ot import SeededRng
from tests.support.sheets import a_sheet


@pytest.fixture
def computers(tmp_path: Path) -> Iterator[Lost]:
    with lost(tmp_path) as found:
        yield found


@pytest.fixture
def cosigners(tmp_path: Path) -> Iterator[LostCosigner]:
    with lost_cosigner(tmp_path) as found:
        yield found


def another(role: Role) -> Sheet:
    return Sheet.make(role, SeededRng("the new paper"))


def sealed_to_both(records: Repository, row: KeyRecord, *, new_first: bool = False) -> None:
    """As it is after the run that told the new sheet, which the home does not have, or not any more."""
    old, new = a_sheet(row.role).public, another(row.role).public
    first, second = (new, old) if new_first else (old, new)
    share, slot = share_of(row), row.current
    assert slot is not None
    if row.role is Role.P1:
        share = replace(share, sheet1=first, coming1=second)
    else:
        share = replace(share, sheet2=first, coming2=second)
    with records.write() as write:
        write.key(replace(row, current=replace(Slot.of(share), guard=slot.guard)))


@pytest.mark.parametrize("new_first", [False, True])
def test_the_co_signer_is_replaced(cosigners: LostCosigner, new_first: bool) -> None:
    sealed_to_both(cosigners.computer.records, cosigners.key, new_first=new_first)
    cosigners.replace()
    assert own_sheets(cosigners.key) == peer_sheets(cosigners.there) == SheetPair(a_sheet(Role.P1).public)
    assert cosigners.key.current_run_id == cosigners.there.current_run_id
    assert not cosigners.key.must_refresh


def test_the_computer_comes_back(computers: Lost) -> None:
    sealed_to_both(computers.cosigner.records, computers.kept)
    computers.restore()
    assert own_sheets(computers.kept) == peer_sheets(computers.back) == SheetPair(a_sheet(Role.P2).public)
    assert not computers.back.must_refresh
