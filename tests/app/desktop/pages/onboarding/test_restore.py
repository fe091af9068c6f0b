"""A lost computer comes back in the window: once with a real co-signer, and each way in which it stops."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication

from app.desktop.model.state import Phase
from app.desktop.pages.onboarding.link import LinkStep
from app.desktop.pages.onboarding.restore import RestoreIntro, SheetWordsStep
from app.desktop.pages.onboarding.restoring import RestoredStep, RestoringStep
from app.desktop.pages.onboarding.server import ServerStep
from app.desktop.pages.onboarding.vault import VaultStep
from app.desktop.pages.onboarding.words import WordsStep
from app.desktop.widgets import NumberedWords
from core.errors import KeyBlocked, LinkError, LinkKind, RefusalKind, Refused, TandemError
from core.protocol.progress import ProgressStep
from core.secret import Secret
from core.wallet import opening
from core.wallet.api import Confirm, KeyState, PairedCosigner, RenamedWallet, Restored, RestoredNotes, WalletShown
from core.wallet.events import Event, Progress, silent
from core.wallet.wallet import Wallet
from tests.app.desktop.conftest import Show
from tests.app.desktop.pages.onboarding.test_steps import OFFER
from tests.screenshots.restore import PAPER, STOPPED, sealed
from tests.screenshots.restore import wallet as shown_wallet
from tests.support.fake_wallet import FakeWallet
from tests.support.first_minutes import PASSPHRASE, Person
from tests.support.other_side import OtherSide
from tests.support.practised import click, said_by, wait
from tests.support.sheet_words import FINGERPRINT


# ------------------------------------------------------------------ the real thing
@pytest.mark.slow
def test_from_the_lost_computer_to_an_open_wallet(look: None, tmp_path: Path) -> None:
    other = OtherSide(tmp_path / "cosigner")
    person = Person(tmp_path / "new")
    try:
        paper = _lost(tmp_path / "lost", other)
        person.choose_lost()
        person.make_vault()
        person.find(other.link())
        assert any("take the place of a lost one" in said for said in said_by(person.on(WordsStep)))
        person.pick(other.words())
        other.says("yes")
        words = person.on(SheetWordsStep)
        words.sheet.put(paper)
        click(words.forward)
        asked = person.on(RestoringStep)
        wait(lambda: asked.command.isVisible(), "the command for a yes")
        request = asked.command.text.split()[-1]
        person.start_again()  # closed while a yes is waited for
        person.unlock()
        words = person.on(SheetWordsStep)
        assert words.going is not None
        assert not any(words.sheet.typed())
        words.sheet.put(paper)
        click(words.forward)
        asked = person.on(RestoringStep)
        wait(lambda: asked.command.isVisible(), "the command for a yes")
        assert asked.command.text.split()[-1] == request  # it is the same one
        other.program.call("approve", request)
        back = person.on(RestoredStep)
        assert "Everyday" in said_by(back)
        click(back.forward)
        server = person.on(ServerStep)
        assert "Everyday is back" in said_by(server)
        click(server.skip)
        desk = person.desk
        wait(lambda: desk.state.phase is Phase.OPEN, "home")
        assert desk.state.key is not None
        assert (desk.state.key.name, desk.state.key.state) == ("Everyday", "open")
        wait(lambda: desk.state.sheets.sealed, "the copy for the paper")
        person.start_again()
        person.unlock()
        wait(lambda: person.desk.state.phase is Phase.OPEN, "open again, and nothing to bring back")
    finally:
        person.desk.stop()
        other.stop()


def _lost(home: Path, other: OtherSide) -> tuple[str, ...]:
    """A computer with a sheet and a wallet, which is never seen again; the words of its paper."""
    wallet = Wallet.create_or_open(home, Secret(PASSPHRASE.encode()))
    made = wallet.sheet_new()
    wallet.sheet_confirm(" ".join(made.fingerprint))
    wallet.close()
    other.real_wallet(home, PASSPHRASE.encode())
    return made.words.reveal()


# ------------------------------------------------------------------ with a wallet that does as it is told
class Returning(FakeWallet):
    """Pairs at once; brings wallets back as the test says: with events, an end, or neither yet."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, ...]] = []
        self.pairs: list[str] = []
        self.events: list[Event] = []
        self.end: TandemError | None = None
        self.go_on = threading.Event()
        self.restores = self.closed = False
        self.here: tuple[WalletShown, ...] = ()

    @property
    def cosigner(self) -> PairedCosigner | None:
        return next(iter(self.cosigners()), None)

    def cosigners(self) -> tuple[PairedCosigner, ...]:
        paired = PairedCosigner("nas.lan", 18_720, True, "3f" * 8, "Cellar", restores=self.restores)
        return (paired,) if self.pairs else ()

    def pair(self, link: str, confirm: Confirm | None, /, *, another: bool = False) -> PairedCosigner:
        self.pairs.append("new")
        self.restores = False
        return self.cosigners()[0]

    def pair_to_restore(self, link: str, confirm: Confirm | None, /) -> PairedCosigner:
        self.pairs.append("restore")
        self.restores = True
        return self.cosigners()[0]

    def restore_from(self, cosigner: str, words: Secret[tuple[str, ...]], progress: Progress = silent, /) -> Restored:
        assert cosigner == "3f" * 8
        self.asked.append(words.reveal())
        for event in self.events:
            progress(event)
        self.go_on.wait()
        if self.end is not None:
            raise self.end
        return Restored((shown_wallet("Everyday"),))

    def wallets(self) -> tuple[WalletShown, ...]:
        return self.here

    def receive(self, after: Any) -> None:
        """Nobody else uses it."""

    def close(self, *, unmake: bool = False) -> None:
        self.closed = True
        self.end = LinkError("the wallet was closed", LinkKind.CLOSED)
        self.go_on.set()


