"""A computer that wants its locked key back: runs begun before the lock, and what they still do after it (K1)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from core.codec.messages import Message
from core.cosigner.endpoints import RUN_LASTS
from core.crypto.rng import HedgedRng
from core.errors import PeerFault
from core.keys import handshake
from core.keys.handshake import Keys
from core.keys.record import Unlock, share_of
from core.protocol.ecdsa import guard, prepare, refresh
from core.protocol.share import NO_RUN
from core.rpc.runner import Run, read
from tests.support.hostile import REFUSED, an_a1, declined, spoilt
from tests.support.two_homes import Hostile, TwoHomes

RUN = 1_000  # the number of its call


class HeldBack:
    """A refresh whose messages leave when the test says so."""

    def __init__(self, homes: TwoHomes, raw: Hostile) -> None:
        self.raw = raw
        self.out: list[Message] = []
        script = refresh.p1(share_of(homes.key), homes.key.max_epoch, raw.link.chan, HedgedRng())
        self.run: Run[Any] = Run(script, self.out.append, lambda _: None)
        self.run.advance()

    def exchange(self) -> bool:
        """One message to the co-signer, its answer read; False when no answer came."""
        replies = self.raw.ask(self.out.pop(), call=RUN)
        if replies:
            self.run.advance(read(self.run.expected, replies[0]))
        return bool(replies)


def test_a_held_back_f3_unlocks_nothing(homes: TwoHomes) -> None:
    """F1 and F2 while the key is open; a probe that fails locks it; then F3, and the rest of the run."""
    before = homes.cosigner.row.current_run_id
    raw = homes.raw()
    held = HeldBack(homes, raw)
    assert held.exchange()
    assert raw.ask(spoilt(an_a1(homes))) == REFUSED
    assert homes.cosigner.row.locked
    while not raw.link.closed and held.out and held.exchange():
        pass
    assert homes.cosigner.row.locked
    assert homes.cosigner.row.pending is None
    assert homes.cosigner.row.current_run_id == before


def test_nor_does_it_where_the_run_goes_on(homes: TwoHomes) -> None:
    """PREP looks at the lock again, whoever wrote it and forgot to end the run."""
    raw = homes.raw()
    held = HeldBack(homes, raw)
    assert held.exchange()
    row = homes.cosigner.row
    assert row.current is not None
    with homes.cosigner.records.write() as write:
        write.key(replace(row, current=replace(row.current, guard=guard.lock(row.current.guard))))
    with pytest.raises(PeerFault):
        held.exchange()
    assert homes.cosigner.row.locked
    assert homes.cosigner.row.pending is None


def test_a_failed_check_ends_the_link_and_every_call(homes: TwoHomes) -> None:
    """So a grant given after the lock is for a run that begins after it."""
    raw = homes.raw()
    held = HeldBack(homes, raw)
    assert held.exchange()
    raw.ask(spoilt(an_a1(homes)))
    assert raw.link.closed
    assert homes.cosigner.dispatcher.connections == {}
    with homes.cosigner.records.write() as write:
        row = homes.cosigner.row
        write.key(replace(row, rules=replace(row.rules, unlock=Unlock(bytes(16), granted=True))))
    held.raw = homes.raw()
    with pytest.raises(PeerFault):
        held.exchange()
    assert homes.cosigner.row.locked
    assert homes.cosigner.row.pending is None


@pytest.mark.parametrize("answered", [1, 2], ids=["F3", "the self-test"])
def test_a_run_that_is_held_back_ends_with_its_link(homes: TwoHomes, answered: int) -> None:
    raw = homes.raw()
    held = HeldBack(homes, raw)
    for _ in range(answered):
        assert held.exchange()
    before = homes.cosigner.row
    homes.clock.sleep(RUN_LASTS + 1)
    assert not held.exchange()
    assert raw.link.closed
    assert homes.cosigner.row == before
    homes.client.refresh(homes.key.key_id)


def test_a_run_that_was_never_tested_is_not_committed_by_claiming_it(homes: TwoHomes) -> None:
    """F1 to F3 with the grant, and then, in place of the self-test, a handshake that calls it committed (row C)."""
    before = homes.cosigner.row.current_run_id
    raw = homes.raw()
    assert raw.ask(spoilt(an_a1(homes))) == REFUSED
    with homes.cosigner.records.write() as write:
        row = homes.cosigner.row
        write.key(replace(row, rules=replace(row.rules, unlock=Unlock(bytes(16), granted=True))))
    raw = homes.raw()
    held = HeldBack(homes, raw)
    assert held.exchange()
    assert held.exchange()
    made = homes.cosigner.row.pending_run_id
    assert made != NO_RUN
    claim = replace(handshake.claim(homes.key), current=made)
    homes.raw(settled=False).ask(Keys((claim,)))
    row = homes.cosigner.row
    assert (row.current_run_id, row.mismatch, row.locked) == (before, True, True)


@pytest.mark.parametrize("error", [MemoryError(), PeerFault("a length")], ids=["no memory", "a fault"])
def test_a_check_that_ends_otherwise_has_failed(
    homes: TwoHomes, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """CHECKING would stay in the living process, and the next check would call it OPEN: one bit of Delta each time."""

    def ends(*_: object) -> None:
        raise error

    raw = homes.raw()
    with monkeypatch.context() as patched:
        patched.setattr(prepare, "step3_p2_check", ends)
        assert raw.ask(an_a1(homes)) == REFUSED
    assert homes.cosigner.row.locked
    assert raw.link.closed
    assert declined(homes.raw().ask(an_a1(homes))).kind == "locked"
