"""A P2 that lies in the VOLE: it sends something else where it is told to, and what follows from that."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.crypto.secp256k1 import q
from core.primitives import lanes, reference, vole
from core.primitives.gadget import DIGITS
from core.primitives.ot_extension import Rows
from core.primitives.vole import VoleBlock


def numbers(limbs: NDArray[np.integer]) -> list[int]:
    """(n, 2, 16) limbs -> the 2n numbers, a plain one and its hat in turn."""
    return [sum(int(x) << 16 * u for u, x in enumerate(one)) for one in limbs.reshape(-1, 16).tolist()]


class Liar:
    """P2 of one instance, with its rows (XI, 16)."""

    def __init__(self, rows: Rows, delta: bytes, sid2: bytes, a: int, ahat: int) -> None:
        both = np.stack((rows, rows ^ np.frombuffer(delta, np.uint8)))
        self.sid2, self.a, self.ahat = sid2, a, ahat
        self.leaves, self.u, minus_v = vole.sender_digits(both, sid2, 0)
        self.v, self.vhat = ([-x for x in numbers(minus_v)[side::2]] for side in (0, 1))

    def pairs(self, errors: dict[int, tuple[int, int]]) -> bytes:
        """What it sends of a and ahat; `errors`: what is added for a digit, to the plain lane and to the hat."""
        honest = lanes.correction(self.u, (self.a, self.ahat)).tobytes()
        found = [int.from_bytes(honest[at : at + 32], "little") for at in range(0, len(honest), 32)]
        for j, pair in errors.items():
            for side in (0, 1):
                found[2 * j + side] = (found[2 * j + side] + pair[side]) % q
        return b"".join(lane.to_bytes(32, "little") for lane in found)

    def block(
        self,
        errors: dict[int, tuple[int, int]] | None = None,
        bets: dict[int, int] | None = None,
        leaves: bytes | None = None,
    ) -> VoleBlock:
        """`bets`: the value, 0 to 3, that it bets a digit has (0 without, at which an error does nothing)."""
        errors, bets = errors or {}, bets or {}
        sent = VoleBlock(self.leaves if leaves is None else leaves, self.pairs(errors), 0, b"")
        theta = vole.theta_of(self.sid2, 0, sent)
        eta = (self.ahat + theta * self.a) % q
        mu = [hat + theta * x for x, hat in zip(self.v, self.vhat, strict=True)]
        for j, bet in bets.items():
            mu[j] += bet * (errors[j][1] + theta * errors[j][0])
        return VoleBlock(sent.leaves, sent.pairs, eta, reference.check_hash(self.sid2, 0, theta, eta, mu))

    def t2(self, seed: bytes) -> int:
        """Its part of the product, once it is told the gadget."""
        return -sum(g * x for g, x in zip(reference.gadget(self.sid2, seed), self.v, strict=True)) % q


def digits_of(bits: list[int]) -> list[int]:
    """The digits that P1's bits of an instance make."""
    return [2 * bits[2 * j] + bits[2 * j + 1] for j in range(DIGITS)]
