"""What either side of an age key may try: to read the other's half, or to have a wrong result believed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from core.codec.codec import decode, encode
from core.codec.messages import MessageType, peek_type
from core.crypto.ed25519 import add, add_scalars, base_mult, mult, p, q
from core.crypto.group import ED25519
from core.errors import BadInput, Bug, Cheat, PeerFault
from core.primitives import chaum_pedersen
from core.primitives.chaum_pedersen import ProvenMultiple
from core.protocol.additive.prepare import SumA1
from core.protocol.opening.multiply import MultipleAnswer, OpenS1, OpenS2, SharedSecret
from core.protocol.opening.scheme import OPENING_SCHEME
from core.protocol.opening.selftest import OpenTrialS1, OpenTrialS2
from core.protocol.scheme import Item
from core.protocol.session import Purpose
from core.role import Role
from core.secret import Secret
from tests.support.edwards import TORSION, affine, encoded, plus, times
from tests.support.edwards_keys import age_key, ephemerals, messages, open_talk, shared
from tests.support.ot import SeededRng
from tests.support.pair import Talk, converse, run_pair
from tests.support.sums import SumKey, prepare_scripts

KEY = age_key()
ONE = b"\1" + bytes(31)
B = base_mult(ONE)
Lie = Callable[[MultipleAnswer], MultipleAnswer]


def told(lie: Lie) -> PeerFault:
    """What P1 says of an answer that was changed so."""

    def tamper(_: int, data: bytes) -> bytes:
        if peek_type(data) is not MessageType.OPEN_S2:
            return data
        s2 = decode(OpenS2, data)
        return encode(replace(s2, answers=tuple(lie(answer) for answer in s2.answers)))

    role, fault = open_talk(KEY, ephemerals(), tamper=tamper).fault()
    assert role is Role.P1
    assert isinstance(fault, PeerFault)
    return fault


# ------------------------------------------------------------------ a co-signer that lies
@pytest.mark.parametrize(
    "lie",
    [
        pytest.param(lambda a: replace(a, Z2=add(a.Z2, B)), id="wrong Z2"),
        pytest.param(lambda a: replace(a, Z2=KEY.p2.X2), id="Z2 of another E"),
        pytest.param(lambda a: replace(a, T2=add(a.T2, B)), id="wrong T2"),
        pytest.param(lambda a: replace(a, s=add_scalars(a.s, ONE)), id="wrong s"),
        pytest.param(lambda a: replace(a, s=bytes(32)), id="s of zero"),
    ],
)
def test_wrong_Z2_named(lie: Lie) -> None:
    """A wrong multiple is the co-signer's fault, and said so; it is not "this file is not for you"."""
    fault = told(lie)
    assert "not by the share of this key" in fault.message or "zero" in fault.message


def test_wrong_T1_is_no_opening_of_what_was_prepared() -> None:
    other = bytes(mult(B, add_scalars(ONE, ONE)))
    fault = told(lambda a: replace(a, opening=replace(a.opening, R2=other)))
    assert "commitment" in fault.message


def test_an_unreduced_s_is_refused() -> None:
    """s + q is the same number to libsodium, which would take it."""
    fault = told(lambda a: replace(a, s=(int.from_bytes(a.s, "little") + q).to_bytes(32, "little")))
    assert "below the group order" in fault.message


def test_two_true_equations_are_wanted() -> None:
    """Z2 = x'E with its own true proof for X' = x'B: either equation alone could be made to hold."""
    other, k = (
        Secret(ED25519.random_scalar(SeededRng("other"), "x")),
        Secret(ED25519.random_scalar(SeededRng("k"), "k")),
    )
    (item,), context = ephemerals(), (b"context",)
    mine = chaum_pedersen.prove(context, other, base_mult(other.reveal()), item.message, k)
    chaum_pedersen.check(context, base_mult(other.reveal()), item.message, mine)
    with pytest.raises(PeerFault, match="not by the share"):
        chaum_pedersen.check(context, KEY.p2.X2, item.message, mine)
    with pytest.raises(PeerFault, match="not by the share"):
        chaum_pedersen.check((b"elsewhere",), base_mult(other.reveal()), item.message, mine)
    for one in ephemerals(2)[1:]:
        with pytest.raises(PeerFault, match="not by the share"):
            chaum_pedersen.check(context, base_mult(other.reveal()), one.message, mine)


@pytest.mark.parametrize("field", ["Z2", "T2"])
def test_points_with_torsion_are_refused_as_they_come(field: str) -> None:
    """A Z2 with torsion would make a Z that tells x1 nothing, but opens other files for other programs."""

    def tamper(_: int, data: bytes) -> bytes:
        if peek_type(data) is not MessageType.OPEN_S2:
            return data
        (answer,) = decode(OpenS2, data).answers
        point = getattr(answer, field)
        return data.replace(bytes(point), encoded(plus(affine(point), TORSION[1])))

    role, fault = open_talk(KEY, ephemerals(), tamper=tamper).fault()
    assert (role, type(fault)) == (Role.P1, PeerFault)
    assert "prime-order subgroup" in fault.message


