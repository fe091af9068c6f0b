"""Signing together: which deed is done, who is waited for and since when, what it came to, and the ways on."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.desktop.actions import Actions
from app.desktop.drafting import Draft
from app.desktop.pages import send_steps
from app.desktop.pages.base import Say, while_there
from app.desktop.pages.practice_card import PracticeAsks
from app.desktop.pages.send_card import PaymentCard
from app.desktop.pages.send_export import Export
from app.desktop.pages.send_form import money
from app.desktop.pages.send_steps import Standing
from app.desktop.sentences import sentence
from app.desktop.state import State
from app.desktop.widgets import (
    Button,
    Card,
    Col,
    Columns,
    Divider,
    Field,
    Group,
    Mark,
    Notice,
    Page,
    Row,
    Steps,
    Text,
    empty,
    fill,
)
from core.errors import TandemError

if TYPE_CHECKING:
    from core.wallet import Payment

TICK_MS = 1000


class Signing(QWidget):
    """One payment under way. `way` gives the key of a way on that leads elsewhere (see send_steps)."""

    way = Signal(str)

    def __init__(self, actions: Actions, payment: Payment, draft: Draft, names: Mapping[str, str], say: Say) -> None:
        super().__init__()
        self.do, self.id, self._first = actions, payment.id, payment
        self._standing: Standing | None = None
        self._names = {**draft.names, **names}
        self.card = PaymentCard(draft.review, self._names, money(actions.state))
        self.export = Export(say)
        self.mark = Mark(52, left=False, right=False)
        self.title, self.text = Text("", "title", wrap=True), Text("", "small", "text2", wrap=True)
        self.steps = Steps()
        self.notice = Notice()
        self.notice.hide()
        self.failure = Notice(tone="danger")
        self.failure.hide()
        self.close_note = Text("", "small", "text2", wrap=True)
        self.asks = PracticeAsks(actions)
        self.buttons: dict[str, Button] = {}
        self._ways = QVBoxLayout()
        self._ways.setSpacing(8)
        copy = Button("", icon="copy", name=self.tr("Copy the transaction id"))
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(draft.review.txid))
        self.txid = Field(self.tr("Transaction id"), draft.review.txid, mono=True, actions=[copy])
        self.txid.editor.setReadOnly(True)  # type: ignore[union-attr]
        self.label = Field(self.tr("Label"), optional=self.tr("for you alone"))
        self.label.entered.connect(self._write_label)
        self._sent = Group(Col(self.txid, self.label, gap=10))
        self._sent.hide()
        self._build()
        self._tick = QTimer(self, interval=TICK_MS)
        self._tick.timeout.connect(lambda: self.show_state(self.do.state))
        self.show_state(actions.state)

    def _build(self) -> None:
        head = Row(self.mark, (Col(self.title, self.text, gap=1), 1), gap=14)
        side = Card(
            head,
            Divider(),
            self.steps,
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
        )
        self.back = page.back
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(page)

    # -------------------------------------------------------------- state
    @property
    def over(self) -> bool:
        """Whether nothing more happens with it."""
        return not self._payment(self.do.state).under_way

    def _payment(self, state: State) -> Payment:
        return next((one for one in state.payments if one.id == self.id), self._first)

    def show_state(self, state: State) -> None:
        """Follow it; called once a second too while somebody works on it."""
        payment = self._payment(state)
        now, progress = time.time(), self.do.paying.progress(self.id)
        self._tick.start() if progress.running else self._tick.stop()
        self.steps.set(send_steps.steps(payment, progress, state, now))
        self._show_standing(send_steps.standing(payment, progress, state, now))
        request = payment.request.hex() if payment.request != bytes(16) else ""
        self.card.show_request(request)
        asked = tuple((id, text) for id, text in state.requests if id == request)
        self.asks.show_state(replace(state, requests=asked))
        signed = payment.stage.name in ("SIGNED", "SENT")
        self.export.offer(payment.psbt, signed=signed)
        self.export.set(self.tr("Save the signed payment") if signed else self.tr("Save PSBT"))
        self._show_sent(state, payment.stage.name == "SENT")
        waiting = progress.running and bool(progress.asked) and not progress.allowed
        self.close_note.say(
            self.tr(
                "You may close Tandem. If you approve later, it is signed as soon as this computer is on\u2011line."
            )
            if waiting
            else ""
        )

    def _show_sent(self, state: State, sent: bool) -> None:
        if sent and self._sent.isHidden():
            row = next((row for row in state.history if row.txid == self.txid.text()), None)
            self.label.set_text(row.label if row and row.label else ", ".join(dict.fromkeys(self._names.values())))
        self._sent.setVisible(sent)

    def _write_label(self) -> None:
        txid, text = self.txid.text(), self.label.text()
        self.do.run(
            f"label {txid}",
            lambda wallet, name: wallet.notebook(name).write("tx", txid, text),
            while_there(self, lambda _: self.label.set_right(self.tr("Written down."))),
            while_there(self, lambda error: self.label.set_error(sentence(error))),
        )

    def _show_standing(self, standing: Standing) -> None:
        before, self._standing = self._standing, standing
        self.title.setText(standing.title)
        self.text.say(standing.text)
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
            send_steps.HISTORY: (self.tr("View in History"), "history"),
            send_steps.CHANGE: (self.tr("Change the payment"), "pencil"),
            send_steps.ANEW: (self.tr("New payment"), "plus"),
            send_steps.AGAIN: (self.tr("Go on") if first else self.tr("Try again"), "refresh-cw"),
            send_steps.BACK: (self.tr("Take back"), "x"),
            send_steps.EXPORT: (self.tr("Save it"), "download"),
            send_steps.GIVE_UP: (self.tr("Give it up"), "ban"),
            send_steps.COSIGNER: (self.tr("See the co\u2011signer"), "server"),
            send_steps.SETTINGS: (self.tr("Another server"), "globe"),
        }
        text, glyph = words[key]
        return Button(text, "primary", compact=False) if first else Button(text, "secondary", glyph, compact=True)

    # -------------------------------------------------------------- ways on
    def _go(self, key: str) -> None:
        self.failure.announce("")
        if key == send_steps.AGAIN:
            self.do.paying.go_on(self.id)
            self.do.ask_cosigner()
        elif key == send_steps.BACK:
            self.buttons[key].setEnabled(False)
            self.do.paying.take_back(self.id, failed=while_there(self, self._not_taken))
        elif key == send_steps.GIVE_UP:
            self.buttons[key].setEnabled(False)
            self.do.paying.give_up(self.id, failed=while_there(self, self._not_taken))
        elif key == send_steps.EXPORT:
            self.export.click()
        else:
            self.way.emit(key)

    def _not_taken(self, error: TandemError) -> None:
        for button in self.buttons.values():
            button.setEnabled(True)
        self.failure.announce(self.tr("It could not be taken back"), sentence(error), "danger")
