"""What comes from a chain server on its way to BDK: whole answers, to what was asked, of a size and at a pace.

BDK's client reads whatever a server sends: a line of 400 MiB, a byte every two seconds, histories without end. It
therefore talks to a port of this machine, and only what keeps the limits below is handed on. Any other answer ends the
line, and `why` says so. `end` does the same at once, from any thread.

What a server need not know, such as fees, is asked here and not by BDK (`ask`): its refusal, nonsense or silence is
nothing worse than no answer, and numbers come as they were written.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import queue
import select
import socket
import ssl
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from core.errors import LinkError, LinkKind

ANSWER = 60.0  # seconds for a whole answer, and between two of those that are due
OPTIONAL = 10.0  # seconds for an answer that may be missing
MAX_LINE = 16 << 20  # bytes; the largest transaction has half of it, in hex
MAX_HISTORY = 20_000  # transactions of one script
MAX_HISTORIES = 100_000  # of all scripts, in one sync
MAX_SCRIPTS = 20_000  # asked about in one sync
HISTORY = "blockchain.scripthash.get_history"
_PIECE = 1 << 16
_OWN = 1 << 30  # from here on our own questions are numbered; BDK begins at 0

_ENDED = object()

Heard = Callable[[int], object]


def _unheard(_: int) -> None:
    """Nobody looks."""


class GuardedLine:
    """A port of this machine that leads into `line`, for the first who connects. It ends with either end.

    `steady` gives seconds of the monotonic clock.
    """

    def __init__(self, line: socket.socket, steady: Callable[[], float] = time.monotonic) -> None:
        self.why: LinkError | None = None
        self._line, self._steady = line, steady
        self._near: socket.socket | None = None
        self._ended = False
        self._questions, self._answer = bytearray(), bytearray()
        self._asked: dict[object, str] = {}  # method, by the number of its question
        self._due = 0.0
        self._own: dict[object, queue.Queue[Any]] = {}  # where the answer to a question of ours is waited for
        self._to_ask: deque[bytes] = deque()
        self._silent: set[str] = set()  # methods that were not answered
        self._numbers = itertools.count(_OWN)
        self._bell, self._ring = socket.socketpair()  # wakes the thread
        self.begin_sync()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._carry, daemon=True, name="electrum").start()

    def begin_sync(self, heard: Heard = _unheard) -> None:
        """A sync begins: count anew. `heard` is told, on a thread of the line, how many answers have come."""
        self._answers = self._scripts = self._histories = 0
        self._heard = heard

    def end(self, why: LinkError | None = None) -> None:
        """No more of it; whoever waits for an answer gets none."""
        if self.why is None:
            self.why = why
        self._ended = True
        for end in (self._line, self._near):
            if end is not None:
                with contextlib.suppress(OSError):
                    socket.socket.shutdown(end, socket.SHUT_RDWR)  # not TLS's own: another thread may be reading

    def ask(self, method: str, *params: object) -> Any:
        """The answer to a question of our own, numbers with decimals as text; None where the server has none, or says
        nothing for OPTIONAL seconds; then it is not asked again. LinkError once the line has ended."""
        if method in self._silent:
            return None
        number, answer = next(self._numbers), queue.Queue[Any](1)
        self._own[number] = answer
        question = {"jsonrpc": "2.0", "id": number, "method": method, "params": params}
        self._to_ask.append(json.dumps(question).encode() + b"\n")
        try:
            self._ring.send(b"!")
            found = answer.get(timeout=OPTIONAL)
        except queue.Empty:
            self._silent.add(method)
            return None
        except OSError:
            found = _ENDED
        finally:
            self._own.pop(number, None)
        if found is _ENDED:
            raise self.why or LinkError("the line to the server has ended", LinkKind.SERVER)
        return found

    # -------------------------------------------------------------- its thread
    def _carry(self) -> None:
        with self._line, self._listener, self._bell, self._ring:
            self._listener.settimeout(ANSWER)
            try:
                self._near, _ = self._listener.accept()
                self._listener.close()
                with self._near as near:
                    near.settimeout(ANSWER)
                    try:
                        while not self._ended and self._carried(near):
                            pass
                    except LinkError as why:
                        self.end(why)  # before BDK sees the end, and asks why
            except OSError:  # either end is gone; the other notices when both are closed
                pass
        for answer in list(self._own.values()):
            answer.put_nowait(_ENDED)

    def _carried(self, near: socket.socket) -> bool:
        """Whether there may be more."""
        line, left = self._line, None
        if self._asked:
            left = self._due - self._steady()
            if left <= 0:
                raise _too_slow()
        pending = isinstance(line, ssl.SSLSocket) and line.pending() > 0
        ready = [line] if pending else select.select([near, line, self._bell], [], [], left)[0]
        if self._bell in ready:
            self._bell.recv(_PIECE)
            while self._to_ask:
                line.settimeout(ANSWER)
                line.sendall(self._to_ask.popleft())
        if near in ready:
            data = near.recv(_PIECE)
            if not data:
                return False
            self._note(data)
            line.settimeout(ANSWER)
            line.sendall(data)
        if line in ready:
            line.settimeout(0)
            try:
                data = line.recv(_PIECE)
            except (ssl.SSLWantReadError, BlockingIOError):  # half a record, or one without data for us
                return True
            if not data:
                return False
            self._take(data, near)
        return True

    def _note(self, data: bytes) -> None:
        """What BDK asks."""
        if not self._asked:
            self._due = self._steady() + ANSWER
        self._questions += data
        *lines, rest = bytes(self._questions).split(b"\n")
        self._questions = bytearray(rest)
        for line in lines:
            question = json.loads(line)
            self._asked[question["id"]] = question["method"]
            self._scripts += question["method"] == HISTORY
        if self._scripts > MAX_SCRIPTS:
            raise _too_much()

    def _take(self, data: bytes, near: socket.socket) -> None:
        """Hand on the answers that are whole now."""
        begin = len(self._answer)
        self._answer += data
        while (end := self._answer.find(b"\n", begin)) >= 0:
            line, begin = bytes(self._answer[: end + 1]), 0
            del self._answer[: end + 1]
            if self._is_due(line):
                near.sendall(line)
        if len(self._answer) > MAX_LINE:
            raise _too_much()

    def _is_due(self, line: bytes) -> bool:
        """Whether it answers something; what nobody asked for goes no further, and puts off no limit."""
        if len(line) > MAX_LINE:
            raise _too_much()
        try:
            told: Any = json.loads(line, parse_float=str, parse_constant=str)
            own = self._own.pop(told.get("id"), None)
            if own is not None:
                own.put_nowait(None if told.get("error") else told.get("result"))
                return False
            method = self._asked.pop(told.get("id"), None)
        except (ValueError, RecursionError, AttributeError, TypeError):
            raise OSError("no Electrum server") from None
        if method is None:
            return False
        if method == "server.version" and told.get("error"):
            raise LinkError(
                "the server speaks another version of the Electrum protocol; use another server",
                LinkKind.SERVER_VERSION,
            )
        if method == HISTORY and isinstance(told.get("result"), list):
            self._histories += len(told["result"])
            if len(told["result"]) > MAX_HISTORY or self._histories > MAX_HISTORIES:
                raise _too_much()
        self._due = self._steady() + ANSWER
        self._answers += 1
        self._heard(self._answers)
        return True


def _too_slow() -> LinkError:
    return LinkError("the server answers too slowly; use another server", LinkKind.SERVER_SLOW)


def _too_much() -> LinkError:
    return LinkError("the server tells more than any wallet has; use another server", LinkKind.SERVER_FLOOD)
