"""Many sessions of one key open at once at a real co-signer: nothing of one helps in another, and none tells its nonce
before its message is fixed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from core.approval.messages import RequestState
from core.approval.request import items
from core.bitcoin.signing_task import WireTask
from core.codec.codec import decode
from core.codec.messages import MessageType, peek_type
from core.crypto.rng import HedgedRng, Rng
from core.crypto.secp256k1 import Point, add, base_mult, mult_public, q
from core.errors import LinkError
from core.keys.record import share_of
from core.primitives import schnorr_proof
from core.primitives.vole import MAX_BATCH
from core.protocol.ecdsa import prepare, sign
from core.protocol.ecdsa.prepare import A2, P1Session, Purpose
from core.protocol.ecdsa.sign import S1, S2, Masked
from core.protocol.share import KeyShare
from core.rpc.single_use import MAX_INPUTS, MAX_SESSIONS
from tests.support.hostile import REFUSED, an_a1, declined, prepared, spoilt
from tests.support.two_homes import NETWORK, Hostile, TwoHomes


def honest_s1(homes: TwoHomes, session: P1Session, wire: WireTask) -> S1:
    """What an honest computer would send in this session."""
    task = homes.checked(wire)
    sent: Any = next(sign.p1(session, share_of(homes.key), task.task_id, items(task, (0,)), HedgedRng()))
    found: S1 = sent.message
    return found


def opened(raw: Hostile, share: KeyShare, B: int = 1, rng: Rng | None = None) -> tuple[P1Session, bytes]:
    """A session, and the answer that opened it."""
    script: Any = prepare.p1(share, Purpose.PAY, B, rng or HedgedRng())
    (data,) = raw.ask(next(script).message)
    next(script)
    with pytest.raises(StopIteration) as done:
        script.send(decode(A2, data))
    return done.value.value, data


class Repeated(HedgedRng):
    """The same k1 and r1 in every session."""

    def bytes(self, label: str, n: int) -> bytes:
        return b"\7" * n if label in ("k1", "r1") else super().bytes(label, n)


def two_open(homes: TwoHomes) -> tuple[Hostile, S1, S1]:
    """Two approved payments, and an S1 for each, of two sessions that are open side by side."""
    wires = [homes.wire(seed=n) for n in range(2)]
    for wire in wires:
        homes.approved(wire)
    raw = homes.raw()
    sessions = [prepared(homes, raw) for _ in wires]
    one, two = (honest_s1(homes, session, wire) for session, wire in zip(sessions, wires, strict=True))
    return raw, one, two


def summed(one: Masked, two: Masked) -> Masked:
    """The sums of all values: what is linear in two sessions, in one."""
    return Masked(add(one.Q1, two.Q1), add(one.R1, two.R1), (one.r1 + two.r1) % q, (one.cc + two.cc) % q)


PARTS = ("Q1", "R1", "r1", "cc")
MIXTURES = ("all of the other", "its proof", "its values", "its gadget", "its task", "the sum of both", *PARTS)


def mixed(what: str, one: S1, two: S1) -> S1:
    """The first of two with something of the second."""
    match what:
        case "all of the other":
            return replace(two, sid2=one.sid2)
        case "its proof":
            return replace(one, proof=two.proof)
        case "its values":
            return replace(one, masked=two.masked)
        case "its gadget":
            return replace(one, seed=two.seed)
        case "its task":
            return replace(one, task_id=two.task_id)
        case "the sum of both":
            return replace(one, masked=(summed(one.masked[0], two.masked[0]),))
    part: dict[str, Any] = {what: getattr(two.masked[0], what)}
    return replace(one, masked=(replace(one.masked[0], **part),))


@pytest.mark.parametrize("mix", MIXTURES)
def test_nothing_of_another_session_is_taken(homes: TwoHomes, mix: str) -> None:
    raw, one, two = two_open(homes)
    assert raw.ask(mixed(mix, one, two)) == REFUSED
    assert {request.state for request in homes.cosigner.tasks()} == {RequestState.APPROVED}  # nothing was debited
    assert declined(raw.ask(one)).kind == "session"
    assert peek_type(raw.ask(two)[0]) is MessageType.S2  # and nothing of it is spoilt


@pytest.mark.parametrize("part", PARTS)
def test_not_even_with_a_proof_made_for_the_mixture(homes: TwoHomes, part: str) -> None:
    """The liar knows both sessions' secrets of its own side, so the proof is no obstacle; the equation is."""
    wires = [homes.wire(seed=n) for n in range(2)]
    for wire in wires:
        homes.approved(wire)
    raw = homes.raw()
    sessions = [prepared(homes, raw) for _ in wires]
    task, share = homes.checked(wires[0]), share_of(homes.key)
    request = sign.request_of(task.task_id, (0,))
    rng = HedgedRng()
    states = [sign.step1_p1_mask(session, share.x, request, 1, rng) for session in sessions]
    (mine, (own,), _), (theirs, (other,), _) = states
    masked = replace(own, **{part: getattr(other, part)})
    (nonce,) = (theirs if part == "R1" else mine).nonces
    seed = mine.secrets.product.seed
    ctx = sign.ctx_of(mine.sid2, seed, request, [masked])
    proof = schnorr_proof.prove("sign/R1", ctx, [nonce.k1.reveal()], [masked.R1], rng)
    replies = raw.ask(S1(mine.sid2, seed, task.task_id, (0,), (masked,), proof))
    if part == "R1":  # any nonce that it knows is as good as another: k1 is P1's to choose
        assert peek_type(replies[0]) is MessageType.S2
    else:
        assert replies == REFUSED
        assert {found.state for found in homes.cosigner.tasks()} == {RequestState.APPROVED}


