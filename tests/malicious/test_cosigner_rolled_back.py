"""A home put back to an older copy (V2): nothing is bet on what it may have forgotten until a person has looked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.approval.messages import RequestState
from core.errors import BadInput, Refused
from core.keys import handshake
from core.wallet.told_rules import ToldRules
from tests.support.two_homes import NAME, Side, TwoHomes

HOUR, DAY = 3600.0, 24 * 3600.0

Image = dict[str, bytes]


def image_of(side: Side) -> Image:
    """The files of a home as a backup of it holds them."""
    side.end()
    return {path.name: path.read_bytes() for path in side.home.iterdir() if path.is_file()}


def put_back(homes: TwoHomes, side: Side, image: Image) -> None:
    """A backup is restored, and both programs go on."""
    side.end()
    for path in side.home.iterdir():
        path.unlink()
    for name, data in image.items():
        (side.home / name).write_bytes(data)
    homes.restart()


def rolled_back(homes: TwoHomes, name: str) -> None:
    """Payments without a person up to 50,000 sat, a backup, a payment, and the backup is put back."""
    homes.allow(50_000)
    homes.client.connected()
    image = image_of(homes.own(name))
    homes.restart()
    homes.pay()
    put_back(homes, homes.own(name), image)
    homes.client.connected()


@pytest.mark.parametrize("name", ["cosigner", "computer"])
def test_co_signer_rolled_back(homes: TwoHomes, name: str) -> None:
    """The limit that was used up stands in no record of the copy; a thief of a copied computer has its limit."""
    rolled_back(homes, name)
    wire = homes.wire(seed=20)
    assert homes.propose(wire).state is RequestState.PROPOSED
    (waits,) = homes.cosigner.admin.approvals()
    assert "old-copy" in waits.warnings
    with pytest.raises(Refused):
        homes.sign(wire)
    (half,) = homes.cosigner.admin.status().wallets
    assert half.old_copy == name
    report = homes.client.status(homes.key.key_id)
    assert report.old_copy == name
    assert ToldRules.of(report).approve_below == 0


@pytest.mark.parametrize("name", ["cosigner", "computer"])
def test_no_refresh_clears_that_sign_and_a_person_does(homes: TwoHomes, name: str) -> None:
    rolled_back(homes, name)
    for _ in range(2):
        homes.client.refresh(homes.key.key_id)
        homes.restart_both()
    assert homes.propose(homes.wire(seed=20)).state is RequestState.PROPOSED
    (policy,) = homes.cosigner.admin.resume(NAME)
    assert policy.approve_below == 50_000
    assert homes.cosigner.admin.status().wallets[0].old_copy == ""
    assert homes.client.status(homes.key.key_id).old_copy is None
    homes.restart_both()
    assert homes.propose(homes.wire(seed=30)).state is RequestState.APPROVED
    with pytest.raises(BadInput):
        homes.cosigner.admin.resume("none of this name")


@pytest.mark.parametrize("name", ["cosigner", "computer"])
def test_after_seven_days_the_rules_count_again(homes: TwoHomes, name: str) -> None:
    """Of policy time: limits have no longer memory than that. Whoever sets the clock ends nothing."""
    rolled_back(homes, name)
    homes.client.refresh(homes.key.key_id)
    homes.clock.jump(8 * DAY)
    homes.restart_both()
    homes.clock.sleep(7 * DAY - HOUR)
    assert homes.propose(homes.wire(seed=20)).state is RequestState.PROPOSED
    assert homes.client.status(homes.key.key_id).old_copy == name
    homes.clock.sleep(HOUR)
    assert homes.propose(homes.wire(seed=30)).state is RequestState.APPROVED
    assert homes.client.status(homes.key.key_id).old_copy is None
    assert homes.cosigner.admin.status().wallets[0].old_copy == ""


def test_what_was_approved_before_waits_as_well(homes: TwoHomes) -> None:
    """Approved without a person and not signed yet, when the copy is found."""
    homes.allow(50_000)
    wire = homes.wire()
    homes.propose(wire)
    image = image_of(homes.cosigner)
    homes.restart()
    homes.client.connected()
    put_back(homes, homes.cosigner, image)
    with pytest.raises(Refused) as refused:
        homes.sign(wire)
    assert refused.value.kind == "pending"
    assert [request.state for request in homes.cosigner.tasks()] == [RequestState.PROPOSED]


def test_it_is_written_down_once(homes: TwoHomes) -> None:
    rolled_back(homes, "cosigner")
    for _ in range(3):
        homes.client.close()
        homes.client.connected()
    assert [entry.count for entry in homes.cosigner.records.log() if entry.code == "restored.this"] == [1]


def test_a_computer_that_claims_another_memory_only_ends_its_own_limit(homes: TwoHomes) -> None:
    """A lie about what it remembers costs the liar, and nobody else."""
    claim = handshake.claim(handshake.raised(homes.key))
    homes.raw(settled=False).ask(handshake.Keys((replace(claim, peer_generation=claim.peer_generation + 5),)))
    assert homes.cosigner.row.must_refresh
    assert homes.cosigner.admin.status().wallets[0].old_copy == "cosigner"
