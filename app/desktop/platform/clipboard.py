"""Keeps an eye on the clipboard after an address was copied: malware exchanges addresses there (D4)."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from core.errors import BadInput

WATCHED = 60  # seconds
LOOK_MS = 500


class ClipboardWatch(QObject):
    """Copies an address and looks for a minute what becomes of it."""

    exchanged = Signal(str)  # the clipboard holds this other address now

    def __init__(self) -> None:
        super().__init__()
        self._address, self._looks_left = "", 0
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self._look)

    def copy(self, text: str) -> None:
        """Put an address, or a link that carries one, on the clipboard."""
        QGuiApplication.clipboard().setText(text)
        self.watch(text)

    def watch(self, text: str) -> None:
        """Something else has just put it there."""
        self._address, self._looks_left = address_in(text), WATCHED * 1000 // LOOK_MS
        self._timer.start()

    def stop(self) -> None:
        """Nobody needs to know any more."""
        self._timer.stop()

    def _look(self) -> None:
        self._looks_left -= 1
        if self._looks_left <= 0:
            self._timer.stop()
        found = address_in(QGuiApplication.clipboard().text())
        if found and found != self._address:
            self._timer.stop()
            self.exchanged.emit(found)


def address_in(text: str) -> str:
    """The address that `text` is, or carries as a bitcoin: link; empty for any other text. Of any network."""
    from core.bitcoin.address import script_of  # a page that copies nothing needs none of it
    from core.bitcoin.networks import NETWORKS

    bare = text.strip()
    if bare.lower().startswith("bitcoin:"):
        bare = bare[len("bitcoin:") :].partition("?")[0]
    if len(bare) > 100:
        return ""
    for name in NETWORKS:
        try:
            script_of(bare, name)
        except BadInput:
            continue
        return bare.lower() if bare.isupper() else bare
    return ""
