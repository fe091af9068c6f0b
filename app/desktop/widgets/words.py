"""Words: a label, a badge, a notice, an empty place, glyphs beside them. Plain text only, whoever wrote it (D2)."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QHideEvent, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.desktop.look.fonts import LINE_HEIGHT, em, metrics, width
from app.desktop.look.icons import WHO, paint_icon, paint_who
from app.desktop.look.theme import RADIUS, SPACE, color
from app.desktop.widgets.painting import TONES, A, Tone, appear, draw_text, lay_out, painter, rounded, translate
from app.desktop.widgets.speech import speak

_WIDEST = 420  # what wrapped text asks for before a layout gives it more


class Text(QLabel):
    """A label by type role and colour role.

    `wrap` breaks lines at a readable height; `keep` is never cut (amounts); else it ends in an ellipsis when narrow.
    """

    def __init__(
        self,
        text: str = "",
        role: str = "body",
        ink: str = "text",
        *,
        wrap: bool = False,
        keep: bool = False,
        align: A = A.AlignLeft,
        max_width: int = 0,
    ) -> None:
        super().__init__()
        self.role, self.ink, self.keep, self._align = role, ink, keep, align
        self._heights: dict[int, int] = {}  # by width: layouts ask many times
        self._least = 0
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)
        self.setWordWrap(wrap)
        high = QSizePolicy.Policy.Minimum if wrap else QSizePolicy.Policy.Fixed
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, high)
        policy.setHeightForWidth(wrap)
        self.setSizePolicy(policy)
        if max_width:
            self.setMaximumWidth(max_width)

    def setText(self, text: str) -> None:
        self._heights = {}
        super().setText(text)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.StyleChange:
            self._heights = {}
        super().changeEvent(event)

    def set_ink(self, ink: str) -> None:
        """Change the colour role."""
        self.ink = ink
        self.update()

    def set_least(self, lines: int) -> None:
        """Keep room for so many lines of wrapped text, whatever it says now."""
        self._least, self._heights = lines, {}
        self.updateGeometry()

    def say(self, text: str) -> None:
        """Change the text; with nothing to say the label takes no room."""
        self.setText(text)
        appear(self, bool(text))

    def tell(self, text: str) -> None:
        """As `say`, for what answers a person: screen readers say it at once."""
        self.say(text)
        speak(self, text, tone="danger" if self.ink == "danger" else "info")

    def sizeHint(self) -> QSize:
        natural = max((width(self.role, line) for line in self.text().split("\n")), default=0.0)
        if not self.wordWrap():
            return QSize(int(natural + 2), int(metrics(self.role).height() * 1.08 + 1))
        fixed = self.minimumWidth() == self.maximumWidth()
        wide = self.minimumWidth() if fixed else min(natural + 2, _WIDEST, self.maximumWidth())
        return QSize(int(wide), self.heightForWidth(int(wide)))

    def minimumSizeHint(self) -> QSize:
        if self.wordWrap():
            fixed = self.minimumWidth() == self.maximumWidth()
            return self.sizeHint() if fixed else QSize(80, int(em(self.role) * LINE_HEIGHT))
        hint = self.sizeHint()
        return hint if self.keep else QSize(min(hint.width(), 40), hint.height())

    def hasHeightForWidth(self) -> bool:
        return self.wordWrap()

    def heightForWidth(self, wide: int) -> int:
        if not self.wordWrap():
            return self.sizeHint().height()
        wide = max(20, min(wide, self.maximumWidth()))
        if wide not in self._heights:
            least = self._least * em(self.role) * LINE_HEIGHT
            self._heights[wide] = int(max(lay_out(self.text(), self.role, wide).height, least) + 0.9)
        return self._heights[wide]

    def paintEvent(self, _event: QPaintEvent) -> None:
        p, ink = painter(self), color(self.ink if self.isEnabled() else "disabled")
        if self.wordWrap():
            p.setPen(ink)
            laid = lay_out(self.text(), self.role, self.width(), self._align & A.AlignHorizontal_Mask)
            laid.layout.draw(p, QPointF(0, 0))
        else:
            draw_text(p, QRectF(self.rect()), self.text(), self.role, ink, self._align | A.AlignVCenter)


class Badge(QLabel):
    """One or two words of state on a soft ground. The words say it all; the colour only repeats them."""

    def __init__(self, text: str, tone: Tone = "neutral", icon: str = "") -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set(text, tone, icon)

    def set(self, text: str, tone: Tone = "neutral", icon: str = "") -> None:
        """Say something else; with no text the badge takes no room."""
        self.tone, self.icon = tone, icon
        self.setText(text)
        appear(self, bool(text))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        wide = width("label", self.text()) + (34 if self.icon else 17)
        return QSize(int(wide), int(max(22, metrics("label").height() + 6)))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        p, box, look = painter(self), QRectF(self.rect()), TONES[self.tone]
        rounded(p, box, RADIUS["s"], color(look.ground))
        if self.icon:
            paint_icon(p, self.icon, QRectF(7, (box.height() - 13) / 2, 13, 13), color(look.ink))
        draw_text(p, box.adjusted(24 if self.icon else 8, 0, -4, 0), self.text(), "label", color(look.ink))


class Notice(QFrame):
    """One thing to know, where it matters: a fact, what to do, at most one action. Never a message box.

    Whatever makes it appear or change, screen readers say it; no page has to think of that.
    """

    def __init__(
        self,
        title: str = "",
        text: str = "",
        tone: Tone = "info",
        action: QWidget | None = None,
        icon: str = "",
        below: QWidget | None = None,
    ) -> None:
        """`action` stands beside the words, and `below` under them: what needs room of its own."""
        super().__init__()
        self._title, self._text = Text("", "strong", wrap=True), Text("", "small", "text2", wrap=True)
        self._heard = True
        row = QHBoxLayout(self)
        row.setContentsMargins(42, 11, 12, 11)
        row.setSpacing(SPACE["m"])
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(self._title)
        words.addWidget(self._text)
        if below:
            words.addSpacing(SPACE["s"])
            words.addWidget(below)
        row.addLayout(words, 1)
        if action:
            row.addWidget(action, 0, A.AlignVCenter)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.set(title, text, tone, icon)

    def set(self, title: str, text: str = "", tone: Tone = "info", icon: str = "") -> None:
        """Say something else. `icon` is an icon's name, or one of `icons.WHO`."""
        self.tone, self.icon = tone, icon or TONES[tone].icon
        self._heard = self._heard and (title, text) == (self.title(), self.text())
        self._title.setText(title)
        self._text.say(text)
        self.setAccessibleName(f"{title} {text}".strip())
        self.update()
        self._speak()

    def announce(self, title: str, text: str = "", tone: Tone = "info") -> None:
        """Say something, even if it is the same once more, and show the notice. No title hides it."""
        self._heard = False
        self.set(title, text, tone)
        appear(self, bool(title))

    def _speak(self) -> None:
        self._heard = self._heard or speak(self, self.title(), self.text(), tone=self.tone)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._speak()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._heard = self._heard and event.spontaneous()  # a window put away is not a page left

    def title(self) -> str:
        """The fact."""
        return self._title.text()

    def text(self) -> str:
        """What to do about it."""
        return self._text.text()

    def paintEvent(self, _event: QPaintEvent) -> None:
        p, look = painter(self), TONES[self.tone]
        rounded(p, QRectF(self.rect()), RADIUS["m"], color(look.ground))
        if self.icon in WHO:
            paint_who(p, QRectF(13, 11, 19, 19), self.icon)
        else:
            paint_icon(p, self.icon, QRectF(14, 12, 17, 17), color(look.ink))


