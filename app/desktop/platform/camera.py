"""A camera that looks for QR codes: offered where Qt's multimedia part is installed, loaded only when asked for."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QImage, QPainterPath, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from app.desktop.controller.jobs import Jobs
from app.desktop.look.theme import RADIUS, color
from app.desktop.platform import qr_reader
from app.desktop.widgets.painting import A, lay_out, painter, rounded
from app.desktop.widgets.speech import speak

translate = QCoreApplication.translate

MODULE = "PySide6.QtMultimedia"


def there() -> bool:
    """Whether a camera can be used at all."""
    return find_spec(MODULE) is not None


class CodeFinder(QLabel):
    """What the camera sees; `found` gives the codes in it, once."""

    found = Signal(object)  # texts

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self._jobs, self._picture = jobs, QImage()
        self.words = translate("Camera", "Hold the code in front of the camera.")
        self.setAccessibleName(translate("Camera", "Camera picture"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._camera: Any = None
        self._start()

    def _start(self) -> None:
        try:
            from PySide6 import QtMultimedia
        except ImportError:  # it is there, and a library of the system that it needs is not
            self._broken()
            return
        device = QtMultimedia.QMediaDevices.defaultVideoInput()
        if device.isNull():
            self.words = translate("Camera", "There is no camera. Paste the link, or open a picture of the code.")
            return
        self._camera = QtMultimedia.QCamera(device, self)
        self._camera.errorOccurred.connect(lambda _kind, _text: self._broken())
        self._sink = QtMultimedia.QVideoSink(self)
        self._sink.videoFrameChanged.connect(lambda frame: self.see(frame.toImage()))
        self._session = QtMultimedia.QMediaCaptureSession(self)
        self._session.setCamera(self._camera)
        self._session.setVideoSink(self._sink)
        self._camera.start()

    def _broken(self) -> None:
        self.words = translate("Camera", "The camera gives no picture. Paste the link, or open a picture of the code.")
        self._picture = QImage()
        self.update()
        self._speak()

    def _speak(self) -> None:
        self.setAccessibleDescription(self.words)
        speak(self, self.words)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._speak()

    def see(self, picture: QImage) -> None:
        """One frame: it is shown, and read unless an older one is being read."""
        self._picture = picture
        self.update()
        self._jobs.start("camera", lambda _: qr_reader.in_picture(picture), self._read)

    def _read(self, found: Sequence[str]) -> None:
        if found and self.isVisible():
            self.hide()
            self.found.emit(found)

    def hideEvent(self, event: QHideEvent) -> None:
        if self._camera is not None:
            self._camera.stop()
        super().hideEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(360, 270)

    def paintEvent(self, _event: QPaintEvent) -> None:
        p, box = painter(self), QRectF(self.rect())
        rounded(p, box, RADIUS["l"], color("hover"), color("line"))
        if self._picture.isNull():
            laid = lay_out(self.words, "small", box.width() - 48, A.AlignHCenter)
            p.setPen(color("text2"))
            laid.layout.draw(p, QPointF(24, (box.height() - laid.height) / 2))
            return
        clip = QPainterPath()
        clip.addRoundedRect(box, RADIUS["l"], RADIUS["l"])
        p.setClipPath(clip)
        shown = self._picture.scaled(
            self.size(), Qt.AspectRatioMode.KeepAspectRatioByExpanding, Qt.TransformationMode.SmoothTransformation
        )
        p.drawImage(int((self.width() - shown.width()) / 2), int((self.height() - shown.height()) / 2), shown)
