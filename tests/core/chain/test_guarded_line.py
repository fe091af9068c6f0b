"""A chain server that sends without end, or hardly at all: the line ends, and nothing of it goes on."""

from __future__ import annotations

import itertools
import json
import queue
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest

from core.chain import guarded_line
from core.chain.guarded_line import ANSWER, HISTORY, STATUS, WINDOW, GuardedLine, Notified, Params, ServerAnswer
from core.errors import LinkError, LinkKind

TIP = "blockchain.headers.subscribe"


class Talk:
    """The server's end of a guarded line, and a thread that asks."""

    def __init__(self, guard: GuardedLine, server: socket.socket) -> None:
        self.guard, self.server = guard, server
        self.read = bytearray()
        self.answers: queue.SimpleQueue[ServerAnswer | LinkError] = queue.SimpleQueue()
        server.settimeout(20)

    def ask(self, method: str, params: Iterable[Params] = ((),)) -> int:
        """Ask on a thread of its own; the number of the first question, as the server reads it."""
        threading.Thread(target=self.put, args=(method, params), daemon=True).start()
        while b"\n" not in self.read:
            self.read += self.server.recv(1 << 16) or pytest.fail("the line ended")
        return self.asked()[0]

    def asked(self) -> list[int]:
        """The numbers of the questions that have come."""
        *lines, rest = bytes(self.read).split(b"\n")
        self.read[:] = rest
        return [json.loads(line)["id"] for line in lines]

    def put(self, method: str, params: Iterable[Params]) -> None:
        try:
            for answer in self.guard.ask(method, params):
                self.answers.put(answer)
        except LinkError as error:
            self.answers.put(error)

    def tell(self, number: int | None, result: Any) -> None:
        with suppress(OSError):
            self.server.sendall(json.dumps({"id": number, "result": result}).encode() + b"\n")

    def told(self) -> Any:
        """The result that came."""
        answer = self.answers.get(timeout=20)
        assert isinstance(answer, ServerAnswer)
        return answer.result

    def ended(self) -> LinkKind | None:
        """Wait until who asks is told of the end; why."""
        error = self.answers.get(timeout=20)
        assert isinstance(error, LinkError)
        return self.guard.why.kind if self.guard.why else None


@contextmanager
def talk(steady: Callable[[], float] = lambda: 0.0, notified: Notified = lambda *_: None) -> Iterator[Talk]:
    server, line = socket.socketpair()
    with server:
        guard = GuardedLine(line, notified, steady)
        yield Talk(guard, server)
        guard.end()


def test_only_answers_to_what_was_asked_go_on() -> None:
    heard: list[int] = []
    with talk() as line:
        line.guard.begin_sync(heard.append)
        number = line.ask(TIP)
        line.tell(None, "a notification")
        line.tell(77, "an answer to nobody")
        line.tell(number, {"height": 7})
        assert line.told() == {"height": 7}
        line.tell(number, {"height": 8})  # a second answer
        line.tell(line.ask(TIP), {"height": 9})
        assert line.told() == {"height": 9}
    assert heard == [1, 2]


def test_what_is_told_unasked_is_heard_and_no_answer() -> None:
    heard = queue.SimpleQueue[tuple[str, Any]]()
    with talk(notified=lambda method, params: heard.put((method, params))) as line:
        line.server.sendall(json.dumps({"method": TIP, "params": [{"height": 3}]}).encode() + b"\n")
        assert heard.get(timeout=20) == (TIP, [{"height": 3}])
        assert line.answers.empty()


