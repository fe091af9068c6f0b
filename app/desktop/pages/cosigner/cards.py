"""The co-signer as it last spoke: who it is, and this computer's log of what the two have done."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.desktop.controller.controller import Controller
from app.desktop.model.state import CosignerView, State
from app.desktop.parts.health import answers, silence
from app.desktop.text import format, sentences
from app.desktop.widgets import (
    Badge,
    Button,
    Card,
    Col,
    Glyph,
    Group,
    Mark,
    Row,
    Text,
    Tone,
    empty,
    fill,
)
from app.desktop.widgets.painting import A

if TYPE_CHECKING:
    from core.wallet.api import LogEntry

translate = QCoreApplication.translate


def condition(cosigner: CosignerView, now: float) -> tuple[str, Tone]:
    """How the co-signer is, in one or two words."""
    speaks = answers(cosigner, now)
    if speaks is None:
        return translate("CosignerPage", "Asking"), "neutral"
    if not speaks:
        return translate("CosignerPage", "Silent"), "danger"
    if cosigner.suspended_until > now:
        return translate("CosignerPage", "Suspended"), "warn"
    words: dict[str, tuple[str, Tone]] = {
        "locked": (translate("CosignerPage", "Locked"), "danger"),
        "mismatch": (translate("CosignerPage", "Does not fit"), "danger"),
        "must_refresh": (translate("CosignerPage", "Wants a renewal"), "warn"),
    }
    return words.get(cosigner.state, (translate("CosignerPage", "On\u2011line"), "ok"))


class WhoCard(Card):
    """Where it is, whether it answers, whether its words were compared."""

    def __init__(self, controller: Controller) -> None:
        super().__init__(pad=16)
        self._mark = Mark(44, left=False, name=self.tr("Co\u2011signer"))
        self.place, self.badge = Text("", "title"), Badge("")
        self.text, self.words = Text("", "small", "text2", wrap=True), Text("", "small", "text2", wrap=True)
        self.again = Button(self.tr("Ask again"), "quiet", compact=True)
        self.again.clicked.connect(controller.ask_cosigner)
        self.identity = Text("", "small", "text2", wrap=True)
        self.text.set_least(2)  # why it is silent takes two lines
        words = Col(Row(self.place, self.badge, None), self.words, self.identity, self.text, gap=3)
        self.add(Row(self._mark, (words, 1), self.again, gap=14, align=A.AlignTop))

    def show_state(self, state: State) -> None:
        """Say it anew."""
        cosigner, now = state.cosigner, time.time()
        self.place.setText(cosigner.called)
        self.identity.setText(self._identity(cosigner))
        self.identity.setVisible(bool(cosigner.fingerprint) and not state.practice)
        self.badge.set(*condition(cosigner, now))
        if answers(cosigner, now):
            seen = format.clock(datetime.fromtimestamp(cosigner.seen))
            answered = self.tr("Answered at {0} within {1} ms.").format(seen, cosigner.answer_ms)
            self.text.setText(sentences.whole(cosigner.reason) if cosigner.reason else answered)
        else:
            asking = cosigner.online is None
            self.text.setText(self.tr("It is being asked.") if asking else silence(cosigner, now))
        if state.practice:
            self.words.setText(self.tr("Here on this machine, for practice only. It protects nothing."))
        elif cosigner.words_compared:
            self.words.setText(self.tr("The words were compared when the two were paired."))
        else:
            self.words.setText(self.tr("Nobody compared the words when the two were paired."))

    def _identity(self, cosigner: CosignerView) -> str:
        """Where it is, its fingerprint, and what it calls itself where that is not what is shown."""
        parts = [self.tr("At {0}. Fingerprint {1}.").format(cosigner.place, cosigner.fingerprint)]
        if cosigner.alike:
            parts.append(
                self.tr("It calls itself “{0}”, which looks like another's name: it is shown without one.").format(
                    cosigner.calls_itself
                )
            )
        elif cosigner.calls_itself and cosigner.calls_itself not in cosigner.name:
            parts.append(self.tr("It calls itself “{0}”.").format(cosigner.calls_itself))
        return " ".join(parts)


class LogCard(Card):
    """What this computer wrote down about pairing and key."""

    FEW, MANY = 6, 200
    ICONS = {"pairing": "link", "key": "refresh-cw"}  # noqa: RUF012  nobody changes it

    def __init__(self, controller: Controller) -> None:
        self.more = Button(translate("LogCard", "Show all"), "link")
        super().__init__(title=translate("LogCard", "Log of this computer"), aside=self.more, gap=8)
        self._controller = controller
        self._shown: list[LogEntry] = []
        self._many = False
        self._holder = QWidget()
        self._column = QVBoxLayout(self._holder)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(7)
        self.more.clicked.connect(self._turn)
        self.compare = Button(translate("LogCard", "Compare with the co\u2011signer's log"), "link")
        self.add(self._holder, Row(self.compare, None))

    def read(self) -> None:
        """Look into the vault again."""
        wallet = self._controller.wallet
        if wallet is not None:
            self._controller.jobs.start("log", lambda _: wallet.log(self.MANY), self.show_entries)

    def show_entries(self, entries: Sequence[LogEntry]) -> None:
        """Newest first."""
        if list(entries) == self._shown and self._column.count():
            return
        self._shown = list(entries)
        self._draw()

    def _turn(self) -> None:
        self._many = not self._many
        self.more.set(self.tr("Show few") if self._many else self.tr("Show all"))
        self._draw()

    def _draw(self) -> None:
        empty(self._column)
        shown = self._shown if self._many else self._shown[: self.FEW]
        fill(self._column, [_entry(entry) for entry in shown])
        if not shown:
            fill(self._column, [Text(self.tr("Nothing yet."), "small", "text2")])
        self.more.setVisible(len(self._shown) > self.FEW)


def _entry(entry: LogEntry) -> QWidget:
    now = datetime.fromtimestamp(time.time())
    when = format.day_and_clock(datetime.fromtimestamp(entry.time), now)
    text = sentences.logged(entry)
    if entry.count > 1:
        text = translate("LogCard", "{0} ({1} times within a day)").format(text, entry.count)
    words = Text(text, "small", wrap=True)
    return Group(
        Row(
            Glyph(LogCard.ICONS.get(entry.kind, "info"), "text2", 15),
            (words, 1),
            Text(when, "small", "text3", keep=True),
            gap=10,
            align=A.AlignTop,
        )
    )
