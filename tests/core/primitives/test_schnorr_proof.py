"""The batch proof: complete, and bound to every part of its statement."""

from __future__ import annotations

import hashlib

import pytest

from core.crypto.secp256k1 import Point, base_mult, mult_public, q, scalar_bytes
from core.errors import PeerFault
from core.primitives import schnorr_proof
from core.primitives.schnorr_proof import SIZE, check, prove
from tests.support.ot import SeededRng

XS = (3, 5, q - 1)
POINTS = tuple(base_mult(x) for x in XS)
PROOF = prove("sign/R1", b"ctx", XS, POINTS, SeededRng())


class Scripted:
    """Gives these numbers, one draw after the other."""

    def __init__(self, *draws: int) -> None:
        self._draws = iter(draws)

    def bytes(self, label: str, n: int) -> bytes:
        return next(self._draws).to_bytes(n, "big")


@pytest.mark.parametrize("n", [1, 2, 3, 128])
def test_a_proof_holds(n: int) -> None:
    xs = [100 + i for i in range(n)]
    Xs = [base_mult(x) for x in xs]
    proof = prove("dkg/P1", b"ctx", xs, Xs, SeededRng())
    assert len(proof) == SIZE
    check("dkg/P1", b"ctx", Xs, proof)


def test_known_answer() -> None:
    T, s = Point.parse(PROOF[:33]), int.from_bytes(PROOF[33:], "big")
    body = b"".join(map(bytes, POINTS))
    parts = (b"sign/R1", b"ctx", b"\0\3", body, bytes(T))
    data = b"\x062p/pok" + b"".join(len(part).to_bytes(8, "big") + part for part in parts)
    c = int.from_bytes(hashlib.sha512(data).digest(), "big") % q
    k = (s - sum(pow(c, i + 1, q) * x for i, x in enumerate(XS))) % q
    assert base_mult(k) == T
    assert hashlib.sha256(PROOF).hexdigest() == "5f9540fed385d86c6c1e6e5271dda0949a4acc3bbaa8e32e9e0f0bef430f0c09"


OTHER = tuple(base_mult(x) for x in (3, 5, 7))


@pytest.mark.parametrize(
    ("role", "ctx", "Xs"),
    [
        ("sign/R2", b"ctx", POINTS),
        ("sign/R1", b"ctX", POINTS),
        ("sign/R1", b"", POINTS),
        ("sign/R1", b"ctx", OTHER),
        ("sign/R1", b"ctx", POINTS[:2]),
        ("sign/R1", b"ctx", POINTS[::-1]),
        ("sign/R1", b"ctx", (*POINTS, POINTS[0])),
        ("sign/R", b"1ctx", POINTS),
    ],
)
def test_another_statement_is_a_fault(role: str, ctx: bytes, Xs: tuple[Point, ...]) -> None:
    with pytest.raises(PeerFault, match="proof of knowledge"):
        check(role, ctx, Xs, PROOF)


@pytest.mark.parametrize("at", range(SIZE))
def test_every_byte_counts(at: int) -> None:
    wrong = PROOF[:at] + bytes([PROOF[at] ^ 1]) + PROOF[at + 1 :]
    with pytest.raises(PeerFault):
        check("sign/R1", b"ctx", POINTS, wrong)


@pytest.mark.parametrize(
    ("proof", "why"),
    [
        (b"", "65 bytes"),
        (PROOF[:-1], "65 bytes"),
        (PROOF + b"\0", "65 bytes"),
        (PROOF[:33] + bytes(32), "zero"),
        (PROOF[:33] + q.to_bytes(32, "big"), "below the group order"),
        (bytes(33) + PROOF[33:], "does not hold"),
        (b"\4" + PROOF[1:], "does not hold"),
    ],
)
def test_malformed_proofs(proof: bytes, why: str) -> None:
    with pytest.raises(PeerFault, match=why):
        check("sign/R1", b"ctx", POINTS, proof)


def test_a_sum_at_infinity_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schnorr_proof, "hash_to_scalar", lambda *_: 5)
    T = mult_public(base_mult(11), q - 5)
    with pytest.raises(PeerFault, match="infinity"):  # sG - 5X
        check("r", b"", [base_mult(11)], bytes(T) + scalar_bytes(55))
    with pytest.raises(PeerFault, match="does not hold"):  # T + 5X
        check("r", b"", [base_mult(11)], bytes(T) + scalar_bytes(1))


def test_a_challenge_of_zero_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schnorr_proof, "hash_to_scalar", lambda *_: 0)
    with pytest.raises(PeerFault, match="infinity"):
        check("r", b"", [base_mult(11)], bytes(base_mult(3)) + scalar_bytes(3))


def test_a_nonce_that_makes_s_zero_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schnorr_proof, "hash_to_scalar", lambda *_: 5)
    x = 3
    proof = prove("r", b"", [x], [base_mult(x)], Scripted(q - 5 * x, 7))
    assert proof == bytes(base_mult(7)) + scalar_bytes(7 + 5 * x)
