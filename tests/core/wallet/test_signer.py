"""Signatures for a whole PSBT: what is checked before, how long it waits, what comes out."""

from __future__ import annotations

import base64
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace

import pytest
from coincurve import PublicKey

from app.text.terminal import doing
from core.approval.messages import Proposed
from core.bitcoin.coins import AddressTable, Reach
from core.bitcoin.psbt import In, Psbt
from core.bitcoin.signing_task import unsigned
from core.codec.codec import decode, encode
from core.codec.messages import MessageType
from core.errors import BadInput, BlockKind, KeyBlocked, LinkError, PeerFault, RefusalKind, Refused
from core.home.records import LogCode
from core.keys.record import share_of
from core.protocol.progress import ProgressStep
from core.wallet.batches import BATCH
from core.wallet.events import Event, Progress
from core.wallet.results import Signed
from core.wallet.signer import Signer
from tests.support.hostile import an_a1, spoilt
from tests.support.payment import BTC, SHOP, Coin, Pay, path, psbt, with_input
from tests.support.regions import flipped
from tests.support.two_homes import NAME, NETWORK, TwoHomes
from tests.support.wire import split


def draft(homes: TwoHomes, coins: int = 1) -> Psbt:
    table = homes.table
    spent = [Coin(script=table.script(0, n % 20), seed=n) for n in range(coins)]
    return psbt(spent, [Pay(40_000, SHOP), Pay(coins * BTC - 90_000, table.script(1, 0))])


def person(homes: TwoHomes, heard: list[Event] | None = None) -> Progress:
    """Somebody who hears everything and says yes when asked."""

    def hear(event: Event) -> None:
        if heard is not None:
            heard.append(event)
        if event.step is ProgressStep.WAITING:
            for request in homes.cosigner.requests.open():
                homes.cosigner.requests.approve(request.id, accept_fee=True)

    return hear


def sign(homes: TwoHomes, data: bytes | str, heard: list[Event] | None = None) -> Signed:
    return Signer(homes.client).sign(homes.key, Psbt.parse(data), None, person(homes, heard))


def judged(homes: TwoHomes, made: Psbt, done: Signed) -> int:
    """How many inputs of a final PSBT are signed by their own key, as libsecp256k1 sees it."""
    task, final = homes.checked(split(made.serialize(), NETWORK)), Psbt.parse(done.psbt).extract()
    for number, at in task.own_inputs:
        der, key = final.inputs[number].witness
        assert key == homes.table.public_key(at)
        assert PublicKey(key).verify(der[:-1], task.digest(number), hasher=None)
    return len(task.own_inputs)


def test_another_payment_than_was_proposed_is_written_down_and_never_signed(homes: TwoHomes) -> None:
    homes.traffic.tamper = lambda frame: flipped(frame, 30) if frame[5] == MessageType.PROPOSED else frame
    with pytest.raises(PeerFault, match="read another payment"):
        sign(homes, draft(homes).serialize())
    homes.traffic.tamper = lambda frame: frame
    assert homes.key.rules.faults == 1
    assert (LogCode.CHEATED, (NAME, "PeerFault.task", "1")) in [
        (entry.code, entry.values[:3]) for entry in homes.computer.records.log()
    ]
    assert MessageType.S1 not in homes.traffic.types()


@pytest.mark.parametrize("told", [2**32 - 1, 100_000, 1_001, 0])
def test_horizons_that_the_co_signer_tells_make_nobody_derive(homes: TwoHomes, told: int) -> None:
    """Two numbers cost 200,000 derivations, a minute and a half, whenever a payment was proposed."""

    def lies(frame: bytes) -> bytes | None:
        if frame[5] != MessageType.PROPOSED:
            return frame
        said = decode(Proposed, frame[4:], PeerFault)
        return frame[:4] + encode(replace(said, task_id=bytes(32), external=told, internal=told))

    homes.traffic.tamper = lies
    signer = Signer(homes.client)
    with pytest.raises(PeerFault, match="read another payment"):
        signer.sign(homes.key, draft(homes), None, person(homes))
    held = signer.table(homes.key, 0, 0)
    assert (held.horizon(0), held.horizon(1)) == homes.key.horizons == (1_000, 1_000)


def test_the_own_horizon_grows_before_anything_is_signed(homes: TwoHomes) -> None:
    """The co-signer counts no address that this side has not counted: coins found by tables alone are read alike."""
    table = homes.table
    payment = psbt([Coin(script=table.script(0, 900))], [Pay(BTC - 500, table.script(1, 600))])

    def lost(frame: bytes) -> bytes | None:
        return None if frame[5] == MessageType.S2 else frame

    homes.traffic.tamper = lost
    signer = Signer(homes.client)
    with pytest.raises(LinkError):
        signer.sign(homes.key, payment, None, person(homes))
    homes.traffic.tamper = lambda frame: frame
    assert homes.key.horizons == homes.cosigner.row.horizons == (1_901, 1_601)
    homes.restart_both()
    far = psbt([Coin(script=homes.table.script(0, 0), seed=1)], [Pay(BTC - 500, table.script(0, 1_800))])
    signer = Signer(homes.client)
    assert signer.sign(homes.key, far, None, person(homes)).signed == 1
    (request,) = (one for one in homes.cosigner.tasks() if one.txid == far.tx.txid)
    assert (request.external, request.warnings) == (1_901, ("unfindable",))


