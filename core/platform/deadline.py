"""A limit for all that happens on a line: one for each read is begun anew by each byte."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator


@contextlib.contextmanager
def deadline(line: socket.socket, seconds: float) -> Iterator[threading.Event]:
    """End `line` unless the work inside is done in `seconds`: a limit for each read is begun anew by each byte.
    -> set when that has happened."""
    over = threading.Event()
    alarm = threading.Timer(seconds, _end, (line, over))
    alarm.daemon = True
    alarm.start()
    try:
        yield over
    finally:
        alarm.cancel()


def _end(line: socket.socket, over: threading.Event) -> None:
    over.set()
    with contextlib.suppress(OSError):
        socket.socket.shutdown(line, socket.SHUT_RDWR)  # not TLS's own: another thread is reading
