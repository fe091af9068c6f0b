"""What a home remembers, by table; each record is sealed by the vault and decoded strictly."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, TypeVar

from core import lifecycle
from core.encoding import U8, U16, U64, Bytes32, Name, Text, VarBytes, decode, encode
from core.errors import StorageError
from core.lifecycle import KeyRow
from core.secret import Secret
from core.storage.vault import Transaction, Vault
from core.tasks import Task
from core.transport.own_address import endpoint

T = TypeVar("T")

HOME, PEER, KEY, TASK, PAYLOAD, LOG = "home", "peer", "key", "task", "payload", "log"
# noted by P1 alone, each for a key or for all:
CHAIN, LABEL, CONTACT, PAYMENT, COMPARED = "chain", "label", "contact", "payment", "compared"
THIS = b"this"


@dataclass(frozen=True, slots=True)
class Home:
    """Who this side is on a link."""

    key_password: Secret[bytes]  # opens the private key file of our certificate
    role: Name  # core.role
    practice: bool = False  # a co-signer that holds practice keys only
    cosigner: Bytes32 | None = None  # P1: the pin of its one co-signer


@dataclass(frozen=True, slots=True)
class Peer:
    """The other side of a pairing."""

    certificate: VarBytes  # DER
    host: Text  # P1: where the co-signer listens; P2: empty
    port: U16
    paired: U64  # seconds
    words_compared: bool  # whether a person has compared the words
    version: U8 = 1  # the highest protocol version ever spoken with it

    @property
    def place(self) -> str:
        """HOST:PORT of a co-signer."""
        return endpoint(self.host, self.port)


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One line of the log, for people."""

    time: U64
    kind: Name
    text: Text


class Records:
    """Typed access to a vault. Reading is from memory; a write is durable before memory changes (see `Write`).

    Whoever reads in order to write does so inside the block of the write, which other threads wait for.
    """

    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        self.home = _get(vault, Home, HOME, THIS)
        self.peers = {pin: decode(Peer, data, StorageError) for pin, data in vault.items(PEER)}  # by pin
        self.keys = {id: decode(KeyRow, data, StorageError) for id, data in vault.items(KEY)}  # by key_id
        self.tasks = {id: decode(Task, data, StorageError) for id, data in vault.items(TASK)}  # by request id
        self.log_length = sum(1 for _ in vault.items(LOG))

    @staticmethod
    def begin(tx: Transaction, home: Home) -> None:
        """The first record of a new vault."""
        tx.put(HOME, THIS, encode(home))

    def payload(self, request: bytes) -> bytes:
        """The encoded WireTask of a request."""
        data = self.vault.get(PAYLOAD, request)
        if data is None:
            raise StorageError("the transaction of a request is missing from the vault", "corrupt")
        return data

    def noted(self, table: str, key_id: bytes = b"") -> Iterator[tuple[bytes, bytes]]:
        """What P1 noted in a table about a key (nothing: about all), by name."""
        return ((id[len(key_id) :], data) for id, data in self.vault.items(table) if id.startswith(key_id))

    def log(self, last: int = 100) -> Iterator[LogEntry]:
        """The newest entries, oldest first."""
        for number in range(max(0, self.log_length - last), self.log_length):
            yield _get(self.vault, LogEntry, LOG, number.to_bytes(8, "big"))

    def write(self, *, final: bool = False) -> Write:
        """All or nothing; durable when the block ends. `final` may use the space kept back for commits."""
        return Write(self, final=final)


def _get(vault: Vault, kind: type[T], table: str, id: bytes) -> T:
    data = vault.get(table, id)
    if data is None:
        raise StorageError("the vault lacks a record that must be there", "corrupt")
    return decode(kind, data, StorageError)


class Write:
    """One durable transaction over the records of a home; memory follows after the disk."""

    def __init__(self, records: Records, *, final: bool) -> None:
        self._records = records
        self._block: AbstractContextManager[Transaction] = records.vault.transaction(final=final)
        self._after: list[Callable[[], object]] = []
        self._lines = 0

    def __enter__(self) -> Write:
        self._records.vault.lock.acquire()
        try:
            self._tx = self._block.__enter__()
        except BaseException:
            self._records.vault.lock.release()
            raise
        return self

    def __exit__(self, *failure: Any) -> None:
        try:
            self._block.__exit__(*failure)
            if failure[0] is None:
                for change in self._after:
                    change()
                self._records.log_length += self._lines
        finally:
            self._records.vault.lock.release()

    def home(self, home: Home) -> None:
        """Replace this side's own record."""
        self._tx.put(HOME, THIS, encode(home))
        self._after.append(lambda: setattr(self._records, "home", home))

    def peer(self, pin: bytes, peer: Peer) -> None:
        """Remember a pairing."""
        self._tx.put(PEER, pin, encode(peer))
        self._after.append(lambda: self._records.peers.update({pin: peer}))

    def erase_peer(self, pin: bytes) -> None:
        """Forget a pairing."""
        self._tx.delete(PEER, pin)
        self._after.append(lambda: self._records.peers.pop(pin, None))

    def key(self, row: KeyRow) -> None:
        """Replace a key's whole row."""
        self._tx.put(KEY, row.key_id, encode(row))
        self._after.append(lambda: self._records.keys.update({row.key_id: row}))

    def erase_key(self, key_id: bytes) -> None:
        """Forget a key that was never born."""
        self._tx.delete(KEY, key_id)
        self._after.append(lambda: self._records.keys.pop(key_id, None))

    def recover(self, now: int) -> list[KeyRow]:
        """Make safe what a crash left half done (lifecycle.at_start), before anything else. -> the rows it changed."""
        changed = []
        for row in self._records.keys.values():
            found = lifecycle.at_start(row, now)
            if found is None:
                self.erase_key(row.key_id)
            elif found is not row:
                self.key(found)
                changed.append(found)
        return changed

    def task(self, task: Task) -> None:
        """Replace a task."""
        self._tx.put(TASK, task.request, encode(task))
        self._after.append(lambda: self._records.tasks.update({task.request: task}))

    def payload(self, request: bytes, data: bytes) -> None:
        """Keep the transaction of a request."""
        self._tx.put(PAYLOAD, request, data)

    def erase_payload(self, request: bytes) -> None:
        """Forget the transaction of a request."""
        self._tx.delete(PAYLOAD, request)

    def note(self, table: str, key_id: bytes, name: bytes, data: bytes | None) -> None:
        """Note something about a key under a name; None forgets it."""
        if data is None:
            self._tx.delete(table, key_id + name)
        else:
            self._tx.put(table, key_id + name, data)

    def then(self, change: Callable[[], object]) -> None:
        """What memory does once all of this is durable."""
        self._after.append(change)

    def log(self, now: int, kind: str, text: str) -> None:
        """Append one line for people."""
        number = self._records.log_length + self._lines
        self._tx.put(LOG, number.to_bytes(8, "big"), encode(LogEntry(now, kind, text)))
        self._lines += 1


class ChainStore:
    """What the chain says about one key, sealed in the vault: bytes by name."""

    def __init__(self, records: Records, key_id: bytes) -> None:
        self._records, self._key_id = records, key_id

    def load(self) -> dict[bytes, bytes]:
        """Everything kept for this key."""
        return dict(self._records.noted(CHAIN, self._key_id))

    def save(self, changes: Mapping[bytes, bytes | None]) -> None:
        """All of it durable, or nothing; None forgets a name."""
        with self._records.write() as write:
            for name, data in changes.items():
                write.note(CHAIN, self._key_id, name, data)