def test_an_answer_of_another_session_or_of_fewer_inputs() -> None:
    def tampered(change: Callable[[OpenS2], OpenS2], n: int = 1) -> str:
        def tamper(_: int, data: bytes) -> bytes:
            return encode(change(decode(OpenS2, data))) if peek_type(data) is MessageType.OPEN_S2 else data

        return open_talk(KEY, ephemerals(n), tamper=tamper).fault()[1].message

    assert "another session" in tampered(lambda s2: replace(s2, sid2=bytes(32)))
    assert "another kind of key" in tampered(lambda s2: replace(s2, scheme=3))
    assert "another number" in tampered(lambda s2: replace(s2, answers=()))
    assert "commitment" in tampered(lambda s2: replace(s2, answers=s2.answers[::-1]), 2)


# ------------------------------------------------------------------ a computer that lies
def test_a_session_that_was_used_opens_nothing_more() -> None:
    sessions = run_pair(*prepare_scripts(KEY, 1, SeededRng("a"), SeededRng("b")))
    assert [bytes(one) for one in open_talk(KEY, ephemerals(), sessions).both()[0]] == shared(KEY)
    again = run_pair(*prepare_scripts(KEY, 1, SeededRng("a"), SeededRng("b")))[0]
    with pytest.raises(Exception, match="second time"):
        open_talk(KEY, ephemerals(), (again, sessions[1])).both()


def test_inputs_twice_out_of_order_or_too_many() -> None:
    for inputs in ((0, 0), (1, 0), (), tuple(range(3))):

        def tamper(_: int, data: bytes, inputs: tuple[int, ...] = inputs) -> bytes:
            return encode(replace(decode(OpenS1, data), inputs=inputs))

        talk = open_talk(KEY, ephemerals(2), tamper=tamper)
        assert talk.fault()[0] is Role.P2
        assert talk.persisted == []


def test_other_E_than_in_the_task() -> None:
    """The computer opens what it did not ask for: P2 multiplies its own copy's E, so P1's check names the mismatch."""
    role, fault = open_talk(KEY, ephemerals(), theirs=[replace(ephemerals(2)[1], number=0)]).fault()
    assert (role, type(fault)) == (Role.P1, PeerFault)
    assert "not by the share" in fault.message


def _u_of(P: tuple[int, int]) -> bytes:
    return ((1 + P[1]) * pow(1 - P[1], -1, p) % p).to_bytes(32, "little")


@pytest.mark.parametrize(
    "u",
    [
        pytest.param(bytes(32), id="small order"),
        pytest.param(ONE, id="order 4"),
        pytest.param(b"\2" + bytes(31), id="twist"),
        pytest.param((p - 1).to_bytes(32, "little"), id="no point"),
        pytest.param(p.to_bytes(32, "little"), id="second encoding"),
        pytest.param((9 | 1 << 255).to_bytes(32, "little"), id="bit 255"),
        pytest.param(_u_of(plus(times(5, affine(B)), TORSION[1])), id="torsion"),
    ],
)
def test_an_E_that_would_tell_of_the_share_is_refused_by_the_cosigner(u: bytes) -> None:
    """P1 does not ask for it either, so its own code is not what stops it: P2's task holds it."""
    talk = open_talk(KEY, ephemerals(), theirs=messages(u))
    role, fault = talk.fault()
    assert (role, type(fault)) == (Role.P2, BadInput)
    assert talk.persisted == []


def test_torsion_would_tell_the_share_modulo_8() -> None:
    """Why: what a co-signer without the guard answers, for E = T of order 8."""
    x2 = int.from_bytes(KEY.p2.x.reveal(), "little")
    answered = times(x2, TORSION[1])  # nothing of libsodium would do this
    assert TORSION.index(answered) == x2 % 8


def test_a_reused_nonce_gives_the_share() -> None:
    """Why a session is for one use: two proofs with one nonce, and x2 is a quotient."""
    context, k = (b"context",), Secret(ED25519.random_scalar(SeededRng("k"), "k"))
    pairs = []
    for item in ephemerals(2):
        one = chaum_pedersen.prove(context, KEY.p2.x, KEY.p2.X2, item.message, k)
        c = chaum_pedersen.challenge(context, KEY.p2.X2, item.message, one)
        pairs.append((int.from_bytes(one.s, "little"), int.from_bytes(c, "little")))
    (s, e), (t, d) = pairs
    assert (s - t) * pow(e - d, -1, q) % q == int.from_bytes(KEY.p2.x.reveal(), "little")


