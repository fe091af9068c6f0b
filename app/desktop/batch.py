"""Many recipients at once, from a table (CSV): strict columns, and every row is right before any is used (D5)."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from app.desktop import format
from app.desktop.sentences import sentence
from core.bitcoin.address import script_of
from core.bitcoin.script import dust_threshold
from core.encoding import is_plain
from core.errors import BadInput

translate = QCoreApplication.translate

MAX_BYTES = 5_000_000
MAX_ROWS = 900  # with change still below what one transaction may pay
MAX_TEXT = 200  # characters of a label
HEADS = (("address", "amount"), ("address", "amount", "label"))


@dataclass(frozen=True, slots=True)
class Line:
    """One recipient. `sats` None: all that is left."""

    address: str
    sats: int | None
    label: str = ""


class BadTable(BadInput):
    """Rows that are wrong, each with its own sentence; nothing was taken over."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__(faults[0], "table")
        self.faults = tuple(faults)


def read(data: bytes | str, network: str) -> tuple[Line, ...]:
    """All rows of `address,amount[,label]`, also with tabs or semicolons as spreadsheets write them; a first row of
    these words is left out. Amounts in sat, or in bitcoin with the unit behind. Raises BadTable."""
    if len(data) > MAX_BYTES:
        raise _bad(translate("Batch", "This table is larger than 5 MB."))
    try:
        text = data if isinstance(data, str) else data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _bad(translate("Batch", "This is not a table of text. Save it as CSV in UTF-8.")) from None
    rows = _rows(text)
    if rows and tuple(cell.strip().lower() for cell in rows[0][1]) in HEADS:
        del rows[0]
    if not rows:
        raise _bad(translate("Batch", "There is no row. Write one for each recipient: address,amount,label"))
    if len(rows) > MAX_ROWS:
        raise _bad(translate("Batch", "More than {0} recipients. Make several payments.").format(MAX_ROWS))
    lines, faults = [], []
    for number, cells in rows:
        try:
            lines.append(_line(cells, network))
        except BadInput as error:
            faults.append(translate("Batch", "Row {0}: {1}").format(number, error.message))
    if faults:
        raise BadTable(faults)
    return tuple(lines)


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """Cells by row number from 1, without empty rows."""
    between = re.search(r"[,;\t]", text)  # no address has one of these, so the first one parts the cells
    reader = csv.reader(text.splitlines(), delimiter=between[0] if between else ",", strict=True)
    try:
        return [(number, cells) for number, cells in enumerate(reader, 1) if any(cell.strip() for cell in cells)]
    except csv.Error:
        raise _bad(translate("Batch", "Row {0}: its quotation marks do not match.").format(reader.line_num)) from None


def _line(cells: list[str], network: str) -> Line:
    if len(cells) not in (2, 3):
        raise BadInput(translate("Batch", "It needs address,amount or address,amount,label."))
    address, amount, label = (*(cell.strip() for cell in cells), "")[:3]
    try:
        script = script_of(address, network)
    except BadInput as error:
        raise BadInput(sentence(error)) from None
    sats = format.parse_amount(amount, "sat")
    if sats < dust_threshold(script):
        least = format.amount(dust_threshold(script), format.small_unit(network))
        raise BadInput(translate("Batch", "The network passes on {0} or more.").format(least))
    if not is_plain(label) or len(label) > MAX_TEXT:
        raise BadInput(translate("Batch", "Its label is too long or not plain text."))
    return Line(address.lower() if address.isupper() else address, sats, label)


def _bad(text: str) -> BadTable:
    return BadTable([text])
