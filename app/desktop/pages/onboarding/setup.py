"""The frame of the way to a real wallet: where we are on the left, one thing at a time on the right."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.desktop.look.theme import color
from app.desktop.parts.step import StepStack, WayStep
from app.desktop.widgets import Button, Card, Mark, Row, Steps, StepView, Text
from app.desktop.widgets.painting import painter
from app.desktop.widgets.trust import State

translate = QCoreApplication.translate

RAIL = 252  # px


class Setup(QWidget):
    """The rail with the parts of the way, and the step that is on."""

    def __init__(self) -> None:
        super().__init__()
        self.steps, self._note = Steps(), Text("", "small", "text2", wrap=True)
        self.put_off: set[int] = set()  # parts of the way that come later
        self.restores = False  # it is the way of a lost computer's wallets
        self._stack = StepStack()
        rail = _Rail()
        side = QVBoxLayout(rail)
        side.setContentsMargins(26, 28, 22, 24)
        side.addLayout(Row(Mark(28), Text("Tandem", "title"), None, gap=10))
        side.addSpacing(34)
        side.addWidget(self.steps)
        side.addStretch()
        side.addWidget(self._note)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(rail)
        row.addWidget(self._stack, 1)

    def show_step(self, step: WayStep) -> None:
        """Put a step on; the one before is dropped with whatever was typed into it."""
        first = (translate("Onboarding", "Passphrase"), translate("Onboarding", "Pair the co-signer"))
        last = translate("Onboarding", "Choose a server")
        names, at, late = [*first, *_made(), last], step.AT, self.put_off
        if self.restores:  # one more before the first
            names, at, late = [translate("Onboarding", "What you need"), *first, *_back(), last], step.AT + 1, set()
        if other := step.parts():
            names, at, late = list(other), step.AT, set()
        states: list[State] = ["done" if i < at and i not in late else "todo" for i in range(len(names))]
        states[at] = "now"
        self.steps.set([StepView(name, state, who="both") for name, state in zip(names, states, strict=True)])
        self._note.setText(step.note())
        self._stack.show_step(step)

    @property
    def step(self) -> WayStep | None:
        """The step that is on."""
        return self._stack.step


def _made() -> tuple[str, str]:
    """Parts of the way to a new wallet."""
    return translate("Onboarding", "Recovery sheet"), translate("Onboarding", "Make the key")


def _back() -> tuple[str, str]:
    """Parts of the way back of those that a lost computer had."""
    return translate("Onboarding", "The 24 words"), translate("Onboarding", "The wallets come back")


class _Rail(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(RAIL)

    def paintEvent(self, _event: QPaintEvent) -> None:
        p = painter(self)
        p.fillRect(self.rect(), color("sidebar"))
        p.fillRect(self.width() - 1, 0, 1, self.height(), color("line"))


def command(text: str, name: str) -> Card:
    """A command to type on another machine, with a button that copies it."""
    copy = Button("", "quiet", "copy", compact=True, name=name)
    copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(text))
    card = Card(Row((Text(text, "mono", keep=True), 1), copy), flat=True, pad=0)
    card.box.setContentsMargins(14, 4, 6, 4)
    return card
