"""Recovery sheets between two homes: from the first yes to copies of every epoch, and what stops nothing on the way."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.approval.sheet_patience import MAX_ASKED
from core.codec.messages import MessageType
from core.cosigner.api import ApprovalView, DecidedView
from core.cosigner.connection import Call, Connection
from core.cosigner.endpoints import Endpoints
from core.errors import BadInput, LinkError, PeerFault, RefusalKind, Refused
from core.home import own_sheet
from core.home.records import LogCode
from core.keys import sheets, transitions
from core.keys.record import DAY, KeyRecord, share_of
from core.protocol.changes import Change, Prepared
from core.recovery.sealed_copy import open_copy, read_copy
from core.recovery.sheet import NO_SHEET, PublicSheet, Sheet, SheetPair
from core.role import Role
from core.wallet import cosigner_client
from tests.support.hostile import REFUSED, a_g1, an_f1, declined
from tests.support.ot import SeededRng
from tests.support.sheets import a_sealing, make_sheet, publics
from tests.support.two_homes import NAME, NETWORK, Side, TwoHomes, two_homes


def refresh(homes: TwoHomes) -> KeyRecord:
    return homes.client.refresh(homes.key.key_id)


def asked(homes: TwoHomes) -> ApprovalView:
    (view,) = homes.cosigner.admin.approvals()
    return view


def must_open(keeper: Side, sheet: Sheet, owner: Side) -> None:
    """What one side keeps of the current epoch opens with the sheet of the other."""
    kept, mine = share_of(keeper.row), share_of(owner.row)
    assert kept.peer_sheet == mine.own_sheet == sheet.public
    found = open_copy(read_copy(kept.peer_copy), sheet)
    assert (found.x.reveal(), found.chain) == (mine.half.reveal(), mine.chain)


def must_be_without(homes: TwoHomes) -> None:
    (half,) = homes.cosigner.admin.status().wallets
    assert (half.sheet, half.sealed) == ((), False)
    for side in (homes.computer, homes.cosigner):
        share = share_of(side.row)
        assert (share.sheet1, share.sheet2, share.peer_copy) == (NO_SHEET, NO_SHEET, b"")


def codes(side: Side) -> list[str]:
    return [entry.code for entry in side.records.log() if entry.code.startswith("sheet.")]


# ------------------------------------------------------------------ the computer's
def test_an_unaccepted_sheet_of_the_computer_blocks_nothing(homes: TwoHomes) -> None:
    sheet = homes.computer.make_sheet()
    for epoch in (2, 3):
        assert refresh(homes).max_epoch == epoch
        must_be_without(homes)
    view = asked(homes)
    assert (view.kind, view.wallet, view.network) == ("sheet", NAME, NETWORK)
    assert view.sheet == sheet.public.fingerprint
    assert homes.cosigner.admin.waiting() == 1
    assert codes(homes.cosigner) == [LogCode.SHEET_WANTED]  # once
    assert homes.cosigner.row.rules.faults == 0
    assert MessageType.REFUSED not in homes.traffic.types()
    homes.pay()


def test_once_accepted_every_epoch_is_sealed(homes: TwoHomes) -> None:
    sheet = homes.computer.make_sheet()
    refresh(homes)
    id = asked(homes).id
    assert homes.cosigner.admin.approve(id[:8]) == DecidedView(id, "accepted")
    assert homes.cosigner.admin.approvals() == ()
    assert homes.client.status(homes.key.key_id).accepts == sheet.public
    for _ in range(2):
        refresh(homes)
        must_open(homes.cosigner, sheet, homes.computer)
        report = homes.client.status(homes.key.key_id)
        assert (report.keeps, report.sheet) == (sheet.public, NO_SHEET)
    assert codes(homes.cosigner) == [LogCode.SHEET_WANTED, LogCode.SHEET_ACCEPTED, LogCode.SHEET_KEPT]
    homes.restart_both()
    homes.pay()
    must_open(homes.cosigner, sheet, homes.computer)


def test_a_no_lasts_until_a_person_wants_to_be_asked_again(homes: TwoHomes) -> None:
    sheet = homes.computer.make_sheet().public
    refresh(homes)
    id = asked(homes).id
    assert homes.cosigner.admin.refuse(id, "not mine") == DecidedView(id, "refused")
    for _ in range(2):
        refresh(homes)
        must_be_without(homes)
        assert homes.cosigner.admin.approvals() == ()
        homes.restart_both()
    with pytest.raises(Refused) as refused:  # nor unasked
        homes.client.new_key("new", NETWORK)
    assert refused.value.kind is RefusalKind.REFUSED
    assert codes(homes.cosigner) == [LogCode.SHEET_WANTED, LogCode.SHEET_REFUSED]
    homes.cosigner.admin.end_silence()
    refresh(homes)
    assert (asked(homes).sheet, asked(homes).refused) == (sheet.fingerprint, 0)
    assert asked(homes).id != id
    homes.client.new_key("new", NETWORK)


@pytest.mark.parametrize("yes", [True, False])
def test_one_question_for_all_keys(tmp_path: Path, *, yes: bool) -> None:
    with two_homes(tmp_path, keys=2) as homes:
        sheet, keys = homes.computer.make_sheet().public, list(homes.computer.records.keys)
        for key_id in keys * 2:
            homes.client.refresh(key_id)
        id = asked(homes).id
        (homes.cosigner.admin.approve if yes else lambda id: homes.cosigner.admin.refuse(id, "no"))(id)
        for key_id in keys:
            homes.client.refresh(key_id)
            assert homes.cosigner.admin.approvals() == ()
            kept = share_of(homes.cosigner.records.keys[key_id]).peer_sheet
            assert kept == (sheet if yes else NO_SHEET)


def test_sheets_use_up_no_patience(homes: TwoHomes) -> None:
    """Three questions a day, whatever is told; payments are asked about as if there were none."""
    for n in range(MAX_ASKED + 2):
        sheet = make_sheet(homes.computer.records, Role.P1, SeededRng(f"sheet {n}"), n).public
        refresh(homes)
        if n < MAX_ASKED:
            assert asked(homes).sheet == sheet.fingerprint
            homes.cosigner.admin.refuse(asked(homes).id, "no")
        assert homes.cosigner.admin.approvals() == ()
    assert homes.cosigner.records.patience == {}
    homes.pay()
    homes.clock.sleep(DAY)
    refresh(homes)
    assert asked(homes).sheet == sheet.fingerprint


def test_what_waits_is_not_exchanged_and_what_was_accepted_is_no_other(homes: TwoHomes) -> None:
    first = homes.computer.make_sheet()
    refresh(homes)
    second = make_sheet(homes.computer.records, Role.P1, SeededRng("second"), 5)
    refresh(homes)
    assert asked(homes).sheet == first.public.fingerprint
    homes.cosigner.admin.approve(asked(homes).id)
    refresh(homes)
    must_be_without(homes)
    assert asked(homes).sheet == second.public.fingerprint
    homes.cosigner.admin.approve(asked(homes).id)
    refresh(homes)
    must_open(homes.cosigner, second, homes.computer)


def test_where_nobody_is_asked_the_refresh_goes_on(homes: TwoHomes) -> None:
    for seed in range(3):
        found = homes.propose(homes.wire(seed=seed))
        homes.cosigner.requests.refuse(found.request, "no")
    homes.computer.make_sheet()
    assert refresh(homes).max_epoch == 2
    assert homes.cosigner.admin.approvals() == ()
    assert codes(homes.cosigner) == []


def test_the_yes_to_a_sheet_names_no_payment(homes: TwoHomes) -> None:
    homes.computer.make_sheet()
    refresh(homes)
    with pytest.raises(BadInput, match="not the payment that was shown"):
        homes.cosigner.admin.approve(asked(homes).id, task="ab" * 32)


def test_a_blocked_computer_asks_for_nothing_more(homes: TwoHomes) -> None:
    homes.computer.make_sheet()
    refresh(homes)
    homes.cosigner.admin.barring.block(homes.cosigner.row.pin)
    assert homes.cosigner.admin.approvals() == ()
    assert sheets.accepted(homes.cosigner.row, homes.cosigner.seconds()) == NO_SHEET


def test_the_lock_of_a_key_comes_first(homes: TwoHomes) -> None:
    homes.computer.make_sheet()
    row = homes.cosigner.row
    with homes.cosigner.records.write() as write:
        locked = transitions.checked(transitions.checking(row, row.current_run_id), row.current_run_id, ok=False)
        write.key(locked)
    with pytest.raises(Refused) as refused:
        refresh(homes)
    assert refused.value.kind is RefusalKind.PENDING
    homes.cosigner.admin.approve(asked(homes).id)
    refresh(homes)
    must_be_without(homes)
    assert asked(homes).kind == "sheet"


def test_a_hostile_computer_gets_no_sheet_in(homes: TwoHomes) -> None:
    """Not without a yes, and not one that could be none."""
    raw, (sheet, _) = homes.raw(), publics("of a thief")
    f1 = an_f1(homes)
    assert declined(raw.ask(replace(f1, sheets=SheetPair(sheet)))).kind == RefusalKind.SHEET
    assert raw.link.connection.making is None
    assert raw.ask(replace(f1, sheets=SheetPair(PublicSheet(bytes(32), sheet.apk)))) == REFUSED
    assert homes.cosigner.row.rules.faults == 1


def test_a_sealed_key_keeps_its_sheet(tmp_path: Path) -> None:
    with two_homes(tmp_path, sheets=True) as homes:
        raw, f1 = homes.raw(), an_f1(homes)
        for other in (NO_SHEET, publics("of a thief")[0]):
            assert raw.ask(replace(f1, sheets=SheetPair(other))) == REFUSED
        assert homes.cosigner.admin.approvals() == ()
        assert homes.cosigner.row.pending is None


def test_a_new_key_brings_no_other_sheet(tmp_path: Path) -> None:
    """Whoever has taken over the computer would have the next wallet sealed to a paper of his own, unasked."""
    with two_homes(tmp_path, sheets=True) as homes:
        raw, own = homes.raw(), share_of(homes.key).own_sheet
        for n, other in enumerate((NO_SHEET, publics("of a thief")[0])):
            g1 = a_g1(f"stolen {n}", sheet=other)
            assert declined(raw.ask(g1)).kind == RefusalKind.SHEET_OTHER
            assert raw.link.connection.making is None
        assert [row.name for row in homes.cosigner.records.keys.values()] == [NAME]
        assert share_of(homes.client.new_key("new", NETWORK)).own_sheet == own


def test_a_co_signer_brings_no_other_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with two_homes(tmp_path, sheets=True) as homes:
        honest = own_sheet.sealing
        theft = a_sealing(Role.P2, "of a thief")
        for other in (None, theft):
            told = lambda records, row, now, pin=b"", other=other: (  # noqa: E731
                other if records is homes.cosigner.records else honest(records, row, now, pin)
            )
            monkeypatch.setattr(own_sheet, "sealing", told)
            with pytest.raises(PeerFault, match="another recovery sheet, or none, than for its other keys"):
                homes.client.new_key("stolen", NETWORK)
            assert [row.name for row in homes.computer.records.keys.values()] == [NAME]
        assert MessageType.G3 not in homes.traffic.types()


def test_a_sealed_key_waits_for_no_yes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A co-signer that says so lies: there is nothing to go on without."""
    asked, opens = list[MessageType](), Endpoints.open_call

    def lies(end: Endpoints, c: Connection, number: int, kind: MessageType, *given: Any) -> Call | None:
        if kind is MessageType.F1:
            asked.append(kind)
            raise Refused("accept the recovery sheet", RefusalKind.SHEET)
        return opens(end, c, number, kind, *given)

    with two_homes(tmp_path, sheets=True) as homes:
        monkeypatch.setattr(Endpoints, "open_call", lies)
        with pytest.raises(PeerFault, match="nobody has accepted the recovery sheet that it keeps copies for"):
            refresh(homes)
        assert asked == [MessageType.F1]
        monkeypatch.undo()
        assert refresh(homes).max_epoch == 2


