"""Another recovery sheet in the place of one: no step takes away a copy that opens, whoever asks for it (R3, R11)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from core.codec.codec import decode, encode
from core.crypto.rng import HedgedRng
from core.errors import BadInput, InputKind, PeerFault, RefusalKind, Refused
from core.home import own_sheet
from core.home.changing_hands import hand_out, sealed_to
from core.home.records import LogCode
from core.home.recovery_export import export
from core.home.tables import COPY
from core.keys import sheets as key_sheets
from core.keys.record import StoredShare, share_of
from core.keys.restore import SETTLING
from core.protocol.drill import Challenges, CopyOpened, DrillCopy, DrillOf, must_open_one
from core.protocol.ecdsa.scheme import Ecdsa
from core.protocol.restore import HandedShare
from core.recovery import file
from core.recovery.leaving import assemble
from core.recovery.sealed_copy import open_copy, read_copy
from core.recovery.sheet import NO_SHEET, NO_SHEETS, PublicSheet, Sheet, SheetPair
from core.recovery.sheet_change import NO_CHANGE, PeerSheetRules
from core.role import Role
from core.wallet.events import silent
from core.wallet.sheets import Sheets
from tests.support.hostile import REFUSED, an_f1, declined
from tests.support.lost_computer import lost
from tests.support.ot import SeededRng
from tests.support.sheets import a_sheet
from tests.support.two_homes import NAME, Fate, Side, TwoHomes, two_homes

OLD = {role: a_sheet(role) for role in Role}
THIRD = Sheet.make(Role.P1, SeededRng("a third"))


@pytest.fixture
def homes(tmp_path: Path) -> Iterator[TwoHomes]:
    with two_homes(tmp_path, sheets=True) as found:
        found.clock.sleep(7_200)  # a key of the last hour settles at once
        yield found


def new_one(side: Side, seed: str = "new") -> Sheet:
    """Another sheet of this side, its words on paper."""
    now = int(side.clock.now())
    made = own_sheet.new_sheet(side.records, side.role, SeededRng(seed), now, exchange=True)
    own_sheet.confirm(side.records, " ".join(made.fingerprint), now)
    return Sheet.read(made.words.reveal(), side.role)


def wallet_of(homes: TwoHomes) -> Sheets:
    return Sheets(homes.computer.records, lambda _: homes.client)


def refresh(homes: TwoHomes) -> None:
    homes.client.refresh(homes.key.key_id)


def accepted(homes: TwoHomes) -> None:
    """The person at the co-signer says yes."""
    (asked,) = (one for one in homes.cosigner.admin.approvals() if one.kind != "unlock")
    assert (asked.kind, asked.old_sheet) == ("sheet", OLD[Role.P1].public.fingerprint)
    assert homes.cosigner.admin.approve(asked.id).state == "accepted"


def pair(homes: TwoHomes, role: Role) -> SheetPair:
    """What a side's share is sealed to, as both sides have it."""
    one, two = share_of(homes.key).sheets_of(role), share_of(homes.cosigner.row).sheets_of(role)
    assert one == two
    return one


def kept(side: Side) -> int:
    return len(list(side.vault.items(COPY)))


def opens(keeper: Side, owner: Side, sheet: Sheet) -> None:
    """The copy that is kept for this sheet is of the share in force."""
    found = open_copy(read_copy(share_of(keeper.row).copy_for(sheet.public)), sheet)
    assert found.x.reveal() == share_of(owner.row).half.reveal()


def both(homes: TwoHomes) -> Sheet:
    """The computer's share is sealed to the old and to a new one."""
    new = new_one(homes.computer)
    refresh(homes)
    accepted(homes)
    homes.clock.sleep(SETTLING)
    homes.clock.sleep(10)
    assert wallet_of(homes).seal(homes.key, homes.client.status(homes.key.key_id))
    assert pair(homes, Role.P1) == SheetPair(OLD[Role.P1].public, new.public)
    return new


