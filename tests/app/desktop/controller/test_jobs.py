"""Jobs: what they give comes back on the window's thread, and nothing of the window ends on theirs."""

from __future__ import annotations

import gc
import threading
import time
import weakref
from collections.abc import Callable
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.desktop.controller.jobs import Jobs, Say
from app.desktop.platform import garbage_collector
from core.errors import BadInput, Bug, InputKind, TandemError


@pytest.fixture
def jobs(qapp: object) -> Jobs:
    return Jobs()


def test_what_is_said_and_given_comes_back_here(jobs: Jobs, qtbot: QtBot) -> None:
    heard: list[Any] = []
    here = threading.get_ident()

    def work(say: Say) -> int:
        say("one")
        say("two")
        return threading.get_ident()

    def put(what: Any) -> None:
        assert threading.get_ident() == here
        heard.append(what)

    assert jobs.start("count", work, put, put, put)
    assert not jobs.start("count", work)
    assert jobs.running("count")
    qtbot.waitUntil(lambda: len(heard) == 3)
    assert heard[:2] == ["one", "two"]
    assert heard[2] != here
    assert not jobs.running("count")


@pytest.mark.parametrize(("error", "kind"), [(BadInput("no", InputKind.AMOUNT), "amount"), (ValueError("oops"), "bug")])
def test_errors_come_back_as_ours(error: Exception, kind: str, jobs: Jobs, qtbot: QtBot) -> None:
    failures: list[TandemError] = []

    def work(_: Say) -> None:
        raise error

    jobs.start("fail", work, failed=failures.append)
    qtbot.waitUntil(lambda: bool(failures))
    assert failures[0].kind == kind
    assert isinstance(failures[0], BadInput if kind == "amount" else Bug)
    assert failures[0].__traceback__ is None
    assert "oops" not in failures[0].message


def test_what_was_forgotten_goes_nowhere(jobs: Jobs, qtbot: QtBot) -> None:
    go, heard = threading.Event(), list[object]()

    def work(say: Say) -> int:
        assert go.wait(10)
        say("late")
        return 1

    jobs.start("late", work, heard.append, heard.append, heard.append)
    jobs.forget()
    assert not jobs.running("late")
    again: list[int] = []
    jobs.start("late", lambda _: 2, again.append)
    go.set()
    qtbot.waitUntil(lambda: again == [2] and not jobs.unfinished)
    assert heard == []


def test_what_must_be_closed_is_handed_over_when_nobody_waits_for_it(jobs: Jobs, qtbot: QtBot) -> None:
    go, closed = threading.Event(), list[int]()
    jobs.start("open", lambda _: 7 if go.wait(10) else 0, closed.append, unwanted=lambda found: closed.append(-found))
    jobs.forget()
    go.set()
    qtbot.waitUntil(lambda: closed == [-7])


def test_a_page_that_is_gone_is_told_nothing(jobs: Jobs, qtbot: QtBot) -> None:
    page, told = QObject(), list[str]()

    def done(_: object) -> None:
        page.objectName()
        told.append("there")

    shiboken6.delete(page)
    jobs.start("gone", lambda _: None, done)
    qtbot.waitUntil(lambda: not jobs.unfinished)
    assert told == []
    assert not jobs.running("gone")


class Marked(QObject):
    """Tells on which thread it ends."""

    def __init__(self, ended: Callable[[int], None]) -> None:
        super().__init__()
        weakref.finalize(self, lambda: ended(threading.get_ident()))


@pytest.mark.parametrize("fails", [False, True])
def test_what_a_job_holds_ends_on_this_thread(fails: bool, jobs: Jobs, qtbot: QtBot) -> None:
    ended: list[int] = []
    held = Marked(ended.append)

    def work(_: Say, held: Marked = held) -> None:
        assert held is not None
        if fails:
            raise BadInput("no")

    jobs.start("hold", work, lambda _, held=held: None, lambda _, held=held: None)  # type: ignore[misc]
    del work, held
    qtbot.waitUntil(lambda: not jobs.unfinished)
    qtbot.waitUntil(lambda: bool(ended))
    assert ended == [threading.get_ident()]


def test_cycles_are_collected_when_due_and_here(qapp: object) -> None:
    assert not gc.isenabled()
    ended: list[int] = []
    one = Marked(ended.append)
    one.itself = one  # type: ignore[attr-defined]
    del one
    threads = [threading.Thread(target=lambda: [[] for _ in range(10_000)]) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ended == []
    kept = [[object()] for _ in range(2_000)]
    deadline = time.monotonic() + 10
    while not ended and time.monotonic() < deadline:
        garbage_collector.collect()
        kept.append([object() for _ in range(2_000)])
    assert ended == [threading.get_ident()]