def test_cosigner_frame_has_no_file_key() -> None:
    """GK17: what goes to P2 names a session and a task, and what comes from it is not Z."""
    talk = open_talk(KEY, ephemerals())
    (Z,), _ = talk.both()
    assert isinstance(Z, SharedSecret)
    assert all(bytes(Z) not in frame.data for frame in talk.frames)
    assert len(talk.frames[0].data) == 3 + 32 + 32 + 2 + 2
    assert isinstance(ephemerals()[0], Item)


# ------------------------------------------------------------------ the test of two halves
def trial(key: SumKey, change: Callable[[MessageType, bytes], bytes] = lambda _, data: data) -> Talk[bytes, bytes]:
    test = OPENING_SCHEME.self_test()
    scripts = test.whole_p1(key.p1, Purpose.DRILL, SeededRng("1")), test.whole_p2(key.p2, Purpose.DRILL, SeededRng("2"))
    return converse(*scripts, tamper=lambda _, data: change(peek_type(data), data))


def of(kind: MessageType, form: type[Any], **fields: Any) -> Callable[[MessageType, bytes], bytes]:
    return lambda found, data: encode(replace(decode(form, data), **fields)) if found is kind else data


@pytest.mark.parametrize(
    ("change", "who"),
    [
        (of(MessageType.SUM_A1, SumA1, purpose=Purpose.PAY), Role.P2),
        (of(MessageType.SUM_A1, SumA1, scheme=3), Role.P2),
        (of(MessageType.OPEN_TEST_S1, OpenTrialS1, sid2=bytes(32)), Role.P2),
        (of(MessageType.OPEN_TEST_S1, OpenTrialS1, purpose=Purpose.SELF_TEST), Role.P2),
        (of(MessageType.OPEN_TEST_S2, OpenTrialS2, sid2=bytes(32)), Role.P1),
        (of(MessageType.OPEN_TEST_S2, OpenTrialS2, scheme=3), Role.P1),
    ],
)
def test_a_self_test_is_of_its_session_and_purpose(change: Callable[[MessageType, bytes], bytes], who: Role) -> None:
    role, fault = trial(KEY, change).fault()
    assert (role, type(fault)) == (who, PeerFault)


def test_a_half_that_does_not_belong_here_is_found() -> None:
    """Each side sees its own, and blames itself; P1 sees the other's by the proof."""
    other = Secret(b"\5" + bytes(31))
    role, fault = trial(replace(KEY, p1=replace(KEY.p1, x=other))).fault()
    assert (role, type(fault)) == (Role.P1, Bug)
    role, fault = trial(replace(KEY, p2=replace(KEY.p2, x=other))).fault()
    assert (role, type(fault)) == (Role.P2, Bug)


def test_what_everybody_knows_is_compared_before_any_proof() -> None:
    """Z2 = e X2 and nothing else, so that the test of a key opens no file: not even with a proof that it is x2 E."""
    role, fault = trial(KEY, _another_multiple).fault()
    assert (role, type(fault)) == (Role.P1, Cheat)
    shown, sid2 = trial(KEY).both()
    other = replace(decode(ProvenMultiple, shown), Z=B)
    with pytest.raises(Cheat, match="everybody knows"):
        OPENING_SCHEME.self_test().check_shown(KEY.p2, sid2, encode(other))


def _another_multiple(kind: MessageType, data: bytes) -> bytes:
    if kind is not MessageType.OPEN_TEST_S2:
        return data
    told = decode(OpenTrialS2, data)
    return encode(replace(told, answer=replace(told.answer, Z2=add(told.answer.Z2, B))))


def test_a_session_of_a_drill_opens_no_file() -> None:
    one = run_pair(*prepare_scripts(KEY, 1, SeededRng("a"), SeededRng("b")))[0]
    two = run_pair(*prepare_scripts(KEY, 1, SeededRng("a"), SeededRng("b"), Purpose.DRILL))[1]
    talk = open_talk(KEY, ephemerals(), (one, two))
    role, fault = talk.fault()
    assert (role, type(fault)) == (Role.P2, PeerFault)
    assert talk.persisted == []


def test_a_task_that_answers_for_other_inputs_is_our_own_mistake() -> None:
    s1_of_other = [Item(5, ephemerals()[0].message, ())]
    sessions = run_pair(*prepare_scripts(KEY, 1, SeededRng("a"), SeededRng("b")))
    call: Any = OPENING_SCHEME.calls[MessageType.OPEN_S1](encode(OpenS1(4, sessions[1].sid2, bytes(32), (0,))))
    with pytest.raises(Bug, match="other inputs"):
        next(call.script(sessions[1], KEY.p2, lambda *_: s1_of_other, SeededRng()))
