"""Pairing once more with the same co-signer, so that a person compares the words this time."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.desktop.controller.controller import Controller
from app.desktop.controller.onboarding import Onboarding
from app.desktop.parts.command_line import CommandLine
from app.desktop.text import sentences
from app.desktop.widgets import Button, Card, Field, Notice, Row, Text, empty, fill
from app.desktop.widgets.radio_list import RadioList
from core.errors import BadInput, TandemError

translate = QCoreApplication.translate

SECOND = 1_000


class PairAgain(Card):
    """Link, words, done. Hidden until somebody wants it. `another`: with one more co-signer."""

    def __init__(self, controller: Controller, *, another: bool = False, title: str = "") -> None:
        title = title or (
            translate("PairAgain", "Pair another co\u2011signer")
            if another
            else translate("PairAgain", "Pair once more")
        )
        super().__init__(title=title, gap=10)
        self._another = another
        self._controller, self._onboarding = controller, Onboarding(controller)
        self._inner = QWidget()
        self._column = QVBoxLayout(self._inner)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(10)
        self._answer: Callable[[int | None], None] | None = None  # to the question that is open, or will be
        self._left = False  # an attempt that nobody follows any more has not ended yet
        self._since = 0.0
        self._waits: Callable[[int], None] = self._ending
        self._tick = QTimer(self, interval=SECOND)
        self._tick.timeout.connect(self._tell)
        self.words: RadioList | None = None
        self.notice = Notice(tone="danger")
        self.notice.hide()
        self.add(self._inner, self.notice)
        self.hide()

    def ask_link(self) -> None:
        """Ask for the link, unless something is asked already."""
        if self._answer is not None:
            return
        self.notice.announce("")
        empty(self._column)
        self.link = Field(translate("PairAgain", "Link"), mono=True, placeholder="tandempair1…")
        self.pair = Button(translate("PairAgain", "Pair"), compact=True)
        self.pair.clicked.connect(self._pair)
        self.link.entered.connect(self.pair.click)
        self.cancel = Button(translate("PairAgain", "Not now"), "quiet", compact=True)
        self.cancel.clicked.connect(self.stop)
        fill(self._column, [*self.what_to_do(), self.link, Row(self.pair, self.cancel, None)])
        self.show()
        self.link.editor.setFocus()
        self._wait(self._ending)

    def what_to_do(self) -> list[QWidget]:
        """What stands above the field of the link."""
        text = translate(
            "PairAgain", "Make a link on the co\u2011signer and paste it here. The key and its address stay."
        )
        if self._another:
            text = translate(
                "PairAgain",
                "Make a link on the other co\u2011signer and paste it here. The wallets you have stay with theirs; new "
                "ones can be made with it, under Settings, Another wallet.",
            )
        return [Text(text, "body", "text2", wrap=True), CommandLine("tandem-cosigner pair")]

    def begin_with(self, link: str) -> Callable[[int | None], None]:
        """Start the job; what takes the answer to the question that it will ask."""
        return self._onboarding.pair(link, self.ask_words, self.paired, self.failed, another=self._another)

    def _wait(self, waits: Callable[[int], None]) -> None:
        """Tell each second by `waits` what is waited for, and how long already."""
        self._since, self._waits = time.monotonic(), waits
        self._tick.start()
        self._tell()

    def _tell(self) -> None:
        self._waits(int(time.monotonic() - self._since))

    def _ending(self, _seconds: int) -> None:
        busy = self._controller.jobs.running("pair")
        self.pair.setEnabled(not busy)
        if busy:
            self.link.set_help(translate("PairAgain", "The attempt before this one has not ended yet."))
        else:
            self._tick.stop()
            self.link.set_help("")

    def _pair(self) -> None:
        self.notice.announce("")
        text = self.link.text().strip()
        try:
            host, _ = self._onboarding.read_link(text)
        except BadInput as error:
            self.link.set_error(sentences.sentence(error))
            return
        self.pair.setEnabled(False)
        self.link.set_read_only(True)
        self._left = False
        looking = translate("PairAgain", "Looking for the co\u2011signer at {0}: {1}\u00a0s")
        self._wait(lambda seconds: self.link.set_help(looking.format(host, seconds)))
        self._answer = self.begin_with(text)

    def ask_words(self, lines: Sequence[str], _answer: Callable[[int | None], None]) -> None:
        """Four lines of words: which one is the co-signer's?"""
        if self._left:
            return
        self._tick.stop()
        empty(self._column)
        self.words = RadioList(list(lines), translate("PairAgain", "Words"))
        self.words.decided.connect(lambda number: self._choose(number))
        match, none = (
            Button(translate("PairAgain", "These words"), compact=True),
            Button(translate("PairAgain", "None of them"), "quiet", compact=True),
        )
        match.clicked.connect(lambda: self._choose(self.words.current() if self.words else None))
        none.clicked.connect(lambda: self._choose(None, none=True))
        match.setEnabled(False)
        self.words.chosen.connect(lambda _: match.setEnabled(True))
        text = translate(
            "PairAgain",
            "Which of these lines does the co\u2011signer show? If none, choose none: somebody sits between.",
        )
        fill(self._column, [Text(text, "body", "text2", wrap=True), self.words, Row(match, none, None)])
        self.words.focus()

    def _choose(self, number: int | None, *, none: bool = False) -> None:
        if self._answer is None or (number is None and not none):
            return
        answer, self._answer = self._answer, None
        if number is not None:
            empty(self._column)
            self._say_yes = Text("", "body", "text2", wrap=True)
            fill(self._column, [self._say_yes])
            self._wait(self._waiting_for_yes)
        answer(number)

    def _waiting_for_yes(self, seconds: int) -> None:
        text = translate("PairAgain", "Now say yes on the co\u2011signer too. Waiting for it: {0}\u00a0s")
        self._say_yes.setText(text.format(seconds))

    def paired(self, _: Any) -> None:
        """It is done."""
        self._answer = None
        self._tick.stop()
        self.hide()
        self._controller.look_again()
        self._controller.ask_cosigner()

    def failed(self, error: TandemError) -> None:
        """It came to nothing; the link is asked for once more."""
        if self._left:
            self._left = False
            return
        self._answer = None
        self.ask_link()
        title = translate("PairAgain", "Not paired anew; the pairing of before stays")
        if self._another:
            title = translate("PairAgain", "Nothing was paired")
        self.notice.announce(title, sentences.sentence(error), "danger")

    def stop(self) -> None:
        """The page is left: the question, also one that is not asked yet, is answered with none of the lines, so that
        both sides forget the attempt."""
        self._tick.stop()
        if self._answer is not None:
            answer, self._answer = self._answer, None
            self._left = True
            answer(None)
        self.hide()
