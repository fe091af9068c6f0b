"""The core runs where memory is never both writable and executable, as in a hardened service (rule S2)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# numpy, OpenBLAS and libsecp256k1 are all loaded after the restriction, as in a service.
UNDER_MDWE = """
import ctypes, mmap, sys
PR_SET_MDWE, REFUSE_EXEC_GAIN = 65, 1
if sys.platform != "linux" or ctypes.CDLL(None).prctl(PR_SET_MDWE, REFUSE_EXEC_GAIN, 0, 0, 0) != 0:
    sys.exit(77)
try:
    mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
except OSError:
    pass
else:
    sys.exit("the restriction is not in force")
"""
SUITE = """
import pytest
sys.exit(pytest.main(["-q", "-x", "-p", "no:cacheprovider", "-m", "not slow", *sys.argv[1:]]))
"""
WHAT_A_SERVICE_DOES = (
    "primitives",
    "protocol",
    "storage/test_vault.py",
    "wallet/test_cosigner_client.py",
    "crypto/test_secp256k1.py",
    "cosigner/test_signing_requests.py",
    "transport/link/test_link.py",
)
CALLBACK = """
from coincurve._libsecp256k1 import ffi
ffi.callback("int(int)", lambda x: x)
"""


def under_mdwe(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `program` in a process under the restriction; skips where the kernel has none."""
    command = [sys.executable, "-c", UNDER_MDWE + program, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode == 77:
        pytest.skip("PR_SET_MDWE needs Linux 6.3 or newer")
    return done


def test_a_callback_would_die() -> None:
    done = under_mdwe(CALLBACK)
    assert done.returncode == 1
    assert "MemoryError" in done.stderr


@pytest.mark.slow
def test_the_core_suite_runs_under_mdwe() -> None:
    """All that a co-signer does as a service: protocol, vault, link, requests."""
    done = under_mdwe(SUITE, *(f"tests/core/{name}" for name in WHAT_A_SERVICE_DOES))
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
