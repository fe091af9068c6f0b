"""The co-signer's desk: every state of a request, who may move it, and what is durable when."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from app.text.terminal import told
from core.approval import patience, quota
from core.approval.messages import RequestState
from core.approval.quota import MAX_OPEN
from core.approval.request import APPROVAL_LASTS, SigningRequest, items
from core.bitcoin.account import WPKH
from core.bitcoin.address import address
from core.bitcoin.kept_task import KeptTask
from core.bitcoin.psbt import In, Out
from core.bitcoin.script import wpkh
from core.bitcoin.signing_task import WireTask
from core.bitcoin.tx import Transaction
from core.codec.codec import encode
from core.codec.messages import MessageType
from core.cosigner.admin import LOG_LINES
from core.cosigner.api import ApprovalView, PlaceView, PolicyChange
from core.cosigner.signing_requests import MAX_WATCHERS
from core.errors import BadInput, LinkError, Refused, StorageError
from core.home.log import LogQuery
from core.home.log_fields import named
from core.home.records import LogCode
from core.home.tables import PAYLOAD
from core.wallet.events import silent
from tests.support.payment import BTC, SHOP, Coin, Pay, hint, psbt
from tests.support.two_homes import NAME, NETWORK, TwoHomes, two_homes
from tests.support.wire import split

HOUR = 3600


def only(homes: TwoHomes) -> SigningRequest:
    """The one task, from the disk."""
    homes.cosigner.end()
    homes.restart()
    (request,) = homes.cosigner.tasks()
    return request


def states(homes: TwoHomes) -> list[str]:
    return [request.state.name for request in homes.cosigner.tasks()]


def payloads(homes: TwoHomes) -> int:
    return len(list(homes.cosigner.vault.items(PAYLOAD)))


# ------------------------------------------------------------------ the way of a payment
def test_the_way_of_a_payment_is_durable_at_each_step(homes: TwoHomes) -> None:
    wire = homes.wire()
    found = homes.propose(wire)
    assert found.state is RequestState.PROPOSED
    assert only(homes).state is RequestState.PROPOSED
    homes.cosigner.requests.approve(found.request, accept_fee=False)
    assert only(homes).state is RequestState.APPROVED
    homes.sign(wire)
    request = only(homes)
    assert (request.state, request.signed, request.amount, request.fee) == (RequestState.RELEASED, (0,), 40_500, 500)


def test_the_debit_is_durable_before_the_answer_leaves(homes: TwoHomes) -> None:
    wire = homes.wire()
    homes.approved(wire)
    seen: list[list[str]] = []

    def look(frame: bytes) -> bytes | None:
        if frame[5] == MessageType.S2:
            seen.append(states(homes))
            return None  # lost on the way
        return frame

    homes.traffic.tamper = look
    with pytest.raises(LinkError):
        homes.client.sign(homes.key.key_id, homes.checked(wire))
    assert seen == [["DEBITED"]]


def test_what_is_debited_is_signed_again_and_costs_and_asks_nothing(homes: TwoHomes) -> None:
    homes.allow(50_000)
    wire = homes.wire()
    homes.pay(wire)
    unattended = homes.cosigner.requests.rulebook.used(homes.key).unattended
    homes.restart_both()
    homes.allow(0)
    homes.clock.sleep(30 * HOUR)
    assert homes.propose(wire).state is RequestState.RELEASED
    homes.sign(wire)
    assert states(homes) == ["RELEASED"]
    assert unattended == 40_500


def test_a_task_of_many_inputs_is_released_when_all_have_left(homes: TwoHomes) -> None:
    wire = homes.wire(coins=3)
    homes.approved(wire)
    task, key = homes.checked(wire), homes.key.key_id
    for numbers, after in (
        ((0, 2), RequestState.DEBITED),
        ((1,), RequestState.RELEASED),
        ((0,), RequestState.RELEASED),
    ):
        prepared = homes.client.prepare(key, 3)
        homes.client.finish(key, prepared, task.task_id, items(task, numbers))
        (kept,) = homes.cosigner.tasks()
        assert kept.state is after
    assert kept.signed == (0, 1, 2)


def test_a_person_sees_coins_that_come_back_and_coins_that_are_as_good_as_lost(homes: TwoHomes) -> None:
    far, near = homes.table.script(1, 2**31 - 2), homes.table.script(0, 7)
    at = (*WPKH.steps, 1, 2**31 - 2)
    lost = Pay(BTC - 30_000, far, hint(Out.DERIVATION, at, homes.table.public_key(at)))
    homes.propose(split(psbt([Coin(script=homes.table.script(0, 0))], [lost, Pay(29_000, near)]).serialize(), NETWORK))
    (seen,) = homes.cosigner.admin.approvals()
    assert seen.pays == ()
    assert seen.unfindable == (PlaceView(address(far, NETWORK) or "", BTC - 30_000),)
    assert seen.to_self == (PlaceView(address(near, NETWORK) or "", 29_000),)
    assert "unfindable" in seen.warnings


def test_what_costs_nothing_asks_all_the_same(homes: TwoHomes) -> None:
    homes.cosigner.admin.policy_set(PolicyChange(approve_below=BTC))
    own = homes.table.script(0, 1)
    free = split(psbt([Coin(script=homes.table.script(0, 0))], [Pay(BTC, own)]).serialize(), NETWORK)
    assert homes.propose(free).state is RequestState.PROPOSED


def test_approved_payments_that_are_never_signed_come_to_an_end(
    homes: TwoHomes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quota, "MAX_APPROVED", 3)
    homes.cosigner.admin.policy_set(PolicyChange(approve_below=BTC))
    wires = [homes.wire(amount=10_000 + n, seed=n) for n in range(4)]
    for wire in wires[:3]:
        assert homes.propose(wire).state is RequestState.APPROVED
    with pytest.raises(Refused, match="approved payments are not signed yet"):
        homes.propose(wires[3])
    assert homes.propose(wires[0]).state is RequestState.APPROVED  # one that is known goes on
    homes.sign(wires[0])
    assert homes.propose(wires[3]).state is RequestState.APPROVED


def test_a_person_is_told_of_another_payment_of_the_same_coins(homes: TwoHomes) -> None:
    """Only one of the two can happen: the one that is approved late replaces the other, which was sent already."""
    first = homes.propose(homes.wire(amount=30_000))
    assert first.warnings == ()
    elsewhere = homes.propose(homes.wire(amount=30_000, seed=1))
    second = homes.propose(homes.wire(amount=31_000))
    assert (elsewhere.warnings, second.warnings) == ((), ("shared",))
    told = {view.id: view.warnings for view in homes.cosigner.admin.approvals()}
    assert told == {
        first.request.hex(): ("shared",),  # though it came first
        elsewhere.request.hex(): (),
        second.request.hex(): ("shared",),
    }
    homes.cosigner.requests.refuse(second.request, "not that one")
    assert all(view.warnings == () for view in homes.cosigner.admin.approvals())


@pytest.mark.parametrize("signed", [False, True])
def test_it_is_told_of_what_is_approved_or_signed_too(homes: TwoHomes, signed: bool) -> None:
    wire = homes.wire(amount=30_000)
    homes.approved(wire)
    if signed:
        homes.sign(wire)
    homes.restart_both()
    assert homes.propose(homes.wire(amount=31_000)).warnings == ("shared",)


def shown(homes: TwoHomes, wire: WireTask) -> ApprovalView:
    """What a person sees of a payment that was just proposed."""
    asked = homes.propose(wire).request.hex()
    (view,) = [view for view in homes.cosigner.admin.approvals() if view.id == asked]
    return view


def txid(homes: TwoHomes, wire: WireTask) -> str:
    return homes.checked(wire).txid[::-1].hex()


def test_a_raise_says_what_it_replaces_and_by_how_much_it_is_dearer(homes: TwoHomes) -> None:
    """From the co-signer's own record, over restarts; the computer is asked nothing."""
    first, raised = homes.wire(), homes.wire(fee=1_062)
    homes.pay(first)
    homes.restart_both()
    view = shown(homes, raised)
    assert (view.replaces, view.fee_more, view.hurries) == ((txid(homes, first),), 562, ())
    homes.pay(raised)
    again = shown(homes, homes.wire(fee=3_062))
    assert (again.replaces, again.fee_more) == ((txid(homes, raised),), 2_000)  # the first is replaced already


