"""A lost co-signer is replaced, between real homes."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

import pytest

from core.approval.allowance import MAX_WORK, Allowance
from core.approval.messages import RequestState
from core.codec.codec import decode, encode
from core.codec.messages import Message, MessageType, peek_type
from core.cosigner.api import PolicyChange
from core.crypto.rng import HedgedRng
from core.crypto.secp256k1 import add, base_mult
from core.errors import BadInput, InputKind, KeyBlocked, LinkError, PeerFault, RefusalKind, Refused, StorageError
from core.home.changing_hands import hand_out, turned_away
from core.home.records import HomeRecord
from core.home.tables import THIS, TYPED_SHEET
from core.home.typed_sheet import LASTS
from core.keys.handshake import MAX_KEYS, MOST_TOLD
from core.keys.record import Slot, share_of, state
from core.keys.restore import (
    FIRST_HOUR,
    SETTLING,
    STRICT,
    UNASKED,
    AskRestore,
    AskWhosePlace,
    CopyTaken,
    Rebind,
    RebindProof,
    Rebound,
    settles,
)
from core.keys.state import KeyState
from core.protocol.copies import NO_SEALS, subject_of
from core.protocol.ecdsa import prepare
from core.protocol.ecdsa.prepare import A2, Purpose
from core.protocol.ecdsa.scheme import Ecdsa
from core.protocol.restore import HandedShare
from core.protocol.share import NO_RUN
from core.recovery.sealed_copy import HandedCopy, Sealing, seal
from core.recovery.sheet import NO_SHEETS, PublicSheet, Sheet, SheetPair
from core.role import Role
from core.rpc.multiplexer import exchange
from core.rpc.runner import read
from core.secret import Secret
from core.transport.link.identity import fingerprint, pin_of
from core.transport.pairing_purpose import PairingPurpose
from core.wallet.cosigner_client import CosignerClient
from core.wallet.events import silent
from core.wallet.replacing import Replacing, cancel, may_be_cancelled
from core.wallet.settling import nothing
from tests.support.lost_computer import WITHOUT, x_of
from tests.support.lost_cosigner import OLD_PIN, PIN, LostCosigner, lost_cosigner, sheet
from tests.support.ot import SeededRng
from tests.support.sheets import MADE, a_sheet
from tests.support.two_homes import NAME, NETWORK, Fate, Killed, Line, Side, make_home

M = TypeVar("M", bound=Message)


@pytest.fixture
def homes(tmp_path: Path) -> Iterator[LostCosigner]:
    with lost_cosigner(tmp_path) as found:
        yield found


def told(homes: LostCosigner, message: Message, kind: type[M]) -> M:
    """One question to the new co-signer, of a computer that says what it likes."""
    return homes.new_client.connected().call(exchange(message, kind), nothing)


def handed(homes: LostCosigner) -> CopyTaken:
    """What an honest computer hands out."""
    return hand_out(
        homes.computer.records, homes.key.key_id, sheet().public, homes.new_client.connected().link.chan, MADE
    )


def tampered(homes: LostCosigner, kind: MessageType, change: Callable[[bytes], bytes]) -> None:
    """Messages of this kind say something else."""
    homes.traffic.tamper = lambda frame: frame[:4] + change(frame[4:]) if peek_type(frame[4:]) is kind else frame


def nothing_left(homes: LostCosigner) -> None:
    """No copy has left the computer, and it is as it was."""
    assert MessageType.COPY_TAKEN not in homes.traffic.types()
    assert (homes.key.pin, homes.key.must_refresh) == (OLD_PIN, False)
    homes.traffic.tamper = lambda frame: frame
    payable(homes)


def payable(homes: LostCosigner) -> None:
    """With the co-signer of before."""
    assert {row.pin for row in homes.computer.records.keys.values()} == {OLD_PIN}
    homes.client.connected()
    if homes.key.must_refresh:
        homes.client.refresh(homes.key.key_id)
    homes.pay()


def clean(homes: LostCosigner) -> None:
    """Nothing has come into the new home."""
    assert homes.new.records.keys == {}


# ------------------------------------------------------------------ the journey
def test_a_lost_cosigner_is_replaced_and_signs(homes: LostCosigner) -> None:
    before, T = x_of(homes.kept), homes.key.current_run_id
    assert homes.replace() == (WITHOUT,)
    row = homes.there
    assert row.current_run_id == homes.key.current_run_id != T
    assert (row.must_refresh, row.mismatch, x_of(row) == before, homes.key.pin) == (False, False, False, PIN)
    assert (homes.key.must_refresh, homes.key.mismatch) == (False, False)
    assert share_of(row).sheet2 == share_of(homes.kept).sheet2
    assert share_of(row).peer_copy
    assert share_of(homes.key).peer_copy
    homes.use_new()
    homes.pay()
    codes = [entry.code for entry in homes.cosigner.records.log()]
    assert codes[:5] == ["sheet.made", "recovery.words", "recovery.opened", "sheet.kept", "recovery.forgotten"]
    assert "recovery.bound" in [entry.code for entry in homes.computer.records.log()]


def test_the_lost_one_signs_no_more_whoever_has_it(homes: LostCosigner, tmp_path: Path) -> None:
    """An image of its home from before, with its certificate and its program; even in the place of the new one."""
    homes.cosigner.end()
    shutil.copytree(homes.cosigner.home, tmp_path / "image")
    homes.cosigner.start()
    homes.replace()
    one, two = share_of(homes.key), share_of(homes.kept)
    assert add(base_mult(one.x.reveal()), base_mult(two.x.reveal())) != one.Q
    homes.client.close()
    homes.client.connected()  # for the wallet that stays with it
    thief = homes.raw()
    (answer,) = thief.ask(prepare.step1_p1_offer(one, Purpose.PAY, 1, HedgedRng())[1])
    with pytest.raises(KeyBlocked):
        read(A2, answer)
    with homes.computer.records.write() as write:
        write.key(replace(homes.key, pin=OLD_PIN))
    homes.client.close()
    homes.client.connected()
    assert homes.key.mismatch


def test_a_wallet_without_a_copy_stays_where_it_is(homes: LostCosigner) -> None:
    assert homes.replace() == (WITHOUT,)
    assert homes.computer.records.blocked == {}
    (other,) = [row for row in homes.computer.records.keys.values() if row.name == WITHOUT]
    assert other.pin == OLD_PIN
    homes.client.refresh(other.key_id)
    assert homes.replacing().run(silent) == ()  # all is done
    homes.type_words()
    assert homes.replacing().run(silent) == (WITHOUT,)


def test_whom_no_wallet_is_left_to_is_turned_away(homes: LostCosigner) -> None:
    with homes.computer.records.write() as write:
        write.erase_key(next(row.key_id for row in homes.computer.records.keys.values() if row.name == WITHOUT))
        write.home(replace(homes.computer.records.home, cosigner=OLD_PIN))
    assert homes.replace() == ()
    assert homes.computer.records.blocked.keys() == {OLD_PIN}
    assert homes.computer.records.home.cosigner == PIN
    said = turned_away(homes.computer.records, OLD_PIN, Role.P2)
    assert "this co-signer was replaced by another one on 20" in said.message


# ------------------------------------------------------------------ who asks
def test_a_cosigner_without_words_gets_nothing(homes: LostCosigner) -> None:
    with pytest.raises(Refused) as none:
        homes.replacing().run(silent)
    assert none.value.kind is RefusalKind.SHEET_WORDS
    nothing_left(homes)


def test_nor_does_one_with_another_sheet(homes: LostCosigner) -> None:
    homes.type_words(a_sheet(Role.P2, "another"))
    with pytest.raises(BadInput) as other:
        homes.replacing().run(silent)
    assert other.value.kind is InputKind.SHEET_UNKNOWN
    nothing_left(homes)


def test_nor_one_that_shows_what_another_has_signed(homes: LostCosigner) -> None:
    """Before the sheet has signed for this link and this co-signer, no copy leaves (R10)."""
    homes.type_words()
    link = homes.new_client.connected().link
    false = a_sheet(Role.P2, "another")
    copied = AskRestore.signed(sheet(), link.chan, PIN)  # of a link that is over
    homes.new_client.close()

    def lies() -> list[AskRestore]:
        chan = homes.new_client.connected().link.chan
        forged = AskRestore.signed(false, chan, PIN)
        return [
            copied,
            AskRestore.signed(sheet(), chan, OLD_PIN),
            replace(forged, sheet=sheet().public),
            replace(forged, sheet=PublicSheet(sheet().public.spk, false.public.apk)),
            replace(AskRestore.signed(sheet(), chan, PIN), signature=bytes(64)),
            replace(AskRestore.signed(sheet(), chan, PIN), role=Role.P1),
            AskRestore.signed(a_sheet(Role.P1), chan, PIN),
        ]

    for number in range(len(lies())):
        tampered(homes, MessageType.RESTORE_ASK, lambda _, n=number: encode(lies()[n]))  # type: ignore[misc]
        with pytest.raises(PeerFault):
            homes.replacing().run(silent)
        homes.new_client.close()
    nothing_left(homes)


def test_a_question_counts_on_its_own_link(homes: LostCosigner) -> None:
    homes.type_words()
    first = told(homes, AskWhosePlace(), AskRestore)
    chan = homes.new_client.connected().link.chan
    first.check(chan, PIN)
    homes.new_client.close()
    with pytest.raises(PeerFault):
        first.check(homes.new_client.connected().link.chan, PIN)


def test_only_who_was_paired_for_it_is_answered(homes: LostCosigner) -> None:
    homes.type_words()
    copy = handed(homes)
    pin = pin_of(homes.certificate)
    with homes.new.records.write() as write:
        write.peer(pin, replace(homes.new.records.peers[pin], purpose=PairingPurpose.NEW))
    for question, answer in ((AskWhosePlace(), AskRestore), (copy, Rebind), (Rebound(), Rebound)):
        with pytest.raises(Refused) as refused:
            told(homes, question, answer)
        assert refused.value.kind is RefusalKind.PURPOSE
    clean(homes)
    assert homes.new.records.vault.get(TYPED_SHEET, THIS) is not None


# ------------------------------------------------------------------ proofs that lie
def test_a_proof_that_does_not_hold_changes_no_pin(homes: LostCosigner) -> None:
    homes.type_words()
    share = share_of(homes.kept)

    def lies() -> list[tuple[RebindProof, ...]]:
        chan = homes.new_client.connected().link.chan
        true = RebindProof(share.key_id, share.T, Ecdsa.restoring.prove(share, chan, HedgedRng()), NAME)
        guess = Ecdsa.restoring.prove(replace(share, x=Secret(7)), chan, HedgedRng())
        elsewhere = Ecdsa.restoring.prove(share, b"another link", HedgedRng())
        theirs = Ecdsa.restoring.prove(share_of(homes.key), chan, HedgedRng())
        odd = [(), (true, true), (replace(true, key_id=bytes(32)),), (replace(true, T=bytes(32)),)]
        return [*odd, *((replace(true, proof=proof),) for proof in (guess, elsewhere, theirs, b""))]

    for number in range(len(lies())):
        tampered(homes, MessageType.REBIND, lambda _, n=number: encode(Rebind(UNASKED, lies()[n])))  # type: ignore[misc]
        with pytest.raises(PeerFault):
            homes.replacing().run(silent)
        homes.new_client.close()
    homes.traffic.tamper = lambda frame: frame
    assert homes.key.must_refresh  # a copy was out
    payable(homes)


# ------------------------------------------------------------------ a computer that lies
def forged(homes: LostCosigner) -> bytes:
    """A perfect copy of a share that the computer has chosen, of another key, sealed to the true public key: all but
    the signature of the sheet, whose private key it has not."""
    fake, share = Sheet.make(Role.P2, SeededRng("a forger")), share_of(homes.kept)
    X2 = base_mult(7)
    mine = replace(share, x=Secret(7), X2=X2, Q=add(X2, share.X1))
    own = replace(fake.kept(MADE), public=PublicSheet(sheet().public.spk, fake.public.apk))
    made = seal(subject_of(mine, Role.P2), mine.half, mine.chain, Sealing(own, 1, 1), HedgedRng())
    copy = replace(decode(HandedCopy, made).copy, sheet=sheet().public)
    return encode(HandedShare(encode(copy), SheetPair(sheet().public), NO_SHEETS, NO_SEALS))


def another(homes: LostCosigner) -> bytes:
    """A good copy, of another key of the same sheet."""
    homes.client.new_key("another", "regtest")
    row = next(row for row in homes.computer.records.keys.values() if row.name == "another")
    return hand_out(homes.computer.records, row.key_id, sheet().public, b"chan", MADE).handed


@pytest.mark.parametrize(
    "change",
    [
        lambda taken: replace(taken, name="a/b"),
        lambda taken: replace(taken, row=replace(taken.row, generation=MOST_TOLD + 1)),
        lambda taken: replace(taken, row=replace(taken.row, peer_generation=MOST_TOLD + 1)),
        lambda taken: replace(taken, row=replace(taken.row, current=bytes(32))),
        lambda taken: replace(taken, row=replace(taken.row, key_id=bytes(32))),
        lambda taken: replace(taken, handed=taken.handed[:-1]),
        lambda taken: replace(taken, handed=encode(replace(decode(HandedShare, taken.handed), seals=NO_SEALS))),
        lambda taken: replace(taken, handed=encode(replace(decode(HandedShare, taken.handed), own=NO_SHEETS))),
        lambda taken: replace(taken, scheme=9),
    ],
    ids=["name", "generation", "peer generation", "run", "key", "cut", "no seal", "no sheet", "scheme"],
)
def test_what_comes_with_a_copy_may_lie(homes: LostCosigner, change: Callable[[CopyTaken], CopyTaken]) -> None:
    homes.type_words()
    with pytest.raises(PeerFault):
        told(homes, change(handed(homes)), Rebind)
    clean(homes)


@pytest.mark.parametrize("lie", [forged, another])
def test_a_copy_of_another_key_is_only_refused(homes: LostCosigner, lie: Callable[[LostCosigner], bytes]) -> None:
    """Forged by the computer, by the sheet's signature (R4); or of another wallet, by its id."""
    homes.type_words()
    with pytest.raises((PeerFault, Refused)):
        told(homes, replace(handed(homes), handed=lie(homes)), Rebind)
    clean(homes)


