"""The co-signer's desk: every state of a request, who may move it, and what is durable when."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core import requests
from core.bitcoin.address import address
from core.bitcoin.descriptor import ACCOUNT
from core.bitcoin.psbt import In, Out
from core.bitcoin.signing_task import WireTask, split
from core.cosigning import silent
from core.encoding import Type, encode
from core.errors import BadInput, LinkError, Refused, StorageError
from core.records import PAYLOAD
from core.requests import MAX_WATCHERS
from core.tasks import APPROVAL_LASTS, MAX_OPEN, Task, TaskState, items
from tests.support.payment import BTC, SHOP, Coin, Pay, hint, psbt
from tests.support.two_homes import NETWORK, TwoHomes, two_homes

HOUR = 3600


def only(homes: TwoHomes) -> Task:
    """The one task, from the disk."""
    homes.cosigner.end()
    homes.restart()
    (task,) = homes.cosigner.tasks()
    return task


def states(homes: TwoHomes) -> list[str]:
    return [task.state.name for task in homes.cosigner.tasks()]


def payloads(homes: TwoHomes) -> int:
    return len(list(homes.cosigner.vault.items(PAYLOAD)))


# ------------------------------------------------------------------ the way of a payment
def test_the_way_of_a_payment_is_durable_at_each_step(homes: TwoHomes) -> None:
    wire = homes.wire()
    found = homes.propose(wire)
    assert found.state is TaskState.PROPOSED
    assert only(homes).state is TaskState.PROPOSED
    homes.cosigner.requests.approve(found.request, accept_fee=False)
    assert only(homes).state is TaskState.APPROVED
    homes.sign(wire)
    task = only(homes)
    assert (task.state, task.signed, task.amount, task.fee) == (TaskState.RELEASED, (0,), 40_500, 500)


def test_the_debit_is_durable_before_the_answer_leaves(homes: TwoHomes) -> None:
    wire = homes.wire()
    homes.approved(wire)
    seen: list[list[str]] = []

    def look(frame: bytes) -> bytes | None:
        if frame[5] == Type.S2:
            seen.append(states(homes))
            return None  # lost on the way
        return frame

    homes.traffic.tamper = look
    with pytest.raises(LinkError):
        homes.cosigning.sign(homes.key.key_id, homes.checked(wire))
    assert seen == [["DEBITED"]]


def test_what_is_debited_is_signed_again_and_costs_and_asks_nothing(homes: TwoHomes) -> None:
    homes.allow(50_000)
    wire = homes.wire()
    homes.pay(wire)
    unattended = homes.cosigner.requests.unattended(homes.key.key_id)
    homes.restart_both()
    homes.allow(0)
    homes.clock.sleep(30 * HOUR)
    assert homes.propose(wire).state is TaskState.RELEASED
    homes.sign(wire)
    assert states(homes) == ["RELEASED"]
    assert unattended == 40_500


def test_a_task_of_many_inputs_is_released_when_all_have_left(homes: TwoHomes) -> None:
    wire = homes.wire(coins=3)
    homes.approved(wire)
    task, key = homes.checked(wire), homes.key.key_id
    for numbers, after in (((0, 2), TaskState.DEBITED), ((1,), TaskState.RELEASED), ((0,), TaskState.RELEASED)):
        prepared = homes.cosigning.prepare(key, 3)
        homes.cosigning.finish(key, prepared, task.task_id, items(task, numbers))
        (kept,) = homes.cosigner.tasks()
        assert kept.state is after
    assert kept.signed == (0, 1, 2)


def test_a_person_sees_coins_that_come_back_and_coins_that_are_as_good_as_lost(homes: TwoHomes) -> None:
    far, near = homes.table.script(1, 2**31 - 2), homes.table.script(0, 7)
    at = (*ACCOUNT, 1, 2**31 - 2)
    lost = Pay(BTC - 30_000, far, hint(Out.DERIVATION, at, homes.table.public_key(at)))
    homes.propose(split(psbt([Coin(script=homes.table.script(0, 0))], [lost, Pay(29_000, near)]).serialize(), NETWORK))
    (seen,) = homes.cosigner.commands.approvals()["approvals"]
    assert seen["pays"] == []
    assert seen["unfindable"] == [{"address": address(far, NETWORK), "sats": BTC - 30_000}]
    assert seen["to_self"] == [{"address": address(near, NETWORK), "sats": 29_000}]
    assert "unfindable" in seen["warnings"]


def test_what_costs_nothing_asks_all_the_same(homes: TwoHomes) -> None:
    homes.cosigner.commands.policy_set(BTC)
    own = homes.table.script(0, 1)
    free = split(psbt([Coin(script=homes.table.script(0, 0))], [Pay(BTC, own)]).serialize(), NETWORK)
    assert homes.propose(free).state is TaskState.PROPOSED


def test_approved_payments_that_are_never_signed_come_to_an_end(
    homes: TwoHomes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(requests, "MAX_APPROVED", 3)
    homes.cosigner.commands.policy_set(BTC)
    wires = [homes.wire(amount=10_000 + n) for n in range(4)]
    for wire in wires[:3]:
        assert homes.propose(wire).state is TaskState.APPROVED
    with pytest.raises(Refused, match="approved payments are not signed yet"):
        homes.propose(wires[3])
    assert homes.propose(wires[0]).state is TaskState.APPROVED  # one that is known goes on
    homes.sign(wires[0])
    assert homes.propose(wires[3]).state is TaskState.APPROVED


def test_a_person_sees_what_was_decoded(homes: TwoHomes) -> None:
    found = homes.propose(homes.wire(amount=30_000, fee=700))
    assert homes.cosigner.commands.approvals()["approvals"] == [
        {
            "id": found.request.hex(),
            "kind": "pay",
            "wallet": "savings",
            "network": NETWORK,
            "pays": [{"address": "bcrt1q29g4z52329g4z52329g4z52329g4z5237w8wct", "sats": 30_000}],
            "unfindable": [],
            "to_self": [],
            "fee": 700,
            "warnings": [],
        }
    ]


def test_what_is_no_address_is_shown_as_what_it_is(homes: TwoHomes) -> None:
    coins = [Coin(script=homes.table.script(0, 0))]
    pays = [Pay(0, b"\x6a\x05hello"), Pay(BTC - 1_000, homes.table.script(1, 0))]
    homes.propose(split(psbt(coins, pays).serialize(), NETWORK))
    (shown,) = homes.cosigner.commands.approvals()["approvals"]
    assert shown["warnings"] == ["data-output"]
    (paid,) = shown["pays"]
    assert "hello" in paid["address"]


def test_requests_are_listed_oldest_first_and_only_while_open(homes: TwoHomes) -> None:
    made = []
    for seed in range(3):
        made.append(homes.propose(homes.wire(seed=seed)).request)
        homes.clock.sleep(1)
    homes.cosigner.requests.approve(made[1], accept_fee=False)
    assert [task.request for task in homes.cosigner.requests.open()] == [made[0], made[2]]


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
        homes.cosigning.decision(found, None, silent)
    assert caught.value.kind == "refused"
    with pytest.raises(Refused) as caught:
        homes.cosigning.sign(homes.key.key_id, homes.checked(wire))
    assert caught.value.kind == "refused"
    again = homes.propose(wire)
    assert (again.request, again.state, again.reason) == (found.request, TaskState.REFUSED, "we never order there")
    with pytest.raises(BadInput, match="not open: it is refused"):
        homes.cosigner.requests.approve(found.request, accept_fee=True)
    assert only(homes).state is TaskState.REFUSED


def test_what_is_decided_is_not_refused_again(homes: TwoHomes) -> None:
    found = homes.propose(homes.wire())
    homes.cosigner.requests.refuse(found.request, "once")
    with pytest.raises(BadInput, match="not open: it is refused"):
        homes.cosigner.requests.refuse(found.request, "twice")
    assert homes.cosigner.tasks()[0].reason == "once"


def test_the_log_tells_of_each_proposal_and_decision(homes: TwoHomes) -> None:
    found = homes.propose(homes.wire())
    homes.cosigner.requests.refuse(found.request, "no")
    homes.allow(50_000)
    homes.propose(homes.wire(seed=1))
    name = found.request.hex()[:8]
    assert [text for text in homes.cosigner.log() if "proposed" in text or "request" in text] == [
        "savings: a payment was proposed, proposed",
        f"savings: request {name} refused",
        "savings: a payment was proposed, approved",
    ]


def test_what_was_never_proposed_is_not_signed(homes: TwoHomes) -> None:
    with pytest.raises(Refused, match="never proposed") as caught:
        homes.cosigning.sign(homes.key.key_id, homes.checked(homes.wire()))
    assert caught.value.kind == "unknown"


@pytest.mark.parametrize("reason", ["", "  ", "two\nlines", "\u202egnorw", "x" * 501])
def test_a_reason_is_one_plain_line(homes: TwoHomes, reason: str) -> None:
    found = homes.propose(homes.wire())
    with pytest.raises(BadInput, match="one line"):
        homes.cosigner.requests.refuse(found.request, reason)
    assert states(homes) == ["PROPOSED"]
    assert homes.cosigner.requests.refuse(found.request, "x" * 500).reason == "x" * 500


def test_an_approval_can_be_taken_back_until_it_is_signed(homes: TwoHomes) -> None:
    wire = homes.wire()
    found = homes.approved(wire)
    homes.cosigner.requests.refuse(found.request, "no, wait")
    with pytest.raises(Refused, match="no, wait"):
        homes.cosigning.sign(homes.key.key_id, homes.checked(wire))
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
    assert homes.propose(wire).state is (TaskState.APPROVED if decide else TaskState.PROPOSED)
    homes.clock.sleep(1)
    with pytest.raises(Refused, match="24 hours") as caught:
        homes.cosigning.sign(homes.key.key_id, homes.checked(wire))
    assert caught.value.kind == "expired"
    with pytest.raises(BadInput, match="it is expired"):
        homes.cosigner.requests.approve(found.request, accept_fee=False)
    assert homes.propose(wire).state is TaskState.EXPIRED
    assert only(homes).state is TaskState.EXPIRED


def test_an_expiry_is_told_to_who_waits(homes: TwoHomes) -> None:
    found = homes.propose(homes.wire())
    told: list[Task] = []
    homes.cosigner.requests.watch(found.request, {homes.key.key_id}, told.append)
    homes.clock.sleep(APPROVAL_LASTS)
    homes.cosigner.requests.open()
    assert [task.state for task in told] == [TaskState.EXPIRED]


# ------------------------------------------------------------------ watching and cancelling
def test_a_watcher_is_told_once(homes: TwoHomes) -> None:
    keys = {homes.key.key_id}
    found = homes.propose(homes.wire())
    told: list[Task] = []
    homes.cosigner.requests.watch(found.request, keys, told.append)
    homes.cosigner.requests.watch(found.request, keys, told.append)
    assert told == []
    homes.cosigner.requests.approve(found.request, accept_fee=False)
    assert [task.state for task in told] == [TaskState.APPROVED] * 2
    homes.cosigner.requests.refuse(found.request, "no")
    assert len(told) == 2
    homes.cosigner.requests.watch(found.request, keys, told.append)
    assert told[2].state is TaskState.REFUSED


def test_watching_for_ever_fills_no_memory(homes: TwoHomes) -> None:
    found = homes.propose(homes.wire())
    told: list[int] = []

    def teller(n: int) -> Callable[[Task], None]:
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
    assert homes.cosigner.requests.cancel(found.request, keys).state is TaskState.CANCELLED
    assert homes.cosigner.requests.cancel(found.request, keys).state is TaskState.CANCELLED
    with pytest.raises(Refused) as caught:
        homes.cosigning.sign(homes.key.key_id, homes.checked(wire))
    assert caught.value.kind == "cancelled"
    assert homes.propose(wire).state is TaskState.CANCELLED


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
    first, second = homes.cosigning.propose(one, wire), homes.cosigning.propose(two, wire)
    assert first.request != second.request
    assert first.task_id != second.task_id
    assert homes.cosigning.propose(one, wire).request == first.request
    assert [task.key_id for task in homes.cosigner.requests.open()] == [one.key_id, two.key_id]
    homes.cosigner.requests.refuse(first.request, "no")
    assert homes.cosigning.propose(two, wire).state is TaskState.PROPOSED


# ------------------------------------------------------------------ without a person
def test_below_the_limit_nobody_is_asked(homes: TwoHomes) -> None:
    homes.allow(40_500)
    assert homes.propose(homes.wire(amount=40_000)).state is TaskState.APPROVED
    assert homes.propose(homes.wire(amount=40_001, seed=1)).state is TaskState.PROPOSED


def test_a_new_key_always_asks(homes: TwoHomes) -> None:
    assert homes.propose(homes.wire(amount=600, fee=200)).state is TaskState.PROPOSED


def test_the_day_counts_what_is_approved_whether_signed_or_not(homes: TwoHomes) -> None:
    homes.allow(50_000)
    made = [homes.propose(homes.wire(amount=49_000, fee=1_000, seed=n)) for n in range(10)]
    assert {found.state for found in made} == {TaskState.APPROVED}
    homes.sign(homes.wire(amount=49_000, fee=1_000, seed=3))
    eleventh = homes.propose(homes.wire(amount=600, fee=200, seed=99))
    assert (eleventh.state, eleventh.warnings) == (TaskState.PROPOSED, ("daily-limit",))
    homes.cosigner.requests.cancel(made[0].request, {homes.key.key_id})  # what is taken back gives its room back
    assert homes.propose(homes.wire(amount=600, fee=200, seed=98)).state is TaskState.APPROVED


def test_what_a_person_approved_does_not_count(homes: TwoHomes) -> None:
    homes.pay(homes.wire(amount=10_000_000))
    homes.allow(50_000)
    assert homes.cosigner.requests.unattended(homes.key.key_id) == 0


def test_no_24_hours_hold_more_than_the_limit(homes: TwoHomes) -> None:
    """Approved in the morning, signed the next morning, then as much again at once: counted from its debit."""
    homes.allow(50_000)
    wires = [homes.wire(amount=49_000, fee=1_000, seed=n) for n in range(10)]
    for wire in wires:
        assert homes.propose(wire).state is TaskState.APPROVED
    homes.clock.sleep(APPROVAL_LASTS - 60)
    for wire in wires:
        homes.sign(wire)
    homes.clock.sleep(120)
    assert homes.propose(homes.wire(seed=50)).state is TaskState.PROPOSED
    homes.clock.sleep(APPROVAL_LASTS)
    assert homes.propose(homes.wire(seed=51)).state is TaskState.APPROVED


def test_the_day_ends_to_the_second(homes: TwoHomes) -> None:
    homes.allow(50_000)
    for n in range(10):
        homes.pay(homes.wire(amount=49_000, fee=1_000, seed=n))
    homes.clock.sleep(APPROVAL_LASTS - 1)
    assert homes.cosigner.requests.unattended(homes.key.key_id) == 500_000
    homes.clock.sleep(1)
    assert homes.cosigner.requests.unattended(homes.key.key_id) == 0


def test_rules_that_became_stricter_ask_a_person(homes: TwoHomes) -> None:
    homes.allow(50_000)
    wire = homes.wire()
    found = homes.propose(wire)
    assert found.state is TaskState.APPROVED
    homes.allow(10_000)
    with pytest.raises(Refused, match="stricter") as caught:
        homes.sign(wire)
    assert caught.value.kind == "pending"
    assert only(homes).state is TaskState.PROPOSED
    assert homes.cosigner.requests.unattended(homes.key.key_id) == 0
    homes.pay(wire)
    assert states(homes) == ["RELEASED"]


def test_a_high_fee_needs_its_own_yes(homes: TwoHomes) -> None:
    homes.allow(10 * BTC)
    found = homes.propose(homes.wire(amount=600, fee=140_000))
    assert (found.state, found.warnings) == (TaskState.PROPOSED, ("fee",))
    with pytest.raises(BadInput, match="--accept-fee"):
        homes.cosigner.requests.approve(found.request, accept_fee=False)
    homes.cosigner.requests.approve(found.request, accept_fee=True)


# ------------------------------------------------------------------ one transaction, one reading
def test_the_window_of_change_moves_with_what_is_signed(homes: TwoHomes) -> None:
    homes.allow(BTC)
    beyond = homes.propose(homes.wire(change=20))
    assert (beyond.state, beyond.warnings) == (TaskState.PROPOSED, ("unfindable",))
    homes.pay(homes.wire(seed=1, change=7))
    assert homes.cosigner.row.rules.signed_internal == 8
    assert homes.propose(homes.wire(seed=2, change=27)).state is TaskState.APPROVED
    assert homes.propose(homes.wire(seed=3, change=28)).state is TaskState.PROPOSED


def test_the_horizon_is_told_and_grows(homes: TwoHomes) -> None:
    assert homes.propose(homes.wire()).external == 1_000
    homes.pay(homes.wire(seed=1, coins=6, change=4))
    found = homes.propose(homes.wire(seed=50))
    assert (found.external, found.internal) == (1_006, 1_005)


def twice_told(homes: TwoHomes) -> tuple[WireTask, WireTask]:
    """A coin beyond every table, once with the hint that says where it is, once without."""
    at = (*ACCOUNT, 0, 5_000)
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


def test_a_task_is_read_for_ever_as_it_was_decided_on(homes: TwoHomes) -> None:
    """An output to an own address beyond the tables is a payment, also when the tables have grown past it since."""
    table = homes.table
    coins = [Coin(script=table.script(0, 0))]
    pays = [Pay(60_000, table.script(0, 1_003)), Pay(BTC - 61_000, table.script(1, 0))]
    wire = split(psbt(coins, pays).serialize(), NETWORK)
    found = homes.propose(wire)
    homes.pay(homes.wire(seed=1, coins=9))
    assert homes.cosigner.requests.horizons(homes.cosigner.row) == (1_009, 1_001)
    homes.restart_both()
    assert homes.cosigner.commands.approvals()["approvals"][0]["pays"][0]["sats"] == 60_000
    again = homes.propose(wire)
    assert (again.request, again.external, again.internal) == (found.request, 1_000, 1_000)
    homes.cosigner.requests.approve(found.request, accept_fee=False)
    homes.sign(wire)
    fresh = split(psbt([Coin(script=table.script(0, 0), seed=50)], pays).serialize(), NETWORK)
    later = homes.cosigning.propose(homes.key, fresh)  # the same outputs today: one comes back to us
    kept = next(task for task in homes.cosigner.tasks() if task.request == later.request)
    assert kept.amount == 1_000


def test_a_task_is_read_from_the_vault_after_a_start(homes: TwoHomes) -> None:
    found = homes.propose(homes.wire(amount=12_345))
    homes.restart_both()
    (shown,) = homes.cosigner.commands.approvals()["approvals"]
    assert shown["pays"][0]["sats"] == 12_345
    homes.cosigner.requests.approve(found.request, accept_fee=False)
    homes.sign(homes.wire(amount=12_345))


def test_a_payload_that_reads_differently_is_not_signed(homes: TwoHomes) -> None:
    wire = homes.wire()
    found = homes.approved(wire)
    with homes.cosigner.records.write() as write:
        write.payload(found.request, encode(homes.wire(amount=99_999)))
    homes.cosigner.end()
    homes.restart()
    with pytest.raises(Refused, match="reads differently") as caught:
        homes.cosigning.sign(homes.key.key_id, homes.checked(wire))
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
