"""All-but-one OT: P2 has every leaf but one of each tree, and what it lacks is Delta's; byte for byte the reference."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest

from core.errors import PeerFault
from core.primitives import all_but_one, base_ot, reference
from core.primitives.all_but_one import ALL, ALL_BUT_ONE, GROWN, LEAF, LEAVES, SIZE, TREES, gather, grow
from core.primitives.base_ot import KC, bits
from tests.support.ot import SeededRng

SID = hashlib.sha256(b"sid").digest()
KEYS = SeededRng("keys").bytes("keys", 64 * KC)
EDGES = [bytes(16), b"\xff" * 16, bytes(range(0, 256, 17)), SeededRng("delta").bytes("delta", 16)]


def chosen(delta: bytes) -> bytes:
    """Delta | K_0…K_127, as the base OT gives them."""
    return delta + b"".join(KEYS[32 * (i + KC * c) :][:32] for i, c in enumerate(bits(delta)))


@pytest.mark.parametrize("delta", EDGES)
def test_all_but_one(delta: bytes) -> None:
    leaves, sent = grow(SID, KEYS)
    assert (len(leaves), len(sent)) == (ALL, GROWN) == (8192, 4128)
    known = gather(SID, chosen(delta), sent)
    assert len(known) == ALL_BUT_ONE == 8208
    assert known[:16] == delta
    for g in range(TREES):
        lacking = sum(bit << b for b, bit in enumerate(bits(delta)[4 * g : 4 * g + 4]))
        for x in range(LEAVES):
            at = LEAF * (LEAVES * g + x)
            assert known[16 + at : 32 + at] == (bytes(16) if x == lacking else leaves[at : at + 16])


@pytest.mark.parametrize("delta", EDGES)
def test_the_fast_path_is_the_reference(delta: bytes) -> None:
    leaves, sent = grow(SID, KEYS)
    assert reference.grow(SID, KEYS) == (leaves, sent)
    assert reference.gather(SID, chosen(delta), sent) == gather(SID, chosen(delta), sent)
    assert reference.gather(SID, chosen(delta), sent[:-1] + bytes([sent[-1] ^ 1])) is None


def test_nothing_about_a_lacking_leaf_is_left() -> None:
    """Not in what P2 keeps, and it is in no sum: all leaves are different, and so are all marks' sums."""
    leaves, sent = grow(SID, KEYS)
    assert len({leaves[at : at + LEAF] for at in range(0, ALL, LEAF)}) == TREES * LEAVES
    assert len({sent[at : at + 16] for at in range(0, GROWN, 16)}) == GROWN // 16


def test_session_and_every_key_count() -> None:
    honest = grow(SID, KEYS)
    assert all(a != b for a, b in zip(honest, grow(SID[::-1], KEYS), strict=True))
    for i in range(2 * KC):
        other = KEYS[: 32 * i] + bytes([KEYS[32 * i] ^ 1]) + KEYS[32 * i + 1 :]
        leaves, sent = grow(SID, other)
        assert sent != honest[1]
        assert (leaves == honest[0]) == (i % 4 != 0)  # the first key of a tree makes it, the others hide sums of it


def test_with_the_base_ots() -> None:
    state, OT1 = all_but_one.receive_1(SID, SeededRng("receiver"))
    mine, OT2 = all_but_one.send(SID, OT1, SeededRng("sender"))
    known = all_but_one.receive_2(SID, state, OT2).reveal()
    assert len(OT2) == SIZE == base_ot.ANSWER + GROWN == 4161
    missing = np.frombuffer(known[16:], np.uint8).reshape(TREES * LEAVES, LEAF)
    same = (missing == np.frombuffer(mine.reveal(), np.uint8).reshape(missing.shape)).all(axis=1)
    assert same.reshape(TREES, LEAVES).sum(axis=1).tolist() == [LEAVES - 1] * TREES
    for size in (0, SIZE - 1, SIZE + 1, base_ot.ANSWER):
        with pytest.raises(PeerFault, match="OT2"):
            all_but_one.receive_2(SID, state, bytes(size))
