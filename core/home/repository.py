"""What a home remembers, by table; each record is sealed by the vault and decoded strictly."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from dataclasses import replace
from typing import Any, Self, TypeVar

from core.approval.allowance import Allowance
from core.approval.patience import Patience
from core.approval.request import SigningRequest
from core.approval.rules.registry import Settings
from core.approval.rules.spending import Spending
from core.codec.codec import decode, encode
from core.errors import Bug, StorageError, StorageKind
from core.home.batches import Batches
from core.home.changes import Changes, HomeChanges
from core.home.copy_book import CopyBook, bare
from core.home.grouped import Grouped
from core.home.later import KEY_ID, Later, later_of, settings_of
from core.home.listeners import Outside, Written
from core.home.log import LogBook, LogRow
from core.home.log_chain import ChainHead
from core.home.records import (
    AnchorRecord,
    Blocked,
    Called,
    ClockRecord,
    Handshakes,
    HomeRecord,
    LogCode,
    LogEntry,
    OldCopy,
    Peer,
)
from core.home.request_book import RequestBook
from core.home.restore_book import RestoreBook
from core.home.tables import (
    ALLOWANCE,
    ANCHOR,
    BLOCKED,
    CALLED,
    CHAIN_HEAD,
    CLOCK,
    FOLD,
    HANDSHAKES,
    HOME,
    KEY,
    LATER,
    LOG,
    OLD_COPY,
    PATIENCE,
    PAYLOAD,
    PEER,
    RULE,
    SHEET,
    SPENDING,
    TASK,
    THIS,
)
from core.home.writing import Writing
from core.keys import handshake, transitions
from core.keys.record import KeyRecord
from core.keys.state import OldSide
from core.protocol.share import Role
from core.recovery.sheet import OwnSheet
from core.storage.vault import Vault, VaultTransaction

T = TypeVar("T")


class Repository:
    """Typed access to a vault. Reading is from memory; a write is durable before memory changes (see `Write`).

    Whoever reads in order to write does so inside the block of the write, which other threads wait for.
    """

    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        home = _own(vault, HomeRecord, HOME)
        if home is None:
            raise StorageError("the vault lacks a record that must be there", StorageKind.CORRUPT)
        self.home = home
        self.peers = {pin: decode(Peer, data, StorageError) for pin, data in vault.items(PEER)}  # by pin
        self.handshakes = {pin: decode(Handshakes, data, StorageError) for pin, data in vault.items(HANDSHAKES)}
        self.called = {pin: decode(Called, data, StorageError) for pin, data in vault.items(CALLED)}  # by pin, or THIS
        self.copies = CopyBook(vault)
        self.keys = Grouped[KeyRecord](
            lambda _, row: row.pin,
            ((id, self.copies.attached(decode(KeyRecord, data, StorageError))) for id, data in vault.items(KEY)),
        )
        self.requests = RequestBook(decode(SigningRequest, data, StorageError) for _, data in vault.items(TASK))
        self.spendings = Grouped[Spending](
            lambda _, one: one.key_id,
            ((id, decode(Spending, data, StorageError)) for id, data in vault.items(SPENDING)),
        )
        self.rules = Grouped[
            object
        ](  # by key_id and code
            lambda id, _: id[:KEY_ID], ((id, settings_of(id, data)) for id, data in vault.items(RULE))
        )
        self.later = Grouped[Later](
            lambda id, _: id[:KEY_ID], ((id, later_of(id, data)) for id, data in vault.items(LATER))
        )
        self.allowances = {pin: decode(Allowance, data, StorageError) for pin, data in vault.items(ALLOWANCE)}  # by pin
        self.patience = {id: decode(Patience, data, StorageError) for id, data in vault.items(PATIENCE)}  # by key_id
        self.old_copies = {id: decode(OldCopy, data, StorageError) for id, data in vault.items(OLD_COPY)}  # by key_id
        self.blocked = {pin: decode(Blocked, data, StorageError) for pin, data in vault.items(BLOCKED)}  # by pin
        self.book = LogBook(
            {int.from_bytes(id, "big"): decode(LogRow, data, StorageError) for id, data in vault.items(LOG)},
            {(id[0], int.from_bytes(id[1:], "big")): digest for id, digest in vault.items(FOLD)},
            _own(vault, ChainHead, CHAIN_HEAD) or ChainHead(),
        )
        self.clock, self.sheet = _own(vault, ClockRecord, CLOCK), _own(vault, OwnSheet, SHEET)
        self.anchor = _own(vault, AnchorRecord, ANCHOR)
        self.restores = RestoreBook(vault)  # P2
        self.failed: StorageError | None = None  # the disk did: nothing is written any more
        self.outside: Outside | None = None  # P2: what every write is remembered by outside of the home
        self.ticks: Callable[[], ClockRecord] | None = None  # P2: what every write keeps of policy time
        self.heard: Callable[[Written], object] | None = None  # told what is durable now; it raises nothing
        self.changed: Callable[[Changes], object] = lambda _: None  # the same, by table and id
        self.batches: Batches | None = None  # P2, while it serves: who writes for all jobs
        self.riding: HomeChanges | None = None  # what the next write makes durable too
        self.writing = False  # a job, what others will write

    @staticmethod
    def put_home(tx: VaultTransaction, home: HomeRecord) -> None:
        """The first record of a new vault."""
        tx.put(HOME, THIS, encode(home))

    def rules_of(self, key_id: bytes) -> Settings:
        """What the rules of a key are set to, by code; one that nobody has set is not in force."""
        return {id[KEY_ID:].decode(): found for id, found in self.rules.of(key_id).items()}

    def handshakes_with(self, pin: bytes) -> Handshakes:
        """How many were told to this pin, and by it."""
        return self.handshakes.get(pin, Handshakes())

    def old_copy_of(self, key_id: bytes, now: int) -> OldCopy | None:
        """That a side of a key came back from an old copy, as long as that counts; `now` in seconds of policy time."""
        found = self.old_copies.get(key_id)
        return found if found is not None and found.counts(now) else None

    def later_of(self, key_id: bytes) -> Mapping[str, Later]:
        """What the rules of a key will be set to, by code."""
        return {id[KEY_ID:].decode(): found for id, found in self.later.of(key_id).items()}

    def payload(self, request_id: bytes) -> bytes:
        """The encoded KeptTask of a request."""
        data = self.vault.get(PAYLOAD, request_id)
        if data is None:
            raise StorageError("the transaction of a request is missing from the vault", StorageKind.CORRUPT)
        return data

    def noted(self, table: str, key_id: bytes = b"") -> Iterator[tuple[bytes, bytes]]:
        """What P1 noted in a table about a key (nothing: about all), by name."""
        return ((id[len(key_id) :], data) for id, data in self.vault.items(table) if id.startswith(key_id))

    def log(self, last: int = 100) -> list[LogEntry]:
        """The newest entries, oldest first."""
        return [row.entry for _, row in self.book.newest(last)]

    def write(self, *, final: bool = False, later: bool = False) -> Write:
        """All or nothing; durable when the block ends. `final` may use the space kept back for commits; `later`: when
        the next one is (L13)."""
        if self.failed is not None:
            raise self.failed
        return Write(self, final=final, later=later)

    def flush(self) -> None:
        """Make durable what waits for the next write."""
        if self.riding is not None:
            with Write(self, flushes=True):
                pass


def _own(vault: Vault, kind: type[T], table: str) -> T | None:
    """A record of which a home has one."""
    data = vault.get(table, THIS)
    return None if data is None else decode(kind, data, StorageError)


class Write(Writing):
    """One durable transaction over the records of a home; memory follows after the disk."""

    def __init__(self, records: Repository, *, final: bool = False, later: bool = False, flushes: bool = False) -> None:
        super().__init__(records, final=final, later=later, flushes=flushes)
        self._records = records

    def __enter__(self) -> Self:
        self._tx, self._after = self.begin_block()
        return self

    def __exit__(self, *failure: Any) -> None:
        self.end_block(*failure)

    def anchor(self, record: AnchorRecord) -> None:
        """What the anchor is sealed under."""
        self._tx.put(ANCHOR, THIS, encode(record))
        self._after.append(lambda: setattr(self._records, "anchor", record))

    def sheet(self, sheet: OwnSheet) -> None:
        """What this home keeps of its own recovery sheet."""
        self._tx.put(SHEET, THIS, encode(sheet))
        self._after.append(lambda: setattr(self._records, "sheet", sheet))

    def beyond(self, generation: int) -> None:
        """Count on from this generation, which the anchor has seen."""
        self._tx.beyond = generation

    def as_old_copy(self, policy: int) -> None:
        """This home is one: no key pays before a refresh, and P2 approves nothing without a person (V2)."""
        for row in [row for row in self._records.keys.values() if row.current is not None]:
            self.key(replace(row, must_refresh=True))
            if row.role is Role.P2:
                self.old_copy(row.key_id, OldCopy(OldSide.COSIGNER, policy))

    def home(self, home: HomeRecord) -> None:
        """Replace this side's own record."""
        self._tx.put(HOME, THIS, encode(home))
        self._after.append(lambda: setattr(self._records, "home", home))

    def peer(self, pin: bytes, peer: Peer) -> None:
        """Remember a pairing."""
        self._tx.put(PEER, pin, encode(peer))
        self._after.append(lambda: self._records.peers.update({pin: peer}))

    def erase_peer(self, pin: bytes) -> None:
        """Forget a pairing."""
        records = self._records
        for table, known in ((PEER, records.peers), (HANDSHAKES, records.handshakes), (CALLED, records.called)):
            self._tx.delete(table, pin)
            self._after.append(lambda known=known: known.pop(pin, None))  # type: ignore[misc]

    def called(self, pin: bytes, called: Called) -> None:
        """What the other side is called, or this one."""
        self._put(CALLED, self._records.called, pin, called, encode(called))

    def greeted(self, pin: bytes, told: int) -> bool:
        """Compare what HELLO tells with what it told before. True: it was more, so the other side was restored from an
        old copy, and its keys need a refresh. PeerFault for a number that nobody has counted to, which changes
        nothing."""
        known = self._records.handshakes_with(pin)
        handshake.must_be_plausible(told, known.theirs)
        if told >= known.theirs:
            return False
        self._handshakes(pin, replace(known, theirs=told))  # so each copy is found once
        for row in self._records.keys.of(pin).values():
            if row.current is not None:
                self.key(replace(row, must_refresh=True))
        return True

    def shakes(self, pin: bytes, *, tells: bool = False, hello: int | None = None) -> None:
        """Count a handshake: one that we are about to tell, and one that the other side had written down when it sent
        what came now, `hello` being what it told before it did."""
        known = self._records.handshakes_with(pin)
        theirs = known.theirs if hello is None else hello + 1
        self._handshakes(pin, Handshakes(known.ours + tells, theirs))

    def _handshakes(self, pin: bytes, counts: Handshakes) -> None:
        self._tx.put(HANDSHAKES, pin, encode(counts))
        self._after.append(lambda: self._records.handshakes.update({pin: counts}))

    def key(self, row: KeyRecord) -> None:
        """Replace a key's whole row, and the copies that it keeps. A lock stays as long as what it locks (L13)."""
        before = self._records.keys.get(row.key_id)
        same = before is not None and row.role is Role.P2 and before.current_run_id == row.current_run_id
        if same and before is not None and before.locked and not row.locked:
            raise Bug("a lock was to be undone")
        self._tx.put(KEY, row.key_id, encode(bare(row)))
        self._after.append(self._records.copies.write(self._tx, row))
        self._after.append(lambda: self._records.keys.update({row.key_id: row}))

    def erase_key(self, key_id: bytes) -> None:
        """Forget a key that was never born."""
        self._tx.delete(KEY, key_id)
        self._after.append(self._records.copies.erase(self._tx, key_id))
        self._after.append(lambda: self._records.keys.pop(key_id, None))

    def recover(self, now: int, pin: bytes | None = None) -> list[KeyRecord]:
        """Make safe what a crash left half done (lifecycle.at_start), before anything else; or what a full disk did, to
        the keys of one computer, whose link is new. -> the rows it changed."""
        changed = []
        for row in [row for row in self._records.keys.values() if pin in (None, row.pin)]:
            found = transitions.at_start(row, now)
            if found is None:
                self.erase_key(row.key_id)
            elif found is not row:
                self.key(found)
                changed.append(found)
        return changed

    def accept(self) -> None:
        """What follows from a copy without its log is in this block."""
        self._tx.accept()

    def request(self, request: SigningRequest) -> None:
        """Keep a request as it stands now; its transaction is a payload of its own."""
        before = self._records.requests.get(request.id)
        if before is None or before.state is not request.state:
            self._changes.moved.append(request)
        self._tx.put(TASK, request.id, encode(request))
        self._after.append(lambda: self._records.requests.keep(request))

    def rule(self, key_id: bytes, code: str, settings: object | None) -> None:
        """Set a rule of a key; None: it is no more in force. What it was to be later is forgotten."""
        id = key_id + code.encode()
        self._put(RULE, self._records.rules, id, settings, None if settings is None else encode(settings))
        self._put(LATER, self._records.later, id, None, None)

    def old_copy(self, key_id: bytes, found: OldCopy | None) -> None:
        """Approve nothing without a person from now on; None: by the rules again, for a person has looked."""
        data = None if found is None else encode(found)
        self._put(OLD_COPY, self._records.old_copies, key_id, found, data)

    def block(self, pin: bytes, blocked: Blocked | None) -> None:
        """Turn a computer away from now on; None: let it in again. It counts once the anchor names it (L10)."""
        if blocked is not None:
            self._changes.ahead[pin] = blocked
        self._put(BLOCKED, self._records.blocked, pin, blocked, None if blocked is None else encode(blocked))

    def allowance(self, pin: bytes, allowance: Allowance) -> None:
        """What a computer had written down."""
        self._put(ALLOWANCE, self._records.allowances, pin, allowance, encode(allowance))

    def patience(self, key_id: bytes, patience: Patience) -> None:
        """How often a person was asked about a key."""
        self._put(PATIENCE, self._records.patience, key_id, patience, encode(patience))

    def later(self, key_id: bytes, code: str, later: Later) -> None:
        """What a rule of a key will be set to."""
        self._put(LATER, self._records.later, key_id + code.encode(), later, later.encoded())

    def spending(self, payment: Spending) -> None:
        """Count a payment, or count it from now on."""
        self._put(SPENDING, self._records.spendings, payment.request, payment, encode(payment))

    def erase_spending(self, request_id: bytes) -> None:
        """Count it no more: it will not be signed, or a person is asked, or it is too long ago."""
        self._put(SPENDING, self._records.spendings, request_id, None, None)

    def _put(self, table: str, kept: MutableMapping[bytes, Any], id: bytes, value: object, data: bytes | None) -> None:
        if data is not None:
            self._tx.put(table, id, data)
            self._after.append(lambda: kept.update({id: value}))
        elif id in kept:
            self._tx.delete(table, id)
            self._after.append(lambda: kept.pop(id, None))

    def erase_request(self, request_id: bytes) -> None:
        """Forget a request that is over."""
        self._tx.delete(TASK, request_id)
        self._after.append(lambda: self._records.requests.drop(request_id))

    def payload(self, request_id: bytes, data: bytes) -> None:
        """Keep the transaction of a request."""
        self._tx.put(PAYLOAD, request_id, data)

    def erase_payload(self, request_id: bytes) -> None:
        """Forget the transaction of a request."""
        self._tx.delete(PAYLOAD, request_id)

    def note(self, table: str, key_id: bytes, name: bytes, data: bytes | None) -> None:
        """Note something about a key under a name; None forgets it."""
        self._changes.put_or_delete(table, key_id + name, data)

    def then(self, change: Callable[[], object]) -> None:
        """What memory does once all of this is durable."""
        self._after.append(change)

    def log(self, now: int, code: LogCode, *values: str) -> None:
        """Append one line for people: it is in the chain with this write, or neither is."""
        line = LogEntry(now, str(code), values)
        encode(line)  # what cannot be written is a mistake of whoever wrote it, not of the end of the block
        self._changes.lines.append(line)