def test_a_copy_of_another_sheet_is_only_refused(homes: LostCosigner) -> None:
    homes.type_words(a_sheet(Role.P2, "another"))
    with pytest.raises(Refused) as other:
        told(homes, handed(homes), Rebind)
    assert other.value.kind is RefusalKind.INPUT
    clean(homes)


def test_a_stale_copy_opens_to_a_half_that_signs_nothing(homes: LostCosigner) -> None:
    """And the true one takes its place."""
    stale = handed(homes)
    homes.client.connected()
    homes.client.refresh(homes.key.key_id)
    homes.client.close()
    homes.type_words()
    told(homes, stale, Rebind)
    assert (homes.there.current_run_id, state(homes.there)) == (stale.row.current, KeyState.MISMATCH)
    assert not Ecdsa.restoring.signs(share_of(homes.there))
    assert homes.replacing().run(silent) == (WITHOUT,)
    homes.use_new()
    homes.pay()


def test_a_row_that_signs_is_never_written_over(homes: LostCosigner) -> None:
    """A computer from an old copy hears so."""
    old = handed(homes)
    homes.replace()
    homes.type_words()
    before = homes.there
    with pytest.raises(Refused) as exists:
        told(homes, old, Rebind)
    assert exists.value.kind is RefusalKind.EXISTS
    assert homes.there == before


