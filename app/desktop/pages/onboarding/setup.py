"""The frame of the way to a real wallet: where we are on the left, one thing at a time on the right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.desktop.look.fonts import dp
from app.desktop.look.theme import SIZE, color
from app.desktop.widgets import Button, Card, Divider, Mark, Page, Row, Steps, StepView, Text
from app.desktop.widgets.layout import Item
from app.desktop.widgets.painting import painter
from app.desktop.widgets.trust import State

translate = QCoreApplication.translate

RAIL = 252  # px
FOOT = (32, 14, 32, 14)


class SetupStep(QWidget):
    """One thing to do: title, opening line, content, and at the foot the way back and the way on."""

    AT = 0  # which part of the way it belongs to

    def __init__(
        self,
        title: str,
        lead: str,
        *content: Item,
        back: str = "",
        forward: str = "",
        beside: Sequence[QWidget] = (),
    ) -> None:
        """`beside` are further buttons, left of the way on."""
        super().__init__()
        self.back, self.forward = Button(back, "quiet"), Button(forward, "primary")
        self.heading, self.lead = Text(title, "big", wrap=True), Text(lead, "lead", "text2", wrap=True, max_width=640)
        self.setAccessibleName(title)
        page = Page("", "", self.heading, self.lead, 2, *content, None)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(page, 1)
        column.addWidget(Divider())
        left = [self.back] if back else []
        right = [self.forward] if forward else []
        column.addLayout(Row(Strut(), *left, None, *beside, *right, gap=10, margins=FOOT))

    def open_step(self) -> None:
        """It is on: the keyboard goes where something is to be done."""

    def note(self) -> str:
        """What to know meanwhile, at the foot of the rail."""
        return ""


class Strut(QWidget):
    """Keeps the foot as high as a button while it shows none."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(0, dp(SIZE["control"]))


class Setup(QWidget):
    """The rail with the parts of the way, and the step that is on."""

    def __init__(self) -> None:
        super().__init__()
        self.steps, self._note = Steps(), Text("", "small", "text2", wrap=True)
        self.put_off: set[int] = set()  # parts of the way that come later
        self.restores = False  # it is the way of a lost computer's wallets
        self._stack = QStackedWidget()
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

    def show_step(self, step: SetupStep) -> None:
        """Put a step on; the one before is dropped with whatever was typed into it."""
        first = (translate("Onboarding", "Passphrase"), translate("Onboarding", "Pair the co-signer"))
        last = translate("Onboarding", "Choose a server")
        names, at, late = [*first, *_made(), last], step.AT, self.put_off
        if self.restores:  # one more before the first
            names, at, late = [translate("Onboarding", "What you need"), *first, *_back(), last], step.AT + 1, set()
        states: list[State] = ["done" if i < at and i not in late else "todo" for i in range(len(names))]
        states[at] = "now"
        self.steps.set([StepView(name, state, who="both") for name, state in zip(names, states, strict=True)])
        self._note.setText(step.note())
        before = self._stack.currentWidget()
        self._stack.addWidget(step)
        self._stack.setCurrentWidget(step)
        if before is not None:
            self._stack.removeWidget(before)
            before.deleteLater()

    @property
    def step(self) -> SetupStep | None:
        """The step that is on."""
        shown = self._stack.currentWidget()
        return shown if isinstance(shown, SetupStep) else None


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
