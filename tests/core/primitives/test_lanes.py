"""Long vectors: exact at the edges, where carries and zeros are."""

from __future__ import annotations

import numpy as np
import pytest

from core.crypto.secp256k1 import q
from core.primitives import lanes, reference
from core.primitives.gadget import XI, Gadget, gadget
from core.primitives.hashing import Tag, hash_to_scalar, tagged_hash
from tests.support.ot import Packed, SeededRng

TOP = 2**256 - 1
CARRY = 2 * q - 2**256  # TOP + 2q - CARRY = 2^257 - 1: its first fold overflows 2^256, once in 2^126
EDGES = [0, 1, q - 1, q, q + 1, TOP, TOP - 1, CARRY, 2**128, TOP - 2**128]


def pack(values: list[int]) -> Packed:
    return np.frombuffer(b"".join(v.to_bytes(32, "little") for v in values), np.uint8)


def random_values(n: int) -> list[int]:
    rng = SeededRng("lanes")
    return [int.from_bytes(rng.bytes("v", 32), "little") for _ in range(n)]


def test_difference_at_every_edge() -> None:
    pairs = [(x, y) for x in EDGES for y in EDGES]
    A0, A1 = pack([x for x, _ in pairs]), pack([y for _, y in pairs])
    shape = (2, len(pairs) // 2, 1, 32)
    for a, b in ((0, q - 1), (1, 0), (q - 1, 7)):
        sent = lanes.difference(A0.reshape(shape), A1.reshape(shape), [(a,), (b,)])
        assert sent.shape == shape
        values = [int(v) for v in lanes.to_integers(sent)]
        constants = [a] * shape[1] + [b] * shape[1]
        assert values == [reference.sent(x, y, k) for (x, y), k in zip(pairs, constants, strict=True)]
        assert [v % q for v in values] == [(x - y + k) % q for (x, y), k in zip(pairs, constants, strict=True)]


def test_the_carry_of_probability_2_to_minus_126() -> None:
    assert TOP + 2 * q - CARRY == 2**257 - 1
    once = (2**256 - 1) + (2**256 - q)
    assert once >= 2**256  # one fold is not enough
    sent = lanes.difference(pack([TOP]).reshape(1, 1, 1, 32), pack([CARRY]).reshape(1, 1, 1, 32), [(0,)])
    (value,) = lanes.to_integers(sent)
    assert int(value) == (once % 2**256) + (2**256 - q)
    assert int(value) % q == (TOP - CARRY) % q


@pytest.mark.parametrize("values", [[0, 0, 0], [TOP, 0], [0, 1], EDGES, random_values(50)])
def test_integers_and_lanes(values: list[int]) -> None:
    packed = pack(values)
    assert [int(v) for v in lanes.to_integers(packed)] == values
    assert lanes.from_integers(lanes.to_integers(packed)) == packed.tobytes()


def test_sums_have_one_size() -> None:
    A, B = pack([0, 0, TOP, TOP, 5]), pack([0, TOP, 0, TOP, 6])
    sums = [int(v) for v in lanes.sums(A, B)]
    assert sums == [4 * q, 4 * q + TOP, 4 * q + TOP, 4 * q + 2 * TOP, 4 * q + 11]
    assert {(v.bit_length() + 63) // 64 for v in sums} == {5}


# ------------------------------------------------------------------ the gadget


def test_gadget_known_answer() -> None:
    """Rule F10: the gadget is a function of the key's name alone."""
    key_id = bytes(range(32))
    seed = tagged_hash(Tag.GADGET_SEED, key_id)
    g = Gadget(key_id).g
    assert len(g) == XI == 416
    assert g == tuple(hash_to_scalar(Tag.GADGET, seed, j.to_bytes(2, "big")) for j in range(XI))
    assert len(set(g)) == XI
    assert hash(g) != 0
    assert f"{g[0]:064x}" == "e2ed8eb8d960475c684475ecf81546cae25f6a8392ccc3cb3c4cc2d56be9fcd2"
    assert f"{g[415]:064x}" == "1d6feddb699e15c965d5a6b9fb3f9edc35fd84f6e92a1c650c31ffa56ad6bd27"


def test_a_gadget_for_each_key() -> None:
    assert gadget(bytes(32)) is gadget(bytes(32))
    assert not set(gadget(bytes(32)).g) & set(gadget(b"\1" + bytes(31)).g)


def test_encode() -> None:
    found = gadget(bytes(32))
    bits = np.zeros((4, XI), np.uint8)
    bits[1, 415] = 1
    bits[2] = 1
    bits[3] = np.unpackbits(np.frombuffer(SeededRng().bytes("b", 52), np.uint8))
    expected = [sum(g for g, bit in zip(found.g, row.tolist(), strict=True) if bit) % q for row in bits]
    assert found.encode(bits) == expected
    assert expected[:2] == [0, found.g[415]]


@pytest.mark.parametrize("B", [1, 3])
def test_inner(B: int) -> None:
    found = gadget(bytes(32))
    values = random_values(B * XI)
    values[0], values[1] = 0, TOP
    vectors = lanes.limbs(pack(values).reshape(B, XI, 32))
    assert vectors.shape == (B, XI, 16)
    expected = [sum(g * v for g, v in zip(found.g, values[XI * i :], strict=False)) % q for i in range(B)]
    assert found.inner(vectors) == expected


def test_inner_is_exact_at_its_largest() -> None:
    # Limbs of twice 2^16 - 1 against limbs of g as large as they can be.
    found = Gadget(bytes(32))
    found.limbs = np.full((16, XI), 2.0**16 - 1)
    largest = np.full((1, XI, 16), 2 * (2**16 - 1), np.uint32)
    assert found.inner(largest) == [XI * TOP * 2 * TOP % q]
    assert found.encode(np.ones((1, XI), np.uint8)) == [XI * TOP % q]


def test_limbs() -> None:
    found = lanes.limbs(pack([0x0123, TOP]))
    assert found.dtype == np.uint16
    assert found.reshape(2, 16).tolist() == [[0x0123] + [0] * 15, [0xFFFF] * 16]
