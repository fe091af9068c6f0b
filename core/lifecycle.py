"""What each side keeps of a key, and the only ways it may change (core/spec/refresh.md).

One row per key and side; every function takes a row and gives the row that one durable transaction must write.
A run of key generation or refresh is named by T; T is compared, never an epoch number.

    none ──prepare──► PENDING ──commit──► CURRENT          P2 commits first: that is THE commit point.
                         └─────drop─────► none             P1 drops only on the answer of a handshake.

The handshake, once per connection and before anything else: P1 tells (KEYS), P2 settles, then answers (ANSWER),
P1 settles. Model-checked in tests/core/lifecycle_model.py.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum
from typing import ClassVar

from core.encoding import U16, U32, U64, Bytes16, Bytes32, Message, Name, Type
from core.errors import Bug, KeyBlocked, PeerFault
from core.protocol.share import NO_RUN, KeyShare, Role, key_id

DAY = 24 * 3600
MAX_STARTED, MAX_COMPLETED = 6, 100  # refreshes in 24 h: begun and not completed, completed (K2)
FIRST_SUSPENSION, LONGEST_SUSPENSION = 15 * 60, DAY
FAULTS_BEFORE_SUSPENSION = 3
CRASHES_BEFORE_LOCK = 3


class OtState(IntEnum):
    """Of one base-OT set, at P2. LOCKED is never cleared: only a refresh makes another set."""

    NEW = 0
    CHECKING = 1
    OPEN = 2
    LOCKED = 3


class KeyState(IntEnum):
    """What P2 answers for a key in the handshake."""

    OPEN = 0
    LOCKED = 1
    MUST_REFRESH = 2
    MISMATCH = 3


@dataclass(frozen=True, slots=True)
class Slot:
    """REC: share, OT state and the peer's sealed copy of one run live and die together."""

    share: KeyShare
    ot: OtState = OtState.NEW


@dataclass(frozen=True, slots=True)
class Unlock:
    """A request to refresh out of LOCKED (or to end a suspension early); granted on the co-signer only."""

    request: Bytes16
    granted: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """What the co-signer keeps beside the key: limits, counters, and what went wrong."""

    approve_below: U64 = 0  # sat, payment plus fee; 0 = always ask
    signed_external: U32 = 0  # one more than the highest index of branch 0 that was signed
    signed_internal: U32 = 0  # likewise, branch 1 (change)
    faults: U16 = 0
    suspensions: U16 = 0
    suspended_until: U64 = 0
    crashed_checks: tuple[U64, ...] = ()
    unlock: Unlock | None = None


@dataclass(frozen=True, slots=True)
class KeyRow:
    """All that one side keeps of one key: sealed as one record, replaced in one transaction."""

    role: Role
    name: Name
    network: Name
    key_id: Bytes32
    pin: Bytes32  # SHA-256 of the other side's certificate; the key belongs to this pin alone (L5)
    current: Slot | None = None
    pending: Slot | None = None
    must_refresh: bool = False
    mismatch: bool = False
    settled: bool = False  # P2: P1 is known to have committed CURRENT, so an address may be shown
    peer_locked: Bytes32 = NO_RUN  # P1: the T that the co-signer last reported LOCKED
    max_epoch: U32 = 0
    generation: U64 = 0
    peer_generation: U64 = 0
    started: tuple[U64, ...] = ()
    completed: tuple[U64, ...] = ()
    created: U64 = 0
    rules: Rules = Rules()

    @property
    def current_T(self) -> bytes:
        """T of CURRENT, or 32 zero bytes."""
        return self.current.share.T if self.current else NO_RUN

    @property
    def pending_T(self) -> bytes:
        """T of PENDING, or 32 zero bytes."""
        return self.pending.share.T if self.pending else NO_RUN

    @property
    def locked(self) -> bool:
        """Whether the base-OT set of CURRENT is locked, as this side knows it."""
        if self.role is Role.P1:
            return self.current is not None and self.peer_locked == self.current_T
        return self.current is not None and self.current.ot is OtState.LOCKED


