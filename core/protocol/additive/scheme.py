"""One kind of the family as a Scheme (core/protocol/scheme.py): which of its scripts answers which message."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Generic, TypeAlias

from core.codec.codec import decode, encode
from core.codec.messages import MessageType
from core.crypto.group import P
from core.crypto.rng import Rng
from core.errors import StorageError, StorageKind
from core.protocol import copies
from core.protocol.additive import guard, keygen, prepare, refresh, sign
from core.protocol.additive.kind import Kind, SumKind
from core.protocol.additive.prepare import SumP1Session, SumP2Session
from core.protocol.additive.restore import SumRecovery
from core.protocol.additive.selftest import SumSelfTest
from core.protocol.additive.share import AdditiveShare
from core.protocol.additive.sign import SumSignature
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
from core.protocol.session import Purpose
from core.recovery.file import RecoveryFile
from core.recovery.sealed_copy import Sealing
from core.recovery.sheet import PublicSheet
from core.recovery.sheet_change import NO_CHANGE, PeerSheetRules
from core.sansio.effects import Script
from core.secret import Secret

FORMAT = 1  # of a share as it is kept: its first byte; the scheme is the second

SumCall: TypeAlias = OpeningCall[AdditiveShare[P], SumP2Session]


class AdditiveKeys(Generic[P]):
    """Keys that are sums, of one kind, whatever is done with them."""

    guard: Guard = guard
    timed: frozenset[MessageType] = frozenset()  # secrets meet constant time alone

    def __init__(self, kind: SumKind[P], test: SelfTest[AdditiveShare[P]]) -> None:
        self.kind, self.id, self.holds_coins, self._test = kind, kind.id, kind.has_coins, test
        self.restoring: ShareRecovery[AdditiveShare[P]] = SumRecovery(kind)
        self.calls: Mapping[MessageType, Callable[[bytes], SumCall[P]]] = {
            MessageType.SUM_G1: self._keygen,
            MessageType.SUM_F1: self._refresh,
            MessageType.SUM_A1: self._prepare,
        }

    def load(self) -> None:
        """Nothing is loaded late."""

    def self_test(self) -> SelfTest[AdditiveShare[P]]:
        """See selftest.py."""
        return self._test

    # -------------------------------------------------------------- what P2 answers
    def _keygen(self, data: bytes) -> NewKeyCall[AdditiveShare[P]]:
        g1 = decode(keygen.SumG1, data)
        script = lambda chan, rng, sealing: keygen.p2(self.kind, self._test, g1, chan, rng, sealing)  # noqa: E731
        return NewKeyCall(g1.network, g1.name, g1.sheet, script)

    def _refresh(self, data: bytes) -> RefreshCall[AdditiveShare[P]]:
        f1 = decode(refresh.SumF1, data)
        return RefreshCall(
            f1.parent,
            f1.sheets,
            lambda share, last, chan, rng, sealing, rules: refresh.p2(
                self.kind, self._test, f1, share, last, chan, rng, sealing, rules
            ),
        )

    def _prepare(self, data: bytes) -> PrepareCall[AdditiveShare[P], SumP2Session]:
        a1 = decode(prepare.SumA1, data)
        pays = a1.purpose == Purpose.PAY
        return PrepareCall(a1.key_id, a1.epoch_id, pays, lambda share, rng: prepare.p2(self.kind, a1, share, rng))

    # -------------------------------------------------------------- shares
    def write(self, share: AdditiveShare[P]) -> Secret[bytes]:
        """A share as it is kept, without its copies: its format, its scheme, then its fields."""
        return Secret(bytes([FORMAT, self.id]) + encode(share.with_peer_copies(b"", b"")))

    def copies(self, share: AdditiveShare[P]) -> tuple[KeptCopy, ...]:
        """Those that are kept for the other side's sheets."""
        return copies.kept_copies(share)

    def read(self, data: Secret[bytes], copies_beside: Sequence[KeptCopy] = ()) -> AdditiveShare[P]:
        """The share that was written, with its copies. Raises StorageError."""
        head, fields = data.reveal()[:2], data.reveal()[2:]
        if head[:1] > bytes([FORMAT]):
            raise StorageError("this key was made by a newer program; start that one", StorageKind.NEWER)
        if head != bytes([FORMAT, self.id]):
            raise StorageError("the share of a key is damaged, or of another kind")
        return copies.with_kept(decode(self.kind.share, fields, StorageError), copies_beside)

    def hedge(self, share: AdditiveShare[P]) -> bytes:
        """x, 32 bytes."""
        return share.x.reveal()

    def both_copies(self, share: AdditiveShare[P], sealing: Sealing, rng: Rng) -> RecoveryFile:
        """See core/protocol/copies.py."""
        return copies.both(share, sealing, rng)

    # -------------------------------------------------------------- the wallet's side
    def keygen(
        self,
        network: str,
        name: str,
        chan: bytes,
        rng: Rng,
        sealing: Sealing | None = None,
        known: Collection[PublicSheet] = (),
    ) -> Script[AdditiveShare[P]]:
        """P1's side of keygen.py."""
        return keygen.p1(self.kind, self._test, network, name, chan, rng, sealing, known)

    def refresh(
        self,
        share: AdditiveShare[P],
        max_epoch: int,
        chan: bytes,
        rng: Rng,
        sealing: Sealing | None = None,
        rules: PeerSheetRules = NO_CHANGE,
    ) -> Script[AdditiveShare[P]]:
        """P1's side of refresh.py."""
        return refresh.p1(self.kind, self._test, share, max_epoch, chan, rng, sealing, rules)

    def prepare(self, share: AdditiveShare[P], n: int, rng: Rng) -> Script[SumP1Session]:
        """P1's side of prepare.py, for a payment."""
        return prepare.p1(self.kind, share, Purpose.PAY, n, rng)


class AdditiveScheme(AdditiveKeys[P]):
    """Such keys, of a kind that signs."""

    def __init__(self, kind: Kind[P]) -> None:
        super().__init__(kind, SumSelfTest(kind))
        self._signing = kind
        self.calls = {**self.calls, MessageType.SUM_S1: self._sign}

    def _sign(self, data: bytes) -> SignCall[AdditiveShare[P], SumP2Session]:
        s1 = decode(sign.SumS1, data)
        return SignCall(
            s1.sid2,
            s1.task_id,
            s1.inputs,
            lambda session, share, items_of, _: sign.p2(self._signing, s1, session, share, items_of),
        )

    def sign(
        self, session: SumP1Session, share: AdditiveShare[P], task_id: bytes, items: Sequence[Item], rng: Rng
    ) -> Script[list[SumSignature]]:
        """P1's side of sign.py."""
        return sign.p1(self._signing, session, share, task_id, items, rng)
