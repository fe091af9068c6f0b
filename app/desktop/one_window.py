"""One window for each home: a second start hands its link to the first and ends (D3)."""

from __future__ import annotations

import hashlib
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

MOST = 4096  # bytes of a link
WAIT = 500  # ms


class OneWindow(QObject):
    """The meeting point of starts on one home; only processes of this user can reach it."""

    asked = Signal(str)  # another start, with its bitcoin: link or nothing

    def __init__(self, home: Path) -> None:
        super().__init__()
        self._name = "tandem-" + hashlib.sha256(str(home.absolute()).encode()).hexdigest()[:24]
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._take)

    def told_other(self, uri: str) -> bool:
        """Whether a window on this home is there already; it was told `uri`. Otherwise this one is the first."""
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if socket.waitForConnected(WAIT):
            socket.write(uri.encode()[:MOST] + b"\n")
            socket.waitForBytesWritten(WAIT)
            socket.disconnectFromServer()
            return True
        if not self._server.listen(self._name):
            QLocalServer.removeServer(self._name)  # what a killed window left behind
            self._server.listen(self._name)
        return False

    # Slots of this object, not closures over a socket: Qt ends them with this object, whichever goes first.
    def _take(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.readyRead.connect(self._read)
            socket.disconnected.connect(self._drop)
            self._ask(socket)

    def _read(self) -> None:
        socket = self.sender()
        if isinstance(socket, QLocalSocket):
            self._ask(socket)

    def _drop(self) -> None:
        socket = self.sender()
        if isinstance(socket, QLocalSocket):
            socket.deleteLater()

    def _ask(self, socket: QLocalSocket) -> None:
        if not socket.canReadLine() and socket.bytesAvailable() < MOST:
            return
        text = bytes(socket.readLine(MOST).data()).decode("utf-8", "replace").strip()
        self.asked.emit(text if text.lower().startswith("bitcoin:") else "")