@dataclass(frozen=True, slots=True)
class KeyClaim:
    """P1's durable state of one key."""

    key_id: Bytes32
    current: Bytes32
    pending: Bytes32
    generation: U64
    peer_generation: U64
    peer_locked: Bytes32


@dataclass(frozen=True, slots=True)
class Keys(Message):  # P1 -> P2
    """Every key that P1 keeps with this co-signer."""

    TYPE: ClassVar[Type] = Type.KEYS
    claims: tuple[KeyClaim, ...]


@dataclass(frozen=True, slots=True)
class KeyAnswer:
    """P2's durable state of one key, after it has settled."""

    key_id: Bytes32
    current: Bytes32
    state: KeyState
    generation: U64
    peer_generation: U64


@dataclass(frozen=True, slots=True)
class Answer(Message):  # P2 -> P1
    """One answer for each claim, and one for each key that P1 did not name."""

    TYPE: ClassVar[Type] = Type.ANSWER
    answers: tuple[KeyAnswer, ...]


@dataclass(frozen=True, slots=True)
class StatusOf(Message):  # P1 -> P2
    """How is this key? P1 tells which epoch it has committed."""

    TYPE: ClassVar[Type] = Type.STATUS
    key_id: Bytes32
    T: Bytes32


@dataclass(frozen=True, slots=True)
class Report(Message):  # P2 -> P1
    """How the co-signer sees a key."""

    TYPE: ClassVar[Type] = Type.REPORT
    name: Name
    epoch: U32
    state: KeyState
    approve_below: U64
    open_requests: U16
    suspended_until: U64


# ------------------------------------------------------------------ PREP, COMMIT, DROP, CHECK, CHECKED
def new_row(share: KeyShare, name: str, pin: bytes, now: int) -> KeyRow:
    """A key being born: PENDING only."""
    born = KeyRow(share.role, name, share.network, key_id(share.network, share.Q, share.chain), pin, created=now)
    return replace(born, pending=Slot(share), max_epoch=share.epoch)


def prepare(row: KeyRow, share: KeyShare, now: int) -> KeyRow:
    """PREP: PENDING := share."""
    if row.pending is not None:
        raise PeerFault("a run began while another one waits for its commit", "pending_epoch")
    if share.parent != row.current_T:
        raise PeerFault("a run began from another epoch than the current one", "mismatch")
    unlock = row.rules.unlock
    return replace(
        row,
        pending=Slot(share),
        max_epoch=max(row.max_epoch, share.epoch),
        started=(*recent(row.started, now), now)[-MAX_STARTED:],
        rules=replace(row.rules, unlock=None if unlock and unlock.granted else unlock),  # used up by this run
    )


def commit(row: KeyRow, T: bytes, now: int) -> KeyRow:
    """COMMIT: CURRENT := PENDING. The old share, its OT state and its copy are gone with this row."""
    if row.pending is None or row.pending.share.T != T:
        raise PeerFault("a commit names a run that is not pending", "mismatch")
    if row.role is Role.P2 and row.pending.ot is not OtState.OPEN:
        raise PeerFault("a commit came before the self-test of its run", "order")
    completed = recent(row.completed, now)
    return replace(
        row,
        current=row.pending,
        pending=None,
        must_refresh=False,
        mismatch=False,
        settled=False,
        peer_locked=NO_RUN,
        started=recent(row.started, now)[:-1],
        completed=completed if row.current is None else (*completed, now)[-MAX_COMPLETED:],
    )


def drop(row: KeyRow) -> KeyRow:
    """PENDING := none. At P2 at any time before the commit; at P1 only from the handshake."""
    return replace(row, pending=None)


def checking(row: KeyRow, T: bytes) -> KeyRow:
    """CHECK: durable before the OT check of an A1 under T begins."""
    return _with_ot(row, T, OtState.CHECKING)


