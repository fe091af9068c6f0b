"""The paper that a recovery sheet is written on: a PDF of one page with empty boxes, which both programs and the window
draw. No word of a sheet is in it (rule R1), so it may be printed by any computer.

The page is as wide as A4 and as high as Letter, so either paper holds it unscaled. Its one font has letters of one
width, none of them part of a ligature: whoever searches or copies "office" finds it.
"""

from __future__ import annotations

import io
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import pydyf

from app.resources import find
from app.text.say import ENGLISH, said
from app.text.sheet_line import SheetLine
from core.role import Role

WORDS = 24
_NAMED = 8  # wallets
_PAGE = (210.0, 279.4)  # mm
_LEFT, _TOP, _WIDE = 17.0, 13.0, 176.0  # mm
_POINT = 25.4 / 72  # mm
_ACROSS, _BOX, _GAP, _ROW_GAP = 3, 9.0, 3.0, 1.6  # words beside each other; mm
_LINE, _BASE = 1.28, 0.92  # of a line of text: its height in ems, and where in it the letters stand
_LETTER = 0.6  # how wide each letter is, in ems
_FONTS = {"R": "JetBrainsMono-Regular", "B": "JetBrainsMono-Medium"}
_CODE = "cp1252"  # as PDF's WinAnsiEncoding has it
_ABSENT = frozenset("ƒ†‡‰ŠŽšžŸ")  # what the fonts lack of it
# What PDF wants to be told of a font, in thousandths of an em, as the files have it.
_BOUNDS, _RISE, _FALL, _CAPITALS, _STEM = (0, -300, 600, 1020), 1020, -300, 730, 80
_PLAIN_LETTERS = 1 << 0 | 1 << 5  # flags of a font: of one width, nothing but letters of the code


@dataclass(frozen=True, slots=True)
class SheetForm:
    """What is printed beside the boxes: whose sheet it is, the 12 words of its fingerprint (none: boxes to write them
    in), name and fingerprint of each wallet, and when the sheet was made, in seconds."""

    role: Role
    fingerprint: Sequence[str]
    wallets: Sequence[tuple[str, str]]
    made: int


def pdf_of(form: SheetForm, language: str = ENGLISH) -> bytes:
    """The page. Raises StorageError where Tandem is not whole."""
    document, page = pydyf.PDF(), _Page(form, language)
    page.draw()
    for one in (page.content, *(fonts := [_font(document, name) for name in _FONTS.values()])):
        document.add_object(one)
    known = {name: font.reference for name, font in zip(_FONTS, fonts, strict=True)}
    width, height = (side / _POINT for side in _PAGE)
    document.add_page(
        pydyf.Dictionary(
            {
                "Type": "/Page",
                "Parent": document.pages.reference,
                "MediaBox": pydyf.Array([0, 0, width, height]),
                "Contents": page.content.reference,
                "Resources": pydyf.Dictionary({"Font": pydyf.Dictionary(known)}),
            }
        )
    )
    document.info["Title"] = pydyf.String(page.said(SheetLine.DOCUMENT))
    document.info["Creator"] = pydyf.String("Tandem")
    file = io.BytesIO()
    document.write(file)
    return file.getvalue()


def _font(document: pydyf.PDF, name: str) -> pydyf.Dictionary:
    """A font with its file, so that no printer takes another one."""
    data = find("fonts", f"{name}.ttf").read_bytes()
    file = pydyf.Stream([data], {"Length1": len(data)}, compress=True)
    document.add_object(file)
    told = pydyf.Dictionary(
        {
            "Type": "/FontDescriptor",
            "FontName": f"/{name}",
            "Flags": _PLAIN_LETTERS,
            "FontBBox": pydyf.Array(_BOUNDS),
            "ItalicAngle": 0,
            "Ascent": _RISE,
            "Descent": _FALL,
            "CapHeight": _CAPITALS,
            "StemV": _STEM,
            "FontFile2": file.reference,
        }
    )
    document.add_object(told)
    return pydyf.Dictionary(
        {
            "Type": "/Font",
            "Subtype": "/TrueType",
            "BaseFont": f"/{name}",
            "FirstChar": 32,
            "LastChar": 255,
            "Widths": pydyf.Array([round(1000 * _LETTER)] * 224),
            "Encoding": "/WinAnsiEncoding",
            "FontDescriptor": told.reference,
        }
    )


