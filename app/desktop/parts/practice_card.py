"""The practice co-signer asks: what it has read itself, and yes or no to it. In earnest another device shows this."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QRectF, QTimer, Signal
from PySide6.QtGui import QPaintEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.desktop.controller.controller import Controller
from app.desktop.look.theme import RADIUS, color
from app.desktop.model.state import State
from app.desktop.parts.payee_table import IN_LINES, PayeeLine, payee_table
from app.desktop.text.sentences import (
    acquaintance,
    asked_by,
    largest,
    leaving,
    related,
    sentence,
    task_asked,
    warning,
    whole,
)
from app.desktop.widgets import (
    Address,
    Amount,
    Button,
    Card,
    Checkbox,
    Col,
    Comings,
    Disc,
    Divider,
    Field,
    Group,
    Notice,
    Row,
    Text,
    line,
    speak,
)
from app.desktop.widgets.painting import A, painter, rounded
from core.bitcoin.caution import Caution
from core.codec.names import composed
from core.errors import TandemError

if TYPE_CHECKING:
    from core.cosigner.api import ApprovalView, PlaceView

translate = QCoreApplication.translate

DEAD_MS = 2_000  # nobody can have read in less what is asked, and a click on its way was meant for something else (W5)


class PracticeAsks(QWidget):
    """All that the practice co-signer asks now; takes no room when that is nothing."""

    decided = Signal(str)

    def __init__(self, controller: Controller) -> None:
        super().__init__()
        self._controller = controller
        self._cards: dict[str, RequestCard] = {}
        self._over: list[RequestCard] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(16)
        self.hide()

    def show_state(self, state: State, comings: Comings | None = None) -> None:
        """Add what is new, at the end of a page on screen, and end what is decided, which then keeps its place; the
        rest stays as it is, with what was typed into it. Without `comings` it is as on a page just opened."""
        settled = comings is not None and comings.settled
        asked = {one.id: one for one in state.requests} if state.practice else {}
        for id in [id for id in self._cards if id not in asked]:
            card = self._cards.pop(id)
            self._over.append(card)
            card.end()
        if not settled:
            self._gather()
        for id, request in asked.items():
            if id in self._cards:
                continue
            self._cards[id] = card = RequestCard(self._controller, request, state)
            if comings is not None and settled:
                comings.add(card)
            else:
                self._column.addWidget(card)
        if not settled:
            self.setVisible(bool(self._cards))

    def _gather(self) -> None:
        """What was added at the end of the page comes to its place, and what is decided goes."""
        for card in self._over:
            card.hide()
            card.deleteLater()
        self._over = []
        for card in self._cards.values():
            self._column.addWidget(card)

    def cards(self) -> list[RequestCard]:
        """What waits for an answer."""
        return list(self._cards.values())


class RequestCard(Card):
    """One request, in the co-signer's voice."""

    def __init__(self, controller: Controller, asked: ApprovalView, state: State) -> None:
        super().__init__()
        self._controller, self.asked = controller, asked.id
        self._dear = Caution.FEE in asked.warnings
        unlock = asked.kind == "unlock"
        title = self.tr("Let this key go on?") if unlock else self.tr("Approve this payment?")
        told = self.tr("I am the practice co\u2011signer. I read this from the payment itself, not from this window.")
        if asked.kind == "sheet":
            title = self.tr("Accept the computer\u2019s recovery sheet, for good?")
            told = self.tr("I am the practice co\u2011signer. Say yes only if the paper says the same words.")
        if asked.kind == "task":
            title = whole(next(iter(task_asked(asked)), ""))
        if unlock or asked.kind == "task":
            told = self.tr("I am the practice co\u2011signer. Say yes only if you know what happened.")
        self._told, self._heading = told, Text(title, "title", "peer_text")
        self._dead = QTimer(self, singleShot=True)
        self._dead.timeout.connect(self._ready)
        self.accept = Checkbox(self.tr("The fee is meant to be this high"))
        if not self._dear:
            self.accept.hide()
        self.accept.toggled.connect(lambda _: self._ready())
        self.approve = Button(self.tr("Approve"), icon="check")
        self.approve.clicked.connect(lambda: self._decide(None))
        self.refuse = Button(self.tr("Refuse"), "danger")
        self.refuse.clicked.connect(self._ask_reason)
        self.reason = Field(self.tr("Why? The computer shows it."), placeholder=self.tr("I did not start this"))
        self.send_refusal = Button(self.tr("Refuse with this reason"), "danger")
        self.send_refusal.clicked.connect(self._refuse)
        self.reason.entered.connect(self.send_refusal.click)
        self.back = Button(self.tr("Back"), "quiet")
        self.back.clicked.connect(self._turn_back)
        self._choose = Group(Row(self.approve, self.refuse, None))
        self._refusing = Group(Col(self.reason, Row(self.send_refusal, self.back, None)))
        self._refusing.hide()
        self.failure = Notice(tone="danger")
        self.failure.hide()
        self.add(
            Row(
                Disc("cosigner", 36, "peer"),
                (Col(self._heading, Text(told, "small", "text2", wrap=True), gap=1), 1),
                gap=12,
                align=A.AlignTop,
            ),
            *self._payees(asked, state),
            *(Notice(text, tone="peer") for text in [related(asked, state.unit)] if text),
            *(Notice(warning(code), tone="warn") for code in asked.warnings),
            *self._sums(asked, state),
            self.accept,
            self._choose,
            self._refusing,
            self.failure,
            Text(self.tr("In earnest this stands on the other device, where you decide."), "small", "text2", wrap=True),
        )
        self.setAccessibleName(title)
        self._ready()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        speak(self, self.accessibleName(), self._told)
        self._dead.start(DEAD_MS)
        self._ready()

    def end(self) -> None:
        """It is decided: nothing on it can be clicked, and it keeps its place until the page is opened anew."""
        self.setMinimumHeight(self.height())
        self.setEnabled(False)
        self._heading.setText(self.tr("This is decided"))
        self.setAccessibleName(self._heading.text())

    def _payees(self, asked: ApprovalView, state: State) -> list[Any]:
        if asked.kind == "unlock":
            return [Text(self.tr("Wallet {0}").format(asked.wallet), "strong")]
        if asked.kind == "sheet":
            wallet = Text(self.tr("Wallet {0}").format(asked.wallet), "strong")
            return [wallet, Text(" ".join(asked.sheet), "mono", wrap=True)]
        if asked.kind == "task":
            return [Text(line, wrap=True) for line in task_asked(asked)[1:]]
        rows: list[Any] = []
        kinds: tuple[tuple[tuple[PlaceView, ...], str, str], ...] = (
            (asked.pays, "", "text2"),
            (asked.unfindable, self.tr("Yours, but where no program will look for it"), "warn"),
            (asked.to_self, self.tr("To yourself, a receiving address"), "text2"),
        )
        if sum(len(places) for places, _, _ in kinds) > IN_LINES:
            named = self.tr("Recipient")
            lines = [_line(pay, note or _named(pay, named)) for pays, note, _ in kinds for pay in pays]
            alike = [pay for pay in asked.pays if pay.looks_like]
            rows = [payee_table(lines, state.unit)]
            rows += [Text(words, "small", ink, wrap=True) for pay in alike for words, ink in acquaintance(pay)[-1:]]
            kinds = ()
        for places, note, tone in kinds:
            for pay in places:
                where = pay.address
                to = Address(where) if _is_address(where) else Text(where, "strong", wrap=True)
                amount = Amount(pay.sats or 0, state.unit, "title")
                notes = [(note, tone)] if note else acquaintance(pay)
                rows += [Text(words, "small", ink, wrap=True) for words, ink in notes]
                rows += [Row(to, None, amount, align=A.AlignTop, gap=16), Divider()]
        if not (asked.pays or asked.unfindable):
            rows = [Text(self.tr("It pays nobody but this wallet."), "strong"), *rows, Divider()]
        fee = Amount(asked.fee or 0, state.unit, "strong")
        whole = Text(leaving(asked, state.unit), "strong", wrap=True)
        return [whole, Divider(), *rows, line(self.tr("Network fee"), fee)]

    def _sums(self, asked: ApprovalView, state: State) -> list[Any]:
        """Beside the question: the largest of several, what leaves, and who asks."""
        who = [Text(asked_by(asked.computer), "small", "text2", wrap=True)] if asked.computer else []
        if asked.kind in ("unlock", "sheet", "task"):
            return who
        again = [Text(largest(asked, state.unit), wrap=True)] if len(asked.pays) > 1 else []
        return [*who, *again, Text(leaving(asked, state.unit), "strong", wrap=True)]

    def _ready(self) -> None:
        self.approve.setEnabled(not self._dead.isActive() and (not self._dear or self.accept.isChecked()))

    def _refuse(self) -> None:
        self._decide(composed(self.reason.text().strip()) or self.tr("no reason"))

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
        self._controller.decide(
            self.asked, reason, accept_fee=self._dear and self.accept.isChecked(), failed=self._failed
        )

    def _failed(self, error: TandemError) -> None:
        self.setEnabled(True)
        self._dead.start(DEAD_MS)
        self._ready()
        self.failure.announce(self.tr("That did not reach the co\u2011signer"), sentence(error), "danger")

    def paintEvent(self, _event: QPaintEvent) -> None:
        p, box = painter(self), QRectF(self.rect())
        rounded(p, box, RADIUS["l"], color("surface"), color("peer"))
        head = QRectF(box.left(), box.top(), 4, box.height())
        p.setClipRect(head)
        rounded(p, box, RADIUS["l"], color("peer"))
        p.setClipping(False)


def _named(pay: PlaceView, name: str) -> str:
    return acquaintance(pay)[0][0] if pay.first_time else name


def _line(pay: PlaceView, name: str) -> PayeeLine:
    where = pay.address
    return PayeeLine(name, where, pay.sats or 0) if _is_address(where) else PayeeLine(where, "", pay.sats or 0)


def _is_address(where: str) -> bool:
    return len(where) <= 90 and " " not in where
