"""A yes to a file is for this time: what it opens is secret, so a later thief of the computer must ask again (GK14)."""

from __future__ import annotations

import pytest

from core.approval.kinds.age_file import AgeAsked, AgeFile
from core.approval.rules.freeze import Freeze
from core.crypto.ed25519 import base_mult, x25519_of
from core.errors import RefusalKind, Refused
from core.keys.record import NO_COINS
from core.protocol.progress import ProgressStep
from core.protocol.registry import OPENING
from core.wallet.events import Event
from core.wallet.signer import Signer
from tests.support.two_homes import TwoHomes

FILE = AgeAsked("a.age", (x25519_of(base_mult(b"\7" + bytes(31))),)).payload()
PASSED = 24 * 3600 + 60  # seconds


@pytest.mark.parametrize("frozen", [False, True])
def test_a_file_that_was_opened_long_ago_is_asked_about_again(homes: TwoHomes, frozen: bool) -> None:
    row, requests = homes.client.new_key("files", NO_COINS, scheme=OPENING), homes.cosigner.requests

    def yes(event: Event) -> None:
        if event.step is ProgressStep.WAITING:
            requests.approve(bytes.fromhex(event.request), accept_fee=False)

    sign = Signer(homes.client).sign_other
    first = sign(row, AgeFile.number, FILE, 60.0, yes)
    assert list(map(bytes, sign(row, AgeFile.number, FILE, 0.0))) == list(map(bytes, first))  # its answer was lost
    homes.clock.sleep(PASSED)
    if frozen:
        requests.rulebook.change([(homes.cosigner.records.keys[row.key_id], {Freeze.code: Freeze.settings()})])
    (told,) = homes.cosigner.records.requests.of_key(row.key_id)
    with pytest.raises(Refused) as gone:  # nor by naming what is still in memory
        requests.items(homes.cosigner.records.keys[row.key_id], told.task_id, (0,))
    assert gone.value.kind is RefusalKind.UNKNOWN
    with pytest.raises(Refused) as caught:
        sign(row, AgeFile.number, FILE, 0.0)
    assert caught.value.kind is (RefusalKind.REFUSED if frozen else RefusalKind.PENDING)
