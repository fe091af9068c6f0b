"""Two-party ECDSA as a Scheme (core/protocol/scheme.py): which of its scripts answers which message.

The scripts are loaded by who runs one: they need numpy, 16 MB that a wallet which only shows its coins does without.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from core.codec.codec import decode, encode
from core.codec.messages import MessageType
from core.crypto.rng import Rng
from core.errors import StorageError, StorageKind
from core.protocol import copies
from core.protocol.copies import with_kept
from core.protocol.ecdsa import guard, restore
from core.protocol.scheme import (
    Guard,
    Item,
    KeptCopy,
    NewKeyCall,
    OpeningCall,
    PrepareCall,
    RefreshCall,
    SelfTest,
    ShareRecovery,
    SignCall,
)
from core.protocol.share import FORMAT, KeyShare
from core.recovery.file import RecoveryFile
from core.recovery.sealed_copy import Sealing
from core.recovery.sheet import PublicSheet
from core.recovery.sheet_change import NO_CHANGE, PeerSheetRules
from core.sansio.effects import Script
from core.secret import Secret

if TYPE_CHECKING:
    from core.protocol.ecdsa.prepare import P1Session, P2Session
    from core.protocol.ecdsa.sign import Signature

EcdsaCall: TypeAlias = "OpeningCall[KeyShare, P2Session]"

_FORMAT = bytes([FORMAT])


def _keygen(data: bytes) -> NewKeyCall[KeyShare]:
    from core.protocol.ecdsa import keygen

    g1 = decode(keygen.G1, data)
    return NewKeyCall(g1.network, g1.name, g1.sheet, lambda chan, rng, sealing: keygen.p2(g1, chan, rng, sealing))


def _refresh(data: bytes) -> RefreshCall[KeyShare]:
    from core.protocol.ecdsa import refresh

    f1 = decode(refresh.F1, data)
    return RefreshCall(
        f1.parent,
        f1.sheets,
        lambda share, last, chan, rng, sealing, rules: refresh.p2(f1, share, last, chan, rng, sealing, rules),
    )


def _prepare(data: bytes) -> PrepareCall[KeyShare, P2Session]:
    from core.protocol.ecdsa import prepare

    a1 = decode(prepare.A1, data)
    pays = a1.purpose == prepare.Purpose.PAY
    return PrepareCall(a1.key_id, a1.epoch_id, pays, lambda share, rng: prepare.p2(a1, share, rng))


def _sign(data: bytes) -> SignCall[KeyShare, P2Session]:
    from core.protocol.ecdsa import sign

    s1 = decode(sign.S1, data)
    return SignCall(
        s1.sid2,
        s1.task_id,
        s1.inputs,
        lambda session, share, items_of, rng: sign.p2(s1, session, share, items_of, rng),
    )


class Ecdsa:
    """Two-party ECDSA over secp256k1."""

    id = KeyShare.SCHEME
    holds_coins = True
    guard: Guard = guard
    restoring: ShareRecovery[KeyShare] = restore
    calls: Mapping[MessageType, Callable[[bytes], EcdsaCall]] = {
        MessageType.G1: _keygen,
        MessageType.F1: _refresh,
        MessageType.A1: _prepare,
        MessageType.S1: _sign,
    }
    timed = frozenset({MessageType.A2, MessageType.S2, MessageType.TEST_S2})

    def load(self) -> None:
        """Every script."""
        from core.protocol.ecdsa import keygen, prepare, refresh, selftest, sign  # noqa: F401

    def self_test(self) -> SelfTest[KeyShare]:
        """See selftest.py."""
        from core.protocol.ecdsa import selftest

        return selftest

    def write(self, share: KeyShare) -> Secret[bytes]:
        """A share as it is kept, without its copies: its format, then its fields."""
        return Secret(_FORMAT + encode(share.with_peer_copies(b"", b"")))

    def copies(self, share: KeyShare) -> tuple[KeptCopy, ...]:
        """Those that are kept for the other side's sheets."""
        return copies.kept_copies(share)

    def read(self, data: Secret[bytes], copies: Sequence[KeptCopy] = ()) -> KeyShare:
        """The share that was written, with its copies. Raises StorageError."""
        form, fields = data.reveal()[:1], data.reveal()[1:]
        if form < _FORMAT:
            raise StorageError(
                "this key was made by a program that was never released; make a new home", StorageKind.OLDER
            )
        if form > _FORMAT:
            raise StorageError("this key was made by a newer program; start that one", StorageKind.NEWER)
        return with_kept(decode(KeyShare, fields, StorageError), copies)

    def hedge(self, share: KeyShare) -> bytes:
        """x, 32 bytes."""
        return share.x.reveal().to_bytes(32, "big")

    def both_copies(self, share: KeyShare, sealing: Sealing, rng: Rng) -> RecoveryFile:
        """See copies.py."""
        return copies.both(share, sealing, rng)

    def keygen(
        self,
        network: str,
        name: str,
        chan: bytes,
        rng: Rng,
        sealing: Sealing | None = None,
        known: Collection[PublicSheet] = (),
    ) -> Script[KeyShare]:
        """P1's side of keygen.py."""
        from core.protocol.ecdsa import keygen

        return keygen.p1(network, name, chan, rng, sealing, known)

    def refresh(
        self,
        share: KeyShare,
        max_epoch: int,
        chan: bytes,
        rng: Rng,
        sealing: Sealing | None = None,
        rules: PeerSheetRules = NO_CHANGE,
    ) -> Script[KeyShare]:
        """P1's side of refresh.py."""
        from core.protocol.ecdsa import refresh

        return refresh.p1(share, max_epoch, chan, rng, sealing, rules)

    def prepare(self, share: KeyShare, n: int, rng: Rng) -> Script[P1Session]:
        """P1's side of prepare.py, for a payment."""
        from core.protocol.ecdsa import prepare

        return prepare.p1(share, prepare.Purpose.PAY, n, rng)

    def sign(
        self, session: P1Session, share: KeyShare, task_id: bytes, items: Sequence[Item], rng: Rng
    ) -> Script[list[Signature]]:
        """P1's side of sign.py."""
        from core.protocol.ecdsa import sign

        return sign.p1(session, share, task_id, items, rng)
