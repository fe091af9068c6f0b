"""Is it the chain it should be? What a watch asks a server beyond what BDK asks it (core/spec/threat-model.md, D6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.chain import headers
from core.chain.bdk_changeset import Changes
from core.chain.electrum_client import ElectrumClient
from core.chain.headers import DEPTH, BlockHeader, ConsensusRules, check_links, check_time, check_work
from core.chain.store import TIP_TIME
from core.errors import BadInput, InputKind, LinkError, LinkKind

BLOCK1, TIP, PROVED = b"block1", b"tip", b"proved/"
OF_THE_CHAIN = (TIP, PROVED)  # what a fresh start forgets
PASSING = ("practice", "regtest")  # networks that one person can begin again, with the same first block

Kept = Mapping[bytes, bytes]


def must_be_of(network: str, rules: ConsensusRules, line: ElectrumClient) -> None:
    """BadInput (kind "network") unless the server's chain begins as the network's does."""
    first = line.header(0)
    if first is None or first.hash != rules.genesis:
        raise BadInput(f"the server {line.url} is not on {network}; give a server of {network}", InputKind.NETWORK)


def second_block(network: str, line: ElectrumClient) -> bytes:
    """What tells chains apart that begin alike: the hash of block 1, empty where that is not needed."""
    found = line.header(1) if network in PASSING else None
    return found.hash if found else b""


def left_behind(wallet: Any, network: str, line: ElectrumClient) -> bool:
    """Whether the server's chain is shorter than ours and not a part of it: BDK would keep ours."""
    height, tip = line.tip()
    if height >= wallet.latest_checkpoint().height:
        return False
    known = {block.height: block.hash.serialize() for block in wallet.checkpoints()}
    return network in PASSING or known.get(height) != tip.hash


def examined(wallet: Any, rules: ConsensusRules, line: ElectrumClient, kept: Kept, now: float) -> Changes:
    """Check the last blocks and those of our transactions; what to remember so that it is not done twice.

    PeerFault if a block is not what it should be, LinkError if the chain has changed since BDK read it.
    """
    top = wallet.latest_checkpoint()
    last = _last_blocks(top.height, line, kept.get(TIP, b""))
    check_links([last[height] for height in sorted(last)], top.height)
    for height, header in last.items():
        check_work(header, height, rules)
        check_time(header, height, now)
    proved: Changes = {}
    for block in (top, *_own_blocks(wallet)):
        expected = block.hash.serialize()
        if PROVED + expected in kept:
            continue
        header = last.get(block.height) or _header(line, block.height)
        if header.hash != expected:
            raise LinkError(f"the chain changed while it was read from {line.url}; sync again", LinkKind.SERVER)
        check_work(header, block.height, rules)
        if block is not top:
            proved[PROVED + expected] = b""
    made = last[top.height].time
    return {**proved, TIP: top.height.to_bytes(4, "big") + top.hash.serialize(), TIP_TIME: made.to_bytes(4, "big")}


def stale(kept: Kept, network: str, now: float) -> int:
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
        raise LinkError(f"the server {line.url} does not show its own block {height}; sync again", LinkKind.SERVER)
    return found


def _own_blocks(wallet: Any) -> list[Any]:
    positions = [found.chain_position for found in wallet.transactions()]
    return [found.confirmation_block_time.block_id for found in positions if found.is_confirmed()]
