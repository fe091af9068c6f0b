"""A taproot key comes back to a new computer, and to a new co-signer: by the words, a proof of each half, and a refresh
before anything is signed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from core.keys.record import KeyRecord
from core.protocol.registry import SCHNORR
from tests.core.wallet.test_schnorr_key import signatures
from tests.support.lost_computer import lost
from tests.support.lost_cosigner import lost_cosigner
from tests.support.two_homes import NETWORK, Side, TwoHomes


def taproot(side: Side) -> KeyRecord:
    (row,) = [row for row in side.records.keys.values() if row.name == "taproot"]
    return row


def share(row: KeyRecord) -> Any:
    assert row.current is not None
    return row.current.share.opened


def must_be_back(homes: TwoHomes, before: Any) -> None:
    """Both devices hold halves of the key, renewed since it came back; and it pays."""
    one, two = share(taproot(homes.computer)), share(taproot(homes.cosigner))
    assert one.Q == two.Q == before.Q
    assert one.T == two.T != before.T
    assert one.epoch == two.epoch > before.epoch
    assert not one.came_back
    assert one.X1 != before.X1
    assert one.X2 != before.X2
    assert signatures(homes, taproot(homes.computer))


def test_a_lost_computer(tmp_path: Path) -> None:
    with lost(tmp_path) as homes:
        homes.client.new_key("taproot", NETWORK, scheme=SCHNORR)
        before = share(taproot(homes.computer))
        homes.restore()
        homes.use_new()
        must_be_back(homes, before)


def test_a_lost_cosigner(tmp_path: Path) -> None:
    with lost_cosigner(tmp_path) as homes:
        homes.client.new_key("taproot", NETWORK, scheme=SCHNORR)
        before = share(taproot(homes.cosigner))
        homes.replace()
        homes.use_new()
        must_be_back(homes, before)
