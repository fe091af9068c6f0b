"""Payments as they are kept: each step durable before it counts, no step backwards, none lost among threads."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from core.bitcoin.address import address
from core.bitcoin.psbt import Psbt
from core.errors import BadInput, RefusalKind, Refused, StorageError
from core.wallet.payment import Payment
from core.wallet.payment_status import PaymentEvent, PaymentStatus
from core.wallet.payment_store import KEPT, PaymentStore
from tests.support.payment import BTC, SHOP, Coin, Pay, own, psbt
from tests.support.two_homes import NETWORK, Fate, TwoHomes

REQUEST = b"r" * 16
NO = Refused("the co-signer refused: “I did not start this”", RefusalKind.REFUSED, "I did not start this")


def opened(homes: TwoHomes) -> PaymentStore:
    return PaymentStore(homes.computer.records, homes.key.key_id, lambda: int(homes.clock.wall))


def again(homes: TwoHomes) -> PaymentStore:
    """After the program ended and was started."""
    homes.computer.end()
    homes.restart()
    return opened(homes)


def draft(seed: int = 0, locktime: int = 0) -> Psbt:
    return psbt([Coin(seed=seed)], [Pay(BTC - 500)], locktime=locktime)


def brought(payments: PaymentStore, status: PaymentStatus, seed: int = 0) -> Payment:
    """A payment that has come as far as `status`."""
    payment = payments.keep(draft(seed))
    if status is PaymentStatus.ENDED:
        return payments.ended(payment.id, NO)
    for step in steps(payments, payment)[:status]:
        step()
    return payments.get(payment.id)


def steps(payments: PaymentStore, payment: Payment) -> list[Callable[[], Payment]]:
    """The way from DRAFT to SENT."""
    return [
        lambda: payments.asked(payment.id, REQUEST),
        lambda: payments.signing(payment.id),
        lambda: payments.signed(payment.id, payment.psbt),
        lambda: payments.sent(payment.id),
    ]


@pytest.mark.parametrize("status", list(PaymentStatus))
def test_every_stage_outlives_the_program(homes: TwoHomes, status: PaymentStatus) -> None:
    payment = brought(opened(homes), status)
    assert again(homes).all() == [payment]
    assert payment.under_way == (status not in (PaymentStatus.SENT, PaymentStatus.ENDED))


def test_the_same_transaction_is_the_same_payment(homes: TwoHomes) -> None:
    payments = opened(homes)
    payment = brought(payments, PaymentStatus.ASKED)
    assert payments.keep(draft()) == payment
    assert payments.keep(draft(1)).id != payment.id
    assert payment.name == draft().tx.txid[::-1].hex()


@pytest.mark.parametrize(("status", "kind"), [(PaymentStatus.SENT, "sent"), (PaymentStatus.ENDED, "ended")])
def test_what_is_over_is_not_begun_again(homes: TwoHomes, status: PaymentStatus, kind: str) -> None:
    payments = opened(homes)
    brought(payments, status)
    with pytest.raises(BadInput) as refused:
        payments.keep(draft())
    assert refused.value.kind == kind


@pytest.mark.parametrize("status", [PaymentStatus.SIGNED, PaymentStatus.SENT])
def test_a_signed_payment_is_not_called_refused(homes: TwoHomes, status: PaymentStatus) -> None:
    payments = opened(homes)
    payment = brought(payments, status)
    with pytest.raises(Refused) as refused:
        payments.ended(payment.id, NO)
    assert refused.value.kind == "signed"
    assert again(homes).get(payment.id) == payment


def test_nothing_follows_the_end_and_the_first_end_counts(homes: TwoHomes) -> None:
    payments = opened(homes)
    payment = brought(payments, PaymentStatus.ENDED)
    for step in steps(payments, payment):
        with pytest.raises(Refused) as refused:
            step()
        assert (refused.value.kind, refused.value.message) == (NO.kind, NO.message)
    assert payments.ended(payment.id, Refused("taken back", RefusalKind.CANCELLED)) == payment


def test_signing_once_begun_is_not_taken_for_only_asked(homes: TwoHomes) -> None:
    payments = opened(homes)
    payment = brought(payments, PaymentStatus.SIGNING)
    assert payments.asked(payment.id, REQUEST).status is PaymentStatus.SIGNING
    with pytest.raises(Refused):
        payments.ended(payment.id, NO, PaymentEvent.TAKEN_BACK)
    assert payments.signing(payment.id).status is PaymentStatus.SIGNING


def test_an_unknown_payment(homes: TwoHomes) -> None:
    with pytest.raises(BadInput) as refused:
        opened(homes).get(b"?" * 16)
    assert refused.value.kind == "payment"


# ------------------------------------------------------------------ the disk
@pytest.mark.parametrize(
    "status", [PaymentStatus.DRAFT, PaymentStatus.ASKED, PaymentStatus.SIGNING, PaymentStatus.SIGNED]
)
def test_a_step_that_the_disk_refuses_did_not_happen(homes: TwoHomes, status: PaymentStatus) -> None:
    payments = opened(homes)
    payment = brought(payments, status)
    homes.computer.meets(Fate(1, "full"))
    with pytest.raises(StorageError):
        steps(payments, payment)[status]()
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
    waiting = brought(payments, PaymentStatus.ASKED, seed=1_000_000)
    for seed in range(KEPT + 5):
        homes.clock.sleep(1)
        brought(payments, PaymentStatus.ENDED, seed)
    assert payments.get(waiting.id) == waiting
    assert len(payments.all()) == KEPT + 2  # the newest is kept beside KEPT older ones
    assert payments.find(draft(0).tx.txid) is None
    assert again(homes).all() == payments.all()


def test_only_what_is_not_under_way_is_dropped(homes: TwoHomes) -> None:
    payments = opened(homes)
    for seed, status in enumerate(PaymentStatus):
        payment = brought(payments, status, seed)
        if status in (PaymentStatus.ASKED, PaymentStatus.SIGNING, PaymentStatus.SIGNED):
            with pytest.raises(BadInput):
                payments.drop(payment.id)
        else:
            payments.drop(payment.id)
    assert {payment.status for payment in again(homes).all()} == {
        PaymentStatus.ASKED,
        PaymentStatus.SIGNING,
        PaymentStatus.SIGNED,
    }


# ------------------------------------------------------------------ the same again
def test_what_ended_is_drafted_as_another_transaction(homes: TwoHomes) -> None:
    payments = opened(homes)
    first = draft(locktime=900).serialize()
    assert payments.anew(first) == first
    made = first
    for _ in range(3):
        payments.ended(payments.keep(Psbt.parse(made)).id, NO)
        made = payments.anew(first)
    found = Psbt.parse(made)
    assert found.tx.locktime == 897
    assert found.tx.outputs == Psbt.parse(first).tx.outputs
    assert payments.keep(found).status is PaymentStatus.DRAFT
    assert payments.anew(first) == made


def test_a_draft_that_still_waits_stays_itself(homes: TwoHomes) -> None:
    payments = opened(homes)
    first = draft(locktime=900)
    payments.asked(payments.keep(first).id, REQUEST)
    assert payments.anew(first.serialize()) == first.serialize()


def test_whom_a_payment_has_paid_is_known_once_it_is_sent(homes: TwoHomes) -> None:
    payments = opened(homes)
    made = psbt([Coin()], [Pay(BTC - 5_500, SHOP), Pay(5_000, b"\x6a\x01x")])
    for step in steps(payments, payments.keep(made)):
        assert payments.paid(NETWORK) == set()
        step()
    assert payments.paid(NETWORK) == again(homes).paid(NETWORK) == {address(SHOP, NETWORK)}


def test_what_was_called_off_has_paid_nobody(homes: TwoHomes) -> None:
    payments = opened(homes)
    made = payments.keep(psbt([Coin()], [Pay(BTC - 500, SHOP)]))
    for step in steps(payments, made):
        step()
    off = payments.keep(psbt([Coin()], [Pay(BTC - 900, own(1, 0))]), (made.txid,))
    assert payments.paid(NETWORK) == {address(SHOP, NETWORK)}
    for step in steps(payments, off):
        step()
    assert address(SHOP, NETWORK) not in payments.paid(NETWORK)