def test_another_computer_that_came_first(homes: LostCosigner, tmp_path: Path) -> None:
    """A stolen one with an old copy, which somebody let in: the true one is not called old."""
    homes.computer.end()
    shutil.copytree(homes.computer.home, tmp_path / "stolen")
    homes.computer.start()
    homes.begin_new()
    thief, certificate = Side(tmp_path / "stolen", homes.clock), b"certificate of the thief"
    homes.pair(certificate)
    homes.type_words()
    line = CosignerClient(thief.records, lambda: homes.connect_new(certificate), homes.clock.now, homes.clock.monotonic)
    Replacing(thief.records, line, homes.clock.now).run(silent)
    thief.end()
    homes.type_words()
    with pytest.raises(Refused, match=fingerprint(pin_of(certificate))) as other:
        homes.replacing().run(silent)
    assert other.value.kind is RefusalKind.EXISTS_OTHER
    assert homes.key.pin == OLD_PIN


def test_what_is_open_is_not_opened_again(homes: LostCosigner) -> None:
    homes.type_words()
    told(homes, handed(homes), Rebind)
    before = homes.there
    told(homes, handed(homes), Rebind)
    assert homes.there == before


def test_a_name_like_another_of_this_computer(homes: LostCosigner) -> None:
    homes.type_words()
    told(homes, handed(homes), Rebind)
    homes.client.new_key("another", "regtest")
    row = next(row for row in homes.computer.records.keys.values() if row.name == "another")
    taken = hand_out(homes.computer.records, row.key_id, sheet().public, b"chan", MADE)
    told(homes, replace(taken, name=NAME), Rebind)
    assert sorted(row.name for row in homes.new.records.keys.values()) == [NAME, f"{NAME} 2"]
    assert "recovery.renamed" in [entry.code for entry in homes.new.records.log()]


