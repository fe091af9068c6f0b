"""Why the gadget is drawn after P2's answer (rule F10): what a P2 gains by choosing its bets when it knows it."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from core.crypto.secp256k1 import q
from core.errors import Cheat
from core.primitives.gadget import DIGITS, XI
from core.protocol.share import Role
from tests.support.cheating import Choice, ask, crafted_s1
from tests.support.joint_key import items, joint_key, prepared

KEY = joint_key()
PRIME, FEW, GADGETS = 13, 5, 30  # in the place of q, of 208 digits, and how many are tried
# What a bet on one digit may leave of it, none and all others; not those that are one of these moved.
LEFT = ((0, 1, 2, 3), (0, 1, 2), (0, 1, 3), (0, 2, 3), (0, 1), (0, 2), (0, 3), (0,))


def gains(gadget: list[int]) -> NDArray[np.float64]:
    """For every way to bet on the digits: the probability that it is right, times the distance from uniform of what
    it does not know of b then. (8^FEW,)"""
    joint = np.zeros((1, PRIME))
    joint[0, 0] = 1
    for g in gadget:
        moved = [np.roll(joint, digit * g, axis=1) / 4 for digit in range(4)]
        joint = np.concatenate([np.sum([moved[digit] for digit in left], axis=0) for left in LEFT])
    found: NDArray[np.float64] = np.abs(joint - joint.sum(axis=1, keepdims=True) / PRIME).sum(axis=1) / 2
    return found


def test_who_knows_the_gadget_gains_by_choosing_its_bets_and_who_does_not_gains_nothing() -> None:
    """The same P2, of any power, at a size at which all its choices can be tried."""
    rng = random.Random(1)  # noqa: S311 - a toy
    found = np.array([gains([rng.randrange(PRIME) for _ in range(FEW)]) for _ in range(GADGETS)])
    promised = (PRIME / 4**FEW) ** 0.5 / 2  # the leftover hash lemma, as in Lemma A
    assert found.max(axis=1).mean() > 1.25 * promised  # one that knows it
    assert found.mean(axis=0).max() < 0.75 * promised  # one that does not


# Of a digit, by how many values P2's lie tells apart: the most probable one's share.
MOST = {2: Fraction(3, 4), 3: Fraction(1, 2), 4: Fraction(1, 4)}
CLASSES = 199  # bits of all values that two sums are to tell apart


def test_the_bound_of_lemma_a() -> None:
    """In squares: h bits of them are left with probability 2^(h - 416), ½·(q 2^-h)^½ from uniform, at most 2^-81."""
    worst = max(Fraction(q, 4 * 2**h) * Fraction(1, 4 ** (XI - h)) for h in range(XI + 1))
    assert Fraction(1, 2**163) < worst < Fraction(1, 2**162)
    lanes = DIGITS * Fraction(2**256 - q, 2**256)  # read mod q
    blocks = Fraction((2 * DIGITS) ** 2, 2**129)  # of the cipher, which do not repeat
    assert lanes + blocks < Fraction(1, 2**111)


def test_more_bets_than_two_sums_tell_apart_are_lost() -> None:
    pairs = Fraction(4**CLASSES, 2)
    lane = Fraction(2, (2**128 - 4 * DIGITS) ** 2)  # a residue, given all others
    assert pairs * lane**2 < Fraction(1, 2**112)
    for values, most in MOST.items():  # most ≤ values^(log2 of ¾): a bet costs 0.415 of the bits that it tells apart
        assert most.numerator**1000 * values**415 <= most.denominator**1000
    assert Fraction(415, 1000) * (CLASSES - 2) > 81  # as many bits as any choice has before it passes CLASSES


def test_another_gadget_than_b_and_t1_were_made_with_is_a_cheat() -> None:
    one, two = prepared(KEY)
    secrets = one.take()
    other = replace(secrets, product=replace(secrets.product, seed=bytes(32)))
    talk = ask(KEY, crafted_s1(KEY, one.sid2, other, [Choice()]), two, items(1))
    role, error = talk.fault()
    assert (role, type(error)) == (Role.P2, Cheat)
    assert "re-sharing check" in error.message
