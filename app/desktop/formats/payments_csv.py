"""Many recipients at once, from a table (CSV) as spreadsheets write them: address, amount and perhaps a label, and
every row is right before any is used (D5)."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from app.desktop.text import format
from app.desktop.text.sentences import sentence
from core.bitcoin.address import script_of
from core.bitcoin.script import dust_threshold
from core.codec.text import is_plain, text_of
from core.errors import BadInput, InputKind

translate = QCoreApplication.translate

MAX_BYTES = 5_000_000
MAX_ROWS = 900  # with change still below what one transaction may pay
MAX_TEXT = 200  # characters of a label

# The words of a head, in both languages. A word in the place of a unit that is none of these is refused: who writes
# "Amount (EUR)" means another amount.
_ADDRESS = {"address", "adresse", "recipient", "empfänger", "bitcoin", "to", "an"}
_AMOUNT = {"amount", "betrag", "value", "wert", "sum", "summe", "in"}
_UNITS: dict[str, format.Unit] = {"btc": "BTC", "bitcoin": "BTC", "sat": "sat", "sats": "sat", "satoshi": "sat"}

_BREAK = re.compile(r"(?<=\n)|(?<=\r)(?!\n)")  # after each line; other breaks may stand within a cell
_SEPARATOR = re.compile(r"sep=([,;\t])", re.IGNORECASE)  # Excel's first line
_HALF = re.compile(r"[0-9]+ *(?:btc|sats?)?", re.IGNORECASE)  # what is behind the comma of an amount


@dataclass(frozen=True, slots=True)
class Line:
    """One recipient. `sats` None: all that is left."""

    address: str
    sats: int | None
    label: str = ""


class BadTable(BadInput):
    """Rows that are wrong, each with its own sentence; nothing was taken over."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__(faults[0], InputKind.TABLE)
        self.faults = tuple(faults)


def table_in(data: bytes) -> str:
    """The text of a file: UTF-8, or UTF-16 as some spreadsheets write it. Raises BadTable."""
    if len(data) > MAX_BYTES:
        raise _too_large()
    try:
        return text_of(data)
    except UnicodeDecodeError:
        raise _bad(translate("Batch", "This is not a table of text. Save it as CSV in UTF-8.")) from None


def read(data: bytes | str, network: str) -> tuple[Line, ...]:
    """All rows of `address,amount[,label]`, also with tabs or semicolons as spreadsheets write them; a first row of
    such words is left out. Amounts in sat or as the head says, or with the unit behind. Raises BadTable."""
    if len(data) > MAX_BYTES:
        raise _too_large()
    between, rows = _rows(data.removeprefix("\ufeff") if isinstance(data, str) else table_in(data))
    unit: format.Unit = "sat"
    if rows and not any(c.isdigit() for cell in rows[0][1] for c in cell):  # every address has a digit
        unit = _unit(*rows.pop(0))
    if not rows:
        raise _bad(translate("Batch", "There is no row. Write one for each recipient: address,amount,label"))
    if len(rows) > MAX_ROWS:
        raise _bad(translate("Batch", "More than {0} recipients. Make several payments.").format(MAX_ROWS))
    lines, faults = [], []
    for number, cells in rows:
        try:
            lines.append(_line(cells, unit, between, network))
        except BadInput as error:
            faults.append(_row(number, error.message))
    if faults:
        raise BadTable(faults)
    return tuple(lines)


def _rows(text: str) -> tuple[str, list[tuple[int, list[str]]]]:
    """What parts the cells, and the cells by row number from 1, without empty rows and what is empty behind a row."""
    lines = _BREAK.split(text)
    if said := _SEPARATOR.fullmatch(lines[0].strip("\r\n ").strip('"')):
        between, lines[0] = said[1], ""
    else:  # no address has one of these, so the first one parts the cells
        found = re.search(r"[,;\t]", re.sub(r'"[^"]*"', "", text))
        between = found[0] if found else ","
    reader = csv.reader(lines, delimiter=between, strict=True)
    try:
        rows = [(number, _cells(cells)) for number, cells in enumerate(reader, 1)]
    except csv.Error:
        message = translate("Batch", "Row {0}: its quotation marks do not match.")
        raise _bad(message.format(reader.line_num)) from None
    return between, [(number, cells) for number, cells in rows if any(cells)]


def _cells(cells: Sequence[str]) -> list[str]:
    """Each in one line and composed."""
    found = [unicodedata.normalize("NFC", " ".join(cell.split())) for cell in cells]
    while len(found) > 2 and not found[-1]:
        found.pop()
    return found


def _unit(number: int, head: Sequence[str]) -> format.Unit:
    """The unit of the amounts below this head. BadTable if it is another table's, or another unit's."""
    address, amount = (set(re.findall(r"[^\W_]+", cell.casefold())) for cell in (*head, "", "")[:2])
    if not address & _ADDRESS or not amount & (_AMOUNT | _UNITS.keys()) or len(head) > 3:
        raise _bad(_row(number, translate("Batch", "The columns are address,amount,label in this order.")))
    units = amount - _AMOUNT
    if not units <= _UNITS.keys() or len({_UNITS[word] for word in units}) > 1:
        message = translate("Batch", "“{0}” is no unit that Tandem knows. Write sat or BTC behind each amount.")
        raise _bad(_row(number, message.format(head[1])))
    return next((_UNITS[word] for word in units), "sat")


def _line(cells: Sequence[str], unit: format.Unit, between: str, network: str) -> Line:
    if len(cells) not in (2, 3):
        raise BadInput(translate("Batch", "It needs address,amount or address,amount,label."))
    address, amount, label = (*cells, "")[:3]
    try:
        script = script_of(address, network)
    except BadInput as error:
        raise BadInput(sentence(error)) from None
    sats = format.parse_amount(amount, unit)
    halved = between == "," and amount.isdecimal() and _HALF.fullmatch(label) is not None
    if halved and (unit == "BTC" or not label.isdecimal() or sats < dust_threshold(script)):
        raise BadInput(
            translate("Batch", "Its amount has a comma, which parts the cells. Write a point, or put it in quotes.")
        )
    if sats < dust_threshold(script):
        least = format.amount(dust_threshold(script), format.small_unit(network))
        raise BadInput(translate("Batch", "The network passes on {0} or more.").format(least))
    if not is_plain(label) or len(label) > MAX_TEXT:
        raise BadInput(translate("Batch", "Its label is too long or not plain text."))
    return Line(address.lower() if address.isupper() else address, sats, label)


def _row(number: int, message: str) -> str:
    return translate("Batch", "Row {0}: {1}").format(number, message)


def _too_large() -> BadTable:
    return _bad(translate("Batch", "This table is larger than 5 MB."))


def _bad(text: str) -> BadTable:
    return BadTable([text])
