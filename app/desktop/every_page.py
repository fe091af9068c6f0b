"""Every page, step and panel of the window once, with something to show: what the self-test opens.

The pages of an open wallet are `pages()`; here is what else a person may come to. A test looks for each in the source.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.desktop.controller.controller import Controller
from app.desktop.controller.drafting import Draft
from app.desktop.controller.onboarding import Onboarding
from app.desktop.formats.help_pages import CASES, GUIDES
from app.desktop.model.state import State, StateStore, WipeView
from app.desktop.pages.cosigner.logs import CompareLogs
from app.desktop.pages.locked import LockedPage
from app.desktop.pages.onboarding.choice import OnboardingChoice
from app.desktop.pages.onboarding.guides import GuideShelf
from app.desktop.pages.onboarding.key import KeyStep, MakingStep
from app.desktop.pages.onboarding.link import LinkStep
from app.desktop.pages.onboarding.practice import PracticeStart
from app.desktop.pages.onboarding.restore import RestoreIntro, SheetWordsStep
from app.desktop.pages.onboarding.restoring import RestoredStep, RestoringStep
from app.desktop.pages.onboarding.server import ServerStep
from app.desktop.pages.onboarding.setup import Setup
from app.desktop.pages.onboarding.sheet import SheetStep
from app.desktop.pages.onboarding.vault import VaultStep
from app.desktop.pages.onboarding.wiped import WipedPage
from app.desktop.pages.onboarding.words import WordsStep
from app.desktop.pages.recovery.drilling import DrillView
from app.desktop.pages.send.coins import ChooseCoins
from app.desktop.pages.send.export import OpenPsbt
from app.desktop.pages.send.form import SendForm
from app.desktop.pages.send.many import ReadMany
from app.desktop.pages.send.review import SendReview
from app.desktop.pages.send.signing import SendSigning
from app.desktop.pages.settings.giving import WipePanel
from app.desktop.pages.settings.safety import PassphrasePanel
from app.desktop.pages.settings.wallet import ExportPanel, NewWalletPanel
from app.desktop.parts.address_book import AddressBookView
from app.desktop.parts.help import HelpReader
from app.desktop.parts.leaving_end import LeftStep, WaitStep, WalletStep
from app.desktop.parts.leaving_steps import FileStep, IntroStep, OffLineStep, PaperStep
from app.desktop.parts.step import WayStep
from app.desktop.platform.broken import Broken
from app.desktop.widgets import Card
from app.leaving import Leaving
from core.role import Role
from core.wallet.api import KeyState, Payment, PaymentStatus, Restored, WalletShown
from core.wallet.without_home import ConsistentWallet

NAME, HOST = "Kitchen NUC", "192.168.1.20"
LINES = ["velvet orbit canyon lemon", "harvest pistol onward sketch", "tulip remote gravel cousin", "mosaic lantern"]
SHOWN = WalletShown(NAME, "bitcoin", "7a3f90c1", "xpub", "wpkh(0)", "wpkh(1)", 3, False, KeyState.OPEN)
SHEET = tuple(["abandon"] * 12)


class _NoFile(Leaving):
    """A way out before its file was read."""

    def __init__(self) -> None:
        self.online = False


def beside_the_wallet(controller: Controller) -> Iterator[QWidget]:
    """What is shown without an open wallet. `controller` asks nobody for anything."""
    yield OnboardingChoice()
    shelf = GuideShelf()
    shelf.open_shelf()
    yield shelf
    for name in (*GUIDES, *CASES):
        reader = HelpReader(NAME)
        reader.read(name)
        yield reader
    yield PracticeStart(Onboarding(controller))
    for step in _steps(controller):
        setup = Setup()
        setup.show_step(step)
        step.open_step()
        yield setup
        step.give_up()
    locked = LockedPage(controller)
    locked.open_page()
    yield locked
    ended = StateStore(State(wipe=WipeView("", done=True)))
    wiped = WipedPage(Controller(controller.home, ended, controller.jobs, controller.practice))
    wiped.open_page()
    yield wiped
    yield Broken("none is")


def _steps(controller: Controller) -> Iterator[WayStep]:
    out = Path(NAME)
    yield VaultStep()
    yield LinkStep(controller.jobs, lambda _: (HOST, 0))
    yield WordsStep(LINES, _nothing, time.monotonic())
    yield SheetStep(controller.sheets)
    yield KeyStep(HOST, same_machine=False)
    yield MakingStep()
    yield ServerStep(NAME, "signet")
    yield RestoreIntro()
    yield SheetWordsStep(NAME)
    yield RestoringStep(NAME)
    yield RestoredStep(Restored((SHOWN,)))
    yield IntroStep()
    yield FileStep()
    yield OffLineStep(_NoFile())
    yield from (PaperStep(role) for role in Role)
    yield WalletStep()
    yield WaitStep(out)
    yield LeftStep(out, ConsistentWallet("bitcoin", SHOWN.fingerprint, SHOWN.epoch, SHEET, SHEET, 0))


def of_the_wallet(controller: Controller, draft: Draft) -> Iterator[QWidget]:
    """What an open wallet's pages show beside themselves. `draft` is a payment that nobody makes."""
    state, now = controller.state, int(time.time())
    network = state.key.network if state.key else ""
    drill = DrillView(controller.sheets)
    drill.open_view()
    yield drill
    coins, many, psbt = ChooseCoins(state.unit), ReadMany(network, state.unit), OpenPsbt()
    coins.show_coins(state.coins, (), state.unit)
    many.show_lines(draft.lines)
    yield from (SendForm(controller), coins, many, psbt)
    compared = CompareLogs(controller)
    compared.open_view()
    yield compared
    book = AddressBookView(controller, network)
    book.show_book(state, "", "")
    yield book
    yield SendReview(draft, {}, NAME, NAME, state, now, _nothing)
    payment = Payment(bytes(16), bytes(32), PaymentStatus.ASKED, b"", bytes(32), now, now)
    signing = SendSigning(controller, payment, draft, {}, _nothing)
    signing.show_state(replace(state, payments=(payment,)))
    yield signing
    export, made = ExportPanel(), NewWalletPanel(controller)
    if state.key is not None:
        export.show_key(state.key)
    made.show_cosigners(state)
    wipe, passphrase = WipePanel(controller), PassphrasePanel(controller)
    place = Card(export, made, passphrase, wipe)
    for panel in (export, made, passphrase, wipe):
        panel.show()
    for panel in (export, made, passphrase):
        panel.open_panel()
    wipe.open_panel(tuple((name, False) for name in state.wallets))
    yield place


def _nothing(*_: object, **__: object) -> None:
    """Nobody is there."""
