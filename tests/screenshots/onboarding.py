"""The first minutes and the locked window."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.desktop.controller.controller import Controller
from app.desktop.controller.jobs import Jobs
from app.desktop.controller.onboarding import Onboarding
from app.desktop.model.state import State, StateStore, WipeView
from app.desktop.pages.locked import LockedPage
from app.desktop.pages.onboarding.choice import OnboardingChoice
from app.desktop.pages.onboarding.guides import GuideShelf
from app.desktop.pages.onboarding.key import KeyStep, MakingStep
from app.desktop.pages.onboarding.link import LinkStep
from app.desktop.pages.onboarding.machines import OnTheMachine
from app.desktop.pages.onboarding.practice import PracticeStart
from app.desktop.pages.onboarding.server import ServerStep
from app.desktop.pages.onboarding.setup import Setup
from app.desktop.pages.onboarding.vault import VaultStep
from app.desktop.pages.onboarding.wiped import WipedPage
from app.desktop.pages.onboarding.words import WordsStep
from app.desktop.parts.step import WayStep
from app.desktop.platform.broken import Broken
from app.desktop.widgets.course import Course
from app.practice import Practice
from core.errors import BadInput, InputKind, LinkError, LinkKind, StorageError, StorageKind
from core.protocol.progress import ProgressStep
from core.wallet.events import Event
from tests.screenshots.scenes import scene

LINES = [
    "velvet orbit canyon lemon",
    "harvest pistol onward sketch",
    "tulip remote gravel cousin",
    "mosaic lantern degree picnic",
]
HOME = Path("nowhere")


def actions() -> Controller:
    return Controller(HOME, StateStore(State()), Jobs(), Practice(HOME / "practice"))


def _in_setup(step: WayStep) -> QWidget:
    setup = Setup()
    setup.show_step(step)
    return setup


def _link_step() -> LinkStep:
    def read(text: str) -> tuple[str, int]:
        if text.startswith("tandempair1"):
            return "192.168.1.20", 7420
        raise BadInput("this is not a whole pairing link", InputKind.LINK_TEXT)

    return LinkStep(Jobs(), read)


def _took(course: Course, *seconds: float) -> None:
    """Times as they are, in place of the moments this took."""
    course._times = dict(zip([deed.key for deed in course._deeds], seconds, strict=False))
    course._draw()


@scene("onboarding")
def choice() -> QWidget:
    return OnboardingChoice()


@scene("onboarding-guides")
def guides() -> QWidget:
    return GuideShelf()


@scene("onboarding-practice")
def practice() -> QWidget:
    page = PracticeStart(Onboarding(actions()))
    page.again.hide()
    for key in ("network", "cosigner", "pair", "key"):
        page.course.at(key)
    page.course.tell("The co-signer has drawn its half. Both check it.")
    _took(page.course, 3.1, 2.4, 0.6)
    return page


@scene("onboarding-practice-failed")
def practice_failed() -> QWidget:
    page = PracticeStart(Onboarding(actions()))
    page.course.at("network")
    page.course.at("cosigner")
    page._under_way = True
    page._failed(LinkError("the other side does not answer", LinkKind.TIMEOUT))
    _took(page.course, 3.1)
    return page


@scene("onboarding-vault")
def vault() -> QWidget:
    step = VaultStep()
    step.first.set_text("correct horse battery")
    step._judge()
    step.second.set_text("correct hors")
    step.take()
    return _in_setup(step)


@scene("onboarding-link")
def link() -> QWidget:
    step = _link_step()
    step.put("tandempair1qqsf3jg0m4z7n2t7e8c9k6x5w4v3u2" + "q" * 150)
    return _in_setup(step)


@scene("onboarding-link-rented")
def link_rented() -> QWidget:
    step = _link_step()
    [machines] = step.findChildren(OnTheMachine)
    machines.kind.choose(2)
    machines.kind.changed.emit(2)
    return _in_setup(step)


@scene("onboarding-link-wrong")
def link_wrong() -> QWidget:
    step = _link_step()
    step.failed(BadInput("Someone else has used this link. On the co-signer answer NO.", InputKind.LINK_TAKEN))
    step._ask_which(["tandempair1qqsf3jg0m4z7n2t7e8c9k6x5w4v3u2qqqqqqqqqqqq", "https://example.org/menu"])
    return _in_setup(step)


@scene("onboarding-words")
def words() -> QWidget:
    step = WordsStep(LINES, lambda _: None, time.monotonic() - 48)
    step.lines.lines()[2].setChecked(True)
    return _in_setup(step)


@scene("onboarding-words-waiting")
def waiting() -> QWidget:
    step = WordsStep(LINES, lambda _: None, time.monotonic() - 60)
    step.lines.decided.emit(2)
    _took(step.course, 0.3, 34)
    return _in_setup(step)


@scene("onboarding-key")
def key() -> QWidget:
    step = KeyStep("192.168.1.20", same_machine=False)
    step.network.choose(3)
    step.network.changed.emit(3)
    return _in_setup(step)


@scene("onboarding-key-here")
def key_here() -> QWidget:
    return _in_setup(KeyStep("127.0.0.1", same_machine=True))


@scene("onboarding-making")
def making() -> QWidget:
    step = MakingStep()
    step.open_step()
    step.said(Event(ProgressStep.OWN_HALF))
    _took(step.course, 0.2)
    return _in_setup(step)


@scene("onboarding-making-failed")
def making_failed() -> QWidget:
    step = MakingStep()
    step.open_step()
    step.said(Event(ProgressStep.OWN_HALF))
    step.failed(LinkError("the co-signer hung up", LinkKind.HUNG_UP))
    _took(step.course, 0.2)
    return _in_setup(step)


@scene("onboarding-server")
def server() -> QWidget:
    return _in_setup(ServerStep("Everyday", "signet"))


@scene("locked")
def locked() -> QWidget:
    page = LockedPage(actions())
    page.by_itself()
    page.open_page()
    return page


@scene("locked-wrong")
def locked_wrong() -> QWidget:
    page = LockedPage(actions())
    page.open_page()
    for _ in range(3):
        page._failed(BadInput("the passphrase is wrong", InputKind.PASSPHRASE))
    return page


@scene("locked-copy")
def locked_copy() -> QWidget:
    page = LockedPage(actions())
    page.open_page()
    page._failed(StorageError("the log that belongs beside it (vault-wal) is missing", StorageKind.HALF))
    return page


@scene("broken")
def broken() -> QWidget:
    return Broken("libsecp256k1.so.2: cannot open shared object file: No such file or directory")


@scene("wiped")
def wiped() -> QWidget:
    controller = actions()
    controller.store.write(wipe=WipeView("3f1c9a20", done=True))
    shown = WipedPage(controller)
    shown.open_page()
    return shown
