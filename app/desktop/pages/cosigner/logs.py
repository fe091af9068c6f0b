"""The two logs held against each other: what the co-signer's file tells otherwise than this computer's log."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.desktop.controller.controller import Controller
from app.desktop.parts.command_line import CommandLine
from app.desktop.parts.page import while_there
from app.desktop.text import format, sentences, translation
from app.desktop.widgets import Button, Card, Col, Glyph, Group, Notice, Page, Row, Text, empty, fill
from app.desktop.widgets.painting import A
from core.errors import BadInput, InputKind, TandemError

if TYPE_CHECKING:
    from app.log_comparison import LogComparison

EXPORT = "tandem-cosigner log export cosigner.log"
FREEZE = "tandem-cosigner policy set --freeze"
MOST_BYTES = 64 << 20  # of a file: many times what a co-signer keeps
MOST = 40  # differences that are shown; a file can make up as many as it likes
WIDE = 700  # px of a line that is read


class CompareLogs(QWidget):
    """How to get the co-signer's log here, the choice of its file, and what came of it. `closed`: back to the page."""

    closed = Signal()

    def __init__(self, controller: Controller) -> None:
        super().__init__()
        self._controller = controller
        self.command = CommandLine(EXPORT)
        self.choose = Button(self.tr("Choose the file"), "primary")
        self.choose.clicked.connect(self._ask_which)
        self.verdict = Notice()
        self.verdict.hide()
        self.about = Text("", "small", "text2", wrap=True)
        self._list = QVBoxLayout()
        self._list.setSpacing(12)
        self.differences = Card(title=self.tr("What they do not agree on"), gap=12)
        self.differences.add(self._list)
        self.freeze = Card(title=self.tr("What to do"), gap=10)
        self.freeze.add(
            Text(
                self.tr(
                    "Pay nothing with this wallet before you know why. Until then freeze it there, where it tightens "
                    "at once. What each line means for you stands in it; what nothing explains is a reason to move the "
                    "coins to a new wallet, made on devices that you trust."
                ),
                wrap=True,
            ),
            CommandLine(FREEZE),
        )
        steps = Card(title=self.tr("The co\u2011signer's log, as a file"), gap=10)
        steps.add(
            Text(self.tr("Write it there, in its terminal:"), wrap=True),
            self.command,
            Text(
                self.tr(
                    "Bring the file here, on a stick or over your own network. No secret is in it, but whom you paid "
                    "and when: delete it afterwards."
                ),
                wrap=True,
            ),
            Row(self.choose, None),
        )
        self.page = Page(
            self.tr("Compare the two logs"),
            self.tr(
                "Both sides write down what they do. Held against each other the two logs show what one did without "
                "the other, and where one was changed or put back from an old copy."
            ),
            steps,
            self.verdict,
            self.about,
            self.differences,
            self.freeze,
            None,
            back=self.tr("Co\u2011signer"),
            width=WIDE,
        )
        self.page.back.clicked.connect(self.closed)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.page)
        self.forget()

    def open_view(self) -> None:
        """It comes on screen: the keyboard is at the choice of the file."""
        self.forget()
        self.choose.setFocus(Qt.FocusReason.TabFocusReason)

    def forget(self) -> None:
        """Nothing of a comparison stays behind."""
        self.verdict.announce("")
        self.about.say("")
        self.differences.hide()
        self.freeze.hide()
        empty(self._list)

    def _ask_which(self) -> None:
        kinds = self.tr("Logs (*.log *.jsonl *.json *.txt);;All files (*)")
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Open the co\u2011signer's log"), "", kinds)
        if name:
            self.compare(Path(name))

    def compare(self, path: Path) -> None:
        """Hold the file against this computer's log."""
        wallet = self._controller.wallet
        if wallet is None:
            return
        self.forget()
        unreadable = self.tr("This file cannot be read, or is too large for a log.")

        def work(_: object) -> LogComparison:
            from app.log_comparison import compared

            return compared(wallet.log_file(), _content(path, unreadable))

        begun = self._controller.jobs.start(
            "compare logs", work, while_there(self, self.show_comparison), while_there(self, self._failed)
        )
        if begun:
            self.choose.setEnabled(False)
            self.verdict.announce(self.tr("Comparing"), self.tr("Both logs are read line by line."), "info")

    def show_comparison(self, made: LogComparison) -> None:
        """In words: whether they agree, and each difference, what matters first."""
        from app.log_comparison import told

        self.choose.setEnabled(True)
        when = format.day_and_clock(datetime.fromtimestamp(made.written), datetime.now())
        about = self.tr("The file was written {0} and holds {1} entries. Its last link: {2}")
        self.about.say(about.format(when, format.count(made.entries), made.head))
        if made.serious:
            one = self.tr("One difference must be looked into")
            title = one if made.serious == 1 else self.tr("{0} differences must be looked into").format(made.serious)
            self.verdict.announce(title, self.tr("Nothing harmless explains what is marked below."), "danger")
        elif made.found:
            text = self.tr("What else differs was cut off between the two, or is later than the file, or too old.")
            self.verdict.announce(self.tr("Nothing that matters differs"), text, "ok")
        else:
            text = self.tr("Each side knows what the other has written down, up to the end of the file.")
            self.verdict.announce(self.tr("Both logs tell the same"), text, "ok")
        marked = self.tr("Must be looked into")
        rows = [_line(told(one, translation.language()), marked if one.matters else "") for one in made.found[:MOST]]
        if len(made.found) > MOST:
            more = self.tr("and {0} more; all of them: tandem log compare FILE").format(
                format.count(len(made.found) - MOST)
            )
            rows.append(Text(more, "small", "text2", wrap=True))
        fill(self._list, rows)
        self.differences.setVisible(bool(rows))
        self.freeze.setVisible(bool(made.serious))

    def _failed(self, error: TandemError) -> None:
        self.choose.setEnabled(True)
        self.verdict.announce(self.tr("These were not compared"), sentences.sentence(error), "danger")


def _content(path: Path, unreadable: str) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError:
        raise BadInput(unreadable, InputKind.FILE) from None
    if len(data) > MOST_BYTES:
        raise BadInput(unreadable, InputKind.FILE)
    return data


def _line(text: str, marked: str) -> QWidget:
    mark = Glyph("triangle-alert" if marked else "info", "danger" if marked else "text2", 16)
    words = [Text(marked, "label", "danger")] if marked else []
    return Group(Row(mark, (Group(Col(*words, Text(text, wrap=True), gap=2)), 1), gap=10, align=A.AlignTop))
