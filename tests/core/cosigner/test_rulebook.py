"""Rules on the co-signer: set, waited for, counted, told; and what no yes of a person overrides."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest

from core.approval.messages import RequestState
from core.approval.rules.spending import WEEK
from core.bitcoin.address import address
from core.bitcoin.caution import Caution
from core.codec.messages import MessageType
from core.cosigner.api import OFF, PendingView, PolicyChange, PolicyView, VerdictView
from core.cosigner.rules_view import MAX_SATS
from core.errors import BadInput, InputKind, LinkError, RefusalKind, Refused
from core.home.records import LogCode
from core.protocol.progress import ProgressStep
from core.wallet.events import Event, silent
from core.wallet.told_rules import ToldRules
from tests.support.two_homes import NAME, NETWORK, Fate, TwoHomes

SHOP_ADDRESS = "bcrt1q29g4z52329g4z52329g4z52329g4z5237w8wct"
MINUTE, HOUR = 60, 3600
COST = 40_500  # of a usual payment


def set_rules(homes: TwoHomes, **change: object) -> PolicyView:
    """What `policy set` does, and what `policy show` says then."""
    (shown,) = homes.cosigner.admin.policy_set(PolicyChange(**change))  # type: ignore[arg-type]
    return replace(shown, computer="")


def shown(homes: TwoHomes) -> PolicyView:
    (found,) = homes.cosigner.admin.policy_show(NAME)
    return replace(found, computer="")


def codes(homes: TwoHomes) -> list[str]:
    return [entry.code for entry in homes.cosigner.admin.status().log]


# ------------------------------------------------------------------ set and shown
def test_every_rule_is_set_shown_told_and_kept(homes: TwoHomes) -> None:
    amounts: dict[str, Any] = {"approve_below": 1, "max_payment": 9, "per_day": 20, "per_week": 30, "ask_above": 8}
    found = set_rules(homes, **amounts, wait=5, allow=(SHOP_ADDRESS.upper(),), allowlist_only=True, hours="8:00-18:30")
    expected = PolicyView(
        **amounts,
        wait=5,
        allow=(SHOP_ADDRESS,),
        allowlist_only=True,
        hours="08:00-18:30",
        wallet=NAME,
        network=NETWORK,
        unattended_limit=20,
    )
    assert found == expected
    homes.restart_both()
    assert shown(homes) == expected
    told = ToldRules.of(homes.client.status(homes.key.key_id))
    assert (told.rules.per_week, told.rules.hours, told.unattended_limit, told.unknown) == (30, "08:00-18:30", 20, ())
    off = dict.fromkeys((*amounts, "wait"), OFF)
    assert set_rules(homes, **off, disallow=(SHOP_ADDRESS,), allowlist_only=False, hours="off") == PolicyView(
        wallet=NAME, network=NETWORK
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"per_day": -2},
        {"max_payment": MAX_SATS + 1},
        {"wait": 366 * 24 * 60},
        {"hours": "8-18"},
        {"hours": "25:00-26:00"},
        {"hours": "08:00-08:00"},
        {"allow": ("nonsense",)},
        {"allow": (SHOP_ADDRESS,), "disallow": (SHOP_ADDRESS,)},
        {"disallow": (SHOP_ADDRESS,)},
        {"approve_below": 5, "per_day": -2},
    ],
)
def test_what_cannot_be_set_sets_nothing(homes: TwoHomes, wrong: dict[str, object]) -> None:
    with pytest.raises(BadInput) as caught:
        set_rules(homes, **wrong)
    assert caught.value.kind in (InputKind.RULE, InputKind.ADDRESS)
    assert shown(homes) == PolicyView(wallet=NAME, network=NETWORK)


# ------------------------------------------------------------------ a delay is proposed
def test_after_the_first_deposit_a_delay_is_proposed_until_somebody_has_decided(homes: TwoHomes) -> None:
    """The co-signer sees coins in what it is asked to spend, and nowhere else."""

    def proposed() -> tuple[int | None, bool]:
        told = ToldRules.of(homes.client.status(homes.key.key_id))
        return shown(homes).propose_delay, told.delay_is_open

    assert proposed() == (None, True)  # the computer knows by itself whether there are coins
    asked = homes.propose(homes.wire())
    assert proposed() == (1_440, True)
    homes.client.cancel(asked.request)
    homes.restart_both()
    assert proposed() == (1_440, True)
    assert set_rules(homes, delay=60).propose_delay is None
    set_rules(homes, delay=OFF)
    assert proposed() == (None, False)  # it is in force for an hour more
    homes.clock.sleep(HOUR)
    assert proposed() == (1_440, True)
    assert set_rules(homes, delay=0).delay == 0  # a person wants none
    assert proposed() == (None, False)
    homes.restart_both()
    assert proposed() == (None, False)
    assert set_rules(homes, approve_below=9).approve_below == 9  # and it acts at once


def test_what_was_signed_is_a_deposit_when_its_request_is_forgotten(homes: TwoHomes) -> None:
    homes.pay()
    with homes.cosigner.records.write() as write:
        for request in homes.cosigner.tasks():
            write.erase_request(request.id)
    assert shown(homes).propose_delay == 1_440


# ------------------------------------------------------------------ loosening waits
def test_loosening_waits_and_tightening_does_not(homes: TwoHomes) -> None:
    set_rules(homes, per_day=50_000, delay=24 * 60)
    later = int(homes.clock.wall) + 24 * HOUR
    found = set_rules(homes, per_day=90_000, max_payment=45_000)
    assert (found.per_day, found.max_payment) == (50_000, 45_000)
    assert found.pending == (PendingView("per-day", "90000", later),)
    assert codes(homes)[-2:] == [LogCode.RULE_SET, LogCode.RULE_LATER]
    told = homes.client.status(homes.key.key_id).rules
    assert [(one.code, one.at) for one in told.pending] == [("per-day", later)]
    homes.clock.sleep(24 * HOUR - 1)
    homes.restart_both()
    assert shown(homes).per_day == 50_000
    homes.clock.sleep(1)
    assert (shown(homes).per_day, shown(homes).pending) == (90_000, ())
    assert codes(homes)[-1] == LogCode.RULE_SET


def test_a_tightening_takes_back_what_was_to_be_looser(homes: TwoHomes) -> None:
    set_rules(homes, per_day=50_000, delay=60)
    set_rules(homes, per_day=90_000)
    assert set_rules(homes, per_day=20_000).pending == ()
    homes.clock.sleep(2 * HOUR)
    assert shown(homes).per_day == 20_000


def test_the_delay_itself_is_shortened_when_it_has_passed(homes: TwoHomes) -> None:
    set_rules(homes, delay=60, approve_below=1_000)
    assert set_rules(homes, delay=0, approve_below=50_000).delay == 60
    homes.clock.sleep(59 * MINUTE)
    assert (shown(homes).delay, shown(homes).approve_below) == (60, 1_000)
    homes.clock.sleep(MINUTE)
    assert (shown(homes).delay, shown(homes).approve_below) == (0, 50_000)


def test_unfreezing_and_an_address_more_wait_too(homes: TwoHomes) -> None:
    set_rules(homes, delay=60, frozen=True)
    found = set_rules(homes, frozen=False, allow=(SHOP_ADDRESS,))
    assert (found.frozen, found.allow) == (True, ())
    assert {(one.rule, one.to) for one in found.pending} == {("freeze", "off"), ("allowlist", SHOP_ADDRESS)}
    homes.clock.sleep(HOUR)
    assert (shown(homes).frozen, shown(homes).allow) == (False, (SHOP_ADDRESS,))


def test_a_name_taken_off_the_list_leaves_one_that_waits_to_come_on_it(homes: TwoHomes) -> None:
    other = homes.table.script(0, 5)
    listed = address(other, NETWORK) or ""
    set_rules(homes, allow=(listed,))
    set_rules(homes, delay=60)
    set_rules(homes, allow=(SHOP_ADDRESS,))
    found = set_rules(homes, disallow=(listed,))
    assert (found.allow, [one.to for one in found.pending]) == ((), [SHOP_ADDRESS])
    homes.clock.sleep(HOUR)
    assert shown(homes).allow == (SHOP_ADDRESS,)
    set_rules(homes, allow=(listed,))
    assert set_rules(homes, disallow=(listed,)).pending == ()  # what waits can be taken back by its name


# ------------------------------------------------------------------ what is counted
def test_limits_count_what_a_person_has_approved(homes: TwoHomes) -> None:
    set_rules(homes, per_day=2 * COST, per_week=3 * COST)
    for n in range(2):
        homes.pay(homes.wire(seed=n))
    assert (shown(homes).signed_24h, shown(homes).unattended_24h) == (2 * COST, 0)
    third = homes.wire(seed=5)
    found = homes.propose(third)
    assert (found.state, found.warnings) == (RequestState.REFUSED, (Caution.PER_DAY,))
    homes.clock.sleep(25 * HOUR)
    homes.pay(homes.wire(seed=6))
    homes.clock.sleep(25 * HOUR)
    assert homes.propose(homes.wire(seed=7)).warnings == (Caution.PER_WEEK,)
    homes.clock.sleep(WEEK)
    homes.pay(homes.wire(seed=8))
    assert (shown(homes).signed_24h, shown(homes).signed_7d) == (COST, COST)
    assert len(homes.cosigner.records.spendings) == 1  # what is too long ago is not kept


def test_a_limit_that_two_approvals_race_for_holds_one(homes: TwoHomes) -> None:
    set_rules(homes, per_day=COST)
    wires = [homes.wire(seed=n) for n in range(2)]
    for wire in wires:
        homes.approved(wire)
    homes.sign(wires[0])
    with pytest.raises(Refused) as refused:
        homes.sign(wires[1])
    assert refused.value.kind == RefusalKind.REFUSED
    assert shown(homes).signed_24h == COST


def test_a_replacement_costs_what_it_adds(homes: TwoHomes) -> None:
    set_rules(homes, per_day=41_000)
    homes.pay(homes.wire(40_000, fee=500))
    homes.pay(homes.wire(40_000, fee=1_000))  # of the same coin: one of the two
    assert shown(homes).signed_24h == 41_000
    assert homes.propose(homes.wire(40_000, fee=1_001)).warnings == (Caution.PER_DAY,)


def test_a_group_costs_its_dearest_member_as_long_as_it_lives(homes: TwoHomes) -> None:
    homes.pay(homes.wire(90_000, fee=500))
    homes.clock.sleep(WEEK)
    for fee in (1_000, 1_500):
        homes.pay(homes.wire(40_000, fee=fee))  # of the same coin, as the first one, which may still be published
        assert (shown(homes).signed_24h, shown(homes).signed_7d) == (90_500, 90_500)


# ------------------------------------------------------------------ what no yes overrides
def test_a_frozen_wallet_signs_nothing_that_was_approved(homes: TwoHomes) -> None:
    wire = homes.wire()
    homes.approved(wire)
    set_rules(homes, frozen=True)
    with pytest.raises(Refused):
        homes.sign(wire)
    found = homes.propose(homes.wire(seed=3))
    assert (found.state, found.warnings) == (RequestState.REFUSED, (Caution.FROZEN,))


def test_who_is_listed_is_paid_unasked_and_others_ask_or_are_refused(homes: TwoHomes) -> None:
    set_rules(homes, allow=(SHOP_ADDRESS,), per_day=COST)
    assert homes.propose(homes.wire()).state is RequestState.APPROVED
    assert homes.propose(homes.wire(seed=1)).state is RequestState.REFUSED
    set_rules(homes, per_day=OFF, approve_below=10 * COST, ask_above=COST - 1)
    assert homes.propose(homes.wire(seed=2)).warnings == (Caution.ASK_ABOVE,)
    set_rules(homes, disallow=(SHOP_ADDRESS,), allowlist_only=True, ask_above=OFF)
    assert homes.propose(homes.wire(seed=3)).warnings == (Caution.NOT_LISTED,)


def test_outside_of_the_hours_a_person_is_asked(homes: TwoHomes, monkeypatch: pytest.MonkeyPatch) -> None:
    local = time.localtime(homes.clock.wall)
    set_rules(homes, approve_below=COST, hours=f"{local.tm_hour:02}:00-{(local.tm_hour + 1) % 24:02}:00")
    assert homes.propose(homes.wire()).state is RequestState.APPROVED
    homes.clock.sleep(HOUR)
    found = homes.propose(homes.wire(seed=1))
    assert (found.state, found.warnings) == (RequestState.PROPOSED, (Caution.HOURS,))


def test_the_hours_are_those_on_the_wall_however_long_the_machine_was_off(homes: TwoHomes) -> None:
    """Policy time believes twelve hours of it: it would put the hours elsewhere for good."""
    set_rules(homes, approve_below=COST)
    homes.cosigner.end()
    homes.clock.reboot(off=3 * 24 * HOUR + 5 * HOUR)
    homes.restart()
    local = time.localtime(homes.clock.wall)
    set_rules(homes, hours=f"{local.tm_hour:02}:00-{(local.tm_hour + 1) % 24:02}:00")
    assert homes.propose(homes.wire()).state is RequestState.APPROVED


# ------------------------------------------------------------------ the time in which it can be stopped
def test_what_was_approved_waits_and_can_still_be_refused(homes: TwoHomes) -> None:
    set_rules(homes, wait=30)
    stopped, signed = homes.wire(), homes.wire(seed=1)
    asked = [homes.propose(wire) for wire in (stopped, signed)]
    for found in asked:
        homes.cosigner.requests.approve(found.request, accept_fee=False)
    with pytest.raises(Refused) as early:
        homes.sign(stopped)
    assert early.value.kind == RefusalKind.COUNTDOWN
    homes.cosigner.requests.refuse(asked[0].request, "too much")
    homes.clock.sleep(30 * MINUTE - 1)
    homes.restart_both()
    with pytest.raises(Refused) as later:
        homes.sign(signed)
    assert later.value.kind == RefusalKind.COUNTDOWN
    homes.clock.sleep(1)
    homes.sign(signed)
    with pytest.raises(Refused) as refused:
        homes.sign(stopped)
    assert refused.value.kind == RefusalKind.REFUSED


def test_who_waits_is_told_for_how_long(homes: TwoHomes) -> None:
    set_rules(homes, wait=30)
    found, events = homes.approved(homes.wire()), list[Event]()
    with pytest.raises(Refused) as early:
        homes.client.decision(found, homes.client.until(0), events.append)
    assert early.value.kind in (RefusalKind.PENDING, RefusalKind.COUNTDOWN)
    again = homes.propose(homes.wire())
    assert (again.state, again.wait) == (RequestState.APPROVED, 30 * MINUTE)
    with pytest.raises(Refused) as counting:
        homes.client.decision(again, homes.client.until(0), events.append)
    assert counting.value.kind == RefusalKind.COUNTDOWN
    homes.clock.sleep(30 * MINUTE)
    assert homes.client.decision(homes.propose(homes.wire()), None, silent) is RequestState.APPROVED
    assert ProgressStep.COUNTDOWN not in [event.step for event in events]


def test_what_nobody_was_asked_about_does_not_wait(homes: TwoHomes) -> None:
    set_rules(homes, wait=30, approve_below=COST)
    homes.pay()


def test_an_approval_lasts_a_day_beyond_its_wait(homes: TwoHomes) -> None:
    set_rules(homes, wait=3 * 24 * 60)
    wire = homes.wire()
    homes.approved(wire)
    homes.clock.sleep(3 * 24 * HOUR + 23 * HOUR)
    homes.sign(wire)


def test_what_was_approved_is_listed_until_it_is_signed(homes: TwoHomes) -> None:
    """Who wants to refuse it must be able to find it."""
    set_rules(homes, wait=30)
    wires = [homes.wire(seed=n) for n in range(2)]
    found = []
    for wire in wires:
        found.append(homes.approved(wire).request.hex())
        homes.clock.sleep(MINUTE)
    listed = homes.cosigner.admin.unsigned()
    assert [(one.id, one.approved, one.seconds) for one in listed] == [
        (found[0], True, 28 * MINUTE),
        (found[1], True, 29 * MINUTE),
    ]
    assert homes.cosigner.admin.approvals() == ()
    homes.clock.sleep(28 * MINUTE)
    homes.sign(wires[0])
    homes.cosigner.admin.refuse(found[1], "no")
    assert homes.cosigner.admin.unsigned() == ()


# ------------------------------------------------------------------ what a person is shown of them
def test_a_person_sees_what_each_rule_says_what_is_left_and_what_waits(homes: TwoHomes) -> None:
    homes.pay(homes.wire(seed=20))
    set_rules(homes, per_day=3 * COST, per_week=COST * 3 // 2 + COST, delay=60, wait=5)
    set_rules(homes, per_day=9 * COST, max_payment=OFF, approve_below=7)
    homes.clock.sleep(MINUTE)
    homes.propose(homes.wire())
    (asked,) = homes.cosigner.admin.approvals()
    later = 59 * MINUTE
    assert asked.rules == (
        VerdictView("per-day", str(3 * COST), "silent", left=COST, to=str(9 * COST), seconds=later),
        VerdictView("per-week", str(COST * 5 // 2), "silent", left=COST // 2),
        VerdictView("wait", "5", "silent"),
        VerdictView("delay", "60", "silent"),
        VerdictView("approve-below", "off", to="7", seconds=later),
    )
    assert asked.seconds == 24 * HOUR
    homes.clock.sleep(later)  # nobody has looked since, so that nothing of it is written down yet
    (asked,) = homes.cosigner.admin.approvals()
    assert [(one.rule, one.setting, one.verdict, one.left, one.seconds) for one in asked.rules][:3] == [
        ("per-day", str(9 * COST), "silent", 7 * COST, None),
        ("per-week", str(COST * 5 // 2), "silent", COST // 2, None),
        ("approve-below", "7", "silent", None, None),
    ]
    assert asked.seconds == 24 * HOUR - later


def test_it_is_what_they_say_now_and_not_what_they_said(homes: TwoHomes) -> None:
    homes.propose(homes.wire())
    set_rules(homes, delay=60, per_day=COST - 1, frozen=True)
    set_rules(homes, frozen=False, per_day=OFF)
    (asked,) = homes.cosigner.admin.approvals()
    assert asked.rules[:2] == (
        VerdictView("freeze", "on", "refuse", "frozen", to="off", seconds=HOUR),
        VerdictView("per-day", str(COST - 1), "refuse", "per-day", left=-1, to="off", seconds=HOUR),
    )
    homes.clock.sleep(HOUR)
    (asked,) = homes.cosigner.admin.approvals()
    assert [one.rule for one in asked.rules] == ["delay"]


def test_a_full_disk_keeps_nobody_from_looking_at_what_the_rules_say(homes: TwoHomes) -> None:
    set_rules(homes, delay=60, per_day=COST)
    set_rules(homes, per_day=2 * COST)
    homes.propose(homes.wire())
    homes.clock.sleep(HOUR)
    homes.cosigner.meets(Fate(1, "full"))
    (asked,) = homes.cosigner.admin.approvals()
    assert (asked.rules[0].setting, asked.rules[0].left) == (str(2 * COST), COST)


# ------------------------------------------------------------------ the computer says the same beforehand
@pytest.mark.parametrize(
    "rules",
    [
        {"per_day": 10 * COST},
        {"approve_below": COST},
        {"approve_below": COST - 1},
        {"approve_below": COST, "ask_above": COST - 1},
        {"approve_below": COST, "per_day": 2 * COST - 1},
        {"approve_below": COST, "per_week": 2 * COST},
        {"max_payment": COST - 1},
        {"per_day": 3 * COST, "allow": (SHOP_ADDRESS,)},
        {"allowlist_only": True},
        {"frozen": True},
    ],
)
def test_the_computer_says_beforehand_what_the_co_signer_will(homes: TwoHomes, rules: dict[str, Any]) -> None:
    homes.pay(homes.wire(seed=20))
    set_rules(homes, **rules)
    wire = homes.wire()
    told = ToldRules.of(homes.client.status(homes.key.key_id))
    outcome, said = told.judge(homes.checked(wire), homes.cosigner.row.reach)
    found = homes.propose(wire)
    states = {"Approve": RequestState.APPROVED, "Ask": RequestState.PROPOSED, "Refuse": RequestState.REFUSED}
    assert (states[type(outcome).__name__], outcome.warnings) == (found.state, found.warnings)
    assert len(said) == len(rules)


# ------------------------------------------------------------------ a freeze does not call back
def test_a_freeze_lists_what_is_signed_and_not_replaced(homes: TwoHomes) -> None:
    """DEBITED and RELEASED both may be published; refused, approved and replaced ones are not what it is about (C6)."""
    first, other, raised = homes.wire(), homes.wire(seed=1, coins=2), homes.wire(fee=900)
    for wire in (first, other):
        homes.pay(wire)
        homes.clock.sleep(MINUTE)
    assert shown(homes).outstanding == ()  # nobody asked for it
    homes.approved(raised)
    homes.sign(raised)
    refused = homes.propose(homes.wire(seed=7))
    homes.cosigner.requests.refuse(refused.request, "no")
    homes.approved(homes.wire(seed=8))
    homes.traffic.tamper = lambda frame: None if frame[5] == MessageType.S2 else frame
    debited = homes.wire(seed=9, fee=700)
    homes.approved(debited)
    with pytest.raises(LinkError):
        homes.sign(debited)
    homes.traffic.tamper = lambda frame: frame
    homes.restart_both()
    listed = set_rules(homes, frozen=True).outstanding
    expected = {homes.checked(wire).txid[::-1].hex(): wire for wire in (debited, raised, other)}
    assert {one.txid for one in listed} == expected.keys()
    assert [one.at for one in listed] == sorted((one.at for one in listed), reverse=True)
    assert {(one.leaves, one.fee) for one in listed} == {(40_700, 700), (40_900, 900), (40_500, 500)}
    assert set_rules(homes, frozen=False).outstanding == ()
