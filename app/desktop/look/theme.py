"""The look in force: scheme, text size, motion. Nothing outside this package names a colour, a font or a size.

Widgets ask by role while they paint (`color("text2")`, `fonts.font("body")`), so switching light and dark or the text
size is one `apply` and a repaint.
"""

from __future__ import annotations

from dataclasses import asdict
from string import Template
from weakref import WeakSet

from PySide6.QtCore import QEasingCurve, QEvent, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QToolTip, QWidget
from shiboken6 import isValid

from app.desktop.look import fonts
from app.desktop.look.palettes import SCHEMES, Roles
from app.resources import text

SPACE = {"xs": 4, "s": 8, "m": 12, "l": 16, "xl": 24, "xxl": 32, "xxxl": 48}  # 4 px grid; 16 between cards, 20 inside
RADIUS = {"s": 5, "m": 8, "l": 12, "pill": 999}  # badge, control, card, disc
SIZE = {"control": 36, "compact": 30, "hit": 32, "row": 52, "sidebar": 216, "rail": 64, "content": 936, "narrow": 960}
TEXT_SIZES = (0.9, 1.0, 1.15, 1.3)
EASE = QEasingCurve.Type.OutCubic
_MOTION = {"fast": 120, "base": 200, "join": 420}


class _Current:
    """What is in force. Written by `apply` only."""

    wanted = ""  # "system" follows
    scheme = "light"
    roles: Roles = SCHEMES["light"]
    calm = False
    scale = 1.0
    sheet = ""  # of what `dress` has dressed


_dressed: WeakSet[QWidget] = WeakSet()


def apply(app: QApplication, scheme: str = "system", scale: float = 1.0, calm: bool = False) -> None:
    """Set the scheme ("light", "dark" or "system"), the text size (a factor) and whether motion is left out.

    May be called again at any time; every widget repaints if anything is different. "system" goes with the system
    from then on, and is light where the system does not say.
    """
    hints = QGuiApplication.styleHints()
    if not _Current.wanted:
        hints.colorSchemeChanged.connect(lambda: _follow(app))
    _Current.wanted = scheme
    if scheme == "system":
        scheme = "dark" if hints.colorScheme() == Qt.ColorScheme.Dark else "light"
    first = not _Current.sheet
    same = not first and (scheme, scale) == (_Current.scheme, _Current.scale)
    _Current.calm = calm
    if same:
        return
    _Current.scheme, _Current.roles, _Current.scale = scheme, SCHEMES[scheme], scale
    fonts.load()
    fonts.set_scale(scale)
    if first:  # a style is set once: doing it again would polish every widget twice
        app.setStyle("Fusion")
    app.setFont(fonts.font("body"))
    app.setPalette(_palette(_Current.roles))
    QToolTip.setPalette(app.palette())
    sheet, mono = Template(text("theme", "window.qss")), f"{fonts.points('mono')}pt"
    _Current.sheet = sheet.substitute(asdict(_Current.roles), mono=fonts.MONO, mono_size=mono)
    for widget in filter(isValid, tuple(_dressed)):
        widget.setStyleSheet(_Current.sheet)
    for widget in app.allWidgets():
        QApplication.sendEvent(widget, QEvent(QEvent.Type.StyleChange))
        widget.updateGeometry()


def dress(widget: QWidget) -> None:
    """Give one of Qt's own widgets (an editor, a scroll bar, a menu) its look, now and after each `apply`. No style
    sheet is set for the program: with one Qt keeps the rules of every widget there is, and a page takes twice as long
    to make."""
    _dressed.add(widget)
    widget.setStyleSheet(_Current.sheet)


def _follow(app: QApplication) -> None:
    """The system has changed between light and dark."""
    if _Current.wanted == "system":
        apply(app, "system", _Current.scale, _Current.calm)


def follows_system() -> bool:
    """Whether this system says if it is light or dark (bare X11 does not)."""
    return QGuiApplication.styleHints().colorScheme() != Qt.ColorScheme.Unknown


def color(role: str, alpha: float | None = None) -> QColor:
    """The colour of a role of `palettes.Roles` in the scheme in force, with another opacity if wanted (0 to 1)."""
    value: str = getattr(_Current.roles, role)
    made = QColor(value[:7])
    made.setAlphaF(alpha if alpha is not None else int(value[7:] or "ff", 16) / 255)
    return made


def is_dark() -> bool:
    """Whether the dark palette is in force."""
    return _Current.scheme == "dark"


def text_scale() -> float:
    """The text size in force, as a factor."""
    return _Current.scale


def milliseconds(motion: str) -> int:
    """How long a motion takes ("fast", "base" or "join"); 0 when motion is left out."""
    return 0 if _Current.calm else _MOTION[motion]


def _palette(c: Roles) -> QPalette:
    role, made = QPalette.ColorRole, QPalette()
    colours = {
        role.Window: c.window,
        role.Base: c.surface,
        role.AlternateBase: c.sunken,
        role.Button: c.surface,
        role.ToolTipBase: c.text,
        role.WindowText: c.text,
        role.Text: c.text,
        role.ButtonText: c.text,
        role.ToolTipText: c.surface,
        role.BrightText: c.danger,
        role.PlaceholderText: c.text3,
        role.Highlight: c.accent,
        role.HighlightedText: c.on_accent,
        role.Accent: c.accent,
        role.Link: c.accent,
        role.LinkVisited: c.accent,
        role.Light: c.surface,
        role.Midlight: c.hover,
        role.Mid: c.line2,
        role.Dark: c.line_strong,
        role.Shadow: c.line2,
    }
    for name, value in colours.items():
        made.setColor(name, QColor(value))
    for name in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, name, QColor(c.disabled))
    return made
