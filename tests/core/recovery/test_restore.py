"""A lost computer comes back, between two real homes."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import TypeVar

import pytest

from core.approval.messages import RequestState
from core.codec.codec import decode, encode
from core.codec.messages import Message, MessageType, peek_type
from core.cosigner.api import PolicyChange
from core.cosigner.reception import GuestBook
from core.cosigner.restores import MOST_A_DAY
from core.crypto.rng import HedgedRng
from core.crypto.secp256k1 import add, base_mult
from core.errors import (
    BadInput,
    InputKind,
    KeyBlocked,
    LinkError,
    LinkKind,
    PeerFault,
    RefusalKind,
    Refused,
    StorageError,
)
from core.home.changing_hands import replaced, sealed_to
from core.home.names import NameBook
from core.home.own_sheet import must_have_room_for
from core.home.records import OldCopy
from core.home.tables import SEAT
from core.keys.handshake import MOST_TOLD
from core.keys.limits import must_be_usable
from core.keys.record import DAY, Slot, share_of, state
from core.keys.restore import (
    FIRST_HOUR,
    LASTS,
    SETTLING,
    STRICT,
    AskRestore,
    CopyTaken,
    PlaceAsked,
    Rebind,
    RebindProof,
    Rebound,
    RestoreOf,
    RestoreState,
    RestoreTold,
    TakeCopy,
    settles,
)
from core.keys.state import KeyState, OldSide
from core.protocol.copies import NO_SEALS, subject_of
from core.protocol.ecdsa import prepare
from core.protocol.ecdsa.prepare import A2, Purpose
from core.protocol.ecdsa.scheme import Ecdsa
from core.protocol.progress import ProgressStep
from core.protocol.restore import HandedShare
from core.recovery.sealed_copy import HandedCopy, Sealing, seal
from core.recovery.sheet import NO_SHEETS, PublicSheet, Sheet, SheetPair
from core.role import Role
from core.rpc.multiplexer import exchange
from core.rpc.runner import read
from core.secret import Secret
from core.transport.link.identity import fingerprint
from core.transport.pairing_purpose import PairingPurpose
from core.wallet.events import Event
from core.wallet.settling import nothing
from tests.support.lost_computer import NEW, OLD_PIN, PIN, WITHOUT, Lost, as_old, lost, pair, sheet, x_of
from tests.support.ot import SeededRng
from tests.support.sheets import MADE, a_sheet
from tests.support.two_homes import NAME, NETWORK, Fate, Killed

M = TypeVar("M", bound=Message)


@pytest.fixture
def homes(tmp_path: Path) -> Iterator[Lost]:
    with lost(tmp_path) as found:
        yield found


def test_a_lost_computer_comes_back_and_pays(homes: Lost) -> None:
    before, T = x_of(homes.key), homes.key.current_run_id
    assert homes.restore() == (WITHOUT,)
    row = homes.back
    assert row.current_run_id == homes.kept.current_run_id != T
    assert (row.must_refresh, row.mismatch, x_of(row) == before) == (False, False, False)
    assert share_of(row).sheet1 == share_of(homes.key).sheet1
    assert share_of(row).peer_copy
    assert share_of(homes.kept).peer_copy
    homes.use_new()
    homes.pay()


def asks(homes: Lost, words: Sheet | None = None) -> RestoreTold:
    """One question, on the line of the new computer."""
    line = homes.new_client.connected()
    return told(homes, AskRestore.signed(words or sheet(), line.link.chan, PIN), RestoreTold)


def told(homes: Lost, message: Message, kind: type[M]) -> M:
    return homes.new_client.connected().call(exchange(message, kind), nothing)


def asked_and_approved(homes: Lost) -> RestoreTold:
    """Of keys that are new, so it is ready at once."""
    homes.client.close()
    asks(homes)
    homes.approve()
    return asks(homes)


def heard(homes: Lost) -> list[PlaceAsked]:
    """What the old computer is told, by each of its wallets."""
    return [homes.client.status(row.key_id).place for row in homes.computer.records.keys.values()]


def test_a_computer_hears_of_its_own_place_and_of_no_other(homes: Lost) -> None:
    """A request that was refused, or has run out, is none; a blocked computer has no link to hear it on."""
    asks(homes)
    assert heard(homes) == [PlaceAsked.WAITS, PlaceAsked.WAITS]
    assert homes.cosigner.dispatcher.connections.keys() == {OLD_PIN, PIN}
    (asked,) = homes.cosigner.admin.approvals()
    homes.cosigner.admin.refuse(asked.id, "no")
    assert heard(homes) == [PlaceAsked.NO, PlaceAsked.NO]
    asks(homes)
    homes.clock.sleep(LASTS)
    assert heard(homes) == [PlaceAsked.NO, PlaceAsked.NO]
    pair(homes.cosigner, NEW, PairingPurpose.RESTORE)
    asks(homes)
    homes.cosigner.admin.barring.block(OLD_PIN)
    with pytest.raises(LinkError):
        heard(homes)


def codes(homes: Lost) -> list[str]:
    return [entry.code for entry in homes.cosigner.records.log()]


def nothing_changed(homes: Lost) -> None:
    """The old computer has its wallets, and pays."""
    assert {row.pin for row in homes.cosigner.records.keys.values()} == {OLD_PIN}
    homes.client.connected()
    homes.pay()


# ------------------------------------------------------------------ the old computer
def test_restore_with_stolen_sheet(homes: Lost) -> None:
    """A thief with the words, whose computer a person has paired: it waits, and the owner's computer ends it."""
    as_old(homes)
    homes.client.connected()
    assert heard(homes) == [PlaceAsked.NO, PlaceAsked.NO]
    found = asks(homes)
    assert (found.state, found.keys, found.without) == (RestoreState.WAITING, (), ())
    assert heard(homes) == [PlaceAsked.WAITS, PlaceAsked.WAITS]  # whichever wallet it looks at
    with pytest.raises(BadInput) as there:
        homes.approve()
    assert there.value.kind is InputKind.RESTORE_THERE
    assert heard(homes) == [PlaceAsked.STOPPED, PlaceAsked.STOPPED]
    assert asks(homes).state is RestoreState.WAITING  # another request, as the first is over
    homes.client.close()
    homes.approve()
    waits = asks(homes)
    assert (waits.state, waits.wait) == (RestoreState.SETTLING, SETTLING)
    for early in (TakeCopy(waits.request, homes.kept.key_id), Rebind(waits.request, ())):
        with pytest.raises(Refused) as refused:
            told(homes, early, CopyTaken)
        assert refused.value.kind is RefusalKind.PENDING
    homes.clock.sleep(SETTLING - 10)
    homes.client.connected()
    homes.client.close()
    homes.clock.sleep(DAY)
    assert told(homes, RestoreOf(waits.request), RestoreTold).state is RestoreState.STOPPED
    with pytest.raises(Refused):
        told(homes, TakeCopy(waits.request, homes.kept.key_id), CopyTaken)
    assert "recovery.stopped" in codes(homes)
    assert heard(homes) == [PlaceAsked.STOPPED, PlaceAsked.STOPPED]
    homes.clock.sleep(LASTS)
    assert heard(homes) == [PlaceAsked.NO, PlaceAsked.NO]
    nothing_changed(homes)


