"""The self-test: SIGN on a digest that both sides compute and nobody sends (core/spec/refresh.md, "The run").

    P1                                              P2
       ── TEST_S1: sid2, gadget, purpose, Q1', R1, r1, cc, proof ──►
    verify ◄── TEST_S2: sid2, opening of R2, proof, s2 ─────

Its session was prepared for it: purpose 1 tests a PENDING, 2 is a drill. It proves that both hold matching shares
and OT states. A digest in its messages would make it a signing oracle (C2); its own types keep it apart from SIGN.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core.codec.codec import Bytes32
from core.codec.messages import Message, MessageType
from core.crypto.rng import Rng
from core.crypto.secp256k1 import Scalar, parse_scalar, scalar_bytes, verify
from core.errors import Bug, PeerFault
from core.protocol.ecdsa import prepare
from core.protocol.ecdsa.prepare import A1, P1Session, P2Session, PrepareOpening, Purpose
from core.protocol.ecdsa.sign import (
    Masked,
    Proof,
    Signature,
    step1_p1_mask,
    step2_p2_check,
    step3_p2_answer,
    step4_p1_finish,
)
from core.protocol.session import reserved_digest
from core.protocol.share import KeyShare
from core.sansio.effects import Script, Send, receive


@dataclass(frozen=True, slots=True)
class TrialS1(Message):  # P1 -> P2
    """The gadget's seed and P1's masked values; no digest, path or text."""

    TYPE: ClassVar[MessageType] = MessageType.TEST_S1
    sid2: Bytes32
    seed: Bytes32
    purpose: Purpose
    masked: Masked
    proof: Proof


@dataclass(frozen=True, slots=True)
class TrialS2(Message):  # P2 -> P1
    """Opening and answer."""

    TYPE: ClassVar[MessageType] = MessageType.TEST_S2
    sid2: Bytes32
    opening: PrepareOpening
    proof: Proof
    s2: Scalar


def p1(session: P1Session, share: KeyShare, rng: Rng) -> Script[Signature]:
    """The wallet's side. Returns if the signature verifies under Q; nobody but the two sides has a use for it."""
    if session.purpose == Purpose.PAY or session.epoch_id != share.epoch_id:
        raise Bug("a self-test was to use a session made for something else")
    request_id = session.purpose.to_bytes(1, "big")
    state, masked, proof = step1_p1_mask(session, share.x, request_id, 1, rng)
    yield Send(TrialS1(session.sid2, state.secrets.product.seed, session.purpose, masked[0], proof))
    answer = yield from receive(TrialS2)
    wanted = [(reserved_digest(session.purpose, share.epoch_id, session.sid2), share.Q)]
    (signature,) = step4_p1_finish(state, answer.sid2, (answer.opening,), answer.proof, (answer.s2,), wanted, rng)
    return signature


def p2(s1: TrialS1, session: P2Session, share: KeyShare, rng: Rng) -> Script[None]:
    """The co-signer's side. Nothing is debited, for nothing can be spent with it."""
    secrets = session.take()
    made_for = session.sid2, session.purpose, session.epoch_id
    if session.purpose == Purpose.PAY or (s1.sid2, s1.purpose, share.epoch_id) != made_for:
        raise PeerFault("a self-test was asked of a session made for something else")
    request_id = s1.purpose.to_bytes(1, "big")
    checked = step2_p2_check(secrets, s1.sid2, s1.seed, share.X1, request_id, [s1.masked], s1.proof, rng)
    wanted = [(reserved_digest(s1.purpose, share.epoch_id, s1.sid2), 0)]
    (opening,), proof, (s2,) = step3_p2_answer(checked, share.x, wanted, rng)
    yield Send(TrialS2(s1.sid2, opening, proof, s2))


# ------------------------------------------------------------------ with PREPARE (core/protocol/scheme.py, SelfTest)
def whole_p1(share: KeyShare, purpose: Purpose, rng: Rng) -> Script[bytes]:
    """The wallet's side. -> r and s, 64 bytes: what shows to P2 that both halves have signed."""
    session = yield from prepare.p1(share, purpose, 1, rng)
    signature = yield from p1(session, share, rng)
    return scalar_bytes(signature.r) + scalar_bytes(signature.s)


def whole_p2(share: KeyShare, purpose: Purpose, rng: Rng) -> Script[bytes]:
    """The co-signer's side. -> the session."""
    a1 = yield from receive(A1)
    if a1.purpose != purpose:
        raise PeerFault("a test of the two shares was due, and something else was to be prepared")
    session = yield from prepare.p2(a1, share, rng)
    s1 = yield from receive(TrialS1)
    yield from p2(s1, session, share, rng)
    return session.sid2


def check_shown(share: KeyShare, sid2: bytes, shown: bytes) -> None:
    """Accept what `whole_p1` has shown of a drill. Raises PeerFault."""
    if len(shown) != 64:
        raise PeerFault("what shows that both halves have signed has another length")
    r, s = parse_scalar(shown[:32]), parse_scalar(shown[32:])
    verify(share.Q, reserved_digest(Purpose.DRILL, share.epoch_id, sid2), r, s)
