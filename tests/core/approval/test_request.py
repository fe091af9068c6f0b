"""A payment on its way: how it travels, and the states it may be in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.approval.messages import Chunk, Propose, RequestState
from core.approval.request import APPROVAL_LASTS, SigningRequest, items
from core.approval.upload import CHUNK, MAX_TASK, MIN_CHUNK, arrived, propose_p1, propose_p2
from core.bitcoin.signing_task import WireTask
from core.codec.codec import decode, encode
from core.codec.messages import Message
from core.errors import BadInput, PeerFault, Refused
from core.primitives.hashing import Tag, tagged_hash
from core.sansio.effects import Send
from tests.support.payment import BTC, Coin, Pay, path, task

NOW = 1_800_000_000
KEY = bytes(range(32))
TASK = SigningRequest(
    id=bytes(16),
    key_id=KEY,
    task_id=bytes(32),
    txid=bytes(32),
    state=RequestState.PROPOSED,
    amount=40_500,
    fee=500,
    proposed=NOW,
    decided=0,
    warnings=(),
    unattended=False,
    external=1_000,
    internal=1_000,
)


def sent(wire: WireTask) -> list[Message]:
    """What P1 sends."""
    script = propose_p1(KEY, wire)
    found = []
    while isinstance(effect := next(script), Send):
        found.append(effect.message)
    return found


def collected(first: Propose, *chunks: Chunk) -> WireTask:
    """What P2 makes of it."""
    script = propose_p2(first)
    try:
        next(script)
        for chunk in chunks:
            script.send(chunk)
    except StopIteration as done:
        return decode(WireTask, arrived(first, done.value))
    pytest.fail("it waits for more")


@pytest.mark.parametrize("size", [0, 1, CHUNK - 100, CHUNK, 3 * CHUNK + 5])
def test_it_travels_in_chunks(size: int) -> None:
    wire = WireTask("regtest", b"p" * size, (b"one", b"two"))
    first, *chunks = sent(wire)
    assert isinstance(first, Propose)
    found = [chunk for chunk in chunks if isinstance(chunk, Chunk)]
    assert len(found) == len(chunks) == -(-first.size // CHUNK)
    assert all(len(chunk.data) <= CHUNK for chunk in found)
    assert collected(first, *found) == wire


def test_sixteen_mib_at_most() -> None:
    head = len(encode(WireTask("regtest", b"", ())))
    fits = WireTask("regtest", bytes(MAX_TASK - head), ())
    first, *chunks = sent(fits)
    assert isinstance(first, Propose)
    assert len(chunks) == 16
    with pytest.raises(BadInput, match="larger than 16 MiB"):
        next(propose_p1(KEY, replace(fits, psbt=bytes(MAX_TASK - head + 1))))
    for size in (0, MAX_TASK + 1):
        with pytest.raises(PeerFault, match="larger than 16 MiB"):
            next(propose_p2(replace(first, size=size)))


def announced(data: bytes) -> Propose:
    return Propose(KEY, len(data), tagged_hash(Tag.PROPOSAL, data))


@pytest.mark.parametrize(
    ("first", "chunk", "why"),
    [
        (announced(b"abc"), b"", "wrong size"),
        (announced(b"abc"), b"abcd", "wrong size"),
        (announced(bytes(CHUNK + 2)), bytes(CHUNK + 1), "wrong size"),
        (announced(bytes(MAX_TASK)), b"a", "wrong size"),
        (announced(bytes(2 * MIN_CHUNK)), bytes(MIN_CHUNK - 1), "wrong size"),
        (announced(b"abc"), b"abd", "damaged"),
        (announced(b"abc"), b"abc", "malformed"),
    ],
)
def test_what_arrives_otherwise_is_a_fault(first: Propose, chunk: bytes, why: str) -> None:
    with pytest.raises(PeerFault, match=why):
        collected(first, Chunk(chunk))


def test_the_largest_proposal_is_257_frames_at_most() -> None:
    """In pieces of one byte each it kept the co-signer's one executor busy for a minute."""
    data = encode(WireTask("regtest", bytes(MAX_TASK - 100), ()))
    pieces = [Chunk(data[start : start + MIN_CHUNK]) for start in range(0, len(data), MIN_CHUNK)]
    assert collected(announced(data), *pieces).psbt == bytes(MAX_TASK - 100)
    assert 1 + len(pieces) <= 257
    with pytest.raises(PeerFault, match="wrong size"):
        collected(announced(data), *(Chunk(data[start : start + MIN_CHUNK // 2]) for start in (0, MIN_CHUNK // 2)))


# ------------------------------------------------------------------ states
@pytest.mark.parametrize("state", list(RequestState))
def test_only_a_request_and_an_approval_expire(state: RequestState) -> None:
    found = replace(TASK, state=state, proposed=NOW - 5, decided=NOW)
    since = NOW - 5 if state is RequestState.PROPOSED else NOW
    assert found.at(since + APPROVAL_LASTS - 1) is found
    late = found.at(since + APPROVAL_LASTS)
    if state in (RequestState.PROPOSED, RequestState.APPROVED):
        assert (late.state, late.decided) == (RequestState.EXPIRED, since + APPROVAL_LASTS)
    else:
        assert late is found


@pytest.mark.parametrize("state", list(RequestState))
def test_what_may_be_signed(state: RequestState) -> None:
    found = replace(TASK, state=state, decided=NOW, reason="not today")
    if state in (RequestState.APPROVED, RequestState.DEBITED, RequestState.RELEASED):
        found.must_be_signable(NOW)
        return
    with pytest.raises(Refused) as caught:
        found.must_be_signable(NOW)
    kind = "pending" if state is RequestState.PROPOSED else state.name.lower()
    assert caught.value.kind == kind
    if kind != "pending":
        assert caught.value.message == f"{kind}: not today"


def test_every_state_survives_the_vault() -> None:
    for state in RequestState:
        found = replace(TASK, state=state, warnings=("fee", "change"), signed=(0, 7), reason="ä")
        assert decode(SigningRequest, encode(found)) == found


def test_items_are_of_own_inputs_only() -> None:
    stranger = Coin(script=b"\x00\x14" + b"\x77" * 20, seed=9)
    found = task([Coin(), stranger, Coin(seed=2)], [Pay(3 * BTC - 1_000)])
    assert [(item.number, item.message, item.path) for item in items(found, (0, 2))] == [
        (0, found.digest(0), path(0, 3)),
        (2, found.digest(2), path(0, 3)),
    ]
    for number in (1, 3):
        with pytest.raises(PeerFault, match="not this wallet's"):
            items(found, (0, number))
