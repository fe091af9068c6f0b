"""Leaving Tandem: every step in the first minutes, how it stops, and what an open wallet says afterwards."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.desktop.model.state import State
from app.desktop.pages.onboarding.setup import Setup
from app.desktop.pages.recovery.page import RecoveryPage
from app.desktop.parts.leaving_end import LeftStep, WaitStep, WalletStep
from app.desktop.parts.leaving_steps import FileStep, IntroStep, LeavingStep, OffLineStep, PaperStep
from app.leaving import Leaving
from core.recovery.file import RecoveryFile, write
from core.role import Role
from tests.screenshots.scenes import scene
from tests.screenshots.wallet import everyday, page_of, window
from tests.support.sealed import SHEETS, another_wallet, copy_of

FILE = write((RecoveryFile(copy_of(Role.P1), copy_of(Role.P2)),))
TWO = write((RecoveryFile(copy_of(Role.P1), copy_of(Role.P2)), another_wallet(SHEETS)))
OUT = Path("/media/stick/tandem-key")


class At(Leaving):
    """On a machine whose tables of routes say so."""

    way: bool | None = False

    @property
    def route(self) -> bool | None:
        return self.way


def at(way: bool | None) -> Leaving:
    made = At(FILE)
    made.way = way
    return made


def on_its_way(step: LeavingStep) -> QWidget:
    setup = Setup()
    setup.show_step(step)
    step.open_step()
    return setup


@scene("leaving-intro")
def intro() -> QWidget:
    return on_its_way(IntroStep())


@scene("leaving-file")
def file() -> QWidget:
    return on_its_way(FileStep())


@scene("leaving-file-good")
def file_good() -> QWidget:
    step = FileStep()
    step.show_way("tandem-recovery", Leaving(TWO).wallets)
    return on_its_way(step)


@scene("leaving-file-damaged")
def file_damaged() -> QWidget:
    step = FileStep()
    step.failed("The end of this recovery file is missing; use another copy of it.")
    return on_its_way(step)


@scene("leaving-online")
def online() -> QWidget:
    return on_its_way(OffLineStep(at(True), "This machine has a way to the internet; take it off every network."))


@scene("leaving-offline")
def offline() -> QWidget:
    return on_its_way(OffLineStep(at(False)))


@scene("leaving-unknown")
def unknown() -> QWidget:
    return on_its_way(OffLineStep(at(None)))


@scene("leaving-paper")
def paper() -> QWidget:
    return on_its_way(PaperStep(Role.P1))


@scene("leaving-paper-other")
def paper_other() -> QWidget:
    step = PaperStep(Role.P2)
    step.sheet.fields[0].set_text(SHEETS[Role.P1].words.reveal()[0])
    step.sheet.fields[0].left.emit()
    return on_its_way(step)


@scene("leaving-wallet")
def which() -> QWidget:
    return on_its_way(WalletStep())


@scene("leaving-wallet-failed")
def which_failed() -> QWidget:
    step = WalletStep()
    step.fingerprint.set_text("7a3f90c1")
    step.where.set_text(str(OUT))
    step.failed("The disk is full.")
    return on_its_way(step)


@scene("leaving-wait")
def wait() -> QWidget:
    return on_its_way(WaitStep(OUT))


@scene("leaving-done")
def done() -> QWidget:
    return on_its_way(LeftStep(OUT, Leaving(FILE).wallets[0], others=1))


def in_the_window(step: LeavingStep) -> QWidget:
    shown = window(everyday(), "recovery")
    page = page_of(shown)
    assert isinstance(page, RecoveryPage)
    page.out.leave.click()
    page._show_step(step)
    return shown


@scene("recovery-leaving")
def from_recovery() -> QWidget:
    return in_the_window(IntroStep())


@scene("recovery-leaving-paper")
def paper_from_recovery() -> QWidget:
    return in_the_window(PaperStep(Role.P1))


@scene("recovery-leaving-done")
def done_from_recovery() -> QWidget:
    return in_the_window(LeftStep(OUT, Leaving(FILE).wallets[0], branches=True, marked=True))


def whole(state: State) -> State:
    """It was put together."""
    return replace(state, key=state.key and replace(state.key, was_whole=1_799_000_000))


@scene("home-was-whole")
def home_whole() -> QWidget:
    return window(whole(everyday()))


@scene("receive-was-whole")
def receive_whole() -> QWidget:
    state = whole(everyday())
    return window(state, "receive", state.addresses[-1].address)
