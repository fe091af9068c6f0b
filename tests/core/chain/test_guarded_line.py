"""A chain server that sends without end, or hardly at all: the line ends, and nothing of it reaches BDK."""

from __future__ import annotations

import itertools
import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest

from core.chain import guarded_line
from core.chain.guarded_line import ANSWER, HISTORY, GuardedLine
from core.errors import LinkError, LinkKind

TIP = "blockchain.headers.subscribe"


class Talk:
    """The server's end of a guarded line, and BDK's."""

    def __init__(self, guard: GuardedLine, server: socket.socket) -> None:
        self.guard, self.server = guard, server
        self.near = socket.create_connection(("127.0.0.1", guard.port), 20)
        server.settimeout(20)
        self.near.settimeout(20)
        self.numbers = itertools.count()

    def ask(self, method: str) -> int:
        number = next(self.numbers)
        question = json.dumps({"id": number, "method": method, "params": []}).encode() + b"\n"
        self.near.sendall(question)
        asked = b""
        while len(asked) < len(question):
            piece = self.server.recv(4096)
            assert piece, "the line ended"
            asked += piece
        assert asked == question
        return number

    def tell(self, number: int | None, result: Any) -> bytes:
        line = json.dumps({"id": number, "result": result}).encode() + b"\n"
        with suppress(OSError):
            self.server.sendall(line)
        return line

    def ended(self) -> LinkKind | None:
        """Wait until BDK's end reads the end; why."""
        with suppress(ConnectionError):
            assert self.near.recv(1) == b""
        return self.guard.why.kind if self.guard.why else None


@contextmanager
def talk(steady: Callable[[], float] = lambda: 0.0) -> Iterator[Talk]:
    server, line = socket.socketpair()
    with server:
        guard = GuardedLine(line, steady)
        found = Talk(guard, server)
        with found.near:
            yield found
        guard.end()


def test_only_answers_to_what_was_asked_go_on() -> None:
    heard: list[int] = []
    with talk() as line:
        line.guard.begin_sync(heard.append)
        number = line.ask(TIP)
        line.tell(None, "a notification")
        line.tell(77, "an answer to nobody")
        told = line.tell(number, {"height": 7})
        assert line.near.recv(4096) == told
        line.tell(number, {"height": 8})  # a second answer
        told = line.tell(line.ask(TIP), {"height": 9})
        assert line.near.recv(4096) == told
    assert heard == [1, 2]


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
        assert line.tell(line.ask(HISTORY), [{}] * 10) == line.near.recv(4096)
        line.tell(line.ask(HISTORY), [{}] * 11)
        assert line.ended() is LinkKind.SERVER_FLOOD


@pytest.mark.parametrize(("limit", "entries"), [("MAX_HISTORIES", 5), ("MAX_SCRIPTS", 0)])
def test_histories_without_end(limit: str, entries: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarded_line, limit, 10)
    asked = 0
    with talk() as line:
        with suppress(AssertionError, OSError):
            while asked < 100:
                told = line.tell(line.ask(HISTORY), [{}] * entries)
                assert line.near.recv(4096) == told
                asked += 1
        assert line.ended() is LinkKind.SERVER_FLOOD
    assert asked == (2 if entries else 10)


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
