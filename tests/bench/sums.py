"""Keys that are sums, of each kind: both parties' CPU in one process, every message encoded and decoded, medians."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from itertools import repeat
from typing import Any

from core.crypto.rng import HedgedRng
from core.protocol.eddsa.scheme import EDDSA_SCHEME
from tests.support.edwards_keys import NONE, age_key, ephemerals, messages, open_talk, ssh_key
from tests.support.pair import run_pair
from tests.support.sums import SumKey, digests, keygen_scripts, prepare_scripts, sign_scripts, sum_key

TIMES = 101


def _of_sessions(key: SumKey, use: Callable[[Any], object]) -> float:
    """Median CPU milliseconds of what one prepared session is used for."""
    spent = []
    for rngs in repeat((HedgedRng(), HedgedRng()), TIMES):
        sessions = run_pair(*prepare_scripts(key, 1, *rngs))
        began = time.process_time()
        use(sessions)
        spent.append(time.process_time() - began)
    return statistics.median(spent) * 1000


def measure() -> dict[str, float]:
    """A signature of each kind and an opening, prepared; a key with its self-test."""

    def sign(key: SumKey, wanted: Any) -> float:
        return _of_sessions(key, lambda sessions: run_pair(*sign_scripts(key, sessions, wanted, HedgedRng())))

    began = time.process_time()
    for _ in range(TIMES):
        run_pair(*keygen_scripts(HedgedRng(), HedgedRng(), scheme=EDDSA_SCHEME, network=NONE))
    keygen = (time.process_time() - began) * 1000 / TIMES
    opening = _of_sessions(age_key(), lambda sessions: open_talk(age_key(), ephemerals(), sessions).both())
    return {
        "taproot_sign_ms": sign(sum_key(), digests()),
        "ssh_sign_ms": sign(ssh_key(), messages(bytes(200))),
        "age_open_ms": opening,
        "ssh_keygen_ms": keygen,
    }
