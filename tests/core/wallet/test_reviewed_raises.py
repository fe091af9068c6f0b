"""Whether a raise asks, as the wallet says beforehand and as the co-signer then does."""

from __future__ import annotations

import pytest

from core.approval.messages import RequestState
from core.approval.rules.spending import DAY
from core.bitcoin.coins import Reach
from core.bitcoin.signing_task import WireTask
from core.wallet.review import Beside, review
from core.wallet.told_rules import ToldRules
from tests.support.payment import BTC
from tests.support.two_homes import TwoHomes

RENT = 50_000_000


def says_it_asks(homes: TwoHomes, wire: WireTask, beside: list[WireTask], age: int = 0) -> bool:
    """What the review says, by what the co-signer last told."""
    homes.client.status(homes.key.key_id)
    report = homes.client.last_report(homes.key.key_id)
    assert report is not None
    reach = homes.key.peer_reach or Reach.beyond(0, 0)
    others = [Beside(homes.checked(one), age, signed=True) for one in beside]
    return review(homes.checked(wire), reach, ToldRules.of(report), (), (), beside=others).asks


def asks(homes: TwoHomes, wire: WireTask) -> bool:
    """What the co-signer does. Unasked it is signed too."""
    found = homes.propose(wire)
    if found.state is RequestState.APPROVED:
        homes.sign(wire)
    return found.state is RequestState.PROPOSED


@pytest.mark.parametrize(
    ("below", "fees", "expected"),
    [
        (1_000, (1_062,), (False,)),  # it adds 562 to what a person approved
        (1_000, (1_501,), (True,)),
        (0, (1_062,), (True,)),
        (1_000, (1_062, 1_500), (False, False)),  # held against what the person approved, not against each other
        (1_000, (1_062, 1_600), (False, True)),
        (RENT + 2_000, (1_900,), (False,)),  # nobody would be asked about any of it
    ],
)
def test_both_sides_say_the_same_of_a_raise(
    homes: TwoHomes, below: int, fees: tuple[int, ...], expected: tuple[bool, ...]
) -> None:
    before = [homes.wire(RENT, fee=500)]
    homes.pay(before[0])
    homes.allow(below)
    for fee, asked in zip(fees, expected, strict=True):
        wire = homes.wire(RENT, fee=fee)
        assert says_it_asks(homes, wire, before) is asked
        assert asks(homes, wire) is asked
        before.append(wire)


def test_what_is_no_raise_of_it_asks_in_its_place(homes: TwoHomes) -> None:
    """Nobody undoes within the rules and unseen what was paid: small change, and half of the rent to the same one."""
    homes.allow(BTC)
    paid = homes.wire(RENT, fee=500)
    assert not says_it_asks(homes, paid, [])
    assert not asks(homes, paid)
    less = homes.wire(RENT // 2, fee=1_000)
    assert says_it_asks(homes, less, [paid])
    assert asks(homes, less)


def test_a_day_counts_a_raised_payment_once(homes: TwoHomes) -> None:
    """The limit of a day without asking has room for the payment, and not for the payment and its raise."""
    below = RENT // 8
    homes.allow(below)
    others = [homes.wire(below - 1_000, fee=500, seed=seed) for seed in range(1, 10)]
    for wire in others:
        assert not asks(homes, wire)
    paid = homes.wire(below - 1_000, fee=500, seed=20)
    assert not asks(homes, paid)
    raised = homes.wire(below - 1_000, fee=900, seed=20)
    assert not says_it_asks(homes, raised, [paid])
    assert says_it_asks(homes, raised, [paid], age=DAY)  # as if it stood in no sum any more
    assert not asks(homes, raised)
