"""Answers of a server, spoilt at random: an error of ours or nothing, and never a confirmed payment that is not."""

from __future__ import annotations

import random
from typing import Any

import pytest

from core.errors import LinkError, PeerFault, TandemError
from tests.core.chain.conftest import Watched
from tests.support.lying_server import LyingServer

pytestmark = pytest.mark.slow

ODD: tuple[Any, ...] = (
    None,
    -1,
    0,
    1,
    2**31,
    2**32,
    2**63,
    2**64,
    1e308,
    "",
    "00",
    "zz",
    "ff" * 80,
    [],
    {},
    [[]],
    True,
    "é\x00",
    "0" * 5000,
)
METHODS = (
    "blockchain.headers.subscribe",
    "blockchain.block.header",
    "blockchain.scripthash.get_history",
    "blockchain.scripthash.subscribe",
    "blockchain.transaction.get",
    "blockchain.transaction.get_merkle",
    "server.version",
)


def spoilt(found: Any, rng: random.Random) -> Any:
    """One place of an answer replaced, or one digit of it."""
    if isinstance(found, dict) and found and rng.random() < 0.8:
        key = rng.choice(sorted(found))
        return {**found, key: spoilt(found[key], rng)}
    if isinstance(found, list) and found and rng.random() < 0.8:
        at = rng.randrange(len(found))
        return [*found[:at], spoilt(found[at], rng), *found[at + 1 :]]
    if isinstance(found, str) and found and rng.random() < 0.7:
        at = rng.randrange(len(found))
        return found[:at] + rng.choice("0123456789abcdef") + found[at + 1 :]
    return rng.choice(ODD)


@pytest.mark.parametrize("method", METHODS)
def test_spoilt_answers(method: str, funded: Watched) -> None:
    rng = random.Random(method)  # noqa: S311 - the same every time
    real, before = funded.watch.balance(), funded.watch.history()
    raised: list[TandemError] = []
    for _ in range(6):
        watched = Watched(funded.key.seed, funded.node, funded.electrum)
        with LyingServer(
            funded.electrum.port, lambda asked, _, true: spoilt(true, rng) if asked == method else true
        ) as server:
            try:
                watched.watch.sync(server.url)
            except TandemError as error:
                raised.append(error)
                assert watched.store.kept == {}
        assert watched.watch.balance().confirmed <= real.confirmed
    assert all(isinstance(error, LinkError | PeerFault) or error.kind in ("network", "server") for error in raised)
    assert funded.watch.history() == before