def test_a_new_key_without_sheets_beside_others_without(homes: TwoHomes) -> None:
    row = homes.client.new_key("new", NETWORK)
    assert share_of(row).own_sheet == share_of(row).peer_sheet == NO_SHEET
    homes.client.new_key("newer", NETWORK)


# ------------------------------------------------------------------ the co-signer's
def test_the_co_signers_sheet_comes_after_the_yes_at_the_computer(homes: TwoHomes) -> None:
    sheet = homes.cosigner.make_sheet()
    refresh(homes)
    must_be_without(homes)
    assert homes.client.status(homes.key.key_id).sheet == sheet.public
    with homes.computer.records.write() as write:
        write.key(sheets.accepting(homes.key, sheet.public))
    refresh(homes)
    must_open(homes.computer, sheet, homes.cosigner)
    assert codes(homes.computer) == [LogCode.SHEET_KEPT]
    homes.pay()


# ------------------------------------------------------------------ both
def test_a_new_key_takes_both_as_they_are(homes: TwoHomes) -> None:
    one, two = homes.computer.make_sheet(), homes.cosigner.make_sheet()
    row = homes.client.new_key("new", NETWORK)
    shares = [share_of(side.records.keys[row.key_id]) for side in (homes.computer, homes.cosigner)]
    assert [(share.sheet1, share.sheet2) for share in shares] == [(one.public, two.public)] * 2
    for side, sheet in ((homes.computer, two), (homes.cosigner, one)):
        kept = [entry.values for entry in side.records.log() if entry.code == LogCode.SHEET_KEPT]
        assert [values[1] for values in kept] == [" ".join(sheet.public.fingerprint)]


