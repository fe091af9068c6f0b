"""Jobs of many computers at once, on real vaults: what is serial, what is alone, and what waits for the disk."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from core.approval.messages import RequestState
from core.codec.messages import MessageType
from core.cosigner.api import PolicyChange
from core.cosigner.executor import Executor
from core.errors import Bug, LinkError, RefusalKind, Refused, StorageError
from core.home import batches
from core.home.log_file import LogAbout, read, written
from core.home.repository import Repository
from core.keys.handshake import MAX_KEYS
from core.keys.record import KeyRecord, slot_of
from core.protocol.ecdsa.guard import OtState, state_of
from core.rpc.runner import pack
from tests.support.hostile import an_a1, s1_of, spoilt
from tests.support.served_homes import LIMIT, ServedHomes, served_homes
from tests.support.two_homes import CHEAP, PASSPHRASE, Fate, Killed, MortalVault

A, B = b"a" * 32, b"b" * 32


@pytest.fixture
def served(tmp_path: Path) -> Iterator[ServedHomes]:
    with served_homes(tmp_path / "homes") as found:
        yield found


# ------------------------------------------------------------------ lanes
def test_serial_within_a_key_parallel_across() -> None:
    executor, go, waits, seen = Executor(lambda _: None), threading.Event(), threading.Event(), list[str]()

    def first() -> None:
        seen.append("a1 begins")
        with executor.turn.let_go():  # as while its write is being made durable
            waits.set()
            go.wait(LIMIT)
        seen.append("a1 ends")

    executor.post(first, A)
    executor.post(lambda: seen.append("a2"), A)
    assert waits.wait(LIMIT)
    executor.call(lambda: seen.append("b1"), LIMIT, B)
    executor.post(lambda: seen.append("alone"))
    executor.post(lambda: seen.append("b2"), B)
    go.set()
    executor.stop()
    assert seen == ["a1 begins", "b1", "a1 ends", "a2", "alone", "b2"]


def test_a_job_that_turns_out_to_be_alone_closes_its_lane_and_waits() -> None:
    executor, go, waits, seen = Executor(lambda _: None), threading.Event(), threading.Event(), list[str]()

    def first() -> None:
        with executor.turn.let_go():
            waits.set()
            go.wait(LIMIT)
        seen.append("a1")

    executor.post(first, A)
    assert waits.wait(LIMIT)
    executor.post(lambda: seen.append("b1 alone"), B, lambda: True)
    executor.post(lambda: seen.append("b2"), B)
    executor.post(lambda: seen.append("a2"), A)
    go.set()
    executor.stop()
    assert seen == ["a1", "b1 alone", "b2", "a2"] or seen == ["a1", "b1 alone", "a2", "b2"]


def test_one_job_computes_at_a_time() -> None:
    executor, inside, most = Executor(lambda _: None), list[int](), list[int]()

    def job() -> None:
        inside.append(1)
        most.append(len(inside))
        inside.pop()

    for number in range(200):
        executor.post(job, bytes([number % 20]) * 32)
    executor.stop()
    assert most == [1] * 200


# ------------------------------------------------------------------ nothing leaves before the disk has it
def answers_at_each_batch(served: ServedHomes, work: Callable[[], object]) -> list[list[MessageType]]:
    """What had been answered since the beginning when each batch came to the disk; the last is the end."""
    found, began = [], len(served.sent())
    served.gate.close()
    done = served.meanwhile(work)
    while not done.done():
        if served.gate.arrived(0.02):
            found.append(served.sent()[began:])
            served.gate.let_one()
    done.result(LIMIT)
    served.gate.open()
    return [*found, served.sent()[began:]]


def test_no_frame_leaves_before_its_batch_is_durable(served: ServedHomes) -> None:
    homes = served.homes
    homes.client.connected()
    served.alone(lambda: homes.allow(100_000_000))
    wire = homes.wire()
    *before, after = answers_at_each_batch(served, lambda: homes.pay(wire))
    kinds = (MessageType.PROPOSED, MessageType.A2, MessageType.S2)
    assert [kind for kind in after if kind in kinds] == list(kinds)
    assert before[0] == []  # the proposal
    assert MessageType.PROPOSED in before[1]
    assert MessageType.A2 not in before[1]  # CHECKING
    assert [MessageType.S2 in found for found in before[1:3]] == [False, False]
    *before, after = answers_at_each_batch(served, lambda: homes.client.refresh(homes.key.key_id))
    assert MessageType.COMMITTED in after
    commit = next(n for n, found in enumerate(before) if found[-1:] == [MessageType.A2] or MessageType.A2 in found)
    assert MessageType.COMMITTED not in before[commit]


def test_a_refusal_leaves_when_the_lock_is_durable(served: ServedHomes) -> None:
    homes, raw = served.homes, served.raw()
    a1 = spoilt(an_a1(homes))
    *before, after = answers_at_each_batch(served, lambda: raw.ask(a1))
    assert len(before) >= 2
    assert not any(MessageType.REFUSED in found for found in before[:2])  # CHECKING, LOCKED
    assert MessageType.REFUSED in after
    assert homes.cosigner.row.locked


def test_killed_between_sync_and_memory(served: ServedHomes) -> None:
    homes = served.homes
    served.alone(lambda: homes.allow(100_000_000))
    homes.client.connected()
    homes.cosigner.meets(Fate(1, "after"))
    with pytest.raises((Killed, LinkError)):
        homes.propose(homes.wire())
    assert MessageType.PROPOSED not in served.sent()
    assert homes.cosigner.tasks() == []  # memory
    served.end()
    homes.cosigner.end()
    vault = MortalVault.open(homes.cosigner.home, PASSPHRASE, floor=CHEAP)
    assert [one.state for one in Repository(vault).requests.values()] == [RequestState.APPROVED]
    vault.close()


def test_a_failed_sync_fails_the_whole_batch_and_ends(served: ServedHomes, tmp_path: Path) -> None:
    homes = served.homes
    others = [served.another(tmp_path / f"computer{n}") for n in range(3)]
    served.alone(lambda: homes.allow(100_000_000))
    homes.client.connected()
    sent, batches = len(served.sent()), len(served.gate.batches)
    served.gate.close()
    asked = [served.meanwhile(lambda: homes.propose(homes.wire()))]
    served.gate.wait()
    for side, client in others:
        wire = homes.wire_of(side.row)
        asked.append(served.meanwhile(lambda side=side, client=client, wire=wire: client.propose(side.row, wire)))  # type: ignore[misc]
    served.until_queued(3)
    served.gate.let_one()
    assert asked[0].result(LIMIT).state is RequestState.APPROVED
    served.gate.wait()
    served.gate.fails = True
    served.gate.open()
    for one in asked[1:]:
        with pytest.raises((StorageError, LinkError)):
            one.result(LIMIT)
    assert len(served.gate.batches) == batches + 2  # one batch for the three
    assert served.sent()[sent:] == [MessageType.PROPOSED]
    assert [error.message for error in served.failed[:1]] == ["the disk refuses"]
    assert homes.cosigner.dispatcher.connections == {}


def test_full_disk_fails_one_proposal_not_the_batch(served: ServedHomes, tmp_path: Path) -> None:
    homes = served.homes
    (small, small_client), (large, large_client) = (served.another(tmp_path / name) for name in ("small", "large"))
    served.alone(lambda: homes.allow(100_000_000))
    homes.client.connected()
    served.gate.close()
    first = served.meanwhile(lambda: homes.propose(homes.wire()))
    served.gate.wait()
    of_large = homes.wire_of(large.row, coins=40)
    two = served.meanwhile(lambda: large_client.propose(large.row, of_large))
    one = served.meanwhile(lambda: small_client.propose(small.row, homes.wire_of(small.row)))
    served.until_queued(2)
    served.gate.room = 5_000
    served.gate.open()
    assert first.result(LIMIT).state is RequestState.APPROVED
    assert one.result(LIMIT).state is RequestState.APPROVED
    with pytest.raises(Refused) as full:
        two.result(LIMIT)
    assert full.value.kind == RefusalKind.FULL
    assert served.failed == []
    served.gate.room = None
    assert large_client.propose(large.row, of_large).state is RequestState.APPROVED


def test_debited_in_memory_is_not_answered(served: ServedHomes) -> None:
    """A debit that a full disk refused is made again before anything is answered."""
    homes = served.homes
    served.alone(lambda: homes.allow(100_000_000))
    wire = homes.wire()
    homes.propose(wire)
    raw = served.raw()
    s1, again = s1_of(homes, raw, wire), s1_of(homes, raw, wire)
    served.gate.room = 0
    raw.ask(s1)
    assert MessageType.S2 not in served.sent()
    assert [one.state for one in homes.cosigner.tasks()] == [RequestState.APPROVED]
    served.gate.room = None
    raw = served.raw()
    again = s1_of(homes, raw, wire)
    *before, after = answers_at_each_batch(served, lambda: raw.ask(again))
    assert MessageType.S2 not in before[0]
    assert MessageType.S2 in after


# ------------------------------------------------------------------ what is alone
def test_policy_set_races_lock(served: ServedHomes) -> None:
    """A row that the console writes never brings an older state of the OT set back."""
    homes, raw = served.homes, served.raw()
    a1 = spoilt(an_a1(homes))
    served.gate.close()
    probe = served.meanwhile(lambda: raw.ask(a1))
    served.gate.wait()  # CHECKING
    console = served.meanwhile(lambda: served.alone(lambda: _set(homes.cosigner, 7)))
    served.gate.open()
    probe.result(LIMIT)
    console.result(LIMIT)
    assert homes.cosigner.row.locked
    assert homes.cosigner.admin.policy_show(None)[0].approve_below == 7


# ------------------------------------------------------------------ what rides
def kept(served: ServedHomes) -> KeyRecord:
    """The row as a start would find it."""
    served.end()
    served.homes.cosigner.vault.close()
    vault = MortalVault.open(served.homes.cosigner.home, PASSPHRASE, floor=CHEAP)
    (row,) = Repository(vault).keys.values()
    vault.close()
    return row


def guard_of(row: KeyRecord) -> OtState:
    return state_of(slot_of(row).guard)


def test_open_never_hides_another_check(served: ServedHomes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "RIDES", LIMIT)
    homes, raw = served.homes, served.raw()
    raw.ask(an_a1(homes))
    assert served.sent()[-1] is MessageType.A2
    assert guard_of(homes.cosigner.row) is OtState.OPEN  # in memory
    homes.cosigner.meets(Fate(1, "after"))
    with pytest.raises((Killed, LinkError)):
        raw.ask(an_a1(homes))
    assert guard_of(kept(served)) is OtState.CHECKING


def test_locked_is_absorbing_in_a_batch(served: ServedHomes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "RIDES", LIMIT)
    homes, raw = served.homes, served.raw()
    raw.ask(an_a1(homes))
    before = homes.cosigner.row
    raw.ask(spoilt(an_a1(homes)))
    assert MessageType.REFUSED in served.sent()
    with pytest.raises(Bug, match="undone"):
        served.alone(lambda: _write(served, before))
    assert guard_of(kept(served)) is OtState.LOCKED


def test_what_rides_is_durable_soon_and_at_the_end(served: ServedHomes) -> None:
    homes = served.homes
    raw = served.raw()
    before, end = len(served.gate.batches), time.monotonic() + LIMIT
    raw.ask(an_a1(homes))
    while len(served.gate.batches) < before + 2:  # CHECKING, and what rode
        assert time.monotonic() < end
        time.sleep(0.01)
    raw.ask(an_a1(homes))
    assert guard_of(kept(served)) is OtState.OPEN


def _write(served: ServedHomes, row: KeyRecord) -> None:
    with served.homes.cosigner.records.write() as write:
        write.key(row)


def _set(cosigner: object, below: int) -> object:
    return cosigner.admin.policy_set(PolicyChange(approve_below=below))  # type: ignore[attr-defined]


def test_new_link_of_a_pin_ends_the_old_ones_frames(served: ServedHomes) -> None:
    homes = served.homes
    old = served.raw().link
    frames = [pack(900 + n, an_a1(homes)) for n in range(2)]

    def take(frame: bytes) -> Future[Any]:
        dispatcher, now = homes.cosigner.dispatcher, homes.clock.monotonic()
        return served.posted(partial(dispatcher.frame, old.connection, frame, now), old.far.pin)

    served.gate.close()
    under_way = take(frames[0])
    served.gate.wait()
    new = served.meanwhile(served.raw)
    served.gate.open()
    under_way.result(LIMIT)
    new.result(LIMIT)
    sent, batches = len(served.sent()), len(served.gate.batches)
    take(frames[1]).result(LIMIT)
    assert served.sent()[sent:] == []
    assert len(served.gate.batches) == batches


def test_clock_jump_reaches_every_thread(served: ServedHomes, tmp_path: Path) -> None:
    """A debit waits for the disk while the clock jumps: its session is gone, and nothing is answered with it."""
    homes = served.homes
    side, client = served.another(tmp_path / "other")
    served.alone(lambda: homes.allow(100_000_000))
    wire = homes.wire()
    homes.propose(wire)
    raw = served.raw()
    s1 = s1_of(homes, raw, wire)
    served.gate.close()
    signing = served.meanwhile(lambda: raw.ask(s1))
    served.gate.wait()
    homes.clock.jump(3_600)
    other = served.meanwhile(lambda: client.propose(side.row, homes.wire_of(side.row)))
    served.until_queued(1)
    served.gate.open()
    signing.result(LIMIT)
    other.result(LIMIT)
    assert MessageType.S2 not in served.sent()
    assert [one.state for one in homes.cosigner.tasks() if one.key_id == homes.key.key_id] == [RequestState.DEBITED]


def test_many_computers_and_the_console_at_once(served: ServedHomes, tmp_path: Path) -> None:
    """Handshakes, payments, new links and rules: none waits for another for ever, and the log has no gap."""
    homes = served.homes
    computers = [served.another(tmp_path / f"computer{n}") for n in range(6)]
    served.alone(lambda: homes.allow(100_000_000))

    def pays(number: int) -> None:
        side, client = computers[number]
        for turn in range(3):
            client.close()
            client.connected()
            for seed in range(2):
                wire = homes.wire_of(side.row, seed=100 * turn + seed)
                assert client.propose(side.row, wire).state is RequestState.APPROVED

    working = [served.meanwhile(lambda n=n: pays(n)) for n in range(len(computers))]  # type: ignore[misc]
    for below in range(10):
        served.alone(lambda below=below: _set(homes.cosigner, 100_000_000 + below))  # type: ignore[misc]
    for one in working:
        one.result(LIMIT)
    served.end()
    about = LogAbout("cosigner", "0" * 16, 1)
    book = homes.cosigner.records.book
    found = read("".join(written(book, about)).encode())
    assert (found.flaw, found.size) == (None, book.head.size)
    requests = len(homes.cosigner.records.requests)
    homes.cosigner.end()
    vault = MortalVault.open(homes.cosigner.home, PASSPHRASE, floor=CHEAP)
    again = Repository(vault)
    assert (len(again.requests), again.book.head) == (requests, book.head)
    assert requests == 36
    vault.close()


def test_handshake_of_1000_keys_and_payments_do_not_deadlock(served: ServedHomes, tmp_path: Path) -> None:
    homes = served.homes
    side, client = served.another(tmp_path / "other")
    served.alone(lambda: homes.allow(100_000_000))
    key_id = homes.key.key_id
    for records in (homes.computer.records, homes.cosigner.records):
        row = records.keys[key_id]
        with records.write() as write:
            for n in range(1, MAX_KEYS):
                write.key(replace(row, key_id=n.to_bytes(32, "big"), name=f"savings {n}"))
    homes.client.close()
    shakes = [served.meanwhile(homes.client.connected) for _ in range(2)]
    pays = [served.meanwhile(lambda n=n: client.propose(side.row, homes.wire_of(side.row, seed=n))) for n in range(5)]  # type: ignore[misc]
    served.alone(lambda: _set(homes.cosigner, 200_000_000))
    for done in shakes:
        done.result(LIMIT)
    for one in pays:
        one.result(LIMIT)
    assert MessageType.ANSWER in served.sent()
    assert len(homes.cosigner.tasks()) == len(pays)
