"""A computer that asks until somebody says yes: questions are counted, and three noes are followed by silence (W5)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app.text.say import logged
from core.approval import patience
from core.approval.messages import Propose, RequestState
from core.approval.patience import MAX_ASKED, SILENCE
from core.approval.quota import MAX_OPEN
from core.cosigner.api import PolicyChange
from core.errors import BadInput, InputKind, KeyBlocked, RefusalKind, Refused
from core.keys.record import DAY
from tests.support.hostile import an_a1, spoilt
from tests.support.payment import BTC
from tests.support.two_homes import NAME, TwoHomes, two_homes


def no(homes: TwoHomes, seed: int, name: str | None = None) -> None:
    """The computer asks, and a person says no."""
    rows = homes.computer.records.keys.values()
    row = next(row for row in rows if name in (None, row.name))
    found = homes.client.propose(row, homes.wire_of(row, seed=seed))
    homes.cosigner.admin.refuse(found.request.hex(), "I did not ask for this.")


def silenced(homes: TwoHomes, work: Callable[[], object]) -> tuple[RefusalKind, int]:
    """How the co-signer says that it asks nobody, and for how long."""
    with pytest.raises(Refused) as caught:
        work()
    return caught.value.kind, caught.value.wait


def again(homes: TwoHomes) -> None:
    """kill -9 on both sides, and a start."""
    homes.restart_both()


# ------------------------------------------------------------------ three noes
def test_after_three_noes_nobody_is_asked_for_a_quarter_of_an_hour(homes: TwoHomes) -> None:
    """Asked again and again until a person taps yes to be left alone."""
    for seed in range(3):
        no(homes, seed)
    assert silenced(homes, lambda: homes.propose(homes.wire(seed=3))) == (RefusalKind.SILENCE, SILENCE)
    assert homes.cosigner.admin.approvals() == ()
    assert "decision.silent" in [entry.code for entry in homes.cosigner.records.log()]
    homes.clock.sleep(SILENCE - 1)
    assert silenced(homes, lambda: homes.propose(homes.wire(seed=3))) == (RefusalKind.SILENCE, 1)
    homes.clock.sleep(1)
    assert homes.propose(homes.wire(seed=3)).state is RequestState.PROPOSED


def test_no_restart_and_no_clock_ends_the_silence(homes: TwoHomes) -> None:
    for seed in range(3):
        no(homes, seed)
        again(homes)
    homes.clock.jump(25 * 3600)
    assert silenced(homes, lambda: homes.propose(homes.wire(seed=3))) == (RefusalKind.SILENCE, SILENCE)
    homes.clock.sleep(60)
    homes.clock.jump(-50 * 3600)
    again(homes)
    kind, left = silenced(homes, lambda: homes.propose(homes.wire(seed=3)))
    assert kind == RefusalKind.SILENCE
    assert left == pytest.approx(SILENCE - 60, abs=2)


def test_the_fourth_no_is_followed_by_silence_at_once(homes: TwoHomes) -> None:
    """A row is over with a yes, not with a quarter of an hour."""
    for seed in range(3):
        no(homes, seed)
    homes.clock.sleep(SILENCE)
    no(homes, 3)
    assert silenced(homes, lambda: homes.propose(homes.wire(seed=4))) == (RefusalKind.SILENCE, SILENCE)


def test_a_yes_ends_the_row(homes: TwoHomes) -> None:
    for seed in range(6):
        if seed == 2:
            homes.approved(homes.wire(seed=100))
        elif seed == 4:
            found = homes.propose(homes.wire(seed=101))
            homes.cosigner.admin.approve(found.request.hex())
        no(homes, seed)
    assert [view.silence for view in homes.cosigner.admin.status().wallets] == [0]
    assert homes.propose(homes.wire(seed=7)).state is RequestState.PROPOSED


def test_what_nobody_is_asked_about_goes_on_in_the_silence(homes: TwoHomes) -> None:
    for seed in range(3):
        no(homes, seed)
    homes.allow(50_000)
    assert homes.propose(homes.wire(seed=3)).state is RequestState.APPROVED
    assert silenced(homes, lambda: homes.propose(homes.wire(amount=60_000, seed=4)))[0] == RefusalKind.SILENCE


def test_what_waits_already_can_still_be_decided(homes: TwoHomes) -> None:
    waits = homes.propose(homes.wire(seed=50))
    for seed in range(3):
        no(homes, seed)
    assert homes.propose(homes.wire(seed=50)).request == waits.request
    homes.cosigner.admin.approve(waits.request.hex())
    assert homes.propose(homes.wire(seed=4)).state is RequestState.PROPOSED


def test_a_person_ends_the_silence(homes: TwoHomes) -> None:
    for seed in range(3):
        no(homes, seed)
    (half,) = homes.cosigner.admin.status().wallets
    assert half.silence == SILENCE
    (half,) = homes.cosigner.admin.end_silence(NAME)
    assert half.silence == 0
    assert homes.propose(homes.wire(seed=3)).state is RequestState.PROPOSED
    heard = [entry for entry in homes.cosigner.records.log() if entry.code == "decision.heard"]
    assert [logged(entry.code, entry.values) for entry in heard] == ["savings: a person wants to be asked again"]
    homes.cosigner.admin.end_silence()  # nothing to end, and nothing to write down
    assert len([entry for entry in homes.cosigner.records.log() if entry.code == "decision.heard"]) == 1
    with pytest.raises(BadInput) as unknown:
        homes.cosigner.admin.end_silence("other")
    assert unknown.value.kind == InputKind.NO_SUCH_WALLET


def test_a_locked_key_does_not_ask_without_end_to_be_unlocked(homes: TwoHomes) -> None:
    """Each refresh of a locked key asks a person; refused, the next one would ask at once."""
    homes.approved(homes.wire())
    homes.raw().ask(spoilt(an_a1(homes)))
    said = []
    for _ in range(5):
        with pytest.raises((Refused, KeyBlocked)) as caught:
            homes.client.refresh(homes.key.key_id)
        said.append(caught.value.kind)
        for shown in homes.cosigner.admin.approvals():
            assert shown.kind == "unlock"
            homes.cosigner.admin.refuse(shown.id, "no")
    assert said == ["pending"] * 3 + ["silence"] * 2
    homes.cosigner.admin.end_silence()
    with pytest.raises(Refused):
        homes.client.refresh(homes.key.key_id)
    (shown,) = homes.cosigner.admin.approvals()
    homes.cosigner.admin.approve(shown.id)
    homes.client.refresh(homes.key.key_id)


def test_a_suspension_asks_nobody_in_the_silence_and_ends_by_itself(homes: TwoHomes) -> None:
    for seed in range(3):
        no(homes, seed)
    suspend(homes)
    assert homes.cosigner.row.rules.suspended_until
    assert homes.cosigner.admin.approvals() == ()
    homes.clock.sleep(DAY)
    homes.approved(homes.wire(seed=9))
    suspend(homes)
    assert [shown.kind for shown in homes.cosigner.admin.approvals()] == ["unlock"]
    assert len(homes.cosigner.records.patience[homes.key.key_id].asked) == 2


def suspend(homes: TwoHomes) -> None:
    """Three faults of one key."""
    for _ in range(3):
        homes.raw().ask(Propose(homes.key.key_id, 0, bytes(32)))


# ------------------------------------------------------------------ twenty a day
def test_twenty_questions_a_day_whatever_becomes_of_them(homes: TwoHomes) -> None:
    """Asked and taken back is asked: the screen lit up all the same."""
    for seed in range(MAX_ASKED):
        found = homes.propose(homes.wire(seed=seed))
        homes.clock.sleep(600)
        homes.client.cancel(found.request)
        again(homes)
    left = DAY - 600 * MAX_ASKED
    kind, wait = silenced(homes, lambda: homes.propose(homes.wire(seed=99)))
    assert kind == RefusalKind.SILENCE_DAY
    assert wait == pytest.approx(left, abs=MAX_ASKED)
    homes.clock.sleep(wait)
    assert homes.propose(homes.wire(seed=99)).state is RequestState.PROPOSED
    assert silenced(homes, lambda: homes.propose(homes.wire(seed=98)))[0] == RefusalKind.SILENCE_DAY


def test_only_a_person_makes_room_for_more_questions_in_a_day(homes: TwoHomes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who pays many bills in one day goes on, and says so with the passphrase."""
    monkeypatch.setattr(patience, "MAX_ASKED", 3)
    for seed in range(3):
        no(homes, seed)
    homes.clock.sleep(SILENCE)
    assert silenced(homes, lambda: homes.propose(homes.wire(seed=3)))[0] == RefusalKind.SILENCE_DAY
    homes.cosigner.admin.end_silence()
    assert homes.propose(homes.wire(seed=3)).state is RequestState.PROPOSED


