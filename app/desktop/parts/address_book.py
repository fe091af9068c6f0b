"""The address book: people who are paid, on the network of this wallet. Nobody gets in by paying us (D4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.desktop.controller.controller import Controller
from app.desktop.formats import bip21
from app.desktop.model.state import State
from app.desktop.parts.page import while_there
from app.desktop.text import format
from app.desktop.text.sentences import sentence
from app.desktop.widgets import (
    Address,
    Button,
    Card,
    Cell,
    Col,
    Column,
    Columns,
    EmptyState,
    Field,
    Group,
    Page,
    Row,
    Rows,
    Search,
    Table,
    Text,
)
from core.errors import BadInput, TandemError

if TYPE_CHECKING:
    from core.wallet.api import Contact


class AddressBookView(QWidget):
    """A page inside Send. `picked` gives a contact."""

    picked = Signal(object)

    def __init__(self, controller: Controller, network: str) -> None:
        super().__init__()
        self.controller, self._network = controller, network
        self._chosen: Contact | None = None
        self.rows: Rows[Contact] = Rows(
            [
                Column(self.tr("Name"), lambda one: Cell(self._title(one)), 0, order=lambda one: one.name.casefold()),
                Column(self.tr("Address"), lambda one: Cell(format.short(one.address), ink="text2"), 170),
            ],
            key=lambda one: one.address,
        )
        self.table = Table(self.rows, self.tr("Address book"))
        self.table.moved.connect(self._show)
        self.table.opened.connect(self.picked)
        self.search = Search(self.tr("Name or address"), self.tr("Find somebody"))
        self.search.textChanged.connect(self._find)
        self._empty = EmptyState(
            "book-user", self.tr("Nobody here yet"), self.tr("Write down whom you pay more than once.")
        )
        self.pay = Button(self.tr("Pay"), "primary")
        self.pay.clicked.connect(lambda: self._chosen and self.picked.emit(self._chosen))
        self.forget = Button(self.tr("Remove"), "danger")
        self.forget.clicked.connect(self._remove)
        self.name, self.where = Text("", "title", wrap=True), Address("", 4)
        self._who = Group(Col(self.name, Row(self.where, None), Row(self.pay, self.forget, None), gap=10))
        self._who.hide()
        self.new_name = Field(self.tr("Name"))
        self.new_address = Field(self.tr("Address"), mono=True, least="0" * 30)
        self.add = Button(self.tr("Write down"), "secondary", "plus")
        self.add.clicked.connect(self._add)
        self.new_name.entered.connect(self._add)
        self.new_address.entered.connect(self._add)
        self._build()

    def _build(self) -> None:
        self._list = Card((self.table, 1), pad=8)
        fresh = Card(self.new_name, self.new_address, Row(None, self.add), title=self.tr("Somebody new"), gap=10)
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        self._who_card = Card(self._who)
        for widget in (self._who_card, fresh):
            column.addWidget(widget)
        column.addStretch()
        left = Group(Col((self._empty, 1), (self._list, 1)))
        page = Page(
            self.tr("Address book"),
            "",
            (Columns((left, 55), (side, 45)), 1),
            actions=[self.search],
            back=self.tr("Back to the payment"),
            scroll=False,
        )
        self.back = page.back
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(page)

    def show_book(self, state: State, address: str, name: str) -> None:
        """Show the book, ready to take the recipient of the form into it."""
        known = any(contact.address == address for contact in state.contacts)
        self.new_address.set_text("" if known else address)
        self.new_name.set_text("" if known else name)
        self.new_name.set_error("")
        self.new_address.set_error("")
        self.search.clear()
        self.table.selectionModel().clear()  # whom a click then chooses is shown, be it the one from last time
        self.show_state(state)
        (self.new_name.editor if address and not known else self.search).setFocus()

    def show_state(self, state: State) -> None:
        """Follow the book."""
        self.rows.set_rows(state.contacts)
        self._show(next(iter(self.table.chosen()), None))
        self._empty.setVisible(not state.contacts)
        self._list.setVisible(bool(state.contacts))

    def _show(self, contact: Contact | None) -> None:
        self._chosen = contact
        self._who.setVisible(self._chosen is not None)
        self._who_card.setVisible(self._chosen is not None)
        if self._chosen is not None:
            self.name.setText(self._title(self._chosen))
            self.where.set(self._chosen.address)

    def _title(self, contact: Contact) -> str:
        """Whoever came back from the notes at the co-signer is told apart until somebody writes them down here."""
        return self.tr("{0} (restored)").format(contact.name) if contact.restored else contact.name

    def _find(self, text: str) -> None:
        wanted = text.strip().casefold()
        self.rows.keep((lambda one: wanted in one.name.casefold() or wanted in one.address) if wanted else None)

    # -------------------------------------------------------------- writing
    def _add(self) -> None:
        name = self.new_name.text().strip()
        self.new_name.set_error("" if name else self.tr("Give a name."))
        try:
            address = bip21.read(self.new_address.text(), self._network).address
        except BadInput as error:
            self.new_address.set_error(sentence(error))
            return
        self.new_address.set_error("")
        if name:
            self._write(address, name)

    def _remove(self) -> None:
        if self._chosen is not None:
            self._write(self._chosen.address, "")

    def _write(self, address: str, name: str) -> None:
        network = self._network

        def done(_: object) -> None:
            self.new_name.set_text("")
            self.new_address.set_text("")
            self._show(None)

        def failed(error: TandemError) -> None:
            self.new_address.set_error(sentence(error))

        self.controller.run(
            "contact",
            lambda wallet, key: wallet.labels(key).add_contact(network, address, name),
            while_there(self, done),
            while_there(self, failed),
        )
