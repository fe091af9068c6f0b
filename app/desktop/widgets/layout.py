"""Where things stand: rows and columns, a card, columns that stack when they do not fit, a page that scrolls."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.desktop.look.theme import RADIUS, SIZE, SPACE, color, dress
from app.desktop.widgets.actions import Button
from app.desktop.widgets.comings import Comings
from app.desktop.widgets.painting import A, painter, rounded
from app.desktop.widgets.words import Text

# A widget or layout; (it, stretch factor); a gap in pixels; None for the stretch that takes what is left.
Item = QWidget | QLayout | tuple[QWidget | QLayout, int] | int | None

_PAD = 20  # px inside a card
SCROLL_BAR = 12  # px, as in window.qss: it has its place in the margin, whether there is anything to scroll or not
_NARROW = 860  # px: below it a page's margins shrink


def Row(
    *items: Item,
    gap: int = SPACE["s"],
    margins: tuple[int, int, int, int] = (0, 0, 0, 0),
    align: A | None = A.AlignVCenter,
) -> QHBoxLayout:
    """Items side by side, centred on one line; with `align` None each is as high as the row."""
    box = QHBoxLayout()
    box.setSpacing(gap)
    box.setContentsMargins(*margins)
    fill(box, items, align)
    return box


def Col(*items: Item, gap: int = SPACE["s"], margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QVBoxLayout:
    """Items one under the other."""
    box = QVBoxLayout()
    box.setSpacing(gap)
    box.setContentsMargins(*margins)
    fill(box, items)
    return box


def Centered(*items: Item, width: int, gap: int = SPACE["s"]) -> QHBoxLayout:
    """A column of fixed width in the middle."""
    holder = QWidget()
    holder.setFixedWidth(width)
    holder.setLayout(Col(*items, gap=gap))
    return Row(None, holder, None, align=None)


def Group(layout: QLayout) -> QWidget:
    """A layout as a widget, so that it can be hidden and shown as one."""
    holder = QWidget()
    layout.setContentsMargins(0, 0, 0, 0)
    holder.setLayout(layout)
    return holder


def fill(box: QBoxLayout, items: Iterable[Item], align: A | None = None) -> None:
    """Add each item to `box`, all of them aligned across it if `align` is given."""
    for entry in items:
        item, factor = entry if isinstance(entry, tuple) else (entry, 0)
        if item is None:
            box.addStretch(1)
        elif isinstance(item, int):
            box.addSpacing(item)
        elif isinstance(item, QLayout):
            box.addLayout(_across(item, align), factor)
        elif align is not None:
            box.addWidget(item, factor, align)
        else:
            box.addWidget(item, factor)


class Still(QVBoxLayout):
    """A column with its spare height below, that does not ask for more of it."""

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation.Horizontal


def _across(layout: QLayout, align: A | None) -> QLayout:
    """`layout` at its own height in a row; Qt's alignment would forget that wrapped text needs more when narrow."""
    if align is None or not isinstance(layout, QVBoxLayout):
        return layout
    holder = Still()
    if align & (A.AlignVCenter | A.AlignBottom):
        holder.addStretch()
    holder.addLayout(layout)
    if align & (A.AlignVCenter | A.AlignTop):
        holder.addStretch()
    return holder


def empty(box: QLayout) -> None:
    """Take everything out of a layout and drop it, before it is filled anew."""
    while (item := box.takeAt(0)) is not None:
        inner, widget = item.layout(), item.widget()
        if inner is not None:
            empty(inner)
        elif widget is not None:
            widget.hide()
            widget.deleteLater()