def test_a_payment_called_off_says_so(homes: TwoHomes) -> None:
    first, table = homes.wire(), homes.table
    homes.pay(first)
    coins, back = [Coin(script=table.script(0, 0))], [Pay(BTC - 1_062, table.script(1, 1))]
    view = shown(homes, split(psbt(coins, back).serialize(), NETWORK))
    assert (view.replaces, view.fee_more, view.recipients, view.leaves) == ((txid(homes, first),), 562, 0, 1_062)


def test_one_payment_may_take_the_place_of_two(homes: TwoHomes) -> None:
    one, two = homes.wire(seed=0), homes.wire(seed=1, fee=700)
    homes.pay(one)
    homes.pay(two)
    coins = [Coin(script=homes.table.script(0, 0), seed=seed) for seed in (0, 1)]
    pays = [Pay(80_000), Pay(2 * BTC - 82_000, homes.table.script(1, 0))]
    view = shown(homes, split(psbt(coins, pays).serialize(), NETWORK))
    assert (set(view.replaces), view.fee_more) == ({txid(homes, one), txid(homes, two)}, 800)


@dataclass(frozen=True)
class ChangeOf(Coin):
    """The change of a payment."""

    source: Transaction | None = None

    @property
    def previous(self) -> Transaction:
        assert self.source is not None
        return self.source


def test_a_payment_that_hurries_another_says_so(homes: TwoHomes) -> None:
    first = homes.wire()
    homes.pay(first)
    tx, table = homes.checked(first).tx, homes.table
    change = ChangeOf(tx.outputs[1].amount, table.script(1, 0), before=1, source=tx)
    hurry = psbt([change], [Pay(change.amount - 900, table.script(1, 1))])
    view = shown(homes, split(hurry.serialize(), NETWORK))
    assert (view.replaces, view.fee_more, view.hurries) == ((), None, (txid(homes, first),))
    pay = psbt([change], [Pay(30_000), Pay(change.amount - 30_900, table.script(1, 1))])
    view = shown(homes, split(pay.serialize(), NETWORK))
    assert (view.replaces, view.hurries) == ((), ())  # what pays somebody out of earlier change is a payment


