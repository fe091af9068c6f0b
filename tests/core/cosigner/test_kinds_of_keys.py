"""Keys that hold no coins, between two homes: made, renewed, drilled and read again, as every key is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.crypto.group import ED25519
from core.crypto.rng import HedgedRng
from core.keys.record import NO_COINS, slot_of
from core.protocol.registry import ECDSA, EDDSA, OPENING, SCHNORR, scheme_of
from core.role import Role
from core.wallet.events import silent
from core.wallet.sheets import Sheets
from tests.support.hostile import REFUSED, first_sent
from tests.support.sheets import a_sheet
from tests.support.two_homes import NETWORK, two_homes


@pytest.mark.parametrize("scheme", [EDDSA, OPENING], ids=["ssh", "age"])
def test_made_renewed_drilled_and_read_again(scheme: int, tmp_path: Path) -> None:
    with two_homes(tmp_path, sheets=True) as homes:
        row = homes.client.new_key("second", NO_COINS, scheme=scheme)
        assert (row.network, row.holds_coins, slot_of(row).share.opened.SCHEME) == (NO_COINS, False, scheme)
        new = homes.client.refresh(row.key_id)
        one, two = slot_of(new).share.opened, slot_of(homes.cosigner.records.keys[row.key_id]).share.opened
        assert (one.epoch, one.Q, one.T) == (2, two.Q, two.T)
        assert one.Q == slot_of(row).share.opened.Q
        assert ED25519.base_mult(ED25519.add_scalars(one.x.reveal(), two.x.reveal())) == one.Q
        Sheets(homes.computer.records, lambda _: homes.client).drill(new, a_sheet(Role.P1).words, silent)
        homes.restart_both()
        homes.client.prepare(row.key_id, 2)
        assert slot_of(homes.computer.records.keys[row.key_id]).share.opened.x.reveal() == one.x.reveal()


@pytest.mark.parametrize(
    ("scheme", "network"), [(ECDSA, NO_COINS), (SCHNORR, NO_COINS), (EDDSA, NETWORK), (OPENING, "elsewhere")]
)
def test_a_network_is_of_the_kinds_that_have_one(scheme: int, network: str, homes: Any) -> None:
    """A computer whose program asks for a wallet of no network, or for an ssh key of one."""
    own = NETWORK if scheme_of(scheme).holds_coins else NO_COINS
    first: Any = first_sent(scheme_of(scheme).keygen(own, "another", b"chan", HedgedRng()))
    assert homes.raw().ask(replace(first, network=network)) == REFUSED
    assert len(homes.cosigner.records.keys) == 1