def written(homes: LostCosigner) -> int:
    """What the new co-signer has counted of what the computer had it write down."""
    (allowance,) = homes.new.records.allowances.values()
    return allowance.used(int(homes.clock.now()))


def test_each_line_that_an_opened_wallet_writes_counts(homes: LostCosigner) -> None:
    homes.type_words()
    before = len(homes.new.records.log())
    told(homes, handed(homes), Rebind)
    assert written(homes) == len(homes.new.records.log()) - before == 2
    homes.client.new_key("another", "regtest")
    row = next(row for row in homes.computer.records.keys.values() if row.name == "another")
    told(homes, replace(hand_out(homes.computer.records, row.key_id, sheet().public, b"chan", MADE), name=NAME), Rebind)
    assert written(homes) == len(homes.new.records.log()) - before == 5  # it has another name
    told(homes, handed(homes), Rebind)
    assert written(homes) == 5


@pytest.mark.parametrize("left", [3, 4])
def test_none_is_opened_without_room_for_all_that_it_may_write(homes: LostCosigner, left: int) -> None:
    homes.type_words()
    full = Allowance().taken(int(homes.clock.now()), MAX_WORK - left)
    with homes.new.records.write() as write:
        write.allowance(pin_of(homes.certificate), full)
    if left == 4:
        told(homes, handed(homes), Rebind)
        return
    with pytest.raises(Refused) as many:
        told(homes, handed(homes), Rebind)
    assert many.value.kind is RefusalKind.TOO_MANY_DAY
    clean(homes)


