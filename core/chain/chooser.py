"""BDK, which chooses coins and drafts payments, on as small a wallet as these need.

BDK works out anew at each question which of all its transactions count, and derives all addresses when it is made. So
it is given what counts, as chain_index.py says, and of that the coins to choose from, what waits, and what that spends.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

import bdkpython as bdk

from core.bitcoin.coins import INTERNAL as CHANGE
from core.chain.bdk_changeset import BLOCK, IN, LAST, OUT, REVEALED, TX, built, u32, u64
from core.chain.chain_index import BRANCHES, ChainIndex, Coin
from core.chain.kept import KeptEntries

INTERNAL = bdk.KeychainKind.INTERNAL


@dataclass(frozen=True, slots=True)
class Chooser:
    """BDK's wallet `bdk`. `spent`: coins of transactions in it whose spenders it does not know, locked in it; `used`:
    change addresses that were paid, as far as it knows or not."""

    bdk: Any
    spent: frozenset[str]
    used: Collection[int]

    def unspent(self) -> list[Any]:
        """BDK's coins that are ones."""
        return [
            coin for coin in self.bdk.list_unspent() if f"{coin.outpoint.txid}:{coin.outpoint.vout}" not in self.spent
        ]

    def free_change(self, index: int) -> None:
        """Nothing was sent to this change address by drafting."""
        if index not in self.used:
            self.bdk.unmark_used(INTERNAL, index)


def chooser(
    index: ChainIndex,
    kept: KeptEntries,
    wallet: tuple[tuple[Any, Any], str, bytes],
    coins: Iterable[Coin],
    without: Collection[bytes] = (),
) -> Chooser:
    """With these coins. `wallet`: descriptors, network, genesis; `without`: as if these had never happened."""
    waiting = [txid for txid in index.waiting() if txid not in without]
    undone = {coin for txid in without for coin in index.spends(txid)}
    before = {coin[:32] for coin in undone.union(*(index.spends(txid) for txid in waiting))}
    within = {coin[:32] for coin in coins} | {txid for txid in before if index.standing(txid)} | {*waiting}
    within -= set(without)
    entries = {
        REVEALED + bytes([branch]): u32(index.revealed[branch]) for branch in BRANCHES if index.revealed[branch] >= 0
    }
    entries[BLOCK + u32(index.height)] = index.blocks.get(index.height, wallet[2])
    for txid in within:
        entries[TX + txid] = index.raw(txid)
        standing = index.standing(txid)
        if standing is None:
            continue
        if standing.place is None:
            entries[LAST + txid] = u64(standing.seen)
            entries |= {OUT + coin: told for coin in index.spends(txid) if (told := kept.get(OUT + coin))}
        else:
            place = standing.place
            entries[IN + txid + place.block] = u32(place.height) + u64(place.time)
            entries[BLOCK + u32(place.height)] = place.block
    made = built(entries, *wallet)
    spent = set[str]()
    for txid in within:
        for at, _ in index.own(txid):
            by = index.spender(txid + u32(at))
            if by is not None and by not in within and by not in without:
                outpoint = bdk.OutPoint(txid=bdk.Txid.from_bytes(txid), vout=at)
                made.lock_outpoint(outpoint)
                spent.add(f"{outpoint.txid}:{at}")
    used = index.used[CHANGE]
    for at in used:
        made.mark_used(INTERNAL, at)
    made.take_staged()
    return Chooser(made, frozenset(spent), used)