def test_after_success_the_old_share_and_the_old_pin_are_useless(homes: Lost) -> None:
    """The thief of the computer has its share, its certificate and its program."""
    with homes.computer.records.write() as write:  # no wallet stays with it
        write.erase_key(next(row.key_id for row in homes.computer.records.keys.values() if row.name == WITHOUT))
    with homes.cosigner.records.write() as write:
        write.erase_key(next(row.key_id for row in homes.cosigner.records.keys.values() if row.name == WITHOUT))
    assert homes.restore() == ()
    with pytest.raises(LinkError, match=r"replaced by another one on 20\d\d-\d\d-\d\d"):
        homes.client.connected()
    one, two = share_of(homes.key), share_of(homes.kept)
    assert add(base_mult(one.x.reveal()), base_mult(two.x.reveal())) != one.Q
    thief = homes.raw(NEW)  # and even past the door: as the new computer
    (answer,) = thief.ask(prepare.step1_p1_offer(one, Purpose.PAY, 1, HedgedRng())[1])
    with pytest.raises(KeyBlocked):
        read(A2, answer)
    homes.new_client.close()
    homes.use_new()
    homes.pay()


def test_a_wallet_without_a_copy_stays_where_it_is(homes: Lost) -> None:
    assert homes.restore() == (WITHOUT,)
    assert OLD_PIN not in homes.cosigner.records.blocked
    homes.client.connected()  # it is let in, for that one
    assert homes.key.mismatch
    (other,) = [row for row in homes.computer.records.keys.values() if row.name == WITHOUT]
    assert not other.mismatch
    with pytest.raises(KeyBlocked):
        homes.client.refresh(homes.key.key_id)
    homes.client.refresh(other.key_id)


def test_a_blocked_computer_vetoes_nothing(homes: Lost) -> None:
    as_old(homes)
    homes.client.connected()
    asks(homes)
    homes.cosigner.admin.barring.block(OLD_PIN)
    homes.approve()
    homes.client.close()
    with pytest.raises(LinkError):
        homes.client.connected()
    homes.clock.sleep(SETTLING)
    assert asks(homes).state is RestoreState.READY
    assert homes.restore() == (WITHOUT,)
    homes.use_new()
    homes.pay()


# ------------------------------------------------------------------ who asks
def test_an_approval_without_the_sheet_changes_nothing(homes: Lost) -> None:
    """A tricked yes: what comes of it needs the words twice, to open the copy and to prove the half (R10)."""
    ready = asked_and_approved(homes)
    assert ready.state is RestoreState.READY
    taken = told(homes, TakeCopy(ready.request, homes.kept.key_id), CopyTaken)
    with pytest.raises(BadInput) as other:
        Ecdsa.restoring.open_handed(taken.handed, a_sheet(Role.P1, "a guess"))
    assert other.value.kind is InputKind.SHEET_OTHER
    line = homes.new_client.connected()
    share = replace(share_of(homes.key), x=Secret(7))
    proof = Ecdsa.restoring.prove(share, line.link.chan, HedgedRng())
    with pytest.raises(PeerFault):
        told(homes, Rebind(ready.request, (RebindProof(share.key_id, share.T, proof, NAME),)), Rebound)
    nothing_changed(homes)