@pytest.fixture
def person(look: None, tmp_path: Path) -> Iterator[Person]:
    somebody = Person(tmp_path / "home")
    yield somebody
    somebody.desk.stop()


@pytest.fixture
def behind(monkeypatch: pytest.MonkeyPatch) -> Returning:
    made = Returning()
    monkeypatch.setattr(opening, "create_or_open", lambda *_: made)
    monkeypatch.setattr(opening, "open_wallet", lambda *_, **__: made)
    return made


def at_the_words(person: Person) -> SheetWordsStep:
    person.choose_lost()
    person.make_vault()
    person.find(OFFER.text())
    return person.on(SheetWordsStep)


def way(person: Person) -> list[str]:
    """The parts of the way, at the left."""
    return [view.title for view in person.desk.window.onboarding_page.setup.steps.steps()]


def asks(person: Person, step: SheetWordsStep) -> RestoringStep:
    step.sheet.put(PAPER)
    click(step.forward)
    return person.on(RestoringStep)


def test_what_is_needed_stands_first_and_the_way_back_is_open(person: Person, behind: Returning) -> None:
    choice = person.desk.window.onboarding_page.choice
    click(choice.restore)
    intro = person.on(RestoreIntro)
    assert "A day of patience" in said_by(intro)
    assert intro.forward.hasFocus()
    click(intro.back)
    assert choice.isVisible()
    person.choose_lost()
    click(person.on(VaultStep).back)
    click(person.on(RestoreIntro).forward)
    step = person.make_vault()
    assert not any("init" in said for said in said_by(step))  # that co-signer is there
    click(step.back)
    click(person.on(RestoreIntro).forward)
    person.on(LinkStep)
    assert way(person)[0] == "What you need"


def test_what_was_typed_is_not_lost_on_going_back(person: Person, behind: Returning) -> None:
    step = at_the_words(person)
    step.sheet.put(PAPER[:7])
    click(step.other_way)
    choice = person.desk.window.onboarding_page.choice
    assert choice.isVisible()
    click(choice.restore)
    step = person.on(SheetWordsStep)
    assert step.sheet.typed()[:8] == (*PAPER[:7], "")
    assert step.sheet.fields[7].editor.hasFocus()
    click(step.forward)
    assert step.sheet.fields[7].is_wrong()
    assert behind.asked == []


