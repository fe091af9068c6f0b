"""One line for what happened meanwhile: over the foot of the page, so that it moves nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QFrame, QWidget

from app.desktop.look.icons import paint_icon, paint_who
from app.desktop.look.theme import RADIUS, SPACE, color
from app.desktop.widgets.actions import Button
from app.desktop.widgets.layout import Row
from app.desktop.widgets.painting import TONES, Tone, painter, rounded, translate
from app.desktop.widgets.speech import speak
from app.desktop.widgets.words import Text

HELD_MS = 8_000  # that what a person was told stands before what happens meanwhile may take its place
DEAD_MS = 700  # a click that was on its way when the bar came was meant for what it covers


@dataclass(frozen=True, slots=True)
class _Said:
    """What is said, as `Bar.say` takes it. `meanwhile`: nobody here has done anything for it."""

    text: str
    tone: Tone
    action: str
    act: Callable[[], object] | None
    seconds: float
    meanwhile: bool


class Bar(QFrame):
    """One line over the foot of the page, where a system would show a notification: what a person has just done has led
    to (`say`), and what happened meanwhile (`tell`), which waits its turn.

    It lies over the page, which it never moves, and its buttons are dead to the mouse for a moment after it came.
    `stands` is emitted when it has come, gone or changed its height.
    """

    stands = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._over: QWidget | None = None
        self._line = _Said("", "info", "", None, 0, meanwhile=False)
        self._waiting: list[_Said] = []
        self._words = Text("", "strong", wrap=True)
        self.action = Button("", compact=True)
        self.dismiss = Button("", "quiet", "x", compact=True, name=translate("Widgets", "Dismiss"))
        self.setLayout(Row((self._words, 1), self.action, self.dismiss, gap=SPACE["m"], margins=(42, 10, 10, 10)))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._go_on)
        self._held = QTimer(self, singleShot=True, interval=HELD_MS)
        self._held.timeout.connect(self._give_way)
        self._dead = QTimer(self, singleShot=True, interval=DEAD_MS)
        self._dead.timeout.connect(lambda: self._deaden(False))
        self.action.clicked.connect(self._do)
        self.dismiss.clicked.connect(self._go_on)
        self.hide()

    def say(
        self,
        text: str,
        tone: Tone = "info",
        *,
        action: str = "",
        act: Callable[[], object] | None = None,
        seconds: float = 0,
    ) -> None:
        """Show one sentence at once, with at most one action; it stays until dismissed, or for `seconds`."""
        unread = self._held.isActive() or self._line.action
        if not self.isHidden() and self._line.meanwhile and unread:
            self._waiting.insert(0, self._line)
        self._show(_Said(text, tone, action, act, seconds, meanwhile=False))

    def tell(
        self,
        text: str,
        tone: Tone = "info",
        *,
        action: str = "",
        act: Callable[[], object] | None = None,
        seconds: float = 0,
    ) -> None:
        """The same of what happened meanwhile: it waits until what stands there was read. What a person has to decide
        on gives way to an alarm alone, and comes back."""
        new = _Said(text, tone, action, act, seconds, meanwhile=True)
        self._waiting = [line for line in self._waiting if line.text != text] + [new]
        if self.isHidden():
            self._go_on()
        elif not self._held.isActive():
            self._give_way()

    def _give_way(self) -> None:
        """What stands there was read: what waits may come."""
        if self.isHidden() or not self._waiting:
            return
        alarm = next((line for line in self._waiting if line.tone == "danger"), None)
        if not self._line.action:
            self._go_on()
        elif alarm is not None and self._line.tone != "danger":
            self._waiting.remove(alarm)
            self._waiting.append(self._line)
            self._show(alarm)

    def _go_on(self) -> None:
        """The next one, or none."""
        if self._waiting:
            self._show(self._waiting.pop(0))
        else:
            self.hide()

    def _show(self, line: _Said) -> None:
        self._line = line
        self._words.setText(line.text)
        self.action.set(line.action)
        self.action.setVisible(bool(line.action))
        self.setAccessibleName(line.text)
        self._deaden(True)
        self.show()
        self._lay()
        self.update()
        self._held.start()
        self._timer.stop()
        if line.seconds:
            self._timer.start(int(line.seconds * 1000))
        speak(self, line.text, tone=line.tone)

    def text(self) -> str:
        """What it says; empty while it is hidden."""
        return "" if self.isHidden() else self._words.text()

    def lie_over(self, page: QWidget) -> None:
        """Lie over the foot of `page`, a sibling, wherever that stands."""
        self._over = page
        page.installEventFilter(self)
        self._lay()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The page below has another size."""
        if watched is self._over and event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self._lay()
        return False

    def _lay(self) -> None:
        if self._over is None:
            return
        box = self._over.geometry().adjusted(SPACE["l"], 0, -SPACE["l"], -SPACE["m"])
        layout = self.layout()
        high = layout.heightForWidth(box.width()) if layout else 0
        self.setGeometry(QRect(box.left(), box.bottom() + 1 - high, box.width(), high))
        self.stands.emit()

    def room(self) -> int:
        """How much of the page's foot it covers, in pixels."""
        return 0 if self.isHidden() else self.height() + SPACE["m"]

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.stands.emit()

    def _deaden(self, on: bool) -> None:
        for button in (self.action, self.dismiss):
            button.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, on)
        if on:
            self._dead.start()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """What it covers does not hear of it."""
        event.accept()

    def _do(self) -> None:
        act = self._line.act
        self._go_on()
        if act:
            act()

    def paintEvent(self, _event: QPaintEvent) -> None:
        p, look = painter(self), TONES[self._line.tone]
        box = QRectF(self.rect())
        rounded(p, box, RADIUS["m"], color(look.ground), color("line2"))
        icon = QRectF(box.left() + 14, box.center().y() - 8.5, 17, 17)
        if look.icon == "cosigner":
            paint_who(p, icon, look.icon)
        else:
            paint_icon(p, look.icon, icon, color(look.ink))
