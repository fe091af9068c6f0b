"""Killed or out of space at every durable change of key generation, refresh and signing, on either side.

Each run is the real code on real vaults (tests/support/two_homes.py); tests/end_to_end does the same to processes.
After a start and one clean connection both sides hold the same, nothing is left over, and the work can be done.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count, product
from pathlib import Path

import pytest

from core.approval.messages import RequestState
from core.codec.messages import MessageType
from core.crypto.secp256k1 import add, base_mult
from core.errors import LinkError, Refused, StorageError
from core.keys.record import DAY, share_of, state
from core.keys.state import KeyState
from core.primitives import ot_extension
from core.protocol.ecdsa.guard import OtState, state_of
from core.recovery.sealed_copy import open_copy, read_copy
from core.recovery.sheet import Sheet
from core.wallet.signer import Signer
from tests.core.wallet.test_signer import draft, person
from tests.support.hostile import an_a1, spoilt
from tests.support.ot import SeededRng
from tests.support.two_homes import NAME, NETWORK, Fate, Killed, TwoHomes, two_homes

Work = Callable[[TwoHomes], object]
SIDES = ("computer", "cosigner")


def birth(homes: TwoHomes) -> None:
    """What `tandem wallet new` does, and does again."""
    homes.client.connected()
    if not homes.computer.records.keys:
        homes.client.new_key(NAME, NETWORK)


def refresh(homes: TwoHomes) -> None:
    homes.client.refresh(homes.key.key_id)


def payment(homes: TwoHomes) -> None:
    """Two inputs, from proposal to signatures."""
    homes.pay(homes.wire(coins=2))


def paid_at_once(homes: TwoHomes) -> None:
    """The same as the wallet does it: its A1 comes with the proposal, and a person says yes."""
    Signer(homes.client).sign(homes.key, draft(homes, 2), progress=person(homes))


WORKS: dict[str, tuple[Work, int]] = {
    "birth": (birth, 0),
    "refresh": (refresh, 1),
    "payment": (payment, 1),
    "paid_at_once": (paid_at_once, 1),
}


def equal(homes: TwoHomes) -> None:
    """Both hold the same key, one epoch of it, and nothing else; or neither holds any."""
    rows = [side.records.keys for side in (homes.computer, homes.cosigner)]
    assert rows[0].keys() == rows[1].keys()
    for key_id, one in rows[0].items():
        two = rows[1][key_id]
        assert one.pending is two.pending is None
        assert not one.mismatch
        assert not two.mismatch
        shares = share_of(one), share_of(two)
        assert shares[0].T == shares[1].T
        assert add(*(base_mult(share.x.reveal()) for share in shares)) == shares[0].Q == shares[1].Q


def go_on(homes: TwoHomes, work: Work) -> None:
    """Start what is dead, connect, look, do the work (again), undisturbed."""
    for side in (homes.computer, homes.cosigner):
        side.vault.fate = None
    homes.restart()
    homes.client.connected()
    equal(homes)
    work(homes)
    equal(homes)


def settled(homes: TwoHomes, work: Work) -> None:
    """What must hold when the work has been done, however often it was begun."""
    if work in (payment, paid_at_once):
        (request,) = homes.cosigner.tasks()
        amount = 40_500 if work is payment else 90_000
        assert (request.state, request.signed, request.amount) == (RequestState.RELEASED, (0, 1), amount)
    assert state(homes.cosigner.row) is KeyState.OPEN
    homes.clock.sleep(DAY)
    homes.pay(homes.wire(seed=30))


def every_fate(
    work: Work, keys: int, folder: Path, after: Callable[[TwoHomes], None], whens: tuple[str, ...] = Fate.ALL
) -> dict[tuple[str, str], int]:
    """The work, once for each transaction of each side and each way to fail there; how many of them there were."""
    met = {}
    for side in SIDES:
        for when in whens:
            for at in count(1):
                place = folder / f"{side}-{when}-{at}"
                with two_homes(place, keys) as homes:
                    homes.own(side).meets(Fate(at, when))
                    ended = homes.survives(lambda homes=homes: work(homes))  # type: ignore[misc]
                    if homes.own(side).vault.count < at:  # it had no such transaction
                        assert ended
                        break
                    after(homes)
            met[side, when] = at - 1
    return met


@pytest.mark.slow
@pytest.mark.parametrize("name", WORKS)
def test_one_failure_anywhere(name: str, tmp_path: Path) -> None:
    work, keys = WORKS[name]

    def after(homes: TwoHomes) -> None:
        go_on(homes, work)
        settled(homes, work)

    met = every_fate(work, keys, tmp_path, after)
    least = {"birth": (2, 5), "refresh": (4, 5), "payment": (2, 5), "paid_at_once": (2, 4)}[name]
    for side, fewest in zip(SIDES, least, strict=True):
        assert {met[side, when] for when in Fate.ALL} == {met[side, "after"]}
        assert met[side, "after"] >= fewest


@pytest.mark.slow
@pytest.mark.parametrize("name", WORKS)
def test_two_failures_in_a_row(name: str, tmp_path: Path) -> None:
    """The second one in what makes good the first: the handshake, and for a payment the whole of it once more. What
    comes after a handshake is equal to a beginning, and needs no second look."""
    work, keys = WORKS[name]
    again: Work = work if work in (payment, paid_at_once) else lambda homes: homes.client.connected()
    runs = 0

    def second(side: str, fate: Fate, homes: TwoHomes) -> bool:
        homes.restart()
        homes.own(side).meets(fate)
        ended = homes.survives(lambda: again(homes))
        go_on(homes, work)
        return not ended

    for first_side, first_at in product(SIDES, range(1, 12)):
        for side in SIDES:
            for at in count(1):
                with two_homes(tmp_path / f"{first_side}{first_at}-{side}{at}", keys) as homes:
                    homes.own(first_side).meets(Fate(first_at, "after"))
                    homes.survives(lambda homes=homes: work(homes))  # type: ignore[misc]
                    reached = homes.own(first_side).vault.count >= first_at
                    if not reached or not second(side, Fate(at, "after"), homes):
                        break
                    runs += 1
            if not reached:
                break
    assert runs >= {"birth": 15, "refresh": 25, "payment": 40, "paid_at_once": 30}[name]


@pytest.mark.slow
@pytest.mark.parametrize("name", WORKS)
def test_the_line_drops_in_place_of_every_frame(name: str, tmp_path: Path) -> None:
    work, keys = WORKS[name]
    for at in count():
        with two_homes(tmp_path / str(at), keys) as homes:
            homes.traffic.cut_at = at
            ended = homes.survives(lambda homes=homes: work(homes))  # type: ignore[misc]
            if homes.traffic.cut_at is not None:  # there were fewer
                assert ended
                break
            go_on(homes, work)
            settled(homes, work)
    assert at > 8


def must_have_copies(homes: TwoHomes) -> None:
    """Each side keeps what the other's sheet opens: of the share that the other holds now, and of no other."""
    for keeper, owner in ((homes.computer, homes.cosigner), (homes.cosigner, homes.computer)):
        mine, sheet = share_of(owner.row), Sheet.make(owner.role, SeededRng(f"sheet {owner.role.name}"))
        assert share_of(keeper.row).peer_sheet == mine.own_sheet == sheet.public
        copy = read_copy(share_of(keeper.row).peer_copy)
        assert copy.subject.T == mine.T
        assert open_copy(copy, sheet).x.reveal() == mine.half.reveal()