def test_what_is_not_signed_is_not_replaced(homes: TwoHomes) -> None:
    """Only one of the two can happen, and that is said; but nothing is on its way that would be replaced."""
    homes.propose(homes.wire())
    refused = homes.propose(homes.wire(fee=600))
    homes.cosigner.requests.refuse(refused.request, "no")
    view = shown(homes, homes.wire(fee=1_062))
    assert (view.replaces, view.fee_more, view.warnings) == ((), None, ("shared",))


def test_nobody_undoes_a_payment_unasked(homes: TwoHomes) -> None:
    """A person has paid the landlord. Within the rules, another payment of the same coins would undo that unseen."""
    rent, table = homes.wire(amount=50_000_000), homes.table
    homes.pay(rent)
    homes.allow(100_000)
    assert homes.propose(homes.wire(amount=30_000, seed=1)).state is RequestState.APPROVED
    thief = homes.propose(homes.wire(amount=30_000))
    assert (thief.state, thief.warnings) == (RequestState.PROPOSED, ("shared",))
    coins, back = [Coin(script=table.script(0, 0))], [Pay(BTC - 1_062, table.script(1, 1))]
    off = homes.propose(split(psbt(coins, back).serialize(), NETWORK))
    assert (off.state, off.warnings) == (RequestState.PROPOSED, ("shared",))


def test_within_the_rules_a_raise_asks_nobody(homes: TwoHomes) -> None:
    """The same payment, with more of its change as fee: of the two, one can happen (C6)."""
    homes.allow(100_000)
    homes.pay(homes.wire(amount=30_000))
    homes.restart_both()
    raised = homes.wire(amount=30_000, fee=1_062, change=1)
    assert homes.propose(raised).state is RequestState.APPROVED
    homes.sign(raised)
    assert homes.cosigner.requests.rulebook.used(homes.key).unattended == 31_062
    assert homes.propose(homes.wire(amount=30_000, fee=2_000)).state is RequestState.APPROVED


@pytest.mark.parametrize("other", ["amount", "recipient", "coins", "fee", "data"])
def test_what_differs_in_more_than_its_fee_is_no_raise(homes: TwoHomes, other: str) -> None:
    homes.allow(100_000)
    table = homes.table
    coin, pay = Coin(script=table.script(0, 0)), Pay(30_000)
    first = split(psbt([coin], [pay, Pay(BTC - 30_700, table.script(1, 0))]).serialize(), NETWORK)
    homes.pay(first)
    coins, pays = {
        "amount": ([coin], [Pay(30_001), Pay(BTC - 31_701, table.script(1, 0))]),
        "recipient": ([coin], [Pay(30_000, wpkh(bytes(20))), Pay(BTC - 31_700, table.script(1, 0))]),
        "coins": ([coin, replace(coin, seed=5)], [pay, Pay(2 * BTC - 31_700, table.script(1, 0))]),
        "fee": ([coin], [pay, Pay(BTC - 30_699, table.script(1, 0))]),
        "data": ([coin], [pay, Pay(0, b"\x6a\x01x"), Pay(BTC - 31_700, table.script(1, 0))]),
    }[other]
    found = homes.propose(split(psbt(coins, pays).serialize(), NETWORK))
    assert (found.state, found.warnings[-1]) == (RequestState.PROPOSED, "shared")


def test_a_raise_of_what_is_not_signed_asks(homes: TwoHomes) -> None:
    """A person may be looking at it, or it may be signed a moment later."""
    homes.allow(100_000)
    approved = homes.wire(amount=30_000)
    assert homes.propose(approved).state is RequestState.APPROVED
    raised = homes.propose(homes.wire(amount=30_000, fee=1_062))
    assert (raised.state, raised.warnings) == (RequestState.PROPOSED, ("shared",))
    with pytest.raises(Refused, match="waits for a decision") as caught:
        homes.sign(approved)  # before the debit the rules are asked again: now somebody looks at another of its coins
    assert caught.value.kind == "pending"
    homes.cosigner.requests.refuse(raised.request, "no")
    homes.cosigner.requests.approve(homes.cosigner.requests.open()[0].id, accept_fee=False)
    homes.sign(approved)


def test_a_person_sees_what_was_decoded(homes: TwoHomes) -> None:
    found = homes.propose(homes.wire(amount=30_000, fee=700))
    assert homes.cosigner.admin.approvals() == (
        ApprovalView(
            id=found.request.hex(),
            kind="pay",
            wallet="savings",
            network=NETWORK,
            pays=(PlaceView("bcrt1q29g4z52329g4z52329g4z52329g4z5237w8wct", 30_000, first_time=True),),
            unfindable=(),
            to_self=(),
            fee=700,
            warnings=(),
            leaves=30_700,
            recipients=1,
            computer=hashlib.sha256(homes.certificate).hexdigest()[:16],
            seconds=APPROVAL_LASTS,
            task=found.task_id.hex(),
        ),
    )


