"""The identities that SIGN and its VOLE rest on, at random points of Z_q (Schwartz-Zippel: error below 2^-250)."""

from __future__ import annotations

import hashlib

import pytest

from core.crypto.secp256k1 import q
from tests.support.cheating import inverse


def scalars(seed: str, n: int) -> list[int]:
    stream = hashlib.shake_256(seed.encode()).digest(64 * n)
    return [int.from_bytes(stream[64 * i : 64 * i + 64], "big") % q for i in range(n)]


@pytest.mark.parametrize("run", range(20))
def test_signing(run: int) -> None:
    x1, x2, t, b, k2, k1, r1, t1, h, r = scalars(f"sign {run}", 10)
    t2 = k2 * b - t1
    cc, e = t1 + b * r1 - x1, r1 + k2
    y = t2 + cc
    assert (y + x1 - e * b) % q == 0
    s2 = inverse(e) * (h + r * (x2 + t - y))
    s = inverse(k1) * (s2 + r * b)
    assert (s * k1 * e - (h + r * (x1 + x2 + t))) % q == 0


@pytest.mark.parametrize("beta", [0, 1])
@pytest.mark.parametrize("run", range(10))
def test_vole(run: int, beta: int) -> None:
    A0, A1, H0, H1, a, ahat, theta = scalars(f"vole {run}", 7)
    block, block_hat = A0 - A1 + a, H0 - H1 + ahat
    eta = ahat + theta * a
    V, V_hat = ((A0, H0), (A1, H1))[beta]
    d, d_hat = V + beta * block, V_hat + beta * block_hat
    assert (d - A0 - beta * a) % q == 0
    assert (d_hat + theta * d - beta * eta - (H0 + theta * A0)) % q == 0
