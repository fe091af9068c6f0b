"""Four words on both screens: the person picks the co-signer's line out of four, then both wait for its yes."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QTimer

from app.desktop.parts.step import WayStep
from app.desktop.text import format
from app.desktop.widgets import Button, Card, Text
from app.desktop.widgets.course import Course, Deed
from app.desktop.widgets.radio_list import RadioList

translate = QCoreApplication.translate

LIFETIME = 600  # seconds that a link can be used


class WordsStep(WayStep):
    """Which line does the co-signer show? The answer goes to `answer`, once."""

    AT = 1

    def __init__(
        self, lines: list[str], answer: Callable[[int | None], object], since: float, *, restores: bool = False
    ) -> None:
        """`since` is when the link was used, in monotonic seconds; `restores`: wallets of a lost computer come back."""
        self._answer, self._since = answer, since
        self.answered = self.over = False  # over: nobody answered while the link could be used
        question = translate("Onboarding", "Which line does the co-signer show?")
        self.lines = RadioList([line.replace(" ", "   ") for line in lines], question, "word")
        self.none = Button(translate("Onboarding", "None of these"), "danger", "x")
        self.left = Text("", "small", "text3")
        self.course = Course(
            (
                Deed("found", translate("Onboarding", "Co-signer found"), "cosigner"),
                Deed("words", translate("Onboarding", "You compared the words"), "computer"),
                Deed(
                    "confirm",
                    translate("Onboarding", "The co-signer confirms too"),
                    "cosigner",
                    translate("Onboarding", "Answer yes on the co-signer, if it shows the words you chose."),
                    LIFETIME,
                    waits=True,
                ),
                Deed("paired", translate("Onboarding", "Paired for good"), "both"),
            )
        )
        self.meant = Text(
            translate(
                "Onboarding",
                "The co-signer says too that this computer is to take the place of a lost one. That is so: go on.",
            ),
            "body",
            "text2",
            wrap=True,
        )
        self.waiting = Card(self.course, title=translate("Onboarding", "Pairing"))
        self.waiting.hide()
        self.why = Text(
            translate(
                "Onboarding",
                "The words come from both sides. If someone sat between the two devices, they would differ.",
            ),
            "body",
            "text2",
            wrap=True,
        )
        super().__init__(
            question,
            translate(
                "Onboarding", "Look at its screen. One of these lines has the same four words in the same order."
            ),
            self.lines,
            self.why,
            *([self.meant] if restores else []),
            self.waiting,
            forward=translate("Onboarding", "It shows this line"),
            beside=[self.left, self.none],
        )
        self.forward.setEnabled(False)
        self.lines.chosen.connect(lambda _: self.forward.setEnabled(True))
        self.lines.decided.connect(self._say)
        self.forward.clicked.connect(lambda: self._say(self.lines.current()))
        self.none.clicked.connect(lambda: self._say(None))
        self._tick = QTimer(self, interval=1000)
        self._tick.timeout.connect(self._count)
        self._tick.start()
        self._count()

    def note(self) -> str:
        return translate("Onboarding", "If the words differ, stop: both sides forget the attempt and nothing is kept.")

    def open_step(self) -> None:
        """The keyboard goes to the lines."""
        self.lines.focus()

    def _count(self) -> None:
        left = LIFETIME - (time.monotonic() - self._since)
        self.left.setText(translate("Onboarding", "{0} left").format(format.left(left)))
        if left <= 0:
            self._tick.stop()
            self.over = not self.answered
            self.give_up()

    def _say(self, choice: int | None) -> None:
        if self.answered:
            return
        self.answered = True
        for part in (self.lines, self.why, self.none, self.forward):
            part.hide()
        self.heading.setText(translate("Onboarding", "Now the co-signer's yes"))
        self.lead.setText(translate("Onboarding", "Both sides must agree. To stop, answer no there."))
        self.waiting.show()
        self.course.at("found")
        self.course.at("words")
        self.course.at("confirm")
        self._answer(choice)

    def give_up(self) -> None:
        """The window leaves: none of them."""
        if not self.answered:
            self.answered = True
            self._answer(None)
