"""The frame of the window: sidebar, pages, and one line across them for what happened meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.desktop.look.fonts import dp, metrics
from app.desktop.look.icons import paint_icon, paint_who
from app.desktop.look.theme import RADIUS, SIZE, SPACE, color, is_dark
from app.desktop.widgets.actions import Button, press_on_enter
from app.desktop.widgets.bar import Bar
from app.desktop.widgets.focus import FocusRing
from app.desktop.widgets.layout import Col, Group, Page, Row
from app.desktop.widgets.painting import A, dot, draw_text, painter, rounded, set_tip, translate
from app.desktop.widgets.speech import speak
from app.desktop.widgets.trust import Mark
from app.desktop.widgets.words import Text


class NavItem(QAbstractButton):
    """One page in the sidebar: an icon and a word, only the icon on the rail. `dot` is a colour role that calls."""

    def __init__(self, icon: str, text: str, shortcut: str = "") -> None:
        super().__init__()
        self._glyph, self._dot, self._rail = icon, "", False
        self.setText(text)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setAccessibleName(text)
        self._tip = f"{text}  {shortcut}".strip()
        set_tip(self, self._tip)
        if shortcut:
            self.setShortcut(shortcut)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)  # painted anew when the mouse comes and goes
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_dot(self, role: str, why: str = "") -> None:
        """Show a dot in a colour role, and say in words why; an empty role takes it away."""
        if why and role != self._dot:
            speak(self, self.text(), why)
        self._dot = role
        set_tip(self, self._tip, why)
        self.update()

    def set_rail(self, rail: bool) -> None:
        """Only the icon, or icon and word."""
        self._rail = rail
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(36 if self._rail else 140, max(34, int(metrics("strong").height() + 16)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not press_on_enter(self, event):
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        p, box, on = painter(self), QRectF(self.rect()), self.isChecked()
        if on and is_dark():
            rounded(p, box, RADIUS["m"], color("hover"))
        elif on:
            rounded(p, box, RADIUS["m"], color("surface"), color("line"))
        elif self.underMouse():
            rounded(p, box, RADIUS["m"], color("pressed", 0.6))
        left = (box.width() - 18) / 2 if self._rail else 11
        paint_icon(p, self._glyph, QRectF(left, (box.height() - 18) / 2, 18, 18), color("accent" if on else "text2"))
        if not self._rail:
            draw_text(p, box.adjusted(40, 0, -20, 0), self.text(), "strong", color("text" if on else "text2"))
        if self._dot:
            right, up = (10, 8) if self._rail else (12, 0)
            dot(p, QPointF(box.right() - right, box.center().y() - up), 3.5, color(self._dot))


class StatusLine(QAbstractButton):
    """Two lines at the foot of the sidebar: who or what, and its state in words. A click goes there."""

    def __init__(self, icon: str) -> None:
        """`icon` is an icon's name, or "cosigner" for the right half."""
        super().__init__()
        self._glyph, self._rail = icon, False
        self.state, self.ink = "", "text3"
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)  # painted anew when the mouse comes and goes
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set(self, title: str, state: str, ink: str = "ok") -> None:
        """`ink` is the colour role of the dot: "ok", "warn", "danger" or "text3"."""
        before, self.state, self.ink = self.ink, state, ink
        self.setText(title)
        self.setAccessibleName(f"{title}: {state}")
        set_tip(self, f"{title}: {state}")
        if ink != before and "text3" not in (ink, before):  # not while it is being asked
            speak(self, f"{title}: {state}", tone="danger" if ink == "danger" else "info")
        self.update()

    def set_rail(self, rail: bool) -> None:
        """Only the icon, or icon and words."""
        self._rail = rail
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(36 if self._rail else 140, dp(42))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not press_on_enter(self, event):
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        p, box = painter(self), QRectF(self.rect())
        if self.underMouse():
            rounded(p, box, RADIUS["m"], color("pressed", 0.6))
        glyph = QRectF((box.width() - 20) / 2 if self._rail else 10, (box.height() - 20) / 2, 20, 20)
        if self._glyph == "cosigner":
            paint_who(p, glyph, self._glyph)
        else:
            paint_icon(p, self._glyph, glyph.adjusted(1, 1, -1, -1), color("text2"))
        dot(p, glyph.bottomRight() - QPointF(1, 1), 4.5, color(self.ink), color("sidebar"))
        if not self._rail:
            draw_text(p, QRectF(40, dp(4), box.width() - 46, dp(18)), self.text(), "label", color("text"))
            draw_text(p, QRectF(40, dp(21), box.width() - 46, dp(16)), self.state, "caption", color("text2"))


