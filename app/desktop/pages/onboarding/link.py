"""The pairing link: how to make one on the co-signer, and every way to get it into this computer."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from app.desktop.controller.jobs import Jobs
from app.desktop.pages.onboarding.machines import COMMANDS, OnTheMachine, typed
from app.desktop.parts.step import WayStep
from app.desktop.platform import camera, qr_reader
from app.desktop.text.sentences import sentence
from app.desktop.widgets import Button, Card, Col, Field, Group, Notice, Row, Text, empty, fill
from app.desktop.widgets.radio_list import RadioList
from core.errors import BadInput, FaultKind, InputKind, LinkError, RefusalKind, TandemError

translate = QCoreApplication.translate

OVER = (
    FaultKind.WORDS,
    FaultKind.OTHER_COSIGNER,
    RefusalKind.TWO_DEVICES,
    InputKind.LINK_OVER,
    InputKind.LINK_TAKEN,
)  # kinds after which this link is worth nothing
ReadLink = Callable[[str], tuple[str, int]]  # host and port of a link; BadInput


class LinkStep(WayStep):
    """Paste the link, or read its code."""

    AT = 1

    def __init__(self, jobs: Jobs, read_link: ReadLink, *, restores: bool = False) -> None:
        """`restores`: the co-signer is one that has wallets of a lost computer."""
        self._jobs, self._read_link = jobs, read_link
        self._looking_since = 0.0
        self._camera: QWidget | None = None
        self.notice = Notice("", "", "danger")
        self.notice.hide()
        paste = Button("", "secondary", "clipboard-paste", name=translate("Onboarding", "Paste the link"))
        paste.clicked.connect(self._paste)
        self.link = Field(
            translate("Onboarding", "The link it shows"), placeholder="tandempair1…", mono=True, actions=[paste]
        )
        self.open_image = Button(translate("Onboarding", "Open an image"), "secondary", "image")
        self.read_screen = Button(translate("Onboarding", "Read the screen"), "secondary", "monitor")
        self.use_camera = Button(translate("Onboarding", "Use the camera"), "secondary", "camera")
        self.open_image.clicked.connect(self._open_image)
        self.read_screen.clicked.connect(self._read_screen)
        self.use_camera.clicked.connect(self._use_camera)
        self.use_camera.setVisible(camera.there())
        self.commands = _on_the_old_cosigner() if restores else OnTheMachine()
        self.which_box = Col(gap=10)
        self.which: RadioList | None = None
        super().__init__(
            translate("Onboarding", "Pair the co-signer"),
            translate("Onboarding", "It shows a link that works once and for ten minutes. You do this only once."),
            self.notice,
            self.commands,
            self.link,
            Row(self.open_image, self.read_screen, self.use_camera, None),
            Group(self.which_box),
            back=translate("Onboarding", "Back"),
            forward=translate("Onboarding", "Find the co-signer"),
        )
        self.link.changed.connect(self._judge)
        self.link.entered.connect(self.forward.click)
        self._tick = QTimer(self, interval=1000)
        self._tick.timeout.connect(self._say_looking)

    def note(self) -> str:
        return translate("Onboarding", "Nothing leaves your network unless your co-signer is elsewhere.")

    def open_step(self) -> None:
        """The keyboard goes to the link."""
        self.link.editor.setFocus()

    # -------------------------------------------------------------- the link
    def take(self) -> str | None:
        """The link, if it is a whole one; else the field says what is wrong."""
        text = self.link.text()
        if not text.strip():
            self.link.set_error(translate("Onboarding", "Paste the link that the co-signer shows."))
            self.link.editor.setFocus()
            return None
        try:
            self._read_link(text)
        except BadInput as error:
            self.link.set_error(sentence(error))
            self.link.editor.setFocus()
            return None
        self.notice.announce("")
        return text

    def _judge(self, text: str) -> None:
        self.link.set_error("")
        try:
            host, port = self._read_link(text)
        except BadInput:
            return  # told when it is used: nobody wants to be corrected while typing
        self.link.set_right(translate("Onboarding", "A whole link, to {0} port {1}.").format(host, port))

    def put(self, text: str) -> None:
        """A link that was pasted or read; it is judged at once."""
        self._drop_choice()
        self.link.set_text(text.strip())
        self._judge(text)
        if not self.link.message():
            self.take()
        else:
            self.forward.setFocus()

    def _paste(self) -> None:
        self.put(QGuiApplication.clipboard().text())

    # -------------------------------------------------------------- codes
    def _open_image(self) -> None:
        kinds = translate("Onboarding", "Pictures (*.png *.jpg *.jpeg *.webp *.gif *.bmp)")
        title = translate("Onboarding", "Open an image with the co-signer's code")
        name, _ = QFileDialog.getOpenFileName(self, title, "", kinds)
        if name:
            self.read_file(Path(name))

    def read_file(self, path: Path) -> None:
        """The codes in a picture file."""
        self._read(lambda: [qr_reader.from_file(path)], translate("Onboarding", "There is no code in this picture."))

    def _read_screen(self) -> None:
        try:
            pictures = qr_reader.of_screens()
        except TandemError as error:
            self.link.set_error(sentence(error))
            return
        none = translate("Onboarding", "There is no code on the screen. Put it beside this window and try again.")
        self._read(lambda: pictures, none)

    def _read(self, pictures: Callable[[], list[QImage]], none: str) -> None:
        self._drop_choice()
        self.link.set_error("")
        self.link.set_help(translate("Onboarding", "Looking for codes."))

        def done(found: Sequence[str]) -> None:
            self.link.set_help("")
            if not found:
                self.link.set_error(none)
            elif len(found) == 1:
                self.put(found[0])
            else:
                self._ask_which(found)

        def failed(error: TandemError) -> None:
            self.link.set_help("")
            self.link.set_error(sentence(error))

        def work(_: Any) -> list[str]:
            return list(dict.fromkeys(text for picture in pictures() for text in qr_reader.in_picture(picture)))

        self._jobs.start("codes", work, done, failed)

    def _ask_which(self, found: Sequence[str]) -> None:
        question = translate("Onboarding", "There are {0} codes. Which one is your co-signer's?").format(len(found))
        self.which = RadioList([self._described(text) for text in found], question)
        self.which.chosen.connect(lambda number: self.put(found[number]))
        self.commands.hide()
        fill(self.which_box, [Text(question, "strong"), self.which])
        self.which.focus()

    def _described(self, text: str) -> tuple[str, str]:
        try:
            host, port = self._read_link(text)
        except BadInput:
            return translate("Onboarding", "Not a pairing link"), text[:60]
        return translate("Onboarding", "A pairing link to {0} port {1}").format(host, port), f"{text[:24]}…{text[-12:]}"

    def _drop_choice(self) -> None:
        empty(self.which_box)
        self.which = None
        self.commands.show()

    def _use_camera(self) -> None:
        self._drop_choice()
        finder = camera.CodeFinder(self._jobs)
        finder.found.connect(self._seen)
        self.commands.hide()
        fill(self.which_box, [finder])

    def _seen(self, found: Sequence[str]) -> None:
        self._drop_choice()
        if len(found) == 1:
            self.put(found[0])
        else:
            self._ask_which(found)

    # -------------------------------------------------------------- looking for the co-signer
    def looking(self) -> None:
        """The co-signer is being looked for; how long already is shown."""
        self._looking_since = time.monotonic()
        self._set_enabled(False)
        self._tick.start()
        self._say_looking()

    def _say_looking(self) -> None:
        words = translate("Onboarding", "Looking for the co-signer: {0}\u00a0s").format(
            int(time.monotonic() - self._looking_since)
        )
        self.link.set_error("")
        self.link.set_help(words)

    def _set_enabled(self, on: bool) -> None:
        for part in (self.link, self.open_image, self.read_screen, self.use_camera, self.forward, self.back):
            part.setEnabled(on)

    def failed(self, error: TandemError) -> None:
        """It was not found, or the pairing ended."""
        self._tick.stop()
        self.link.set_help("")
        self._set_enabled(True)
        if not isinstance(error, LinkError) and error.kind in OVER:
            self.notice.announce(translate("Onboarding", "Nothing was paired"), sentence(error), "danger")
            self.link.set_text("")
        else:
            self.link.set_error(sentence(error))
        self.link.editor.setFocus()


def _on_the_old_cosigner() -> Card:
    lines = (translate("Onboarding", "It runs, as it always did. In a terminal there, make a link"),)
    title = translate("Onboarding", "On the co-signer that the lost computer had")
    return Card(*typed(lines, COMMANDS[-1:]), title=title, gap=10)
