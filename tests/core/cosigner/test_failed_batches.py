"""Batches that fail: a full disk locks a key that was probed, a mistake hangs nobody, a copy has what rides."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

import pytest

from core.errors import LinkError, StorageError, StorageKind, TandemError
from core.home import batches
from core.home.backup import backup
from core.storage.block import VaultTransaction
from core.transport.link.identity import CERTIFICATE_FILE, KEY_FILE
from tests.support.hostile import an_a1, spoilt
from tests.support.served_homes import LIMIT, ServedHomes, served_homes


@pytest.fixture
def served(tmp_path: Path) -> Iterator[ServedHomes]:
    with served_homes(tmp_path / "homes") as found:
        yield found


def test_a_failed_check_on_a_full_disk_locks(served: ServedHomes) -> None:
    """By the space that is kept back, as what commits does."""
    homes, raw = served.homes, served.raw()
    finals = list[bool]()
    inner = homes.cosigner.vault.transaction

    def noted(*, final: bool = False) -> AbstractContextManager[VaultTransaction]:
        finals.append(final)
        return inner(final=final)

    setattr(homes.cosigner.vault, "transaction", noted)  # noqa: B010 - in place of the method
    a1 = spoilt(an_a1(homes))
    served.gate.close()
    probe = served.meanwhile(lambda: raw.ask(a1))
    served.gate.wait()
    served.gate.let_one()  # CHECKING
    served.gate.wait()
    served.gate.room = 0
    served.gate.let_one()
    served.gate.wait()  # alone, and final
    served.gate.room = None
    served.gate.open()
    with suppress(TandemError):
        probe.result(LIMIT)
    assert finals[:3] == [False, False, True]
    assert homes.cosigner.row.locked


def test_a_mistake_on_a_full_disk_hangs_nobody(served: ServedHomes) -> None:
    homes = served.homes
    homes.client.connected()
    vault, tried = homes.cosigner.vault, list[int]()
    inner = vault.transaction

    @contextmanager
    def mistaken(*, final: bool = False) -> Iterator[VaultTransaction]:
        if threading.current_thread().name != "batches":
            with inner(final=final) as block:
                yield block
            return
        tried.append(1)
        if len(tried) == 1:
            raise StorageError("full", StorageKind.FULL)
        raise MemoryError

    setattr(vault, "transaction", mistaken)  # noqa: B010 - in place of the method
    asked = served.meanwhile(lambda: homes.propose(homes.wire()))
    with pytest.raises((LinkError, MemoryError)):
        asked.result(LIMIT)
    assert [error.kind for error in served.failed] == [StorageKind.STORAGE]
    setattr(vault, "transaction", inner)  # noqa: B010
    with pytest.raises(StorageError):  # nothing is written on top of what nobody knows
        served.alone(lambda: homes.allow(1))
    assert len(tried) == 2


def test_a_copy_of_a_home_has_what_rides(served: ServedHomes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "RIDES", LIMIT)
    homes, raw = served.homes, served.raw()
    raw.ask(an_a1(homes))
    records = homes.cosigner.records
    assert records.riding is not None
    for name in (KEY_FILE, CERTIFICATE_FILE):
        (homes.cosigner.home / name).write_bytes(b"of a link that this test has not")
    served.alone(lambda: backup(records, homes.cosigner.home, 0))
    assert records.riding is None
