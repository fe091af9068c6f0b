"""Where the keyboard is: one ring for the whole window."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QPaintEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit, QScrollArea, QTableView, QWidget
from shiboken6 import isValid

from app.desktop.look.theme import RADIUS, color
from app.desktop.widgets.painting import painter, rounded

_OWN = (QLineEdit, QPlainTextEdit, QComboBox, QTableView, QScrollArea)  # these show focus by their own edge
_MOVES = {QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Hide, QEvent.Type.Show}


class FocusRing(QWidget):
    """2 px wide and 2 px off the focused widget, shown after a key and not after a click.

    It watches only the focused widget and what that stands in: a filter over all events would cost every one of them.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._target: QWidget | None = None
        self._watched: list[QWidget] = []
        self._by_key = False
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if watched is self._target and kind in (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress):
            self._by_key = kind == QEvent.Type.KeyPress
            self._place()
        elif kind in _MOVES:
            self._place()
        return False

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        for widget in self._watched:
            if isValid(widget):  # a page that was dropped took its widgets with it
                widget.removeEventFilter(self)
        self._watched, self._target = [], None
        if new is not None and self._window.isAncestorOf(new):
            self._target = new
            # Qt notes the Tab key at the window; an arrow or Enter was seen by the widget that had the focus before.
            by_tab = new.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
            pressed = QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton
            self._by_key = (by_tab or self._by_key) and not pressed
            at: QWidget | None = new
            while at is not None and at is not self._window:
                self._watched.append(at)
                at.installEventFilter(self)
                at = at.parentWidget()
        self._place()

    def _place(self) -> None:
        target = self._target
        if (
            target is None
            or not isValid(target)
            or not self._by_key
            or isinstance(target, _OWN)
            or not target.isVisible()
        ):
            self.hide()
            return
        corner = target.mapTo(self._window, QPoint(0, 0))
        self.setGeometry(QRect(corner, target.size()).adjusted(-4, -4, 4, 4))
        self.raise_()
        self.show()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        rounded(painter(self), QRectF(self.rect()), RADIUS["m"] + 4, None, color("accent"), 2)
