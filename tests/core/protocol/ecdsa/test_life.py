"""A life of a key in any order: prepare, sign, refresh, cut lines, spoilt messages, sessions used twice or too late."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from core.crypto.secp256k1 import add, base_mult, verify
from core.errors import Bug, OtCheat, PeerFault
from core.protocol.derive import child
from core.protocol.ecdsa import sign
from core.protocol.ecdsa.prepare import P1Session, P2Session
from core.protocol.scheme import Item
from tests.support.joint_key import TASK, joint_key, prepare_scripts, refresh_scripts, sign_talk
from tests.support.ot import SeededRng
from tests.support.pair import converse
from tests.support.regions import flipped
from tests.support.settled import after


class Life(RuleBasedStateMachine):
    """Both sides, and what is known of them from outside."""

    def __init__(self) -> None:
        super().__init__()
        self.key = joint_key()
        self.Q, self.highest, self.locked, self.count = self.key.p1.Q, 1, False, 0
        self.sessions: list[tuple[P1Session, P2Session]] = []
        self.used: list[tuple[P1Session, P2Session]] = []

    def rngs(self) -> tuple[SeededRng, SeededRng]:
        self.count += 1
        return SeededRng(f"life {self.count} 1"), SeededRng(f"life {self.count} 2")

    def items(self, n: int) -> list[Item]:
        self.count += 1
        return [Item(i, hashlib.sha256(f"{self.count} {i}".encode()).digest(), (84, 0, 0, 0, i)) for i in range(n)]

    @precondition(lambda self: not self.locked)
    @rule(B=st.integers(1, 3))
    def prepare(self, B: int) -> None:
        self.sessions.append(converse(*prepare_scripts(self.key, B, *self.rngs())).both())

    @precondition(lambda self: not self.locked)
    @rule(at=st.integers(101, 2300), bit=st.integers(0, 7))
    def prepare_spoilt(self, at: int, bit: int) -> None:
        talk = converse(*prepare_scripts(self.key, 1, *self.rngs()), tamper=lambda _, data: flipped(data, at, 1 << bit))
        assert [type(error) for error in talk.errors.values()] == [OtCheat]
        self.locked = True  # no further A1 under this T

    def current(self, session: tuple[P1Session, P2Session]) -> bool:
        return session[0].epoch_id == self.key.p1.epoch_id

    @precondition(lambda self: self.sessions)
    @rule(data=st.data())
    def sign(self, data: Any) -> None:
        session = self.sessions.pop(data.draw(st.integers(0, len(self.sessions) - 1)))
        wanted = self.items(data.draw(st.integers(1, session[0].B)))
        if not self.current(session):
            with pytest.raises(Bug, match="made for something else"):
                sign_talk(self.key, session, wanted).both()
            return
        signatures, _ = sign_talk(self.key, session, wanted, f"sign {self.count}").both()
        for item, signature in zip(wanted, signatures, strict=True):
            verify(child(self.Q, self.key.p1.chain, item.path)[1], item.message, signature.r, signature.s)
        self.used.append(session)

    @precondition(lambda self: any(self.current(session) for session in self.sessions))
    @rule(index=st.integers(0, 1), data=st.data())
    def sign_spoilt(self, index: int, data: Any) -> None:
        session = next(session for session in self.sessions if self.current(session))
        self.sessions.remove(session)
        at, bit = data.draw(st.integers(0, 10_000)), 1 << data.draw(st.integers(0, 7))
        talk = sign_talk(
            self.key,
            session,
            self.items(1),
            tamper=lambda i, sent: flipped(sent, at % len(sent), bit) if i == index else sent,
        )
        (error,) = talk.errors.values()
        assert isinstance(error, PeerFault)
        assert len(talk.persisted) == index
        if index == 1:  # a spoilt S1 may never reach the session of P2
            self.used.append(session)

    @precondition(lambda self: self.used)
    @rule()
    def sign_again(self) -> None:
        one, two = self.used[-1]
        with pytest.raises(Bug):
            next(sign.p1(one, self.key.p1, TASK, self.items(1), SeededRng()))
        for session in (one, two):
            with pytest.raises(Bug, match="second time"):
                session.take()

    @rule(stop=st.one_of(st.none(), st.integers(0, 10)))
    def refresh(self, stop: int | None) -> None:
        scripts = refresh_scripts(self.key, *self.rngs(), (self.highest, self.highest))
        key = after(converse(*scripts, stop_at=stop), self.key)
        assert key is not None
        if key.p1.T != self.key.p1.T:
            assert key.p1.epoch == self.highest + 1
            assert key.p1.parent == self.key.p1.T
            self.highest, self.locked, self.key = key.p1.epoch, False, key
        elif stop is not None and stop > 2:
            self.highest += 1  # the number is used up

    @invariant()
    def one_key(self) -> None:
        assert add(base_mult(self.key.p1.x.reveal()), base_mult(self.key.p2.x.reveal())) == self.Q
        assert (self.key.p1.T, self.key.p1.epoch) == (self.key.p2.T, self.key.p2.epoch)


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=20, stateful_step_count=15)
