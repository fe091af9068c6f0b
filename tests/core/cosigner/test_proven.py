"""Who has typed the passphrase, and who only sits at the terminal of `serve` (K1)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from core.approval.patience import CONFIRMED_UNPROVEN, Patience
from core.errors import BadInput, InputKind
from core.home.log import LogQuery
from core.home.repository import Repository
from core.keys.record import Unlock
from core.storage.vault import Vault
from tests.support.open_homes import PASSPHRASE, Serving, open_homes

FIRST, SECOND = b"\1" * 16, b"\2" * 16


def suspended(home: Path, request: bytes) -> None:
    """The key is suspended, for the third time today that a person lets it out."""
    vault = Vault.open(home, PASSPHRASE)
    records = Repository(vault)
    (row,) = records.keys.values()
    assert records.clock is not None
    now = records.clock.policy // 1000
    with records.write() as write:
        write.patience(row.key_id, Patience(confirmed=(now,) * CONFIRMED_UNPROVEN))
        write.key(replace(row, rules=replace(row.rules, suspended_until=now + 900, unlock=Unlock(request))))
    vault.close()


def test_the_passphrase_is_proven_over_the_socket_and_not_at_the_terminal_of_serve(tmp_path: Path) -> None:
    with open_homes(tmp_path) as homes:
        home = homes.serving.home
        homes.serving.stop()
        suspended(home, FIRST)
        homes.serving = Serving(home)
        with pytest.raises(BadInput) as caught:
            homes.serving.cosigner.admin.approve(FIRST.hex())
        assert caught.value.kind == InputKind.UNPROVEN
        assert homes.serving.console.approve(FIRST.hex()).state == "granted"
        homes.serving.stop()
        suspended(home, SECOND)
        assert homes.serving.console.approve(SECOND.hex()).state == "granted"  # by opening the home
        homes.serving = Serving(home)
        assert [
            line.values[1] for line in homes.serving.console.log(LogQuery("unlock")) if line.code == "unlock.again"
        ] == ["3"]
