"""What pages say of payments and coins that the chain does not take yet, in both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.desktop.text import translation
from app.desktop.widgets import Rows, Table
from tests.screenshots import history, home, send
from tests.screenshots.wallet import everyday, immature, window
from tests.support.practised import said_by

Scene = Callable[[], QWidget]
Opened = Callable[[Scene, str], str]


@pytest.fixture
def opened(qapp: QApplication, qtbot: QtBot) -> Iterator[Opened]:
    """Everything that a scene says in a language, cells of tables too."""

    def text_of(scene: Scene, language: str) -> str:
        translation.install(qapp, language)
        shown = scene()
        qtbot.addWidget(shown)
        shown.resize(1120, 740)
        shown.show()
        QApplication.processEvents()
        return "\n".join([*said_by(shown), *cells(shown)])

    yield text_of
    translation.install(qapp, "en")


def cells(shown: QWidget) -> Iterator[str]:
    for table in shown.findChildren(Table):
        rows = table.model()
        assert isinstance(rows, Rows)
        for row in range(rows.rowCount()):
            for column in range(rows.columnCount()):
                cell = rows.cell(row, column)
                yield f"{cell.text}, {cell.below}"


@pytest.mark.parametrize(
    ("scene", "language", "words"),
    [
        (home.not_shown, "en", ("Sent, the server does not show it",)),
        (
            history.not_shown,
            "en",
            (
                "Sent, this server does not show it",
                "may still arrive, so its coins are not free. Send it again, replace it",
                "Send it again",
            ),
        ),
        (history.mined, "en", ("Mined, from block 925\u202f457 on",)),
        (send.unripe, "en", ("A chosen coin was mined, and can be spent from block 925\u202f456 on.",)),
        (send.unripe, "de", ("lässt sich ab Block 925\u202f456 ausgeben.",)),
    ],
)
def test_it_is_said(opened: Opened, scene: Scene, language: str, words: tuple[str, ...]) -> None:
    said = opened(scene, language)
    assert [text for text in words if text not in said] == []


def test_a_mined_coin_in_a_block_is_not_said_to_be_unconfirmed(opened: Opened) -> None:
    state = immature(everyday())
    said = opened(lambda: window(replace(state, balance=replace(state.balance, pending=0))), "en")
    assert "of it mined and not ripe yet" in said
    assert "not confirmed yet" not in said