def test_as_many_as_a_computer_may_have(homes: LostCosigner, monkeypatch: pytest.MonkeyPatch) -> None:
    homes.type_words()
    monkeypatch.setattr("core.cosigner.replacement.MAX_KEYS", 0)
    with pytest.raises(Refused) as many:
        told(homes, handed(homes), Rebind)
    assert many.value.kind is RefusalKind.TOO_MANY
    assert MAX_KEYS > 0
    clean(homes)


def test_a_full_disk_takes_none(homes: LostCosigner, monkeypatch: pytest.MonkeyPatch) -> None:
    homes.type_words()
    monkeypatch.setattr(homes.new.vault, "has_room", lambda: False)
    with pytest.raises(Refused) as full:
        told(homes, handed(homes), Rebind)
    assert full.value.kind is RefusalKind.FULL
    clean(homes)


def test_a_practice_cosigner_takes_no_place_of_another(homes: LostCosigner) -> None:
    with homes.new.records.write() as write:
        write.home(HomeRecord(Secret(bytes(32)), homes.new.records.home.role, practice=True))
    with pytest.raises(Refused) as network:
        homes.replace()
    assert network.value.kind is RefusalKind.NETWORK
    clean(homes)


# ------------------------------------------------------------------ the words
def test_the_words_are_gone_once_they_have_served(homes: LostCosigner) -> None:
    homes.type_words()
    secret = sheet().entropy.reveal()
    assert secret in (homes.new.records.vault.get(TYPED_SHEET, THIS) or b"")
    homes.replacing().run(silent)
    assert homes.new.records.vault.get(TYPED_SHEET, THIS) is None
    assert homes.new.records.sheet is not None
    assert secret not in encode(homes.new.records.sheet)


@pytest.mark.parametrize("restarts", [False, True])
def test_the_words_wait_for_a_week(homes: LostCosigner, *, restarts: bool) -> None:
    homes.type_words()
    homes.clock.sleep(LASTS)
    if restarts:
        homes.new.end()
        homes.restart_new()
        assert homes.new.records.vault.get(TYPED_SHEET, THIS) is None
    homes.pair()
    with pytest.raises(Refused) as over:
        homes.replacing().run(silent)
    assert over.value.kind is RefusalKind.SHEET_WORDS
    assert homes.replace() == (WITHOUT,)


