"""An amount one types, in sat or BTC."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.desktop.text import format
from app.desktop.text.format import Unit
from app.desktop.widgets.actions import Button
from app.desktop.widgets.input import Field
from app.desktop.widgets.painting import translate
from core.errors import BadInput


class AmountField(Field):
    """An amount in the unit of the window; the button beside it changes the unit for this amount alone.

    `sats_changed` is emitted with the amount in satoshi, or None while what stands there is no amount.
    """

    sats_changed = Signal(object)

    def __init__(
        self, label: str, unit: Unit = "sat", *, optional: str = "", help: str = "", actions: tuple[QWidget, ...] = ()
    ) -> None:
        self.unit = unit
        self._switch = Button(format.unit_word(unit), "quiet", compact=True)
        super().__init__(
            label, optional=optional, help=help, actions=(self._switch, *actions), least="20 999 999.99 999 999"
        )
        self._name_switch()
        self._switch.clicked.connect(self._turn)
        self.changed.connect(self._read)

    def sats(self) -> int | None:
        """The amount in satoshi; None when the field is empty or holds no amount."""
        try:
            return format.parse_amount(self.text(), self.unit) if self.text().strip() else None
        except BadInput:
            return None

    def set_sats(self, sats: int | None) -> None:
        """Write an amount, or leave the field empty, without emitting `sats_changed`."""
        self.set_text("" if sats is None else self._written(sats))
        self.set_error("")

    def set_unit(self, unit: Unit) -> None:
        """Show the same amount in another unit."""
        sats, self.unit = self.sats(), unit
        if sats is not None:
            self.set_text(self._written(sats))
        self._name_switch()

    def _written(self, sats: int) -> str:
        return format.short_btc(sats) if self.unit == "BTC" else format.count(sats)

    def _turn(self) -> None:
        self.set_unit("BTC" if self.unit == "sat" else "sat")

    def _name_switch(self) -> None:
        other = "BTC" if self.unit == "sat" else "sat"
        word = format.unit_word(self.unit)
        self._switch.set(word, name=translate("Widgets", "In {0}. Write it in {1}").format(word, other))
        self._switch.setEnabled(self.unit != "practice")

    def _read(self, text: str) -> None:
        try:
            sats = format.parse_amount(text, self.unit) if text.strip() else None
            self.set_error("")
        except BadInput as error:
            sats = None
            self.set_error(error.message)
        self.sats_changed.emit(sats)
