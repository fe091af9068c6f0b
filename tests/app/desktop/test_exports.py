"""What leaves and enters as files: no formula, no half file, nothing too large."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from app.desktop import exports
from app.desktop.state import Transaction
from core.errors import BadInput, StorageError


def row(label: str, **changes: object) -> Transaction:
    facts = {"txid": "ab" * 32, "net": -5, "fee": None, "height": None, "time": None, "confirmations": 0}
    return Transaction(**{**facts, **changes}, label=label)  # type: ignore[arg-type]


@pytest.mark.parametrize("label", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_csv_formula(label: str) -> None:
    read = list(csv.reader(io.StringIO(exports.history_csv([row(label)]))))
    assert read[1][-1] == "'" + label
    assert read[1][2] == "-5", "our own numbers stay numbers"


def test_csv_has_every_row_and_reads_back() -> None:
    rows = [row('say "hi", twice\nand on', net=7, fee=3, height=9, time=1_700_000_000, confirmations=2), row("")]
    head, first, second = csv.reader(io.StringIO(exports.history_csv(rows)))
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
