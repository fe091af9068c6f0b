"""The review: what this computer has read from the bytes, before anything leaves it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.desktop.controller.drafting import Draft
from app.desktop.model.state import State
from app.desktop.pages.send import steps
from app.desktop.pages.send.card import PaymentCard
from app.desktop.pages.send.export import Export
from app.desktop.pages.send.form import money
from app.desktop.pages.send.summary import asks_text, asks_title
from app.desktop.parts import health
from app.desktop.parts.page import Say
from app.desktop.parts.rule_lines import rule_line
from app.desktop.text import format
from app.desktop.widgets import (
    Button,
    Card,
    Checkbox,
    Col,
    Columns,
    Divider,
    Mark,
    Notice,
    Page,
    Row,
    Steps,
    Text,
    WhoGlyph,
)


class SendReview(QWidget):
    """`agreed` is emitted when a person wants it signed; `back` is the way to change it."""

    agreed = Signal()

    def __init__(
        self,
        draft: Draft,
        names: Mapping[str, str],
        title: str,
        back: str,
        state: State,
        now: float,
        say: Say,
        parent: QWidget | None = None,
    ) -> None:
        """`title` says what this payment is; `names` are this person's words for its addresses."""
        super().__init__(parent)
        self.draft = draft
        self.card = PaymentCard(draft.review, {**draft.names, **names}, money(state))
        self.export = Export(say)
        self.export.offer(draft.psbt, signed=False)
        self.sign = Button(self.tr("Sign together"), "primary", wide=True)
        self.sign.clicked.connect(self._agree)
        self.ticks = [Checkbox(text) for text in self._questions()]
        for tick in self.ticks:
            tick.toggled.connect(lambda _: self._ready())
        self.failure = Notice(tone="danger")
        self.failure.hide()
        self.why = Text("", "small", "text2", wrap=True)
        self.trouble = Notice(tone="danger")
        self.trouble.hide()
        asks, refused = draft.review.asks, draft.review.refused
        lines = [line for line in (rule_line(said, state.unit) for said in draft.review.rules) if line]
        side = Card(
            Row(
                Mark(52, left=False, right=False, name=self.tr("Nobody has signed")),
                (
                    Col(
                        Text(self.tr("Ready to sign together"), "title", wrap=True),
                        Text(self.tr("Nothing has left this computer yet."), "small", "text2", wrap=True),
                        *together_with(state),
                        gap=1,
                    ),
                    1,
                ),
                gap=14,
            ),
            Divider(),
            Steps(steps.todo(asks)),
            Divider(),
            Row(WhoGlyph("cosigner"), (Text(asks_title(asks, refused), "strong", wrap=True), 1), gap=8),
            Text(asks_text(state, asks, refused), "small", "text2", wrap=True),
            *(Text(line, "small", "text2", wrap=True) for line in lines),
            *self.ticks,
            self.sign,
            self.why,
            self.trouble,
            self.failure,
            None,
            gap=11,
            pad=22,
        )
        content = Columns((self.card, 58), (side, 42))
        page = Page(title, "", content, None, actions=[self.export], back=back, parent=self)
        self.back = page.back
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(page)
        self._show_trouble(state, now)
        self._ready()

    def _questions(self) -> list[str]:
        """What a person must say before: an address that was never paid, a fee far above the last one."""
        found = []
        fresh = [one for one in self.draft.review.recipients if one.first_time and one.address]
        if len(fresh) == 1:
            found.append(self.tr("I have compared the address with where I got it."))
        elif fresh:
            found.append(self.tr("I have compared the {0} new addresses with where I got them.").format(len(fresh)))
        if self.draft.dear and self.draft.last_rate:
            times = self.draft.review.fee_rate / self.draft.last_rate
            last = format.fee_rate(self.draft.last_rate)
            found.append(
                self.tr("The fee rate is meant to be {0} times that of my last payment, {1}.").format(
                    format.count(round(times)), last
                )
            )
        return found

    def _ready(self) -> None:
        missing = [tick for tick in self.ticks if not tick.isChecked()]
        self.sign.setEnabled(not missing)
        self.why.tell(self.tr("Tick what you have checked, then sign.") if missing else "")

    def _agree(self) -> None:
        self.sign.setEnabled(False)
        self.agreed.emit()

    def failed(self, text: str) -> None:
        """It could not be kept, so nothing was begun."""
        self.failure.announce(self.tr("Nothing was begun"), text, "danger")
        self._ready()

    def show_state(self, state: State, now: float) -> None:
        """Say what keeps the key from signing."""
        self._show_trouble(state, now)

    def _show_trouble(self, state: State, now: float) -> None:
        found = health.trouble(state, now)
        blocked = found if found is not None and found.tone == "danger" else None
        silent = state.cosigner.online is False
        if blocked is not None:
            self.trouble.set(blocked.title, blocked.text, "danger")
        elif silent:
            text = self.tr("You may sign now; it goes on as soon as the co\u2011signer answers.")
            self.trouble.set(self.tr("The co\u2011signer does not answer"), text, "warn")
        self.trouble.setVisible(blocked is not None or silent)


def together_with(state: State) -> list[Text]:
    """Who holds the other half, where it has a name."""
    if not state.cosigner.name:
        return []
    words = QCoreApplication.translate("SendReview", "Together with {0} ({1})")
    words = words.format(state.cosigner.name, state.cosigner.fingerprint)
    return [Text(words, "small", "text2", wrap=True)]
