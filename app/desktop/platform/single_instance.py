"""One window for each home: a second start hands its link to the first and ends (D3).

Who holds the lock is the window: it goes with its process, so the start after a crash is the first again. The two
speak over a socket in the home, which only this user can enter; both ends look whose the other process is, and the
second waits until the window itself, not just its process, has taken the link.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.desktop.widgets.actions import Button
from app.desktop.widgets.speech import speak
from app.desktop.widgets.words import EmptyState, Text
from core.errors import BadInput, LinkError, LinkKind, StorageError, StorageKind
from core.secret import Secret
from core.storage.lock import HomeLock
from core.transport import control
from core.transport.control import ControlServer, Fields, Talk

ROLE, COMMAND = "window", "show"
SOCKET, LOCK = "window", "window.lock"  # their names in the home
MOST = 4096  # characters of a link
ANSWER = 10.0  # seconds in which a window takes a link
TRIES, PAUSE = 50, 0.1  # how often, and with how many seconds between, a window that begins or ends is tried again


class SingleInstance(QObject):
    """The meeting point of starts on one home."""

    asked = Signal(str)  # another start, with its bitcoin: link or nothing
    _came = Signal(object)

    def __init__(self, home: Path, pause: Callable[[float], None] = time.sleep) -> None:
        super().__init__()
        self._home, self._pause = home, pause
        self._lock: HomeLock | None = None
        self._server: ControlServer | None = None
        self._came.connect(self._take)

    def told_other(self, uri: str) -> bool:
        """Whether a window on this home is there already and has taken `uri`. Otherwise this one is the first.

        LinkError (kind "silent") if one is there and does not answer.
        """
        for _ in range(TRIES):
            if self._is_first():
                return False
            try:
                self._hand_over(uri[:MOST])
            except LinkError as error:
                if error.kind not in (LinkKind.NOT_RUNNING, LinkKind.LINK):  # it begins, or has just ended
                    raise
            else:
                return True
            self._pause(PAUSE)
        raise _silent()

    def close(self) -> None:
        """Be the window no more."""
        if self._server is not None:
            self._server.close()
        if self._lock is not None:
            self._lock.release()
        self._server = self._lock = None

    def _is_first(self) -> bool:
        try:
            self._lock = HomeLock(self._home, LOCK)
        except StorageError as error:  # a home that cannot be used has no other window; this one will say why
            return error.kind is not StorageKind.IN_USE
        server = ControlServer(self._home / SOCKET, self._answer, {"role": ROLE}, Secret(b""), ())
        try:
            server.start()
        except (LinkError, StorageError):  # the system has no such sockets: nobody can hand anything over
            return True
        self._server = server
        return True

    def _hand_over(self, uri: str) -> None:
        try:
            control.ask(self._home / SOCKET, ROLE, COMMAND, {"uri": uri}, lambda _: Secret(b""), patience=2 * ANSWER)
        except (BadInput, StorageError):
            raise _silent() from None

    def _answer(self, command: str, args: Fields, _: Talk) -> Fields:
        """On a thread of the socket: let the window take it."""
        uri = args.get("uri")
        if command != COMMAND or not isinstance(uri, str):
            raise BadInput("a window is only ever shown")
        taken = threading.Event()
        self._came.emit((uri, taken))
        if not taken.wait(ANSWER):
            raise _silent()
        return {}

    def _take(self, visit: tuple[str, threading.Event]) -> None:
        uri, taken = visit
        self.asked.emit(uri[:MOST].strip() if uri.lower().startswith("bitcoin:") else "")
        taken.set()


class SilentWindow(QWidget):
    """What a second start shows where the first does not answer."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("Tandem")
        self.close_button = Button(self.tr("Close"), "primary")
        self.close_button.clicked.connect(self.close)
        self.said = EmptyState(
            "triangle-alert",
            self.tr("Tandem is open already and does not answer"),
            self.tr("Nothing was handed over. Wait until its window answers, or end that program and start again."),
            self.close_button,
        )
        box = QVBoxLayout(self)
        box.addWidget(self.said)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        speak(self, *(text.text() for text in self.said.findChildren(Text)), tone="danger")


def _silent() -> LinkError:
    return LinkError("the window on this home does not answer; end that program, then start again", LinkKind.SILENT)
