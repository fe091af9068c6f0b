"""kill -9, and the write-ahead log beside the vault is deleted or was never copied: nothing that counts is undone.

What counts is in the file itself before anything is told, so the log holds nothing that could be lost with it; and a
file that was open, without its log, is a copy: it opens only as an old one (V2, V4).
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from core.approval.messages import RequestState
from core.approval.rules.registry import sats
from core.errors import BadInput, StorageError, StorageKind
from core.secret import Secret
from core.storage.vault import Vault
from core.wallet.told_rules import ToldRules
from tests.core.storage.homes import make, read
from tests.support.hostile import an_a1, spoilt
from tests.support.two_homes import CHEAP, NAME, Side, TwoHomes


def killed_without_log(side: Side) -> None:
    """The disk as a kill leaves it at this moment, but for the log."""
    found = {path.name: path.read_bytes() for path in side.home.iterdir() if path.is_file()}
    side.end()
    for path in side.home.iterdir():
        path.unlink()
    assert "vault-wal" in found
    for name, data in found.items():
        if name != "vault-wal":
            (side.home / name).write_bytes(data)


def accepted(homes: TwoHomes, side: Side) -> None:
    """It does not open by itself, however often; a person takes it for an old copy."""
    for _ in range(2):
        with pytest.raises(StorageError) as refused:
            homes.restart()
        assert refused.value.kind == StorageKind.HALF
        assert not (side.home / "vault-wal").exists()
    side.half = True
    homes.restart()
    side.half = False


def lock(homes: TwoHomes) -> None:
    homes.raw().ask(spoilt(an_a1(homes)))


def locked(homes: TwoHomes) -> bool:
    return homes.cosigner.row.locked


def tighten(homes: TwoHomes) -> None:
    homes.allow(50_000)
    homes.allow(0)


def tight(homes: TwoHomes) -> bool:
    return sats(homes.cosigner.records.rules_of(homes.key.key_id), "approve-below") in (None, 0)


def refuse(homes: TwoHomes) -> None:
    homes.cosigner.requests.refuse(homes.propose(homes.wire()).request, "no")


def refused(homes: TwoHomes) -> bool:
    return [request.state for request in homes.cosigner.tasks()] == [RequestState.REFUSED]


def pay(homes: TwoHomes) -> None:
    homes.allow(50_000)
    homes.pay()


def debited(homes: TwoHomes) -> bool:
    return homes.cosigner.requests.rulebook.used(homes.key).unattended == 40_500


@pytest.mark.parametrize(
    ("work", "stands"), [(lock, locked), (tighten, tight), (refuse, refused), (pay, debited)], ids=lambda f: f.__name__
)
def test_nothing_that_counts_is_in_the_log_alone(
    homes: TwoHomes, work: Callable[[TwoHomes], None], stands: Callable[[TwoHomes], bool]
) -> None:
    assert not stands(homes) or work is tighten
    homes.client.connected()
    work(homes)
    killed_without_log(homes.cosigner)
    accepted(homes, homes.cosigner)
    assert stands(homes)


def test_a_half_copy_is_an_old_one(homes: TwoHomes) -> None:
    """Refreshed before it pays, asked about everything until a person looked, and written down."""
    homes.allow(50_000)
    killed_without_log(homes.cosigner)
    accepted(homes, homes.cosigner)
    assert homes.cosigner.row.must_refresh
    assert [entry.code for entry in homes.cosigner.records.log()].count("restored.half") == 1
    assert homes.propose(homes.wire()).state is RequestState.PROPOSED
    assert ToldRules.of(homes.client.status(homes.key.key_id)).approve_below == 0
    homes.restart_both()  # it is whole from now on
    homes.cosigner.admin.resume(NAME)
    homes.client.refresh(homes.key.key_id)
    assert homes.propose(homes.wire(seed=20)).state is RequestState.APPROVED


def test_nor_does_a_computer_lose_what_it_was_told(homes: TwoHomes) -> None:
    homes.client.connected()
    known = homes.computer.row
    killed_without_log(homes.computer)
    accepted(homes, homes.computer)
    assert homes.computer.row == replace(known, must_refresh=True, current=homes.computer.row.current)
    homes.pay()


def test_who_is_killed_right_after_saying_yes_has_said_it(homes: TwoHomes) -> None:
    """What follows from a half copy is written, or still to be written at the next start."""
    homes.client.connected()
    killed_without_log(homes.cosigner)
    homes.cosigner.half = True
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("core.home.repository.Write.accept", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            homes.restart()
    homes.cosigner.vault.close()
    homes.cosigner.half = False
    homes.restart()
    assert homes.cosigner.row.must_refresh


def test_a_kill_with_its_log_is_no_loss(homes: TwoHomes) -> None:
    """As ever: also after a wrong passphrase, for which SQLite folds the log and deletes it."""
    home = homes.cosigner.home
    found = {path.name: path.read_bytes() for path in home.iterdir() if path.is_file()}
    homes.cosigner.end()
    for name, data in found.items():
        (home / name).write_bytes(data)
    with pytest.raises(BadInput):
        Vault.open(home, Secret(b"wrong"), floor=CHEAP)
    homes.restart()
    assert not homes.cosigner.row.must_refresh


ENDS = """
import sys
from pathlib import Path
from tests.core.storage.homes import reopen, write
vault = reopen(Path(sys.argv[1]))
write(vault, {("key", b"A"): b"1"})
1 / 0
"""


def test_nor_is_a_program_that_ends_without_closing(tmp_path: Path) -> None:
    make(tmp_path / "home", {})
    done = subprocess.run([sys.executable, "-c", ENDS, str(tmp_path / "home")], capture_output=True, check=False)
    assert b"ZeroDivisionError" in done.stderr
    assert read(tmp_path / "home", "key") == {("key", b"A"): b"1"}
