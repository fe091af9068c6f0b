"""Why the gadget is drawn after P2's answer (rule F10): what a P2 gains by choosing its bets when it knows it."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from core.crypto.secp256k1 import q
from core.errors import Cheat
from core.primitives.gadget import XI
from core.protocol.share import Role
from tests.support.cheating import Choice, ask, crafted_s1
from tests.support.joint_key import items, joint_key, prepared

KEY = joint_key()
PRIME, ROWS, GADGETS = 31, 12, 40  # in the place of q, of 416, and how many are tried


def gains(gadget: list[int]) -> NDArray[np.float64]:
    """For every set of rows that P2 bets on: the probability that it is right, times the distance from uniform of what
    it does not know of b then. (2^ROWS,)"""
    joint = np.zeros((1, PRIME))
    joint[0, 0] = 1
    for g in gadget:
        joint = np.concatenate(((joint + np.roll(joint, g, axis=1)) / 2, joint / 2))  # no bet on the row, or one
    found: NDArray[np.float64] = np.abs(joint - joint.sum(axis=1, keepdims=True) / PRIME).sum(axis=1) / 2
    return found


def test_who_knows_the_gadget_gains_by_choosing_its_rows_and_who_does_not_gains_nothing() -> None:
    """The same P2, of any power, at a size at which all its choices can be tried."""
    rng = random.Random(1)  # noqa: S311 - a toy
    found = np.array([gains([rng.randrange(PRIME) for _ in range(ROWS)]) for _ in range(GADGETS)])
    promised = (PRIME / 2**ROWS) ** 0.5 / 2  # the leftover hash lemma, as in Lemma A
    knowing, not_knowing = found.max(axis=1).mean(), found.mean(axis=0).max()
    assert knowing > 1.25 * promised
    assert not_knowing < promised
    assert found.mean(axis=0).argmax() == 0  # no bet at all is the best that it has


def test_the_bound_of_lemma_a() -> None:
    """2^-|J|·½·(q 2^-(416-|J|))^½ is at most 2^-81 for every |J| up to 190, and more bets are 2^-190. In squares."""
    worst = max(Fraction(1, 2 ** (2 * bets)) * Fraction(q, 4 * 2 ** (XI - bets)) for bets in range(191))
    assert Fraction(1, 2**163) < worst < Fraction(1, 2**162)
    lanes = XI * Fraction(2**256 - q, 2**256)  # read mod q
    blocks = Fraction((2 * XI) ** 2, 2**129)  # of the cipher, which do not repeat
    assert lanes + blocks < Fraction(1, 2**109)


def test_another_gadget_than_b_and_t1_were_made_with_is_a_cheat() -> None:
    one, two = prepared(KEY)
    secrets = one.take()
    other = replace(secrets, product=replace(secrets.product, seed=bytes(32)))
    talk = ask(KEY, crafted_s1(KEY, one.sid2, other, [Choice()]), two, items(1))
    role, error = talk.fault()
    assert (role, type(error)) == (Role.P2, Cheat)
    assert "re-sharing check" in error.message
