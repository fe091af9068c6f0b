"""Servers of the test that answer as price sources and proxies do, and remember who asked."""

from __future__ import annotations

import ipaddress
import select
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class PriceServer(ThreadingHTTPServer):
    """Answers every GET with `answer` and `status`."""

    daemon_threads = True

    def __init__(self, answer: bytes, status: int = 200) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.answer, self.status, self.asked = answer, status, list[str]()
        self.headers_seen = list[dict[str, str]]()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Answers(BaseHTTPRequestHandler):
    server: PriceServer

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.server.headers_seen.append(dict(self.headers.items()))
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(self.server.answer)))
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(self.server.answer)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def price_server(answer: bytes, status: int = 200) -> Iterator[PriceServer]:
    with PriceServer(answer, status) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def dripping(beginning: bytes) -> Iterator[tuple[int, threading.Event]]:
    """A server that answers one visitor with `beginning` and then a byte every 50 ms, until the visitor hangs up: its
    port, and whether that has happened."""
    hung_up, over = threading.Event(), threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            line, _ = listening.accept()
            with line:
                try:
                    line.recv(4096)
                    line.sendall(beginning)
                    while not over.wait(0.05):
                        line.sendall(b"x")
                except OSError:
                    hung_up.set()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield int(listening.getsockname()[1]), hung_up
        finally:
            over.set()
            thread.join(20)


class Proxy:
    """A SOCKS5 proxy for one request at a time that connects to `target` whatever name it is given."""

    def __init__(self, target: int, *, login: bool = False, failure: int = 0) -> None:
        self._target, self._login, self._failure = target, login, failure
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.names: list[tuple[str, int]] = []
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"socks5://127.0.0.1:{self._listening.getsockname()[1]}"

    def close(self) -> None:
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join()

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._listening.accept()
            except OSError:
                return
            with line, suppress(OSError):
                self._answer(line)

    def _answer(self, line: socket.socket) -> None:
        count = line.recv(2)[1]
        line.recv(count)
        line.sendall(bytes([5, 2 if self._login else 0]))
        if self._login:
            return
        kind = line.recv(4)[3]
        if kind == 3:
            name = line.recv(line.recv(1)[0]).decode()
        else:
            name = str(ipaddress.ip_address(line.recv(4 if kind == 1 else 16)))
        self.names.append((name, int.from_bytes(line.recv(2), "big")))
        line.sendall(bytes([5, self._failure, 0, 3, 4]) + b"here" + bytes(2))
        if self._failure:
            return
        with socket.create_connection(("127.0.0.1", self._target)) as other:
            ways = {line: other, other: line}
            while True:
                for ready in select.select([*ways], [], [])[0]:
                    if not (data := ready.recv(65_536)):
                        return
                    ways[ready].sendall(data)


@contextmanager
def proxy(target: int, *, login: bool = False, failure: int = 0) -> Iterator[Proxy]:
    made = Proxy(target, login=login, failure=failure)
    try:
        yield made
    finally:
        made.close()
