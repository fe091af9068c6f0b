"""Send: the form, what belongs to it, the review, and signing together. Each is a page of its own inside this one."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QT_TRANSLATE_NOOP
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.desktop import bip21, drafting
from app.desktop.actions import Actions
from app.desktop.batch import Line
from app.desktop.drafting import Draft
from app.desktop.pages import health, send_steps
from app.desktop.pages.address_book import AddressBook
from app.desktop.pages.base import AppPage, Go, Say, while_there
from app.desktop.pages.send_coins import ChooseCoins
from app.desktop.pages.send_export import OpenPsbt
from app.desktop.pages.send_form import Form
from app.desktop.pages.send_many import ReadMany
from app.desktop.pages.send_recipient import Recipient
from app.desktop.pages.send_review import Review
from app.desktop.pages.send_signing import Signing
from app.desktop.sentences import sentence
from app.desktop.state import State
from core.errors import BadInput, TandemError

if TYPE_CHECKING:
    from core.notebook import Contact
    from core.wallet import Payment


class Send(AppPage):
    """`open` takes a bitcoin: link, ("to", address), ("coins", outpoints), ("psbt", bytes, title), or a payment, itself
    or as ("payment", id)."""

    KEY, ICON, NAME = "send", "arrow-up-right", str(QT_TRANSLATE_NOOP("Pages", "Send"))

    def __init__(self, actions: Actions, go: Go, say: Say) -> None:
        super().__init__(actions, go, say)
        self.review: Review | None = None
        self.signing: Signing | None = None
        self._origin = "form"  # where the payment under review comes from: form, psbt, history, payment
        self._book_for: Recipient | None = None
        self._build()

    def _build(self) -> None:
        """Empty views for the wallet on screen."""
        self._wallet = self.state.key and self.state.key.name
        self.review = self.signing = None
        self._views = QStackedWidget()
        self.fill(self._views)
        self.form = Form(self.do)
        self.coins = ChooseCoins(self.state.unit)
        self.many = ReadMany(self._network, self.state.unit)
        self.psbt = OpenPsbt()
        self.book = AddressBook(self.do, self._network)
        for view in (self.form, self.coins, self.many, self.psbt, self.book):
            self._views.addWidget(view)
        self._connect()

    def _connect(self) -> None:
        form = self.form
        form.coins_asked.connect(self._choose_coins)
        form.many_asked.connect(self._read_many)
        form.psbt_asked.connect(self._open_psbt)
        form.book_asked.connect(self._open_book)
        form.reviewed.connect(lambda draft, names: self._review(draft, names, self.tr("Review"), "form"))
        self.coins.chosen.connect(self._coins_chosen)
        self.many.taken.connect(self._many_taken)
        self.psbt.opened.connect(lambda data: self._look(data, self.tr("Review"), ours=False))
        self.book.picked.connect(self._picked)
        for view in (self.coins, self.many, self.psbt, self.book):
            view.back.clicked.connect(self._to_form)

    # -------------------------------------------------------------- what is shown
    @property
    def reviewing(self) -> bool:
        """Whether a person looks at a payment that nothing may push aside (D3)."""
        view = self._views.currentWidget()
        return view is self.review or (self.signing is not None and view is self.signing and not self.signing.over)

    @property
    def _network(self) -> str:
        return self.state.key.network if self.state.key else ""

    def _show(self, view: QWidget) -> None:
        """Put a view on screen; a review or a signing that was there is over for this page."""
        if self._views.indexOf(view) < 0:
            self._views.addWidget(view)
        self._views.setCurrentWidget(view)
        if self.review is not None and view is not self.review:
            self._drop(self.review)
            self.review = None
        if self.signing is not None and view is not self.signing:
            self._drop(self.signing)
            self.signing = None

    def _drop(self, view: QWidget) -> None:
        self._views.removeWidget(view)
        view.hide()
        view.deleteLater()

    def _to_form(self) -> None:
        self._show(self.form)
        self.form.show_state(self.state)
        self._show_notice(self.state)

    def open(self, what: Any = None) -> None:
        """Go where `what` leads; with nothing, what was on screen is still there unless it is over."""
        if (self.state.key and self.state.key.name) != self._wallet:
            self._build()
        match what:
            case str():
                self._take_link(what)
            case ("to", str(address)):
                self._take_link(address)
            case ("coins", coins):
                self._to_form()
                self.form.choose_coins(tuple(coins))
            case ("psbt", bytes(data), title):
                self._look(data, str(title), ours=True)
            case ("payment", id):
                self._open_payment(bytes.fromhex(id) if isinstance(id, str) else bytes(id))
            case None:
                if self.signing is not None and self.signing.over:
                    self._leave_signing()
                if self._views.currentWidget() is self.form and self.form.is_empty:
                    self.form.people[0].address.editor.setFocus()
            case _:
                self._open_payment(what.id)

    def show_state(self, state: State, before: State | None) -> None:
        """The view on screen follows; the others do when they are shown. Another wallet begins anew."""
        if (state.key and state.key.name) != self._wallet:
            self._build()
        view = self._views.currentWidget()
        if view is self.form:
            self.form.show_state(state, before)
            self._show_notice(state)
        elif view is self.coins and before is not None and state.coins != before.coins:
            self.coins.begin(state.coins, self.form.chosen_coins, state.unit)
        elif view is self.book and (before is None or state.contacts != before.contacts):
            self.book.show_state(state)
        elif self.review is not None and view is self.review:
            self.review.show_state(state, time.time())
        elif self.signing is not None and view is self.signing:
            self.signing.show_state(state)

    def _show_notice(self, state: State) -> None:
        """Above the form: a payment that is not finished, a blocked key, an empty wallet; the first of them."""
        waiting = [payment for payment in state.payments if payment.under_way]
        trouble = health.trouble(state, time.time())
        if waiting:
            title = (
                self.tr("A payment is not finished") if len(waiting) == 1 else self.tr("{0} payments are not finished")
            )
            text = self.tr("Go on with it, take it back, or save it.")
            first = waiting[0].id
            self.form.say(
                title.format(len(waiting)), text, "info", self.tr("Show it"), lambda: self._open_payment(first)
            )
        elif trouble is not None and trouble.tone == "danger":
            see = self.tr("See the co\u2011signer")
            self.form.say(trouble.title, trouble.text, "danger", see, lambda: self.go("cosigner"))
        elif state.chain.synced and not state.balance.total:
            text = self.tr("Receive some first, then pay from here.")
            self.form.say(self.tr("No coins yet"), text, "info", self.tr("Receive"), lambda: self.go("receive"))
        else:
            self.form.say()

    def back(self) -> bool:
        """Escape: from any inner page to the form, from the form away."""
        view = self._views.currentWidget()
        if view is self.form:
            return False
        if view is self.review:
            self._leave_review()
        elif view is self.signing:
            self._leave_signing()
        else:
            self._to_form()
        return True

    def leave(self) -> None:
        """A camera is let go; what was typed stays while the wallet is open."""
        self.form.codes.close_it()

    # -------------------------------------------------------------- beside the form
    def _take_link(self, text: str) -> None:
        self._to_form()
        try:
            request = bip21.read(text, self._network)
        except BadInput as error:
            self.say(sentence(error), "danger")
            return
        if self.form.many.lines:
            self.say(self.tr("A table of payments stands here. Clear it, then open the payment link again."), "warn")
            return
        was_empty = self.form.is_empty
        number = self.form.take(request, self.tr("From a payment link"))
        if not was_empty:
            self.say(self.tr("The payment link is recipient {0} now.").format(number), "info", seconds=8)

    def _choose_coins(self) -> None:
        self.coins.begin(self.state.coins, self.form.chosen_coins, self.state.unit)
        self._show(self.coins)

    def _coins_chosen(self, coins: tuple[str, ...] | None) -> None:
        self.form.choose_coins(coins)
        self._to_form()

    def _read_many(self) -> None:
        self._show(self.many)
        self.many.begin([line for line in self.form.lines() if line is not None and line.sats])

    def _many_taken(self, lines: tuple[Line, ...]) -> None:
        self.form.take_lines(lines)
        self._to_form()

    def _open_psbt(self) -> None:
        self._show(self.psbt)
        self.psbt.begin()

    def _open_book(self, person: Recipient) -> None:
        self._book_for = person
        self._show(self.book)
        self.book.begin(self.state, person.valid_address() or "", person.name)

    def _picked(self, contact: Contact) -> None:
        person = self._book_for if self._book_for in self.form.people else self.form.people[-1]
        person.put(Line(contact.address, None, contact.name), self.tr("From the address book"))
        self._to_form()
        person.amount.editor.setFocus()

    # -------------------------------------------------------------- review
    def _look(self, data: bytes, title: str, *, ours: bool) -> None:
        """Review a PSBT: one that History has drafted (ours), or one from elsewhere."""

        def done(draft: Draft) -> None:
            if draft.payment is not None and draft.payment.under_way:
                self._show_signing(draft.payment, draft, {})
            else:
                self._review(draft, {}, title, "history" if ours else "psbt")

        def failed(error: TandemError) -> None:
            self.say(sentence(error), "danger") if ours else self.psbt.wrong(sentence(error))

        views = self._views
        self.do.ask(
            "look",
            lambda wallet, name: drafting.look(wallet, name, data, ours=ours),
            while_there(views, done),
            while_there(views, failed),
        )

    def _review(self, draft: Draft, names: Mapping[str, str], title: str, origin: str) -> None:
        back = {
            "form": self.tr("Change the payment"),
            "history": self.tr("Back to History"),
            "psbt": self.tr("Back to the PSBT"),
        }
        self._origin = origin
        if self.review is not None:
            self._drop(self.review)
        self.review = Review(draft, names, title, back[origin], self.state, time.time(), self.say)
        self.review.back.clicked.connect(self._leave_review)
        self.review.agreed.connect(lambda: self._begin(draft, names))
        self._show(self.review)

    def _leave_review(self) -> None:
        if self._origin == "psbt":
            self._show(self.psbt)
            return
        self._to_form()
        if self._origin == "history":
            self.go("history")

    # -------------------------------------------------------------- signing
    def _begin(self, draft: Draft, names: Mapping[str, str]) -> None:
        label = ", ".join(dict.fromkeys(names.values()))

        def done(payment: Payment) -> None:
            self._show_signing(payment, draft, names)

        def failed(error: TandemError) -> None:
            if self.review is not None:
                self.review.failed(sentence(error))

        views = self._views
        self.do.paying.begin(draft.psbt, label, names, while_there(views, done), while_there(views, failed))

    def _open_payment(self, id: bytes) -> None:
        if self.signing is not None and self.signing.id == id:
            self._show(self.signing)
            return

        def failed(error: TandemError) -> None:
            self._to_form()
            self.say(sentence(error), "danger")

        self._origin = "payment"

        def done(draft: Draft) -> None:
            if draft.payment is not None:
                self._show_signing(draft.payment, draft, {})

        views = self._views
        self.do.ask(
            "kept",
            lambda wallet, name: drafting.kept(wallet, name, id),
            while_there(views, done),
            while_there(views, failed),
        )

    def _show_signing(self, payment: Payment, draft: Draft, names: Mapping[str, str]) -> None:
        if self.signing is not None:
            self._drop(self.signing)
        self.signing = Signing(self.do, payment, draft, names, self.say)
        self.signing.back.clicked.connect(self._leave_signing)
        self.signing.way.connect(self._go_way)
        self._show(self.signing)

    def _leave_signing(self) -> None:
        """To an empty form; the payment goes its way."""
        self.form.begin()
        self._to_form()

    def _go_way(self, way: str) -> None:
        signing = self.signing
        if way == send_steps.CHANGE and self._origin == "form":
            self.form.spent()
            self._to_form()
        elif way in (send_steps.CHANGE, send_steps.ANEW):
            self._leave_signing()
        elif way == send_steps.HISTORY and signing is not None:
            self._leave_signing()
            self.go("history", signing.txid.text())
        else:
            self.go(way)