def test_words_that_are_no_sheet_of_a_cosigner(homes: LostCosigner) -> None:
    for words, kind in (
        (a_sheet(Role.P1).words, InputKind.SHEET_COMPUTERS),
        (Secret(sheet().words.reveal()[:23]), InputKind.SHEET_COUNT),
    ):
        with pytest.raises(BadInput) as wrong:
            homes.new.admin.restore_from(words)
        assert wrong.value.kind is kind
    assert homes.new.records.sheet is None


def test_a_home_that_has_something_of_its_own(homes: LostCosigner) -> None:
    homes.type_words()
    with pytest.raises(BadInput) as other:
        homes.type_words(a_sheet(Role.P2, "another"))
    assert other.value.kind is InputKind.SHEET_MADE
    with pytest.raises(BadInput) as wallets:
        homes.cosigner.admin.restore_from(sheet().words)
    assert wallets.value.kind is InputKind.HAS_WALLETS
    homes.type_words()  # the same once more


def test_each_computer_of_the_lost_one_has_the_words_typed(homes: LostCosigner) -> None:
    """They are gone with the first; a wallet of the one is nothing to the other."""
    certificate = b"certificate of the second computer"
    make_home(homes.folder / "second")
    second = Side(homes.folder / "second", homes.clock)

    def client(connect: Callable[[bytes], Line]) -> CosignerClient:
        return CosignerClient(second.records, lambda: connect(certificate), homes.clock.now, homes.clock.monotonic)

    client(homes.connect).new_key(NAME, NETWORK)
    homes.pair(certificate)
    homes.replace()
    work = Replacing(second.records, client(homes.connect_new), homes.clock.now)
    with pytest.raises(Refused) as gone:
        work.run(silent)
    assert gone.value.kind is RefusalKind.SHEET_WORDS
    homes.type_words()
    assert work.run(silent) == ()
    assert second.row.pin == PIN
    assert len(homes.new.records.keys) == 2
    second.end()
    homes.use_new()
    homes.pay()


# ------------------------------------------------------------------ rules, time, locks
def test_the_new_one_asks_everything(homes: LostCosigner) -> None:
    """Whatever the lost one's rules were; and nothing is loosened for three days (R13)."""
    homes.client.connected()
    homes.cosigner.admin.policy_set(PolicyChange(approve_below=50_000))
    homes.client.close()
    homes.replace()
    homes.use_new()
    assert homes.cosigner.records.rules == {}
    assert homes.propose(homes.wire()).state is RequestState.PROPOSED
    homes.cosigner.admin.policy_set(PolicyChange(approve_below=50_000))
    assert homes.propose(homes.wire(seed=20)).state is RequestState.PROPOSED
    homes.clock.sleep(STRICT - 60)
    assert homes.propose(homes.wire(seed=40)).state is RequestState.PROPOSED
    homes.clock.sleep(61)
    assert homes.propose(homes.wire(seed=60)).state is RequestState.APPROVED


def test_no_first_hour_begins_again(homes: LostCosigner) -> None:
    """When the key was made is long ago at the new one, whatever its clock says (R21)."""
    homes.replace()
    assert homes.there.created == 0
    assert settles(homes.there.created, FIRST_HOUR - 1) == SETTLING


def test_how_far_addresses_were_used_comes_along(homes: LostCosigner) -> None:
    used = replace(homes.key.rules, signed_external=3, signed_internal=5, paid_external=2)
    with homes.computer.records.write() as write:
        write.key(replace(homes.key, rules=used))
    homes.replace()
    rules = homes.there.rules
    assert (rules.signed_external, rules.signed_internal, rules.paid_external) == (3, 5, 2)


def test_a_locked_wallet_comes_back_locked(homes: LostCosigner) -> None:
    """Its refresh is confirmed at the new one, as ever."""
    with homes.computer.records.write() as write:
        write.key(replace(homes.key, peer_locked=homes.key.current_run_id))
    with pytest.raises(Refused) as locked:
        homes.replace()
    assert locked.value.kind is RefusalKind.PENDING
    (asked,) = homes.new.admin.approvals()
    homes.new.admin.approve(asked.id)
    assert homes.replacing().run(silent) == ()
    homes.use_new()
    homes.pay()


