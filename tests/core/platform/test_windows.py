"""Windows by its rules, on fakes of its libraries' calls (tests/support/fake_windows.py); the calls themselves run on a
Windows of the workflow alone."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from core.errors import BadInput, StorageError
from core.platform import here as chosen
from core.platform.api import MemoryLock
from core.platform.linux import Linux
from core.platform.windows import KEPT_MEMORY, LOCKED_AT, Windows, allowed
from core.secret import Secret
from core.storage import disk, lock, passphrase
from core.storage.anchor import Anchored, AnchorFile
from core.storage.lock import HomeLock
from core.storage.passphrase import passphrase_from
from tests.support.fake_windows import ME, OTHER, FakeCalls

MINE = f"O:{ME}D:P(A;OICI;FA;;;{ME})"


@pytest.fixture
def calls() -> FakeCalls:
    return FakeCalls()


@pytest.fixture
def windows(calls: FakeCalls, monkeypatch: pytest.MonkeyPatch) -> Windows:
    found = Windows(calls)
    for module in (lock, disk, passphrase):
        monkeypatch.setattr(module, "here", found)
    return found


def test_this_system_is_what_it_is() -> None:
    assert isinstance(chosen.here, Linux) == (sys.platform == "linux")


# ------------------------------------------------------------------ who is let in
@pytest.mark.parametrize(
    ("sddl", "who"),
    [
        (f"O:{ME}G:{ME}D:PAI(A;OICI;FA;;;SY)(A;;0x1200a9;;;BU)", ["SY", "BU"]),
        (f"O:{ME}D:(D;;FA;;;WD)(A;;FA;;;{ME})", [ME]),  # a refusal lets nobody in
        (f"O:{ME}D:(A;OICIIO;GA;;;WD)(A;;FA;;;{ME})", [ME]),  # one that is handed down only lets nobody in here
        (f"O:{ME}D:(A;OICIID;FA;;;WD)", ["WD"]),  # one that was handed down does
        (f'O:{ME}D:(XA;;FA;;;WD;(@User.Title=="PM (of all)"))', ["WD"]),
        (f"O:{ME}D:P", []),
        (f"O:{ME}D:NO_ACCESS_CONTROL", None),
        (f"O:{ME}", None),
    ],
)
def test_whom_a_list_lets_in(sddl: str, who: list[str] | None) -> None:
    assert allowed(sddl) == who


@pytest.mark.parametrize(
    ("entries", "is_open"),
    [
        (f"(A;;FA;;;{ME})", False),
        (f"(A;;FA;;;SY)(A;;FA;;;BA)(A;;FA;;;OW)(A;OICI;FA;;;{ME})", False),
        (f"(A;;FA;;;{ME})(A;;FR;;;WD)", True),
        (f"(A;;FA;;;{ME})(A;;0x1;;;{OTHER})", True),
        ("NO_ACCESS_CONTROL", True),
    ],
)
def test_a_home_that_others_can_enter_is_made_ours_only_if_it_is_empty(
    calls: FakeCalls, windows: Windows, tmp_path: Path, entries: str, is_open: bool
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "diary").touch()
    calls.lists[str(home)] = f"O:{ME}D:{entries}"
    if not is_open:
        HomeLock(home).release()
        return
    with pytest.raises(StorageError) as refused:
        HomeLock(home)
    assert refused.value.kind == "home"
    assert f'run: icacls "{home}" /inheritance:r /grant:r "*{ME}:(OI)(CI)F"' in refused.value.message
    (home / "diary").unlink()
    HomeLock(home).release()
    assert calls.lists[str(home)] == MINE


@pytest.mark.parametrize(("owner", "refused"), [(ME, False), ("BA", False), (OTHER, True), ("SY", True)])
def test_whose_a_home_is(calls: FakeCalls, windows: Windows, tmp_path: Path, owner: str, refused: bool) -> None:
    calls.lists[str(tmp_path)] = f"O:{owner}G:SYD:(A;;FA;;;{ME})"
    if refused:
        with pytest.raises(StorageError, match="belongs to another user"):
            HomeLock(tmp_path)
    else:
        HomeLock(tmp_path).release()


def test_a_home_whose_list_cannot_be_read_is_refused(
    calls: FakeCalls, windows: Windows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(_: object) -> str:
        raise PermissionError(13, "Access is denied")

    monkeypatch.setattr(calls, "security", denied)
    with pytest.raises(StorageError, match="Access is denied"):
        HomeLock(tmp_path)


@pytest.mark.parametrize(("drive", "kind"), [((4, "NTFS"), "network"), ((3, "NTFS"), "NTFS"), ((2, ""), "")])
def test_a_home_on_a_network_drive_is_refused(
    calls: FakeCalls, windows: Windows, tmp_path: Path, drive: tuple[int, str], kind: str
) -> None:
    calls.disk = drive
    assert lock.disk_of(tmp_path) == kind
    if kind == "network":
        with pytest.raises(StorageError, match="on a network disk"):
            HomeLock(tmp_path)
    else:
        HomeLock(tmp_path).release()


# ------------------------------------------------------------------ one process for a home
def test_the_name_in_a_lock_can_be_read_while_it_is_held(calls: FakeCalls, windows: Windows, tmp_path: Path) -> None:
    """Windows lets nobody read what is locked: so what is locked lies behind the name."""
    held = HomeLock(tmp_path)
    with pytest.raises(StorageError, match=rf"another process \({os.getpid()}\)") as refused:
        HomeLock(tmp_path)
    assert refused.value.kind == "in_use"
    assert calls.locked_at == [LOCKED_AT, LOCKED_AT]
    assert len((tmp_path / "lock").read_bytes()) < 32 < LOCKED_AT
    held.release()
    HomeLock(tmp_path).release()


def test_a_lock_is_closed_before_it_is_deleted(
    windows: Windows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows deletes nothing that is open."""
    held, unlink = HomeLock(tmp_path / "home"), Path.unlink

    def unlink_closed(path: Path, missing_ok: bool = False) -> None:
        if path.name == "lock":
            here = path.stat()
            for number in os.listdir("/proc/self/fd"):  # noqa: PTH208
                try:
                    found = os.fstat(int(number))
                except OSError:
                    continue
                if stat.S_ISREG(found.st_mode) and os.path.samestat(found, here):
                    raise PermissionError(13, "it is open")
        unlink(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", unlink_closed)
    held.remove()
    assert not (tmp_path / "home").exists()


# ------------------------------------------------------------------ files
def test_a_new_file_is_ours_alone_from_its_first_moment(calls: FakeCalls, windows: Windows, tmp_path: Path) -> None:
    calls.inherited = f"O:{ME}D:(A;;FA;;;WD)"
    with os.fdopen(windows.create(str(tmp_path / "new")), "wb") as file:
        file.write(b"secret")
        assert not windows.others_read(file.fileno())
    with pytest.raises(FileExistsError):
        windows.create(str(tmp_path / "new"))
    (tmp_path / "old").touch()
    with (tmp_path / "old").open("rb") as file:
        assert windows.others_read(file.fileno())


def test_a_passphrase_that_others_can_read_is_refused(calls: FakeCalls, windows: Windows, tmp_path: Path) -> None:
    file = tmp_path / "passphrase"
    file.write_text("correct horse\n")
    assert passphrase_from(file).reveal() == b"correct horse"
    calls.lists[str(file)] = f"O:{ME}D:(A;;FR;;;BU)(A;;FA;;;{ME})"
    with pytest.raises(BadInput) as refused:
        passphrase_from(file)
    assert f'icacls "{file}" /inheritance:r /grant:r "*{ME}:F"' in refused.value.message


def test_an_anchor_is_written_over(calls: FakeCalls, windows: Windows, tmp_path: Path) -> None:
    """Where a folder is nothing that could be synced."""
    anchor = AnchorFile(tmp_path, b"v" * 16, Secret(bytes(32)))
    for generation in (1, 2):
        anchor.write(Anchored(generation, ()))
        assert anchor.read() == Anchored(generation, ())
    assert calls.lists[str(tmp_path / (b"v" * 16).hex()) + ".new"] == f"O:{ME}D:P(A;;FA;;;{ME})"


# ------------------------------------------------------------------ the process and the machine
def test_a_process_is_read_by_nobody(calls: FakeCalls, windows: Windows) -> None:
    """Neither by what its user runs besides, nor by its owner, who could else change the list."""
    windows.harden()
    rights = {"SY": "GA", ME: "0x00101001", "OW": "0x00101001"}
    for who, what in rights.items():
        assert f"(A;;{what};;;{who})" in calls.hardened
    assert allowed(calls.hardened) == list(rights)
    assert calls.hardened.startswith("D:P(")
    reads_or_writes = 0x0010 | 0x0020 | 0x0008 | 0x0002 | 0x0040 | 0x00040000 | 0x00080000
    assert not int(rights[ME], 16) & reads_or_writes


@pytest.mark.parametrize(("promises", "told"), [(True, MemoryLock.HELD), (False, MemoryLock.REFUSED)])
def test_memory_is_asked_for(calls: FakeCalls, windows: Windows, promises: bool, told: MemoryLock) -> None:
    calls.promises = promises
    assert windows.lock_memory() is told
    assert calls.kept == KEPT_MEMORY


@pytest.mark.parametrize(("guid", "name"), [("01234567-89ab-cdef-0123-456789abcdef", 32), ("", 0), ("none", 0)])
def test_the_name_of_a_machine(calls: FakeCalls, windows: Windows, guid: str, name: int) -> None:
    calls.guid = guid
    assert len(windows.machine_id()) == name
    assert b"-" not in windows.machine_id()


def test_keys_are_forgotten_where_there_are_any(
    calls: FakeCalls, windows: Windows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", None)  # a window's program has none
    windows.forget_typed()
    assert (windows.is_typed_to(), calls.keys_dropped) == (False, 0)
    monkeypatch.setattr(windows, "is_typed_to", lambda: True)
    windows.forget_typed()
    assert calls.keys_dropped == 1
