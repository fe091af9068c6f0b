"""The paper for a recovery sheet, read as whoever searches it would: pdftotext finds every letter."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from app.desktop.formats.sheet_form import SheetForm, title, warning, what_to_do, whole_key, write_form
from app.desktop.text import translation
from tests.support.sheet_words import FINGERPRINT, WORDS

LINE = "sudo apt-get install -y --no-install-recommends poppler-utils"
needs_reader = pytest.mark.skipif(shutil.which("pdftotext") is None, reason=f"pdftotext is missing: {LINE}")
FORM = SheetForm(FINGERPRINT, (("Office, first floor", "7a3f90c1"), ("Coffee fund", "00ff1122")), 1_800_000_000)


@pytest.fixture(params=["en", "de"])
def language(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[str]:
    before = QLocale()
    translation.install(qapp, request.param)
    yield request.param
    translation.install(qapp, "en")
    QLocale.setDefault(before)


def read(form: SheetForm, place: Path) -> str:
    """All of its text, with one space between two words."""
    place.write_bytes(write_form(form))
    found = subprocess.run(["pdftotext", "-layout", str(place), "-"], check=True, capture_output=True, text=True)
    return " ".join(found.stdout.split())


def plain(text: str) -> str:
    return text.replace("\u2011", "-")


@needs_reader
def test_every_letter_is_found(tmp_path: Path) -> None:
    """Ligatures would hide them."""
    text = read(FORM, tmp_path / "form.pdf")
    for words in ("Office, first floor", "7a3f90c1", "Coffee fund", "00ff1122", "fingerprint", "co-signer"):
        assert words in text
    letters = (
        "office",
        "afford",
        "coffee",
        "waffle",
        "final",
        "fish",
        "flag",
        "staff",
        "effort",
        "fluid",
        "cliff",
        "fjord",
    )
    found = read(SheetForm(letters, (), 1_800_000_000), tmp_path / "letters.pdf")
    assert [word for word in letters if word not in found] == []


@needs_reader
def test_all_of_it_is_on_one_page(tmp_path: Path, language: str) -> None:
    text = read(FORM, tmp_path / "form.pdf")
    for number, word in enumerate(FINGERPRINT, 1):
        assert f"{number} {word}" in text
    for words in (title(), warning(), *what_to_do()):
        assert plain(words) in text
    assert ("2027" in text, "\f" in text) == (True, False)
    assert (tmp_path / "form.pdf").read_bytes().count(b"/Type /Page\n") == 1


@needs_reader
def test_the_paper_says_what_is_the_whole_key(tmp_path: Path, language: str) -> None:
    text = read(FORM, tmp_path / "form.pdf")
    for words in whole_key():
        assert plain(words) in text
    assert ("Left (was whole)" if language == "en" else "Verlassen (war ganz)") in text


@needs_reader
def test_no_word_of_a_sheet_is_on_the_paper(tmp_path: Path) -> None:
    """Only numbers, beside boxes for handwriting; a fingerprint that is not known has boxes too."""
    text = read(SheetForm((), (), 1_800_000_000), tmp_path / "form.pdf")
    assert not set(WORDS) & set(text.split())
    assert set(map(str, range(1, 25))) <= set(text.split())


def test_a_paper_is_made_without_any_reader_of_it() -> None:
    data = write_form(FORM)
    assert data.startswith(b"%PDF")
    assert not [word for word in FINGERPRINT if word.encode() in data]  # letters are drawn, and streams are packed