class _Page:
    """Goes down the page, in mm."""

    def __init__(self, form: SheetForm, language: str) -> None:
        self.content = pydyf.Stream(compress=True)
        self._form, self._language, self._y = form, language, _TOP
        device, other = SheetLine.COMPUTER, SheetLine.COSIGNER
        if form.role is Role.P2:
            device, other = other, device
        self._fields = {"device": said(device, language), "other": said(other, language)}

    def said(self, line: SheetLine) -> str:
        """A line of it, in the language of the paper."""
        return said(line, self._language, **self._fields, day=_day(self._form.made), count=self._left_out)

    @property
    def _left_out(self) -> int:
        return max(0, len(self._form.wallets) - _NAMED)

    def draw(self) -> None:
        """All of it."""
        mine = self._form.role is Role.P1
        self._text(self.said(SheetLine.TITLE).upper(), 22, bold=True)
        self._text(self.said(SheetLine.NEVER_THERE), 12, bold=True, after=0.6 if mine else 0)
        if not mine:
            self._text(self.said(SheetLine.NEVER_TYPE), 12, bold=True, after=0.6)
        self._text(self.said(SheetLine.MADE), 8.5, after=1.6)
        self._boxes(WORDS, _ACROSS, _BOX)
        self._head(SheetLine.FINGERPRINT)
        self._fingerprint()
        self._head(SheetLine.WALLETS)
        self._wallets()
        self._head(SheetLine.WHAT_TO_DO)
        lost = SheetLine.COMPUTER_LOST if mine else SheetLine.COSIGNER_LOST
        for number, deed in enumerate((SheetLine.WRITE, SheetLine.ASKED, SheetLine.KEEP, lost), 1):
            self._text(self.said(deed), 8.5, mark=f"{number}.", after=0.5)
        self._y += 1
        self._whole()
        self._tick(SheetLine.LEFT, SheetLine.LEFT_MORE)

    def _whole(self) -> None:
        """What two things are the whole key, in a frame."""
        top, self._y = self._y, self._y + 2.4
        self._text(self.said(SheetLine.WHOLE), 9.5, bold=True, indent=4, after=0.5)
        for line in (
            SheetLine.WHOLE_COMPUTERS,
            SheetLine.WHOLE_COSIGNERS,
            SheetLine.WHOLE_SHEETS,
            SheetLine.WHOLE_DEVICES,
        ):
            self._text(self.said(line), 9.5, indent=4, mark="\u2022", after=0.2)
        self._text(self.said(SheetLine.NO_SEED), 8.5, indent=4, after=2.4)
        self._stroke(0, top, _WIDE, self._y - top, 0.5)
        self._y += 3

    def _text(
        self, words: str, points: float, *, bold: bool = False, mark: str = "", indent: float = 0, after: float = 1
    ) -> None:
        """A paragraph, and `after` mm; `mark` stands left of it."""
        hang = 5.0 if mark else 0.0
        self._word(mark, points, indent, self._y + points * _POINT * _BASE)
        for line in textwrap.wrap(words, _room(_WIDE - 2 * indent - hang, points), break_on_hyphens=False):
            self._word(line, points, indent + hang, self._y + points * _POINT * _BASE, bold=bold)
            self._y += points * _POINT * _LINE
        self._y += after

    def _head(self, line: SheetLine) -> None:
        self._y += 0.8
        self._text(self.said(line), 8.5, bold=True, after=0.6)

    def _boxes(self, many: int, across: int, high: float) -> None:
        """Numbered boxes to write in, row by row."""
        wide = (_WIDE - (across - 1) * _GAP) / across
        for number in range(many):
            row, column = divmod(number, across)
            x, y = column * (wide + _GAP), self._y + row * (high + _ROW_GAP)
            self._word(f"{number + 1:>2}", 8, x, y + high * 0.62)
            self._stroke(x + 5.5, y, wide - 5.5, high, 0.25)
        self._y += -(-many // across) * (high + _ROW_GAP) + 1.6

    def _fingerprint(self) -> None:
        """Twelve words, or boxes to write them in."""
        across = 4
        if not self._form.fingerprint:
            self._boxes(12, across, 6)
            return
        for number, word in enumerate(self._form.fingerprint):
            row, column = divmod(number, across)
            self._word(f"{number + 1:>2} {word}", 9.5, column * _WIDE / across, self._y + 3.6 + row * 4.8)
        self._y += -(-len(self._form.fingerprint) // across) * 4.8 + 1.8

    def _wallets(self) -> None:
        """Two beside each other; lines to write on where there is none yet, or the paper has no letters for a name."""
        half, wide = _WIDE / 2, _WIDE / 2 - _GAP
        named = self._form.wallets[:_NAMED]
        for number, (name, fingerprint) in enumerate(named):
            row, column = divmod(number, 2)
            x, base = column * half, self._y + 3.4 + row * 4.6
            self._word(fingerprint, 8.5, x, base)
            after = (len(fingerprint) + 1) * 8.5 * _LETTER * _POINT
            if _printable(name):
                self._word(textwrap.shorten(name, _room(wide - after, 8.5), placeholder="\u2026"), 8.5, x + after, base)
            else:
                self._stroke(x + after, base + 0.6, wide - after, 0, 0.25)
        self._y += -(-len(named) // 2) * 4.6
        if self._left_out:
            self._text(self.said(SheetLine.MORE), 8.5, after=0)
        if not named:
            for x in (0, half):
                self._stroke(x, self._y + 6, wide, 0, 0.25)
            self._y += 6.5
        self._y += 1.6

    def _tick(self, what: SheetLine, meaning: SheetLine) -> None:
        """An empty box, what it stands for, and what that means."""
        self._stroke(0, self._y, 4.5, 4.5, 0.35)
        self._text(self.said(what), 8.5, bold=True, indent=7, after=0)
        self._text(self.said(meaning), 8.5, indent=7)

    def _word(self, text: str, points: float, x: float, base: float, *, bold: bool = False) -> None:
        self.content.begin_text()
        self.content.set_font_size("B" if bold else "R", points)
        self.content.move_text_to(*_place(x, base))
        self.content.show_text_string(text.replace("\u2011", "-").encode(_CODE))
        self.content.end_text()

    def _stroke(self, x: float, y: float, wide: float, high: float, pen: float) -> None:
        """A frame; `high` 0: a line."""
        self.content.set_line_width(pen / _POINT)
        self.content.rectangle(*_place(x, y + high), wide / _POINT, high / _POINT)
        self.content.stroke()


def _place(x: float, y: float) -> tuple[float, float]:
    """From mm right of the margin and below the page's upper edge to PDF's points from its lower left corner."""
    return (_LEFT + x) / _POINT, (_PAGE[1] - y) / _POINT


def _room(wide: float, points: float) -> int:
    """How many letters go into so many mm."""
    return int(wide / (points * _LETTER * _POINT))


def _printable(name: str) -> bool:
    try:
        name.encode(_CODE)
    except UnicodeEncodeError:
        return False
    return not _ABSENT & set(name)


def _day(made: int) -> str:
    return datetime.fromtimestamp(made).date().isoformat()
