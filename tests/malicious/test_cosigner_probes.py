"""A real co-signer under probes, replays and repeated randomness (rules F1, F3, F5)."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Any

import pytest

from core.approval.messages import RequestState
from core.codec.codec import decode
from core.codec.messages import MessageType, peek_type
from core.crypto.rng import HedgedRng
from core.errors import KeyBlocked, LinkError, Refused
from core.keys.record import share_of
from core.primitives.all_but_one import TREES
from core.primitives.gadget import XI
from core.primitives.ot_extension import column_size
from core.protocol.ecdsa import prepare
from core.protocol.ecdsa.prepare import A1, A2, Purpose
from core.secret import Secret
from tests.support.hostile import REFUSED, an_a1, declined, s1_of
from tests.support.ot import Dealt, SeededRng, extension_message
from tests.support.two_homes import Fate, Hostile, TwoHomes

NB = column_size(XI)


def probe(homes: TwoHomes, g: int) -> A1:
    """Passes exactly if P2 lacks leaf 0 of tree g."""
    one, two = share_of(homes.computer.row), share_of(homes.cosigner.row)
    dealt = Dealt(one.ot, two.ot, two.ot.reveal()[:16])
    n1 = os.urandom(32)
    sid1 = prepare.sid1_of(one.epoch_id, Purpose.PAY, 1, n1)
    columns = extension_message(dealt, sid1, SeededRng(f"x {g}").bytes("x", NB), XI, {g: b"\1" + bytes(NB - 1)})
    return A1(one.key_id, one.epoch_id, Purpose.PAY, 1, n1, columns)


def delta(homes: TwoHomes) -> list[int]:
    """Which leaf P2 lacks, of each tree."""
    return Dealt(Secret(b""), Secret(b""), share_of(homes.cosigner.row).ot.reveal()[:16]).lacking


def test_the_probe_loop_stops_at_the_first_that_fails(homes: TwoHomes) -> None:
    """Through restarts, new links and the passing of time; and no message of the attacker begins it anew."""
    truth, learnt = [int(leaf != 0) for leaf in delta(homes)], []
    for i in range(TREES):
        raw = homes.raw()
        replies = raw.ask(probe(homes, i))
        if peek_type(replies[0]) is MessageType.DECLINED:
            assert declined(replies).kind == "locked"
            break
        learnt.append(int(replies == REFUSED))
        if i % 3 == 2:
            homes.restart_both()
        homes.clock.sleep(3_600)
    assert learnt == truth[: len(learnt)]
    assert learnt.count(1) == 1
    assert learnt[-1] == 1
    for _ in range(3):
        with pytest.raises((Refused, KeyBlocked)):
            homes.client.refresh(homes.key.key_id)
        homes.restart_both()
        homes.clock.sleep(24 * 3_600)
    assert homes.cosigner.row.locked


def test_nor_does_a_crash_in_the_check_go_on_with_the_same_delta(homes: TwoHomes) -> None:
    """An attacker who can cut the power at will learns a bit, and meets another Delta."""
    deltas = []
    for i in range(2):
        deltas.append(delta(homes))
        homes.client.close()
        raw = homes.raw()
        homes.cosigner.meets(Fate(2, "before"))  # CHECK is durable, its result is not
        raw.ask(probe(homes, i))
        assert not homes.cosigner.alive
        homes.restart()
        assert declined(homes.raw().ask(probe(homes, i + 1))).kind == "must_refresh"
        homes.client.refresh(homes.key.key_id)
    assert deltas[0] != deltas[1] != delta(homes)


def test_a_restored_database_refreshes_before_any_a1(homes: TwoHomes) -> None:
    """The vault of before the lock is copied back: the computer's memory of its generation gives it away."""
    homes.client.connected()
    homes.cosigner.end()
    image = {path.name: path.read_bytes() for path in homes.cosigner.home.iterdir() if path.is_file()}
    homes.restart()
    for _ in range(2):
        homes.client.close()
        homes.client.connected()
    homes.cosigner.end()
    for name, data in image.items():
        (homes.cosigner.home / name).write_bytes(data)
    homes.restart()
    homes.client.connected()
    assert homes.cosigner.row.must_refresh
    assert declined(homes.raw().ask(an_a1(homes))).kind == "must_refresh"
    homes.pay()