# ------------------------------------------------------------------ the rule itself
def test_what_may_follow_what() -> None:
    """All pairs of three sheets: nothing goes from a pair but to itself, to its first, to its first with the accepted
    one, or to its second alone once that was tried."""
    a, b, c = (Sheet.make(Role.P1, SeededRng(name)).public for name in "abc")
    every = [SheetPair(one, two) for one, two in product((NO_SHEET, a, b, c), repeat=2)]
    for before, after in product(every, repeat=2):
        if before.sheet == NO_SHEET and before.coming != NO_SHEET:
            continue  # no such pair is ever reached
        for accepts, tried in product((NO_SHEET, a, b, c), repeat=2):
            allowed = after in PeerSheetRules(accepts, tried).allowed(before)
            if before == NO_SHEETS:
                good = after in (NO_SHEETS, SheetPair(accepts))
            else:
                good = after in (before, SheetPair(before.sheet))
                good = good or (before.coming == NO_SHEET and after == SheetPair(before.sheet, accepts) != before)
                good = good or (before.coming != NO_SHEET and before.coming == tried and after == SheetPair(tried))
                if after.coming == after.sheet != NO_SHEET and after != before:
                    good = False
            assert allowed is good, (before, after, accepts, tried)
    assert NO_CHANGE.allowed(SheetPair(a)) == {SheetPair(a)}


# ------------------------------------------------------------------ the computer's
def test_from_the_old_paper_to_the_new_one(homes: TwoHomes) -> None:
    wallet_of(homes).written(wallet_of(homes).export().receipt)
    new = both(homes)
    shown = wallet_of(homes).shown(homes.key)
    assert (shown.file_epoch, shown.file_needs_own) == (1, False)  # the old one is in force still
    assert kept(homes.cosigner) == 2
    for sheet in (OLD[Role.P1], new):
        opens(homes.cosigner, homes.computer, sheet)
    refresh(homes)
    assert pair(homes, Role.P1) == SheetPair(OLD[Role.P1].public, new.public)
    done = wallet_of(homes).drill(homes.key, new.words, silent)
    assert done.fingerprint == new.public.fingerprint
    assert homes.computer.records.sheet is not None
    assert homes.computer.records.sheet.public == OLD[Role.P1].public  # not before the other side has dropped its copy
    refresh(homes)
    assert pair(homes, Role.P1) == SheetPair(new.public)
    assert kept(homes.cosigner) == 1
    assert homes.computer.records.sheet.public == new.public
    assert own_sheet.coming(homes.computer.records) is None
    assert [line.code for line in homes.computer.records.log(1)] == [LogCode.SHEET_EXCHANGED]
    opens(homes.cosigner, homes.computer, new)
    shown = wallet_of(homes).shown(homes.key)
    assert (shown.file_needs_own, shown.file_needs_cosigner) == (True, False)
    wallet_of(homes).written(wallet_of(homes).export().receipt)
    assert not wallet_of(homes).shown(homes.key).file_needs_own
    assert wallet_of(homes).shown(homes.key).old == OLD[Role.P1].public.fingerprint  # until its paper is burnt
    assert wallet_of(homes).burnt().fingerprint == OLD[Role.P1].public.fingerprint
    assert wallet_of(homes).shown(homes.key).old == ()
    with pytest.raises(BadInput) as none:
        wallet_of(homes).burnt()
    assert none.value.kind is InputKind.NO_SHEET
    with pytest.raises(BadInput) as burnt:
        wallet_of(homes).drill(homes.key, OLD[Role.P1].words, silent)
    assert burnt.value.kind is InputKind.SHEET_OTHER
    refresh(homes)
    homes.pay()


def test_a_yes_settles_and_can_be_taken_back(homes: TwoHomes) -> None:
    new = new_one(homes.computer)
    refresh(homes)
    assert pair(homes, Role.P1) == SheetPair(OLD[Role.P1].public)
    accepted(homes)
    (asked,) = homes.cosigner.admin.approvals()
    assert (asked.approved, asked.seconds) == (True, SETTLING)
    with pytest.raises(BadInput, match="approved already"):
        homes.cosigner.admin.approve(asked.id)
    homes.clock.sleep(SETTLING - 60)
    told = homes.client.status(homes.key.key_id)
    assert (told.accepts, told.settles) == (new.public, 60)
    shown = wallet_of(homes).shown(homes.key)
    assert (shown.coming, shown.coming_waits, shown.accepted) == (new.public.fingerprint, 60, False)
    assert not wallet_of(homes).seal(homes.key, told)
    refresh(homes)
    assert pair(homes, Role.P1) == SheetPair(OLD[Role.P1].public)
    homes.cosigner.admin.refuse(asked.id, "no")
    homes.client.status(homes.key.key_id)
    assert wallet_of(homes).shown(homes.key).coming_waits == 0
    assert homes.cosigner.admin.approvals() == ()
    homes.clock.sleep(SETTLING)
    refresh(homes)
    assert pair(homes, Role.P1) == SheetPair(OLD[Role.P1].public)
    assert homes.cosigner.admin.approvals() == ()  # what was refused is not asked again
    assert new.public not in tuple(pair(homes, Role.P1))