def test_wrong_sheets(homes: Lost) -> None:
    with pytest.raises(Refused) as unknown:
        asks(homes, a_sheet(Role.P1, "another"))
    assert unknown.value.kind is RefusalKind.SHEET_UNKNOWN
    with pytest.raises(Refused) as theirs:
        asks(homes, a_sheet(Role.P2))
    assert (theirs.value.kind, theirs.value.message) == (RefusalKind.SHEET_UNKNOWN, unknown.value.message)
    with pytest.raises(BadInput) as typed:
        Sheet.read(a_sheet(Role.P2).words.reveal(), Role.P1)
    assert typed.value.kind is InputKind.SHEET_COSIGNERS
    assert homes.cosigner.admin.approvals() == ()


def test_a_question_counts_on_its_own_link_and_for_its_own_computer(homes: Lost) -> None:
    line = homes.new_client.connected()
    asked = AskRestore.signed(sheet(), line.link.chan, PIN)
    homes.new_client.close()
    for odd in (asked, AskRestore.signed(sheet(), homes.new_client.connected().link.chan, OLD_PIN)):
        with pytest.raises(PeerFault):
            told(homes, odd, RestoreTold)
    assert homes.cosigner.admin.approvals() == ()


def test_only_who_was_paired_for_it_may_ask(homes: Lost) -> None:
    with homes.cosigner.records.write() as write:
        write.peer(PIN, replace(homes.cosigner.records.peers[PIN], purpose=PairingPurpose.NEW))
    with pytest.raises(Refused) as refused:
        asks(homes)
    assert refused.value.kind is RefusalKind.PURPOSE


def test_three_requests_a_day_and_one_at_a_time(homes: Lost) -> None:
    for _ in range(MOST_A_DAY):
        first = asks(homes)
        assert asks(homes).request == first.request
        homes.cosigner.admin.refuse(first.request.hex(), "no")
        assert told(homes, RestoreOf(first.request), RestoreTold).state is RestoreState.REFUSED
    with pytest.raises(Refused) as often:
        asks(homes)
    assert often.value.kind is RefusalKind.TOO_MANY_DAY
    homes.clock.sleep(DAY)
    assert asks(homes).state is RestoreState.WAITING
    with pytest.raises(Refused) as unknown:
        told(homes, RestoreOf(bytes(16)), RestoreTold)
    assert unknown.value.kind is RefusalKind.UNKNOWN


def test_a_request_runs_out(homes: Lost) -> None:
    found = asks(homes)
    homes.clock.sleep(LASTS)
    assert told(homes, RestoreOf(found.request), RestoreTold).state is RestoreState.EXPIRED
    assert homes.cosigner.admin.approvals() == ()
    pair(homes.cosigner, NEW, PairingPurpose.RESTORE)
    ready = asked_and_approved(homes)
    homes.clock.sleep(SETTLING + LASTS)
    with pytest.raises(Refused):
        told(homes, TakeCopy(ready.request, homes.kept.key_id), CopyTaken)


# ------------------------------------------------------------------ what a person sees and says
def test_what_a_person_is_asked(homes: Lost) -> None:
    as_old(homes)
    with homes.cosigner.records.write() as write:
        write.note(SEAT, OLD_PIN, b"192.0.2.0/24", MADE.to_bytes(8, "big"))
        write.note(SEAT, OLD_PIN, b"198.51.100.0/24", (MADE + 5).to_bytes(8, "big"))
    asks(homes)
    (asked,) = homes.cosigner.admin.approvals()
    assert (asked.kind, asked.sheet, asked.approved) == ("restore", sheet().public.fingerprint, False)
    shown = asked.restores
    assert shown is not None
    old, new = fingerprint(OLD_PIN), fingerprint(PIN)
    assert (shown.wallets, shown.without) == ((f"{old}/{NAME}",), (f"{old}/{WITHOUT}",))
    assert (shown.lost, shown.computer, shown.state, shown.seen) == ((old,), new, "waiting", MADE + 5)
    assert homes.cosigner.admin.status().open_requests == 1
    with pytest.raises(BadInput) as unproven:
        homes.cosigner.admin.approve(asked.id[:6])
    assert unproven.value.kind is InputKind.RESTORE_UNPROVEN
    with pytest.raises(BadInput):
        homes.cosigner.admin.approve(asked.id, task="00", proven=True)
    decided = homes.cosigner.admin.approve(asked.id, proven=True)
    assert decided.state == "settling"
    (waits,) = homes.cosigner.admin.approvals()
    assert (waits.approved, waits.seconds) == (True, SETTLING)
    (status,) = homes.cosigner.admin.status().restores
    assert (status.state, status.seconds) == ("settling", SETTLING)
    with pytest.raises(BadInput):
        homes.cosigner.admin.approve(asked.id, proven=True)
    homes.clock.sleep(SETTLING)
    homes.cosigner.admin.refuse(asked.id, "no, after all")  # a no is a no, also then
    assert asks(homes).state is RestoreState.WAITING


