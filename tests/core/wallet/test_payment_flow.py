"""From a draft to the network with a real co-signer's desk beside it: every end it may come to, and every new start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from core.approval.messages import RequestState
from core.approval.request import APPROVAL_LASTS
from core.bitcoin.psbt import Psbt, read_psbt
from core.bitcoin.signing_task import split
from core.bitcoin.tx import Transaction
from core.codec.messages import MessageType
from core.errors import BadInput, InputKind, LinkError, LinkKind, PeerFault, Refused, TandemError
from core.protocol.progress import ProgressStep
from core.wallet.events import Event
from core.wallet.payment import Payment
from core.wallet.payment_flow import PaymentFlow
from core.wallet.payment_status import PaymentStatus
from core.wallet.payment_store import PaymentStore
from core.wallet.signer import Signer
from tests.support.payment import BTC, SHOP, Coin, Pay, psbt
from tests.support.two_homes import NETWORK, Fate, Killed, TwoHomes

NOT_ME = "I did not start this"


@dataclass
class Desk:
    """A computer with its payments, and what it said and sent. A person answers when the co-signer asks."""

    homes: TwoHomes
    events: list[Event] = field(default_factory=list)
    sent: list[bytes] = field(default_factory=list)
    when_asked: Callable[[], object] = lambda: None
    network: Callable[[bytes], object] = lambda _: None
    on: dict[str, Callable[[], object]] = field(default_factory=dict)  # by an event's kind or data

    def __post_init__(self) -> None:
        self.open_desk()

    def open_desk(self) -> None:
        """As at the start of the program."""
        homes = self.homes
        self.payments = PaymentStore(homes.computer.records, homes.key.key_id, lambda: int(homes.clock.wall))
        signer = Signer(homes.client)
        self.flow = PaymentFlow(homes.client, signer, self.payments, lambda: homes.key, self._send)

    def restart(self) -> None:
        """The computer's program ends, however, and is started."""
        if self.homes.computer.alive:
            self.homes.computer.end()
        self.homes.restart()
        self.open_desk()

    def _send(self, raw: bytes) -> None:
        self.network(raw)
        self.sent.append(raw)

    def hear(self, event: Event) -> None:
        self.events.append(event)
        self.on.get(event.step, lambda: None)()

    # -------------------------------------------------------------- a payment and its person
    def draft(self, seed: int = 0, amount: int = 40_000) -> Payment:
        table = self.homes.table
        coin = Coin(script=table.script(0, 3), seed=seed)
        return self.payments.keep(
            psbt([coin], [Pay(amount, SHOP), Pay(BTC - amount - 500, table.script(1, 0))], locktime=900)
        )

    def pay(self, payment: Payment) -> Payment:
        return self.flow.pay(payment.id, self.hear)

    def fails(self, payment: Payment, kind: type[TandemError]) -> TandemError:
        with pytest.raises(kind) as failure:
            self.pay(payment)
        return failure.value

    def status(self, payment: Payment) -> PaymentStatus:
        return self.payments.get(payment.id).status

    def approves(self) -> None:
        for request in self.homes.cosigner.requests.open():
            self.homes.cosigner.requests.approve(request.id, accept_fee=False)

    def refuses(self) -> None:
        for request in self.homes.cosigner.requests.open():
            self.homes.cosigner.requests.refuse(request.id, NOT_ME)

    def told(self) -> list[str]:
        return [event.step for event in self.events if event.step is not ProgressStep.REQUEST]

    def states(self) -> list[RequestState]:
        return [request.state for request in self.homes.cosigner.tasks()]


@pytest.fixture
def desk(homes: TwoHomes) -> Desk:
    found = Desk(homes)
    found.on["waiting"] = found.approves
    return found


# ------------------------------------------------------------------ the straight way
def test_each_side_reads_a_payment_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """This computer before it signs, however often it is looked at; the co-signer its own copy."""
    parse, read = Psbt.parse, list[bytes]()

    def counted(data: bytes) -> Psbt:
        read.append(data)
        return parse(data)

    monkeypatch.setattr(Psbt, "parse", counted)
    seen_when_allowed: list[int] = []
    signing = desk.payments.signing

    def allowed(id: bytes) -> Payment:
        seen_when_allowed.append(len(read))
        return signing(id)

    monkeypatch.setattr(desk.payments, "signing", allowed)
    made = psbt([Coin(script=desk.homes.table.script(0, 3), seed=77)], [Pay(BTC - 500, SHOP)], locktime=900).serialize()
    drafted = desk.payments.anew(made)
    signer = Signer(desk.homes.client)
    for _ in range(3):
        signer.review(desk.homes.key, read_psbt(drafted), None, (), ())
    payment = desk.payments.keep(read_psbt(drafted))
    stripped = split(parse(made), NETWORK).wire().psbt
    desk.pay(payment)
    assert read[: seen_when_allowed[0]] == [made, stripped]
    assert read.count(stripped) == 1


