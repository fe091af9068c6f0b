"""The page about recovery: making this computer's sheet, the yes to the co-signer's, and what is said of both."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from app.desktop.formats.help_pages import CASES
from app.desktop.model.state import FailedRenewal, SheetsView, State
from app.desktop.pages.recovery import other, own
from app.desktop.pages.recovery.page import RecoveryPage
from app.desktop.parts import sheet_reminder
from app.desktop.parts.command_line import CommandLine
from app.desktop.parts.health import facts
from app.desktop.parts.sheet_maker import Stage, any_three
from app.desktop.widgets import speak
from app.desktop.window import MainWindow
from core.errors import BadInput, InputKind, LinkError, LinkKind
from core.role import Role
from core.wallet.api import SheetsShown
from tests.app.desktop.conftest import Show
from tests.app.desktop.pages.recovery.conftest import Open, SheetWallet, answer
from tests.screenshots import wallet
from tests.screenshots.recovery import never_tried, waiting, without
from tests.screenshots.wallet import everyday
from tests.support.earnest import Earnest
from tests.support.practised import click, press, said_by, wait, write
from tests.support.sheet_words import FINGERPRINT, OTHER_FINGERPRINT, WORDS
from tests.support.sheets import a_sheet


def another(state: State) -> State:
    """A new sheet of the co-signer is to take the place of the one in force."""
    return replace(state, sheets=replace(state.sheets, waiting=FINGERPRINT))


def at_the_words(opened: Open) -> tuple[RecoveryPage, SheetWallet]:
    page, behind = opened(without(everyday()))
    click(page.own.make)
    press(page.maker.forward, Qt.Key.Key_Return)
    wait(lambda: page.maker.stage is Stage.WORDS, "the words")
    return page, behind


def test_a_sheet_counts_once_three_of_its_words_were_right(opened: Open) -> None:
    QGuiApplication.clipboard().setText("before")
    page, behind = at_the_words(opened)
    maker = page.maker
    assert maker.grid.words == WORDS
    assert maker.grid.hasFocus()  # a screen reader says them
    press(maker.forward, Qt.Key.Key_Return)
    assert maker.stage is Stage.CHECK
    assert not maker.grid.words
    assert maker.grid.accessibleName() == ""
    assert not [text for text in said_by(page) if set(text.split()) & set(WORDS)]
    assert maker.fields[0].editor.hasFocus()
    asked = [int(field.label.text().split()[-1]) for field in maker.fields]
    assert asked == sorted(set(asked))
    answer(page, tuple(reversed(WORDS)))
    assert "sheet_confirm" not in behind.asked()
    assert maker.notice.isVisible()
    assert "This is not word" in maker.fields[0].message()
    click(maker.back)
    assert maker.grid.words == WORDS
    click(maker.forward)
    answer(page, tuple(word.upper() for word in WORDS))
    wait(lambda: not page.making.isVisible(), "the end")
    assert behind.asked() == ["sheet_new", "sheet_confirm"]
    assert maker.new is None
    assert page.state.sheets == SheetsView(FINGERPRINT, 1_800_000_000)
    assert page.own.words.words == FINGERPRINT
    assert QGuiApplication.clipboard().text() == "before"


def test_what_is_wrong_is_said_at_each_word(opened: Open) -> None:
    page, behind = at_the_words(opened)
    click(page.maker.forward)
    first, second, third = page.maker.fields
    second.set_text("offica")
    third.set_text("zoo")
    click(page.maker.forward)
    assert first.message().startswith("Type word ")
    assert second.message() == "No sheet has this word."
    assert third.message().startswith("This is not word ")
    assert first.editor.hasFocus()
    write(first.editor, "a")
    assert not first.is_wrong()
    assert behind.asked() == ["sheet_new"]


@pytest.mark.parametrize("way", ["stop", "escape", "leave", "lock"])
def test_leaving_in_the_middle_leaves_nothing(opened: Open, way: str) -> None:
    page, behind = at_the_words(opened)
    window = page.window()
    assert isinstance(window, MainWindow)
    if way == "stop":
        click(page.stop)
    elif way == "escape":
        click(page.maker.forward)
        assert page.back()
        assert page.maker.stage is Stage.WORDS  # one step at a time
        assert page.back()
    elif way == "leave":
        window.open_page("home")
    else:
        maker = page.maker
        window.lock()
        assert (maker.new, maker.grid.words) == (None, ())
        return
    assert (page.maker.new, page.maker.grid.words, page.maker.stage) == (None, (), Stage.BEGIN)
    assert page.making.isHidden()
    window.open_page("recovery", "make")
    assert page.making.isVisible()
    click(page.maker.forward)
    wait(lambda: page.maker.stage is Stage.WORDS, "other words")
    assert behind.asked() == ["sheet_new", "sheet_new"]
    assert not page.back() or not page.back()


def test_words_that_come_after_somebody_has_left_are_not_shown(opened: Open) -> None:
    page, behind = opened(without(everyday()))
    click(page.own.make)
    click(page.maker.forward)
    click(page.stop)
    wait(lambda: not page.controller.jobs.running("sheet"), "the words")
    assert behind.asked() == ["sheet_new"]
    assert (page.maker.new, page.maker.stage) == (None, Stage.BEGIN)
    assert page.maker.forward.isEnabled()


def test_a_sheet_that_cannot_be_made_says_why(opened: Open) -> None:
    page, behind = opened(without(everyday()))
    behind.trouble = BadInput("wallets are sealed to the recovery sheet of this home already", InputKind.SHEET_MADE)
    click(page.own.make)
    click(page.maker.forward)
    wait(page.maker.notice.isVisible, "why")
    assert (page.maker.stage, page.maker.notice.title()) == (Stage.BEGIN, "The sheet was not made")
    assert page.maker.forward.isEnabled()


def test_the_paper_is_saved_without_a_word_of_the_sheet(
    opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, _ = at_the_words(opened)
    chosen = [str(tmp_path / "sheet.pdf"), "", str(tmp_path / "nowhere" / "sheet.pdf")]
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (chosen.pop(0), ""))
    click(page.maker.form)
    data = (tmp_path / "sheet.pdf").read_bytes()
    assert data.startswith(b"%PDF")
    assert not [word for word in WORDS if word.encode() in data]
    assert page.maker.notice.title() == "Saved as sheet.pdf"
    click(page.maker.form)  # nothing was chosen
    click(page.maker.form)
    assert page.maker.notice.title() == "The paper was not saved"
    page.maker.forget()
    page.maker.save_form(tmp_path / "late.pdf")
    assert not (tmp_path / "late.pdf").exists()


def test_any_three_places_are_three() -> None:
    found = [any_three() for _ in range(40)]
    assert all(one == sorted(set(one)) and len(one) == 3 and set(one) <= set(range(24)) for one in found)
    assert len({tuple(one) for one in found}) > 20


# ------------------------------------------------------------------ the co-signer's
def test_its_sheet_is_accepted_after_all_words_were_compared(opened: Open) -> None:
    page, behind = opened(waiting(everyday()))
    assert page.accept.words.words == OTHER_FINGERPRINT
    assert not page.accept.accept.isEnabled()
    press(page.accept.compared, Qt.Key.Key_Space)
    press(page.accept.accept, Qt.Key.Key_Return)
    wait(lambda: not page.accept.isVisible(), "the yes")
    assert behind.made == [("accept_sheet", "Everyday", " ".join(OTHER_FINGERPRINT))]
    assert page.other.words.words == OTHER_FINGERPRINT
    assert page.other.badge.text() == "In force"


def test_another_sheet_of_the_co_signer_is_told_as_another_and_counts_later(opened: Open) -> None:
    page, behind = opened(another(everyday()))
    behind.sheets = SheetsShown(FINGERPRINT, sealed=True, cosigner=OTHER_FINGERPRINT, waiting=FINGERPRINT)
    window, heard = page.window(), list[str]()
    assert isinstance(window, MainWindow)
    assert window.frame is not None
    bar = window.frame.bar
    bar.stands.connect(lambda: heard.append(bar.text()))  # a newer release may be told next
    assert page.accept.lead.text().startswith("The co\u2011signer says that it has made another recovery sheet")
    click(page.accept.compared)
    click(page.accept.accept)
    assert page.accept.notice.text() == "The copy for the new sheet is made in a day."
    said = "Accepted. In a day this computer keeps a copy for the new sheet too."
    wait(lambda: said in heard, "the yes")
    assert not page.accept.isVisible()


def test_a_yes_that_made_no_copy_yet_says_so(opened: Open) -> None:
    page, behind = opened(waiting(everyday()))
    behind.sheets = SheetsShown(FINGERPRINT, sealed=True, waiting=OTHER_FINGERPRINT)
    behind.trouble = LinkError("the co-signer hung up", LinkKind.HUNG_UP)
    click(page.accept.compared)
    click(page.accept.accept)
    wait(lambda: page.accept.notice.title() == "No copy was made yet", "that it failed")
    assert "hung up" in page.accept.notice.text()


def test_other_words_want_another_look(opened: Open) -> None:
    page, _ = opened(waiting(everyday()))
    click(page.accept.compared)
    assert page.accept.accept.isEnabled()
    page.controller.store.write(sheets=replace(page.state.sheets, waiting=FINGERPRINT))
    assert (page.accept.words.words, page.accept.accept.isEnabled()) == (FINGERPRINT, False)


def test_it_is_made_there_and_never_from_here(opened: Open) -> None:
    page, _ = opened(without(everyday()))
    assert page.other.command.text == "tandem-cosigner sheet new"
    assert "never from this computer" in page.other.where.text()
    assert "SSH" in page.other.where.text()


# ------------------------------------------------------------------ what is said
def test_the_page_says_what_is_the_whole_key(opened: Open) -> None:
    page, _ = opened(everyday())
    assert [line.text().replace("\u2011", "-") for line in page.whole_key.sets] == [
        "this computer and the co-signer",
        "this computer and the co-signer's sheet",
        "the co-signer and this computer's sheet",
        "both sheets and any recovery file",
    ]
    assert {line.role for line in page.whole_key.sets} == {"page"}
    said = " ".join(said_by(page))
    assert "stays dangerous together with the other device's sheet" in said
    assert "Each device comes back with its own sheet alone" in said


SEALED = SheetsView(FINGERPRINT, 1, sealed=True, cosigner=OTHER_FINGERPRINT)


@pytest.mark.parametrize(
    ("sheets", "here", "there"),
    [
        (SheetsView(), "Missing", "Missing"),
        (SheetsView(FINGERPRINT, 1), "Waits for a yes", "Missing"),
        (SheetsView(FINGERPRINT, 1, accepted=True), "Next renewal", "Missing"),
        (replace(SEALED, cosigner=(), waiting=OTHER_FINGERPRINT), "In force", "Waits for your yes"),
        (SEALED, "In force", "In force"),
    ],
)
def test_how_each_sheet_stands(sheets: SheetsView, here: str, there: str) -> None:
    state = replace(everyday(), sheets=sheets)
    assert (own.standing(state)[0], other.standing(state)[0]) == (here, there)
    practice = wallet.practice(state)
    assert (own.standing(practice)[0], other.standing(practice)[0]) == ("Not needed", "Not needed")


def test_another_may_be_made_until_the_co_signer_keeps_a_copy(opened: Open) -> None:
    page, _ = opened(replace(everyday(), sheets=SheetsView(FINGERPRINT, 1)))
    assert (page.own.make.isVisible(), page.own.make.text()) == (True, "Make another sheet")
    page.controller.store.write(sheets=SEALED)
    assert not page.own.make.isVisible()


def test_practice_makes_none(opened: Open) -> None:
    page, _ = opened(wallet.practice(without(everyday())))
    assert not page.own.make.isVisible()
    assert "Practice goes without sheets" in said_by(page)


def test_the_last_renewal_that_failed_is_told_with_its_reason(opened: Open) -> None:
    page, _ = opened(everyday())
    assert page.renewed.epoch.text() == "Epoch 12"
    assert "erased on both sides" in " ".join(said_by(page.renewed))
    others = FailedRenewal("Savings", 1.0, "it is off")
    page.controller.store.write(failed_renewals=(others,))
    assert page.renewed.failed.text() == "No renewal has failed since Tandem was started."
    page.controller.store.write(failed_renewals=(others, FailedRenewal("Everyday", 1.0, "it is off")))
    assert "It is off." in page.renewed.failed.text()
    click(page.renewed.now)
    window = page.window()
    assert isinstance(window, MainWindow)
    assert window.page is not None
    assert window.page.KEY == "cosigner"


@pytest.mark.parametrize("from_page", ["home", "receive"])
def test_the_reminder_leads_to_making_it(show: Show, from_page: str) -> None:
    state = without(everyday())
    window = wallet.window(state, from_page, state.addresses[-1].address if from_page == "receive" else None)
    show(window)
    assert window.page is not None
    reminder = cast(Any, window.page).sheet
    assert reminder.isVisible()
    click(reminder.open)
    page = window.page
    assert isinstance(page, RecoveryPage)
    assert page.making.isVisible()
    window.controller.store.write(sheets=SEALED)
    window.open_page(from_page, state.addresses[-1].address if from_page == "receive" else None)
    assert not reminder.isVisible()
    window.open_page("recovery", "make")
    assert not page.making.isVisible()  # there is one


def test_a_drill_that_is_due_is_said_once_and_leads_to_how_it_is_done(
    show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = list[str]()

    def speak_and_note(widget: QWidget, words: str) -> bool:
        heard = speak(widget, words)
        said.extend([words] if heard else [])
        return heard

    monkeypatch.setattr(sheet_reminder, "speak", speak_and_note)
    state = never_tried(everyday())
    window = wallet.window(state, "home")
    show(window)
    reminder = cast(Any, window.page).sheet
    assert reminder.isVisible()
    assert said == ["A drill is due: does the paper of this computer's sheet still open its copy?"]
    window.controller.store.write(sheets=replace(state.sheets, made=1))
    assert len(said) == 1
    click(reminder.open)
    page = window.page
    assert isinstance(page, RecoveryPage)
    assert not page.making.isVisible()
    assert page.own.drill.command.text == "tandem drill Everyday --sheet-file -"
    assert page.own.drill.words.text().startswith("Never tried")
    assert page.other.drill.command.text == "tandem-cosigner drill Everyday --sheet-file -"
    assert "next drill" in page.other.drill.words.text()
    now = int(time.time())
    tried = replace(state.sheets, drilled=now, due=now + 1000, cosigner_drilled=now - 1000, cosigner_due=now - 10)
    window.controller.store.write(sheets=tried)
    assert page.own.drill.words.text() == "Last tried Today; next drill Today."
    there = "On the co\u2011signer itself, never from this computer:"
    assert page.other.drill.words.text() == f"Last tried Today: a drill is due. {there}"
    window.open_page("home")
    assert reminder.words.text() == "A drill is due: does the paper of the co\u2011signer's sheet still open its copy?"
    window.controller.store.write(sheets=replace(tried, cosigner_due=0))
    assert not reminder.isVisible()
    assert len(said) == 2
    window.open_page("recovery")
    assert page.other.drill.isHidden()


@pytest.mark.slow
def test_from_the_words_to_the_copy_that_the_co_signer_keeps(in_earnest: Earnest) -> None:
    """A wallet that was made without sheets: its co-signer is asked by a renewal, and its yes brings the copy."""
    page = in_earnest.page("recovery", "make")
    assert isinstance(page, RecoveryPage)
    click(page.maker.forward)
    wait(lambda: page.maker.stage is Stage.WORDS, "the words")
    paper = page.maker.grid.words
    click(page.maker.forward)
    answer(page, paper)
    other_side = in_earnest.other.program
    wait(lambda: other_side.call("approvals")["approvals"], "the question at the co-signer")
    (asked,) = other_side.call("approvals")["approvals"]
    assert asked["sheet"] == list(in_earnest.state.sheets.own)
    in_earnest.idle()
    assert page.own.badge.text() == "Waits for a yes"
    other_side.call("approve", asked["id"])
    in_earnest.controller.ask_cosigner()
    wait(lambda: in_earnest.state.sheets.sealed, "the copy")
    in_earnest.idle()
    assert page.own.badge.text() == "In force"
    assert not page.own.make.isVisible()
    click(page.own.drill.here)  # and the paper opens it
    page.drilling.entry.put(paper)
    click(page.drilling.go)
    wait(lambda: page.drilling.notice.title() == "This paper brings the wallet back", "the drill")
    click(page.drilling.page.back)
    assert page.own.drill.words.text().startswith("Last tried Today; next drill")


# ------------------------------------------------------------------ a drill, and a file
PAPER = a_sheet(Role.P1).words.reveal()


def at_a_drill(opened: Open) -> tuple[RecoveryPage, SheetWallet]:
    page, behind = opened(never_tried(everyday()))
    press(page.own.drill.here, Qt.Key.Key_Space)
    assert page.drilling.isVisible()
    assert page.drilling.entry.fields[0].editor.hasFocus()
    return page, behind


def test_a_paper_that_is_right_and_its_words_are_gone(opened: Open) -> None:
    page, behind = at_a_drill(opened)
    view = page.drilling
    view.entry.put(PAPER)
    press(view.entry.fields[23].editor, Qt.Key.Key_Return)
    assert not view.go.isEnabled()
    wait(lambda: view.notice.title() == "This paper brings the wallet back", "the drill")
    assert behind.made == [("drill", "Everyday", PAPER)]
    assert not any(view.entry.typed())
    assert view.page.back.hasFocus()
    assert page.back()
    assert page.own.drill.here.hasFocus()


def test_a_paper_of_another_sheet_stays_to_be_looked_at(opened: Open) -> None:
    page, behind = at_a_drill(opened)
    behind.trouble = BadInput("these are the words of another sheet than this computer's", InputKind.SHEET_OTHER)
    view = page.drilling
    view.entry.put(PAPER)
    click(view.go)
    wait(lambda: "another sheet" in view.notice.text(), "why")
    assert view.entry.typed() == PAPER
    assert view.go.isEnabled()
    assert view.entry.fields[0].isEnabled()


def test_whoever_leaves_a_drill_leaves_no_word_and_hears_of_it_no_more(opened: Open) -> None:
    page, behind = at_a_drill(opened)
    view = page.drilling
    view.entry.put(PAPER)
    click(view.go)
    page.leave()
    assert not any(view.entry.typed())
    wait(lambda: behind.made and not page.controller.jobs.running("drill"), "its end")
    assert view.notice.title() == ""
    view.go.click()
    assert len(behind.made) == 1  # without words nothing is asked


def test_a_recovery_file_is_for_its_owner_alone(opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page, _ = opened(everyday())
    path = tmp_path / "file"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    click(page.file.write)
    wait(page.file.notice.isVisible, "what is in it")
    assert page.file.notice.title() == "Written to file"
    assert page.file.notice.text().startswith("In it: w. Not in it, for both copies are not there yet: spare, old.")
    assert path.read_bytes() == b"file"
    assert path.stat().st_mode & 0o777 == 0o600
    click(page.file.write)
    wait(lambda: page.file.notice.title() == "No file was written", "that it is there already")
    assert "nothing is written over" in page.file.notice.text()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    click(page.file.write)
    assert page.file.write.isEnabled()


DAY = 86_400


@pytest.mark.parametrize(
    ("sheets", "said", "tone"),
    [
        ({}, "None that has this wallet was written here yet.", "text2"),
        ({"file_missing": True}, "This wallet is in none of the files that were written here.", "warn"),
        ({"file": 5, "file_wallets": 2, "file_epoch": 12}, "also after later renewals", "text2"),
        ({"file": 5, "file_wallets": 2, "file_epoch": 11}, "whatever was renewed since; with one paper", "text2"),
        (
            {"file": 5, "file_wallets": 1, "file_epoch": 11, "file_needs_own": True},
            "old paper of this computer",
            "warn",
        ),
        ({"file": 5, "file_epoch": 11, "file_needs_cosigner": True}, "old paper of the co\u2011signer", "warn"),
        ({"file": 5, "file_epoch": 12, "file_needs_own": True, "file_needs_cosigner": True}, "both old papers", "warn"),
    ],
)
def test_the_last_recovery_file_is_told_with_what_it_is_good_for(
    opened: Open, sheets: dict[str, Any], said: str, tone: str
) -> None:
    page, _ = opened(everyday())
    page.controller.store.write(sheets=replace(page.state.sheets, **sheets))
    assert said in page.file.last.text()
    assert page.file.last.ink == tone
    tried = replace(page.state.sheets, drilled=1, due=2**31, cosigner_due=2**31)
    fact = facts(replace(page.state, sheets=tried), 1)[-1]
    assert (fact.tone, "recovery file" in fact.text) == (("warn", True) if tone == "warn" else ("ok", False))


# ------------------------------------------------------------------ what if I lose…
def test_each_case_has_a_page_with_commands_to_copy(opened: Open) -> None:
    page, _ = opened(everyday())
    assert list(page.help.links) == list(CASES)
    click(page.help.links["stolen"])
    assert page.reader.page is not None
    assert page.reader.isVisible()
    assert page.reader.page.back.hasFocus()
    wait(lambda: "A device was stolen" in said_by(page.reader), "the page of the case")
    command = next(one for one in page.findChildren(CommandLine) if one.text.startswith("tandem-cosigner block"))
    click(command.copy)
    assert QGuiApplication.clipboard().text() == "tandem-cosigner block COMPUTER"
    click(page.reader.page.back)
    assert page.help.links["stolen"].hasFocus()
    press(page.help.links["stolen"], Qt.Key.Key_Space)
    assert page.reader.isVisible()
    assert page.back()
    assert page.help.isVisible()
    assert not page.back()


def test_a_case_is_opened_from_elsewhere_and_not_kept(opened: Open) -> None:
    page, _ = opened(everyday())
    page.open("spare")
    assert page.reader.accessibleName() == "I want a spare computer"
    page.leave()
    assert page.help.isVisible()
