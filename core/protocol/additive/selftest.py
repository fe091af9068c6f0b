"""The self-test: a signature on a message that both sides compute and nobody sends (core/spec/schnorr.md).

    P1                                              P2
       ── A1, purpose 1 or 2 ──►   ◄── A2
       ── TEST_S1: sid2, purpose, R1 ────────────►
    verify ◄── TEST_S2: sid2, opening of R2, s2 ──

Purpose 1 tests a PENDING, 2 is a drill. It proves that both halves fit. A message in it would make it a signing oracle
(C2). One signature proves one of the eight cells of signs, not all (GK8).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Generic

from core.codec.codec import U8, Bytes32
from core.codec.messages import Message, MessageType
from core.crypto.group import P
from core.crypto.rng import Rng
from core.errors import PeerFault
from core.protocol.additive import prepare
from core.protocol.additive.keygen import must_be_of
from core.protocol.additive.kind import Encoded, Kind, SigningKey
from core.protocol.additive.prepare import NonceOpening, SumA1
from core.protocol.additive.share import AdditiveShare
from core.protocol.additive.sign import step1_p1_nonces, step2_p2_join, step3_p2_answer, step4_p1_finish
from core.protocol.changes import Checked
from core.protocol.session import Purpose, reserved_digest
from core.sansio.effects import Persist, Script, Send, receive


@dataclass(frozen=True, slots=True)
class SumTrialS1(Message):  # P1 -> P2
    """P1's nonce; no message, path or text."""

    TYPE: ClassVar[MessageType] = MessageType.SUM_TEST_S1
    scheme: U8
    sid2: Bytes32
    purpose: Purpose
    R1: Encoded


@dataclass(frozen=True, slots=True)
class SumTrialS2(Message):  # P2 -> P1
    """Opening and answer."""

    TYPE: ClassVar[MessageType] = MessageType.SUM_TEST_S2
    scheme: U8
    sid2: Bytes32
    opening: NonceOpening
    s2: Bytes32


class SumSelfTest(Generic[P]):
    """Of one scheme (core/protocol/scheme.py, SelfTest)."""

    def __init__(self, kind: Kind[P]) -> None:
        self._kind = kind

    def wanted(self, share: AdditiveShare[P], purpose: Purpose, sid2: bytes) -> tuple[bytes, SigningKey[P]]:
        """What is signed, and under which key: of the child 0/0 with its tweak, where keys have addresses (GK8)."""
        kind = self._kind
        return kind.test_message(reserved_digest(purpose, share.epoch_id, sid2)), kind.key(share, kind.test_path)

    def whole_p1(self, share: AdditiveShare[P], purpose: Purpose, rng: Rng) -> Script[bytes]:
        """The wallet's side. -> the signature, 64 bytes, which it has verified."""
        kind = self._kind
        session = yield from prepare.p1(kind, share, purpose, 1, rng)
        coms, nonces = session.take(), step1_p1_nonces(kind, 1, rng)
        yield Send(SumTrialS1(kind.id, session.sid2, purpose, bytes(nonces[1][0])))
        answer = yield from receive(SumTrialS2)
        must_be_of(kind, answer.scheme)
        if answer.sid2 != session.sid2:
            raise PeerFault("an answer belongs to another session")
        wanted = [self.wanted(share, purpose, session.sid2)]
        (signature,) = step4_p1_finish(kind, share, coms, nonces, ((answer.opening,), (answer.s2,)), wanted)
        return bytes(signature)

    def whole_p2(self, share: AdditiveShare[P], purpose: Purpose, rng: Rng) -> Script[bytes]:
        """The co-signer's side. -> the session. Of a PENDING it is written down that this was done."""
        kind = self._kind
        a1 = yield from receive(SumA1)
        must_be_of(kind, a1.scheme)
        if a1.purpose != purpose:
            raise PeerFault("a test of the two shares was due, and something else was to be prepared")
        session = yield from prepare.p2(kind, a1, share, rng)
        secrets = session.take()
        s1 = yield from receive(SumTrialS1)
        must_be_of(kind, s1.scheme)
        if (s1.sid2, s1.purpose) != (session.sid2, purpose):
            raise PeerFault("a self-test was asked of a session made for something else")
        openings, wanted = secrets.openings.reveal(), [self.wanted(share, purpose, session.sid2)]
        Rs = step2_p2_join(kind, openings, [s1.R1])
        if purpose is Purpose.SELF_TEST:
            yield Persist(Checked(share.T, ok=True))
        (s2,) = step3_p2_answer(kind, share.x, secrets.k2.reveal(), Rs, wanted)
        yield Send(SumTrialS2(kind.id, session.sid2, openings[0], s2))
        return session.sid2

    def check_shown(self, share: AdditiveShare[P], sid2: bytes, shown: bytes) -> None:
        """Accept the signature of a drill. Raises Cheat."""
        message, key = self.wanted(share, Purpose.DRILL, sid2)
        self._kind.verify(key.point, message, shown)
