"""Signing together: which deed is done, who is waited for and since when, what it came to, and the ways on."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.desktop.controller.controller import Controller
from app.desktop.controller.drafting import Draft
from app.desktop.model.state import State
from app.desktop.pages.send import standing as ways
from app.desktop.pages.send import steps
from app.desktop.pages.send.card import PaymentCard
from app.desktop.pages.send.export import Export
from app.desktop.pages.send.form import money
from app.desktop.pages.send.standing import Standing
from app.desktop.parts.command_line import CommandLine
from app.desktop.parts.page import Say, while_there
from app.desktop.parts.practice_card import PracticeAsks
from app.desktop.text.sentences import sentence
from app.desktop.widgets import (
    Button,
    Card,
    Col,
    Columns,
    Divider,
    Field,
    Group,
    KeptField,
    Mark,
    Notice,
    Page,
    Row,
    Steps,
    Text,
    empty,
    fill,
    speak,
)
from core.errors import TandemError

if TYPE_CHECKING:
    from core.wallet.api import Payment

TICK_MS = 1000


class SendSigning(QWidget):
    """One payment under way. `way` gives the key of a way on that leads elsewhere (see steps)."""

    way = Signal(str)

    def __init__(
        self,
        controller: Controller,
        payment: Payment,
        draft: Draft,
        names: Mapping[str, str],
        say: Say,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.controller, self.id, self._first = controller, payment.id, payment
        self._standing: Standing | None = None
        self._spoken = ""
        self._draft, self._names = draft, {**draft.names, **names}
        self.card = PaymentCard(draft.review, self._names, money(controller.state))
        self.export = Export(say)
        self.mark = Mark(52, left=False, right=False)
        self.title, self.text = Text("", "title", wrap=True), Text("", "small", "text2", wrap=True)
        self.steps = Steps()
        self.command = CommandLine()
        self.how = Group(
            Col(
                Text(
                    self.tr("To say yes, type this on the co\u2011signer. It shows you the payment once more:"),
                    "small",
                    "text2",
                    wrap=True,
                ),
                self.command,
            )
        )
        self.how.hide()
        self.notice = Notice()
        self.notice.hide()
        self.failure = Notice(tone="danger")
        self.failure.hide()
        self.close_note = Text("", "small", "text2", wrap=True)
        self.asks = PracticeAsks(controller)
        self.buttons: dict[str, Button] = {}
        self._ways = QVBoxLayout()
        self._ways.setSpacing(8)
        copy = Button("", icon="copy", name=self.tr("Copy the transaction id"))
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(draft.review.txid))
        self.txid = Field(self.tr("Transaction id"), draft.review.txid, mono=True, actions=[copy])
        self.txid.editor.setReadOnly(True)  # type: ignore[union-attr]
        self.label = KeptField(self.tr("Label"), optional=self.tr("for you alone"))
        self.label.kept.connect(self._write_label)
        self._sent = Group(Col(self.txid, self.label, gap=10))
        self._sent.hide()
        self._build()
        self._tick = QTimer(self, interval=TICK_MS)
        self._tick.timeout.connect(lambda: self.show_state(self.controller.state))
        self.show_state(controller.state)

    def _build(self) -> None:
        head = Row(self.mark, (Col(self.title, self.text, gap=1), 1), gap=14)
        side = Card(
            head,
            Divider(),
            self.steps,
            self.how,
            self.notice,
            self.failure,
            self._sent,
            self._ways,
            self.close_note,
            None,
            gap=12,
            pad=22,
        )
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        fill(column, [self.asks, side, None])
        page = Page(
            self.tr("Sign together"),
            "",
            Columns((self.card, 58), (right, 42), top=True),
            None,
            actions=[self.export],
            back=self.tr("New payment"),
            parent=self,
        )
        self.back, self.lead = page.back, page.lead
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(page)

    # -------------------------------------------------------------- state
    @property
    def over(self) -> bool:
        """Whether nothing more happens with it."""
        return not self.payment.under_way

    @property
    def payment(self) -> Payment:
        """It, as the state has it now."""
        return self._in(self.controller.state)

    def draft(self) -> Draft:
        """What it does, with the labels that were given to it."""
        return replace(self._draft, names=self._names)

    def _in(self, state: State) -> Payment:
        return next((one for one in state.payments if one.id == self.id), self._first)

    def show_state(self, state: State) -> None:
        """Follow it; called once a second too while somebody works on it."""
        payment = self._in(state)
        now, progress = time.time(), self.controller.payments.progress(self.id)
        self._tick.start() if progress.running else self._tick.stop()
        self.steps.set(steps.steps(payment, progress, state, now))
        self._show_standing(ways.standing(payment, progress, state, now))
        self.card.show_request(steps.request_name(payment))
        self._show_how(steps.how(payment, progress, state))
        asked = tuple(one for one in state.requests if one.id == payment.request.hex())
        self.asks.show_state(replace(state, requests=asked))
        self.lead.say(self.title.text() if self.asks.cards() else "")  # which then stands below what is asked
        signed = payment.status.is_signed
        self.export.offer(payment.psbt, signed=signed)
        self.export.set(self.tr("Save the signed payment") if signed else self.tr("Save PSBT"))
        self._show_sent(state, payment.status.is_sent)
        waiting = progress.running and bool(progress.asked) and not progress.allowed
        self.close_note.say(
            self.tr(
                "You may close Tandem. If you approve later, it is signed as soon as this computer is on\u2011line."
            )
            if waiting
            else ""
        )

    def _show_how(self, command: str) -> None:
        self.how.setVisible(bool(command))
        if command != self.command.text:
            self.command.set(command)

    def _show_sent(self, state: State, sent: bool) -> None:
        row = next((row for row in state.history if row.txid == self.txid.text()), None) if sent else None
        if sent and self._sent.isHidden():
            self.label.show_another(", ".join(dict.fromkeys(self._names.values())))
        if row is not None:
            self.label.show_kept(row.label)
        self._sent.setVisible(sent)

    def _write_label(self, text: str) -> None:
        self.controller.labels.write(
            "tx",
            self.txid.text(),
            text,
            while_there(self, lambda _: self.label.set_right(self.tr("Written down."))),
            while_there(self, lambda error: self.label.not_kept(sentence(error))),
        )

    def _show_standing(self, standing: Standing) -> None:
        before, self._standing = self._standing, standing
        self.title.setText(standing.title)
        self.text.say(standing.text)
        if standing.title != self._spoken and speak(self, standing.title, standing.text):
            self._spoken = standing.title
        self.mark.set(left=standing.left, right=standing.right, name=standing.title)
        if standing.joined != (before is not None and before.joined):
            self.mark.join(standing.joined)
        if before is None or (before.notice, before.note) != (standing.notice, standing.note):
            self.notice.announce(standing.notice, standing.note, standing.tone)
        if before is None or (before.ways, before.main) != (standing.ways, standing.main):
            self._show_ways(standing)

    def _show_ways(self, standing: Standing) -> None:
        empty(self._ways)
        self.buttons = {}
        for key in standing.ways:
            first = standing.main and key == standing.ways[0]
            button = self._button(key, first)
            self.buttons[key] = button
            button.clicked.connect(lambda _=False, key=key: self._go(key))
        buttons = list(self.buttons.values())
        rows = [Row(*buttons[i : i + 2], None, gap=8) for i in range(0, len(buttons), 2)]
        fill(self._ways, rows)

    def _button(self, key: str, first: bool) -> Button:
        words = {
            ways.HISTORY: (self.tr("View in History"), "history"),
            ways.OLD: (self.tr("To the payment before it"), "history"),
            ways.CHANGE: (self.tr("Change the payment"), "pencil"),
            ways.ANEW: (self.tr("New payment"), "plus"),
            ways.AGAIN: (self.tr("Go on") if first else self.tr("Try again"), "refresh-cw"),
            ways.BACK: (self.tr("Take back"), "x"),
            ways.EXPORT: (self.tr("Save it"), "download"),
            ways.GIVE_UP: (self.tr("Give it up"), "ban"),
            ways.COSIGNER: (self.tr("See the co\u2011signer"), "server"),
            ways.SETTINGS: (self.tr("Another server"), "globe"),
        }
        text, glyph = words[key]
        return Button(text, "primary", compact=False) if first else Button(text, "secondary", glyph, compact=True)

    # -------------------------------------------------------------- ways on
    def _go(self, key: str) -> None:
        self.failure.announce("")
        if key == ways.AGAIN:
            self.controller.payments.go_on(self.id)
            self.controller.ask_cosigner()
        elif key == ways.BACK:
            self.buttons[key].setEnabled(False)
            self.controller.payments.take_back(self.id, failed=while_there(self, self._not_taken))
        elif key == ways.GIVE_UP:
            self.buttons[key].setEnabled(False)
            self.controller.payments.give_up(self.id, failed=while_there(self, self._not_taken))
        elif key == ways.EXPORT:
            self.export.click()
        else:
            self.way.emit(key)

    def _not_taken(self, error: TandemError) -> None:
        for button in self.buttons.values():
            button.setEnabled(True)
        self.failure.announce(self.tr("It could not be taken back"), sentence(error), "danger")
