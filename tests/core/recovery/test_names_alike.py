"""Two lost computers had a wallet of one name, or the new one has one: each has a name of its own afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest

from core.codec.messages import Message
from core.errors import PeerFault
from core.home.changing_hands import proof_of
from core.home.names import NameBook
from core.keys.record import KeyRecord
from core.keys.restore import SETTLING, AskRestore, Rebind, Rebound, RestoreTold
from core.protocol.progress import ProgressStep
from core.rpc.multiplexer import exchange
from core.transport.link.identity import pin_of
from core.wallet.events import Event
from core.wallet.restoring import renamed
from core.wallet.results import RenamedWallet
from core.wallet.settling import nothing
from tests.support.lost_computer import PIN, Lost, lost, sheet
from tests.support.two_homes import COSIGNER, NAME, NETWORK, Killed

M = TypeVar("M", bound=Message)
OTHER = b"\7" * 32  # the pin of the other computer


@pytest.fixture
def homes(tmp_path: Path) -> Iterator[Lost]:
    """The co-signer has two wallets of one name for this sheet, of two computers."""
    with lost(tmp_path) as found:
        found.client.new_key("second", NETWORK)
        other = next(row for row in found.cosigner.records.keys.values() if row.name == "second")
        with found.cosigner.records.write() as write:
            write.key(replace(other, name=NAME, pin=OTHER))
        yield found


def names(rows: Mapping[bytes, KeyRecord]) -> dict[bytes, str]:
    return {key_id: row.name for key_id, row in rows.items() if row.pin != OTHER and row.current}


def test_two_computers_with_wallets_of_one_name_come_back_into_one_home(homes: Lost) -> None:
    homes.restore()
    here = names(homes.new.records.keys)
    assert sorted(here.values()) == [NAME, f"{NAME} 2"]
    there = {key_id: row for key_id, row in homes.cosigner.records.keys.items() if row.pin == PIN}
    assert names(there) == here  # whoever says yes there reads the name that the computer shows
    rows = list(there.values())
    book = NameBook(homes.cosigner.records, lambda: 0)
    assert {book.row(rows, name).key_id for name in here.values()} == set(here)
    homes.use_new()
    homes.pay()


def test_a_computer_that_tells_no_name_or_one_twice(homes: Lost) -> None:
    homes.client.close()
    line = homes.new_client.connected()

    def told(message: Message, kind: type[M]) -> M:
        return homes.new_client.connected().call(exchange(message, kind), nothing)

    told(AskRestore.signed(sheet(), line.link.chan, PIN), RestoreTold)
    homes.approve()
    homes.clock.sleep(SETTLING)
    chan = homes.new_client.connected().link.chan
    ready = told(AskRestore.signed(sheet(), chan, PIN), RestoreTold)
    for one in ready.keys:
        homes.restoring().open(ready.request, one.key_id, one.T)
    proofs = tuple(proof_of(homes.new.records.keys[one.key_id], chan) for one in ready.keys)
    with pytest.raises(PeerFault):
        told(Rebind(ready.request, tuple(replace(one, name="a/b") for one in proofs)), Rebound)
    chan = homes.new_client.connected().link.chan
    again = [proof_of(homes.new.records.keys[one.key_id], chan) for one in ready.keys]
    told(Rebind(ready.request, tuple(replace(one, name="the same") for one in again)), Rebound)
    there = [row.name for row in homes.cosigner.records.keys.values() if row.pin == PIN]
    assert sorted(there) == ["the same", "the same 2"]


def test_the_person_is_told_also_where_the_program_died_after_it(homes: Lost) -> None:
    def dies(event: Event) -> None:
        homes.person(event)
        if event.step is ProgressStep.BINDING:
            raise Killed

    with pytest.raises(Killed):
        homes.restore(dies)
    homes.new.end()
    homes.restart_new()
    homes.restoring().run(homes.person)
    assert renamed(homes.new.records, pin_of(COSIGNER)) == (RenamedWallet(NAME, f"{NAME} 2"),)


def test_a_home_that_has_a_wallet_of_that_name(homes: Lost) -> None:
    homes.clock.sleep(SETTLING)
    homes.new_client.new_key(NAME.upper(), NETWORK)
    homes.restore()
    assert sorted(names(homes.new.records.keys).values()) == sorted([NAME.upper(), f"{NAME} 2", f"{NAME} 3"])