# ------------------------------------------------------------------ while it works
def test_a_pending_of_the_lost_one_is_kept_until_the_new_one_answers(homes: LostCosigner) -> None:
    """The lost co-signer has committed what the computer has not."""
    homes.client.connected()
    homes.traffic.tamper = lambda frame: None if peek_type(frame[4:]) is MessageType.COMMITTED else frame
    with pytest.raises(LinkError):
        homes.client.refresh(homes.key.key_id)
    homes.traffic.tamper = lambda frame: frame
    pending, T = homes.key.pending_run_id, homes.key.current_run_id
    assert homes.kept.current_run_id == pending != NO_RUN
    assert homes.replace() == (WITHOUT,)
    (then,) = homes.key.replaced
    assert (then.kept, then.current, homes.key.pending) == (pending, T, None)
    homes.use_new()
    homes.pay()


def test_a_wallet_that_cannot_be_opened_stays(homes: LostCosigner) -> None:
    """As it is with a copy of another format."""
    homes.client.connected()
    homes.client.new_key("another", "regtest")
    share = replace(share_of(homes.key), peer_copy=b"\0" + share_of(homes.key).peer_copy[1:])
    slot = homes.key.current
    assert slot is not None
    with homes.computer.records.write() as write:
        write.key(replace(homes.key, current=replace(Slot.of(share), guard=slot.guard)))
    assert set(homes.replace()) == {WITHOUT, NAME}
    assert homes.key.pin == OLD_PIN
    homes.type_words()
    assert set(homes.replacing().run(silent)) == {WITHOUT, NAME}


def test_where_none_can_be_opened_nothing_changes_hands(homes: LostCosigner) -> None:
    tampered(homes, MessageType.COPY_TAKEN, lambda data: encode(replace(decode(CopyTaken, data), handed=forged(homes))))
    with pytest.raises(BadInput) as none:
        homes.replace()
    assert none.value.kind is InputKind.COPY
    homes.traffic.tamper = lambda frame: frame
    payable(homes)


def test_a_run_with_the_lost_one_meanwhile_begins_the_round_again(homes: LostCosigner) -> None:
    """Not for ever."""
    homes.type_words()
    times = 0

    def renewed(frame: bytes) -> bytes:
        nonlocal times
        if peek_type(frame[4:]) is MessageType.REBIND:
            times += 1
            if times < most:
                homes.traffic.tamper = lambda frame: frame
                homes.client.refresh(homes.key.key_id)
                homes.traffic.tamper = renewed
        return frame

    homes.traffic.tamper, most = renewed, 100
    with pytest.raises(PeerFault, match="again and again"):
        homes.replacing().run(silent)
    times, most = 0, 2
    assert homes.replacing().run(silent) == (WITHOUT,)


@pytest.mark.parametrize("late", [MessageType.PREPARED, MessageType.COMMITTED])
def test_a_lost_one_that_answers_late_takes_nothing_back(homes: LostCosigner, late: MessageType) -> None:
    """It has stalled a run until the wallet was another one's: nothing of that run is written any more."""
    homes.client.connected()
    homes.type_words()

    def stalling(frame: bytes) -> bytes | None:
        if peek_type(frame[4:]) is late:
            homes.traffic.tamper = lambda frame: None if peek_type(frame[4:]) is MessageType.REBOUND else frame
            with pytest.raises(LinkError):
                homes.replacing().run(silent)
            homes.traffic.tamper = lambda frame: frame
        return frame

    homes.traffic.tamper = stalling
    T = homes.key.current_run_id
    with pytest.raises(LinkError, match="changed hands"):
        homes.client.refresh(homes.key.key_id)
    assert (homes.key.pin, homes.key.current_run_id, homes.key.must_refresh) == (PIN, T, True)
    homes.replacing().run(silent)
    homes.use_new()
    homes.pay()


def test_what_else_the_new_one_refuses_ends_it(homes: LostCosigner, monkeypatch: pytest.MonkeyPatch) -> None:
    homes.type_words()
    homes.clock.sleep(LASTS - 10)
    homes.pair()

    def late(*given: Any) -> CopyTaken:
        homes.clock.sleep(20)
        return hand_out(*given)

    monkeypatch.setattr("core.wallet.replacing.hand_out", late)
    with pytest.raises(Refused) as over:
        homes.replacing().run(silent)
    assert over.value.kind is RefusalKind.SHEET_WORDS