def test_both_are_renewed_with_the_key(tmp_path: Path) -> None:
    with two_homes(tmp_path, sheets=True) as homes:
        one, two = (Sheet.make(role, SeededRng(f"sheet {role.name}")) for role in Role)
        (half,) = homes.cosigner.admin.status().wallets
        assert (half.sheet, half.sealed) == (one.public.fingerprint, True)
        assert homes.cosigner.admin.status().sheet == two.public.fingerprint
        for _ in range(2):
            must_open(homes.computer, two, homes.cosigner)
            must_open(homes.cosigner, one, homes.computer)
            refresh(homes)


def refresh_cut_at(homes: TwoHomes, message: MessageType) -> None:
    """The line drops in place of this message."""

    def passes(frame: bytes) -> bytes | None:
        if frame[5] == message:
            homes.traffic.cut_at = len(homes.traffic.frames)
            homes.traffic.tamper = lambda frame: frame
            return None
        return frame

    homes.traffic.tamper = passes
    with pytest.raises(LinkError):
        refresh(homes)
    homes.traffic.tamper, homes.traffic.cut_at = lambda frame: frame, None


def test_a_copy_that_the_handshake_commits_is_in_the_computers_log(homes: TwoHomes) -> None:
    sheet = homes.cosigner.make_sheet().public
    with homes.computer.records.write() as write:
        write.key(sheets.accepting(homes.key, sheet))
    refresh_cut_at(homes, MessageType.COMMITTED)
    assert codes(homes.computer) == []
    for _ in range(2):
        homes.client.close()
        homes.client.connected()
        assert sheets.peer_sheet(homes.key) == sheet
        assert codes(homes.computer) == [LogCode.SHEET_KEPT]


