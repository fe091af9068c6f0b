"""There is one window: nothing that belongs into it is shown as a window of its own, not even for a moment."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.desktop.widgets import Badge, Field, Notice, Text
from app.desktop.widgets.painting import appear
from tests.screenshots.scenes import load


@pytest.mark.parametrize("name", load())
def test_no_scene_shows_another_window(qtbot: QtBot, tops: list[QWidget], name: str) -> None:
    built = load()[name]()
    qtbot.addWidget(built)
    built.show()
    assert tops == [built]


PARTS: dict[str, Callable[[], QWidget]] = {
    "badge": lambda: Badge("New"),
    "text": lambda: _said(Text("")),
    "notice": lambda: _announced(Notice()),
    "field": lambda: Field("Label", help="what it is for"),
}


def _said(text: Text) -> Text:
    text.say("words")
    return text


def _announced(notice: Notice) -> Notice:
    notice.announce("a fact")
    return notice


@pytest.mark.parametrize("part", PARTS)
def test_a_part_comes_with_what_it_stands_in(qtbot: QtBot, tops: list[QWidget], part: str) -> None:
    made = PARTS[part]()
    appear(made, False)
    appear(made, True)
    assert tops == []
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    column.addWidget(made)
    page.show()
    assert made.isVisible()
    appear(made, False)
    assert not made.isVisible()
    appear(made, True)
    assert made.isVisible()
    assert tops == [page]


def test_a_part_put_into_a_page_on_screen_is_seen(qtbot: QtBot, tops: list[QWidget]) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    page.show()
    badge = Badge("")
    badge.set("First payment", "warn")
    column.addWidget(badge)
    qtbot.waitUntil(badge.isVisible)  # Qt shows it in a moment
    assert tops == [page]
