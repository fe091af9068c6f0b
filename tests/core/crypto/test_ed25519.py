"""Edwards25519 of libsodium: the guard of points and scalars against what other implementations let pass."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from nacl import bindings
from nacl.exceptions import BadSignatureError

from core.codec.codec import decode, encode
from core.crypto import ed25519
from core.crypto.ed25519 import (
    ZERO,
    EdwardsPoint,
    add,
    add_scalars,
    base_mult,
    is_in_subgroup,
    lift,
    mul_scalars,
    mult,
    mult_sum,
    negate,
    negate_scalar,
    p,
    parse_scalar,
    q,
    random_scalar,
    self_test,
    x25519_of,
)
from core.errors import Bug, Cheat, PeerFault
from tests.support.edwards import ORDER_8, TORSION, encoded, plus, times
from tests.support.ot import SeededRng

B = base_mult((1).to_bytes(32, "little"))


# RFC 8032, 7.1, test 2, of the message 72.
RFC_KEY = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
RFC_SIGNED = (
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
)


def le(k: int) -> bytes:
    return k.to_bytes(32, "little")


def scalar(name: str) -> bytes:
    return random_scalar(SeededRng(name), name)


def test_torsion_points_refused() -> None:
    """All of small order, a point of each mixed order, and each encoding that is not the one."""
    mixed = [encoded(plus(times(k, ed25519_base()), T)) for k in (1, 7) for T in TORSION[1:]]
    y_again = [le(y | sign << 255) for y in (*range(p, 1 << 255),) for sign in (0, 1)]
    no_sign = [le(1 | 1 << 255), le(p - 1 | 1 << 255)]  # x = 0 has no sign
    short = [b"", bytes(B)[:-1], bytes(B) + b"\0"]
    for data in (*map(encoded, TORSION), *mixed, *y_again, *no_sign, *short):
        with pytest.raises(PeerFault, match="prime-order subgroup"):
            EdwardsPoint.parse(data)
    assert EdwardsPoint.parse(bytes(B)) == B


def ed25519_base() -> tuple[int, int]:
    y = 4 * pow(5, -1, p) % p
    return 15112221349535400772501151409588531511454012693041857206046113283949847762202, y


def test_half_of_all_y_is_on_no_curve() -> None:
    assert sum(is_in_subgroup(le(y)) for y in range(2, 66)) < 16  # an eighth of a half are expected


def test_a_sum_is_guarded_too() -> None:
    """libsodium adds what it is given: a point that slipped in is seen in the sum, and so is the neutral point."""
    with pytest.raises(PeerFault, match="subgroup"):
        add(B, EdwardsPoint(encoded(ORDER_8)))
    with pytest.raises(PeerFault, match="subgroup"):
        add(B, negate(B))
    with pytest.raises(Bug, match="no points"):
        add()
    assert add(B) == B


def test_unreduced_scalar_refused() -> None:
    """libsodium takes a scalar of q and above, and ignores bit 255."""
    over = scalar("x")
    same = le(int.from_bytes(over, "little") + q)
    assert bindings.crypto_scalarmult_ed25519_base_noclamp(same) == bytes(base_mult(over))
    bit = le(int.from_bytes(over, "little") | 1 << 255)
    for bad in (same, bit, le(q), bytes(31), bytes(33), b"\xff" * 32):
        with pytest.raises(PeerFault, match="group order"):
            parse_scalar(bad)
        for multiply in (base_mult, lambda k: mult(B, k)):
            with pytest.raises(PeerFault, match="group order"):
                multiply(bad)
    assert parse_scalar(le(q - 1)) == le(q - 1)
    with pytest.raises(PeerFault, match="zero"):
        parse_scalar(ZERO)
    assert parse_scalar(ZERO, zero_ok=True) == ZERO
    with pytest.raises(PeerFault, match="neutral"):
        base_mult(ZERO)
    with pytest.raises(PeerFault, match="neutral"):
        mult(B, ZERO)


def test_arithmetic_is_that_of_the_numbers() -> None:
    a, b = scalar("a"), scalar("b")
    x, y = (int.from_bytes(k, "little") for k in (a, b))
    assert add_scalars(a, b) == le((x + y) % q)
    assert mul_scalars(a, b) == le(x * y % q)
    assert negate_scalar(a) == le(q - x)
    assert add_scalars(a, negate_scalar(a)) == ZERO == negate_scalar(ZERO)
    assert bytes(base_mult(a)) == encoded(times(x, ed25519_base()))
    assert mult(base_mult(a), b) == base_mult(mul_scalars(a, b))
    assert mult_sum(base_mult(a), b, a) == base_mult(add_scalars(mul_scalars(a, b), a))
    assert add(base_mult(a), negate(base_mult(b))) == base_mult(le((x - y) % q))


class OnceZero(SeededRng):
    """Draws a multiple of the order first."""

    def bytes(self, label: str, n: int) -> bytes:
        drawn = super().bytes(label, n)
        return (7 * q).to_bytes(n, "little") if len(self.labels) == 1 else drawn


def test_a_zero_is_drawn_again() -> None:
    rng = OnceZero("zero")
    assert random_scalar(rng, "k") != ZERO
    assert rng.labels == ["k", "k"]


def test_a_point_is_a_value() -> None:
    assert repr(B) == f"EdwardsPoint({bytes(B).hex()})"
    assert {B: 1}[EdwardsPoint.parse(bytes(B))] == 1
    assert bytes(B) != B


def test_a_message_holds_only_what_passes_the_guard() -> None:
    from tests.support.edwards import Holder

    assert decode(Holder, encode(Holder(B))) == Holder(B)
    with pytest.raises(PeerFault, match="subgroup"):
        decode(Holder, encoded(ORDER_8))


# ------------------------------------------------------------------ X25519
def test_the_coordinate_is_that_of_x25519() -> None:
    """OpenSSL is the judge: u of kB and of kP, for the private key that X25519 makes of the bytes."""
    private = bytes(SeededRng("x25519").bytes("x", 32))
    clamped = bytearray(private)
    clamped[0] &= 248
    clamped[31] = clamped[31] & 127 | 64
    k = le(int.from_bytes(clamped, "little") % q)
    key = X25519PrivateKey.from_private_bytes(private)
    assert x25519_of(base_mult(k)) == key.public_key().public_bytes_raw()
    other = x25519_of(base_mult(scalar("other")))
    assert x25519_of(mult(lift(other), k)) == key.exchange(X25519PublicKey.from_public_bytes(other))
    assert x25519_of(negate(B)) == x25519_of(B)
    assert lift(x25519_of(negate(B))) in (B, negate(B))


_ORDER_8_U = 325606250916557431795983626356110631294008115727848805560023387167927233504


@pytest.mark.parametrize(
    "u",
    [
        pytest.param(le(0), id="order 2"),
        pytest.param(le(1), id="order 4"),
        pytest.param(le(_ORDER_8_U), id="order 8"),
        pytest.param(le(p - 1), id="no point"),
        pytest.param(le(p), id="p"),
        pytest.param(le(p + 1), id="p+1"),
        pytest.param(le(9 | 1 << 255), id="bit 255"),
        pytest.param(le(2), id="twist"),
        pytest.param(bytes(31), id="short"),
    ],
)
def test_lift_refuses(u: bytes) -> None:
    with pytest.raises(PeerFault):
        lift(u)


def test_lift_refuses_what_has_torsion() -> None:
    """On the curve, but not in the subgroup: the peer's share mod 8 would be read in the answer."""
    for T in TORSION[1:]:
        mixed = encoded(plus(times(5, ed25519_base()), T))
        y = int.from_bytes(mixed, "little") & (1 << 255) - 1
        with pytest.raises(PeerFault, match="subgroup"):
            lift(le((1 + y) * pow(1 - y, -1, p) % p))
    assert lift(le(9)) in (B, negate(B))


