"""The one thread of the co-signer: order, errors, and an end that leaves nobody waiting."""

from __future__ import annotations

import threading

import pytest

from core.errors import BadInput, LinkError, StorageError, TandemError
from core.worker import Worker

LIMIT = 10.0


def test_jobs_run_in_order_on_one_thread() -> None:
    seen: list[tuple[int, int]] = []
    worker = Worker(lambda _: None)
    for number in range(50):
        worker.post(lambda number=number: seen.append((number, threading.get_ident())))  # type: ignore[misc]
    assert worker.call(lambda: len(seen)) == 50
    assert [number for number, _ in seen] == list(range(50))
    assert {thread for _, thread in seen} != {threading.get_ident()}
    assert len({thread for _, thread in seen}) == 1
    worker.stop()


def test_an_error_goes_to_whoever_asked_and_the_next_job_runs() -> None:
    worker = Worker(lambda _: None)

    def wrong() -> None:
        raise BadInput("no")

    worker.post(wrong)
    with pytest.raises(BadInput, match="no"):
        worker.call(wrong)
    assert worker.call(lambda: 7) == 7
    worker.stop()


def test_stop_finishes_what_was_asked_and_takes_nothing_more() -> None:
    seen: list[int] = []
    worker = Worker(lambda _: None)
    for number in range(5):
        worker.post(lambda number=number: seen.append(number))  # type: ignore[misc]
    worker.stop()
    assert seen == [0, 1, 2, 3, 4]
    with pytest.raises(LinkError, match="stopped"):
        worker.call(lambda: 1)
    worker.post(lambda: seen.append(9))
    assert seen == [0, 1, 2, 3, 4]


def test_a_failed_disk_ends_it_and_nobody_waits_for_ever() -> None:
    told: list[StorageError] = []
    failed, entered, go = threading.Event(), threading.Event(), threading.Event()

    def tell(error: StorageError) -> None:
        told.append(error)
        failed.set()

    def full() -> None:
        entered.set()
        assert go.wait(LIMIT)
        raise StorageError("the disk is full", "full")

    worker = Worker(tell)
    outcomes: list[TandemError] = []

    def ask(job: object) -> None:
        try:
            worker.call(job)  # type: ignore[arg-type]
        except TandemError as error:
            outcomes.append(error)

    first = threading.Thread(target=ask, args=(full,))
    first.start()
    assert entered.wait(LIMIT)
    behind = threading.Thread(target=ask, args=(lambda: 1,))
    behind.start()
    while worker._jobs.empty():
        pass
    go.set()
    first.join(LIMIT)
    behind.join(LIMIT)
    assert failed.wait(LIMIT)
    assert [error.kind for error in told] == ["full"]
    assert {type(error) for error in outcomes} == {StorageError, LinkError}
    with pytest.raises(LinkError):
        worker.call(lambda: 1)
