"""A drill of the co-signer's sheet, between two homes: the computer shows its copy, and neither takes the other's word
for anything."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.codec.codec import decode, encode
from core.codec.messages import MessageType, peek_type
from core.cosigner import drills
from core.cosigner.drills import Drills, DrillWish
from core.cosigner.sheet_api import SheetView
from core.crypto.secp256k1 import scalar_bytes
from core.errors import (
    BadInput,
    Cheat,
    InputKind,
    KeyBlocked,
    LinkError,
    LinkKind,
    PeerFault,
    RefusalKind,
    Refused,
    TandemError,
)
from core.home.own_sheet import own
from core.home.records import LogCode
from core.keys.record import StoredShare, share_of
from core.protocol.drill import Challenges, CopyOpened, CopyShown, TrialShown, show_p1
from core.protocol.ecdsa.prepare import Purpose
from core.protocol.registry import ECDSA, scheme_of
from core.protocol.scheme import WordsShown
from core.protocol.share import KeyShare
from core.recovery.sealed_copy import read_copy
from core.recovery.sheet import CLOCKS_DIFFER, DRILL_EVERY, OwnSheet, Sheet
from core.role import Role
from core.secret import Secret
from core.wallet.events import silent
from core.wallet.sheets import DRILL_BURST, Sheets
from tests.support.hostile import REFUSED, an_a1, conversation, declined
from tests.support.ot import SeededRng
from tests.support.sheets import a_sheet
from tests.support.two_homes import NAME, Side, TwoHomes, two_homes

WORDS = a_sheet(Role.P2).words


@pytest.fixture
def sealed(tmp_path: Path) -> Iterator[TwoHomes]:
    with two_homes(tmp_path, sheets=True) as homes:
        yield homes


def own_drills(homes: TwoHomes) -> Drills:
    return homes.cosigner.dispatcher.drills


def wanted(homes: TwoHomes, words: Secret[tuple[str, ...]] = WORDS) -> DrillWish:
    return own_drills(homes).want(NAME, words)


def asked(homes: TwoHomes, sheets: Sheets | None = None) -> bool:
    """The computer asks how the wallet is, and does what it is told then."""
    sheets = sheets or Sheets(homes.computer.records, lambda _: homes.client)
    return sheets.show_copy(homes.key, homes.client.status(homes.key.key_id))


def keep(side: Side, **changes: Any) -> None:
    """Another share in its row."""
    row = side.row
    assert row.current is not None
    share = replace(share_of(row), **changes)
    with side.records.write() as write:
        write.key(replace(row, current=replace(row.current, share=StoredShare.of(share))))


def test_the_computer_shows_its_copy_and_both_halves_sign(sealed: TwoHomes) -> None:
    assert not asked(sealed)  # nobody wants it
    before = share_of(sealed.key), share_of(sealed.cosigner.row)
    wish = wanted(sealed)
    assert (wish.waits.wallet, wish.waits.online) == (NAME, True)
    assert asked(sealed)
    assert isinstance(wish.outcome, OwnSheet)
    assert sealed.cosigner.records.sheet == wish.outcome
    assert wish.outcome.drilled == sealed.clock.now()
    assert (wish.sheet, wish.ended.is_set(), own_drills(sealed).wanted(sealed.key.key_id)) == (None, True, False)
    newest = sealed.cosigner.records.log(1)[0]
    assert (newest.code, newest.values[1]) == (LogCode.SHEET_DRILLED, " ".join(wish.outcome.public.fingerprint))
    assert (share_of(sealed.key), share_of(sealed.cosigner.row)) == before
    report = sealed.client.status(sealed.key.key_id)
    assert (report.made, report.drilled, report.drills) == (wish.outcome.made, wish.outcome.drilled, False)
    assert not asked(sealed)
    kinds = [MessageType.COPY_SHOWN, MessageType.COPY_OPENED, MessageType.TEST_S1, MessageType.TEST_SHOWN]
    assert [kind for kind in sealed.traffic.types() if kind in (*kinds, MessageType.S1)] == kinds
    sealed.pay()


def test_nothing_of_the_words_leaves(sealed: TwoHomes) -> None:
    wanted(sealed)
    assert asked(sealed)
    sheet = Sheet.read(WORDS.reveal(), Role.P2)
    sent = b"".join(bytes(frame) for frame in sealed.traffic.frames)
    for secret in (sheet.entropy, sheet.seal_key, sheet.auth_key):
        assert secret.reveal() not in sent
    assert share_of(sealed.cosigner.row).x.reveal().to_bytes(32, "big") not in sent


@pytest.mark.parametrize(
    ("sheet", "kind"),
    [
        (Sheet.make(Role.P2, SeededRng("another")), InputKind.SHEET_OTHER),
        (a_sheet(Role.P1), InputKind.SHEET_COMPUTERS),
    ],
)
def test_other_words_are_no_drill_and_nothing_is_asked(sheet: Sheet, kind: InputKind, sealed: TwoHomes) -> None:
    with pytest.raises(BadInput) as caught:
        wanted(sealed, sheet.words)
    assert caught.value.kind is kind
    assert not asked(sealed)


def test_a_wallet_that_is_not_sealed_has_nothing_to_drill(homes: TwoHomes) -> None:
    with pytest.raises(BadInput) as none:
        wanted(homes)
    assert none.value.kind is InputKind.NO_SHEET
    words = homes.cosigner.make_sheet().words
    with pytest.raises(Refused) as unsealed:
        wanted(homes, words)
    assert unsealed.value.kind is RefusalKind.SHEET


def test_a_key_that_must_be_renewed_is_not_drilled(sealed: TwoHomes) -> None:
    with sealed.cosigner.records.write() as write:
        write.key(replace(sealed.cosigner.row, must_refresh=True))
    with pytest.raises(KeyBlocked):
        wanted(sealed)


def test_nobody_who_does_not_wait_is_shown_a_copy(sealed: TwoHomes) -> None:
    share = share_of(sealed.key)
    shown = copies_of(share)
    assert declined(sealed.raw().ask(shown)).kind == RefusalKind.SHEET
    wish = wanted(sealed)
    own_drills(sealed).forget(wish)
    assert declined(sealed.raw().ask(shown)).kind == RefusalKind.SHEET
    own_drills(sealed).forget(wish)  # once more is the same


def test_one_wish_for_a_wallet(sealed: TwoHomes) -> None:
    first, second = wanted(sealed), wanted(sealed)
    assert isinstance(first.outcome, Refused)
    assert first.outcome.kind is RefusalKind.BUSY
    own_drills(sealed).forget(first)
    assert asked(sealed)
    assert isinstance(second.outcome, OwnSheet)


def test_another_epoch_is_declined_and_the_person_waits_on(sealed: TwoHomes) -> None:
    wish, share = wanted(sealed), share_of(sealed.key)
    raw = sealed.raw()
    assert declined(raw.ask(replace(copies_of(share), epoch_id=bytes(32)))).blocked
    assert declined(raw.ask(replace(copies_of(share), key_id=bytes(32)))).kind == RefusalKind.UNKNOWN
    assert not wish.ended.is_set()


def copies_of(share: KeyShare) -> CopyShown:
    """As an honest computer shows them."""
    return CopyShown(share.key_id, share.epoch_id, Challenges(share, SeededRng("shown")).copies)


def odd_copies(homes: TwoHomes) -> list[bytes]:
    good = share_of(homes.key).peer_copy
    copy = read_copy(good)
    other = Sheet.make(Role.P2, SeededRng("another"))
    return [
        b"",
        encode(replace(copy, subject=replace(copy.subject, epoch=9))),
        encode(replace(copy, signature=bytes(64))),
        encode(replace(copy, sheet=other.public)),
        share_of(homes.cosigner.row).peer_copy,
    ]


def test_a_copy_that_does_not_open_is_told_to_the_person_and_is_no_fault(sealed: TwoHomes) -> None:
    for odd in odd_copies(sealed):
        keep(sealed.computer, peer_copy=odd)
        wish = wanted(sealed)
        assert not asked(sealed, Sheets(sealed.computer.records, lambda _: sealed.client))
        assert isinstance(wish.outcome, PeerFault)
        assert "refresh, then drill again" in wish.outcome.message
        assert wish.outcome.message.startswith("the computer keeps no copy")
        assert sealed.cosigner.records.sheet is not None
        assert sealed.cosigner.records.sheet.drilled == 0
        assert sealed.cosigner.row.rules.faults == 0
    assert MessageType.TEST_S1 not in sealed.traffic.types()


def test_a_computer_that_says_that_both_have_signed_proves_it(sealed: TwoHomes) -> None:
    """The last message is the signature itself, under the key of both."""
    wish, share = wanted(sealed), share_of(sealed.key)
    raw = sealed.raw()
    honest = conversation(raw, show_p1(share, scheme_of(ECDSA).self_test(), SeededRng("hostile")), call=3)
    answers = [peek_type(next(honest)[1][0]) for _ in range(3)]
    assert answers == [MessageType.COPY_OPENED, MessageType.A2, MessageType.TEST_S2]
    replies = raw.ask(TrialShown(scalar_bytes(4) + scalar_bytes(5)), call=3)
    assert replies == REFUSED
    assert isinstance(wish.outcome, Cheat)
    assert sealed.cosigner.records.sheet is not None
    assert sealed.cosigner.records.sheet.drilled == 0
    assert sealed.cosigner.row.rules.faults == 1


def test_in_a_drill_nothing_else_is_prepared(sealed: TwoHomes) -> None:
    share = share_of(sealed.key)
    for purpose in (Purpose.PAY, Purpose.SELF_TEST):
        wish, raw = wanted(sealed), sealed.raw()
        (opened,) = raw.ask(copies_of(share), call=9)
        assert decode(CopyOpened, opened).key_id == share.key_id
        assert raw.ask(an_a1(sealed, purpose=purpose), call=9) == REFUSED
        assert isinstance(wish.outcome, PeerFault)


def test_a_wish_is_good_for_one_test(sealed: TwoHomes) -> None:
    wanted(sealed)
    share = share_of(sealed.key)
    raw, shown = sealed.raw(), copies_of(share)
    assert peek_type(raw.ask(shown, call=1)[0]) is MessageType.COPY_OPENED
    assert declined(raw.ask(shown, call=2)).kind == RefusalKind.SHEET


@pytest.mark.parametrize("cut", range(4))
def test_a_line_that_drops_leaves_nothing(cut: int, sealed: TwoHomes) -> None:
    wish = wanted(sealed)
    report = sealed.client.status(sealed.key.key_id)
    sealed.traffic.cut_at = len(sealed.traffic.frames) + cut
    assert not Sheets(sealed.computer.records, lambda _: sealed.client).show_copy(sealed.key, report)
    sealed.client.connected()
    assert sealed.cosigner.records.sheet is not None
    assert sealed.cosigner.records.sheet.drilled == 0
    if cut == 0:  # the copy never came
        assert not wish.ended.is_set()
        assert asked(sealed)
        return
    assert isinstance(wish.outcome, LinkError)
    again = wanted(sealed)
    assert asked(sealed)
    assert isinstance(again.outcome, OwnSheet)


def test_a_co_signer_that_wants_it_all_the_time_gets_six_an_hour(sealed: TwoHomes) -> None:
    sheets = Sheets(sealed.computer.records, lambda _: sealed.client)
    for _ in range(DRILL_BURST):
        wanted(sealed)
        assert asked(sealed, sheets)
    wish = wanted(sealed)
    assert not asked(sealed, sheets)
    assert not wish.ended.is_set()


def test_an_answer_for_another_key_is_none(sealed: TwoHomes) -> None:
    share = share_of(sealed.key)
    script = show_p1(share, scheme_of(ECDSA).self_test(), SeededRng("p1"))
    for _ in range(2):
        next(script)
    with pytest.raises(PeerFault):
        script.send(CopyOpened(bytes(32), WordsShown(share.sheet2, bytes(32))))


def test_a_computer_without_a_copy_shows_none(homes: TwoHomes) -> None:
    report = replace(homes.client.status(homes.key.key_id), drills=True)
    assert not Sheets(homes.computer.records, lambda _: homes.client).show_copy(homes.key, report)


def test_both_sides_know_when_a_drill_is_due(sealed: TwoHomes) -> None:
    """90 days after the last one; at once as long as there was none."""
    sheets = Sheets(sealed.computer.records, lambda _: sealed.client, sealed.clock.now)
    status = sealed.cosigner.admin.status
    sealed.clock.wall = made = int(time.time()) - 1000
    for side in (sealed.computer, sealed.cosigner):
        assert side.records.sheet is not None
        with side.records.write() as write:
            write.sheet(replace(side.records.sheet, made=made))
    shown = sheets.shown(sealed.key)
    assert (shown.drilled, shown.drill_due, shown.cosigner_due) == (0, made, 0)  # it has not told
    assert shown.due(made) == (Role.P1,)
    assert (status().drilled, status().drill_due) == (0, made)
    sealed.client.status(sealed.key.key_id)
    assert sheets.shown(sealed.key).due(made) == (Role.P1, Role.P2)
    assert sheets.shown(sealed.key).due(made - 1) == ()
    wanted(sealed)
    assert asked(sealed, sheets)
    assert sheets.drill(sealed.key, a_sheet(Role.P1).words, silent).drilled == made
    sealed.client.status(sealed.key.key_id)
    shown = sheets.shown(sealed.key)
    assert (shown.drilled, shown.drill_due) == (made, made + DRILL_EVERY)
    assert (shown.cosigner_drilled, shown.cosigner_due) == (made, made + DRILL_EVERY)
    assert (status().drilled, status().drill_due) == (made, made + DRILL_EVERY)
    assert shown.due(made + DRILL_EVERY - 1) == ()
    sealed.clock.wall = made + DRILL_EVERY
    assert (shown := sheets.shown(sealed.key)).due(sealed.clock.wall) == (Role.P1, Role.P2)
    assert shown.drill_due == sheets.show().due == made + DRILL_EVERY
    assert SheetView.of(own(sealed.cosigner.records), made).due == made + DRILL_EVERY


@pytest.mark.parametrize("ahead", [CLOCKS_DIFFER - 60, CLOCKS_DIFFER + 60])
def test_a_drill_that_a_wrong_clock_has_dated_ahead_postpones_nothing(sealed: TwoHomes, ahead: int) -> None:
    """Two clocks that are right differ by a little; what is further ahead is not known, on either side."""
    sheets, sealed.clock.wall = Sheets(sealed.computer.records, lambda _: sealed.client), int(time.time())
    made = sealed.clock.wall - 1000
    for side in (sealed.computer, sealed.cosigner):
        assert side.records.sheet is not None
        with side.records.write() as write:
            write.sheet(replace(side.records.sheet, made=made, drilled=sealed.clock.wall + ahead))
    sealed.client.status(sealed.key.key_id)
    shown, known = sheets.shown(sealed.key), ahead < CLOCKS_DIFFER
    assert shown.due(time.time()) == (() if known else (Role.P1, Role.P2))
    assert (shown.cosigner_drilled > 0, shown.cosigner_due <= time.time() + DRILL_EVERY) == (known, True)
    assert (sealed.cosigner.admin.status().drill_due == made) is not known
    assert (sheets.show().due == made) is not known


def test_a_clock_far_ahead_puts_no_drill_off_for_ever(sealed: TwoHomes) -> None:
    assert sealed.cosigner.records.sheet is not None
    far = replace(sealed.cosigner.records.sheet, drilled=2**63)
    with sealed.cosigner.records.write() as write:
        write.sheet(far)
    sealed.client.status(sealed.key.key_id)
    shown = Sheets(sealed.computer.records, lambda _: sealed.client).shown(sealed.key)
    assert shown.cosigner_due <= time.time() + DRILL_EVERY


# ------------------------------------------------------------------ the command
class Terminal:
    """The other end of the control socket: what it was told, and whether it has gone."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.gone = False
        self.told = threading.Event()

    def event(self, fields: dict[str, Any]) -> None:
        self.events.append(fields)
        self.told.set()


