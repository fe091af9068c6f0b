"""An Electrum server that tells the truth of a real one, except where a test makes it lie."""

from __future__ import annotations

import contextlib
import hashlib
import json
import socket
import ssl
import threading
from collections.abc import Callable
from io import BufferedRWPair
from types import TracebackType
from typing import Any

from core.bitcoin.tx import Transaction

HISTORY, STATUS = "blockchain.scripthash.get_history", "blockchain.scripthash.subscribe"
Lie = Callable[[str, list[Any], Any], Any]  # method, params, true result -> told result


class LyingServer:
    """Listens while it is entered. `lie` may raise OSError to hang up, LookupError to answer with an error."""

    def __init__(
        self, port: int, lie: Lie = lambda _method, _params, true: true, tls: ssl.SSLContext | None = None
    ) -> None:
        """`port`: of the real server; with `tls` it listens for TLS only."""
        self.real, self.lie, self.tls = port, lie, tls
        self.asked: list[str] = []

    def __enter__(self) -> LyingServer:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self.url = f"ssl://localhost:{self.port}" if self.tls else f"tcp://127.0.0.1:{self.port}"
        self._lines: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self.hang_up()
        for thread in self._threads:
            thread.join()
        self._listener.close()

    def hang_up(self) -> None:
        """End all lines."""
        for line in self._lines:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                raw, _ = self._listener.accept()
                self._threads.append(threading.Thread(target=self._serve, args=(raw,), daemon=True))
                self._threads[-1].start()

    def _serve(self, raw: socket.socket) -> None:
        with (
            contextlib.suppress(OSError),
            raw,
            self._greeted(raw) as line,
            line.makefile("rwb") as asker,
            socket.create_connection(("127.0.0.1", self.real)) as onward,
            onward.makefile("rwb") as server,
        ):
            for question in asker:
                asked = json.loads(question)
                self.asked.append(asked["method"])
                server.write(json.dumps(self.put(asked)).encode() + b"\n")
                server.flush()
                answer = json.loads(server.readline())
                while answer.get("id") != asked["id"]:  # a notification
                    answer = json.loads(server.readline())
                told = self.told(asked, answer)
                if asked["method"] == STATUS:
                    told = self._of_the_lie(told, asked, server)
                asker.write(json.dumps(told).encode() + b"\n")
                asker.flush()

    def _of_the_lie(self, told: dict[str, Any], asked: dict[str, Any], server: BufferedRWPair) -> dict[str, Any]:
        """A status as it follows from a history that is a lie."""
        question = {**asked, "method": HISTORY}
        server.write(json.dumps(question).encode() + b"\n")
        server.flush()
        true = json.loads(server.readline())
        while true.get("id") != asked["id"]:
            true = json.loads(server.readline())
        lie = self.told(question, true)
        if lie == true:
            return told
        try:
            text = "".join(f"{entry['tx_hash']}:{entry['height']}:" for entry in lie["result"])
        except (KeyError, TypeError):
            text = "nonsense"
        return {**told, "result": hashlib.sha256(text.encode()).hexdigest() if text else None}

    def _greeted(self, raw: socket.socket) -> socket.socket:
        raw.settimeout(60)
        line = self.tls.wrap_socket(raw, server_side=True) if self.tls else raw
        self._lines.append(line)
        return line

    def put(self, asked: dict[str, Any]) -> dict[str, Any]:
        """The question that the real server gets."""
        return asked

    def told(self, asked: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
        """The answer that is given for the true one."""
        true = answer.get("result")
        try:
            told = self.lie(asked["method"], asked["params"], true)
        except LookupError as error:
            return {"jsonrpc": "2.0", "id": asked["id"], "error": {"code": 2, "message": str(error)}}
        return answer if told is true else {"jsonrpc": "2.0", "id": asked["id"], "result": told}


def name(tx: Transaction) -> str:
    """The id of a transaction, as servers write it."""
    return tx.txid[::-1].hex()


class Swapped:
    """A server that hides one payment of ours and shows another in its place, to everyone who asks about its coins."""

    def __init__(self, hidden: str, told: Transaction, scripts: list[bytes]) -> None:
        self.hidden, self.told = hidden, told
        self.scripts = {hashlib.sha256(script).digest()[::-1].hex() for script in scripts}

    def __call__(self, method: str, params: list[Any], true: Any) -> Any:
        txid = name(self.told)
        match method, params:
            case "blockchain.scripthash.get_history", [script]:
                entries = [entry for entry in true if entry["tx_hash"] != self.hidden]
                return [*entries, {"tx_hash": txid, "height": 0, "fee": 300}] if script in self.scripts else entries
            case "blockchain.transaction.get", [asked, *_] if asked == txid:
                return self.told.serialize().hex()
        return true


class StandsStill:
    """A server that does not go on at the first history (or other `method`) it is asked for, until it is let."""

    def __init__(self, method: str = "blockchain.scripthash.get_history") -> None:
        self.method = method
        self.asked, self.go_on = threading.Event(), threading.Event()

    def __call__(self, method: str, _params: list[Any], true: Any) -> Any:
        if method == self.method:
            self.asked.set()
            assert self.go_on.wait(60)
        return true