# ------------------------------------------------------------------ many wallets of one computer
def test_a_computer_does_not_ask_on_by_way_of_its_other_wallets(tmp_path: Path) -> None:
    """Two noes for each wallet, and as many wallets as it likes: no row of three, and no end."""
    with two_homes(tmp_path, keys=4) as homes:
        names = sorted(row.name for row in homes.computer.records.keys.values())
        for name in names[:3]:
            no(homes, 0, name)
            no(homes, 1, name)
        kind, wait = silenced(homes, lambda: no(homes, 2, names[3]))
        assert (kind, wait) == (RefusalKind.SILENCE, SILENCE)
        homes.clock.sleep(SILENCE)
        no(homes, 2, names[3])
        homes.cosigner.admin.end_silence()
        no(homes, 3, names[3])


def test_all_wallets_of_a_computer_have_one_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "MAX_ASKED_OF_ALL", 3)
    with two_homes(tmp_path, keys=4) as homes:
        rows = list(homes.computer.records.keys.values())
        for row in rows[:3]:
            homes.client.propose(row, homes.wire_of(row))
        last = rows[3]
        kind, wait = silenced(homes, lambda: homes.client.propose(last, homes.wire_of(last)))
        assert (kind, wait) == (RefusalKind.SILENCE_DAY, DAY)


# ------------------------------------------------------------------ five open
def test_stricter_rules_put_no_more_than_five_on_the_desk(homes: TwoHomes) -> None:
    """Approved unasked by the dozen, and signed when the rules have become stricter: each would wait for a person."""
    homes.allow(BTC)
    wires = [homes.wire(seed=seed) for seed in range(MAX_OPEN + 3)]
    for wire in wires:
        homes.propose(wire)
    homes.cosigner.admin.policy_set(PolicyChange(approve_below=0))
    said = []
    for wire in wires:
        with pytest.raises(Refused) as caught:
            homes.client.sign(homes.key.key_id, homes.checked(wire))
        said.append(caught.value.kind)
    assert said == ["pending"] * MAX_OPEN + ["too_many"] * 3
    assert len(homes.cosigner.admin.approvals()) == MAX_OPEN


# ------------------------------------------------------------------ blocking
def test_who_was_refused_three_times_is_offered_to_be_blocked(homes: TwoHomes) -> None:
    waits = homes.propose(homes.wire(seed=50))
    shown = []
    for seed in range(3):
        (view,) = homes.cosigner.admin.approvals()
        shown.append(view.refused)
        no(homes, seed)
    (view,) = homes.cosigner.admin.approvals()
    assert [*shown, view.refused] == [0, 1, 2, 3]
    assert view.id == waits.request.hex()
