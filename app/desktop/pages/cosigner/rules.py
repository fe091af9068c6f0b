"""The co-signer's rules in words: what is in force, what is left of each limit, and what waits to change."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.desktop.controller.controller import Controller
from app.desktop.model.state import CosignerView, State
from app.desktop.pages.cosigner.compose import Composer
from app.desktop.parts.health import answers, moment
from app.desktop.text import format
from app.desktop.text.format import Unit
from app.desktop.widgets import Card, Col, Divider, Field, Group, Row, Text, TextArea, empty, fill
from app.desktop.widgets.painting import A

if TYPE_CHECKING:
    from core.wallet.api import RulesShown, ToldChange

translate = QCoreApplication.translate

LINES = 6  # of a list of addresses that are seen at once


class RuleInWords(NamedTuple):
    """A rule in force: what it is, what it is set to, and what that means now."""

    title: str
    value: str
    note: str


def title_of(code: str) -> str:
    """What a rule is about; its code where only a newer program knows."""
    words = {
        "approve-below": translate("Rules", "One payment without asking"),
        "max-payment": translate("Rules", "At most for a payment"),
        "per-day": translate("Rules", "At most in 24 hours"),
        "per-week": translate("Rules", "At most in seven days"),
        "ask-above": translate("Rules", "Asks you above"),
        "wait": translate("Rules", "Time to take a yes back"),
        "delay": translate("Rules", "Delay of what loosens"),
        "allowlist": translate("Rules", "List of addresses"),
        "hours": translate("Rules", "Without asking only from"),
        "freeze": translate("Rules", "Payments are frozen"),
    }
    return words.get(code, code)


def change_line(change: ToldChange, unit: Unit) -> str:
    """A change that waits, without its time."""
    title, to = title_of(change.rule), change.to
    if to == "off":
        return translate("Rules", "{0}: no longer").format(title)
    if to == "?":
        return translate("Rules", "{0}: something that only a newer program knows").format(title)
    if change.rule == "allowlist":
        listed = [word for word in to.split() if word != "only"]
        only = translate("Rules", ", and nobody else") if to.startswith("only") else ""
        return translate("Rules", "{0}: {1} addresses").format(title, len(listed)) + only
    if change.rule in ("wait", "delay", "alike-minutes"):
        return f"{title}: {_minutes(int(to))}"
    if change.rule == "alike-per-day":
        return f"{title}: {to}"
    return f"{title}: {format.amount(int(to), unit) if to.isdecimal() else _hours(to)}"


def lines_of(rules: RulesShown, unit: Unit) -> list[RuleInWords]:
    """Those beyond the first three, as far as they are in force."""

    def left(sats: int | None) -> str:
        whose = translate("Rules", "Whoever says yes. Left now: {0}")
        return whose.format(format.amount(sats or 0, unit))

    no_yes = translate("Rules", "With its fee; no yes overrides it")
    amounts = (
        ("max-payment", rules.max_payment, no_yes),
        ("per-day", rules.per_day, left(rules.left_24h)),
        ("per-week", rules.per_week, left(rules.left_7d)),
        ("ask-above", rules.ask_above, translate("Rules", "Whatever else would let it pass")),
    )
    found = [
        RuleInWords(title_of(code), format.amount(sats, unit), note) for code, sats, note in amounts if sats is not None
    ]
    if rules.hours is not None:
        note = translate("Rules", "By the clock where the co\u2011signer stands")
        found.append(RuleInWords(title_of("hours"), _hours(rules.hours), note))
    if rules.wait:
        note = translate("Rules", "After your yes it is signed that much later")
        found.append(RuleInWords(title_of("wait"), _minutes(rules.wait), note))
    if rules.delay:
        note = translate("Rules", "So long does a change wait that loosens a rule; one that tightens acts at once")
        found.append(RuleInWords(title_of("delay"), _minutes(rules.delay), note))
    if rules.allow or rules.allowlist_only:
        paid = translate("Rules", "Paid without asking, within what 24 hours allow")
        note = translate("Rules", "Nobody else is paid, whoever says yes") if rules.allowlist_only else paid
        found.append(RuleInWords(title_of("allowlist"), format.count(len(rules.allow)), note))
    newer = translate("Rules", "Only a newer program knows this rule")
    return found + [RuleInWords(code, "", newer) for code in rules.unknown]


def _minutes(minutes: int) -> str:
    return translate("Rules", "{0} min").format(format.count(minutes))


def _hours(text: str) -> str:
    return translate("Rules", "never") if text == "never" else text.replace("-", "\u2013")


class WaitLine(QWidget):
    """A change that waits; only its time moves."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self._words, self._when = words, Text("", "small", "text2", keep=True)
        self.setLayout(Row((Text(words, "small", wrap=True), 1), self._when, gap=12))

    def show_time(self, when: str) -> None:
        """Say how long still."""
        self._when.setText(when)
        self.setAccessibleName(f"{self._words}, {when}")


