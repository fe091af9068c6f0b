"""The same code from many threads at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from core.crypto.secp256k1 import add, base_mult, ecdh, mult_public, q
from core.primitives import base_ot
from tests.support.ot import SeededRng


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
