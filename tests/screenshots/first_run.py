"""The first minutes and the locked window."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.desktop.actions import Actions
from app.desktop.beginning import Beginning
from app.desktop.jobs import Jobs
from app.desktop.pages.first_run_choice import Choice
from app.desktop.pages.first_run_key import KeyStep, MakingStep
from app.desktop.pages.first_run_link import LinkStep
from app.desktop.pages.first_run_practice import PracticeStart
from app.desktop.pages.first_run_server import ServerStep
from app.desktop.pages.first_run_setup import Setup, SetupStep
from app.desktop.pages.first_run_vault import VaultStep
from app.desktop.pages.first_run_words import WordsStep
from app.desktop.pages.locked import Locked
from app.desktop.state import Hub, State
from app.desktop.widgets.course import Course
from core.cosigning import Event
from core.errors import BadInput, LinkError
from tests.screenshots.scenes import scene

LINES = [
    "velvet orbit canyon lemon",
    "harvest pistol onward sketch",
    "tulip remote gravel cousin",
    "mosaic lantern degree picnic",
]
HOME = Path("nowhere")


def _actions() -> Actions:
    return Actions(HOME, Hub(State()), Jobs())


def _in_setup(step: SetupStep) -> QWidget:
    setup = Setup()
    setup.show_step(step)
    return setup


def _link_step() -> LinkStep:
    def read(text: str) -> tuple[str, int]:
        if text.startswith("tandempair1"):
            return "192.168.1.20", 7420
        raise BadInput("this is not a whole pairing link", "link_text")

    return LinkStep(Jobs(), read)


def _took(course: Course, *seconds: float) -> None:
    """Times as they are, in place of the moments this took."""
    course._times = dict(zip([deed.key for deed in course._deeds], seconds, strict=False))
    course._draw()


@scene("first-run")
def choice() -> QWidget:
    return Choice()


@scene("first-run-practice")
def practice() -> QWidget:
    page = PracticeStart(Beginning(_actions()))
    page.again.hide()
    for key in ("network", "cosigner", "pair", "key"):
        page.course.at(key)
    page.course.tell("The co-signer has drawn its half. Both check it.")
    _took(page.course, 3.1, 2.4, 0.6)
    return page


@scene("first-run-practice-failed")
def practice_failed() -> QWidget:
    page = PracticeStart(Beginning(_actions()))
    page.course.at("network")
    page.course.at("cosigner")
    page._under_way = True
    page._failed(LinkError("the other side does not answer", "timeout"))
    _took(page.course, 3.1)
    return page


@scene("first-run-vault")
def vault() -> QWidget:
    step = VaultStep()
    step.first.set_text("correct horse battery")
    step._judge()
    step.second.set_text("correct hors")
    step.take()
    return _in_setup(step)


@scene("first-run-link")
def link() -> QWidget:
    step = _link_step()
    step.put("tandempair1qqsf3jg0m4z7n2t7e8c9k6x5w4v3u2" + "q" * 150)
    return _in_setup(step)


@scene("first-run-link-wrong")
def link_wrong() -> QWidget:
    step = _link_step()
    step.failed(BadInput("Someone else has used this link. On the co-signer answer NO.", "link_over"))
    step._ask_which(["tandempair1qqsf3jg0m4z7n2t7e8c9k6x5w4v3u2qqqqqqqqqqqq", "https://example.org/menu"])
    return _in_setup(step)


@scene("first-run-words")
def words() -> QWidget:
    step = WordsStep(LINES, lambda _: None, time.monotonic() - 48)
    step.lines.lines()[2].setChecked(True)
    return _in_setup(step)


@scene("first-run-words-waiting")
def waiting() -> QWidget:
    step = WordsStep(LINES, lambda _: None, time.monotonic() - 60)
    step.lines.decided.emit(2)
    _took(step.course, 0.3, 34)
    return _in_setup(step)


@scene("first-run-key")
def key() -> QWidget:
    step = KeyStep("192.168.1.20", same_machine=False)
    step.network.choose(3)
    step.network.changed.emit(3)
    return _in_setup(step)


@scene("first-run-key-here")
def key_here() -> QWidget:
    return _in_setup(KeyStep("127.0.0.1", same_machine=True))


@scene("first-run-making")
def making() -> QWidget:
    step = MakingStep()
    step.begin()
    step.said(Event("step", "this computer draws its half"))
    _took(step.course, 0.2)
    return _in_setup(step)


@scene("first-run-making-failed")
def making_failed() -> QWidget:
    step = MakingStep()
    step.begin()
    step.said(Event("step", "this computer draws its half"))
    step.failed(LinkError("the co-signer hung up", "hung_up"))
    _took(step.course, 0.2)
    return _in_setup(step)


@scene("first-run-server")
def server() -> QWidget:
    return _in_setup(ServerStep("Everyday", "signet"))


@scene("locked")
def locked() -> QWidget:
    page = Locked(_actions())
    page.by_itself()
    page.begin()
    return page


@scene("locked-wrong")
def locked_wrong() -> QWidget:
    page = Locked(_actions())
    page.begin()
    for _ in range(3):
        page._failed(BadInput("the passphrase is wrong", "passphrase"))
    return page
