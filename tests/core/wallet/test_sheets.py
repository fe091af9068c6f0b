"""Recovery sheets as the wallet's programs see them: its own, the co-signer's, and the yes to each."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import BadInput, Bug, Cheat, InputKind, OtCheat, PeerFault, StorageError
from core.home import own_sheet
from core.home.records import LogCode
from core.keys.record import share_of
from core.keys.status import Report
from core.recovery.sheet import NO_SHEET, PublicSheet, Sheet
from core.role import Role
from core.wallet.events import silent
from core.wallet.results import OwnSheetShown, SheetsShown
from core.wallet.sheets import Sheets
from tests.support.two_homes import TwoHomes, two_homes


def of(homes: TwoHomes) -> Sheets:
    return Sheets(homes.computer.records, lambda _: homes.client)


def report(homes: TwoHomes) -> None:
    homes.client.status(homes.key.key_id)


def test_a_new_sheet_is_shown_by_its_words_once(homes: TwoHomes) -> None:
    sheets = of(homes)
    with pytest.raises(BadInput) as none:
        sheets.show()
    assert none.value.kind is InputKind.NO_SHEET
    assert sheets.shown(homes.key) == SheetsShown()
    new = sheets.new()
    made = Sheet.read(new.words.reveal(), Role.P1).public
    assert made.fingerprint == new.fingerprint
    assert sheets.shown(homes.key) == SheetsShown()  # nobody has its words on paper
    known = OwnSheetShown(new.fingerprint, new.made, 0, new.made)
    assert sheets.confirm(" ".join(new.fingerprint)) == sheets.show() == known
    assert sheets.shown(homes.key) == SheetsShown(own=made.fingerprint, made=new.made)


def test_from_the_yes_there_to_the_seal_here(homes: TwoHomes) -> None:
    sheets, own = of(homes), homes.computer.make_sheet().public.fingerprint
    found = homes.client.status(homes.key.key_id)
    assert not sheets.seal(homes.key, found)  # nobody was asked yet
    homes.client.refresh(homes.key.key_id)
    (asked,) = homes.cosigner.admin.approvals()
    homes.cosigner.admin.approve(asked.id)
    found = homes.client.status(homes.key.key_id)
    assert sheets.shown(homes.key) == SheetsShown(own=own, accepted=True, made=sheets.show().made)
    assert sheets.seal(homes.key, found)
    assert sheets.shown(homes.key) == SheetsShown(
        own=own, sealed=True, made=sheets.show().made, drill_due=sheets.show().due
    )
    assert not sheets.seal(homes.key, homes.client.status(homes.key.key_id))


def test_what_cannot_be_sealed_now_is_with_the_next_refresh(homes: TwoHomes) -> None:
    sheets, _ = of(homes), homes.computer.make_sheet()
    homes.client.refresh(homes.key.key_id)
    (asked,) = homes.cosigner.admin.approvals()
    homes.cosigner.admin.approve(asked.id)
    found = homes.client.status(homes.key.key_id)
    homes.client.close()
    homes.cosigner.end()
    assert not sheets.seal(homes.key, found)
    homes.restart()
    homes.client.refresh(homes.key.key_id)
    assert of(homes).shown(homes.key).sealed


def told_yes(homes: TwoHomes) -> Report:
    """As a co-signer may tell of a sheet at any time, whatever it keeps."""
    found = homes.client.status(homes.key.key_id)
    return replace(found, keeps=NO_SHEET, accepts=own_sheet.public_of(homes.computer.records))


def test_a_co_signer_that_tells_of_a_yes_again_and_again_gets_no_refresh(tmp_path: Path) -> None:
    with two_homes(tmp_path, sheets=True) as homes:
        for _ in range(2):
            assert not of(homes).seal(homes.key, told_yes(homes))
        assert homes.key.max_epoch == 1


def test_nor_one_that_then_says_no(homes: TwoHomes) -> None:
    """Nobody has accepted the sheet: the run without it would be one more with each status."""
    homes.computer.make_sheet()
    for _ in range(2):
        assert not of(homes).seal(homes.key, told_yes(homes))
    assert homes.key.max_epoch == 1


@pytest.mark.parametrize("stops", ["mismatch", "pending", "locked"])
def test_a_key_that_something_is_the_matter_with_is_not_sealed_unasked(homes: TwoHomes, stops: str) -> None:
    homes.computer.make_sheet()
    told, row = told_yes(homes), homes.key
    row = {
        "mismatch": replace(row, mismatch=True),
        "pending": replace(row, pending=row.current),
        "locked": replace(row, peer_locked=row.current_run_id),
    }[stops]
    assert not of(homes).seal(row, told)
    assert homes.key.max_epoch == 1


@pytest.mark.parametrize("error", [Cheat("cheat"), OtCheat("cheat"), StorageError("full"), Bug("bug")])
def test_a_cheat_during_the_seal_is_told(homes: TwoHomes, error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    homes.computer.make_sheet()
    told = told_yes(homes)

    def fails(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(homes.client, "renewed", fails)
    with pytest.raises(type(error)):
        of(homes).seal(homes.key, told)


def test_the_co_signers_sheet_is_taken_word_by_word(homes: TwoHomes) -> None:
    sheets = of(homes)
    with pytest.raises(BadInput) as none:
        sheets.accept(homes.key, "acorn", silent)
    assert none.value.kind is InputKind.NO_SHEET
    told = homes.cosigner.make_sheet().public.fingerprint
    report(homes)
    assert sheets.shown(homes.key) == SheetsShown(waiting=told)
    for wrong in ("", told[0], " ".join(told[:-1]), " ".join(reversed(told))):
        with pytest.raises(BadInput, match="12 words") as refused:
            sheets.accept(homes.key, wrong, silent)
        assert refused.value.kind is InputKind.SHEET_FINGERPRINT
    assert homes.key.first_sheet is None
    assert sheets.accept(homes.key, "  ".join(told).upper(), silent).epoch == 2
    assert replace(sheets.shown(homes.key), cosigner_due=0) == SheetsShown(cosigner=told)
    assert share_of(homes.key).peer_copy
    lines = [entry.code for entry in homes.computer.records.log() if entry.code.startswith("sheet.")]
    assert lines == [LogCode.SHEET_ACCEPTED, LogCode.SHEET_KEPT]
    with pytest.raises(BadInput):
        sheets.accept(homes.key, " ".join(told), silent)


def test_a_yes_outlives_a_refresh_that_fails(homes: TwoHomes) -> None:
    told = homes.cosigner.make_sheet().public
    report(homes)
    homes.traffic.cut_at = len(homes.traffic.frames) + 4  # after the report
    homes.survives(lambda: of(homes).accept(homes.key, " ".join(told.fingerprint), silent))
    assert share_of(homes.key).peer_sheet != told
    assert of(homes).shown(homes.key) == SheetsShown()  # it waits for nobody
    homes.client.connected()
    homes.client.refresh(homes.key.key_id)
    assert share_of(homes.key).peer_sheet == told


def test_a_sheet_that_can_be_none_is_not_taken(homes: TwoHomes, monkeypatch: pytest.MonkeyPatch) -> None:
    found = homes.client.status(homes.key.key_id)
    low = PublicSheet(bytes(32), bytes(31) + b"\1")
    monkeypatch.setattr(homes.client, "status", lambda _: replace(found, sheet=low))
    with pytest.raises(PeerFault):
        of(homes).accept(homes.key, " ".join(low.fingerprint), silent)


def test_a_key_with_both(tmp_path: Path) -> None:
    with two_homes(tmp_path, sheets=True) as homes:
        report(homes)
        one, two = (share_of(homes.key).sheet1.fingerprint, share_of(homes.key).sheet2.fingerprint)
        made = of(homes).show().made
        shown = of(homes).shown(homes.key)
        assert 0 < shown.drill_due <= min(made, time.time())  # never drilled: at once, whatever its clock said
        seen = replace(shown, cosigner_due=0, drill_due=0)
        assert seen == SheetsShown(own=one, sealed=True, cosigner=two, made=made)
