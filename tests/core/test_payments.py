"""Payments as they are kept: each step durable before it counts, no step backwards, none lost among threads."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from core.bitcoin.psbt import Psbt
from core.errors import BadInput, Refused, StorageError
from core.payments import KEPT, UNDER_WAY, Payment, Payments, Stage
from tests.support.payment import BTC, Coin, Pay, psbt
from tests.support.two_homes import Fate, TwoHomes

REQUEST = b"r" * 16
NO = Refused("the co-signer refused: I did not start this", "refused")


def opened(homes: TwoHomes) -> Payments:
    return Payments(homes.computer.records, homes.key.key_id, lambda: int(homes.clock.wall))


def again(homes: TwoHomes) -> Payments:
    """After the program ended and was started."""
    homes.computer.end()
    homes.restart()
    return opened(homes)


def draft(seed: int = 0, locktime: int = 0) -> bytes:
    return psbt([Coin(seed=seed)], [Pay(BTC - 500)], locktime=locktime).serialize()


def brought(payments: Payments, stage: Stage, seed: int = 0) -> Payment:
    """A payment that has come as far as `stage`."""
    payment = payments.keep(draft(seed))
    if stage is Stage.ENDED:
        return payments.ended(payment.id, NO)
    for step in steps(payments, payment)[:stage]:
        step()
    return payments.get(payment.id)


def steps(payments: Payments, payment: Payment) -> list[Callable[[], Payment]]:
    """The way from DRAFT to SENT."""
    return [
        lambda: payments.asked(payment.id, REQUEST),
        lambda: payments.signing(payment.id),
        lambda: payments.signed(payment.id, payment.psbt),
        lambda: payments.sent(payment.id),
    ]


@pytest.mark.parametrize("stage", list(Stage))
def test_every_stage_outlives_the_program(homes: TwoHomes, stage: Stage) -> None:
    payment = brought(opened(homes), stage)
    assert again(homes).all() == [payment]
    assert payment.under_way == (stage in UNDER_WAY)


def test_the_same_transaction_is_the_same_payment(homes: TwoHomes) -> None:
    payments = opened(homes)
    payment = brought(payments, Stage.ASKED)
    assert payments.keep(draft()) == payment
    assert payments.keep(draft(1)).id != payment.id
    assert payment.name == Psbt.parse(draft()).tx.txid[::-1].hex()


@pytest.mark.parametrize(("stage", "kind"), [(Stage.SENT, "sent"), (Stage.ENDED, "ended")])
def test_what_is_over_is_not_begun_again(homes: TwoHomes, stage: Stage, kind: str) -> None:
    payments = opened(homes)
    brought(payments, stage)
    with pytest.raises(BadInput) as refused:
        payments.keep(draft())
    assert refused.value.kind == kind


@pytest.mark.parametrize("stage", [Stage.SIGNED, Stage.SENT])
def test_a_signed_payment_is_not_called_refused(homes: TwoHomes, stage: Stage) -> None:
    payments = opened(homes)
    payment = brought(payments, stage)
    with pytest.raises(Refused) as refused:
        payments.ended(payment.id, NO)
    assert refused.value.kind == "signed"
    assert again(homes).get(payment.id) == payment


def test_nothing_follows_the_end_and_the_first_end_counts(homes: TwoHomes) -> None:
    payments = opened(homes)
    payment = brought(payments, Stage.ENDED)
    for step in steps(payments, payment):
        with pytest.raises(Refused) as refused:
            step()
        assert (refused.value.kind, refused.value.message) == (NO.kind, NO.message)
    assert payments.ended(payment.id, Refused("taken back", "cancelled")) == payment


def test_signing_once_begun_is_not_taken_for_only_asked(homes: TwoHomes) -> None:
    payments = opened(homes)
    payment = brought(payments, Stage.SIGNING)
    assert payments.asked(payment.id, REQUEST).stage is Stage.SIGNING
    with pytest.raises(Refused):
        payments.ended(payment.id, NO, (Stage.DRAFT, Stage.ASKED))
    assert payments.signing(payment.id).stage is Stage.SIGNING


def test_an_unknown_payment(homes: TwoHomes) -> None:
    with pytest.raises(BadInput) as refused:
        opened(homes).get(b"?" * 16)
    assert refused.value.kind == "payment"


# ------------------------------------------------------------------ the disk
@pytest.mark.parametrize("stage", [Stage.DRAFT, Stage.ASKED, Stage.SIGNING, Stage.SIGNED])
def test_a_step_that_the_disk_refuses_did_not_happen(homes: TwoHomes, stage: Stage) -> None:
    payments = opened(homes)
    payment = brought(payments, stage)
    homes.computer.meets(Fate(1, "full"))
    with pytest.raises(StorageError):
        steps(payments, payment)[stage]()
    assert payments.get(payment.id) == payment
    assert again(homes).get(payment.id) == payment


def test_threads_lose_nothing(homes: TwoHomes) -> None:
    payments = opened(homes)
    drafts = [draft(seed) for seed in range(24)]
    with ThreadPoolExecutor(8) as threads:
        kept = list(threads.map(payments.keep, drafts + drafts))
    assert len({payment.id for payment in kept}) == len(payments.all()) == len(drafts)
    assert again(homes).all() == payments.all()


def test_old_ones_make_room_and_those_under_way_stay(homes: TwoHomes) -> None:
    payments = opened(homes)
    waiting = brought(payments, Stage.ASKED, seed=1_000_000)
    for seed in range(KEPT + 5):
        homes.clock.sleep(1)
        brought(payments, Stage.ENDED, seed)
    assert payments.get(waiting.id) == waiting
    assert len(payments.all()) == KEPT + 2  # the newest is kept beside KEPT older ones
    assert payments.find(Psbt.parse(draft(0)).tx.txid) is None
    assert again(homes).all() == payments.all()


def test_only_what_is_not_under_way_is_dropped(homes: TwoHomes) -> None:
    payments = opened(homes)
    for seed, stage in enumerate(Stage):
        payment = brought(payments, stage, seed)
        if stage in (Stage.ASKED, Stage.SIGNING, Stage.SIGNED):
            with pytest.raises(BadInput):
                payments.drop(payment.id)
        else:
            payments.drop(payment.id)
    assert {payment.stage for payment in again(homes).all()} == {Stage.ASKED, Stage.SIGNING, Stage.SIGNED}


# ------------------------------------------------------------------ the same again
def test_what_ended_is_drafted_as_another_transaction(homes: TwoHomes) -> None:
    payments = opened(homes)
    first = draft(locktime=900)
    assert payments.anew(first) == first
    made = first
    for _ in range(3):
        payments.ended(payments.keep(made).id, NO)
        made = payments.anew(first)
    found = Psbt.parse(made)
    assert found.tx.locktime == 897
    assert found.tx.outputs == Psbt.parse(first).tx.outputs
    assert payments.keep(made).stage is Stage.DRAFT
    assert payments.anew(first) == made


def test_a_draft_that_still_waits_stays_itself(homes: TwoHomes) -> None:
    payments = opened(homes)
    first = draft(locktime=900)
    payments.asked(payments.keep(first).id, REQUEST)
    assert payments.anew(first) == first