@pytest.mark.slow
@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("name", ["birth", "refresh"])
def test_copies_and_shares_stay_of_one_run(name: str, side: str, tmp_path: Path) -> None:
    """Killed after every transaction of a run with sheets on both sides."""
    work, keys = WORKS[name]
    for at in count(1):
        with two_homes(tmp_path / str(at), keys, sheets=True) as homes:
            homes.own(side).meets(Fate(at, "after"))
            ended = homes.survives(lambda homes=homes: work(homes))  # type: ignore[misc]
            if homes.own(side).vault.count < at:
                assert ended
                must_have_copies(homes)
                break
            homes.own(side).vault.fate = None
            homes.restart()
            homes.client.connected()
            equal(homes)
            if homes.computer.records.keys:
                must_have_copies(homes)
            work(homes)
            must_have_copies(homes)
    assert at > 2


# ------------------------------------------------------------------ an OT check without a result (rule F3)
def die_in_a_check(homes: TwoHomes) -> None:
    """Killed between CHECK and CHECKED."""
    homes.client.connected()
    homes.cosigner.meets(Fate(1, "after"))
    with pytest.raises(LinkError):
        homes.client.prepare(homes.key.key_id, 1)
    assert not homes.cosigner.alive
    homes.restart()


def test_a_check_without_result_is_a_refresh_first(homes: TwoHomes) -> None:
    die_in_a_check(homes)
    row = homes.cosigner.row
    assert row.must_refresh
    assert row.current is not None
    assert state_of(row.current.guard) is OtState.OPEN
    old = row.current_run_id
    homes.pay()
    assert homes.cosigner.row.current_run_id != old
    assert not homes.cosigner.row.must_refresh


