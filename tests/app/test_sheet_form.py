"""The paper for a recovery sheet, read as whoever searches it would: pdftotext finds every letter."""

from __future__ import annotations

import itertools
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from app.sheet_form import SheetForm, pdf_of
from app.text.say import LANGUAGES, said
from app.text.sheet_line import SheetLine
from core.role import Role
from tests.support.sheet_words import FINGERPRINT, WORDS

LINE = "sudo apt-get install -y --no-install-recommends poppler-utils"
needs_reader = pytest.mark.skipif(shutil.which("pdftotext") is None, reason=f"pdftotext is missing: {LINE}")
WALLETS = (("Office, first floor", "7a3f90c1"), ("Coffee fund", "00ff1122"))
MADE = 1_800_000_000
PAPERS = [*itertools.product(Role, LANGUAGES)]
WHOLE = (SheetLine.WHOLE_COMPUTERS, SheetLine.WHOLE_COSIGNERS, SheetLine.WHOLE_SHEETS, SheetLine.WHOLE_DEVICES)
LOST = {Role.P1: SheetLine.COMPUTER_LOST, Role.P2: SheetLine.COSIGNER_LOST}
INCH, MARGIN = 72, 8 * 72 / 25.4  # points; what printers leave empty, and more


def form(
    role: Role = Role.P1, fingerprint: Sequence[str] = FINGERPRINT, wallets: Sequence[tuple[str, str]] = WALLETS
) -> SheetForm:
    return SheetForm(role, fingerprint, wallets, MADE)


def read(paper: SheetForm, place: Path, language: str = "en", *options: str) -> str:
    """What pdftotext finds."""
    place.write_bytes(pdf_of(paper, language))
    command = ["pdftotext", *(options or ("-layout",)), str(place), "-"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def text_of(paper: SheetForm, place: Path, language: str = "en") -> str:
    """All of its text, with one space between two words."""
    return " ".join(read(paper, place, language).split())


def line(code: SheetLine, role: Role, language: str) -> str:
    names = [said(one, language) for one in (SheetLine.COMPUTER, SheetLine.COSIGNER)][:: 1 if role is Role.P1 else -1]
    found = said(code, language, device=names[0], other=names[1], day="2027-01-15", count=1)
    return found.replace("\u2011", "-")


@needs_reader
def test_every_letter_is_found(tmp_path: Path) -> None:
    """Ligatures would hide them."""
    text = text_of(form(), tmp_path / "form.pdf")
    for words in ("Office, first floor", "7a3f90c1", "Coffee fund", "00ff1122", "Fingerprint", "co-signer"):
        assert words in text
    letters = ["office", "afford", "coffee", "waffle", "final", "fish", "flag", "staff", "effort", "fluid", "cliff"]
    found = text_of(form(fingerprint=letters), tmp_path / "letters.pdf")
    assert [word for word in letters if word not in found] == []


@needs_reader
@pytest.mark.parametrize(("role", "language"), PAPERS)
def test_all_of_it_is_on_one_page(role: Role, language: str, tmp_path: Path) -> None:
    text = text_of(form(role), tmp_path / "form.pdf", language)
    for number, word in enumerate(FINGERPRINT, 1):
        assert f"{number} {word}" in text
    said_there = [SheetLine.NEVER_THERE, SheetLine.MADE, SheetLine.FINGERPRINT, SheetLine.WALLETS, SheetLine.KEEP]
    said_there += [SheetLine.WRITE, SheetLine.ASKED, LOST[role], SheetLine.NO_SEED, SheetLine.LEFT, SheetLine.LEFT_MORE]
    assert [code for code in said_there if line(code, role, language) not in text] == []
    assert line(SheetLine.TITLE, role, language).upper() in text
    assert (line(SheetLine.NEVER_TYPE, role, language) in text) is (role is Role.P2)
    assert "\f" not in text
    assert read(form(role), tmp_path / "form.pdf", language).count("\f") == 1


@needs_reader
@pytest.mark.parametrize(("role", "language"), PAPERS)
@pytest.mark.parametrize("fullest", [True, False])
def test_nothing_leaves_the_paper(role: Role, language: str, fullest: bool, tmp_path: Path) -> None:
    """A4 and Letter hold the page, and nothing is where a printer prints nothing."""
    paper = form(role, wallets=(*WALLETS * 4, *WALLETS)) if fullest else form(role, (), ())
    found = read(paper, tmp_path / "form.pdf", language, "-bbox")
    number = r'="([\d.]+)"'
    (page,) = re.findall(f"<page width{number} height{number}", found)
    wide, high = map(float, page)
    assert wide <= 8.5 * INCH
    assert (wide, high) == pytest.approx((210 / 25.4 * INCH, 11 * INCH), abs=0.1)
    boxes = re.findall(f"<word xMin{number} yMin{number} xMax{number} yMax{number}>", found)
    assert len(boxes) > 150
    for left, top, right, bottom in (map(float, box) for box in boxes):
        assert MARGIN < left < right < wide - MARGIN
        assert MARGIN < top < bottom < high - MARGIN


@needs_reader
@pytest.mark.parametrize(("role", "language"), PAPERS)
def test_the_paper_says_what_is_the_whole_key(role: Role, language: str, tmp_path: Path) -> None:
    text = text_of(form(role), tmp_path / "form.pdf", language)
    assert [code for code in WHOLE if line(code, role, language) not in text] == []
    other = line(SheetLine.COSIGNER if role is Role.P1 else SheetLine.COMPUTER, role, language)
    for words in {"en": [f"A stolen {other}"], "de": [f"Ein gestohlener {other}"]}[language]:
        assert words in text


@needs_reader
@pytest.mark.parametrize("role", Role)
def test_no_word_of_a_sheet_is_on_the_paper(role: Role, tmp_path: Path) -> None:
    """Only numbers, beside boxes for handwriting; a fingerprint that is not known has boxes too."""
    found = text_of(form(role, (), ()), tmp_path / "form.pdf").split()
    assert not set(WORDS) & set(found)
    assert set(map(str, range(1, 25))) <= set(found)
    assert found.count("11") == 2


@needs_reader
def test_a_name_that_the_paper_cannot_print_has_a_line_to_write_on(tmp_path: Path) -> None:
    wallets = [("Резерв", "aabbccdd"), ("Škoda", "11112222"), ("Grüße", "33334444"), ("a" * 64, "55556666")]
    found = text_of(form(wallets=wallets), tmp_path / "form.pdf").split()
    assert {"aabbccdd", "11112222", "33334444", "Grüße", "55556666"} <= set(found)
    assert not {"Резерв", "Škoda", "koda"} & set(found)
    assert max(len(word) for word in found if set(word) <= set("a\u2026")) < 40


@needs_reader
def test_more_wallets_than_there_is_room_for_are_counted(tmp_path: Path) -> None:
    found = text_of(form(wallets=[(f"w{number}", f"{number:08x}") for number in range(11)]), tmp_path / "form.pdf")
    assert "00000007 w7" in found
    assert "w8" not in found
    assert "and 3 more" in found


def test_a_paper_is_made_without_any_reader_of_it() -> None:
    data = pdf_of(form())
    assert data.startswith(b"%PDF")
    assert data == pdf_of(form())
    assert data != pdf_of(form(Role.P2))
    assert not [word for word in FINGERPRINT if word.encode() in data]  # streams are packed
