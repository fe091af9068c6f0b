"""What the two sides are called, this computer's own fingerprint, and one more co-signer beside the one on screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication

from app.desktop.controller.controller import Controller
from app.desktop.model.state import State
from app.desktop.text import sentences
from app.desktop.widgets import Button, Card, Col, Divider, Field, Group, Row, Text
from core.codec.names import composed, must_be_a_name
from core.errors import BadInput, TandemError

if TYPE_CHECKING:
    from core.wallet.api import OpenWallet

translate = QCoreApplication.translate


class NamesCard(Card):
    """A field for each name, saved by its own button."""

    def __init__(
        self, controller: Controller, pair_another: Callable[[], object], replace: Callable[[], object]
    ) -> None:
        super().__init__(title=translate("NamesCard", "Names"), gap=10)
        self._controller, self._pin = controller, ""
        self.theirs = NameField(
            translate("NamesCard", "This co\u2011signer"), "Kitchen NUC", self._rename, controller, "name cosigner"
        )
        self.own = NameField(
            translate("NamesCard", "This computer"), "Office PC", self._call_self, controller, "name computer"
        )
        self.fingerprint = Text("", "small", "text2", wrap=True)
        self.another = Button(translate("NamesCard", "Pair another co\u2011signer"), compact=True, icon="link")
        self.another.clicked.connect(pair_another)
        self.lost = Button(translate("NamesCard", "This one is lost"), "quiet", compact=True)
        self.lost.clicked.connect(replace)
        further = translate(
            "NamesCard",
            "New wallets can then be made with either; each wallet stays with its own. A second computer of yours is "
            "paired like this one, with a link of its own. It gets wallets of its own: to move one, send its coins to "
            "an address there.",
        )
        self.add(
            self.theirs.view,
            self.own.view,
            self.fingerprint,
            Divider(),
            Row(self.another, self.lost, None),
            Text(further, "small", "text2", wrap=True),
        )

    def show_state(self, state: State) -> None:
        """Of the co-signer on screen."""
        self.setVisible(not state.practice)
        given = "" if state.cosigner.name.startswith("“") else state.cosigner.name
        self.theirs.show_name(given, anew=state.cosigner.fingerprint != self._pin)
        self._pin = state.cosigner.fingerprint
        if state.cosigner.calls_itself:
            told = translate("NamesCard", "It calls itself “{0}”; the name you give here wins.")
            self.theirs.field.set_help(told.format(state.cosigner.calls_itself))
        if state.computer is not None:
            self.own.show_name(state.computer.name, anew=False)
            text = translate("NamesCard", "Fingerprint of this computer, as the co\u2011signer shows it: {0}")
            self.fingerprint.setText(text.format(state.computer.fingerprint))

    def _rename(self, wallet: OpenWallet, name: str) -> object:
        return wallet.rename_cosigner(self._pin, name)

    def _call_self(self, wallet: OpenWallet, name: str) -> object:
        return wallet.call_self(name)


class NameField:
    """A name that is shown, changed and saved."""

    def __init__(
        self,
        title: str,
        example: str,
        save: Callable[[OpenWallet, str], object],
        controller: Controller,
        job: str,
    ) -> None:
        self.field = Field(title, placeholder=example)
        self.button = Button(
            translate("NamesCard", "Save"), compact=True, name=translate("NamesCard", "Save: {0}").format(title)
        )
        self.view = Group(Col(self.field, Row(self.button, None), gap=6))
        self._save, self._controller, self._job = save, controller, job
        self._shown = ""
        self.button.clicked.connect(self._keep)
        self.field.entered.connect(self.button.click)
        self.field.changed.connect(lambda _: self.field.set_error(""))

    def show_name(self, name: str, *, anew: bool) -> None:
        """What is saved; what somebody types meanwhile stays."""
        if anew or name != self._shown:
            self._shown = name
            self.field.set_text(name)

    def _keep(self) -> None:
        name = composed(self.field.text().strip())
        try:
            must_be_a_name(name)
        except BadInput as error:
            self.field.set_error(sentences.sentence(error))
            return

        def done(_: Any) -> None:
            self._controller.look_again()
            self.field.set_right(translate("NamesCard", "Saved."))

        def failed(error: TandemError) -> None:
            self.field.set_error(sentences.sentence(error))

        self._controller.ask(self._job, lambda wallet, _: self._save(wallet, name), done, failed)
