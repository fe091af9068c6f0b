"""One process for each home (V3), in a directory that is ours alone (V6)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.errors import StorageError
from core.storage import lock
from core.storage.lock import HomeLock, own
from tests.core.storage.homes import make, reopen

HOLD = """
import sys
from pathlib import Path
from core.storage.lock import HomeLock
lock = HomeLock(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def hold(home: Path) -> subprocess.Popen[str]:
    """Another process that has the home."""
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "held\n"
    return other


def end(other: subprocess.Popen[str]) -> None:
    assert other.stdin is not None
    assert other.stdout is not None
    other.stdin.close()
    other.wait(10)
    other.stdout.close()


def refusal(home: Path) -> StorageError:
    with pytest.raises(StorageError) as refused:
        HomeLock(home)
    return refused.value


def test_a_second_process_is_refused_by_name(tmp_path: Path) -> None:
    home = tmp_path / "home"
    other = hold(home)
    try:
        why = refusal(home)
        assert why.kind == "in_use"
        assert str(other.pid) in why.message
    finally:
        end(other)
    HomeLock(home).release()


def test_a_killed_process_leaves_the_home_free(tmp_path: Path) -> None:
    home = tmp_path / "home"
    other = hold(home)
    other.kill()
    end(other)
    HomeLock(home).release()


def test_one_process_takes_it_once(tmp_path: Path) -> None:
    held = HomeLock(tmp_path / "home")
    assert refusal(tmp_path / "home").kind == "in_use"
    held.release()
    held.release()
    again = HomeLock(tmp_path / "home")
    again.release()


def test_the_lock_file_is_never_deleted(tmp_path: Path) -> None:
    """Two processes would hold two files of one name if the first deleted its own while the second waits."""
    home = tmp_path / "home"
    held = HomeLock(home)
    file = (home / "lock").stat().st_ino
    held.release()
    assert (home / "lock").stat().st_ino == file
    HomeLock(home).release()
    assert (home / "lock").stat().st_ino == file
    assert (home / "lock").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("there", [True, False])
def test_a_home_that_is_given_up_goes_if_it_was_made(tmp_path: Path, there: bool) -> None:
    home = tmp_path / "home"
    if there:
        home.mkdir(mode=0o700)
    HomeLock(home).remove()
    assert home.exists() == there
    assert list(tmp_path.rglob("lock")) == []


def test_what_others_put_into_a_home_stays(tmp_path: Path) -> None:
    held = HomeLock(tmp_path)
    (tmp_path / "diary").touch()
    held.remove()
    assert [file.name for file in tmp_path.iterdir()] == ["diary"]


def test_who_waited_for_a_lock_that_goes_does_not_have_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held, take = HomeLock(tmp_path / "home"), lock.take

    def late(handle: int) -> None:
        held.remove()
        take(handle)

    monkeypatch.setattr(lock, "take", late)
    assert refusal(tmp_path / "home").kind == "in_use"


def test_a_child_does_not_inherit_it(tmp_path: Path) -> None:
    held = HomeLock(tmp_path / "home")
    script = "import sys; print('runs', flush=True); sys.stdin.read()"
    child = subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, close_fds=False
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "runs\n"
    held.release()
    HomeLock(tmp_path / "home").release()
    end(child)


INSIDE = """
import os, sys, time
from pathlib import Path
from core.errors import StorageError
from core.storage.lock import HomeLock
home = Path(sys.argv[1])
while True:
    try:
        lock = HomeLock(home)
        break
    except StorageError as error:
        assert error.kind == "in_use", error
        time.sleep(0.001)
os.close(os.open(home / "inside", os.O_CREAT | os.O_EXCL))
time.sleep(0.05)
os.unlink(home / "inside")
lock.release()
"""


def test_never_two_inside(tmp_path: Path) -> None:
    command = [sys.executable, "-c", INSIDE, str(tmp_path / "home")]
    running = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(6)]
    said = [process.communicate(timeout=60)[1] for process in running]
    assert said == [b""] * 6


