"""The passphrase of this computer's vault."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.desktop.parts.step import WayStep
from app.desktop.platform.passphrase_strength import strength
from app.desktop.widgets import Col, Group, Passphrase
from core.secret import Secret

translate = QCoreApplication.translate

WIDE = 440  # px


class VaultStep(WayStep):
    """Choose a passphrase, twice."""

    AT = 0

    def __init__(self) -> None:
        self.first = Passphrase(translate("Onboarding", "New passphrase"), help=strength("")[0])
        self.second = Passphrase(translate("Onboarding", "The same again"))
        fields = Group(Col(self.first, self.second, gap=18))
        fields.setMaximumWidth(WIDE)
        super().__init__(
            translate("Onboarding", "A passphrase for this computer"),
            translate(
                "Onboarding",
                "It seals this computer's half on its disk. Tandem asks for it at every start and after a pause. "
                "Nobody can reset it: keep it in a password manager, or on paper at home.",
            ),
            fields,
            back=translate("Onboarding", "Back"),
            forward=translate("Onboarding", "Make the vault"),
        )
        self.first.changed.connect(self._judge)
        self.second.changed.connect(lambda: self.second.set_error(""))
        self.first.entered.connect(self.second.editor.setFocus)
        self.second.entered.connect(self.forward.click)

    def note(self) -> str:
        return translate("Onboarding", "The co-signer's half has a passphrase of its own, there.")

    def open_step(self) -> None:
        """The keyboard goes to the first field."""
        self.first.editor.setFocus()

    def _judge(self) -> None:
        words, _ = strength(self.first.text())
        self.first.set_error("")
        self.first.set_help(words)

    def take(self) -> Secret[bytes] | None:
        """The passphrase, if both fields have the same and it is long enough; else the fields say what is wrong."""
        words, long_enough = strength(self.first.text())
        if not long_enough:
            self.first.set_error(words)
            self.first.editor.setFocus()
            return None
        if self.first.text() != self.second.text():
            self.second.set_error(translate("Onboarding", "The two differ. Type the same again."))
            self.second.editor.setFocus()
            return None
        self.busy(True)
        self.second.clear()
        return self.first.take()

    def busy(self, busy: bool) -> None:
        """The vault is being made."""
        for part in (self.first, self.second, self.forward, self.back):
            part.setEnabled(not busy)
        words = translate(
            "Onboarding",
            "The vault is being made. It takes a second on purpose: guessing gets slow. If the system asks to open or "
            "to make a keyring, say yes: it keeps a part of the key.",
        )
        self.first.set_help(words if busy else strength("")[0], aloud=busy)

    def failed(self, why: str) -> None:
        """It was not made."""
        self.busy(False)
        self.first.set_error(why)
        self.first.editor.setFocus()