def test_asked_approved_signed_sent(desk: Desk) -> None:
    payment = desk.draft()
    done = desk.pay(payment)
    assert done.status is PaymentStatus.SENT
    assert desk.told() == ["show", "waiting", "sign", "signed", "send"]
    (raw,) = desk.sent
    assert Transaction.parse(raw, "what was sent").txid == payment.txid
    assert [event.request for event in desk.events if event.step is ProgressStep.REQUEST] == [done.request.hex()]
    assert desk.states() == [RequestState.RELEASED]


def test_nobody_is_asked_within_the_rules(desk: Desk) -> None:
    desk.homes.allow(100_000)
    assert desk.pay(desk.draft()).status is PaymentStatus.SENT
    assert desk.told() == ["show", "sign", "signed", "send"]


def test_every_step_is_durable_before_the_next_begins(desk: Desk) -> None:
    payment, seen = desk.draft(), []

    def look() -> None:
        (found,) = PaymentStore(desk.homes.computer.records, payment.key_id, lambda: 0).all()
        seen.append(found.status)

    desk.on |= {"request": look, "sign": look, "send": look}
    desk.pay(payment)
    assert seen == [PaymentStatus.ASKED, PaymentStatus.SIGNING, PaymentStatus.SIGNED]


# ------------------------------------------------------------------ no
def test_a_refusal_is_final_and_names_its_reason(desk: Desk) -> None:
    desk.on["waiting"] = desk.refuses
    payment = desk.draft()
    error = desk.fails(payment, Refused)
    assert error.kind == "refused"
    assert NOT_ME in error.message
    ended = desk.payments.get(payment.id)
    assert (ended.status, ended.kind) == (PaymentStatus.ENDED, "refused")
    assert NOT_ME in ended.reason
    assert desk.fails(payment, Refused).message == error.message
    assert not desk.sent


def test_a_request_that_nobody_decides_expires(desk: Desk) -> None:
    desk.on["waiting"] = lambda: desk.homes.clock.sleep(APPROVAL_LASTS + 1)
    payment = desk.draft()
    assert desk.fails(payment, Refused).kind == "expired"
    assert desk.status(payment) is PaymentStatus.ENDED


def test_a_full_desk_leaves_the_draft(desk: Desk) -> None:
    desk.on["waiting"] = lambda: desk.homes.cosigner.end()  # and nobody decides
    for seed in range(5):
        desk.fails(desk.draft(seed), LinkError)
        desk.homes.restart()
        desk.open_desk()
    sixth = desk.draft(6)
    assert desk.fails(sixth, Refused).kind == "too_many"
    assert desk.status(sixth) is PaymentStatus.DRAFT


# ------------------------------------------------------------------ taken back
def test_taken_back_while_somebody_decides(desk: Desk) -> None:
    payment = desk.draft()
    desk.on["waiting"] = lambda: desk.flow.take_back(payment.id)
    assert desk.fails(payment, Refused).kind == "cancelled"
    ended = desk.payments.get(payment.id)
    assert (ended.status, ended.kind) == (PaymentStatus.ENDED, "cancelled")
    assert desk.states() == [RequestState.CANCELLED]


def test_taken_back_without_the_co_signer_stays_taken_back(desk: Desk) -> None:
    """It comes back, its person says yes, and still nothing is signed."""
    payment = desk.draft()

    def gone() -> None:
        desk.homes.cosigner.end()
        desk.flow.take_back(payment.id)

    def comes_back(seconds: float) -> None:
        desk.homes.cosigner.start()
        desk.approves()

    desk.on["waiting"] = gone
    desk.homes.pause = comes_back  # type: ignore[method-assign]
    assert desk.fails(payment, Refused).kind == "cancelled"
    assert desk.states() == [RequestState.CANCELLED]
    assert MessageType.S1 not in desk.homes.traffic.types()
    assert not desk.sent


def test_taken_back_where_the_co_signer_never_heard_of_it(desk: Desk) -> None:
    """Its person says yes, and still nothing is signed."""
    payment = desk.draft()

    def take_back() -> None:
        desk.homes.traffic.tamper = lambda frame: None if frame[5] == MessageType.CANCEL else frame
        desk.flow.take_back(payment.id)
        desk.approves()

    desk.on["waiting"] = take_back
    assert desk.fails(payment, Refused).kind == "cancelled"
    assert desk.states() == [RequestState.APPROVED]
    assert MessageType.S1 not in desk.homes.traffic.types()


def test_a_draft_is_taken_back_without_a_word(desk: Desk) -> None:
    payment = desk.draft()
    assert desk.flow.take_back(payment.id).status is PaymentStatus.ENDED
    assert not desk.homes.cosigner.tasks()


def test_too_late_once_the_answer_may_have_left(desk: Desk) -> None:
    payment = desk.draft()
    desk.on["signed"] = lambda: desk.flow.take_back(payment.id)
    assert desk.fails(payment, Refused).kind == "signed"
    assert desk.status(payment) is PaymentStatus.SIGNING
    desk.on.clear()
    assert desk.pay(payment).status is PaymentStatus.SENT


