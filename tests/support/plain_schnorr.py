"""BIP340 under a BIP86 key in two halves once more, from the words of core/spec/schnorr.md and with the plain curve of
plain.py, sharing nothing with the program. `python -m tests.support.plain_schnorr` writes the eight known answers."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from tests.support.plain import add, mult, q, ser, tweak

PLACE = Path(__file__).parents[1] / "vectors" / "schnorr_parity.json"


def tagged(name: str, *parts: bytes) -> bytes:
    tag = hashlib.sha256(name.encode()).digest()
    return hashlib.sha256(tag + tag + b"".join(parts)).digest()


def number(*what: object) -> int:
    return int.from_bytes(hashlib.sha512(" ".join(map(str, what)).encode()).digest(), "big") % q


def be(k: int) -> bytes:
    return (k % q).to_bytes(32, "big")


@dataclass(frozen=True)
class Signed:
    """One signature, with all that went into it and came out of it."""

    cell: tuple[bool, bool, bool]  # whether Q_c, P, R are odd
    Q: bytes
    P: bytes
    d1: int
    d2: int
    c: int
    s2: int
    signature: bytes


def sign(x1: int, x2: int, chain: bytes, path: tuple[int, ...], k1: int, k2: int, message: bytes) -> Signed:
    Q = ser(add(mult(x1), mult(x2)))
    t, child = tweak(Q, chain, path)
    Q_c = ser(child)
    s0 = -1 if Q_c[0] == 3 else 1
    tau = int.from_bytes(tagged("TapTweak", Q_c[1:]), "big")
    P = ser(mult(s0 * (x1 + x2 + t) + tau))
    s1 = -1 if P[0] == 3 else 1
    d1, d2 = s1 * s0 * x1 % q, s1 * (s0 * (x2 + t) + tau) % q
    R = ser(mult(k1 + k2))
    eps = -1 if R[0] == 3 else 1
    c = int.from_bytes(tagged("BIP0340/challenge", R[1:], P[1:], message), "big") % q
    s2 = (eps * k2 + c * d2) % q
    whole = R[1:] + be(eps * k1 + c * d1 + s2)
    return Signed((s0 < 0, s1 < 0, eps < 0), Q, P, d1, d2, c, s2, whole)


def known_answers() -> list[dict[str, object]]:
    """One for each of the eight cells, in their order; the first seed that falls into it."""
    found: dict[tuple[bool, bool, bool], dict[str, object]] = {}
    for seed in range(1000):
        names = ("x1", "x2", "k1", "k2")
        x1, x2, k1, k2 = (number("parity", seed, name) for name in names)
        chain, message = be(number("chain", seed)), be(number("message", seed))
        path = (seed % 2, seed)
        made = sign(x1, x2, chain, path, k1, k2, message)
        if made.cell in found:
            continue
        found[made.cell] = {
            "cell": "".join(str(int(odd)) for odd in made.cell),
            **dict(zip(names, (be(v).hex() for v in (x1, x2, k1, k2)), strict=True)),
            "chain": chain.hex(),
            "path": path,
            "message": message.hex(),
            "Q": made.Q.hex(),
            "P": made.P.hex(),
            "d1": be(made.d1).hex(),
            "d2": be(made.d2).hex(),
            "c": be(made.c).hex(),
            "s2": be(made.s2).hex(),
            "signature": made.signature.hex(),
        }
        if len(found) == 8:
            break
    return [found[cell] for cell in sorted(found)]


if __name__ == "__main__":
    PLACE.write_text(json.dumps(known_answers(), indent=1) + "\n", encoding="utf-8")
