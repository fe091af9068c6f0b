"""The words of a sheet, typed: where the keyboard goes, what is judged at the word, and that nothing is lost."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.desktop.parts.sheet_entry import SheetEntry
from core.role import Role
from tests.app.desktop import checks
from tests.app.desktop.conftest import Show
from tests.support.practised import press, write
from tests.support.sheets import a_sheet

PAPER = a_sheet(Role.P1).words.reveal()
COSIGNERS = a_sheet(Role.P2).words.reveal()


@pytest.fixture
def sheet(show: Show) -> SheetEntry:
    made = SheetEntry()
    show(made, 900, 560)
    made.open_part()
    return made


def test_space_and_enter_go_on_and_four_letters_are_enough(sheet: SheetEntry) -> None:
    ended: list[bool] = []
    sheet.entered.connect(lambda: ended.append(True))
    for at, word in enumerate(PAPER):
        assert sheet.fields[at].editor.hasFocus()
        write(sheet.fields[at].editor, word[:4])
        if at % 2:
            press(sheet.fields[at].editor, Qt.Key.Key_Return)
        else:
            press(sheet.fields[at].editor, Qt.Key.Key_Space)
    assert ended == [True]
    assert sheet.typed() == PAPER
    found = sheet.take()
    assert found is not None
    assert found.reveal() == PAPER
    sheet.forget()
    assert not any(sheet.typed())


def test_several_words_at_once(sheet: SheetEntry) -> None:
    write(sheet.fields[0].editor, PAPER[0])
    press(sheet.fields[0].editor, Qt.Key.Key_Space)
    sheet.fields[1].typed.emit(" ".join(PAPER[1:]))  # as from the clipboard
    assert sheet.typed() == PAPER
    assert sheet.fields[23].editor.hasFocus()
    sheet.fields[23].typed.emit(f"{PAPER[23]} further")
    assert sheet.typed() == PAPER
    sheet.fields[5].typed.emit(" ")
    assert sheet.typed() == PAPER


def test_a_word_is_judged_where_it_stands(sheet: SheetEntry) -> None:
    write(sheet.fields[0].editor, PAPER[0])
    write(sheet.fields[3].editor, "offica")
    press(sheet.fields[3].editor, Qt.Key.Key_Return)
    assert sheet.fields[3].message() == "Not in the list: office?"
    assert sheet.fields[3].is_wrong()
    assert sheet.fields[3].editor.accessibleDescription() == "Not in the list: office?"
    write(sheet.fields[4].editor, "qqqqqqqq")
    assert sheet.take() is None
    assert sheet.fields[4].message() == "Not in the list."
    assert sheet.fields[3].editor.hasFocus()
    for at in (3, 4):
        sheet.fields[at].set_text(PAPER[at])
    assert sheet.take() is None
    assert sheet.fields[1].message() == "Type word 2."
    assert sheet.fields[1].editor.hasFocus()


def test_after_the_first_word_of_another_sheet_nobody_types_a_second(sheet: SheetEntry) -> None:
    sheet.put(PAPER)
    sheet.fields[0].set_text(COSIGNERS[0])
    press(sheet.fields[0].editor, Qt.Key.Key_Return)
    assert "the co-signer's sheet" in sheet.notice.text()
    assert not any(field.isEnabled() for field in sheet.fields[1:])
    assert sheet.take() is None
    assert sheet.fields[0].editor.hasFocus()
    sheet.fields[0].set_text("zoo")
    sheet.fields[0].left.emit()
    assert "words of another wallet program" in sheet.notice.text()
    sheet.fields[0].set_text(PAPER[0])
    sheet.fields[0].left.emit()
    assert all(field.isEnabled() for field in sheet.fields)
    assert not sheet.notice.isVisible()
    assert sheet.typed() == PAPER  # a slip in the first word has cost nothing


def test_words_that_do_not_belong_together(sheet: SheetEntry) -> None:
    sheet.put((*PAPER[:5], PAPER[6], PAPER[5], *PAPER[7:]))
    assert sheet.take() is None
    assert "6 and 7 may have changed places" in sheet.notice.text()
    assert sheet.fields[5].is_wrong()
    QApplication.processEvents()
    assert sheet.fields[5].editor.hasFocus()
    sheet.put((*PAPER[:20], "zoo", "zoo", *PAPER[22:]))
    assert sheet.take() is None
    assert "compare them with the sheet one by one" in sheet.notice.text()
    QApplication.processEvents()
    assert sheet.fields[0].editor.hasFocus()


@pytest.mark.parametrize("wide", [900, 460, 300, 160])
def test_it_fits(show: Show, wide: int) -> None:
    made = SheetEntry()
    made.put(PAPER)
    show(made, wide, 900)
    assert checks.faults(made) == []
    assert all(field.editor.width() > field.editor.fontMetrics().horizontalAdvance("m" * 8) for field in made.fields)
    across = len({field.mapTo(made, field.rect().topLeft()).x() for field in made.fields})
    assert across == {900: 4, 460: 3, 300: 2, 160: 1}[wide]