def test_who_asks_and_is_blocked_gets_nothing(homes: Lost) -> None:
    asks(homes)
    homes.cosigner.admin.barring.block(PIN)
    assert homes.cosigner.admin.approvals() == ()
    with pytest.raises(LinkError):
        asks(homes)
    nothing_changed(homes)


def test_the_first_hour_is_of_policy_time_and_never_begins_again(homes: Lost) -> None:
    homes.client.close()
    homes.clock.sleep(FIRST_HOUR - 60)
    asks(homes)
    homes.approve()
    assert asks(homes).state is RestoreState.READY
    assert [settles(created, 5_000) for created in (0, 1_000, 1_401, 5_000, 5_001)] == [
        SETTLING,
        SETTLING,
        0,
        0,
        SETTLING,
    ]


@pytest.mark.parametrize("side", list(OldSide))
def test_an_old_copy_has_no_first_hour(homes: Lost, side: OldSide) -> None:
    """A co-signer put back to the hour in which a wallet was made, or one whose computer was: nobody knows what time
    it is there."""
    with homes.cosigner.records.write() as write:
        write.old_copy(homes.kept.key_id, OldCopy(side, homes.cosigner.seconds()))
    found = asked_and_approved(homes)
    assert (found.state, found.wait) == (RestoreState.SETTLING, SETTLING)


def test_the_clock_shortens_nothing(homes: Lost) -> None:
    """Somebody sets it, and a person confirms it: what was approved after the machine was off waits its whole time."""
    as_old(homes)
    homes.client.close()
    homes.cosigner.end()
    homes.clock.reboot(off=100 * DAY)
    homes.restart_new()
    asks(homes)
    homes.approve()
    homes.clock.jump(2 * SETTLING)
    assert asks(homes).state is RestoreState.SETTLING
    homes.cosigner.admin.confirm_clock(int(homes.clock.now()))
    found = asks(homes)
    assert (found.state, found.wait > SETTLING - 60) == (RestoreState.SETTLING, True)


def test_nor_the_days_in_which_everything_asks(homes: Lost) -> None:
    homes.restore()
    homes.cosigner.end()
    homes.clock.reboot(off=100 * DAY)
    homes.restart_new()
    with homes.cosigner.records.write() as write:
        now = homes.cosigner.seconds()
        write.key(replace(homes.kept, rules=replace(homes.kept.rules, strict_until=now + STRICT)))
    asks_later = homes.cosigner.records.restores.requests[PIN].kept_age(0, 5)
    assert asks_later.asked == homes.cosigner.records.restores.requests[PIN].asked + 5
    homes.cosigner.admin.confirm_clock(int(homes.clock.now()))
    assert homes.kept.rules.strict_until > homes.cosigner.seconds() + STRICT - 60


def test_strict_for_three_days(homes: Lost) -> None:
    """Nothing is signed without a person, and nothing is loosened (R13)."""
    homes.cosigner.admin.policy_set(PolicyChange(approve_below=50_000))
    homes.restore()
    homes.use_new()
    assert homes.propose(homes.wire()).state is RequestState.PROPOSED
    homes.cosigner.admin.policy_set(PolicyChange(approve_below=50_000, max_payment=10_000_000))
    assert homes.propose(homes.wire(seed=20)).state is RequestState.PROPOSED
    shown = next(view for view in homes.cosigner.admin.policy_show() if view.wallet == NAME)
    assert (shown.approve_below, [one.rule for one in shown.pending]) == (0, ["approve-below"])
    homes.clock.sleep(STRICT - 60)
    assert homes.propose(homes.wire(seed=40)).state is RequestState.PROPOSED
    homes.clock.sleep(61)
    assert homes.propose(homes.wire(seed=60)).state is RequestState.APPROVED


def test_what_the_old_computer_had_asked_for_is_refused(homes: Lost) -> None:
    waits = homes.propose(homes.wire())
    homes.restore()
    assert homes.cosigner.records.requests[waits.request].state is RequestState.REFUSED


# ------------------------------------------------------------------ copies and proofs that lie
def tampered(homes: Lost, change: Callable[[CopyTaken], CopyTaken]) -> None:
    """The co-signer hands out something else."""

    def tamper(frame: bytes) -> bytes:
        if peek_type(frame[4:]) is not MessageType.COPY_TAKEN:
            return frame
        return frame[:4] + encode(change(decode(CopyTaken, frame[4:])))

    homes.traffic.tamper = tamper


def forged(homes: Lost) -> bytes:
    """A perfect copy of a share that the co-signer has chosen, of another key, sealed to the true public key: all but
    the signature of the sheet, whose private key it has not."""
    fake, share = Sheet.make(Role.P1, SeededRng("a forger")), share_of(homes.key)
    X1 = base_mult(7)
    mine = replace(share, x=Secret(7), X1=X1, Q=add(X1, share.X2))
    own = replace(fake.kept(MADE), public=PublicSheet(sheet().public.spk, fake.public.apk))
    made = seal(subject_of(mine, Role.P1), mine.half, mine.chain, Sealing(own, 1, 1), HedgedRng())
    copy = replace(decode(HandedCopy, made).copy, sheet=sheet().public)
    return encode(HandedShare(encode(copy), SheetPair(sheet().public), NO_SHEETS, NO_SEALS))


