"""Another co-signer takes the place of a lost one, in the window."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt

from app.desktop.controller.controller import Controller
from app.desktop.model.state import State
from app.desktop.pages.cosigner.page import CosignerPage
from app.desktop.pages.cosigner.replacing import COMMANDS
from app.desktop.parts.command_line import CommandLine
from core.errors import BadInput, InputKind, LinkError, LinkKind, TandemError
from core.protocol.progress import ProgressStep
from core.secret import Secret
from core.transport.pairing.protocol import Offer
from core.wallet.api import Confirm, Restored
from core.wallet.events import Event, Progress, silent
from core.wallet.replacing import TOO_LATE
from tests.app.desktop.conftest import Show
from tests.screenshots import wallet
from tests.screenshots.cosigner import named, returnable
from tests.support.fake_wallet import FakeWallet
from tests.support.practised import click, press, wait

LINK = Offer(1, Secret(bytes(range(32))), bytes(32), 7420, 7421, "nas.lan").text()


class Replaced(FakeWallet):
    """Asks which line it is, unless the link was used before; goes on when it may, and ends as the test says."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int | None]] = []
        self.known = False
        self.go_on = threading.Event()
        self.end: TandemError | None = None

    def replace_cosigner(self, link: str, confirm: Confirm | None, progress: Progress = silent, /) -> Restored:
        assert confirm is not None
        choice = None if self.known else confirm(list(self.lines))
        self.asked.append((link, choice))
        if choice is None and not self.known:
            raise LinkError("the words differ", LinkKind.LINK)
        progress(Event(ProgressStep.NEW_SHARES))
        self.go_on.wait()
        if self.end is not None:
            raise self.end
        return Restored((self.shown("Everyday"),), ("From before",))


Opened = tuple[CosignerPage, Replaced]


@pytest.fixture
def opened(show: Show, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Opened]:
    monkeypatch.setattr(FakeWallet, "calls", [])
    for method in ("read", "ask_cosigner", "look_again"):
        monkeypatch.setattr(Controller, method, lambda _: None)

    def open_page() -> Opened:
        window = wallet.window(named(wallet.everyday()), "cosigner")
        behind = Replaced()
        window.controller.wallet = cast(Any, behind)
        show(window)
        page = window.page
        assert isinstance(page, CosignerPage)
        return page, behind

    return open_page


def test_link_words_steps_and_what_came_along(opened: Callable[[], Opened]) -> None:
    page, behind = opened()
    press(page.names.lost, Qt.Key.Key_Space)
    card = page.replacing
    assert card.link.editor.hasFocus()
    assert [one.text for one in card.findChildren(CommandLine)] == list(COMMANDS)
    card.link.set_text("nothing")
    click(card.pair)
    assert card.link.is_wrong()
    card.link.set_text(LINK)
    click(card.pair)
    wait(lambda: card.words is not None, "the words")
    assert card.words is not None
    click(card.words.lines()[1])
    press(card.words.lines()[1], Qt.Key.Key_Return)
    wait(lambda: "new halves" in card.steps.text(), "the steps")
    assert behind.asked == [(LINK, 1)]
    behind.go_on.set()
    wait(card.notice.isVisible, "the end")
    assert card.notice.title() == "The new co\u2011signer has taken its place"
    assert "with new halves on both sides: Everyday." in card.notice.text()
    assert "stay with the lost one: From before." in card.notice.text()


def test_what_stops_goes_on_with_the_same_link_and_without_words(opened: Callable[[], Opened]) -> None:
    page, behind = opened()
    behind.end = LinkError("the co-signer hung up", LinkKind.HUNG_UP)
    behind.known = True
    behind.go_on.set()
    page.open("replace")
    card = page.replacing
    card.link.set_text(LINK)
    click(card.pair)
    wait(card.notice.isVisible, "that it has stopped")
    assert "what was done is kept" in card.notice.title()
    assert card.link.text() == LINK
    behind.end = None
    wait(card.pair.isEnabled, "that it may go on")
    click(card.pair)
    wait(lambda: card.notice.title().startswith("The new"), "the end")
    assert len(behind.asked) == 2


