"""128 base OTs: endemic OT (Masny-Rindal, ePrint 2019/706, Fig. 8) over secp256k1 (core/spec/keygen.md).

P2 receives, with the bits of Delta as its choices; P1 sends.

    P2 -> P1  OT1: r0_i, r1_i     r_c = t G - HP(c, r_{1-c}), r_{1-c} random, c = Delta_i
    P1 -> P2  OT2: M0_i, M1_i     M_b = u_b G,  K_b = H(…, ECDH(u_b, r_b + HP(b, r_{1-b})))
    P2                            K_c = H(…, ECDH(t, M_c))
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from core.crypto.rng import Rng
from core.crypto.secp256k1 import Point, add, base_mult, ecdh, negate, random_scalar
from core.errors import PeerFault
from core.primitives.hashing import Tag, tagged_hash
from core.secret import Secret

KC = 128  # base OTs: the computational security parameter
SIZE = 66 * KC  # bytes of OT1 and of OT2
_HP = Tag.BASE_OT_POINT.encode()


@dataclass(frozen=True, slots=True)
class ReceiverState:
    """What P2 keeps between OT1 and OT2."""

    delta: Secret[bytes]  # 16
    t: Secret[tuple[int, ...]]  # KC scalars
    sent: bytes  # OT1


def bits(packed: bytes) -> list[int]:
    """Bit k is bit k & 7 of byte k >> 3."""
    return [byte >> k & 1 for byte in packed for k in range(8)]


def hash_to_point(b: int, i: int, sid: bytes, P: bytes) -> Point:
    """HP: a point of unknown discrete logarithm. `P` is encoded; the work depends on the arguments, all of them public.

    x is SHA-256("baseot/h2c" | u8 b | u16 i | u16 ctr | sid | P) for the first ctr that gives a point, with even y.
    """
    head = _HP + b.to_bytes(1, "big") + i.to_bytes(2, "big")
    tail = sid + P
    counter = 0
    while True:
        x = hashlib.sha256(head + counter.to_bytes(2, "big") + tail).digest()
        try:
            return Point.parse(b"\2" + x)
        except PeerFault:
            counter += 1


def key_of(b: int, i: int, sid: bytes, r: bytes, M: bytes, shared: bytes) -> bytes:
    """K_b of base OT number i; `r` and `M` are its 66 bytes in OT1 and OT2."""
    return tagged_hash(
        Tag.BASE_OT_KEY,
        b.to_bytes(1, "big"),
        sid,
        i.to_bytes(2, "big"),
        r[:33],
        r[33:],
        M[:33],
        M[33:],
        shared,
    )


def _pairs(message: bytes, name: str) -> list[tuple[Point, Point]]:
    """KC pairs of points. Raises PeerFault."""
    if len(message) != SIZE:
        raise PeerFault(f"{name} does not have {SIZE} bytes")
    points = [Point.parse(message[at : at + 33]) for at in range(0, SIZE, 33)]
    return list(zip(points[0::2], points[1::2], strict=True))


def receive_1(sid: bytes, rng: Rng) -> tuple[ReceiverState, bytes]:
    """P2: choose Delta and make OT1 (8448 bytes).

    HP is evaluated exactly where the sender will, r_c's with O and the other's with r_c: were it evaluated for both
    choices of O, the sender could compute both amounts of work and compare (F9).
    """
    delta = rng.bytes("delta", KC // 8)
    ts, message = [], []
    for i, c in enumerate(bits(delta)):
        t = random_scalar(rng, "base OT t")
        O = base_mult(random_scalar(rng, "base OT o"))  # noqa: E741 - the paper's letter
        R = add(base_mult(t), negate(hash_to_point(c, i, sid, bytes(O))))
        hash_to_point(1 - c, i, sid, bytes(R))
        ts.append(t)
        message.append((bytes(R) + bytes(O), bytes(O) + bytes(R))[c])
    sent = b"".join(message)
    return ReceiverState(Secret(delta), Secret(tuple(ts)), sent), sent


def send(sid: bytes, OT1: bytes, rng: Rng) -> tuple[Secret[bytes], bytes]:
    """P1: the keys K0_0…K0_127 | K1_0…K1_127 (8192 bytes) and OT2 (8448 bytes). Raises PeerFault."""
    keys: tuple[list[bytes], list[bytes]] = ([], [])
    message = []
    for i, (r0, r1) in enumerate(_pairs(OT1, "OT1")):
        A = (
            add(r0, hash_to_point(0, i, sid, bytes(r1))),
            add(r1, hash_to_point(1, i, sid, bytes(r0))),
        )
        u = (random_scalar(rng, "base OT u0"), random_scalar(rng, "base OT u1"))
        r, M = OT1[66 * i : 66 * i + 66], bytes(base_mult(u[0])) + bytes(base_mult(u[1]))
        for b in (0, 1):
            keys[b].append(key_of(b, i, sid, r, M, ecdh(A[b], u[b])))
        message.append(M)
    return Secret(b"".join(keys[0] + keys[1])), b"".join(message)


def receive_2(sid: bytes, state: ReceiverState, OT2: bytes) -> Secret[bytes]:
    """P2: Delta 16 | K_0…K_127 (4112 bytes). Every point is parsed before any key is derived. Raises PeerFault."""
    pairs = _pairs(OT2, "OT2")
    delta, ts = state.delta.reveal(), state.t.reveal()
    keys = []
    for i, c in enumerate(bits(delta)):
        at = slice(66 * i, 66 * i + 66)
        keys.append(key_of(c, i, sid, state.sent[at], OT2[at], ecdh(pairs[i][c], ts[i])))
    return Secret(delta + b"".join(keys))
