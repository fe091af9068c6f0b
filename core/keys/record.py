"""What one side keeps of one key (core/spec/refresh.md), replaced as a whole."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

from core.bitcoin.account import TR, WPKH, Account
from core.bitcoin.coins import HORIZON, Reach
from core.codec.codec import U8, U16, U32, U64, Bytes16, Bytes32, Name, VarBytes
from core.errors import BadInput, Bug, InputKind
from core.keys.state import KeyState
from core.protocol.registry import ECDSA, SCHNORR, AnyScheme, scheme_of
from core.protocol.scheme import KeptCopy, Share
from core.protocol.share import NO_RUN, CoinShare, KeyShare, Role
from core.recovery.sheet import NO_SHEET, PublicSheet
from core.secret import Secret

DAY = 24 * 3600
ACCOUNTS: Final = {ECDSA: WPKH, SCHNORR: TR}  # of a wallet, by the scheme of its key
NO_COINS: Final = "none"  # the network of a key that is for something else: for ssh, for files


@dataclass(frozen=True)  # not slotted: what the bytes were decoded to stays with them
class StoredShare:
    """A share in the bytes of its scheme. It is decoded once, when first used, and both are forgotten together.

    `copies` of the other side's share of the same run, which have records of their own (core.home.copy_book)."""

    scheme: U8
    data: Secret[bytes]
    copies: tuple[KeptCopy, ...] = ()

    @classmethod
    def of(cls, share: Share) -> StoredShare:
        """A share as its scheme writes it."""
        scheme = scheme_of(share.SCHEME)
        return cls(share.SCHEME, scheme.write(share), scheme.copies(share))

    @cached_property
    def opened(self) -> Any:  # what a scheme's shares are, only the scheme knows
        """The share. Raises StorageError."""
        return scheme_of(self.scheme).read(self.data, self.copies)


@dataclass(frozen=True, slots=True)
class Slot:
    """REC: share, guard and the peer's sealed copy of one run live and die together."""

    run_id: Bytes32  # T
    epoch: U32
    share: StoredShare
    guard: VarBytes  # what its scheme keeps beside the share, in its own bytes

    @classmethod
    def of(cls, share: Share) -> Slot:
        """A share that was just made."""
        return cls(share.T, share.epoch, StoredShare.of(share), scheme_of(share.SCHEME).guard.fresh())

    @property
    def scheme(self) -> AnyScheme:
        """What it is a share of."""
        return scheme_of(self.share.scheme)


@dataclass(frozen=True, slots=True)
class Unlock:
    """A request to refresh out of LOCKED (or to end a suspension early); granted on the co-signer only."""

    request: Bytes16
    granted: bool = False


@dataclass(frozen=True, slots=True)
class FirstSheet:
    """A recovery sheet of the other side, a first one or a new one. A person here is asked about it (P2), or has said
    yes to it (R15)."""

    request: Bytes16  # at P1 zeros: nothing is listed
    sheet: PublicSheet
    granted: bool = False
    at: U64 = 0  # when it may be told, by the clock that this side goes by; a yes to a new one settles


@dataclass(frozen=True, slots=True)
class Replaced:
    """A device of the other side whose place another one took, and what was held here then."""

    pin: Bytes32
    at: U64  # seconds
    current: Bytes32  # T of CURRENT
    kept: Bytes32  # T of the PENDING that was kept, or 32 zero bytes


@dataclass(frozen=True, slots=True)
class CosignerState:
    """What one side keeps beside the key: how far its addresses were used, counters, and what went wrong.

    The co-signer counts addresses only in what a person has approved: invented coins would carry them anywhere.
    """

    signed_external: U32 = 0  # one more than the highest index of branch 0 in what was signed
    signed_internal: U32 = 0  # likewise, branch 1 (change)
    paid_external: U32 = 0  # one more than the highest index of branch 0 that something signed pays
    faults: U16 = 0
    suspensions: U16 = 0
    suspended_until: U64 = 0
    unlock: Unlock | None = None
    strict_until: U64 = 0  # policy time: a lost computer came back, so until then all asks, nothing is loosened (R13)


