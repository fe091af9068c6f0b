"""A key that is made while a sheet is exchanged: sealed to the old one, taken along at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import BadInput, InputKind
from core.home import own_sheet
from core.home.records import LogCode
from core.home.repository import Repository
from core.keys.record import KeyRecord, share_of
from core.recovery.sheet import Sheet, SheetPair
from core.role import Role
from core.wallet.events import silent
from core.wallet.renewing import made_beside
from core.wallet.sheets import Sheets
from tests.malicious.test_sheet_exchange import OLD, both, new_one
from tests.support.two_homes import NAME, NETWORK, TwoHomes, two_homes

SECOND = "second"


@pytest.fixture
def homes(tmp_path: Path) -> Iterator[TwoHomes]:
    with two_homes(tmp_path, sheets=True) as found:
        found.clock.sleep(7_200)
        yield found


def second(records: Repository) -> KeyRecord:
    return next(row for row in records.keys.values() if row.name == SECOND)


def pair(homes: TwoHomes, role: Role) -> SheetPair:
    one = share_of(second(homes.computer.records)).sheets_of(role)
    assert one == share_of(second(homes.cosigner.records)).sheets_of(role)
    return one


def is_exchanged(records: Repository) -> bool:
    done = LogCode.SHEET_EXCHANGED in [line.code for line in records.log()]
    assert done is (own_sheet.coming(records) is None)
    return done


def first(homes: TwoHomes) -> KeyRecord:
    return next(row for row in homes.computer.records.keys.values() if row.name != SECOND)


def drill(homes: TwoHomes, new: Sheet) -> None:
    Sheets(homes.computer.records, lambda _: homes.client).drill(first(homes), new.words, silent)


def test_the_old_paper_is_not_burnt_before_the_new_key_has_gone_over(homes: TwoHomes) -> None:
    new = both(homes)
    made = homes.client.new_key(SECOND, NETWORK)
    assert pair(homes, Role.P1) == SheetPair(OLD[Role.P1].public)
    drill(homes, new)
    for _ in range(2):
        homes.client.refresh(first(homes).key_id)
    assert share_of(first(homes)).sheets_of(Role.P1) == SheetPair(new.public)
    assert not is_exchanged(homes.computer.records)  # only the old paper opens the second one
    for key in (made.key_id, made.key_id):
        homes.client.refresh(key)
    drill(homes, new)
    homes.client.refresh(made.key_id)
    assert is_exchanged(homes.computer.records)
    assert pair(homes, Role.P1) == SheetPair(new.public)


def test_it_goes_over_at_once_without_another_yes(homes: TwoHomes) -> None:
    new = both(homes)
    made_beside(homes.computer.records, homes.client, homes.client.new_key(SECOND, NETWORK), silent)
    assert pair(homes, Role.P1) == SheetPair(OLD[Role.P1].public, new.public)
    assert homes.cosigner.admin.approvals() == ()
    drill(homes, new)
    for row in (first(homes), second(homes.computer.records)):
        assert not is_exchanged(homes.computer.records)
        homes.client.refresh(row.key_id)
    assert is_exchanged(homes.computer.records)


def test_one_that_is_made_after_the_drill_needs_none(homes: TwoHomes) -> None:
    new = both(homes)
    drill(homes, new)
    made_beside(homes.computer.records, homes.client, homes.client.new_key(SECOND, NETWORK), silent)
    for row in (second(homes.computer.records), first(homes)):
        homes.client.refresh(row.key_id)
    assert is_exchanged(homes.computer.records)
    assert pair(homes, Role.P1) == SheetPair(new.public)


def test_the_co_signers_goes_the_same_way(homes: TwoHomes) -> None:
    new, wallet = new_one(homes.cosigner), Sheets(homes.computer.records, lambda _: homes.client)
    homes.client.status(homes.key.key_id)
    wallet.accept(homes.key, " ".join(new.public.fingerprint), silent)
    made_beside(homes.computer.records, homes.client, homes.client.new_key(SECOND, NETWORK), silent)
    assert pair(homes, Role.P2) == SheetPair(OLD[Role.P2].public, new.public)
    assert not is_exchanged(homes.cosigner.records)


def test_without_an_exchange_nothing_more_is_done(homes: TwoHomes) -> None:
    made = homes.client.new_key(SECOND, NETWORK)
    assert made_beside(homes.computer.records, homes.client, made, silent) is made


def test_it_is_made_where_it_cannot_go_over_now(homes: TwoHomes) -> None:
    both(homes)
    made = homes.client.new_key(SECOND, NETWORK)
    homes.cosigner.end()
    homes.client.close()
    assert made_beside(homes.computer.records, homes.client, made, silent) is made


def test_a_new_sheet_that_alone_opens_a_key_is_not_given_up(homes: TwoHomes) -> None:
    """Its paper would be torn up, and no other opens the key that has gone over."""
    new = both(homes)
    made = made_beside(homes.computer.records, homes.client, homes.client.new_key(SECOND, NETWORK), silent)
    drill(homes, new)
    homes.client.refresh(first(homes).key_id)
    assert share_of(first(homes)).sheets_of(Role.P1) == SheetPair(new.public)
    with pytest.raises(BadInput) as alone:
        own_sheet.give_up(homes.computer.records, 5)
    assert alone.value.kind is InputKind.SHEET_ALONE
    homes.client.refresh(first(homes).key_id)
    homes.client.refresh(made.key_id)
    assert is_exchanged(homes.computer.records)


@pytest.mark.parametrize("role", Role)
def test_a_new_key_where_all_have_gone_over_and_another_devices_have_not(role: Role, homes: TwoHomes) -> None:
    """The other side keeps copies for the new sheet alone by then: told the old one, it would see another's."""
    if role is Role.P1:
        new = both(homes)
    else:
        new = new_one(homes.cosigner)
        homes.client.status(homes.key.key_id)
        Sheets(homes.computer.records, lambda _: homes.client).accept(
            homes.key, " ".join(new.public.fingerprint), silent
        )
    made_beside(homes.computer.records, homes.client, homes.client.new_key(SECOND, NETWORK), silent)
    for records in (homes.computer.records, homes.cosigner.records):
        with records.write() as write:
            write.key(replace(second(records), pin=bytes(32), name="elsewhere"))
    if role is Role.P1:
        drill(homes, new)
    else:
        homes.cosigner.dispatcher.drills.want(NAME, new.words)
        row = first(homes)
        assert Sheets(homes.computer.records, lambda _: homes.client).show_copy(row, homes.client.status(row.key_id))
    row = next(row for row in homes.computer.records.keys.values() if row.name == NAME)
    homes.client.refresh(row.key_id)
    assert share_of(homes.computer.records.keys[row.key_id]).sheets_of(role) == SheetPair(new.public)
    homes.client.new_key(SECOND, NETWORK)
    assert pair(homes, role) == SheetPair(new.public)
    assert not is_exchanged((homes.computer if role is Role.P1 else homes.cosigner).records)
