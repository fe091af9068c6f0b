"""A hostile computer burns what it may not spend: it raises, hurries and replaces, unasked, as often as it can (C6)."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from core.approval.messages import Proposed, RequestState
from core.approval.rules.spending import DAY
from core.bitcoin.caution import Caution
from core.bitcoin.signing_task import WireTask
from core.bitcoin.tx import Transaction
from core.cosigner.api import OFF, PolicyChange
from core.errors import Refused
from tests.support.payment import BTC, Coin, Pay, psbt
from tests.support.two_homes import NETWORK, Fate, TwoHomes
from tests.support.wire import split

BELOW = 1_000  # sat that nobody is asked about
RENT = 50_000_000
ASKED, UNASKED = RequestState.PROPOSED, RequestState.APPROVED


def unasked(homes: TwoHomes) -> int:
    """Sat of 24 hours that nobody was asked about, as the co-signer counts."""
    return homes.cosigner.requests.rulebook.used(homes.key).unattended


def rent(homes: TwoHomes, fee: int, seed: int = 0, change: int = 0) -> WireTask:
    return homes.wire(RENT, fee=fee, seed=seed, change=change)


def raised(homes: TwoHomes, fee: int, seed: int = 0) -> Proposed:
    """The rent once more with another fee; signed if nobody is asked."""
    wire = rent(homes, fee, seed)
    found = homes.propose(wire)
    if found.state is UNASKED:
        homes.sign(wire)
    return found


# ------------------------------------------------------------------ what C6 lets go unasked
def test_a_raise_of_what_a_person_approved_asks_nobody_and_costs_what_it_adds(homes: TwoHomes) -> None:
    homes.pay(rent(homes, 500))
    homes.allow(BELOW)
    homes.restart_both()
    assert raised(homes, 1_062).state is UNASKED
    assert unasked(homes) == 562
    shown = homes.cosigner.admin.policy_show()[0]
    assert (shown.unattended_24h, shown.signed_24h) == (562, RENT + 1_062)


def test_where_everything_asks_a_raise_does(homes: TwoHomes) -> None:
    """approve-below is 0 for a new key: "always ask" (C4) has no exception that nobody set."""
    homes.pay(rent(homes, 500))
    assert raised(homes, 1_062).state is ASKED
    homes.cosigner.admin.policy_set(PolicyChange(per_day=BTC))  # a limit is no leave
    assert raised(homes, 1_063).state is ASKED


def test_what_a_person_approved_of_a_raise_is_not_counted_again(homes: TwoHomes) -> None:
    homes.pay(rent(homes, 500))
    homes.pay(rent(homes, 20_000))  # a person said yes to this raise
    homes.allow(BELOW)
    assert raised(homes, 20_900).state is UNASKED
    assert unasked(homes) == 900


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({"frozen": True}, RequestState.REFUSED),
        ({"max_payment": RENT + 600}, RequestState.REFUSED),
        ({"per_day": RENT + 600}, RequestState.REFUSED),
        ({"per_week": RENT + 600}, RequestState.REFUSED),
        ({"allowlist_only": True}, RequestState.REFUSED),
        ({"ask_above": RENT}, ASKED),
    ],
)
def test_no_other_rule_is_passed_over(homes: TwoHomes, rule: dict[str, int], said: RequestState) -> None:
    homes.pay(rent(homes, 500))
    homes.allow(BELOW)
    homes.cosigner.admin.policy_set(PolicyChange(**rule))  # type: ignore[arg-type]
    assert raised(homes, 1_062).state is said


# ------------------------------------------------------------------ how much can be burnt
def test_a_sequence_of_raises_adds_no_more_than_one_may(homes: TwoHomes) -> None:
    """Each adds little to the one before; what counts is how far the last is above what a person saw."""
    homes.pay(rent(homes, 500))
    homes.allow(BELOW)
    assert {raised(homes, fee).state for fee in range(700, 1_501, 200)} == {UNASKED}
    assert unasked(homes) == BELOW
    assert raised(homes, 1_501).state is ASKED
    homes.cosigner.admin.refuse(homes.cosigner.admin.approvals()[0].id, "no")
    homes.clock.sleep(3 * DAY)  # another day, and the same payment: nothing more of it
    assert raised(homes, 1_502).state is ASKED


def test_many_raised_payments_share_one_day(homes: TwoHomes) -> None:
    for seed in range(12):
        homes.pay(rent(homes, 500, seed))
    homes.allow(BELOW)
    said = [raised(homes, 1_500, seed) for seed in range(12)]
    assert [found.state for found in said] == [UNASKED] * 10 + [ASKED] * 2
    assert {found.warnings for found in said[10:]} == {(Caution.DAILY_LIMIT, Caution.SHARED)}
    assert unasked(homes) == 10 * BELOW
    homes.cosigner.admin.policy_set(PolicyChange(per_day=20 * RENT))
    homes.restart_both()
    assert unasked(homes) == 10 * BELOW


def test_a_raise_stays_within_the_fee_rule_whatever_the_limit(homes: TwoHomes) -> None:
    homes.pay(homes.wire(100_000))
    homes.allow(BTC)
    homes.pay(homes.wire(100_000, fee=25_000))
    assert unasked(homes) == 24_500
    dear = homes.propose(homes.wire(100_000, fee=25_001))
    assert (dear.state, dear.warnings) == (ASKED, (Caution.FEE, Caution.SHARED))


def test_a_raise_whose_change_goes_beyond_reach_asks(homes: TwoHomes) -> None:
    homes.pay(rent(homes, 500))
    homes.allow(BTC)
    found = homes.propose(rent(homes, 700, change=500))
    assert (found.state, found.warnings[:1]) == (ASKED, (Caution.UNFINDABLE,))


def test_a_person_who_replaces_what_nobody_was_asked_about_frees_nothing_of_the_day(homes: TwoHomes) -> None:
    """The unasked one may still be published: the dearer one that a person approved in its place does not hide it."""
    homes.allow(40_500)
    for seed in range(12):
        homes.pay(homes.wire(seed=seed))
        homes.pay(rent(homes, 5_000, seed))
    assert unasked(homes) == 10 * 40_500


@dataclass(frozen=True)
class ChangeOf(Coin):
    """An output of a payment."""

    source: Transaction | None = None

    @property
    def previous(self) -> Transaction:
        assert self.source is not None
        return self.source


def test_hurrying_costs_its_whole_fee_each_time(homes: TwoHomes) -> None:
    """Child after child out of the change, or out of what others pay: nobody is paid, and the fee burns the coin."""
    first = homes.wire()
    homes.pay(first)
    homes.allow(BELOW)
    tx, at, said = homes.checked(first).tx, 1, []
    for _ in range(12):
        coin = ChangeOf(tx.outputs[at].amount, homes.table.script(1, 0), before=at, source=tx)
        wire = split(psbt([coin], [Pay(coin.amount - BELOW, homes.table.script(1, 0))]).serialize(), NETWORK)
        said.append(homes.propose(wire).state)
        if said[-1] is UNASKED:
            homes.sign(wire)
            tx, at = homes.checked(wire).tx, 0
    assert said == [UNASKED] * 10 + [ASKED] + [ASKED]
    assert unasked(homes) == 10 * BELOW


@pytest.mark.parametrize(("fee", "said"), [(12_500, UNASKED), (12_501, ASKED)])
def test_a_fee_that_is_split_over_a_payment_and_its_children_is_one_fee(
    homes: TwoHomes, fee: int, said: RequestState
) -> None:
    """C3: each alone is below what needs a yes of its own."""
    first = homes.wire(50_000, fee=500)
    homes.pay(first)
    homes.allow(BTC)
    tx, at, found = homes.checked(first).tx, 1, []
    for cost in (12_000, fee):
        coin = ChangeOf(tx.outputs[at].amount, homes.table.script(1, 0), before=at, source=tx)
        wire = split(psbt([coin], [Pay(coin.amount - cost, homes.table.script(1, 0))]).serialize(), NETWORK)
        found.append(homes.propose(wire))
        if found[-1].state is UNASKED:
            homes.sign(wire)
        tx, at = homes.checked(wire).tx, 0
    assert [one.state for one in found] == [UNASKED, said]
    assert found[1].warnings == (() if said is UNASKED else (Caution.FEE,))


# ------------------------------------------------------------------ and across deaths
@pytest.mark.parametrize("when", Fate.ALL)
@pytest.mark.parametrize("at", [1, 2, 3])
def test_no_death_forgets_what_a_raise_added(homes: TwoHomes, at: int, when: str) -> None:
    homes.pay(rent(homes, 500))
    homes.allow(BELOW)
    wire = rent(homes, 1_500)
    homes.cosigner.meets(Fate(at, when))
    homes.survives(lambda: homes.pay(wire))
    homes.cosigner.meets(None)
    if homes.cosigner.alive:
        homes.cosigner.end()
    homes.restart()
    known = any(one.fee == 1_500 for one in homes.cosigner.tasks())
    assert unasked(homes) == (BELOW if known else 0)
    homes.pay(wire)
    assert unasked(homes) == BELOW
    homes.cosigner.admin.policy_set(PolicyChange(approve_below=OFF))
    with pytest.raises(Refused):
        homes.sign(rent(homes, 1_501))
