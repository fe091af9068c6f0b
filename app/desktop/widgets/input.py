"""What one types: a labelled field with one line under it, a passphrase, an amount, longer text, a search, a choice."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPlainTextEdit, QToolButton, QWidget

from app.desktop.look.fonts import metrics, width
from app.desktop.look.icons import icon, paint_icon
from app.desktop.look.theme import SPACE, color, dress
from app.desktop.widgets.actions import Button
from app.desktop.widgets.layout import Row, Still
from app.desktop.widgets.painting import appear, painter, set_tip, translate
from app.desktop.widgets.speech import speak
from app.desktop.widgets.words import Text
from core.secret import Secret

Editor = QLineEdit | QPlainTextEdit | QComboBox


class Field(QWidget):
    """Label, editor, and one line under it that is help, "right", or the error. No dialog for what a line can say."""

    changed = Signal(str)
    entered = Signal()

    def __init__(
        self,
        label: str,
        value: str = "",
        *,
        help: str = "",
        optional: str = "",
        placeholder: str = "",
        mono: bool = False,
        suffix: str = "",
        actions: Sequence[QWidget] = (),
        editor: Editor | None = None,
        least: str = "",
    ) -> None:
        """`optional` stands small beside the label, `suffix` inside right; a value as long as `least` is seen whole."""
        super().__init__()
        self._help, self._role = help, "mono" if mono else "body"
        self.editor: Editor = editor if editor is not None else QLineEdit()
        self.label = Text(label, "label", "text2")
        self.label.setBuddy(self.editor)
        self.editor.setAccessibleName(label)
        self._message = _Message()
        self._unit: Text | None = None
        row = QHBoxLayout()
        row.setSpacing(SPACE["s"])
        row.addWidget(self.editor, 1)
        for action in actions:
            row.addWidget(action)
        column = Still(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        if label:
            column.addLayout(Row(self.label, *([Text(optional, "small", "text3")] if optional else []), None, gap=6))
        column.addLayout(row)
        column.addWidget(self._message)
        column.addStretch()
        self._set_up(placeholder, least, suffix)
        self.set_text(value)
        self.set_help(help)

    def _set_up(self, placeholder: str, least: str, suffix: str) -> None:
        editor = self.editor
        if self._role == "mono":
            editor.setProperty("mono", "true")  # by the style sheet: a font set here would not grow with the text
        dress(editor)
        if isinstance(editor, QLineEdit):
            editor.setPlaceholderText(placeholder)
            editor.textChanged.connect(self.changed)
            editor.returnPressed.connect(self.entered)
            if least:
                editor.setMinimumWidth(int(metrics(self._role).horizontalAdvance(least + suffix)) + 36)
            if suffix:
                editor.setTextMargins(0, 0, int(width("body", suffix)) + 8, 0)
                self._unit = Text(suffix, "body", "text3")
                self._unit.setParent(editor)
        elif isinstance(editor, QPlainTextEdit):
            editor.setPlaceholderText(placeholder)
            editor.textChanged.connect(lambda: self.changed.emit(self.text()))
        else:
            editor.currentTextChanged.connect(self.changed)

    def text(self) -> str:
        """What stands in the editor."""
        if isinstance(self.editor, QLineEdit):
            return self.editor.text()
        return self.editor.toPlainText() if isinstance(self.editor, QPlainTextEdit) else self.editor.currentText()

    def set_text(self, value: str) -> None:
        """Put `value` into the editor without emitting `changed`; a long one shows how it begins."""
        blocked = self.blockSignals(True)
        if isinstance(self.editor, QLineEdit):
            self.editor.setText(value)
            self.editor.setCursorPosition(0)
        elif isinstance(self.editor, QPlainTextEdit):
            self.editor.setPlainText(value)
        else:
            self.editor.setCurrentText(value)
        self.blockSignals(blocked)

    def set_help(self, text: str, *, aloud: bool = False) -> None:
        """What the line under the editor says while nothing is wrong. `aloud`: screen readers say it at once."""
        self._help = text
        self._say(text, "text3", aloud=aloud)

    def set_read_only(self, on: bool) -> None:
        """Whether what stands here can only be read."""
        if isinstance(self.editor, QLineEdit | QPlainTextEdit):
            self.editor.setReadOnly(on)

    def set_error(self, text: str, *, aloud: bool = True) -> None:
        """What is wrong and what would be right. Empty text brings the help back."""
        self._say(text or self._help, "danger" if text else "text3", aloud=aloud and bool(text))

    def set_right(self, text: str) -> None:
        """That the value is understood, and as what."""
        self._say(text or self._help, "ok" if text else "text3", aloud=bool(text))

    def message_apart(self) -> QWidget:
        """The line under the editor, to be put elsewhere: where what stands below must not move when it comes."""
        self._message.setParent(None)
        return self._message

    def message(self) -> str:
        """What the line under the editor says."""
        return self._message.text.text()

    def is_wrong(self) -> bool:
        """Whether the line under the editor tells an error."""
        return self._message.text.ink == "danger"

    def _say(self, text: str, ink: str, *, aloud: bool) -> None:
        self._message.set(text, ink)
        invalid = "true" if ink == "danger" else "false"
        if self.editor.property("invalid") != invalid:
            self.editor.setProperty("invalid", invalid)
            self.editor.style().unpolish(self.editor)
            self.editor.style().polish(self.editor)
        self.editor.setAccessibleDescription(text)
        if aloud:
            speak(self, self.label.text(), text)  # waits until what is being typed is said

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._unit:
            hint, box = self._unit.sizeHint(), self.editor.size()
            left, top = box.width() - hint.width() - 12, (box.height() - hint.height()) // 2
            self._unit.setGeometry(left, top, hint.width(), hint.height())


_ICONS = {"danger": "circle-alert", "ok": "check"}


class _Message(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.text = Text("", "small", "text3", wrap=True)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self.text, 1)

    def set(self, text: str, ink: str) -> None:
        self.text.setText(text)
        self.text.set_ink(ink)
        self._row.setContentsMargins(20 if ink in _ICONS else 0, 0, 0, 0)
        appear(self, bool(text))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if name := _ICONS.get(self.text.ink):
            paint_icon(painter(self), name, QRectF(0, 2, 14, 14), color(self.text.ink))


class Passphrase(Field):
    """A passphrase, hidden unless one asks to see it. `take` hands it over and leaves nothing behind."""

    def __init__(self, label: str, *, help: str = "") -> None:
        self._eye = Button("", "quiet", "eye", name=translate("Widgets", "Show the passphrase"))
        self._line = QLineEdit()
        self._line.setEchoMode(QLineEdit.EchoMode.Password)
        super().__init__(label, help=help, editor=self._line, actions=[self._eye])
        self._eye.clicked.connect(self._turn)

    def take(self) -> Secret[bytes]:
        """What was typed, as UTF-8; the editor is empty afterwards."""
        typed = Secret(self._line.text().encode())
        self.clear()
        return typed

    def clear(self) -> None:
        """Forget what was typed, its undo history too, and hide again."""
        self._line.setEchoMode(QLineEdit.EchoMode.Password)
        self._name_eye()
        self.set_text("")

    def _turn(self) -> None:
        mode = QLineEdit.EchoMode
        hidden = self._line.echoMode() == mode.Password
        self._line.setEchoMode(mode.Normal if hidden else mode.Password)
        self._name_eye()

    def _name_eye(self) -> None:
        hidden = self._line.echoMode() == QLineEdit.EchoMode.Password
        words = translate("Widgets", "Show the passphrase") if hidden else translate("Widgets", "Hide the passphrase")
        self._eye.set("", "eye" if hidden else "eye-off", words)


class TextArea(QPlainTextEdit):
    """Several lines of plain text, as the editor of a Field. Tab leaves it."""

    def __init__(self, lines: int = 4) -> None:
        super().__init__()
        self._lines = lines
        self.setTabChangesFocus(True)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(int(metrics("body").lineSpacing() * self._lines + 26))


class Search(QLineEdit):
    """Finds while one types; Escape clears."""

    def __init__(self, placeholder: str, name: str) -> None:
        super().__init__()
        dress(self)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(name)
        self.addAction(icon("search", "text3"), QLineEdit.ActionPosition.LeadingPosition).setText(name)
        for glass in self.findChildren(QToolButton):
            glass.setAccessibleName(name)
            set_tip(glass, name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)


class Select(QComboBox):
    """One of many. For two to five use Segmented. `chosen` is emitted with the key of what a person picked."""

    chosen = Signal(object)

    def __init__(self, name: str, options: Sequence[tuple[object, str]] = (), current: object = None) -> None:
        """`options` are keys and the words for them."""
        super().__init__()
        dress(self)
        self.setAccessibleName(name)
        self.setAccessibleDescription(name)  # on Linux Qt gives the current option as the name
        self.view().setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.set_options(options, current)
        self.activated.connect(lambda index: self.chosen.emit(self._keys[index]))

    def set_options(self, options: Sequence[tuple[object, str]], current: object = None) -> None:
        """Offer something else, without emitting `chosen`."""
        self._keys = [key for key, _ in options]
        self.clear()
        self.addItems([words for _, words in options])
        if current in self._keys:
            self.setCurrentIndex(self._keys.index(current))

    def key(self) -> object:
        """The key of the current option; None when there is none."""
        return self._keys[self.currentIndex()] if self._keys else None

    def choose(self, key: object) -> None:
        """Choose by key, without emitting `chosen`."""
        self.setCurrentIndex(self._keys.index(key))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the wheel moves the page, never what is chosen on it

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        box = QRectF(self.width() - 28, (self.height() - 15) / 2, 15, 15)
        paint_icon(painter(self), "chevron-down", box, color("text2" if self.isEnabled() else "disabled"))
