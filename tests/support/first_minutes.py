"""Somebody in their first minutes: clicks and types in the real window, from the choice to an open wallet."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt

from app.desktop.model.state import Phase
from app.desktop.pages.onboarding.key import KeyStep
from app.desktop.pages.onboarding.link import LinkStep
from app.desktop.pages.onboarding.restore import RestoreIntro
from app.desktop.pages.onboarding.server import ServerStep
from app.desktop.pages.onboarding.sheet import SheetStep
from app.desktop.pages.onboarding.vault import VaultStep
from app.desktop.pages.onboarding.words import WordsStep
from app.desktop.parts.step import WayStep
from tests.support.other_side import OtherSide
from tests.support.practised import Desk, choices, click, press, wait, write

Kind = TypeVar("Kind", bound=WayStep)
PASSPHRASE = "correct horse battery staple"


class Person:
    """Somebody at this computer."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.desk = Desk(home)

    def start_again(self) -> None:
        """Close the window and start the program again."""
        self.desk.stop()
        self.desk = Desk(self.home)

    def on(self, kind: type[Kind]) -> Kind:
        """The step on the screen, waited for."""
        wait(lambda: self.desk.window.onboarding_page.setup is not None, kind.__name__)
        setup = self.desk.window.onboarding_page.setup
        wait(lambda: isinstance(setup.step, kind), f"{kind.__name__} instead of {setup.step}")
        step = setup.step
        assert isinstance(step, kind)
        assert step.isVisible()
        return step

    def choose_real(self) -> None:
        choice = self.desk.window.onboarding_page.choice
        click(choice.real_card)
        click(choice.go)

    def choose_lost(self) -> None:
        """The computer that had the wallets is lost."""
        click(self.desk.window.onboarding_page.choice.restore)
        click(self.on(RestoreIntro).forward)

    def make_vault(self) -> LinkStep:
        step = self.on(VaultStep)
        write(step.first.editor, PASSPHRASE)
        press(step.first.editor, Qt.Key.Key_Return)
        write(step.second.editor, PASSPHRASE)
        press(step.second.editor, Qt.Key.Key_Return)
        return self.on(LinkStep)

    def unlock(self) -> None:
        """Open the vault that is there."""
        locked = self.desk.window.locked
        assert locked.isVisible()
        write(locked.passphrase.editor, PASSPHRASE)
        press(locked.passphrase.editor, Qt.Key.Key_Return)
        wait(lambda: self.desk.state.phase is not Phase.LOCKED, "unlocked")

    def find(self, link: str) -> None:
        step = self.on(LinkStep)
        step.put(link)
        click(step.forward)

    def pick(self, line: str) -> WordsStep:
        """The line of the words that the co-signer shows."""
        step = self.on(WordsStep)
        number = next(i for i, button in enumerate(step.lines.lines()) if button.text() == line)
        click(step.lines.lines()[number])
        click(step.forward)
        return step

    def pair(self, other: OtherSide) -> SheetStep:
        self.find(other.link())
        self.on(WordsStep)
        self.pick(other.words())
        other.says("yes")
        return self.on(SheetStep)

    def put_off(self) -> KeyStep:
        """The recovery sheet comes later."""
        click(self.on(SheetStep).later)
        return self.on(KeyStep)

    def make_sheet(self) -> KeyStep:
        """Write the words down, and type the three that are asked for."""
        maker = self.on(SheetStep).maker
        click(maker.forward)
        wait(lambda: maker.grid.words, "the words")
        paper = maker.grid.words
        click(maker.forward)
        for field in maker.fields:
            write(field.editor, paper[int(field.label.text().split()[-1]) - 1])
            press(field.editor, Qt.Key.Key_Return)
        return self.on(KeyStep)

    def make_key(self, name: str, network: int = 2) -> ServerStep:
        step = self.on(KeyStep)
        click(choices(step.network)[network])
        step.name.set_text(name)
        click(step.forward)
        return self.on(ServerStep)
