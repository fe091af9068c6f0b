"""Long vectors: exact at the edges, where carries and zeros are."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from numpy.typing import NDArray

from core.crypto.secp256k1 import q
from core.primitives import base_ot, lanes, reference
from core.primitives.aes import permutation
from core.primitives.gadget import DIGITS, XI, Gadget
from tests.support.ot import Packed, SeededRng, values

TOP = 2**256 - 1
FOUR = 4 * TOP
CARRY = 5 * q - 2**257 + 1  # 5q - CARRY = 2^257 - 1: its first fold overflows 2^256, once in 2^124
EDGES = [0, 1, q - 1, q, q + 1, TOP, TOP - 1, CARRY, 2**128, 2 * TOP, 3 * TOP + 5, FOUR]


def pack(numbers: list[int]) -> Packed:
    return np.frombuffer(b"".join(v.to_bytes(32, "little") for v in numbers), np.uint8)


def wide(numbers: list[int]) -> NDArray[np.uint32]:
    """As sums of four lanes are: what is beyond 256 bits is in the last limb."""
    found = [[v >> 16 * u & (0xFFFF if u < 15 else 0xFFFFFF) for u in range(16)] for v in numbers]
    return np.array(found, np.uint32)


def random_values(n: int) -> list[int]:
    rng = SeededRng("lanes")
    return [int.from_bytes(rng.bytes("v", 32), "little") for _ in range(n)]


def test_correction_at_every_edge() -> None:
    u = wide(EDGES).reshape(-1, 2, 16)
    for constants in ((0, q - 1), (1, 0), (q - 1, 7)):
        sent = lanes.correction(u, constants)
        assert sent.shape == (len(EDGES) // 2, 2, 32)
        expected = [(constants[at % 2], x) for at, x in enumerate(EDGES)]
        assert values(sent) == [reference.sent(a, x) for a, x in expected]
        assert [v % q for v in values(sent)] == [(a - x) % q for a, x in expected]


def test_a_sum_of_four_lanes_limb_by_limb() -> None:
    four = np.full((1, 1, 16), 4 * 0xFFFF, np.uint32)
    assert values(lanes.correction(four, (3,))) == [reference.sent(3, FOUR)]


def test_the_carry_of_probability_2_to_minus_124() -> None:
    assert 5 * q - CARRY == 2**257 - 1
    once = (2**256 - 1) + (2**256 - q)
    assert once >= 2**256  # one fold is not enough
    (value,) = values(lanes.correction(wide([CARRY]).reshape(1, 1, 16), (0,)))
    assert value == (once % 2**256) + (2**256 - q)
    assert value % q == -CARRY % q


# ------------------------------------------------------------------ the gadget


def test_gadget_known_answer() -> None:
    """A function of the session and the seed alone, from the words of the specification."""
    sid2, seed = bytes(range(32)), bytes(range(32, 64))
    framed = b"\x0bvole/gadget" + b"".join(len(part).to_bytes(8, "big") + part for part in (sid2, seed))
    pi = permutation(hashlib.sha256(framed).digest())
    drawn = b"".join(pi(c.to_bytes(16, "big")) for c in range(2 * DIGITS))
    g = Gadget(sid2, seed).g
    assert g == tuple(int.from_bytes(drawn[at : at + 32], "little") % q for at in range(0, 32 * DIGITS, 32))
    assert g == reference.gadget(sid2, seed)
    assert len(set(g)) == DIGITS == 208
    assert f"{g[0]:064x}" == "37607162780c4df4ff2863e46892717126d35b6da48078b11efc92ced42c9dbb"
    assert f"{g[DIGITS - 1]:064x}" == "cade58f917d5876792f32454e74715f217d1a69be273a8433185c991e6102bba"


def test_a_gadget_for_each_session_and_seed() -> None:
    made = [Gadget(*parts).g for parts in ((b"1", b"1"), (b"1", b"2"), (b"2", b"1"), (b"11", b""))]
    assert len({g for gadget in made for g in gadget}) == 4 * DIGITS


def test_encode() -> None:
    found = Gadget(bytes(32), bytes(32))
    digits = np.zeros((4, DIGITS), np.uint8)
    digits[1, 207] = 1
    digits[2] = 3
    digits[3] = np.frombuffer(SeededRng().bytes("b", DIGITS), np.uint8) & 3
    expected = [sum(g * digit for g, digit in zip(found.g, row.tolist(), strict=True)) % q for row in digits]
    assert found.encode(digits) == expected
    assert expected[:2] == [0, found.g[207]]


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
    # Limbs of nine times 2^16 - 1, of either sign, against weights as large as they can be.
    weights = np.full((1, 16, DIGITS), 2.0**16 - 1)
    largest = np.full((DIGITS, 1, 16), 9 * (2**16 - 1), np.int32)
    assert lanes.inner(weights, np.concatenate((largest, -largest), axis=1)) == [
        [DIGITS * TOP * 9 * TOP * sign % q for sign in (1, -1)]
    ]
    assert lanes.pick(weights, np.full((1, DIGITS), 3, np.uint8)) == [[DIGITS * TOP * 3 % q]]


def test_inner_of_mixed_signs() -> None:
    weights, left, right = random_values(DIGITS), random_values(DIGITS), random_values(2 * DIGITS)[DIGITS:]
    mixed = (lanes.limbs(pack(left)).astype(np.int32) - lanes.limbs(pack(right))).reshape(DIGITS, 1, 16)
    found = lanes.inner(lanes.weights(pack(weights).reshape(1, DIGITS, 32)), mixed)
    assert found == [[sum(w * (x - y) for w, x, y in zip(weights, left, right, strict=True)) % q]]


def test_unpacked() -> None:
    every = bytes(range(256))
    assert lanes.unpacked(every).tolist() == base_ot.bits(every)
    assert lanes.unpacked(b"").shape == (0,)


def test_limbs() -> None:
    found = lanes.limbs(pack([0x0123, TOP]))
    assert found.dtype == np.uint16
    assert found.reshape(2, 16).tolist() == [[0x0123] + [0] * 15, [0xFFFF] * 16]
