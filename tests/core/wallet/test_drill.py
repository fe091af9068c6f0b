"""A drill of the computer's sheet, between two homes: what it shows, and what it never lets through."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.codec.codec import decode, encode
from core.codec.messages import MessageType
from core.cosigner.drills import BURST
from core.errors import BadInput, InputKind, KeyBlocked, PeerFault, RefusalKind, Refused
from core.home.records import LogCode
from core.keys.record import StoredShare, share_of
from core.protocol import drill
from core.protocol.drill import CopyOpened, DrillCopy, DrillOf
from core.protocol.ecdsa.prepare import Purpose
from core.protocol.scheme import WordsShown
from core.recovery.sealed_copy import OpenedCopy, read_copy
from core.recovery.sheet import NO_SHEET, Sheet
from core.role import Role
from core.secret import Secret
from core.wallet.events import silent
from core.wallet.results import OwnSheetShown
from core.wallet.sheets import Sheets
from tests.support.hostile import REFUSED, an_a1, declined
from tests.support.ot import SeededRng
from tests.support.regions import flipped
from tests.support.sheets import a_sheet
from tests.support.two_homes import Hostile, TwoHomes, two_homes

WORDS = a_sheet(Role.P1).words


@pytest.fixture
def sealed(tmp_path: Path) -> Iterator[TwoHomes]:
    with two_homes(tmp_path, sheets=True) as homes:
        yield homes


def drilled(homes: TwoHomes, words: Secret[tuple[str, ...]] = WORDS) -> OwnSheetShown:
    return Sheets(homes.computer.records, lambda _: homes.client).drill(homes.key, words, silent)


def test_a_drill_opens_the_copy_there_and_tests_both_halves(sealed: TwoHomes) -> None:
    before = share_of(sealed.key), share_of(sealed.cosigner.row)
    done = drilled(sealed)
    assert sealed.computer.records.sheet is not None
    assert done.drilled == sealed.computer.records.sheet.drilled > 0
    newest = sealed.computer.records.log(1)[0]
    assert (newest.code, newest.values[1]) == (LogCode.SHEET_DRILLED, " ".join(done.fingerprint))
    assert (share_of(sealed.key), share_of(sealed.cosigner.row)) == before
    assert not sealed.cosigner.row.locked
    sent = [kind for kind in sealed.traffic.types() if kind in (MessageType.DRILL, MessageType.S1, MessageType.TEST_S1)]
    assert sent == [MessageType.DRILL, MessageType.TEST_S1]
    sealed.pay()


def test_nothing_of_the_words_leaves(sealed: TwoHomes) -> None:
    drilled(sealed)
    sheet = Sheet.read(WORDS.reveal(), Role.P1)
    sent = b"".join(bytes(frame) for frame in sealed.traffic.frames)
    for secret in (sheet.entropy, sheet.seal_key, sheet.auth_key):
        assert secret.reveal() not in sent
    assert share_of(sealed.key).x.reveal().to_bytes(32, "big") not in sent


@pytest.mark.parametrize(
    ("sheet", "kind"),
    [
        (Sheet.make(Role.P1, SeededRng("another")), InputKind.SHEET_OTHER),
        (a_sheet(Role.P2), InputKind.SHEET_COSIGNERS),
    ],
)
def test_other_words_are_no_drill_and_nothing_is_asked(sheet: Sheet, kind: InputKind, sealed: TwoHomes) -> None:
    with pytest.raises(BadInput) as caught:
        drilled(sealed, sheet.words)
    assert caught.value.kind is kind
    assert MessageType.DRILL not in sealed.traffic.types()


def test_a_wallet_that_is_not_sealed_has_nothing_to_drill(homes: TwoHomes) -> None:
    with pytest.raises(BadInput) as none:
        drilled(homes)
    assert none.value.kind is InputKind.NO_SHEET
    words = homes.computer.make_sheet().words
    with pytest.raises(Refused) as unsealed:
        drilled(homes, words)
    assert unsealed.value.kind is RefusalKind.SHEET


def begun(homes: TwoHomes, raw: Hostile, call: int) -> None:
    """A drill up to its self-test."""
    share = share_of(homes.key)
    (data,) = raw.ask(DrillOf(share.key_id, share.epoch_id), call=call)
    shown = drill.must_open_one(share, decode(DrillCopy, data).copies, a_sheet(Role.P1))
    assert raw.ask(CopyOpened(share.key_id, shown), call=call) == []


def test_six_drills_an_hour(sealed: TwoHomes) -> None:
    raw, asked = sealed.raw(), DrillOf(sealed.key.key_id, share_of(sealed.key).epoch_id)
    for _ in range(BURST):
        (data,) = raw.ask(asked)
        assert [shown.copy for shown in decode(DrillCopy, data).copies] == [share_of(sealed.cosigner.row).peer_copy]
    assert declined(raw.ask(asked)).kind == RefusalKind.BUSY
    sealed.clock.sleep(600)
    raw.ask(asked)


def test_no_drill_of_another_epoch_or_of_a_locked_key(sealed: TwoHomes) -> None:
    raw = sealed.raw()
    assert declined(raw.ask(DrillOf(sealed.key.key_id, bytes(32)))).blocked
    assert declined(raw.ask(DrillOf(bytes(32), bytes(32)))).kind == RefusalKind.UNKNOWN
    begun(sealed, raw, call=50)
    raw.ask(replace(an_a1(sealed, purpose=Purpose.DRILL), columns=bytes(len(an_a1(sealed).columns))), call=50)
    assert sealed.cosigner.row.locked  # the check of a drill is like any other
    with pytest.raises((KeyBlocked, PeerFault)):
        drilled(sealed)


def test_in_a_drill_nothing_else_is_prepared(sealed: TwoHomes) -> None:
    for purpose in (Purpose.PAY, Purpose.SELF_TEST):
        raw = sealed.raw()
        begun(sealed, raw, call=9)
        assert raw.ask(an_a1(sealed, purpose=purpose), call=9) == REFUSED


def test_a_copy_that_does_not_open_is_told(sealed: TwoHomes, monkeypatch: pytest.MonkeyPatch) -> None:
    share, sheet = share_of(sealed.key), a_sheet(Role.P1)
    rng = SeededRng("challenge")
    (good,) = drill.Challenges(share_of(sealed.cosigner.row), rng).copies
    assert drill.must_open_one(share, [good], sheet).sheet == sheet.public
    copy = read_copy(good.copy)
    other = Sheet.make(Role.P1, SeededRng("another"))
    odd = [
        b"",
        encode(replace(copy, subject=replace(copy.subject, epoch=9))),
        encode(replace(copy, signature=bytes(64))),
        encode(replace(copy, sheet=other.public)),
        share.peer_copy,
    ]
    spoilt = replace(good, challenge=flipped(good.challenge, 79))
    for shown in ([], [spoilt], *([replace(good, copy=one)] for one in odd)):
        with pytest.raises(PeerFault, match="refresh, then drill again"):
            drill.must_open_one(share, shown, sheet)
    with pytest.raises(BadInput) as words:
        drill.must_open_one(share, [good], other)
    assert words.value.kind is InputKind.SHEET_OTHER
    monkeypatch.setattr(drill, "open_copy", lambda *_: OpenedCopy(Secret(bytes(31) + b"\1"), share.chain))
    with pytest.raises(PeerFault):
        drill.must_open_one(share, [good], sheet)


def test_who_has_not_the_words_answers_no_challenge(sealed: TwoHomes) -> None:
    """Also with the share, the copy and the private authentication key, which a thief of the computer has."""
    share = share_of(sealed.key)
    for shown in (
        WordsShown(share.sheet1, bytes(32)),
        WordsShown(share.sheet2, bytes(32)),
        WordsShown(NO_SHEET, bytes(32)),
    ):
        sealed.clock.sleep(7200)  # three faults in a row suspend the key
        raw = sealed.raw()
        raw.ask(DrillOf(share.key_id, share.epoch_id), call=4)
        assert raw.ask(CopyOpened(share.key_id, shown), call=4) == REFUSED
    sealed.clock.sleep(7200)
    raw = sealed.raw()
    (data,) = raw.ask(DrillOf(share.key_id, share.epoch_id), call=4)
    answer = drill.must_open_one(share, decode(DrillCopy, data).copies, a_sheet(Role.P1))
    assert raw.ask(CopyOpened(bytes(32), answer), call=4) == REFUSED


def test_a_challenge_is_opened_for_this_drill_alone(sealed: TwoHomes) -> None:
    """A cell of a copy, put in its place, is not: its mask is the share (recovery.md, "Why there is one root")."""
    share, sheet = share_of(sealed.key), a_sheet(Role.P1)
    (good,) = drill.Challenges(share_of(sealed.cosigner.row), SeededRng("challenge")).copies
    copy = read_copy(good.copy)
    cells = [copy.proof[32 + n * 112 + 32 :][:80] for n in range(128)]
    for one in (copy.chain, *cells):
        with pytest.raises(PeerFault):
            drill.must_open_one(share, [replace(good, challenge=one)], sheet)
    later = replace(share, T=bytes(32))
    for foreign in drill.Challenges(replace(share_of(sealed.cosigner.row), T=bytes(32)), SeededRng("again")).copies:
        with pytest.raises(PeerFault):
            drill.must_open_one(share, [replace(good, challenge=foreign.challenge)], sheet)
        with pytest.raises(PeerFault):
            drill.must_open_one(later, [foreign], sheet)


def test_a_drill_that_fails_leaves_no_date(sealed: TwoHomes) -> None:
    row = sealed.cosigner.row
    assert row.current is not None
    share = replace(share_of(row), peer_copy=b"gone")
    with sealed.cosigner.records.write() as write:
        write.key(replace(row, current=replace(row.current, share=StoredShare.of(share))))
    with pytest.raises(PeerFault):
        drilled(sealed)
    assert sealed.computer.records.sheet is not None
    assert sealed.computer.records.sheet.drilled == 0
