"""The jobs of the co-signer: order, errors, and an end that leaves nobody waiting. Lanes: test_lanes.py."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import threading
from concurrent.futures import CancelledError

import pytest

from core.cosigner.executor import Executor
from core.errors import BadInput, LinkError, StorageError, StorageKind

LIMIT = 10.0


def waits(thread: threading.Thread) -> bool:
    """Whether it sleeps until somebody wakes it."""
    frame = sys._current_frames().get(thread.ident or 0)
    return frame is not None and frame.f_code is threading.Condition.wait.__code__


@pytest.mark.parametrize("lane", [None, b"a" * 32])
def test_jobs_run_in_order_one_at_a_time(lane: bytes | None) -> None:
    seen: list[tuple[int, int]] = []
    executor = Executor(lambda _: None)
    for number in range(50):
        executor.post(lambda number=number: seen.append((number, threading.get_ident())), lane)  # type: ignore[misc]
    assert executor.call(lambda: len(seen), lane=lane) == 50
    assert [number for number, _ in seen] == list(range(50))
    assert threading.get_ident() not in {thread for _, thread in seen}
    executor.stop()


def test_an_error_goes_to_whoever_asked_and_the_next_job_runs() -> None:
    executor = Executor(lambda _: None)

    def wrong() -> None:
        raise BadInput("no")

    executor.post(wrong)
    with pytest.raises(BadInput, match="no"):
        executor.call(wrong)
    assert executor.call(lambda: 7) == 7
    executor.stop()


def test_stop_finishes_what_was_asked_and_takes_nothing_more() -> None:
    seen: list[int] = []
    executor = Executor(lambda _: None)
    for number in range(5):
        executor.post(lambda number=number: seen.append(number))  # type: ignore[misc]
    executor.stop()
    assert seen == [0, 1, 2, 3, 4]
    with pytest.raises(LinkError, match="stopped"):
        executor.call(lambda: 1)
    executor.post(lambda: seen.append(9))
    assert seen == [0, 1, 2, 3, 4]


def test_a_failed_disk_is_told_before_anything_else_is_done() -> None:
    """Each time; what becomes of the rest is for whoever is told."""
    seen: list[str] = []
    executor = Executor(lambda error: seen.append(error.message))

    def fails() -> None:
        raise StorageError("the disk fails", StorageKind.STORAGE)

    for _ in range(2):
        executor.post(fails)
        executor.post(lambda: seen.append("the next"))
        with pytest.raises(StorageError):
            executor.call(fails)
    assert executor.call(lambda: 7) == 7
    executor.stop()
    assert seen == ["the disk fails", "the next", "the disk fails"] * 2


def test_what_is_outlived_ends_its_job_alone() -> None:
    executor = Executor(lambda error: pytest.fail(str(error)), lambda error: error.kind == StorageKind.FULL)

    def full() -> None:
        raise StorageError("the disk is full", StorageKind.FULL)

    with pytest.raises(StorageError):
        executor.call(full)
    assert executor.call(lambda: 7) == 7
    executor.stop()


def test_a_job_may_be_cancelled_itself() -> None:
    """An error of the same name as the executor's own for what it never did."""
    executor = Executor(lambda _: None)

    def cancelled() -> None:
        raise CancelledError

    with pytest.raises(CancelledError):
        executor.call(cancelled)
    assert executor.call(lambda: 7) == 7
    executor.stop()


def test_one_that_was_stopped_says_so() -> None:
    executor = Executor(lambda _: None)
    executor.stop()
    with pytest.raises(LinkError) as caught:
        executor.call(lambda: 1)
    assert caught.value.kind == "not_running"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_process_forked_off_does_no_job() -> None:
    """Rule F5: its parent has the thread, and with it the order of all jobs."""
    program = """
        import os, time
        from core.cosigner.executor import Executor

        executor = Executor(lambda _: None)
        done = []
        child = os.fork()
        if child == 0:
            executor.post(lambda: done.append(1))
            time.sleep(0.3)
            os._exit(len(done))
        executor.call(lambda: done.append(1))
        assert os.waitpid(child, 0)[1] == 0
        assert done == [1]
    """
    subprocess.run([sys.executable, "-W", "ignore", "-c", textwrap.dedent(program)], check=True, timeout=60)


def test_a_program_that_forgets_its_executor_still_ends() -> None:
    program = (
        "from core.cosigner.executor import Executor; executor = Executor(print); executor.post(lambda: print('done'))"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True, timeout=60)
    assert done.stdout == "done\n"


def test_a_job_that_is_not_done_in_time_is_given_up() -> None:
    executor, go, done = Executor(lambda _: None), threading.Event(), []
    executor.post(lambda: go.wait(LIMIT))
    with pytest.raises(LinkError) as late:
        executor.call(lambda: done.append(1), within=0.01)
    assert late.value.kind == "silent"
    go.set()
    assert executor.call(lambda: 2, within=LIMIT) == 2
    assert done == []
    executor.stop()


def test_a_job_that_ends_late_by_itself_says_so() -> None:
    def job() -> None:
        raise TimeoutError("its own")

    executor = Executor(lambda _: None)
    with pytest.raises(TimeoutError, match="its own"):
        executor.call(job, within=LIMIT)
    executor.stop()
