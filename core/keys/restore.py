"""What is said when one device takes the place of another (core/spec/recovery.md). A lost computer:

    P1 (new)                                            P2
      ── RESTORE_ASK: role, sheet, signature ─────────►   one request for all wallets of that sheet; a person says yes
      ── RESTORE_OF ──────────────────────────────────►   RESTORE_TOLD: where it stands
      ── TAKE_COPY: key ──────────────────────────────►   COPY_TAKEN: the sealed copy; must-refresh before it leaves
    OPEN, for each wallet
      ── REBIND: a proof of each half ────────────────►   REBIND, for all of them; REBOUND
    then the handshake, and a refresh of each             (what is durable: rebinding.py)

A lost co-signer: the same messages, and as ever P1 puts the questions.

    P1                                                  P2 (new)
      ── WHOSE_PLACE ─────────────────────────────────►   RESTORE_ASK: role, sheet, signature
      ── COPY_TAKEN: the sealed copy of a key ────────►   OPEN; REBIND: a proof of its half
    REBIND, for all of them
      ── REBOUND ─────────────────────────────────────►   REBOUND: the words are forgotten

Who has no sheet changes nothing: the survivor binds a wallet to another device only after that one has proved the half
that its own half fits (R10), and hands out nothing before the sheet has signed for this link and device.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar

from core.codec.codec import U8, U32, U64, Bytes16, Bytes32, Name, VarBytes
from core.codec.messages import Message, MessageType
from core.keys.handshake import KeyAnswer, answer
from core.keys.record import CosignerState, KeyRecord
from core.primitives.hashing import Tag
from core.protocol.share import Role
from core.recovery.sheet import PublicSheet, Sheet, sign

FIRST_HOUR = 3600  # seconds of policy time after key generation, in which a restore does not settle
SETTLING = 24 * 3600  # seconds of policy time from the yes until the copies are handed out
STRICT = 72 * 3600  # seconds of policy time after it, in which everything asks and nothing is loosened
LASTS = 7 * 24 * 3600  # seconds of policy time for which a request waits, and for which it is ready
MOST_SIGNED = 100_000  # addresses that a co-signer may say were used: deriving more would take for ever
SIGNATURE = 64
UNASKED = bytes(16)


class RestoreState(IntEnum):
    """Of a request. From DONE on all are final."""

    WAITING = 0  # for a person
    SETTLING = 1
    READY = 2
    DONE = 3  # bound to the new computer
    STOPPED = 4  # the old one was there
    REFUSED = 5
    CANCELLED = 6
    EXPIRED = 7


class PlaceAsked(IntEnum):
    """Whether somebody asks to take the place of this computer, as the co-signer tells that one itself. Who asks, and
    for what, it does not tell."""

    NO = 0
    WAITS = 1  # for a person's yes at the co-signer
    STOPPED = 2  # a person had said yes, and this computer's being there has stopped it, in the last days


# ------------------------------------------------------------------ messages
@dataclass(frozen=True, slots=True)
class AskWhosePlace(Message):  # P1 -> P2
    """Of which sheet have you the words?"""

    TYPE: ClassVar[MessageType] = MessageType.WHOSE_PLACE


@dataclass(frozen=True, slots=True)
class AskRestore(Message):  # new device -> survivor
    """Give me the wallets of this sheet, whose words I have: it signs for this link and this device."""

    TYPE: ClassVar[MessageType] = MessageType.RESTORE_ASK
    role: Role
    sheet: PublicSheet
    signature: VarBytes  # 64 bytes

    @classmethod
    def signed(cls, sheet: Sheet, chan: bytes, pin: bytes) -> AskRestore:
        """For the link `chan` and the new device `pin`."""
        public = sheet.public
        signature = sign(sheet.auth_key, Tag.RESTORE_ASK, *_asked(sheet.role, public, chan, pin))
        return cls(sheet.role, public, signature)

    def check(self, chan: bytes, pin: bytes) -> None:
        """Raises PeerFault unless the sheet has signed it for this link and this device."""
        self.sheet.check_signature(self.signature, Tag.RESTORE_ASK, *_asked(self.role, self.sheet, chan, pin))


def _asked(role: Role, sheet: PublicSheet, chan: bytes, pin: bytes) -> tuple[bytes, ...]:
    return chan, bytes([role]), pin, sheet.apk, sheet.spk


@dataclass(frozen=True, slots=True)
class RestoreOf(Message):  # P1 -> P2
    """How does my request stand?"""

    TYPE: ClassVar[MessageType] = MessageType.RESTORE_OF
    request: Bytes16


@dataclass(frozen=True, slots=True)
class Restorable:
    """A wallet that is handed out, and its run now."""

    key_id: Bytes32
    T: Bytes32


@dataclass(frozen=True, slots=True)
class RestoreTold(Message):  # P2 -> P1
    """So. `wait`: seconds until it is ready; 0 where a person has to say something first, or nothing comes any more.
    `keys`: once it is ready; `without`: wallets of the lost computer that it has no copy of, once it is ready."""

    TYPE: ClassVar[MessageType] = MessageType.RESTORE_TOLD
    request: Bytes16
    state: RestoreState
    wait: U64 = 0
    keys: tuple[Restorable, ...] = ()
    without: tuple[Name, ...] = ()


@dataclass(frozen=True, slots=True)
class TakeCopy(Message):  # P1 -> P2
    """Hand me the copy of this key."""

    TYPE: ClassVar[MessageType] = MessageType.TAKE_COPY
    request: Bytes16
    key_id: Bytes32


@dataclass(frozen=True, slots=True)
class CopyTaken(Message):  # survivor -> new device
    """`handed`: as the scheme writes it; `row`: how the survivor's row is. The numbers are its own: how far addresses
    were used."""

    TYPE: ClassVar[MessageType] = MessageType.COPY_TAKEN
    name: Name
    scheme: U8
    handed: VarBytes
    row: KeyAnswer
    signed_external: U32
    signed_internal: U32
    paid_external: U32

    @classmethod
    def of(cls, row: KeyRecord, scheme: int, handed: bytes) -> CopyTaken:
        """What is handed out of a row."""
        used = row.rules
        return cls(
            *(row.name, scheme, handed, answer(row)),
            *(used.signed_external, used.signed_internal, used.paid_external),
        )

    @property
    def used(self) -> CosignerState:
        """How far addresses were used, and nothing else: rules are never taken over (R13). Of more than MOST_SIGNED as
        many are believed: payments carry it further, and a device that was lost may have pushed it up."""
        told = (self.signed_external, self.signed_internal, self.paid_external)
        external, internal, paid = (min(number, MOST_SIGNED) for number in told)
        return CosignerState(external, internal, paid)


@dataclass(frozen=True, slots=True)
class RebindProof:
    """That the sender holds its half of run T of a key, for this link. `name`: what it calls the wallet, which a
    co-signer calls it too from then on."""

    key_id: Bytes32
    T: Bytes32
    proof: VarBytes
    name: Name


@dataclass(frozen=True, slots=True)
class Rebind(Message):  # new device -> survivor
    """Bind these keys to me. `request`: of the co-signer's person; a computer has none (UNASKED)."""

    TYPE: ClassVar[MessageType] = MessageType.REBIND
    request: Bytes16
    proofs: tuple[RebindProof, ...]


@dataclass(frozen=True, slots=True)
class Rebound(Message):  # survivor -> new device; a co-signer says it again
    """They are; `without`: wallets of the lost device that stay with it."""

    TYPE: ClassVar[MessageType] = MessageType.REBOUND
    without: tuple[Name, ...] = ()


def settles(created: int, now: int) -> int:
    """Seconds for which a restore of a key made at policy time `created` settles (R21); unknown is long ago."""
    return 0 if 0 < created <= now < created + FIRST_HOUR else SETTLING
