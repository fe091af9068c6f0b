"""A co-signer that asks nobody for a while: the payment waits here, says so, and goes on by itself (W5)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from core.approval.patience import MAX_ASKED, SILENCE
from core.bitcoin.psbt import Psbt
from core.codec.codec import decode, encode
from core.codec.messages import MessageType
from core.errors import PeerFault, RefusalKind, Refused
from core.keys.record import DAY
from core.protocol.progress import ProgressStep
from core.rpc.replies import Declined
from core.wallet.events import Event
from core.wallet.payment_flow import PaymentFlow
from core.wallet.payment_status import PaymentStatus
from core.wallet.payment_store import PaymentStore
from core.wallet.signer import LOOK_AGAIN, Signer
from tests.support.payment import BTC, SHOP, Coin, Pay, psbt
from tests.support.two_homes import TwoHomes


def draft(homes: TwoHomes) -> Psbt:
    table = homes.table
    return psbt([Coin(script=table.script(0, 3), seed=99)], [Pay(40_000, SHOP), Pay(BTC - 40_500, table.script(1, 0))])


def silence(homes: TwoHomes) -> None:
    """Three noes."""
    for seed in range(3):
        homes.cosigner.requests.refuse(homes.propose(homes.wire(seed=seed)).request, "no")


def yes(homes: TwoHomes, heard: list[Event]) -> Callable[[Event], None]:
    def hear(event: Event) -> None:
        heard.append(event)
        if event.step is ProgressStep.WAITING:
            for request in homes.cosigner.requests.open():
                homes.cosigner.requests.approve(request.id, accept_fee=False)

    return hear


def test_it_waits_and_says_how_long(homes: TwoHomes) -> None:
    silence(homes)
    heard, since = list[Event](), homes.clock.now()
    done = Signer(homes.client).sign(homes.key, draft(homes), None, yes(homes, heard))
    assert done.signed == 1
    waits = [event.seconds for event in heard if event.step is ProgressStep.SILENCE]
    assert waits == [SILENCE - n * int(LOOK_AGAIN) for n in range(SILENCE // int(LOOK_AGAIN))]
    assert homes.clock.now() - since == SILENCE


def test_when_a_person_there_wants_to_be_asked_it_goes_on(homes: TwoHomes) -> None:
    silence(homes)
    heard, since = list[Event](), homes.clock.now()

    def pause(seconds: float) -> None:
        homes.clock.sleep(seconds)
        homes.cosigner.admin.end_silence()

    homes.pause = pause  # type: ignore[method-assign]
    Signer(homes.client).sign(homes.key, draft(homes), None, yes(homes, heard))
    assert homes.clock.now() - since == LOOK_AGAIN


def test_who_waits_no_longer_is_told_that_nobody_is_asked(homes: TwoHomes) -> None:
    silence(homes)
    since = homes.clock.now()
    with pytest.raises(Refused) as caught:
        Signer(homes.client).sign(homes.key, draft(homes), 90.0, yes(homes, []))
    assert (caught.value.kind, caught.value.exit_code) == (RefusalKind.SILENCE, 3)
    assert homes.clock.now() - since == 90.0


def test_a_day_that_has_had_its_questions_is_waited_for_too(homes: TwoHomes) -> None:
    for seed in range(MAX_ASKED):
        homes.client.cancel(homes.propose(homes.wire(seed=seed)).request)
    heard = list[Event]()
    with pytest.raises(Refused) as caught:
        Signer(homes.client).sign(homes.key, draft(homes), 1.0, yes(homes, heard))
    assert caught.value.kind == RefusalKind.SILENCE_DAY
    assert [event.step for event in heard] == [ProgressStep.SHOW, ProgressStep.SILENCE_DAY]


def test_a_payment_taken_back_in_the_silence_is_never_asked_about(homes: TwoHomes) -> None:
    silence(homes)
    payments = PaymentStore(homes.computer.records, homes.key.key_id, lambda: int(homes.clock.wall))
    flow = PaymentFlow(homes.client, Signer(homes.client), payments, lambda: homes.key, lambda _: None)
    payment, steps = payments.keep(draft(homes)), list[ProgressStep]()

    def hear(event: Event) -> None:
        steps.append(event.step)
        if steps.count(ProgressStep.SILENCE) == 2:
            flow.take_back(payment.id)

    with pytest.raises(Refused) as caught:
        flow.pay(payment.id, hear)
    assert caught.value.kind == RefusalKind.CANCELLED
    assert payments.get(payment.id).status is PaymentStatus.ENDED
    homes.clock.sleep(DAY)
    assert homes.cosigner.admin.approvals() == ()


def lying(homes: TwoHomes, **told: object) -> list[Event]:
    """What is heard of a silence where the co-signer's no says this instead."""
    silence(homes)

    def lies(frame: bytes) -> bytes | None:
        if frame[5] != MessageType.DECLINED:
            return frame
        return frame[:4] + encode(replace(decode(Declined, frame[4:], PeerFault), **told))  # type: ignore[arg-type]

    homes.traffic.tamper = lies
    heard = list[Event]()
    with pytest.raises(Refused):
        Signer(homes.client).sign(homes.key, draft(homes), 1.0, heard.append)
    return [event for event in heard if event.step is not ProgressStep.SHOW]


def test_what_the_co_signer_says_is_believed_for_a_day_at_most(homes: TwoHomes) -> None:
    assert lying(homes, wait=2**32 - 1) == [Event(ProgressStep.SILENCE, seconds=DAY)]


@pytest.mark.parametrize("told", [{"wait": 0}, {"kind": "busy"}])
def test_any_other_no_is_not_waited_out(homes: TwoHomes, told: dict[str, object]) -> None:
    assert lying(homes, **told) == []
