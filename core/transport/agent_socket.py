"""The socket of an ssh agent: for programs of this user alone, each line on a thread of its own."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from pathlib import Path

from core.errors import BadInput, LinkError, LinkKind, StorageError, StorageKind
from core.platform.api import Stream
from core.platform.here import here
from core.ssh.agent import message_length
from core.ssh.conversation import AgentLine
from core.transport.control import must_be_ours, must_have_a_short_name

MAX_LINES = 64  # a git of many submodules signs in as often at once
POLL = 0.5  # seconds


class AgentSocket:
    """Answers at `path`, whose folder is this user's alone; `line` is made anew for each connection."""

    def __init__(self, path: Path, line: Callable[[], AgentLine]) -> None:
        self._path, self._line = path, line
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._clients: set[Stream] = set()

    def start(self) -> None:
        """Listen. StorageError where another agent answers there, the folder is open to others, or it cannot be."""
        folder = str(self._path.parent)
        try:
            if here.is_open(folder) or not here.is_ours(folder):
                raise StorageError(f"the folder {folder} is open to others; choose one of your own", StorageKind.HOME)
            with contextlib.suppress(FileNotFoundError, ConnectionRefusedError):
                here.connect(self._path).close()
                raise StorageError(f"another agent answers on {self._path}; stop it first", StorageKind.IN_USE)
            self._listener = here.listen(self._path, MAX_LINES)
        except OSError as error:
            must_have_a_short_name(self._path, error)
            raise StorageError(f"{self._path} cannot be made: {error.strerror or error}", StorageKind.STORAGE) from None
        self._thread = threading.Thread(target=self._accept, name="ssh agent", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Listen no longer; who is connected sees the end."""
        self._stopping.set()
        with contextlib.suppress(OSError):
            here.connect(self._path).close()  # wakes it
        self._thread.join()
        self._listener.close()
        with self._lock:
            for client in self._clients:
                client.shut()

    def _accept(self) -> None:
        while not self._stopping.is_set():
            try:
                client = self._listener.accept(POLL)
            except TimeoutError:
                continue
            except OSError:
                self._stopping.wait(POLL)
                continue
            with self._lock:
                if len(self._clients) >= MAX_LINES:
                    client.close()
                    continue
                self._clients.add(client)
            threading.Thread(target=self._serve, args=(client,), name="ssh agent line", daemon=True).start()

    def _serve(self, client: Stream) -> None:
        try:
            with contextlib.suppress(LinkError, BadInput, OSError):  # it has gone, or is no client of an agent
                must_be_ours(client)
                line = self._line()
                while True:
                    client.send(line.answer(_message(client)))
        finally:
            with self._lock:
                self._clients.discard(client)
            client.close()


def ask_agent(path: Path, message: bytes) -> bytes:
    """What an agent answers a message that has its length; without its own. LinkError: none is there, or it goes."""
    try:
        with here.connect(path) as connection:
            must_be_ours(connection)
            connection.send(message)
            return _message(connection)
    except (FileNotFoundError, ConnectionRefusedError):
        raise LinkError(f"no agent answers on {path}", LinkKind.NOT_RUNNING) from None
    except OSError as error:
        must_have_a_short_name(path, error)
        raise LinkError(f"{path} cannot be reached: {error.strerror or error}", LinkKind.CONTROL) from None


def _message(stream: Stream) -> bytes:
    """The next one, without its length. LinkError at the end, BadInput for one of no possible length."""
    return _exactly(stream, message_length(_exactly(stream, 4)))


def _exactly(stream: Stream, size: int) -> bytes:
    found = bytearray()
    while len(found) < size:
        piece = stream.receive(size - len(found))
        if not piece:
            raise LinkError("the other end of the agent's socket has gone")
        found += piece
    return bytes(found)
