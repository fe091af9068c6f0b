"""Practice on its way: named steps, given up in the middle, what stops it and how it goes on."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.desktop.model.state import Phase
from app.desktop.pages.onboarding.practice import PracticeStart
from core.protocol.progress import ProgressStep
from core.storage.lock import HomeLock
from core.wallet.events import Event
from tests.support.practised import Desk, Practised, click, said_by, wait

pytestmark = pytest.mark.slow


@pytest.fixture
def fresh(look: None, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.stop()


def start_practice(desk: Desk) -> PracticeStart:
    """Press the button of the first page."""
    click(desk.window.onboarding_page.choice.go)
    page = desk.window.onboarding_page.practice
    assert isinstance(page, PracticeStart)
    assert page.isVisible()
    return page


def opened(desk: Desk) -> None:
    """Wait until practice is open. AssertionError with what the steps say when it fails."""
    page = desk.window.onboarding_page.practice
    wait(lambda: desk.state.phase is Phase.OPEN or page.again.isVisible(), "practice", 120)
    assert desk.state.phase is Phase.OPEN, page.course.steps()


def test_given_up_in_the_middle_and_started_again(fresh: Desk) -> None:
    page = start_practice(fresh)
    assert "A Bitcoin network of your own starts" in said_by(fresh.window) or page.course.steps()[0].state == "now"
    assert page.course.key == "network"
    wait(lambda: page.course.key == "cosigner", "the network")
    click(page.back)
    assert not page.back.isEnabled()
    wait(fresh.window.onboarding_page.choice.isVisible, "the choice", 120)
    fresh.idle()
    practice = fresh.practice
    assert practice.network is None or not practice.network.alive
    assert practice.serving is None or practice.serving.process.poll() is not None
    assert fresh.controller.wallet is None
    assert not fresh.state.settings.practice
    page = start_practice(fresh)
    opened(fresh)
    assert fresh.state.practice
    assert [step.state for step in page.course.steps()] == ["done"] * 5
    assert fresh.state.settings.practice  # the next start goes on with it by itself
    fresh.window.close()
    again = Desk(fresh.home)
    try:
        assert again.window.onboarding_page.practice is not None
        assert again.window.onboarding_page.practice.isVisible()
        assert "Practice goes on where it stood" in said_by(again.window)
        assert not any("key together" in step.title for step in again.window.onboarding_page.practice.course.steps())
        opened(again)
        steps = again.window.onboarding_page.practice.course.steps()
        assert [(step.title, step.state) for step in steps] == [
            ("Your Bitcoin network goes on", "done"),
            ("Your practice co-signer starts again", "done"),
            ("The wallet of the last time opens", "done"),
        ]
        assert again.state.key is not None
    finally:
        again.stop()


def leave(practised: Practised) -> None:
    practised.onboarding.leave_practice()
    practised.wait(lambda: practised.state.phase is Phase.NEW and not practised.jobs.running("leave"))


def test_another_program_has_it_then_try_again(practised: Practised) -> None:
    leave(practised)
    lock = HomeLock(practised.practice.home)
    try:
        page = start_practice(practised)
        practised.wait(page.again.isVisible, "that it failed")
        failed = next(step for step in page.course.steps() if step.state == "failed")
        assert failed.detail.startswith("Another Tandem program uses this wallet.")
        assert page.notice.title() == "Practice could not start"
        click(page.back)
        assert practised.window.onboarding_page.choice.isVisible()
        page = start_practice(practised)
        practised.wait(page.again.isVisible, "that it failed again")
    finally:
        lock.release()
    click(page.again)
    opened(practised)


def test_its_port_was_taken_meanwhile(practised: Practised) -> None:
    leave(practised)
    port = practised.practice.port
    with socket.socket() as somebody:
        somebody.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        somebody.bind(("127.0.0.1", port))
        somebody.listen()
        start_practice(practised)
        opened(practised)
        practised.wait(lambda: practised.state.cosigner.online, "the co-signer at its new port")
        assert practised.practice.port != port


def test_late_steps_are_named(practised: Practised) -> None:
    leave(practised)
    page = start_practice(practised)
    page.course.late.emit("network", 31)
    assert page.notice.title() == "This takes longer than usual: 31\u00a0s"
    opened(practised)
    page.hear("key")
    page.hear(Event(ProgressStep.OTHER_HALF))
    assert page.course.steps()[3].detail == "The co-signer has drawn its half. Both check it."
