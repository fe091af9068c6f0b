"""What either side of an ssh key may try: signatures that some take, the other's half, what nobody was shown."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace

import pytest

from core.codec.codec import decode, encode
from core.codec.messages import MessageType, peek_type
from core.crypto.ed25519 import ZERO, EdwardsPoint, add, base_mult, mul_scalars, negate, p, q, reduce, verify
from core.crypto.group import ED25519
from core.errors import Bug, Cheat, PeerFault, TandemError
from core.protocol.additive.sign import SumS1, SumS2, step3_p2_answer
from core.protocol.eddsa.kind import EDDSA_KIND
from core.role import Role
from core.secret import Secret
from tests.support.edwards import TORSION, affine, encoded, plus
from tests.support.edwards_keys import messages, ssh_key
from tests.support.ot import SeededRng
from tests.support.sums import prepared_sum, sum_talk

KEY = ssh_key()
ITEM = messages(b"a sign-in")


def spoilt(kind: MessageType, change: Callable[[bytes], bytes]) -> tuple[Role, TandemError]:
    def tamper(_: int, data: bytes) -> bytes:
        return change(data) if peek_type(data) is kind else data

    talk = sum_talk(KEY, ITEM, tamper=tamper)
    if kind is MessageType.SUM_S1:
        assert talk.persisted == []
    return talk.fault()


def s1_with(R1: bytes) -> tuple[Role, TandemError]:
    return spoilt(MessageType.SUM_S1, lambda data: encode(replace(decode(SumS1, data), R1=(R1,))))


def s2_with(s2: Callable[[bytes], bytes]) -> tuple[Role, TandemError]:
    def change(data: bytes) -> bytes:
        told = decode(SumS2, data)
        return encode(replace(told, s2=tuple(s2(one) for one in told.s2)))

    return spoilt(MessageType.SUM_S2, change)


# ------------------------------------------------------------------ a computer that lies
def test_R1_with_torsion_refused() -> None:
    """It would make signatures that some verifiers take and some do not."""
    for T in TORSION[1:]:
        role, fault = s1_with(encoded(plus(affine(base_mult(b"\7" + bytes(31))), T)))
        assert (role, type(fault)) == (Role.P2, PeerFault)
        assert "prime-order subgroup" in fault.message


@pytest.mark.parametrize(
    "R1",
    [b"", bytes(32), b"\1" + bytes(31), p.to_bytes(32, "little"), b"\xff" * 32, bytes(33)],
    ids=["empty", "order 4", "neutral", "second encoding", "no encoding", "too long"],
)
def test_R1_that_is_no_point(R1: bytes) -> None:
    role, fault = s1_with(R1)
    assert (role, type(fault)) == (Role.P2, PeerFault)


def test_an_R_that_is_neutral() -> None:
    """R1 = -R2, if P1 could know R2: refused all the same, and nothing is debited."""
    sessions = prepared_sum(KEY, seed="known")
    openings = prepared_sum(KEY, seed="known")[1].take().openings.reveal()
    R1 = bytes(negate(EdwardsPoint.parse(openings[0].R2)))

    def tamper(_: int, data: bytes) -> bytes:
        kind = peek_type(data)
        return encode(replace(decode(SumS1, data), R1=(R1,))) if kind is MessageType.SUM_S1 else data

    talk = sum_talk(KEY, ITEM, sessions, tamper=tamper)
    assert talk.fault()[0] is Role.P2
    assert talk.persisted == []


# ------------------------------------------------------------------ a co-signer that lies
def test_a_wrong_s2_is_named() -> None:
    role, fault = s2_with(lambda s2: ED25519.add_scalars(s2, b"\1" + bytes(31)))
    assert (role, type(fault)) == (Role.P1, Cheat)
    assert "the co-signer's part" in fault.message


def test_unreduced_scalar_refused() -> None:
    """s2 + q would verify nowhere that is strict, and everywhere that is not."""
    role, fault = s2_with(lambda s2: (int.from_bytes(s2, "little") + q).to_bytes(32, "little"))
    assert (role, type(fault)) == (Role.P1, PeerFault)
    assert "below the group order" in fault.message
    assert s2_with(lambda _: ZERO)[0] is Role.P1


def test_R2_with_torsion_does_not_even_open() -> None:
    """It was committed to before: with torsion in the commitment too it is no point."""

    def change(data: bytes) -> bytes:
        told = decode(SumS2, data)
        moved = encoded(plus(affine(EdwardsPoint.parse(told.openings[0].R2)), TORSION[1]))
        return encode(replace(told, openings=(replace(told.openings[0], R2=moved),)))

    role, fault = spoilt(MessageType.SUM_S2, change)
    assert (role, type(fault)) == (Role.P1, PeerFault)


def test_a_half_that_is_not_its_own_blames_itself() -> None:
    """P1's disk gave it another x1: the co-signer's part holds, and P1 says whose fault it is."""
    broken = replace(KEY, p1=replace(KEY.p1, x=Secret(b"\5" + bytes(31))))
    role, fault = sum_talk(broken, ITEM).fault()
    assert (role, type(fault)) == (Role.P1, Bug)


# ------------------------------------------------------------------ why it is as it is
def test_reused_k1_gives_x1() -> None:
    """Two signatures with one nonce of P1: its half is a quotient, and P2 made the other part itself."""
    k1, parts = ED25519.random_scalar(SeededRng("k1"), "k1"), []
    for text in (b"one", b"two"):
        k2 = ED25519.random_scalar(SeededRng(f"k2 {text!r}"), "k2")
        R = add(base_mult(k1), base_mult(k2))
        c = EDDSA_KIND.challenge(R, KEY.p1.Q, text)
        (s2,) = step3_p2_answer(EDDSA_KIND, KEY.p2.x, [k2], [R], [(text, EDDSA_KIND.key(KEY.p2, ()))])
        s1 = ED25519.add_scalars(k1, mul_scalars(c, KEY.p1.x.reveal()))
        whole = ED25519.add_scalars(s1, s2)
        verify(KEY.p1.Q, text, bytes(R) + whole)
        seen = ED25519.add_scalars(whole, ED25519.negate_scalar(s2))  # what P2 can subtract
        parts.append((int.from_bytes(seen, "little"), int.from_bytes(c, "little")))
    (s, c_), (t, d) = parts
    assert (s - t) * pow(c_ - d, -1, q) % q == int.from_bytes(KEY.p1.x.reveal(), "little")


def test_R_with_torsion_is_taken_by_some_and_refused_by_others() -> None:
    """What a co-signer without the guard of R1 helps to make: the cofactored equation holds, the strict not."""
    k, text = ED25519.random_scalar(SeededRng("k"), "k"), b"text"
    R = plus(affine(base_mult(k)), TORSION[1])
    c = reduce(hashlib.sha512(encoded(R) + bytes(KEY.p1.Q) + text).digest())
    x = ED25519.add_scalars(KEY.p1.x.reveal(), KEY.p2.x.reveal())
    s = ED25519.add_scalars(k, mul_scalars(c, x))
    with pytest.raises(Cheat):
        verify(KEY.p1.Q, text, encoded(R) + s)
    eight = (8).to_bytes(32, "little")
    left = base_mult(mul_scalars(eight, s))
    right = plus(_eightfold(R), _eightfold(affine(ED25519.mult_public(KEY.p1.Q, c))))
    assert affine(left) == right


def _eightfold(A: tuple[int, int]) -> tuple[int, int]:
    for _ in range(3):
        A = plus(A, A)
    return A
