"""A payment as a file or as text, for another program or another day; and one from elsewhere, to be looked at."""

from __future__ import annotations

import base64
import os
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMenu, QVBoxLayout, QWidget

from app.desktop.look.icons import icon
from app.desktop.look.theme import dress
from app.desktop.parts.page import Say
from app.desktop.text.sentences import sentence
from app.desktop.widgets import Button, Card, Field, Page, Row, TextArea
from core.bitcoin.psbt import raw_transaction
from core.bitcoin.psbt_text import psbt_in
from core.errors import BadInput

MAX_FILE = 16 << 20  # bytes


class Export(Button):
    """A button with the ways out: a file, base64, and hex once it is signed."""

    def __init__(self, say: Say) -> None:
        super().__init__(self.tr("Save PSBT"), "quiet", "download", trailing="chevron-down")
        self._tell, self._psbt, self._signed = say, b"", False
        self.clicked.connect(lambda: self.choices().popup(self.mapToGlobal(QPoint(0, self.height() + 4))))

    def offer(self, psbt: bytes, *, signed: bool) -> None:
        """Hand out this one."""
        self._psbt, self._signed = psbt, signed

    def choices(self) -> QMenu:
        """The ways out."""
        menu = QMenu(self)
        dress(menu)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(icon("download"), self.tr("Save as a file…"), self._save)
        menu.addAction(icon("copy"), self.tr("Copy as base64"), self.copy)
        if self._signed:
            menu.addAction(icon("copy"), self.tr("Copy the transaction as hex"), self.copy_hex)
        return menu

    def _save(self) -> None:
        title, kinds = self.tr("Save the payment"), self.tr("Payments (*.psbt)")
        name, _ = QFileDialog.getSaveFileName(self, title, "payment.psbt", kinds)
        if name:
            self.save(Path(name))

    def save(self, path: Path) -> None:
        """Write the binary form; nobody else may read it."""
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(self._psbt)
        except OSError:
            self._tell(self.tr("The file could not be written. Choose another place."), "danger")
        else:
            self._tell(self.tr("Saved as {0}.").format(path.name), "ok", seconds=6)

    def copy(self) -> None:
        """The text form on the clipboard."""
        QGuiApplication.clipboard().setText(base64.b64encode(self._psbt).decode())
        self._tell(self.tr("Copied."), "ok", seconds=4)

    def copy_hex(self) -> None:
        """The signed transaction on the clipboard."""
        try:
            text = raw_transaction(self._psbt).hex()
        except BadInput as error:
            self._tell(sentence(error), "danger")
            return
        QGuiApplication.clipboard().setText(text)
        self._tell(self.tr("Copied. Any Bitcoin program can send it."), "ok", seconds=6)


class OpenPsbt(QWidget):
    """A page inside Send. `opened` gives the bytes; what they mean is said by the review."""

    opened = Signal(bytes)

    def __init__(self) -> None:
        super().__init__()
        self.area = TextArea(7)
        self.text = Field(self.tr("A PSBT as text"), editor=self.area, mono=True, placeholder="cHNidP8B…")
        self.paste = Button(self.tr("Paste"), "secondary", "clipboard-paste")
        self.open_file = Button(self.tr("Open a file"), "secondary", "upload")
        self.use = Button(self.tr("Look at it"), "primary", trailing="chevron-right")
        page = Page(
            self.tr("Open a PSBT"),
            self.tr(
                "A payment that another program has prepared for this wallet. You see what it does before you sign."
            ),
            Card(self.text, Row(self.paste, self.open_file, None, self.use), gap=12),
            None,
            back=self.tr("Back to the payment"),
        )
        self.back = page.back
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(page)
        self.text.changed.connect(lambda _: self.text.set_error(""))
        self.paste.clicked.connect(lambda: self.text.set_text(QGuiApplication.clipboard().text().strip()[:MAX_FILE]))
        self.open_file.clicked.connect(self._open)
        self.use.clicked.connect(self._use)

    def clear_text(self) -> None:
        """Empty, the keyboard in the field."""
        self.text.set_text("")
        self.text.set_error("")
        self.area.setFocus()

    def wrong(self, text: str) -> None:
        """Why it cannot be signed here."""
        self.text.set_error(text)

    def _open(self) -> None:
        kinds = self.tr("Payments (*.psbt *.txt);;All files (*)")
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Open a PSBT"), "", kinds)
        if name:
            self.read_file(Path(name))

    def read_file(self, path: Path) -> None:
        """Shown as text, then looked at; what stood in the field stays if the file is no PSBT."""
        try:
            with path.open("rb") as file:
                data = file.read(MAX_FILE + 1)
        except OSError:
            self.wrong(self.tr("This file cannot be read."))
            return
        if len(data) > MAX_FILE:
            self.wrong(self.tr("This file is far too large for a payment."))
            return
        if (psbt := self._psbt_in(data)) is not None:
            self.text.set_text(base64.b64encode(psbt).decode())
            self.opened.emit(psbt)

    def _use(self) -> None:
        text = self.text.text()
        if not text.strip():
            self.wrong(self.tr("Paste a PSBT, or open a file."))
        elif (psbt := self._psbt_in(text.encode("utf-8", "replace"))) is not None:
            self.opened.emit(psbt)

    def _psbt_in(self, data: bytes) -> bytes | None:
        try:
            return psbt_in(data)
        except BadInput as error:
            self.wrong(sentence(error))
            return None
