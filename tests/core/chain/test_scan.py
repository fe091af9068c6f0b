"""How far a sync looks, on the real node: nothing that comes back for nothing is left unseen (C7)."""

from __future__ import annotations

from collections.abc import Collection

import pytest

from core.bitcoin.coins import GAP, HORIZON, MOST_GAP, Reach
from core.chain.watch_only import WatchOnlyWallet
from core.errors import BadInput, InputKind
from tests.core.chain.conftest import MemoryStore, Watched
from tests.support.lying_server import LyingServer

pytestmark = pytest.mark.slow

HISTORY = "blockchain.scripthash.get_history"


def pay(watched: Watched, branch: int, indexes: Collection[int], *, mine: bool = True) -> None:
    """Somebody pays 1,000,000 sat to each, whoever told them the address."""
    addresses = {watched.key.table.address(branch, index, watched.key.network): "0.01" for index in indexes}
    watched.node.rpc("sendmany", "", addresses)
    if mine:
        watched.node.mine()
    watched.electrum.wait()


def seen(watch: WatchOnlyWallet) -> set[tuple[int, int]]:
    return {(coin.branch, coin.index) for coin in watch.coins()}


def told(watched: Watched, reach: Reach) -> WatchOnlyWallet:
    """The same wallet from nothing, whose co-signer says this."""
    descriptors, network = watched.key.descriptors, watched.key.network
    return WatchOnlyWallet(*descriptors, network, MemoryStore(), told=lambda: reach)


def test_a_coin_far_out_is_found_when_a_person_looks_further(fresh: Watched) -> None:
    pay(fresh, 0, [*range(22), 24, 60])
    watch, url = fresh.watch, fresh.electrum.url
    watch.sync(url)
    assert {(0, 21), (0, 24)} <= seen(watch)
    assert (0, 60) not in seen(watch)
    assert watch.looked == Reach(25 + GAP, GAP)
    before = watch.balance().total
    watch.sync(url, gap=40)
    assert (0, 60) in seen(watch)
    assert watch.balance().total == before + 1_000_000
    assert watch.looked == Reach(61 + GAP, 40)
    again = fresh.again()
    again.sync(url)
    assert (0, 60) in seen(again)
    assert again.looked == Reach(61 + GAP, GAP)


def test_what_is_looked_at_is_not_offered(fresh: Watched) -> None:
    """An address that a sync has looked at is as unused as before, and the next one is the next one."""
    pay(fresh, 0, [2])
    watch = fresh.watch
    watch.sync(fresh.electrum.url, gap=300)
    assert watch.looked == Reach(300, 300)
    assert [row.index for row in watch.addresses()] == [0, 1, 2]
    assert watch.address() == fresh.key.table.address(0, 0, "regtest")
    assert watch.address(new=True) == fresh.key.table.address(0, 3, "regtest")


def test_all_that_the_co_signer_lets_come_back_is_looked_at(fresh: Watched) -> None:
    """On a computer that was cleaned: what a hostile one has sent as far out as it could for nothing is there."""
    pay(fresh, 0, [2, 523])
    pay(fresh, 1, [777])
    bare, knowing = told(fresh, Reach(0, 0)), told(fresh, Reach(524, 778))
    bare.sync(fresh.electrum.url)
    assert seen(bare) == {(0, 2)}
    knowing.sync(fresh.electrum.url)
    assert seen(knowing) == {(0, 2), (0, 523), (1, 777)}
    assert knowing.looked == Reach(524 + GAP, 778 + GAP)


def test_change_far_out_of_a_payment_that_is_known_is_found(fresh: Watched) -> None:
    """BDK knows the transaction, and looks at no output of it again when it is shown more addresses."""
    pay(fresh, 0, [2, 100])
    reach, store = [Reach(0, 0)], MemoryStore()
    watch = WatchOnlyWallet(*fresh.key.descriptors, fresh.key.network, store, told=lambda: reach[0])
    watch.sync(fresh.electrum.url)
    assert seen(watch) == {(0, 2)}
    reach[0] = Reach(101, GAP)
    watch.sync(fresh.electrum.url)
    assert seen(watch) == {(0, 2), (0, 100)}


def test_beyond_a_hole_it_looks_as_far_as_before_it(fresh: Watched) -> None:
    """A scan that counts from the first address ends in the hole, whatever is known beyond it."""
    pay(fresh, 1, [50])
    fresh.watch.sync(fresh.electrum.url, gap=60)
    pay(fresh, 1, [50 + GAP])
    fresh.watch.sync(fresh.electrum.url)
    assert seen(fresh.watch) == {(1, 50), (1, 50 + GAP)}


def test_the_number_of_the_co_signer_is_believed_a_thousand_far(fresh: Watched) -> None:
    """Otherwise one number makes a sync ask for ever."""
    pay(fresh, 0, [3])
    with LyingServer(fresh.electrum.port) as server:
        watch = told(fresh, Reach(2**32 - 1, 2**32 - 1))
        watch.sync(server.url)
        assert watch.looked == Reach(4 + HORIZON, HORIZON)
        assert server.asked.count(HISTORY) < 3 * 2 * HORIZON


def test_what_is_in_no_block_leads_a_step_further_and_no_more(fresh: Watched) -> None:
    """A server may invent receipts for all addresses that it was asked about, and then for the next."""
    for last in (GAP - 1, 2 * GAP - 1):
        pay(fresh, 0, [last], mine=False)
        for _ in range(2):
            fresh.watch.sync(fresh.electrum.url)
            assert (0, last) in seen(fresh.watch)
            assert fresh.watch.looked == Reach(2 * GAP, GAP)
    fresh.node.mine()
    fresh.sync()
    assert fresh.watch.looked == Reach(3 * GAP, GAP)


def test_a_wallet_used_elsewhere_is_found_whole(fresh: Watched) -> None:
    pay(fresh, 0, range(0, 190, 7))
    pay(fresh, 1, range(18, 120, 20))
    fresh.watch.sync(fresh.electrum.url)
    assert seen(fresh.watch) == {*((0, n) for n in range(0, 190, 7)), *((1, n) for n in range(18, 120, 20))}


@pytest.mark.parametrize("gap", [-1, 0, GAP - 1, MOST_GAP + 1])
def test_how_far_a_person_may_look(fresh: Watched, gap: int) -> None:
    with pytest.raises(BadInput) as caught:
        fresh.watch.sync(fresh.electrum.url, gap=gap)
    assert caught.value.kind is InputKind.GAP


def test_change_stays_where_it_costs_nothing(funded: Watched) -> None:
    """Unattended payments move no number. The 21st would count as spent altogether, and be shown as lost."""
    watch = WatchOnlyWallet(*funded.key.descriptors, funded.key.network, MemoryStore(), told=lambda: Reach(GAP, 3))
    funded.watch, used = watch, []
    funded.sync()
    for _ in range(7):
        psbt = watch.draft([(funded.shop(), 20_000)], 2)
        [change] = funded.key.read(psbt).change(Reach(GAP, 3))
        assert change.path is not None
        used.append(change.path[4])
        funded.send(psbt)
        funded.node.mine()
        funded.sync()
    assert used[:3] == [0, 1, 2]
    assert set(used[3:]) == {0, 1, 2}  # in turn


def test_where_the_co_signer_has_said_nothing_change_goes_on(funded: Watched) -> None:
    for index in range(4):
        psbt = funded.watch.draft([(funded.shop(), 20_000)], 2)
        [change] = funded.key.read(psbt).change(Reach.beyond(0, 0))
        assert change.path is not None
        assert change.path[4] == index
        funded.send(psbt)
