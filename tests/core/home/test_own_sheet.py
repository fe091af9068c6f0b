"""The recovery sheet of a home: what it keeps, and when it stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import BadInput, InputKind
from core.home.own_sheet import adopt, confirm, is_ours, new_sheet, own, public_of, sealing
from core.home.records import LogCode
from core.home.tables import SHEET
from core.keys.record import share_of
from core.recovery.sheet import NO_SHEET, Sheet
from core.role import Role
from core.wallet.events import silent
from core.wallet.sheets import Sheets
from tests.support.ot import SeededRng
from tests.support.sheets import a_sheet, make_sheet
from tests.support.two_homes import TwoHomes, two_homes


def test_a_home_keeps_what_it_needs_of_its_sheet(homes: TwoHomes) -> None:
    records = homes.computer.records
    assert (public_of(records), sealing(records, None, 5)) == (NO_SHEET, None)
    sheet = homes.computer.make_sheet()
    homes.restart_both()
    records = homes.computer.records
    assert records.sheet is not None
    assert (records.sheet.public, records.sheet.role) == (sheet.public, Role.P1)
    assert public_of(records) == sheet.public
    assert Sheet.read(sheet.words.reveal(), Role.P1).public == sheet.public
    assert records.log(1)[0].values == (" ".join(sheet.public.fingerprint),)
    assert records.log(1)[0].code == LogCode.SHEET_MADE
    row = homes.computer.row
    seals, first = sealing(records, row, 5), sealing(records, None, 5)
    assert seals is not None
    assert first is not None
    assert (seals.created, seals.generation) == (row.created, row.generation)
    assert (first.created, first.generation) == (5, 0)


def test_what_opens_copies_is_not_kept(homes: TwoHomes) -> None:
    sheet = homes.computer.make_sheet()
    ((_, kept),) = homes.computer.vault.items(SHEET)
    assert sheet.auth_key.reveal() in kept
    assert sheet.entropy.reveal() not in kept
    assert sheet.seal_key.reveal() not in kept


def test_a_sheet_that_nothing_is_sealed_to_may_be_made_anew(homes: TwoHomes) -> None:
    """A paper that was lost before it was ever needed."""
    first = homes.cosigner.make_sheet()
    records = homes.cosigner.records
    second = make_sheet(records, Role.P2, SeededRng("second"), 7)
    assert public_of(records) == second.public != first.public


def test_a_sheet_that_keys_are_sealed_to_is_not_exchanged(tmp_path: Path) -> None:
    with two_homes(tmp_path, sheets=True) as homes:
        for side in (homes.computer, homes.cosigner):
            share = share_of(side.row)
            assert share.own_sheet == public_of(side.records) != NO_SHEET
            assert is_ours(side.records, share)
            with pytest.raises(BadInput, match="sealed to") as refused:
                side.make_sheet()
            assert refused.value.kind is InputKind.SHEET_MADE
            assert share.own_sheet == public_of(side.records)


def test_a_sheet_counts_once_its_words_are_on_paper(homes: TwoHomes) -> None:
    records = homes.computer.records
    first = new_sheet(records, Role.P1, SeededRng("first"), 7)
    homes.restart_both()
    records = homes.computer.records
    assert (public_of(records), sealing(records, None, 5)) == (NO_SHEET, None)
    with pytest.raises(BadInput) as none:
        own(records)
    assert none.value.kind is InputKind.NO_SHEET
    second = new_sheet(records, Role.P1, SeededRng("second"), 8)
    with pytest.raises(BadInput, match="meanwhile") as other:
        confirm(records, " ".join(first.fingerprint), 9)
    assert other.value.kind is InputKind.SHEET_REPLACED
    kept = confirm(records, " ".join(second.fingerprint).upper(), 9)
    assert kept == records.sheet == own(records) == confirm(records, " ".join(second.fingerprint), 10)
    assert (kept.public.fingerprint, kept.made) == (second.fingerprint, 8)
    assert [entry.code for entry in records.log()].count(LogCode.SHEET_MADE) == 1
    with pytest.raises(BadInput) as over:
        confirm(records, " ".join(first.fingerprint), 9)
    assert over.value.kind is InputKind.NO_SHEET


def test_a_sheet_that_counts_stays_until_another_does(homes: TwoHomes) -> None:
    sheet, records = homes.computer.make_sheet(), homes.computer.records
    further = new_sheet(records, Role.P1, SeededRng("further"), 7)
    assert public_of(records) == sheet.public
    confirm(records, " ".join(further.fingerprint), 7)
    assert own(records).public.fingerprint == further.fingerprint


def test_no_sheet_is_confirmed_or_taken_that_would_leave_copies_behind(homes: TwoHomes) -> None:
    """A key was sealed to the old one meanwhile."""
    records, old = homes.cosigner.records, homes.cosigner.make_sheet()
    late = new_sheet(records, Role.P2, SeededRng("late"), 7)
    homes.client.status(homes.key.key_id)
    Sheets(homes.computer.records, lambda _: homes.client).accept(homes.key, " ".join(old.public.fingerprint), silent)
    with pytest.raises(BadInput, match="sealed to"):
        confirm(records, " ".join(late.fingerprint), 8)
    with pytest.raises(BadInput, match="sealed to"):
        adopt(records, a_sheet(Role.P2).kept(7), 8)
    assert own(records).public == old.public
