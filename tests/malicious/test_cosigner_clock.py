"""Who sets the clock (a network, by NTP) ends no limit and no wait of the co-signer (C8)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from core.approval.messages import RequestState
from core.bitcoin.caution import Caution
from core.cosigner.api import PolicyChange
from core.errors import BadInput, KeyBlocked, Refused, StorageError
from core.home.policy_clock import PolicyClock
from core.home.records import OldCopy
from core.keys.limits import MAX_STARTED
from core.keys.record import KeyRecord
from core.keys.state import OldSide
from tests.support.hostile import an_f1, declined
from tests.support.two_homes import Fate, Killed, TwoHomes

HOUR = 3600.0
LIMIT = 50_000


def jumps(homes: TwoHomes) -> None:
    homes.clock.jump(25 * HOUR)


def jumps_and_starts_again(homes: TwoHomes) -> None:
    homes.clock.jump(25 * HOUR)
    homes.restart_both()


def jumps_while_the_machine_starts(homes: TwoHomes) -> None:
    homes.cosigner.end()
    homes.computer.end()
    homes.clock.reboot(25 * HOUR)
    homes.restart()


FORWARD = [jumps, jumps_and_starts_again, jumps_while_the_machine_starts]
Forward = Callable[[TwoHomes], None]


def use_up(homes: TwoHomes) -> None:
    """All that may be approved without a person in 24 hours."""
    homes.allow(LIMIT)
    for n in range(10):
        homes.pay(homes.wire(amount=LIMIT - 500, seed=100 + n))


def suspend(homes: TwoHomes, seconds: float) -> None:
    row = homes.cosigner.row
    until = homes.cosigner.seconds() + int(seconds)
    with homes.cosigner.records.write() as write:
        write.key(replace(row, rules=replace(row.rules, suspended_until=until)))


def refreshes_begun(homes: TwoHomes) -> KeyRecord:
    row = homes.cosigner.row
    worn = replace(row, started=(homes.cosigner.seconds(),) * MAX_STARTED)
    with homes.cosigner.records.write() as write:
        write.key(worn)
    return worn


@pytest.mark.parametrize("forward", FORWARD)
def test_clock_forward_25h(homes: TwoHomes, forward: Forward) -> None:
    use_up(homes)
    refreshes_begun(homes)
    forward(homes)
    found = homes.propose(homes.wire(amount=LIMIT - 500))
    assert (found.state, found.warnings) == (RequestState.PROPOSED, (Caution.DAILY_LIMIT,))
    assert homes.cosigner.requests.rulebook.used(homes.key).unattended == 10 * LIMIT
    assert declined(homes.raw().ask(an_f1(homes))).kind == "too_many"
    suspend(homes, 24 * HOUR)
    forward(homes)
    with pytest.raises(KeyBlocked, match="suspended"):
        homes.client.prepare(homes.key.key_id, 1)


@pytest.mark.parametrize("forward", FORWARD)
def test_without_the_rule_another_day_has_begun(
    homes: TwoHomes, monkeypatch: pytest.MonkeyPatch, forward: Forward
) -> None:
    use_up(homes)
    monkeypatch.setattr(PolicyClock, "now", lambda _: homes.clock.now())
    forward(homes)
    assert homes.propose(homes.wire(amount=LIMIT - 500)).state is RequestState.APPROVED


def off_for(homes: TwoHomes, seconds: float) -> None:
    """The machine of the co-signer is off, or its clock is set forward as it starts."""
    homes.cosigner.end()
    homes.computer.end()
    homes.clock.reboot(seconds)
    homes.restart()


def test_the_rest_of_a_time_that_the_machine_was_off_waits_for_a_person(homes: TwoHomes) -> None:
    use_up(homes)
    off_for(homes, 25 * HOUR)
    homes.client.connected()
    status = homes.cosigner.admin.status()
    assert (status.clock, status.clock_behind) == (int(homes.clock.now()), 13 * HOUR)
    assert [line for line in homes.cosigner.log() if "13.0 h" in line]
    for wrong in (-3600, 3600):
        with pytest.raises(BadInput, match="something else by now"):
            homes.cosigner.admin.confirm_clock(status.clock + wrong)
    assert homes.propose(homes.wire(amount=LIMIT - 500)).state is RequestState.PROPOSED
    assert homes.cosigner.admin.confirm_clock(status.clock + 60).clock_behind == 0
    homes.restart_both()
    assert homes.cosigner.admin.status().clock_behind == 0
    assert homes.propose(homes.wire(amount=LIMIT - 500, seed=5)).state is RequestState.APPROVED
    assert homes.cosigner.admin.confirm_clock(int(homes.clock.now())).clock_behind == 0
    codes = [entry.code for entry in homes.cosigner.records.log()]
    assert codes.count("clock.behind") == codes.count("clock.confirmed") == 1


def rules(homes: TwoHomes, **change: int) -> None:
    homes.cosigner.admin.policy_set(PolicyChange(**change))  # type: ignore[arg-type]


def confirm(homes: TwoHomes) -> None:
    assert homes.cosigner.admin.confirm_clock(int(homes.clock.now())).clock_behind == 0


def test_a_confirmed_clock_frees_nothing_that_was_used_up_since_the_start(homes: TwoHomes) -> None:
    """Off for a month; then the computer spends a day's limit, and the person believes the warning."""
    homes.allow(LIMIT)
    off_for(homes, 30 * 24 * HOUR)
    use_up(homes)
    confirm(homes)
    found = homes.propose(homes.wire(amount=LIMIT - 500))
    assert (found.state, found.warnings) == (RequestState.PROPOSED, (Caution.DAILY_LIMIT,))
    used = homes.cosigner.requests.rulebook.used(homes.key)
    assert (used.day, used.week) == (10 * LIMIT, 10 * LIMIT)
    confirm(homes)
    homes.clock.sleep(24 * HOUR)
    assert homes.propose(homes.wire(amount=LIMIT - 500, seed=7)).state is RequestState.APPROVED


