"""What a kind of joint key is to everybody else: how its shares are made, renewed, used, written down and guarded.

The life cycle (core/keys), the co-signer's endpoints and the wallet's client know what stands here, and no scheme.
core/protocol/registry.py lists the schemes there are: a new one is a package beside ecdsa/ and a line there.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic, Protocol, TypeAlias, TypeVar

from core.codec.codec import Bytes32, VarBytes
from core.codec.messages import MessageType
from core.crypto.rng import Rng
from core.protocol.session import Purpose
from core.protocol.share import Role
from core.recovery.file import RecoveryFile
from core.recovery.sealed_copy import Sealing
from core.recovery.sheet import PublicSheet, Sheet, SheetPair
from core.recovery.sheet_change import NO_CHANGE, PeerSheetRules
from core.sansio.effects import Script
from core.secret import Secret

ShareT = TypeVar("ShareT")
TriedT = TypeVar("TriedT", contravariant=True)
P1SessionT = TypeVar("P1SessionT")
P2SessionT = TypeVar("P2SessionT")
SignatureT = TypeVar("SignatureT")


@dataclass(frozen=True, slots=True)
class KeptCopy:
    """The other side's share of a run, sealed to one of its recovery sheets, in the bytes of core.recovery."""

    sheet: PublicSheet
    data: VarBytes


class Share(Protocol):
    """What the life cycle reads of one party's share of one epoch."""

    SCHEME: ClassVar[int]  # the id of its scheme

    @property
    def role(self) -> Role:
        """Whose it is."""

    @property
    def network(self) -> str:
        """Where its coins are."""

    @property
    def epoch(self) -> int:
        """1 or more."""

    @property
    def T(self) -> bytes:
        """32 bytes: the run that made it."""

    @property
    def parent(self) -> bytes:
        """32 bytes: the run before, or NO_RUN."""

    @property
    def own_sheet(self) -> PublicSheet:
        """The recovery sheet that this side seals its share to; zeros: none."""

    @property
    def peer_sheet(self) -> PublicSheet:
        """That of the other side, whose sealed share is kept beside this one."""

    @property
    def own_sheets(self) -> SheetPair:
        """With the one to come, while it is exchanged."""

    @property
    def peer_sheets(self) -> SheetPair:
        """With the one to come, while it is exchanged."""

    def copy_for(self, sheet: PublicSheet, /) -> bytes:
        """The copy of the other side's share that is sealed to this sheet; empty: there is none."""

    @property
    def key_id(self) -> bytes:
        """32 bytes; the same in every epoch."""

    @property
    def epoch_id(self) -> bytes:
        """32 bytes; of this epoch and this run only."""


class PreparedSession(Protocol):
    """A session in memory, for one use."""

    @property
    def sid2(self) -> bytes:
        """32 bytes."""

    @property
    def epoch_id(self) -> bytes:
        """Of the share it was made with."""

    @property
    def B(self) -> int:
        """How many signatures it is for, at most."""


class JointSignature(Protocol):
    """A signature that both have made, or what they have opened. What its bytes are, its scheme says."""

    def __bytes__(self) -> bytes:
        """As the world reads it. ECDSA: strict DER, without a sighash byte; BIP340 and Ed25519: R and s, 64 bytes."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to sign: its number in the task, what is signed, the path of its key; no path where a key has none.

    `message`: 32 bytes for ECDSA and BIP340, of any length for Ed25519; of an opening, the ephemeral share.
    """

    number: int
    message: bytes
    path: tuple[int, ...]


class Guard(Protocol):
    """What watches over a share apart from the life cycle, in bytes that only its scheme reads. Pure functions."""

    def fresh(self) -> bytes:
        """Of a share just made."""

    def may_commit(self, guard: bytes) -> bool:
        """P2: whether this PENDING has proved itself."""

    def following(self, guard: bytes, old: bytes) -> bytes:
        """Of a share that takes the place of the one that `old` guarded."""

    def checking(self, guard: bytes) -> bytes:
        """P2: a check that may tell something of the share begins."""

    def checked(self, guard: bytes, *, ok: bool) -> bytes:
        """P2: the check is done."""

    def survives(self, guard: bytes) -> bool:
        """Whether a PENDING found at a start may stay."""

    def at_start(self, guard: bytes, now: int) -> bytes:
        """Of the CURRENT found at a start; another than before if a crash has cost something: refresh first."""

    def locked(self, guard: bytes) -> bool:
        """Whether nothing may be signed with this share any more."""

    def lock(self, guard: bytes) -> bytes:
        """Lock it."""


class ShareRecovery(Protocol[ShareT]):
    """How a share comes back to a side that has only the words of its sheet (core/spec/recovery.md). Pure functions."""

    def hand(self, share: ShareT, sheet: PublicSheet, sealing: Sealing | None, rng: Rng) -> bytes:
        """What the side that stayed hands out: the copy it keeps for this sheet, and its own share sealed anew."""

    def open_handed(self, data: bytes, sheet: Sheet) -> tuple[ShareT, int]:
        """The own share, which signs nothing before a refresh, and the second at which its key was made. Raises
        BadInput, PeerFault."""

    def signs(self, share: ShareT) -> bool:
        """Whether it may."""

    def prove(self, share: ShareT, chan: bytes, rng: Rng) -> bytes:
        """That this side holds its half of this run, for one link."""

    def check(self, share: ShareT, proof: bytes, chan: bytes) -> None:
        """Accept the other side's proof. Raises PeerFault."""


