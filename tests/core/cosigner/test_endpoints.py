"""Which message opens which call, what is refused before any of it runs, and what its changes write.

How calls live on a link is in test_dispatcher.py; what a lying computer may try is in tests/malicious.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from core.approval.messages import AwaitDecision, Cancel, Propose
from core.approval.upload import MAX_TASK
from core.codec.codec import encode
from core.codec.messages import Message
from core.cosigner.endpoints import MAX_COLLECTING, Endpoints
from core.errors import Bug, PeerFault, Refused
from core.home.records import LogCode
from core.keys import transitions
from core.keys.record import KeyRecord, new_record, share_of, slot_of
from core.keys.status import StatusOf
from core.protocol import registry
from core.protocol.changes import Change, Checked, Checking, Committed, Debit, Dropped, Prepared
from core.protocol.messages import Commit
from core.protocol.share import NO_RUN
from core.rpc.replies import RefusedFrame
from tests.core.keys.test_other_scheme import OTHER, Other, Shard
from tests.support.hostile import REFUSED, a_g1, an_a1, an_f1, declined, s1_of
from tests.support.two_homes import Hostile, MortalVault, TwoHomes

NEXT = bytes([7]) * 32  # a run


@pytest.fixture
def endpoints(homes: TwoHomes) -> Endpoints:
    side = homes.cosigner
    return Endpoints(side.records, side.requests, homes.clock.now, homes.clock.monotonic)


def hold(homes: TwoHomes, row: KeyRecord) -> None:
    """The co-signer holds the key so, whatever has brought it there."""
    with homes.cosigner.records.write() as write:
        write.key(row)


def unchanged(homes: TwoHomes) -> Callable[[], bool]:
    before = encode(homes.cosigner.row)
    return lambda: encode(homes.cosigner.row) == before


# ------------------------------------------------------------------ what opens a call
def test_an_answer_opens_none(homes: TwoHomes) -> None:
    assert homes.raw().ask(RefusedFrame()) == REFUSED


@pytest.mark.parametrize("kind", ["status", "A1", "F1", "propose", "cancel", "watch"])
def test_a_key_of_another_computer_does_not_exist(homes: TwoHomes, kind: str) -> None:
    """L5: it hears what it would hear of a key that nobody has."""
    key, request = homes.key, homes.propose(homes.wire()).request
    messages: dict[str, Message] = {
        "status": StatusOf(key.key_id, key.current_run_id),
        "A1": an_a1(homes),
        "F1": an_f1(homes),
        "propose": Propose(key.key_id, 5, bytes(32)),
        "cancel": Cancel(request),
        "watch": AwaitDecision(request),
    }
    nobodys: dict[str, Message] = {
        "status": StatusOf(bytes(32), bytes(32)),
        "A1": replace(an_a1(homes), key_id=bytes(32)),
        "F1": replace(an_f1(homes), parent=bytes(32)),
        "propose": Propose(bytes(32), 5, bytes(32)),
        "cancel": Cancel(bytes(16)),
        "watch": AwaitDecision(bytes(16)),
    }
    same = unchanged(homes)
    raw = homes.raw(b"certificate of another computer")
    assert declined(raw.ask(messages[kind])) == declined(raw.ask(nobodys[kind]))
    assert same()


def test_a_commit_of_what_is_current_is_answered_and_any_other_ends_the_link(homes: TwoHomes) -> None:
    raw = homes.raw()
    assert len(raw.ask(Commit(homes.key.current_run_id))) == 1
    assert raw.ask(Commit(NEXT)) == []
    assert raw.link.closed


# ------------------------------------------------------------------ key generation and refresh
@pytest.mark.parametrize("message", [a_g1, an_f1], ids=["G1", "F1"])
def test_no_run_begins_where_its_commit_may_find_no_room(
    homes: TwoHomes, monkeypatch: pytest.MonkeyPatch, message: Callable[..., Message]
) -> None:
    raw = homes.raw()
    monkeypatch.setattr(MortalVault, "has_room", lambda _: False)
    assert declined(raw.ask(a_g1() if message is a_g1 else an_f1(homes))).kind == "full"
    monkeypatch.undo()
    assert raw.link.connection.making is None


def test_one_run_at_once(homes: TwoHomes) -> None:
    raw = homes.raw()
    assert len(raw.ask(a_g1(), call=5)) == 1
    assert raw.link.connection.making == 5
    assert raw.ask(an_f1(homes), call=6) == REFUSED


@pytest.mark.parametrize(
    ("network", "name", "kind"),
    [("practice", "other", "network.practice"), ("regtest", "savings", "name")],
)
def test_a_new_key_fits_the_home_and_has_a_name_of_its_own(homes: TwoHomes, network: str, name: str, kind: str) -> None:
    assert declined(homes.raw().ask(a_g1(name, network))).kind == kind


def test_a_network_that_does_not_exist_is_a_fault(homes: TwoHomes) -> None:
    assert homes.raw().ask(a_g1(network="nowhere")) == REFUSED


def test_no_second_birth_before_the_first_is_settled(homes: TwoHomes) -> None:
    raw, row = homes.raw(), homes.cosigner.row
    hold(homes, replace(row, current=None, pending=row.current))
    assert declined(raw.ask(a_g1())).kind == "pending_epoch"


def test_a_refresh_of_another_epoch_is_a_mismatch(homes: TwoHomes) -> None:
    raw, same = homes.raw(), unchanged(homes)
    found = declined(raw.ask(replace(an_f1(homes), parent=NEXT)))
    assert (found.kind, found.blocked) == ("mismatch", True)
    assert same()


def test_a_locked_key_asks_its_person_once(homes: TwoHomes) -> None:
    raw, row = homes.raw(), homes.cosigner.row
    hold(homes, transitions.checked(transitions.checking(row, row.current_run_id), row.current_run_id, ok=False))
    assert declined(raw.ask(an_f1(homes))).kind == "pending"
    asked = homes.cosigner.row.rules.unlock
    assert asked is not None
    assert declined(raw.ask(an_f1(homes))).kind == "pending"
    assert homes.cosigner.row.rules.unlock == asked


# ------------------------------------------------------------------ preparing and signing
def test_a_preparation_for_another_epoch_is_a_mismatch(homes: TwoHomes) -> None:
    found = declined(homes.raw().ask(replace(an_a1(homes), epoch_id=NEXT)))
    assert (found.kind, found.blocked) == ("mismatch", True)


def test_a_session_of_an_older_epoch_signs_nothing(homes: TwoHomes) -> None:
    wire = homes.wire()
    homes.approved(wire)
    raw = homes.raw()
    s1, row = s1_of(homes, raw, wire), homes.cosigner.row
    renewed = replace(share_of(row), T=NEXT, parent=row.current_run_id, epoch=row.max_epoch + 1)
    begun = transitions.prepare(row, renewed, int(homes.clock.now()))
    hold(homes, transitions.commit(transitions.checked(begun, NEXT, ok=True), NEXT, int(homes.clock.now())))
    found = declined(raw.ask(s1))
    assert (found.kind, found.blocked) == ("session", False)
    assert raw.link.connection.sessions == {}  # it is used up all the same


def test_a_message_of_one_kind_of_key_for_a_key_of_another(homes: TwoHomes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(registry.SCHEMES, OTHER, Other())
    raw, a1, row = homes.raw(), an_a1(homes), homes.cosigner.row
    hold(homes, replace(row, current=new_record(Shard(1, NEXT, NO_RUN), row.name, row.pin, 0).pending))
    assert raw.ask(a1) == REFUSED


def test_what_arrives_at_once_is_bounded_and_given_back(homes: TwoHomes) -> None:
    raw, key_id = homes.raw(), homes.key.key_id
    calls = MAX_COLLECTING // MAX_TASK
    for call in range(calls):
        assert raw.ask(Propose(key_id, MAX_TASK, bytes([call]) * 32), call=call + 1) == []
    assert declined(raw.ask(Propose(key_id, 1, NEXT), call=99)).kind == "busy"


# ------------------------------------------------------------------ what changes write
def write(homes: TwoHomes, endpoints: Endpoints, raw: Hostile, change: Change) -> None:
    endpoints.write(raw.link.connection, homes.key.key_id, change)


def test_a_debit_is_of_a_key(homes: TwoHomes, endpoints: Endpoints) -> None:
    with pytest.raises(Bug, match="without a key"):
        endpoints.write(homes.raw().link.connection, None, Debit(bytes(32), (0,)))
    with pytest.raises(Refused):
        endpoints.write(homes.raw().link.connection, homes.key.key_id, Debit(bytes(32), (0,)))


@pytest.mark.parametrize("change", [Committed(NEXT), Dropped(NEXT), Checking(NEXT), Checked(NEXT, ok=True)])
def test_a_run_that_is_not_held_changes_nothing(homes: TwoHomes, endpoints: Endpoints, change: Change) -> None:
    raw, same = homes.raw(), unchanged(homes)
    with pytest.raises(PeerFault, match="not held"):
        write(homes, endpoints, raw, change)
    assert same()


def test_a_refresh_from_prepared_to_current(homes: TwoHomes, endpoints: Endpoints) -> None:
    raw, share = homes.raw(), share_of(homes.cosigner.row)
    renewed = replace(share, T=NEXT, parent=share.T, epoch=share.epoch + 1)
    for change in (Prepared(renewed), Checking(NEXT), Checked(NEXT, ok=True), Committed(NEXT)):
        write(homes, endpoints, raw, change)
    row = homes.cosigner.row
    assert (row.current_run_id, row.pending) == (NEXT, None)
    codes = [entry.code for entry in homes.cosigner.records.log()]
    assert codes[-2:] == [LogCode.PREPARED, LogCode.CURRENT]


def test_a_refresh_that_is_dropped_leaves_the_key_as_it_was(homes: TwoHomes, endpoints: Endpoints) -> None:
    raw, row, share = homes.raw(), homes.cosigner.row, share_of(homes.cosigner.row)
    write(homes, endpoints, raw, Prepared(replace(share, T=NEXT, parent=share.T, epoch=share.epoch + 1)))
    assert homes.cosigner.row.pending is not None
    write(homes, endpoints, raw, Dropped(NEXT))
    after = homes.cosigner.row
    assert after.pending is None
    assert slot_of(after).share == slot_of(row).share


def test_a_birth_that_is_dropped_leaves_no_key(homes: TwoHomes, endpoints: Endpoints) -> None:
    raw, share = homes.raw(), share_of(homes.cosigner.row)
    born = replace(share, chain=bytes(32), T=NEXT, epoch=1)
    write(homes, endpoints, raw, Prepared(born, "other"))
    assert {row.name for row in homes.cosigner.records.keys.values()} == {"savings", "other"}
    write(homes, endpoints, raw, Dropped(NEXT))
    assert homes.cosigner.row.name == "savings"


def test_a_name_is_asked_for_again_when_a_birth_is_kept(homes: TwoHomes, endpoints: Endpoints) -> None:
    born = replace(share_of(homes.cosigner.row), chain=bytes(32), T=NEXT, epoch=1)
    with pytest.raises(Refused) as refused:
        write(homes, endpoints, homes.raw(), Prepared(born, "savings"))
    assert refused.value.kind == "name"


def test_a_failed_check_drops_the_sessions_of_the_key_and_is_written_down(
    homes: TwoHomes, endpoints: Endpoints
) -> None:
    wire = homes.wire()
    homes.approved(wire)
    raw = homes.raw()
    s1_of(homes, raw, wire)
    run = homes.cosigner.row.current_run_id
    write(homes, endpoints, raw, Checking(run))
    assert len(raw.link.connection.sessions) == 1
    write(homes, endpoints, raw, Checked(run, ok=False))
    assert raw.link.connection.sessions == {}
    assert homes.cosigner.row.locked
    assert [entry.code for entry in homes.cosigner.records.log()][-1] == LogCode.OT_FAILED
