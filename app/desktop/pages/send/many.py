"""Many recipients: a table on the form, and the page that reads one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.desktop.formats import payments_csv
from app.desktop.formats.payments_csv import BadTable, Line
from app.desktop.text import format
from app.desktop.text.format import Unit
from app.desktop.widgets import Button, Card, Cell, Column, Field, Notice, Page, Row, Rows, Table, Text, TextArea

translate = QCoreApplication.translate

SHOWN_FAULTS = 6
HIGH = 300  # px of the table on the form


def _columns(unit: Unit) -> list[Column[tuple[int, Line]]]:
    return [
        Column(
            translate("ManyCard", "Recipient"),
            lambda row: Cell(
                row[1].label or translate("ManyCard", "Row {0}").format(row[0]), format.short(row[1].address, 12, 8)
            ),
        ),
        Column(
            translate("ManyCard", "Amount"),
            lambda row: Cell(format.amount(row[1].sats or 0, unit), spoken=format.spoken(row[1].sats or 0)),
            168,
            right=True,
        ),
    ]


class ManyCard(Card):
    """Recipients from a table, in place of the fields."""

    dropped = Signal()
    edited = Signal()

    def __init__(self) -> None:
        self.lines: tuple[Line, ...] = ()
        self.head = Text("", "title", wrap=True)
        self.edit = Button(self.tr("Change the table"), "quiet", "pencil", compact=True)
        self.drop = Button(self.tr("Remove all"), "quiet", "trash-2", compact=True)
        self._holder = QVBoxLayout()
        super().__init__(Row((self.head, 1), self.edit, self.drop, gap=4), self._holder, gap=8)
        self.edit.clicked.connect(self.edited)
        self.drop.clicked.connect(self.dropped)
        self.hide()

    def show_lines(self, lines: Sequence[Line], unit: Unit) -> None:
        """Show these; none hides the card."""
        self.lines = tuple(lines)
        while (item := self._holder.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.setVisible(bool(lines))
        if not lines:
            return
        total = format.amount(sum(line.sats or 0 for line in lines), unit)
        self.head.setText(self.tr("{0} recipients get {1}").format(len(lines), total))
        rows: Rows[tuple[int, Line]] = Rows(_columns(unit), key=lambda row: row[0])
        rows.set_rows(list(enumerate(lines, 1)))
        table = Table(rows, self.tr("Recipients"))
        table.setFixedHeight(HIGH)
        self._holder.addWidget(table)


class ReadMany(QWidget):
    """A page inside Send: paste a table or open a file. `taken` gives the lines once all are right."""

    taken = Signal(object)

    def __init__(self, network: str, unit: Unit) -> None:
        super().__init__()
        self._network, self._unit = network, unit
        self.area = TextArea(9)
        self.text = Field(
            self.tr("One row for each recipient: address,amount,label"),
            editor=self.area,
            mono=True,
            help=self.tr("Amounts in sat, or with BTC behind. The label may be left out. Spreadsheets can be pasted."),
        )
        self.open_file = Button(self.tr("Open a CSV file"), "secondary", "upload")
        self.use = Button(self.tr("Use these recipients"), "primary")
        self.found = Text("", "strong", wrap=True)
        self.faults = Notice(tone="danger")
        self.faults.hide()
        page = Page(
            self.tr("Many recipients"),
            self.tr("Every row is checked. One that is wrong, and none is used."),
            Card(self.text, self.faults, self.found, Row(self.open_file, None, self.use), gap=12),
            None,
            back=self.tr("Back to the payment"),
        )
        self.back = page.back
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(page)
        self.text.changed.connect(lambda _: self._judge())
        self.open_file.clicked.connect(self._open)
        self.use.clicked.connect(self._use)

    def show_lines(self, lines: Sequence[Line]) -> None:
        """With what stands on the form, to be changed."""
        rows = [f"{line.address},{line.sats or ''},{_quoted(line.label)}" for line in lines]
        self.text.set_text("\n".join(rows))
        self._judge()
        self.area.setFocus()

    def _open(self) -> None:
        kinds = self.tr("Tables (*.csv *.tsv *.txt)")
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Open a table of recipients"), "", kinds)
        if name:
            self.read_file(Path(name))

    def read_file(self, path: Path) -> None:
        """A file's content into the field, where it can be read and changed."""
        try:
            with path.open("rb") as file:
                data = file.read(payments_csv.MAX_BYTES + 1)
            self.text.set_text(payments_csv.table_in(data))
        except OSError:
            self._show(BadTable([self.tr("This file cannot be read.")]))
        except BadTable as error:
            self._show(error)
        else:
            self._judge()

    def _judge(self) -> tuple[Line, ...]:
        self.faults.announce("")
        self.found.say("")
        self.use.setEnabled(False)
        if not self.text.text().strip():
            return ()
        try:
            lines = payments_csv.read(self.text.text(), self._network)
        except BadTable as error:
            self._show(error)
            return ()
        total = format.amount(sum(line.sats or 0 for line in lines), self._unit)
        said = self.tr("One recipient gets {1}.") if len(lines) == 1 else self.tr("{0} recipients get {1} together.")
        self.found.tell(said.format(len(lines), total))
        self.use.setEnabled(True)
        return lines

    def _use(self) -> None:
        lines = self._judge()
        if lines:
            self.taken.emit(lines)

    def _show(self, error: BadTable) -> None:
        shown = list(error.faults[:SHOWN_FAULTS])
        if len(error.faults) > SHOWN_FAULTS:
            shown.append(self.tr("and {0} more").format(len(error.faults) - SHOWN_FAULTS))
        self.use.setEnabled(False)
        self.found.say("")
        self.faults.announce(self.tr("Nothing is used yet"), "\n".join(shown), "danger")


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in ',"') else text
