"""`tandem-cosigner` with one odd moment: `python -m tests.support.odd_cosigner …`, its arguments those of the program.

The file named by ODD_MOMENT says "TYPE MODE". Before the next message of that type leaves, the file is gone and the
program lies (one bit of the message is another), stalls (it stops until somebody continues it), or vanishes (kill -9).
"""

from __future__ import annotations

import os
import runpy
import signal
import threading
from dataclasses import dataclass, replace
from pathlib import Path

from app.processes import Program
from core.codec.messages import MessageType
from core.transport.link.websocket import WebSocketLink

KIND = 5  # where the type of a message stands in a frame


@dataclass(frozen=True)
class OddMoment:
    """What a test sets and looks at."""

    file: Path

    def will(self, mode: str, at: MessageType) -> None:
        """Once, at the next message of that type."""
        self.file.write_text(f"{int(at)} {mode}")

    @property
    def passed(self) -> bool:
        """Whether it has happened."""
        return not self.file.exists()

    def program(self, usual: Program) -> Program:
        """The co-signer that has it."""
        return replace(usual, module="tests.support.odd_cosigner", extra={"ODD_MOMENT": str(self.file)})


def odd(file: Path, frame: bytes) -> bytes:
    """A frame as it leaves, on the way of the file."""
    try:
        kind, mode = file.read_text().split()
    except (OSError, ValueError):
        return frame
    if frame[KIND] != int(kind):
        return frame
    file.unlink()
    if mode == "lies":
        return frame[:-1] + bytes([frame[-1] ^ 1])
    # to this thread: another one would let the message leave before it takes the signal
    signal.pthread_kill(threading.get_ident(), signal.SIGKILL if mode == "vanishes" else signal.SIGSTOP)
    return frame


if __name__ == "__main__":
    moment, send = Path(os.environ["ODD_MOMENT"]), WebSocketLink.send
    WebSocketLink.send = lambda self, frame, at=None: send(self, odd(moment, frame), at)  # type: ignore[method-assign]
    runpy.run_module("app.cosigner", run_name="__main__", alter_sys=True)
