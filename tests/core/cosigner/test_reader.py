"""Proposals are read beside the executor: one after the other, counted until they are read, and only for live calls."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator

import pytest

from core.approval.messages import Chunk, Propose, Proposed
from core.approval.upload import MAX_TASK, propose_p1
from core.bitcoin.coins import AddressTable
from core.codec.codec import decode
from core.codec.messages import Message
from core.cosigner.address_tables import AddressTables
from core.cosigner.dispatcher import Dispatcher
from core.cosigner.endpoints import MAX_COLLECTING
from core.cosigner.proposal import Proposal
from core.cosigner.reader import ProposalReader
from core.cosigner.signing_requests import SigningRequests
from core.errors import StorageError, StorageKind
from core.rpc.runner import Work
from core.sansio.effects import Send
from tests.support.hostile import REFUSED, declined
from tests.support.two_homes import Hostile, TwoHomes

LIMIT = 60.0
PIN = b"p" * 32


class Jobs:
    """An executor that the test is: it does a job when it is told to."""

    def __init__(self) -> None:
        self._posted: queue.SimpleQueue[Callable[[], object]] = queue.SimpleQueue()

    def post(self, pin: bytes, job: Callable[[], object]) -> None:
        assert len(pin) == len(PIN)
        self._posted.put(job)

    def do_one(self) -> None:
        self._posted.get(timeout=LIMIT)()


@pytest.fixture
def jobs() -> Jobs:
    return Jobs()


@pytest.fixture
def reader(jobs: Jobs) -> Iterator[ProposalReader]:
    found = ProposalReader(jobs.post)
    yield found
    found.stop()


@pytest.fixture
def held(reader: ProposalReader) -> Iterator[Callable[[], object]]:
    """Something long is being read, until this is called or the test is over."""
    go = threading.Event()
    reader.read(PIN, 1, lambda: go.wait(LIMIT), lambda _: None)
    yield go.set
    go.set()


def test_one_after_the_other_and_counted_until_it_is_told(jobs: Jobs, reader: ProposalReader) -> None:
    told: list[Work] = []
    threads: set[int] = set()

    def work(number: int) -> Work:
        def do() -> int:
            threads.add(threading.get_ident())
            return 10 // number

        return do

    for number in (2, 0, 5):
        reader.read(PIN, number, work(number), told.append)
    assert reader.held(PIN) == 7
    jobs.do_one()
    jobs.do_one()
    assert reader.held(PIN) == 5
    assert reader.held(b"another") == 0
    jobs.do_one()
    assert (told[0](), told[2]()) == (5, 2)
    with pytest.raises(ZeroDivisionError):
        told[1]()
    assert threads.isdisjoint({threading.get_ident()})
    assert len(threads) == 1


def test_what_comes_after_its_end_is_not_read(jobs: Jobs) -> None:
    reader = ProposalReader(jobs.post)
    reader.stop()
    reader.read(PIN, 1, lambda: pytest.fail("it was read"), lambda _: pytest.fail("it was told"))


# ------------------------------------------------------------------ in a co-signer
@pytest.fixture
def raw(homes: TwoHomes, reader: ProposalReader) -> Hostile:
    """A link to a co-signer that reads beside."""
    side = homes.cosigner
    side.dispatcher = Dispatcher(side.records, side.requests, homes.clock.now, homes.clock.monotonic, reader)
    return homes.raw()


def messages(homes: TwoHomes, seed: int = 0) -> list[Message]:
    """A small proposal."""
    script = propose_p1(homes.key.key_id, homes.wire(seed=seed))
    found = []
    while isinstance(effect := next(script), Send):
        found.append(effect.message)
    return found


def test_the_answer_comes_when_it_was_read(homes: TwoHomes, raw: Hostile, jobs: Jobs) -> None:
    for message in messages(homes):
        assert raw.ask(message, call=9) == []
    jobs.do_one()
    (answer,) = raw.replies()
    assert decode(Proposed, answer).task_id == homes.checked(homes.wire()).task_id
    assert raw.link.connection.calls == {}


def test_addresses_are_derived_there(
    homes: TwoHomes, raw: Hostile, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """45 ms of a key's first payment, in which the others would wait."""
    extend, threads = AddressTable.extend, list[str]()

    def seen(table: AddressTable, branch: int, count: int) -> None:
        threads.append(threading.current_thread().name)
        extend(table, branch, count)

    homes.cosigner.requests.tables = AddressTables()
    monkeypatch.setattr(AddressTable, "extend", seen)
    for message in messages(homes):
        assert raw.ask(message, call=9) == []
    jobs.do_one()
    (answer,) = raw.replies()
    assert decode(Proposed, answer).task_id == homes.checked(homes.wire()).task_id
    assert set(threads) == {"reader_0"}


