"""A hostile computer hides coins: it sends them, unasked and for the fee alone, to own addresses where nobody looks."""

from __future__ import annotations

from core.approval.messages import Proposed, RequestState
from core.bitcoin.signing_task import WireTask
from tests.support.payment import BTC, Coin, Pay, psbt
from tests.support.two_homes import NETWORK, TwoHomes
from tests.support.wire import split

GAP = 20


def moved(homes: TwoHomes, branch: int, index: int, *, coin: bytes | None = None, seed: int = 0) -> WireTask:
    """All of a coin to an own address; `coin`: the script of one that nobody ever paid."""
    spent = Coin(script=coin or homes.table.script(0, 0), seed=seed)
    return split(psbt([spent], [Pay(BTC - 406, homes.table.script(branch, index))]).serialize(), NETWORK)


def asks(found: Proposed) -> bool:
    return (found.state, found.warnings) == (RequestState.PROPOSED, ("unfindable",))


def test_own_addresses_far_out_are_not_free(homes: TwoHomes) -> None:
    """They cost 406 sat of budget, were approved unattended, and the person never found the coins."""
    homes.allow(BTC)
    for branch in (0, 1):
        for index in (GAP, 500, 999):
            assert asks(homes.propose(moved(homes, branch, index, seed=1_000 * branch + index)))
            (shown,) = homes.cosigner.admin.approvals()
            assert shown.unfindable[0].sats == BTC - 406
            homes.cosigner.admin.refuse(shown.id, "nobody looks there")
            homes.cosigner.admin.end_silence()
        assert homes.propose(moved(homes, branch, GAP - 1, seed=50 + branch)).state is RequestState.APPROVED
    assert {request.amount for request in homes.cosigner.tasks()} == {BTC, 406}


def test_nothing_unattended_moves_a_window(homes: TwoHomes) -> None:
    """Coins that exist nowhere, for 1 sat a step, carried the window of change along."""
    homes.allow(BTC)
    for step in range(3):
        for branch in (0, 1):
            coin = homes.table.script(0, 999)
            homes.pay(moved(homes, branch, GAP - 1, coin=coin, seed=10 * step + branch))
    assert homes.cosigner.row.rules.signed_external == homes.cosigner.row.rules.signed_internal == 0
    assert homes.cosigner.row.horizons == (1_000, 1_000)
    for branch in (0, 1):
        assert asks(homes.propose(moved(homes, branch, GAP, seed=100 + branch)))


def test_a_person_moves_the_window_and_coins_that_are_spent_do_not(homes: TwoHomes) -> None:
    homes.pay(moved(homes, 1, 7, coin=homes.table.script(0, 999)))
    report = homes.client.status(homes.key.key_id)
    assert (report.reach.external, report.reach.internal) == (GAP, 8 + GAP)
    homes.pay(moved(homes, 0, 4, seed=1))
    report = homes.client.status(homes.key.key_id)
    assert (report.reach.external, report.reach.internal) == (5 + GAP, 8 + GAP)
    homes.allow(BTC)
    assert homes.propose(moved(homes, 1, 27, seed=2)).state is RequestState.APPROVED
    assert asks(homes.propose(moved(homes, 1, 28, seed=3)))
    assert homes.propose(moved(homes, 0, 24, seed=4)).state is RequestState.APPROVED
    assert asks(homes.propose(moved(homes, 0, 25, seed=5)))
