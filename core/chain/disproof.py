"""A block that a liar has really mined, and that stood in what is known: the chain above it tells that it is none.

A server that does not show a receipt of ours proves nothing; it may withhold it. But headers name each other by their
hashes: where those from the height of its block up to a block that both agree on follow each other, and the first is
another one, then our block is not in that chain.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from core.chain.chain_index import ChainIndex, Where
from core.chain.electrum_client import ElectrumClient
from core.chain.headers import check_links

MOST = 20_000  # headers asked for in one sync: four months of blocks
TRIES = 4  # blocks of ours that are compared, the next above first, before the last one that both agree on


def doubted(index: ChainIndex, where: Where, told: Collection[bytes]) -> set[int]:
    """The heights of receipts of an address that its history, as a server tells it, lacks."""
    branch, at = where
    known = sum(of == where for txid in told if index.is_known(txid) for _, of in index.own(txid))
    if known >= index.used[branch].get(at, 0):
        return set()
    places = (index.place(txid) for txid in index.paying(where) if txid not in told)
    return {place.height for place in places if place}


def disproved(line: ElectrumClient, index: ChainIndex, heights: Iterable[int], agreed: int) -> set[int]:
    """Those at which the server's chain has other blocks than ours. `agreed`: the last height at which both are the
    same. PeerFault where its headers do not follow each other."""
    found, left = set[int](), MOST
    for height in sorted(heights, reverse=True):
        above = sorted(at for at in index.blocks if height < at < agreed)[:TRIES]
        top = next((at for at in above if _is_same(line, index, at)), agreed)
        if height >= top or top - height >= left:
            continue
        left -= top - height
        shown = dict(line.headers(range(height, top + 1)))
        if len(shown) == top - height + 1:
            check_links([shown[at] for at in range(height, top + 1)], top)
            if shown[top].hash == index.blocks.get(top) and shown[height].hash != index.blocks.get(height):
                found.add(height)
    return found


def _is_same(line: ElectrumClient, index: ChainIndex, height: int) -> bool:
    header = line.header(height)
    return header is not None and header.hash == index.blocks[height]
