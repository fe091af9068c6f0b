"""Payments under way beside drafts and payments of the same key: on the real node, with the real records."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait

import pytest

from core.bitcoin.psbt import read_psbt
from core.bitcoin.signing_task import split
from core.errors import BadInput
from core.wallet.outgoing import Outgoing
from core.wallet.payment import Payment
from core.wallet.payment_status import PaymentStatus
from core.wallet.payment_store import PaymentStore
from tests.core.chain.conftest import Watched
from tests.support.two_homes import TwoHomes

pytestmark = pytest.mark.slow


class Payer:
    """What Wallet does with these parts, for a key whose halves are one."""

    def __init__(self, watched: Watched, homes: TwoHomes) -> None:
        self.watched = watched
        self.payments = PaymentStore(homes.computer.records, watched.key.key_id, lambda: int(homes.clock.wall))
        self.outgoing = Outgoing(watched.watch, self.payments)

    def draft(self, sats: int, rate: int = 2, coins: list[str] | None = None) -> bytes:
        going = self.payments.spent(), self.payments.paying()
        return self.watched.watch.draft([(self.watched.shop(), sats)], rate, going, coins=coins)

    def keep(self, psbt: bytes) -> Payment:
        return self.outgoing.keep(read_psbt(psbt))

    def sign(self, payment: Payment) -> bytes:
        """Approved, signed; not sent yet. The transaction."""
        self.payments.asked(payment.id, bytes(16))
        self.payments.signing(payment.id)
        self.payments.signed(payment.id, payment.psbt)
        return self.watched.key.signed(payment.psbt)

    def pay(self, payment: Payment) -> str:
        return self.outgoing.broadcast(self.sign(payment))

    def coins(self, psbt: bytes) -> set[str]:
        return {str(part.outpoint) for part in read_psbt(psbt).tx.inputs}

    def change(self, psbt: bytes) -> set[bytes]:
        found = self.watched.key.read(psbt)
        return {out.script for out in split(read_psbt(psbt), "regtest").psbt.tx.outputs} & {
            self.watched.key.table.script(1, index) for index in range(len(found.outputs) + 20)
        }


@pytest.fixture
def payer(funded: Watched, homes: TwoHomes) -> Payer:
    return Payer(funded, homes)


def test_drafts_leave_the_coins_and_the_change_of_payments_under_way(payer: Payer) -> None:
    """The second draft got the same coin and the same change address, without a word."""
    first = payer.draft(120_000)
    payer.keep(first)
    second = payer.draft(120_000)
    assert not payer.coins(first) & payer.coins(second)
    assert payer.change(first)
    assert payer.change(second)
    assert not payer.change(first) & payer.change(second)
    with pytest.raises(BadInput, match=r"sat more are of payments under way$"):
        payer.draft(1_200_000)
    payer.payments.drop(payer.payments.all()[0].id)
    assert payer.coins(payer.draft(1_200_000)) >= payer.coins(first)


def test_by_hand_they_may_be_chosen_and_that_is_said(payer: Payer) -> None:
    first = payer.draft(120_000)
    payer.keep(first)
    second = payer.draft(110_000, coins=sorted(payer.coins(first)))
    assert payer.payments.sharing(read_psbt(second))
    assert not payer.payments.sharing(read_psbt(first))
    assert not payer.payments.sharing(read_psbt(payer.draft(50_000)))


def test_a_payment_that_waited_does_not_replace_one_that_was_sent(payer: Payer) -> None:
    """A waits, B of the same coin is sent, A is approved: it replaced B, whose page said that the network has it."""
    a = payer.keep(payer.draft(120_000, rate=20))
    b = payer.keep(payer.draft(110_000, coins=sorted(payer.coins(a.psbt))))
    payer.outgoing.must_be_clear(a)
    txid = payer.pay(b)
    assert payer.payments.get(b.id).status is PaymentStatus.SENT
    with pytest.raises(BadInput, match=f"{txid}, was sent from the same coins") as caught:
        payer.outgoing.must_be_clear(a)
    assert caught.value.kind == "conflict"
    raw = payer.sign(a)
    for send in (payer.outgoing.send, payer.outgoing.broadcast):
        with pytest.raises(BadInput, match="would take its place"):
            send(raw)
    assert payer.payments.get(a.id).status is PaymentStatus.SIGNED
    assert payer.watched.waiting() >= {txid}
    assert a.name not in payer.watched.waiting()
    assert payer.watched.allowed(raw)  # the network would have taken it


def test_who_sends_a_payment_that_another_goes_on_with_waits_for_that(payer: Payer) -> None:
    """The window goes on with a payment as soon as it sees it; beside it `tandem send` was refused its own."""
    payment = payer.keep(payer.draft(120_000))
    raw = payer.sign(payment)
    with ThreadPoolExecutor(1) as threads:
        with payer.outgoing.going(payment.id):
            beside = threads.submit(payer.outgoing.broadcast, raw)
            assert not wait([beside], timeout=0.3).done
            payer.outgoing.send(raw)
            payer.payments.sent(payment.id)
        assert beside.result(60) == payment.name
    assert payer.payments.get(payment.id).status is PaymentStatus.SENT


def test_a_draft_that_was_looked_at_for_long_is_not_kept(payer: Payer) -> None:
    looked_at = payer.draft(120_000, rate=20)
    payer.pay(payer.keep(payer.draft(110_000, coins=sorted(payer.coins(looked_at)))))
    with pytest.raises(BadInput, match="would take its place"):
        payer.keep(looked_at)


def test_what_was_drafted_to_replace_a_payment_does(payer: Payer) -> None:
    txid = payer.pay(payer.keep(payer.draft(120_000)))
    raised = payer.outgoing.bump(txid, "bump", 8, ())
    kept = payer.keep(raised)
    assert kept.replaces == (bytes.fromhex(txid)[::-1],)
    payer.outgoing.must_be_clear(kept)
    assert payer.pay(kept) in payer.watched.waiting()
    assert txid not in payer.watched.waiting()
    payer.watched.sync()
    assert txid not in {row.txid for row in payer.watched.watch.history()}
