"""Concrete lies in SIGN. P1's end at the re-sharing check or the proof; P2's at the final signature."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from core.crypto.secp256k1 import add, base_mult, mult_public, negate, q
from core.errors import Cheat, PeerFault
from core.primitives import schnorr_proof, vole
from core.protocol.derive import child
from core.protocol.ecdsa import prepare, sign
from core.protocol.ecdsa.prepare import P1Secrets, Purpose
from core.protocol.ecdsa.sign import S1, S2
from core.protocol.share import Role
from core.sansio.effects import Script, Send, receive
from core.secret import Secret
from tests.support.cheating import Choice, ask, crafted_s1, inverse, resharing
from tests.support.joint_key import TASK, items, joint_key, prepared
from tests.support.ot import SeededRng
from tests.support.pair import Talk, converse

KEY = joint_key()


def lie(choice: Choice, n: int = 1) -> Talk[S2, None]:
    one, two = prepared(KEY, n)
    return ask(KEY, crafted_s1(KEY, one.sid2, one.take(), [choice] * n), two, items(n))


def test_the_honest_choice_is_answered() -> None:
    assert isinstance(lie(Choice()).both()[0], S2)


def own() -> P1Secrets:
    """What P1 holds in the session of `lie`."""
    return prepared(KEY)[0].take()


def cc(b: int, r1: int, plus: int) -> int:
    return (own().product.t1.reveal()[0] + b * r1 - KEY.p1.x.reveal() + plus) % q


B = own().product.b.reveal()[0]
LIES = {
    "another b, and cc to match": Choice(b=12345),
    "another Q1'": Choice(Q1=base_mult(12345)),
    "cc one more": Choice(cc=cc(B, 1, 1)),
    "another x1": Choice(cc=cc(B, 1, 7)),
    "Q1' = bG + X1": Choice(Q1=add(base_mult(B), KEY.p1.X1)),
    "Q1' = bG - X2": Choice(Q1=add(base_mult(B), negate(KEY.p1.X2))),
    "Q1' = -bG": Choice(Q1=negate(base_mult(B))),
    "Q1' = X1": Choice(Q1=KEY.p1.X1),
    "r1 of another cc": Choice(r1=5, cc=cc(B, 6, 0)),
}


@pytest.mark.parametrize("name", LIES)
def test_p1_lies_about_its_share(name: str) -> None:
    talk = lie(LIES[name])
    role, error = talk.fault()
    assert (role, type(error)) == (Role.P2, Cheat)
    assert "re-sharing check" in error.message
    assert talk.log == ["P1 sends S1"]


@pytest.mark.parametrize("R1", [KEY.p1.X2, KEY.p1.Q, negate(KEY.p1.X1)], ids=["X2", "Q", "-X1"])
def test_p1_uses_a_nonce_it_does_not_know(R1: Any) -> None:
    talk = lie(Choice(R1=R1))
    assert "proof of knowledge" in talk.errors[Role.P2].message
    assert talk.log == ["P1 sends S1"]


def test_p1_swaps_the_instances_of_a_batch() -> None:
    one, two = prepared(KEY, 2)
    mine = one.take()
    swapped = replace(
        mine,
        product=replace(
            mine.product,
            b=Secret(mine.product.b.reveal()[::-1]),
            t1=Secret(mine.product.t1.reveal()[::-1]),
        ),
    )
    talk = ask(KEY, crafted_s1(KEY, one.sid2, swapped, [Choice()] * 2), two, items(2))
    assert isinstance(talk.errors[Role.P2], Cheat)


def test_p1_uses_the_vole_of_another_session() -> None:
    one, two = prepared(KEY)
    other = prepared(KEY, 1, "another")[0].take()
    talk = ask(KEY, crafted_s1(KEY, one.sid2, other, [Choice()]), two, items(1))
    assert isinstance(talk.errors[Role.P2], Cheat)


def test_p1_reflects_p2s_proof() -> None:
    """A proof of P2 for its own points is none of P1's: role and context are in the challenge."""
    one, two = prepared(KEY)
    s1 = crafted_s1(KEY, one.sid2, one.take(), [Choice()])
    answer = ask(KEY, s1, two, items(1)).both()[0]
    s1 = replace(s1, masked=(replace(s1.masked[0], R1=answer.openings[0].R2),), proof=answer.proof)
    talk = ask(KEY, s1, prepared(KEY)[1], items(1))
    assert "proof of knowledge" in talk.errors[Role.P2].message


