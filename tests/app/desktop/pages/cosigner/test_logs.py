"""The two logs held against each other in the real window: the file of the real co-signer, and worse ones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.desktop.pages.cosigner import logs
from app.desktop.pages.cosigner.page import CosignerPage
from app.log_comparison import LogComparison
from core.home.log_compare import Difference, LogDifference
from tests.app.desktop import checks
from tests.support.practised import Practised, click, said_by

pytestmark = pytest.mark.slow


@pytest.fixture
def page(practised: Practised) -> Iterator[CosignerPage]:
    found = practised.page("cosigner")
    assert isinstance(found, CosignerPage)
    click(found.log.compare)
    yield found
    found.back()


def verdict(practised: Practised, page: CosignerPage, file: Path) -> str:
    """What the page says of a file."""
    page.logs.compare(file)
    practised.wait(lambda: page.logs.choose.isEnabled() and page.logs.verdict.isVisible(), "a verdict")
    return page.logs.verdict.title()


def test_the_logs_of_two_honest_sides_agree_until_one_is_changed(
    practised: Practised, page: CosignerPage, tmp_path: Path
) -> None:
    file = tmp_path / "cosigner.log"
    practised.practice.cosigner().call("log", "export", str(file))
    assert verdict(practised, page, file) in ("Both logs tell the same", "Nothing that matters differs")
    assert page.logs.freeze.isHidden()
    assert checks.lasting(practised.window) == []

    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join([*lines[:2], *lines[3:]]))
    assert "must be looked into" in verdict(practised, page, file)
    assert any("does not hold from entry" in text for text in said_by(page.logs.differences))
    assert "Must be looked into" in said_by(page.logs.differences)
    assert page.logs.freeze.isVisible()
    assert checks.lasting(practised.window) == []


def test_what_cannot_be_compared_is_said_and_nothing_of_before_stays(
    practised: Practised, page: CosignerPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.logs.show_comparison(LogComparison(1, 1, "", (LogDifference(Difference.BROKEN, name="2"),)))
    own = tmp_path / "own.log"
    assert practised.controller.wallet is not None
    own.write_bytes(practised.controller.wallet.log_file())
    assert verdict(practised, page, own) == "These were not compared"
    assert "the log of a computer" in page.logs.verdict.text()
    assert page.logs.differences.isHidden()
    assert page.logs.freeze.isHidden()
    assert verdict(practised, page, tmp_path / "none") == "These were not compared"
    assert "cannot be read" in page.logs.verdict.text()
    monkeypatch.setattr(logs, "MOST_BYTES", 10)
    assert verdict(practised, page, own) == "These were not compared"
    assert "too large" in page.logs.verdict.text()


def test_a_file_with_endless_differences_shows_some_and_says_how_many_more(page: CosignerPage) -> None:
    found = tuple(LogDifference(Difference.SIGNED_THERE, "w", f"{number:064x}") for number in range(logs.MOST + 1_000))
    page.logs.show_comparison(LogComparison(1, 1, "", found))
    said = said_by(page.logs.differences)
    assert said.count("Must be looked into") == logs.MOST
    assert "and 1\u202f000 more" in said[-1]


def test_the_keyboard_leads_there_and_back(practised: Practised, page: CosignerPage) -> None:
    assert QApplication.focusWidget() is page.logs.choose
    QTest.keyClick(practised.window, Qt.Key.Key_Escape)
    assert page.logs.isHidden()
    assert QApplication.focusWidget() is page.log.compare
