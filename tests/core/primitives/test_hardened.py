"""The same code where memory may not become executable, and from many threads at once."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from core.curve import add, base_mult, ecdh, mult_public, q
from core.primitives import base_ot
from tests.support.ot import SeededRng

ROOT = Path(__file__).parents[3]
UNSUPPORTED = 77

# What systemd's MemoryDenyWriteExecute= does, before anything of ours is imported.
HARDENED = f"""
import ctypes, sys
if ctypes.CDLL(None, use_errno=True).prctl(65, 1, 0, 0, 0):
    sys.exit({UNSUPPORTED})
from core import curve
from core.primitives import vole
from tests.core.primitives import test_base_ot, test_schnorr_proof
curve.self_test()
vole.self_test()
test_base_ot.test_the_receiver_has_the_chosen_key_and_not_the_other()
test_schnorr_proof.test_known_answer()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="prctl is Linux's")
def test_no_executable_memory_is_needed() -> None:
    done = subprocess.run([sys.executable, "-c", HARDENED], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode == UNSUPPORTED:
        pytest.skip("this kernel has no PR_SET_MDWE")
    assert done.returncode == 0, done.stderr


def products(seed: int) -> list[bytes]:
    P = base_mult(seed)
    found = []
    for k in range(1, 60):
        kP = mult_public(P, k)
        found += [bytes(kP), ecdh(kP, seed), bytes(add(kP, P))]
    return found


def test_calls_share_no_buffers() -> None:
    seeds = [3, 5, q - 7, 2**200] * 4
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(products, seeds)) == [products(seed) for seed in seeds]


def test_base_ots_side_by_side() -> None:
    def whole(seed: str) -> bytes:
        sid = seed.encode() * 32
        state, OT1 = base_ot.receive_1(sid, SeededRng(seed))
        keys, OT2 = base_ot.send(sid, OT1, SeededRng(seed))
        return keys.reveal() + base_ot.receive_2(sid, state, OT2).reveal()

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(whole, "abcd")) == [whole(seed) for seed in "abcd"]