def test_a_confirmed_clock_ends_no_wait_that_began_since_the_start(homes: TwoHomes) -> None:
    """A thief at the console with the passphrase, who sets the clock as the machine starts."""
    rules(homes, delay=24 * 60, wait=60)
    homes.clock.sleep(1)
    off_for(homes, 40 * HOUR)
    rules(homes, approve_below=LIMIT)
    waiting = homes.propose(homes.wire(amount=LIMIT - 500))
    late = homes.propose(homes.wire(amount=LIMIT - 600, seed=3))
    homes.cosigner.admin.approve(waiting.request.hex())
    confirm(homes)
    (shown,) = homes.cosigner.admin.policy_show()
    assert shown.approve_below == 0
    left = [one.at - homes.cosigner.seconds() for one in shown.pending]
    assert left == [pytest.approx(24 * 3600, abs=2)]
    request = homes.cosigner.records.requests[waiting.request]
    assert request.wait(homes.cosigner.seconds()) == pytest.approx(3600, abs=2)
    assert homes.cosigner.records.requests[late.request].open
    homes.clock.sleep(24 * HOUR)
    assert homes.cosigner.admin.policy_show()[0].approve_below == LIMIT


def test_a_confirmed_clock_ends_what_began_before(homes: TwoHomes) -> None:
    rules(homes, delay=24 * 60)
    rules(homes, approve_below=LIMIT)
    off_for(homes, 40 * HOUR)
    assert homes.cosigner.admin.policy_show()[0].approve_below == 0
    confirm(homes)
    assert homes.cosigner.admin.policy_show()[0].approve_below == LIMIT


def test_a_confirmed_clock_ends_no_look_at_an_old_copy(homes: TwoHomes) -> None:
    """It was found as the machine started: seven days from then."""
    homes.allow(LIMIT)
    off_for(homes, 9 * 24 * HOUR)
    with homes.cosigner.records.write() as write:
        write.old_copy(homes.key.key_id, OldCopy(OldSide.COSIGNER, homes.cosigner.seconds()))
    confirm(homes)
    assert homes.cosigner.records.old_copy_of(homes.key.key_id, homes.cosigner.seconds()) is not None


@pytest.mark.parametrize("when", Fate.ALL)
def test_a_confirmation_that_dies_counts_or_does_not(homes: TwoHomes, when: str) -> None:
    off_for(homes, 25 * HOUR)
    homes.cosigner.meets(Fate(1, when))
    with pytest.raises((Killed, StorageError)):
        homes.cosigner.admin.confirm_clock(int(homes.clock.now()))
    if when == "full":
        homes.cosigner.meets(None)
    else:
        homes.cosigner.end()
        homes.restart()
    assert homes.cosigner.admin.status().clock_behind == (0 if when == "after" else 13 * HOUR)


def test_a_clock_put_back_keeps_no_approval_alive(homes: TwoHomes) -> None:
    wire = homes.wire()
    homes.approved(wire)
    homes.clock.sleep(23 * HOUR)
    homes.clock.jump(-100 * HOUR)
    homes.clock.sleep(HOUR)
    with pytest.raises(Refused, match="expired"):
        homes.sign(wire)


def test_a_day_that_passes_is_a_day(homes: TwoHomes) -> None:
    """Over starts of the program and of the machine, as long as it runs."""
    use_up(homes)
    homes.clock.sleep(15 * HOUR)
    homes.restart_both()
    homes.clock.sleep(5 * HOUR)
    homes.client.connected()  # each write keeps the time
    homes.cosigner.end()
    homes.computer.end()
    homes.clock.reboot(4 * HOUR)
    homes.restart()
    assert homes.propose(homes.wire(amount=LIMIT - 500)).state is RequestState.APPROVED


def test_a_suspension_is_told_by_the_clock_that_people_see(homes: TwoHomes) -> None:
    homes.client.status(homes.key.key_id)
    homes.clock.jump(25 * HOUR)
    suspend(homes, HOUR)
    told = homes.client.status(homes.key.key_id).suspended_until
    assert told == int(homes.clock.now() + HOUR)
