"""The end of every run that makes an epoch: self-test of the PENDING, then the commit (core/spec/refresh.md).

    P1                                       P2
    A1, A2, TEST_S1, TEST_S2 on PENDING's own OT state
    ── COMMIT: T ───────────────────────►    CURRENT := PENDING, the commit point
    CURRENT := PENDING   ◄── COMMITTED: T ──

P1's PENDING is durable before COMMIT leaves. From here on only the handshake of a later connection may erase it;
P2 drops its own when the OT check of the self-test fails (the Checked of prepare.py), for nothing was signed with it.
"""

from __future__ import annotations

from core.crypto.rng import Rng
from core.errors import PeerFault
from core.protocol.changes import Committed
from core.protocol.ecdsa import prepare, selftest
from core.protocol.ecdsa.prepare import A1, Purpose
from core.protocol.ecdsa.selftest import TrialS1
from core.protocol.messages import Commit, CommitDone
from core.protocol.progress import ProgressStep
from core.protocol.share import KeyShare
from core.sansio.effects import Persist, Script, Send, Step, receive


def p1(share: KeyShare, rng: Rng) -> Script[None]:
    """The wallet's side; its PENDING is durable."""
    yield Step(ProgressStep.TEST)
    session = yield from prepare.p1(share, Purpose.SELF_TEST, 1, rng)
    yield from selftest.p1(session, share, rng)
    yield Step(ProgressStep.KEPT)
    yield Send(Commit(share.T))
    done = yield from receive(CommitDone)
    if done.T != share.T:
        raise PeerFault("a commit was answered for another run")
    yield Persist(Committed(share.T))


def p2(share: KeyShare, rng: Rng) -> Script[None]:
    """The co-signer's side; its PENDING is durable."""
    a1 = yield from receive(A1)
    if a1.purpose != Purpose.SELF_TEST:
        raise PeerFault("a new share is tested before it signs anything")
    session = yield from prepare.p2(a1, share, rng)
    s1 = yield from receive(TrialS1)
    yield from selftest.p2(s1, session, share, rng)
    commit = yield from receive(Commit)
    if commit.T != share.T:
        raise PeerFault("a commit names another run")
    yield Persist(Committed(share.T))
    yield Send(CommitDone(share.T))
