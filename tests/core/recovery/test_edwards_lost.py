"""Keys of ssh and of age come back to a new computer, and to a new co-signer, beside a wallet: by the words of a sheet,
a proof of each half, and a refresh."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from core.crypto.group import ED25519
from core.keys.record import NO_COINS, slot_of
from core.protocol.registry import EDDSA, OPENING
from tests.support.lost_computer import lost
from tests.support.lost_cosigner import lost_cosigner
from tests.support.two_homes import Side, TwoHomes

KINDS = {"signs in": EDDSA, "opens files": OPENING}


def share(side: Side, name: str) -> Any:
    (row,) = [row for row in side.records.keys.values() if row.name == name]
    return slot_of(row).share.opened


def made(homes: TwoHomes) -> dict[str, Any]:
    for name, scheme in KINDS.items():
        homes.client.new_key(name, NO_COINS, scheme=scheme)
    return {name: share(homes.computer, name) for name in KINDS}


def must_be_back(homes: TwoHomes, before: dict[str, Any]) -> None:
    for name, old in before.items():
        one, two = share(homes.computer, name), share(homes.cosigner, name)
        assert one.Q == two.Q == old.Q
        assert one.T == two.T != old.T
        assert ED25519.base_mult(ED25519.add_scalars(one.x.reveal(), two.x.reveal())) == old.Q
        homes.client.prepare(one.key_id, 1)  # which a half that only came back does not


def test_a_lost_computer(tmp_path: Path) -> None:
    with lost(tmp_path) as homes:
        before = made(homes)
        homes.restore()
        homes.use_new()
        must_be_back(homes, before)


def test_a_lost_cosigner(tmp_path: Path) -> None:
    with lost_cosigner(tmp_path) as homes:
        before = made(homes)
        homes.replace()
        homes.use_new()
        must_be_back(homes, before)
