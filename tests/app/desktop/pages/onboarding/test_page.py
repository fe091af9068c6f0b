"""From nothing to an open wallet, clicked and typed in the real window, with a real co-signer process beside it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.desktop.model.state import Phase
from app.desktop.pages.onboarding import words as words_step
from app.desktop.pages.onboarding.key import KeyStep, MakingStep
from app.desktop.pages.onboarding.link import LinkStep
from app.desktop.pages.onboarding.server import ServerStep
from app.desktop.pages.onboarding.sheet import SheetStep
from app.desktop.pages.onboarding.vault import VaultStep
from app.desktop.pages.onboarding.words import WordsStep
from core.transport.pairing.protocol import read_link
from tests.support.first_minutes import Person
from tests.support.lying_server import LyingServer, StandsStill
from tests.support.other_side import OtherSide
from tests.support.practised import choices, click, press, said_by, ticking, wait
from tests.support.stack import Electrum

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def other_machine(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OtherSide]:
    other = OtherSide(tmp_path_factory.mktemp("cosigner"))
    yield other
    other.stop()


@pytest.fixture
def other(other_machine: OtherSide) -> OtherSide:
    other_machine.well()
    return other_machine


@pytest.fixture
def person(look: None, tmp_path: Path) -> Iterator[Person]:
    somebody = Person(tmp_path / "home")
    yield somebody
    somebody.desk.stop()


# ------------------------------------------------------------------ to read first
def test_the_guides_are_read_before_anything_is_made(person: Person) -> None:
    first = person.desk.window.onboarding_page
    press(first.choice.read, Qt.Key.Key_Space)
    assert first.guides.card.links["install"].hasFocus()
    click(first.guides.card.links["cosigner-home"])
    wait(lambda: "A co-signer at home" in said_by(first.guides.reader), "the guide")
    click(first.guides.reader.page.back)
    assert first.guides.card.links["cosigner-home"].hasFocus()
    click(first.guides.page.back)
    assert first.choice.read.hasFocus()
    assert not (person.home / "vault").exists()


# ------------------------------------------------------------------ the whole way
def test_a_real_wallet_from_nothing(person: Person, other: OtherSide) -> None:
    person.choose_real()
    person.make_vault()
    person.pair(other)
    step = person.make_sheet()
    assert "Both halves are on this machine: this protects nothing" in said_by(step)
    server = person.make_key("Everyday")
    assert "Everyday is made" in said_by(server)
    click(server.skip)
    wait(lambda: person.desk.state.phase is Phase.OPEN, "home")
    desk = person.desk
    assert desk.state.key is not None
    assert (desk.state.key.name, desk.state.key.network) == ("Everyday", "regtest")
    assert desk.window.page is not None
    assert desk.window.page.KEY == "home"
    wait(lambda: desk.state.cosigner.online, "the co-signer")
    assert desk.state.cosigner.same_machine
    assert desk.state.cosigner.words_compared
    assert desk.state.sheets.sealed  # from its beginning
    assert not desk.state.wants_sheet
    person.start_again()
    person.unlock()
    wait(lambda: person.desk.state.phase is Phase.OPEN, "open again")


def test_a_server_is_asked_before_it_is_chosen(person: Person, other: OtherSide, electrum: Electrum) -> None:
    person.choose_real()
    person.make_vault()
    person.pair(other)
    person.put_off()
    step = person.make_key("With a server")
    step.server.set_text("example.org")
    click(step.forward)
    wait(lambda: step.server.is_wrong(), "what is wrong with it")
    assert "ssl://" in step.server.message()
    step.server.set_text("tcp://127.0.0.1:1")
    click(step.forward)
    wait(lambda: step.server.is_wrong(), "nobody there")
    step.server.set_text(electrum.url)
    press(step.server.editor, Qt.Key.Key_Return)
    wait(lambda: person.desk.state.phase is Phase.OPEN, "home")
    assert not ticking(step)  # the seconds of asking are over
    wait(lambda: person.desk.state.chain.height > 0, "the chain")
    assert person.desk.state.settings.server("regtest") == electrum.url


def test_a_server_that_hangs_is_gone_without(person: Person, other: OtherSide, electrum: Electrum) -> None:
    person.choose_real()
    person.make_vault()
    person.pair(other)
    person.put_off()
    step, still = person.make_key("Without"), StandsStill()
    with LyingServer(electrum.port, still) as server:
        step.server.set_text(server.url)
        click(step.forward)
        wait(still.asked.is_set, "the question")
        click(step.skip)
        wait(lambda: person.desk.state.phase is Phase.OPEN, "home")
        wait(lambda: not person.desk.jobs.running("server"), "the end of the question")
        assert not still.go_on.is_set()
        still.go_on.set()
    assert person.desk.state.settings.server("regtest") == ""
    assert person.desk.state.chain.server == ""


# ------------------------------------------------------------------ pairing that goes wrong
@pytest.fixture
def at_link(person: Person) -> Person:
    person.choose_real()
    person.make_vault()
    return person


def test_wrong_words_end_it_for_both(at_link: Person, other: OtherSide) -> None:
    at_link.find(other.link())
    step = at_link.on(WordsStep)
    right = other.words()
    at_link.pick(next(line.text() for line in step.lines.lines() if line.text() != right))
    after = at_link.on(LinkStep)
    assert after.notice.isVisible()
    assert "The words differ" in after.notice.text()
    assert other.pairing is not None
    assert other.pairing.end(20) != 0
    assert "words differ" in other.pairing.failure().message
    at_link.pair(other)  # the next link goes well


def test_nobody_answers_while_the_link_can_be_used(
    at_link: Person, other: OtherSide, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(words_step, "LIFETIME", 2)
    at_link.find(other.link())
    at_link.on(WordsStep)
    after = at_link.on(LinkStep)
    wait(after.notice.isVisible, "what became of it")
    assert after.notice.text().startswith("This link has expired")


def test_none_of_these(at_link: Person, other: OtherSide) -> None:
    at_link.find(other.link())
    click(at_link.on(WordsStep).none)
    assert "The words differ" in at_link.on(LinkStep).notice.text()


def test_the_other_person_says_no(at_link: Person, other: OtherSide) -> None:
    at_link.find(other.link())
    at_link.on(WordsStep)
    step = at_link.pick(other.words())
    assert step.waiting.isVisible()
    other.says("no")
    assert "words differ" in at_link.on(LinkStep).notice.text()


def test_a_link_that_is_over(at_link: Person, other: OtherSide) -> None:
    link = other.link()
    other.well()  # whoever made it has given up
    wait(lambda: _closed(read_link(link).pair_port), "the end of the link")
    at_link.find(link)
    step = at_link.on(LinkStep)
    wait(lambda: step.notice.isVisible(), "that it is over")
    assert "expired or was used" in step.notice.text()
    assert not step.link.text()


def _closed(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def test_somebody_else_has_used_it(at_link: Person, other: OtherSide, tmp_path: Path) -> None:
    link = other.link()
    thief = Person(tmp_path / "thief")
    try:
        thief.choose_real()
        thief.make_vault()
        thief.find(link)
        thief.on(WordsStep)
        at_link.find(link)
        step = at_link.on(LinkStep)
        wait(lambda: step.notice.isVisible(), "that it was used")
        assert step.notice.text() == "Someone else has used this link. On the co-signer answer NO."
    finally:
        thief.desk.stop()


def test_a_cosigner_that_is_not_there(at_link: Person, other: OtherSide) -> None:
    link = other.link()
    other.kill()
    at_link.find(link)
    step = at_link.on(LinkStep)
    wait(lambda: step.link.is_wrong() or step.notice.isVisible(), "that nobody is there")
    assert not step.notice.isVisible()  # it is not over: the co-signer may come back
    assert "Look whether the co-signer runs" in step.link.message()
    assert step.link.text() == link
    assert step.forward.isEnabled()


def test_a_cosigner_that_vanishes_while_the_words_are_compared(at_link: Person, other: OtherSide) -> None:
    at_link.find(other.link())
    at_link.on(WordsStep)
    words = other.words()
    other.kill()
    at_link.pick(words)
    step = at_link.on(LinkStep)
    wait(lambda: step.link.is_wrong(), "that it hung up")
    assert "hung up" in step.link.message()


def test_back_to_the_choice_and_to_the_link(at_link: Person) -> None:
    click(at_link.on(LinkStep).back)
    assert at_link.desk.window.onboarding_page.choice.isVisible()
    at_link.choose_real()
    at_link.on(LinkStep)


# ------------------------------------------------------------------ closed in the middle
def test_closed_at_each_step_it_goes_on(person: Person, other: OtherSide) -> None:
    person.choose_real()
    person.on(VaultStep)
    person.start_again()
    assert person.desk.state.phase is Phase.NEW  # nothing was made yet
    person.choose_real()
    person.make_vault()
    person.start_again()
    person.unlock()
    person.find(other.link())
    person.on(WordsStep)
    person.start_again()  # answers: none of these
    assert other.pairing is not None
    assert other.pairing.end(20) != 0
    person.unlock()
    person.pair(other)
    person.start_again()
    person.unlock()
    click(person.on(SheetStep).maker.forward)
    wait(lambda: person.on(SheetStep).maker.grid.words, "the words")
    person.start_again()  # while they are shown: they count for nothing
    person.unlock()
    person.make_sheet()
    person.start_again()
    person.unlock()
    person.on(KeyStep)
    person.make_key("Kept")
    person.start_again()
    person.unlock()
    wait(lambda: person.desk.state.phase is Phase.OPEN, "the wallet")
    assert person.desk.state.key is not None
    assert person.desk.state.key.name == "Kept"


def test_locked_in_the_middle_it_goes_on(at_link: Person, other: OtherSide) -> None:
    at_link.find(other.link())
    at_link.on(WordsStep)
    at_link.desk.window.lock()
    assert at_link.desk.state.phase is Phase.LOCKED
    assert at_link.desk.controller.wallet is None
    assert other.pairing is not None
    assert other.pairing.end(20) != 0  # it was told: none of these
    at_link.unlock()
    at_link.pair(other)


# ------------------------------------------------------------------ the key
def test_a_cosigner_that_is_gone_when_the_key_is_made(at_link: Person, other: OtherSide) -> None:
    at_link.pair(other)
    other.kill()
    step = at_link.put_off()
    click(choices(step.network)[2])
    step.name.set_text("Second try")
    click(step.forward)
    making = at_link.on(MakingStep)
    wait(lambda: making.forward.isVisible(), "that it failed")
    assert making.course.steps()[0].state == "failed"
    assert making.notice.title() == "Nothing is lost"
    other.well()
    click(making.forward)
    at_link.on(ServerStep)


def test_a_key_that_was_made_when_the_window_died(at_link: Person, other: OtherSide) -> None:
    at_link.pair(other)
    step = at_link.put_off()
    click(choices(step.network)[2])
    step.name.set_text("Born")
    click(step.forward)
    at_link.start_again()  # in the middle: made by both, or forgotten by both
    at_link.unlock()
    wait(lambda: at_link.desk.state.phase is Phase.OPEN or at_link.desk.window.onboarding_page.isVisible())
    if at_link.desk.state.phase is not Phase.OPEN:
        at_link.put_off()
        server = at_link.make_key("Born")
        click(server.skip)
    wait(lambda: at_link.desk.state.phase is Phase.OPEN, "the wallet")
    assert at_link.desk.state.wallets == ("Born",)