@pytest.mark.parametrize("what", ["link", "dangling", "directory", "pipe"])
def test_a_lock_that_is_no_file(tmp_path: Path, what: str) -> None:
    own(tmp_path)
    place, elsewhere = tmp_path / "lock", tmp_path / "elsewhere"
    if what == "link":
        elsewhere.write_text("precious")
        place.symlink_to(elsewhere)
    elif what == "dangling":
        place.symlink_to(elsewhere)
    elif what == "directory":
        place.mkdir()
    else:
        os.mkfifo(place)
    assert refusal(tmp_path).kind == "home"
    if what == "link":
        assert elsewhere.read_text() == "precious"
    assert elsewhere.exists() == (what == "link")


def test_a_home_that_is_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir(mode=0o700)
    (tmp_path / "home").symlink_to(tmp_path / "real")
    assert refusal(tmp_path / "home").kind == "home"
    assert list((tmp_path / "real").iterdir()) == []


def test_a_home_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("precious")
    assert refusal(tmp_path / "home").kind == "home"
    assert refusal(tmp_path / "home" / "below").kind == "home"
    assert (tmp_path / "home").read_text() == "precious"


@pytest.mark.parametrize("mode", [0o701, 0o710, 0o750, 0o755, 0o770, 0o777])
def test_a_home_that_others_can_enter_is_made_ours_only_if_it_is_empty(tmp_path: Path, mode: int) -> None:
    home = tmp_path / "home"
    home.mkdir()
    home.chmod(mode)
    (home / "diary").touch()
    why = refusal(home)
    assert why.kind == "home"
    assert f"chmod 700 {home}" in why.message
    assert (home.stat().st_mode & 0o777, [file.name for file in home.iterdir()]) == (mode, ["diary"])
    (home / "diary").unlink()
    HomeLock(home).release()
    assert home.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a directory to someone else")
def test_a_home_of_another_user(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    os.chown(home, 12345, 12345)
    assert refusal(home).kind == "home"


def test_a_new_home_is_ours_alone_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        own(tmp_path / "home")
    finally:
        os.umask(before)
    assert (tmp_path / "home").stat().st_mode & 0o777 == 0o700


# ------------------------------------------------------------------ network disks
def test_network_disks_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The type of this very disk is read from the system, and then counts as one of a network."""
    kind = lock.disk_of(tmp_path)
    assert (kind != "") == (sys.platform == "linux")
    if not kind:
        pytest.skip("the type of a disk is asked for on Linux only")
    own(tmp_path / "home")
    monkeypatch.setattr(lock, "NETWORK_DISKS", {kind})
    why = refusal(tmp_path / "home")
    assert why.kind == "home"
    assert kind in why.message


def test_the_types_of_the_rule_are_among_them() -> None:
    assert {"nfs", "nfs4", "cifs", "fuse.sshfs"} <= lock.NETWORK_DISKS
    assert not {"ext4", "btrfs", "xfs", "zfs", "tmpfs", "overlay", "fuseblk", "f2fs"} & lock.NETWORK_DISKS


# ------------------------------------------------------------------ the first lines of a program
HARDENED = """
import os, resource, sys
from core.storage.hardening import harden
harden()
print(resource.getrlimit(resource.RLIMIT_CORE), oct(os.umask(0)), "SSLKEYLOGFILE" in os.environ, "KEPT" in os.environ)
if sys.platform == "linux":
    import ctypes
    print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""


@pytest.mark.skipif(os.name != "posix", reason="these are limits of Unix")
def test_hardened() -> None:
    environment = os.environ | {"SSLKEYLOGFILE": "keys", "OPENSSL_CONF": "x", "KEPT": "1"}
    done = subprocess.run([sys.executable, "-c", HARDENED], env=environment, capture_output=True, text=True, check=True)
    first, *rest = done.stdout.splitlines()
    assert first == "(0, 0) 0o77 False True"
    assert rest == (["0"] if sys.platform == "linux" else [])  # PR_GET_DUMPABLE


def test_a_vault_is_opened_by_one_process_only(tmp_path: Path) -> None:
    """Without the lock, SQLite's own stands (the second fence)."""
    make(tmp_path / "home")
    script = (
        "import sys; from pathlib import Path; from tests.core.storage.homes import reopen\n"
        "vault = reopen(Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path / "home")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "held\n"
    with pytest.raises(StorageError) as refused:
        reopen(tmp_path / "home")
    assert refused.value.kind == "in_use"
    end(other)
    reopen(tmp_path / "home").close()
