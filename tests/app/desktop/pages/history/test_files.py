"""The buttons of History that write files, on the real wallet: what they write can be read again."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from app.desktop.pages.history.page import HistoryPage
from app.desktop.widgets import Button
from tests.support.practised import Practised, click, said_by

pytestmark = pytest.mark.slow


@pytest.fixture
def history(practised: Practised) -> HistoryPage:
    page = practised.page("history")
    assert isinstance(page, HistoryPage)
    return page


def press(history: HistoryPage, text: str) -> None:
    click(next(button for button in history.findChildren(Button) if button.text() == text))


def choosing(monkeypatch: pytest.MonkeyPatch, path: Path | str) -> list[str]:
    """The person chooses this file; the names that were offered."""
    offered: list[str] = []

    def choose(_parent: object, _title: str, name: str, _kinds: str) -> tuple[str, str]:
        offered.append(name)
        return str(path), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    return offered


def test_the_history_goes_out_as_a_table(
    practised: Practised, history: HistoryPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "history.csv"
    assert choosing(monkeypatch, file) == []
    press(history, "Export")
    practised.wait(lambda: f"Written: {file}" in said_by(practised.window), "that it is written")
    rows = list(csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines()))
    assert [row["txid"] for row in rows] == [row.txid for row in practised.state.history]


def test_labels_go_out_as_bip329(
    practised: Practised, history: HistoryPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = practised.state.history[-1]
    wallet, key = practised.controller.wallet, practised.state.key
    assert wallet is not None
    assert key is not None
    wallet.labels(key.name).write("tx", row.txid, "Written by a test")
    file = tmp_path / "labels.jsonl"
    offered = choosing(monkeypatch, file)
    press(history, "Labels out")
    practised.wait(lambda: f"Written: {file}" in said_by(practised.window), "that it is written")
    assert offered == ["tandem-labels.jsonl"]
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert ("tx", row.txid, "Written by a test") in [(line["type"], line["ref"], line["label"]) for line in lines]


def test_a_place_that_takes_no_file_is_told(
    practised: Practised, history: HistoryPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choosing(monkeypatch, tmp_path / "no such folder" / "history.csv")
    press(history, "Export")
    told = "history.csv could not be written"
    practised.wait(lambda: any(text.startswith(told) for text in said_by(practised.window)), "that it failed")


def test_nothing_is_written_when_nobody_chooses_a_file(
    practised: Practised, history: HistoryPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered = choosing(monkeypatch, "")
    press(history, "Export")
    assert offered == ["tandem-history.csv"]
    assert not practised.jobs.running("export")
