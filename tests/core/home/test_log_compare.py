"""Two logs held against each other: what only one side knows is told, and no kill -9 raises an alarm."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from app.text.differences import DIFFERENCES, difference
from core.bitcoin.psbt import Psbt
from core.cosigner.api import PolicyChange
from core.errors import BadInput, Cheat, FaultKind, Refused
from core.home import log
from core.home.log_compare import MATTERS, Difference, LogDifference, compare
from core.home.log_fields import LogFlaw, named
from core.home.log_file import LogAbout, ReadLog, read, written
from core.home.records import LogCode
from core.transport.link.identity import pin_of
from core.wallet.signer import Signer
from tests.support.lost_computer import lost
from tests.support.lost_cosigner import OLD_PIN as OLD_COSIGNER
from tests.support.lost_cosigner import PIN as NEW_COSIGNER
from tests.support.lost_cosigner import lost_cosigner
from tests.support.payment import BTC, SHOP, Coin, Pay, psbt
from tests.support.two_homes import COSIGNER, Fate, Side, TwoHomes, two_homes


@pytest.fixture
def homes(tmp_path: Path) -> Iterator[TwoHomes]:
    with two_homes(tmp_path) as found:
        ready(found)
        yield found


def ready(homes: TwoHomes) -> None:
    with homes.computer.records.write() as write:
        homes.client.log.paired(write, "nas.lan", pin_of(COSIGNER), compared=True)
    homes.allow(10 * BTC)
    homes.client.status(homes.key.key_id)  # it is told that rule


def payment(homes: TwoHomes, seed: int = 0, amount: int = 40_000) -> Psbt:
    coins, back = [Coin(script=homes.table.script(0, 0), seed=seed)], homes.table.script(1, 0)
    return psbt(coins, [Pay(amount, SHOP), Pay(BTC - amount - 500, back)])


def pay(homes: TwoHomes, seed: int = 0) -> str:
    return Signer(homes.client).sign(homes.key, payment(homes, seed), 0).txid


def exported(homes: TwoHomes, later: int = 3_600) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The lines of both files, written so many seconds from now."""
    now, mine = int(homes.clock.now()) + later, pin_of(homes.certificate).hex()
    homes.cosigner.records.flush()
    sides = ((homes.computer, "wallet", mine), (homes.cosigner, "cosigner", pin_of(COSIGNER).hex()))
    here, there = ("".join(written(side.records.book, LogAbout(name, pin, now))) for side, name, pin in sides)
    return [json.loads(line) for line in here.splitlines()], [json.loads(line) for line in there.splitlines()]


def as_read(lines: list[dict[str, Any]]) -> ReadLog:
    return read("".join(json.dumps(line) + "\n" for line in lines).encode())


def found(homes: TwoHomes) -> list[LogDifference]:
    here, there = exported(homes)
    return compare(as_read(here), as_read(there))


def without(log_: ReadLog, *codes: LogCode) -> ReadLog:
    """As its own side would write it that has never had these lines."""
    return replace(log_, rows=tuple(row for row in log_.rows if row[1].entry.code not in codes))


def kinds(here: ReadLog, there: ReadLog) -> list[Difference]:
    return [one.what for one in compare(here, there)]


def both(homes: TwoHomes) -> tuple[ReadLog, ReadLog]:
    here, there = exported(homes)
    return as_read(here), as_read(there)


# ------------------------------------------------------------------ honest
def test_honest_sides_tell_the_same(homes: TwoHomes) -> None:
    pay(homes)
    homes.client.refresh(homes.key.key_id)
    pay(homes, 1)
    assert found(homes) == []


def test_what_a_person_refused_is_known_on_both_sides(homes: TwoHomes) -> None:
    homes.cosigner.admin.policy_set(PolicyChange(approve_below=0))
    with pytest.raises(Refused):
        pay(homes)
    homes.cosigner.admin.refuse(homes.cosigner.admin.approvals()[0].id, "too much")
    with pytest.raises(Refused):
        pay(homes)
    homes.cosigner.admin.policy_set(PolicyChange(max_payment=1_000))
    with pytest.raises(Refused):
        pay(homes, 1)
    assert found(homes) == []
    told = homes.computer.records.book.of(LogCode.TOLD_NO)
    assert [line.values[4:] for line in told] == [("refused", "“too much”"), ("refused", "")]


