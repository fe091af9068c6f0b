"""Practice on its way: named steps, given up in the middle, what stops it and how it goes on."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.desktop.pages.first_run_practice import PracticeStart
from app.desktop.state import Phase
from core.cosigning import Event
from core.storage.lock import HomeLock
from tests.support.practised import Desk, Practised, click, said_by, wait

pytestmark = pytest.mark.slow


@pytest.fixture
def fresh(look: None, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.stop()


def begin(desk: Desk) -> PracticeStart:
    """Press the button of the first page."""
    click(desk.window.first_run.choice.go)
    page = desk.window.first_run.practice
    assert isinstance(page, PracticeStart)
    assert page.isVisible()
    return page


def opened(desk: Desk) -> None:
    """Wait until practice is open. AssertionError with what the steps say when it fails."""
    page = desk.window.first_run.practice
    wait(lambda: desk.state.phase is Phase.OPEN or page.again.isVisible(), "practice", 120)
    assert desk.state.phase is Phase.OPEN, page.course.steps()


def test_given_up_in_the_middle_and_started_again(fresh: Desk) -> None:
    page = begin(fresh)
    assert "A Bitcoin network of your own starts" in said_by(fresh.window) or page.course.steps()[0].state == "now"
    assert page.course.key == "network"
    wait(lambda: page.course.key == "cosigner", "the network")
    click(page.back)
    assert not page.back.isEnabled()
    wait(fresh.window.first_run.choice.isVisible, "the choice", 120)
    fresh.idle()
    practice = fresh.do.practice
    assert practice._network is None or not practice._network.alive
    assert practice._serving is None or practice._serving.process.poll() is not None
    assert fresh.do.wallet is None
    assert not fresh.state.settings.practice
    page = begin(fresh)
    opened(fresh)
    assert fresh.state.practice
    assert [step.state for step in page.course.steps()] == ["done"] * 5
    assert fresh.state.settings.practice  # the next start goes on with it by itself
    fresh.window.close()
    again = Desk(fresh.home)
    try:
        assert again.window.first_run.practice is not None
        assert again.window.first_run.practice.isVisible()
        opened(again)
        assert again.state.key is not None
    finally:
        again.stop()


def leave(practised: Practised) -> None:
    practised.beginning.leave_practice()
    practised.wait(lambda: practised.state.phase is Phase.NEW and not practised.jobs.running("leave"))


def test_another_program_has_it_then_try_again(practised: Practised) -> None:
    leave(practised)
    lock = HomeLock(practised.do.practice.home)
    try:
        page = begin(practised)
        practised.wait(page.again.isVisible, "that it failed")
        failed = next(step for step in page.course.steps() if step.state == "failed")
        assert failed.detail.startswith("Another Tandem program uses this wallet.")
        assert page.notice.title() == "Practice could not start"
        click(page.back)
        assert practised.window.first_run.choice.isVisible()
        page = begin(practised)
        practised.wait(page.again.isVisible, "that it failed again")
    finally:
        lock.release()
    click(page.again)
    opened(practised)


def test_its_port_was_taken_meanwhile(practised: Practised) -> None:
    leave(practised)
    port = practised.do.practice.port
    with socket.socket() as somebody:
        somebody.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        somebody.bind(("127.0.0.1", port))
        somebody.listen()
        begin(practised)
        opened(practised)
        practised.wait(lambda: practised.state.cosigner.online, "the co-signer at its new port")
        assert practised.do.practice.port != port


def test_late_steps_are_named(practised: Practised) -> None:
    leave(practised)
    page = begin(practised)
    page.course.late.emit("network", 31)
    assert page.notice.title() == "This takes longer than usual: 31\u00a0s"
    opened(practised)
    page._said("key")
    page._said(Event("step", "the co-signer has drawn its half"))
    assert page.course.steps()[3].detail == "The co-signer has drawn its half. Both check it."