def test_an_amount_among_900_is_not_hidden(homes: TwoHomes) -> None:
    """Nine bitcoin in line 453 of 900: it stands first, all of it is summed up, and nobody lets it pass unasked."""
    homes.allow(10 * BTC)
    pays = [Pay(1_000 + n, wpkh(n.to_bytes(20, "big"))) for n in range(900)]
    pays[452] = Pay(9 * BTC)
    rest = 20 * BTC - sum(pay.amount for pay in pays) - 50_000
    coins = [Coin(20 * BTC, homes.table.script(0, 0))]
    homes.propose(split(psbt(coins, [*pays, Pay(rest, homes.table.script(1, 0))]).serialize(), NETWORK))
    (shown,) = homes.cosigner.admin.approvals()
    assert shown.pays[0] == PlaceView(address(SHOP, NETWORK) or "", 9 * BTC, first_time=True)
    assert [place.sats for place in shown.pays] == sorted((pay.amount for pay in pays), reverse=True)
    assert (shown.leaves, shown.recipients, shown.fee) == (20 * BTC - rest, 900, 50_000)
    assert shown.warnings == ("many",)


def test_what_leaves_is_what_others_get_and_the_fee(homes: TwoHomes) -> None:
    """Not what comes back; coins as good as lost are among it, and an address that is paid twice is one recipient."""
    far = homes.table.script(1, 900)
    pays = [Pay(30_000), Pay(20_000), Pay(0, b"\x6a\x02hi"), Pay(40_000, homes.table.script(0, 7)), Pay(50_000, far)]
    change = Pay(BTC - 140_700, homes.table.script(1, 0))
    wire = split(psbt([Coin(script=homes.table.script(0, 0))], [*pays, change]).serialize(), NETWORK)
    homes.propose(wire)
    (shown,) = homes.cosigner.admin.approvals()
    assert (shown.leaves, shown.recipients, shown.fee) == (30_000 + 20_000 + 50_000 + 700, 1, 700)


def test_the_computer_that_asks_is_named(homes: TwoHomes) -> None:
    homes.propose(homes.wire())
    (shown,) = homes.cosigner.admin.approvals()
    assert shown.computer == hashlib.sha256(homes.certificate).hexdigest()[:16]


def test_what_is_no_address_is_shown_as_what_it_is(homes: TwoHomes) -> None:
    coins = [Coin(script=homes.table.script(0, 0))]
    pays = [Pay(0, b"\x6a\x05hello"), Pay(BTC - 1_000, homes.table.script(1, 0))]
    homes.propose(split(psbt(coins, pays).serialize(), NETWORK))
    (shown,) = homes.cosigner.admin.approvals()
    assert shown.warnings == ("data-output",)
    (paid,) = shown.pays
    assert "hello" in paid.address


def test_requests_are_listed_oldest_first_and_only_while_open(homes: TwoHomes) -> None:
    made = []
    for seed in range(3):
        made.append(homes.propose(homes.wire(seed=seed)).request)
        homes.clock.sleep(1)
    homes.cosigner.requests.approve(made[1], accept_fee=False)
    assert [request.id for request in homes.cosigner.requests.open()] == [made[0], made[2]]


def test_request_ids_are_the_co_signers_own(homes: TwoHomes) -> None:
    found = {homes.propose(homes.wire(seed=seed)).request for seed in range(4)}
    assert len(found) == 4
    assert homes.propose(homes.wire(seed=0)).request in found


# ------------------------------------------------------------------ no
def test_a_refusal_tells_its_reason_and_is_final(homes: TwoHomes) -> None:
    wire = homes.wire()
    found = homes.propose(wire)
    homes.cosigner.requests.refuse(found.request, "we never order there")
    with pytest.raises(Refused, match="we never order there") as caught:
        homes.client.decision(found, None, silent)
    assert caught.value.kind == "refused"
    with pytest.raises(Refused) as caught:
        homes.client.sign(homes.key.key_id, homes.checked(wire))
    assert caught.value.kind == "refused"
    again = homes.propose(wire)
    assert (again.request, again.state, again.reason) == (found.request, RequestState.REFUSED, "we never order there")
    with pytest.raises(BadInput, match="not open: it is refused"):
        homes.cosigner.requests.approve(found.request, accept_fee=True)
    assert only(homes).state is RequestState.REFUSED


def test_what_is_decided_is_not_refused_again(homes: TwoHomes) -> None:
    found = homes.propose(homes.wire())
    homes.cosigner.requests.refuse(found.request, "once")
    with pytest.raises(BadInput, match="not open: it is refused"):
        homes.cosigner.requests.refuse(found.request, "twice")
    assert homes.cosigner.tasks()[0].reason == "once"