def test_a_hostile_computer_exchanges_nothing(homes: TwoHomes) -> None:
    """Neither without a yes nor before it has settled, not another one than was accepted, and no old one away."""
    old, other = OLD[Role.P1].public, THIRD.public
    f1, row = an_f1(homes), homes.cosigner.row
    assert declined(homes.raw().ask(replace(f1, sheets=SheetPair(old, other)))).kind == RefusalKind.SHEET
    for odd in (NO_SHEETS, SheetPair(other), SheetPair(other, old), SheetPair(NO_SHEET, old), SheetPair(old, old)):
        homes.clock.sleep(7_200)
        assert homes.raw().ask(replace(f1, sheets=odd)) == REFUSED, odd
    no_key = PublicSheet(bytes(32), other.apk)
    homes.clock.sleep(7_200)
    assert homes.raw().ask(replace(f1, sheets=SheetPair(old, no_key))) == REFUSED
    accepted(homes)
    homes.clock.sleep(SETTLING - 60)
    assert declined(homes.raw().ask(replace(f1, sheets=SheetPair(old, other)))).kind == RefusalKind.SHEET
    assert homes.cosigner.row.current == row.current
    assert homes.cosigner.row.pending is None


def test_a_third_sheet_meanwhile_is_refused(homes: TwoHomes) -> None:
    new = both(homes)
    with pytest.raises(BadInput) as changes:
        new_one(homes.computer, "a third")
    assert changes.value.kind is InputKind.SHEET_CHANGES
    old = OLD[Role.P1].public
    for odd in (SheetPair(old, THIRD.public), SheetPair(new.public, THIRD.public), SheetPair(new.public, old)):
        homes.clock.sleep(7_200)
        assert homes.raw().ask(replace(an_f1(homes), sheets=odd)) == REFUSED, odd
    assert "sheet" not in [asked.kind for asked in homes.cosigner.admin.approvals()]


def test_the_old_copy_stays_until_the_words_of_the_new_one_were_shown(homes: TwoHomes) -> None:
    """A computer that says so drops nothing; nor does a drill with the old words."""
    new = both(homes)
    with homes.computer.records.write() as write:
        own_sheet.drilled(homes.computer.records, write, new.public, 1)  # as if
    for _ in range(2):
        refresh(homes)
        assert pair(homes, Role.P1) == SheetPair(OLD[Role.P1].public, new.public)
        wallet_of(homes).drill(homes.key, OLD[Role.P1].words, silent)
    answer = declined(homes.raw().ask(replace(an_f1(homes), sheets=SheetPair(new.public))))
    assert answer.kind == RefusalKind.SHEET
    assert homes.cosigner.row.tried_sheet == NO_SHEET


def test_a_drill_that_breaks_off_has_shown_nothing(homes: TwoHomes) -> None:
    """The words count once the self-test has been answered too."""
    new, share = both(homes), share_of(homes.key)
    raw = homes.raw()
    (data,) = raw.ask(DrillOf(share.key_id, share.epoch_id), call=3)
    shown = must_open_one(share_of(homes.key), decode(DrillCopy, data).copies, new)
    raw.ask(CopyOpened(share.key_id, shown), call=3)
    raw.link.close()
    assert homes.cosigner.row.tried_sheet == NO_SHEET


def test_a_new_sheet_that_is_given_up_leaves_the_old_one(homes: TwoHomes) -> None:
    new = both(homes)
    assert own_sheet.give_up(homes.computer.records, 5).public == new.public
    with pytest.raises(BadInput):
        own_sheet.give_up(homes.computer.records, 5)
    refresh(homes)
    assert pair(homes, Role.P1) == SheetPair(OLD[Role.P1].public)
    assert kept(homes.cosigner) == 1
    another = new_one(homes.computer, "a third")
    refresh(homes)
    assert [one.sheet for one in homes.cosigner.admin.approvals()] == [another.public.fingerprint]


