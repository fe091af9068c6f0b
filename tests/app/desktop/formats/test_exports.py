"""What leaves and enters as files: no formula, no half file, nothing too large."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.desktop.formats import exports
from app.desktop.model.state import BalanceView, TransactionView
from app.desktop.pages.history.page import finder, labels_taken
from app.desktop.text import translation
from core.errors import BadInput, StorageError
from core.wallet.api import Taken


def row(label: str, **changes: object) -> TransactionView:
    facts = {"txid": "ab" * 32, "net": -5, "fee": None, "height": None, "time": None}
    return TransactionView(**{**facts, **changes}, label=label)  # type: ignore[arg-type]


@pytest.mark.parametrize("label", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_csv_formula(label: str) -> None:
    read = list(csv.reader(io.StringIO(exports.history_csv([row(label)], BalanceView()))))
    assert read[1][-1] == "'" + label
    assert read[1][2] == "-5", "our own numbers stay numbers"


def test_csv_has_every_row_and_reads_back() -> None:
    rows = [row('say "hi", twice\nand on', net=7, fee=3, height=9, time=1_700_000_000), row("")]
    head, first, second = csv.reader(io.StringIO(exports.history_csv(rows, BalanceView(height=10))))
    assert head == list(exports.COLUMNS)
    assert first == ["2023-11-14 22:13:20", "ab" * 32, "7", "3", "9", "2", 'say "hi", twice\nand on']
    assert second == ["", "ab" * 32, "-5", "", "", "0", ""]


def test_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.csv"
    exports.write(str(path), b"old")
    exports.write(str(path), b"new")
    assert exports.read(str(path)) == b"new"
    assert list(tmp_path.iterdir()) == [path]
    with pytest.raises(StorageError, match="could not be written"):
        exports.write(str(tmp_path / "no" / "x"), b"")
    with pytest.raises(BadInput, match="could not be read"):
        exports.read(str(tmp_path / "none"))
    monkeypatch.setattr(exports, "MOST", 2)
    with pytest.raises(BadInput, match="larger than"):
        exports.read(str(path))


def test_an_import_of_labels_says_what_it_did_and_what_not(qapp: QApplication) -> None:
    assert labels_taken(Taken(1)) == "One label taken over."
    assert labels_taken(Taken(0)) == "There was no label in this file."
    told = labels_taken(Taken(1_200, set_aside=1, cut=2, left=3))
    assert told.startswith("1\u202f200 labels taken over. One coin is set aside by it")
    assert told.endswith("3 lines were left alone: of another wallet, or of a kind that Tandem does not keep.")
    assert "2 labels were too long" in told
    translation.install(qapp, "de")
    try:
        assert labels_taken(Taken(0, set_aside=2)).startswith("2 Münzen sind dadurch zurückgelegt")
    finally:
        translation.install(qapp, "en")


def test_a_word_in_parts_finds_the_label() -> None:
    assert finder(["mu\u0308ller"])(row("M\u00fcller & Sohn"))
    assert not finder(["muller"])(row("M\u00fcller & Sohn"))


@pytest.mark.parametrize("word", ["0.0025", "0,0025", "250000", ",0025"])
def test_an_amount_is_found_with_a_point_or_a_comma(word: str) -> None:
    assert finder([word])(replace(row(""), net=-250_000))
    assert not finder([word])(replace(row(""), net=-260_000))
