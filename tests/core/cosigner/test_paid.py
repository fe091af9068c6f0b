"""Who was paid before, and who looks like it: by the co-signer's own record (C12)."""

from __future__ import annotations

import pytest

from core.bitcoin.address import address
from core.bitcoin.script import wpkh
from core.bitcoin.signing_task import WireTask
from core.codec.codec import decode
from core.cosigner import paid
from core.home.records import PaidRecord
from tests.support.payment import BTC, SHOP, Coin, Pay, psbt
from tests.support.two_homes import NETWORK, TwoHomes
from tests.support.wire import split

SHOPS = address(SHOP, NETWORK) or ""


def paying(homes: TwoHomes, *scripts: bytes, seed: int = 0) -> WireTask:
    pays = [Pay(10_000, script) for script in scripts]
    coin = Coin(script=homes.table.script(0, 0), seed=seed)
    rest = Pay(BTC - 10_000 * len(scripts) - 500, homes.table.script(1, 0))
    return split(psbt([coin], [*pays, rest]).serialize(), NETWORK)


def seen(homes: TwoHomes, *scripts: bytes, seed: int) -> dict[str, tuple[bool, str]]:
    """What is said of each that would be paid; the question is answered with no."""
    asked = homes.propose(paying(homes, *scripts, seed=seed)).request.hex()
    (view,) = [view for view in homes.cosigner.admin.approvals() if view.id == asked]
    homes.cosigner.admin.refuse(asked, "only looking")
    return {place.address: (place.first_time, place.looks_like) for place in view.pays}


def kept(homes: TwoHomes) -> set[str]:
    """Whom the disk knows."""
    noted = homes.cosigner.records.noted(paid.PAID, homes.key.key_id)
    return {decode(PaidRecord, data).address for _, data in noted}


def alike(script: bytes) -> bytes:
    """A script whose address begins as another's does."""
    return wpkh(script[2:6] + b"\xee" * 16)


def test_who_was_paid_is_known_by_what_was_signed(homes: TwoHomes) -> None:
    """Not by what was proposed, approved or refused; and after a start as before it."""
    assert seen(homes, SHOP, seed=1) == {SHOPS: (True, "")}
    homes.approved(paying(homes, SHOP, seed=2))
    assert seen(homes, SHOP, seed=3)[SHOPS] == (True, "")
    homes.sign(paying(homes, SHOP, seed=2))
    assert seen(homes, SHOP, seed=4)[SHOPS] == (False, "")
    homes.restart_both()
    assert kept(homes) == {SHOPS}
    assert seen(homes, SHOP, seed=5)[SHOPS] == (False, "")


def test_what_nobody_was_asked_about_makes_nobody_known(homes: TwoHomes) -> None:
    """A hostile computer pays a thief small change within the rules, and then asks for more."""
    homes.allow(20_000)
    homes.pay(paying(homes, SHOP, seed=1))
    assert kept(homes) == set()
    homes.allow(0)
    assert seen(homes, SHOP, alike(SHOP), seed=2) == {SHOPS: (True, ""), address(alike(SHOP), NETWORK): (True, "")}


def test_an_imitation_of_who_was_paid_or_of_an_own_address_is_named(homes: TwoHomes) -> None:
    homes.pay(paying(homes, SHOP))
    own = homes.table.script(0, 3)
    found = seen(homes, SHOP, alike(SHOP), alike(own), seed=1)
    assert found[SHOPS] == (False, "")
    assert found[address(alike(SHOP), NETWORK) or ""] == (True, SHOPS)
    assert found[address(alike(own), NETWORK) or ""] == (True, address(own, NETWORK))


def test_data_is_no_acquaintance(homes: TwoHomes) -> None:
    homes.propose(paying(homes, SHOP, seed=1))
    coins = [Coin(script=homes.table.script(0, 0))]
    pays = [Pay(0, b"\x6a\x05hello"), Pay(BTC - 1_000, homes.table.script(1, 0))]
    wire = split(psbt(coins, pays).serialize(), NETWORK)
    homes.pay(wire)
    assert kept(homes) == set()


def test_no_more_are_kept_than_so_many(homes: TwoHomes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paid, "MOST_PAID", 3)
    scripts = [wpkh(bytes([n]) * 20) for n in range(1, 6)]
    for n, script in enumerate(scripts):
        homes.pay(paying(homes, script, seed=n))
        homes.clock.sleep(60)
    last = {address(script, NETWORK) for script in scripts[2:]}
    assert kept(homes) == last
    homes.pay(paying(homes, scripts[2], seed=9))  # once more: it is the newest, and nobody goes
    assert kept(homes) == last
    homes.restart_both()
    homes.clock.sleep(60)
    homes.pay(paying(homes, wpkh(bytes(20)), seed=10))
    assert kept(homes) == last - {address(scripts[3], NETWORK)} | {address(wpkh(bytes(20)), NETWORK)}
