"""Key generation: what both hold afterwards, what is durable when, and what stops it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from core.codec.codec import encode
from core.codec.messages import Message
from core.crypto.secp256k1 import q, scalar_bytes
from core.errors import Bug, PeerFault
from core.primitives import all_but_one, schnorr_proof
from core.protocol.changes import Committed, Prepared
from core.protocol.copies import NO_SEALS, Seals
from core.protocol.ecdsa import keygen
from core.protocol.ecdsa.keygen import G1, G2, G3
from core.protocol.progress import ProgressStep
from core.protocol.run import NewShare, confirmed, new_share
from core.protocol.share import NO_RUN, Role
from core.recovery.sheet import NO_SHEET
from tests.support.joint_key import CHAN, NAME, NETWORK, fresh_key, joint_key, keygen_scripts
from tests.support.ot import SeededRng
from tests.support.pair import answering, converse
from tests.support.plain import mult, ser

ORDER = [
    "P1 sends G1",
    "P2 sends G2",
    "P1 sends G3",
    "P2 keeps Prepared",
    "P2 sends PREPARED",
    "P1 keeps Prepared",
    "P1 sends A1",
    "P2 keeps Checking",
    "P2 keeps Checked",
    "P2 sends A2",
    "P1 sends TEST_S1",
    "P2 sends TEST_S2",
    "P1 sends COMMIT",
    "P2 keeps Committed",
    "P2 sends COMMITTED",
    "P1 keeps Committed",
]


def test_both_hold_halves_of_one_key() -> None:
    key = joint_key()
    assert (key.p1.role, key.p2.role) == (Role.P1, Role.P2)
    assert ser(mult(key.p1.x.reveal() + key.p2.x.reveal())) == bytes(key.p1.Q)
    for name in ("network", "Q", "chain", "epoch", "T", "parent", "X1", "X2", "sid", "key_id", "epoch_id"):
        assert getattr(key.p1, name) == getattr(key.p2, name)
    assert (key.p1.network, key.p1.epoch, key.p1.parent, key.p1.peer_copy) == (NETWORK, 1, NO_RUN, b"")
    assert key.p1.sheet1 == key.p1.sheet2 == NO_SHEET
    assert (len(key.p1.ot.reveal()), len(key.p2.ot.reveal())) == (8192, 8208)


def test_what_is_durable_before_what_is_sent() -> None:
    talk = converse(*keygen_scripts(SeededRng("a"), SeededRng("b")))
    share1, share2 = talk.both()
    assert talk.log == ORDER
    assert talk.persisted[0] == (Role.P2, Prepared(share2, NAME))
    assert talk.durable(Role.P1) == [Prepared(share1, NAME), Committed(share1.T)]
    assert talk.steps == [
        ProgressStep.OWN_HALF,
        ProgressStep.OTHER_HALF,
        ProgressStep.TEST,
        ProgressStep.KEPT,
    ]


def test_two_runs_share_nothing() -> None:
    one, two = fresh_key("one"), fresh_key("two")
    for name in ("Q", "chain", "T", "sid", "key_id", "epoch_id"):
        assert getattr(one.p1, name) != getattr(two.p1, name)


def test_a_run_belongs_to_one_connection() -> None:
    p1, _ = keygen_scripts(SeededRng("a"), SeededRng("b"))
    _, p2 = keygen_scripts(SeededRng("a"), SeededRng("b"), chan=b"another connection".ljust(32))
    role, error = converse(p1, p2).fault()
    assert role is Role.P1
    assert "proof of knowledge" in error.message


class Chosen:
    """Draws given scalars for given labels, else as SeededRng."""

    def __init__(self, seed: str, **scalars: int) -> None:
        self.rng, self.scalars = SeededRng(seed), scalars

    def bytes(self, label: str, n: int) -> bytes:
        return bytes(32) + scalar_bytes(self.scalars[label]) if label in self.scalars else self.rng.bytes(label, n)


def test_a_key_at_infinity_is_refused() -> None:
    role, error = converse(*keygen_scripts(Chosen("a", x1=5), Chosen("b", x2=q - 5))).fault()
    assert (role, "infinity" in error.message) == (Role.P1, True)


def test_p1_refuses_its_own_public_share() -> None:
    role, error = converse(*keygen_scripts(Chosen("a", x1=5), Chosen("b", x2=5))).fault()
    assert role is Role.P1
    assert "own public share" in error.message


def test_p2_refuses_its_own_public_share() -> None:
    rng = Chosen("a", x1=5)
    state, g1 = keygen.step1_p1_commit(NETWORK, NAME, rng)
    answered, g2 = keygen.step2_p2_answer(g1, CHAN, Chosen("b", x2=5))
    ctx = keygen.pok_ctx(answered.sid, state.opening.ch1)
    proof = schnorr_proof.prove("dkg/P1", ctx, [5], [state.opening.X1], rng)
    _, OT2 = all_but_one.send(answered.sid, g2.OT1, rng)
    with pytest.raises(PeerFault, match="own public share"):
        keygen.step4_p2_finish(answered, G3(state.opening, proof, OT2, NO_SEALS), rng)


def test_a_seal_has_a_limit() -> None:
    told = new_share(joint_key().p1)
    encode(replace(told, seals=Seals(bytes(1 << 16))))
    with pytest.raises(Bug, match="wrong length"):
        encode(replace(told, seals=Seals(bytes((1 << 16) + 1))))


@pytest.mark.parametrize("field", ["T", "confirm"])
def test_p1_compares_run_and_key(field: str) -> None:
    share = joint_key().p1
    change: dict[str, Any] = {field: b"\1" * 32}
    told = replace(new_share(share), **change)
    with pytest.raises(PeerFault, match="different shares"):
        confirmed(told, share)


def test_the_halves_live_in_the_share_alone() -> None:
    """What a script still holds after PREPARED has no second copy of x1 or x2."""
    p1, _ = keygen_scripts(SeededRng("a"), SeededRng("b"))
    p2 = answering(G1, lambda g1: keygen.p2(g1, CHAN, SeededRng("b")))
    seen: dict[str, set[str]] = {}

    def look(role: Role, change: object) -> None:
        script: Any = p1 if role is Role.P1 else p2.gi_yieldfrom  # type: ignore[attr-defined]
        if isinstance(change, Prepared):
            seen[role.name] = set(script.gi_frame.f_locals)

    converse(p1, p2, on_persist=look)
    assert "state" not in seen["P1"] | seen["P2"]
    assert "share" in seen["P1"] & seen["P2"]


def test_messages_are_numbered() -> None:
    kinds: dict[type[Message], int] = {G1: 10, G2: 11, G3: 12, NewShare: 13}
    assert {kind: kind.TYPE.value for kind in kinds} == kinds
