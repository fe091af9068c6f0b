"""The control socket: commands of a home while another program holds it (V3).

One connection carries one command, in lines of JSON:

    holder   {role, nonce, privileged, and what the key is made from}
    command  {"command", "args", "proof"}       proof = HMAC(control key, nonce | command and args), if privileged
    holder   {"event": …} any number of times   or {"question": …}, which the next line answers: {"answer": …}
    holder   {"result": …} or {"error": …}

The socket lies in the home (on Windows it is a named pipe), for its owner alone, and both ends look whose the other
process is.
"""

from __future__ import annotations

import contextlib
import errno
import hmac
import json
import logging
import threading
import time
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from core import errors
from core.crypto.rng import HedgedRng
from core.errors import (
    BadInput,
    Bug,
    InputKind,
    LinkError,
    LinkKind,
    PeerFault,
    RefusalKind,
    Refused,
    StorageError,
    StorageKind,
    TandemError,
)
from core.platform.api import Stream
from core.platform.here import here
from core.role import must_be
from core.secret import Secret

_logger = logging.getLogger(__name__)
Fields: TypeAlias = dict[str, Any]

SOCKET = "control"  # its name in the home
MAX_LINE = 64 << 20  # a long history
MAX_CLIENTS = 32
WRONG_PROOFS, WAIT = 5, 60.0  # after so many wrong ones, so many seconds
POLL = 0.5  # seconds
GREETING = 10.0  # seconds in which a program that runs says its first line
LAST_WORDS = 2.0  # seconds in which commands under way may still be answered at the end


class Talk:
    """The connection of one command under way: what the person at the other end is told and asked meanwhile."""

    def __init__(self, connection: Stream) -> None:
        self._connection = connection
        self._buffer = bytearray()

    def event(self, fields: Fields) -> None:
        """Tell the client something. LinkError if it has gone."""
        self.write({"event": fields})

    def ask(self, fields: Fields) -> Any:
        """Ask the client something, and wait for the answer. LinkError if it has gone."""
        self.write({"question": fields})
        return self.read().get("answer")

    @property
    def gone(self) -> bool:
        """Whether the client has ended."""
        return not self._buffer and self._connection.gone

    def write(self, fields: Fields) -> None:
        """One line."""
        try:
            self._connection.send(canonical(fields) + b"\n")
        except OSError:
            raise LinkError("the other end of the control socket has gone") from None

    def read(self) -> Fields:
        """One line. LinkError at the end, PeerFault for anything but an object."""
        seen = 0
        while (end := self._buffer.find(b"\n", seen)) < 0:
            seen = len(self._buffer)
            try:
                piece = self._connection.receive(65536)
            except TimeoutError:
                raise LinkError(
                    "the program that has this home open does not answer; is it stopped?", LinkKind.SILENT
                ) from None
            except OSError:
                piece = b""
            if not piece:
                raise LinkError("the other end of the control socket has gone")
            self._buffer += piece
            if len(self._buffer) > MAX_LINE:
                raise PeerFault("a line on the control socket is too long")
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise PeerFault("a line on the control socket is not an object of JSON")
        return found


Do: TypeAlias = Callable[[str, Fields, Talk], Fields]


def canonical(fields: Mapping[str, Any]) -> bytes:
    """The one text of an object: keys sorted, no spaces, ASCII."""
    return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def proof(key: Secret[bytes], nonce: bytes, command: str, args: Fields) -> str:
    """What shows that the passphrase is known, for this command and this once."""
    return hmac.digest(key.reveal(), nonce + canonical({"command": command, "args": args}), "sha256").hex()