def conversing(homes: TwoHomes, terminal: Terminal, over: Callable[[], bool] = lambda: False) -> tuple[Any, list[Any]]:
    """The command on a thread of its own, as a control socket has it. -> the thread; what becomes of it."""
    ended: list[Any] = []
    words = {"name": NAME, "words": " ".join(WORDS.reveal())}
    turn: Callable[[Callable[[], Any]], Any] = lambda work: work()  # noqa: E731

    def converse() -> None:
        try:
            ended.append(own_drills(homes).converse(words, terminal, turn, over))  # type: ignore[arg-type]
        except TandemError as error:
            ended.append(error)

    thread = threading.Thread(target=converse)
    thread.start()
    assert terminal.told.wait(20)
    return thread, ended


def test_the_command_ends_with_the_drill(sealed: TwoHomes) -> None:
    terminal = Terminal()
    thread, ended = conversing(sealed, terminal)
    assert terminal.events[0]["for"]["wallet"] == NAME
    assert asked(sealed)
    thread.join(20)
    assert ended[0]["drilled"] == sealed.clock.now()


@pytest.mark.parametrize("gives_up", ["person", "cosigner"])
def test_who_gives_up_changes_nothing(gives_up: str, sealed: TwoHomes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drills, "POLL", 0.01)
    terminal, looked = Terminal(), list[bool]()

    def over() -> bool:
        looked.append(own_drills(sealed).wanted(sealed.key.key_id))
        terminal.gone = gives_up == "person" and len(looked) > 1
        return gives_up == "cosigner" and len(looked) > 1

    before = sealed.cosigner.vault.generation
    thread, ended = conversing(sealed, terminal, over)
    thread.join(20)
    assert looked == [True, True]
    assert isinstance(ended[0], LinkError)
    assert ended[0].kind is LinkKind.CLOSED
    assert not own_drills(sealed).wanted(sealed.key.key_id)
    assert sealed.cosigner.vault.generation == before


def test_what_went_wrong_is_said(sealed: TwoHomes) -> None:
    keep(sealed.computer, peer_copy=b"")
    terminal = Terminal()
    thread, ended = conversing(sealed, terminal)
    assert not asked(sealed)
    thread.join(20)
    assert isinstance(ended[0], PeerFault)
    with pytest.raises(BadInput, match="update both programs"):
        own_drills(sealed).converse({"name": NAME}, terminal, lambda work: work(), lambda: False)  # type: ignore[arg-type]
