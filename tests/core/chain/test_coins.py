"""Coins chosen, frozen and swept; what is shown of transactions and addresses."""

from __future__ import annotations

import pytest

from core.errors import BadInput, UnripeCoin
from tests.core.chain.conftest import Watched

pytestmark = pytest.mark.slow


def spent_by(watched: Watched, psbt: bytes) -> set[str]:
    return {str(part.outpoint) for part in watched.key.read(psbt).inputs}


def test_coins_are_shown_largest_first(funded: Watched) -> None:
    coins = funded.watch.coins()
    assert [(coin.amount, coin.branch, coin.index) for coin in coins] == [
        (1_000_000, 0, 0),
        (200_000, 0, 1),
        (50_000, 0, 2),
    ]
    assert all(coin.confirmations == 1 and not coin.is_change for coin in coins)
    assert {coin.address for coin in coins} == {found.address for found in funded.watch.addresses()}
    for coin in coins:
        txid, vout = coin.outpoint.split(":")
        output = funded.node.rpc("gettxout", txid, int(vout))
        assert output["scriptPubKey"]["address"] == coin.address
        assert round(output["value"] * 1e8) == coin.amount
    funded.send(funded.watch.draft([(funded.shop(), 600_000)], 2))
    [change] = [coin for coin in funded.watch.coins() if coin.is_change]
    assert (change.branch, change.index, change.height, change.confirmations) == (1, 0, None, 0)


def test_only_these_coins_and_all_of_them(funded: Watched) -> None:
    big, middle, small = (coin.outpoint for coin in funded.watch.coins())
    psbt = funded.watch.draft([(funded.shop(), 20_000)], 2, coins=[middle, small])
    assert spent_by(funded, psbt) == {middle, small}
    assert funded.allowed(funded.key.signed(psbt))
    with pytest.raises(BadInput, match=r"takes 300\d\d\d sat with its fee, 250000 sat can be spent for it$") as caught:
        funded.watch.draft([(funded.shop(), 300_000)], 2, coins=[middle, small])
    assert caught.value.kind == "funds"
    assert big not in spent_by(funded, psbt)


def test_frozen_coins_are_left_alone(funded: Watched) -> None:
    big, middle, small = (coin.outpoint for coin in funded.watch.coins())
    for amount in (30_000, 150_000, 240_000):
        assert big not in spent_by(funded, funded.watch.draft([(funded.shop(), amount)], 2, frozen={big}))
    with pytest.raises(BadInput, match="1000000 sat more are frozen"):
        funded.watch.draft([(funded.shop(), 260_000)], 2, frozen={big})
    with pytest.raises(BadInput, match="is frozen; unfreeze it"):
        funded.watch.draft([(funded.shop(), 10_000)], 2, coins=[big], frozen={big})
    swept = funded.watch.draft([], 2, drain=funded.shop(), frozen={big})
    assert spent_by(funded, swept) == {middle, small}
    with pytest.raises(BadInput, match="not enough funds"):
        funded.watch.draft([], 2, drain=funded.shop(), frozen={big, middle, small})


def test_coins_that_do_not_exist(funded: Watched) -> None:
    coin = funded.watch.coins()[0].outpoint
    for text in ("", "x", coin + "0", "00" * 32 + ":0", coin.split(":")[0] + ":99", "\x1b[31m"):
        with pytest.raises(BadInput, match="spent or not of this wallet") as caught:
            funded.watch.draft([(funded.shop(), 10_000)], 2, coins=[text])
        assert caught.value.kind == "coin"
    with pytest.raises(BadInput, match="not enough funds"):
        funded.watch.draft([(funded.shop(), 10_000)], 2, coins=[])


def test_everything_minus_the_fee(funded: Watched) -> None:
    shop, other = funded.shop(), funded.shop()
    psbt = funded.watch.draft([(other, 100_000)], 2, drain=shop)
    task = funded.key.read(psbt)
    assert len(task.inputs) == 3
    assert sorted(output.amount for output in task.outputs) == [100_000, 1_150_000 - task.fee]
    funded.send(psbt)
    assert funded.watch.balance().total == 0
    assert funded.watch.coins() == ()
    with pytest.raises(BadInput, match="not enough funds"):
        funded.watch.draft([], 2, drain=shop)
    with pytest.raises(BadInput, match="not enough funds: "):
        funded.watch.draft([(shop, 1_000)], 2)


def test_too_little_to_sweep(fresh: Watched) -> None:
    fresh.receive(400)
    with pytest.raises(BadInput, match="not enough funds"):
        fresh.watch.draft([], 2, drain=fresh.shop())


def test_a_bad_address_to_sweep_to(funded: Watched) -> None:
    with pytest.raises(BadInput, match="belongs to the network bitcoin"):
        funded.watch.draft([], 2, drain="bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4")


