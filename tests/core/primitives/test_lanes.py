"""Long vectors: exact at the edges, where carries and zeros are."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest

from core.crypto.secp256k1 import q
from core.primitives import base_ot, lanes, reference
from core.primitives.aes import permutation
from core.primitives.gadget import XI, Gadget
from tests.support.ot import Packed, SeededRng, values

TOP = 2**256 - 1
CARRY = 2 * q - 2**256  # TOP + 2q - CARRY = 2^257 - 1: its first fold overflows 2^256, once in 2^126
EDGES = [0, 1, q - 1, q, q + 1, TOP, TOP - 1, CARRY, 2**128, TOP - 2**128]


def pack(numbers: list[int]) -> Packed:
    return np.frombuffer(b"".join(v.to_bytes(32, "little") for v in numbers), np.uint8)


def random_values(n: int) -> list[int]:
    rng = SeededRng("lanes")
    return [int.from_bytes(rng.bytes("v", 32), "little") for _ in range(n)]


def test_difference_at_every_edge() -> None:
    pairs = [(x, y) for x in EDGES for y in EDGES]
    shape = (len(pairs) // 2, 2, 32)
    A0, A1 = (pack([pair[side] for pair in pairs]).reshape(shape) for side in (0, 1))
    for constants in ((0, q - 1), (1, 0), (q - 1, 7)):
        sent = lanes.difference(A0, A1, constants)
        assert sent.shape == shape
        expected = [(x, y, constants[at % 2]) for at, (x, y) in enumerate(pairs)]
        assert values(sent) == [reference.sent(x, y, k) for x, y, k in expected]
        assert [v % q for v in values(sent)] == [(x - y + k) % q for x, y, k in expected]


def test_the_carry_of_probability_2_to_minus_126() -> None:
    assert TOP + 2 * q - CARRY == 2**257 - 1
    once = (2**256 - 1) + (2**256 - q)
    assert once >= 2**256  # one fold is not enough
    sent = lanes.difference(pack([TOP]).reshape(1, 1, 32), pack([CARRY]).reshape(1, 1, 32), (0,))
    (value,) = values(sent)
    assert value == (once % 2**256) + (2**256 - q)
    assert value % q == (TOP - CARRY) % q


# ------------------------------------------------------------------ the gadget


def test_gadget_known_answer() -> None:
    """A function of the session and the seed alone, from the words of the specification."""
    sid2, seed = bytes(range(32)), bytes(range(32, 64))
    framed = b"\x0bvole/gadget" + b"".join(len(part).to_bytes(8, "big") + part for part in (sid2, seed))
    pi = permutation(hashlib.sha256(framed).digest())
    drawn = b"".join(pi(c.to_bytes(16, "big")) for c in range(2 * XI))
    g = Gadget(sid2, seed).g
    assert g == tuple(int.from_bytes(drawn[at : at + 32], "little") % q for at in range(0, 32 * XI, 32))
    assert g == reference.gadget(sid2, seed)
    assert len(set(g)) == XI == 416
    assert f"{g[0]:064x}" == "37607162780c4df4ff2863e46892717126d35b6da48078b11efc92ced42c9dbb"
    assert f"{g[XI - 1]:064x}" == "3e08a00854c915d1d012d139be967cff20c6e82be8536c95f865f6e01c7acbd1"


def test_a_gadget_for_each_session_and_seed() -> None:
    made = [Gadget(*parts).g for parts in ((b"1", b"1"), (b"1", b"2"), (b"2", b"1"), (b"11", b""))]
    assert len({g for gadget in made for g in gadget}) == 4 * XI


def test_encode() -> None:
    found = Gadget(bytes(32), bytes(32))
    bits = np.zeros((4, XI), np.uint8)
    bits[1, 415] = 1
    bits[2] = 1
    bits[3] = np.unpackbits(np.frombuffer(SeededRng().bytes("b", 52), np.uint8))
    expected = [sum(g for g, bit in zip(found.g, row.tolist(), strict=True) if bit) % q for row in bits]
    assert found.encode(bits) == expected
    assert expected[:2] == [0, found.g[415]]


@pytest.mark.parametrize(("k", "m"), [(1, 1), (2, 1), (3, 2)])
def test_inner(k: int, m: int) -> None:
    weights, numbers = random_values(k * XI), random_values(m * XI + 7)[7:]
    weights[:2], numbers[0], numbers[1] = [TOP, 0], 0, TOP
    found = lanes.inner(lanes.weights(pack(weights).reshape(k, XI, 32)), lanes.limbs(pack(numbers).reshape(XI, m, 32)))
    assert found == [
        [sum(w * v for w, v in zip(weights[XI * one :], numbers[other::m], strict=False)) % q for other in range(m)]
        for one in range(k)
    ]


def test_pick() -> None:
    weights = random_values(2 * XI)
    bits = np.unpackbits(np.frombuffer(SeededRng().bytes("b", 52), np.uint8)).reshape(1, XI)
    found = lanes.pick(lanes.weights(pack(weights).reshape(2, XI, 32)), bits)
    assert found == [
        [sum(w for w, bit in zip(weights[XI * one :], bits[0].tolist(), strict=False) if bit) % q] for one in (0, 1)
    ]


def test_inner_is_exact_at_its_largest() -> None:
    # Limbs of twice 2^16 - 1 against weights as large as they can be.
    weights = np.full((1, 16, XI), 2.0**16 - 1)
    largest = np.full((XI, 1, 16), 2 * (2**16 - 1), np.uint32)
    assert lanes.inner(weights, largest) == [[XI * TOP * 2 * TOP % q]]
    assert lanes.pick(weights, np.ones((1, XI), np.uint8)) == [[XI * TOP % q]]


def test_unpacked() -> None:
    every = bytes(range(256))
    assert lanes.unpacked(every).tolist() == base_ot.bits(every)
    assert lanes.unpacked(b"").shape == (0,)


def test_limbs() -> None:
    found = lanes.limbs(pack([0x0123, TOP]))
    assert found.dtype == np.uint16
    assert found.reshape(2, 16).tolist() == [[0x0123] + [0] * 15, [0xFFFF] * 16]