def test_the_log_tells_of_each_proposal_and_decision(homes: TwoHomes) -> None:
    """By request, transaction, amounts and key, so that the other side's log can be held against it."""
    wires = [homes.wire(), homes.wire(seed=1), homes.wire(90_000, seed=2)]
    txids, key = [homes.checked(wire).txid[::-1].hex() for wire in wires], named(homes.key.key_id)
    refused = homes.propose(wires[0])
    homes.cosigner.requests.refuse(refused.request, "no")
    homes.allow(50_000)
    signed = homes.propose(wires[1])
    homes.client.sign(homes.key.key_id, homes.checked(wires[1]))
    homes.cosigner.admin.policy_set(PolicyChange(max_payment=60_000))
    barred = homes.propose(wires[2])
    found = [
        (entry.code, entry.values)
        for entry in homes.cosigner.records.log()
        if entry.kind in ("request", "decision", "signature")
    ]
    asked, sums = (NAME, refused.request.hex(), txids[0]), ("40500", "500", key)
    paid = (NAME, signed.request.hex(), txids[1], *sums)
    assert found == [
        (LogCode.WAITS, (*asked, *sums)),
        (LogCode.REFUSED, (*asked, key, "no")),
        (LogCode.UNATTENDED, paid),
        (LogCode.DEBITED, paid),
        (LogCode.RELEASED, paid),
        (LogCode.REFUSED, (NAME, barred.request.hex(), txids[2], key, "")),
        (LogCode.BARRED, (NAME, barred.request.hex(), txids[2], "90500", "500", key)),
    ]


def test_what_was_never_proposed_is_not_signed(homes: TwoHomes) -> None:
    with pytest.raises(Refused, match="never proposed") as caught:
        homes.client.sign(homes.key.key_id, homes.checked(homes.wire()))
    assert caught.value.kind == "unknown"


@pytest.mark.parametrize("reason", ["", "  ", "two\nlines", "\u202egnorw", "x" * 201])
def test_a_reason_is_one_plain_line(homes: TwoHomes, reason: str) -> None:
    found = homes.propose(homes.wire())
    with pytest.raises(BadInput, match="one line"):
        homes.cosigner.requests.refuse(found.request, reason)
    assert states(homes) == ["PROPOSED"]
    assert homes.cosigner.requests.refuse(found.request, "x" * 200).reason == "x" * 200


def test_an_approval_can_be_taken_back_until_it_is_signed(homes: TwoHomes) -> None:
    wire = homes.wire()
    found = homes.approved(wire)
    homes.cosigner.requests.refuse(found.request, "no, wait")
    with pytest.raises(Refused, match="no, wait"):
        homes.client.sign(homes.key.key_id, homes.checked(wire))
    other = homes.wire(seed=1)
    made = homes.approved(other)
    homes.sign(other)
    with pytest.raises(BadInput, match="already signed"):
        homes.cosigner.requests.refuse(made.request, "too late")
    assert states(homes) == ["REFUSED", "RELEASED"]


def test_what_will_never_be_signed_is_not_stored(homes: TwoHomes) -> None:
    made = [homes.propose(homes.wire(seed=seed)).request for seed in range(3)]
    assert payloads(homes) == 3
    homes.cosigner.requests.refuse(made[0], "no")
    homes.cosigner.requests.cancel(made[1], {homes.key.key_id})
    assert payloads(homes) == 1
    homes.clock.sleep(APPROVAL_LASTS)
    assert homes.cosigner.requests.open() == []
    assert payloads(homes) == 0
    assert sorted(states(homes)) == ["CANCELLED", "EXPIRED", "REFUSED"]


# ------------------------------------------------------------------ time
@pytest.mark.parametrize("decide", [False, True])
def test_a_request_and_an_approval_last_24_hours(homes: TwoHomes, decide: bool) -> None:
    wire = homes.wire()
    found = homes.propose(wire)
    if decide:
        homes.clock.sleep(HOUR)
        homes.cosigner.requests.approve(found.request, accept_fee=False)
    homes.clock.sleep(APPROVAL_LASTS - 1)
    assert homes.propose(wire).state is (RequestState.APPROVED if decide else RequestState.PROPOSED)
    homes.clock.sleep(1)
    with pytest.raises(Refused, match="24 hours") as caught:
        homes.client.sign(homes.key.key_id, homes.checked(wire))
    assert caught.value.kind == "expired"
    with pytest.raises(BadInput, match="it is expired"):
        homes.cosigner.requests.approve(found.request, accept_fee=False)
    assert homes.propose(wire).state is RequestState.EXPIRED
    assert only(homes).state is RequestState.EXPIRED


def test_an_expiry_is_told_to_who_waits(homes: TwoHomes) -> None:
    found = homes.propose(homes.wire())
    told: list[SigningRequest] = []
    homes.cosigner.requests.watch(found.request, {homes.key.key_id}, told.append)
    homes.clock.sleep(APPROVAL_LASTS)
    homes.cosigner.requests.open()
    assert [request.state for request in told] == [RequestState.EXPIRED]


# ------------------------------------------------------------------ watching and cancelling
def test_a_watcher_is_told_once(homes: TwoHomes) -> None:
    keys = {homes.key.key_id}
    found = homes.propose(homes.wire())
    told: list[SigningRequest] = []
    homes.cosigner.requests.watch(found.request, keys, told.append)
    homes.cosigner.requests.watch(found.request, keys, told.append)
    assert told == []
    homes.cosigner.requests.approve(found.request, accept_fee=False)
    assert [request.state for request in told] == [RequestState.APPROVED] * 2
    homes.cosigner.requests.refuse(found.request, "no")
    assert len(told) == 2
    homes.cosigner.requests.watch(found.request, keys, told.append)
    assert told[2].state is RequestState.REFUSED


