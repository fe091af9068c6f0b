"""Another sheet of this computer in the place of one: made as the first, then step by step to the ashes of the old."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt

from app.desktop.model.state import SheetsView, State
from app.desktop.pages.recovery import another as another_sheet
from app.desktop.pages.recovery.page import RecoveryPage
from app.desktop.parts.sheet_maker import Stage
from core.errors import LinkError, LinkKind
from core.wallet.api import SheetsShown
from tests.app.desktop.pages.recovery.conftest import Open, answer
from tests.screenshots import wallet
from tests.screenshots.wallet import everyday
from tests.support.earnest import Earnest
from tests.support.practised import click, press, said_by, wait
from tests.support.sheet_words import FINGERPRINT, OTHER_FINGERPRINT, WORDS

BOTH = SheetsShown(FINGERPRINT, sealed=True, cosigner=OTHER_FINGERPRINT, made=1)


def exchanging(state: State, **changes: Any) -> State:
    found = {"coming": OTHER_FINGERPRINT, "coming_made": 1, **changes}
    return replace(state, sheets=replace(state.sheets, **found))


def test_another_sheet_is_made_as_the_first_one_is(opened: Open) -> None:
    page, behind = opened(everyday())
    behind.sheets = BOTH
    assert not page.another.isVisible()
    click(page.replace.make)
    assert "Until then the old paper counts" in page.maker.note.text()
    assert not page.replace.isVisible()
    press(page.maker.forward, Qt.Key.Key_Return)
    wait(lambda: page.maker.stage is Stage.WORDS, "the words")
    click(page.maker.forward)
    answer(page, WORDS)
    wait(lambda: not page.making.isVisible(), "the end")
    assert behind.asked() == ["sheet_exchange", "sheet_confirm"]
    assert page.another.isVisible()
    assert page.another.words.hasFocus()
    assert page.another.words.words == OTHER_FINGERPRINT
    assert not page.replace.isVisible()
    assert page.controller.sheets.want_renewal("Everyday") == "ask 1"
    assert page.own.words.words == FINGERPRINT


def test_whoever_stops_before_the_check_has_the_old_sheet(opened: Open) -> None:
    page, behind = opened(everyday())
    click(page.replace.make)
    click(page.stop)
    assert page.replace.make.hasFocus()
    click(page.replace.make)
    click(page.stop)
    page.controller.store.write(sheets=SheetsView())
    click(page.own.make)  # a first sheet says nothing of an old one
    assert "Until then the old paper counts" not in page.maker.note.text()
    assert behind.asked() == []


def test_each_step_says_what_is_to_be_done_and_what_may_be_clicked(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, _ = opened(exchanging(everyday()))
    spoken = list[str]()
    monkeypatch.setattr(another_sheet, "speak", lambda _, title, *__: spoken.append(title))
    steps: list[tuple[dict[str, Any], str, tuple[bool, bool, bool]]] = [
        ({}, "tandem-cosigner approvals", (False, False, True)),
        ({"coming_waits": 80_000}, "it counts in 22", (False, False, True)),
        ({"coming_accepted": True, "coming_left": ("Savings",)}, "Not made yet for: Savings", (False, False, True)),
        ({"coming_sealed": True, "coming_left": ("Savings",)}, "Not made yet for: Savings", (True, False, True)),
        ({"coming_sealed": True}, "type its 24 words", (True, False, True)),
        (
            {"coming_sealed": True, "coming_drilled": 1, "coming_left": ("Savings",)},
            "Still to come: Savings",
            (True, False, True),
        ),
        ({"coming": (), "old": FINGERPRINT}, "burn the old paper", (False, True, False)),
    ]
    for changes, said, enabled in steps:
        page.controller.store.write(sheets=exchanging(everyday(), **changes).sheets)
        view = page.another
        assert said in view.text.text()
        assert ("Keep the old paper" in view.text.text()) is bool(view.keep.isEnabled())
        assert (view.try_it.isEnabled(), view.burnt.isEnabled(), view.keep.isEnabled()) == enabled
    assert page.another.words.words == FINGERPRINT
    assert spoken == [title for title, _ in another_sheet.deeds()][1:]  # each once, and none at the opening


def test_the_old_one_may_be_kept(opened: Open) -> None:
    page, behind = opened(exchanging(everyday()))
    behind.sheets = replace(BOTH, coming=OTHER_FINGERPRINT)
    behind.trouble = LinkError("it is off", LinkKind.SILENT)
    click(page.another.keep)
    wait(lambda: page.another.notice.title() == "Nothing has changed", "why not")
    behind.trouble = None
    press(page.another.keep, Qt.Key.Key_Space)
    wait(lambda: not page.another.isVisible(), "its end")
    assert behind.asked() == ["sheet_give_up", "sheet_give_up"]
    assert page.controller.sheets.want_renewal("Everyday") == "ask 1"
    assert "The old sheet stays. Tear the new paper up." in said_by(page.window())


def test_the_old_paper_is_to_be_burnt_until_somebody_says_so(opened: Open) -> None:
    page, behind = opened(exchanging(everyday(), coming=(), old=FINGERPRINT))
    behind.sheets = BOTH
    click(page.another.burnt)
    wait(lambda: not page.another.isVisible(), "its end")
    assert behind.asked() == ["sheet_burnt"]


def test_what_is_left_of_an_exchange_goes_on_after_the_window_was_closed(opened: Open) -> None:
    page, behind = opened(everyday())
    why = page.controller.sheets
    cases = {
        "ask 0": replace(BOTH, coming=OTHER_FINGERPRINT),
        "seal 0": replace(BOTH, coming=OTHER_FINGERPRINT, accepted=True),
        "move 0": replace(BOTH, coming=OTHER_FINGERPRINT, coming_sealed=True, coming_drilled=5),
    }
    for wanted, sheets in cases.items():
        behind.sheets = sheets
        assert why.want_renewal("Everyday") == wanted
    for nothing in (
        BOTH,
        replace(cases["ask 0"], coming_waits=60),
        replace(cases["move 0"], coming_drilled=0),
        replace(cases["move 0"], coming_alone=True),
    ):
        behind.sheets = nothing
        assert why.want_renewal("Everyday") == ""
    why.renewed("Everyday")
    behind.sheets = cases["ask 0"]
    assert why.want_renewal("Everyday") == ""  # it was asked


def test_practice_replaces_no_sheet(opened: Open) -> None:
    page, _ = opened(wallet.practice(everyday()))
    assert not page.replace.isVisible()


def written(page: RecoveryPage) -> tuple[str, ...]:
    """The words are on paper, and three of them were right."""
    click(page.maker.forward)
    wait(lambda: page.maker.stage is Stage.WORDS, "the words")
    paper = page.maker.grid.words
    click(page.maker.forward)
    answer(page, paper)
    return paper


def accepted(in_earnest: Earnest) -> None:
    """The person at the co-signer is asked about the sheet that the window shows, and says yes."""
    there = in_earnest.other.program
    wait(lambda: there.call("approvals")["approvals"], "the question at the co-signer")
    (asked,) = there.call("approvals")["approvals"]
    sheets = in_earnest.state.sheets
    assert asked["sheet"] == list(sheets.coming or sheets.own)
    in_earnest.idle()
    there.call("approve", asked["id"])
    in_earnest.controller.ask_cosigner()


def tried(page: RecoveryPage, paper: tuple[str, ...]) -> None:
    page.drilling.entry.put(paper)
    click(page.drilling.go)
    wait(lambda: page.drilling.notice.title() == "This paper brings the wallet back", "the drill")
    click(page.drilling.page.back)


@pytest.mark.slow
def test_from_the_old_paper_to_the_new_one_with_a_real_co_signer(in_earnest: Earnest) -> None:
    """Its key is of this hour, so the yes counts at once."""
    page = in_earnest.page("recovery")
    assert isinstance(page, RecoveryPage)
    if not in_earnest.state.sheets.sealed:
        page.open("make")
        written(page)
        accepted(in_earnest)
        wait(lambda: in_earnest.state.sheets.sealed, "the first copy")
        in_earnest.idle()
    old = in_earnest.state.sheets.own
    page = in_earnest.page("recovery")
    assert isinstance(page, RecoveryPage)
    click(page.replace.make)
    paper = written(page)
    wait(lambda: in_earnest.state.sheets.coming != (), "the new sheet")
    new = in_earnest.state.sheets.coming
    assert "tandem-cosigner approvals" in page.another.text.text()
    accepted(in_earnest)
    wait(page.another.try_it.isEnabled, "both copies")
    in_earnest.idle()
    in_earnest.controller.lock()  # and it is where it was
    in_earnest.settle()
    page = in_earnest.page("recovery")
    assert isinstance(page, RecoveryPage)
    assert (in_earnest.state.sheets.own, in_earnest.state.sheets.coming) == (old, new)
    click(page.another.try_it)
    tried(page, paper)
    wait(page.another.burnt.isEnabled, "that the old paper may be burnt")
    assert (in_earnest.state.sheets.own, in_earnest.state.sheets.old) == (new, old)
    assert page.another.words.words == old
    click(page.another.burnt)
    wait(lambda: not page.another.isVisible(), "the ashes")
    in_earnest.idle()
    assert page.own.words.words == new