def test_of_many_wallets_a_few_in_a_second(homes: LostCosigner, monkeypatch: pytest.MonkeyPatch) -> None:
    homes.type_words()
    monkeypatch.setattr("core.cosigner.endpoints.QUESTION_BURST", 2)
    before = homes.clock.now()
    assert homes.replacing().run(silent) == (WITHOUT,)
    assert homes.clock.now() > before


def test_one_that_stays_busy(homes: LostCosigner, monkeypatch: pytest.MonkeyPatch) -> None:
    homes.type_words()
    monkeypatch.setattr("core.cosigner.endpoints.QUESTION_BURST", 1)
    monkeypatch.setattr("core.cosigner.endpoints.QUESTION_RATE", 0.0)
    with pytest.raises(Refused) as busy:
        homes.replacing().run(silent)
    assert busy.value.kind is RefusalKind.BUSY


# ------------------------------------------------------------------ taken back
def bound(homes: LostCosigner) -> None:
    """REBIND is durable at the computer, and nothing has followed."""

    def dies(frame: bytes) -> bytes:
        if peek_type(frame[4:]) is MessageType.REBOUND:
            raise Killed
        return frame

    homes.traffic.tamper = dies
    with pytest.raises(Killed):
        homes.replace()
    homes.traffic.tamper = lambda frame: frame
    homes.computer.end()
    homes.restart_new()
    assert homes.key.pin == PIN


def test_cancel_gives_the_wallets_back(homes: LostCosigner) -> None:
    """The lost one has turned up, the new one has renewed nothing: both hold the same half, so a run comes first."""
    with homes.computer.records.write() as write:
        write.erase_key(next(row.key_id for row in homes.computer.records.keys.values() if row.name == WITHOUT))
        write.home(replace(homes.computer.records.home, cosigner=OLD_PIN))
    bound(homes)
    assert may_be_cancelled(homes.computer.records) == [PIN]
    assert cancel(homes.computer.records, PIN, MADE) == [NAME]
    assert (homes.key.pin, homes.key.must_refresh) == (OLD_PIN, True)
    assert homes.computer.records.blocked.keys() == {PIN}
    assert homes.computer.records.home.cosigner == OLD_PIN
    assert "was blocked" in turned_away(homes.computer.records, PIN, Role.P2).message
    with pytest.raises(KeyBlocked):
        homes.client.prepare(homes.key.key_id, 1)
    payable(homes)


def test_a_cancel_is_too_late_once_the_halves_are_new(homes: LostCosigner) -> None:
    assert may_be_cancelled(homes.computer.records) == []
    homes.replace()
    assert may_be_cancelled(homes.computer.records) == []
    with pytest.raises(BadInput) as late:
        cancel(homes.computer.records, PIN, MADE)
    assert late.value.kind is InputKind.NO_SUCH_REQUEST
    assert homes.key.pin == PIN


# ------------------------------------------------------------------ killed anywhere
def survives(homes: LostCosigner, work: Callable[[], object]) -> bool:
    """Whether it came to its end; who was killed is dead after it."""
    try:
        work()
    except (Killed, StorageError):
        homes.computer.end()
    except LinkError:
        pass
    else:
        return homes.new.alive
    return False


@pytest.mark.slow
@pytest.mark.parametrize("side", ["computer", "new"])
def test_killed_anywhere_it_is_begun_again(side: str, tmp_path: Path) -> None:
    """After each durable step of either side; both hold halves that fit, and pay."""
    for at in count(1):
        with lost_cosigner(tmp_path / str(at)) as homes:
            homes.type_words()
            mortal = homes.computer if side == "computer" else homes.new
            mortal.meets(Fate(at, "after"))
            ended = survives(homes, lambda: homes.replacing().run(silent))
            reached = mortal.vault.count >= at
            assert reached != ended
            if not reached:
                break
            mortal.vault.fate = None
            homes.restart_new()
            homes.replacing().run(silent)
            one, two = share_of(homes.key), share_of(homes.there)
            assert one.T == two.T
            assert add(base_mult(one.x.reveal()), base_mult(two.x.reveal())) == one.Q
            assert (homes.key.must_refresh, homes.key.mismatch, homes.key.pin) == (False, False, PIN)
    assert at - 1 >= {"computer": 8, "new": 8}[side]
