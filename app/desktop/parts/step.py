"""A step of a way that has several: one thing to do, with the way back and the way on at its foot."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.desktop.look.fonts import dp
from app.desktop.look.theme import SIZE
from app.desktop.widgets import Button, Divider, Page, Row, Text
from app.desktop.widgets.layout import Item

FOOT = (32, 14, 32, 14)


class WayStep(QWidget):
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
        self.place = Text("", "caption", "text2", wrap=True)
        self.place.hide()
        page = Page("", "", self.place, self.heading, self.lead, 2, *content, None)
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

    def parts(self) -> tuple[str, ...]:
        """The parts of the way it belongs to, where that is not the one of whoever shows it."""
        return ()

    def give_up(self) -> None:
        """The window leaves, or locks: what nobody must find here is gone, and nothing goes on by itself."""


class StepStack(QStackedWidget):
    """The step that is on, alone; one that is dropped takes with it whatever was typed into it."""

    @property
    def step(self) -> WayStep | None:
        """The step that is on."""
        shown = self.currentWidget()
        return shown if isinstance(shown, WayStep) else None

    def show_step(self, step: WayStep) -> None:
        """Put it on in place of the one before."""
        before = self.currentWidget()
        self.addWidget(step)
        self.setCurrentWidget(step)
        if before is not None:
            self.removeWidget(before)
            before.deleteLater()


class Strut(QWidget):
    """Keeps the foot as high as a button while it shows none."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(0, dp(SIZE["control"]))