def test_watching_for_ever_fills_no_memory(homes: TwoHomes) -> None:
    found = homes.propose(homes.wire())
    told: list[int] = []

    def teller(n: int) -> Callable[[SigningRequest], None]:
        return lambda _: told.append(n)

    for n in range(100):
        homes.cosigner.requests.watch(found.request, {homes.key.key_id}, teller(n))
    homes.cosigner.requests.approve(found.request, accept_fee=False)
    assert told == list(range(100 - MAX_WATCHERS, 100))


@pytest.mark.parametrize("decided", [False, True])
def test_cancelling_works_until_an_answer_may_have_left(homes: TwoHomes, decided: bool) -> None:
    wire = homes.wire()
    found = homes.approved(wire) if decided else homes.propose(wire)
    keys = {homes.key.key_id}
    assert homes.cosigner.requests.cancel(found.request, keys).state is RequestState.CANCELLED
    assert homes.cosigner.requests.cancel(found.request, keys).state is RequestState.CANCELLED
    with pytest.raises(Refused) as caught:
        homes.client.sign(homes.key.key_id, homes.checked(wire))
    assert caught.value.kind == "cancelled"
    assert homes.propose(wire).state is RequestState.CANCELLED


def test_what_is_signed_cannot_be_cancelled(homes: TwoHomes) -> None:
    wire = homes.wire()
    found = homes.approved(wire)
    homes.sign(wire)
    with pytest.raises(Refused, match="spend the same coins") as caught:
        homes.cosigner.requests.cancel(found.request, {homes.key.key_id})
    assert caught.value.kind == "signed"
    assert states(homes) == ["RELEASED"]


def test_a_request_of_other_keys_is_like_none(homes: TwoHomes) -> None:
    found = homes.propose(homes.wire())
    desk, others = homes.cosigner.requests, {bytes(32)}
    messages = set()
    for request in (found.request, bytes(16)):
        for ask in (lambda r: desk.cancel(r, others), lambda r: desk.watch(r, others, lambda _: None)):
            with pytest.raises(BadInput) as caught:
                ask(request)
            messages.add((caught.value.message, caught.value.kind))
    assert len(messages) == 1


# ------------------------------------------------------------------ five at a time
def test_five_requests_wait_and_not_more(homes: TwoHomes) -> None:
    made = [homes.propose(homes.wire(seed=seed)).request for seed in range(MAX_OPEN)]
    with pytest.raises(Refused, match="five requests") as caught:
        homes.propose(homes.wire(seed=50))
    assert caught.value.kind == "too_many"
    assert homes.propose(homes.wire(seed=0)).request == made[0]  # a known one is no new one
    homes.cosigner.requests.refuse(made[2], "no")
    homes.propose(homes.wire(seed=50))
    with pytest.raises(Refused):
        homes.propose(homes.wire(seed=51))
    homes.clock.sleep(APPROVAL_LASTS)
    homes.propose(homes.wire(seed=51))


def test_what_needs_nobody_finds_room_beside_five(homes: TwoHomes) -> None:
    for seed in range(MAX_OPEN):
        homes.propose(homes.wire(amount=60_000, seed=seed))
    homes.allow(50_000)
    homes.pay(homes.wire(seed=50))


@pytest.fixture
def two_keys(tmp_path: Path) -> Iterator[TwoHomes]:
    with two_homes(tmp_path, keys=2) as found:
        yield found


def test_each_key_has_its_own_requests_limits_and_transactions(two_keys: TwoHomes) -> None:
    """One transaction that spends a coin of each: two tasks, and neither is a lie about the other."""
    homes = two_keys
    one, two = sorted(homes.computer.records.keys.values(), key=lambda row: row.name)
    tables = homes.table_of(one), homes.table_of(two)
    coins = [Coin(script=table.script(0, 0), seed=n) for n, table in enumerate(tables)]
    wire = split(psbt(coins, [Pay(2 * BTC - 1_000, SHOP)]).serialize(), NETWORK)
    first, second = homes.client.propose(one, wire), homes.client.propose(two, wire)
    assert first.request != second.request
    assert first.task_id != second.task_id
    assert homes.client.propose(one, wire).request == first.request
    assert [request.key_id for request in homes.cosigner.requests.open()] == [one.key_id, two.key_id]
    homes.cosigner.requests.refuse(first.request, "no")
    assert homes.client.propose(two, wire).state is RequestState.PROPOSED


# ------------------------------------------------------------------ without a person
def test_below_the_limit_nobody_is_asked(homes: TwoHomes) -> None:
    homes.allow(40_500)
    assert homes.propose(homes.wire(amount=40_000)).state is RequestState.APPROVED
    assert homes.propose(homes.wire(amount=40_001, seed=1)).state is RequestState.PROPOSED


def test_a_new_key_always_asks(homes: TwoHomes) -> None:
    assert homes.propose(homes.wire(amount=600, fee=200)).state is RequestState.PROPOSED


