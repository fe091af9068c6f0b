"""Two-party X25519 as a Scheme (core/protocol/scheme.py): what it "signs" is what it opens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from core.codec.codec import decode
from core.codec.messages import MessageType
from core.crypto.ed25519 import EdwardsPoint
from core.crypto.rng import Rng
from core.protocol.additive.prepare import SumP1Session, SumP2Session
from core.protocol.additive.scheme import AdditiveKeys
from core.protocol.opening import multiply
from core.protocol.opening.kind import OPENING_KIND
from core.protocol.opening.multiply import Share, SharedSecret
from core.protocol.opening.selftest import OPENING_TEST
from core.protocol.scheme import Item, SignCall
from core.sansio.effects import Script


class Opening(AdditiveKeys[EdwardsPoint]):
    """Keys that open files of age."""

    def __init__(self) -> None:
        super().__init__(OPENING_KIND, OPENING_TEST)
        self.calls = {**self.calls, MessageType.OPEN_S1: self._open}

    def _open(self, data: bytes) -> SignCall[Share, SumP2Session]:
        s1 = decode(multiply.OpenS1, data)
        return SignCall(
            s1.sid2,
            s1.task_id,
            s1.inputs,
            lambda session, share, items_of, _: multiply.p2(s1, session, share, items_of),
        )

    def sign(
        self,
        session: SumP1Session,
        share: Share,
        task_id: bytes,
        items: Sequence[Item],
        rng: Rng,  # noqa: ARG002
    ) -> Script[list[SharedSecret]]:
        """P1's side of multiply.py; nothing is drawn."""
        return multiply.p1(session, share, task_id, items)


OPENING_SCHEME: Final = Opening()