def test_a_no_comes_then_too(homes: TwoHomes, raw: Hostile, jobs: Jobs) -> None:
    first, chunk = messages(homes)
    assert isinstance(first, Propose)
    assert isinstance(chunk, Chunk)
    raw.ask(first, call=9)
    raw.ask(Chunk(chunk.data[:-1] + b"\xff"), call=9)
    jobs.do_one()
    assert raw.replies() == REFUSED
    assert raw.link.connection.faults == 1


def test_a_mistake_while_one_is_read_ends_its_link_alone(
    homes: TwoHomes, raw: Hostile, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Proposal, "of", wrong)
    for message in messages(homes):
        raw.ask(message, call=9)
    jobs.do_one()
    assert raw.link.closed
    assert homes.cosigner.tasks() == []


def test_a_disk_that_fails_then_is_told_to_the_executor(
    homes: TwoHomes, raw: Hostile, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise StorageError("the disk fails", StorageKind.STORAGE)

    monkeypatch.setattr(SigningRequests, "propose", fails)
    for message in messages(homes):
        raw.ask(message, call=9)
    with pytest.raises(StorageError, match="the disk fails"):
        jobs.do_one()


def test_a_message_while_one_is_read_is_a_fault_and_nothing_is_kept(
    homes: TwoHomes, raw: Hostile, jobs: Jobs, held: Callable[[], object]
) -> None:
    sent = messages(homes)
    for message in sent:
        assert raw.ask(message, call=9) == []
    assert raw.ask(sent[-1], call=9) == REFUSED
    held()
    jobs.do_one()
    jobs.do_one()
    assert raw.replies() == []
    assert homes.cosigner.tasks() == []


def test_a_link_that_went_meanwhile_leaves_nothing(
    homes: TwoHomes, raw: Hostile, jobs: Jobs, held: Callable[[], object]
) -> None:
    for message in messages(homes):
        raw.ask(message, call=9)
    again = homes.raw()
    held()
    jobs.do_one()
    jobs.do_one()
    assert again.replies() == raw.replies() == []
    assert homes.cosigner.tasks() == []


def test_what_is_read_counts_also_when_its_link_is_gone(
    homes: TwoHomes, raw: Hostile, reader: ProposalReader, held: Callable[[], object]
) -> None:
    """Else a computer that connects again and again would fill the memory."""
    key_id, pin = homes.key.key_id, raw.link.connection.link.pin
    reader.read(pin, MAX_COLLECTING - MAX_TASK, lambda: None, lambda _: None)
    for message in messages(homes):
        raw.ask(message, call=9)
    again = homes.raw()
    assert declined(again.ask(Propose(key_id, MAX_TASK, bytes(32)))).kind == "busy"
    assert again.ask(Propose(key_id, MAX_TASK // 2, bytes(32))) == []


def test_the_queue_of_one_computer_does_not_stand_before_that_of_another(
    reader: ProposalReader, jobs: Jobs, held: Callable[[], object]
) -> None:
    """A computer that proposes all it may at once had 32 MiB read before anybody else's payment: a dozen seconds."""
    order = list[str]()
    for name, pin in (("first", PIN), ("second", PIN), ("other", b"o" * 32)):
        reader.read(pin, 1, lambda: None, lambda _, name=name: order.append(name))  # type: ignore[misc]
    held()
    for _ in range(4):
        jobs.do_one()
    assert order == ["other", "first", "second"]
    assert (reader.held(PIN), reader.held(b"o" * 32)) == (0, 0)