class SelfTest(Protocol[TriedT]):
    """Both halves are tried together: in a run before its commit, and in a drill. What is signed or opened then nobody
    chooses, and nobody but the two sides has a use for it."""

    def whole_p1(self, share: TriedT, purpose: Purpose, rng: Rng) -> Script[bytes]:
        """The wallet's side, which verifies. -> what shows that to P2."""

    def whole_p2(self, share: TriedT, purpose: Purpose, rng: Rng) -> Script[bytes]:
        """The co-signer's side. -> the session, 32 bytes."""

    def check_shown(self, share: TriedT, sid2: bytes, shown: bytes) -> None:
        """P2: accept what P1 shows of a drill. Raises PeerFault."""


# ------------------------------------------------------------------ what P1 may begin, as P2 reads it
@dataclass(frozen=True, slots=True)
class NewKeyCall(Generic[ShareT]):
    """A new key. `sheet`: what P1 tells of its own. `script`: chan, rng, what P2 seals with."""

    network: str
    name: str
    sheet: PublicSheet
    script: Callable[[bytes, Rng, Sealing | None], Script[ShareT]]


@dataclass(frozen=True, slots=True)
class RefreshCall(Generic[ShareT]):
    """New shares after run `parent`. `sheets`: what P1 tells of its own. `script`: share, the highest epoch ever, chan,
    rng, what P2 seals with, what P1 may change of its sheets."""

    parent: bytes
    sheets: SheetPair
    script: Callable[[ShareT, int, bytes, Rng, Sealing | None, PeerSheetRules], Script[ShareT]]


@dataclass(frozen=True, slots=True)
class PrepareCall(Generic[ShareT, P2SessionT]):
    """A session under an epoch; `pays`: for payments. `script`: share, rng."""

    key_id: bytes
    epoch_id: bytes
    pays: bool
    script: Callable[[ShareT, Rng], Script[P2SessionT]]


ItemsOf: TypeAlias = Callable[[bytes, tuple[int, ...]], list[Item]]  # of a task, from P2's own copy; or Refused


@dataclass(frozen=True, slots=True)
class SignCall(Generic[ShareT, P2SessionT]):
    """Signatures for inputs of a task on a prepared session. `script`: session, share, items_of, rng."""

    sid2: bytes
    task_id: bytes
    inputs: tuple[int, ...]
    script: Callable[[P2SessionT, ShareT, ItemsOf, Rng], Script[None]]


@dataclass(frozen=True, slots=True)
class WordsShown:
    """That the words of this sheet are here: `answer`, 32 bytes, is what was sealed to it for this."""

    sheet: PublicSheet
    answer: Bytes32


OpeningCall: TypeAlias = (
    NewKeyCall[ShareT] | RefreshCall[ShareT] | PrepareCall[ShareT, P2SessionT] | SignCall[ShareT, P2SessionT]
)


class Scheme(Protocol[ShareT, P1SessionT, P2SessionT, SignatureT]):
    """One kind of joint key."""

    id: int  # u8, in every record
    holds_coins: bool  # whether its keys are of a network of coins, and have child keys
    guard: Guard
    restoring: ShareRecovery[ShareT]
    calls: Mapping[MessageType, Callable[[bytes], OpeningCall[ShareT, P2SessionT]]]  # how P2 reads what may come first
    timed: frozenset[MessageType]  # answers whose moment of leaving must not tell how long they took

    def load(self) -> None:
        """Load what its runs need, which else the first of them waits for."""

    def self_test(self) -> SelfTest[ShareT]:
        """How two of its shares are tried."""

    # -------------------------------------------------------------- shares
    def write(self, share: ShareT) -> Secret[bytes]:
        """A share as it is kept, without the copies that are kept beside it."""

    def copies(self, share: ShareT) -> tuple[KeptCopy, ...]:
        """Those, one for each sheet of the other side that it was sealed to."""

    def read(self, data: Secret[bytes], copies: Sequence[KeptCopy] = ()) -> ShareT:
        """The share that was written, with its copies. Raises StorageError."""

    def hedge(self, share: ShareT) -> bytes:
        """Something of the share that nobody else knows, for a hedged Rng."""

    def both_copies(self, share: ShareT, sealing: Sealing, rng: Rng) -> RecoveryFile:
        """Both sides' sealed copies of this epoch: the own one made now, the other as it is kept. Raises BadInput where
        none is kept."""

    # -------------------------------------------------------------- the wallet's side
    def keygen(
        self,
        network: str,
        name: str,
        chan: bytes,
        rng: Rng,
        sealing: Sealing | None = None,
        known: Collection[PublicSheet] = (),
    ) -> Script[ShareT]:
        """A new key. `sealing`: what this side seals its share with; None: it has no recovery sheet. `known`: the
        sheets of the co-signer that copies of its other keys are kept for; it must tell one of them, if any."""

    def refresh(
        self,
        share: ShareT,
        max_epoch: int,
        chan: bytes,
        rng: Rng,
        sealing: Sealing | None = None,
        rules: PeerSheetRules = NO_CHANGE,
    ) -> Script[ShareT]:
        """New shares of the same key. `max_epoch` is the highest number this side has ever used; `rules`: what the
        co-signer may change of its sheets."""

    def prepare(self, share: ShareT, n: int, rng: Rng) -> Script[P1SessionT]:
        """A session for up to `n` signatures of one payment."""

    def sign(
        self, session: P1SessionT, share: ShareT, task_id: bytes, items: Sequence[Item], rng: Rng
    ) -> Script[list[SignatureT]]:
        """The signatures for these items, all of them verified, or none."""