def test_a_new_wallet_after_all(person: Person, behind: Returning) -> None:
    click(at_the_words(person).other_way)
    person.choose_real()
    person.find(OFFER.text())
    wait(lambda: behind.pairs == ["restore", "new"], "another pairing, for another purpose")
    assert way(person)[0] == "Passphrase"


def test_the_steps_and_who_is_waited_for(person: Person, behind: Returning) -> None:
    request = "9f3a61c27be40d55" * 2
    behind.events = [Event(ProgressStep.RESTORE_WAITS, request=request)]
    step = asks(person, at_the_words(person))
    wait(lambda: step.todo.isVisible(), "what to type there")
    assert behind.asked == [PAPER]
    assert step.heading.text() == "Waiting for your yes on Cellar"
    click(step.command.copy)
    assert QGuiApplication.clipboard().text() == "tandem-cosigner approve 9f3a61c2"
    step.said(Event(ProgressStep.LOST))
    assert "9f3a61c2" not in step.course.steps()[0].detail  # but that the line is lost
    step.said(Event(ProgressStep.RESTORE_WAITS, request=request))
    assert "9f3a61c2" in step.course.steps()[0].detail
    step.said(Event(ProgressStep.SETTLES, seconds=7_200))
    assert not step.todo.isVisible()
    assert [view.state for view in step.course.steps()][:3] == ["done", "waiting", "todo"]
    assert re.search(r"(2:00:00|1:59:5\d) left", step.course.steps()[1].detail)
    step.said(Event(ProgressStep.OPENING))
    step.said(Event(ProgressStep.BINDING))
    step.said(Event(ProgressStep.NEW_SHARES))
    step.said(Event(ProgressStep.TEST))
    assert step.course.key == "test"
    step.said(Event(ProgressStep.NEW_SHARES))
    assert step.course.key == "renew"
    assert step.course.steps()[4].detail == "Wallet 2"
    behind.go_on.set()
    back = person.on(RestoredStep)
    assert back.forward.hasFocus()
    assert any("still the whole key" in said for said in said_by(back))


def test_the_lost_computer_is_there(person: Person, behind: Returning) -> None:
    behind.end = STOPPED
    behind.go_on.set()
    step = asks(person, at_the_words(person))
    wait(lambda: step.forward.isVisible(), "that it has stopped")
    assert step.forward.hasFocus()
    assert [line.text for line in (step.command, step.block)] == [
        "tandem-cosigner status",
        "tandem-cosigner block COMPUTER",
    ]
    assert step.block.isVisible()
    assert not step.open_now.isVisible()
    behind.go_on.clear()
    click(step.forward)
    wait(lambda: len(behind.asked) == 2, "another question")
    assert not step.todo.isVisible()
    assert not step.notice.isVisible()
    behind.go_on.set()
    wait(lambda: step.back.isVisible(), "that it has stopped")
    click(step.back)
    assert person.on(SheetWordsStep).sheet.typed() == PAPER


def test_the_words_open_nothing_there(person: Person, behind: Returning) -> None:
    behind.end = Refused("the co-signer keeps no wallet for this recovery sheet", RefusalKind.SHEET_UNKNOWN)
    behind.go_on.set()
    words = at_the_words(person)
    words.sheet.put(PAPER)
    click(words.forward)
    wait(lambda: behind.asked, "the question")
    wait(lambda: isinstance(person.desk.window.onboarding_page.setup.step, SheetWordsStep), "the words again")
    step = person.on(SheetWordsStep)
    assert "keeps no wallet" in step.notice.text()
    assert step.sheet.typed() == PAPER


def test_paired_for_something_else(person: Person, behind: Returning) -> None:
    behind.end = Refused("this computer was not paired to bring wallets back", RefusalKind.PURPOSE)
    behind.go_on.set()
    words = at_the_words(person)
    words.sheet.put(PAPER)
    click(words.forward)
    step = person.on(LinkStep)
    assert step.link.is_wrong()
    assert step.accessibleName() == "Pair the co-signer"