# ------------------------------------------------------------------ P2
class Lying:
    """A P2 that puts a = k2 + da into the VOLE, opens R2 = k2 G, and knows or guesses x1."""

    def __init__(self, da: int, x1: int) -> None:
        self.da, self.x1, self.rng = da, x1, SeededRng("lying")

    def prepare(self, monkeypatch: pytest.MonkeyPatch) -> Any:
        honest = vole.send

        def send(ot: Any, rows: Any, sid2: bytes, a: Any, rng: Any) -> Any:
            return honest(ot, rows, sid2, [(v + self.da) % q for v in a], rng)

        with monkeypatch.context() as patch:
            patch.setattr(vole, "send", send)
            return prepared(KEY)

    def answer(self, s1: S1, secrets: Any) -> S2:
        """s2 as if P1 used x1, for the nonce k1 (k2 + r1) that R2 opens to."""
        m, k2 = s1.masked[0], secrets.k2.reveal()[0]
        item = items(1)[0]
        e, e_vole = (m.r1 + k2) % q, (m.r1 + k2 + self.da) % q
        y = resharing(s1, secrets).y
        assert add(base_mult(y), KEY.p2.X1) == mult_public(m.Q1, e_vole)
        r = mult_public(m.R1, e).x % q
        t = child(KEY.p2.Q, KEY.p2.chain, item.path)[0]
        h = int.from_bytes(item.message, "big")
        s2 = inverse(e) * (h + r * (self.x1 + KEY.p2.x.reveal() + t)) - r * (y + self.x1) * inverse(e_vole)
        ctx = sign.ctx_of(s1.sid2, s1.seed, sign.request_of(s1.task_id, s1.inputs), s1.masked)
        openings = secrets.openings.reveal()
        proof = schnorr_proof.prove("sign/R2", ctx, [k2], [openings[0].R2], self.rng)
        return S2(s1.sid2, openings, proof, (s2 % q,))


@pytest.mark.parametrize("knows_x1", [False, True])
def test_p2_feeds_the_vole_another_nonce(monkeypatch: pytest.MonkeyPatch, knows_x1: bool) -> None:
    """P1 accepts exactly when P2's guess of x1 is right, so a wrong guess tells no more than that it was wrong."""
    liar = Lying(1, KEY.p1.x.reveal() if knows_x1 else 4711)
    one, two = liar.prepare(monkeypatch)

    def answering() -> Script[None]:
        s1 = yield from receive(S1)
        yield Send(liar.answer(s1, two.take()))

    talk = converse(sign.p1(one, KEY.p1, TASK, items(1), SeededRng("a")), answering())
    if knows_x1:
        assert len(talk.both()[0]) == 1
    else:
        role, error = talk.fault()
        assert (role, type(error)) == (Role.P1, Cheat)
        assert "does not verify" in error.message


def test_p2_opens_another_nonce() -> None:
    one, two = prepared(KEY)

    def answering() -> Script[None]:
        s1 = yield from receive(S1)
        secrets = two.take()
        other = replace(secrets.openings.reveal()[0], R2=base_mult(99))
        ctx = sign.ctx_of(s1.sid2, s1.seed, sign.request_of(s1.task_id, s1.inputs), s1.masked)
        proof = schnorr_proof.prove("sign/R2", ctx, [99], [other.R2], SeededRng())
        yield Send(S2(s1.sid2, (other,), proof, (1,)))

    talk = converse(sign.p1(one, KEY.p1, TASK, items(1), SeededRng("a")), answering())
    role, error = talk.fault()
    assert role is Role.P1
    assert "commitment" in error.message


def test_p2_reflects_p1s_nonce() -> None:
    """R2 = R1 with P1's own proof: the commitment came first, and the proof is of another role."""
    one, two = prepared(KEY)

    def answering() -> Script[None]:
        s1 = yield from receive(S1)
        opening = replace(two.take().openings.reveal()[0], R2=s1.masked[0].R1)
        yield Send(S2(s1.sid2, (opening,), s1.proof, (1,)))

    talk = converse(sign.p1(one, KEY.p1, TASK, items(1), SeededRng("a")), answering())
    assert isinstance(talk.errors[Role.P1], PeerFault)
    assert talk.results == {Role.P2: None}


def test_a_vole_that_lies_is_caught_before_s1() -> None:
    """One lane of the block changed and everything after it recomputed as P2 can: P1 says nothing of its nonce."""
    offer, a1 = prepare.step1_p1_offer(KEY.p1, Purpose.PAY, 1, SeededRng("1"))
    rows = prepare.step3_p2_check(a1, KEY.p2)
    _, a2 = prepare.step4_p2_answer(a1, rows, KEY.p2, SeededRng("2"))
    block = a2.blocks[0]
    pairs = bytes([block.pairs[0] ^ 1]) + block.pairs[1:]
    with pytest.raises(Cheat, match="VOLE check"):
        prepare.step5_p1_finish(offer.take(), a1, replace(a2, blocks=(replace(block, pairs=pairs),)), SeededRng())