def test_no_nonce_is_told_before_its_message_is_fixed(homes: TwoHomes) -> None:
    """Whoever knows the nonces of many open sessions first can choose messages that fit together (the ROS problem).
    Here P2's points are committed to, and opened when the message stands; and no two are alike, whatever P1 repeats."""
    wire = homes.wire()
    homes.approved(wire)
    raw = homes.raw()
    share = share_of(homes.key)
    made = [opened(raw, share, rng=Repeated()) for _ in range(MAX_SESSIONS)]
    task, nonces = homes.checked(wire), list[Point]()
    request = sign.request_of(task.task_id, (0,))
    for session, _ in made:
        state, masked, proof = sign.step1_p1_mask(session, share.x, request, 1, HedgedRng())
        (data,) = raw.ask(S1(session.sid2, state.secrets.product.seed, task.task_id, (0,), masked, proof))
        answer = decode(S2, data)
        (opening,) = answer.openings
        assert not any(bytes(opening.R2)[1:] in told for _, told in made)
        R = mult_public(add(opening.R2, base_mult(masked[0].r1)), state.nonces[0].k1.reveal())
        nonces.append(R)
    assert len(set(nonces)) == len(nonces) == MAX_SESSIONS


def test_sessions_of_many_keys_have_the_room_of_one(homes: TwoHomes) -> None:
    """What is prepared takes 13 kB of memory an input until it is signed: not eight sessions of 128 for each of many
    keys. The oldest goes, of whichever key."""
    shares = share_of(homes.key), share_of(homes.client.new_key("second", NETWORK))
    raw = homes.raw()
    made = [opened(raw, shares[n % 2], MAX_BATCH)[0] for n in range(MAX_SESSIONS)]
    held = raw.link.connection.sessions
    assert list(held) == [session.sid2 for session in made]
    made.append(opened(raw, shares[0])[0])
    assert list(held) == [session.sid2 for session in made[1:]]
    made += [opened(raw, share)[0] for share in shares * 2]
    assert list(held) == [session.sid2 for session in made[1:]]
    assert sum(kept.session.B for kept in held.values()) <= MAX_INPUTS == MAX_SESSIONS * MAX_BATCH


def test_one_failed_check_ends_every_open_session(homes: TwoHomes) -> None:
    """The bit that it told is of the Delta that all of them have in common."""
    wire = homes.wire()
    homes.approved(wire)
    raw = homes.raw()
    open_ones = [honest_s1(homes, prepared(homes, raw), wire) for _ in range(3)]
    held = raw.link.connection.sessions
    assert len(held) == 3
    assert raw.ask(spoilt(an_a1(homes))) == REFUSED
    assert held == {}
    for s1 in open_ones:
        with pytest.raises(LinkError):
            raw.ask(s1)
    again = homes.raw()
    assert [declined(again.ask(s1)).kind for s1 in open_ones] == ["session"] * 3
    assert MessageType.S2 not in homes.traffic.types()


def test_an_approval_of_one_payment_opens_no_session_to_another(homes: TwoHomes) -> None:
    allowed, waiting = homes.wire(seed=0), homes.wire(seed=1)
    homes.approved(allowed)
    homes.propose(waiting)
    raw = homes.raw()
    sessions = [prepared(homes, raw) for _ in range(3)]
    assert declined(raw.ask(honest_s1(homes, sessions[0], waiting))).kind == "pending"
    assert peek_type(raw.ask(honest_s1(homes, sessions[1], allowed))[0]) is MessageType.S2
    assert declined(raw.ask(honest_s1(homes, sessions[2], waiting))).kind == "pending"
    assert homes.traffic.types().count(MessageType.S2) == 1


def test_a_session_of_one_key_signs_nothing_of_another(homes: TwoHomes) -> None:
    """Two wallets of one computer: the session of the second is asked for the approved payment of the first."""
    wire = homes.wire()
    homes.approved(wire)
    task = homes.checked(wire)
    second = share_of(homes.client.new_key("second", NETWORK))
    raw = homes.raw()
    session, _ = opened(raw, second)
    request = sign.request_of(task.task_id, (0,))
    state, masked, proof = sign.step1_p1_mask(session, second.x, request, 1, HedgedRng())
    seed = state.secrets.product.seed
    assert declined(raw.ask(S1(session.sid2, seed, task.task_id, (0,), masked, proof))).kind == "unknown"
    assert MessageType.S2 not in homes.traffic.types()
    assert {request.state for request in homes.cosigner.tasks()} == {RequestState.APPROVED}