def test_one_wallet_of_several_stays_locked(person: Person, behind: Returning, monkeypatch: pytest.MonkeyPatch) -> None:
    behind.end = KeyBlocked("this key is locked")
    behind.here = (shown_wallet("Everyday"),)
    behind.go_on.set()
    step = asks(person, at_the_words(person))
    wait(lambda: step.open_now.isVisible(), "what is back")
    opened: list[tuple[str, str]] = []
    monkeypatch.setattr(person.desk.onboarding, "finish", lambda *which: opened.append(which))
    click(step.open_now)
    assert opened == [("Everyday", "")]


def test_closed_locked_or_stopped_no_word_stays(person: Person, behind: Returning) -> None:
    step = asks(person, at_the_words(person))
    wait(lambda: behind.asked, "the question")
    (person.home / "vault").touch()
    click(step.stop)
    wait(lambda: behind.closed, "the wallet closed")
    assert person.desk.state.phase is Phase.LOCKED
    behind.go_on.clear()
    person.unlock()
    again = person.on(SheetWordsStep)
    assert not any(again.sheet.typed())
    again.sheet.put(PAPER)
    person.desk.window.lock()
    assert not any(again.sheet.typed())


def test_half_way_back_the_window_leads_there(person: Person, behind: Returning) -> None:
    """What is opened and not bound or renewed yet can pay nothing: it is no wallet to be shown."""
    at_the_words(person)
    behind.here = (FakeWallet.shown("Everyday"),)
    assert behind.here[0].state is KeyState.MUST_REFRESH
    (person.home / "vault").touch()
    person.desk.window.lock()
    person.unlock()
    assert person.on(SheetWordsStep).going is not None
    assert person.desk.state.phase is Phase.NEW


def test_somebody_with_a_vault_and_no_wallet_unlocks_first(person: Person, behind: Returning) -> None:
    person.home.mkdir(exist_ok=True)
    (person.home / "vault").touch()
    click(person.desk.window.onboarding_page.choice.restore)
    assert person.desk.state.phase is Phase.LOCKED
    person.unlock()
    click(person.on(RestoreIntro).forward)
    person.on(LinkStep)


def test_what_takes_too_long_is_said(show: Show) -> None:
    step = RestoringStep("Cellar")
    show(step)
    step.open_step()
    step.said(Event(ProgressStep.OPENING))
    step.course.late.emit("open", 61)
    assert step.notice.isVisible()
    assert "61" in step.notice.title()
    step.said(Event(ProgressStep.BINDING))
    assert not step.notice.isVisible()
    step.done()
    step.give_up()


@pytest.mark.parametrize(
    ("notes", "said"),
    [
        (RestoredNotes(), "keeps no labels and no address book"),
        (RestoredNotes(1_800_000_000, 7, 214, 12), "Labels: 214, contacts: 12, as they were"),
        (RestoredNotes(problem="they are of another sheet"), "did not come back: They are of another sheet."),
    ],
)
def test_what_came_back_beside_the_wallets(show: Show, notes: RestoredNotes, said: str) -> None:
    step = RestoredStep(Restored((shown_wallet("Everyday"),), (), notes))
    show(step)
    assert any(said in text for text in said_by(step))


def test_the_survivors_sheet_is_there_to_be_compared(show: Show) -> None:
    """A hostile co-signer may name a sheet of an earlier run, or of nobody: only a person with its paper can tell."""
    before = shown_wallet("Everyday")
    step = RestoredStep(Restored((before, sealed(shown_wallet("Savings")))))
    show(step)
    (words,) = step.findChildren(NumberedWords)
    assert (words.words, words.isVisible()) == (FINGERPRINT, True)
    assert any("If the newest paper" in text for text in said_by(step))
    none = RestoredStep(Restored((before,)))
    show(none)
    assert none.findChildren(NumberedWords) == []


def test_a_wallet_that_has_another_name_now(show: Show) -> None:
    step = RestoredStep(Restored((shown_wallet("Everyday"),), renamed=(RenamedWallet("Everyday", "Everyday 2"),)))
    show(step)
    assert any("Everyday \N{RIGHTWARDS ARROW} Everyday 2" in text for text in said_by(step))