def checked(row: KeyRow, T: bytes, *, ok: bool) -> KeyRow:
    """CHECKED: durable before the answer. A failed check inside PENDING drops it; in CURRENT it locks."""
    if not ok and row.pending_T == T:
        return drop(row)
    return _with_ot(row, T, OtState.OPEN if ok else OtState.LOCKED)


def _with_ot(row: KeyRow, T: bytes, ot: OtState) -> KeyRow:
    if row.pending is not None and row.pending.share.T == T:
        return replace(row, pending=replace(row.pending, ot=ot))
    if row.current is not None and row.current.share.T == T:
        return replace(row, current=replace(row.current, ot=ot))
    raise Bug("an OT check under a run that is not held")


def at_start(row: KeyRow, now: int) -> KeyRow | None:
    """What a side finds after a crash. None: the row never became a key.

    A check without a result may have told one bit of Delta: fresh base OTs come before any further A1, and the
    third time in a day the set is locked (F3). A PENDING that was being checked is dropped by P2, which may.
    """
    if row.pending is not None and row.pending.ot in (OtState.CHECKING, OtState.LOCKED):
        row = drop(row)
    if row.current is None and row.pending is None:
        return None
    if row.current is not None and row.current.ot is OtState.CHECKING:
        times = (*recent(row.rules.crashed_checks, now), now)
        ot = OtState.LOCKED if len(times) >= CRASHES_BEFORE_LOCK else OtState.OPEN
        rules = replace(row.rules, crashed_checks=times[-CRASHES_BEFORE_LOCK:])
        row = replace(row, current=replace(row.current, ot=ot), must_refresh=True, rules=rules)
    return row


def recent(times: tuple[int, ...], now: int) -> tuple[int, ...]:
    """Those within the last 24 hours."""
    return tuple(t for t in times if now - DAY < t <= now)


# ------------------------------------------------------------------ handshake
def raised(row: KeyRow) -> KeyRow:
    """One generation further; durable before the handshake tells it."""
    return replace(row, generation=row.generation + 1)


def claim(row: KeyRow) -> KeyClaim:
    """What P1 tells of a row. Its generation was raised durably before."""
    return KeyClaim(row.key_id, row.current_T, row.pending_T, row.generation, row.peer_generation, row.peer_locked)


def settle_p2(row: KeyRow, told: KeyClaim) -> KeyRow | None:
    """P2's side of the table, durable before the answer. None: the row is erased (a key that was never born)."""
    c1, p1, c2, p2 = told.current, told.pending, row.current_T, row.pending_T
    if told.peer_generation > row.generation:
        row = replace(row, must_refresh=True)  # our disk is older than what P1 has seen
    row = replace(row, generation=row.generation + 1, peer_generation=max(row.peer_generation, told.generation))
    if row.current is not None and told.peer_locked == c2 and row.current.ot is not OtState.LOCKED:
        row = replace(row, current=replace(row.current, ot=OtState.LOCKED))
    if c1 == c2 or (p1 == c2 and c2 != NO_RUN):  # rows A and B: P2 decides, nothing here is worth keeping
        row = replace(drop(row), mismatch=False, settled=c1 == c2)
        return row if row.current else None
    if row.pending is not None and c1 == p2 and c1 != NO_RUN:  # row C: our disk is an old image
        return replace(row, current=row.pending, pending=None, must_refresh=True, mismatch=False, settled=True)
    return replace(row, mismatch=True)  # row D: nothing is erased


def state(row: KeyRow) -> KeyState:
    """One word for what a key may do."""
    if row.mismatch:
        return KeyState.MISMATCH
    if row.locked:
        return KeyState.LOCKED
    return KeyState.MUST_REFRESH if row.must_refresh else KeyState.OPEN


def answer(row: KeyRow) -> KeyAnswer:
    """What P2 tells of a settled row."""
    return KeyAnswer(row.key_id, row.current_T, state(row), row.generation, row.peer_generation)


