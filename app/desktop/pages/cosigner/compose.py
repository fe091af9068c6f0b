"""A change of a rule: put together here, carried out on the other device. In practice it is set from here."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.desktop.controller.controller import Controller
from app.desktop.model.state import State
from app.desktop.parts.command_line import CommandLine
from app.desktop.text import sentences
from app.desktop.widgets import AmountField, Button, Col, Field, Group, Row, Select, Text
from core.errors import TandemError

translate = QCoreApplication.translate

USUAL = 50_000  # sat, proposed where nothing goes without asking
AMOUNTS = ("approve_below", "max_payment", "per_day", "per_week", "ask_above")
TIMES = ("wait", "delay")
ADDRESSES = ("allow", "disallow")
SWITCHES = {  # what needs no value: the field of a change, and what it becomes
    "only": ("allowlist_only", True),
    "anybody": ("allowlist_only", False),
    "freeze": ("frozen", True),
    "unfreeze": ("frozen", False),
}
WORDS = {
    "only": ("--allowlist-only", "on"),
    "anybody": ("--allowlist-only", "off"),
    "freeze": ("--freeze",),
    "unfreeze": ("--unfreeze",),
}
_HOURS = re.compile(r"([01]?\d|2[0-3]):[0-5]\d-([01]?\d|2[0-3]):[0-5]\d")
_YEAR = 365 * 24 * 60  # minutes


@dataclass(frozen=True, slots=True)
class RuleWish:
    """What is to be set: words of the command, and the same by field of a change."""

    words: tuple[str, ...]
    field: str
    value: object


def choices() -> list[tuple[str, str]]:
    """What can be changed, and how it is called."""
    return [
        ("approve_below", translate("Compose", "Sign without asking up to")),
        ("max_payment", translate("Compose", "No payment above")),
        ("per_day", translate("Compose", "No more in 24 hours than")),
        ("per_week", translate("Compose", "No more in seven days than")),
        ("ask_above", translate("Compose", "Always ask above")),
        ("allow", translate("Compose", "Pay an address without asking")),
        ("disallow", translate("Compose", "Take an address off the list")),
        ("only", translate("Compose", "Pay nobody who is not on the list")),
        ("anybody", translate("Compose", "Pay others than those on the list, too")),
        ("hours", translate("Compose", "Sign without asking only from")),
        ("wait", translate("Compose", "Time to take a yes back")),
        ("delay", translate("Compose", "Delay of changes that loosen")),
        ("freeze", translate("Compose", "Freeze: sign nothing")),
        ("unfreeze", translate("Compose", "End the freeze")),
    ]


class Composer(QWidget):
    """Which rule, to what; and the command that does it there."""

    def __init__(self, controller: Controller) -> None:
        super().__init__()
        self._controller = controller
        self._name, self._reported = "", -1
        words = dict(choices())
        self.which = Select(self.tr("What to change"), choices(), "approve_below")
        self.rule = Field(self.tr("What to change"), editor=self.which)
        self.limit = AmountField(words["approve_below"])
        self.value = Field(words["allow"], mono=True)
        self.command = CommandLine()
        self.wrong = Text("", "small", "text2", wrap=True)
        self.set = Button(self.tr("Set"))
        self.which.currentIndexChanged.connect(self._turn)
        for field in (self.limit, self.value):
            field.changed.connect(self._compose)
            field.entered.connect(lambda: self.set.click() if self._controller.state.practice else None)
        self.set.clicked.connect(self._set)
        self._there = Text(
            self.tr("Rules are changed on the co\u2011signer only, so that nobody here can loosen them. There:"),
            "small",
            "text2",
            wrap=True,
        )
        earnest = self.tr("In earnest this is done on the other device: nobody here could loosen it.")
        self._elsewhere = Group(Col(self._there, self.command, self.wrong))
        self._here = Group(Col(Row(self.set, None), Text(earnest, "small", "text2", wrap=True)))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(Col(self.rule, self.limit, self.value, self._elsewhere, self._here, gap=10))
        self._turn()

    def show_state(self, state: State) -> None:
        """Whose rules, and in which unit."""
        cosigner = state.cosigner
        self._elsewhere.setVisible(not state.practice)
        self._here.setVisible(state.practice)
        if self.limit.unit != state.unit and not self.limit.editor.hasFocus():
            self.limit.set_unit(state.unit)
        if cosigner.answer_ms and cosigner.approve_below != self._reported:
            self._reported = cosigner.approve_below
            if self._kind() == "approve_below" and not self.limit.editor.hasFocus():
                self.limit.set_sats(self._proposed(state))
        self._name = state.key.name if state.key else ""
        self._compose()

    @staticmethod
    def _proposed(state: State) -> int:
        below = state.cosigner.approve_below
        return below if below or state.practice else USUAL

    def _kind(self) -> str:
        return str(self.which.key())

    def _turn(self) -> None:
        kind, words = self._kind(), dict(choices())
        self.limit.setVisible(kind in AMOUNTS)
        self.value.setVisible(kind not in AMOUNTS and kind not in SWITCHES)
        for field in (self.limit, self.value):
            field.label.setText(words[kind])
            field.editor.setAccessibleName(words[kind])
        state = self._controller.state
        self.limit.set_sats(self._proposed(state) if kind == "approve_below" and state.cosigner.answer_ms else None)
        self.value.set_text("")
        self.value.set_error("")
        off = self.tr("Left empty: there is no such rule.")
        helps = dict.fromkeys(AMOUNTS, self.tr("Payment and fee. Left empty: there is no such rule."))
        helps |= {"wait": self.tr("In minutes. {0}").format(off), "delay": self.tr("In minutes. {0}").format(off)}
        helps["hours"] = self.tr("Such as 08:00-18:30, by its clock. {0}").format(off)
        for field in (self.limit, self.value):
            field.set_help(helps.get(kind, ""))
        self._compose()

    def wish(self) -> RuleWish | str:
        """What is to be set, or what is wrong with it."""
        kind, text = self._kind(), self.value.text().strip()
        option = f"--{kind.replace('_', '-')}"
        if kind in SWITCHES:
            return RuleWish(WORDS[kind], *SWITCHES[kind])
        if kind in AMOUNTS:
            sats = self.limit.sats()
            if sats is None and self.limit.text().strip():
                return self.tr("Write an amount; 0 asks every time.")
            return RuleWish((option, "off" if sats is None else str(sats)), kind, sats)
        if kind in ADDRESSES:
            good = text.isascii() and text.isalnum()
            return RuleWish((option, text), kind, (text,)) if good else self.tr("Write or paste an address.")
        if kind == "hours":
            good = not text or _HOURS.fullmatch(text) is not None
            return (
                RuleWish((option, text or "off"), kind, text or "off")
                if good
                else self.tr("Write two times: 08:00-18:30.")
            )
        good = not text or (text.isascii() and text.isdecimal() and int(text[:9]) <= _YEAR)
        minutes = int(text) if good and text else None
        return (
            RuleWish((option, text or "off"), kind, minutes)
            if good
            else self.tr("Write minutes, up to a year of them.")
        )

    def _compose(self) -> None:
        wish = self.wish()
        self.command.setVisible(not isinstance(wish, str))
        self.wrong.setVisible(isinstance(wish, str))
        if isinstance(wish, str):
            self.wrong.setText(wish)
            return
        self.command.set(shlex.join(["tandem-cosigner", "policy", "set", self._name, *wish.words]))

    def _set(self) -> None:
        wish, kind = self.wish(), self._kind()
        field: Field = self.limit if kind in AMOUNTS else self.rule if kind in SWITCHES else self.value
        if isinstance(wish, str):
            field.set_error(wish)
            return

        def done(_: object) -> None:
            self.set.setEnabled(True)
            field.set_right(self.tr("Set on the practice co\u2011signer."))
            self._controller.ask_cosigner()

        def failed(error: TandemError) -> None:
            self.set.setEnabled(True)
            field.set_error(sentences.sentence(error))

        practice = self._controller.practice
        if self._controller.run("rule", lambda _wallet, _name: practice.set_rule(wish.field, wish.value), done, failed):
            self.set.setEnabled(False)
