"""The first minutes: from the choice to an open wallet. What was made before the program ended is gone on with."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.desktop.controller.controller import Controller
from app.desktop.controller.onboarding import Answer, Onboarding
from app.desktop.model.snapshot import is_here
from app.desktop.model.state import Phase
from app.desktop.pages.onboarding.choice import OnboardingChoice
from app.desktop.text.sentences import sentence
from app.desktop.widgets.focus import FocusRing
from core.errors import BadInput, InputKind, RefusalKind, TandemError
from core.secret import Secret

if TYPE_CHECKING:
    from core.wallet.api import PairedCosigner, Restored

ABOUT_THE_SHEET = (RefusalKind.SHEET_UNKNOWN, InputKind.SHEET_MADE)  # why its words open nothing here
PAINT_FIRST_MS = 60  # practice begins after the window has been painted


class OnboardingPage(QWidget):
    """Shows one thing at a time and knows what comes after it. The steps of a real wallet are loaded when needed."""

    def __init__(self, controller: Controller, onboarding: Onboarding) -> None:
        super().__init__()
        self._controller, self._onboarding = controller, onboarding
        self._pages = QStackedWidget()
        self.choice = OnboardingChoice()
        self.choice.practise.connect(self.practise)
        self.choice.real.connect(self.real)
        self.choice.lost.connect(self.restore)
        self.choice.both.connect(self.go_out)
        self.choice.guides.connect(self.show_guides)
        self.guides: Any = None  # once somebody wants to read
        self.wiped: Any = None  # once this computer is given away
        self.leaving: Any = None  # the way out, once somebody has taken it
        self._wants_restore = False  # whoever unlocks now wants the wallets of a lost computer
        self._typed: tuple[str, ...] = ()  # words of its paper, until they were used
        self._pages.addWidget(self.choice)
        self.practice: Any = None
        self.setup: Any = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)
        self.ring = FocusRing(self)

    def open_page(self) -> None:
        """It is shown (again): practice goes on by itself, a vault without a key goes on where it stood."""
        if self._controller.state.wipe is not None:
            self._show_wipe()
        elif self._controller.state.settings.practice and self._controller.wallet is None:
            self._show_practice()
            QTimer.singleShot(PAINT_FIRST_MS, self, self._go_on)
        elif self._controller.wallet is not None:
            if self._wants_restore or self._onboarding.restoring() is not None:
                self.restore(again=self._onboarding.restoring() is not None)
            else:
                self.real()
        else:
            self._show_choice()

    def _show_wipe(self) -> None:
        from app.desktop.pages.onboarding.wiped import WipedPage

        if self.wiped is None:
            self.wiped = WipedPage(self._controller)
            self.wiped.closed.connect(self.open_page)
            self._pages.addWidget(self.wiped)
        self._pages.setCurrentWidget(self.wiped)
        self.wiped.open_page()

    def _show_choice(self) -> None:
        self._pages.setCurrentWidget(self.choice)
        self.choice.focus_card()

    def show_guides(self) -> None:
        """What can be read before anything is made."""
        from app.desktop.pages.onboarding.guides import GuideShelf

        if self.guides is None:
            self.guides = GuideShelf()
            self.guides.closed.connect(self._close_guides)
            self._pages.addWidget(self.guides)
        self._pages.setCurrentWidget(self.guides)
        self.guides.open_shelf()

    def _close_guides(self) -> None:
        self._pages.setCurrentWidget(self.choice)
        self.choice.read.setFocus()

    # -------------------------------------------------------------- practice
    def practise(self) -> None:
        """Start practice."""
        self._show_practice()
        self.practice.start_practice()

    def _go_on(self) -> None:
        if self._controller.state.phase is Phase.NEW and self._controller.wallet is None:
            self.practise()

    def _show_practice(self) -> None:
        from app.desktop.pages.onboarding.practice import PracticeStart

        if self.practice is None:
            self.practice = PracticeStart(self._onboarding)
            self.practice.left.connect(self._leave_practice)
            self._pages.addWidget(self.practice)
        self._pages.setCurrentWidget(self.practice)

    def _leave_practice(self) -> None:
        self._controller.set(practice=False)
        self._show_choice()

    # -------------------------------------------------------------- a real wallet
    def real(self) -> None:
        """The next step to a real wallet: passphrase, co-signer, key."""
        self._choose_way(restores=False)
        if self._controller.wallet is None:
            if (self._controller.home / "vault").exists():
                self._controller.store.write(phase=Phase.LOCKED)
            else:
                self._ask_passphrase()
        elif self._controller.wallet.cosigner is None or self._onboarding.restoring() is not None:
            self._ask_link()
        else:
            self._ask_sheet()

    def _show_step(self, step: Any) -> None:
        self.setup.show_step(step)
        self._pages.setCurrentWidget(self.setup)
        step.open_step()

    def _choose_way(self, *, restores: bool) -> None:
        from app.desktop.pages.onboarding.setup import Setup

        if self.setup is None:
            self.setup = Setup()
            self._pages.addWidget(self.setup)
        self._wants_restore = self.setup.restores = restores
        if not restores:
            self._typed = ()

    def _ask_passphrase(self) -> None:
        from app.desktop.pages.onboarding.vault import VaultStep

        step = VaultStep()

        def go_on() -> None:
            passphrase = step.take()
            if passphrase is not None:
                self._onboarding.open_vault(
                    passphrase, lambda _: self._ask_link(), lambda error: step.failed(sentence(error))
                )

        step.back.clicked.connect(self._back)
        step.forward.clicked.connect(go_on)
        self._show_step(step)

    def _ask_link(self, error: TandemError | None = None) -> None:
        from app.desktop.pages.onboarding.link import LinkStep

        restores = self._wants_restore
        step = LinkStep(self._controller.jobs, self._onboarding.read_link, restores=restores)
        following = self._ask_words_of_sheet if restores else self._ask_sheet

        def go_on() -> None:
            link = step.take()
            if link is not None:
                step.looking()
                self._onboarding.pair(link, self._ask_words, lambda _: following(), failed, restores=restores)

        def failed(error: TandemError) -> None:
            if getattr(self.setup.step, "over", False):  # nobody said that the words differ
                error = BadInput("the link has expired; make a new one", InputKind.LINK_OVER)
            if self.setup.step is step:
                step.failed(error)
            else:
                self._ask_link(error)

        step.back.clicked.connect(self._back)
        step.forward.clicked.connect(go_on)
        self._show_step(step)
        if error is not None:
            step.failed(error)

    def _ask_words(self, lines: list[str], answer: Answer) -> None:
        from app.desktop.pages.onboarding.words import WordsStep

        self._show_step(WordsStep(lines, answer, time.monotonic(), restores=self._wants_restore))

    def _back(self) -> None:
        if self._wants_restore:
            self._explain_restore()
        else:
            self._show_choice()

    # -------------------------------------------------------------- the wallets of a lost computer
    def restore(self, *, again: bool = False) -> None:
        """The next step on the way back: what is needed, passphrase, co-signer, words. `again`: it was under way."""
        self._choose_way(restores=True)
        if self._controller.wallet is None and (self._controller.home / "vault").exists():
            self._controller.store.write(phase=Phase.LOCKED)
        elif self._controller.wallet is not None and self._onboarding.restoring() is not None:
            self._ask_words_of_sheet(again=again)
        else:
            self._explain_restore()

    def _explain_restore(self) -> None:
        from app.desktop.pages.onboarding.restore import RestoreIntro

        step = RestoreIntro()
        step.back.clicked.connect(self._leave_restore)
        step.forward.clicked.connect(
            lambda: self._ask_passphrase() if self._controller.wallet is None else self._ask_link()
        )
        self._show_step(step)

    def _leave_restore(self) -> None:
        self._wants_restore = False
        self._show_choice()

    def _ask_words_of_sheet(self, why: str = "", *, again: bool = False) -> None:
        from app.desktop.pages.onboarding.restore import SheetWordsStep

        peer = self._onboarding.restoring()
        if peer is None:
            self._ask_link()
            return
        step = SheetWordsStep(peer.called, self._typed, again)

        def keep() -> None:
            self._typed = step.sheet.typed()

        def go_on() -> None:
            words = step.take()
            if words is not None:
                keep()
                self._bring_back(peer)

        def otherwise() -> None:
            keep()
            self._leave_restore()

        step.forward.clicked.connect(go_on)
        step.other_way.clicked.connect(otherwise)
        self._show_step(step)
        if why:
            step.failed(why)

    def _bring_back(self, peer: PairedCosigner) -> None:
        from app.desktop.pages.onboarding.restoring import RestoringStep

        step = RestoringStep(peer.called)

        def ask() -> None:
            self._onboarding.restore(peer.fingerprint, Secret(self._typed), step.said, done, failed)

        def ask_again() -> None:
            step.open_step()
            ask()

        def done(restored: Restored) -> None:
            self._typed = ()
            step.done()
            self._show_restored(restored)

        def failed(error: TandemError) -> None:
            if error.kind is RefusalKind.PURPOSE:
                self._ask_link(error)
            elif error.kind in ABOUT_THE_SHEET:
                self._ask_words_of_sheet(sentence(error))
            else:
                back = self._controller.open().wallets()
                step.failed(error, back[0].name if back else "")

        step.back.clicked.connect(lambda: self._ask_words_of_sheet())
        step.forward.clicked.connect(ask_again)
        step.stop.clicked.connect(self._stop)
        step.open_it.connect(lambda name: self._onboarding.finish(name, ""))
        self._show_step(step)
        ask()

    def _stop(self) -> None:
        self.leave()
        self._controller.lock()

    def _show_restored(self, restored: Restored) -> None:
        from app.desktop.pages.onboarding.restoring import RestoredStep

        step = RestoredStep(restored)
        step.forward.clicked.connect(lambda: self._ask_server(restored.wallets[0].name))
        self._show_step(step)

    # -------------------------------------------------------------- both devices are lost
    def go_out(self) -> None:
        """Both papers and a recovery file become a key for another program; no home is opened or made."""
        from app.desktop.parts.leaving import LeavingWay

        self._choose_way(restores=False)
        if self.leaving is None:
            self.leaving = LeavingWay(self._controller.jobs, self._show_step)
            self.leaving.closed.connect(self._show_choice)
        self.leaving.begin_leaving()

    def _ask_sheet(self) -> None:
        """Before the first key, which is sealed to it then; it may be put off."""
        from app.desktop.pages.onboarding.sheet import SheetStep

        if self._controller.sheets.is_made():
            self._ask_name()
            return
        step = SheetStep(self._controller.sheets)

        def later() -> None:
            self.setup.put_off.add(step.AT)
            self._ask_name()

        step.later.clicked.connect(later)
        step.maker.finished.connect(self._ask_name)
        self._show_step(step)

    def _ask_name(self, error: str = "") -> None:
        from app.desktop.pages.onboarding.key import KeyStep

        peer = self._controller.open().cosigner
        host = peer.host if peer is not None else ""
        step = KeyStep(host, is_here(host))

        def go_on() -> None:
            name = step.take()
            if name is not None:
                self._make_key(name, step.chosen_network())

        step.forward.clicked.connect(go_on)
        self._show_step(step)
        if error:
            step.name.set_error(error)

    def _make_key(self, name: str, network: str) -> None:
        from app.desktop.pages.onboarding.key import MakingStep

        step = MakingStep()

        def start() -> None:
            step.open_step()
            self._onboarding.new_key(name, network, step.said, done, failed)

        def done(made: str) -> None:
            step.done()
            self._ask_server(made)

        def failed(error: TandemError) -> None:
            if error.word == InputKind.NAME:
                self._ask_name(sentence(error))
            else:
                step.failed(error)

        step.back.clicked.connect(lambda: self._ask_name())
        step.forward.clicked.connect(start)
        self._show_step(step)
        self._onboarding.new_key(name, network, step.said, done, failed)

    def _ask_server(self, name: str) -> None:
        from app.desktop.pages.onboarding.server import ServerStep

        step = ServerStep(name, self._controller.open().show(name).network, back=self._wants_restore)

        def go_on() -> None:
            server = step.take()
            if server:
                step.asking()
                self._onboarding.try_server(name, server, lambda _: self._onboarding.finish(name, server), step.failed)
            else:
                self._onboarding.finish(name, "")

        step.forward.clicked.connect(go_on)
        step.skip.clicked.connect(lambda: self._onboarding.without_server(name))
        self._show_step(step)

    def leave(self) -> None:
        """The window closes, or locks: a question that is open is answered with no, so that the other side does not
        wait, and no word of a sheet stays."""
        self._typed = ()
        if self.leaving is not None and self.leaving.step is not None:
            self.leaving.leave()
            self._show_choice()
        step = self.setup.step if self.setup is not None else None
        if step is not None:
            step.give_up()
