"""P1 lies in the trees of the base OTs: each lie passes for some values of Delta only, and another ends the run."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.errors import PeerFault
from core.primitives.all_but_one import GROWN, TREES, gather, grow
from core.primitives.base_ot import KC, bits
from core.protocol.share import Role
from tests.support.joint_key import Scripts, joint_key, keygen_scripts, refresh_scripts
from tests.support.ot import SeededRng
from tests.support.pair import converse
from tests.support.regions import flipped

SID = b"s" * 32
KEYS = SeededRng("keys").bytes("keys", 64 * KC)
DELTA = SeededRng("delta").bytes("delta", 16)
OT2 = DELTA + b"".join(KEYS[32 * (i + KC * c) :][:32] for i, c in enumerate(bits(DELTA)))
_, SENT = grow(SID, KEYS)
SUMS = TREES * 96


@pytest.mark.parametrize("g", [0, 1, 17, 31])
@pytest.mark.parametrize("level", [1, 2, 3])
@pytest.mark.parametrize("b", [0, 1])
@pytest.mark.parametrize("byte", [0, 15])
def test_a_wrong_correction_is_a_bet_on_one_bit(g: int, level: int, b: int, byte: int) -> None:
    wrong = flipped(SENT, 96 * g + 32 * (level - 1) + 16 * b + byte)
    if bits(DELTA)[4 * g + level] == b:  # P2 opens the other side's
        assert gather(SID, OT2, wrong) == gather(SID, OT2, SENT)
    else:
        with pytest.raises(PeerFault, match="trees"):
            gather(SID, OT2, wrong)


@pytest.mark.parametrize("position", [SUMS, SUMS + 31, SUMS + 32 * 17 + 5, GROWN - 33, GROWN - 32, GROWN - 1])
def test_a_wrong_sum_or_hash_passes_for_no_delta(position: int) -> None:
    with pytest.raises(PeerFault, match="trees"):
        gather(SID, OT2, flipped(SENT, position))


def test_the_trees_of_another_session() -> None:
    with pytest.raises(PeerFault, match="trees"):
        gather(SID, OT2, grow(b"t" * 32, KEYS)[1])


def test_trees_of_other_keys() -> None:
    with pytest.raises(PeerFault, match="trees"):
        gather(SID, OT2, grow(SID, KEYS[: 32 * KC] + bytes(32 * KC))[1])


def start_keygen(rng: SeededRng) -> Scripts:
    return keygen_scripts(SeededRng("a"), rng)


def start_refresh(rng: SeededRng) -> Scripts:
    return refresh_scripts(joint_key(), SeededRng("a"), rng)


def with_wrong_sum(index: int, frame: bytes) -> bytes:
    """The third message is G3 or F3; both end with OT2 and two empty seals."""
    return flipped(frame, len(frame) - 8 - GROWN + SUMS) if index == 2 else frame


@pytest.mark.parametrize("begin", [start_keygen, start_refresh])
def test_a_run_that_ends_so_leaves_nothing_and_each_draws_its_own_delta(begin: Callable[[SeededRng], Scripts]) -> None:
    rng = SeededRng("b")
    for runs in (1, 2):
        talk = converse(*begin(rng), tamper=with_wrong_sum)
        role, error = talk.fault()
        assert role is Role.P2
        assert "trees" in error.message
        assert talk.persisted == []
        assert rng.labels.count("delta") == runs
