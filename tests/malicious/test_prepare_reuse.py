"""What single use is for: each attack works when the rule is broken by hand, and meets the rule when it is not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from core.codec.codec import decode
from core.crypto.secp256k1 import base_mult, mult_public, q
from core.errors import Bug, Cheat
from core.primitives import reference, schnorr_proof, vole
from core.primitives.gadget import DIGITS, Gadget
from core.protocol.derive import child
from core.protocol.ecdsa import prepare, sign
from core.protocol.ecdsa.prepare import A1, A2, Once, P1Offer, P2Secrets, Purpose, Session
from core.protocol.ecdsa.sign import S1, S2
from tests.support.cheating import inverse, resharing, x1_of_two
from tests.support.joint_key import TASK, items, joint_key, prepared, sign_scripts, sign_talk
from tests.support.lying import Liar
from tests.support.ot import SeededRng
from tests.support.pair import converse

KEY = joint_key()
X1 = KEY.p1.x.reveal()
SID = bytes(32)


def offered() -> tuple[Once[P1Offer], A1]:
    return prepare.step1_p1_offer(KEY.p1, Purpose.PAY, 1, SeededRng("offer"))


def answered(a1: A1, seed: str) -> tuple[P2Secrets, A2]:
    rows = prepare.step3_p2_check(a1, KEY.p2)
    session, a2 = prepare.step4_p2_answer(a1, rows, KEY.p2, SeededRng(seed))
    return session.take(), a2


def s1_of(session: Any, seed: str) -> S1:
    sent: Any = next(sign.p1(session, KEY.p1, TASK, items(1), SeededRng(seed)))
    return sent.message  # type: ignore[no-any-return]


def test_two_answers_to_one_offer_are_x1(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rule F1: beta must be gone before an answer is parsed. Here both have one gadget, so that two answers do; with
    others they are linear equations in the same bits."""
    monkeypatch.setattr(vole, "Gadget", lambda _, seed: Gadget(SID, seed))
    offer, a1 = offered()
    kept = offer.take()
    seen = []
    for seed in ("one", "two"):
        secrets, a2 = answered(a1, seed)
        session = prepare.step5_p1_finish(kept, a1, a2, SeededRng("gadget"))  # the mistake: kept is used twice
        seen.append(resharing(s1_of(session, seed), secrets))
    assert x1_of_two(*seen) == X1
    with pytest.raises(Bug, match="second time"):
        offer.take()


def test_two_s1_on_one_session_are_the_key() -> None:
    """One r1 serves both, so their sharings are one; their proofs have one nonce and two challenges: that is k1, and
    with the co-signer's k2 and a finished signature the key."""
    one, two = prepared(KEY)
    mine, theirs = one.take(), two.take()
    again = [Session(one.sid2, one.epoch_id, one.purpose, one.B, Once(mine)) for _ in range(2)]  # the mistake
    first: Any = next(sign.p1(again[0], KEY.p1, bytes(32), items(1), SeededRng("one")))
    session = Session(two.sid2, two.epoch_id, two.purpose, two.B, Once(theirs))
    talk = sign_talk(KEY, (again[1], session), items(1))
    proofs = [(first.message, bytes(32)), (decode(S1, talk.frames[0].data), TASK)]
    assert proofs[0][0].masked == proofs[1][0].masked
    (c1, z1), (c2, z2) = (
        (
            schnorr_proof.challenge(
                "sign/R1",
                sign.ctx_of(s1.sid2, s1.seed, sign.request_of(task, s1.inputs), s1.masked),
                [s1.masked[0].R1],
                s1.proof[:33],
            ),
            int.from_bytes(s1.proof[33:], "big"),
        )
        for s1, task in proofs
    )
    k1 = (z1 - z2) * inverse(c1 - c2) % q
    assert base_mult(k1) == proofs[0][0].masked[0].R1
    (signature,), _ = talk.both()
    (item,) = items(1)
    h, t = int.from_bytes(item.message, "big"), child(KEY.p1.Q, KEY.p1.chain, item.path)[0]
    k = k1 * (theirs.k2.reveal()[0] + proofs[0][0].masked[0].r1) % q
    keys = [base_mult(((s * k - h) * inverse(signature.r) - t) % q) for s in (signature.s, q - signature.s)]
    assert KEY.p1.Q in keys
    with pytest.raises(Bug, match="second time"):
        s1_of(one, "three")


def test_two_answers_on_one_session_are_the_key() -> None:
    """A clone of the co-signer's memory that answers twice gives the whole key to P1."""
    one, two = prepared(KEY)
    mine, theirs = one.take(), two.take()
    equations = []
    for seed in ("one", "two"):
        sessions = (
            Session(one.sid2, one.epoch_id, one.purpose, one.B, Once(mine)),
            Session(two.sid2, two.epoch_id, two.purpose, two.B, Once(theirs)),  # the mistake
        )
        wanted = items(1, seed)
        talk = converse(*sign_scripts(KEY, sessions, wanted, SeededRng(seed), SeededRng(f"{seed} 2")))
        (signature,), _ = talk.both()
        s1, (s2,) = decode(S1, talk.frames[0].data), decode(S2, talk.frames[1].data).s2
        r1 = s1.masked[0].r1
        b, r = mine.product.b.reveal()[0], signature.r
        t = child(KEY.p1.Q, KEY.p1.chain, wanted[0].path)[0]
        h = int.from_bytes(wanted[0].message, "big")
        # s2 (k2 + r1) = h + r (x + t) - r b (k2 + r1): linear in k2 and x
        alpha = (s2 + r * b) % q
        equations.append((alpha, -r % q, (h + r * t - alpha * r1) % q))
    (a1, b1, c1), (a2, b2, c2) = equations
    x = (a1 * c2 - a2 * c1) * inverse(a1 * b2 - a2 * b1) % q
    assert base_mult(x) == KEY.p1.Q
    with pytest.raises(Bug, match="second time"):
        next(sign.p2(s1, two, KEY.p2, lambda _, __: items(1), SeededRng()))


