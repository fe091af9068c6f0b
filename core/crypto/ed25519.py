"""Edwards25519: points of its prime-order subgroup, scalars, X25519's coordinate. The one file that touches libsodium.

A scalar is 32 bytes, little-endian and below q, never a Python int: libsodium adds and multiplies in constant time. A
point has passed the guard: in its one encoding, on the curve, in the subgroup, not neutral. What libsodium adds it does
not look at, so each sum passes the guard too. Releases of libsodium have let points of order 2q pass (CVE-2025-69277),
so nothing works here before known answers were right, in each process.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from typing import Annotated, Final

from nacl import bindings
from nacl.exceptions import BadSignatureError

from core.codec.codec import Foreign, register
from core.crypto.rng import Rng
from core.errors import Bug, BugKind, Cheat, PeerFault

SIZE: Final = 32  # bytes of a point, and of a scalar
q: Final = 2**252 + 27742317777372353535851937790883648493
p: Final = 2**255 - 19  # of the field
ZERO: Final = bytes(SIZE)
_NEUTRAL: Final = b"\1" + bytes(31)
_SIGNATURE: Final = 64  # bytes
_SIGN: Final = 0x80  # of x, in the last byte of an encoding


class EdwardsPoint:
    """A point of the subgroup of order q, never the neutral one, immutable. `bytes(P)` is its 32-byte encoding."""

    __slots__ = ("_bytes",)

    def __init__(self, encoded: bytes) -> None:
        self._bytes = encoded  # which has passed the guard

    @classmethod
    def parse(cls, data: bytes) -> EdwardsPoint:
        """The point of its one encoding. Raises PeerFault, for torsion too."""
        must_be_sound()
        return cls(_guarded(bytes(data)))

    def __bytes__(self) -> bytes:
        return self._bytes

    def __eq__(self, other: object) -> bool:
        return self._bytes == other._bytes if isinstance(other, EdwardsPoint) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._bytes)

    def __repr__(self) -> str:
        return f"EdwardsPoint({self._bytes.hex()})"


register(EdwardsPoint, Annotated[EdwardsPoint, Foreign(SIZE, bytes, EdwardsPoint.parse)])


def is_in_subgroup(data: bytes) -> bool:
    """Whether these bytes are the one encoding of a point of order q: libsodium's word, which `self_test` tries."""
    return len(data) == SIZE and bindings.crypto_core_ed25519_is_valid_point(data)


def _guarded(data: bytes) -> bytes:
    if not is_in_subgroup(data):
        raise PeerFault("a point is not in the prime-order subgroup of Edwards25519, or is not in its one encoding")
    return data


# ------------------------------------------------------------------ scalars
def parse_scalar(data: bytes, zero_ok: bool = False) -> bytes:
    """A scalar from exactly 32 bytes little-endian, below q, and not zero unless `zero_ok`. Raises PeerFault."""
    if len(data) != SIZE or bindings.crypto_core_ed25519_scalar_reduce(data + bytes(SIZE)) != data:
        raise PeerFault("a scalar is not 32 bytes below the group order")
    if data == ZERO and not zero_ok:
        raise PeerFault("a scalar is zero")
    return bytes(data)


def reduce(wide: bytes) -> bytes:
    """64 bytes, little-endian, mod q."""
    return bindings.crypto_core_ed25519_scalar_reduce(wide)


def random_scalar(rng: Rng, label: str) -> bytes:
    """A uniform scalar 1..q-1: 64 bytes mod q, zero redrawn."""
    while (found := reduce(rng.bytes(label, 2 * SIZE))) == ZERO:
        pass
    return found


def add_scalars(a: bytes, b: bytes) -> bytes:
    """a + b, which may be zero."""
    return bindings.crypto_core_ed25519_scalar_add(a, b)


def mul_scalars(a: bytes, b: bytes) -> bytes:
    """a·b."""
    return bindings.crypto_core_ed25519_scalar_mul(a, b)


def negate_scalar(a: bytes) -> bytes:
    """-a."""
    return bindings.crypto_core_ed25519_scalar_negate(a)


# ------------------------------------------------------------------ points
def _product(multiply: Callable[..., bytes], k: bytes, *point: bytes) -> bytes:
    """libsodium refuses zero, and ignores the highest bit: a scalar is looked at before."""
    if parse_scalar(k, zero_ok=True) == ZERO:
        raise PeerFault("a product is the neutral point")
    return multiply(k, *point)


def base_mult(k: bytes) -> EdwardsPoint:
    """kB, in constant time. PeerFault if k = 0."""
    must_be_sound()
    return EdwardsPoint(_product(bindings.crypto_scalarmult_ed25519_base_noclamp, k))


def mult(P: EdwardsPoint, k: bytes) -> EdwardsPoint:
    """kP, in constant time. PeerFault if k = 0."""
    return EdwardsPoint(_product(bindings.crypto_scalarmult_ed25519_noclamp, k, bytes(P)))


def sum_of_products(P: EdwardsPoint, a: bytes, Q: EdwardsPoint, b: bytes) -> EdwardsPoint:
    """aP + bQ, neither scalar zero: what is held against a point. Both products are in the subgroup, so their sum is,
    and only the neutral point is left to refuse: PeerFault."""
    return _sum_of(mult(P, a), mult(Q, b))


def mult_sum(P: EdwardsPoint, a: bytes, b: bytes) -> EdwardsPoint:
    """aP + bB, in the same way."""
    return _sum_of(mult(P, a), base_mult(b))


