"""A stolen or hostile device pushes up, before it is lost, the numbers that its other side remembers: whoever comes
back in its place knows none of them, and must come back all the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import PeerFault
from core.home.repository import Repository
from core.keys.handshake import MOST_AHEAD
from core.keys.record import CosignerState, KeyRecord
from core.keys.restore import MOST_SIGNED
from core.keys.transitions import MOST_SKIPPED
from core.protocol.progress import ProgressStep
from core.protocol.run import FARTHEST, FARTHEST_BACK
from core.wallet.events import Event, silent
from tests.support.lost_computer import Lost, lost
from tests.support.lost_cosigner import LostCosigner, lost_cosigner
from tests.support.two_homes import TwoHomes

FEW = 3


@pytest.fixture
def homes(tmp_path: Path) -> Iterator[Lost]:
    with lost(tmp_path) as found:
        yield found


@pytest.fixture
def cosigners(tmp_path: Path) -> Iterator[LostCosigner]:
    with lost_cosigner(tmp_path) as found:
        yield found


class GivenUp(Exception):
    """The hostile one leaves in the middle of a run."""


def give_up(event: Event) -> None:
    if event.step is ProgressStep.TEST:
        raise GivenUp


def lie(records: Repository, **numbers: int) -> None:
    """A hostile device, in its own row, adds to the numbers that it tells."""
    with records.write() as write:
        for row in records.keys.values():
            write.key(replace(row, **{name: getattr(row, name) + more for name, more in numbers.items()}))


def push_generations(homes: TwoHomes, records: Repository) -> None:
    """As far as the other side believes, with each connection."""
    for _ in range(FEW):
        homes.client.close()
        lie(records, generation=MOST_AHEAD - FEW, peer_generation=MOST_AHEAD - FEW)
        homes.client.connected()
    homes.client.close()


def push_epochs(homes: Lost | LostCosigner, records: Repository) -> None:
    """Runs that both sides prepare, and that nobody commits."""
    for _ in range(2):
        lie(records, max_epoch=FARTHEST)
        with suppress(GivenUp):
            homes.client.refresh(homes.key.key_id, give_up)
        homes.client.close()
    homes.client.connected()
    homes.client.close()


def agree(here: KeyRecord, there: KeyRecord) -> bool:
    """Whether both sides have halves of one run, with which they sign."""
    return here.current_run_id == there.current_run_id and not here.must_refresh and not there.must_refresh


def test_generations_that_a_stolen_computer_pushed_up(homes: Lost) -> None:
    push_generations(homes, homes.computer.records)
    assert homes.kept.generation > MOST_AHEAD
    assert homes.kept.peer_generation > MOST_AHEAD
    homes.restore()
    assert agree(homes.back, homes.kept)


def test_epochs_that_a_stolen_computer_pushed_up(homes: Lost) -> None:
    push_epochs(homes, homes.computer.records)
    assert homes.kept.max_epoch > 2 * FARTHEST
    assert homes.kept.pending is None
    homes.restore()
    assert agree(homes.back, homes.kept)
    homes.new_client.refresh(homes.kept.key_id, silent)  # and once more, with what both know by now
    assert agree(homes.back, homes.kept)


def test_addresses_that_a_stolen_computer_used_up(homes: Lost) -> None:
    with homes.cosigner.records.write() as write:
        write.key(replace(homes.kept, rules=CosignerState(2 * MOST_SIGNED, 2 * MOST_SIGNED, 7)))
    homes.restore()
    rules = homes.back.rules
    assert (rules.signed_external, rules.signed_internal, rules.paid_external) == (MOST_SIGNED, MOST_SIGNED, 7)


def test_generations_that_a_hostile_cosigner_pushed_up(cosigners: LostCosigner) -> None:
    push_generations(cosigners, cosigners.cosigner.records)
    assert cosigners.key.generation > MOST_AHEAD
    assert cosigners.key.peer_generation > MOST_AHEAD
    cosigners.replace()
    assert agree(cosigners.key, cosigners.there)


def test_epochs_that_a_hostile_cosigner_pushed_up(cosigners: LostCosigner) -> None:
    push_epochs(cosigners, cosigners.cosigner.records)
    assert cosigners.key.max_epoch > 2 * FARTHEST
    cosigners.replace()
    assert agree(cosigners.key, cosigners.there)


def test_who_stays_does_not_use_up_all_epochs_of_who_comes_back(cosigners: LostCosigner) -> None:
    """A run that is not committed takes it no further than any other, so that the next one can come back too."""
    lie(cosigners.computer.records, max_epoch=FARTHEST_BACK - 1)
    cosigners.type_words()
    with pytest.raises(GivenUp):
        cosigners.replacing().run(give_up)
    pending = cosigners.there.pending
    assert pending is not None
    assert pending.epoch > FARTHEST_BACK
    assert cosigners.there.max_epoch == 1 + MOST_SKIPPED
    cosigners.new_client.close()
    cosigners.replacing().run(silent)
    assert agree(cosigners.key, cosigners.there)
    assert cosigners.there.max_epoch > FARTHEST_BACK


def test_nor_more_than_there_are(cosigners: LostCosigner) -> None:
    lie(cosigners.computer.records, max_epoch=FARTHEST_BACK + 1)
    with pytest.raises(PeerFault):
        cosigners.replace()
    assert cosigners.there.pending is None
    assert cosigners.there.max_epoch == 1
