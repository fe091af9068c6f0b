"""The parts of the first minutes by themselves: what is typed, chosen, read and shown."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.desktop.controller.controller import Controller
from app.desktop.controller.jobs import Jobs
from app.desktop.controller.onboarding import Onboarding
from app.desktop.look import theme
from app.desktop.model.state import State, StateStore
from app.desktop.pages.onboarding.choice import OnboardingChoice
from app.desktop.pages.onboarding.key import KeyStep, MakingStep
from app.desktop.pages.onboarding.link import LinkStep
from app.desktop.pages.onboarding.setup import Setup
from app.desktop.pages.onboarding.sheet import SheetStep
from app.desktop.pages.onboarding.vault import VaultStep
from app.desktop.pages.onboarding.words import LIFETIME, WordsStep
from app.desktop.parts.step import WayStep
from app.desktop.platform import camera, qr_reader
from app.desktop.platform.passphrase_strength import strength
from app.desktop.text import translation
from app.desktop.text.sentences import sentence, whole
from app.desktop.widgets import QrCode
from app.desktop.widgets.course import Course, Deed
from app.desktop.widgets.qr import picture
from app.practice import Practice
from core.errors import (
    BadInput,
    FaultKind,
    InputKind,
    LinkError,
    LinkKind,
    PeerFault,
    Refused,
    StorageError,
    StorageKind,
)
from core.protocol.progress import ProgressStep
from core.secret import Secret
from core.transport.pairing.protocol import Offer
from core.wallet.events import Event
from tests.app.desktop import checks
from tests.app.desktop.conftest import Show
from tests.screenshots import scenes
from tests.support.practised import click, press, said_by, ticking, write

OFFER = Offer(1, Secret(bytes(range(32))), bytes(32), 7420, 7421, "192.168.1.20")
OTHER = replace(OFFER, host="cosigner.lan")
LINES = [
    "velvet orbit canyon lemon",
    "harvest pistol onward sketch",
    "tulip remote gravel cousin",
    "one two three four",
]


def test_the_choice_by_keyboard(show: Show, qtbot: QtBot) -> None:
    page = OnboardingChoice()
    show(page)
    page.focus_card()
    assert page.practice_card.hasFocus()
    assert page.go.text() == "Start practising"
    with qtbot.waitSignal(page.practise):
        page.go.click()
    press(page.practice_card, Qt.Key.Key_Right)
    assert page.real_card.isChecked()
    assert page.go.text() == "Set it up"
    with qtbot.waitSignal(page.real):
        press(page.go, Qt.Key.Key_Return)


# ------------------------------------------------------------------ steps that take time
def test_a_course_counts_names_the_late_one_and_fails(qtbot: QtBot) -> None:
    now = [100.0]
    course = Course(
        [Deed("a", "First", "computer"), Deed("b", "Second", "cosigner", "note", 5, waits=True), Deed("c", "Third")],
        lambda: now[0],
    )
    qtbot.addWidget(course)
    course.start_course()
    now[0] += 2.4
    course.at("b")
    now[0] += 4
    course.pass_time()
    assert [(step.state, step.time) for step in course.steps()] == [
        ("done", "2.4\u00a0s"),
        ("waiting", "4\u00a0s"),
        ("todo", ""),
    ]
    now[0] += 2
    with qtbot.waitSignal(course.late) as late:
        course.pass_time()
    assert late.args == ["b", 6]
    course.fail("Gone.")
    assert [step.state for step in course.steps()] == ["done", "failed", "todo"]
    assert course.steps()[1].detail == "Gone."
    course.start_course()
    course.at("c")  # one that is left out counts as done
    assert [step.state for step in course.steps()] == ["done", "done", "now"]
    course.finish()
    assert [step.state for step in course.steps()] == ["done"] * 3


def test_elapsed_seconds_run_by_themselves(qtbot: QtBot) -> None:
    course = Course([Deed("a", "First")])
    qtbot.addWidget(course)
    course.start_course()
    qtbot.waitUntil(lambda: course.steps()[0].time in ("1\u00a0s", "2\u00a0s"), timeout=5000)
    course.stop()


# ------------------------------------------------------------------ passphrase
@pytest.mark.parametrize(
    ("text", "word", "usable"),
    [
        ("", "At least 8", False),
        ("1234567", "At least 8", False),
        ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "Weak", True),
        ("sunshine1", "Weak", True),
        ("correct horse", "Fair", True),
        ("correct horse battery staple lemon", "Good", True),
    ],
)
def test_how_strong_a_passphrase_is(text: str, word: str, usable: bool) -> None:
    words, long_enough = strength(text)
    assert words.startswith(word)
    assert long_enough is usable


def test_a_passphrase_is_typed_twice(show: Show, qtbot: QtBot) -> None:
    step = VaultStep()
    show(step)
    step.open_step()
    write(step.first.editor, "short")
    assert step.take() is None
    assert "At least 8" in step.first.message()
    assert step.first.is_wrong()
    write(step.first.editor, " no longer")
    assert not step.first.is_wrong()
    press(step.first.editor, Qt.Key.Key_Return)
    assert step.second.editor.hasFocus()
    write(step.second.editor, "short no longe")
    assert step.take() is None
    assert "differ" in step.second.message()
    write(step.second.editor, "r")
    taken = step.take()
    assert taken is not None
    assert taken.reveal() == b"short no longer"
    assert not step.first.text()
    assert not step.second.text()
    assert not step.forward.isEnabled()
    step.failed("The disk is full.")
    assert step.forward.isEnabled()
    assert step.first.message() == "The disk is full."


# ------------------------------------------------------------------ the link
@pytest.fixture
def link_step(show: Show) -> LinkStep:
    step = LinkStep(
        Jobs(),
        Onboarding(Controller(Path("nowhere"), StateStore(State()), Jobs(), Practice(Path("nowhere")))).read_link,
    )
    show(step)
    return step


def test_what_is_wrong_with_a_link_stands_under_it(link_step: LinkStep, qtbot: QtBot) -> None:
    field = link_step.link
    assert link_step.take() is None
    assert "Paste the link" in field.message()
    for text, words in (
        (OFFER.text()[:-3], "not a whole pairing link"),
        ("https://example.org", "not a whole pairing link"),
        (replace(OFFER, version=2).text(), "another version"),
    ):
        link_step.put(text)
        assert words in field.message()
        assert field.is_wrong()
    link_step.put(f" {OFFER.text()} \n")
    assert field.message() == "A whole link, to 192.168.1.20 port 7420."
    assert not field.is_wrong()
    assert link_step.take() == OFFER.text()


def test_nobody_is_corrected_while_typing(link_step: LinkStep, qtbot: QtBot) -> None:
    write(link_step.link.editor, OFFER.text()[:60])
    assert not link_step.link.message()
    press(link_step.link.editor, Qt.Key.Key_Return)
    assert not link_step.link.is_wrong()  # Enter is the button's business, which the window connects
    assert link_step.take() is None
    assert link_step.link.is_wrong()


def test_a_link_from_the_clipboard(link_step: LinkStep, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText(OTHER.text())
    paste = next(
        button for button in link_step.link.findChildren(QWidget) if button.accessibleName() == "Paste the link"
    )
    click(paste)
    assert "cosigner.lan" in link_step.link.message()


def _picture(*texts: str) -> QImage:
    codes = [picture(text) for text in texts]
    whole = QImage(1400, 100 + 760 * max(1, len(codes)), QImage.Format.Format_RGB32)
    whole.fill(Qt.GlobalColor.lightGray)
    painter = QPainter(whole)
    for i, code in enumerate(codes):
        painter.drawImage(40 + 30 * i, 50 + 760 * i, code)
    painter.end()
    return whole


def _saved(place: Path, *texts: str) -> Path:
    path = place / "code.png"
    assert _picture(*texts).save(str(path))
    return path


def test_a_picture_with_the_code(link_step: LinkStep, qtbot: QtBot, tmp_path: Path) -> None:
    link_step.read_file(_saved(tmp_path, OFFER.text()))
    qtbot.waitUntil(lambda: link_step.link.text() == OFFER.text())
    assert link_step.which is None


def test_two_codes_ask_which(link_step: LinkStep, qtbot: QtBot, tmp_path: Path) -> None:
    link_step.read_file(_saved(tmp_path, "https://example.org/menu", OFFER.text(), OTHER.text()))
    qtbot.waitUntil(lambda: link_step.which is not None)
    assert link_step.which is not None
    assert not link_step.link.text()
    said = [line.accessibleName() for line in link_step.which.lines()]
    assert said[0].startswith("Not a pairing link https://example.org")
    assert said[1].startswith("A pairing link to 192.168.1.20 port 7420")
    assert said[2].startswith("A pairing link to cosigner.lan port 7420")
    click(link_step.which.lines()[2])
    assert link_step.link.text() == OTHER.text()
    assert link_step.which is None
    assert link_step.commands.isVisible()


def test_pictures_that_help_nobody(link_step: LinkStep, qtbot: QtBot, tmp_path: Path) -> None:
    link_step.read_file(_saved(tmp_path))
    qtbot.waitUntil(lambda: "no code in this picture" in link_step.link.message())
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    link_step.read_file(broken)
    qtbot.waitUntil(lambda: "no picture that can be read" in link_step.link.message())
    link_step.read_file(tmp_path / "missing.png")
    qtbot.waitUntil(lambda: link_step.link.message().startswith("This is no picture"))


def test_a_huge_picture_is_not_opened(tmp_path: Path) -> None:
    header = b"P6\n90000 90000\n255\n"  # 24 GB, if it were read
    (tmp_path / "huge.ppm").write_bytes(header + bytes(64))
    with pytest.raises(BadInput, match="no picture"):
        qr_reader.from_file(tmp_path / "huge.ppm")


def test_a_code_on_the_screen(link_step: LinkStep, show: Show, qtbot: QtBot) -> None:
    link_step.hide()
    code = QrCode(OTHER.text(), size=400)
    show(code, 420, 420)
    link_step.read_screen.click()  # it does not stand on the screen that is read here
    qtbot.waitUntil(lambda: link_step.link.text() == OTHER.text())


def test_a_screen_that_is_not_shown_to_programs(link_step: LinkStep, show: Show, qtbot: QtBot) -> None:
    curtain = QWidget()  # one colour and nothing else, as a Wayland session gives it
    curtain.setStyleSheet("background: black")
    show(curtain, 2000, 2000)
    click(link_step.read_screen)
    assert "does not let programs read the screen" in link_step.link.message()


def test_a_camera_is_offered_only_where_there_is_one(link_step: LinkStep) -> None:
    assert link_step.use_camera.isVisible() is camera.there()


def test_a_camera_frame_is_read_once(show: Show, qtbot: QtBot) -> None:
    jobs = Jobs()
    finder = camera.CodeFinder(jobs)  # here without a camera, or without Qt's multimedia part
    show(finder, 360, 270)
    assert "Paste the link" in finder.words
    finder.see(_picture())
    with qtbot.waitSignal(finder.found) as found:
        qtbot.waitUntil(lambda: not jobs.running("camera"))
        finder.see(_picture(OFFER.text()))
    assert found.args == [(OFFER.text(),)]
    assert not finder.isVisible()


def test_the_camera_in_the_step(link_step: LinkStep, qtbot: QtBot) -> None:
    link_step.use_camera.click()
    finder = next(iter(link_step.findChildren(camera.CodeFinder)))
    assert not link_step.commands.isVisible()
    qtbot.waitUntil(finder.isVisible)
    finder.see(_picture(OFFER.text()))
    qtbot.waitUntil(lambda: link_step.link.text() == OFFER.text())
    assert link_step.commands.isVisible()


# ------------------------------------------------------------------ words
def _words(show: Show) -> tuple[WordsStep, list[int | None]]:
    answers: list[int | None] = []
    step = WordsStep(LINES, answers.append, time.monotonic() - 60)
    show(step)
    step.open_step()
    return step, answers


def test_the_right_line_by_keyboard(show: Show, qtbot: QtBot) -> None:
    step, answers = _words(show)
    lines = step.lines.lines()
    assert not step.forward.isEnabled()
    assert step.lines.current() is None  # nothing is chosen for the person
    assert step.left.text() == "9:00 left" or step.left.text() == "8:59 left"
    press(lines[0], Qt.Key.Key_Down)
    press(lines[1], Qt.Key.Key_Down)
    assert step.lines.current() == 2
    assert step.forward.isEnabled()
    press(lines[2], Qt.Key.Key_Return)
    assert answers == [2]
    assert step.waiting.isVisible()
    assert [deed.state for deed in step.course.steps()] == ["done", "done", "waiting", "todo"]
    step.give_up()
    assert answers == [2]


def test_the_time_to_answer_ends(show: Show) -> None:
    answers: list[int | None] = []
    step = WordsStep(LINES, answers.append, time.monotonic() - LIFETIME)
    show(step)
    assert answers == [None]  # whoever waits for the answer waits no more
    assert step.over
    assert not ticking(step)


def test_none_of_these(show: Show, qtbot: QtBot) -> None:
    step, answers = _words(show)
    click(step.none)
    assert answers == [None]


def test_leaving_is_none_of_these(show: Show) -> None:
    step, answers = _words(show)
    step.give_up()
    step.give_up()
    assert answers == [None]


# ------------------------------------------------------------------ key
def test_bitcoin_says_what_is_missing(show: Show, qtbot: QtBot) -> None:
    step = KeyStep("192.168.1.20", same_machine=False)
    show(step)
    assert step.chosen_network() == "signet"
    assert not step.real.isVisible()
    bitcoin = next(part for part in step.network.findChildren(QWidget) if part.accessibleName().startswith("Bitcoin"))
    click(bitcoin)
    assert step.chosen_network() == "bitcoin"
    assert step.real.isVisible()
    assert "Without recovery sheets a lost device loses the coins" in step.real.title()
    assert "this protects nothing" not in " ".join(said_by(step))


def test_both_halves_here_protect_nothing(show: Show) -> None:
    step = KeyStep("127.0.0.1", same_machine=True)
    show(step)
    assert "Both halves are on this machine: this protects nothing" in said_by(step)


@pytest.mark.parametrize("name", ["", "   ", "a" * 65, "two\u2028lines", "\u202eback", "--help", "S\u0430vings"])
def test_names_that_are_none(show: Show, name: str) -> None:
    step = KeyStep("192.168.1.20", same_machine=False)
    show(step)
    step.name.set_text(name)
    assert step.take() is None
    assert step.name.is_wrong()
    assert step.name.text() == name, "what was typed stays"


def test_a_name_in_parts_is_composed(show: Show) -> None:
    step = KeyStep("192.168.1.20", same_machine=False)
    show(step)
    step.name.set_text(" Mu\u0308ller ")
    assert step.take() == "M\u00fcller"


def test_a_key_in_the_making(show: Show, qtbot: QtBot) -> None:
    step = MakingStep()
    show(step)
    step.open_step()
    step.said(Event(ProgressStep.OWN_HALF))
    step.course.late.emit("computer", 6)
    assert step.notice.title() == "The co-signer has not answered for 6\u00a0s"
    step.said(Event(ProgressStep.OTHER_HALF))
    assert [deed.state for deed in step.course.steps()] == ["done", "done", "now"]
    step.failed(LinkError("the co-signer at 192.168.1.20 hung up", LinkKind.HUNG_UP))
    assert step.forward.isVisible()
    assert "hung up" in step.course.steps()[2].detail
    step.open_step()
    assert not step.forward.isVisible()
    step.done()
    assert step.mark.is_joined()


# ------------------------------------------------------------------ the frame, and sentences
def test_steps_follow_each_other_and_leave_nothing_behind(show: Show, qtbot: QtBot) -> None:
    setup = Setup()
    show(setup)
    first = VaultStep()
    setup.show_step(first)
    first.first.set_text("a secret")
    setup.show_step(KeyStep("192.168.1.20", same_machine=False))
    assert isinstance(setup.step, WayStep)
    assert setup.step.heading.text() == "Make the key"
    assert [step.state for step in setup.steps.steps()] == ["done", "done", "done", "now", "todo"]
    setup.put_off.add(SheetStep.AT)
    setup.show_step(KeyStep("192.168.1.20", same_machine=False))
    assert [step.state for step in setup.steps.steps()] == ["done", "done", "todo", "now", "todo"]
    qtbot.wait(10)
    assert "a secret" not in [child.text() for child in setup.findChildren(QLineEdit)]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (BadInput("the passphrase is wrong", InputKind.PASSPHRASE), "Not the passphrase of this wallet."),
        (
            StorageError("another process (12) is using the home x; end it first", StorageKind.IN_USE),
            "Another Tandem program",
        ),
        (PeerFault("the words differ, so someone may sit in between", FaultKind.WORDS), "The words differ"),
        (
            BadInput("Someone else has used this link. On the co-signer answer NO.", InputKind.LINK_TAKEN),
            "Someone else has used",
        ),
        (
            BadInput("nobody waits for this link at a port 1: it has expired or was used", InputKind.LINK_OVER),
            "This link has exp",
        ),
        (
            LinkError("nothing listens at a port 1; start the co-signer", LinkKind.NOT_SERVING),
            "The co-signer does not run",
        ),
        (Refused("the co-signer refused: too much today"), "The co-signer refused: too much today."),
        (LinkError("the server tcp://a:1 does not answer"), "The server tcp://a:1 does not answer."),
    ],
)
def test_errors_are_sentences(error: Refused | BadInput | LinkError | StorageError | PeerFault, words: str) -> None:
    assert sentence(error).startswith(words)
    assert sentence(error).endswith(".")


def test_what_core_says_is_general_in_other_languages_and_exact_in_english(qapp: QApplication) -> None:
    error = LinkError("the server tcp://a:1 does not answer; check its address", LinkKind.SERVER)
    assert sentence(error) == "The server tcp://a:1 does not answer; check its address."
    translation.install(qapp, "de")
    try:
        assert sentence(error) == "Der Server antwortet nicht. Prüfen Sie seine Adresse oder nehmen Sie einen anderen."
    finally:
        translation.install(qapp, "en")


def test_core_words_become_a_sentence() -> None:
    assert whole("nobody is there") == "Nobody is there."
    assert whole("Is it on?") == "Is it on?"


SCENES = {name: build for name, build in scenes.load().items() if name.startswith(("onboarding", "locked"))}


@pytest.mark.parametrize("name", SCENES)
@pytest.mark.parametrize("scale", [1.0, 1.3], ids=["usual", "large"])
def test_every_step_has_no_fault_a_machine_can_see(qapp: QApplication, show: Show, name: str, scale: float) -> None:
    theme.apply(qapp, "light", scale, calm=True)
    widget = SCENES[name]()
    show(widget, 900, 520)
    assert checks.faults(widget) == []
