"""The same bytes as ever from the same randomness; core/spec/schnorr.md and opening.md are enough to check them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from core.crypto.ed25519 import p, q
from tests.support.edwards import Affine, encoded, plus, times, x_of
from tests.support.edwards_vectors import record

STORED: dict[str, Any] = json.loads((Path(__file__).parents[3] / "vectors" / "edwards.json").read_text())
_Y: int = 4 * pow(5, -1, p) % p
B: Affine = (x_of(_Y), _Y)


def test_they_are_the_same() -> None:
    assert record() == STORED


# ------------------------------------------------------------------ once more, from the pages alone
def le(data: bytes) -> int:
    return int.from_bytes(data, "little")


def point(data: bytes) -> Affine:
    y, odd = le(data) & (1 << 255) - 1, data[31] >> 7
    x = x_of(y)
    return (p - x if x & 1 != odd else x), y


def framed(tag: str, *parts: bytes) -> bytes:
    return bytes([len(tag)]) + tag.encode() + b"".join(len(part).to_bytes(8, "big") + part for part in parts)


def H(tag: str, *parts: bytes) -> bytes:
    return hashlib.sha256(framed(tag, *parts)).digest()


def of(kind: str) -> tuple[dict[str, bytes], list[bytes]]:
    found = STORED[kind]
    return {name: bytes.fromhex(found[name]) for name in found if name != "frames"}, [
        bytes.fromhex(frame) for frame in found["frames"]
    ]


def session(a1: bytes, a2: bytes, epoch_id: bytes, R2: bytes, salt: bytes) -> bytes:
    """sid2 of one signature or opening, whose commitment opens to R2."""
    sid1 = H("2p/prep", epoch_id, b"\0", b"\0\1", a1[-32:])
    assert a2[3:35] == sid1
    n2, com, h1 = a2[35:67], a2[69:101], H("2p/p1", a1)
    pre = H("2p/prep2pre", sid1, n2, h1)
    assert com == H("2p/com", pre, b"\0\0", salt + len(R2).to_bytes(4, "big") + R2)
    return H("2p/prep2", sid1, n2, h1, com)


def test_a_signature_of_an_ssh_key() -> None:
    named, (a1, a2, s1, s2) = of("ssh")
    text = bytes.fromhex(STORED["text"])
    x1, x2 = le(named["x1"]), le(named["x2"])
    assert encoded(times((x1 + x2) % q, B)) == named["Q"]
    assert named["key_id"] == H("2p/keyid", b"none", named["Q"], bytes(32), b"\3")
    salt, R2 = s2[37:69], s2[73:105]
    assert s1[3:35] == s2[3:35] == session(a1, a2, named["epoch_id"], R2, salt)
    R1 = s1[-32:]
    R = encoded(plus(point(R1), point(R2)))
    c = le(hashlib.sha512(R + named["Q"] + text).digest()) % q
    s = le(named["result"][32:])
    assert named["result"][:32] == R
    assert times(s, B) == plus(point(R), times(c, point(named["Q"])))
    part = le(s2[-32:])
    assert times(part, B) == plus(point(R2), times(c, times(x2, B)))


def test_an_opening_of_an_age_key() -> None:
    named, (a1, a2, s1, s2) = of("age")
    u = bytes.fromhex(STORED["ephemeral"])
    x1, x2 = le(named["x1"]), le(named["x2"])
    y = (le(u) - 1) * pow(le(u) + 1, -1, p) % p
    E = point(y.to_bytes(32, "little"))
    salt, T1, T2, Z2, s = s2[37:69], s2[73:105], s2[105:137], s2[137:169], s2[169:]
    sid2 = session(a1, a2, named["epoch_id"], T1, salt)
    assert s1[3:35] == s2[3:35] == sid2
    task = s1[35:67]
    X2 = encoded(times(x2, B))
    ids = b"ed25519", b"\2", named["key_id"], named["epoch_id"], sid2, task
    c = le(hashlib.sha512(framed("cp/multiple", *ids, encoded(B), X2, u, Z2, T1, T2)).digest()) % q
    assert encoded(times(x2, E)) == Z2
    assert times(le(s), B) == plus(point(T1), times(c, point(X2)))
    assert times(le(s), E) == plus(point(T2), times(c, point(Z2)))
    Z = plus(times(x1, E), point(Z2))
    assert named["result"] == ((1 + Z[1]) * pow(1 - Z[1], -1, p) % p).to_bytes(32, "little")
