"""This computer is given away: what comes back and what does not, and the wallet taken off it for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from app.desktop.controller.controller import Controller
from app.desktop.parts.page import while_there
from app.desktop.text import sentences
from app.desktop.widgets import Button, Card, Checkbox, Col, Field, Group, Notice, Passphrase, Row, Text, setting
from core.errors import InputKind, TandemError

if TYPE_CHECKING:
    from app.wiping import Held

WIDE = 400  # px


class GivingCard(Card):
    """Of a real wallet: practice is worth nothing to anybody."""

    def __init__(self, controller: Controller) -> None:
        super().__init__(title=self.tr("Give this computer away"), gap=11)
        self._controller = controller
        self.open = Button(self.tr("Look first"), compact=True, name=self.tr("See what goes with this computer"))
        self.open.clicked.connect(self._turn)
        self.panel = WipePanel(controller)
        self.panel.cancelled.connect(self._cancel)
        self.add(
            setting(
                self.tr("Take Tandem off it"),
                self.tr("Before it is sold, given away or thrown away; says first which wallets come back"),
                self.open,
            ),
            self.panel,
        )

    def _turn(self) -> None:
        opened = self.panel.isHidden()
        self.panel.setVisible(opened)
        self.open.set(self.tr("Close") if opened else self.tr("Look first"), name=self.open.accessibleName())
        if opened:
            self.panel.open_panel(self._controller.wipes.held())
        else:
            self.panel.clear()

    def _cancel(self) -> None:
        self._turn()
        self.open.setFocus()

    def close_panels(self) -> None:
        """Nobody finds it half agreed to."""
        if not self.panel.isHidden():
            self._turn()


class WipePanel(Card):
    """What goes, a yes for each wallet that is lost, the passphrase, a word that nobody types by mistake."""

    cancelled = Signal()

    def __init__(self, controller: Controller) -> None:
        super().__init__(flat=True, pad=16)
        self._controller = controller
        self._shown: Held = ()
        self.word = self.tr("wipe")
        self.wallets = Text("", "body", wrap=True)
        self.lost = Notice(tone="warn")
        self._column = Col(gap=6)
        self._boxes = Group(self._column)
        self.agreed: list[Checkbox] = []
        self.passphrase = Passphrase(self.tr("Passphrase"))
        self.typed = Field(self.tr("Type “{0}” to go on").format(self.word))
        for field in (self.passphrase, self.typed):
            field.changed.connect(lambda _, field=field: field.set_error(""))
        self.passphrase.entered.connect(self.typed.editor.setFocus)
        self.wipe = Button(self.tr("Wipe this computer"), "destroy")
        self.wipe.clicked.connect(self._wipe)
        self.typed.entered.connect(self.wipe.click)
        self.keep = Button(self.tr("Keep everything"))
        self.keep.clicked.connect(self.cancelled)
        self.notice = Notice()
        self.notice.hide()
        fields = Group(Col(self.passphrase, self.typed, gap=14))
        fields.setMaximumWidth(WIDE)
        self.add(
            Text(
                self.tr("This takes Tandem off this computer for good. Wallets whose half is here:"),
                "strong",
                wrap=True,
            ),
            self.wallets,
            self.lost,
            self._boxes,
            fields,
            Row(self.wipe, self.keep, None),
            self.notice,
        )
        self.hide()

    def open_panel(self, held: Held) -> None:
        """It was opened: say what goes."""
        self.clear()
        self._shown = held
        lost = [name for name, comes_back in held if not comes_back]
        back = self.tr("{0}: comes back with this computer's recovery sheet and the co\u2011signer")
        never = self.tr("{0}: NOTHING brings it back")
        self.wallets.setText("\n".join((back if comes_back else never).format(name) for name, comes_back in held))
        self.lost.announce(
            self.tr("Nothing would bring back {0}").format(", ".join(lost)) if lost else "",
            self.tr(
                "The co\u2011signer keeps no copy for a recovery sheet. Make a sheet and renew first, or spend its "
                "coins; or agree to lose it, if it holds nothing."
            ),
            "warn",
        )
        self._boxes.setVisible(bool(lost))
        for name in lost:
            box = Checkbox(self.tr("Lose {0} for good").format(name))
            self._column.addWidget(box)
            box.show()  # else it takes the keyboard only once it is laid out
            self.agreed.append(box)
        first = self.agreed[0] if self.agreed else self.passphrase.editor
        first.setFocus()

    def clear(self) -> None:
        """Forget what was typed and agreed to."""
        for box in self.agreed:
            self._column.removeWidget(box)
            box.hide()
            box.deleteLater()
        self.agreed = []
        self.passphrase.clear()
        self.typed.set_text("")
        for field in (self.passphrase, self.typed):
            field.set_error("")
        self.notice.announce("")

    def _wipe(self) -> None:
        if not all(box.isChecked() for box in self.agreed):
            self.notice.announce(
                self.tr("Nothing was wiped"), self.tr("Tick each wallet that may be lost for good."), "warn"
            )
        elif not self.passphrase.text():
            self.passphrase.set_error(self.tr("Type the passphrase that opens the wallet."))
            self.passphrase.editor.setFocus()
        elif self.typed.text().strip().lower() != self.word:
            self.typed.set_error(self.tr("Type the word “{0}”.").format(self.word))
            self.typed.editor.setFocus()
        else:
            self._busy(True)
            self.notice.announce(self.tr("The passphrase is being looked at"))
            waits, failed = while_there(self, lambda _: self._waits()), while_there(self, self._failed)
            self._controller.wipes.wipe(self._shown, self.passphrase.take(), lambda: waits(None), failed)

    def _busy(self, busy: bool) -> None:
        for part in (self.passphrase, self.typed, self.wipe, self.keep, *self.agreed):
            part.setEnabled(not busy)

    def _waits(self) -> None:
        self._busy(False)
        text = self.tr("A payment, a renewal or a sheet is under way. Try again when it has ended.")
        self.notice.announce(self.tr("Not now"), text, "warn")

    def _failed(self, error: TandemError) -> None:
        self._busy(False)
        self.notice.announce("")
        if error.kind == InputKind.PASSPHRASE:
            self.passphrase.set_error(sentences.sentence(error))
            self.passphrase.editor.setFocus()
        else:
            self.notice.announce(self.tr("Nothing was wiped"), sentences.sentence(error), "danger")
