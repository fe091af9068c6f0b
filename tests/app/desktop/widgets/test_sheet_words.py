"""Numbered words, and a word that is typed: nothing of either gets to the clipboard."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.desktop.widgets import NumberedWords, WordField
from app.resources import text
from tests.app.desktop.conftest import Show
from tests.support.sheet_words import WORDS

LIST = text("words", "bip39.txt").split()


def test_words_are_heard_with_their_numbers_and_gone_when_there_are_none(show: Show) -> None:
    page, words = QWidget(), NumberedWords("The words")
    column = QVBoxLayout(page)
    column.addWidget(words)
    column.addStretch()
    show(page, 640, 480)
    assert not words.isVisible()
    words.set(WORDS)
    assert words.isVisible()
    assert words.accessibleName().startswith("The words: 1 acoustic, 2 office, ")
    assert words.text() == ""  # nothing that could be selected
    words.set(())
    assert (words.isVisible(), words.accessibleName(), words.words) == (False, "", ())


def test_as_many_columns_as_fit_and_no_row_is_half_empty() -> None:
    words = NumberedWords("The words")
    words.set(WORDS)
    four, one = words.sizeHint().width(), words.minimumSizeHint().width()
    high = words.heightForWidth(four)
    assert words.heightForWidth(one) > 3.9 * high
    assert words.heightForWidth(int(four * 0.8)) == words.heightForWidth(int(four * 0.76))  # three
    words.set(WORDS[:4])
    assert words.heightForWidth(int(four * 0.8)) > words.heightForWidth(four)  # four words in three columns: two are


def test_a_word_is_completed_from_the_list(show: Show) -> None:
    field = WordField("Word 2", LIST)
    show(field, 320, 120)
    line = field.editor
    assert isinstance(line, QLineEdit)
    line.setFocus()
    entered: list[str] = []
    field.entered.connect(lambda: entered.append(field.word()))
    assert field.message() == "The first four letters are enough."
    QTest.keyClicks(line, "off")
    assert field.message() == "off, offer, office"
    QTest.keyClick(line, Qt.Key.Key_Return)
    QTest.keyClicks(line, "I")
    assert field.message() == "office"
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert entered == ["off", "office"]
    field.set_text("")
    QTest.keyClicks(line, "act")  # a word as it is, and how others begin
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert entered[-1] == "act"
    field.set_text("")
    QTest.keyClicks(line, "zebr")
    line.editingFinished.emit()  # the field is left
    assert field.word() == "zebra"
    field.ask("Word 7")
    assert (field.word(), line.accessibleName(), field.label.text()) == ("", "Word 7", "Word 7")


def test_nothing_typed_can_be_selected_or_copied(show: Show) -> None:
    field = WordField("Word 2", LIST)
    show(field, 320, 120)
    line = field.editor
    assert isinstance(line, QLineEdit)
    QGuiApplication.clipboard().setText("before")
    line.setText("office")
    line.setFocus()
    line.selectAll()
    assert not line.hasSelectedText()
    for key in (Qt.Key.Key_A, Qt.Key.Key_C, Qt.Key.Key_X):
        QTest.keyClick(line, key, Qt.KeyboardModifier.ControlModifier)
    assert (QGuiApplication.clipboard().text(), line.text()) == ("before", "office")
    assert line.contextMenuPolicy() == Qt.ContextMenuPolicy.NoContextMenu
