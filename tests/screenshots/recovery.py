"""Recovery in every state: no sheet, each stage of making it, one that waits, a renewal that failed, practice."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.desktop.controller.sheets import NewSheet, WrittenFile
from app.desktop.formats.help_pages import CASES
from app.desktop.model.state import FailedRenewal, SheetsView, State
from app.desktop.pages.onboarding.setup import Setup
from app.desktop.pages.onboarding.sheet import SheetStep
from app.desktop.pages.recovery.drilling import DrillView
from app.desktop.pages.recovery.page import RecoveryPage
from app.desktop.parts.sheet_maker import SheetMaker
from core.errors import BadInput, InputKind
from core.secret import Secret
from tests.screenshots.onboarding import actions
from tests.screenshots.scenes import scene
from tests.screenshots.wallet import everyday, page_of, practice, window
from tests.support.sheet_words import FINGERPRINT, OTHER_FINGERPRINT, WORDS

NEW = NewSheet(Secret(WORDS), FINGERPRINT, 1_800_000_000, (("Everyday", "7a3f90c1"),))


def opened(state: State) -> tuple[QWidget, RecoveryPage]:
    shown = window(state, "recovery")
    page = page_of(shown)
    assert isinstance(page, RecoveryPage)
    return shown, page


def without(state: State) -> State:
    """No sheet yet."""
    return replace(state, sheets=SheetsView())


def waiting(state: State) -> State:
    """The co-signer has made its own."""
    return replace(state, sheets=replace(state.sheets, cosigner=(), waiting=OTHER_FINGERPRINT))


@scene("recovery")
def both() -> QWidget:
    return opened(everyday())[0]


def read(name: str) -> QWidget:
    shown, page = opened(everyday())
    page.read(name)
    return shown


for case in CASES:
    scene(f"help-{case}")(partial(read, case))


@scene("recovery-none")
def none() -> QWidget:
    return opened(without(everyday()))[0]


@scene("recovery-waits")
def not_accepted() -> QWidget:
    return opened(replace(everyday(), sheets=SheetsView(FINGERPRINT, int(time.time()))))[0]


@scene("recovery-accept")
def to_accept() -> QWidget:
    return opened(waiting(everyday()))[0]


@scene("recovery-accept-another")
def another_to_accept() -> QWidget:
    return opened(replace(everyday(), sheets=replace(everyday().sheets, waiting=FINGERPRINT)))[0]


@scene("recovery-failed")
def failed() -> QWidget:
    why = FailedRenewal("Everyday", time.time() - 400, "the co-signer hung up; see its log")
    shown, page = opened(replace(everyday(), failed_renewals=(why,)))
    QTimer.singleShot(50, page, lambda: page._page.reveal(page.renewed))  # once it is laid out
    return shown


@scene("recovery-practice")
def practising() -> QWidget:
    return opened(practice(without(everyday())))[0]


def making(stage: Callable[[SheetMaker], object]) -> QWidget:
    shown, page = opened(without(everyday()))
    page._make()
    stage(page.maker)
    return shown


def shown_words(maker: SheetMaker) -> None:
    maker._waits = True
    maker._made(NEW)


def checked(maker: SheetMaker) -> None:
    shown_words(maker)
    maker.forward.click()


def wrong(maker: SheetMaker) -> None:
    maker._pick = lambda: [2, 3, 4]
    checked(maker)
    for field, word in zip(maker.fields, ("office", "offica", ""), strict=True):
        field.set_text(word)
    maker.forward.click()


@scene("recovery-make")
def begin() -> QWidget:
    return making(lambda _: None)


@scene("recovery-words")
def words() -> QWidget:
    return making(shown_words)


@scene("recovery-check")
def check() -> QWidget:
    return making(checked)


@scene("recovery-check-wrong")
def check_wrong() -> QWidget:
    return making(wrong)


def in_setup(stage: Callable[[SheetMaker], object]) -> QWidget:
    step, setup = SheetStep(actions().sheets), Setup()
    setup.show_step(step)
    stage(step.maker)
    return setup


@scene("onboarding-sheet")
def first_run() -> QWidget:
    return in_setup(lambda _: None)


@scene("onboarding-sheet-words")
def first_run_words() -> QWidget:
    return in_setup(shown_words)


@scene("onboarding-sheet-check")
def first_run_check() -> QWidget:
    return in_setup(wrong)


def never_tried(state: State) -> State:
    """Both sheets are sealed to; the co-signer's was tried a month ago, this computer's never."""
    now, day = int(time.time()), 86_400
    tried = replace(state.sheets, cosigner_drilled=now - 30 * day, cosigner_due=now + 60 * day)
    return replace(state, sheets=replace(tried, due=now - 40 * day))


@scene("recovery-drill")
def to_try() -> QWidget:
    return opened(never_tried(everyday()))[0]


def trying(stage: Callable[[DrillView], object]) -> QWidget:
    shown, page = opened(never_tried(everyday()))
    page.own.drill.here.click()
    stage(page.drilling)
    return shown


@scene("recovery-drilling")
def drilling() -> QWidget:
    return trying(lambda _: None)


@scene("recovery-drilling-right")
def drilled_right() -> QWidget:
    return trying(lambda view: view._right())


@scene("recovery-drilling-wrong")
def drilled_wrong() -> QWidget:
    error = BadInput("these are the words of another sheet than this computer's", InputKind.SHEET_OTHER)
    return trying(lambda view: view._wrong(error))


def exchanging(state: State, **changes: Any) -> State:
    """A new sheet of this computer is on its way into the place of the one in force."""
    found = {"coming": OTHER_FINGERPRINT, "coming_made": int(time.time()), **changes}
    return replace(state, sheets=replace(state.sheets, **found))


def exchange(**changes: Any) -> QWidget:
    return opened(exchanging(everyday(), **changes))[0]


WAYS: dict[str, dict[str, Any]] = {
    "yes": {},
    "day": {"coming_waits": 80_000},
    "try": {"coming_sealed": True},
    "renew": {"coming_sealed": True, "coming_drilled": 1, "coming_left": ("Savings",)},
    "burn": {"coming": (), "old": FINGERPRINT},
}
for way, found in WAYS.items():
    scene(f"recovery-exchange-{way}")(partial(exchange, **found))


@scene("recovery-replace")
def to_replace() -> QWidget:
    shown, page = opened(everyday())
    QTimer.singleShot(50, page, lambda: page._page.reveal(page.replace))  # once it is laid out
    return shown


@scene("recovery-replace-make")
def replacing() -> QWidget:
    shown, page = opened(everyday())
    page._replace()
    return shown


@scene("recovery-file")
def written() -> QWidget:
    shown, page = opened(everyday())
    page.file._written(WrittenFile(Path("tandem-recovery"), ("Everyday",), ("Savings",)))
    QTimer.singleShot(50, page, lambda: page._page.reveal(page.file))  # once it is laid out
    return shown


@scene("recovery-file-old")
def old_file() -> QWidget:
    sheets = replace(everyday().sheets, file=int(time.time()) - 9_000_000, file_wallets=2, file_epoch=4)
    shown, page = opened(replace(everyday(), sheets=replace(sheets, file_needs_own=True)))
    QTimer.singleShot(50, page, lambda: page._page.reveal(page.file))  # once it is laid out
    return shown


@scene("home-drill")
def home_to_try() -> QWidget:
    return window(never_tried(everyday()))


@scene("home-no-sheet")
def home_without() -> QWidget:
    return window(without(everyday()))


@scene("receive-no-sheet")
def receive_without() -> QWidget:
    state = without(everyday())
    return window(state, "receive", state.addresses[-1].address)