def test_a_forged_copy_is_refused_before_an_address_is_shown(homes: Lost) -> None:
    """By the sheet's signature (R4)."""
    handed = forged(homes)
    tampered(homes, lambda taken: replace(taken, handed=handed))
    with pytest.raises(BadInput) as damaged:
        homes.restore()
    assert damaged.value.kind is InputKind.COPY
    assert homes.new.records.keys == {}
    assert homes.new.records.sheet is None


@pytest.mark.parametrize(
    "change",
    [
        lambda taken: replace(taken, name="a/b"),
        lambda taken: replace(taken, row=replace(taken.row, generation=MOST_TOLD + 1)),
        lambda taken: replace(taken, row=replace(taken.row, peer_generation=MOST_TOLD + 1)),
        lambda taken: replace(taken, row=replace(taken.row, current=bytes(32))),
        lambda taken: replace(taken, scheme=9),
        lambda taken: replace(taken, handed=taken.handed[:-1]),
        lambda taken: replace(taken, handed=encode(replace(decode(HandedShare, taken.handed), seals=NO_SEALS))),
        lambda taken: replace(taken, handed=encode(replace(decode(HandedShare, taken.handed), own=NO_SHEETS))),
    ],
    ids=["name", "generation", "peer generation", "run", "scheme", "cut", "no seal", "no sheet"],
)
def test_what_comes_with_a_copy_may_lie(homes: Lost, change: Callable[[CopyTaken], CopyTaken]) -> None:
    tampered(homes, change)
    with pytest.raises(PeerFault):
        homes.restore()
    assert homes.new.records.keys == {}


def test_the_copy_of_another_wallet(homes: Lost) -> None:
    found = asked_and_approved(homes)
    with pytest.raises(Refused):
        told(homes, TakeCopy(found.request, bytes(32)), CopyTaken)
    work = homes.restoring()
    with pytest.raises(Refused):
        work.open(found.request, bytes(32), bytes(32))


def test_a_copy_of_a_run_that_is_over_sends_back_to_open(homes: Lost) -> None:
    """The lost computer turns up between OPEN and REBIND, and renews: this request is over, and the next one opens what
    is current then."""
    found = asked_and_approved(homes)
    work = homes.restoring()
    (one,) = found.keys
    work.open(found.request, one.key_id, one.T)
    stale = homes.back.current_run_id
    homes.client.connected()
    homes.client.refresh(homes.key.key_id)
    homes.client.close()
    with pytest.raises(Refused):
        work.prove(found)
    assert homes.restore() == (WITHOUT,)
    assert homes.back.current_run_id != stale
    homes.use_new()
    homes.pay()


def test_a_proof_of_another_run_is_not_taken(homes: Lost) -> None:
    found = asked_and_approved(homes)
    line, share = homes.new_client.connected(), share_of(homes.key)
    proof = Ecdsa.restoring.prove(share, line.link.chan, HedgedRng())
    with pytest.raises(Refused) as stale:
        told(homes, Rebind(found.request, (RebindProof(share.key_id, bytes(32), proof, NAME),)), Rebound)
    assert stale.value.kind is RefusalKind.SESSION
    one = RebindProof(share.key_id, share.T, proof, NAME)
    for odd in ((), (one, one), (replace(one, key_id=bytes(32)),)):
        with pytest.raises(PeerFault):
            told(homes, Rebind(found.request, odd), Rebound)
        homes.new_client.close()
    elsewhere = Ecdsa.restoring.prove(share, b"another link", HedgedRng())
    with pytest.raises(PeerFault):
        told(homes, Rebind(found.request, (replace(one, proof=elsewhere),)), Rebound)
    nothing_changed(homes)


# ------------------------------------------------------------------ the new computer's home
def test_a_share_that_came_back_signs_nothing_before_a_refresh(homes: Lost) -> None:
    found = asked_and_approved(homes)
    (one,) = found.keys
    homes.restoring().open(found.request, one.key_id, one.T)
    row = homes.back
    assert state(row) is KeyState.MISMATCH
    share = share_of(row)
    assert not Ecdsa.restoring.signs(share)
    for step in (
        lambda: prepare.step1_p1_offer(share, Purpose.PAY, 1, HedgedRng()),
        lambda: must_be_usable(replace(row, mismatch=False), 0),
    ):
        with pytest.raises(KeyBlocked):
            step()
    homes.new_client.close()
    homes.new_client.connected()  # the co-signer knows nothing of it yet, and nothing is erased
    assert homes.back.mismatch
    assert homes.restore() == (WITHOUT,)


def test_a_home_that_has_the_wallet_or_another_sheet(homes: Lost) -> None:
    with homes.new.records.write() as write:
        write.sheet(a_sheet(Role.P1, "of the new one").kept(MADE))
    with pytest.raises(BadInput) as other:
        must_have_room_for(homes.new.records, sheet())
    assert other.value.kind is InputKind.SHEET_MADE
    with homes.new.records.write() as write:
        write.sheet(sheet().kept(MADE))
        write.key(homes.key)
    must_have_room_for(homes.new.records, sheet())
    with pytest.raises(BadInput) as here:
        homes.restore()
    assert here.value.kind is InputKind.EXISTS_HERE
    nothing_changed(homes)


