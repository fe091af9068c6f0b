"""History: every payment that came or went, found by label, address, amount or id; details beside the list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QEvent, QObject
from PySide6.QtWidgets import QFileDialog

from app.desktop import exports, format
from app.desktop.actions import Actions
from app.desktop.fonts import dp
from app.desktop.pages.base import AppPage, Go, Say
from app.desktop.pages.history_detail import HistoryDetail
from app.desktop.sentences import sentence
from app.desktop.state import State, Transaction
from app.desktop.widgets import (
    Button,
    Card,
    Cell,
    Column,
    EmptyState,
    Group,
    Page,
    Row,
    Rows,
    Search,
    Segmented,
    Table,
)
from core.errors import TandemError

if TYPE_CHECKING:
    from core.wallet import Notebook

GAP, EDGE, BAR = 16, 10, 12  # px: between list and details, inside the list, a scroll bar
NAME, STATE, AMOUNT = 180, 132, 168  # px; a name has at least so much before the columns beside it move
ENOUGH = 6  # confirmations after which a payment is simply confirmed


class History(AppPage):
    """The list and one payment of it."""

    KEY, ICON, NAME = "history", "history", str(QT_TRANSLATE_NOOP("Pages", "History"))

    def __init__(self, actions: Actions, go: Go, say: Say) -> None:
        super().__init__(actions, go, say)
        self._unit, self._now = self.state.unit, datetime.now()
        self.rows: Rows[Transaction] = Rows(
            [
                Column(self.tr("What"), self._what, order=lambda row: row.label.casefold()),
                Column(self.tr("When"), self._when, 118, order=lambda row: row.time or 1 << 40),
                Column(self.tr("State"), self._how, STATE, order=lambda row: row.confirmations),
                Column(self.tr("Amount"), self._amount, AMOUNT, order=lambda row: row.net, right=True),
            ],
            key=lambda row: row.txid,
        )
        self.search = Search(self.tr("Label, amount or id"), self.tr("Search"))
        self.kind = Segmented([self.tr("All"), self.tr("Received"), self.tr("Sent")], 0, self.tr("Show"))
        self.table = Table(self.rows, self.tr("History"))
        self.detail = HistoryDetail(actions, go, say)
        self.detail.closed.connect(self._close)
        self._none = EmptyState("search", self.tr("Nothing fits"), self.tr("Search for other words, or show all."))
        self._empty = EmptyState(
            "history",
            self.tr("Nothing came or went yet"),
            self.tr("The first payment stands here as soon as the server has seen it."),
            self._button(self.tr("Receive"), "arrow-down-left", lambda: self.go("receive")),
        )
        self._list = Card((self.table, 1), (self._none, 1), pad=0)
        self._list.box.setContentsMargins(EDGE, 6, EDGE, 6)
        self._beside = Group(Row((self._list, 1), self.detail, gap=GAP, align=None))
        self._beside.installEventFilter(self)
        self._tools = Group(Row((self.search, 1), self.kind, gap=12))
        self._page = Page(
            self.tr("History"),
            " ",
            self._tools,
            (self._empty, 1),
            (self._beside, 1),
            actions=(
                self._button(self.tr("Labels in"), "upload", self._read_labels),
                self._button(self.tr("Labels out"), "tag", self._write_labels),
                self._button(self.tr("Export"), "download", self._write_csv),
            ),
            scroll=False,
        )
        self.fill(self._page)
        self.search.textChanged.connect(lambda _: self._filter())
        self.kind.changed.connect(lambda _: self._filter())
        self.rows.shown.connect(lambda many: self._fits(many))
        self.table.moved.connect(self._look)
        self.table.opened.connect(self._look)
        self.table.clicked.connect(lambda index: self._look(self.rows.row(index.row())))  # also where nothing moves

    @staticmethod
    def _button(text: str, icon: str, do: Any) -> Button:
        made = Button(text, "secondary", icon)
        made.clicked.connect(lambda: do())
        return made

    # -------------------------------------------------------------- state
    def open(self, what: Any = None) -> None:
        """`what`: the id of a payment to show."""
        self.table.selectionModel().clear()
        self.detail.show_payment(None)
        if isinstance(what, str) and what:
            self.search.clear()
            self.kind.choose(0)
            self._filter()
            self._wanted = what
        else:
            self._wanted = ""

    def show_state(self, state: State, before: State | None) -> None:
        """New rows where the history is another one."""
        self._now = datetime.now()
        if before is None or (state.history, state.unit) != (before.history, before.unit):
            self._unit = state.unit
            self.rows.set_rows(state.history)
            any_yet = bool(state.history)
            self._empty.setVisible(not any_yet)
            self._tools.setVisible(any_yet)
            self._beside.setVisible(any_yet)
            many = self.tr("One payment") if len(state.history) == 1 else self.tr("{0} payments")
            self._page.lead.say(many.format(format.count(len(state.history))) if any_yet else "")
        if self._wanted and self.rows.find(self._wanted) >= 0:
            self.table.choose(self._wanted)
            self._wanted = ""
        self.detail.show_state(state, before)

    def back(self) -> bool:
        """Escape closes the details first."""
        if self.detail.isHidden():
            return False
        self._close()
        return True

    def _close(self) -> None:
        self.table.clearSelection()
        self._look(None)
        self.table.setFocus()

    def _look(self, row: Transaction | None) -> None:
        self.detail.show_payment(row)
        self._arrange()

    def _arrange(self) -> None:
        """While details are shown the moment moves into them. Where names would have no room, so does the state, and
        the amount moves under the name: it is never cut."""
        slim = not self.detail.isHidden()
        room = self._beside.width() - GAP - 2 * EDGE - BAR - self.detail.maximumWidth() - dp(NAME)
        self.table.setColumnHidden(1, slim)
        self.table.setColumnHidden(2, slim and room < dp(STATE + AMOUNT))
        self.table.setColumnHidden(3, slim and room < dp(AMOUNT))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """More or less room for the columns."""
        if watched is self._beside and event.type() == QEvent.Type.Resize:
            self._arrange()
        return super().eventFilter(watched, event)

    def _fits(self, many: int) -> None:
        self._none.setVisible(not many)
        self.table.setVisible(bool(many))

    def _filter(self) -> None:
        words, kind = self.search.text().casefold().split(), self.kind.current()
        if not words and not kind:
            self.rows.keep(None)
            return
        found = finder(words)
        self.rows.keep([found, lambda row: row.net > 0 and found(row), lambda row: row.net <= 0 and found(row)][kind])

    # -------------------------------------------------------------- cells
    def _what(self, row: Transaction) -> Cell:
        received = row.net > 0
        icon, tone = ("arrow-down-left", "ok") if received else ("arrow-up-right", "neutral")
        if row.height is None:
            tone = "warn"
        name = row.label or (self.tr("Received") if received else self.tr("Sent"))
        below = self._amount(row).text if self.table.isColumnHidden(3) else format.short(row.txid)
        return Cell(name, below, icon=icon, tone=tone)  # type: ignore[arg-type]

    def _when(self, row: Transaction) -> Cell:
        if row.time is None:
            return Cell(self.tr("Not yet"), ink="text2")
        moment = datetime.fromtimestamp(row.time)
        return Cell(format.day(moment, self._now), format.clock(moment))

    def _how(self, row: Transaction) -> Cell:
        if row.height is None:
            return Cell(self.tr("Unconfirmed"), self.tr("not in a block yet"), ink="warn")
        if row.confirmations < ENOUGH:
            return Cell(self.tr("{0} of {1}").format(row.confirmations, ENOUGH), self.tr("confirming"))
        return Cell(self.tr("Confirmed"), self.tr("block {0}").format(format.count(row.height)))

    def _amount(self, row: Transaction) -> Cell:
        shown = format.amount(row.net, self._unit, sign=True)
        return Cell(shown, ink="ok" if row.net > 0 else "text", spoken=format.spoken(row.net))

    # -------------------------------------------------------------- files
    def _write_csv(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self, self.tr("Export the history"), "tandem-history.csv", "CSV (*.csv)")
        if path:
            history = self.state.history
            self._job(path, lambda *_: exports.write(path, exports.history_csv(history).encode()))

    def _write_labels(self) -> None:
        path, _ = QFileDialog.getSaveFileName(
            self, self.tr("Export all labels"), "tandem-labels.jsonl", "BIP329 (*.jsonl)"
        )
        if path:
            self._job(path, lambda wallet, name: exports.write(path, wallet.notebook(name).export().encode()))

    def _job(self, path: str, work: Any) -> None:
        done = self.tr("Written: {0}").format(path)
        self.do.run("export", work, lambda _: self.say(done, "ok", seconds=6), self._failed)

    def _read_labels(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, self.tr("Take over labels"), "", "BIP329 (*.jsonl *.json *.txt)")
        if path:
            self.take_labels(path)

    def take_labels(self, path: str) -> None:
        """Read a file of labels, all or none."""

        def told(many: int) -> None:
            words = self.tr("One label taken over.") if many == 1 else self.tr("{0} labels taken over.")
            self.say(words.format(format.count(many)), "ok", seconds=6)

        self.do.run("labels", lambda wallet, name: _read(wallet.notebook(name), path), told, self._failed)

    def _failed(self, error: TandemError) -> None:
        self.say(sentence(error), "danger")


def _read(notebook: Notebook, path: str) -> int:
    return notebook.read(exports.read(path))


def finder(words: Sequence[str]) -> Callable[[Transaction], bool]:
    """Whether every word (in small letters) stands in the label, the id or the amount of a payment. The cheapest is
    looked at first: a hundred thousand rows are searched with each letter that is typed."""
    amounts = {word for word in words if word.replace(".", "").isdecimal()}

    def found(row: Transaction) -> bool:
        label, txid = row.label.casefold(), row.txid
        for word in words:
            if word in label or word in txid:
                continue
            if word not in amounts or not _in_amount(word, abs(row.net)):
                return False
        return True

    return found


def _in_amount(word: str, sats: int) -> bool:
    return word in str(sats) or ("." in word and word in format.plain_btc(sats))
