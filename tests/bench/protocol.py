"""The protocol in one process: both parties' CPU, every message encoded and decoded, medians; sizes on the wire.

`--json` tells them as JSON. It imports whatever tree PYTHONPATH names, also one from before modules moved
(against.py); what those call otherwise is looked for here.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import core
from core.primitives import vole
from tests.support.joint_key import (
    JointKey,
    items,
    joint_key,
    keygen_scripts,
    prepare_scripts,
    refresh_scripts,
    sign_scripts,
)
from tests.support.pair import Talk, converse

BATCH = 100
RNG = "core.crypto.rng" if find_spec("core.crypto") else "core.rng"
HedgedRng: Any = import_module(RNG).HedgedRng


def _median_ms(work: Callable[[], object], times: int) -> float:
    """Median CPU milliseconds of `work`, after one run that does not count."""
    work()
    spent = []
    for _ in range(times):
        began = time.process_time()
        work()
        spent.append(time.process_time() - began)
    return statistics.median(spent) * 1000


def _bytes(talk: Talk[Any, Any]) -> int:
    return sum(len(frame.data) for frame in talk.frames)


def _sign(key: JointKey, n: int) -> tuple[float, float, int, int]:
    """CPU milliseconds and bytes of one PREPARE and of one SIGN, both for n inputs."""
    began = time.process_time()
    prepared = converse(*prepare_scripts(key, n, HedgedRng(), HedgedRng()))
    sessions = prepared.both()
    halfway = time.process_time()
    signed = converse(*sign_scripts(key, sessions, items(n), HedgedRng(), HedgedRng()))
    signed.both()
    ended = time.process_time()
    return (halfway - began) * 1000, (ended - halfway) * 1000, _bytes(prepared), _bytes(signed)


def _sealed() -> dict[str, float]:
    """A share sealed to a sheet, its own check included, and checked by the other side: CPU, and bytes on the wire."""
    sealed: Any = import_module("tests.support.sealed")
    copies: Any = import_module("core.recovery.sealed_copy")
    proof: Any = import_module("core.recovery.proof")
    group: Any = import_module("core.crypto.group").SECP256K1
    secret: Any = import_module("core.secret").Secret
    role = next(iter(sealed.SHARES))
    subject, sheet = sealed.subject_of(role), sealed.SHEETS[role].public
    x = secret(sealed.SHARES[role].to_bytes(32, "big"))
    label = subject.label(sheet)

    def prove() -> object:
        root = proof.SeedRoot(label, x.reveal(), HedgedRng())
        return proof.prove(group, sheet.spk, label, x, root)

    def seal() -> bytes:
        made: bytes = copies.seal(subject, x, sealed.CHAIN, sealed.sealing(role), HedgedRng())
        return made

    made = seal()
    return {
        "prove_ms": _median_ms(prove, 21),
        "verify_ms": _median_ms(lambda: copies.check(made, subject, sealed.CHAIN, sheet), 21),
        "seal_ms": _median_ms(seal, 21),
        "copy_bytes": len(made),
    }


def _refreshed_with_copies(plain: JointKey) -> dict[str, float]:
    """A refresh with a sealed copy of each side, which its maker and the other check; beside one without."""
    sheets: Any = import_module("tests.support.sheets")
    key, sealings = sheets.sealed_key(), sheets.both_sealings()

    def run() -> Talk[Any, Any]:
        return converse(*refresh_scripts(key, HedgedRng(), HedgedRng(), sealings=sealings))

    def without() -> object:
        return converse(*refresh_scripts(plain, HedgedRng(), HedgedRng())).both()

    pairs = [(_median_ms(without, 1), _median_ms(lambda: run().both(), 1)) for _ in range(9)]
    return {
        "refresh_copies_ms": statistics.median(copies for _, copies in pairs),
        "refresh_copies_times": statistics.median(copies / without for without, copies in pairs),
        "refresh_copies_bytes": _bytes(run()),
    }


def measure() -> dict[str, float]:
    """Every number of this file; milliseconds are medians, those of the batch for each of its inputs."""
    key = joint_key()
    vole.self_test()  # loads and warms what the first use would pay for
    _sign(key, BATCH)
    single = [_sign(key, 1) for _ in range(101)]
    batch = [_sign(key, BATCH) for _ in range(7)]
    prepare_ms, warm_ms, prepare_bytes, warm_bytes = (statistics.median(column) for column in zip(*single, strict=True))
    return {
        "cold_ms": statistics.median(prepare + sign for prepare, sign, _, _ in single),
        "warm_ms": warm_ms,
        "prepare_ms": prepare_ms,
        "batch100_ms": statistics.median((prepare + sign) / BATCH for prepare, sign, _, _ in batch),
        "keygen_ms": _median_ms(lambda: converse(*keygen_scripts(HedgedRng(), HedgedRng())).both(), 9),
        "refresh_ms": _median_ms(lambda: converse(*refresh_scripts(key, HedgedRng(), HedgedRng())).both(), 9),
        "cold_bytes": prepare_bytes + warm_bytes,
        "warm_bytes": warm_bytes,
        **(_sealed() if find_spec("core.recovery") else {}),
        **(_refreshed_with_copies(key) if find_spec("tests.support.sheets") else {}),
    }


if __name__ == "__main__":
    if "--json" in sys.argv[1:]:
        print(json.dumps({"tree": str(Path(core.__file__ or "").parents[1]), "numbers": measure()}))
    else:
        for name, value in measure().items():
            print(f"{name:12} {value:10,.2f}")
