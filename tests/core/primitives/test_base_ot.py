"""Base OT: correct, bound to every part of its transcript, and equal work whatever Delta is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import numpy as np
import pytest

from core.crypto.secp256k1 import Point, base_mult
from core.errors import PeerFault
from core.primitives import base_ot
from core.primitives.base_ot import ANSWER, KC, SIZE, bits, hash_to_point, key_hash, key_of, point_hash
from core.primitives.hashing import Begun
from tests.support.ot import SeededRng

SID = hashlib.sha256(b"sid").digest()
STATE, OT1 = base_ot.receive_1(SID, SeededRng("receiver"))
P1, OT2 = base_ot.send(SID, OT1, SeededRng("sender"))
P2 = base_ot.receive_2(SID, STATE, OT2)
DELTA = STATE.delta.reveal()
FIELD = 2**256 - 2**32 - 977


def sender_key(b: int, i: int) -> bytes:
    at = 32 * (KC * b + i)
    return P1.reveal()[at : at + 32]


def test_sizes() -> None:
    assert (len(OT1), len(OT2)) == (SIZE, ANSWER) == (8448, 33)
    assert len(P1.reveal()) == 8192
    assert len(P2.reveal()) == 4112
    assert 40 < sum(bits(DELTA)) < 88


def test_bits_are_little_endian() -> None:
    assert bits(b"\x01\x80") == [1] + [0] * 14 + [1]


def test_the_receiver_has_the_chosen_key_and_not_the_other() -> None:
    assert P2.reveal()[:16] == DELTA
    for i, c in enumerate(bits(DELTA)):
        key = P2.reveal()[16 + 32 * i : 48 + 32 * i]
        assert key == sender_key(c, i)
        assert key != sender_key(1 - c, i)
    assert len({sender_key(b, i) for b in (0, 1) for i in range(KC)}) == 2 * KC


def test_known_answer() -> None:
    transcript = OT1 + OT2 + P1.reveal() + P2.reveal()
    assert hashlib.sha256(transcript).hexdigest() == "4afec5295fc5e738fb5171e70940252cac587878968c8466fd691833c5cdd202"


def H(tag: bytes, *parts: bytes) -> bytes:
    return hashlib.sha256(
        bytes([len(tag)]) + tag + b"".join(len(part).to_bytes(8, "big") + part for part in parts)
    ).digest()


def test_keys_follow_the_specification() -> None:
    for i in (0, 77):
        r = OT1[66 * i : 66 * i + 66]
        for b in (0, 1):
            parts = (SID, OT2, bytes([b]), i.to_bytes(2, "big"), r, b"shared")
            assert key_of(key_hash(SID, OT2), b, i, r, b"shared") == H(b"baseot/key", *parts)


R, M = b"r" * 66, b"M" * 33


@pytest.mark.parametrize(
    "changed",
    [
        (SID, M, 1, 5, R, b"shared"),
        (SID, M, 0, 6, R, b"shared"),
        (b"S" * 32, M, 0, 5, R, b"shared"),
        (SID, M, 0, 5, b"x" + R[1:], b"shared"),
        (SID, M, 0, 5, R[:-1] + b"x", b"shared"),
        (SID, b"x" + M[1:], 0, 5, R, b"shared"),
        (SID, M[:-1] + b"x", 0, 5, R, b"shared"),
        (SID, M, 0, 5, R, b"Shared"),
    ],
)
def test_every_part_changes_the_key(changed: tuple[bytes, bytes, int, int, bytes, bytes]) -> None:
    sid, point, b, i, r, shared = changed
    assert key_of(key_hash(sid, point), b, i, r, shared) != key_of(key_hash(SID, M), 0, 5, R, b"shared")


# ------------------------------------------------------------------ HP


ROOT = 0x0A2D2BA93507F1DF233770C2A797962CC61F6D15DA14ECD47D8D27AE1CD5F852  # of -3


def has_point(x: int) -> bool:
    return pow(x**3 + 7, (FIELD - 1) // 2, FIELD) == 1


def elligator_swift(data: bytes) -> tuple[bytes, int]:
    """XSwiftEC as BIP324 writes it: the encoding, and which of three candidates it was."""
    u, t = (int.from_bytes(half, "big") % FIELD or 1 for half in (data[:32], data[32:]))
    odd = (int.from_bytes(data[32:], "big") % FIELD) & 1
    if (u**3 + t**2 + 7) % FIELD == 0:
        t = 2 * t % FIELD
    X = (u**3 + 7 - t**2) * pow(2 * t, -1, FIELD) % FIELD
    Y = (X + t) * pow(ROOT * u, -1, FIELD) % FIELD
    half, quotient = pow(2, -1, FIELD), X * pow(Y, -1, FIELD)
    candidates = [(u + 4 * Y**2) % FIELD, (-quotient - u) * half % FIELD, (quotient - u) * half % FIELD]
    number = next(n for n, x in enumerate(candidates) if has_point(x))
    return bytes([2 + odd]) + candidates[number].to_bytes(32, "big"), number


def test_hash_to_point_follows_the_specification() -> None:
    G = bytes(base_mult(1))
    candidates, parities = set(), set()
    for i in range(20):
        for b in (0, 1):
            parts = (SID, bytes([b]), i.to_bytes(2, "big"), G)
            framed = b"\x0abaseot/h2c" + b"".join(len(part).to_bytes(8, "big") + part for part in parts)
            expected, number = elligator_swift(hashlib.sha512(framed).digest())
            assert bytes(hash_to_point(point_hash(SID), b, i, G)) == expected
            candidates.add(number)
            parities.add(expected[0])
    assert (candidates, parities) == ({0, 1, 2}, {2, 3})


def test_every_part_changes_the_hash_to_point() -> None:
    G, G2 = bytes(base_mult(1)), bytes(base_mult(2))
    found = [
        hash_to_point(point_hash(SID), 0, 5, G),
        hash_to_point(point_hash(SID), 1, 5, G),
        hash_to_point(point_hash(SID), 0, 6, G),
        hash_to_point(point_hash(b"S" * 32), 0, 5, G),
        hash_to_point(point_hash(SID), 0, 5, G2),
    ]
    assert len(set(found)) == len(found)


Call = tuple[int, int, bytes]


def evaluations(monkeypatch: pytest.MonkeyPatch, run: Callable[[], object]) -> list[Call]:
    """The (b, i, P) of every HP that `run` evaluates, in order."""
    seen: list[Call] = []

    def spy(begun: Begun, b: int, i: int, P: bytes) -> Point:
        seen.append((b, i, P))
        return hash_to_point(begun, b, i, P)

    monkeypatch.setattr(base_ot, "hash_to_point", spy)
    run()
    return seen


def test_equal_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rule F9: at every index the receiver evaluates HP exactly where the sender does, whatever its choice bit."""
    receiver = evaluations(monkeypatch, lambda: base_ot.receive_1(SID, SeededRng("receiver")))
    sender = evaluations(monkeypatch, lambda: base_ot.send(SID, OT1, SeededRng()))
    assert len(receiver) == len(sender) == 2 * KC
    for i, c in enumerate(bits(DELTA)):
        mine, theirs = receiver[2 * i : 2 * i + 2], sender[2 * i : 2 * i + 2]
        assert set(mine) == set(theirs)
        assert [b for b, _, _ in mine] == [c, 1 - c]
        r = (OT1[66 * i : 66 * i + 33], OT1[66 * i + 33 : 66 * i + 66])
        assert set(mine) == {(0, i, r[1]), (1, i, r[0])}


