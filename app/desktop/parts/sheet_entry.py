"""The 24 words of a recovery sheet, typed from its paper. What is wrong stands at the word."""

from __future__ import annotations

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLayout, QScrollArea, QVBoxLayout, QWidget

from app.desktop.look.fonts import dp, metrics
from app.desktop.text.sentences import sentence
from app.desktop.widgets import Group, Notice, Row, Text, WordField
from app.desktop.widgets.painting import A
from app.resources import text
from core.errors import BadInput, InputKind
from core.role import Role
from core.secret import Secret

COUNT = 24
COLUMNS = (4, 3, 2, 1)
LINE = 62  # px of a word and the line under it, at the usual text size
OTHERS = (InputKind.SHEET_COSIGNERS, InputKind.SHEET_COMPUTERS)
NOT_OURS = (*OTHERS, InputKind.SHEET_FOREIGN)  # after such a first word nobody types a second


class SheetEntry(QWidget):
    """The space bar and Enter go to the next word. `entered`: Enter on the last one. `forget` when it was used."""

    entered = Signal()

    def __init__(self, role: Role = Role.P1, title: str = "", other: str = "") -> None:
        """Whose sheet it is; `title` and `other` say instead of the usual words that its first word is not one of that
        side's, and where the other side's sheet is typed."""
        super().__init__()
        self._role, self._other = role, other
        self._title = title or self.tr("These are not the words of this computer's sheet")
        known = text("words", "bip39.txt").split()
        self.fields = [WordField(self.tr("Word {0}").format(n), known, bare=True) for n in range(1, COUNT + 1)]
        self.notice = Notice()
        self.notice.hide()
        self._across = 0
        self._cells = [self._cell(number, field) for number, field in enumerate(self.fields, 1)]
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # so that it can become one of fewer columns
        column.addLayout(self._grid)
        column.addWidget(self.notice)
        self._place(COLUMNS[0])
        for at, field in enumerate(self.fields):
            field.typed.connect(lambda typed, at=at: self._spread(at, typed))
            field.left.connect(lambda at=at: self._judge(at))
            field.entered.connect(lambda at=at: self._next(at))

    def _cell(self, number: int, field: WordField) -> QWidget:
        said = Text(str(number), "small", "text2", align=A.AlignRight | A.AlignVCenter)
        said.setFixedSize(int(metrics("small").horizontalAdvance("24")) + 4, field.editor.sizeHint().height())
        cell = Group(Row(said, (field, 1), gap=8, align=A.AlignTop))
        cell.setMinimumHeight(dp(LINE))
        return cell

    def _place(self, across: int) -> None:
        if across == self._across:
            return
        self._across = across
        for cell in self._cells:
            self._grid.removeWidget(cell)
        for at, cell in enumerate(self._cells):
            self._grid.addWidget(cell, at // across, at % across)
        for column in range(COLUMNS[0]):
            self._grid.setColumnStretch(column, int(column < across))

    def minimumSizeHint(self) -> QSize:
        """One column wide."""
        layout = self.layout()
        high = layout.minimumSize().height() if layout is not None else 0
        return QSize(max(cell.minimumSizeHint().width() for cell in self._cells), high)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many columns as words of eight letters fit."""
        super().resizeEvent(event)
        least = metrics("mono").horizontalAdvance("m" * 9) + dp(64)
        wide = event.size().width()
        self._place(next(many for many in COLUMNS if many == 1 or many * least <= wide))
        self.updateGeometry()

    # -------------------------------------------------------------- typing
    def open_part(self) -> None:
        """The keyboard goes to the first word that is missing."""
        self._focus(next((at for at, field in enumerate(self.fields) if not field.word()), 0))

    def _focus(self, at: int) -> None:
        self.fields[at].editor.setFocus()
        place = self.parentWidget()
        while place is not None and not isinstance(place, QScrollArea):
            place = place.parentWidget()
        if isinstance(place, QScrollArea):  # a focus that was set and not tabbed to is not scrolled to
            place.ensureWidgetVisible(self.fields[at])

    def _next(self, at: int) -> None:
        if at + 1 < COUNT:
            self._focus(at + 1)
        else:
            self.entered.emit()

    def _spread(self, at: int, typed: str) -> None:
        """A space ends a word; several words at once go into as many fields."""
        words = typed.split()
        if typed == typed.strip():
            words = words if len(words) > 1 else []
        if not words:
            return
        last = min(at + len(words), COUNT)
        for place, word in enumerate(words[: last - at], at):
            self.fields[place].set_text(word)
        self._focus(min(last, COUNT - 1))

    def typed(self) -> tuple[str, ...]:
        """What stands in the fields, whatever it is."""
        return tuple(field.word() for field in self.fields)

    def put(self, words: tuple[str, ...]) -> None:
        """What was typed before."""
        for field, word in zip(self.fields, words, strict=False):
            field.set_text(word)

    def forget(self) -> None:
        """No word stays."""
        for field in self.fields:
            field.set_text("")
            field.set_error("")
        self.notice.announce("")

    def allow(self, on: bool) -> None:
        """Whether words can be typed now."""
        for field in self.fields:
            field.setEnabled(on)

    # -------------------------------------------------------------- judging
    def _judge(self, at: int) -> bool:
        """Whether the word may stand there. After the first word of the other sheet the others are closed."""
        from core.wallet.without_home import must_be_a_word

        field = self.fields[at]
        word = field.word()
        if not word:
            field.set_error("")
            return False
        try:
            must_be_a_word(word, at + 1, self._role)
        except BadInput as error:
            self._say_wrong(at, error)
            return False
        field.set_error("")
        if at == 0 and not self.fields[1].isEnabled():
            self.notice.announce("")
            self._close_others(closed=False)
        return True

    def _say_wrong(self, at: int, error: BadInput) -> None:
        if error.kind not in NOT_OURS:
            meant = ", ".join(getattr(error, "likely", ()))
            said = self.tr("Not in the list: {0}?").format(meant) if meant else self.tr("Not in the list.")
            self.fields[at].set_error(said)
            return
        self.fields[at].set_error(self.tr("Another sheet."))
        said = self._other if self._other and error.kind in OTHERS else sentence(error)
        self.notice.announce(self._title, said, "danger")
        self._close_others(closed=True)

    def _close_others(self, *, closed: bool) -> None:
        for field in self.fields[1:]:
            field.setEnabled(not closed)

    def take(self) -> Secret[tuple[str, ...]] | None:
        """The words, if they are those of a sheet of this side; else it is said what is wrong, and the keyboard is
        there. They stay in the fields until `forget`."""
        from core.wallet.without_home import must_be_a_sheet

        missing = [at for at, word in enumerate(self.typed()) if not word]
        wrong = [at for at, word in enumerate(self.typed()) if word and not self._judge(at)]
        if missing and not wrong:
            self.fields[missing[0]].set_error(self.tr("Type word {0}.").format(missing[0] + 1))
        if wrong or missing:
            self._focus(min(wrong or missing))
            return None
        words = Secret(self.typed())
        try:
            must_be_a_sheet(words, self._role)
        except BadInput as error:
            self._say_unfit(error)
            return None
        self.notice.announce("")
        return words

    def _say_unfit(self, error: BadInput) -> None:
        """Each word is in the list, and together they are no sheet."""
        at = max(getattr(error, "position", 0) - 1, 0)
        if getattr(error, "position", 0):
            self.fields[at].set_error(self.tr("Look at this word."), aloud=False)
        self.notice.announce(self.tr("That is not what the sheet says"), sentence(error), "warn")
        QTimer.singleShot(0, self, lambda: self._focus(at))
