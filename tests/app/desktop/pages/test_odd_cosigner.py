"""A co-signer that lies, stalls or vanishes in each step: the window says so, and goes on when it can."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app import processes
from app.desktop.pages.cosigner.page import CosignerPage
from app.desktop.pages.onboarding.key import MakingStep
from app.desktop.pages.onboarding.server import ServerStep
from app.desktop.pages.send.page import SendPage
from app.processes import Running
from core.codec.messages import MessageType
from tests.app.desktop.pages.send.test_page import Till
from tests.support import practised as place
from tests.support.first_minutes import Person
from tests.support.odd_cosigner import OddMoment
from tests.support.other_side import OtherSide
from tests.support.practised import Practised, choices, click, wait

pytestmark = pytest.mark.slow

MODES = ("lies", "stalls", "vanishes")
RUN = (
    MessageType.F2,
    MessageType.PREPARED,
    MessageType.COMMITTED,
)  # what the co-signer says while both draw new halves
SAYS = {
    "lies": ("A check failed",),
    "stalls": ("The co\u2011signer is silent", "The co\u2011signer does not answer"),
    "vanishes": ("The co\u2011signer is silent", "The co\u2011signer does not answer"),
}


def go_on(serving: Running, mode: str) -> None:
    """What was stopped is continued. What vanishes has gone then: its line ends before its process does."""
    if mode == "vanishes":
        serving.process.wait(60)
    elif serving.process.poll() is None:
        os.kill(serving.pid, signal.SIGCONT)


@pytest.fixture(scope="module")
def odd_place(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Practised, OddMoment]]:
    """A practice place whose co-signer has odd moments."""
    home = tmp_path_factory.mktemp("odd")
    moment, usual = OddMoment(home / "moment"), processes.cosigner
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(processes, "cosigner", lambda *given: moment.program(usual(*given)))
        with place.practice(home / "window") as running:
            yield running, moment


@pytest.fixture
def moment(odd_place: tuple[Practised, OddMoment]) -> OddMoment:
    return odd_place[1]


@pytest.fixture
def desk(look: None, odd_place: tuple[Practised, OddMoment]) -> Iterator[Practised]:
    running, moment = odd_place
    running.settle()
    yield running
    moment.file.unlink(missing_ok=True)
    well(running)
    running.ask_every_time()
    running.rest()


def well(desk: Practised, mode: str = "stalls") -> None:
    """The co-signer answers again."""
    serving = desk.practice.serving
    assert serving is not None
    go_on(serving, mode)
    desk.start_cosigner()


# ------------------------------------------------------------------ paying
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "at", [MessageType.PROPOSED, MessageType.DECISION, MessageType.A2, MessageType.S2], ids=lambda at: at.name
)
def test_in_each_step_of_a_payment(at: MessageType, mode: str, desk: Practised, moment: OddMoment) -> None:
    page = desk.page("send")
    assert isinstance(page, SendPage)
    till = Till(desk, page)
    if at is not MessageType.DECISION:  # else a person decides
        desk.practice.allow(100_000)
    till.writes(40 + MODES.index(mode), 20_000 + int(at))
    till.drafted()
    till.reviews()
    moment.will(mode, at)
    till.signs()
    if at is MessageType.DECISION:
        till.approved()
    desk.wait(lambda: moment.passed, "the odd moment")
    desk.wait(lambda: till.signing.title.text() in SAYS[mode], f"{till.signing.title.text()} instead of {SAYS[mode]}")
    assert till.status() != "SENT"
    if mode == "lies":
        click(till.signing.buttons["again"])
    else:
        well(desk, mode)  # and nobody touches the window
    till.sent()


# ------------------------------------------------------------------ renewing
@pytest.mark.parametrize(("at", "mode"), [(MessageType.F2, "stalls"), *product(RUN, ("lies", "vanishes"))])
def test_in_each_step_of_a_renewal(at: MessageType, mode: str, desk: Practised, moment: OddMoment) -> None:
    page = desk.page("cosigner")
    assert isinstance(page, CosignerPage)
    assert desk.state.key is not None
    epoch = desk.state.key.epoch
    moment.will(mode, at)
    click(page.renewal.now)
    desk.wait(lambda: moment.passed, "the odd moment")
    if mode != "lies":
        desk.wait(lambda: desk.state.cosigner.online is False, "that it is missed")
    desk.wait(lambda: not desk.jobs.running("refresh"), "the end of the attempt")
    assert page.renewal.notice.isVisible()
    well(desk, mode)
    desk.controller.ask_cosigner()
    desk.wait(lambda: desk.state.cosigner.online, "the co-signer")
    desk.wait(lambda: page.renewal.now.isEnabled(), "another try")
    click(page.renewal.now)
    desk.wait(lambda: desk.state.key is not None and desk.state.key.epoch > epoch, "new halves")
    desk.idle()
    assert desk.state.key.state == "ready" or not desk.state.key.locked


# ------------------------------------------------------------------ the key
@pytest.fixture(scope="module")
def odd_machine(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[OtherSide, OddMoment]]:
    home = tmp_path_factory.mktemp("odd machine")
    moment, usual = OddMoment(home / "moment"), processes.cosigner
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("tests.support.other_side.cosigner", lambda *given: moment.program(usual(*given)))
        other = OtherSide(home)
    yield other, moment
    other.stop()


@pytest.mark.parametrize(
    ("at", "mode"), [(MessageType.G2, "stalls"), *product((MessageType.G2, *RUN[1:]), ("lies", "vanishes"))]
)
def test_in_each_step_of_making_a_key(
    at: MessageType, mode: str, look: None, odd_machine: tuple[OtherSide, OddMoment], tmp_path: Path
) -> None:
    other, moment = odd_machine
    other.well()
    person = Person(tmp_path / "home")
    try:
        person.choose_real()
        person.make_vault()
        person.pair(other)
        step = person.put_off()
        click(choices(step.network)[2])
        step.name.set_text(f"{at.name} {mode}")
        moment.will(mode, at)
        click(step.forward)
        making = person.on(MakingStep)
        wait(lambda: moment.passed, "the odd moment")
        wait(lambda: making.forward.isVisible(), "what the window says", 120)
        assert any(found.state == "failed" for found in making.course.steps())
        assert making.notice.title()
        go_on(other.serving, mode)
        other.well()
        click(making.forward)
        person.on(ServerStep)
    finally:
        go_on(other.serving, "stalls")
        person.desk.stop()
        moment.file.unlink(missing_ok=True)