def test_the_work_that_a_point_took_does_not_follow_from_it() -> None:
    """ElligatorSwift over a field of 307 elements, all its preimages: x3 is tried first, then x2, then x1."""
    p = 307  # 7 mod 12, as secp256k1's
    roots = {a * a % p: a for a in range(p)}
    on_curve = [(x**3 + 7) % p in roots for x in range(p)]
    inverses = [0, *(pow(a, -1, p) for a in range(1, p))]
    found = np.zeros((p, 3))
    for u in range(1, p):
        for t in range(1, p):
            g = (u**3 + 7) % p
            X = (g - t * t) * inverses[2 * t % p] % p
            Y = (X + t) * inverses[roots[p - 3] * u % p] % p
            if (g + t * t) % p and Y:
                x3, x2, x1 = (
                    (u + 4 * Y * Y) % p,
                    (-X * inverses[Y] - u) * inverses[2] % p,
                    (X * inverses[Y] - u) * inverses[2] % p,
                )
                attempt = next(n for n, x in enumerate((x3, x2, x1)) if on_curve[x])
                found[(x3, x2, x1)[attempt], attempt] += 1
    every = found[found.sum(axis=1) > 0]
    assert len(every) == sum(on_curve)
    shares = every / every.sum(axis=1, keepdims=True)
    assert np.abs(shares - every.sum(axis=0) / every.sum()).mean() < 1 / p**0.5


def test_the_session_separates() -> None:
    other = base_ot.receive_2(b"S" * 32, STATE, OT2).reveal()
    assert other[:16] == DELTA
    assert all(other[at : at + 32] != P2.reveal()[at : at + 32] for at in range(16, 4112, 32))


@pytest.mark.parametrize("size", [0, SIZE - 1, SIZE + 1, SIZE - 66])
def test_wrong_lengths(size: int) -> None:
    with pytest.raises(PeerFault, match="OT1"):
        base_ot.send(SID, bytes(size), SeededRng())
    with pytest.raises(PeerFault, match="point"):
        base_ot.receive_2(SID, STATE, bytes(size))
