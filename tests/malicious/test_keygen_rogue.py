"""Key generation against a peer that wants to choose the key."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from core.codec.codec import decode, encode
from core.codec.messages import MessageType
from core.crypto.secp256k1 import add, base_mult, negate
from core.errors import PeerFault
from core.primitives import all_but_one, commitment, schnorr_proof
from core.primitives.hashing import Tag
from core.protocol.copies import NO_SEALS
from core.protocol.ecdsa import keygen
from core.protocol.ecdsa.keygen import G1, G2, G3, KeygenOpening
from core.protocol.share import Role
from core.recovery.sheet import NO_SHEET
from tests.support.joint_key import CHAN, NAME, NETWORK, keygen_scripts
from tests.support.ot import SeededRng
from tests.support.pair import converse
from tests.support.tamper import at, index_of


def test_p1_cannot_change_its_share_after_x2() -> None:
    """X1' = X - X2 would make X the joint key of P1's choice; the commitment came first."""
    state, g1 = keygen.step1_p1_commit(NETWORK, NAME, SeededRng("a"))
    answered, g2 = keygen.step2_p2_answer(g1, CHAN, SeededRng("b"))
    _, OT2 = all_but_one.send(answered.sid, g2.OT1, SeededRng("c"))
    chosen = add(base_mult(4242), negate(g2.X2))
    opening = replace(state.opening, X1=chosen)
    with pytest.raises(PeerFault, match="commitment"):
        keygen.step4_p2_finish(answered, G3(opening, bytes(65), OT2, NO_SEALS), SeededRng("d"))


def test_p1_proves_what_it_committed_to() -> None:
    """Committed to a share that it does not know: X1 = X - Y for a Y seen elsewhere."""
    rng = SeededRng("a")
    opening = KeygenOpening(bytes(32), negate(base_mult(99)), bytes(32))
    com = commitment.commit(Tag.DKG_COM, [bytes(32)], encode(opening))
    g1 = G1(NETWORK, NAME, bytes(32), com, NO_SHEET)
    answered, g2 = keygen.step2_p2_answer(g1, CHAN, SeededRng("b"))
    _, OT2 = all_but_one.send(answered.sid, g2.OT1, rng)
    ctx = keygen.pok_ctx(answered.sid, opening.ch1)
    for x in (99, 100):
        proof = schnorr_proof.prove("dkg/P1", ctx, [x], [opening.X1], rng)
        with pytest.raises(PeerFault, match="proof of knowledge"):
            keygen.step4_p2_finish(answered, G3(opening, proof, OT2, NO_SEALS), SeededRng("d"))


def honest() -> Any:
    return converse(*keygen_scripts(SeededRng("a"), SeededRng("b")))


def start_keygen(seed: str) -> Any:
    return keygen_scripts(SeededRng(f"{seed} 1"), SeededRng(f"{seed} 2"))


@pytest.mark.parametrize("kind", [MessageType.G2, MessageType.G3, MessageType.PREPARED, MessageType.COMMITTED])
def test_a_message_of_another_run(kind: MessageType) -> None:
    old = honest()
    index = index_of(old, kind)
    talk = converse(*start_keygen("new"), tamper=at(index, old.frames[index].data))
    role, error = talk.fault()
    assert isinstance(error, PeerFault)
    assert role is (Role.P2 if kind is MessageType.G3 else Role.P1)


def test_p2_reflects_x1_of_an_older_run() -> None:
    """A share and proof that P1 once made are none of P2's: role, sid and context are in the challenge."""
    old = honest()
    g3 = decode(G3, old.frames[2].data)
    g2 = decode(G2, converse(*start_keygen("new")).frames[1].data)
    forged = replace(g2, X2=g3.opening.X1, ch2=g3.opening.ch1, proof=g3.proof)
    role, error = converse(*start_keygen("new"), tamper=at(1, encode(forged))).fault()
    assert role is Role.P1
    assert "proof of knowledge" in error.message


@pytest.mark.parametrize("index", range(10))
def test_a_message_sent_back_to_its_sender(index: int) -> None:
    """Reflection: nothing a side has sent is anything it waits for."""
    old = honest()
    back = old.frames[index - 1].data if index else old.frames[1].data
    role, error = converse(*keygen_scripts(SeededRng("a"), SeededRng("b")), tamper=at(index, back)).fault()
    assert isinstance(error, PeerFault)
    assert "was due" in error.message
    assert role is (Role.P1 if old.frames[index].sender is Role.P2 else Role.P2)