def work(homes: TwoHomes) -> None:
    homes.client.refresh(homes.key.key_id)
    pay(homes)


@pytest.mark.slow
@pytest.mark.parametrize("side", ["computer", "cosigner"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_no_kill_raises_an_alarm(side: str, when: str, tmp_path: Path) -> None:
    """At every durable step of a refresh and a payment: as the disks are then, and when both have gone on."""
    for at in count(1):
        with two_homes(tmp_path / str(at)) as homes:
            ready(homes)
            homes.own(side).meets(Fate(at, when))
            ended = homes.survives(lambda homes=homes: work(homes))  # type: ignore[misc]
            killed, homes.own(side).vault.fate = homes.own(side).vault.count >= at, None
            homes.restart()
            assert [one for one in found(homes) if one.matters] == [], at
            homes.client.connected()
            pay(homes)
            assert found(homes) == [], at
            if not killed:
                assert ended
                assert at > 5
                return


def test_a_key_that_was_killed_at_its_birth(tmp_path: Path) -> None:
    for side, at in (("computer", 3), ("cosigner", 5), ("computer", 4)):
        with two_homes(tmp_path / f"{side}{at}", 0) as homes:
            with homes.computer.records.write() as write:
                homes.client.log.paired(write, "nas.lan", pin_of(COSIGNER), compared=True)
            homes.own(side).meets(Fate(at, "after"))
            homes.survives(lambda homes=homes: homes.client.new_key("new", "regtest"))  # type: ignore[misc]
            homes.own(side).vault.fate = None
            homes.restart()
            assert [one for one in found(homes) if one.matters] == []
            homes.client.connected()
            assert found(homes) == []


def test_what_never_arrived_is_no_alarm(homes: TwoHomes) -> None:
    homes.traffic.cut_at = len(homes.traffic.frames)
    homes.survives(lambda: pay(homes))
    assert [(one.what, one.matters) for one in found(homes)] == [(Difference.NOT_ARRIVED, False)]


def test_what_came_after_the_file_is_later(homes: TwoHomes) -> None:
    pay(homes)
    there = as_read(exported(homes, 0)[1])
    homes.clock.sleep(60)
    txid = pay(homes, 1)
    homes.client.refresh(homes.key.key_id)
    here = as_read(exported(homes)[0])
    later = compare(here, there)
    assert {one.what for one in later} == {Difference.LATER}
    assert txid in [one.name for one in later]
    old = replace(there, about=replace(there.about, time=there.about.time + 10_000))
    assert Difference.SIGNED_HERE in kinds(here, old)  # written later, and it has no such thing


# ------------------------------------------------------------------ not honest
def test_a_signature_that_only_the_co_signer_knows(homes: TwoHomes) -> None:
    """Somebody with a copy of the computer's home has it signed; the computer knows nothing of it."""
    homes.pay()
    here, there = both(homes)
    copy = without(here, LogCode.ASKS, LogCode.BEGUN, LogCode.SIGNED)
    (one,) = compare(copy, there)
    assert (one.what, one.wallet, one.matters) == (Difference.SIGNED_THERE, "savings", True)
    assert one.name == homes.checked(homes.wire()).txid[::-1].hex()
    assert "move the coins" in difference(one.what, wallet="savings", name=one.name)


def test_a_signature_that_the_co_signer_hides(homes: TwoHomes) -> None:
    """It writes its own log as if it never was, with a chain that is whole."""
    first, second = pay(homes), pay(homes, 1)
    here, there = both(homes)
    assert kinds(here, without(there, LogCode.RELEASED)) == []  # the debit says it too
    hidden = without(there, LogCode.RELEASED, LogCode.DEBITED)
    assert [(one.what, one.name) for one in compare(here, hidden)] == [
        (Difference.SIGNED_HERE, first),
        (Difference.SIGNED_HERE, second),
    ]
    whole = without(hidden, LogCode.UNATTENDED)
    assert kinds(here, whole) == [Difference.SIGNED_HERE] * 2


def test_what_each_side_may_lack(homes: TwoHomes) -> None:
    pay(homes)
    here, there = both(homes)
    assert kinds(without(here, LogCode.SIGNED), there) == [Difference.UNFINISHED]
    asked = without(there, LogCode.RELEASED, LogCode.DEBITED)
    assert kinds(without(here, LogCode.SIGNED), asked) == []
    assert kinds(without(here, LogCode.SIGNED), without(asked, LogCode.UNATTENDED)) == [Difference.ANSWERED_HERE]
    assert kinds(without(here, LogCode.SIGNED, LogCode.BEGUN, LogCode.ASKS), asked) == [Difference.ASKED_THERE]


def edited(log_: ReadLog, code: LogCode, at: int, value: str) -> ReadLog:
    """Another value in the lines of one code."""
    rows = []
    for number, row in log_.rows:
        values = list(row.entry.values)
        if row.entry.code == code:
            values[at] = value
        rows.append((number, replace(row, entry=replace(row.entry, values=tuple(values)))))
    return replace(log_, rows=tuple(rows))


def test_another_amount_and_another_transaction(homes: TwoHomes) -> None:
    pay(homes)
    here, there = both(homes)
    (one,) = compare(here, edited(there, LogCode.RELEASED, 3, "99"))
    assert (one.what, one.here, one.there) == (Difference.AMOUNT, "40500 / 500", "99 / 500")
    assert kinds(here, edited(there, LogCode.UNATTENDED, 4, "7")) == [Difference.AMOUNT]
    for code in (LogCode.RELEASED, LogCode.DEBITED, LogCode.UNATTENDED):
        there = edited(there, code, 2, "ab")
    assert set(kinds(here, there)) == {Difference.SIGNED_THERE, Difference.SIGNED_HERE, Difference.OTHER_PAYMENT}


def test_epochs_and_keys_that_one_side_knows(homes: TwoHomes) -> None:
    homes.client.refresh(homes.key.key_id)
    here, there = both(homes)
    assert kinds(without(here, LogCode.REFRESHED), there) == [Difference.PREPARED_HERE]
    assert kinds(without(here, LogCode.REFRESHED, LogCode.PREPARED), there) == [Difference.EPOCH_THERE]
    (one,) = compare(edited(here, LogCode.REFRESHED, 3, "another run"), there)[:1]
    assert (one.what, one.name) == (Difference.EPOCH_HERE, "2")
    assert Difference.EPOCH_HERE in kinds(here, without(there, LogCode.CURRENT))
    keyless = without(here, LogCode.MADE, LogCode.PREPARED, LogCode.REFRESHED, LogCode.RULE_TOLD)
    assert Difference.KEY_THERE in kinds(keyless, there)
    other = replace(keyless, about=replace(keyless.about, pin="ee" * 32))
    assert kinds(other, there) == []  # a key of another computer


def test_rules_locks_and_faults(homes: TwoHomes) -> None:
    here, there = both(homes)
    (one,) = compare(here, without(there, LogCode.RULE_SET))
    assert (one.what, one.name, one.here) == (Difference.RULE_HERE, "approve-below", str(10 * BTC))
    name, key = homes.key.name, named(homes.key.key_id)
    with homes.cosigner.records.write() as write:
        write.log(1, LogCode.OT_FAILED, name, key)
        write.log(1, LogCode.OT_FAILED, "of another computer", "ff" * 8)
        write.log(1, LogCode.FAULT, name, "PeerFault.task", key)
        write.log(2, LogCode.FAULT, name, "PeerFault.task", key)
        write.log(1, LogCode.LINK_FAULT, "PeerFault.fault", "ff" * 8)
    homes.client.log.cheated(name, Cheat("a false proof", FaultKind.TASK))
    told = found(homes)
    assert [(one.what, one.times) for one in told] == [
        (Difference.LOCKED_THERE, 1),
        (Difference.CHEATED_HERE, 1),
        (Difference.FAULTS_THERE, 2),
    ]
    with homes.computer.records.write() as write:
        write.log(2, LogCode.TOLD_LOCKED, name, key)
    assert Difference.LOCKED_THERE not in [one.what for one in found(homes)]


def test_what_is_old_may_have_gone(homes: TwoHomes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "KEPT", 3)
    for seed in range(5):
        pay(homes, seed)
        homes.clock.sleep(3_600)
    here, there = both(homes)
    assert kinds(here, there) == []
    fewer = replace(there, rows=tuple(row for row in there.rows if row[1].entry.kind != "signature" or row[0] % 2))
    monkeypatch.setattr(log, "KEPT", 1)
    assert set(kinds(here, fewer)) <= {Difference.OLD, Difference.LATER}


@pytest.mark.parametrize(
    ("change", "flaw"),
    [
        (lambda lines: lines[-4].update(time=5), LogFlaw.LINK),
        (lambda lines: lines.pop(), LogFlaw.CUT),
        (lambda lines: lines.insert(-1, lines.pop(-3)), LogFlaw.ORDER),
    ],
)
def test_a_file_that_was_changed_matters(
    change: Callable[[list[dict[str, Any]]], object], flaw: LogFlaw, homes: TwoHomes
) -> None:
    pay(homes)
    here, there = exported(homes)
    change(there)
    assert as_read(there).flaw is flaw
    told = compare(as_read(here), as_read(there))
    assert [one.what for one in told if one.matters] == [Difference.BROKEN]
    change(here)
    assert Difference.BROKEN_HERE in [one.what for one in compare(as_read(here), as_read(there))]


def test_another_log_is_not_compared(homes: TwoHomes) -> None:
    here, there = both(homes)
    with pytest.raises(BadInput, match="the log of a computer"):
        compare(here, here)
    with pytest.raises(BadInput, match="of another co-signer"):
        compare(here, replace(there, about=replace(there.about, pin="ff" * 32)))


def test_every_difference_is_told() -> None:
    assert set(DIFFERENCES) == set(Difference) > MATTERS
    for what in Difference:
        assert difference(what, wallet="w", name="n", here="h", there="t", times=2)


def test_wallets_of_another_co_signer_are_left_out(homes: TwoHomes) -> None:
    """One computer may have wallets with several."""
    pay(homes)
    homes.client.refresh(homes.key.key_id)
    here, there = both(homes)
    for code, at in ((LogCode.MADE, 5), (LogCode.PREPARED, 5), (LogCode.REFRESHED, 4)):
        here = edited(here, code, at, "ff" * 8)
    other = replace(there, rows=tuple(row for row in there.rows if row[1].entry.kind == "clock"))
    assert kinds(here, other) == []
    assert set(kinds(here, there)) == {Difference.KEY_THERE}


def test_a_device_that_took_a_place_is_asked_about_its_own_time(tmp_path: Path) -> None:
    """What was before is in the log of the one that is lost, and what is since is not."""
    with lost_cosigner(tmp_path / "cosigner") as homes:
        with homes.computer.records.write() as write:
            for pin in (OLD_COSIGNER, NEW_COSIGNER):
                homes.client.log.paired(write, "nas.lan", pin, compared=True)
        homes.client.connected()
        homes.pay()
        homes.replace()
        old = homes.cosigner
        homes.use_new()
        homes.pay(homes.wire(seed=9))
        here = log_of(homes, homes.computer, "wallet", pin_of(homes.certificate))
        for side, pin in ((old, OLD_COSIGNER), (homes.cosigner, NEW_COSIGNER)):
            assert compare(here, log_of(homes, side, "cosigner", pin)) == []
    with lost(tmp_path / "computer") as other:
        with other.new.records.write() as write:
            other.new_client.log.paired(write, "nas.lan", pin_of(COSIGNER), compared=True)
        other.client.connected()
        other.pay()
        other.restore()
        other.use_new()
        other.pay(other.wire(seed=9))
        here = log_of(other, other.computer, "wallet", pin_of(other.certificate))
        assert compare(here, log_of(other, other.cosigner, "cosigner", pin_of(COSIGNER))) == []


def log_of(homes: TwoHomes, side: Side, name: str, pin: bytes) -> ReadLog:
    text = "".join(written(side.records.book, LogAbout(name, pin.hex(), int(homes.clock.now()) + 3_600)))
    return read(text.encode())