def test_signing_without_the_co_signer_is_not_ended_alone(desk: Desk) -> None:
    payment = desk.draft()
    desk.on["sign"] = lambda: desk.homes.cosigner.end()
    desk.fails(payment, LinkError)
    with pytest.raises(LinkError):
        desk.flow.take_back(payment.id)
    assert desk.status(payment) is PaymentStatus.SIGNING
    desk.homes.restart()
    desk.open_desk()
    assert desk.flow.take_back(payment.id).status is PaymentStatus.ENDED  # nothing had left
    assert desk.states() == [RequestState.CANCELLED]


# ------------------------------------------------------------------ lives
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", range(1, 5))
def test_killed_at_any_step_it_goes_on_and_is_sent_once_more_at_most(desk: Desk, step: int, when: str) -> None:
    payment = desk.draft()
    desk.homes.computer.meets(Fate(step, when))
    with pytest.raises(Killed):
        desk.pay(payment)
    desk.restart()
    done = desk.payments.get(payment.id)
    if done.status is not PaymentStatus.SENT:
        done = desk.pay(payment)
    assert done.status is PaymentStatus.SENT
    assert {Transaction.parse(raw, "what was sent").txid for raw in desk.sent} == {payment.txid}
    assert desk.states() == [RequestState.RELEASED]
    assert len(desk.homes.cosigner.tasks()) == 1


def test_the_server_away_and_back(desk: Desk) -> None:
    def away(_: bytes) -> None:
        raise LinkError("the server does not answer", LinkKind.SERVER)

    payment = desk.draft()
    desk.network = away
    assert desk.fails(payment, LinkError).kind == "server"
    signed = desk.payments.get(payment.id)
    assert signed.status is PaymentStatus.SIGNED
    assert Psbt.parse(signed.psbt).extract().txid == payment.txid
    desk.restart()
    desk.network, desk.events = lambda _: None, []
    assert desk.pay(payment).status is PaymentStatus.SENT
    assert desk.told() == ["send"]  # the co-signer is not needed any more


def test_what_the_network_refuses_can_be_given_up(desk: Desk) -> None:
    def refuses(_: bytes) -> None:
        raise BadInput("the network refused this transaction: missingorspent", InputKind.REJECTED)

    payment = desk.draft()
    with pytest.raises(Refused):
        desk.flow.give_up(payment.id)  # it is not signed: taking it back is the way
    desk.network = refuses
    assert desk.fails(payment, BadInput).kind == "rejected"
    assert desk.flow.give_up(payment.id).kind == "given_up"
    assert desk.fails(payment, Refused).kind == "given_up"


def test_inputs_of_others_are_left_for_them(desk: Desk) -> None:
    own, theirs = Coin(script=desk.homes.table.script(0, 3)), Coin(script=SHOP, seed=9)
    kept = desk.payments.keep(psbt([own, theirs], [Pay(2 * BTC - 900, SHOP)]))
    assert desk.fails(kept, BadInput).kind == "unsigned"
    signed = desk.payments.get(kept.id)
    assert signed.status is PaymentStatus.SIGNED
    assert [len(fields) > 1 for fields in Psbt.parse(signed.psbt).inputs] == [True, False]


def test_a_co_signer_that_read_another_payment_gets_no_signature(desk: Desk) -> None:
    def other_task(frame: bytes) -> bytes:
        """PROPOSED: call 4, type 2, request 16, task_id 32, …"""
        return frame[:22] + bytes(32) + frame[54:] if frame[5] == MessageType.PROPOSED else frame

    desk.homes.traffic.tamper = other_task
    payment = desk.draft()
    assert desk.fails(payment, PeerFault).kind == "task"
    assert desk.status(payment) is PaymentStatus.DRAFT
    assert MessageType.S1 not in desk.homes.traffic.types()


# ------------------------------------------------------------------ another was sent from the same coins meanwhile
def test_nothing_is_signed_that_would_replace_what_was_sent_meanwhile(desk: Desk) -> None:
    """Looked at before the co-signer is asked, when it has said yes, and before a signed one is sent (Outgoing)."""
    taken = BadInput("another payment was sent from the same coins", InputKind.CONFLICT)
    asked: list[Payment] = []

    def clear(payment: Payment) -> None:
        asked.append(payment)
        if len(asked) >= at:
            raise taken

    for at, states in ((1, []), (2, [RequestState.APPROVED])):
        asked.clear()
        desk.open_desk()
        desk.flow = PaymentFlow(
            desk.homes.client, Signer(desk.homes.client), desk.payments, lambda: desk.homes.key, desk.sent.append, clear
        )
        payment = desk.draft(seed=at)
        assert desk.fails(payment, BadInput) is taken
        assert desk.states() == states
        assert desk.status(payment).is_unsigned
    assert desk.sent == []
