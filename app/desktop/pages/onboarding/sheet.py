"""This computer's recovery sheet, before the first key is made: then the key is sealed to it from its beginning."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.desktop.controller.sheets import SheetController
from app.desktop.parts.sheet_maker import SheetMaker
from app.desktop.parts.step import WayStep
from app.desktop.widgets import Button

translate = QCoreApplication.translate


class SheetStep(WayStep):
    """May be put off."""

    AT = 2

    def __init__(self, sheets: SheetController) -> None:
        self.maker = SheetMaker(sheets)
        self.later = Button(translate("Onboarding", "Later"), "quiet")
        super().__init__(
            translate("Onboarding", "A recovery sheet for this computer"),
            translate(
                "Onboarding",
                "Each device has a sheet of its own, made on it. The co\u2011signer's is made there, never from here.",
            ),
            self.maker,
            beside=[self.later, self.maker.back, self.maker.form, self.maker.forward],
        )

    def note(self) -> str:
        return translate("Onboarding", "Whoever has the co\u2011signer and this sheet has the whole key.")

    def open_step(self) -> None:
        """The keyboard goes to the way on."""
        self.maker.open_step()

    def give_up(self) -> None:
        """The window leaves, or locks: the words are gone."""
        self.maker.forget()