# ------------------------------------------------------------------ taken back
def test_cancel_gives_the_wallets_back(homes: Lost) -> None:
    """Before the new computer has renewed anything: both have held the same half, so a refresh comes first (R12)."""
    found = asked_and_approved(homes)
    work = homes.restoring()
    (one,) = found.keys
    work.open(found.request, one.key_id, one.T)
    work.prove(found)
    assert homes.kept.pin == PIN
    cancelled = homes.cosigner.admin.restore_cancel()
    assert cancelled.state == "cancelled"
    assert PIN in homes.cosigner.records.blocked
    assert (homes.kept.pin, homes.kept.must_refresh) == (OLD_PIN, True)
    homes.new_client.close()
    with pytest.raises(LinkError):
        homes.new_client.connected()
    homes.client.connected()
    assert homes.key.must_refresh
    with pytest.raises(KeyBlocked):
        homes.client.prepare(homes.key.key_id, 1)
    homes.client.refresh(homes.key.key_id)
    homes.pay()


def test_cancel_readmits_one_that_was_replaced(homes: Lost) -> None:
    with homes.cosigner.records.write() as write:
        write.erase_key(next(row.key_id for row in homes.cosigner.records.keys.values() if row.name == WITHOUT))
    found = asked_and_approved(homes)
    work = homes.restoring()
    work.open(found.request, found.keys[0].key_id, found.keys[0].T)
    work.prove(found)
    assert OLD_PIN in homes.cosigner.records.blocked
    homes.cosigner.admin.restore_cancel(fingerprint(PIN))
    assert homes.cosigner.records.blocked.keys() == {PIN}
    assert replaced(homes.cosigner.records) == {}
    homes.client.connected()


def test_a_cancel_names_what_it_cannot_give_back(homes: Lost) -> None:
    """Of two wallets the new computer has renewed one."""
    homes.client.new_key("another", NETWORK)
    found = asked_and_approved(homes)
    work = homes.restoring()
    for one in found.keys:
        work.open(found.request, one.key_id, one.T)
    work.prove(found)
    homes.new_client.close()
    homes.new_client.refresh(homes.kept.key_id)
    cancelled = homes.cosigner.admin.restore_cancel()
    assert [[name.rpartition("/")[2] for name in names] for names in (cancelled.wallets, cancelled.without)] == [
        ["another"],
        [NAME],
    ]
    assert homes.kept.pin == PIN


def test_a_cancel_says_which_of_several(homes: Lost) -> None:
    """Else a thief's could stay, and the owner's go."""
    homes.client.new_key("another", NETWORK)
    found = asked_and_approved(homes)
    work = homes.restoring()
    for one in found.keys:
        work.open(found.request, one.key_id, one.T)
    work.prove(found)
    other, records = bytes(31) + b"2", homes.cosigner.records
    with records.write() as write:
        write.key(replace(homes.kept, pin=other))
        records.restores.keep(write, other, records.restores.requests[PIN])
    with pytest.raises(BadInput, match="say which one is to go") as several:
        homes.cosigner.admin.restore_cancel()
    assert several.value.kind is InputKind.SEVERAL_COMPUTERS
    homes.cosigner.admin.restore_cancel(fingerprint(PIN))
    assert homes.kept.pin == other
    homes.cosigner.admin.restore_cancel()
    assert homes.kept.pin == OLD_PIN


def test_nothing_to_cancel(homes: Lost) -> None:
    with pytest.raises(BadInput) as none:
        homes.cosigner.admin.restore_cancel()
    assert none.value.kind is InputKind.NO_SUCH_REQUEST
    homes.restore()
    with pytest.raises(BadInput):
        homes.cosigner.admin.restore_cancel()  # the halves are new


def test_who_was_replaced_may_be_paired_again(homes: Lost) -> None:
    with homes.cosigner.records.write() as write:
        write.erase_key(next(row.key_id for row in homes.cosigner.records.keys.values() if row.name == WITHOUT))
    homes.restore()
    assert replaced(homes.cosigner.records).keys() == {OLD_PIN}
    book = GuestBook(homes.cosigner.records, NameBook(homes.cosigner.records, int))
    assert book.now().by_pin[OLD_PIN].certificate == homes.certificate  # it comes as far as the sentence
    with homes.cosigner.records.write() as write:
        homes.cosigner.admin.barring.admit(write, OLD_PIN)
    assert homes.cosigner.records.blocked == {}
    homes.client.connected()
    assert homes.key.mismatch  # its wallet stays with the new one