def test_after_a_persons_yes_the_wallet_knows_how_far_coins_may_come_back(homes: TwoHomes) -> None:
    assert homes.key.peer_reach == Reach.beyond(0, 0)
    sign(homes, draft(homes).serialize())
    assert homes.key.peer_reach == homes.cosigner.row.reach == Reach.beyond(0, 1)


def test_nobody_is_asked_about_a_payment_that_cannot_be_signed(homes: TwoHomes) -> None:
    """A person at the co-signer said yes first, and then the key was locked."""
    homes.raw().ask(spoilt(an_a1(homes)))
    homes.restart_both()
    before = len(homes.traffic.frames)
    with pytest.raises(KeyBlocked) as caught:
        sign(homes, draft(homes).serialize())
    assert caught.value.kind is BlockKind.LOCKED
    assert MessageType.PROPOSE not in homes.traffic.types()[before:]
    assert homes.cosigner.requests.open() == []


def test_a_signed_psbt_is_final_and_each_signature_holds(homes: TwoHomes) -> None:
    made = draft(homes, 3)
    done = sign(homes, made.serialize())
    assert judged(homes, made, done) == 3
    assert (done.signed, done.skipped, done.txid) == (3, (), made.tx.txid[::-1].hex())


def test_payments_of_many_threads_read_one_table(homes: TwoHomes) -> None:
    signer = Signer(homes.client)
    with ThreadPoolExecutor(8) as pool:
        tables = set(pool.map(lambda reach: signer.table(homes.key, reach, reach), (60, 120, 180, 240) * 8))
    (table,) = tables
    assert table.horizon(0) == table.horizon(1) == 240
    fresh = AddressTable(share_of(homes.key).Q, share_of(homes.key).chain)
    for branch in (0, 1):
        for index in range(240):
            assert table.find(fresh.script(branch, index)) == path(branch, index)
            assert table.public_key(path(branch, index)) == fresh.public_key(path(branch, index))


def test_base64_is_as_good(homes: TwoHomes) -> None:
    made = draft(homes)
    assert judged(homes, made, sign(homes, base64.b64encode(made.serialize()).decode())) == 1


@pytest.mark.slow
def test_more_inputs_than_one_session_takes(homes: TwoHomes) -> None:
    made, heard = draft(homes, BATCH + 2), list[Event]()
    assert judged(homes, made, sign(homes, made.serialize(), heard)) == BATCH + 2
    assert [doing(**asdict(event)) for event in heard if event.step is ProgressStep.SIGN] == [
        f"signing together: {BATCH} of {BATCH + 2} inputs",
        f"signing together: {BATCH + 2} of {BATCH + 2} inputs",
    ]
    assert [event.step for event in heard if event.step not in ("request", "waiting")] == [
        "show",
        "sign",
        "sign",
        "signed",
    ]


def test_the_same_again_asks_nobody_twice(homes: TwoHomes) -> None:
    made, heard = draft(homes), list[Event]()
    first = sign(homes, made.serialize())
    second = sign(homes, made.serialize(), heard)
    assert judged(homes, made, second) == 1
    assert first.txid == second.txid
    assert "waiting" not in {event.step for event in heard}
    assert len(homes.cosigner.tasks()) == 1


def test_waiting_has_an_end_when_it_is_given_one(homes: TwoHomes) -> None:
    with pytest.raises(Refused) as over:
        Signer(homes.client).sign(homes.key, draft(homes), 0.0)
    assert over.value.kind == "pending"
    assert len(homes.cosigner.requests.open()) == 1


def test_what_is_told_may_end_it_before_anything_left(homes: TwoHomes) -> None:
    def no(*_: object) -> None:
        raise Refused("taken back", RefusalKind.CANCELLED)

    signer = Signer(homes.client)
    for hooks in ({"asked": no}, {"allowed": no}):
        with pytest.raises(Refused):
            signer.sign(homes.key, draft(homes), None, person(homes), **hooks)
        assert MessageType.S1 not in homes.traffic.types()


def test_a_bad_psbt_never_reaches_the_co_signer(homes: TwoHomes) -> None:
    made = draft(homes)
    signed = with_input(made, 0, {bytes([In.PARTIAL_SIG]) + b"\2" * 33: b"x"})
    foreign = psbt([Coin(script=SHOP)], [Pay(40_000)])
    for bad in (b"nothing", signed.serialize(), foreign.serialize()):
        with pytest.raises(BadInput):
            sign(homes, bad)
    assert MessageType.PROPOSE not in homes.traffic.types()


def test_a_signed_psbt_is_looked_at_without_its_signatures(homes: TwoHomes) -> None:
    made = draft(homes)
    signer, done = Signer(homes.client), sign(homes, made.serialize())
    with pytest.raises(BadInput):
        signer.review(homes.key, Psbt.parse(done.psbt), None, (), ())
    before = signer.review(homes.key, made, None, (), ())
    assert signer.review(homes.key, unsigned(Psbt.parse(done.psbt)), None, (), ()) == before
    assert (before.paid, before.fee, before.change) == (40_000, 50_000, BTC - 90_000)
