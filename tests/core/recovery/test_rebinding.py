"""The real transitions of a replacement, under everything that the model knows, and one by one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace

import pytest

from core.errors import Bug, KeyBlocked, PeerFault, Retry
from core.keys import handshake, rebinding, transitions
from core.keys.limits import must_be_usable
from core.keys.record import KeyRecord
from core.keys.state import KeyState
from core.protocol.registry import scheme_of
from core.protocol.share import NO_RUN, Role
from tests.core.recovery.model import Model
from tests.core.recovery.model_search import Broken, search
from tests.core.recovery.model_world import Device, Record
from tests.core.recovery.real_device import NOW, RealModel, row_of, share_of, wide

LOST = Model(requests=1)
GENERATIONS = Model(runs=1, requests=1, links=4, cancels=False)


def real(model: Model, what: str = "") -> RealModel:
    return RealModel(**{field.name: getattr(model, field.name) for field in fields(model)}, what=what)


@pytest.mark.parametrize("model", [LOST, GENERATIONS], ids=["lost", "generations"])
def test_the_real_functions_go_through_the_states_of_the_model(model: Model) -> None:
    """No state is broken, and there are neither more nor fewer of them than the model has."""
    found = search(real(model))
    assert found == search(model)
    assert found.broken == {}


# ------------------------------------------------------------------ the same functions, wrong
def open_to_all(row: KeyRecord) -> KeyRecord:
    return replace(row, must_refresh=False)


def dropping(row: KeyRecord) -> KeyRecord:
    return forgetting(replace(row, pending=None))


def forgetting(row: KeyRecord) -> KeyRecord:
    return replace(row, replaced=(replace(row.replaced[-1], kept=NO_RUN),))


@pytest.mark.parametrize(
    ("functions", "change", "fault"),
    [
        pytest.param(("opened", "rebound"), open_to_all, Broken.UNREADY, id="nobody asks for a run"),
        pytest.param(("cancelled",), open_to_all, Broken.TWO_HOLDERS, id="nor after a cancel"),
        pytest.param(("rebound",), dropping, Broken.MISMATCH, id="P1 drops its PENDING"),
        pytest.param(("rebound",), forgetting, Broken.MISMATCH, id="a cancel comes too late"),
    ],
)
def test_a_wrong_function_is_found(
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
    functions: tuple[str, ...],
    change: Callable[[KeyRecord], KeyRecord],
    fault: Broken,
) -> None:
    for name in functions:
        monkeypatch.setattr(rebinding, name, changed(getattr(rebinding, name), change))
    assert fault in search(real(LOST, request.node.name), stop=True).broken


def changed(right: Callable[..., KeyRecord], change: Callable[[KeyRecord], KeyRecord]) -> Callable[..., KeyRecord]:
    return lambda *args: change(right(*args))


# ------------------------------------------------------------------ single rules
def row(side: int, *, pending: bool = False) -> KeyRecord:
    first, second = Record(1, frozenset({1})), Record(2, frozenset({1}))
    return row_of(side, Device(side + 1, first, 2 - side, second if pending else None))


NEW_PIN = wide(3)


@pytest.mark.parametrize("role", Role, ids=["the computer", "the co-signer"])
def test_what_was_opened_signs_nothing_before_a_run_and_then_as_ever(role: Role) -> None:
    survivor = replace(row(2 - role), generation=8, peer_generation=5)
    told = handshake.answer(survivor)
    new = rebinding.opened(share_of(role, Record(1, frozenset(), ot=False)), "w", survivor.pin, told, NOW)
    assert (new.generation, new.peer_generation, new.created, new.key_id) == (6, 8, NOW, survivor.key_id)
    with pytest.raises(KeyBlocked, match="needs a refresh"):
        must_be_usable(new, NOW)
    assert must_be_usable(new, NOW, refresh=True) == new.current
    begun = transitions.prepare(new, share_of(role, Record(2, frozenset()), new.current_run_id), NOW)
    assert transitions.at_start(begun, NOW) == begun
    if role is Role.P2:
        begun = transitions.checked(transitions.checking(begun, wide(2)), wide(2), ok=True)
    must_be_usable(transitions.commit(begun, wide(2), NOW), NOW)


def test_a_share_without_ot_state_is_written_and_read() -> None:
    share = share_of(Role.P2, Record(1, frozenset({1}), ot=False))
    scheme = scheme_of(share.SCHEME)
    assert scheme.read(scheme.write(share)).ot.reveal() == b""


def test_a_copy_or_a_proof_of_another_run_begins_again() -> None:
    survivor = row(1)
    told = handshake.answer(survivor)
    with pytest.raises(Retry, match="renewed in the meantime"):
        rebinding.opened(share_of(Role.P1, Record(2, frozenset(), ot=False)), "w", survivor.pin, told, NOW)
    for run_id in (wide(2), NO_RUN):
        with pytest.raises(Retry, match="renewed in the meantime"):
            rebinding.rebound(survivor, NEW_PIN, run_id, NOW)
    with pytest.raises(Retry, match="renewed in the meantime"):
        rebinding.rebound(replace(survivor, current=None), NEW_PIN, NO_RUN, NOW)


def test_a_survivor_tells_no_generation_that_cannot_be() -> None:
    share, told = share_of(Role.P1, Record(1, frozenset(), ot=False)), handshake.answer(row(1))
    for lie in (replace(told, generation=2**63), replace(told, peer_generation=2**63)):
        with pytest.raises(PeerFault, match="generation that cannot be"):
            rebinding.opened(share, "w", wide(2), lie, NOW)


def test_the_pin_changes_and_the_old_one_is_remembered() -> None:
    before = replace(row(1, pending=True), mismatch=True)
    after = rebinding.rebound(before, NEW_PIN, before.current_run_id, NOW)
    assert (after.pin, after.pending, after.must_refresh, after.mismatch) == (NEW_PIN, None, True, False)
    assert [(one.pin, one.at) for one in after.replaced] == [(before.pin, NOW)]
    with pytest.raises(Bug, match="its own place"):
        rebinding.rebound(after, NEW_PIN, after.current_run_id, NOW)


def test_p1_lets_go_of_its_pending_when_the_new_cosigner_answers_current_and_never_otherwise() -> None:
    before = row(0, pending=True)
    after = rebinding.rebound(before, NEW_PIN, before.current_run_id, NOW)
    assert after.pending == before.pending
    for told in (NO_RUN, wide(9)):
        settled = handshake.settle_p1(after, handshake.KeyAnswer(after.key_id, told, KeyState.OPEN, 0, 0), NOW)
        assert settled is not None
        assert (settled.pending, settled.mismatch) == (before.pending, True)
        assert rebinding.may_cancel(settled)
    answer = handshake.KeyAnswer(after.key_id, after.current_run_id, KeyState.MUST_REFRESH, 0, 0)
    settled = handshake.settle_p1(after, answer, NOW)
    assert settled is not None
    assert settled.pending is None
    assert not rebinding.may_cancel(settled)
    with pytest.raises(Bug, match="after something has followed"):
        rebinding.cancelled(settled)


def test_a_cancel_brings_the_old_device_back_and_asks_for_a_run() -> None:
    for before in (row(0, pending=True), row(1)):
        assert not rebinding.may_cancel(before)
        after = rebinding.rebound(before, NEW_PIN, before.current_run_id, NOW)
        assert rebinding.cancelled(after) == replace(before, must_refresh=True)


def test_a_cancel_is_too_late_once_a_run_has_committed() -> None:
    after = rebinding.rebound(row(0), NEW_PIN, wide(1), NOW)
    begun = transitions.prepare(after, share_of(Role.P1, Record(2, frozenset()), wide(1)), NOW)
    assert rebinding.may_cancel(begun)
    assert not rebinding.may_cancel(transitions.commit(begun, wide(2), NOW))


def test_a_copy_that_was_handed_out_in_vain_is_followed_by_a_run() -> None:
    before = row(1)
    assert rebinding.handed_out(before) == replace(before, must_refresh=True)
