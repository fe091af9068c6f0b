"""Words to write down or to compare, each with its number. They can be read and heard, and not copied."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from app.desktop.look.fonts import font, metrics
from app.desktop.look.theme import color
from app.desktop.widgets.painting import A, appear, painter, translate

_LONGEST = "24 " + "m" * 8  # no word of our lists is longer
_GAP, _HIGH = 1.6, 1.62  # letters between two columns; height of a row in lines


class NumberedWords(QLabel):
    """As many columns as there is room for, row by row. Without words it takes no room.

    A screen reader hears number and word of each once the keyboard comes here.
    """

    def __init__(self, name: str, role: str = "address", most: int = 4) -> None:
        """`name` says what the words are; `most` columns."""
        super().__init__()
        self._name, self.role, self._most = name, role, most
        self.words: tuple[str, ...] = ()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set(())

    def set(self, words: tuple[str, ...]) -> None:
        """Show other words, or none."""
        self.words = words
        said = ", ".join(f"{number} {word}" for number, word in enumerate(words, 1))
        self.setAccessibleName(translate("Widgets", "{0}: {1}").format(self._name, said) if words else "")
        appear(self, bool(words))
        self.updateGeometry()
        self.update()

    def _cell(self) -> tuple[float, float]:
        size = metrics(self.role)
        return size.horizontalAdvance(_LONGEST) + _GAP * size.horizontalAdvance("m"), size.height() * _HIGH

    def _across(self, wide: int) -> int:
        """How many columns of those that leave no row half empty."""
        fit = max(1, min(self._most, int((wide + self._cell()[0] * 0.1) // self._cell()[0])))
        return next(many for many in range(fit, 0, -1) if not len(self.words) % many)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, wide: int) -> int:
        return int(-(-len(self.words) // self._across(wide)) * self._cell()[1] + 1)

    def sizeHint(self) -> QSize:
        wide = int(self._most * self._cell()[0])
        return QSize(wide, self.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:
        return QSize(int(self._cell()[0]), int(self._cell()[1]))

    def paintEvent(self, _event: QPaintEvent) -> None:
        p, across, (_, high) = painter(self), self._across(self.width()), self._cell()
        wide, shape = self.width() / across, metrics(self.role)
        number_wide = shape.horizontalAdvance("24 ")
        p.setFont(font(self.role))
        for at, word in enumerate(self.words):
            row, column = divmod(at, across)
            box = QRectF(column * wide, row * high, number_wide - shape.horizontalAdvance(" "), high)
            p.setPen(color("text2"))
            p.drawText(box, (A.AlignVCenter | A.AlignRight).value, str(at + 1))
            p.setPen(color("text"))
            rest = QRectF(box.left() + number_wide, box.top(), wide - number_wide, high)
            p.drawText(rest, (A.AlignVCenter | A.AlignLeft).value, word)
