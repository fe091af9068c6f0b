"""The eight cells of signs: whether the child key, the output key and the nonce are odd. One valid signature is in one
of them; a sign in the wrong place passes about half."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from coincurve import PublicKeyXOnly

from core.crypto.secp256k1 import Point, base_mult, negate, parse_scalar, reduce, scalar_bytes
from core.errors import BadInput, Cheat
from core.primitives.hashing import Tag, tagged_hash
from core.protocol.additive import sign
from core.protocol.additive.kind import SigningKey
from core.protocol.additive.prepare import NonceOpening, SumP1Coms
from core.protocol.derive import child
from core.protocol.schnorr.kind import SCHNORR_KIND, SchnorrShare
from core.protocol.share import NO_RUN, Role
from core.secret import Secret
from tests.support.plain_schnorr import PLACE, known_answers

VECTORS: list[dict[str, Any]] = json.loads(PLACE.read_text(encoding="utf-8"))
CELLS = [f"{n:03b}" for n in range(8)]


class Given:
    """What the two sides have in one vector."""

    def __init__(self, cell: str) -> None:
        (vector,) = [vector for vector in VECTORS if vector["cell"] == cell]
        self.known = {name: bytes.fromhex(value) for name, value in vector.items() if name not in ("cell", "path")}
        self.path = tuple(vector["path"])
        self.message, self.cell = self.known["message"], cell
        X1, X2 = (base_mult(parse_scalar(self.known[name])) for name in ("x1", "x2"))
        self.one, self.two = (
            SchnorrShare(
                role,
                "regtest",
                Point.parse(self.known["Q"]),
                self.known["chain"],
                1,
                bytes(32),
                NO_RUN,
                Secret(self.known[x]),
                X1,
                X2,
                b"s" * 32,
            )
            for role, x in ((Role.P1, "x1"), (Role.P2, "x2"))
        )
        self.R1, self.R2 = (base_mult(parse_scalar(self.known[name])) for name in ("k1", "k2"))

    def signed(self, key: SigningKey[Point]) -> tuple[bytes, bytes]:
        """(s2, the signature) of both sides' own steps, under this key."""
        opening = NonceOpening(bytes(32), bytes(self.R2))
        Rs = sign.step2_p2_join(SCHNORR_KIND, [opening], [bytes(self.R1)])
        wanted = [(self.message, key)]
        (s2,) = sign.step3_p2_answer(SCHNORR_KIND, self.two.x, [self.known["k2"]], Rs, wanted)
        com = tagged_hash(
            Tag.PREP_COM, b"pre", bytes(2), bytes(32) + len(bytes(self.R2)).to_bytes(4, "big") + bytes(self.R2)
        )
        nonces = (Secret([self.known["k1"]]), [self.R1])
        coms = SumP1Coms(b"pre", (com,))
        (whole,) = sign.step4_p1_finish(SCHNORR_KIND, self.one, coms, nonces, ((opening,), (s2,)), wanted)
        return s2, bytes(whole)


@pytest.mark.parametrize("cell", CELLS)
def test_parity_cell(cell: str) -> None:
    given = Given(cell)
    key = SCHNORR_KIND.key(given.one, given.path)
    assert SCHNORR_KIND.key(given.two, given.path) == key
    P = Point.parse(given.known["P"])
    assert key.point == (negate(P) if P.is_odd else P)
    assert given.signed(key) == (given.known["s2"], given.known["signature"])
    assert PublicKeyXOnly(given.known["P"][1:]).verify(given.known["signature"], given.message)
    odd = [child(given.one.Q, given.one.chain, given.path)[1].is_odd, P.is_odd]
    assert [bool(int(bit)) for bit in cell[:2]] == odd
    R = sign.step2_p2_join(SCHNORR_KIND, [NonceOpening(bytes(32), bytes(given.R2))], [bytes(given.R1)])[0]
    assert SCHNORR_KIND.flips_nonce(R) == bool(int(cell[2]))


def test_the_known_answers_follow_from_the_specification() -> None:
    assert json.loads(json.dumps(known_answers())) == VECTORS
    assert [vector["cell"] for vector in VECTORS] == CELLS


# The sign of Q, and what is added to it, by s0, s1, t and tau; and where they differ from what is right.
Mutant = Callable[[int, int, int, int], tuple[int, int]]
MUTANTS: dict[str, tuple[Mutant, Callable[[int, int], bool]]] = {
    "tau without s1": (lambda s0, s1, t, tau: (s1 * s0, s1 * s0 * t + tau), lambda s0, s1: s1 > 0),
    "t without s0": (lambda s0, s1, t, tau: (s1 * s0, s1 * (t + tau)), lambda s0, s1: s0 > 0),
    "tau inside s0": (lambda s0, s1, t, tau: (s1 * s0, s1 * s0 * (t + tau)), lambda s0, s1: s0 > 0),
    "no s1": (lambda s0, s1, t, tau: (s0, s0 * t + tau), lambda s0, s1: s1 > 0),
    "no s0": (lambda s0, s1, t, tau: (s1, s1 * (t + tau)), lambda s0, s1: s0 > 0),
}


@pytest.mark.parametrize("name", MUTANTS)
def test_a_sign_in_the_wrong_place_is_refused(name: str) -> None:
    """Each mutant passes four cells, which one self-test may be in, and is refused in the other four."""
    mutant, passes = MUTANTS[name]
    outcomes = {}
    for cell in CELLS:
        given = Given(cell)
        right = SCHNORR_KIND.key(given.one, given.path)
        t, Q_c, _ = child(given.one.Q, given.one.chain, given.path)
        s0, s1 = (-1 if int(bit) else 1 for bit in cell[:2])
        v = parse_scalar(right.tweak)
        tau = reduce(s1 * v - s0 * t)
        assert Q_c.is_odd == (s0 < 0)
        sign_of_Q, added = mutant(s0, s1, t, tau)
        key = SigningKey(right.point, sign_of_Q < 0, scalar_bytes(reduce(added)))
        try:
            given.signed(key)
        except Cheat:
            outcomes[cell] = False
        else:
            outcomes[cell] = True
        assert outcomes[cell] == passes(s0, s1), cell
    assert sum(outcomes.values()) == 4


def test_what_is_no_digest_is_not_signed() -> None:
    for message in (b"", bytes(31), bytes(33)):
        with pytest.raises(BadInput):
            SCHNORR_KIND.must_sign(message)


def test_a_hardened_path_has_no_key() -> None:
    with pytest.raises(BadInput):
        SCHNORR_KIND.key(Given("000").one, (1 << 31,))