def test_whoever_leaves_answers_with_none(opened: Callable[[], Opened]) -> None:
    page, behind = opened()
    click(page.names.lost)
    card = page.replacing
    card.link.set_text(LINK)
    click(card.pair)
    wait(lambda: card.words is not None, "the words")
    page.leave()
    assert card.isHidden()
    wait(lambda: behind.asked == [(LINK, None)], "none of them")
    wait(lambda: not page.controller.jobs.running("pair"), "its end")
    assert card.isHidden()


# ------------------------------------------------------------------ the lost one turns up
def cancelled() -> list[tuple[Any, ...]]:
    """The window asks for other things meanwhile."""
    return [call for call in FakeWallet.calls if call[0] == "cancel_replacement"]


def test_a_replacement_is_taken_back_after_a_second_yes(opened: Callable[[], Opened]) -> None:
    page, _ = opened()
    card = page.take_back
    assert not card.isVisible()
    page.controller.store.write(**{name: getattr(returnable(page.state), name) for name in State.__slots__})
    assert card.isVisible()
    assert "Kitchen NUC is in the place of another" in card.about.text()
    assert "Everyday, Savings" in card.about.text()
    press(card.ask, Qt.Key.Key_Space)
    assert card.no.hasFocus()
    click(card.no)
    assert cancelled() == []
    click(card.ask)
    press(card.yes, Qt.Key.Key_Space)
    wait(card.notice.isVisible, "the end")
    assert cancelled() == [("cancel_replacement", "3f2a9c5517aa0b01")]
    assert card.notice.title() == "The replacement is taken back"
    assert "before again: savings." in card.notice.text()
    assert "Not given back, since only the other one has halves that fit: renewed." in card.notice.text()
    page.controller.store.write(cosigners=named(page.state).cosigners)
    assert (card.isVisible(), card.ask.isEnabled()) == (True, False)  # what became of it can be read
    page.show_state(page.state, None)
    assert not card.isVisible()


def test_the_second_yes_is_for_the_co_signer_that_was_read_of(opened: Callable[[], Opened]) -> None:
    """Its halves are renewed while it is asked, and a further one could be taken back too."""
    page, _ = opened()
    first, second, *_ = returnable(page.state).cosigners
    both = (first, replace(second, returns=("Elsewhere",)))
    page.controller.store.write(cosigners=both)
    card = page.take_back
    click(card.ask)
    assert card.yes.isVisible()
    page.controller.store.write(cosigners=(replace(first, returns=()), both[1]))
    assert "Elsewhere" in card.about.text()
    assert not card.yes.isVisible()
    assert card.ask.isVisible()


def test_it_may_be_too_late_to_take_it_back(opened: Callable[[], Opened], monkeypatch: pytest.MonkeyPatch) -> None:
    page, _ = opened()
    page.controller.store.write(cosigners=returnable(page.state).cosigners)
    monkeypatch.setattr(FakeWallet, "failure", BadInput(TOO_LATE, InputKind.NO_SUCH_REQUEST))
    card = page.take_back
    click(card.ask)
    click(card.yes)
    wait(card.notice.isVisible, "why not")
    assert card.notice.title() == "It was not taken back"
    assert card.ask.isVisible()


def test_nothing_is_taken_back_while_it_is_being_replaced(opened: Callable[[], Opened]) -> None:
    page, behind = opened()
    page.controller.store.write(cosigners=returnable(page.state).cosigners)
    behind.known = True
    page.open("replace")
    page.replacing.link.set_text(LINK)
    click(page.replacing.pair)
    wait(lambda: behind.asked != [], "the replacement")
    assert not page.take_back.ask.isEnabled()
    behind.go_on.set()
    wait(page.take_back.ask.isEnabled, "its end")


def test_practice_replaces_nobody(opened: Callable[[], Opened]) -> None:
    page, _ = opened()
    page.names.show_state(replace(page.state, practice=True))
    assert not page.names.lost.isVisible()