class Card(QFrame):
    """One subject on a white ground. Never a card inside a card: use a Divider or space."""

    def __init__(
        self,
        *items: Item,
        title: str = "",
        aside: QWidget | None = None,
        gap: int = SPACE["m"],
        pad: int = _PAD,
        flat: bool = False,
    ) -> None:
        """`aside` stands right of the title: at most one link. Spare height goes below, never between the lines."""
        super().__init__()
        self.flat = flat
        self.box = QVBoxLayout(self)
        inner = max(0, _PAD - pad)  # a table brings a margin of its own: with pad=8 its words and the title are in line
        top = _PAD - (6 if title and aside else 2) if title else pad  # a link is higher than the title beside it
        self.box.setContentsMargins(pad, top, pad, pad)
        self.box.setSpacing(gap)
        self.title = Text(title, "title")
        if title:
            self.setAccessibleName(title)
            head: list[Item] = [self.title, None, *([aside] if aside else [])]
            self.box.addLayout(Row(*head, margins=(inner, 0, inner, 0)))
        if items:
            self.add(*items)

    def add(self, *items: Item) -> None:
        """The content, for a card that was made without any."""
        fill(self.box, items)
        if not any(item is None or isinstance(item, tuple) for item in items):
            self.box.addStretch()

    def paintEvent(self, _event: QPaintEvent) -> None:
        p, box = painter(self), QRectF(self.rect())
        if self.flat:
            rounded(p, box, RADIUS["l"], color("sunken"))
            return
        rounded(p, box.adjusted(0, 1, 0, 0), RADIUS["l"], color("shadow"))
        rounded(p, box.adjusted(0, 0, 0, -1), RADIUS["l"], color("surface"), color("line"))


