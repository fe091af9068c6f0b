"""The practice network through its process, as the programs use it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.chain.practice import PracticeNetwork

SHOP = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080"


@pytest.fixture
def network(tmp_path: Path) -> Iterator[PracticeNetwork]:
    made = PracticeNetwork(tmp_path / "network")
    made.start()
    yield made
    made.stop()


def test_a_payment_gets_into_a_block(network: PracticeNetwork) -> None:
    height = network.height
    txid = network.faucet(SHOP, 1_000_000)
    assert not network.confirmed(txid)
    assert network.mine() == height + 1
    assert network.confirmed(txid)
    assert not network.confirmed("00" * 32)
