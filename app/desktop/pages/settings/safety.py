"""When the wallet locks by itself, and another passphrase."""

from __future__ import annotations

from typing import Any

from app.desktop.controller.controller import Controller
from app.desktop.model.settings import LOCK_MINUTES
from app.desktop.platform.passphrase_strength import strength
from app.desktop.text import sentences
from app.desktop.widgets import Button, Card, Col, Divider, Group, Notice, Passphrase, Row, Select, setting
from core.errors import InputKind, TandemError

WIDE = 400  # px


class SafetyCard(Card):
    """Of a real wallet; practice has no passphrase and locks nothing."""

    def __init__(self, controller: Controller) -> None:
        super().__init__(title=self.tr("Safety"), gap=11)
        words = {
            1: self.tr("After 1 minute"),
            5: self.tr("After 5 minutes"),
            15: self.tr("After 15 minutes"),
            60: self.tr("After an hour"),
            0: self.tr("Never"),
        }
        options = [(minutes, words[minutes]) for minutes in LOCK_MINUTES]
        self.minutes = Select(self.tr("Lock by itself"), options, controller.state.settings.lock_minutes)
        self.minutes.setMinimumWidth(200)
        self.minutes.chosen.connect(lambda minutes: controller.set(lock_minutes=minutes))
        self.open = Button(self.tr("Change"), compact=True, name=self.tr("Change the passphrase"))
        self.open.clicked.connect(self._turn)
        self.panel = PassphrasePanel(controller)
        self.add(
            setting(
                self.tr("Lock by itself"),
                self.tr("When nobody types or clicks; covers every window and forgets every secret"),
                self.minutes,
            ),
            Divider(),
            setting(
                self.tr("Passphrase"),
                self.tr("Opens this computer's half; the co\u2011signer has one of its own"),
                self.open,
            ),
            self.panel,
        )

    def _turn(self) -> None:
        opened = self.panel.isHidden()
        self.panel.setVisible(opened)
        self.open.set(self.tr("Close") if opened else self.tr("Change"), name=self.open.accessibleName())
        if opened:
            self.panel.open_panel()
        else:
            self.panel.clear()

    def close_panels(self) -> None:
        """Nobody finds a passphrase half typed."""
        if not self.panel.isHidden():
            self._turn()


class PassphrasePanel(Card):
    """The old one, the new one twice."""

    def __init__(self, controller: Controller) -> None:
        super().__init__(flat=True, pad=16)
        self._controller = controller
        self.old = Passphrase(self.tr("Passphrase until now"))
        self.new = Passphrase(self.tr("New passphrase"), help=strength("")[0])
        self.again = Passphrase(self.tr("The new one again"))
        self.new.changed.connect(lambda text: self.new.set_help(strength(text)[0]))
        for field in (self.old, self.new, self.again):
            field.changed.connect(lambda _, field=field: field.set_error(""))
        self.change = Button(self.tr("Change the passphrase"))
        self.change.clicked.connect(self._change)
        self.again.entered.connect(self.change.click)
        self.notice = Notice()
        self.notice.hide()
        fields = Group(Col(self.old, self.new, self.again, gap=14))
        fields.setMaximumWidth(WIDE)
        self.add(fields, Row(self.change, None), self.notice)
        self.hide()

    def open_panel(self) -> None:
        """It was opened."""
        self.notice.announce("")
        self.old.editor.setFocus()

    def clear(self) -> None:
        """Forget what was typed."""
        for field in (self.old, self.new, self.again):
            field.clear()
            field.set_error("")

    def _change(self) -> None:
        words, enough = strength(self.new.text())
        if not self.old.text():
            self.old.set_error(self.tr("Type the passphrase that opens the wallet until now."))
        elif not enough:
            self.new.set_error(words)
        elif self.new.text() != self.again.text():
            self.again.set_error(self.tr("The two differ. Type the same again."))
        else:
            self._busy(True)
            self.again.clear()
            self.notice.announce(
                self.tr("Everything is sealed anew"),
                self.tr(
                    "It takes some seconds on purpose. If the system asks to open its keyring, say yes: a part of the "
                    "key is there."
                ),
                "info",
            )
            self._controller.change_passphrase(self.old.take(), self.new.take(), self._done, self._failed)

    def _busy(self, busy: bool) -> None:
        for part in (self.old, self.new, self.again, self.change):
            part.setEnabled(not busy)

    def _done(self, _: Any) -> None:
        self._busy(False)
        if self._controller.state.cosigner.online:
            text = self.tr("The halves are renewed now as well: copies under the old passphrase are then worthless.")
        else:
            text = self.tr(
                "Renew the halves when the co\u2011signer is on\u2011line again: a copy under the old passphrase "
                "is worth something until then."
            )
        self.notice.announce(self.tr("The passphrase is changed"), text, "ok")

    def _failed(self, error: TandemError) -> None:
        self._busy(False)
        self.notice.announce("")
        if error.kind == InputKind.PASSPHRASE:
            self.old.set_error(sentences.sentence(error))
            self.old.editor.setFocus()
        else:
            self.notice.announce(self.tr("The passphrase of before holds"), sentences.sentence(error), "danger")
