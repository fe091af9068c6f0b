"""A computer that was taken over, at a real `tandem-cosigner serve`: over TLS, with frames no honest program sends.

What each rule makes of such frames is tested in process, in the files beside this one. Here the whole service stands
between: its listener, threads, executor, vault and console. After each attack the rules are what the person has set and
an honest payment is signed; nothing is signed that neither the person nor the rules have approved.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from core.approval.messages import Chunk, Decision, Propose, Proposed, RequestState
from core.approval.request import items
from core.approval.upload import MAX_TASK, propose_p1
from core.bitcoin.psbt import In, Out, Psbt
from core.bitcoin.signing_task import WireTask
from core.codec.codec import decode, encode
from core.codec.messages import MessageType, peek_type
from core.cosigner.api import ApprovalView, PolicyChange
from core.cosigner.calls import APPROVE, CONFIRM_CLOCK, POLICY_SET, RESUME
from core.cosigner.faults import MAX_FAULTS
from core.crypto.rng import HedgedRng
from core.errors import LinkError, PeerFault, Refused
from core.keys.record import share_of
from core.keys.status import Report, StatusOf
from core.primitives.hashing import Tag, tagged_hash
from core.protocol.ecdsa import sign
from core.protocol.ecdsa.sign import S2
from core.rpc.single_use import MAX_SESSIONS, SESSION_LASTS
from core.transport.link import websocket
from core.transport.link.hello import MAX_FRAME
from tests.support.hostile import REFUSED, a_g1, an_a1, an_f1, declined, first_sent, prepared, s1_of, with_inputs
from tests.support.hostile_computer import wire_of
from tests.support.open_homes import NAME
from tests.support.payment import BTC, FAR, Pay, hint, path, with_input
from tests.support.taken_over import SMALL, Spoken, TakenOver, taken_over

HOUR = 3600.0
THIEF = b"\x00\x14" + b"\xee" * 20


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TakenOver]:
    with taken_over(tmp_path_factory.mktemp("taken-over")) as found:
        yield found


@pytest.fixture
def thief(service: TakenOver) -> Iterator[TakenOver]:
    """What it tries is over with its test: another day comes, and the owner pays."""
    rules = service.rules()
    yield service.marked()
    service.settled()
    service.another_day()
    assert service.rules() == rules
    service.pays()
    service.another_day()


# ------------------------------------------------------------------ what a payment is
def test_lied_amounts_of_an_own_coin(thief: TakenOver) -> None:
    """Half of a coin goes to the miners, and lies make it look like half the coin. Each is found, and asks nobody."""
    coin = thief.computer.coin()
    honest = wire_of([coin], [Pay(90_000), thief.computer.change(BTC // 2 - 90_500)])
    half = replace(coin, amount=BTC // 2)
    made, previous = Psbt.parse(honest.psbt), half.previous.serialize(witness=False)
    output = half.amount.to_bytes(8, "little") + bytes([len(coin.script)]) + coin.script
    claimed = with_input(made, 0, {bytes([In.WITNESS_UTXO]): output})
    inside = with_input(made, 0, {bytes([In.NON_WITNESS_UTXO]): half.previous.serialize()})
    lies = [
        replace(honest, previous=(previous,)),
        replace(honest, previous=(*honest.previous, previous)),
        replace(honest, psbt=inside.serialize(), previous=()),
        replace(honest, psbt=claimed.serialize()),
        replace(honest, psbt=claimed.serialize(), previous=()),
    ]
    for lie in lies:
        with pytest.raises(Refused) as refused:
            thief.client.propose(thief.key, lie)
        assert refused.value.kind == "input"
    assert thief.console.approvals() == ()
    thief.client.propose(thief.key, honest)
    assert (thief.waiting().leaves, thief.waiting().fee) == (BTC // 2 + 90_500, BTC // 2 + 500)
    assert thief.signed() == 0


def test_false_change(thief: TakenOver) -> None:
    """All of a coin goes to a thief, or where the owner never looks, with hints that it is change."""
    table, near, far = thief.computer.table, path(1, 0), path(1, FAR)
    fakes = [
        Pay(BTC - 500, THIEF, hint(Out.DERIVATION, near, table.public_key(near))),
        Pay(BTC - 500, THIEF, hint(Out.DERIVATION, near, b"\x02" + b"\x11" * 32)),
        Pay(BTC - 500, THIEF, {bytes([Out.WITNESS_SCRIPT]): b"\x51"}),
        Pay(BTC - 500, table.script(1, FAR), hint(Out.DERIVATION, far, table.public_key(far))),
    ]
    for fake in fakes:
        wire = wire_of([thief.computer.coin()], [fake])
        found = thief.client.propose(thief.key, wire)
        shown = thief.waiting().pays if fake.script == THIEF else thief.waiting().unfindable
        assert (found.state, thief.waiting().leaves, len(shown)) == (RequestState.PROPOSED, BTC, 1)
        assert thief.kinds([s1_of(thief, thief.spoken(), wire)]) == ["pending"]
        thief.client.cancel(found.request)
    assert thief.signed() == 0


def test_replaced_outputs_after_approval(thief: TakenOver) -> None:
    """A person has approved A; B, which takes nearly all, is wanted."""
    coin = thief.computer.coin()
    a = wire_of([coin], [Pay(60_000), thief.computer.change(BTC - 60_500)])
    b = wire_of([coin], [Pay(60_000), Pay(BTC - 60_500, THIEF)])
    request, tasks = thief.allowed(a), [thief.checked(wire) for wire in (a, b)]
    spoken = thief.spoken()
    assert thief.kinds([s1_of(thief, spoken, b)]) == ["unknown"]
    thief.client.propose(thief.key, b)
    assert thief.kinds([s1_of(thief, spoken, b)]) == ["pending"]
    moved = replace(s1_of(thief, spoken, b), task_id=tasks[0].task_id)
    assert spoken.ask(moved) == REFUSED
    assert thief.signed() == 0
    session = prepared(thief, spoken)
    script = sign.p1(session, share_of(thief.key), tasks[0].task_id, items(tasks[1], (0,)), HedgedRng())
    (data,) = spoken.ask(first_sent(script))
    next(script)
    with pytest.raises(PeerFault, match="signature"):  # the answer is for A alone
        script.send(decode(S2, data))
    assert thief.client.propose(thief.key, a).request == request
    assert thief.waiting().pays[0].sats == BTC - 60_500
    assert thief.signed() == 1


# ------------------------------------------------------------------ again, and at once
def test_replays(thief: TakenOver) -> None:
    """An S1 twice, on another line, after ten minutes; and all of a payment once more."""
    wire = thief.computer.wire(40_000)
    thief.allowed(wire)
    spoken = thief.spoken()
    first, second, third = (s1_of(thief, spoken, wire) for _ in range(3))
    used = thief.used()
    assert peek_type(spoken.ask(first)[0]) is MessageType.S2
    assert thief.kinds([first]) == ["session"]
    line = thief.spoken(fresh=True)
    assert spoken.ended()
    assert thief.kinds([first, second]) == ["session"] * 2
    kept = s1_of(thief, line, wire)
    thief.service.sleep(SESSION_LASTS + 1)
    assert thief.kinds([kept, third]) == ["session"] * 2
    assert thief.allowed(wire)
    again = thief.spoken()
    assert peek_type(again.ask(s1_of(thief, again, wire))[0]) is MessageType.S2  # of what was signed: it costs nothing
    assert (thief.signed(), thief.used()) == (1, used)
    over = thief.computer.wire(40_000)
    thief.client.cancel(thief.allowed(over))
    assert thief.client.propose(thief.key, over).state is RequestState.CANCELLED
    assert thief.kinds([s1_of(thief, thief.spoken(), over)]) == ["cancelled"]
    assert (thief.signed(), thief.used()) == (1, used)


def both_at_once(thief: TakenOver, wires: list[WireTask]) -> list[RequestState]:
    """Two calls: no chunk leaves before both were begun, and nobody listens before all have left."""
    spoken, scripts = thief.spoken(), [propose_p1(thief.key.key_id, wire) for wire in wires]
    calls = [spoken.send(first_sent(script)) for script in scripts]
    for call, script in zip(calls, scripts, strict=True):
        spoken.send(first_sent(script), call)
    return [decode(Proposed, spoken.answer(call)).state for call in calls]


def test_a_race_for_a_limit(thief: TakenOver) -> None:
    """Each of two fits into a day, both do not."""
    thief.console.policy_set(PolicyChange(per_day=60_000))
    wires = [thief.computer.wire(40_000) for _ in range(2)]
    states = both_at_once(thief, wires)
    assert sorted(states) == [RequestState.APPROVED, RequestState.REFUSED]
    spoken = thief.spoken()
    sent = [s1_of(thief, spoken, wire) for wire in wires for _ in range(2)]  # and each of them twice
    calls = [spoken.send(s1) for s1 in sent]
    answers = [peek_type(spoken.answer(call)) for call in calls]
    allowed = states.index(RequestState.APPROVED)
    assert answers[2 * allowed : 2 * allowed + 2] == [MessageType.S2] * 2
    assert answers.count(MessageType.DECLINED) == 2
    assert (thief.signed(), thief.used()) == (1, 40_400)


def test_parallel_sessions(thief: TakenOver) -> None:
    """Nothing of one helps in another, no more stay open than may, and a second line ends the first and all."""
    allowed, asked = thief.computer.wire(40_000), thief.computer.wire(BTC // 2)
    thief.allowed(allowed)
    thief.client.propose(thief.key, asked)
    spoken = thief.spoken()
    one, two = (s1_of(thief, spoken, wire) for wire in (allowed, asked))
    assert thief.kinds([replace(two, sid2=one.sid2)]) == ["pending"]
    assert spoken.ask(replace(two, task_id=one.task_id)) == REFUSED
    assert thief.kinds([one, two]) == ["session"] * 2  # each was used up
    many = [s1_of(thief, spoken, asked) for _ in range(MAX_SESSIONS + 1)]
    assert thief.kinds(many[:2]) == ["session", "pending"]
    left = s1_of(thief, spoken, allowed)
    thief.computer.link().close()  # by a second program
    assert spoken.ended()
    assert thief.kinds([left, *many[2:4]]) == ["session"] * 3
    assert thief.signed() == 0


# ------------------------------------------------------------------ more than there is
def test_more_inputs_than_the_payment_has(thief: TakenOver) -> None:
    wire = thief.computer.wire(40_000, coins=2)
    thief.allowed(wire)
    spoken = thief.spoken()
    for numbers in ((0, 1, 2), (1, 1)):
        assert spoken.ask(with_inputs(thief, spoken, wire, numbers)) == REFUSED
    assert thief.signed() == 0
    thief.pays()
    spoken = thief.spoken(fresh=True)
    narrow = s1_of(thief, spoken, wire, (0,))
    wide = with_inputs(thief, spoken, wire, (0, 1))
    for s1 in (replace(wide, sid2=narrow.sid2), replace(wide, inputs=(0,), masked=wide.masked[:1])):
        assert spoken.ask(s1) == REFUSED
    assert thief.signed() == 1  # the honest one


def test_a_proposal_that_is_too_large_and_one_that_nearly_is(thief: TakenOver, monkeypatch: pytest.MonkeyPatch) -> None:
    """16 MiB of nothing hold nobody up; a byte more is not listened to."""
    junk, spoken = bytes(MAX_TASK), thief.spoken()
    name = thief.key.key_id
    assert spoken.ask(Propose(name, MAX_TASK + 1, tagged_hash(Tag.PROPOSAL, junk))) == REFUSED
    call = spoken.send(Propose(name, MAX_TASK, tagged_hash(Tag.PROPOSAL, junk)))
    for start in range(0, MAX_TASK, 1 << 20):
        spoken.send(Chunk(junk[start : start + (1 << 20)]), call)
    (report,) = spoken.ask(StatusOf(name, thief.key.current_run_id))
    assert decode(Report, report).name == NAME
    assert spoken.answer(call) == REFUSED[0]
    monkeypatch.setattr(websocket, "MAX_FRAME", 2 * MAX_FRAME)  # of this side, which would not let it leave
    assert not spoken.link.closed
    with contextlib.suppress(LinkError):  # the co-signer may hang up before all of it has left
        spoken.send(bytes(MAX_FRAME))
    assert spoken.ended()
    assert thief.console.approvals() == ()
    assert thief.signed() == 0


# ------------------------------------------------------------------ loosening
def commands() -> Iterator[bytes]:
    """Some that the control socket takes: as it takes them, and within a message."""
    given = {"approve_below": BTC, "frozen": False}
    for call in (APPROVE, POLICY_SET, RESUME, CONFIRM_CLOCK):
        line = json.dumps({"command": call.name, "args": {"change": given}}).encode()
        yield line
        yield bytes([1, MessageType.CHUNK]) + len(line).to_bytes(4, "big") + line


def test_what_a_person_may_is_not_to_be_had_over_the_link(thief: TakenOver) -> None:
    """Commands of the console, and every message that only a co-signer sends, with the request that waits."""
    request = thief.client.propose(thief.key, thief.computer.wire(BTC // 2)).request
    task = thief.checked(thief.computer.wire(1_000)).task_id
    told = [
        Decision(request, RequestState.APPROVED),
        Proposed(request, task, RequestState.APPROVED, 0, FAR, FAR, (), ""),
    ]
    opens = {"KEYS", "A1", "S1", "F1", "G1", "PROPOSE", "AWAIT_DECISION", "CANCEL", "STATUS", "COMMIT", "RESTORE_OF"}
    replaced = (
        "WHOSE_PLACE",
        "COPY_TAKEN",
        "REBOUND",
    )  # of a computer whose co-signer is replaced: it was not paired so
    for name in replaced:
        assert declined(thief.spoken(fresh=True).ask(bytes([1, MessageType[name]]) + request)).kind == "purpose"
    bare = [bytes([1, kind]) + request for kind in MessageType if kind.name not in {*opens, *replaced}]
    rules, said = thief.rules(), [*map(encode, told), *bare, *commands()]
    for start in range(0, len(said), MAX_FAULTS):
        spoken = thief.spoken(fresh=True)
        calls = [spoken.send(one) for one in said[start : start + MAX_FAULTS]]
        assert {spoken.answer(call) for call in calls} == set(REFUSED)
    assert thief.rules() == rules
    assert thief.waiting().id == request.hex()
    assert thief.signed() == 0


def suspended(thief: TakenOver) -> ApprovalView:
    """Three faults; the way out is on the console."""
    spoken = thief.spoken()
    for _ in range(3):
        spoken.send(Propose(thief.key.key_id, 0, bytes(32)))
    assert spoken.ended()
    return thief.waiting()


def test_a_suspension_is_not_ended_from_the_computer(thief: TakenOver) -> None:
    """Not even by one that has the id of the question; not by a refresh, by coming again, by other frames."""
    wire = thief.computer.wire(1_000)
    unlock = suspended(thief)
    assert unlock.kind == "unlock"
    spoken, id = thief.spoken(), bytes.fromhex(unlock.id)
    assert spoken.ask(Decision(id, RequestState.APPROVED)) == REFUSED
    for kind in (MessageType.AWAIT_DECISION, MessageType.CANCEL):
        assert declined(spoken.ask(bytes([1, kind]) + id)).kind == "input"
    assert declined(spoken.ask(an_a1(thief))).kind == "suspended"
    thief.client.refresh(thief.key.key_id)
    thief.client.propose(thief.key, wire)
    spoken = thief.spoken(fresh=True)
    assert declined(spoken.ask(an_a1(thief))).kind == "suspended"
    assert thief.waiting().id == unlock.id
    assert thief.signed() == 0
    thief.console.approve(unlock.id)
    thief.pays()


def test_what_a_hello_tells(thief: TakenOver) -> None:
    """Counts of an old copy make everything ask, counts to come are not taken, and a name stays the person's."""
    (computer,) = thief.console.status().computers
    named = thief.console.rename(computer.pin, "Desk")
    thief.client.close()
    assert Spoken(thief.computer.link(told=2**63)).ended()
    thief.pays()
    before = thief.signed()
    thief.client.close()
    thief.computer.link(told=0, name="Kitchen NUC").close()
    spoken = thief.spoken()
    assert declined(spoken.ask(an_a1(thief))).kind == "must_refresh"
    small = thief.computer.wire(1_000)
    assert thief.client.propose(thief.key, small).state is RequestState.PROPOSED
    assert thief.console.status().computers[0].name == named.name == "Desk"
    assert "old-copy" in thief.waiting().warnings
    assert thief.signed() == before


