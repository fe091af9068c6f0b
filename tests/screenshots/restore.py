"""A lost computer comes back: every step in the first minutes, and how it can stop."""

from __future__ import annotations

import time
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from app.desktop.pages.onboarding.link import LinkStep
from app.desktop.pages.onboarding.restore import RestoreIntro, SheetWordsStep
from app.desktop.pages.onboarding.restoring import RestoredStep, RestoringStep
from app.desktop.pages.onboarding.setup import Setup
from app.desktop.pages.onboarding.words import WordsStep
from app.desktop.parts.step import WayStep
from core.errors import LinkError, LinkKind, RefusalKind, Refused
from core.protocol.progress import ProgressStep
from core.role import Role
from core.wallet.api import KeyState, RenamedWallet, Restored, RestoredNotes, WalletShown
from core.wallet.events import Event
from core.wallet.restoring import THERE
from tests.screenshots.onboarding import LINES
from tests.screenshots.scenes import scene
from tests.support.sheet_words import FINGERPRINT
from tests.support.sheets import a_sheet

PAPER = a_sheet(Role.P1).words.reveal()
NOTES = RestoredNotes(int(time.time()) - 90_000, 7, 214, 12)
CALLED = "Kitchen NUC"
STOPPED = Refused(THERE, RefusalKind.RESTORE_STOPPED)


def on_its_way(step: WayStep) -> QWidget:
    """In the frame of the way back."""
    setup = Setup()
    setup.restores = True
    setup.show_step(step)
    step.open_step()
    return setup


def wallet(name: str, network: str = "bitcoin") -> WalletShown:
    return WalletShown(name, network, "7a3f90c1", "xpub", "wpkh(0)", "wpkh(1)", 13, False, KeyState.OPEN)


def sealed(shown: WalletShown) -> WalletShown:
    """The same with a copy for the co-signer's sheet."""
    return replace(shown, sheets=replace(shown.sheets, cosigner=FINGERPRINT))


@scene("restore-intro")
def intro() -> QWidget:
    return on_its_way(RestoreIntro())


@scene("restore-link")
def link() -> QWidget:
    from app.desktop.controller.jobs import Jobs

    return on_its_way(LinkStep(Jobs(), lambda _: ("192.168.1.20", 7420), restores=True))


@scene("restore-compare")
def compare() -> QWidget:
    return on_its_way(WordsStep(LINES, lambda _: None, time.monotonic() - 48, restores=True))


@scene("restore-words")
def words() -> QWidget:
    return on_its_way(SheetWordsStep(CALLED))


@scene("restore-words-wrong")
def words_wrong() -> QWidget:
    step = SheetWordsStep(CALLED, again=True)
    shown = on_its_way(step)
    for field, word in zip(step.sheet.fields, (PAPER[0], "offica", "aff", *PAPER[3:20]), strict=False):
        field.set_text(word)
    step.take()
    return shown


@scene("restore-words-other-sheet")
def words_of_the_other() -> QWidget:
    step = SheetWordsStep(CALLED)
    shown = on_its_way(step)
    step.sheet.fields[0].set_text("chalk")
    step.sheet.fields[0].left.emit()
    return shown


@scene("restore-words-unknown")
def unknown() -> QWidget:
    step = SheetWordsStep(CALLED, PAPER)
    shown = on_its_way(step)
    step.failed("The co-signer keeps no wallet for this recovery sheet.")
    return shown


def waiting(*events: Event) -> tuple[QWidget, RestoringStep]:
    step = RestoringStep(CALLED)
    shown = on_its_way(step)
    for event in events:
        step.said(event)
    return shown, step


ASKED = Event(ProgressStep.RESTORE_WAITS, request="9f3a61c27be40d5588aa01b2c3d4e5f6")


@scene("restore-waits")
def waits() -> QWidget:
    return waiting(ASKED)[0]


@scene("restore-settles")
def settles() -> QWidget:
    return waiting(ASKED, Event(ProgressStep.SETTLES, seconds=85_000))[0]


@scene("restore-renews")
def renews() -> QWidget:
    steps = (ProgressStep.OPENING, ProgressStep.BINDING, ProgressStep.NEW_SHARES, ProgressStep.TEST)
    return waiting(ASKED, *map(Event, steps), Event(ProgressStep.NEW_SHARES))[0]


@scene("restore-stopped")
def stopped() -> QWidget:
    shown, step = waiting(ASKED, Event(ProgressStep.SETTLES, seconds=85_000))
    step.failed(STOPPED)
    return shown


@scene("restore-lost-line")
def lost_line() -> QWidget:
    shown, step = waiting(ASKED, Event(ProgressStep.OPENING), Event(ProgressStep.NEW_SHARES))
    step.failed(LinkError("the co-signer hung up", LinkKind.HUNG_UP), "Everyday")
    return shown


@scene("restore-done")
def done() -> QWidget:
    wallets = (sealed(wallet("Everyday")), wallet("Savings", "testnet4"))
    renamed = (RenamedWallet("Everyday", "Everyday 2"),)
    return on_its_way(RestoredStep(Restored(wallets, ("From before",), NOTES, renamed)))
