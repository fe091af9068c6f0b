"""The self-test: an opening whose exponent both know (core/spec/opening.md, "The test").

    P1                                              P2
       ── A1, purpose 1 or 2 ──►   ◄── A2
       ── TEST_S1: sid2, purpose ────────────────►   E = eB, e = Hq("selftest/age", purpose, epoch_id, sid2)
    verify ◄── TEST_S2: sid2, opening of T1, T2, Z2, s ──

Nobody sends E, and Z2 = e X2 is known to everybody: it opens no file and tells nothing (GK9). The proof beside it shows
that x2 was there; P1 shows the same of x1 in a drill, by a proof in its own role.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core.codec.codec import U8, Bytes32, decode, encode
from core.codec.messages import Message, MessageType
from core.crypto.ed25519 import EdwardsPoint, base_mult, lift, mult, negate_scalar, random_scalar, reduce, x25519_of
from core.crypto.rng import Rng
from core.errors import Bug, Cheat, PeerFault
from core.primitives import chaum_pedersen
from core.primitives.chaum_pedersen import ProvenMultiple
from core.primitives.hashing import Tag, wide_hash
from core.protocol.additive import prepare
from core.protocol.additive.keygen import must_be_of
from core.protocol.additive.prepare import SumA1
from core.protocol.changes import Checked
from core.protocol.opening.kind import OPENING_KIND
from core.protocol.opening.multiply import MultipleAnswer, Share, context_of, step1_p2_multiply, step2_p1_finish
from core.protocol.session import Purpose, reserved_digest
from core.role import Role
from core.sansio.effects import Persist, Script, Send, receive
from core.secret import Secret


@dataclass(frozen=True, slots=True)
class OpenTrialS1(Message):  # P1 -> P2
    """Of a session that was prepared for it; no ephemeral share."""

    TYPE: ClassVar[MessageType] = MessageType.OPEN_TEST_S1
    scheme: U8
    sid2: Bytes32
    purpose: Purpose


@dataclass(frozen=True, slots=True)
class OpenTrialS2(Message):  # P2 -> P1
    """Z2 and its proof."""

    TYPE: ClassVar[MessageType] = MessageType.OPEN_TEST_S2
    scheme: U8
    sid2: Bytes32
    answer: MultipleAnswer


def reserved_share(purpose: Purpose, epoch_id: bytes, sid2: bytes) -> tuple[bytes, bytes]:
    """e with E = eB the point behind u, and u."""
    e = reduce(wide_hash(Tag.OPENING_TEST, bytes([purpose]), epoch_id, sid2))
    E = base_mult(e)
    u = x25519_of(E)
    return (e if lift(u) == E else negate_scalar(e)), u


class OpeningTest:
    """Of keys that open (core/protocol/scheme.py, SelfTest)."""

    def whole_p1(self, share: Share, purpose: Purpose, rng: Rng) -> Script[bytes]:
        """The wallet's side. -> x1 E with its proof, 128 bytes."""
        session = yield from prepare.p1(OPENING_KIND, share, purpose, 1, rng)
        coms, sid2 = session.take(), session.sid2
        yield Send(OpenTrialS1(OPENING_KIND.id, sid2, purpose))
        told = yield from receive(OpenTrialS2)
        must_be_of(OPENING_KIND, told.scheme)
        if told.sid2 != sid2:
            raise PeerFault("an answer belongs to another session")
        e, u = reserved_share(purpose, share.epoch_id, sid2)
        task = reserved_digest(purpose, share.epoch_id, sid2)
        _must_be(told.answer.Z2, share.X2, e)
        (Z,) = step2_p1_finish(share, coms, [told.answer], [u], sid2, task)
        if mult(share.Q, e) != Z:
            raise Bug("this computer's half of a key does not belong to it; restart, and refresh it")
        k = Secret(random_scalar(rng, "proof"))
        return encode(chaum_pedersen.prove(context_of(share, Role.P1, sid2, task), share.x, share.X1, u, k))

    def whole_p2(self, share: Share, purpose: Purpose, rng: Rng) -> Script[bytes]:
        """The co-signer's side. -> the session. Of a PENDING it is written down that this was done."""
        a1 = yield from receive(SumA1)
        must_be_of(OPENING_KIND, a1.scheme)
        if a1.purpose != purpose:
            raise PeerFault("a test of the two shares was due, and something else was to be prepared")
        session = yield from prepare.p2(OPENING_KIND, a1, share, rng)
        secrets, sid2 = session.take(), session.sid2
        s1 = yield from receive(OpenTrialS1)
        must_be_of(OPENING_KIND, s1.scheme)
        if (s1.sid2, s1.purpose) != (sid2, purpose):
            raise PeerFault("a self-test was asked of a session made for something else")
        e, u = reserved_share(purpose, share.epoch_id, sid2)
        task = reserved_digest(purpose, share.epoch_id, sid2)
        (answer,) = step1_p2_multiply(share, secrets, [u], sid2, task)
        if mult(share.X2, e) != answer.Z2:
            raise Bug("the co-signer's half of a key does not belong to it; restart, and refresh it")
        if purpose is Purpose.SELF_TEST:
            yield Persist(Checked(share.T, ok=True))
        yield Send(OpenTrialS2(OPENING_KIND.id, sid2, answer))
        return sid2

    def check_shown(self, share: Share, sid2: bytes, shown: bytes) -> None:
        """Accept P1's own multiple of a drill. Raises PeerFault."""
        e, u = reserved_share(Purpose.DRILL, share.epoch_id, sid2)
        context = context_of(share, Role.P1, sid2, reserved_digest(Purpose.DRILL, share.epoch_id, sid2))
        one = decode(ProvenMultiple, shown)
        _must_be(one.Z, share.X1, e)
        chaum_pedersen.check(context, share.X1, u, one)


def _must_be(Z: EdwardsPoint, X: EdwardsPoint, e: bytes) -> None:
    if mult(X, e) != Z:
        raise Cheat("what was computed for the test of a key is another multiple than everybody knows")


OPENING_TEST = OpeningTest()