class Divider(QWidget):
    """A hairline between two parts of a card."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter(self).fillRect(self.rect(), color("line"))


class Columns(QWidget):
    """Side by side while every part has its least width, else one under the other: long words are never cut."""

    def __init__(self, *items: tuple[QWidget, int], gap: int = SPACE["l"], top: bool = False) -> None:
        """`items` are widgets and their stretch factors; with `top` each keeps its own height."""
        super().__init__()
        self._parts = [widget for widget, _ in items]
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(gap)
        self._box.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        for widget, factor in items:
            if top:
                self._box.addWidget(widget, factor, A.AlignTop)
            else:
                self._box.addWidget(widget, factor)

    def _least(self) -> list[int]:
        return [max(part.minimumSizeHint().width(), part.minimumWidth()) for part in self._parts if not part.isHidden()]

    def minimumSizeHint(self) -> QSize:
        return QSize(max(self._least(), default=0), self._box.minimumSize().height())

    def event(self, event: QEvent) -> bool:
        """A part that became wider may not fit beside the others any more."""
        if event.type() == QEvent.Type.LayoutRequest:  # a part may have become wider
            self._turn(self.width())
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn(event.size().width())
        self.updateGeometry()

    def _turn(self, wide: int) -> None:
        least = self._least()
        fits = wide >= sum(least) + self._box.spacing() * (len(least) - 1)
        direction = QBoxLayout.Direction.LeftToRight if fits else QBoxLayout.Direction.TopToBottom
        if direction != self._box.direction():
            self._box.setDirection(direction)
            self.updateGeometry()


class _Sheet(QWidget):
    """What a page scrolls: as high as its lines are at the width it has, not as they would be at the least width."""

    def minimumSizeHint(self) -> QSize:
        hint, layout = super().minimumSizeHint(), self.layout()
        return QSize(hint.width(), 0) if layout is not None and layout.hasHeightForWidth() else hint


def scrolling() -> QScrollArea:
    """A scroll area without edge and ground. What it shows is to fill no ground either."""
    made = QScrollArea()
    made.setWidgetResizable(True)
    bare(made)
    return made


def bare(area: QAbstractScrollArea) -> None:
    """No edge, no ground, and our scroll bars."""
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.viewport().setAutoFillBackground(False)
    dress(area.verticalScrollBar())
    dress(area.horizontalScrollBar())


class Page(QWidget):
    """Title, one opening line, actions on the right, then content on one column that scrolls."""

    def __init__(
        self,
        title: str = "",
        lead: str = "",
        *content: Item,
        actions: Sequence[QWidget] = (),
        back: str = "",
        scroll: bool = True,
        width: int = SIZE["content"],
        parent: QWidget | None = None,
    ) -> None:
        """`back` is the text of a link above the title: connect `page.back.clicked`. `width` is the column's most."""
        super().__init__(parent)
        self.title, self.lead = Text(title, "page"), Text(lead, "body", "text2", wrap=True)
        self.back = Button(back, "link", "arrow-left")
        self.setAccessibleName(title)
        self._foot, self._scrolls = 0, scroll
        inner = self._inner(scroll)  # where it belongs before it has content: each move restyles everything inside
        inner.setMaximumWidth(width + 2 * SPACE["xxl"])
        self.column = QVBoxLayout(inner)
        self.column.setSpacing(SPACE["l"])
        self._set_margins(SPACE["xxl"])
        if not lead:  # showing it before it has a parent would open a window of its own
            self.lead.hide()
        head: list[Item] = [self.back] if back else []
        if title:
            self.column.addLayout(Row((Col(*head, self.title, self.lead, gap=3), 1), *actions, align=A.AlignTop))
            self.column.addSpacing(2)
        fill(self.column, content)
        self._end = QVBoxLayout()
        self._end.setSpacing(SPACE["l"])
        self.column.addLayout(self._end)
        self.comings = Comings(self._end)

    def _inner(self, scroll: bool) -> QWidget:
        """The column's own widget, in its place."""
        inner, holder = QWidget(), _Sheet()
        outer, side = QVBoxLayout(self), QHBoxLayout(holder)
        outer.setContentsMargins(0, 0, 0, 0)
        side.setContentsMargins(0, 0, 0, 0)
        side.addWidget(inner, 1)
        if not scroll:
            outer.addWidget(holder)
            return inner
        self._area = scrolling()
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)  # its coming would move all
        bar = self._area.verticalScrollBar()
        bar.rangeChanged.connect(lambda _, most: bar.setEnabled(most > 0))
        self._area.setWidget(holder)
        holder.setAutoFillBackground(False)  # which setWidget has turned on
        outer.addWidget(self._area)
        return inner

    def reveal(self, part: QWidget) -> None:
        """Scroll to a part of the content."""
        self._area.ensureWidgetVisible(part)

    def to_top(self) -> None:
        """Scroll to where the page begins."""
        self._area.verticalScrollBar().setValue(0)

    def add(self, *items: Item) -> None:
        """Add content below what is there."""
        fill(self.column, items)

    def set_foot(self, room: int) -> None:
        """Leave room in pixels below the content for what lies over the foot of the page, where it scrolls."""
        if self._scrolls and room != self._foot:
            self._foot = room
            self._set_margins(self.column.contentsMargins().left())

    def _set_margins(self, side: int) -> None:
        right = side - SCROLL_BAR if self._scrolls else side
        self.column.setContentsMargins(side, 26, right, 28 + self._foot)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._set_margins(SPACE["xxl"] if event.size().width() >= _NARROW else SPACE["xl"])


def fact(label: str, value: QWidget | str) -> QVBoxLayout:
    """A small label above a value."""
    return Col(Text(label, "small", "text2"), Text(value) if isinstance(value, str) else value, gap=2)


def line(label: str, value: QWidget | str, note: str = "", *, strong: bool = False) -> QHBoxLayout:
    """A label on the left and a value on the right that is never cut, for sums and details."""
    role, ink = ("strong", "text") if strong else ("body", "text2")
    shown = Text(value, role, keep=True, align=A.AlignRight) if isinstance(value, str) else value
    return Row((Text(label, role, ink, wrap=True), 1), *([Text(note, "small", "text3")] if note else []), shown, gap=10)


def setting(title: str, note: str, control: QWidget) -> QHBoxLayout:
    """One line of a settings card: what it is, what it does, and the control on the right."""
    words = Col(Text(title, "strong", wrap=True), *([Text(note, "small", "text2", wrap=True)] if note else []), gap=2)
    return Row((words, 1), control, gap=SPACE["l"])