class RulesCard(Card):
    """As the co-signer last told them; below, the way to change one."""

    def __init__(self, controller: Controller) -> None:
        super().__init__(title=self.tr("Its rules"), gap=10)
        self.once, self.daily, self.more = (Text("", "strong", keep=True, align=A.AlignRight) for _ in range(3))
        self.left = _note("")
        self.frozen = Text(
            self.tr("Payments are frozen: nothing is signed. What was signed before is not called back."),
            "small",
            "danger",
            wrap=True,
        )
        self.old = Text("", "small", "warn", wrap=True)
        self.listed = Field(self.tr("Addresses on its list"), mono=True, editor=TextArea(LINES))
        self.listed.set_read_only(True)
        self.composer = Composer(controller)
        self._lines, self.further = _column()
        self._waiting, self.pending = _column()
        self._times: list[WaitLine] = []
        self._drawn: tuple[Sequence[RuleInWords], Sequence[tuple[str, str]]] = ([], [])
        self.add(
            self.frozen,
            _rule(self.tr("One payment"), _note(self.tr("Payment and fee; signed without asking")), self.once),
            Divider(),
            _rule(self.tr("In 24 hours"), self.left, self.daily),
            Divider(),
            _rule(self.tr("Everything else"), _note(self.tr("And whatever is unusual")), self.more),
            self.further,
            self.listed,
            self.pending,
            Divider(),
            self.composer,
            self.old,  # below what is clicked: it comes whenever the line breaks
        )

    def show_state(self, state: State) -> None:
        """As last told."""
        cosigner, unit = state.cosigner, state.unit
        known, below = cosigner.answer_ms > 0, cosigner.approve_below
        nothing, unknown = self.tr("Nothing"), self.tr("Not reported yet")
        some = bool(cosigner.per_day)
        self.once.setText((format.amount(below, unit) if below else nothing) if known else unknown)
        self.daily.setText((format.amount(cosigner.per_day, unit) if some else nothing) if known else unknown)
        self.more.setText(self.tr("Asks you"))
        rules = cosigner.told
        whole = self.tr("All that is signed without asking")
        if rules is not None and some:
            whole = self.tr("{0}. Left now: {1}").format(whole, format.amount(rules.unattended_left, unit))
        self.left.setText(whole)
        self.frozen.setVisible(rules is not None and rules.frozen)
        addresses = rules.allow if rules else ()
        self.listed.setVisible(bool(addresses))
        if self.listed.text() != "\n".join(addresses):
            self.listed.set_text("\n".join(addresses))
        self._draw(lines_of(rules, unit) if rules else [], self._waits(cosigner, unit))
        self._show_age(cosigner)
        self.composer.show_state(state)

    def tick(self, state: State) -> None:
        """A second has passed: what waits comes nearer, and what was told grows old."""
        self._draw(self._drawn[0], self._waits(state.cosigner, state.unit))
        self._show_age(state.cosigner)

    def _show_age(self, cosigner: CosignerView) -> None:
        now = time.time()
        old = bool(cosigner.seen) and not answers(cosigner, now)
        self.old.setVisible(old)
        if old:
            seen = moment(datetime.fromtimestamp(cosigner.seen), now)
            text = self.tr("As it told them {0}, {1}. They may have changed since.")
            self.old.setText(text.format(seen, format.ago(now - cosigner.seen)))

    @staticmethod
    def _waits(cosigner: CosignerView, unit: Unit) -> list[tuple[str, str]]:
        past = time.time() - cosigner.seen
        pending = cosigner.told.pending if cosigner.told else ()
        return [(change_line(one, unit), format.until(one.seconds - past)) for one in pending]

    def _draw(self, lines: Sequence[RuleInWords], waits: Sequence[tuple[str, str]]) -> None:
        before, self._drawn = self._drawn, (lines, waits)
        if before[0] != lines:
            empty(self._lines)
            fill(self._lines, [part for one in lines for part in (Divider(), _line(one))])
        if [words for words, _ in before[1]] != [words for words, _ in waits]:
            empty(self._waiting)
            self._times = [WaitLine(words) for words, _ in waits]
            head = [Divider(), Text(self.tr("Waits to take effect"), "strong")] if waits else []
            fill(self._waiting, [*head, *self._times])
        for line, (_, when) in zip(self._times, waits, strict=True):
            line.show_time(when)
        self.further.setVisible(bool(lines))
        self.pending.setVisible(bool(waits))


def _note(text: str) -> Text:
    return Text(text, "small", "text2", wrap=True)


def _column() -> tuple[QVBoxLayout, QWidget]:
    holder = QWidget()
    box = QVBoxLayout(holder)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(10)
    holder.hide()
    return box, holder


def _rule(title: str, note: Text, value: Text) -> QWidget:
    words = Col(Text(title, "strong", wrap=True), note, gap=0)
    return Group(Row((words, 1), value, gap=12))


def _line(line: RuleInWords) -> QWidget:
    made = _rule(line.title, _note(line.note), Text(line.value, "strong", keep=True))
    made.setAccessibleName(f"{line.title}: {line.value}. {line.note}")
    return made
