"""The index, kept up change by change, says what BDK's whole wallet says of the same entries, and what an index says
that is made of them anew: after any series of payments, reorganisations, replaced and dropped transactions."""

from __future__ import annotations

import random
from collections.abc import Iterator

import bdkpython as bdk
import pytest

from core.bitcoin import descriptor
from core.bitcoin.account import TR, WPKH, Account
from core.bitcoin.coins import AddressTable
from core.bitcoin.tx import OutPoint, Transaction, TxIn, TxOut
from core.chain import queries, sent
from core.chain.bdk_changeset import BLOCK, FIRST, GONE, IN, LAST, OUT, REVEALED, SENT, TX, number, u32, u64
from core.chain.chain_index import BRANCHES, ChainIndex
from core.chain.kept import Changes, KeptEntries
from tests.support import bdk_view
from tests.support.bdk_view import View
from tests.support.whole_key import WholeKey

KEY = WholeKey("index")
EXTERNAL, INTERNAL = (bdk.Descriptor(text, bdk.NetworkKind.TEST) for text in KEY.descriptors)
DESCRIPTORS = (EXTERNAL, INTERNAL)
SHOP = b"\x00\x14" + b"\x77" * 20
STEPS = 40
NONE = 0xFFFFFFFF  # the number of the coin that what is mined spends


def of_index(index: ChainIndex) -> View:
    """What the pages show, out of the index."""
    history = queries.history(index)
    coins = queries.coins(index, lambda where: str(where), ())
    told = queries.balance(index, ())
    unused = [[at for at in range(index.revealed[b] + 1) if at not in index.used[b]] for b in BRANCHES]
    waits = [(row, index.standing(bytes.fromhex(row.txid)[::-1])) for row in history if row.height is None]
    times = sorted({at.seen for _, at in waits if at}, reverse=True)
    assert [at.seen for _, at in waits if at] == sorted((at.seen for _, at in waits if at), reverse=True)
    newest = [txid for time in times for txid in sorted(row.txid for row, at in waits if at and at.seen == time)]
    return View(
        {row.txid: (row.height, row.time, row.net, row.fee, row.shown) for row in history},
        {coin.outpoint: (coin.branch, coin.index, coin.amount, coin.height is not None, coin.ripe) for coin in coins},
        {where: amount for where, (_, amount) in index.received.items()},
        (unused[0], unused[1]),
        (told.confirmed, told.pending, told.immature),
        newest,
    )


def rows_of(index: ChainIndex) -> tuple[object, ...]:
    """Rows as pages have them, in their order."""
    trusted = sent.trusted(index)
    return (
        [*queries.history(index)],
        [*queries.coins(index, lambda where: str(where), trusted)],
        queries.balance(index, trusted),
    )


