"""Whatever bytes come in a frame: every message is a value or a PeerFault, and a real co-signer stays what it is."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import core.wallet.cosigner_client  # noqa: F401 - both define messages of the wire
from core.approval.kinds.message import MessageAsked, SignedMessage
from core.codec.codec import decode, encode
from core.codec.messages import MESSAGES, Message, MessageType, message_class, peek_type
from core.cosigner.replacement import ASKS
from core.crypto.secp256k1 import add, base_mult
from core.errors import LinkError, PeerFault, Refused
from core.home.changing_hands import signs
from core.keys import handshake
from core.keys.handshake import Keys
from core.keys.record import share_of
from core.protocol.registry import OPENING, SCHNORR, load_runs
from core.role import Role
from core.rpc.replies import RefusedFrame
from core.rpc.runner import pack, unpack
from core.wallet.events import silent
from core.wallet.notes import ComputerNotes
from core.wallet.sheets import Sheets
from core.wallet.signer import Signer
from tests.core.wallet.test_schnorr_key import signatures
from tests.support.bitcoin_bytes import damaged
from tests.support.lost_computer import lost
from tests.support.lost_cosigner import LostCosigner, lost_cosigner
from tests.support.sheets import a_sheet
from tests.support.two_homes import Hostile, TwoHomes, two_homes

CASES = settings(max_examples=int(os.environ.get("FUZZ_CASES", "60")))
load_runs()
WIRE = sorted(kind for kind in MESSAGES if kind < MessageType.PAIR1 or kind.names_scheme)
NEVER_ON_A_LINE = {
    MessageType.HELLO,
    MessageType.DECLINED,
    MessageType.OPEN_S1,
    MessageType.OPEN_S2,
}  # before the first call; a no, which a good life has none of; and no file of age is opened here


@cache
def recorded() -> list[bytes]:
    """One honest message of every kind that a life of two homes sends, and one device that replaces another."""
    with TemporaryDirectory() as folder, two_homes(Path(folder), keys=0, sheets=True) as homes:
        homes.client.new_key("savings", "regtest")
        homes.client.refresh(homes.key.key_id)
        sheets = Sheets(homes.computer.records, lambda _: homes.client)
        sheets.drill(homes.key, a_sheet(Role.P1).words, silent)
        homes.cosigner.dispatcher.drills.want("savings", a_sheet(Role.P2).words)
        sheets.show_copy(homes.key, homes.client.status(homes.key.key_id))
        keeper = ComputerNotes(homes.computer.records, lambda _: homes.client, homes.clock.now, homes.clock.monotonic)
        keeper.send(homes.key.pin, 0)
        keeper.back(homes.key.pin, a_sheet(Role.P1))
        homes.pay()
        homes.client.cancel(homes.propose(homes.wire(seed=1)).request)
        said = MessageAsked(0, 3, b"I am here").payload()
        with suppress(Refused):  # nobody is there who decides
            Signer(homes.client).sign_other(homes.key, SignedMessage.number, said, 0.0, silent)
        homes.raw().ask(RefusedFrame())
        frames = homes.traffic.frames
    with TemporaryDirectory() as folder, two_homes(Path(folder), keys=0) as fourth:
        fourth.client.new_key("taproot", "regtest", scheme=SCHNORR)
        fourth.client.refresh(fourth.key.key_id)
        assert signatures(fourth, fourth.key)
        fourth.client.new_key("age", "none", scheme=OPENING)
        frames += fourth.traffic.frames
    with TemporaryDirectory() as folder, lost(Path(folder)) as other:
        other.restore()
        frames += other.traffic.frames
    with TemporaryDirectory() as folder, lost_cosigner(Path(folder)) as third:
        third.replace()
        frames += third.traffic.frames
    found = {peek_type(frame[4:]): frame[4:] for frame in frames}
    assert set(WIRE) - set(found) <= NEVER_ON_A_LINE
    return sorted(found.values())


SAMPLES = st.deferred(lambda: st.sampled_from(recorded()))


def survives(data: bytes) -> None:
    try:
        kind = peek_type(data)
    except PeerFault:
        return
    if kind not in MESSAGES:
        return
    try:
        found = decode(message_class(kind), data)
    except PeerFault:
        return
    assert encode(found) == data


@CASES
@given(st.sampled_from(WIRE), st.binary(max_size=600))
def test_any_bytes_after_any_type(kind: MessageType, data: bytes) -> None:
    survives(bytes([1, kind]) + data)


@CASES
@given(damaged(SAMPLES))
def test_every_message_bent(data: bytes) -> None:
    survives(data)


@CASES
@given(st.binary(max_size=20))
def test_every_frame(data: bytes) -> None:
    with suppress(PeerFault):
        call, message = unpack(data)
        assert call.to_bytes(4, "big") + message == data
        assert len(message) >= 2


# ------------------------------------------------------------------ a co-signer under fire
@pytest.fixture(scope="module")
def target() -> Iterator[TwoHomes]:
    with TemporaryDirectory() as folder, two_homes(Path(folder)) as homes:
        yield homes


FRAMES = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.one_of(
            damaged(SAMPLES),
            SAMPLES,
            st.binary(max_size=40),
        ),
    ),
    min_size=1,
    max_size=6,
)


@CASES
@given(frames=FRAMES, settled=st.booleans())
def test_a_co_signer_under_any_frames(target: TwoHomes, frames: list[tuple[int, bytes]], settled: bool) -> None:
    """No error gets out, no share is lost, and nothing is signed or born."""
    homes = target
    before = homes.cosigner.row
    tasks = [request.state for request in homes.cosigner.tasks()]
    raw = homes.raw(settled=settled)
    with suppress(LinkError):  # it may hang up
        for call, data in frames:
            raw.link.send(call.to_bytes(4, "big") + data)
    assert all(peek_type(data) is not MessageType.S2 for data in raw.replies())
    assert homes.cosigner.alive
    (after,) = homes.cosigner.records.keys.values()
    assert after.current_run_id == before.current_run_id
    assert [request.state for request in homes.cosigner.tasks()][: len(tasks)] == tasks
    homes.client.close()
    homes.client.connected()
    share, other = share_of(homes.computer.row), share_of(homes.cosigner.row)
    assert add(base_mult(share.x.reveal()), base_mult(other.x.reveal())) == share.Q


@pytest.fixture(scope="module")
def awaited() -> Iterator[LostCosigner]:
    """A new co-signer with the words of the lost one's sheet, and a computer that has its copy."""
    with TemporaryDirectory() as folder, lost_cosigner(Path(folder)) as homes:
        homes.type_words()
        yield homes