class Disc(QWidget):
    """An icon, or one of `icons.WHO`, on a soft disc. Says nothing itself: words beside it do."""

    def __init__(self, icon: str, size: int = 40, tone: Tone = "neutral") -> None:
        super().__init__()
        self.icon, self.tone = icon, tone
        self.setFixedSize(size, size)

    def set(self, icon: str, tone: Tone = "neutral") -> None:
        """Show another icon."""
        self.icon, self.tone = icon, tone
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        p, box, look = painter(self), QRectF(self.rect()), TONES[self.tone]
        rounded(p, box, RADIUS["pill"], color(look.ground))
        third = box.width() * 0.27
        inner = box.adjusted(third, third, -third, -third)
        if self.icon in WHO:
            paint_who(p, inner, self.icon)
        else:
            paint_icon(p, self.icon, inner, color(look.ink))


class Glyph(QWidget):
    """An icon in the colour of a role, beside words that say the same."""

    def __init__(self, icon: str, ink: str = "text2", size: int = 17) -> None:
        super().__init__()
        self.icon, self.ink = icon, ink
        self.setFixedSize(size, size)

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_icon(painter(self), self.icon, QRectF(self.rect()), color(self.ink))


class WhoGlyph(QLabel):
    """Whose doing something is: half-discs for the two devices, an icon for you and the network. Named in words."""

    def __init__(self, who: str, size: int = 18) -> None:
        super().__init__()
        self.who = who
        self.setFixedSize(size, size)
        self.setAccessibleName(who_name(who))

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_who(painter(self), QRectF(self.rect()).adjusted(1, 1, -1, -1), self.who)


def who_name(who: str) -> str:
    """One of `icons.WHO` in words; any other text is a name already."""
    return {
        "computer": translate("Widgets", "This computer"),
        "cosigner": translate("Widgets", "Co-signer"),
        "both": translate("Widgets", "Both"),
        "you": translate("Widgets", "You"),
        "network": translate("Widgets", "Network"),
    }.get(who, who)


class EmptyState(QWidget):
    """Nothing here yet, why, and the one thing to do."""

    def __init__(self, icon: str, title: str, text: str, action: QWidget | None = None) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setSpacing(SPACE["s"])
        column.addStretch()
        column.addWidget(Disc(icon, 52), 0, A.AlignHCenter)
        column.addSpacing(SPACE["s"])
        column.addWidget(Text(title, "title", wrap=False, align=A.AlignHCenter), 0, A.AlignHCenter)
        words = Text(text, "body", "text2", wrap=True, align=A.AlignHCenter)
        words.setFixedWidth(340)
        column.addWidget(words, 0, A.AlignHCenter)
        if action:
            column.addSpacing(SPACE["s"])
            column.addWidget(action, 0, A.AlignHCenter)
        column.addStretch()
