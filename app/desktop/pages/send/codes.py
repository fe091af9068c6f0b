"""Getting an address out of a QR code: from a picture file, from the screen, from a camera. Several codes ask (D4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QPoint, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QMenu, QVBoxLayout, QWidget

from app.desktop.controller.jobs import Jobs
from app.desktop.formats import bip21
from app.desktop.look.icons import icon
from app.desktop.look.theme import dress
from app.desktop.parts.page import while_there
from app.desktop.platform import camera, qr_reader
from app.desktop.text import format
from app.desktop.text.sentences import sentence
from app.desktop.widgets import Button, Card, Notice, Row, Text, empty, fill
from app.desktop.widgets.radio_list import RadioList
from core.errors import BadInput, TandemError

translate = QCoreApplication.translate

Take = Callable[[str], object]


class Codes(QWidget):
    """A place on the form for a choice among codes, a camera's picture, or what went wrong. Empty takes no room."""

    changed = Signal()

    def __init__(self, jobs: Jobs, network: str) -> None:
        super().__init__()
        self._jobs, self._network = jobs, network
        self._take: Take = lambda _: None
        self.which: RadioList | None = None
        self.use = Button()
        self.notice = Notice(tone="danger")
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self.hide()

    # -------------------------------------------------------------- where from
    def ask(self, button: QWidget, take: Take) -> None:
        """Ask where the code is; `take` gets the text of the one that is chosen."""
        menu = self.menu(take)
        menu.popup(button.mapToGlobal(QPoint(0, button.height() + 4)))

    def menu(self, take: Take) -> QMenu:
        """The ways to a code."""
        menu = QMenu(self)
        dress(menu)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(icon("image"), self.tr("From a picture file…"), lambda: self._open_file(take))
        menu.addAction(icon("monitor"), self.tr("From the screen"), lambda: self.read_screens(take))
        if camera.there():
            menu.addAction(icon("camera"), self.tr("With the camera"), lambda: self._use_camera(take))
        return menu

    def _open_file(self, take: Take) -> None:
        kinds = self.tr("Pictures (*.png *.jpg *.jpeg *.webp *.gif *.bmp)")
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Open a picture with a payment code"), "", kinds)
        if name:
            self.read_file(Path(name), take)

    def read_file(self, path: Path, take: Take) -> None:
        """The codes in a picture file."""
        self._read(lambda: [qr_reader.from_file(path)], self.tr("There is no QR code in this picture."), take)

    def read_screens(self, take: Take) -> None:
        """The codes on the screens now."""
        try:
            pictures = qr_reader.of_screens()
        except TandemError as error:
            self._say(sentence(error))
            return
        none = self.tr("There is no QR code on the screen. Put it beside this window, then try again.")
        self._read(lambda: pictures, none, take)

    def _use_camera(self, take: Take) -> None:
        self._take = take
        finder = camera.CodeFinder(self._jobs)
        finder.found.connect(self._seen)
        self._show([finder])

    # -------------------------------------------------------------- what they say
    def _read(self, pictures: Callable[[], list[QImage]], none: str, take: Take) -> None:
        self._take = take
        self.close_it()

        def work(_: Any) -> list[str]:
            return list(dict.fromkeys(text for picture in pictures() for text in qr_reader.in_picture(picture)))

        def done(found: Sequence[str]) -> None:
            self._seen(found) if found else self._say(none)

        def failed(error: TandemError) -> None:
            self._say(sentence(error))

        self._jobs.start("codes", work, while_there(self, done), while_there(self, failed))

    def _seen(self, found: Sequence[str]) -> None:
        if len(found) == 1:
            self._give(found[0])
            return
        question = self.tr("There are {0} codes. Which one do you want to pay?").format(len(found))
        which = RadioList([self._described(text) for text in found], question)
        which.decided.connect(lambda number: self._give(found[number]))
        self.use = Button(self.tr("Take this one"))
        self.use.setEnabled(False)
        which.chosen.connect(lambda _: self.use.setEnabled(True))
        self.use.clicked.connect(lambda: self._give(found[which.current() or 0]))
        self._show([Text(question, "strong"), which, Row(self.use, None)])
        self.which = which
        which.focus()

    def _described(self, text: str) -> tuple[str, str]:
        try:
            request = bip21.read(text, self._network)
        except BadInput:
            return self.tr("Not a payment of this network"), "".join(c for c in text[:60] if c.isprintable())
        coins = format.amount(request.sats or 0, format.small_unit(self._network))
        amount = coins if request.sats else self.tr("any amount")
        return request.name or amount, f"{' '.join(format.fours(request.address))}  {amount if request.name else ''}"

    def _give(self, text: str) -> None:
        self.close_it()
        self._take(text)

    def _say(self, text: str) -> None:
        self.notice = Notice(text, tone="danger")
        self._show([self.notice])

    def _show(self, items: list[Any]) -> None:
        self.close_it()
        away = Button(self.tr("Close"), "quiet", compact=True)
        away.clicked.connect(self.close_it)
        fill(self._box, [Card(*items, Row(None, away))])
        self.show()
        self.changed.emit()

    def close_it(self) -> None:
        """Nothing is asked any more; a camera is let go."""
        empty(self._box)
        self.which = None
        self.hide()
        self.changed.emit()
