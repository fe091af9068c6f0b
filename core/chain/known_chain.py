"""What is known of the chain about one key: its store, what that comes to, and what a sync or a payment adds."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Collection, Iterator

import bdkpython as bdk

from core.bitcoin import base58
from core.bitcoin.account import TR, WPKH
from core.bitcoin.address import address
from core.bitcoin.coins import AddressTable
from core.bitcoin.tx import Transaction
from core.chain import own_spends, queries, sent
from core.chain.bdk_changeset import REVEALED, UNPROVEN, grown, u32
from core.chain.chain_index import BRANCHES, ChainIndex
from core.chain.chooser import Chooser, chooser
from core.chain.headers import RULES
from core.chain.kept import Changes, KeptEntries
from core.chain.ordered import LazyRows
from core.chain.packed import Coin, Where
from core.chain.rows import CoinRow, HistoryRow
from core.chain.store import ByteStore
from core.crypto.rng import HedgedRng
from core.crypto.secp256k1 import Point
from core.errors import BadInput

MANY = 100  # coins; of more than that a draft is offered so many by chance, and all only where those are too few
KINDS = (bdk.KeychainKind.EXTERNAL, bdk.KeychainKind.INTERNAL)  # by branch
GRACE = 60  # seconds in which a server may not yet show what we sent through it


class KnownChain:
    """For any thread, but whoever asks twice what must agree holds `changing`. Raises StorageError where the store
    does; then nothing has changed."""

    def __init__(self, external: str, internal: str, network: str, store: ByteStore) -> None:
        kind = bdk.NetworkKind.MAIN if network == "bitcoin" else bdk.NetworkKind.TEST
        self._descriptors = (bdk.Descriptor(external, kind), bdk.Descriptor(internal, kind))
        self.network, self.rules, self._store = network, RULES[network], store
        self.changing = threading.RLock()  # the entries and the store, together
        self.table = _table(external)
        self.kept = KeptEntries(store.load())
        self.index = ChainIndex(self.kept, self.table)
        self._addresses: dict[Where, str] = {}
        self._chooser: Chooser | None = None

    def without_chain(self, void: tuple[bytes, ...]) -> ReadAnew:
        """As if nothing was known that begins so."""
        return ReadAnew(self, void)

    # -------------------------------------------------------------- looking
    def history(self) -> LazyRows[HistoryRow]:
        """See queries.history."""
        with self.changing:
            return queries.history(self.index)

    def coins(self) -> LazyRows[CoinRow]:
        """See queries.coins."""
        with self.changing:
            return queries.coins(self.index, self.address, sent.trusted(self.index))

    def script(self, branch: int, index: int) -> bytes:
        """Of an address."""
        self.table.extend(branch, index + 1)
        return self.table.script(branch, index)

    def address(self, where: Where) -> str:
        """As people write it."""
        if where not in self._addresses:
            self._addresses[where] = address(self.script(*where), self.network) or ""
        return self._addresses[where]

    # -------------------------------------------------------------- drafting
    def chooser(self) -> Chooser:
        """With all coins."""
        with self.changing:
            if self._chooser is None:
                self._chooser = self._made(self.index.unspent)
            return self._chooser

    def choosers(
        self, amount: int, coins: Collection[str] | None, aside: Collection[str], *, whole: bool
    ) -> Iterator[Chooser]:
        """To draft a payment of so many sat with, the first that has enough; the last has all that may be spent.

        `coins`: these alone are to be spent, and all; `aside`: these never; `whole`: everything is.
        """
        unspent = self.index.unspent
        if len(unspent) <= MANY or whole:
            yield self.chooser()
            return
        if coins is not None:
            named = (queries.coin_named(text) for text in coins)
            yield self._made([coin for coin in named if coin in unspent])
            return
        trusted, kept_back = sent.trusted(self.index), {queries.coin_named(text) for text in aside}
        free, left = list[Coin](), 2 * amount
        for coin in _by_chance([*unspent]):
            if len(free) >= MANY and left <= 0:
                break
            if coin not in kept_back and queries.is_spendable(self.index, coin, trusted):
                free.append(coin)
                left -= unspent[coin][1]
        yield self._made(free)
        yield self.chooser()

    def without(self, gone: Collection[bytes]) -> Chooser:
        """As if these had never happened."""
        return self._made(self.index.unspent, gone)

    def _made(self, coins: Collection[Coin], without: Collection[bytes] = ()) -> Chooser:
        return chooser(self.index, self.kept, (self._descriptors, self.network, self.rules.genesis), coins, without)

    # -------------------------------------------------------------- keeping
    def save(self, changes: Changes) -> None:
        """What a draft, a person or an unfinished sync adds: nothing that counts."""
        with self.changing:
            self._store.save(changes)
            self.kept.apply(changes)

    def save_slice(self, changes: Changes) -> None:
        """What a sync has read that has not ended: it counts for nothing yet."""
        with self.changing:
            self.save(changes)
            self.index.update(changes)

    def reveal(self, where: Where) -> None:
        """This address is shown."""
        branch, at = where
        shown: Changes = {REVEALED + bytes([branch]): u32(at)}
        with self.changing:
            self.save(shown)
            self.index.update(shown)
            if self._chooser is not None:
                self._chooser.bdk.reveal_addresses_to(KINDS[branch], at)
                self._chooser.bdk.take_staged()

    def save_shown(self, by: Chooser) -> None:
        """Addresses that BDK has shown by drafting."""
        with self.changing:
            for branch, kind in enumerate(KINDS):
                last = by.bdk.derivation_index(kind)
                if last is not None and last > self.index.revealed[branch]:
                    self.reveal((branch, last))

    def adopt(self, changes: Changes) -> tuple[str, ...]:
        """Know what a sync has learned, but what own_spends says is invented, whose ids are given; what the wallet
        itself has learned meanwhile stays. Nobody needs `changes` any more."""
        with self.changing, _Change(self) as change:
            changes |= dict.fromkeys(self.kept.names((UNPROVEN,))) | grown(self.kept, changes)
            change.put(changes)
            change.put(own_spends.forgotten(self.index.lacking | self.index.adrift, self.kept))
            false = own_spends.invented(self.index, self.kept)
            if false:
                change.put({name: change.before[name] for name in own_spends.heeded(changes)})
            change.put(sent.settled(self.index))
            change.put(own_spends.forgotten(false, self.kept))
            change.put(self._used())
        return tuple(queries.name(txid) for txid in false)

    def _used(self) -> Changes:
        last = {REVEALED + bytes([branch]): self.index.revealed[branch] for branch in BRANCHES}
        return {name: u32(at) for name, at in last.items() if at >= 0 and self.kept.get(name) != u32(at)}

    def note_sent(self, raw: bytes, now: int) -> None:
        """Know a transaction that we sent, before a server shows it.

        A server that is a moment behind would make it forgotten again at the next sync, and a new draft would spend the
        same coins: so it counts as seen a little later than now, and later than what it replaces.
        """
        tx = Transaction.parse(raw)
        with self.changing, _Change(self) as change:
            standings = [self.index.standing(txid) for txid in sent.conflicts(self.index, tx)]
            at = max([now + GRACE, *(found.seen + 1 for found in standings if found)])
            change.put(sent.entries(tx, raw, self.index, at))

    def put(self, changes: Changes) -> Changes:
        """Change entries, in memory alone, and what they come to; what takes that back."""
        before = self.kept.apply(changes)
        if any(before[name] != value for name, value in changes.items()):
            self.index.update(changes)
            self._chooser = None
        return before

    def store(self, changes: Changes) -> None:
        """Make changes durable that were put."""
        if changes:
            self._store.save(changes)


class ReadAnew:
    """A chain that is read anew: what is known without the old one."""

    def __init__(self, known: KnownChain, void: tuple[bytes, ...]) -> None:
        self._known = known
        self.kept = known.kept.without(void)
        self.index = ChainIndex(self.kept, known.table)

    def save_slice(self, changes: Changes) -> None:
        """As KnownChain.save_slice, in both."""
        self._known.save_slice(changes)
        self.kept.apply(changes)
        self.index.update(changes)


class _Change:
    """Several changes that are saved together, or none of them."""

    def __init__(self, known: KnownChain) -> None:
        self._known = known
        self.before: Changes = {}

    def __enter__(self) -> _Change:
        return self

    def put(self, changes: Changes) -> None:
        """One more."""
        before = self._known.put(changes)
        self.before = {**before, **self.before} if self.before else before

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        kept = self._known.kept
        try:
            if kind is None:
                before = self.before.items()
                self._known.store({name: now for name, value in before if (now := kept.get(name)) != value})
                self.before.clear()
        finally:
            if self.before:
                self._known.put(self.before)


def _by_chance(coins: list[Coin]) -> Iterator[Coin]:
    """All of these, each as probable as every other at each place."""
    seed = HedgedRng().bytes("coins to choose from", 32)
    for n in range(len(coins)):
        other = n + int.from_bytes(hashlib.sha256(seed + u32(n)).digest(), "big") % (len(coins) - n)
        coins[n], coins[other] = coins[other], coins[n]
        yield coins[n]


def _table(external: str) -> AddressTable:
    """Of the key that a descriptor names."""
    for account in (WPKH, TR):
        steps = "/".join(map(str, account.steps))
        origin = rf"{account.name}\(\[[0-9a-f]{{8}}\]"
        found = re.fullmatch(rf"{origin}([1-9A-HJ-NP-Za-km-z]+)/{steps}/0/\*\)(#.*)?", external)
        if found is not None:
            key = base58.decode(found[1])
            return AddressTable(Point.parse(key[45:78]), key[13:45], account)
    raise BadInput("this is no descriptor of a wallet of this program")
