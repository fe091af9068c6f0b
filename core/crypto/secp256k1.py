"""secp256k1: points, scalars mod q, and the check of a signature. The one file that touches coincurve's libsecp256k1.

A point is never infinity and a scalar is a Python int. Two multiplications take a secret: `base_mult`, `ecdh`
(constant time in libsecp256k1) and `mult_secret` (variable time, on two uniform parts of the scalar). There is no
cffi callback: a hardened service may not make executable memory. Every call has output buffers of its own.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from functools import partial
from typing import Annotated, Any, Final, NoReturn

from coincurve._libsecp256k1 import ffi, lib
from coincurve.context import GLOBAL_CONTEXT

from core.codec.codec import Foreign, Malformed, register
from core.crypto.rng import Rng
from core.errors import Bug, BugKind, Cheat, PeerFault
from core.secret import Secret

q: Final = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141

# Wider than any product of two scalars, so that a dividend has the same number of digits whatever the secret.
WIDE: Final = q << 270
_COMPRESSED: Final = 258
_ZERO: Final = bytes(32)
_EVEN: Final = b"\x02"  # before the x of a compressed point with an even y
_context = GLOBAL_CONTEXT.ctx


class Point:
    """A point of the curve, never infinity, immutable. `bytes(P)` is its 33-byte compressed encoding."""

    __slots__ = ("_bytes", "_raw")

    def __init__(self, raw: Any, encoded: bytes = b"") -> None:
        self._raw = raw  # secp256k1_pubkey *, written once
        self._bytes = encoded

    @classmethod
    def parse(cls, data: bytes) -> Point:
        """The point of a 33-byte compressed encoding. Raises PeerFault."""
        raw, encoded = ffi.new("secp256k1_pubkey *"), bytes(data)
        if len(encoded) != 33 or not lib.secp256k1_ec_pubkey_parse(_context, raw, encoded, 33):
            raise PeerFault("a point is not on the curve, or is not encoded in 33 bytes")
        return cls(raw, encoded)  # no point has a second encoding of this size

    @classmethod
    def of_x(cls, data: bytes) -> Point:
        """The point with an even y of a 32-byte x coordinate, as in BIP340. Raises PeerFault."""
        return cls.parse(_EVEN + data)

    @classmethod
    def of_uniform(cls, data: bytes) -> Point:
        """The point of 64 bytes by ElligatorSwift: near uniform where they are, nobody's multiple of G where they are a
        hash. Variable time."""
        if len(data) != 64:
            raise Bug("ElligatorSwift takes 64 bytes")
        raw = ffi.new("secp256k1_pubkey *")
        lib.secp256k1_ellswift_decode(_context, raw, data)
        return cls(raw)

    def __bytes__(self) -> bytes:
        if not self._bytes:
            out, size = ffi.new("unsigned char[33]"), ffi.new("size_t *", 33)
            lib.secp256k1_ec_pubkey_serialize(_context, out, size, self._raw, _COMPRESSED)
            self._bytes = bytes(ffi.buffer(out))
        return self._bytes

    def __eq__(self, other: object) -> bool:
        return bytes(self) == bytes(other) if isinstance(other, Point) else NotImplemented

    def __hash__(self) -> int:
        return hash(bytes(self))

    def __repr__(self) -> str:
        return f"Point({bytes(self).hex()})"

    @property
    def x(self) -> int:
        """The x coordinate, an integer below the field prime (so it may be q or more)."""
        return int.from_bytes(bytes(self)[1:], "big")

    @property
    def is_odd(self) -> bool:
        """Whether the y coordinate is odd."""
        return bytes(self)[0] == 3


def _no_product(k: int) -> NoReturn:
    """Tell zero, which a peer may cause, from a scalar out of range, which only we can."""
    if k == 0:
        raise PeerFault("a product is the point at infinity")
    raise Bug("a scalar is outside 0..q-1")


def scalar_bytes(k: int) -> bytes:
    """32 bytes, big-endian. Raises Bug outside 0..2^256-1."""
    try:
        return k.to_bytes(32, "big")
    except OverflowError:
        raise Bug("a scalar is outside 0..q-1") from None


def parse_scalar(data: bytes, zero_ok: bool = False) -> int:
    """A scalar from exactly 32 bytes big-endian, below q, and not zero unless `zero_ok`. Raises PeerFault."""
    k = int.from_bytes(data, "big")
    if len(data) != 32 or k >= q:
        raise PeerFault("a scalar is not 32 bytes below the group order")
    if k == 0 and not zero_ok:
        raise PeerFault("a scalar is zero")
    return k


def _scalar_field(value: Any, least: int) -> bytes:
    if type(value) is not int or not least <= value < q:
        raise Malformed("a scalar is out of range")
    return scalar_bytes(value)


_ANY: Final = Foreign(32, partial(_scalar_field, least=0), partial(parse_scalar, zero_ok=True))
_NOT_ZERO: Final = Foreign(32, partial(_scalar_field, least=1), parse_scalar)
Scalar = Annotated[int, _ANY]
ScalarNZ = Annotated[int, _NOT_ZERO]
register(Point, Annotated[Point, Foreign(33, bytes, Point.parse)])
register(Secret[int], Annotated[Secret[int], _NOT_ZERO])


def reduce(v: int) -> int:
    """`v` mod q, for |v| < 2^524; the dividend has one size, so the time tells nothing about `v`."""
    return (v + WIDE) % q


def random_scalar(rng: Rng, label: str) -> int:
    """A uniform scalar 1..q-1: 64 bytes mod q, zero redrawn."""
    return random_scalars(rng, label, 1)[0]


def random_scalars(rng: Rng, label: str, n: int) -> list[int]:
    """n of them in one draw."""
    while True:
        drawn = rng.bytes(label, 64 * n)
        found = [reduce(int.from_bytes(drawn[at : at + 64], "big")) for at in range(0, 64 * n, 64)]
        if all(found):
            return found


def invert(v: int, rng: Rng) -> int:
    """1/v mod q. Inversion is grossly variable in time, so a random multiple of `v` is inverted. Zero is a Bug."""
    blind = random_scalar(rng, "invert")
    blinded = reduce(v * blind)
    if not blinded:
        raise Bug("zero has no inverse")
    return reduce(pow(blinded, -1, q) * blind)


# Scalars that stay bytes: libsecp256k1's own arithmetic, in constant time. It takes no zero and gives none.
def add_scalars(a: bytes, b: bytes) -> bytes:
    """a + b mod q; 32 bytes, big-endian, as they are."""
    if a == _ZERO:
        return b
    total = ffi.new("unsigned char[32]", a)
    if lib.secp256k1_ec_seckey_tweak_add(_context, total, b):
        return bytes(ffi.buffer(total))
    if negate_scalar(a) != b:
        raise Bug("a scalar is outside 0..q-1")
    return _ZERO


def mul_scalars(a: bytes, b: bytes) -> bytes:
    """ab mod q."""
    if _ZERO in (a, b):
        return _ZERO
    product = ffi.new("unsigned char[32]", a)
    if not lib.secp256k1_ec_seckey_tweak_mul(_context, product, b):
        raise Bug("a scalar is outside 0..q-1")
    return bytes(ffi.buffer(product))


def negate_scalar(a: bytes) -> bytes:
    """-a mod q."""
    if a == _ZERO:
        return a
    opposite = ffi.new("unsigned char[32]", a)
    if not lib.secp256k1_ec_seckey_negate(_context, opposite):
        raise Bug("a scalar is outside 0..q-1")
    return bytes(ffi.buffer(opposite))


def base_mult(k: int) -> Point:
    """kG, in constant time. PeerFault if k = 0."""
    raw = ffi.new("secp256k1_pubkey *")
    if not lib.secp256k1_ec_pubkey_create(_context, raw, scalar_bytes(k)):
        _no_product(k)
    return Point(raw)


def mult_public(P: Point, k: int) -> Point:
    """kP in variable time: for public scalars only. PeerFault if k = 0."""
    raw = ffi.new("secp256k1_pubkey *", P._raw[0])
    if not lib.secp256k1_ec_pubkey_tweak_mul(_context, raw, scalar_bytes(k)):
        _no_product(k)
    return Point(raw)


def mult_sum(P: Point, a: int, b: int) -> Point:
    """aP + bG in variable time, one step: for public scalars only, a not zero. PeerFault if it is infinity.

    It is the key to which the ECDSA signature (x(P), a·x(P)) on the digest -b·x(P) belongs, whose point is P.
    """
    r = P.x
    if r >= q:  # one point in 2^128, that of x = q among them, which is no r
        return add(mult_public(P, reduce(a)), base_mult(reduce(b)))
    signature, raw = ffi.new("secp256k1_ecdsa_recoverable_signature *"), ffi.new("secp256k1_pubkey *")
    compact = scalar_bytes(r) + scalar_bytes(reduce(a * r))
    lib.secp256k1_ecdsa_recoverable_signature_parse_compact(_context, signature, compact, int(P.is_odd))
    if not lib.secp256k1_ecdsa_recover(_context, raw, signature, scalar_bytes(reduce(-b * r))):
        raise PeerFault("a sum of products is the point at infinity")
    return Point(raw)


def mult_secret(P: Point, k: int, rng: Rng) -> Point:
    """kP = rP + (k - r)P with a fresh uniform r: each multiplication sees a uniform scalar. PeerFault if k = 0."""
    while True:
        r = random_scalar(rng, "split")
        rest = reduce(k - r)
        if rest:
            return add(mult_public(P, r), mult_public(P, rest))


def add(*points: Point) -> Point:
    """The sum of one point or more. PeerFault if it is infinity."""
    if not points:
        raise Bug("a sum of no points")
    raw = ffi.new("secp256k1_pubkey *")
    if not lib.secp256k1_ec_pubkey_combine(_context, raw, [P._raw for P in points], len(points)):
        raise PeerFault("a sum of points is the point at infinity")
    return Point(raw)


def negate(P: Point) -> Point:
    """-P."""
    raw = ffi.new("secp256k1_pubkey *", P._raw[0])
    lib.secp256k1_ec_pubkey_negate(_context, raw)
    return Point(raw)


def ecdh(P: Point, k: int) -> bytes:
    """32 bytes: SHA-256 of kP compressed, in constant time (libsecp256k1's own hash). PeerFault if k = 0."""
    out = ffi.new("unsigned char[32]")
    if not lib.secp256k1_ecdh(_context, out, P._raw, scalar_bytes(k), ffi.NULL, ffi.NULL):
        _no_product(k)
    return bytes(ffi.buffer(out))


def ecdh_of(product: Point) -> bytes:
    """What `ecdh` gives where kP is this point."""
    return hashlib.sha256(bytes(product)).digest()


def ecdh_public(P: Point, k: int) -> bytes:
    """The same as `ecdh`, in variable time: for public scalars only. PeerFault if k = 0."""
    return ecdh_of(mult_public(P, k))


def verify(P: Point, digest: bytes, r: int, s: int) -> None:
    """Accept the ECDSA signature (r, s) on a 32-byte digest under P, s at most q/2; else raise Cheat."""
    signature = ffi.new("secp256k1_ecdsa_signature *")
    if (
        len(digest) != 32
        or not 0 < r < q
        or not 0 < s <= q // 2
        or not lib.secp256k1_ecdsa_signature_parse_compact(_context, signature, scalar_bytes(r) + scalar_bytes(s))
        or not lib.secp256k1_ecdsa_verify(_context, signature, digest, P._raw)
    ):
        raise Cheat("the signature does not verify")


def verify_schnorr(x: bytes, message: bytes, signature: bytes) -> None:
    """Accept the BIP340 signature, 64 bytes, on a message under the key with this x coordinate, 32 bytes; else raise
    Cheat."""
    key = ffi.new("secp256k1_xonly_pubkey *")
    if (
        len(x) != 32
        or len(signature) != 64
        or not lib.secp256k1_xonly_pubkey_parse(_context, key, x)
        or not lib.secp256k1_schnorrsig_verify(_context, signature, message, len(message), key)
    ):
        raise Cheat("the signature does not verify")


# Compressed G and 2G; SHA-256 of compressed 6G; the point of the bytes 0 to 63 by ElligatorSwift.
_TWO_G: Final = "02c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee5"
_G: Final = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
_HASHED_SIX_G: Final = "c7d9ba2fa1496c81be20038e5c608f2fd5d0246d8643783730df6c2bbb855cb2"
_BIP340: Final = (  # its first vector: of 3, on 32 zeros
    "e907831f80848d1069a5371b402410364bdf1c5f8307b0084c55f1ce2dca8215"
    "25f66a4a85ea8b71e482a74f382d2ce5ebeee8fdb2172f477df4900d310536c0"
)
_SWIFT: Final = "033e5e643f9cb2f265ae086011327be947ffb716f71282f73d4a2bd0942824b364"


def self_test() -> None:
    """Known answers for every function of the library that is used here. Raises Bug."""
    G = base_mult(1)
    two = add(G, G)
    digest = bytes(range(32))
    r = two.x % q
    s = (int.from_bytes(digest, "big") + r * 3) * pow(2, -1, q) % q
    answers = [
        bytes(G).hex() == _G,
        bytes(two).hex() == _TWO_G == bytes(mult_public(G, 2)).hex(),
        Point.parse(bytes(two)) == base_mult(2),
        bytes(negate(G)).hex() == "03" + _G[2:] == bytes(base_mult(q - 1)).hex(),
        mult_sum(two, 3, 5) == base_mult(11),
        ecdh(two, 3).hex() == _HASHED_SIX_G == ecdh(base_mult(3), 2).hex() == ecdh_public(two, 3).hex(),
        Point.of_x(bytes(G)[1:]) == G,
        parse_scalar(mul_scalars(scalar_bytes(q - 2), scalar_bytes(3))) == q - 6,
        parse_scalar(add_scalars(scalar_bytes(q - 2), negate_scalar(scalar_bytes(q - 9)))) == 7,
        bytes(Point.of_uniform(bytes(range(64)))).hex() == _SWIFT,
    ]
    try:
        verify(base_mult(3), digest, r, min(s, q - s))
        verify_schnorr(bytes(base_mult(3))[1:], bytes(32), bytes.fromhex(_BIP340))
    except Cheat:
        answers.append(False)
    with suppress(Cheat):
        verify_schnorr(bytes(base_mult(3))[1:], digest, bytes.fromhex(_BIP340))
        answers.append(False)
    if not all(answers):
        raise Bug(
            "libsecp256k1 gives wrong answers on this machine; install the pinned coincurve again", BugKind.SELF_TEST
        )
