"""A taproot key between two homes: made, renewed, drilled, lost, brought back, and used, through the real endpoints."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from core.approval.messages import RequestState
from core.codec.codec import decode, encode
from core.codec.messages import MessageType
from core.crypto import bip340
from core.errors import RefusalKind, Refused
from core.keys.record import DAY, KeyRecord, joint_key
from core.protocol.additive import prepare
from core.protocol.additive.prepare import SumA2
from core.protocol.additive.sign import SumS1
from core.protocol.ecdsa import prepare as ecdsa_prepare
from core.protocol.ecdsa.prepare import A1
from core.protocol.registry import SCHNORR
from core.protocol.schnorr.kind import SCHNORR_KIND
from core.protocol.session import Purpose
from core.recovery.sheet import Sheet
from core.role import Role
from core.wallet.events import silent
from core.wallet.sheets import Sheets
from tests.support.hostile import REFUSED, declined, first_sent
from tests.support.ot import SeededRng
from tests.support.sheets import a_sheet, both_sealings
from tests.support.two_homes import NETWORK, Fate, TwoHomes, two_homes
from tests.support.wire import check


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[TwoHomes]:
    """Two homes with sheets, and one key, of taproot."""
    with two_homes(tmp_path, 0, sheets=True) as homes:
        homes.client.new_key("taproot", NETWORK, scheme=SCHNORR)
        yield homes


def shares(homes: TwoHomes, key_id: bytes = b"") -> tuple[Any, Any]:
    key_id = key_id or homes.computer.row.key_id
    one, two = (side.records.keys[key_id].current for side in (homes.computer, homes.cosigner))
    assert one is not None
    assert two is not None
    return one.share.opened, two.share.opened


def signatures(homes: TwoHomes, row: KeyRecord) -> list[bytes]:
    """Of a payment that a person has approved, each judged."""
    wire = homes.wire_of(row, coins=2)
    task = check(wire, row.key_id, NETWORK, homes.table_of(row))
    found = homes.client.propose(row, wire)
    if found.state is RequestState.PROPOSED:
        homes.cosigner.requests.approve(found.request, accept_fee=True)
    homes.client.decision(found, None, silent)
    signed = homes.client.sign(row.key_id, task)
    for number, path in task.own_inputs:
        key = SCHNORR_KIND.key(shares(homes, row.key_id)[0], path)
        bip340.verify(key.point, task.digest(number), bytes(signed[number]))
    return [bytes(signature) for signature in signed.values()]


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


def refresh(homes: TwoHomes) -> None:
    homes.client.refresh(homes.key.key_id)


@pytest.mark.parametrize("side", ["computer", "cosigner"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_at_every_durable_change_of_a_refresh(side: str, when: str, tmp_path: Path) -> None:
    """After a start and one connection both hold one epoch, and it can be renewed."""
    with two_homes(tmp_path, 0) as homes:
        homes.client.new_key("taproot", NETWORK, scheme=SCHNORR)
        for at in count(1):
            homes.own(side).meets(Fate(at, when))
            done = homes.survives(lambda: refresh(homes))
            for each in (homes.computer, homes.cosigner):
                each.vault.fate = None
            homes.restart()
            homes.client.connected()
            one, two = shares(homes)
            assert one.T == two.T
            assert one.x.reveal() != two.x.reveal()
            assert homes.key.pending is homes.cosigner.row.pending is None
            homes.clock.sleep(DAY)  # runs that were cut are counted
            if done:
                break
        assert at > 2  # PREP, COMMIT, and the run that met nothing
        refresh(homes)


def test_what_cannot_be_read_uses_up_the_session_that_it_names(pair: TwoHomes) -> None:
    share, raw = shares(pair)[0], pair.raw()
    a1 = prepare.step1_p1_ask(SCHNORR_KIND, share, Purpose.PAY, 1, SeededRng())
    (a2,) = raw.ask(a1)
    session = prepare.step3_p1_keep(SCHNORR_KIND, a1, decode(SumA2, a2))
    s1 = SumS1(SCHNORR, session.sid2, bytes(32), (0,), (bytes(70),))  # no point has so many bytes
    link = raw.link
    link.send((7).to_bytes(4, "big") + encode(replace(s1, R1=(b"",)))[:-1])
    assert raw.replies() == REFUSED
    assert declined(raw.ask(replace(s1, R1=(bytes(33),)))).kind == RefusalKind.SESSION
    assert pair.cosigner.row.rules.faults == 1


def test_a_session_of_one_kind_signs_no_other(pair: TwoHomes) -> None:
    """An A1 of the family that names a key of ECDSA, and the other way round."""
    plain = pair.client.new_key("plain", NETWORK)
    share, raw = shares(pair, pair_key(pair).key_id)[0], pair.raw()
    a1 = prepare.step1_p1_ask(SCHNORR_KIND, share, Purpose.PAY, 1, SeededRng())
    ours = plain.current
    assert ours is not None
    opened = ours.share.opened
    assert raw.ask(replace(a1, key_id=opened.key_id, epoch_id=opened.epoch_id)) == REFUSED
    theirs = first_sent(ecdsa_prepare.p1(opened, Purpose.PAY, 1, SeededRng()))
    assert isinstance(theirs, A1)
    assert raw.ask(replace(theirs, key_id=share.key_id, epoch_id=share.epoch_id)) == REFUSED
    assert raw.ask(replace(a1, scheme=1)) == REFUSED


def pair_key(homes: TwoHomes) -> KeyRecord:
    (row,) = [row for row in homes.computer.records.keys.values() if row.name == "taproot"]
    return row
