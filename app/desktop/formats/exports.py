"""Files that leave and enter the window: history as CSV, labels as BIP329. Plain functions over rows and bytes."""

from __future__ import annotations

import csv
import io
import os
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from app.desktop.model.state import BalanceView, TransactionView
from core.errors import BadInput, InputKind, StorageError, StorageKind

translate = QCoreApplication.translate

MOST = 32 << 20  # bytes of a file that is read
COLUMNS = ("date", "txid", "net_sat", "fee_sat", "height", "confirmations", "label")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # how a cell begins that a spreadsheet would run (D5)


def history_csv(history: Sequence[TransactionView], balance: BalanceView) -> str:
    """All rows, newest first, dates in UTC. Text that a spreadsheet could take for a formula begins with '."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in history:
        when = datetime.fromtimestamp(row.time, UTC).strftime("%Y-%m-%d %H:%M:%S") if row.time else ""
        deep = balance.confirmations(row.height)
        writer.writerow([when, row.txid, row.net, _or_empty(row.fee), _or_empty(row.height), deep, cell(row.label)])
    return out.getvalue()


def cell(text: str) -> str:
    """A text for a cell of a spreadsheet, never a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _or_empty(value: int | None) -> int | str:
    return "" if value is None else value


def write(path: str, data: bytes) -> None:
    """Replace a file as a whole. Raises StorageError."""
    target = Path(path)
    name = ""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).replace(target)
    except OSError as error:
        with suppress(OSError):
            Path(name).unlink()
        why = os.strerror(error.errno or 0)
        text = translate("Exports", "{0} could not be written: {1}. Choose another folder.")
        raise StorageError(text.format(target.name, why), StorageKind.FILE) from None


def read(path: str) -> bytes:
    """A whole file of at most 32 MiB. Raises BadInput."""
    try:
        with Path(path).open("rb") as file:
            data = file.read(MOST + 1)
    except OSError as error:
        why = os.strerror(error.errno or 0)
        raise BadInput(
            translate("Exports", "{0} could not be read: {1}.").format(Path(path).name, why), InputKind.FILE
        ) from None
    if len(data) > MOST:
        raise BadInput(translate("Exports", "{0} is larger than 32 MiB.").format(Path(path).name), InputKind.FILE)
    return data
