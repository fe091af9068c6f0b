"""What the practice network refuses, and that it does so in Bitcoin Core's words."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.practice_network.block import NOWHERE, median_time
from app.practice_network.chain import FAUCET, KEY, Chain
from core.bitcoin.tx import OutPoint, Transaction, TxIn, TxOut
from core.crypto.rng import HedgedRng
from core.errors import Refused, StorageError
from tests.core.chain.spender import (
    ADDRESS,
    ELSEWHERE,
    FINAL,
    RBF,
    SCRIPT,
    UNCOMPRESSED,
    Coin,
    Spend,
    always_the_same,
    fund,
)
from tests.support.bitcoin_bytes import damaged


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Chain, Coin, Coin, Coin]]:
    """A chain, two coins of the key in blocks, and one that its uncompressed key should open."""
    made = always_the_same(tmp_path_factory.mktemp("chain"))
    coins = fund(made), fund(made), fund(made, public=UNCOMPRESSED)
    made.mine(2)
    yield made, *coins
    made.close()


@pytest.fixture
def chain(opened: tuple[Chain, Coin, Coin, Coin]) -> Chain:
    opened[0].mempool.clear()
    return opened[0]


@pytest.fixture
def coin(opened: tuple[Chain, Coin, Coin, Coin]) -> Coin:
    return opened[1]


@pytest.fixture
def other(opened: tuple[Chain, Coin, Coin, Coin]) -> Coin:
    return opened[2]


@pytest.fixture
def usual(coin: Coin) -> Spend:
    """Nothing is wrong with it."""
    return Spend([coin], [(99_000, ELSEWHERE)])


def refused(chain: Chain, raw: bytes, why: str) -> None:
    before = dict(chain.mempool.entries)
    with pytest.raises(Refused) as caught:
        chain.broadcast(raw)
    assert why in caught.value.message
    assert chain.mempool.entries == before


def pays(amount: int, script: bytes = ELSEWHERE) -> dict[str, object]:
    return {"pays": [(amount, script)]}


SIGNATURE = "mempool-script-verify-flag-failed"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"flipped": True}, SIGNATURE),
        ({"high_s": True}, "S value is unnecessarily high"),
        ({"hash_type": 4}, "Signature hash type missing or not understood"),
        ({"stack": (b"", b"")}, "non-compressed"),
        ({"stack": ()}, SIGNATURE),
        ({"public": b"\x02" + b"\x11" * 32}, SIGNATURE),
        ({"script_sig": b"\x51"}, SIGNATURE),
        (pays(293), "dust"),
        (pays(99_990), "min relay fee not met, 10 < 11"),
        (pays(100_001), "bad-txns-in-belowout, value in (100000 sat) < value out (100001 sat)"),
        (pays(99_000, b"\x51" * 30), "scriptpubkey"),
        (pays(99_000, b"\x00\x03abc"), "scriptpubkey"),
        (pays(0, b"\x6a"), "tx-size-small"),
        ({"version": 0}, "version"),
        ({"version": 4}, "version"),
        ({"version": 0xFFFFFFFF}, "version"),
        ({"pays": [(294, ELSEWHERE)] * 3_300}, "tx-size"),
    ],
    ids=str,
)
def test_one_thing_wrong(change: dict[str, object], why: str, usual: Spend, chain: Chain) -> None:
    refused(chain, replace(usual, **change).raw, why)  # type: ignore[arg-type]
    chain.broadcast(usual.raw)


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"hash_type": 2},
        {"hash_type": 0x81},
        {"version": 1},
        {"version": 3},
        {"sequence": 2},
        {"sequence": 0xFFFF, "version": 1},
        {"pays": [(294, ELSEWHERE), (99_000, SCRIPT)]},
        pays(99_000, b"\x52\x20" + bytes(32)),
        {"pays": [(240, b"\x51\x02\x4e\x73"), (99_000, ELSEWHERE)]},
        pays(99_000, b"\xa9\x14" + bytes(20) + b"\x87"),
        {"pays": [(0, b"\x6a\x04abcd"), (99_000, ELSEWHERE)]},
    ],
    ids=str,
)
def test_unusual_and_right(change: dict[str, object], usual: Spend, chain: Chain) -> None:
    spend = replace(usual, **change)  # type: ignore[arg-type]
    assert chain.broadcast(spend.raw) == spend.txid[::-1].hex()
    assert spend.txid in chain.mempool.entries


def test_one_flipped_bit_anywhere_in_the_signature(usual: Spend, chain: Chain) -> None:
    tx = Transaction.parse(usual.raw)
    signature, public = tx.inputs[0].witness
    for bit in range(0, 8 * len(signature), 5):
        wrong = bytearray(signature)
        wrong[bit // 8] ^= 1 << bit % 8
        part = replace(tx.inputs[0], witness=(bytes(wrong), public))
        refused(chain, replace(tx, inputs=(part,)).serialize(), SIGNATURE)


def test_a_signature_for_another_amount(usual: Spend, coin: Coin, chain: Chain) -> None:
    refused(chain, replace(usual, coins=[replace(coin, amount=100_001)]).raw, SIGNATURE)


def test_an_uncompressed_key(opened: tuple[Chain, Coin, Coin, Coin], chain: Chain) -> None:
    refused(chain, Spend([opened[3]], [(99_000, ELSEWHERE)]).raw, "Using non-compressed keys in segwit")


def test_locks(usual: Spend, chain: Chain) -> None:
    height, clock = chain.height, median_time(chain.ledger.blocks)
    for wrong in (
        replace(usual, locktime=height + 1),
        replace(usual, locktime=height + 2),
        replace(usual, locktime=clock),
    ):
        refused(chain, wrong.raw, "non-final")
    for wrong in (replace(usual, sequence=1_000), replace(usual, sequence=1 << 22 | 1)):
        refused(chain, wrong.raw, "non-BIP68-final")
    for right in (
        replace(usual, locktime=height),
        replace(usual, locktime=clock - 1),
        replace(usual, locktime=height + 50, sequence=FINAL),
        replace(usual, sequence=1 << 22),
    ):
        chain.broadcast(right.raw)
        chain.mempool.clear()


def test_what_is_spent(usual: Spend, coin: Coin, other: Coin, chain: Chain) -> None:
    missing = "bad-txns-inputs-missingorspent"
    refused(chain, replace(usual, coins=[replace(coin, outpoint=OutPoint(b"\x77" * 32, 0))]).raw, missing)
    refused(chain, replace(usual, coins=[replace(coin, outpoint=OutPoint(coin.outpoint.txid, 99))]).raw, missing)
    refused(chain, replace(usual, coins=[coin, coin]).raw, "bad-txns-inputs-duplicate")
    refused(chain, replace(usual, coins=[replace(coin, outpoint=NOWHERE)]).raw, "coinbase")
    young = chain.ledger.blocks[-1].transactions[0]
    reward = Transaction(
        2, (TxIn(OutPoint(young.txid, 0), b"", RBF, KEY),), (TxOut(young.outputs[0].amount - 1_000, FAUCET),), 0
    )
    refused(chain, reward.serialize(), "bad-txns-premature-spend-of-coinbase")
    both = Spend([coin, other], [(199_000, ELSEWHERE)])
    chain.broadcast(both.raw)


def test_absurd_fee(coin: Coin, chain: Chain) -> None:
    point, amount = chain.mempool.spendable(FAUCET)[0]
    wasted = Transaction(2, (TxIn(point, b"", RBF, KEY),), (TxOut(1_000, FAUCET),), 0)
    assert amount > 10_000 * wasted.vsize
    refused(chain, wasted.serialize(), "Fee exceeds maximum configured by user (maxfeerate)")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda raw: raw + b"\0",
        lambda raw: raw[:-1],
        lambda _: b"",
        lambda raw: raw.replace(b"\x00\x01\x01", b"\x00\x01\xfd\x01\x00", 1),
        lambda raw: raw.replace((99_000).to_bytes(8, "little"), b"\xff" * 8),
        lambda raw: raw.replace((99_000).to_bytes(8, "little"), (22 * 10**14).to_bytes(8, "little")),
    ],
)
def test_bytes_that_are_no_transaction(spoil: Callable[[bytes], bytes], usual: Spend, chain: Chain) -> None:
    assert spoil(usual.raw) != usual.raw
    refused(chain, spoil(usual.raw), "TX decode failed")


def test_a_transaction_that_is_in_a_block_already(tmp_path: Path) -> None:
    chain = Chain(tmp_path, HedgedRng())
    spend = Spend([fund(chain)], [(99_000, ELSEWHERE)])
    chain.broadcast(spend.raw)
    chain.broadcast(spend.raw)
    assert len(chain.mempool.entries) == 2
    chain.mine(1)
    refused(chain, spend.raw, "Transaction outputs already in utxo set")
    refused(chain, replace(spend, pays=[(98_000, ELSEWHERE)]).raw, "bad-txns-inputs-missingorspent")
    chain.close()


# ------------------------------------------------------------------ replacement
def test_replacement(coin: Coin, other: Coin, chain: Chain) -> None:
    first = Spend([coin], [(99_000, SCRIPT)])
    child = Spend([first.coin()], [(98_000, SCRIPT)])
    beside = Spend([other], [(99_000, SCRIPT)], sequence=FINAL)
    for spend in (first, child, beside):
        chain.broadcast(spend.raw)

    for pay, why in (
        (99_500, "new feerate 4.55 <= old feerate 9.09 sat/vB"),
        (99_000 - 1, "less fees than conflicting txs; 1001 < 2000 sat"),
        (98_000, "not enough additional fees to relay; 0 < 11 sat"),
        (97_990, "not enough additional fees to relay; 10 < 11 sat"),
    ):
        refused(chain, Spend([coin], [(pay, ELSEWHERE)]).raw, why)
    refused(chain, Spend([coin, child.coin()], [(150_000, ELSEWHERE)]).raw, "bad-txns-spends-conflicting-tx")
    refused(chain, Spend([coin, beside.coin()], [(150_000, ELSEWHERE)]).raw, "replacement-adds-unconfirmed")

    better = Spend([coin], [(97_890, ELSEWHERE)])
    chain.broadcast(better.raw)
    assert set(chain.mempool.entries) == {better.txid, beside.txid}
    unsignalled = Spend([other], [(90_000, ELSEWHERE)])
    chain.broadcast(unsignalled.raw)
    assert set(chain.mempool.entries) == {better.txid, unsignalled.txid}


def test_replacement_of_too_many(chain: Chain, coin: Coin) -> None:
    first = Spend([coin], [(900, SCRIPT)] * 101)
    chain.broadcast(first.raw)
    for n in range(100):
        chain.broadcast(Spend([first.coin(n)], [(700, ELSEWHERE)]).raw)
    assert len(chain.mempool.entries) == 101
    refused(chain, Spend([coin], [(1_000, ELSEWHERE)]).raw, "too many potential replacements")


# ------------------------------------------------------------------ blocks
@given(data=st.data())
def test_what_the_mempool_takes_the_kernel_takes(data: st.DataObject, opened: tuple[Chain, Coin, Coin, Coin]) -> None:
    """Damaged payments of the faucet: nothing is signed in them, so many are still right."""
    chain = opened[0]
    chain.mempool.clear()
    (first, amount), *_ = chain.mempool.spendable(FAUCET)
    pays = (TxOut(amount - 10_000, FAUCET), TxOut(5_000, ELSEWHERE))
    valid = Transaction(2, (TxIn(first, b"", RBF, KEY),), pays, 0).serialize()
    for _ in range(4):
        with suppress(Refused):
            chain.broadcast(data.draw(damaged(st.just(valid))))
    waiting, height = list(chain.mempool.entries), chain.height
    assert chain.mine(1) == height + 1
    assert all(chain.confirmed(txid[::-1].hex()) for txid in waiting)
    assert chain.mempool.entries == {}


def test_children_wait_after_their_parents(coin: Coin, chain: Chain) -> None:
    first = Spend([coin], [(99_000, SCRIPT)])
    child = Spend([first.coin()], [(98_000, SCRIPT)])
    refused(chain, child.raw, "bad-txns-inputs-missingorspent")
    chain.broadcast(first.raw)
    chain.broadcast(child.raw)
    assert list(chain.mempool.entries) == [first.txid, child.txid]
    refused(chain, Spend([first.coin()], [(98_990, SCRIPT)]).raw, "min relay fee")


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("mine"), st.integers(1, 3)),
        st.tuples(st.just("reorg"), st.integers(1, 6)),
        st.tuples(st.just("faucet"), st.integers(1_000, 2_000_000_000)),
        st.tuples(st.just("spend"), st.integers(500, 5_000)),
    ),
    max_size=25,
)


@settings(max_examples=20)
@given(steps=STEPS)
def test_the_log_tells_everything(steps: list[tuple[str, int]], tmp_path_factory: pytest.TempPathFactory) -> None:
    """Whatever happened: opened again it is the same, what waits included."""
    place = tmp_path_factory.mktemp("chain")
    chain = Chain(place, HedgedRng())
    coins = [fund(chain)]
    for step, number in steps:
        with suppress(Refused):
            if step == "mine":
                chain.mine(number)
            elif step == "reorg":
                chain.reorg(number)
            elif step == "faucet":
                chain.faucet(ADDRESS, number)
            else:  # a chain of payments, often replacing an earlier one
                spend = Spend([coins[number % len(coins)]], [(coins[number % len(coins)].amount - number, SCRIPT)])
                chain.broadcast(spend.raw)
                coins.append(spend.coin())
    before = state(chain)
    chain.close()
    again = Chain(place, HedgedRng())
    assert state(again) == before
    again.mine(1)
    assert again.mempool.entries == {}
    again.close()


def state(chain: Chain) -> tuple[object, ...]:
    return (
        [block.hash for block in chain.ledger.blocks],
        chain.ledger.coins,
        chain.ledger.history,
        chain.mempool.entries,
        chain.mempool.spenders,
    )


def test_a_begun_chain_is_finished(tmp_path: Path) -> None:
    Chain(tmp_path, HedgedRng()).close()
    for keep in (0, 1, 50, 100):
        with closing(sqlite3.connect(tmp_path / "log", isolation_level=None)) as database:
            first = database.execute("SELECT data FROM taken WHERE rowid = 1").fetchone()
            database.execute("DELETE FROM taken WHERE rowid > ?", (keep,))
        with closing(Chain(tmp_path, HedgedRng())) as chain:
            assert chain.height == 101
            assert (chain.ledger.blocks[1].record() == first[0]) == (keep > 0)
            assert chain.faucet(ADDRESS, 1_000_000_000)


def test_chains_of_the_same_second_differ(tmp_path_factory: pytest.TempPathFactory) -> None:
    now = time.time()
    identities = set()
    for _ in range(2):
        with closing(Chain(tmp_path_factory.mktemp("chain"), HedgedRng(), lambda: now)) as chain:
            identities.add(chain.identity)
    assert len(identities) == 2


def test_a_reorganisation_in_the_same_second(tmp_path: Path) -> None:
    now = time.time()
    with closing(Chain(tmp_path, HedgedRng(), lambda: now)) as chain:
        chain.mine(1)
        replaced = chain.ledger.blocks[-1]
        chain.reorg(1)
        assert replaced.hash not in [block.hash for block in chain.ledger.blocks]


def test_a_child_waits_again_after_its_parent(tmp_path: Path) -> None:
    with closing(Chain(tmp_path, HedgedRng())) as chain:
        parent = Spend([fund(chain)], [(99_000, SCRIPT)])
        child = Spend([parent.coin()], [(98_000, SCRIPT)])
        chain.broadcast(parent.raw)
        chain.mine(1)
        chain.broadcast(child.raw)
        chain.reorg(1)
        assert list(chain.mempool.entries)[1:] == [parent.txid, child.txid]


def test_what_a_block_makes_impossible_waits_no_longer(tmp_path: Path) -> None:
    """Two that exclude each other are both in the log when the first was given up meanwhile."""
    chain = Chain(tmp_path, HedgedRng())
    coin = fund(chain)
    chain.mine(1)
    dear = Spend([coin], [(90_000, SCRIPT)])
    cheap = Spend([coin], [(99_000, SCRIPT)])
    chain.broadcast(dear.raw)
    chain.broadcast(Spend([dear.coin()], [(80_000, SCRIPT)]).raw)
    chain.mempool.clear()
    chain.broadcast(cheap.raw)
    chain.mine(1)
    chain.close()
    with closing(Chain(tmp_path, HedgedRng())) as again:
        assert again.mempool.entries == {}
        assert again.confirmed(cheap.txid[::-1].hex())


def test_the_faucet_takes_few_coins_and_confirmed_ones_first(tmp_path: Path) -> None:
    with closing(Chain(tmp_path, HedgedRng())) as chain:
        for sats in (3 * 10**9, 10**9):
            chain.faucet(ADDRESS, sats)
            chain.mine(1)
        chain.faucet(ADDRESS, 10**9)
        *blocks, waiting = chain.mempool.spendable(FAUCET)
        assert [chain.mempool.entries.get(point.txid) for point, _ in blocks] == [None] * len(blocks)
        assert waiting[0].txid in chain.mempool.entries
        amounts = [amount for _, amount in blocks]
        assert len(set(amounts)) > 2
        assert amounts == sorted(amounts, reverse=True)


def test_a_block_is_not_filled_beyond_its_size(tmp_path: Path) -> None:
    with closing(Chain(tmp_path, HedgedRng())) as chain:
        coins = [fund(chain, 1_200_000) for _ in range(11)]
        chain.mine(1)
        for coin in coins:
            chain.broadcast(Spend([coin], [(294, ELSEWHERE)] * 3_200).raw)
        chain.mine(1)
        assert len(chain.mempool.entries) == 2
        chain.mine(1)
        assert chain.mempool.entries == {}


def test_a_clock_that_was_put_back(tmp_path: Path) -> None:
    put_back = 0
    chain = Chain(tmp_path, HedgedRng(), lambda: time.time() - put_back)
    chain.mine(12)
    chain.faucet(ADDRESS, 5_000)
    put_back = 3 * 3600
    for command in (chain.mine, chain.reorg):
        with pytest.raises(Refused, match="put it right") as caught:
            command(1)
        assert caught.value.kind == "clock"
    before = state(chain)
    assert len(chain.mempool.entries) == 1
    chain.close()
    with pytest.raises(StorageError, match="put it right"):
        Chain(tmp_path, HedgedRng(), lambda: time.time() - 3 * 3600)
    again = Chain(tmp_path, HedgedRng(), lambda: time.time() - 3600)
    assert state(again) == before
    assert again.mine(1)
    again.close()


def test_the_kernel_refuses_a_wrong_block_and_the_chain_goes_on(tmp_path: Path) -> None:
    chain = Chain(tmp_path, HedgedRng())
    spend = Spend([fund(chain)], [(99_000, ELSEWHERE)])
    chain.mine(1)
    chain.broadcast(spend.raw)
    entry = chain.mempool.entries[spend.txid]
    chain.mempool.entries[spend.txid] = replace(entry, fee=entry.fee + 1)
    height = chain.height
    with pytest.raises(Refused, match="bad-cb-amount"):
        chain.mine(1)
    assert (chain.height, chain.mempool.entries) == (height, {})
    chain.broadcast(spend.raw)
    assert chain.mine(1) == height + 1
    assert chain.confirmed(spend.txid[::-1].hex())
    chain.close()