# ------------------------------------------------------------------ an old copy of the co-signer
def test_a_cosigner_put_back_lets_the_old_computer_in_no_more(homes: Lost, tmp_path: Path) -> None:
    """An image from before REBIND: the anchor names who was replaced (L10)."""
    with homes.cosigner.records.write() as write:
        write.erase_key(next(row.key_id for row in homes.cosigner.records.keys.values() if row.name == WITHOUT))
    homes.cosigner.end()
    homes.cosigner.outside = tmp_path / "anchor"
    homes.restart_new()
    asked_and_approved(homes)
    homes.cosigner.end()
    shutil.copytree(homes.cosigner.home, tmp_path / "image")
    homes.restart_new()
    homes.restore()
    homes.cosigner.end()
    shutil.rmtree(homes.cosigner.home)
    shutil.copytree(tmp_path / "image", homes.cosigner.home)
    homes.restart_new()
    with pytest.raises(LinkError):
        homes.client.connected()
    assert homes.kept.must_refresh


# ------------------------------------------------------------------ while it waits
def test_a_line_that_drops_while_it_waits(homes: Lost) -> None:
    as_old(homes)
    steps: list[ProgressStep] = []

    def cut(seconds: float) -> None:
        homes.clock.sleep(seconds)
        if len(steps) == 1:
            homes.traffic.cut_at = len(homes.traffic.frames)

    homes.pause = cut  # type: ignore[method-assign]

    def person(event: Event) -> None:
        steps.append(event.step)
        if event.step is ProgressStep.SETTLES or steps.count(event.step) == 2:
            homes.person(event)

    assert homes.restore(person) == (WITHOUT,)
    assert steps[:3] == [ProgressStep.RESTORE_WAITS, ProgressStep.LOST, ProgressStep.RESTORE_WAITS]


def test_a_co_signer_that_stays_away_while_it_waits(homes: Lost) -> None:
    homes.client.close()
    waits = homes.restoring()

    def gone(event: Event) -> None:
        if event.step is ProgressStep.RESTORE_WAITS and homes.cosigner.alive:
            homes.cosigner.end()

    with pytest.raises(LinkError):
        waits.run(gone)


def test_a_wallet_that_is_closed_while_it_waits_does_not_go_on(homes: Lost) -> None:
    asked: list[ProgressStep] = []

    def close(event: Event) -> None:
        asked.append(event.step)
        homes.new_client.end()

    with pytest.raises(LinkError) as ended:
        homes.restore(close)
    assert ended.value.kind is LinkKind.CLOSED
    assert asked == [ProgressStep.RESTORE_WAITS]  # else the words would stay in memory for minutes


def test_the_person_says_no_or_the_lost_computer_comes_while_it_waits(homes: Lost) -> None:
    as_old(homes)

    def refuses(event: Event) -> None:
        if event.step is ProgressStep.RESTORE_WAITS:
            homes.cosigner.admin.refuse(event.request, "no")

    with pytest.raises(Refused) as no:
        homes.restore(refuses)
    assert no.value.kind is RefusalKind.REFUSED

    def comes(event: Event) -> None:
        if event.step is ProgressStep.SETTLES:
            homes.client.connected()
            homes.client.close()
        else:
            homes.person(event)

    with pytest.raises(Refused) as stopped:
        homes.restore(comes)
    assert stopped.value.kind is RefusalKind.RESTORE_STOPPED


def test_of_many_wallets_a_few_in_a_second(homes: Lost, monkeypatch: pytest.MonkeyPatch) -> None:
    """A thief may have made a thousand with it."""
    asked_and_approved(homes)
    monkeypatch.setattr("core.cosigner.endpoints.QUESTION_BURST", 2)
    homes.cosigner.end()
    homes.cosigner.start()
    homes.new_client.close()
    before = homes.clock.now()
    homes.restore()
    assert homes.clock.now() > before
    assert not homes.back.must_refresh


def test_a_co_signer_that_tells_a_wait_for_ever(homes: Lost) -> None:
    """A day is all that is believed, and all that a window can show."""
    as_old(homes)

    def tamper(frame: bytes) -> bytes:
        if peek_type(frame[4:]) is not MessageType.RESTORE_TOLD:
            return frame
        return frame[:4] + encode(replace(decode(RestoreTold, frame[4:]), wait=2**64 - 1))

    homes.traffic.tamper, said = tamper, list[int]()

    def person(event: Event) -> None:
        said.append(event.seconds)
        homes.person(event)

    homes.restore(person)
    assert max(said) == SETTLING


def test_the_lost_computer_is_there_when_the_copies_are_taken(homes: Lost) -> None:
    """Also where nobody has noticed when it came."""
    found = asked_and_approved(homes)
    homes.cosigner.dispatcher.connections[OLD_PIN] = homes.cosigner.dispatcher.connections[PIN]
    with pytest.raises(Refused) as there:
        told(homes, TakeCopy(found.request, homes.kept.key_id), CopyTaken)
    assert there.value.kind is RefusalKind.RESTORE_STOPPED


def test_one_sheet_at_a_time(homes: Lost) -> None:
    asks(homes)
    other = a_sheet(Role.P1, "of another wallet")
    row = homes.kept
    share = replace(share_of(row), sheet1=other.public)
    with homes.cosigner.records.write() as write:
        write.key(replace(row, key_id=bytes(32), current=Slot.of(share)))
    with pytest.raises(Refused) as busy:
        asks(homes, other)
    assert busy.value.kind is RefusalKind.BUSY


