"""The paper that a recovery sheet is written on: a PDF of one page with empty boxes. No word of a sheet is in it.

No letter of it is part of a ligature: whoever searches or copies "office" finds it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QBuffer, QCoreApplication, QDate, QIODevice, QLocale, QMarginsF, QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPageSize, QPainter, QPdfWriter, QPen, QTextLayout, QTextOption

from app.desktop.look import fonts
from app.desktop.look.palettes import INK_ON_PAPER

translate = QCoreApplication.translate

WORDS = 24
_WALLETS = 8  # that are named
_DPI, _INCH = 600, 25.4  # Qt rounds to dots, so they are small
_WIDE, _MARGIN = 176.0, 18.0  # mm: what A4 and Letter both have room for
_ACROSS = 3  # boxes beside each other
_BOX, _GAP = 9.2, 3.0  # mm
_LINE, _BASE = 1.34, 0.78  # of a line of text: its height in ems, and where in it the letters stand
_BOLD = QFont.Weight.DemiBold


@dataclass(frozen=True, slots=True)
class SheetForm:
    """What is printed beside the boxes: the 12 words of the sheet's fingerprint (none: lines to write them on), name
    and fingerprint of each wallet, and when the sheet was made, in seconds."""

    fingerprint: tuple[str, ...]
    wallets: tuple[tuple[str, str], ...]
    made: int


def title() -> str:
    """Whose sheet it is, in the largest type of the page."""
    return translate("SheetForm", "COMPUTER'S SHEET")


def warning() -> str:
    """Where it must not be, below that."""
    return translate("SheetForm", "Never keep it where the co\u2011signer is.")


def whole_key() -> tuple[str, ...]:
    """The sets that are the whole key."""
    return (
        translate("SheetForm", "this sheet and the co\u2011signer"),
        translate("SheetForm", "this computer and the co\u2011signer's sheet"),
        translate("SheetForm", "both sheets and a recovery file"),
        translate("SheetForm", "this computer and the co\u2011signer"),
    )


def what_to_do() -> tuple[str, ...]:
    """In this order."""
    return (
        translate(
            "SheetForm",
            "Write the 24 words into the boxes by hand, as this computer shows them. Never photograph them, never "
            "type them into anything else.",
        ),
        translate("SheetForm", "Tandem then clears the screen and asks for three of them. Only then the sheet counts."),
        translate(
            "SheetForm",
            "Keep the paper dry and out of others' reach, in another place than the co\u2011signer and its sheet.",
        ),
        translate(
            "SheetForm",
            "If this computer is lost: put Tandem on a new one, restore there, pair it with the same co\u2011signer "
            "and type the words there. The addresses stay.",
        ),
    )


def write_form(form: SheetForm) -> bytes:
    """The page as a PDF, in the language of the window."""
    fonts.load()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    letter = QLocale().measurementSystem() == QLocale.MeasurementSystem.ImperialUSSystem
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.Letter if letter else QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    writer.setResolution(_DPI)
    writer.setTitle(translate("SheetForm", "Tandem: the computer's recovery sheet"))
    writer.setCreator("Tandem")
    page = _Page(writer)
    page.draw(form)
    page.painter.end()
    return bytes(buffer.data().data())


class _Page:
    """A painter that goes down the page, in mm."""

    def __init__(self, writer: QPdfWriter) -> None:
        self._writer = writer
        self.painter = QPainter(writer)
        self._left = (writer.width() * _INCH / _DPI - _WIDE) / 2
        self._y = _MARGIN - 4

    def draw(self, form: SheetForm) -> None:
        """All of it."""
        made = datetime.fromtimestamp(form.made)
        day = QLocale().toString(QDate(made.year, made.month, made.day), QLocale.FormatType.LongFormat)
        self.text(title(), 27, _BOLD)
        self.text(warning(), 15, _BOLD, after=1.5)
        self.text(translate("SheetForm", "Recovery sheet of Tandem, made on {0}").format(day), 9, after=2)
        self.boxes(WORDS, _ACROSS, _BOX)
        self.text(
            translate("SheetForm", "Fingerprint of this sheet: the co\u2011signer shows the same 12 words"), 9, _BOLD
        )
        self.fingerprint(form.fingerprint)
        self.text(translate("SheetForm", "Wallets (fingerprint, name)"), 9, _BOLD)
        self.wallets(form.wallets)
        self.text(translate("SheetForm", "What to do"), 9, _BOLD, after=0.5)
        for number, deed in enumerate(what_to_do(), 1):
            self.text(deed, 9, mark=f"{number}.", after=0.6)
        self._y += 1.5
        self.frame()
        self.tick(
            translate("SheetForm", "Left (was whole)"),
            translate("SheetForm", "These words have put the key together once: it protects nothing any more."),
        )

    def frame(self) -> None:
        """What two things are the whole key, in a box."""
        top, self._y = self._y, self._y + 3
        head = translate("SheetForm", "Each of these is the whole key, without rules and without delay:")
        self.text(head, 10.5, _BOLD, indent=4, after=0.8)
        for line in whole_key():
            self.text(line, 10.5, indent=4, mark="\u2022", after=0.4)
        self.text(
            translate(
                "SheetForm",
                "These 24 words are not a wallet seed. They open only the copy of this computer's half that the "
                "co\u2011signer keeps. A stolen co\u2011signer, or an old copy of it, stays dangerous together with "
                "this sheet for ever.",
            ),
            9,
            indent=4,
            after=3,
        )
        self._stroke(QRectF(0, top, _WIDE, self._y - top), 0.5)
        self._y += 3.5

    def text(
        self,
        words: str,
        points: float,
        weight: QFont.Weight = QFont.Weight.Normal,
        *,
        mark: str = "",
        indent: float = 0,
        after: float = 1.2,
    ) -> None:
        """A paragraph, and `after` mm; `mark` stands left of it."""
        font = fonts.paper(points, weight=weight)
        hang = 5.0 if mark else 0.0
        if mark:
            self._word(mark, font, indent, self._y + self._line(font) * _BASE)
        for line in self._broken(words, font, _WIDE - 2 * indent - hang):
            self._word(line, font, indent + hang, self._y + self._line(font) * _BASE)
            self._y += self._line(font)
        self._y += after

    def _broken(self, words: str, font: QFont, wide: float) -> Iterator[str]:
        """The lines of a paragraph `wide` mm wide; a search for a hyphen finds it."""
        layout = QTextLayout(words, font, self._writer)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WordWrap)
        layout.setTextOption(option)
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(self._dots(wide))
            yield words[line.textStart() : line.textStart() + line.textLength()].replace("\u2011", "-").rstrip()
        layout.endLayout()

    def boxes(self, many: int, across: int, high: float) -> None:
        """Numbered boxes to write in, row by row."""
        wide, font = (_WIDE - (across - 1) * _GAP) / across, fonts.paper(8, mono=True)
        for number in range(many):
            row, column = divmod(number, across)
            x, y = column * (wide + _GAP), self._y + row * (high + 1.6)
            self._word(f"{number + 1:>2}", font, x, y + high * 0.62)
            self._stroke(QRectF(x + 5.5, y, wide - 5.5, high), 0.25)
        self._y += -(-many // across) * (high + 1.6) + 2

    def fingerprint(self, words: Sequence[str]) -> None:
        """Twelve words, or lines to write them on."""
        if not words:
            self.boxes(12, 4, 6)
            return
        font, across = fonts.paper(10, mono=True), 4
        for number, word in enumerate(words):
            row, column = divmod(number, across)
            self._word(f"{number + 1:>2} {word}", font, column * _WIDE / across, self._y + 4 + row * 5)
        self._y += -(-len(words) // across) * 5 + 2.5

    def wallets(self, wallets: Sequence[tuple[str, str]]) -> None:
        """Each on a line of its own; lines to write on where there is none yet."""
        font = fonts.paper(9, mono=True)
        for number, (name, fingerprint) in enumerate(wallets[:_WALLETS]):
            row, column = divmod(number, 2)
            self._word(f"{fingerprint} {name}", font, column * _WIDE / 2, self._y + 3.6 + row * 4.8)
        self._y += -(-min(len(wallets), _WALLETS) // 2) * 4.8
        if not wallets:
            for x in (0, _WIDE / 2 + _GAP):
                self._rule(x, self._y + 6.5, _WIDE / 2 - _GAP)
            self._y += 7
        self._y += 2

    def tick(self, what: str, meaning: str) -> None:
        """An empty box, what it stands for, and what that means."""
        self._stroke(QRectF(0, self._y, 4.5, 4.5), 0.35)
        font = fonts.paper(10.5, weight=_BOLD)
        self._word(what, font, 7, self._y + 3.7)
        wide = QFontMetricsF(font, self._writer).horizontalAdvance(what) * _INCH / _DPI
        self._word(meaning, fonts.paper(9), 7 + wide + 3, self._y + 3.7)

    def _word(self, text: str, font: QFont, x: float, base: float) -> None:
        self.painter.setFont(font)
        self.painter.drawText(QPointF(self._dots(self._left + x), self._dots(base)), text)

    def _stroke(self, box: QRectF, pen: float) -> None:
        self.painter.setPen(QPen(QColor(INK_ON_PAPER), self._dots(pen)))
        edges = (self._left + box.x(), box.y(), box.width(), box.height())
        self.painter.drawRect(QRectF(*(self._dots(one) for one in edges)))

    def _rule(self, x: float, y: float, wide: float) -> None:
        self.painter.setPen(QPen(QColor(INK_ON_PAPER), self._dots(0.25)))
        begin = QPointF(self._dots(self._left + x), self._dots(y))
        self.painter.drawLine(begin, begin + QPointF(self._dots(wide), 0))

    @staticmethod
    def _line(font: QFont) -> float:
        return font.pointSizeF() * _LINE * _INCH / 72

    @staticmethod
    def _dots(mm: float) -> float:
        return mm * _DPI / _INCH