def test_the_day_counts_what_is_approved_whether_signed_or_not(homes: TwoHomes) -> None:
    homes.allow(50_000)
    made = [homes.propose(homes.wire(amount=49_000, fee=1_000, seed=n)) for n in range(10)]
    assert {found.state for found in made} == {RequestState.APPROVED}
    homes.sign(homes.wire(amount=49_000, fee=1_000, seed=3))
    eleventh = homes.propose(homes.wire(amount=600, fee=200, seed=99))
    assert (eleventh.state, eleventh.warnings) == (RequestState.PROPOSED, ("daily-limit",))
    homes.cosigner.requests.cancel(made[0].request, {homes.key.key_id})  # what is taken back gives its room back
    assert homes.propose(homes.wire(amount=600, fee=200, seed=98)).state is RequestState.APPROVED


def test_what_a_person_approved_does_not_count(homes: TwoHomes) -> None:
    homes.pay(homes.wire(amount=10_000_000))
    homes.allow(50_000)
    assert homes.cosigner.requests.rulebook.used(homes.key).unattended == 0


def test_no_24_hours_hold_more_than_the_limit(homes: TwoHomes) -> None:
    """Approved in the morning, signed the next morning, then as much again at once: counted from its debit."""
    homes.allow(50_000)
    wires = [homes.wire(amount=49_000, fee=1_000, seed=n) for n in range(10)]
    for wire in wires:
        assert homes.propose(wire).state is RequestState.APPROVED
    homes.clock.sleep(APPROVAL_LASTS - 60)
    for wire in wires:
        homes.sign(wire)
    homes.clock.sleep(120)
    assert homes.propose(homes.wire(seed=50)).state is RequestState.PROPOSED
    homes.clock.sleep(APPROVAL_LASTS)
    assert homes.propose(homes.wire(seed=51)).state is RequestState.APPROVED


def test_the_day_ends_to_the_second(homes: TwoHomes) -> None:
    homes.allow(50_000)
    for n in range(10):
        homes.pay(homes.wire(amount=49_000, fee=1_000, seed=n))
    homes.clock.sleep(APPROVAL_LASTS - 1)
    assert homes.cosigner.requests.rulebook.used(homes.key).unattended == 500_000
    homes.clock.sleep(1)
    assert homes.cosigner.requests.rulebook.used(homes.key).unattended == 0


def test_rules_that_became_stricter_ask_a_person(homes: TwoHomes) -> None:
    homes.allow(50_000)
    wire = homes.wire()
    found = homes.propose(wire)
    assert found.state is RequestState.APPROVED
    homes.allow(10_000)
    with pytest.raises(Refused, match="stricter") as caught:
        homes.sign(wire)
    assert caught.value.kind == "pending"
    assert only(homes).state is RequestState.PROPOSED
    assert homes.cosigner.requests.rulebook.used(homes.key).unattended == 0
    homes.pay(wire)
    assert states(homes) == ["RELEASED"]


def test_a_high_fee_needs_its_own_yes(homes: TwoHomes) -> None:
    homes.allow(10 * BTC)
    found = homes.propose(homes.wire(amount=600, fee=140_000))
    assert (found.state, found.warnings) == (RequestState.PROPOSED, ("fee",))
    with pytest.raises(BadInput) as caught:
        homes.cosigner.requests.approve(found.request, accept_fee=False)
    assert "--accept-fee" in told(caught.value, "tandem-cosigner")
    homes.cosigner.requests.approve(found.request, accept_fee=True)


# ------------------------------------------------------------------ one transaction, one reading
def test_the_window_of_change_moves_with_what_a_person_approved(homes: TwoHomes) -> None:
    beyond = homes.propose(homes.wire(change=20))
    assert (beyond.state, beyond.warnings) == (RequestState.PROPOSED, ("unfindable",))
    homes.pay(homes.wire(seed=1, change=7))
    homes.allow(BTC)
    assert homes.cosigner.row.rules.signed_internal == 8
    assert homes.propose(homes.wire(seed=2, change=27)).state is RequestState.APPROVED
    assert homes.propose(homes.wire(seed=3, change=28)).state is RequestState.PROPOSED


def test_the_horizon_is_told_and_grows(homes: TwoHomes) -> None:
    assert homes.propose(homes.wire()).external == 1_000
    homes.pay(homes.wire(seed=1, coins=6, change=4))
    found = homes.propose(homes.wire(seed=50))
    assert (found.external, found.internal) == (1_006, 1_005)


def test_a_person_may_ask_for_addresses_far_ahead_and_no_further(homes: TwoHomes) -> None:
    """Rule D1: ten times as far as payments are recognised; an address that is not ours is called so."""
    ask = homes.cosigner.admin.address
    assert ask("savings").path == "0/0"
    ahead = ask("savings", "9999")
    assert ask("savings", ahead.address) == ahead
    assert ahead.path == "0/9999"
    with pytest.raises(BadInput, match="up to number 9999"):
        ask("savings", "10000")
    foreign = address(SHOP, NETWORK)
    assert foreign is not None
    with pytest.raises(BadInput, match="does not belong") as caught:
        ask("savings", foreign)
    assert caught.value.kind == "foreign"