def test_a_copy_that_the_handshake_commits_is_in_the_co_signers_log(homes: TwoHomes) -> None:
    """Its disk is an older image: the computer has committed what is prepared there."""
    sheet = homes.computer.make_sheet().public
    refresh(homes)
    homes.cosigner.admin.approve(asked(homes).id)
    refresh_cut_at(homes, MessageType.COMMIT)
    with homes.computer.records.write() as write:
        write.key(transitions.commit(homes.key, homes.key.pending_run_id, int(homes.clock.wall)))
    before = codes(homes.cosigner)
    for _ in range(2):
        homes.client.close()
        homes.client.connected()
        assert sheets.peer_sheet(homes.cosigner.row) == sheet
        assert codes(homes.cosigner) == [*before, LogCode.SHEET_KEPT]


@pytest.mark.parametrize("whose", ["computer", "cosigner"])
def test_a_sheet_made_during_a_run_ends_it(homes: TwoHomes, whose: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the key would be sealed to one that its home has no more."""
    side = homes.own(whose)
    side.make_sheet()
    holder, name = (Endpoints, "write") if whose == "cosigner" else (cosigner_client, "keep")
    honest = getattr(holder, name)

    def late(*given: object) -> object:
        change: Change | None = next((one for one in given if isinstance(one, Prepared)), None)
        if change is not None and side.records.sheet is not None and side.records.sheet.made != 9:
            make_sheet(side.records, side.role, SeededRng("late"), 9)
        return honest(*given)

    monkeypatch.setattr(holder, name, late)
    with pytest.raises((Refused, LinkError), match="recovery sheet"):
        homes.client.new_key("new", NETWORK)
    homes.client.connected()
    assert [row.name for row in homes.computer.records.keys.values()] == [NAME]
    assert [row.name for row in homes.cosigner.records.keys.values()] == [NAME]
    homes.client.new_key("new", NETWORK)
