"""The commit engine under cut lines and failed writes, in key generation and refresh (rules F6, F7)."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest

from core.codec.messages import MessageType
from core.crypto.secp256k1 import add, base_mult
from core.errors import OtCheat, PeerFault, StorageError
from core.protocol import commit
from core.protocol.changes import Change, Checked, Checking, Committed
from core.protocol.ecdsa import prepare, selftest
from core.protocol.ecdsa.prepare import Purpose
from core.protocol.share import Role
from core.sansio.effects import Script
from tests.support.joint_key import (
    JointKey,
    Scripts,
    items,
    joint_key,
    keygen_scripts,
    prepared,
    refresh_scripts,
    sign_talk,
)
from tests.support.ot import SeededRng
from tests.support.pair import converse
from tests.support.regions import flipped
from tests.support.settled import after
from tests.support.tamper import index_of

MESSAGES, WRITES = 10, 6  # of a key generation as of a refresh


def born(seed: str = "a") -> Scripts:
    return keygen_scripts(SeededRng(f"{seed} 1"), SeededRng(f"{seed} 2"))


def renewed(key: JointKey, seed: str = "a", last: int = 1) -> Scripts:
    return refresh_scripts(key, SeededRng(f"{seed} 1"), SeededRng(f"{seed} 2"), (last, last))


def must_be_alive(key: JointKey) -> None:
    """Both halves are of one key, and it signs."""
    assert add(base_mult(key.p1.x.reveal()), base_mult(key.p2.x.reveal())) == key.p1.Q == key.p2.Q
    assert sign_talk(key, prepared(key), items(1)).both()[0]


def failing(nth: int) -> Callable[[Role, Change], None]:
    """The nth durable write fails, and so changes nothing."""
    left = [nth]

    def write(role: Role, change: Change) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise StorageError("the disk is full")

    return write


@pytest.mark.parametrize("stop", range(MESSAGES + 1))
def test_a_key_generation_cut_before_each_message(stop: int) -> None:
    talk = converse(*born(), stop_at=stop)
    key = after(talk)
    committed = Committed in [type(change) for change in talk.durable(Role.P2)]
    assert (key is not None) == committed == (stop >= MESSAGES - 1)
    if key is not None:
        must_be_alive(key)


@pytest.mark.parametrize("stop", range(MESSAGES + 1))
def test_a_refresh_cut_before_each_message(stop: int) -> None:
    old = joint_key()
    key = after(converse(*renewed(old), stop_at=stop), old)
    assert key is not None
    assert key.p1.epoch == (2 if stop >= MESSAGES - 1 else 1)
    must_be_alive(key)


@pytest.mark.parametrize("nth", range(WRITES))
def test_each_durable_write_of_a_key_generation_fails(nth: int) -> None:
    talk = converse(*born(), on_persist=failing(nth))
    assert [type(error) for error in talk.errors.values()] == [StorageError]
    key = after(talk)
    assert (key is None) == (nth < WRITES - 1)
    if key is not None:
        must_be_alive(key)


@pytest.mark.parametrize("nth", range(WRITES))
def test_each_durable_write_of_a_refresh_fails(nth: int) -> None:
    old = joint_key()
    key = after(converse(*renewed(old), on_persist=failing(nth)), old)
    assert key is not None
    must_be_alive(key)


@pytest.mark.slow
def test_refreshes_cut_twice_in_a_row() -> None:
    old = joint_key()
    for first, second in product(range(MESSAGES + 1), repeat=2):
        middle = after(converse(*renewed(old, "first"), stop_at=first), old)
        assert middle is not None
        last = after(converse(*renewed(middle, "second", last=2), stop_at=second), middle)
        assert last is not None
        must_be_alive(last)


def test_a_failed_ot_check_ends_the_run_and_drops_the_pending() -> None:
    old = joint_key()
    honest = converse(*renewed(old))
    a1 = index_of(honest, MessageType.A1)
    talk = converse(*renewed(old), tamper=lambda i, data: flipped(data, 500) if i == a1 else data)
    role, error = talk.fault()
    assert (role, type(error)) == (Role.P2, OtCheat)
    checks = [change for change in talk.durable(Role.P2) if isinstance(change, Checking | Checked)]
    T = honest.both()[0].T
    assert checks == [Checking(T), Checked(T, ok=False)]
    key = after(talk, old)
    assert key == JointKey(old.p1, old.p2)


def test_a_new_share_is_tested_before_anything_else() -> None:
    key = joint_key()

    def paying() -> Script[object]:
        return (yield from prepare.p1(key.p1, Purpose.PAY, 1, SeededRng("1")))

    talk = converse(paying(), commit.p2(key.p2.T, selftest.whole_p2(key.p2, Purpose.SELF_TEST, SeededRng("2"))))
    role, error = talk.fault()
    assert role is Role.P2
    assert "a test of the two shares was due" in error.message
    assert talk.persisted == []


@pytest.mark.parametrize("kind", [MessageType.COMMIT, MessageType.COMMITTED])
def test_a_commit_names_its_run(kind: MessageType) -> None:
    index = index_of(converse(*born()), kind)
    role, error = converse(*born(), tamper=lambda i, data: flipped(data, 10) if i == index else data).fault()
    assert isinstance(error, PeerFault)
    assert "another run" in error.message
    assert role is (Role.P2 if kind is MessageType.COMMIT else Role.P1)