def test_an_a1_of_an_older_epoch_is_no_work_and_no_fault(homes: TwoHomes) -> None:
    old = an_a1(homes)
    homes.client.refresh(homes.key.key_id)
    raw = homes.raw()
    generation = homes.cosigner.vault.generation
    for a1 in (old, replace(old, epoch_id=bytes(32))):
        assert declined(raw.ask(a1)).kind == "mismatch"
    assert homes.cosigner.vault.generation == generation
    assert raw.link.connection.faults == 0
    homes.pay()


def test_the_second_of_two_a2_is_not_even_read(homes: TwoHomes) -> None:
    """F1: a hostile co-signer answers twice; the second answer is a frame of a call that is over."""
    doubled: list[bytes] = []
    session: Any = homes.client.connected()

    def again(frame: bytes) -> bytes:
        if frame[5] == MessageType.A2 and not doubled:
            doubled.append(frame)
            session.link.far.inner.send(frame)  # the same, and then once more
        return frame

    homes.traffic.tamper = again
    first = homes.client.prepare(homes.key.key_id, 1)
    assert len(doubled) == 1
    second = homes.client.prepare(homes.key.key_id, 1)
    assert first.sid2 != second.sid2
    homes.pay()


def replayed(homes: TwoHomes, raw: Hostile, frame: bytes) -> list[bytes]:
    raw.link.send(frame)
    return raw.replies()


def test_recorded_frames_sign_nothing_again(homes: TwoHomes) -> None:
    """Every frame of a payment once more, on the same link and on another, under its own number and a new one."""
    homes.pay()
    frames = [
        frame
        for frame in homes.traffic.frames
        if frame[5] in (MessageType.A1, MessageType.S1, MessageType.PROPOSE, MessageType.CHUNK)
    ]
    before = [request.state for request in homes.cosigner.tasks()]
    for _ in range(2):
        raw = homes.raw()
        found = [data for frame in frames for data in replayed(homes, raw, frame)]
        assert MessageType.S2 not in {peek_type(data) for data in found}
    assert [request.state for request in homes.cosigner.tasks()] == before == [RequestState.RELEASED]


def test_the_same_system_randomness_for_ever(homes: TwoHomes, monkeypatch: pytest.MonkeyPatch) -> None:
    """A broken source on both sides: no nonce and no session name is used twice."""
    monkeypatch.setattr("core.crypto.rng.os.urandom", lambda n: bytes(n))
    wire = homes.wire(coins=2)
    homes.approved(wire)
    found = [homes.sign(wire) for _ in range(4)]
    assert len({signature.r for each in found for signature in each.values()}) == 8
    a2s = [decode(A2, frame[4:]) for frame in homes.traffic.frames if frame[5] == MessageType.A2]
    assert len({com for a2 in a2s for com in a2.coms}) == 8
    assert len({a2.n2 for a2 in a2s}) == 4
    assert len({frame[6:38] for frame in homes.traffic.frames if frame[5] == MessageType.S1}) == 4


def test_a_run_that_is_dropped_leaves_its_session_nowhere(homes: TwoHomes) -> None:
    """The line drops between A1 and A2: P1's offer is gone with it, P2's session too."""
    homes.traffic.tamper = lambda frame: None if frame[5] == MessageType.A2 else frame
    homes.client.connected()
    with pytest.raises(LinkError):
        homes.client.prepare(homes.key.key_id, 1)
    homes.traffic.tamper = lambda frame: frame
    assert homes.cosigner.dispatcher.connections == {}
    wire = homes.wire()
    homes.approved(wire)
    raw = homes.raw()
    s1 = s1_of(homes, raw, wire)
    assert declined(homes.raw().ask(s1)).kind == "session"


def test_hedging_does_not_outlive_its_run() -> None:
    """One generator for one run: a new one differs even with everything else equal."""
    one, two = HedgedRng(b"x", b"y", b"z"), HedgedRng(b"x", b"y", b"z")
    assert one.bytes("k2", 64) != two.bytes("k2", 64)
