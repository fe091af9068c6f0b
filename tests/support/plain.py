"""Hashes and curve of the protocol once more, slow and plain, sharing nothing with the program."""

from __future__ import annotations

import hashlib
import hmac

p = 2**256 - 2**32 - 977
q = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
G = (
    0x79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798,
    0x483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8,
)
Affine = tuple[int, int] | None


def add(P: Affine, Q: Affine) -> Affine:
    if P is None or Q is None:
        return P or Q
    if P[0] == Q[0] and (P[1] + Q[1]) % p == 0:
        return None
    rise, run = (3 * P[0] * P[0], 2 * P[1]) if P == Q else (Q[1] - P[1], Q[0] - P[0])
    slope = rise * pow(run, -1, p) % p
    x = (slope * slope - P[0] - Q[0]) % p
    return x, (slope * (P[0] - x) - P[1]) % p


def mult(k: int, P: Affine = G) -> Affine:
    total: Affine = None
    for bit in f"{k % q:b}":
        total = add(total, total)
        if bit == "1":
            total = add(total, P)
    return total


def parse(data: bytes) -> Affine:
    x = int.from_bytes(data[1:], "big")
    y = pow(x**3 + 7, (p + 1) // 4, p)
    assert len(data) == 33
    assert data[0] in (2, 3)
    assert (y * y - x**3 - 7) % p == 0
    return x, y if y % 2 == data[0] % 2 else p - y


def ser(P: Affine) -> bytes:
    assert P is not None
    return bytes([2 + P[1] % 2]) + P[0].to_bytes(32, "big")


def framed(tag: str, *parts: bytes) -> bytes:
    data = bytes([len(tag)]) + tag.encode()
    for part in parts:
        data += len(part).to_bytes(8, "big") + part
    return data


def H(tag: str, *parts: bytes) -> bytes:
    return hashlib.sha256(framed(tag, *parts)).digest()


def Hq(tag: str, *parts: bytes) -> int:
    return int.from_bytes(hashlib.sha512(framed(tag, *parts)).digest(), "big") % q


def proof_holds(role: str, ctx: bytes, Xs: list[bytes], proof: bytes) -> bool:
    """s G == T + sum c^(i+1) X_i."""
    c = Hq("2p/pok", role.encode(), ctx, len(Xs).to_bytes(2, "big"), b"".join(Xs), proof[:33])
    right = parse(proof[:33])
    for i, X in enumerate(Xs):
        right = add(right, mult(pow(c, i + 1, q), parse(X)))
    s = int.from_bytes(proof[33:], "big")
    return 0 < s < q and mult(s) == right


def tweak(Q: bytes, chain: bytes, path: tuple[int, ...]) -> tuple[int, Affine]:
    """(sum of the BIP32 tweaks, child key) of an unhardened path."""
    total, P = 0, parse(Q)
    for index in path:
        I = hmac.digest(chain, ser(P) + index.to_bytes(4, "big"), "sha512")  # noqa: E741 - BIP32's letter
        step, chain = int.from_bytes(I[:32], "big"), I[32:]
        total, P = (total + step) % q, add(P, mult(step))
    return total, P


def ecdsa_holds(P: Affine, digest: bytes, r: int, s: int) -> bool:
    w = pow(s, -1, q)
    R = add(mult(int.from_bytes(digest, "big") * w), mult(r * w, P))
    return R is not None and R[0] % q == r