def test_the_third_one_in_a_day_locks(homes: TwoHomes) -> None:
    """However many refreshes lie between: a bit of each Delta is told, and somebody must look."""
    for time in range(3):
        die_in_a_check(homes)
        assert homes.cosigner.row.locked == (time == 2)
        if time < 2:
            homes.pay(homes.wire(seed=time))
        homes.clock.sleep(3_600)
    with pytest.raises(Refused, match="confirm its refresh"):
        homes.client.refresh(homes.key.key_id)


def test_the_third_one_in_two_days_does_not(homes: TwoHomes) -> None:
    for time in range(4):
        die_in_a_check(homes)
        assert not homes.cosigner.row.locked
        homes.pay(homes.wire(seed=time))
        homes.clock.sleep(15 * 3_600)


@pytest.mark.parametrize("when", ["before", "full"])
def test_without_a_durable_check_no_column_is_read(homes: TwoHomes, when: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ot_extension, "extend_send", lambda *_: pytest.fail("columns were read"))
    homes.client.connected()
    homes.cosigner.meets(Fate(1, when))
    with pytest.raises((LinkError, Refused)):
        homes.client.prepare(homes.key.key_id, 1)
    homes.restart()
    homes.client.connected()
    assert not homes.cosigner.row.must_refresh


@pytest.mark.parametrize("when", ["before", "full"])
def test_without_a_durable_result_nothing_is_sent(homes: TwoHomes, when: str) -> None:
    raw = homes.raw()
    sent = len(homes.traffic.schedule)
    homes.cosigner.meets(Fate(2, when))
    raw.ask(spoilt(an_a1(homes)))
    assert [kind for kind, _ in homes.traffic.schedule[sent:]] == [MessageType.DECLINED] * (when == "full")
    assert homes.cosigner.alive == (when == "full")
    homes.restart()
    homes.client.connected()
    assert homes.cosigner.row.must_refresh


def lose_what_rides(homes: TwoHomes) -> None:
    """Killed before the next write."""
    homes.cosigner.meets(Fate(1, "before"))
    homes.cosigner.end()
    homes.restart()


def test_open_that_was_lost_is_a_refresh(homes: TwoHomes) -> None:
    """It is answered before it is durable (rule L13): CHECKING is the stricter state."""
    homes.client.connected()
    homes.client.prepare(homes.key.key_id, 1)
    lose_what_rides(homes)
    assert homes.cosigner.row.must_refresh
    homes.pay()
    assert not homes.cosigner.row.must_refresh


def test_released_that_was_lost_stays_debited_until_it_is_asked_for(homes: TwoHomes) -> None:
    homes.allow(50_000)
    wire = homes.wire()
    homes.pay(wire)
    lose_what_rides(homes)
    assert [request.state.name for request in homes.cosigner.tasks()] == ["DEBITED"]
    assert homes.cosigner.requests.rulebook.used(homes.key).unattended == 40_500
    homes.sign(wire)
    assert [request.state.name for request in homes.cosigner.tasks()] == ["RELEASED"]
    assert homes.cosigner.requests.rulebook.used(homes.key).unattended == 40_500


# ------------------------------------------------------------------ one debit
@pytest.mark.parametrize(("at", "when", "states"), [(2, "before", "APPROVED"), (2, "after", "DEBITED")])
def test_killed_around_the_debit_it_is_counted_once(homes: TwoHomes, at: int, when: str, states: str) -> None:
    homes.allow(50_000)
    wire = homes.wire()
    homes.propose(wire)
    homes.cosigner.meets(Fate(at, when))  # CHECK, debit
    assert not homes.survives(lambda: homes.sign(wire))
    homes.restart()
    assert [request.state.name for request in homes.cosigner.tasks()] == [states]
    assert homes.cosigner.requests.rulebook.used(homes.key).unattended == 40_500
    homes.sign(wire)
    assert homes.cosigner.requests.rulebook.used(homes.key).unattended == 40_500
    assert [request.state.name for request in homes.cosigner.tasks()] == ["RELEASED"]


def test_a_computer_without_space_stops_before_it_is_too_late(homes: TwoHomes) -> None:
    """Its PENDING cannot be kept, so COMMIT is never sent: the old epoch goes on on both sides."""
    homes.client.connected()
    old = homes.computer.row.current_run_id
    homes.computer.meets(Fate(1, "full"))
    with pytest.raises(StorageError):
        homes.client.refresh(homes.key.key_id)
    homes.computer.meets(None)
    homes.client.connected()
    equal(homes)
    assert homes.computer.row.current_run_id == old
    homes.pay()


def test_killed_is_nobodys_error(homes: TwoHomes) -> None:
    """The simulated end of a process passes through every handler of the program."""
    homes.computer.meets(Fate(1, "before"))
    with pytest.raises(Killed):
        homes.client.connected()
