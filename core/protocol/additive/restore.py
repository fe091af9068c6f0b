"""A share of the family that comes back from its sealed copy (core/protocol/restore.py). It signs after a refresh."""

from __future__ import annotations

from typing import Generic

from core.crypto.group import P
from core.crypto.rng import Rng
from core.primitives import knowledge
from core.protocol import restore
from core.protocol.additive.kind import SumKind
from core.protocol.additive.share import AdditiveShare
from core.protocol.restore import PROVER
from core.protocol.share import NO_RUN, NO_SESSION
from core.recovery.sealed_copy import CopySubject, OpenedCopy, Sealing
from core.recovery.sheet import PublicSheet, Sheet
from core.role import Role


class SumRecovery(Generic[P]):
    """Of one scheme (core/protocol/scheme.py, ShareRecovery)."""

    def __init__(self, kind: SumKind[P]) -> None:
        self._kind = kind

    def hand(self, share: AdditiveShare[P], sheet: PublicSheet, sealing: Sealing | None, rng: Rng) -> bytes:
        """What the side that stayed hands out."""
        return restore.hand(share, sheet, sealing, rng)

    def open_handed(self, data: bytes, sheet: Sheet) -> tuple[AdditiveShare[P], int]:
        """The own share, and when its key was made."""
        return restore.open_handed(data, sheet, self._kind.share.GROUP, self._share_of)

    def _share_of(self, subject: CopySubject, opened: OpenedCopy) -> AdditiveShare[P]:
        group = self._kind.group
        Q, X = group.parse(subject.Q), group.parse(subject.X)
        other = group.add(Q, group.negate(X))
        X1, X2 = (X, other) if subject.role is Role.P1 else (other, X)
        numbers = subject.epoch, subject.T, NO_RUN
        made = (subject.role, subject.network, Q, opened.chain, *numbers)
        return self._kind.share(*made, opened.x, X1, X2, NO_SESSION)

    def signs(self, share: AdditiveShare[P]) -> bool:
        """Whether it was renewed since it came back."""
        return not share.came_back

    def prove(self, share: AdditiveShare[P], chan: bytes, rng: Rng) -> bytes:
        """That this side holds x of this run, for this link alone."""
        role, context = share.role, restore.context(share, chan)
        return knowledge.prove(self._kind.group, PROVER[role], context, share.x.reveal(), share.X_of(role), rng)

    def check(self, share: AdditiveShare[P], proof: bytes, chan: bytes) -> None:
        """Accept the other side's proof of its half of this run, made for this link. Raises PeerFault."""
        role = share.role.other
        knowledge.check(self._kind.group, PROVER[role], restore.context(share, chan), share.X_of(role), proof)
