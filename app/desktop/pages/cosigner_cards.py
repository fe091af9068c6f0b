"""The co-signer as it last spoke: who it is, its rules, and this computer's log of what the two have done."""

from __future__ import annotations

import re
import shlex
import time
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.desktop import format, sentences
from app.desktop.actions import Actions
from app.desktop.pages.command_line import CommandLine
from app.desktop.pages.health import DAILY, answers, silence
from app.desktop.state import Cosigner, State
from app.desktop.widgets import (
    AmountField,
    Badge,
    Button,
    Card,
    Col,
    Divider,
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
from core.errors import TandemError

if TYPE_CHECKING:
    from core.records import LogEntry

translate = QCoreApplication.translate


def condition(cosigner: Cosigner, now: float) -> tuple[str, Tone]:
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

    def __init__(self, actions: Actions) -> None:
        super().__init__(pad=16)
        self._mark = Mark(44, left=False, name=self.tr("Co\u2011signer"))
        self.place, self.badge = Text("", "title"), Badge("")
        self.text, self.words = Text("", "small", "text2", wrap=True), Text("", "small", "text2", wrap=True)
        self.again = Button(self.tr("Ask again"), "quiet", compact=True)
        self.again.clicked.connect(actions.ask_cosigner)
        words = Col(Row(self.place, self.badge, None), self.text, self.words, gap=3)
        self.add(Row(self._mark, (words, 1), self.again, gap=14))

    def show_state(self, state: State) -> None:
        """Say it anew."""
        cosigner, now = state.cosigner, time.time()
        host = f"[{cosigner.host}]" if ":" in cosigner.host else cosigner.host
        self.place.setText(f"{host}:{cosigner.port}" if cosigner.port else host)
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


class RulesCard(Card):
    """What it signs without asking, as it reports; in practice also the place to change it."""

    def __init__(self, actions: Actions) -> None:
        super().__init__(title=self.tr("Its rules"), gap=10)
        self._actions = actions
        self._reported = -1
        self.once, self.daily, self.more = (Text("", "strong", keep=True, align=A.AlignRight) for _ in range(3))
        self.command = CommandLine()
        self.limit = AmountField(self.tr("Sign without asking up to"), "practice")
        self.set = Button(self.tr("Set"))
        self.set.clicked.connect(self._set)
        self.limit.entered.connect(self.set.click)
        self._elsewhere = Group(
            Col(
                Text(
                    self.tr(
                        "Rules are changed on the co\u2011signer only, so that nobody here can loosen them. There:"
                    ),
                    "small",
                    "text2",
                    wrap=True,
                ),
                self.command,
            )
        )
        self._here = Group(
            Col(
                self.limit,
                Row(self.set, None),
                Text(
                    self.tr("In earnest this is done on the other device: nobody here could loosen it."),
                    "small",
                    "text2",
                    wrap=True,
                ),
            )
        )
        self.add(
            _rule(self.tr("One payment"), self.tr("Payment and fee; signed without asking"), self.once),
            Divider(),
            _rule(self.tr("In 24 hours"), self.tr("All that is signed without asking"), self.daily),
            Divider(),
            _rule(self.tr("Everything else"), self.tr("And whatever is unusual"), self.more),
            Divider(),
            self._elsewhere,
            self._here,
        )

    def show_state(self, state: State) -> None:
        """As last reported."""
        cosigner = state.cosigner
        known, below = cosigner.answer_ms > 0, cosigner.approve_below
        nothing, unknown = self.tr("Nothing"), self.tr("Not reported yet")
        self.once.setText((format.amount(below, state.unit) if below else nothing) if known else unknown)
        self.daily.setText((format.amount(DAILY * below, state.unit) if below else nothing) if known else unknown)
        self.more.setText(self.tr("Asks you"))
        self._elsewhere.setVisible(not state.practice)
        self._here.setVisible(state.practice)
        name = state.key.name if state.key else ""
        self.command.set(f"tandem-cosigner policy set {shlex.quote(name)} --approve-below {below or 50_000}")
        if known and below != self._reported:
            self._reported = below
            if not self.limit.editor.hasFocus():
                self.limit.set_sats(below)

    def _set(self) -> None:
        sats = self.limit.sats()
        if sats is None:
            self.limit.set_error(self.tr("Write an amount; 0 asks every time."))
            return

        def done(_: object) -> None:
            self.set.setEnabled(True)
            self.limit.set_right(self.tr("Set on the practice co\u2011signer."))
            self._actions.ask_cosigner()

        def failed(error: TandemError) -> None:
            self.set.setEnabled(True)
            self.limit.set_error(sentences.sentence(error))

        practice = self._actions.practice
        if self._actions.run("allow", lambda _wallet, _name: practice.allow(sats), done, failed):
            self.set.setEnabled(False)


def _rule(title: str, note: str, value: Text) -> QWidget:
    words = Col(Text(title, "strong", wrap=True), Text(note, "small", "text2", wrap=True), gap=0)
    return Group(Row((words, 1), value, gap=12))


class LogCard(Card):
    """What this computer wrote down about pairing and key."""

    FEW, MANY = 6, 200
    ICONS = {"pairing": "link", "key": "refresh-cw"}  # noqa: RUF012  nobody changes it

    def __init__(self, actions: Actions) -> None:
        self.more = Button(translate("LogCard", "Show all"), "link")
        super().__init__(title=translate("LogCard", "Log of this computer"), aside=self.more, gap=8)
        self._actions = actions
        self._shown: list[LogEntry] = []
        self._many = False
        self._holder = QWidget()
        self._column = QVBoxLayout(self._holder)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(7)
        self.more.clicked.connect(self._turn)
        self.add(self._holder)

    def read(self) -> None:
        """Look into the vault again."""
        wallet = self._actions.wallet
        if wallet is not None:
            self._actions.jobs.start("log", lambda _: wallet.log(self.MANY), self.show_entries)

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


_PAIRED = re.compile(r"paired with the co-signer at (.+?)(; words not compared by a person)?")
_RENEWED = re.compile(r"(.+): epoch (\d+) is current; the old halves are erased")


def logged(entry: LogEntry) -> str:
    """What was written down, in the window's language: the vault keeps core's words."""
    if entry.kind == "pairing" and (found := _PAIRED.fullmatch(entry.text)):
        text = translate("LogCard", "Paired with the co-signer at {0}.").format(found[1])
        alone = translate("LogCard", "Nobody compared the words.")
        return f"{text} {alone}" if found[2] else text
    if entry.kind == "key" and (found := _RENEWED.fullmatch(entry.text)):
        return translate("LogCard", "{0}: epoch {1} is current; the old halves are erased.").format(found[1], found[2])
    return sentences.whole(entry.text)


def _entry(entry: LogEntry) -> QWidget:
    now = datetime.fromtimestamp(time.time())
    when = format.day_and_clock(datetime.fromtimestamp(entry.time), now)
    words = Text(logged(entry), "small", wrap=True)
    return Group(
        Row(
            Glyph(LogCard.ICONS.get(entry.kind, "info"), "text2", 15),
            (words, 1),
            Text(when, "small", "text3", keep=True),
            gap=10,
            align=A.AlignTop,
        )
    )