class World:
    """Entries of a store, as syncs and payments leave them, and the index that is told of each change."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)  # noqa: S311
        self.kept = KeptEntries({})
        self.entries: dict[bytes, bytes] = {}
        self.index = ChainIndex(self.kept, AddressTable(KEY.Q, KEY.chain))
        self.txs: list[Transaction] = []
        self.alone: set[bytes] = set()  # of those, what was sent and no server has shown
        self.now, self.made = 1_700_000_000, 0
        self.put({BLOCK + u32(0): bdk_view.RULES["regtest"].genesis})

    def put(self, changes: Changes) -> None:
        self.kept.apply(changes)
        self.index.update(changes)
        for name, value in changes.items():
            if value is None:
                self.entries.pop(name, None)
            else:
                self.entries[name] = value

    def step(self) -> str:
        self.now += self.dice.choice((0, 0, 1, 30))
        ways = (
            [self.receive] * 4 + [self.pay] * 6 + [self.mine] * 4 + [self.reorganise] * 2 + [self.miss] * 3
            + [self.see, self.drop, self.reveal, self.tell, self.mined, self.stray, self.settle]
        )  # fmt: skip
        way = self.dice.choice(ways)
        way()
        return way.__name__

    # -------------------------------------------------------------- what happens
    def receive(self) -> None:
        self.made += 1
        source = TxIn(OutPoint(self.made.to_bytes(32, "big"), self.dice.randrange(3)), b"", 0xFFFFFFFD)
        self.add(Transaction(2, (source,), tuple(self.outputs()), 0))

    def pay(self) -> None:
        places = [OutPoint(tx.txid, n) for tx in self.txs for n in range(len(tx.outputs))]
        if places:
            spent = self.dice.sample(places, min(len(places), self.dice.choice((1, 1, 2))))
            inputs = tuple(TxIn(outpoint, b"", 0xFFFFFFFD) for outpoint in spent)
            self.made += 1
            self.add(Transaction(2, inputs, tuple(self.outputs()), self.made))

    def outputs(self) -> Iterator[TxOut]:
        for _ in range(self.dice.choice((1, 2, 3))):
            branch = self.dice.choice((0, 1, None))
            if branch is None:
                yield TxOut(self.dice.randrange(1_000, 9_000), SHOP)
                continue
            last = self.kept.get(REVEALED + bytes([branch]))
            at = self.dice.randrange(0, (number(last) if last else 0) + 4)
            self.reveal(branch, at)
            yield TxOut(self.dice.randrange(1_000, 9_000), KEY.table.script(branch, at))

    def add(self, tx: Transaction) -> None:
        self.txs.append(tx)
        how = self.dice.choice(("seen", "seen", "sent", "block"))
        ours = any(output.script != SHOP for output in tx.outputs)
        if any(part.outpoint.txid in self.alone for part in tx.inputs) or (ours and self.dice.random() < 0.15):
            how = "sent alone"
            self.alone.add(tx.txid)
        changes: Changes = {}
        if how != "sent alone":
            changes[TX + tx.txid] = tx.serialize()
        if how.startswith("sent"):
            changes[SENT + tx.txid] = tx.serialize()
        if how in ("seen", "sent"):
            changes |= {FIRST + tx.txid: u64(self.now), LAST + tx.txid: u64(self.now)}
        self.put(changes)
        if how == "block":
            self.place([tx])

    def height(self) -> int:
        return max(number(name[len(BLOCK) :]) for name in self.entries if name.startswith(BLOCK))

    def place(self, txs: list[Transaction]) -> None:
        """In a new block."""
        self.made += 1
        height, block = self.height() + self.dice.choice((1, 1, 40)), self.made.to_bytes(32, "little")
        changes: Changes = {BLOCK + u32(height): block}
        for tx in txs:
            changes |= {TX + tx.txid: tx.serialize(), IN + tx.txid + block: u32(height) + u64(self.now)}
        self.put(changes)

    def mine(self) -> None:
        free = [tx for tx in self.txs if not self.index.place(tx.txid) and not self.index.claims(tx.txid)]
        self.place(self.dice.sample(free, min(len(free), self.dice.randrange(4))))

    def mined(self) -> None:
        self.made += 1
        source = TxIn(OutPoint(bytes(32), NONE), self.made.to_bytes(4, "big"), 0xFFFFFFFF)
        tx = Transaction(2, (source,), tuple(self.outputs()), 0)
        self.txs.append(tx)
        self.place([tx])

    def reorganise(self) -> None:
        """Blocks are gone; what was in them waits again, or is not heard of any more."""
        heights = sorted(number(name[len(BLOCK) :]) for name in self.entries if name.startswith(BLOCK))
        gone = {u32(height) for height in heights[1:][-self.dice.randrange(1, 4) :]}
        changes: Changes = {BLOCK + height: None for height in gone}
        for name, data in self.entries.items():
            if name.startswith(IN) and data[:4] in gone:
                txid = name[len(IN) :][:32]
                changes[name] = None
                if self.dice.random() < 0.6 and self.of(txid).inputs[0].outpoint.index != NONE:
                    changes |= {LAST + txid: u64(self.now), FIRST + txid: u64(self.now)}
                elif LAST + txid not in self.entries:
                    changes[TX + txid] = None
        self.put(changes)

    def of(self, txid: bytes) -> Transaction:
        return next(tx for tx in self.txs if tx.txid == txid)

    def seen(self) -> list[bytes]:
        return [name[len(LAST) :] for name in self.entries if name.startswith(LAST)]

    def miss(self) -> None:
        for txid in self.dice.sample(self.seen(), min(len(self.seen()), 2)):
            self.put({GONE + txid: u64(self.now)})

    def see(self) -> None:
        for txid in self.dice.sample(self.seen(), min(len(self.seen()), 2)):
            self.put({LAST + txid: u64(self.now)})

    def drop(self) -> None:
        for txid in self.dice.sample(self.seen(), min(len(self.seen()), 1)):
            facts = [name for name in self.entries if name.startswith((TX, IN, FIRST, LAST, GONE)) and txid in name]
            self.put(dict.fromkeys(facts))

    def settle(self) -> None:
        sent = [name for name in self.entries if name.startswith(SENT)]
        self.put(dict.fromkeys(self.dice.sample(sent, min(len(sent), 2))))

    def reveal(self, branch: int | None = None, at: int | None = None) -> None:
        branch = self.dice.choice(BRANCHES) if branch is None else branch
        known = self.kept.get(REVEALED + bytes([branch]))
        last = -1 if known is None else number(known)
        self.put({REVEALED + bytes([branch]): u32(max(last, last + 2 if at is None else at))})

    def tell(self) -> None:
        """What the payments of others spent."""
        for tx in self.dice.sample(self.txs, min(len(self.txs), 3)):
            self.put({OUT + p.outpoint.txid + u32(p.outpoint.index): bytes(TxOut(20_000, SHOP)) for p in tx.inputs
                      if p.outpoint.txid not in {one.txid for one in self.txs}})  # fmt: skip

    def stray(self) -> None:
        """A block is another one, and nobody has said yet what became of those in it."""
        heights = [name for name in self.entries if name.startswith(BLOCK) and name != BLOCK + u32(0)]
        if heights:
            self.made += 1
            self.put({self.dice.choice(heights): self.made.to_bytes(32, "little")})


@pytest.mark.parametrize("seed", range(12))
def test_the_index_says_what_bdk_says(seed: int) -> None:
    world = World(seed)
    done = list[str]()
    for _ in range(STEPS):
        done.append(world.step())
        found = of_index(world.index)
        anew = ChainIndex(KeptEntries(world.entries), AddressTable(KEY.Q, KEY.chain))
        assert found == of_index(anew), done
        assert rows_of(world.index) == rows_of(anew), done
        assert found == bdk_view.view(world.entries, DESCRIPTORS), done
    assert found.rows


@pytest.mark.parametrize("seed", range(100, 112))
def test_who_looks_now_and_then_sees_the_same(seed: int) -> None:
    """What has changed since the last look is put in its place at the next, whatever came and went in between."""
    world, looks = World(seed), random.Random(seed)  # noqa: S311
    done = list[str]()
    for _ in range(STEPS):
        done.append(world.step())
        if looks.random() < 0.25:
            anew = ChainIndex(KeptEntries(world.entries), AddressTable(KEY.Q, KEY.chain))
            assert rows_of(world.index) == rows_of(anew), done
    assert rows_of(world.index)[0]


@pytest.mark.parametrize("account", [WPKH, TR], ids=lambda account: account.name)
def test_an_address_that_is_recognised_later_takes_back_what_was_paid_to_it(account: Account) -> None:
    """A transaction that is known for another output; BDK would have to be made anew."""
    far, table = [(0, 90), (1, 60)], AddressTable(KEY.Q, KEY.chain, account)
    texts = (descriptor.descriptor(KEY.Q, KEY.chain, KEY.network, branch, account) for branch in BRANCHES)
    descriptors = tuple(bdk.Descriptor(text, bdk.NetworkKind.TEST) for text in texts)
    table.extend(0, 91)
    table.extend(1, 61)
    source = TxIn(OutPoint(b"\x01" * 32, 0), b"", 0xFFFFFFFD)
    tx = Transaction(2, (source,), tuple(TxOut(5_000, table.script(*where)) for where in [(0, 0), *far]), 0)
    after = Transaction(2, (TxIn(OutPoint(tx.txid, 1), b"", 0xFFFFFFFD),), (TxOut(4_000, SHOP),), 0)
    entries = {kind + one.txid: data for one in (tx, after) for kind, data in ((TX, one.serialize()), (LAST, u64(9)))}
    kept = KeptEntries(entries)
    index = ChainIndex(kept, AddressTable(KEY.Q, KEY.chain, account))
    assert of_index(index).balance == (0, 5_000, 0)
    for branch, at in far:
        changes: Changes = {REVEALED + bytes([branch]): u32(at - 5)}
        kept.apply(changes)
        index.update(changes)
    entries |= {REVEALED + bytes([branch]): u32(at - 5) for branch, at in far}
    assert of_index(index) == bdk_view.view(
        {**entries, REVEALED + b"\0": u32(90), REVEALED + b"\1": u32(60)}, descriptors
    )
    assert of_index(index).balance == (0, 10_000, 0)


def test_a_block_without_anything_of_ours_changes_no_row(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the size of the history: nothing of it is looked at again."""
    world = World(0)
    for _ in range(STEPS):
        world.step()
    parsed = list[bytes]()
    monkeypatch.setattr(Transaction, "parse", lambda data, *_: parsed.append(data))
    rows = world.index.rows
    before = {**rows}
    world.put({BLOCK + u32(world.height() + 1): b"\x09" * 32})
    assert world.index.rows == before
    assert not parsed
