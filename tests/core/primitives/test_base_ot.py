"""Base OT: correct, bound to every part of its transcript, and equal work whatever Delta is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest

from core.crypto.secp256k1 import Point, base_mult
from core.errors import PeerFault
from core.primitives import base_ot
from core.primitives.base_ot import KC, SIZE, bits, hash_to_point
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
    assert len(OT1) == len(OT2) == SIZE == 8448
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
    assert hashlib.sha256(transcript).hexdigest() == "215c6d1a4fb8168938aa1c0060c44349d8535254508e28159dc3cc69f7e38517"


def H(tag: bytes, *parts: bytes) -> bytes:
    return hashlib.sha256(
        bytes([len(tag)]) + tag + b"".join(len(part).to_bytes(8, "big") + part for part in parts)
    ).digest()


def test_keys_follow_the_specification() -> None:
    for i in (0, 77):
        r, M = OT1[66 * i : 66 * i + 66], OT2[66 * i : 66 * i + 66]
        for b in (0, 1):
            key = base_ot.key_of(b, i, SID, r, M, b"shared")
            parts = (bytes([b]), SID, i.to_bytes(2, "big"), r[:33], r[33:], M[:33], M[33:], b"shared")
            assert key == H(b"baseot/key", *parts)


R, M = b"r" * 66, b"M" * 66


@pytest.mark.parametrize(
    "changed",
    [
        (1, 5, SID, R, M, b"shared"),
        (0, 6, SID, R, M, b"shared"),
        (0, 5, b"S" * 32, R, M, b"shared"),
        (0, 5, SID, b"x" + R[1:], M, b"shared"),
        (0, 5, SID, R[:-1] + b"x", M, b"shared"),
        (0, 5, SID, R, b"x" + M[1:], b"shared"),
        (0, 5, SID, R, M[:-1] + b"x", b"shared"),
        (0, 5, SID, R, M, b"Shared"),
    ],
)
def test_every_part_changes_the_key(changed: tuple[int, int, bytes, bytes, bytes, bytes]) -> None:
    assert base_ot.key_of(*changed) != base_ot.key_of(0, 5, SID, R, M, b"shared")


# ------------------------------------------------------------------ HP


def plain_hash_to_point(b: int, i: int, sid: bytes, P: bytes) -> tuple[bytes, int]:
    """The encoding, and how many counters it took."""
    counter = 0
    while True:
        head = b"baseot/h2c" + bytes([b]) + i.to_bytes(2, "big") + counter.to_bytes(2, "big")
        x = int.from_bytes(hashlib.sha256(head + sid + P).digest(), "big")
        square = (x**3 + 7) % FIELD
        counter += 1
        if x < FIELD and pow(square, (FIELD - 1) // 2, FIELD) == 1:
            return b"\2" + x.to_bytes(32, "big"), counter


def test_hash_to_point_follows_the_specification() -> None:
    G = bytes(base_mult(1))
    tries = set()
    for i in range(20):
        for b in (0, 1):
            expected, counter = plain_hash_to_point(b, i, SID, G)
            assert bytes(hash_to_point(b, i, SID, G)) == expected
            tries.add(counter)
    assert max(tries) > 2


def test_every_part_changes_the_hash_to_point() -> None:
    G, G2 = bytes(base_mult(1)), bytes(base_mult(2))
    found = [
        hash_to_point(0, 5, SID, G),
        hash_to_point(1, 5, SID, G),
        hash_to_point(0, 6, SID, G),
        hash_to_point(0, 5 << 8, SID, G),
        hash_to_point(0, 5, b"S" * 32, G),
        hash_to_point(0, 5, SID, G2),
    ]
    assert len(set(found)) == len(found)


Call = tuple[int, int, bytes]


def evaluations(monkeypatch: pytest.MonkeyPatch, run: Callable[[], object]) -> list[Call]:
    """The (b, i, P) of every HP that `run` evaluates, in order."""
    seen: list[Call] = []

    def spy(b: int, i: int, sid: bytes, P: bytes) -> Point:
        seen.append((b, i, P))
        return hash_to_point(b, i, sid, P)

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


def test_the_session_separates() -> None:
    other = base_ot.receive_2(b"S" * 32, STATE, OT2).reveal()
    assert other[:16] == DELTA
    assert all(other[at : at + 32] != P2.reveal()[at : at + 32] for at in range(16, 4112, 32))


@pytest.mark.parametrize("size", [0, SIZE - 1, SIZE + 1, SIZE - 66])
def test_wrong_lengths(size: int) -> None:
    with pytest.raises(PeerFault, match="OT1"):
        base_ot.send(SID, bytes(size), SeededRng())
    with pytest.raises(PeerFault, match="OT2"):
        base_ot.receive_2(SID, STATE, bytes(size))
