"""Rule F4: the two simulators of the argument (core/spec/sign.md), run against the honest code of the other side.

They know no secret of the side they play. Signatures come from an ideal signer; hashes are random oracles, which is
to say that a simulator may choose an answer nobody has asked for yet: the challenge of a proof, a commitment's opening.
"""

from __future__ import annotations

from typing import Any

import pytest

from core.codec.codec import encode
from core.crypto.secp256k1 import Point, add, base_mult, mult_public, negate, q, verify
from core.primitives import commitment, schnorr_proof, vole
from core.primitives.hashing import Tag
from core.protocol.derive import child
from core.protocol.ecdsa import sign
from core.protocol.ecdsa.prepare import PrepareOpening, com_context
from core.protocol.ecdsa.sign import S1, S2, Masked
from core.sansio.effects import Script, Send, receive
from tests.support.cheating import ask, inverse, simulated_proof
from tests.support.joint_key import TASK, items, joint_key, prepared
from tests.support.ot import SeededRng
from tests.support.pair import converse

KEY = joint_key()
RUNS = range(20)


@pytest.fixture
def oracle(monkeypatch: pytest.MonkeyPatch) -> dict[Any, Any]:
    """Answers that a simulator has programmed; all others are the real hash's."""
    programmed: dict[Any, Any] = {}
    challenge, commit = schnorr_proof.challenge, commitment.commit

    def challenged(role: str, ctx: bytes, Xs: Any, T: bytes) -> int:
        key = role, ctx, tuple(bytes(X) for X in Xs), T
        return programmed[key] if key in programmed else challenge(role, ctx, Xs, T)

    def committed(tag: Tag, context: Any, opening: bytes) -> bytes:
        key = tag, tuple(context), opening
        return programmed[key] if key in programmed else commit(tag, context, opening)

    monkeypatch.setattr(schnorr_proof, "challenge", challenged)
    monkeypatch.setattr(commitment, "commit", committed)
    return programmed


def scalar(seed: str) -> int:
    return int.from_bytes(SeededRng(seed).bytes("scalar", 64), "big") % q


def ideal_signer(seed: str, digest: bytes, path: tuple[int, ...]) -> tuple[Point, int, int]:
    """(R, r, s) under the child key: the one place that knows x."""
    t, _, _ = child(KEY.p1.Q, KEY.p1.chain, path)
    x = KEY.p1.x.reveal() + KEY.p2.x.reveal() + t
    k = scalar(f"{seed} k")
    R = base_mult(k)
    return R, R.x % q, inverse(k) * (int.from_bytes(digest, "big") + R.x % q * x) % q


@pytest.mark.parametrize("run", RUNS)
def test_a_corrupt_p2_sees_nothing_of_x1(run: int, oracle: dict[Any, Any]) -> None:
    """S1 made without x1, b and t1 is accepted by the honest P2, and its s2 passes the simulator's public test."""
    one, two = prepared(KEY, 1, f"p {run}")
    item = items(1, f"item {run}")[0]
    theirs = prepared(KEY, 1, f"p {run}")[1].take()
    a, seed = theirs.k2.reveal()[0], SeededRng(f"gadget {run}").bytes("gadget", 32)
    (t2,) = vole.t2_of(theirs.pads, 1, one.sid2, seed)  # what the ideal VOLE hands the simulator
    R, r, s = ideal_signer(f"run {run}", item.message, item.path)
    r1, y = scalar(f"r1 {run}"), scalar(f"y {run}")
    e = (a + r1) % q
    Q1 = mult_public(add(base_mult(y), KEY.p2.X1), inverse(e))
    R1 = mult_public(R, inverse(e))
    masked = (Masked(Q1, R1, r1, (y - t2) % q),)
    ctx = sign.ctx_of(one.sid2, seed, sign.request_of(TASK, (0,)), masked)
    proof = simulated_proof([R1], ctx, "sign/R1", oracle, f"proof {run}")
    answer: S2 = ask(KEY, S1(one.sid2, seed, TASK, (0,), masked, proof), two, [item]).both()[0]

    t, key, _ = child(KEY.p2.Q, KEY.p2.chain, item.path)
    hG = base_mult(int.from_bytes(item.message, "big") % q)
    right = add(hG, mult_public(add(KEY.p2.X2, base_mult(t), negate(base_mult(y))), r))
    assert mult_public(base_mult(answer.s2[0]), e) == right
    verify(key, item.message, r, min(s, q - s))


@pytest.mark.parametrize("run", RUNS)
def test_a_corrupt_p1_sees_nothing_of_x2(run: int, oracle: dict[Any, Any]) -> None:
    """S2 made without x2 and k2 is accepted by the honest P1, whose output is the ideal signer's signature."""
    one, _ = prepared(KEY, 1, f"p {run}")
    item = items(1, f"item {run}")[0]
    mine = prepared(KEY, 1, f"p {run}")[0].take()
    b, t1 = (
        mine.product.b.reveal()[0],
        mine.product.t1.reveal()[0],
    )  # extracted from A1 and the gadget, as the ideal VOLE does
    rng = SeededRng(f"sign {run}")
    k1 = mine.nonces[0].k1.reveal()  # extracted from the proof
    R, r, s = ideal_signer(f"run {run}", item.message, item.path)

    def simulator() -> Script[None]:
        s1 = yield from receive(S1)
        m = s1.masked[0]
        assert base_mult(k1) == m.R1
        assert base_mult(b) == m.Q1
        assert base_mult((t1 + b * m.r1 - m.cc) % q) == KEY.p2.X1  # the public form of the re-sharing check
        opening = PrepareOpening(bytes(32), add(mult_public(R, inverse(k1)), negate(base_mult(m.r1))))
        oracle[Tag.PREP_COM, com_context(mine.pre, 0), encode(opening)] = mine.coms[0]
        ctx = sign.ctx_of(s1.sid2, s1.seed, sign.request_of(s1.task_id, s1.inputs), s1.masked)
        proof = simulated_proof([opening.R2], ctx, "sign/R2", oracle, f"proof {run}")
        yield Send(S2(s1.sid2, (opening,), proof, ((k1 * s - r * b) % q,)))

    (signature,), _ = converse(sign.p1(one, KEY.p1, TASK, [item], rng), simulator()).both()
    assert signature.r == r
    assert signature.s == min(s, q - s)
