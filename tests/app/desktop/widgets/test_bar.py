"""The one line at the foot: what a person was told stands until it was read, whatever happens meanwhile."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.desktop.widgets import Bar, bar
from tests.app.desktop.conftest import Show


@pytest.fixture
def line(show: Show, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bar]:
    monkeypatch.setattr(bar, "HELD_MS", 50)
    monkeypatch.setattr(bar, "DEAD_MS", 0)
    window, made = QWidget(), Bar()
    QVBoxLayout(window).addWidget(made)
    show(window, 600, 200)
    yield made
    window.close()


def becomes(line: Bar, qtbot: QtBot, text: str) -> None:
    qtbot.waitUntil(lambda: line.text() == text, timeout=5_000)


def test_what_happens_meanwhile_waits_until_what_was_told_is_read(line: Bar, qtbot: QtBot) -> None:
    line.say("Keep both papers.")
    line.tell("Received 5 000 sat.", "ok", seconds=0.05)
    assert line.text() == "Keep both papers."
    becomes(line, qtbot, "Received 5 000 sat.")
    becomes(line, qtbot, "")


def test_without_anything_else_it_is_told_at_once_and_what_was_told_stays(line: Bar, qtbot: QtBot) -> None:
    line.tell("The co-signer has stopped answering.", "warn", seconds=60)
    assert line.text() == "The co-signer has stopped answering."
    line.say("Copied.")
    assert line.text() == "Copied."  # what a person has just done comes first
    becomes(line, qtbot, "The co-signer has stopped answering.")  # and that was not read yet
    line.say("Copied.")
    line.dismiss.click()
    assert line.text() == "The co-signer has stopped answering."


def test_what_is_to_be_decided_stands_until_it_is(line: Bar, qtbot: QtBot) -> None:
    done: list[str] = []
    line.say("A payment link came.", action="Open it", act=lambda: done.append("opened"))
    line.tell("Received 5 000 sat.", "ok", seconds=60)
    QTest.qWait(150)
    assert line.text() == "A payment link came."
    line.action.click()
    assert (done, line.text()) == (["opened"], "Received 5 000 sat.")


def test_an_alarm_comes_before_what_is_to_be_decided_which_comes_back(line: Bar, qtbot: QtBot) -> None:
    line.say("A payment link came.", action="Open it")
    line.tell("The server shows a payment that was never signed.", "danger", seconds=0.1)
    assert line.text() == "A payment link came."
    becomes(line, qtbot, "The server shows a payment that was never signed.")
    becomes(line, qtbot, "A payment link came.")


def test_of_what_changes_to_and_fro_the_last_word_stands_last(line: Bar, qtbot: QtBot) -> None:
    line.say("Copied.")
    for _ in range(3):
        line.tell("It is silent.", "warn", seconds=0.05)
        line.tell("It is on-line again.", "ok", seconds=0.05)
    becomes(line, qtbot, "It is silent.")
    becomes(line, qtbot, "It is on-line again.")
    becomes(line, qtbot, "")