def test_a_new_one_after_one_that_was_given_up_goes_by_the_old_one_first(homes: TwoHomes) -> None:
    both(homes)
    own_sheet.give_up(homes.computer.records, 5)
    new_one(homes.computer, "a third")
    faults = homes.cosigner.row.rules.faults
    refresh(homes)
    assert pair(homes, Role.P1) == SheetPair(OLD[Role.P1].public)
    assert homes.cosigner.row.rules.faults == faults
    refresh(homes)
    assert len(homes.cosigner.admin.approvals()) == 1


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("at", [1, 3, 5, 6])
@pytest.mark.parametrize("who", ["computer", "cosigner"])
def test_a_crash_in_the_last_run(who: str, at: int, when: str, homes: TwoHomes) -> None:
    """Every copy that is kept opens, and the next run ends it."""
    new = both(homes)
    wallet_of(homes).drill(homes.key, new.words, silent)
    homes.own(who).meets(Fate(at, when))
    homes.survives(lambda: refresh(homes))
    for side in (homes.computer, homes.cosigner):
        side.meets(None)
    homes.restart()
    homes.client.connected()
    opens(homes.cosigner, homes.computer, new)
    refresh(homes)
    assert pair(homes, Role.P1) == SheetPair(new.public)
    assert homes.computer.records.sheet is not None
    assert homes.computer.records.sheet.public == new.public
    assert kept(homes.cosigner) == 1


# ------------------------------------------------------------------ the co-signer's
def test_the_co_signers_goes_the_same_way(homes: TwoHomes) -> None:
    new, wallet = new_one(homes.cosigner), wallet_of(homes)
    homes.client.status(homes.key.key_id)
    assert wallet.shown(homes.key).waiting == new.public.fingerprint
    with pytest.raises(BadInput):
        wallet.accept(homes.key, " ".join(OLD[Role.P2].public.fingerprint), silent)
    wallet.accept(homes.key, " ".join(new.public.fingerprint), silent)
    assert homes.key.first_sheet is not None
    assert pair(homes, Role.P2) == SheetPair(OLD[Role.P2].public, new.public)  # this clock is a year behind the homes'
    assert kept(homes.computer) == 2
    for sheet in (OLD[Role.P2], new):
        opens(homes.computer, homes.cosigner, sheet)
    refresh(homes)
    assert pair(homes, Role.P2) == SheetPair(OLD[Role.P2].public, new.public)
    wish = homes.cosigner.dispatcher.drills.want(NAME, new.words)
    assert wallet.show_copy(homes.key, homes.client.status(homes.key.key_id))
    assert wish.outcome is not None
    assert homes.key.tried_sheet == new.public
    refresh(homes)
    assert pair(homes, Role.P2) == SheetPair(new.public)
    assert homes.cosigner.records.sheet is not None
    assert homes.cosigner.records.sheet.public == new.public
    assert kept(homes.computer) == 1
    homes.pay()


def test_a_hostile_co_signer_exchanges_nothing(homes: TwoHomes) -> None:
    """It tells its new one only where it is accepted, and settled; else it renews with the old."""
    new = new_one(homes.cosigner)
    refresh(homes)
    assert pair(homes, Role.P2) == SheetPair(OLD[Role.P2].public)
    with homes.computer.records.write() as write:
        write.key(key_sheets.accepting(homes.key, new.public, int(homes.clock.now()) + 60))
    refresh(homes)
    assert pair(homes, Role.P2) == SheetPair(OLD[Role.P2].public)
    homes.clock.sleep(60)
    refresh(homes)
    assert pair(homes, Role.P2) == SheetPair(OLD[Role.P2].public, new.public)
    with homes.cosigner.records.write() as write:
        own_sheet.drilled(homes.cosigner.records, write, new.public, 1)  # as if
    refresh(homes)
    assert pair(homes, Role.P2) == SheetPair(OLD[Role.P2].public, new.public)


# ------------------------------------------------------------------ what else goes by copies
def test_a_recovery_file_is_written_while_sheets_change(homes: TwoHomes) -> None:
    new = both(homes)
    for side in (homes.computer, homes.cosigner):
        found = export(side.records, [side.row], lambda row: row.name, 5)
        (wallet,) = file.read(found.data)
        assert assemble(wallet, OLD[Role.P1], OLD[Role.P2]).x
    wallet_of(homes).drill(homes.key, new.words, silent)
    refresh(homes)
    (wallet,) = file.read(export(homes.cosigner.records, [homes.cosigner.row], lambda row: row.name, 5).data)
    assert assemble(wallet, new, OLD[Role.P2]).x