LOOK_ALIKES = {
    NAME: "name",
    NAME.upper(): "name",
    "sav1ngs": "name",
    "sav-ings": "name",
    "s\u0430vings": "name.form",  # a Cyrillic letter
    f"{NAME} ": "name.form",
    f"x/{NAME}": "name.form",
    f"--{NAME}": "name.form",
}


def unsent(name: str) -> bytes:
    """The first message of a key generation with a name that cannot be encoded."""
    place = b"x" * len(name.encode())
    return encode(a_g1(place.decode())).replace(place, name.encode())


def test_look_alike_names_of_wallets(thief: TakenOver) -> None:
    assert thief.kinds([a_g1(name) for name in LOOK_ALIKES]) == list(LOOK_ALIKES.values())
    spoken = thief.spoken()
    backwards, unseen = ("sav\u202eings", "sav\u200bings")  # our own codec sends neither
    assert spoken.ask(unsent(backwards)) == REFUSED
    assert declined(spoken.ask(unsent(unseen))).kind == "name.form"
    assert [half.name for half in thief.console.status().wallets] == [NAME]


# ------------------------------------------------------------------ times
def test_stale_epochs(thief: TakenOver) -> None:
    """What was begun under halves that a refresh has replaced is worth nothing, on this line or another."""
    wire = thief.computer.wire(40_000)
    thief.allowed(wire)
    spoken = thief.spoken()
    s1, a1, f1 = s1_of(thief, spoken, wire), an_a1(thief), an_f1(thief)
    thief.client.refresh(thief.key.key_id)
    for _ in range(2):
        assert thief.kinds([s1, a1, f1]) == ["session", "mismatch", "mismatch"]
        thief.client.close()
    assert thief.signed() == 0
    thief.client.sign(thief.key.key_id, thief.checked(wire))
    assert thief.signed() == 1


