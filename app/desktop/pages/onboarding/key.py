"""The key: its name and network, then both sides make it together."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication

from app.desktop.parts.step import WayStep
from app.desktop.text.sentences import doing, sentence
from app.desktop.widgets import Card, Col, Field, Group, Mark, Notice, Row, Segmented, Text
from app.desktop.widgets.course import Course, Deed
from app.desktop.widgets.layout import Item
from core.codec.names import composed, must_be_a_name
from core.errors import BadInput, TandemError
from core.protocol.progress import ProgressStep

translate = QCoreApplication.translate

NETWORKS = ("signet", "testnet4", "regtest", "bitcoin")
WIDE = 480  # px
MAKING = {ProgressStep.OWN_HALF: "computer", ProgressStep.OTHER_HALF: "check"}


class KeyStep(WayStep):
    """Name and network of the first wallet."""

    AT = 3

    def __init__(self, cosigner: str, same_machine: bool) -> None:
        """`cosigner` is where it is; `same_machine` that it is here, which protects nothing (N1)."""
        self.name = Field(
            translate("Onboarding", "Name of the wallet"),
            translate("Onboarding", "Everyday"),
            help=translate("Onboarding", "Both devices show it."),
        )
        self.name.setMaximumWidth(WIDE)
        self.network = Segmented(
            [
                ("Signet", translate("Onboarding", "test coins")),
                ("Testnet4", translate("Onboarding", "test coins")),
                ("Regtest", translate("Onboarding", "your own node")),
                ("Bitcoin", translate("Onboarding", "real money")),
            ],
            name=translate("Onboarding", "Network"),
        )
        self.real = Notice(
            translate("Onboarding", "Without recovery sheets a lost device loses the coins"),
            translate("Onboarding", "Make both sheets before you receive, and keep amounts small for now."),
            "warn",
        )
        self.real.hide()
        here = Notice(
            translate("Onboarding", "Both halves are on this machine: this protects nothing"),
            translate(
                "Onboarding", "Who has this machine has the whole key. Use a second machine for anything of worth."
            ),
            "warn",
        )
        above: list[Item] = [here] if same_machine else []
        super().__init__(
            translate("Onboarding", "Make the key"),
            translate("Onboarding", "Paired with the co-signer at {0}. Now both make a key together.").format(cosigner),
            *above,
            self.name,
            Group(Col(Text(translate("Onboarding", "Network"), "label", "text2"), self.network, gap=6)),
            self.real,
            forward=translate("Onboarding", "Make the key together"),
        )
        self.network.changed.connect(lambda _: self.real.setVisible(self.chosen_network() == "bitcoin"))
        self.name.changed.connect(lambda _: self.name.set_error(""))
        self.name.entered.connect(self.forward.click)

    def note(self) -> str:
        return translate("Onboarding", "A wallet's network never changes. You can make more wallets later.")

    def open_step(self) -> None:
        """The keyboard goes to the name."""
        self.name.editor.setFocus()

    def chosen_network(self) -> str:
        """As core names it."""
        return NETWORKS[self.network.current()]

    def take(self) -> str | None:
        """The name; None, with the reason at the field, when it is none."""
        name = composed(self.name.text().strip())
        try:
            must_be_a_name(name)
        except BadInput as error:
            self.name.set_error(sentence(error))
            self.name.editor.setFocus()
            return None
        return name


class MakingStep(WayStep):
    """The key is being made."""

    AT = 3

    def __init__(self) -> None:
        self.mark = Mark(132, left=False, right=False, name=translate("Onboarding", "Two halves, not made yet"))
        self.course = Course(
            (
                Deed("line", translate("Onboarding", "A private line to the co-signer"), "both", "", 12),
                Deed(
                    "computer",
                    translate("Onboarding", "This computer and the co-signer draw their halves"),
                    "cosigner",
                    translate("Onboarding", "Each half stays where it was drawn"),
                    waits=True,
                ),
                Deed(
                    "check",
                    translate("Onboarding", "Each proves that its half is sound, and both keep it on disk"),
                    "both",
                    translate("Onboarding", "A first signature together, thrown away, shows that it works"),
                ),
            )
        )
        self.course.late.connect(self._late)
        self.notice = Notice("", "", "warn")
        self.notice.hide()
        super().__init__(
            translate("Onboarding", "Your key is being made in two places"),
            translate("Onboarding", "No device ever holds it whole, not even now. This takes a few seconds."),
            Row(self.mark, (Card(self.course, title=translate("Onboarding", "Making the key together")), 1), gap=32),
            self.notice,
            back=translate("Onboarding", "Back"),
            forward=translate("Onboarding", "Try again"),
        )

    def note(self) -> str:
        return translate("Onboarding", "If the connection breaks, both sides throw this run away and begin a new one.")

    def open_step(self) -> None:
        """It starts, or starts again."""
        self.heading.setText(self.accessibleName())
        self.course.start_course()
        self.notice.announce("")
        self.forward.hide()
        self.back.hide()
        self.mark.set(left=False, right=False, name=translate("Onboarding", "Two halves, not made yet"))

    def said(self, event: Any) -> None:
        """An Event of key generation."""
        key = MAKING.get(event.step)
        if key is None:
            self.course.tell(doing(event))
            return
        if self.course.key != key:
            self.course.at(key)
        self.mark.set(left=True, right=key == "check", name=doing(event))

    def done(self) -> None:
        """Both have it."""
        self.course.finish()
        self.mark.set(left=True, right=True, name=translate("Onboarding", "Both halves are made"))
        self.mark.join()

    def failed(self, error: TandemError) -> None:
        """It was not made."""
        self.heading.setText(translate("Onboarding", "The key was not made"))
        self.course.fail(sentence(error))
        self.notice.announce(
            translate("Onboarding", "Nothing is lost"),
            translate("Onboarding", "Nothing was ever received with it. Look at the co-signer, then try again."),
            "danger",
        )
        self.forward.show()
        self.back.show()
        self.forward.setFocus()

    def _late(self, key: str, seconds: int) -> None:
        title = (
            translate("Onboarding", "The co-signer has not answered for {0}\u00a0s")
            if key == "computer"
            else translate("Onboarding", "This takes longer than usual: {0}\u00a0s")
        )
        text = translate(
            "Onboarding", "Look whether it still runs and is in the same network. After 30 s this stops by itself."
        )
        self.notice.announce(title.format(seconds), text, "warn")