def test_r1_known_before_a_is_fixed_is_x1() -> None:
    """Rule F5: with r1 a function of sid2, P2 puts a = -r1 into the VOLE and reads y = -x1."""
    offer, a1 = offered()
    rows = prepare.step3_p2_check(a1, KEY.p2)
    n2, coms = bytes(32), (bytes(32),)
    sid2 = prepare.sid2_of(prepare.sid1_of(a1.epoch_id, a1.purpose, a1.B, a1.n1), n2, prepare.h1_of(a1), coms)
    r1 = int.from_bytes(sid2, "big") % q  # the mistake
    pads, blocks = vole.send(KEY.p2.ot, rows, sid2, [-r1 % q], SeededRng("2"))
    a2 = A2(prepare.sid1_of(a1.epoch_id, a1.purpose, a1.B, a1.n1), n2, coms, tuple(blocks))
    product = prepare.step5_p1_finish(offer.take(), a1, a2, SeededRng()).take().product
    cc = (product.t1.reveal()[0] + product.b.reveal()[0] * r1 - X1) % q
    (t2,) = vole.t2_of(pads, 1, sid2, product.seed)
    assert -(t2 + cc) % q == X1


class Prober:
    """A P2 that lies in a digit of the block, or in a leaf, so that P1's check tells it a bit."""

    def __init__(self, a1: A1) -> None:
        self.a1, self.rows = a1, prepare.step3_p2_check(a1, KEY.p2)
        self.sid1 = prepare.sid1_of(a1.epoch_id, a1.purpose, a1.B, a1.n1)

    def answer(self, seed: str, errors: dict[int, tuple[int, int]], bets: dict[int, int]) -> tuple[A2, Liar]:
        rng = SeededRng(seed)
        n2, coms = rng.bytes("n2", 32), (rng.bytes("com", 32),)
        sid2 = prepare.sid2_of(self.sid1, n2, prepare.h1_of(self.a1), coms)
        liar = Liar(self.rows.reveal(), KEY.p2.ot.reveal()[:16], sid2, 4242, 77)
        return A2(self.sid1, n2, coms, (liar.block(errors, bets),)), liar


def test_a_second_try_after_a_failed_check_is_x1() -> None:
    """Rule F1: some 500 tries on one beta read all of it."""
    offer, a1 = offered()
    kept = offer.take()
    prober = Prober(a1)

    def is_digit(j: int, bet: int) -> bool:
        try:
            prepare.step5_p1_finish(kept, a1, prober.answer(f"{j} {bet}", {j: (1, 0)}, {j: bet})[0], SeededRng())
        except Cheat:
            return False
        return True  # the mistake is that this is asked again

    digits = [next((bet for bet in range(3) if is_digit(j, bet)), 3) for j in range(DIGITS)]
    a2, liar = prober.answer("last", {}, {})
    s1 = s1_of(prepare.step5_p1_finish(kept, a1, a2, SeededRng()), "a")
    b = sum(g * digit for g, digit in zip(reference.gadget(s1.sid2, s1.seed), digits, strict=True)) % q
    e, y = (s1.masked[0].r1 + liar.a) % q, (liar.t2(s1.seed) + s1.masked[0].cc) % q
    assert mult_public(base_mult(1), b) == s1.masked[0].Q1
    assert (b * e - y) % q == X1


def test_the_first_failed_check_ends_the_offer() -> None:
    """With the rule: the script is over after one answer, whatever it was."""
    script: Any = prepare.p1(KEY.p1, Purpose.PAY, 1, SeededRng("offer"))
    sent = next(script)
    prober = Prober(sent.message)
    script.send(None)
    outcomes = []
    for j in range(DIGITS):
        try:
            script.send(prober.answer(f"{j}", {j: (1, 0)}, {})[0])
        except Cheat:
            outcomes.append("cheat")
        except StopIteration:
            outcomes.append("over")
        if len(outcomes) == 3:
            break
    assert outcomes[0] in ("cheat", "over")
    assert outcomes[1:] == ["over", "over"]


def test_one_bad_instance_destroys_the_batch() -> None:
    offer, a1 = prepare.step1_p1_offer(KEY.p1, Purpose.PAY, 3, SeededRng("offer"))
    rows = prepare.step3_p2_check(a1, KEY.p2)
    _, a2 = prepare.step4_p2_answer(a1, rows, KEY.p2, SeededRng("2"))
    spoilt = replace(a2.blocks[1], eta=(a2.blocks[1].eta + 1) % q)
    with pytest.raises(Cheat):
        prepare.step5_p1_finish(offer.take(), a1, replace(a2, blocks=(a2.blocks[0], spoilt, a2.blocks[2])), SeededRng())
    with pytest.raises(Bug):
        offer.take()
