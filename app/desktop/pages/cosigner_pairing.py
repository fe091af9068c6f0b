"""Pairing once more with the same co-signer, so that a person compares the words this time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.desktop import sentences
from app.desktop.actions import Actions
from app.desktop.beginning import Beginning
from app.desktop.pages.command_line import CommandLine
from app.desktop.widgets import Button, Card, Field, Notice, Row, Text, empty, fill
from app.desktop.widgets.one_of import OneOf
from core.errors import TandemError


class PairAgain(Card):
    """Link, words, done. Hidden until somebody wants it."""

    def __init__(self, actions: Actions) -> None:
        super().__init__(title=self.tr("Pair once more"), gap=10)
        self._actions, self._beginning = actions, Beginning(actions)
        self._inner = QWidget()
        self._column = QVBoxLayout(self._inner)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(10)
        self._answer: Callable[[int | None], None] | None = None
        self.words: OneOf | None = None
        self.notice = Notice(tone="danger")
        self.notice.hide()
        self.add(self._inner, self.notice)
        self.hide()

    def begin(self) -> None:
        """Ask for the link."""
        self.notice.announce("")
        empty(self._column)
        self.link = Field(self.tr("Link"), mono=True, placeholder="tandempair1…")
        self.pair = Button(self.tr("Pair"), compact=True)
        self.pair.clicked.connect(self._pair)
        self.link.entered.connect(self.pair.click)
        self.cancel = Button(self.tr("Not now"), "quiet", compact=True)
        self.cancel.clicked.connect(self.hide)
        text = self.tr("Make a link on the co\u2011signer and paste it here. The key and its address stay.")
        fill(
            self._column,
            [
                Text(text, "body", "text2", wrap=True),
                CommandLine("tandem-cosigner pair"),
                self.link,
                Row(self.pair, self.cancel, None),
            ],
        )
        self.show()
        self.link.editor.setFocus()

    def _pair(self) -> None:
        self.notice.announce("")
        self.pair.setEnabled(False)
        self._beginning.pair(self.link.text().strip(), self._ask, self._done, self._failed)

    def _ask(self, lines: Sequence[str], answer: Callable[[int | None], None]) -> None:
        self._answer = answer
        empty(self._column)
        self.words = OneOf(list(lines), self.tr("Words"))
        self.words.decided.connect(lambda number: self._choose(number))
        match, none = (
            Button(self.tr("These words"), compact=True),
            Button(self.tr("None of them"), "quiet", compact=True),
        )
        match.clicked.connect(lambda: self._choose(self.words.current() if self.words else None))
        none.clicked.connect(lambda: self._choose(None, none=True))
        match.setEnabled(False)
        self.words.chosen.connect(lambda _: match.setEnabled(True))
        text = self.tr(
            "Which of these lines does the co\u2011signer show? If none, choose none: somebody sits between."
        )
        fill(self._column, [Text(text, "body", "text2", wrap=True), self.words, Row(match, none, None)])
        self.words.focus()

    def _choose(self, number: int | None, *, none: bool = False) -> None:
        if self._answer is None or (number is None and not none):
            return
        answer, self._answer = self._answer, None
        empty(self._column)
        fill(self._column, [Text(self.tr("Now say yes on the co\u2011signer too."), "body", "text2", wrap=True)])
        answer(number)

    def _done(self, _: Any) -> None:
        self.hide()
        self._actions.ask_cosigner()

    def _failed(self, error: TandemError) -> None:
        self.begin()
        self.notice.announce(
            self.tr("Not paired anew; the pairing of before stays"), sentences.sentence(error), "danger"
        )

    def stop(self) -> None:
        """The page is left: an open question is answered with none of them, so that both sides forget the attempt."""
        if self._answer is not None:
            self._choose(None, none=True)
        self.hide()
