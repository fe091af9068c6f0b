"""What the entries of a store come to: which transactions count, which coins are whose, what each did to the balance.

It is kept up with what changes, so that neither a sync nor a look at the wallet costs more in a long history. It says
what BDK's wallet of the same entries says (test_chain_index.py). BDK itself works out which
transactions count at each question, for which it needs half a minute with 100,000 of them (core/spec/libraries.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from core.bitcoin.coins import EXTERNAL, INTERNAL, AddressTable
from core.bitcoin.tx import Transaction, TxOut
from core.chain.bdk_changeset import BLOCK, FACTS, GONE, IN, LAST, LOOKAHEAD, OUT, REVEALED, SENT, TX, number, u32
from core.chain.canonical import BlockPlace, TxStanding, counting
from core.chain.kept import KeptEntries
from core.chain.ordered import Ordered
from core.chain.packed import Coin, PackedTransaction, Where
from core.chain.tx_graph import BRANCHES, TxGraph

__all__ = ["BRANCHES", "EXTERNAL", "INTERNAL", "MATURITY", "ChainIndex", "Coin", "Effect", "Where"]

MATURITY = 100  # blocks until what was mined may be spent


class Effect(NamedTuple):
    """Of one transaction that counts and concerns us, in the order of a history, oldest first."""

    waits: bool  # it is in no block
    at: int  # its height, or when it was last seen
    txid: bytes
    time: int | None  # of its block
    net: int  # what it does to the balance
    fee: int | None  # if that is known
    shown: bool  # False: we sent it, and the server of the last sync does not show it


class ChainIndex(TxGraph):
    """Of `kept`: whoever changes it tells `update`. `table` derives the key's addresses."""

    def __init__(self, kept: KeptEntries, table: AddressTable) -> None:
        super().__init__(kept, table)
        self.height = 0  # of the best block known
        self.received: dict[Where, tuple[int, int]] = {}  # how many payments, and sat
        self.rows: dict[bytes, Effect] = {}  # of what counts and concerns us
        self.unspent: dict[Coin, tuple[Where, int]] = {}  # with its amount
        self.total = 0  # sat, of all these
        self.history: Ordered[Effect] = Ordered()  # of `rows`
        self.coins: Ordered[Any] = Ordered()  # of `unspent`, as queries.coins has them
        self.mined: set[bytes] = set()  # of these, what is the first in its block
        self.unshown: frozenset[bytes] = frozenset()  # what we sent, and counts again by that
        self._rivals: set[bytes] = set()  # spend what another spends too
        self._judged: dict[bytes, TxStanding] = {}  # what counts of that which may not
        self._doubtful: set[bytes] = set()
        self._extend()
        self.update(dict.fromkeys(kept.names((TX, IN, LAST, BLOCK, SENT))))

    # -------------------------------------------------------------- what counts
    def standing(self, txid: bytes) -> TxStanding | None:
        """None: it does not count."""
        if txid in self._doubtful:
            return self._judged.get(txid)
        place = self.place(txid) if txid in self._read else None
        return TxStanding(place) if place else None

    def block_of(self, txid: bytes) -> BlockPlace | None:
        """Of a transaction that counts: its block, by which it does, or None."""
        if txid not in self._doubtful:
            return self.place(txid)
        found = self._judged.get(txid)
        return found.place if found else None

    def waiting(self) -> list[bytes]:
        """What counts, concerns us and is in no block."""
        return [txid for txid, at in self._judged.items() if at.place is None and txid in self.rows]

    def spender(self, coin: Coin) -> bytes | None:
        """What counts and spends it."""
        return next((txid for txid in self._spenders.of(coin) if self.standing(txid)), None)

    def is_own(self, coin: Coin) -> bool:
        """Whether it is ours, of a transaction that counts."""
        return self._own_amount(coin) is not None and self.standing(coin[:32]) is not None

    def own_output(self, coin: Coin, *, counting: bool = True) -> TxOut | None:
        """An output that is ours; `counting`: of a transaction that counts."""
        if self._own_amount(coin) is None or (counting and not self.is_own(coin)):
            return None
        return Transaction.parse(self.raw(coin[:32])).outputs[number(coin[32:])]

    def ripe(self, txid: bytes) -> int | None:
        """The block from which on the coins of a mined transaction may be spent, while they may not."""
        if txid not in self.mined:
            return None
        place = self.block_of(txid)
        ripe = place.height + MATURITY if place else 0
        return ripe if self.height + 1 < ripe else None

    def unspent_of(self, txid: bytes) -> Iterator[Coin]:
        """The coins that are left of a transaction which is known."""
        return (coin for at, _ in self._read[txid].own if (coin := txid + u32(at)) in self.unspent)

    def immature(self) -> Iterator[Coin]:
        """Coins that were mined and are not ripe."""
        if self.mined:
            for height in range(self.height - MATURITY + 2, self.height + 1):
                yield from (coin for coin in self._mined_at(height) if self.ripe(coin[:32]) is not None)

    def _mined_at(self, height: int) -> Iterator[Coin]:
        for txid in self.at.get(height, ()):
            if txid in self.mined:
                yield from self.unspent_of(txid)

    # -------------------------------------------------------------- keeping up
    def update(self, changes: Mapping[bytes, bytes | None]) -> None:
        """The entries of these names have changed."""
        touched, is_other_chain = set[bytes](), False
        for name in changes:
            kind, rest = name[: name.find(b"/") + 1], name[name.find(b"/") + 1 :]
            if kind == IN:
                self._claim(rest)
                touched.add(rest[:32])
            elif kind in (*FACTS, SENT):
                touched.add(rest)
            elif kind == BLOCK:
                touched |= self._block(rest)
                is_other_chain = True
            elif kind == OUT:
                touched.update(self._spenders.of(rest))
        if is_other_chain:
            before, self.height = self.height, max(self.blocks, default=0)
            self._ripen(before)
        kin = {txid for one in touched for txid in self._children(one)}  # what they spend has changed
        self._again(touched)
        self._count(touched | kin | self._extend())

    def _again(self, txids: set[bytes]) -> None:
        """Read these again."""
        for txid in txids:
            self._uncount(txid)
            self._forget(txid)
        self._learn(txids)

    def _extend(self) -> set[bytes]:
        """Recognise as many addresses as are shown or used by now; what pays one of the new ones."""
        again = set[bytes]()
        while True:
            new = list[bytes]()
            for branch in BRANCHES:
                shown = self._kept.get(REVEALED + bytes([branch]))
                last = max(-1 if shown is None else number(shown), max(self.used[branch], default=-1))
                first = self.revealed[branch] + LOOKAHEAD + 1
                self.revealed[branch] = max(self.revealed[branch], last)
                end = self.revealed[branch] + LOOKAHEAD + 1
                self._table.extend(branch, end)
                new += (self._table.script(branch, index) for index in range(first if self._read else end, end))
            found = {txid for script in new for txid in self._strangers.of(script)}
            if not found:
                return again
            again |= found
            self._again(found)

    # -------------------------------------------------------------- counting
    def _count(self, touched: set[bytes]) -> None:
        again = touched | self._doubtful
        self._judge(touched)
        again |= self._doubtful
        if not touched >= self._read.keys():
            again |= {txid for one in touched for txid in self._children(one)}
        for txid in again:
            self._uncount(txid)
        for txid in again:
            standing = self.standing(txid)
            if standing is not None:
                self._take(txid, self._read[txid], standing)

    def _uncount(self, txid: bytes) -> None:
        if self.rows.pop(txid, None) is None:
            return
        found = self._read[txid]
        self.history.touch(txid)
        self.mined.discard(txid)
        amounts = found.amounts
        for at, where in found.own:
            self._hold(txid + u32(at), None)
            self._pay(where, -1, amounts[at])
        for coin in found.spends:
            if coin[:32] in self.rows:
                self._free(coin)

    def _pay(self, where: Where, sign: int, amount: int) -> None:
        count, whole = self.received.pop(where, (0, 0))
        if count + sign:
            self.received[where] = count + sign, whole + sign * amount

    def _free(self, coin: Coin) -> None:
        before, at = self._read[coin[:32]], number(coin[32:])
        self._hold(coin, before.own_output(at))

    def _hold(self, coin: Coin, what: tuple[Where, int] | None) -> None:
        """It is unspent; None: it is not."""
        before = self.unspent.pop(coin, None)
        self.total -= before[1] if before else 0
        if what is not None:
            self.unspent[coin] = what
            self.total += what[1]
        self.coins.touch(coin)

    def _take(self, txid: bytes, found: PackedTransaction, standing: TxStanding) -> None:
        spends, own = found.spends, found.own
        spent = [amount for coin in spends if (amount := self._own_amount(coin)) is not None]
        if not own and not spent:
            return
        amounts = found.amounts
        net = sum(amounts[at] for at, _ in own) - sum(spent)
        place, fee, shown = standing.place, self._fee(txid), txid not in self.unshown
        self.rows[txid] = (
            Effect(False, place.height, txid, place.time, net, fee, shown)
            if place
            else Effect(True, standing.seen, txid, None, net, fee, shown)
        )
        self.history.touch(txid)
        if found.is_mined:
            self.mined.add(txid)
        for at, where in own:
            self._pay(where, 1, amounts[at])
            if self.spender(txid + u32(at)) is None:
                self._hold(txid + u32(at), (where, amounts[at]))
        for coin in spends:
            self._hold(coin, None)

    def _ripen(self, before: int) -> None:
        """The chain has another height: of other blocks the coins are ripe."""
        last = sorted((before, self.height))
        heights = range(last[0] - MATURITY + 2, last[1] - MATURITY + 2) if self.mined else ()
        for coin in (coin for height in heights for coin in self._mined_at(height)):
            self.coins.touch(coin)

    # -------------------------------------------------------------- what may not count
    def _judge(self, touched: set[bytes]) -> None:
        """Which of those in no block count, of those that have rivals, and of what spends from either."""
        if self._spenders.shared:
            changed = touched | {other for txid in touched if txid in self._read for other in self._rivals_of(txid)}
            for txid in changed | self._rivals:
                has_rivals = txid in self._read and any(True for _ in self._rivals_of(txid))
                (self._rivals.add if has_rivals else self._rivals.discard)(txid)
        else:
            self._rivals.clear()
        doubtful = self.with_descendants(self._waiting | self._rivals)
        told = {txid for txid in doubtful if self.is_told(txid)}
        self._doubtful, self._judged = doubtful, self._counting(told, {})
        missing = [txid for txid in self.sent() if self._is_ours(txid) and self.standing(txid) is None]
        again = {txid: 1 + max(self._time(LAST, txid), self._time(GONE, txid)) for txid in missing}
        if again:
            self._judged = self._counting(doubtful, again)
        self.unshown = frozenset(txid for txid in missing if self.standing(txid) is not None)

    def _counting(self, inside: set[bytes], again: Mapping[bytes, int]) -> dict[bytes, TxStanding]:
        """`again`: when those were seen that count again because we sent them."""
        placed = [(at.height, txid, at) for txid in inside if (at := self.place(txid))]
        seen, gone = list[tuple[int, bytes]](), self._kept.of(GONE)
        for txid in inside:
            last = again.get(txid, self._time(LAST, txid))
            if (txid in again or LAST + txid in self._kept) and (txid not in gone or last > self._time(GONE, txid)):
                seen.append((last, txid))
        begun = [(txid, TxStanding(at)) for _, txid, at in sorted(placed, key=lambda one: one[:2], reverse=True)]
        met = {txid for txid, _ in begun}
        begun += [(txid, TxStanding(None, last)) for last, txid in sorted(seen, reverse=True) if txid not in met]
        met |= {txid for _, txid in seen}
        astray = (txid for txid in inside - met if txid in self._claims and not self._read[txid].is_mined)
        begun += [(txid, TxStanding(None)) for txid in sorted(astray, reverse=True)]
        return counting(begun, inside, self._parents, self._rivals_of, self._children)
