"""A is approved, B is wanted: task, bytes, inputs, digests and ids swapped on the way (C5, L3)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from coincurve import PublicKey

from core.approval.messages import Proposed, RequestState
from core.approval.request import items
from core.bitcoin.psbt import In, Psbt
from core.bitcoin.signing_task import WireTask
from core.codec.codec import decode, encode
from core.codec.messages import MessageType, peek_type
from core.crypto.rng import HedgedRng
from core.errors import BadInput, PeerFault, Refused
from core.keys.record import share_of
from core.protocol.ecdsa import sign
from core.protocol.ecdsa.sign import S2
from tests.support.hostile import REFUSED, declined, first_sent, prepared, s1_of, with_inputs
from tests.support.two_homes import TwoHomes


def task_names(homes: TwoHomes) -> dict[bytes, RequestState]:
    return {request.task_id: request.state for request in homes.cosigner.tasks()}


def approved_a(homes: TwoHomes) -> tuple[WireTask, WireTask, Proposed]:
    """A, approved by a person; B, open; A's request."""
    a, b = homes.wire(amount=1_000), homes.wire(amount=90_000_000)
    found = homes.propose(a)
    homes.cosigner.admin.approve(found.request.hex())
    homes.propose(b)
    return a, b, found


def test_approve_A_sign_B(homes: TwoHomes) -> None:
    """S1 names B: it is not approved. S1 names A: only A is signed."""
    a, b, _ = approved_a(homes)
    raw = homes.raw()
    s1 = s1_of(homes, raw, b)
    assert declined(raw.ask(s1)).kind == "pending"
    moved = replace(s1_of(homes, raw, b), task_id=homes.checked(a).task_id)
    assert raw.ask(moved) == REFUSED  # the proof is over the task it was made for
    assert MessageType.S2 not in homes.traffic.types()
    assert task_names(homes)[homes.checked(b).task_id] is RequestState.PROPOSED


def test_a_signature_for_a_is_none_for_b(homes: TwoHomes) -> None:
    """P1 asks properly for A, and takes the answer for the digest of B."""
    a, b, _ = approved_a(homes)
    raw = homes.raw()
    session = prepared(homes, raw)
    task, other = homes.checked(a), homes.checked(b)
    script = sign.p1(session, share_of(homes.key), task.task_id, items(other, (0,)), HedgedRng())
    (data,) = raw.ask(first_sent(script))
    next(script)
    with pytest.raises(PeerFault, match="signature"):
        script.send(decode(S2, data))
    assert peek_type(data) is MessageType.S2


def test_the_same_transaction_in_other_bytes_changes_nothing(homes: TwoHomes) -> None:
    """After the approval comes another PSBT of the same transaction: P2 keeps and signs its first copy."""
    a, _, found = approved_a(homes)
    kept = homes.cosigner.records.payload(found.request)
    made = Psbt.parse(a.psbt)
    noted = replace(made, inputs=({**made.inputs[0], b"\xfcnote": b"what the computer says"},))
    again = homes.client.propose(homes.key, replace(a, psbt=noted.serialize()))
    assert (again.request, again.state) == (found.request, RequestState.APPROVED)
    assert homes.cosigner.records.payload(found.request) == kept
    homes.sign(a)


def test_another_amount_of_the_previous_output_is_another_transaction(homes: TwoHomes) -> None:
    """The two-PSBT fee lie: amounts come from the whole previous transaction, whose hash the input names."""
    a, _, _ = approved_a(homes)
    richer = homes.wire(amount=1_000, seed=1)
    swapped = replace(a, previous=richer.previous)
    with pytest.raises(Refused, match="previous transaction") as caught:
        homes.client.propose(homes.key, swapped)
    assert caught.value.kind == "input"
    made = Psbt.parse(a.psbt)
    claimed = replace(made, inputs=({**made.inputs[0], bytes([In.WITNESS_UTXO]): b"\xff" * 8 + b"\x00"},))
    with pytest.raises(Refused):
        homes.client.propose(homes.key, replace(a, psbt=claimed.serialize()))


@pytest.mark.parametrize("numbers", [(3,), (0, 3), (1, 0), (0, 0), (65535,), (0, 1, 2, 3)])
def test_the_list_of_inputs(homes: TwoHomes, numbers: tuple[int, ...]) -> None:
    wire = homes.wire(coins=3)
    homes.approved(wire)
    raw = homes.raw()
    assert raw.ask(with_inputs(homes, raw, wire, numbers)) == REFUSED
    assert task_names(homes) == {homes.checked(wire).task_id: RequestState.APPROVED}  # not even debited
    homes.sign(wire)


def test_a_task_nobody_proposed(homes: TwoHomes) -> None:
    a, _, _ = approved_a(homes)
    raw = homes.raw()
    assert declined(raw.ask(replace(s1_of(homes, raw, a), task_id=bytes(32)))).kind == "unknown"
    unheard = homes.wire(seed=9)
    assert declined(raw.ask(s1_of(homes, raw, unheard))).kind == "unknown"


def test_a_decision_names_one_request(homes: TwoHomes) -> None:
    """A request id is 16 bytes of the co-signer's own: none that a computer chose, and no task_id."""
    _, b, found = approved_a(homes)
    (waits,) = homes.cosigner.admin.approvals()
    assert waits.pays[0].sats == 90_000_000
    with pytest.raises(BadInput, match="not the payment that was shown"):  # W5: a yes names what was on the screen
        homes.cosigner.admin.approve(waits.id, task=found.task_id.hex())
    assert waits.task == homes.checked(b).task_id.hex()
    for wrong in (found.request.hex(), waits.id[:3], waits.id + "00", homes.checked(b).task_id.hex(), "", "zz"):
        with pytest.raises(BadInput):
            homes.cosigner.admin.approve(wrong)
    assert task_names(homes)[homes.checked(b).task_id] is RequestState.PROPOSED


def test_one_swapped_bit_on_the_way_to_a_proposal(homes: TwoHomes) -> None:
    """Inside TLS nobody can; if the computer itself does it, the two do not agree on the task."""
    wire = homes.wire()
    other = homes.wire(amount=40_001)

    def swap(frame: bytes) -> bytes:
        if frame[5] == MessageType.CHUNK:
            return frame[:6] + len(encode(other)).to_bytes(4, "big") + encode(other)
        return frame

    homes.traffic.tamper = swap
    with pytest.raises(PeerFault, match="refused this step"):
        homes.client.propose(homes.key, wire)
    assert homes.cosigner.tasks() == []


def test_released_signatures_are_of_the_child_key_of_their_input(homes: TwoHomes) -> None:
    """No input's signature serves another input of the same task."""
    wire = homes.wire(coins=3)
    found = homes.pay(wire)
    task = homes.checked(wire)
    for number, path in task.own_inputs:
        key = PublicKey(homes.table.public_key(path))
        fits = [n for n in found if key.verify(bytes(found[n]), task.digest(number), hasher=None)]
        assert fits == [number]
