"""What the memory of a program is kept from: swap, and other programs of the same user (V6). Each in a process."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="what is asked of Linux alone")

LOCKING = """
import ctypes, os, re, resource, sys
from core.storage.hardening import lock_memory
{before}
state = lock_memory()
kept = bytearray(8 << 20)
kept[::4096] = bytes(2048)
sizes = dict(re.findall(r"^(Vm\\w+):\\s+(\\d+) kB", open("/proc/self/status").read(), re.M))
print(state, int(sizes["VmLck"]) >= int(sizes["VmRSS"]), sizes["VmLck"])
"""
AS_A_SERVICE_OF_ITS_OWN = "os.setgroups([]); os.setgid(65534); os.setuid(65534)"
AS_LITTLE_AS_A_SYSTEM_GIVES = f"resource.setrlimit(resource.RLIMIT_MEMLOCK, (65536, 65536)); {AS_A_SERVICE_OF_ITS_OWN}"


def locking(before: str) -> list[str]:
    command = [sys.executable, "-c", LOCKING.format(before=before)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


def test_all_memory_is_locked_also_what_comes_later() -> None:
    if locking("")[0] != "locked":
        pytest.skip("this user may lock too little memory: ulimit -l unlimited")
    state, whole, _ = locking("")
    assert (state, whole) == ("locked", "True")


@pytest.mark.skipif(os.geteuid() != 0, reason="takes the user of a service: run as root")
def test_what_was_promised_and_not_given_is_told() -> None:
    """A sandbox that names no limit, and has one."""
    promised = "resource.getrlimit = lambda _: (resource.RLIM_INFINITY,) * 2; resource.setrlimit = lambda *_: None;"
    assert locking(f"{promised}{AS_A_SERVICE_OF_ITS_OWN}")[0] == "refused"


@pytest.mark.skipif(os.geteuid() != 0, reason="takes the user of a service: run as root")
def test_below_a_limit_nothing_is_locked_so_that_nothing_fails_later() -> None:
    assert locking(AS_LITTLE_AS_A_SYSTEM_GIVES) == ["refused", "False", "0"]


ATTACKING = """
import ctypes, os, subprocess, sys
libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
if os.geteuid() == 0:  # a user like any other: root's programs begin without capabilities (SECBIT_NOROOT)
    if libc.prctl(28, 1, 0, 0, 0) != 0:
        sys.exit(77)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    assert libc.capset(header, (ctypes.c_uint32 * 6)()) == 0
harden = "from core.storage.hardening import harden; harden();"
for first in ("", harden):
    victim = [sys.executable, "-c", first + "print(1, flush=True); input()"]
    with subprocess.Popen(victim, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        running.stdout.readline()
        attached = libc.ptrace(16, running.pid, None, None) == 0
        if attached:
            os.waitpid(running.pid, 0)
            libc.ptrace(17, running.pid, None, None)
        seen = [attached]
        for name in ("mem", "environ", "maps"):
            try:
                seen.append(bool(open(f"/proc/{running.pid}/{name}", "rb", 0).fileno()))
            except PermissionError:
                seen.append(False)
        print(*seen)
        running.communicate(b"\\n")
"""


def test_no_program_of_the_same_user_attaches_or_reads() -> None:
    """What is not hardened is open to it: so the attack is a real one."""
    done = subprocess.run([sys.executable, "-c", ATTACKING], capture_output=True, text=True, check=False)
    if done.returncode == 77:
        pytest.skip("this root may not give up what makes it root (CAP_SETPCAP)")
    assert done.stdout.splitlines() == ["True True True True", "False False False False"]
