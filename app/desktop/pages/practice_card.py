"""The practice co-signer asks: what it has read itself, and yes or no to it. In earnest another device shows this."""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtCore import QCoreApplication, QRectF, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.desktop.actions import Actions
from app.desktop.sentences import sentence
from app.desktop.state import State
from app.desktop.theme import RADIUS, color
from app.desktop.widgets import (
    Address,
    Amount,
    Button,
    Card,
    Col,
    Disc,
    Divider,
    Field,
    Group,
    Notice,
    Row,
    Text,
    Tick,
    line,
)
from app.desktop.widgets.painting import A, painter, rounded
from core.errors import TandemError

translate = QCoreApplication.translate

FEE = "fee"  # the warning that needs a yes of its own


def warning(code: str) -> str:
    """What a person must look at, in words, for a code of core/bitcoin/checked_task.py."""
    return {
        "fee": translate("Warnings", "The fee is out of proportion to what is paid."),
        "foreign-input": translate("Warnings", "Somebody else pays a part of this transaction."),
        "hint": translate("Warnings", "It spends from an address that is far beyond those in use."),
        "no-address": translate("Warnings", "One output has no address: it cannot be compared with anything."),
        "burnt": translate("Warnings", "Coins are put where nobody can ever spend them."),
        "data-output": translate("Warnings", "It writes data into the chain for good."),
        "unfindable": translate("Warnings", "Change goes where a restored wallet would not find it."),
        "change": translate("Warnings", "The change is in several or in very small coins."),
        "locktime": translate("Warnings", "It is valid only from a later time on."),
        "relative-lock": translate("Warnings", "It is valid only some time after the coins it spends."),
        "daily-limit": translate("Warnings", "What may be signed without asking is used up for today."),
        "locked": translate("Warnings", "This key is locked because a check failed that an honest computer passes."),
        "suspended": translate("Warnings", "This key is suspended after repeated faults of the computer."),
    }.get(code, code)


class PracticeAsks(QWidget):
    """All that the practice co-signer asks now; takes no room when that is nothing."""

    decided = Signal(str)

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self._actions = actions
        self._cards: dict[str, RequestCard] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(16)
        self.hide()

    def show_state(self, state: State) -> None:
        """Add what is new, drop what is decided; the rest stays as it is, with what was typed into it."""
        asked = dict(state.requests) if state.practice else {}
        for id in [id for id in self._cards if id not in asked]:
            card = self._cards.pop(id)
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        for id, text in asked.items():
            if id not in self._cards:
                self._cards[id] = RequestCard(self._actions, json.loads(text), state)
                self._column.addWidget(self._cards[id])
        self.setVisible(bool(self._cards))

    def cards(self) -> list[RequestCard]:
        """What is shown."""
        return list(self._cards.values())


class RequestCard(Card):
    """One request, in the co-signer's voice."""

    def __init__(self, actions: Actions, asked: dict[str, Any], state: State) -> None:
        super().__init__()
        self._actions, self._id = actions, str(asked["id"])
        warnings = [str(code) for code in asked["warnings"]]
        self._dear = FEE in warnings
        unlock = asked["kind"] == "unlock"
        title = self.tr("Let this key go on?") if unlock else self.tr("Approve this payment?")
        told = self.tr("I am the practice co\u2011signer. I read this from the payment itself, not from this window.")
        if unlock:
            told = self.tr("I am the practice co\u2011signer. Say yes only if you know what happened.")
        self.accept = Tick(self.tr("The fee is meant to be this high"))
        if not self._dear:
            self.accept.hide()
        self.accept.toggled.connect(lambda _: self._ready())
        self.approve = Button(self.tr("Approve"), icon="check")
        self.approve.clicked.connect(lambda: self._decide(None))
        self.refuse = Button(self.tr("Refuse"), "danger")
        self.refuse.clicked.connect(self._ask_reason)
        self.reason = Field(self.tr("Why? The computer shows it."), placeholder=self.tr("I did not start this"))
        self.send_refusal = Button(self.tr("Refuse with this reason"), "danger")
        self.send_refusal.clicked.connect(lambda: self._decide(self.reason.text().strip() or self.tr("no reason")))
        self.reason.entered.connect(self.send_refusal.click)
        self.back = Button(self.tr("Back"), "quiet")
        self.back.clicked.connect(self._turn_back)
        self._choose = Group(Row(self.approve, self.refuse, None))
        self._refusing = Group(Col(self.reason, Row(self.send_refusal, self.back, None)))
        self._refusing.hide()
        self._failure = Notice(tone="danger")
        self._failure.hide()
        self.add(
            Row(
                Disc("cosigner", 36, "peer"),
                (Col(Text(title, "title", "peer_text"), Text(told, "small", "text2", wrap=True), gap=1), 1),
                gap=12,
                align=A.AlignTop,
            ),
            *self._payees(asked, state),
            *(Notice(warning(code), tone="warn") for code in warnings),
            self.accept,
            self._choose,
            self._refusing,
            self._failure,
            Text(self.tr("In earnest this stands on the other device, where you decide."), "small", "text2", wrap=True),
        )
        self.setAccessibleName(title)
        self._ready()

    def _payees(self, asked: dict[str, Any], state: State) -> list[Any]:
        if asked["kind"] == "unlock":
            return [Text(self.tr("Wallet {0}").format(asked["wallet"]), "strong")]
        rows: list[Any] = []
        kinds = {
            "pays": ("", "text2"),
            "unfindable": (self.tr("Yours, but where no program will look for it"), "warn"),
            "to_self": (self.tr("To yourself, a receiving address"), "text2"),
        }
        for kind, (note, tone) in kinds.items():
            for pay in asked[kind]:
                where, long = str(pay["address"]), len(str(pay["address"])) <= 90 and " " not in str(pay["address"])
                to = Address(where) if long else Text(where, "strong", wrap=True)
                amount = Amount(int(pay["sats"]), state.unit, "title")
                rows += [Text(note, "small", tone, wrap=True)] if note else []
                rows += [Row(to, None, amount, align=A.AlignTop, gap=16), Divider()]
        if not (asked["pays"] or asked["unfindable"]):
            rows = [Text(self.tr("It pays nobody but this wallet."), "strong"), *rows, Divider()]
        fee = Amount(int(asked["fee"]), state.unit, "strong")
        return [*rows, line(self.tr("Network fee"), fee)]

    def _ready(self) -> None:
        self.approve.setEnabled(not self._dear or self.accept.isChecked())

    def _ask_reason(self) -> None:
        self._choose.hide()
        self._refusing.show()
        self.reason.editor.setFocus()

    def _turn_back(self) -> None:
        self._refusing.hide()
        self._choose.show()
        self.refuse.setFocus()

    def _decide(self, reason: str | None) -> None:
        self.setEnabled(False)
        self._actions.decide(self._id, reason, accept_fee=self._dear and self.accept.isChecked(), failed=self._failed)

    def _failed(self, error: TandemError) -> None:
        self.setEnabled(True)
        self._failure.announce(self.tr("That did not reach the co\u2011signer"), sentence(error), "danger")

    def paintEvent(self, _event: QPaintEvent) -> None:
        p, box = painter(self), QRectF(self.rect())
        rounded(p, box, RADIUS["l"], color("surface"), color("peer"))
        head = QRectF(box.left(), box.top(), 4, box.height())
        p.setClipRect(head)
        rounded(p, box, RADIUS["l"], color("peer"))
        p.setClipping(False)