def jumps(thief: TakenOver) -> None:
    thief.service.jump(25 * HOUR)


def starts_again(thief: TakenOver) -> None:
    thief.service.killed(25 * HOUR)


def back(thief: TakenOver) -> None:
    thief.service.jump(-25 * HOUR)


@pytest.mark.parametrize("forward", [jumps, starts_again])
def test_a_clock_25_hours_ahead(thief: TakenOver, forward: Callable[[TakenOver], None]) -> None:
    """No limit is new, no waiting time is over, no change of a rule takes effect; and back again."""
    thief.console.policy_set(PolicyChange(per_day=60_000, wait=60))
    thief.allowed(thief.computer.wire(40_000))
    slow = thief.computer.wire(70_000)
    thief.console.policy_set(PolicyChange(per_day=200_000, delay=60))
    request = thief.allowed(slow)
    thief.console.policy_set(PolicyChange(approve_below=BTC))
    for move in (forward, back):
        move(thief)
        thief.client.close()
        assert thief.kinds([s1_of(thief, thief.spoken(), slow)]) == ["countdown"]
        assert thief.used() == 40_400
        assert (thief.rules().approve_below, len(thief.rules().pending)) == (SMALL, 1)
    thief.client.cancel(request)
    assert thief.signed() == 0
    thief.service.sleep(HOUR + 60)
    assert thief.rules().approve_below == BTC  # it passes, as time does


def test_an_honest_payment_after_all_of_it(thief: TakenOver) -> None:
    thief.pays(90_000)
    thief.pays(40_000)
    assert (thief.signed(), thief.used()) == (2, 40_400)
