"""The rules as the window writes them, and the command that a person takes to the other device."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from app.desktop.controller.controller import Controller
from app.desktop.controller.jobs import Jobs
from app.desktop.model.state import State, StateStore
from app.desktop.pages.cosigner.compose import choices
from app.desktop.pages.cosigner.rules import RulesCard, change_line, lines_of
from app.practice import Practice
from core.wallet.told_rules import RulesShown, ToldChange
from tests.app.desktop.conftest import Show
from tests.screenshots.cosigner import told
from tests.screenshots.wallet import everyday, silent, with_cosigner
from tests.support.practised import said_by

ADDRESS = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"


def card(show: Show, state: State) -> RulesCard:
    made = RulesCard(Controller(Path("unused"), StateStore(state), Jobs(), Practice(Path("unused"))))
    made.show_state(state)
    show(made, 500, 1_400)
    return made


def test_every_rule_is_said_with_what_is_left_of_it(show: Show) -> None:
    shown = card(show, with_cosigner(everyday(), told=told(), per_day=2_000_000))
    words = [text.replace("\u202f", " ").replace("\u00a0", " ") for text in said_by(shown)]
    for line in (
        "50 000 sat",
        "All that is signed without asking. Left now: 1 880 000 sat",
        "At most for a payment",
        "5 000 000 sat",
        "Whoever says yes. Left now: 1 380 000 sat",
        "Whoever says yes. Left now: 3 000 000 sat",
        "Asks you above",
        "08:00\u201318:30",
        "30 min",
        "1 440 min",
        "List of addresses",
        "Waits to take effect",
        "At most in 24 hours: 4 000 000 sat",
        "Without asking only from: no longer",
    ):
        assert line in words, line
    assert len(shown.listed.text().splitlines()) == 300
    assert not shown.frozen.isVisible()
    assert not shown.old.isVisible()


def test_what_waits_comes_nearer_and_what_was_told_grows_old(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    state = with_cosigner(everyday(), told=told())
    shown, seen = card(show, state), state.cosigner.seen
    for past, when in ((0.0, "in 5\u00a0h"), (4 * 3600 + 60, "in 59\u00a0min"), (5 * 3600 + 1, "now")):
        monkeypatch.setattr(time, "time", lambda past=past: seen + past)
        shown.tick(state)
        assert when in said_by(shown)
        assert shown.old.isVisible() == (past > 60)
    assert "They may have changed since." in shown.old.text()


def test_a_freeze_and_an_old_report_are_said_first(show: Show) -> None:
    shown = card(show, silent(with_cosigner(everyday(), told=replace(told(), frozen=True, allow=(), hours="never"))))
    assert shown.frozen.isVisible()
    assert shown.old.isVisible()
    assert not shown.listed.isVisible()
    assert "never" in said_by(shown)


def test_without_any_rule_and_without_a_report(show: Show) -> None:
    shown = card(show, with_cosigner(everyday(), told=RulesShown(), approve_below=0, per_day=0))
    assert (shown.once.text(), shown.daily.text(), shown.further.isVisible()) == ("Nothing", "Nothing", False)
    assert not shown.pending.isVisible()
    shown = card(show, with_cosigner(everyday(), answer_ms=0, told=None))
    assert shown.once.text() == "Not reported yet"


@pytest.mark.parametrize(
    ("rule", "to", "said"),
    [
        ("approve-below", "7", "One payment without asking: 7\u00a0sat"),
        ("freeze", "off", "Payments are frozen: no longer"),
        ("delay", "30", "Delay of what loosens: 30 min"),
        ("hours", "08:00-09:00", "Without asking only from: 08:00\u201309:00"),
        ("allowlist", f"only {ADDRESS}", "List of addresses: 1 addresses, and nobody else"),
        ("only-on-sundays", "?", "only-on-sundays: something that only a newer program knows"),
    ],
)
def test_a_change_that_waits(rule: str, to: str, said: str) -> None:
    assert change_line(ToldChange(rule, to, 1), "sat") == said


def test_a_rule_of_a_newer_program_is_named() -> None:
    assert [line.title for line in lines_of(RulesShown(unknown=("only-on-sundays",)), "sat")] == ["only-on-sundays"]


# ------------------------------------------------------------------ what is taken to the other device
@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        ("approve_below", "20 000", "--approve-below 20000"),
        ("max_payment", "0.05 BTC", "--max-payment 5000000"),
        ("per_day", "", "--per-day off"),
        ("per_week", "x", None),
        ("ask_above", "1", "--ask-above 1"),
        ("allow", ADDRESS, f"--allow {ADDRESS}"),
        ("allow", "", None),
        ("disallow", "; rm -rf /", None),
        ("only", "", "--allowlist-only on"),
        ("anybody", "", "--allowlist-only off"),
        ("hours", "8:00-18:30", "--hours 8:00-18:30"),
        ("hours", "", "--hours off"),
        ("hours", "25:00-18:30", None),
        ("wait", "30", "--wait 30"),
        ("delay", "1 day", None),
        ("delay", "999999999", None),
        ("delay", "", "--delay off"),
        ("freeze", "", "--freeze"),
        ("unfreeze", "", "--unfreeze"),
    ],
)
def test_a_change_is_a_command_for_the_other_device(show: Show, kind: str, text: str, words: str | None) -> None:
    shown = card(show, with_cosigner(everyday(), told=told()))
    composer = shown.composer
    composer.which.choose(kind)
    for field in (composer.limit, composer.value):
        if field.isVisible():
            field.editor.setText(text)  # type: ignore[union-attr]
    assert composer.command.isVisible() == (words is not None)
    assert composer.wrong.isVisible() == (words is None)
    assert not composer.set.isVisible()
    if words is not None:
        assert composer.command.text == f"tandem-cosigner policy set Everyday {words}"


def test_every_choice_has_words_of_its_own() -> None:
    assert len({words for _, words in choices()}) == len(choices())
