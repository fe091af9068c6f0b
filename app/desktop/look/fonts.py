"""The type scale: Inter for words, JetBrains Mono for what is compared letter by letter. Sizes in points at 96 dpi."""

from __future__ import annotations

import re
import sys
from functools import cache
from typing import NamedTuple

from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF

from app.resources import find
from core.errors import StorageError, StorageKind

INTER, MONO = "Inter", "JetBrains Mono"
LINE_HEIGHT = 1.42  # of wrapped text, in ems
_EM = 1.21  # Inter's own line height: QFontMetricsF.height() is this many ems
_FILES = (
    "Inter-Regular.ttf",
    "Inter-Medium.ttf",
    "Inter-SemiBold.ttf",
    "JetBrainsMono-Regular.ttf",
    "JetBrainsMono-Medium.ttf",
)
_DIGIT = re.compile(r"\d")
_MAC_POINTS = 96 / 72  # macOS counts 72 points to 72 pixels where others count 96: the same size on glass everywhere


class TextStyle(NamedTuple):
    """One step of the scale. `spacing` is the advance in per cent: large sizes tighten, small ones open."""

    points: float
    weight: QFont.Weight = QFont.Weight.Normal
    spacing: float = 100
    family: str = INTER


TYPES = {
    "caption": TextStyle(8.25, spacing=100.6),  # axis labels, times
    "small": TextStyle(9.0, spacing=100.2),  # second lines, help
    "label": TextStyle(9.0, QFont.Weight.Medium, 100.2),  # field labels, badges, table heads
    "body": TextStyle(9.75),
    "strong": TextStyle(9.75, QFont.Weight.Medium),  # buttons, first lines
    "lead": TextStyle(10.5, spacing=99.6),  # one opening sentence per page
    "title": TextStyle(11.25, QFont.Weight.DemiBold, 99),  # card titles
    "page": TextStyle(16.5, QFont.Weight.DemiBold, 98),  # page titles
    "big": TextStyle(21.0, QFont.Weight.DemiBold, 97.4),  # amounts under review, titles of onboarding
    "hero": TextStyle(31.5, QFont.Weight.Medium, 96.6),  # the balance, nothing else
    "mono": TextStyle(9.0, family=MONO),  # ids, paths
    "address": TextStyle(12.0, QFont.Weight.Medium, family=MONO),  # an address to compare
    "word": TextStyle(18.0, QFont.Weight.Medium, 98),  # comparison words
}


class _Scale:
    factor = 1.0


def set_scale(factor: float) -> None:
    """Text size as a factor, 0.9 to 1.3. Called by `theme.apply`."""
    _Scale.factor = factor
    font.cache_clear()
    metrics.cache_clear()


def dp(pixels: float) -> int:
    """A length that holds text: grows with the text size. Gaps and hairlines do not."""
    return round(pixels * max(1.0, _Scale.factor))


def points(role: str) -> float:
    """The size of a type role in points, as this system counts them and at the text size in force."""
    return TYPES[role].points * _Scale.factor * (_MAC_POINTS if sys.platform == "darwin" else 1)


@cache
def load() -> None:
    """Register the bundled fonts with Qt, once. Raises StorageError when one is missing or unreadable."""
    for name in _FILES:
        if QFontDatabase.addApplicationFont(str(find("fonts", name))) < 0:
            raise StorageError(f"The font {name} cannot be read. Install Tandem again.", StorageKind.INSTALL)


@cache
def font(role: str, tabular: bool = False) -> QFont:
    """The font of one type role, at the text size in force. `tabular`: all digits are equally wide."""
    kind = TYPES[role]
    made = QFont(kind.family)
    made.setPointSizeF(points(role))
    made.setWeight(kind.weight)
    made.setLetterSpacing(QFont.SpacingType.PercentageSpacing, kind.spacing)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if kind.family == MONO:
        made.setFeature(QFont.Tag("calt"), 0)  # no code ligatures inside an address
        made.setStyleHint(QFont.StyleHint.Monospace)
        return made
    made.setFeature(QFont.Tag("ss03"), 1)  # rounder quotes and commas
    made.setFeature(QFont.Tag("cv05"), 1)  # l with a tail: l, I and 1 differ
    if tabular:
        made.setFeature(QFont.Tag("tnum"), 1)
    return made


def face(role: str, text: str) -> QFont:
    """The font for `text`: digits in line where there are some. Not elsewhere: Inter's tnum also widens the hyphen."""
    return font(role, _tabular(text))


def _tabular(text: str) -> bool:
    return "-" not in text and _DIGIT.search(text) is not None


@cache
def metrics(role: str, tabular: bool = False) -> QFontMetricsF:
    """The measures of `font(role, tabular)`."""
    return QFontMetricsF(font(role, tabular))


def em(role: str) -> float:
    """The type size of a role in pixels."""
    return metrics(role).height() / _EM


def width(role: str, text: str) -> float:
    """How wide one line of `text` is in pixels."""
    return metrics(role, _tabular(text)).horizontalAdvance(text)
