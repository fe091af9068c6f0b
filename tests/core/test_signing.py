"""Signatures for a whole PSBT: what is checked before, how long it waits, what comes out."""

from __future__ import annotations

import base64
from concurrent.futures import ThreadPoolExecutor

import pytest
from coincurve import PublicKey

from core.bitcoin.coins import Table
from core.bitcoin.psbt import In, Psbt
from core.bitcoin.signing_task import split, unsigned
from core.cosigning import BATCH, Event, Progress
from core.encoding import Type
from core.errors import BadInput, Refused
from core.signing import Signed, Signing
from tests.support.payment import BTC, SHOP, Coin, Pay, path, psbt, with_input
from tests.support.two_homes import NETWORK, TwoHomes


def draft(homes: TwoHomes, coins: int = 1) -> Psbt:
    table = homes.table
    spent = [Coin(script=table.script(0, n % 20), seed=n) for n in range(coins)]
    return psbt(spent, [Pay(40_000, SHOP), Pay(coins * BTC - 90_000, table.script(1, 0))])


def person(homes: TwoHomes, heard: list[Event] | None = None) -> Progress:
    """Somebody who hears everything and says yes when asked."""

    def hear(event: Event) -> None:
        if heard is not None:
            heard.append(event)
        if event.kind == "waiting":
            for task in homes.cosigner.requests.open():
                homes.cosigner.requests.approve(task.request, accept_fee=True)

    return hear


def sign(homes: TwoHomes, data: bytes | str, heard: list[Event] | None = None) -> Signed:
    return Signing(homes.cosigning).sign(homes.key, data, None, person(homes, heard))  # type: ignore[arg-type]


def judged(homes: TwoHomes, made: Psbt, done: Signed) -> int:
    """How many inputs of a final PSBT are signed by their own key, as libsecp256k1 sees it."""
    task, final = homes.checked(split(made.serialize(), NETWORK)), Psbt.parse(done.psbt).extract()
    for number, at in task.own_inputs:
        der, key = final.inputs[number].witness
        assert key == homes.table.public_key(at)
        assert PublicKey(key).verify(der[:-1], task.digest(number), hasher=None)
    return len(task.own_inputs)


def test_a_signed_psbt_is_final_and_each_signature_holds(homes: TwoHomes) -> None:
    made = draft(homes, 3)
    done = sign(homes, made.serialize())
    assert judged(homes, made, done) == 3
    assert (done.signed, done.skipped, done.txid) == (3, [], made.tx.txid[::-1].hex())


def test_payments_of_many_threads_read_one_table(homes: TwoHomes) -> None:
    signing = Signing(homes.cosigning)
    with ThreadPoolExecutor(8) as pool:
        tables = set(pool.map(lambda reach: signing._table(homes.key, reach, reach), (60, 120, 180, 240) * 8))
    (table,) = tables
    assert table.horizon(0) == table.horizon(1) == 240
    fresh = Table(homes.key.current.share.Q, homes.key.current.share.chain)  # type: ignore[union-attr]
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
    assert [event.text for event in heard if event.data == "sign"] == [
        f"signing together: {BATCH} of {BATCH + 2} inputs",
        f"signing together: {BATCH + 2} of {BATCH + 2} inputs",
    ]
    assert [event.data for event in heard if event.kind == "step"] == ["show", "sign", "sign", "signed"]


def test_the_same_again_asks_nobody_twice(homes: TwoHomes) -> None:
    made, heard = draft(homes), list[Event]()
    first = sign(homes, made.serialize())
    second = sign(homes, made.serialize(), heard)
    assert judged(homes, made, second) == 1
    assert first.txid == second.txid
    assert "waiting" not in {event.kind for event in heard}
    assert len(homes.cosigner.tasks()) == 1


def test_waiting_has_an_end_when_it_is_given_one(homes: TwoHomes) -> None:
    with pytest.raises(Refused) as over:
        Signing(homes.cosigning).sign(homes.key, draft(homes).serialize(), 0.0)
    assert over.value.kind == "pending"
    assert len(homes.cosigner.requests.open()) == 1


def test_what_is_told_may_end_it_before_anything_left(homes: TwoHomes) -> None:
    def no(*_: object) -> None:
        raise Refused("taken back", "cancelled")

    signing = Signing(homes.cosigning)
    for hooks in ({"asked": no}, {"allowed": no}):
        with pytest.raises(Refused):
            signing.sign(homes.key, draft(homes).serialize(), None, person(homes), **hooks)
        assert Type.S1 not in homes.traffic.types()


def test_a_bad_psbt_never_reaches_the_co_signer(homes: TwoHomes) -> None:
    made = draft(homes)
    signed = with_input(made, 0, {bytes([In.PARTIAL_SIG]) + b"\2" * 33: b"x"})
    foreign = psbt([Coin(script=SHOP)], [Pay(40_000)])
    for bad in (b"nothing", signed.serialize(), foreign.serialize()):
        with pytest.raises(BadInput):
            sign(homes, bad)
    assert Type.PROPOSE not in homes.traffic.types()


def test_a_signed_psbt_is_looked_at_without_its_signatures(homes: TwoHomes) -> None:
    made = draft(homes)
    signing, done = Signing(homes.cosigning), sign(homes, made.serialize())
    with pytest.raises(BadInput):
        signing.review(homes.key, done.psbt, 0, (), ())
    before = signing.review(homes.key, made.serialize(), 0, (), ())
    assert signing.review(homes.key, unsigned(done.psbt), 0, (), ()) == before
    assert (before.paid, before.fee, before.change) == (40_000, 50_000, BTC - 90_000)
