"""History: every payment that came or went, found by label, address, amount or id; details beside the list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QFileDialog

from app.desktop.controller.controller import Controller
from app.desktop.formats import exports
from app.desktop.look.fonts import dp
from app.desktop.model.state import State, TransactionView
from app.desktop.pages.history.detail import HistoryDetail
from app.desktop.pages.history.ending import words
from app.desktop.parts.page import AppPage, Go, Say
from app.desktop.text import format
from app.desktop.text.sentences import sentence
from app.desktop.widgets import Button, Card, Cell, Column, EmptyState, Group, Page, Row, Rows, Search, Segmented, Table
from core.codec.names import composed
from core.errors import TandemError

if TYPE_CHECKING:
    from core.wallet.api import LabelsApi, Taken

translate = QCoreApplication.translate

GAP, EDGE, BAR = 16, 10, 12  # px: between list and details, inside the list, a scroll bar
NAME, STATE, AMOUNT = 180, 132, 168  # px; a name has at least so much before the columns beside it move
ENOUGH = 6  # confirmations after which a payment is simply confirmed


class HistoryPage(AppPage):
    """The list and one payment of it."""

    KEY, ICON, NAME = "history", "history", str(QT_TRANSLATE_NOOP("Pages", "History"))

    def __init__(self, controller: Controller, go: Go, say: Say) -> None:
        super().__init__(controller, go, say)
        self._unit, self._now = self.state.unit, datetime.now()
        self.rows: Rows[TransactionView] = Rows(
            [
                Column(self.tr("What"), self._what, order=lambda row: row.label.casefold()),
                Column(self.tr("When"), self._when, 118, order=lambda row: row.time or 1 << 40),
                Column(self.tr("State"), self._how, STATE, order=lambda row: row.depth),
                Column(self.tr("Amount"), self._amount, AMOUNT, order=lambda row: row.net, right=True),
            ],
            key=lambda row: row.txid,
        )
        self.search = Search(self.tr("Label, amount or id"), self.tr("Search"))
        self.kind = Segmented([self.tr("All"), self.tr("Received"), self.tr("Sent")], 0, self.tr("Show"))
        self.table = Table(self.rows, self.tr("History"))
        self.detail = HistoryDetail(controller, go, say)
        self.detail.closed.connect(self._close)
        self.none = EmptyState("search", self.tr("Nothing fits"), self.tr("Search for other words, or show all."))
        self._empty = EmptyState(
            "history",
            self.tr("Nothing came or went yet"),
            self.tr("The first payment stands here as soon as the server has seen it."),
            self._button(self.tr("Receive"), "arrow-down-left", lambda: self.go("receive")),
        )
        self._list = Card((self.table, 1), (self.none, 1), pad=0)
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
        if before is None or _listed(state) != _listed(before):
            self._unit = state.unit
            listed = state.listed
            self.rows.set_rows(listed)
            any_yet = bool(listed)
            self._empty.setVisible(not any_yet)
            self._tools.setVisible(any_yet)
            self._beside.setVisible(any_yet)
            many = self.tr("One payment") if len(state.history) == 1 else self.tr("{0} payments")
            self._page.lead.say(many.format(format.count(len(state.history))) if state.history else "")
        elif state.balance.height != before.balance.height:
            self.rows.redraw()
        if self._wanted and self.rows.find(self._wanted) >= 0:
            self.table.choose(self._wanted)
            self._wanted = ""
        self.detail.show_state(state, before)

    def leave(self) -> None:
        """What was written is kept."""
        self.detail.label.keep()

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

    def _look(self, row: TransactionView | None) -> None:
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
        self.none.setVisible(not many)
        self.table.setVisible(bool(many))

    def _filter(self) -> None:
        wanted, kind = self.search.text().casefold().split(), self.kind.current()
        if not wanted and not kind:
            self.rows.keep(None)
            return
        found = finder(wanted)
        self.rows.keep([found, lambda row: row.net > 0 and found(row), lambda row: row.net <= 0 and found(row)][kind])

    # -------------------------------------------------------------- cells
    def _what(self, row: TransactionView) -> Cell:
        if row.ending is not None:
            below = self._amount(row).text if self.table.isColumnHidden(3) else format.short(row.txid)
            return Cell(row.label or words(row.ending).state, below, icon="ban", muted=True)
        received = row.net > 0
        icon, tone = ("arrow-down-left", "ok") if received else ("arrow-up-right", "neutral")
        if row.height is None:
            tone = "warn"
        sent = self.tr("To yourself") if row.to_self else self.tr("Sent")
        name = row.label or (self.tr("Received") if received else sent)
        below = self._amount(row).text if self.table.isColumnHidden(3) else format.short(row.txid)
        return Cell(name, below, icon=icon, tone=tone)  # type: ignore[arg-type]

    def _when(self, row: TransactionView) -> Cell:
        if row.time is None:
            return Cell(self.tr("Not yet"), ink="text2")
        moment = datetime.fromtimestamp(row.time)
        return Cell(format.day(moment, self._now), format.clock(moment))

    def _how(self, row: TransactionView) -> Cell:
        if row.ending is not None:
            return Cell(words(row.ending).state, words(row.ending).below)
        if not row.shown:
            return Cell(self.tr("Sent"), self.tr("this server does not show it"), ink="warn")
        if row.height is None:
            return Cell(self.tr("Unconfirmed"), self.tr("not in a block yet"), ink="warn")
        deep = self.state.balance.confirmations(row.height)
        if deep < ENOUGH:
            return Cell(self.tr("{0} of {1}").format(deep, ENOUGH), self.tr("confirming"))
        return Cell(self.tr("Confirmed"), self.tr("block {0}").format(format.count(row.height)))

    def _amount(self, row: TransactionView) -> Cell:
        if row.ending is not None:
            below = "" if row.ending.how == "replaced" else self.tr("not paid")  # what replaced it pays
            spoken = f"{format.spoken(row.ending.spent)} {below}".rstrip()
            return Cell(format.amount(row.ending.spent, self._unit), below, muted=True, spoken=spoken)
        shown = format.amount(row.net, self._unit, sign=True)
        below = self.tr("only the fee") if row.to_self else ""
        spoken = f"{format.spoken(row.net)} {below}".rstrip()
        return Cell(shown, below, ink="ok" if row.net > 0 else "text", spoken=spoken)

    # -------------------------------------------------------------- files
    def _write_csv(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self, self.tr("Export the history"), "tandem-history.csv", "CSV (*.csv)")
        if path:
            history, balance = self.state.history, self.state.balance
            self._job(path, lambda *_: exports.write(path, exports.history_csv(history, balance).encode()))

    def _write_labels(self) -> None:
        path, _ = QFileDialog.getSaveFileName(
            self, self.tr("Export all labels"), "tandem-labels.jsonl", "BIP329 (*.jsonl)"
        )
        if path:
            self._job(path, lambda wallet, name: exports.write(path, wallet.labels(name).export().encode()))

    def _job(self, path: str, work: Any) -> None:
        done = self.tr("Written: {0}").format(path)
        self.controller.run("export", work, lambda _: self.say(done, "ok", seconds=6), self._failed)

    def _read_labels(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, self.tr("Take over labels"), "", "BIP329 (*.jsonl *.json *.txt)")
        if path:
            self.take_labels(path)

    def take_labels(self, path: str) -> None:
        """Read a file of labels, all or none."""

        def told(taken: Taken) -> None:
            self.say(labels_taken(taken), "ok", seconds=12 if taken.set_aside or taken.left or taken.cut else 6)

        self.controller.run("labels", lambda wallet, name: _read(wallet.labels(name), path), told, self._failed)

    def _failed(self, error: TandemError) -> None:
        self.say(sentence(error), "danger")


def _listed(state: State) -> tuple[object, ...]:
    """What the list depends on."""
    return state.history, state.ended, state.looked, state.unit


def _read(labels: LabelsApi, path: str) -> Taken:
    return labels.read(exports.read(path))


def labels_taken(taken: Taken) -> str:
    """What an import did, and what it did not."""
    sentences = [
        (taken.labels, translate("History", "One label taken over."), translate("History", "{0} labels taken over.")),
        (
            taken.set_aside,
            translate("History", "One coin is set aside by it: no payment spends it. Coins shows it."),
            translate("History", "{0} coins are set aside by it: no payment spends them. Coins shows them."),
        ),
        (
            taken.cut,
            translate("History", "One label was too long and is cut."),
            translate("History", "{0} labels were too long and are cut."),
        ),
        (
            taken.left,
            translate("History", "One line was left alone: of another wallet, or of a kind that Tandem does not keep."),
            translate(
                "History", "{0} lines were left alone: of another wallet, or of a kind that Tandem does not keep."
            ),
        ),
    ]
    said = [one if n == 1 else many.format(format.count(n)) for n, one, many in sentences if n]
    return " ".join(said) or translate("History", "There was no label in this file.")


def finder(wanted: Sequence[str]) -> Callable[[TransactionView], bool]:
    """Whether every word (in small letters) stands in the label, the id or the amount of a payment. The cheapest is
    looked at first: a hundred thousand rows are searched with each letter that is typed."""
    wanted = [composed(word) for word in wanted]
    amounts = {word for word in wanted if word.replace(".", "").replace(",", "").isdecimal()}

    def found(row: TransactionView) -> bool:
        label, txid, sats = row.label.casefold(), row.txid, abs(row.net)
        if row.ending is not None:
            label, sats = f"{label} {row.ending.reason.casefold()}", row.ending.spent
        for word in wanted:
            if word in label or word in txid:
                continue
            if word not in amounts or not _in_amount(word, sats):
                return False
        return True

    return found


def _in_amount(word: str, sats: int) -> bool:
    part = word.replace(",", ".")  # as decimals are written in some languages
    return word in str(sats) or ("." in part and part in format.plain_btc(sats))
