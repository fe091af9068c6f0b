"""Both simulators of core/spec/schnorr.md against the honest code of the other side: without the half of the party they
play, everything is accepted, in all cells of signs (rule GK28)."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import Any

import pytest

from core.crypto.secp256k1 import Point, add, base_mult, mult_public, negate, parse_scalar, q, scalar_bytes
from core.errors import Cheat
from core.protocol.additive import sign
from core.protocol.additive.kind import turned
from core.protocol.additive.prepare import NonceOpening, SumP1Coms
from core.protocol.schnorr.kind import SchnorrKind
from tests.support.ot import SeededRng
from tests.support.sums import sum_key

RUNS = 100
KEY = sum_key()


class Programmed(SchnorrKind):
    """BIP340 with a random oracle that a simulator may set, once at each point."""

    def __init__(self, rng: SeededRng) -> None:
        self._rng, self._table = rng, dict[tuple[bytes, bytes, bytes], bytes]()

    def program(self, R: Point, key: Point, message: bytes, c: bytes) -> None:
        at = bytes(R)[1:], bytes(key)[1:], message
        assert at not in self._table
        self._table[at] = c

    def challenge(self, R: Point, key: Point, message: bytes) -> bytes:
        at = bytes(R)[1:], bytes(key)[1:], message
        return self._table.setdefault(at, self.group.random_scalar(self._rng, "oracle"))

    def verify(self, key: Point, message: bytes, signature: bytes) -> None:
        R, s = Point.of_x(signature[:32]), parse_scalar(signature[32:])
        c = parse_scalar(self.challenge(R, key, message))
        if add(mult_public(key, (q - c) % q), base_mult(s)) != R:
            raise Cheat("the signature does not verify")


class Set(SumP1Coms):
    """A random commitment that the simulator opens as it likes."""

    def check(self, openings: tuple[NonceOpening, ...]) -> None:
        """It was programmed."""


def message_of(run: int) -> bytes:
    return hashlib.sha256(b"run %d" % run).digest()


def draws(kind: Programmed, rng: SeededRng) -> Any:
    return lambda: parse_scalar(kind.group.random_scalar(rng, "simulator"))


def test_simulator_P1() -> None:
    """Against a corrupt P1: P2's answers without x2, which P1's own checks take, and a whole signature comes out."""
    rng = SeededRng("simulator")
    kind, cells = Programmed(rng), Counter[tuple[int, bool]]()
    draw = draws(kind, rng)
    for run in range(RUNS):
        key, message = kind.key(KEY.p1, (0, run % 8)), message_of(run)
        D = add(key.point, negate(turned(kind.group, KEY.p1.X1, flips=key.flips)))  # of d2, by public points
        nonces = sign.step1_p1_nonces(kind, 1, rng)
        for eps in (1, -1) * 40:
            s2, c = draw(), draw()
            R2 = add(base_mult(s2), mult_public(D, q - c))
            R2 = R2 if eps > 0 else negate(R2)
            R = add(nonces[1][0], R2)
            if R.is_odd == (eps < 0):
                break
        kind.program(R, key.point, message, scalar_bytes(c))
        told = ((NonceOpening(bytes(32), bytes(R2)),), (scalar_bytes(s2),))
        sign.check_answer(kind, KEY.p1, key, R2, scalar_bytes(s2), scalar_bytes(c), flips=R.is_odd)
        assert sign.step4_p1_finish(kind, KEY.p1, Set(b"", ()), nonces, told, [(message, key)])
        cells[eps, R2.is_odd] += 1
    assert len(cells) == 4
    assert min(cells.values()) > RUNS // 10


def test_simulator_P2() -> None:
    """Against a corrupt P2: R1 without x1, from R2 behind its commitment; whether its answer is taken is a public
    equation, and then an ordinary signer's signature is what comes out."""
    rng = SeededRng("simulator")
    kind, cells = Programmed(rng), Counter[tuple[int, bool]]()
    draw = draws(kind, rng)
    for run in range(RUNS):
        key, message = kind.key(KEY.p2, (1, run % 8)), message_of(run)
        k2 = kind.group.random_scalar(rng, "k2")
        R2 = base_mult(parse_scalar(k2))
        while True:
            s, c = draw(), draw()
            R = add(base_mult(s), mult_public(key.point, q - c))
            if not R.is_odd:
                break
        eps = (1, -1)[rng.bytes("eps", 1)[0] & 1]
        R1 = add(R if eps > 0 else negate(R), negate(R2))
        kind.program(R, key.point, message, scalar_bytes(c))
        opening = NonceOpening(bytes(32), bytes(R2))
        Rs = sign.step2_p2_join(kind, [opening], [bytes(R1)])
        (s2,) = sign.step3_p2_answer(kind, KEY.p2.x, [k2], Rs, [(message, key)])
        sign.check_answer(kind, KEY.p1, key, R2, s2, scalar_bytes(c), flips=eps < 0)
        kind.verify(key.point, message, bytes(R)[1:] + scalar_bytes(s))
        with pytest.raises(Cheat):
            sign.check_answer(kind, KEY.p1, key, R2, scalar_bytes(draw()), scalar_bytes(c), flips=eps < 0)
        cells[eps, R1.is_odd] += 1
    assert len(cells) == 4
    assert min(cells.values()) > RUNS // 10