class PageName(NamedTuple):
    """One entry of the sidebar: a key for the program, an icon, and the word a person reads."""

    key: str
    icon: str
    text: str


class Sidebar(QWidget):
    """The wallet on top, the pages, and at the foot the two facts that matter everywhere: co-signer and chain.

    `chosen` is emitted with a page's key, `lock_asked` by the lock. Ctrl+1 to Ctrl+9 open the pages.
    """

    chosen = Signal(str)
    lock_asked = Signal()

    def __init__(self, pages: Sequence[PageName]) -> None:
        super().__init__()
        self.setAccessibleName(translate("Widgets", "Pages"))
        self._wallet, self._network = Text("", "strong"), Text("", "caption", "text2")
        self._lockable = True
        self.lock, self._small_lock = (
            Button("", "quiet", "lock", compact=True, name=translate("Widgets", "Lock (Ctrl+L)")) for _ in range(2)
        )
        self.lock.clicked.connect(self.lock_asked)
        self._small_lock.clicked.connect(self.lock_asked)
        self.cosigner, self.chain = StatusLine("cosigner"), StatusLine("globe")
        self._names = Group(Col(self._wallet, self._network, gap=0))
        self._mark = Mark(26)
        self._items = {
            page.key: NavItem(page.icon, page.text, f"Ctrl+{i + 1}" if i < 9 else "") for i, page in enumerate(pages)
        }
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 16, 12, 12)
        column.setSpacing(2)
        column.addLayout(Row(self._mark, (self._names, 1), self.lock, gap=10, margins=(6, 0, 0, 0)))
        column.addSpacing(SPACE["l"])
        for key, item in self._items.items():
            item.clicked.connect(lambda _checked=False, key=key: self.chosen.emit(key))
            column.addWidget(item)
        column.addStretch()
        column.addWidget(self._small_lock, 0, A.AlignHCenter)
        column.addWidget(self.cosigner)
        column.addWidget(self.chain)
        self.set_rail(False)

    def set_wallet(self, name: str, network: str) -> None:
        """The name of the wallet and which network it is on."""
        self._wallet.setText(name)
        self._network.setText(network)

    def set_lockable(self, lockable: bool) -> None:
        """Whether there is anything to lock; without it there is no lock to click."""
        self._lockable = lockable
        self.set_rail(self._rail)

    def set_current(self, key: str) -> None:
        """Mark a page as the one shown, without emitting `chosen`."""
        self._items[key].setChecked(True)

    def item(self, key: str) -> NavItem:
        """The entry of a page, to give it a dot."""
        return self._items[key]

    def set_rail(self, rail: bool) -> None:
        """A rail of icons, or the whole sidebar."""
        self._rail = rail
        self.setFixedWidth(SIZE["rail"] if rail else dp(SIZE["sidebar"]))
        self._names.setVisible(not rail)
        self.lock.setVisible(self._lockable and not rail)
        self._small_lock.setVisible(self._lockable and rail)
        for item in self._items.values():
            item.set_rail(rail)
        self.cosigner.set_rail(rail)
        self.chain.set_rail(rail)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.set_rail(self._rail)

    def paintEvent(self, _event: QPaintEvent) -> None:
        p = painter(self)
        p.fillRect(self.rect(), color("sidebar"))
        p.fillRect(self.width() - 1, 0, 1, self.height(), color("line"))


class Frame(QWidget):
    """Sidebar, the page shown, the bar and the focus ring. The sidebar becomes a rail when the window is narrow."""

    def __init__(self, sidebar: Sidebar | None = None) -> None:
        super().__init__()
        self.sidebar, self.stack = sidebar, QStackedWidget()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        if sidebar:
            row.addWidget(sidebar)
        row.addWidget(self.stack, 1)
        self.bar = Bar(self)
        self.bar.lie_over(self.stack)
        self.bar.stands.connect(self._leave_room)
        self.ring = FocusRing(self)

    def show_page(self, page: QWidget) -> None:
        """Show `page`, which is added when it is new."""
        if self.stack.indexOf(page) < 0:
            self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)
        self._leave_room()

    def _leave_room(self) -> None:
        """What scrolls can be scrolled above the bar."""
        for page in self.stack.findChildren(Page):
            page.set_foot(self.bar.room())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.sidebar:
            self.sidebar.set_rail(event.size().width() < SIZE["narrow"])

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter(self).fillRect(self.rect(), color("window"))