def twice_told(homes: TwoHomes) -> tuple[WireTask, WireTask]:
    """A coin beyond every table, once with the hint that says where it is, once without."""
    at = (*WPKH.steps, 0, 5_000)
    key = homes.table.public_key(at)
    coins = [Coin(script=homes.table.script(0, 0)), Coin(script=homes.table.script(0, 5_000), seed=1)]
    pays = [Pay(2 * BTC - 1_000, SHOP)]
    hinted = [coins[0], replace(coins[1], fields=hint(In.DERIVATION, at, key))]
    one, other = (split(psbt(found, pays).serialize(), NETWORK) for found in (hinted, coins))
    return one, other


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_one_transaction_told_in_two_ways_is_a_lie(homes: TwoHomes, order: tuple[int, int]) -> None:
    wires = twice_told(homes)
    first = homes.propose(wires[order[0]])
    with pytest.raises(Refused, match="proposed before") as caught:
        homes.propose(wires[order[1]])
    assert caught.value.kind == "lie"
    assert any("twice with different claims" in text for text in homes.cosigner.log())
    assert len(homes.cosigner.tasks()) == 1
    homes.cosigner.requests.refuse(first.request, "no")
    with pytest.raises(Refused, match="proposed before"):  # for the life of the wallet
        homes.propose(wires[order[1]])


def test_a_lie_is_not_pushed_out_of_the_log_by_requests(homes: TwoHomes, monkeypatch: pytest.MonkeyPatch) -> None:
    """A computer that has lied proposes and takes back as often as it likes, until its lie is out of sight."""
    monkeypatch.setattr(patience, "MAX_ASKED", 2 * LOG_LINES)
    homes.allow(100)
    wires, desk = twice_told(homes), homes.cosigner.admin
    homes.cosigner.requests.cancel(homes.propose(wires[0]).request, {homes.key.key_id})
    for _ in range(2):
        with pytest.raises(Refused, match="proposed before"):
            homes.propose(wires[1])
    for seed in range(LOG_LINES + 1):
        homes.clock.sleep(1)
        found = homes.propose(homes.wire(seed=seed + 10))
        homes.cosigner.requests.cancel(found.request, {homes.key.key_id})
    shown = [entry.code for entry in desk.status().log]
    assert {"lie.told_twice", "rules.set", "key.current"} < set(shown)
    assert len(shown) == LOG_LINES
    (lie,) = desk.log(LogQuery("lie"))
    assert (lie.code, lie.count) == ("lie.told_twice", 2)
    assert lie.time == int(homes.clock.now()) - LOG_LINES - 1
    last = desk.log(LogQuery("decision", int(homes.clock.now()) - 2))
    assert [entry.code for entry in last] == ["decision.cancelled"] * 3
    assert len(desk.log(LogQuery("request"))) == LOG_LINES + 2
    homes.restart_both()
    assert homes.cosigner.admin.log(LogQuery("lie")) == (lie,)


def test_a_task_is_read_for_ever_as_it_was_decided_on(homes: TwoHomes) -> None:
    """An output to an own address beyond the tables is a payment, also when the tables have grown past it since."""
    table = homes.table
    coins = [Coin(script=table.script(0, 0))]
    pays = [Pay(60_000, table.script(0, 1_003)), Pay(BTC - 61_000, table.script(1, 0))]
    wire = split(psbt(coins, pays).serialize(), NETWORK)
    found = homes.propose(wire)
    homes.pay(homes.wire(seed=1, coins=9))
    assert homes.cosigner.row.horizons == (1_009, 1_001)
    homes.restart_both()
    assert homes.cosigner.admin.approvals()[0].pays[0].sats == 60_000
    again = homes.propose(wire)
    assert (again.request, again.external, again.internal) == (found.request, 1_000, 1_000)
    homes.cosigner.requests.approve(found.request, accept_fee=False)
    homes.sign(wire)
    fresh = split(psbt([Coin(script=table.script(0, 0), seed=50)], pays).serialize(), NETWORK)
    later = homes.client.propose(homes.key, fresh)  # the same outputs today: one is ours, far out
    kept = next(request for request in homes.cosigner.tasks() if request.id == later.request)
    assert (kept.amount, kept.warnings) == (61_000, ("unfindable",))


def test_a_task_is_read_from_the_vault_after_a_start(homes: TwoHomes) -> None:
    found = homes.propose(homes.wire(amount=12_345))
    homes.restart_both()
    (shown,) = homes.cosigner.admin.approvals()
    assert shown.pays[0].sats == 12_345
    homes.cosigner.requests.approve(found.request, accept_fee=False)
    homes.sign(homes.wire(amount=12_345))


def test_a_payload_that_reads_differently_is_not_signed(homes: TwoHomes) -> None:
    wire = homes.wire()
    found = homes.approved(wire)
    with homes.cosigner.records.write() as write:
        write.payload(found.request, encode(KeptTask.of(homes.checked(homes.wire(amount=99_999)))))
    homes.cosigner.end()
    homes.restart()
    with pytest.raises(Refused, match="reads differently") as caught:
        homes.client.sign(homes.key.key_id, homes.checked(wire))
    assert caught.value.kind == "changed"
    assert states(homes) == ["APPROVED"]


def test_a_missing_payload_is_a_damaged_vault(homes: TwoHomes) -> None:
    found = homes.approved(homes.wire())
    with homes.cosigner.records.write() as write:
        write.erase_payload(found.request)
    homes.cosigner.end()
    homes.restart()
    with pytest.raises(StorageError, match="missing"):
        homes.cosigner.requests.checked(homes.cosigner.tasks()[0])