def _sum_of(P: EdwardsPoint, Q: EdwardsPoint) -> EdwardsPoint:
    total = bindings.crypto_core_ed25519_add(bytes(P), bytes(Q))
    if total == _NEUTRAL:
        raise PeerFault("a sum of products is the neutral point")
    return EdwardsPoint(total)


def add(*points: EdwardsPoint) -> EdwardsPoint:
    """The sum of one point or more, through the guard. PeerFault if it is neutral."""
    if not points:
        raise Bug("a sum of no points")
    total = bytes(points[0])
    for P in points[1:]:
        total = bindings.crypto_core_ed25519_add(total, bytes(P))
    return EdwardsPoint(_guarded(total))


def negate(P: EdwardsPoint) -> EdwardsPoint:
    """-P: the other sign of x, which is not 0 in the subgroup."""
    data = bytes(P)
    return EdwardsPoint(data[:-1] + bytes([data[-1] ^ _SIGN]))


def verify(P: EdwardsPoint, message: bytes, signature: bytes) -> None:
    """Accept a signature of RFC 8032 on the whole message, in libsodium's strict form; else raise Cheat."""
    try:
        if len(signature) == _SIGNATURE and bindings.crypto_sign_open(signature + message, bytes(P)) == message:
            return
    except BadSignatureError:
        pass
    raise Cheat("the signature does not verify")


# ------------------------------------------------------------------ X25519
def x25519_of(P: EdwardsPoint) -> bytes:
    """The u of this point on Curve25519, 32 bytes little-endian, in constant time: the same for P and -P."""
    return bindings.crypto_sign_ed25519_pk_to_curve25519(bytes(P))


@lru_cache(maxsize=64)  # a file's stanzas are looked at when they are asked for, and when they are opened
def lift(u: bytes) -> EdwardsPoint:
    """The point with this u and an even x. PeerFault for what is not below p, for -1, the twist, and torsion."""
    number = int.from_bytes(u, "little")
    if len(u) != SIZE or number >= p - 1:
        raise PeerFault("a key of X25519 is not in its one encoding, or has no point on Edwards25519")
    return EdwardsPoint.parse(((number - 1) * pow(number + 1, -1, p) % p).to_bytes(SIZE, "little"))


# ------------------------------------------------------------------ at the first use in a process
_B: Final = "5866666666666666666666666666666666666666666666666666666666666666"
_ELEVEN_B: Final = "1337036ac32d8f30d4589c3c1c595812ce0fff40e37c6f5a97ab213f318290ad"
_NINE: Final = b"\x09" + bytes(31)
_KEY: Final = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
_SIGNED: Final = (
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
)
# The eight points of small order; B and each of them that is not neutral; a y of p and of p + 1, that is 0 and 1.
_REFUSED: Final = (
    "0100000000000000000000000000000000000000000000000000000000000000",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "98519eadf35b995233b51b5cd23e9cc5a28b639b5a4af0ec903cb960d81b7819",
    "9bad33f580df7ecc49df5342bac8145d5bedc40f573d1b067f3c4ce449689a15",
    "da99e28ba529cdde35a25fba9059e78ecaee239f99755b9b1aa4f65df00803e2",
    "9599999999999999999999999999999999999999999999999999999999999999",
    "55ae61520ca466adcc4ae4a32dc1633a5d749c64a5b50f136fc3469f27e487e6",
    "5252cc0a7f208133b620acbd4537eba2a4123bf0a8c2e4f980c3b31bb69765ea",
    "13661d745ad63221ca5da0456fa618713511dc60668aa464e55b09a20ff7fc1d",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
)


def self_test() -> None:
    """Known answers for every function of the library that is used here, and what it must refuse. Raises Bug."""
    one, five, six = (bytes([k]) + bytes(31) for k in (1, 5, 6))
    B, minus_six = EdwardsPoint(bytes.fromhex(_B)), bindings.crypto_core_ed25519_scalar_negate(six)
    base, times = bindings.crypto_scalarmult_ed25519_base_noclamp, bindings.crypto_scalarmult_ed25519_noclamp
    answers = [
        base(one) == bytes(B),
        base(add_scalars(five, six)).hex() == _ELEVEN_B == bytes(add(*[B] * 11)).hex(),
        times(mul_scalars(five, six), bytes(B)) == base(bytes([30]) + bytes(31)),
        base(minus_six) == bytes(negate(EdwardsPoint(base(six)))),
        int.from_bytes(minus_six, "little") == q - 6,
        reduce((5 * q + 6).to_bytes(64, "little")) == six,
        is_in_subgroup(bytes.fromhex(_B)),
        not any(is_in_subgroup(bytes.fromhex(data)) for data in _REFUSED),
        x25519_of(B) == _NINE == x25519_of(negate(B)),
        _verifies(),
    ]
    if not all(answers):
        raise Bug("libsodium gives wrong answers on this machine; install the pinned PyNaCl again", BugKind.SELF_TEST)


def _verifies() -> bool:
    """RFC 8032, 7.1, test 2, and the same signature of another message."""
    P, signature = EdwardsPoint(bytes.fromhex(_KEY)), bytes.fromhex(_SIGNED)
    try:
        verify(P, b"\x72", signature)
    except Cheat:
        return False
    try:
        verify(P, b"\x73", signature)
    except Cheat:
        return True
    return False


must_be_sound: Final = cache(self_test)
