"""128 base OTs: endemic OT (Masny-Rindal, ePrint 2019/706, Fig. 8) over secp256k1 (core/spec/keygen.md).

P2 receives, with the bits of Delta as its choices; P1 sends, one M for all of them.

    P2 -> P1  OT1: r0_i, r1_i     r_c = t G - HP(c, r_{1-c}), r_{1-c} random, c = Delta_i
    P1 -> P2  OT2: M              M = u G,  K_b = H(…, ECDH(u, r_b + HP(b, r_{1-b})))
    P2                            K_c = H(…, ECDH(t, M))
"""

from __future__ import annotations

from dataclasses import dataclass

from core.crypto.rng import Rng
from core.crypto.secp256k1 import Point, add, base_mult, ecdh, negate, random_scalar, random_scalars
from core.errors import PeerFault
from core.primitives.hashing import Begun, Tag, part
from core.secret import Secret

KC = 128  # base OTs: the computational security parameter
SIZE = 66 * KC  # bytes of OT1
ANSWER = 33  # bytes of OT2
_POINT = 33  # bytes
_BYTE = (1).to_bytes(
    8, "big"
)  # the length of u8 b as it stands in a hash input; what is looked up does not depend on b
# u16 i and the length of what comes after
_HEADS = {
    size: [part(i.to_bytes(2, "big")) + size.to_bytes(8, "big") for i in range(KC)] for size in (_POINT, 2 * _POINT)
}


@dataclass(frozen=True, slots=True)
class ReceiverState:
    """What P2 keeps between OT1 and OT2."""

    delta: Secret[bytes]  # 16
    t: Secret[tuple[int, ...]]  # KC scalars
    sent: bytes  # OT1


def bits(packed: bytes) -> list[int]:
    """Bit k is bit k & 7 of byte k >> 3."""
    return [byte >> k & 1 for byte in packed for k in range(8)]


def point_hash(sid: bytes) -> Begun:
    """HP of one session, begun."""
    return Begun(Tag.BASE_OT_POINT, sid, wide=True)


def hash_to_point(begun: Begun, b: int, i: int, P: bytes) -> Point:
    """HP: a point of unknown discrete logarithm, by ElligatorSwift of SHA-512. `P` is encoded; the work depends on the
    arguments, all of them public."""
    return Point.of_uniform(begun.hash(_BYTE + bytes([b]) + _HEADS[_POINT][i] + P))


def key_hash(sid: bytes, M: bytes) -> Begun:
    """The keys of one session, begun."""
    return Begun(Tag.BASE_OT_KEY, sid, M)


def key_of(begun: Begun, b: int, i: int, r: bytes, shared: bytes) -> bytes:
    """K_b of base OT number i; `r` is its 66 bytes in OT1."""
    return begun.hash(_BYTE + bytes([b]) + _HEADS[2 * _POINT][i] + r + part(shared))


def receive_1(sid: bytes, rng: Rng) -> tuple[ReceiverState, bytes]:
    """P2: choose Delta and make OT1 (8448 bytes).

    HP is evaluated exactly where the sender will, r_c's with O and the other's with r_c: were it evaluated for both
    choices of O, the sender could compute both amounts of work and compare (F9). How long O itself takes depends on 64
    bytes that nobody else has, and says nothing of the point.
    """
    delta, hp = rng.bytes("delta", KC // 8), point_hash(sid)
    ts, message = random_scalars(rng, "base OT t", KC), []
    drawn = rng.bytes("base OT o", 64 * KC)
    for i, (c, t) in enumerate(zip(bits(delta), ts, strict=True)):
        O = bytes(Point.of_uniform(drawn[64 * i : 64 * i + 64]))  # noqa: E741 - the paper's letter
        R = bytes(add(base_mult(t), negate(hash_to_point(hp, c, i, O))))
        hash_to_point(hp, 1 - c, i, R)
        message.append((R + O, O + R)[c])
    sent = b"".join(message)
    return ReceiverState(Secret(delta), Secret(tuple(ts)), sent), sent


def send(sid: bytes, OT1: bytes, rng: Rng) -> tuple[Secret[bytes], bytes]:
    """P1: the keys K0_0…K0_127 | K1_0…K1_127 (8192 bytes) and OT2 (33 bytes). Raises PeerFault."""
    if len(OT1) != SIZE:
        raise PeerFault(f"OT1 does not have {SIZE} bytes")
    points = [Point.parse(OT1[at : at + 33]) for at in range(0, SIZE, 33)]
    u = random_scalar(rng, "base OT u")
    M = bytes(base_mult(u))
    hp, begun = point_hash(sid), key_hash(sid, M)
    keys: tuple[list[bytes], list[bytes]] = ([], [])
    for i in range(KC):
        r = points[2 * i : 2 * i + 2]
        sent = OT1[66 * i : 66 * i + 66]
        for b in (0, 1):
            A = add(r[b], hash_to_point(hp, b, i, bytes(r[1 - b])))
            keys[b].append(key_of(begun, b, i, sent, ecdh(A, u)))
    return Secret(b"".join(keys[0] + keys[1])), M


def receive_2(sid: bytes, state: ReceiverState, OT2: bytes) -> Secret[bytes]:
    """P2: Delta 16 | K_0…K_127 (4112 bytes). M is parsed before any key is derived. Raises PeerFault."""
    M, begun = Point.parse(OT2), key_hash(sid, OT2)
    delta, ts = state.delta.reveal(), state.t.reveal()
    keys = [key_of(begun, c, i, state.sent[66 * i : 66 * i + 66], ecdh(M, ts[i])) for i, c in enumerate(bits(delta))]
    return Secret(delta + b"".join(keys))
