"""The first steps of leaving: what it does, the file, off line, and two papers. The last ones: leaving_end.py."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.desktop.parts.sheet_entry import SheetEntry
from app.desktop.parts.step import WayStep
from app.desktop.widgets import (
    Button,
    Card,
    Checkbox,
    Col,
    Columns,
    Glyph,
    Group,
    Notice,
    NumberedWords,
    Row,
    Text,
    Tone,
    empty,
)
from app.desktop.widgets.painting import A
from app.leaving import Leaving
from core.errors import Refused
from core.role import Role
from core.secret import Secret

if TYPE_CHECKING:
    from core.wallet.without_home import ConsistentWallet

translate = QCoreApplication.translate

LOOK_MS = 1_000  # how often it is looked whether this machine is off line


class LeavingStep(WayStep):
    """One of this way."""

    def parts(self) -> tuple[str, ...]:
        return (
            translate("Leaving", "What it does"),
            translate("Leaving", "The recovery file"),
            translate("Leaving", "Off line"),
            translate("Leaving", "Both papers"),
            translate("Leaving", "The key"),
            translate("Leaving", "Move the coins"),
        )

    def say_place(self) -> None:
        """Which of the parts it is, above the title: for whoever shows no rail."""
        parts = self.parts()
        self.place.setText(translate("Leaving", "Part {0} of {1}: {2}").format(self.AT + 1, len(parts), parts[self.AT]))
        self.place.show()

    def open_step(self) -> None:
        """The keyboard goes to the way on."""
        self.forward.setFocus()


def _back() -> str:
    return translate("Leaving", "Back")


def stop() -> str:
    """The button that gives up what was typed."""
    return translate("Leaving", "Stop")


def point(icon: str, title: str, text: str) -> QWidget:
    """One thing to know: an icon, what it is, and a line about it."""
    words = Col(Text(title, "strong", wrap=True), Text(text, "small", "text2", wrap=True), gap=1)
    return Group(Row(Glyph(icon, "accent", 20), (words, 1), gap=12, align=A.AlignTop))


class IntroStep(LeavingStep):
    """What it does, what is needed, and what follows."""

    AT = 0

    def __init__(self) -> None:
        needed = Card(
            point(
                "file-text",
                translate("Leaving", "Both papers, 24 words each"),
                translate(
                    "Leaving",
                    "The computer's and the co\u2011signer's. Of a paper that was exchanged, the one "
                    "whose fingerprint the file names.",
                ),
            ),
            point(
                "download",
                translate("Leaving", "A recovery file"),
                translate("Leaving", "From either device, of any day after both papers were in force."),
            ),
            point(
                "monitor",
                translate("Leaving", "A machine that is off line"),
                translate("Leaving", "This one, if it is taken off every network. Best is one that needs none again."),
            ),
            title=translate("Leaving", "What you need"),
            gap=14,
        )
        follows = Card(
            point(
                "triangle-alert",
                translate("Leaving", "The key is whole then"),
                translate(
                    "Leaving",
                    "On that machine, and wherever the new file lies: whoever reads it has all coins, "
                    "without rules and without a second yes.",
                ),
            ),
            point(
                "arrow-up-right",
                translate("Leaving", "The coins go to a new wallet"),
                translate("Leaving", "At once, with Bitcoin Core or Sparrow. Nothing is received with this one again."),
            ),
            point(
                "eye-off",
                translate("Leaving", "No amounts are shown"),
                translate("Leaving", "Off line nobody knows them, and the key itself is shown nowhere."),
            ),
            title=translate("Leaving", "What follows"),
            gap=14,
        )
        one = Notice(
            translate("Leaving", "Is only one device lost?"),
            translate(
                "Leaving",
                "Then this is the wrong way: it comes back with its own paper and the other device, "
                "and no key is ever whole.",
            ),
            "warn",
        )
        super().__init__(
            translate("Leaving", "Leave Tandem: both papers become a key"),
            translate(
                "Leaving",
                "For the day when both devices are lost, or when you want to go. It is done once, and "
                "never taken back.",
            ),
            Columns((needed, 1), (follows, 1)),
            one,
            back=_back(),
            forward=translate("Leaving", "I have all of it"),
        )

    def note(self) -> str:
        return translate("Leaving", "Nothing happens before the ten seconds at the end.")


class FileStep(LeavingStep):
    """The recovery file, checked at once. `chosen`: a file that a person has picked."""

    AT = 1
    chosen = Signal(object)  # a Path

    def __init__(self) -> None:
        self.choose = Button(translate("Leaving", "Choose the recovery file"), "secondary", "upload")
        self.choose.clicked.connect(self._ask)
        self.notice = Notice()
        self.notice.hide()
        self.found = QVBoxLayout()
        self.found.setSpacing(16)
        super().__init__(
            translate("Leaving", "The recovery file"),
            translate("Leaving", "It is looked at here and now: whether it is of one piece, and which papers open it."),
            Row(self.choose, None),
            self.notice,
            self.found,
            back=_back(),
            forward=translate("Leaving", "These are my papers"),
        )
        self.forward.setEnabled(False)

    def open_step(self) -> None:
        """The keyboard goes to what chooses the file."""
        self.choose.setFocus()

    def _ask(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, translate("Leaving", "Open a recovery file"))
        if path:
            self.chosen.emit(Path(path))

    def show_way(self, name: str, wallets: tuple[ConsistentWallet, ...]) -> None:
        """What is in the file of this name."""
        empty(self.found)
        for wallet in wallets:
            self.found.addWidget(_wallet(wallet))
        text = translate("Leaving", "Compare both fingerprints with the papers: that they are yours, no file can tell.")
        if len(wallets) > 1:
            more = translate("Leaving", "It has several wallets. One of them leaves at a time; you name it later.")
            text = f"{text} {more}"
        self.notice.announce(translate("Leaving", "{0} is of one piece").format(name), text, "ok")
        self.forward.setEnabled(True)

    def failed(self, why: str) -> None:
        """It is no file that anybody can leave with."""
        empty(self.found)
        self.notice.announce(translate("Leaving", "This file does not open the way"), why, "danger")
        self.forward.setEnabled(False)


def _wallet(wallet: ConsistentWallet) -> Card:
    facts = translate("Leaving", "{0}, epoch {1}").format(wallet.network.capitalize(), wallet.epoch)
    sheets = []
    for role, name in (
        (Role.P1, translate("Leaving", "The computer's paper")),
        (Role.P2, translate("Leaving", "The co\u2011signer's paper")),
    ):
        words = NumberedWords(name, "mono", 3)
        words.set(wallet.sheet(role))
        sheets.append((Group(Col(Text(name, "small", "text2"), words, None, gap=6)), 1))
    title = translate("Leaving", "Wallet {0}").format(wallet.fingerprint)
    return Card(Text(facts, "small", "text2"), Columns(*sheets), title=title, gap=10)


class OffLineStep(LeavingStep):
    """Looks by itself whether this machine is off line. `insists` is the box of who knows better."""

    AT = 2

    def __init__(self, way: Leaving, why: str = "") -> None:
        """`why` it is asked for again."""
        self._way = way
        self.insists = Checkbox(
            translate("Leaving", "I know better: the key may come to be here, whatever stands below."), way.online
        )
        self.notice, self.again = Notice(), Notice()
        super().__init__(
            translate("Leaving", "Take this machine off every network"),
            translate(
                "Leaving",
                "Whoever can read what is typed here has the coins. Pull the cable and switch off the "
                "radio, before a single word is typed, until the machine is wiped or the coins have moved.",
            ),
            self.again,
            self.insists,
            self.notice,
            back=_back(),
            forward=translate("Leaving", "Go on"),
        )
        self.again.setVisible(bool(why))
        self.again.set(translate("Leaving", "It went no further"), why, "danger")
        self._clock = QTimer(self, interval=LOOK_MS)
        self._clock.timeout.connect(self.look)
        self.look()
        self._clock.start()

    def look(self) -> None:
        """Say how it stands now."""
        route = self._way.route
        said: tuple[str, str, Tone]
        if route is False:
            said = translate("Leaving", "This machine is off line"), translate("Leaving", "It has no way out."), "ok"
        elif route is None:
            said = (
                translate("Leaving", "Whether this machine is off line, it does not tell"),
                translate("Leaving", "Look yourself, and tick the box if you are sure."),
                "warn",
            )
        else:
            said = (
                translate("Leaving", "This machine has a way to the internet"),
                translate("Leaving", "It is looked at again by itself, here and before each of the next steps."),
                "warn",
            )
        if said[0] != self.notice.title():
            self.notice.set(*said)

    def take(self) -> bool:
        """Whether it may go on; else it is said why not."""
        self._way.online = self.insists.isChecked()
        self.look()
        try:
            self._way.must_be_off_line()
        except Refused:
            self.again.announce(
                translate("Leaving", "It went no further"),
                translate("Leaving", "Take this machine off every network, or tick the box."),
                "danger",
            )
            return False
        return True

    def give_up(self) -> None:
        """Nobody looks any more."""
        self._clock.stop()


class PaperStep(LeavingStep):
    """24 words of one side's paper, gone as soon as they were used."""

    AT = 3

    def __init__(self, role: Role) -> None:
        self.role = role
        if role is Role.P1:
            title = translate("Leaving", "The 24 words of the computer's paper")
            other = translate("Leaving", "That is the co\u2011signer's paper. It is typed after this one.")
        else:
            title = translate("Leaving", "The 24 words of the co\u2011signer's paper")
            other = translate("Leaving", "That is the computer's paper, which was typed before. Take the other one.")
        self.sheet = SheetEntry(role, translate("Leaving", "This is not the paper that is asked for"), other)
        super().__init__(
            title,
            translate(
                "Leaving",
                "Type them with their numbers. The first four letters of each are enough; the space "
                "bar goes to the next.",
            ),
            self.sheet,
            back=stop(),
            forward=translate("Leaving", "Go on"),
        )
        self.sheet.entered.connect(self.forward.click)

    def note(self) -> str:
        return translate("Leaving", "The words stay in memory until the file is written, and are shown no more.")

    def open_step(self) -> None:
        """The keyboard goes to the first word that is missing."""
        self.sheet.open_part()

    def take(self) -> Secret[tuple[str, ...]] | None:
        """The words, if they are those of a sheet of this side; else it is said where they are not."""
        return self.sheet.take()

    def failed(self, said: str) -> None:
        """The file is none of this paper's."""
        self.sheet.notice.announce(translate("Leaving", "The file was not made for this paper"), said, "danger")
        self.sheet.open_part()

    def give_up(self) -> None:
        """The words are gone."""
        self.sheet.forget()
