"""The form: who gets how much, from which coins, at which fee. While one writes, it is drafted for real."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.desktop.controller import drafting
from app.desktop.controller.controller import Controller
from app.desktop.controller.drafting import Draft, NotEnough, Wish
from app.desktop.formats.bip21 import Request
from app.desktop.formats.payments_csv import Line
from app.desktop.model.state import State
from app.desktop.pages.send.codes import Codes
from app.desktop.pages.send.coins import CoinsCard
from app.desktop.pages.send.many import ManyCard
from app.desktop.pages.send.recipient import Money, RecipientForm
from app.desktop.pages.send.summary import SendSummary
from app.desktop.parts.fee_card import FeeCard
from app.desktop.parts.page import while_there
from app.desktop.text import format
from app.desktop.text.sentences import sentence
from app.desktop.widgets import Button, Card, Columns, Divider, Notice, Page, Row, Tone, fill
from core.errors import BadInput, InputKind, TandemError, UnripeCoin

PAUSE_MS = 250  # after the last key
FEW = 12  # more recipients stand in a table


class SendForm(QWidget):
    """`reviewed` gives the draft and the labels of its addresses; the other signals ask for a page beside this one."""

    reviewed = Signal(object, object)
    coins_asked = Signal()
    many_asked = Signal()
    psbt_asked = Signal()
    book_asked = Signal(object)  # the recipient to fill in

    def __init__(self, controller: Controller) -> None:
        super().__init__()
        self.controller = controller
        self._wish: Wish | None = None  # what `draft` was made from
        self._asked: Wish | None = None  # what is being drafted, or was last
        self.draft: Draft | None = None
        self._review_when_ready = False
        self._ground: tuple[object, ...] = ()  # coins and history that drafts are made from
        self._coins: tuple[str, ...] | None = None
        self.people: list[RecipientForm] = []
        self.codes = Codes(controller.jobs, controller.state.key.network if controller.state.key else "")
        self.many = ManyCard()
        self.fee, self.coins, self.summary = FeeCard(), CoinsCard(), SendSummary()
        self.act = Button("", compact=True)
        self.notice = Notice(action=self.act)
        self.notice.hide()
        self._act: Callable[[], object] = self.notice.hide
        self.add = Button(self.tr("Add recipient"), "quiet", "plus", compact=True)
        self.table = Button(self.tr("Many from a table"), "quiet", "file-text", compact=True)
        self.open_psbt = Button(self.tr("Open a PSBT"), "quiet", "upload")
        self.clear = Button(self.tr("Clear"), "quiet")
        self._people = QVBoxLayout()
        self._people.setSpacing(16)
        self._card = Card(self._people, Row(self.add, self.table, None, gap=2), gap=16)
        self.pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._build()
        self._connect()
        self.clear_form()

    def _build(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        fill(column, [self.codes, self._card, self.many, Columns((self.fee, 3), (self.coins, 2)), None])
        head = Page(
            self.tr("Send"),
            "",
            self.notice,
            Columns((left, 1), (self.summary, 0)),
            None,
            actions=[self.open_psbt, self.clear],
        )
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(head)
        self.comings = head.comings

    def _connect(self) -> None:
        self.add.clicked.connect(lambda: self._add().address.editor.setFocus())
        self.table.clicked.connect(self.many_asked)
        self.many.dropped.connect(self.clear_form)
        self.many.edited.connect(self.many_asked)
        self.open_psbt.clicked.connect(self.psbt_asked)
        self.clear.clicked.connect(self.clear_form)
        self.coins.choose.clicked.connect(self.coins_asked)
        self.fee.changed.connect(self._changed)
        self.fee.own.entered.connect(self.review)
        self.summary.review.clicked.connect(self.review)
        self.act.clicked.connect(lambda: self._act())
        self.pause.timeout.connect(self._redraft)

    # -------------------------------------------------------------- filling in
    def clear_form(self) -> None:
        """An empty form."""
        self.many.show_lines((), self.controller.state.unit)
        self._coins = None
        self.spent()
        self.codes.close_it()
        self.fee.choose("normal")
        self._set_people([self._new()])
        self.summary.show_failure("")
        self.show_state(self.controller.state)

    @property
    def is_empty(self) -> bool:
        """Whether nothing has been written yet."""
        return not self.many.lines and all(person.is_empty() for person in self.people)

    def take(self, request: Request, source: str) -> int:
        """Fill a request in where nobody stands yet; the number of that recipient, from 1."""
        free = next((person for person in self.people if person.is_empty()), None)
        person = free or self._add()
        person.fill(request, source)
        return self.people.index(person) + 1

    def take_again(self, draft: Draft, coins: Sequence[str] | None) -> None:
        """A payment that came to nothing, whole: recipients, amounts, labels, its rate, and its `coins` if given."""
        self.take_lines(draft.lines, self.tr("From the payment before"))
        self.fee.choose_rate(draft.review.fee_rate)
        self.choose_coins(coins)

    def take_lines(self, lines: Sequence[Line], source: str = "") -> None:
        """Recipients from a table or another `source`, in place of those there are; many of them stay a table."""
        if len(lines) > FEW:
            self._set_people([self._new()])
            self.many.show_lines(lines, self.controller.state.unit)
        else:
            self.many.show_lines((), self.controller.state.unit)
            self._set_people([self._new() for _ in lines])
            for person, line in zip(self.people, lines, strict=True):
                person.put(line, source or self.tr("From the table"))
        self._changed()

    def choose_coins(self, coins: Sequence[str] | None) -> None:
        """Spend exactly these; None: the wallet chooses."""
        self._coins = None if coins is None else tuple(coins)
        self._show_coins(self.controller.state)
        self._changed()

    @property
    def chosen_coins(self) -> tuple[str, ...]:
        """The coins that a person has chosen."""
        return self._coins or ()

    def lines(self) -> list[Line | None]:
        """Each recipient; None for one that is not complete."""
        return list(self.many.lines) if self.many.lines else [person.line() for person in self.people]

    # -------------------------------------------------------------- recipients
    def _new(self) -> RecipientForm:
        network = self.controller.state.key.network if self.controller.state.key else ""
        person = RecipientForm(self.codes, network, money(self.controller.state))
        person.show_names(self._names(self.controller.state))
        person.changed.connect(self._changed)
        for field in (person.address, person.label, person.amount):
            field.entered.connect(self.review)
        person.removed.connect(lambda: self._remove(person))
        person.book_asked.connect(lambda: self.book_asked.emit(person))
        person.took_most.connect(lambda on: self._only_most(person) if on else None)
        return person

    def _add(self) -> RecipientForm:
        person = self._new()
        self._set_people([*self.people, person])
        return person

    def _remove(self, person: RecipientForm) -> None:
        self._set_people([one for one in self.people if one is not person])
        self._changed()

    def _only_most(self, person: RecipientForm) -> None:
        for one in self.people:
            if one is not person:
                one.most.setChecked(False)

    def _set_people(self, people: list[RecipientForm]) -> None:
        kept = set(people)
        while (item := self._people.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None and widget not in kept:
                widget.hide()
                widget.deleteLater()
        self.people = people
        for number, person in enumerate(people, 1):
            if number > 1:
                self._people.addWidget(Divider())
            self._people.addWidget(person)
            person.show_number(number, len(people) > 1)
        self._card.setVisible(not self.many.lines)

    # -------------------------------------------------------------- drafting
    def _changed(self) -> None:
        self._review_when_ready = False
        self._card.setVisible(not self.many.lines)
        self.pause.start()
        self._show_sum(self.controller.state)

    def wish(self) -> Wish | None:
        """What is written, if that is a whole payment."""
        lines, rate = [line for line in self.lines() if line is not None], self.fee.rate()
        if rate is None or len(lines) < len(self.lines()):
            return None
        return Wish(tuple(lines), rate, self._coins)

    @property
    def drafted(self) -> Draft | None:
        """The draft of what is written now; None until that has been worked out."""
        return self.draft if self.draft is not None and self.wish() == self._wish else None

    def _redraft(self) -> None:
        wish = self.wish()
        if wish is None or wish == self._wish:
            self._show_sum(self.controller.state)
            return
        done, failed = while_there(self, self._drafted), while_there(self, self._not)
        if not self.controller.ask("draft", lambda wallet, name: drafting.draft(wallet, name, wish), done, failed):
            self.pause.start()
            return
        self._asked = wish
        self.summary.show_working(self.tr("Working out the fee."))

    def _drafted(self, draft: Draft) -> None:
        self.summary.show_working("")
        if self._asked is None:  # the coins have moved meanwhile
            self.pause.start()
            return
        self._wish, self.draft = self._asked, draft
        self.summary.show_failure("")
        if self.wish() != self._wish:
            self.pause.start()
            return
        for person in self.people:
            line = person.line()
            if line is None:
                continue
            if line.sats is None and draft.rest is not None:
                person.show_rest(draft.rest)
            person.amount.set_error("")
            person.show_known(draft.review)
        self._show_sum(self.controller.state)
        if self._review_when_ready:
            self._review_when_ready = False
            self._give()

    def _not(self, error: TandemError) -> None:
        self._wish = self.draft = None
        self._review_when_ready = False
        self.summary.show_working("")
        if self.wish() != self._asked:
            self.pause.start()
            return
        self._show_sum(self.controller.state)
        if isinstance(error, NotEnough):
            self._short(error)
        elif isinstance(error, BadInput) and error.kind == InputKind.RATE:
            self.fee.own.set_error(sentence(error))
        else:
            text = self.tr("A chosen coin was mined, and can be spent from block {0} on.")
            unripe = isinstance(error, UnripeCoin) and error.block
            self.summary.show_failure(
                self.tr("This cannot be drafted"), text.format(format.count(unripe)) if unripe else sentence(error)
            )

    def _short(self, error: NotEnough) -> None:
        unit = self.controller.state.unit
        if error.most is None:
            can = format.amount(self.controller.state.balance.spendable, unit)
            text = self.tr("Not enough coins for this and its fee. {0} can be spent.").format(can)
        else:
            text = self.tr("Not enough coins. At most {0} here at this fee.").format(format.amount(error.most, unit))
        if self.many.lines:
            self.summary.show_failure(self.tr("Not enough coins"), text)
        else:
            self.people[error.number].too_much(text)

    # -------------------------------------------------------------- on to the review
    def review(self) -> None:
        """Say what is missing, or hand the draft on as soon as there is one."""
        wrong = [person.judge() for person in self.people] if not self.many.lines else []
        first = next((widget for widget in [*wrong, self.fee.judge()] if widget is not None), None)
        if first is not None:
            first.setFocus()
            return
        if self.drafted is not None:
            self._give()
            return
        self._review_when_ready = True
        self._wish = None
        self.pause.stop()
        self._redraft()

    def _give(self) -> None:
        labels = {line.address: line.label for line in self.lines() if line is not None and line.label}
        self.reviewed.emit(self.draft, labels)

    def spent(self) -> None:
        """What stands here was paid, or its coins have moved: it is drafted anew before it is used again."""
        self._wish = self._asked = self.draft = None

    # -------------------------------------------------------------- state
    def say(
        self,
        title: str = "",
        text: str = "",
        tone: Tone = "info",
        action: str = "",
        act: Callable[[], object] | None = None,
    ) -> None:
        """One thing to know, above everything, and what to do about it. No title: there is none."""
        if act is not None:
            self._act = act
        if title != self.notice.title() or self.notice.isHidden() == bool(title):
            self.comings.show(self.notice, False)
            self.act.set(action)
            self.notice.set(title, text, tone)
            self.comings.show(self.notice, bool(title))

    def show_state(self, state: State, _before: State | None = None) -> None:
        """Follow balance, rates, coins, book and unit."""
        self.fee.show_rates(dict(state.rates), state.least)
        names = self._names(state)
        for person in self.people:
            person.show_money(money(state))
            person.show_names(names)
        self._show_coins(state)
        ground = state.coins, state.history
        if self._ground != ground:  # also while another page was on screen
            self._ground = ground
            self.spent()
            self.pause.start()
        self._show_sum(state)

    def _show_sum(self, state: State) -> None:
        sats = [line.sats or 0 for line in self.many.lines] or [person.amount.sats() or 0 for person in self.people]
        self.summary.show_sum(state, money(state), sum(sats), self.drafted)

    def _show_coins(self, state: State) -> None:
        if self._coins is not None:
            here = {coin.outpoint: coin for coin in state.coins if not coin.frozen}
            self._coins = tuple(coin for coin in self._coins if coin in here) or None
        chosen = None if self._coins is None else [here[coin] for coin in self._coins]
        self.coins.show_coins(chosen, state.unit)

    @staticmethod
    def _names(state: State) -> Mapping[str, str]:
        return {contact.address: contact.name for contact in state.contacts}


def money(state: State) -> Money:
    """How amounts are shown now."""
    return Money(state.unit, state.price, state.settings.price)