def test_a_transaction_as_the_node_shows_it(funded: Watched) -> None:
    shop = funded.shop()
    before = {coin.outpoint: coin for coin in funded.watch.coins()}
    txid = funded.send(funded.watch.draft([(shop, 1_100_000)], 4))
    shown, real = funded.watch.transaction(txid), funded.node.rpc("getrawtransaction", txid, True)
    entry = funded.node.rpc("getmempoolentry", txid)
    assert (shown.txid, shown.vsize) == (txid, real["vsize"])
    assert shown.fee == round(entry["fees"]["base"] * 1e8)
    assert shown.rate == pytest.approx(4, abs=0.05)
    assert {part.outpoint: part.amount for part in shown.inputs} == {
        f"{part['txid']}:{part['vout']}": before[f"{part['txid']}:{part['vout']}"].amount for part in real["vin"]
    }
    assert all(part.own for part in shown.inputs)
    assert [(output.address, output.amount) for output in shown.outputs] == [
        (output["scriptPubKey"]["address"], round(output["value"] * 1e8)) for output in real["vout"]
    ]
    assert {output.address for output in shown.outputs if not output.own} == {shop}
    assert all(output.own == output.change for output in shown.outputs)
    assert (shown.height, shown.time, shown.confirmations, shown.replaceable) == (None, None, 0, True)
    assert shown.fee is not None
    assert shown.net == -1_100_000 - shown.fee == funded.watch.history()[0].net
    [block] = funded.node.mine()
    funded.sync()
    shown = funded.watch.transaction(txid)
    assert shown.height == funded.node.rpc("getblockheader", block)["height"]
    assert (shown.confirmations, shown.replaceable) == (1, False)


def test_a_payment_of_somebody_else_as_it_is_shown(fresh: Watched) -> None:
    [txid] = fresh.receive(70_000)
    shown = fresh.watch.transaction(txid)
    assert shown.fee == round(-fresh.node.rpc("gettransaction", txid)["fee"] * 1e8)
    assert not any(part.own for part in shown.inputs)
    [own] = [output for output in shown.outputs if output.own]
    assert (own.address, own.amount, own.change) == (fresh.watch.addresses()[0].address, 70_000, False)


def test_addresses_and_what_came_to_them(fresh: Watched) -> None:
    assert fresh.watch.addresses() == ()
    first = fresh.watch.address()
    fresh.receive(40_000)
    fresh.node.rpc("sendtoaddress", first, "0.0003")
    fresh.node.rpc("sendtoaddress", first, "0.0002")
    fresh.sync()
    shown = fresh.watch.addresses()
    assert [(found.index, found.used, found.received) for found in shown] == [
        (0, True, 50_000),
        (1, True, 40_000),
    ]
    assert shown[0].address == first
    assert fresh.again().addresses() == shown


def test_what_a_stranger_pays_to_a_used_change_address_is_not_spendable(funded: Watched) -> None:
    """It was: BDK calls every coin of that branch our own change, and whoever paid it could take it back."""
    funded.send(funded.watch.draft([(funded.shop(), 600_000)], 2))
    [change] = [coin for coin in funded.watch.coins() if coin.is_change]
    before = funded.watch.balance()
    funded.node.rpc("sendtoaddress", change.address, "0.05")
    after = funded.sync()
    assert (after.spendable, after.total) == (before.spendable, before.total + 5_000_000)
    states = {coin.amount: (coin.is_change, coin.spendable) for coin in funded.watch.coins()}
    assert (states[5_000_000], states[change.amount]) == ((True, False), (True, True))
    with pytest.raises(BadInput, match="5000000 sat more are not in a block yet"):
        funded.watch.draft([(funded.shop(), 1_000_000)], 2)
    swept = funded.watch.draft([], 2, drain=funded.shop())
    assert change.outpoint in spent_by(funded, swept)
    theirs = next(coin.outpoint for coin in funded.watch.coins() if coin.amount == 5_000_000)
    assert theirs not in spent_by(funded, swept)
    funded.send(funded.watch.draft([(funded.shop(), 4_000_000)], 2, coins=[theirs]))
    assert not any(
        coin.spendable
        for coin in funded.watch.coins()
        if coin.amount < 1_000_000 and coin.is_change and coin.outpoint != change.outpoint
    )
    funded.node.mine()
    assert funded.sync().spendable == funded.watch.balance().total


def test_a_mined_coin_is_not_spendable_before_its_block(fresh: Watched) -> None:
    """Cases 08: it was called free, both signed, and the network refused (premature spend of coinbase)."""
    address = fresh.watch.address(new=True)
    fresh.node.rpc("generatetoaddress", 1, address)
    balance = fresh.sync()
    [coin] = fresh.watch.coins()
    assert coin.height is not None
    assert (coin.confirmations, coin.spendable, coin.ripe) == (1, False, coin.height + 100)
    assert (balance.spendable, balance.pending, balance.confirmed) == (0, 0, 0)
    assert (balance.immature, balance.total) == (coin.amount, coin.amount)
    with pytest.raises(UnripeCoin, match=f"mined and can be spent from block {coin.ripe} on") as caught:
        fresh.watch.draft([(fresh.shop(), 100_000)], 2, coins=[coin.outpoint])
    assert (caught.value.block, caught.value.word) == (coin.ripe, "coin")
    with pytest.raises(BadInput, match=f"{coin.amount} sat more were mined and are not ripe yet"):
        fresh.watch.draft([(fresh.shop(), 100_000)], 2)
    fresh.node.mine(98)
    fresh.sync()
    assert fresh.watch.coins()[0].ripe == coin.ripe
    fresh.node.mine(1)
    assert fresh.sync().spendable == coin.amount
    [ripe] = fresh.watch.coins()
    assert (ripe.spendable, ripe.ripe) == (True, None)
    psbt = fresh.watch.draft([(fresh.shop(), 100_000)], 2, coins=[ripe.outpoint])
    assert fresh.allowed(fresh.key.signed(psbt))
