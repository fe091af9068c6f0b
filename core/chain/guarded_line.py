"""What comes from a chain server: whole answers, to what was asked, of a size and at a pace.

A server can send a line of 400 MiB, a byte every two seconds, histories without end. Only what keeps the limits below
is handed on; any other answer ends the line, and `why` says so. `end` does the same at once, from any thread.

Never more than WINDOW questions are under way: what waits for its answer stays small, however many there are to ask.
Numbers with decimals are handed on as they were written.
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
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from core.errors import LinkError, LinkKind

ANSWER = 60.0  # seconds for a whole answer, and between two of those that are due
OPTIONAL = 10.0  # seconds for an answer that may be missing
WINDOW = 100  # questions under way at once
MAX_LINE = 16 << 20  # bytes; the largest transaction has half of it, in hex
MAX_UNREAD = MAX_LINE  # bytes of answers that nobody has taken yet, beyond which no more is read: some grow twentyfold
MAX_HISTORY = 150_000  # transactions of one script: as many as a line can hold
MAX_HISTORIES = 500_000  # of all scripts, in one sync: payments of a busy shop, each with its change
MAX_SCRIPTS = 250_000  # asked about in one sync
HISTORY, STATUS = "blockchain.scripthash.get_history", "blockchain.scripthash.subscribe"
_PIECE = 1 << 16
_decoder = json.JSONDecoder(parse_float=str, parse_constant=str)

Params = tuple[Any, ...]
Heard = Callable[[int], object]
Notified = Callable[[str, Any], object]
_Told = tuple["ServerAnswer", int]  # and its length in bytes


def _unheard(*_: Any) -> None:
    """Nobody looks."""


@dataclass(frozen=True, slots=True)
class ServerAnswer:
    """To a question with these `params`. `error`: what the server said instead of a `result`."""

    params: Params
    result: Any
    error: Any = None


@dataclass(slots=True)
class _Question:
    method: str
    params: Params
    answers: queue.SimpleQueue[_Told | None]  # None: the line has ended
    optional: bool


class GuardedLine:
    """Asks the server at the other end of `line`, from one thread at a time.

    `notified` hears, on a thread of the line, what the server tells unasked: method and parameters. `steady` gives
    seconds of the monotonic clock.
    """

    def __init__(
        self, line: socket.socket, notified: Notified = _unheard, steady: Callable[[], float] = time.monotonic
    ) -> None:
        self.why: LinkError | None = None
        self._line, self._notified, self._steady = line, notified, steady
        self._ended = False
        self._received = bytearray()
        self._waiting: dict[int, _Question] = {}  # by number
        self._required = 0  # how many of them must be answered
        self._due = 0.0
        self._unread = 0
        self._to_send: deque[bytes] = deque()
        self._lock = threading.RLock()  # the five above, and whether a thread serves them; a generator may end anywhere
        self._silent: set[str] = set()  # methods that were not answered
        self._numbers = itertools.count()
        self._bell, self._ring = socket.socketpair()  # wakes the thread
        self.begin_sync()
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
        with contextlib.suppress(OSError):
            socket.socket.shutdown(self._line, socket.SHUT_RDWR)  # not TLS's own: another thread may be reading

    def ask(self, method: str, params: Iterable[Params], *, optional: bool = False) -> Iterator[ServerAnswer]:
        """The answers to a question with each of these, as they come. LinkError once the line has ended.

        `optional`: they may be missing. A server that says nothing for OPTIONAL seconds is not asked that again.
        """
        answers: queue.SimpleQueue[_Told | None] = queue.SimpleQueue()
        try:
            yield from self._answered(method, iter(params), optional, answers)
        finally:
            self._give_up(answers)

    def _answered(
        self, method: str, left: Iterator[Params], optional: bool, answers: queue.SimpleQueue[_Told | None]
    ) -> Iterator[ServerAnswer]:
        under_way = 0
        while method not in self._silent or not optional:
            if under_way <= WINDOW // 2:
                more = [
                    _Question(method, each, answers, optional) for each in itertools.islice(left, WINDOW - under_way)
                ]
                self._put(more)
                under_way += len(more)
            if not under_way:
                return
            try:
                told = answers.get(timeout=OPTIONAL if optional else None)
            except queue.Empty:
                self._silent.add(method)
                return
            if told is None:
                raise self._over()
            answer, size = told
            self._taken(size)
            under_way -= 1
            yield answer

    def _taken(self, size: int) -> None:
        with self._lock:
            before, self._unread = self._unread, self._unread - size
            if self._unread <= MAX_UNREAD < before and not self._ended:
                self._due = self._steady() + ANSWER
                self._ring.send(b"!")

    def _give_up(self, answers: queue.SimpleQueue[_Told | None]) -> None:
        """Nobody waits for these any more."""
        with self._lock:
            for number in [number for number, asked in self._waiting.items() if asked.answers is answers]:
                self._required -= not self._waiting.pop(number).optional
        with contextlib.suppress(queue.Empty):
            while True:
                told = answers.get_nowait()
                self._taken(told[1] if told else 0)

    def _put(self, questions: list[_Question]) -> None:
        if not questions:
            return
        with self._lock:
            if self._ended:
                raise self._over()
            if not self._required:
                self._due = self._steady() + ANSWER
            for question in questions:
                number = next(self._numbers)
                self._waiting[number] = question
                self._required += not question.optional
                self._scripts += question.method == STATUS
                asked = {"jsonrpc": "2.0", "id": number, "method": question.method, "params": question.params}
                self._to_send.append(json.dumps(asked).encode() + b"\n")
            if self._scripts > MAX_SCRIPTS:
                self.end(too_much())
                raise self._over()
            self._ring.send(b"!")

    def _over(self) -> LinkError:
        return self.why or LinkError("the line to the server has ended", LinkKind.SERVER)

    # -------------------------------------------------------------- its thread
    def _carry(self) -> None:
        with self._line, self._bell, self._ring:
            try:
                while not self._ended and self._carried():
                    pass
            except LinkError as why:
                self.end(why)
            except OSError:  # it is gone, or no Electrum server
                pass
            with self._lock:
                self._ended = True
                waiting = {id(question.answers): question.answers for question in self._waiting.values()}
                self._waiting.clear()
        for answers in waiting.values():
            answers.put(None)

    def _carried(self) -> bool:
        """Whether there may be more."""
        line = self._line
        with self._lock:
            full = self._unread > MAX_UNREAD
            left = self._due - self._steady() if self._required and not full else None
        if left is not None and left <= 0:
            raise _too_slow()
        pending = not full and isinstance(line, ssl.SSLSocket) and line.pending() > 0
        ready = [line] if pending else select.select([self._bell] if full else [line, self._bell], [], [], left)[0]
        if self._bell in ready:
            self._bell.recv(_PIECE)
            with self._lock:
                asked = b"".join(self._to_send)
                self._to_send.clear()
            line.settimeout(ANSWER)
            line.sendall(asked)
        if line in ready:
            line.settimeout(0)
            try:
                data = line.recv(_PIECE)
            except (ssl.SSLWantReadError, BlockingIOError):  # half a record, or one without data for us
                return True
            if not data:
                return False
            self._take(data)
        return True

    def _take(self, data: bytes) -> None:
        """Hand on the answers that are whole now."""
        begin, searched = 0, len(self._received)
        self._received += data
        while (end := self._received.find(b"\n", searched)) >= 0:
            if end - begin > MAX_LINE:
                raise too_much()
            self._hear(bytes(self._received[begin:end]))
            begin = searched = end + 1
        del self._received[:begin]
        if len(self._received) > MAX_LINE:
            raise too_much()

    def _hear(self, line: bytes) -> None:
        """One line. What nobody asked for puts off no limit."""
        try:
            told: Any = _decoder.decode(line.decode())
            number, method, result = told.get("id"), told.get("method"), told.get("result")
            question = self._waiting.get(number)
        except (ValueError, RecursionError, AttributeError, TypeError):
            raise OSError("no Electrum server") from None
        if question is None:
            if isinstance(method, str):
                self._notified(method, told.get("params"))
            return
        if question.method == HISTORY and isinstance(result, list):
            self._histories += len(result)
            if len(result) > MAX_HISTORY or self._histories > MAX_HISTORIES:
                raise too_much()
        with self._lock:
            if self._waiting.pop(number, None) is None:  # given up meanwhile
                return
            self._unread += len(line)
            self._required -= not question.optional
            self._due = self._due if question.optional else self._steady() + ANSWER
            question.answers.put((ServerAnswer(question.params, result, told.get("error")), len(line)))
        if not question.optional:
            self._answers += 1
            self._heard(self._answers)


def _too_slow() -> LinkError:
    return LinkError("the server answers too slowly; use another server", LinkKind.SERVER_SLOW)


def too_much() -> LinkError:
    """Why a line ends whose server tells more than the limits allow."""
    return LinkError("the server tells more than any wallet has; use another server", LinkKind.SERVER_FLOOD)