def unknown(told: KeyClaim) -> KeyAnswer:
    """The answer for a key that P2 does not hold for this pin."""
    return KeyAnswer(told.key_id, NO_RUN, KeyState.OPEN, 0, 0)


def settle_p1(row: KeyRow, told: KeyAnswer, now: int) -> KeyRow | None:
    """P1's side: it decides on c2 alone. None: the row is erased (a key that was never born)."""
    c2 = told.current
    if told.peer_generation > row.generation:
        row = replace(row, must_refresh=True)
    row = replace(row, peer_generation=max(row.peer_generation, told.generation))
    if c2 == row.current_T:
        row = replace(drop(row), mismatch=False)
        if row.current is None:
            return None
    elif c2 == row.pending_T and c2 != NO_RUN:
        row = commit(row, c2, now)
    else:
        return replace(row, mismatch=True)
    locked = row.current_T if told.state is KeyState.LOCKED else NO_RUN
    return replace(
        row,
        peer_locked=locked,
        must_refresh=row.must_refresh or told.state is KeyState.MUST_REFRESH,
        mismatch=told.state is KeyState.MISMATCH,
    )


# ------------------------------------------------------------------ what may be done now
def must_be_usable(row: KeyRow, now: int, *, refresh: bool = False) -> Slot:
    """CURRENT, if payments (or a refresh) may run under it now; else KeyBlocked says why and what ends it."""
    if row.mismatch or row.current is None:
        raise KeyBlocked(
            "this computer and the co-signer hold different epochs of this key; "
            "one of them was restored from an old copy or is not the one this wallet was made with",
            "mismatch",
        )
    if row.pending is not None:
        raise KeyBlocked("a refresh is not finished; connect again to finish it", "pending_epoch")
    if refresh:
        return row.current
    if now < row.rules.suspended_until:
        minutes = (row.rules.suspended_until - now + 59) // 60
        raise KeyBlocked(
            f"suspended for {minutes} minutes after repeated faults; the co-signer can end it", "suspended"
        )
    if row.locked:
        raise KeyBlocked("this key is locked; run a refresh and confirm it on the co-signer", "locked")
    if row.must_refresh:
        raise KeyBlocked("this key needs a refresh before the next payment", "must_refresh")
    return row.current


def must_allow_refresh(row: KeyRow, now: int) -> None:
    """K2: refusing to be a hammer. Raises KeyBlocked."""
    if len(recent(row.started, now)) >= MAX_STARTED or len(recent(row.completed, now)) >= MAX_COMPLETED:
        raise KeyBlocked("too many refreshes in 24 hours; try again later", "too_many")


def after_fault(row: KeyRow, now: int) -> KeyRow:
    """A protocol fault was seen: three suspend the key for this pin, 15 minutes doubling to 24 hours."""
    faults, rules = row.rules.faults + 1, row.rules
    if faults < FAULTS_BEFORE_SUSPENSION:
        return replace(row, rules=replace(rules, faults=faults))
    length = min(FIRST_SUSPENSION << min(rules.suspensions, 10), LONGEST_SUSPENSION)
    return replace(row, rules=replace(rules, faults=0, suspensions=rules.suspensions + 1, suspended_until=now + length))


def wishing_unlock(row: KeyRow, request: bytes) -> KeyRow:
    """A person is asked to end a lock or a suspension; one request at a time."""
    return row if row.rules.unlock else replace(row, rules=replace(row.rules, unlock=Unlock(request)))


def waiting_unlock(row: KeyRow, now: int) -> Unlock | None:
    """The request that a person has still to decide; none when there is nothing left to end."""
    unlock = row.rules.unlock
    blocked = row.locked or now < row.rules.suspended_until
    return unlock if blocked and unlock and not unlock.granted else None


def share_of(row: KeyRow) -> KeyShare:
    """The share of CURRENT, or of a key being born."""
    slot = row.current or row.pending
    if slot is None:
        raise Bug("a row without any share")
    return slot.share
