"""Send: the form, what belongs to it, the review, and signing together. Each is a page of its own inside this one."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QT_TRANSLATE_NOOP
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.desktop.controller import drafting
from app.desktop.controller.controller import Controller
from app.desktop.controller.drafting import Draft
from app.desktop.controller.loading import load_for_payments
from app.desktop.formats import bip21
from app.desktop.formats.payments_csv import Line
from app.desktop.model.state import State
from app.desktop.pages.send import standing as ways
from app.desktop.pages.send.coins import ChooseCoins
from app.desktop.pages.send.export import OpenPsbt
from app.desktop.pages.send.form import SendForm
from app.desktop.pages.send.many import ReadMany
from app.desktop.pages.send.recipient import RecipientForm
from app.desktop.pages.send.review import SendReview
from app.desktop.pages.send.signing import SendSigning
from app.desktop.parts import health
from app.desktop.parts.address_book import AddressBookView
from app.desktop.parts.page import AppPage, Go, Say, while_there
from app.desktop.text.sentences import sentence
from core.errors import BadInput, RefusalKind, TandemError

if TYPE_CHECKING:
    from core.wallet.api import Contact, Payment


class SendPage(AppPage):
    """`open` takes a bitcoin: link, ("to", address), ("coins", outpoints), ("psbt", bytes, title), or a payment, itself
    or as ("payment", id)."""

    KEY, ICON, NAME = "send", "arrow-up-right", str(QT_TRANSLATE_NOOP("Pages", "Send"))

    def __init__(self, controller: Controller, go: Go, say: Say) -> None:
        super().__init__(controller, go, say)
        self.review: SendReview | None = None
        self.signing: SendSigning | None = None
        self._origin = "form"  # where the payment under review comes from: form, psbt, history, payment
        self._begun = b""  # the payment that was begun from what stands on the form
        self._book_for: RecipientForm | None = None
        load_for_payments(controller.jobs)
        self._build()

    def _build(self) -> None:
        """Empty views for the wallet on screen."""
        self._wallet = self.state.key and self.state.key.name
        self.review = self.signing = None
        self._views = QStackedWidget()
        self.fill(self._views)
        self.form = SendForm(self.controller)
        self.coins = ChooseCoins(self.state.unit)
        self.many = ReadMany(self._network, self.state.unit)
        self.psbt = OpenPsbt()
        self.book = AddressBookView(self.controller, self._network)
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
            begun, self._begun = self._begun, b""
            if begun == self.signing.id:  # what was begun does not stand there to be paid once more
                self.form.clear_form()
            self._drop(self.signing)
            self.signing = None

    def _drop(self, view: QWidget) -> None:
        self._views.removeWidget(view)
        view.hide()
        view.deleteLater()

    def _to_form(self) -> None:
        self._show(self.form)
        self.form.comings.anew()
        self.form.show_state(self.state)
        self._show_notice(self.state)
        self.form.comings.settle()

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
            if before is None:
                self.form.comings.anew()
            self.form.show_state(state, before)
            self._show_notice(state)
            self.form.comings.settle()
        elif view is self.coins and before is not None and state.coins != before.coins:
            self.coins.show_coins(state.coins, self.form.chosen_coins, state.unit)
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
        if self.signing is not None:
            self.signing.label.keep()

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
        self.coins.show_coins(self.state.coins, self.form.chosen_coins, self.state.unit)
        self._show(self.coins)

    def _coins_chosen(self, coins: tuple[str, ...] | None) -> None:
        self.form.choose_coins(coins)
        self._to_form()

    def _read_many(self) -> None:
        self._show(self.many)
        self.many.show_lines([line for line in self.form.lines() if line is not None and line.sats])

    def _many_taken(self, lines: tuple[Line, ...]) -> None:
        self.form.take_lines(lines)
        self._to_form()

    def _open_psbt(self) -> None:
        self._show(self.psbt)
        self.psbt.clear_text()

    def _open_book(self, person: RecipientForm) -> None:
        self._book_for = person
        self._show(self.book)
        self.book.show_book(self.state, person.valid_address() or "", person.name)

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
        self.controller.ask(
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
        self.review = SendReview(draft, names, title, back[origin], self.state, time.time(), self.say, self._views)
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

        origin = self._origin

        def done(payment: Payment) -> None:
            self._begun = payment.id if origin == "form" else b""
            self._show_signing(payment, draft, names)

        def failed(error: TandemError) -> None:
            if self.review is not None:
                self.review.failed(sentence(error))

        views = self._views
        self.controller.payments.start_payment(
            draft.psbt, label, names, while_there(views, done), while_there(views, failed)
        )

    def _open_payment(self, id: bytes) -> None:
        if self.signing is not None and self.signing.id == id:
            self._show(self.signing)
            return

        def failed(error: TandemError) -> None:
            self._to_form()
            self.say(sentence(error), "danger")

        def done(draft: Draft) -> None:
            if draft.payment is not None:
                self._show_signing(draft.payment, draft, {})

        views = self._views
        self.controller.ask(
            "kept",
            lambda wallet, name: drafting.kept(wallet, name, id),
            while_there(views, done),
            while_there(views, failed),
        )

    def _show_signing(self, payment: Payment, draft: Draft, names: Mapping[str, str]) -> None:
        if self.signing is not None:
            self._drop(self.signing)
        self.signing = SendSigning(self.controller, payment, draft, names, self.say, self._views)
        self.signing.back.clicked.connect(self._leave_signing)
        self.signing.way.connect(self._go_way)
        self._show(self.signing)

    def _leave_signing(self) -> None:
        """To the form; the payment goes its way."""
        self._to_form()

    def _go_way(self, way: str) -> None:
        signing = self.signing
        if way == ways.CHANGE and signing is not None and signing.id == self._begun:
            self._begun = b""
            self.form.spent()
            self._to_form()
        elif way == ways.CHANGE and signing is not None:
            self._change(signing)
        elif way == ways.OLD and signing is not None:
            old = signing.payment.replaces[0][::-1].hex()
            self._leave_signing()
            self.go("history", old)
        elif way == ways.ANEW:
            self._leave_signing()
        elif way == ways.HISTORY and signing is not None:
            self._leave_signing()
            self.go("history", signing.txid.text())
        else:
            self.go(way)

    def _change(self, signing: SendSigning) -> None:
        """What came to nothing, to be changed. An empty form would be an invitation to pay twice."""
        draft, given_up = signing.draft(), signing.payment.kind == RefusalKind.GIVEN_UP
        if not draft.lines:
            self._leave_signing()
            if not draft.review.recipients:  # it hurried another one, or called it off
                self.go("history", draft.coins[0].partition(":")[0])
            else:
                self.say(self.tr("It pays something that has no address. Make it anew where it came from."), "warn")
            return
        self._to_form()
        if not self.form.is_empty:
            self.say(self.tr("Another payment stands here. Clear it, then change that one: History shows it."), "warn")
            return
        self.form.take_again(draft, draft.coins if given_up else None)