@pytest.mark.parametrize("count", [WINDOW, 5 * WINDOW])
def test_never_more_questions_under_way_than_the_window(count: int) -> None:
    """However many there are to ask, and however the server orders its answers."""
    with talk() as line:
        threading.Thread(target=line.put, args=(HISTORY, ((n,) for n in range(count))), daemon=True).start()
        waiting, most, answered = list[int](), 0, 0
        line.server.settimeout(0.2)
        while answered < count:
            with suppress(TimeoutError):
                while True:
                    line.read += line.server.recv(1 << 16)
            waiting += line.asked()
            most = max(most, len(waiting))
            for _ in range(min(len(waiting), WINDOW // 2)):
                line.tell(waiting.pop(), [])
                answered += 1
        for _ in range(count):
            assert line.told() == []
    assert most == min(count, WINDOW)


def test_what_is_not_taken_yet_is_not_read_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Attack: answers of 16 MiB to all questions at once, while we are still at the first."""
    monkeypatch.setattr(guarded_line, "MAX_UNREAD", 300_000)
    sent: list[int] = []
    with talk() as line:
        answers = line.guard.ask(HISTORY, ((n,) for n in range(WINDOW)))

        def tell() -> None:
            while len(sent) < WINDOW:
                line.read += line.server.recv(1 << 16)
                for number in line.asked():
                    sent.append(number)  # before it can be taken
                    line.tell(number, "x" * 200_000)

        threading.Thread(target=tell, daemon=True).start()
        taken = [next(answers)]
        before = -1
        while before != len(sent):
            before = len(sent)
            time.sleep(0.3)
        assert before < WINDOW // 2
        taken += answers
    assert len(taken) == len(sent) == WINDOW


def test_answers_that_nobody_takes_any_more_hold_up_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarded_line, "MAX_UNREAD", 1_000)
    with talk() as line:
        answers = line.guard.ask(HISTORY, ((n,) for n in range(4)))

        def tell() -> None:
            line.read += line.server.recv(1 << 16)
            for number in line.asked():
                line.tell(number, "x" * 900)

        telling = threading.Thread(target=tell)
        telling.start()
        next(answers)
        telling.join(20)
        del answers
        line.tell(line.ask(TIP), 7)
        assert line.told() == 7


def test_a_line_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarded_line, "MAX_LINE", 100_000)
    with talk() as line:
        line.ask(TIP)
        with suppress(OSError):
            line.server.sendall(b"x" * 1_000_000)
        assert line.ended() is LinkKind.SERVER_FLOOD


def test_a_history_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarded_line, "MAX_HISTORY", 10)
    with talk() as line:
        line.tell(line.ask(HISTORY), [{}] * 10)
        assert len(line.told()) == 10
        line.tell(line.ask(HISTORY), [{}] * 11)
        assert line.ended() is LinkKind.SERVER_FLOOD


@pytest.mark.parametrize(("limit", "method", "entries"), [("MAX_HISTORIES", HISTORY, 5), ("MAX_SCRIPTS", STATUS, 0)])
def test_histories_without_end(limit: str, method: str, entries: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarded_line, limit, 10)
    with talk() as line:
        for _ in range(2 if entries else 10):
            line.tell(line.ask(method), [{}] * entries)
            assert len(line.told()) == entries
        if entries:
            line.tell(line.ask(method), [{}] * entries)
        else:
            threading.Thread(target=line.put, args=(method, [()]), daemon=True).start()
        assert line.ended() is LinkKind.SERVER_FLOOD


@pytest.mark.parametrize("drip", [b"x", b'{"method": "blockchain.headers.subscribe"}\n'], ids=["byte", "notification"])
def test_what_comes_now_and_then_puts_off_no_deadline(drip: bytes) -> None:
    seconds = itertools.count()
    with talk(lambda: float(next(seconds))) as line:
        line.ask(TIP)
        sent = 0
        with suppress(OSError):
            while sent < 100_000 and line.guard.why is None:
                line.server.sendall(drip)
                sent += 1
        assert line.ended() is LinkKind.SERVER_SLOW
    assert next(seconds) <= 3 * ANSWER


def test_a_line_is_ended_from_another_thread() -> None:
    with talk() as line:
        line.ask(TIP)
        threading.Thread(target=line.guard.end, args=(LinkError("another one", LinkKind.SERVER_LEFT),)).start()
        assert line.ended() is LinkKind.SERVER_LEFT
        with suppress(ConnectionError):
            assert line.server.recv(1) == b""


@pytest.mark.parametrize("answer", [b"HTTP/1.1 400 Bad Request\r\n", b"[]\n", b"7\n", b"[" * 50_000 + b"\n", b"\xff\n"])
def test_no_electrum_server(answer: bytes) -> None:
    with talk() as line:
        line.ask(TIP)
        line.server.sendall(answer)
        assert line.ended() is None
