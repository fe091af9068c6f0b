"""Drafts in a wallet with many coins: BDK is handed some of them, and all only where those do not reach."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core.bitcoin.tx import OutPoint, Transaction, TxIn, TxOut
from core.chain import chooser, known_chain
from core.chain.bdk_changeset import BLOCK, IN, REVEALED, TX, u32, u64
from core.chain.watch_only import WatchOnlyWallet
from core.errors import BadInput
from tests.core.chain.conftest import MemoryStore
from tests.support.long_chain import SHOP, LongChain, serving
from tests.support.whole_key import WholeKey

KEY = WholeKey("many coins")
PAYMENTS, ADDRESSES, FEW = 240, 31, 25
EACH = 3_000  # sat of each change output
ALL = PAYMENTS // 2 * EACH


@pytest.fixture(scope="module")
def watch() -> Iterator[WatchOnlyWallet]:
    found = WatchOnlyWallet(*KEY.descriptors, KEY.network, MemoryStore())
    with serving(LongChain(KEY, PAYMENTS, ADDRESSES)) as server:
        found.sync(server.url)
        yield found


@pytest.fixture
def offered(watch: WatchOnlyWallet, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many transactions BDK was given, each time."""
    monkeypatch.setattr(known_chain, "MANY", FEW)
    given = list[int]()
    built = chooser.chooser

    def counted(*args: object) -> object:
        made = built(*args)  # type: ignore[arg-type]
        given.append(len(made.bdk.transactions()))
        return made

    monkeypatch.setattr(known_chain, "chooser", counted)
    return given


def spent(psbt: bytes) -> set[str]:
    return {str(part.outpoint) for part in KEY.read(psbt).inputs}


def test_some_coins_reach_for_a_small_payment(watch: WatchOnlyWallet, offered: list[int]) -> None:
    psbt = watch.draft([(KEY.table.address(0, 900, KEY.network), 10_000)], 1)
    assert spent(psbt) <= {coin.outpoint for coin in watch.coins()}
    assert offered == [FEW]
    change = [KEY.table.find(output.script) for output in KEY.read(psbt).outputs if output.amount != 10_000]
    assert [path[4] for path in change if path] == [ADDRESSES]  # the first that nobody has paid


def test_a_large_payment_is_offered_as_many_as_it_takes(watch: WatchOnlyWallet, offered: list[int]) -> None:
    psbt = watch.draft([(KEY.table.address(0, 900, KEY.network), 40 * EACH)], 1)
    assert 40 < len(spent(psbt)) <= offered[0] < PAYMENTS // 2
    assert len(offered) == 1


def test_where_some_do_not_reach_all_are_offered(watch: WatchOnlyWallet, offered: list[int]) -> None:
    whole = watch.draft([], 1, drain=KEY.table.address(0, 900, KEY.network))
    assert len(spent(whole)) == PAYMENTS // 2
    with pytest.raises(BadInput, match=rf"not enough funds: .*, {ALL} sat can be spent for it$") as refused:
        watch.draft([(KEY.table.address(0, 900, KEY.network), ALL)], 1)
    assert refused.value.kind == "funds"


def test_the_coins_that_a_person_chose_are_all_that_is_offered(watch: WatchOnlyWallet, offered: list[int]) -> None:
    chosen = [coin.outpoint for coin in watch.coins()[:3]]
    assert spent(watch.draft([(KEY.table.address(0, 900, KEY.network), 5_000)], 1, coins=chosen)) == {*chosen}
    assert offered == [3]


def test_what_was_spent_is_not_offered_where_its_spender_is_not_known_to_bdk() -> None:
    """Of a transaction with two outputs of ours, one is spent, deep in the chain."""
    source = TxIn(OutPoint(b"\x01" * 32, 0), b"", 0xFFFFFFFD)
    first = Transaction(2, (source,), (TxOut(50_000, KEY.table.script(0, 0)), TxOut(9_000, KEY.table.script(1, 0))), 0)
    second = Transaction(2, (TxIn(OutPoint(first.txid, 0), b"", 0xFFFFFFFD),), (TxOut(49_000, SHOP),), 0)
    block, store = b"\x05" * 32, MemoryStore()
    for tx in (first, second):
        store.save({TX + tx.txid: tx.serialize(), IN + tx.txid + block: u32(5) + u64(1_700_000_000)})
    store.save(
        {BLOCK + u32(5): block, BLOCK + u32(900): b"\x06" * 32, REVEALED + b"\0": u32(0), REVEALED + b"\1": u32(0)}
    )
    found = WatchOnlyWallet(*KEY.descriptors, KEY.network, store)
    assert found.balance().total == 9_000
    assert spent(found.draft([(KEY.table.address(0, 900, KEY.network), 5_000)], 1)) == {f"{first.txid[::-1].hex()}:1"}
    with pytest.raises(BadInput, match=r"9000 sat can be spent for it$"):
        found.draft([(KEY.table.address(0, 900, KEY.network), 20_000)], 1)
    assert spent(found.draft([], 1, drain=KEY.table.address(0, 900, KEY.network))) == {f"{first.txid[::-1].hex()}:1"}