HANDED = st.deferred(lambda: st.sampled_from([data for data in recorded() if peek_type(data) in ASKS]))


@CASES
@given(frames=st.lists(damaged(HANDED), min_size=1, max_size=3))
def test_a_new_co_signer_under_what_a_computer_hands_it(awaited: LostCosigner, frames: list[bytes]) -> None:
    """It lives, and what it may have opened signs nothing."""
    awaited.clock.sleep(1)
    raw = Hostile(awaited.connect_new())
    raw.ask(Keys(()))
    with suppress(LinkError):
        for call, data in enumerate(frames, 2):
            raw.link.send(call.to_bytes(4, "big") + data)
    assert awaited.new.alive
    assert awaited.new.records.failed is None
    assert not any(map(signs, awaited.new.records.keys.values()))


@CASES
@given(st.lists(st.binary(min_size=32, max_size=32), max_size=4), st.integers(0, 2**64 - 1), st.booleans())
def test_any_handshake(target: TwoHomes, runs: list[bytes], generation: int, own: bool) -> None:
    """What P1 claims erases nothing of a key that exists."""
    homes = target
    homes.clock.sleep(5)  # more links at once than one computer may make
    run_id = homes.cosigner.row.current_run_id
    ids = [homes.key.key_id if own else bytes(32), *(bytes([n]) * 32 for n in range(1, len(runs)))]
    claims = [
        handshake.KeyClaim(key_id, run, runs[-1], generation, 0, run) for key_id, run in zip(ids, runs, strict=False)
    ]
    message: Message = Keys(tuple(claims))
    raw = homes.raw(settled=False)
    raw.link.send(pack(1, message))
    assert homes.cosigner.row.current_run_id == run_id
    homes.client.close()
    homes.client.connected()
    assert not homes.cosigner.row.mismatch
