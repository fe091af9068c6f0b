"""A taproot key between two homes: made, renewed, drilled, lost, brought back, and used, through the real endpoints."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.bitcoin.signing_task import CheckedTask
from core.codec.messages import MessageType
from core.crypto import bip340
from core.errors import RefusalKind, Refused
from core.keys.record import KeyRecord, joint_key
from core.protocol.registry import SCHNORR
from core.protocol.schnorr.kind import SCHNORR_KIND
from core.recovery.sheet import Sheet
from core.role import Role
from core.wallet.events import silent
from core.wallet.sheets import Sheets
from tests.support.ot import SeededRng
from tests.support.sheets import a_sheet, both_sealings
from tests.support.two_homes import NETWORK, TwoHomes, two_homes


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[TwoHomes]:
    """Two homes with sheets, and one key, of taproot."""
    with two_homes(tmp_path, 0, sheets=True) as homes:
        homes.client.new_key("taproot", NETWORK, scheme=SCHNORR)
        yield homes


def shares(homes: TwoHomes) -> tuple[Any, Any]:
    one, two = homes.computer.row.current, homes.cosigner.row.current
    assert one is not None
    assert two is not None
    return one.share.opened, two.share.opened


def signatures(homes: TwoHomes, row: KeyRecord) -> list[bytes]:
    """Of a payment that a person has approved, each judged."""
    wire = homes.wire_of(row, coins=2)
    task: CheckedTask = homes.checked(wire)
    homes.client.decision(homes.approved(wire), None, silent)
    found = homes.client.sign(row.key_id, task)
    for number, path in task.own_inputs:
        key = SCHNORR_KIND.key(shares(homes)[0], path)
        bip340.verify(key.point, task.digest(number), bytes(found[number]))
    return [bytes(signature) for signature in found.values()]


def test_a_key_is_made_renewed_and_used(pair: TwoHomes) -> None:
    assert pair.cosigner.row.current is not None
    assert pair.cosigner.row.current.share.scheme == SCHNORR
    Q = joint_key(pair.key).Q
    assert len(signatures(pair, pair.key)) == 2
    row = pair.client.refresh(pair.key.key_id)
    assert joint_key(row).Q == joint_key(pair.cosigner.row).Q == Q
    assert shares(pair)[0].epoch == shares(pair)[1].epoch == 2
    pair.restart_both()
    assert signatures(pair, pair.key)
    types = set(pair.traffic.types())
    assert {MessageType.SUM_G1, MessageType.SUM_F1, MessageType.SUM_A1, MessageType.SUM_S1, MessageType.COMMIT} <= types
    assert not types & {MessageType.G1, MessageType.F1, MessageType.A1, MessageType.S1}


def test_both_sheets_are_drilled(pair: TwoHomes) -> None:
    sheets = Sheets(pair.computer.records, lambda _: pair.client)
    assert sheets.drill(pair.key, a_sheet(Role.P1).words, silent).drilled
    wish = pair.cosigner.dispatcher.drills.want("taproot", a_sheet(Role.P2).words)
    assert sheets.show_copy(pair.key, pair.client.status(pair.key.key_id))
    assert wish.outcome == pair.cosigner.records.sheet
    assert pair.cosigner.row.rules.faults == 0


def test_a_share_comes_back_from_its_copy(pair: TwoHomes) -> None:
    """Both ways, by the words alone: it is the same half, proved for one link, and renewed before it signs."""
    chan = b"c" * 32
    for keeper, owner, sheet in ((0, 1, a_sheet(Role.P2)), (1, 0, a_sheet(Role.P1))):
        kept, lost = shares(pair)[keeper], shares(pair)[owner]
        slot = pair.key.current
        assert slot is not None
        restoring: Any = slot.scheme.restoring
        data = restoring.hand(kept, sheet.public, both_sealings()[keeper], SeededRng())
        found, _ = restoring.open_handed(data, Sheet.read(sheet.words.reveal(), sheet.role))
        assert (found.x.reveal(), found.points, found.key_id) == (lost.x.reveal(), lost.points, lost.key_id)
        assert not restoring.signs(found)
        restoring.check(kept, restoring.prove(found, chan, SeededRng()), chan)


def test_a_message_for_another_kind_of_key_is_refused(pair: TwoHomes) -> None:
    other = pair.client.new_key("plain", NETWORK)
    with pytest.raises(Refused) as refused:
        pair.client.new_key("taproot", NETWORK, scheme=SCHNORR)
    assert refused.value.kind is RefusalKind.NAME
    assert other.current is not None
    assert other.current.share.scheme == 1
