"""Who is told that something waits: a server of HTTP or HTTPS that keeps all that came, byte for byte."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

PATIENCE = 30.0  # seconds, after which a test gives up
TAKEN = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class HttpReceiver:
    """On this machine. `answer`: what it says to each, a None: nothing, for as long as it lasts."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.answer: bytes | None = TAKEN
        self.came: list[bytes] = []  # whole requests
        self._tls = tls
        self._new = threading.Condition()
        self._open: list[socket.socket] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def url(self, path: str = "/topic-nobody-knows", host: str = "127.0.0.1") -> str:
        return f"http{'s' if self._tls else ''}://{host}:{self.port}{path}"

    def until(self, number: int) -> list[bytes]:
        """So many have come."""
        with self._new:
            assert self._new.wait_for(lambda: len(self.came) >= number, PATIENCE), self.came
            return [*self.came]

    def says(self, answer: bytes) -> None:
        """To the last that came and was not answered."""
        self._open[-1].sendall(answer)

    def close(self) -> None:
        """It is dead: nobody listens there."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)  # or accept would wait on
        self._socket.close()
        for line in self._open:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()
        self._thread.join(PATIENCE)

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                line, _ = self._socket.accept()
                threading.Thread(target=self._take, args=(line,), daemon=True).start()

    def _take(self, line: socket.socket) -> None:
        with suppress(OSError):  # who does not trust it goes
            sealed = line if self._tls is None else self._tls.wrap_socket(line, server_side=True)
            self._open.append(sealed)
            came = b""
            while not (b"\r\n\r\n" in came and len(came.partition(b"\r\n\r\n")[2]) >= _length(came)):
                piece = sealed.recv(65536)
                if not piece:
                    break
                came += piece
            with self._new:
                self.came.append(came)
                self._new.notify_all()
            if self.answer is not None:
                sealed.sendall(self.answer)
                sealed.close()


def _length(came: bytes) -> int:
    lines = came.lower().split(b"\r\n")
    return next((int(line.partition(b":")[2]) for line in lines if line.startswith(b"content-length:")), 0)


@contextmanager
def receiver(tls: ssl.SSLContext | None = None) -> Iterator[HttpReceiver]:
    found = HttpReceiver(tls)
    try:
        yield found
    finally:
        found.close()
