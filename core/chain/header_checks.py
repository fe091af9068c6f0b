"""Is it the chain it should be? What a watch asks a server of its blocks (core/spec/threat-model.md, D6)."""

from __future__ import annotations

from collections.abc import Mapping

from core.chain import headers
from core.chain.electrum_client import ElectrumClient
from core.chain.headers import DEPTH, BlockHeader, ConsensusRules, check_links, check_time, check_work
from core.chain.kept import Changes, KeptEntries
from core.chain.store import TIP_TIME
from core.errors import BadInput, InputKind, LinkError, LinkKind

BLOCK1, TIP, PROVED = b"block1", b"tip", b"proved/"
OF_THE_CHAIN = (TIP, PROVED)  # what a fresh start forgets
PASSING = ("practice", "regtest")  # networks that one person can begin again, with the same first block

Blocks = Mapping[int, bytes]  # hashes by height
Tip = tuple[int, BlockHeader]  # with its height


def must_be_of(network: str, rules: ConsensusRules, line: ElectrumClient) -> None:
    """BadInput (kind "network") unless the server's chain begins as the network's does."""
    first = line.header(0)
    if first is None or first.hash != rules.genesis:
        raise BadInput(f"the server {line.url} is not on {network}; give a server of {network}", InputKind.NETWORK)


def second_block(network: str, line: ElectrumClient) -> bytes:
    """What tells chains apart that begin alike: the hash of block 1, empty where that is not needed."""
    found = line.header(1) if network in PASSING else None
    return found.hash if found else b""


def left_behind(blocks: Blocks, network: str, tip: Tip) -> bool:
    """Whether the server's chain is shorter than ours and not a part of it."""
    height, header = tip
    if height >= max(blocks, default=0):
        return False
    return network in PASSING or blocks.get(height) != header.hash


def agreed(blocks: Blocks, tip: Tip, line: ElectrumClient) -> int:
    """Up to which height `blocks` are those of the server's chain for sure: 0 where none is.

    LinkError where the server is behind: it would take back what it cannot know yet.
    """
    heights = sorted(blocks, reverse=True)
    if heights and heights[0] > tip[0]:
        raise _not_shown(line, heights[0])
    at, step = 0, 1
    while at < len(heights):
        height = heights[at]
        header = tip[1] if height == tip[0] else line.header(height)
        if header is not None and header.hash == blocks[height]:
            return height
        at, step = at + step, 2 * step
    return 0


def examined(
    tip: Tip,
    own: Blocks,
    seen: Mapping[int, BlockHeader],
    rules: ConsensusRules,
    line: ElectrumClient,
    kept: KeptEntries,
    now: float,
) -> tuple[Blocks, Changes]:
    """Check the last blocks and those of our transactions; the hashes of the last ones, and what to remember so that it
    is not done twice.

    `own`: the blocks of our transactions; `seen`: headers that this sync has checked the work of. PeerFault if a block
    is not what it should be, LinkError if the chain has changed since it was read.
    """  # fmt: skip
    top, header = tip
    last = _last_blocks(top, line, kept.get(TIP, b""))
    if last[top].hash != header.hash:
        raise changed(line)
    check_links([last[height] for height in sorted(last)], top)
    for height, found in last.items():
        check_work(found, height, rules)
        check_time(found, height, now)
    proved: Changes = {}
    for height, expected in own.items():
        if PROVED + expected in kept:
            continue
        found = last.get(height) or seen.get(height) or _header(line, height)
        if found.hash != expected:
            raise changed(line)
        if height not in seen:
            check_work(found, height, rules)
        proved[PROVED + expected] = b""
    proved |= {TIP: top.to_bytes(4, "big") + header.hash, TIP_TIME: header.time.to_bytes(4, "big")}
    return {height: found.hash for height, found in last.items()}, proved


def stale(kept: KeptEntries, network: str, now: float) -> int:
    """Seconds since the last block was made, where that is longer than chance allows; else 0."""
    made = kept.get(TIP_TIME)
    return headers.stale(int.from_bytes(made, "big"), network, now) if made else 0


def _last_blocks(top: int, line: ElectrumClient, before: bytes) -> dict[int, BlockHeader]:
    """The headers from the tip down to the tip of `before`, or DEPTH of them."""
    found: dict[int, BlockHeader] = {}
    for height in range(top, max(-1, top - DEPTH), -1):
        found[height] = _header(line, height)
        if before == height.to_bytes(4, "big") + found[height].hash:
            break
    return found


def _header(line: ElectrumClient, height: int) -> BlockHeader:
    found = line.header(height)
    if found is None:
        raise _not_shown(line, height)
    return found


def _not_shown(line: ElectrumClient, height: int) -> LinkError:
    return LinkError(f"the server {line.url} does not show its own block {height}; sync again", LinkKind.SERVER)


def changed(line: ElectrumClient) -> LinkError:
    """Why a sync ends whose server does not stand by what it said."""
    return LinkError(f"the chain changed while it was read from {line.url}; sync again", LinkKind.SERVER)
