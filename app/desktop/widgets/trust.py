"""Who has done what: the mark that joins when both have signed, and named steps that say whose turn it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QAbstractAnimation, QEvent, QPointF, QRectF, QSize, QVariantAnimation
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.desktop.look.fonts import width
from app.desktop.look.icons import paint_icon, paint_mark, paint_who
from app.desktop.look.theme import EASE, color, milliseconds
from app.desktop.widgets.painting import A, Laid, draw_text, lay_out, painter, rounded, translate
from app.desktop.widgets.words import who_name


class Mark(QLabel):
    """The two halves. A half that has not agreed yet is an outline; `join` slides them together, once, when signed."""

    def __init__(
        self, size: int = 32, *, left: bool = True, right: bool = True, joined: bool = False, name: str = "Tandem"
    ) -> None:
        super().__init__()
        self.left, self.right = left, right
        self._apart = 0.0 if joined else 1.0
        self.setFixedSize(size, size)
        self.setAccessibleName(name)
        self._slide = QVariantAnimation(self)
        self._slide.valueChanged.connect(self._move)

    def set(self, *, left: bool, right: bool, name: str) -> None:
        """Which halves are filled, and that state in words."""
        self.left, self.right = left, right
        self.setAccessibleName(name)
        self.update()

    def join(self, joined: bool = True) -> None:
        """Slide together, or apart again; at once when motion is left out."""
        self._slide.stop()
        target = 0.0 if joined else 1.0
        if not milliseconds("join"):
            self._move(target)
            return
        self._slide.setStartValue(self._apart)
        self._slide.setEndValue(target)
        self._slide.setDuration(milliseconds("join"))
        self._slide.setEasingCurve(EASE)
        self._slide.start(QAbstractAnimation.DeletionPolicy.KeepWhenStopped)

    def is_joined(self) -> bool:
        """Whether the halves stand together now."""
        return self._apart == 0.0

    def _move(self, apart: float) -> None:
        self._apart = apart
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        left = color("accent") if self.left else None
        right = color("peer") if self.right else None
        paint_mark(painter(self), QRectF(self.rect()), left, right, self._apart)


State = Literal["done", "now", "waiting", "failed", "todo"]


@dataclass(frozen=True, slots=True)
class StepView:
    """One deed. `who` is "computer", "cosigner" or "both"; `time` what it took, or since when we wait."""

    title: str
    state: State = "todo"
    detail: str = ""
    who: str = ""
    time: str = ""


class Steps(QWidget):
    """Three to six named deeds: done, now, waiting for whom, failed with the reason, still to do. No bare spinner."""

    def __init__(self, steps: Sequence[StepView] = (), names: Mapping[str, str] | None = None) -> None:
        """`names` are the sides' own names for screen readers, such as {"cosigner": "Kitchen NUC"}."""
        super().__init__()
        self.setAccessibleName(translate("Widgets", "Steps"))
        self._names = dict(names or {})
        self._rows: list[_StepRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.set(steps)

    def set(self, steps: Sequence[StepView]) -> None:
        """Show these steps. Rows that stay are changed in place, so that nothing flickers while time passes."""
        while len(self._rows) > len(steps):
            row = self._rows.pop()
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        for i, step in enumerate(steps):
            if i == len(self._rows):
                self._rows.append(_StepRow())
                self._column.addWidget(self._rows[i])
            who = self._names.get(step.who) or who_name(step.who)
            self._rows[i].set(step, i + 1, len(steps), who)

    def steps(self) -> list[StepView]:
        """What is shown."""
        return [row.step for row in self._rows]


_TEXT_LEFT, _DOT, _BELOW = 38, 20, 15  # px


class _StepRow(QLabel):
    def __init__(self) -> None:
        super().__init__()
        self.step, self.last = StepView(""), True
        self._laid: dict[int, tuple[Laid, Laid | None]] = {}  # by width: layouts ask many times
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set(self, step: StepView, number: int, count: int, who: str) -> None:
        if (step, number == count) != (self.step, self.last):
            self.step, self.last = step, number == count
            self._laid = {}
            self._fit()
            self.updateGeometry()
            self.update()
        states = {
            "done": translate("Widgets", "done"),
            "now": translate("Widgets", "in progress"),
            "waiting": translate("Widgets", "waiting"),
            "failed": translate("Widgets", "failed"),
            "todo": translate("Widgets", "to do"),
        }
        head = translate("Widgets", "Step {0} of {1}, {2}").format(number, count, states[step.state])
        self.setAccessibleName(f"{head}{', ' + who if who else ''}: {step.title}. {step.detail}".strip())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.StyleChange:
            self._laid = {}
        super().changeEvent(event)

    def _parts(self, wide: int) -> tuple[Laid, Laid | None]:
        """Title and detail as wrapped text."""
        if wide not in self._laid:
            self._laid[wide] = self._lay_out(wide)
        return self._laid[wide]

    def _lay_out(self, wide: int) -> tuple[Laid, Laid | None]:
        role = "strong" if self.step.state in ("now", "waiting", "failed") else "body"
        aside = width("small", self.step.time) + 12 if self.step.time else 0
        detail = lay_out(self.step.detail, "small", wide - _TEXT_LEFT) if self.step.detail else None
        return lay_out(self.step.title, role, wide - _TEXT_LEFT - aside), detail

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, wide: int) -> int:
        title, detail = self._parts(wide)
        return int(title.height + (detail.height + 1 if detail else 0) + (0 if self.last else _BELOW) + 4)

    def sizeHint(self) -> QSize:
        return QSize(280, self.heightForWidth(280))

    def minimumSizeHint(self) -> QSize:
        return QSize(180, self.heightForWidth(max(180, self.width())))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.setMinimumHeight(self.heightForWidth(self.width()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        p, step = painter(self), self.step
        title, detail = self._parts(self.width())
        first = title.height / max(1, title.layout.lineCount())
        dot = QRectF(3, 2 + (first - _DOT) / 2, _DOT, _DOT)
        if not self.last:
            p.setPen(QPen(color("ok" if step.state == "done" else "line2"), 1.5))
            x = dot.center().x()
            p.drawLine(QPointF(x, dot.bottom() + 4), QPointF(x, self.height() + dot.top() - 4))
        _paint_state(p, dot, step)
        p.setPen(color({"todo": "text3", "failed": "danger"}.get(step.state, "text")))
        title.layout.draw(p, QPointF(_TEXT_LEFT, 1))
        if detail:
            p.setPen(color("text3" if step.state == "todo" else "text2"))
            detail.layout.draw(p, QPointF(_TEXT_LEFT, 1 + title.height))
        if step.time:
            right = QRectF(_TEXT_LEFT, 1, self.width() - _TEXT_LEFT, first)
            draw_text(p, right, step.time, "small", color("text3"), A.AlignRight | A.AlignVCenter)


def _paint_state(p: QPainter, dot: QRectF, step: StepView) -> None:
    inner = dot.adjusted(4, 4, -4, -4)
    if step.state == "done":
        rounded(p, dot, 10, color("ok_soft"))
        paint_icon(p, "check", inner, color("ok"))
    elif step.state == "failed":
        rounded(p, dot, 10, color("danger"))
        paint_icon(p, "x", inner, color("on_danger"))
    elif step.state in ("now", "waiting"):
        rounded(p, dot.adjusted(-3, -3, 3, 3), 13, color("peer_soft" if step.who == "cosigner" else "accent_soft"))
        paint_who(p, dot.adjusted(1, 1, -1, -1), step.who if step.who in ("computer", "cosigner") else "both")
    else:
        rounded(p, dot.adjusted(1, 1, -1, -1), 9, None, color("line2"), 1.5)