@dataclass(frozen=True, slots=True)
class KeyRecord:
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
    replaced: tuple[Replaced, ...] = ()  # whose place the device of `pin` took, the last at the end
    peer_committed: bool = False  # P2: P1 is known to have committed CURRENT, so an address may be shown
    peer_locked: Bytes32 = NO_RUN  # P1: the run that the co-signer last reported LOCKED
    peer_reach: Reach | None = None  # P1: how far the co-signer lets coins come back for nothing, as it last said
    max_epoch: U32 = 0
    generation: U64 = 0
    peer_generation: U64 = 0
    started: tuple[U64, ...] = ()
    completed: tuple[U64, ...] = ()
    created: U64 = 0
    rules: CosignerState = CosignerState()
    first_sheet: FirstSheet | None = None
    tried_sheet: PublicSheet = NO_SHEET  # a new one of the other side whose words a drill has shown

    @property
    def holds_coins(self) -> bool:
        """Whether it is a wallet's; else it has no addresses, no paths and no chain."""
        return self.network != NO_COINS

    @property
    def horizons(self) -> tuple[int, int]:
        """How many addresses of each branch this side recognises (C1)."""
        return self.rules.signed_external + HORIZON, self.rules.signed_internal + HORIZON

    @property
    def reach(self) -> Reach:
        """How far coins may come back for nothing, as the co-signer knows it (C7)."""
        return Reach.beyond(self.rules.paid_external, self.rules.signed_internal)

    @property
    def current_run_id(self) -> bytes:
        """The run that made CURRENT, or 32 zero bytes."""
        return self.current.run_id if self.current else NO_RUN

    @property
    def pending_run_id(self) -> bytes:
        """The run that made PENDING, or 32 zero bytes."""
        return self.pending.run_id if self.pending else NO_RUN

    @property
    def locked(self) -> bool:
        """Whether nothing may be signed with CURRENT any more, as this side knows it."""
        if self.role is Role.P1:
            return self.current is not None and self.peer_locked == self.current_run_id
        return self.current is not None and self.current.scheme.guard.locked(self.current.guard)


def granted(row: KeyRecord) -> bool:
    """Whether a person at the co-signer has confirmed one run out of the lock."""
    return row.rules.unlock is not None and row.rules.unlock.granted


def new_record(share: Share, name: str, pin: bytes, now: int) -> KeyRecord:
    """A key being born: PENDING only."""
    born = KeyRecord(share.role, name, share.network, share.key_id, pin, created=now)
    return replace(born, pending=Slot.of(share), max_epoch=share.epoch)


def recent(times: tuple[int, ...], now: int) -> tuple[int, ...]:
    """Those within the last 24 hours; one that seems to lie ahead too, for the clock was put back since."""
    return tuple(t for t in times if t > now - DAY)


def state(row: KeyRecord) -> KeyState:
    """One word for what a key may do."""
    if row.mismatch:
        return KeyState.MISMATCH
    if row.locked:
        return KeyState.LOCKED
    return KeyState.MUST_REFRESH if row.must_refresh else KeyState.OPEN


def slot_of(row: KeyRecord) -> Slot:
    """CURRENT, or that of a key being born."""
    slot = row.current or row.pending
    if slot is None:
        raise Bug("a row without any share")
    return slot


def short_name(row: KeyRecord) -> str:
    """Eight digits, where a wallet has the fingerprint of its public key."""
    return row.key_id.hex()[:8]


def must_hold_coins(row: KeyRecord) -> KeyRecord:
    """The row itself. BadInput for a key that is for something else."""
    if not row.holds_coins:
        raise BadInput(f"the key {row.name} holds no coins; choose a wallet", InputKind.NO_COINS)
    return row


def share_of(row: KeyRecord) -> KeyShare:
    """The share of CURRENT, or of a key being born; for those who handle keys of ECDSA alone."""
    share = slot_of(row).share.opened
    if not isinstance(share, KeyShare):
        raise Bug("a key of another kind was taken for one of ECDSA")
    return share


def account(row: KeyRecord) -> Account:
    """Of which kind the addresses of a wallet are."""
    return ACCOUNTS[slot_of(row).scheme.id]


def joint_key(row: KeyRecord) -> CoinShare:
    """The same of a wallet, of whatever scheme."""
    if not row.holds_coins:
        raise Bug("a key that holds no coins was taken for a wallet")
    share: CoinShare = slot_of(row).share.opened
    return share