# ------------------------------------------------------------------ the end that serves
class ControlServer:
    """Answers commands of the same user's processes, each on a thread of its own.

    `do(command, args, talk)` gives the result or raises a TandemError. `challenge` is public: the home's role, and
    what a client needs to make `key` from the passphrase. Commands in `privileged` must prove it.
    """

    def __init__(
        self,
        path: Path,
        do: Do,
        challenge: Mapping[str, Any],
        key: Secret[bytes],
        privileged: Collection[str],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._path, self._do, self._challenge, self._key = path, do, dict(challenge), key
        self._privileged, self._clock = frozenset(privileged), clock
        self._lock = threading.Lock()
        self._wrong, self._closed_until = 0, 0.0
        self._stopping = threading.Event()
        self._clients: set[Stream] = set()

    def start(self) -> None:
        """Listen. The caller holds the home's lock, so a socket that is there and dead is a leftover."""
        with contextlib.suppress(LinkError):
            _connected(self._path).close()
            raise StorageError(f"another process answers on {self._path}; stop it first", StorageKind.IN_USE)
        try:
            self._listener = here.listen(self._path, MAX_CLIENTS)
        except OSError as error:
            must_have_a_short_name(self._path, error)
            raise StorageError(f"{self._path} cannot be made: {error.strerror or error}", StorageKind.STORAGE) from None
        self._thread = threading.Thread(target=self._accept, name="control", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Listen no longer; commands under way have a moment to be answered, then their clients see the end."""
        self._stopping.set()
        with contextlib.suppress(LinkError):
            _connected(self._path).close()  # wakes it
        self._thread.join()
        self._listener.close()
        deadline = time.monotonic() + LAST_WORDS
        while self._clients and time.monotonic() < deadline:
            time.sleep(0.01)  # what ended the program, as a full disk, is the answer to somebody
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
                if len(self._clients) >= MAX_CLIENTS or self._stopping.is_set():
                    client.close()
                    continue
                self._clients.add(client)
            threading.Thread(target=self._serve, args=(client,), name="control client", daemon=True).start()

    def _serve(self, client: Stream) -> None:
        talk = Talk(client)
        try:
            try:
                must_be_ours(client)
                talk.write({"result": self._answer(talk)})
            except TandemError as error:
                talk.write({"error": told(error)})
            except Exception:
                _logger.exception("a command ended by a mistake")
                talk.write({"error": told(Bug("a command ended by a mistake of the program; see its log"))})
        except LinkError:
            pass  # nobody is left to read it
        finally:
            with self._lock:
                self._clients.discard(client)
            client.shut()  # wakes whoever still waits for an answer
            client.close()

    def _answer(self, talk: Talk) -> Fields:
        nonce = HedgedRng().bytes("control nonce", 32)
        talk.write({**self._challenge, "nonce": nonce.hex(), "privileged": sorted(self._privileged)})
        request = talk.read()
        command, args = request.get("command"), request.get("args")
        if not isinstance(command, str) or not isinstance(args, dict):
            raise BadInput("a command has a name and arguments")
        if command in self._privileged:
            self._must_prove(nonce, command, args, request.get("proof"))
        return self._do(command, args, talk)

    def _must_prove(self, nonce: bytes, command: str, args: Fields, given: object) -> None:
        with self._lock:  # one guess after the other
            if self._clock() < self._closed_until:
                raise Refused("too many wrong passphrases; try again in a minute", RefusalKind.WAIT)
            expected = proof(self._key, nonce, command, args)
            if hmac.compare_digest(expected.encode(), str(given).encode()):
                self._wrong = 0
                return
            self._wrong += 1
            if self._wrong >= WRONG_PROOFS:
                self._wrong, self._closed_until = 0, self._clock() + WAIT
        raise BadInput("the passphrase is wrong", InputKind.PASSPHRASE)


# ------------------------------------------------------------------ the end that asks
def ask(
    path: Path,
    role: str,
    command: str,
    args: Fields,
    key_of: Callable[[Fields], Secret[bytes]],
    on_event: Callable[[Fields], None] = lambda _: None,
    answer: Callable[[Fields], Any] = lambda _: None,
    patience: float | None = None,
) -> Fields:
    """The result of one command, of a home with this role. `key_of` is called only if it must prove the passphrase;
    `patience` is how many seconds each line may take where no person is asked (None: any).

    Raises the TandemError that the other process raised; LinkError if there is none or it stays silent.
    """
    with _connected(path) as connection:
        must_be_ours(connection)
        talk = Talk(connection)
        connection.be_patient(GREETING)
        challenge = talk.read()
        connection.be_patient(patience)  # None where a person may be asked
        if "error" in challenge:
            raise raised(challenge["error"])
        must_be(role, challenge.get("role"))
        request: Fields = {"command": command, "args": args}
        if command in challenge.get("privileged", ()):
            request["proof"] = proof(key_of(challenge), bytes.fromhex(challenge["nonce"]), command, args)
        talk.write(request)
        while True:
            said = talk.read()
            if "event" in said:
                on_event(said["event"])
            elif "question" in said:
                talk.write({"answer": answer(said["question"])})
            elif "error" in said:
                raise raised(said["error"])
            else:
                result: Fields = said["result"]
                return result


# ------------------------------------------------------------------ errors, as both ends know them
_CLASSES = {c.__name__: c for c in vars(errors).values() if isinstance(c, type) and issubclass(c, TandemError)}


def told(error: TandemError) -> Fields:
    """An error as it travels."""
    return {"class": type(error).__name__, "kind": error.kind, "message": error.message}


def raised(fields: Mapping[str, Any]) -> TandemError:
    """The error that travelled; a class of another program counts as its base."""
    return _CLASSES.get(str(fields.get("class")), TandemError).told(str(fields.get("message")), str(fields.get("kind")))


# ------------------------------------------------------------------ connections of the home
def must_be_ours(connection: Stream) -> None:
    """The process at the other end runs as this user. Raises LinkError."""
    try:
        ours = connection.ours
    except OSError:
        raise LinkError("the other end of the control socket has gone") from None
    if not ours:
        raise LinkError("the control socket belongs to another user", LinkKind.OTHER_USER)


def must_have_a_short_name(path: Path, error: OSError) -> None:
    """Raises StorageError where the error is that the system takes no names of that length."""
    if error.errno == errno.ENAMETOOLONG:
        raise StorageError(f"the path {path.parent} is too long for a control socket", StorageKind.HOME_PATH) from None


def _connected(path: Path) -> Stream:
    try:
        return here.connect(path)
    except (FileNotFoundError, ConnectionRefusedError):
        raise LinkError(f"no program answers on {path}", LinkKind.NOT_RUNNING) from None
    except OSError as error:
        must_have_a_short_name(path, error)
        raise LinkError(f"{path} cannot be reached: {error.strerror or error}", LinkKind.CONTROL) from None
