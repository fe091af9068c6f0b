"""Is it the chain it should be? What a watch asks a server beyond what BDK asks it (core/spec/threat-model.md, D6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.chain.changes import Changes
from core.chain.headers import DEPTH, Header, Rules, check_links, check_work
from core.chain.server import Server
from core.errors import BadInput, LinkError

BLOCK1, TIP, PROVED = b"block1", b"tip", b"proved/"
OF_THE_CHAIN = (TIP, PROVED)  # what a fresh start forgets
PASSING = ("practice", "regtest")  # networks that one person can begin again, with the same first block

Kept = Mapping[bytes, bytes]


def must_be_of(network: str, rules: Rules, line: Server) -> None:
    """BadInput (kind "network") unless the server's chain begins as the network's does."""
    first = line.header(0)
    if first is None or first.hash != rules.genesis:
        raise BadInput(f"the server {line.url} is not on {network}; give a server of {network}", "network")


def second_block(network: str, line: Server) -> bytes:
    """What tells chains apart that begin alike: the hash of block 1, empty where that is not needed."""
    found = line.header(1) if network in PASSING else None
    return found.hash if found else b""


def left_behind(wallet: Any, network: str, line: Server) -> bool:
    """Whether the server's chain is shorter than ours and not a part of it: BDK would keep ours."""
    height, tip = line.tip()
    if height >= wallet.latest_checkpoint().height:
        return False
    known = {block.height: block.hash.serialize() for block in wallet.checkpoints()}
    return network in PASSING or known.get(height) != tip.hash


def examined(wallet: Any, rules: Rules, line: Server, kept: Kept) -> Changes:
    """Check the last blocks and those of our transactions; what to remember so that it is not done twice.

    PeerFault if a block is not what it should be, LinkError if the chain has changed since BDK read it.
    """
    top = wallet.latest_checkpoint()
    last = _last_blocks(top.height, line, kept.get(TIP, b""))
    check_links([last[height] for height in sorted(last)], top.height)
    for height, header in last.items():
        check_work(header, height, rules)
    proved: Changes = {}
    for block in (top, *_own_blocks(wallet)):
        expected = block.hash.serialize()
        if PROVED + expected in kept:
            continue
        header = last.get(block.height) or _header(line, block.height)
        if header.hash != expected:
            raise LinkError(f"the chain changed while it was read from {line.url}; sync again", "server")
        check_work(header, block.height, rules)
        if block is not top:
            proved[PROVED + expected] = b""
    return {**proved, TIP: top.height.to_bytes(4, "big") + top.hash.serialize()}


def _last_blocks(top: int, line: Server, before: bytes) -> dict[int, Header]:
    """The headers from the tip down to the tip of `before`, or DEPTH of them."""
    found: dict[int, Header] = {}
    for height in range(top, max(-1, top - DEPTH), -1):
        found[height] = _header(line, height)
        if before == height.to_bytes(4, "big") + found[height].hash:
            break
    return found


def _header(line: Server, height: int) -> Header:
    found = line.header(height)
    if found is None:
        raise LinkError(f"the server {line.url} does not show its own block {height}; sync again", "server")
    return found


def _own_blocks(wallet: Any) -> list[Any]:
    positions = [found.chain_position for found in wallet.transactions()]
    return [found.confirmation_block_time.block_id for found in positions if found.is_confirmed()]