# ------------------------------------------------------------------ known answers
def test_self_test() -> None:
    self_test()


def first_of_mixed_order_passes(data: bytes) -> bool:
    """As releases of libsodium up to 1.0.20 did: a point of order 2q passes."""
    real: Any = bindings_valid
    return data == encoded(plus(ed25519_base(), TORSION[4])) or real(data)


bindings_valid = bindings.crypto_core_ed25519_is_valid_point


@pytest.mark.parametrize(
    ("function", "instead"),
    [
        ("crypto_core_ed25519_is_valid_point", first_of_mixed_order_passes),
        ("crypto_core_ed25519_is_valid_point", lambda _: False),
        ("crypto_scalarmult_ed25519_base_noclamp", lambda _: bytes(B)),
        ("crypto_scalarmult_ed25519_noclamp", lambda *_: bytes(B)),
        ("crypto_core_ed25519_add", lambda *_: bytes(B)),
        ("crypto_core_ed25519_scalar_reduce", lambda wide: wide[:32]),
        ("crypto_core_ed25519_scalar_add", lambda *_: le(1)),
        ("crypto_core_ed25519_scalar_mul", lambda *_: le(1)),
        ("crypto_core_ed25519_scalar_negate", lambda _: le(1)),
    ],
)
def test_self_test_sees_a_broken_library(function: str, instead: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bindings, function, instead)
    with pytest.raises((Bug, PeerFault)):
        self_test()


def refuses(*_: object) -> bytes:
    raise BadSignatureError("no")


@pytest.mark.parametrize("instead", [lambda signed, _: signed[64:], refuses], ids=["takes all", "takes none"])
def test_self_test_sees_a_broken_verification(instead: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bindings, "crypto_sign_open", instead)
    with pytest.raises(Bug, match="libsodium gives wrong answers"):
        self_test()


def test_a_signature_has_one_length() -> None:
    """What libsodium is handed is signature and message in one: a byte of the one must not become one of the other."""
    P, signed = EdwardsPoint.parse(bytes.fromhex(RFC_KEY)), bytes.fromhex(RFC_SIGNED)
    ed25519.verify(P, b"\x72", signed)
    for signature, message in ((signed[:-1], signed[-1:] + b"\x72"), (signed + b"\x72", b""), (b"", signed + b"\x72")):
        with pytest.raises(Cheat):
            ed25519.verify(P, message, signature)


def test_nothing_works_before_known_answers_were_right(monkeypatch: pytest.MonkeyPatch) -> None:
    """In each process: a library that lets torsion pass makes no point."""
    monkeypatch.setattr(bindings, "crypto_core_ed25519_is_valid_point", first_of_mixed_order_passes)
    ed25519.must_be_sound.cache_clear()
    try:
        with pytest.raises(Bug, match="libsodium gives wrong answers"):
            EdwardsPoint.parse(bytes(B))
        with pytest.raises(Bug, match="libsodium gives wrong answers"):
            base_mult(le(1))
    finally:
        ed25519.must_be_sound.cache_clear()
