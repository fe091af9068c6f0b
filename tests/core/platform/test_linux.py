"""What Linux says in its tables: routes, mounts, names."""

from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path

import pytest

from app.processes import ROOT
from core.platform.linux import default_route, disk_type, machine_id_in

HEAD = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"
LAN = "eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n"
DEFAULT = "eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n"
NOWHERE = DEFAULT.replace("0003", "0203")
ZERO, ELSE = "0" * 32, "fe80" + "0" * 28
LAN6 = f"{ELSE} 40 {ZERO} 00 {ZERO} 00000100 00000001 00000000 00000001     eth0\n"
DEFAULT6 = f"{ZERO} 00 {ZERO} 00 {ELSE} 00000400 00000001 00000000 00000003     eth0\n"
NOWHERE6 = f"{ZERO} 00 {ZERO} 00 {ZERO} ffffffff 00000001 00000000 00200200       lo\n"


@pytest.mark.parametrize(
    ("four", "six", "expected"),
    [
        (HEAD + LAN, LAN6 + NOWHERE6, False),
        (HEAD + LAN + DEFAULT, LAN6, True),
        (HEAD + LAN, LAN6 + DEFAULT6, True),
        (HEAD + NOWHERE, "", False),
        (HEAD + DEFAULT, None, True),
        (None, DEFAULT6, True),
        (HEAD, None, False),
        (None, None, None),
        (HEAD + DEFAULT.replace("0003", "what"), LAN6, None),
    ],
)
def test_routes(four: str | None, six: str | None, expected: bool | None, tmp_path: Path) -> None:
    for name, text in (("route", four), ("ipv6_route", six)):
        if text is not None:
            (tmp_path / name).write_text(text)
    assert default_route(str(tmp_path / "route"), str(tmp_path / "ipv6_route")) is expected


MOUNTS = r"""/dev/sda1 / ext4 rw 0 0
proc /proc proc rw 0 0
server:/export /mnt/far nfs4 rw 0 0
/dev/sdb1 /mnt/far/near xfs rw 0 0
user@host:/ /mnt/with\040space\134slash fuse.sshfs rw 0 0
/dev/sdc1 /over ext4 rw 0 0
//nas/share /over cifs rw 0 0
/dev/sdd1 /mnt/fa ext4 rw 0 0
"""


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("/", "ext4"),
        ("/srv/me", "ext4"),
        ("/mnt/far", "nfs4"),
        ("/mnt/far/home", "nfs4"),
        ("/mnt/farther", "ext4"),
        ("/mnt/far/near/home", "xfs"),
        ("/mnt/with space\\slash/home", "fuse.sshfs"),
        ("/over/home", "cifs"),
        ("/mnt/fa/home", "ext4"),
    ],
)
def test_the_disk_that_holds_a_place(place: str, kind: str) -> None:
    assert disk_type(place, MOUNTS) == kind


ID = b"0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize(
    ("text", "name"), [(ID + b"\n", ID), (b"", b""), (b"uninitialized\n", b""), (ID + b"0", b""), (None, b"")]
)
def test_the_name_of_a_machine(tmp_path: Path, text: bytes | None, name: bytes) -> None:
    if text is not None:
        (tmp_path / "machine-id").write_bytes(text)
    assert machine_id_in(str(tmp_path / "machine-id")) == name


ALLOCATING = """
import ctypes, threading
from core.platform.here import here
{first}
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
for _ in range(3):
    begun, over = threading.Event(), threading.Event()
    threading.Thread(target=lambda: (libc.malloc(4_000), begun.set(), over.wait()), daemon=True).start()
    begun.wait()
libc.malloc_stats()
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="heaps of glibc")
def test_threads_share_a_heap() -> None:
    def heaps(first: str) -> int:
        words = [sys.executable, "-c", ALLOCATING.format(first=first)]
        told = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stderr
        return told.count("Arena ")

    assert heaps("here.share_heap()") == 1
    assert heaps("") > 1