@pytest.mark.parametrize("which", ["old", "new"])
def test_a_lost_computer_comes_back_from_either_paper(which: str, homes: TwoHomes) -> None:
    new = both(homes)
    sheet = {"old": OLD[Role.P1], "new": new}[which]
    share, restoring = share_of(homes.cosigner.row), Ecdsa().restoring
    sealing = own_sheet.as_before(own_sheet.sealing(homes.cosigner.records, homes.cosigner.row, 5), homes.cosigner.row)
    data = restoring.hand(share, sheet.public, sealing, HedgedRng())
    found, _ = restoring.open_handed(data, sheet)
    assert found.x.reveal() == share_of(homes.key).x.reveal()
    assert found.sheets_of(Role.P1) == SheetPair(OLD[Role.P1].public, new.public)
    assert found.copy_for(OLD[Role.P2].public)
    handed = decode(HandedShare, data)
    with pytest.raises(PeerFault):
        restoring.open_handed(encode(replace(handed, sheets=SheetPair(THIRD.public))), sheet)


@pytest.mark.parametrize("which", ["old", "new"])
def test_a_restore_goes_on_with_the_paper_that_was_typed(which: str, tmp_path: Path) -> None:
    """The whole way: from the new one that was its drill, from the old one the new one is given up."""
    with lost(tmp_path) as homes:
        homes.clock.sleep(7_200)
        new, old = new_one(homes.computer), OLD[Role.P1]
        homes.client.refresh(homes.key.key_id)
        (asked,) = homes.cosigner.admin.approvals()
        homes.cosigner.admin.approve(asked.id)
        homes.clock.sleep(SETTLING)
        homes.client.refresh(homes.key.key_id)
        assert share_of(homes.kept).peer_sheets == SheetPair(old.public, new.public)
        words = {"old": old, "new": new}[which]
        homes.client.close()
        homes.restoring(words).run(homes.person)
        assert share_of(homes.back).own_sheets == share_of(homes.kept).peer_sheets == SheetPair(words.public)
        assert homes.new.records.sheet is not None
        assert homes.new.records.sheet.public == words.public
        copy = share_of(homes.kept).copy_for(words.public)
        assert open_copy(read_copy(copy), words).x.reveal() == share_of(homes.back).half.reveal()


def test_a_copy_for_a_sheet_that_is_none_any_more_is_not_handed_out(homes: TwoHomes) -> None:
    row = homes.cosigner.row
    with pytest.raises(Refused) as gone:
        hand_out(homes.cosigner.records, row.key_id, THIRD.public, bytes(32), 5)
    assert gone.value.kind is RefusalKind.SESSION
    assert not homes.cosigner.row.must_refresh


def test_a_sheet_that_is_named_without_a_copy_is_answered_as_one_that_nobody_knows(homes: TwoHomes) -> None:
    """As at a device that came back while the other one's sheet was exchanged, and has made no run since."""
    new, row = both(homes), homes.cosigner.row
    assert [one.key_id for one in sealed_to(homes.cosigner.records, new.public)] == [row.key_id]
    row = homes.cosigner.row
    assert row.current is not None
    share = replace(share_of(row), peer_coming_copy=b"")
    with homes.cosigner.records.write() as write:
        write.key(replace(row, current=replace(row.current, share=StoredShare.of(share))))
    assert sealed_to(homes.cosigner.records, new.public) == []
    with pytest.raises(Refused):
        hand_out(homes.cosigner.records, row.key_id, new.public, bytes(32), 5)
    assert [one.key_id for one in sealed_to(homes.cosigner.records, OLD[Role.P1].public)] == [row.key_id]


def test_challenges_are_for_each_copy(homes: TwoHomes) -> None:
    new = both(homes)
    assert len(Challenges(share_of(homes.cosigner.row), SeededRng("c")).copies) == 2
    share = share_of(homes.key)
    copies = Challenges(share_of(homes.cosigner.row), SeededRng("c")).copies
    assert must_open_one(share, copies, new).sheet == new.public
    assert must_open_one(share, copies, OLD[Role.P1]).sheet == OLD[Role.P1].public
