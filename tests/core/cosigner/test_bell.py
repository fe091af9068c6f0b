"""When the bell rings: for what is new, at most once in a minute, again where nobody heard it, holding up nobody."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import TypeVar

import pytest

from core.cosigner.bell import TRIES, Bell
from core.cosigner.wake import APART
from core.errors import BadInput
from core.transport.miss_kind import MissKind
from core.transport.one_post import Missed

T = TypeVar("T")
PATIENCE = 20.0  # seconds, after which a test gives up


class Desk:
    """What waits, and who is told: a Woken whose clock the test moves. One receiver of two never hears anything."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.waiting: set[str] = set()
        self.good = True
        self.told: list[float] = []  # when
        self.misses: list[tuple[bytes, str]] = []
        self.looks = 0
        self.silent = threading.Event()
        self.struck = -float(APART)
        self.bell = Bell(self, self.turn, lambda: self.now)
        self.with_a_silent_one = False

    @staticmethod
    def turn(job: Callable[[], T], _within: float) -> T:
        return job()

    def receivers(self) -> Mapping[bytes, Callable[[], object]]:
        silent = {b"silent": self.silent.wait} if self.with_a_silent_one else {}
        return {b"own": self.post, **silent}

    def post(self) -> None:
        self.told.append(self.now)
        if not self.good:
            raise Missed(MissKind.SILENT)

    def waits(self) -> Collection[str]:
        self.looks += 1
        return set(self.waiting)

    def strike(self) -> int:
        left = int(APART - (self.now - self.struck))
        if left > 0:
            return left
        self.struck = self.now
        return 0

    def heard(self, id: bytes, miss: str) -> None:
        self.misses.append((id, miss))

    def seen(self, *, after: float = 0.0) -> None:
        """Time passes, and then it has looked; what is to leave has left."""
        self.now += after
        before = self.looks
        self.bell.look()
        self.until(lambda: self.looks > before)
        before = self.looks
        self.bell.look()
        self.until(lambda: self.looks > before)

    def until(self, true: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while not true():
            assert time.monotonic() < end
            time.sleep(0.01)


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr("core.cosigner.bell.CALM", 0.01)
    found = Desk()
    found.bell.start()
    yield found
    found.silent.set()
    found.bell.close()


def test_what_begins_to_wait_rings_once(desk: Desk) -> None:
    desk.seen()
    assert desk.told == []
    desk.waiting.add("a")
    desk.seen()
    assert desk.told == [1000.0]
    desk.seen(after=10 * APART)
    assert desk.told == [1000.0]  # it still waits, and nothing is new


def test_a_hundred_requests_ring_once_in_a_minute(desk: Desk) -> None:
    for number in range(100):
        desk.waiting.add(str(number))
        if number % 10 == 0:
            desk.seen(after=0.5)
    assert len(desk.told) == 1
    desk.seen(after=APART)
    assert len(desk.told) == 2  # for all that came since
    desk.seen(after=APART)
    assert len(desk.told) == 2


def test_what_was_decided_meanwhile_rings_nobody(desk: Desk) -> None:
    desk.waiting.add("a")
    desk.seen()
    desk.waiting = {"b"}
    desk.seen(after=1)
    desk.waiting.clear()
    desk.seen(after=APART)
    assert len(desk.told) == 1


def test_one_that_was_not_heard_is_tried_again_and_not_for_ever(desk: Desk) -> None:
    desk.good = False
    desk.waiting.add("a")
    for _ in range(40):
        desk.seen(after=APART)
    assert [int(later - one) // APART for one, later in zip(desk.told, desk.told[1:], strict=False)] == [1, 2, 4, 8]
    assert len(desk.told) == TRIES
    desk.good = True
    desk.waiting.add("b")
    desk.seen(after=APART)
    assert len(desk.told) == TRIES + 1
    desk.seen()
    assert desk.misses[-1] == (b"own", "")


def test_a_silent_receiver_keeps_nobody(desk: Desk) -> None:
    desk.with_a_silent_one = True
    threads = threading.active_count()
    for number in range(20):
        desk.waiting.add(str(number))
        desk.seen(after=APART)
    assert len(desk.told) == 20
    assert threading.active_count() <= threads + 2  # one waits for it, not twenty
    desk.silent.set()
    desk.until(lambda: (b"silent", "") in desk.misses)


def test_a_system_without_a_thread_to_give_ends_no_bell(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    start = threading.Thread.start

    def refused(thread: threading.Thread) -> None:
        if thread.name == "wake":
            raise RuntimeError("can't start new thread")
        start(thread)

    desk.waiting.add("a")
    with monkeypatch.context() as full, caplog.at_level(logging.WARNING):
        full.setattr(threading.Thread, "start", refused)
        desk.seen()
    assert desk.told == []
    assert "nobody is woken: can't start new thread" in caplog.messages
    desk.seen(after=APART)
    assert len(desk.told) == 1


def test_the_minute_of_a_start_before_counts_too(desk: Desk) -> None:
    desk.struck = desk.now - 1
    desk.waiting.add("a")
    desk.seen()
    assert desk.told == []
    desk.seen(after=APART)
    assert len(desk.told) == 1


def test_what_waits_at_a_start_rings(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk()
    desk.waiting.add("a")
    desk.bell.start()
    try:
        desk.until(lambda: len(desk.told) == 1)
    finally:
        desk.bell.close()


def test_a_test_is_one_of_the_minute(desk: Desk) -> None:
    desk.bell.test(b"own")
    with pytest.raises(BadInput):
        desk.bell.test(b"own")
    desk.waiting.add("a")
    desk.seen()
    assert len(desk.told) == 1
    desk.now += APART
    desk.good = False
    desk.bell.test(b"own")
    assert desk.misses[-1] == (b"own", MissKind.SILENT)


def test_a_bell_that_never_began_ends() -> None:
    Desk().bell.close()
