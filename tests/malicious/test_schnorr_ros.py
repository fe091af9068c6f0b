"""Many open sessions and no commitment: the attack of Benhamouda et al. 2021, at full size, against what this protocol
is not (rules GK2 and GK4). With the commitment there is nothing to add up."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from coincurve import PublicKeyXOnly

from core.codec.codec import encode
from core.crypto import bip340
from core.crypto.secp256k1 import Point, add, base_mult, mult_public, parse_scalar, q, scalar_bytes
from core.protocol.additive import prepare, sign
from core.protocol.additive.prepare import NonceOpening, SumA2, SumP1Coms
from core.protocol.schnorr.kind import SCHNORR_KIND
from core.secret import Secret
from tests.support.ot import SeededRng
from tests.support.pair import converse
from tests.support.sums import prepare_scripts, sum_key

N = 256  # open sessions: the bits of a challenge
KEY = sum_key()
UNDER = SCHNORR_KIND.key(KEY.p1, (0, 0))
THEFT = hashlib.sha256(b"a theft that nobody ever approved").digest()


def halves() -> tuple[int, int]:
    """d1 and d2, of the key that is signed under."""
    x1, x2, v = (parse_scalar(data) for data in (KEY.p1.x.reveal(), KEY.p2.x.reveal(), UNDER.tweak))
    turn = -1 if UNDER.flips else 1
    return turn * x1 % q, (turn * x2 + v) % q


def harmless(i: int) -> bytes:
    return hashlib.sha256(b"harmless %d" % i).digest()


def scalars(seed: str) -> Callable[[], int]:
    rng = SeededRng(seed)
    return lambda: parse_scalar(SCHNORR_KIND.group.random_scalar(rng, "attack"))


def two_even(theirs: Point, i: int, draw: Callable[[], int]) -> list[tuple[int, int]]:
    """Two nonces of the attacker with an even joint R each, and the challenges they give."""
    found: list[tuple[int, int]] = []
    while len(found) < 2:
        k = draw()
        R = add(base_mult(k), theirs)
        if not R.is_odd:
            found.append((k, bip340.challenge(R, UNDER.point, harmless(i))))
    return found


def forged(theirs: list[Point], own: int, answer: Callable[[int, int], int], draw: Callable[[], int]) -> bytes:
    """A signature on THEFT, of who holds the half `own` and gets `answer(i, nonce)` = ±k + c d of the other for each
    session, whose nonces it knew as points before it chose its own."""
    base = [two_even(R, i, draw) for i, R in enumerate(theirs)]
    rho = [pow(2, i, q) * pow(b1[1] - b0[1], -1, q) % q for i, (b0, b1) in enumerate(base)]
    Rs = add(*[mult_public(R, r) for R, r in zip(theirs, rho, strict=True)])
    while (R := add(Rs, base_mult(k := draw()))).is_odd:
        pass
    c = bip340.challenge(R, UNDER.point, THEFT)
    bits = (c - sum(r * b0[1] for r, (b0, _) in zip(rho, base, strict=True))) % q
    total = sum(r * answer(i, base[i][bits >> i & 1][0]) for i, r in enumerate(rho))
    return bip340.x_only(R) + scalar_bytes((k + c * own + total) % q)


def holds(signature: bytes) -> bool:
    return bool(PublicKeyXOnly(bip340.x_only(UNDER.point)).verify(signature, THEFT))


def test_ros_full_size_forges_when_R2_is_clear() -> None:
    """P1 learns R2 of 256 sessions before it chooses any R1, and has 256 harmless payments signed by P2's own steps."""
    draw, k2 = scalars("ros"), [SCHNORR_KIND.group.random_scalar(SeededRng(f"k2 {i}"), "k2") for i in range(N)]
    R2 = [base_mult(parse_scalar(k)) for k in k2]

    def answer(i: int, k1: int) -> int:
        opening = NonceOpening(bytes(32), bytes(R2[i]))
        Rs = sign.step2_p2_join(SCHNORR_KIND, [opening], [bytes(base_mult(k1))])
        (s2,) = sign.step3_p2_answer(SCHNORR_KIND, KEY.p2.x, [k2[i]], Rs, [(harmless(i), UNDER)])
        return parse_scalar(s2)

    assert holds(forged(R2, halves()[0], answer, draw))


def test_ros_by_cosigner_without_com() -> None:
    """P2 answers 256 open S1 with nonces chosen after it has seen each R1, and gets whole signatures, no s1."""
    draw, rng = scalars("ros"), SeededRng("p1")
    nonces = [sign.step1_p1_nonces(SCHNORR_KIND, 1, rng) for _ in range(N)]
    _, d2 = halves()

    class NoCom(SumP1Coms):
        def check(self, openings: tuple[NonceOpening, ...]) -> None:
            """Whatever P2 says."""

    def answer(i: int, k2: int) -> int:
        R = add(nonces[i][1][0], base_mult(k2))
        s2 = (k2 + bip340.challenge(R, UNDER.point, harmless(i)) * d2) % q
        opening = NonceOpening(bytes(32), bytes(base_mult(k2)))
        told = ((opening,), (scalar_bytes(s2),))
        (whole,) = sign.step4_p1_finish(SCHNORR_KIND, KEY.p1, NoCom(b"", ()), nonces[i], told, [(harmless(i), UNDER)])
        return int.from_bytes(bytes(whole)[32:], "big") - s2  # k1 + c d1

    assert holds(forged([R1 for _, (R1,) in nonces], d2, answer, draw))


def test_prepared_answer_contains_no_point() -> None:
    talk = converse(*prepare_scripts(KEY, 4, SeededRng("a"), SeededRng("b")))
    _, session = talk.both()
    secrets = session.take()
    (_, answer) = talk.frames
    assert len(answer.data) == 2 + 1 + 32 + 32 + 2 + 4 * 32
    for opening in secrets.openings.reveal():
        assert opening.R2[1:] not in answer.data
        assert opening.salt not in answer.data
    fields = set(SumA2.__annotations__) - {"TYPE"}
    assert fields == {"scheme", "sid1", "n2", "coms"}
    assert len(encode(SumA2(2, bytes(32), bytes(32), ()))) == 69
    assert isinstance(secrets.k2, Secret)
    assert prepare.SumP1Coms.__annotations__.keys() == {"pre", "coms"}
