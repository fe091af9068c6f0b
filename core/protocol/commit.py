"""The end of every run that makes an epoch: self-test of the PENDING, then the commit (core/spec/refresh.md).

    P1                                       P2
    the scheme's self-test, under PENDING
    ── COMMIT: T ───────────────────────►    CURRENT := PENDING, the commit point
    CURRENT := PENDING   ◄── COMMITTED: T ──

P1's PENDING is durable before COMMIT leaves. From here on only the handshake of a later connection may erase it;
P2 drops its own when the self-test fails there, for nothing was signed with it.
"""

from __future__ import annotations

from core.errors import PeerFault
from core.protocol.changes import Committed
from core.protocol.messages import Commit, CommitDone
from core.protocol.progress import ProgressStep
from core.sansio.effects import Persist, Script, Send, Step, receive


def p1(T: bytes, test: Script[object]) -> Script[None]:
    """The wallet's side of run `T`; its PENDING is durable. `test`: its part of the self-test."""
    yield Step(ProgressStep.TEST)
    yield from test
    yield Step(ProgressStep.KEPT)
    yield Send(Commit(T))
    done = yield from receive(CommitDone)
    if done.T != T:
        raise PeerFault("a commit was answered for another run")
    yield Persist(Committed(T))


def p2(T: bytes, test: Script[object]) -> Script[None]:
    """The co-signer's side; its PENDING is durable."""
    yield from test
    commit = yield from receive(Commit)
    if commit.T != T:
        raise PeerFault("a commit names another run")
    yield Persist(Committed(T))
    yield Send(CommitDone(T))
