"""The key: its name and network, then both sides make it together."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication

from app.desktop.pages.first_run_setup import SetupStep
from app.desktop.sentences import sentence, step
from app.desktop.widgets import Card, Col, Field, Group, Mark, Notice, Row, Segmented, Text
from app.desktop.widgets.course import Course, Deed
from app.desktop.widgets.layout import Item
from core.errors import TandemError

translate = QCoreApplication.translate

NETWORKS = ("signet", "testnet4", "regtest", "bitcoin")
LONGEST = 64  # characters of a name
WIDE = 480  # px
MAKING = {"this computer draws its half": "computer", "the co-signer has drawn its half": "check"}


class KeyStep(SetupStep):
    """Name and network of the first wallet."""

    AT = 2

    def __init__(self, cosigner: str, same_machine: bool) -> None:
        """`cosigner` is where it is; `same_machine` that it is here, which protects nothing (N1)."""
        self.name = Field(
            translate("FirstRun", "Name of the wallet"),
            translate("FirstRun", "Everyday"),
            help=translate("FirstRun", "Both devices show it."),
        )
        self.name.setMaximumWidth(WIDE)
        self.network = Segmented(
            [
                ("Signet", translate("FirstRun", "test coins")),
                ("Testnet4", translate("FirstRun", "test coins")),
                ("Regtest", translate("FirstRun", "your own node")),
                ("Bitcoin", translate("FirstRun", "real money")),
            ],
            name=translate("FirstRun", "Network"),
        )
        self.real = Notice(
            translate("FirstRun", "Recovery sheets do not exist yet"),
            translate("FirstRun", "Losing either device loses the coins, for now. Keep amounts small."),
            "warn",
        )
        self.real.hide()
        here = Notice(
            translate("FirstRun", "Both halves are on this machine: this protects nothing"),
            translate(
                "FirstRun", "Who has this machine has the whole key. Use a second machine for anything of worth."
            ),
            "warn",
        )
        here.setVisible(same_machine)
        above: list[Item] = [here] if same_machine else []
        super().__init__(
            translate("FirstRun", "Make the key"),
            translate("FirstRun", "Paired with the co-signer at {0}. Now both make a key together.").format(cosigner),
            *above,
            self.name,
            Group(Col(Text(translate("FirstRun", "Network"), "label", "text2"), self.network, gap=6)),
            self.real,
            forward=translate("FirstRun", "Make the key together"),
        )
        self.network.changed.connect(lambda _: self.real.setVisible(self.chosen_network() == "bitcoin"))
        self.name.changed.connect(lambda _: self.name.set_error(""))
        self.name.entered.connect(self.forward.click)

    def note(self) -> str:
        return translate("FirstRun", "A wallet's network never changes. You can make more wallets later.")

    def begin(self) -> None:
        """The keyboard goes to the name."""
        self.name.editor.setFocus()

    def chosen_network(self) -> str:
        """As core names it."""
        return NETWORKS[self.network.current()]

    def take(self) -> str | None:
        """The name; None, with the reason at the field, when it is none."""
        name = self.name.text().strip()
        if not 0 < len(name) <= LONGEST or not name.isprintable():
            self.name.set_error(translate("FirstRun", "A name has 1 to {0} characters.").format(LONGEST))
            self.name.editor.setFocus()
            return None
        return name


class MakingStep(SetupStep):
    """The key is being made."""

    AT = 2

    def __init__(self) -> None:
        self.mark = Mark(132, left=False, right=False, name=translate("FirstRun", "Two halves, not made yet"))
        self.course = Course(
            (
                Deed("line", translate("FirstRun", "A private line to the co-signer"), "both", "", 12),
                Deed(
                    "computer",
                    translate("FirstRun", "This computer and the co-signer draw their halves"),
                    "cosigner",
                    translate("FirstRun", "Each half stays where it was drawn"),
                    waits=True,
                ),
                Deed(
                    "check",
                    translate("FirstRun", "Each proves that its half is sound, and both keep it on disk"),
                    "both",
                    translate("FirstRun", "A first signature together, thrown away, shows that it works"),
                ),
            )
        )
        self.course.late.connect(self._late)
        self.notice = Notice("", "", "warn")
        self.notice.hide()
        super().__init__(
            translate("FirstRun", "Your key is being made in two places"),
            translate("FirstRun", "No device ever holds it whole, not even now. This takes a few seconds."),
            Row(self.mark, (Card(self.course, title=translate("FirstRun", "Making the key together")), 1), gap=32),
            self.notice,
            back=translate("FirstRun", "Back"),
            forward=translate("FirstRun", "Try again"),
        )

    def note(self) -> str:
        return translate("FirstRun", "If the connection breaks, both sides throw this run away and begin a new one.")

    def begin(self) -> None:
        """It starts, or starts again."""
        self.heading.setText(self.accessibleName())
        self.course.begin()
        self.notice.announce("")
        self.forward.hide()
        self.back.hide()
        self.mark.set(left=False, right=False, name=translate("FirstRun", "Two halves, not made yet"))

    def said(self, event: Any) -> None:
        """An Event of key generation."""
        key = MAKING.get(event.text)
        if key is None:
            self.course.tell(step(event.text))
            return
        if self.course.key != key:
            self.course.at(key)
        self.mark.set(left=True, right=key == "check", name=step(event.text))

    def done(self) -> None:
        """Both have it."""
        self.course.finish()
        self.mark.set(left=True, right=True, name=translate("FirstRun", "Both halves are made"))
        self.mark.join()

    def failed(self, error: TandemError) -> None:
        """It was not made."""
        self.heading.setText(translate("FirstRun", "The key was not made"))
        self.course.fail(sentence(error))
        self.notice.announce(
            translate("FirstRun", "Nothing is lost"),
            translate("FirstRun", "Nothing was ever received with it. Look at the co-signer, then try again."),
            "danger",
        )
        self.forward.show()
        self.back.show()
        self.forward.setFocus()

    def _late(self, key: str, seconds: int) -> None:
        title = (
            translate("FirstRun", "The co-signer has not answered for {0}\u00a0s")
            if key == "computer"
            else translate("FirstRun", "This takes longer than usual: {0}\u00a0s")
        )
        text = translate(
            "FirstRun", "Look whether it still runs and is in the same network. After 30 s this stops by itself."
        )
        self.notice.announce(title.format(seconds), text, "warn")