def test_who_has_nothing_to_ask_for_hears_so_and_who_has_it_all_goes_on(homes: Lost) -> None:
    with pytest.raises(Refused) as unknown:
        homes.restoring(a_sheet(Role.P1, "another")).run(homes.person)
    assert unknown.value.kind is RefusalKind.SHEET_UNKNOWN
    homes.restore()
    request = homes.cosigner.records.restores.requests[PIN]
    with homes.cosigner.records.write() as write:  # as if the request had been for another sheet
        homes.cosigner.records.restores.keep(write, PIN, replace(request, sheet=a_sheet(Role.P1, "x").public))
    assert homes.restore() == ()


def test_a_computer_that_was_never_lost(homes: Lost) -> None:
    homes.new_client.new_key(NAME, NETWORK)
    with homes.cosigner.records.write() as write:
        for row in sealed_to(homes.cosigner.records, sheet().public):
            write.key(replace(row, pin=PIN))  # all that there is for this sheet is the asker's own
    with pytest.raises(BadInput, match=f"has its wallets already .{NAME}.") as here:
        homes.restoring().run(homes.person)
    assert here.value.kind is InputKind.EXISTS_HERE
    assert homes.cosigner.admin.approvals() == ()


def test_a_run_that_goes_on_while_copies_are_taken(homes: Lost) -> None:
    """What was opened is of a run that is over: the copies are taken again, not for ever."""
    homes.client.close()
    times = 0

    def tamper(frame: bytes) -> bytes:
        nonlocal times
        slot = homes.kept.current
        assert slot is not None
        kind, T = peek_type(frame[4:]), share_of(homes.key).T
        if kind in (MessageType.REBIND, MessageType.RESTORE_ASK):
            times += kind is MessageType.REBIND
            run_id = bytes(32) if kind is MessageType.REBIND and times < most else T
            with homes.cosigner.records.write() as write:
                write.key(replace(homes.kept, current=replace(slot, run_id=run_id)))
        return frame

    homes.traffic.tamper, most = tamper, 100
    with pytest.raises(PeerFault, match="one run of a wallet after the other"):
        homes.restoring().run(homes.person)
    times, most = 0, 2
    assert homes.restoring().run(homes.person) == (WITHOUT,)


def test_a_locked_wallet_comes_back_locked(homes: Lost) -> None:
    """Its refresh is confirmed there, as ever; a suspension of the lost computer is over."""
    slot = homes.kept.current
    assert slot is not None
    rules = replace(homes.kept.rules, suspended_until=homes.cosigner.seconds() + DAY)
    with homes.cosigner.records.write() as write:
        write.key(replace(homes.kept, current=replace(slot, guard=slot.scheme.guard.lock(slot.guard)), rules=rules))
    with pytest.raises(Refused) as locked:
        homes.restore()
    assert locked.value.kind is RefusalKind.PENDING
    (asked,) = homes.cosigner.admin.approvals()
    homes.cosigner.admin.approve(asked.id)
    assert homes.restore() == (WITHOUT,)
    homes.use_new()
    homes.pay()


# ------------------------------------------------------------------ killed anywhere
def survives(homes: Lost, work: Callable[[], object]) -> bool:
    """Whether it came to its end; who was killed is dead after it."""
    try:
        work()
    except (Killed, StorageError):
        homes.new.end()
    except LinkError:
        pass
    else:
        return homes.cosigner.alive
    return False


@pytest.mark.slow
@pytest.mark.parametrize("side", ["new", "cosigner"])
def test_killed_anywhere_it_is_begun_again(side: str, tmp_path: Path) -> None:
    """After each durable step of either side; both hold halves that fit, and pay."""
    for at in count(1):
        with lost(tmp_path / str(at)) as homes:
            mortal = homes.new if side == "new" else homes.cosigner
            mortal.meets(Fate(at, "after"))
            ended = survives(homes, homes.restore)
            reached = mortal.vault.count >= at
            assert reached != ended
            if not reached:
                break
            mortal.vault.fate = None
            homes.restart_new()
            homes.restore()
            one, two = share_of(homes.back), share_of(homes.kept)
            assert one.T == two.T
            assert add(base_mult(one.x.reveal()), base_mult(two.x.reveal())) == one.Q
            assert (homes.back.must_refresh, homes.back.mismatch, homes.kept.pin) == (False, False, PIN)
    assert at - 1 >= {"new": 8, "cosigner": 10}[side]


def test_a_copy_handed_out_in_vain_makes_a_refresh_due(homes: Lost) -> None:
    """Whoever got it may hold the half of this run."""
    found = asked_and_approved(homes)
    told(homes, TakeCopy(found.request, homes.kept.key_id), CopyTaken)
    assert homes.kept.must_refresh
    told(homes, TakeCopy(found.request, homes.kept.key_id), CopyTaken)
    homes.cosigner.admin.refuse(found.request.hex(), "no")
    homes.client.connected()
    assert homes.key.must_refresh
    with pytest.raises(KeyBlocked):
        homes.client.prepare(homes.key.key_id, 1)
    homes.pay()  # it refreshes by itself
