"""P1 lies in the OT extension: every way to be inconsistent is a bet on bits of Delta, and a lost bet is OtCheat."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest

from core.errors import OtCheat, PeerFault
from core.primitives.all_but_one import LEAVES, TREES
from core.primitives.ot_extension import column_size, extend_receive, extend_send, message_size
from tests.support.ot import Dealt, SeededRng, deal, extension_message

N0 = 416
NB = column_size(N0)
DEALT = deal()
X = SeededRng("x").bytes("x", NB)

Forge = Callable[[bytes, int, int, int], bytes]
Passes = Callable[[list[int], int, int, int], bool]


def flip(byte: int) -> bytes:
    return bytes(byte) + b"\1" + bytes(NB - byte - 1)


def lie(dealt: Dealt = DEALT, **lies: object) -> Forge:
    return lambda sid1, g, h, bet: extension_message(
        dealt,
        sid1,
        X,
        N0,
        **{k: v(g, h, bet) for k, v in lies.items()},  # type: ignore[operator]
    )


# Of trees g and h; P1 bets that P2 lacks leaf `bet` of tree g.
PATTERNS: dict[str, tuple[Forge, Passes]] = {
    "honest": (lie(), lambda d, g, h, bet: True),
    "an error in one column": (
        lie(errors=lambda g, h, bet: {g: flip(3)}, guesses=lambda g, h, bet: {g: bet}),
        lambda d, g, h, bet: d[g] == bet,
    ),
    "an error in the mask bytes only": (
        lie(errors=lambda g, h, bet: {g: flip(60)}, guesses=lambda g, h, bet: {g: bet}),
        lambda d, g, h, bet: d[g] == bet,
    ),
    "the same error in two columns": (
        lie(
            errors=lambda g, h, bet: {g: flip(3), h: flip(3)},
            guesses=lambda g, h, bet: {g: bet, h: DEALT.lacking[h]},
        ),
        lambda d, g, h, bet: d[g] == bet,
    ),
    "an error in two columns, one bet lost": (
        lie(
            errors=lambda g, h, bet: {g: flip(3), h: flip(5)},
            guesses=lambda g, h, bet: {g: bet, h: DEALT.lacking[h] ^ 8},
        ),
        lambda d, g, h, bet: False,
    ),
    "a leaf that P1 does not have": (
        lie(wrong_leaves=lambda g, h, bet: {g: bet}),
        lambda d, g, h, bet: d[g] == bet,
    ),
}


@pytest.mark.parametrize("name", PATTERNS)
def test_six_patterns(name: str) -> None:
    """Rule F11. Every other bet is right."""
    forge, passes = PATTERNS[name]
    outcomes = set()
    for run in range(24):
        g, h = run, (run + 1 + run % 7) % TREES
        bet = DEALT.lacking[g] ^ (1 + run % 15 if run % 2 else 0)
        sid1 = bytes([run]) * 32
        expected = passes(DEALT.lacking, g, h, bet)
        outcomes.add(expected)
        if expected:
            extend_send(DEALT.p2, sid1, forge(sid1, g, h, bet), N0)
        else:
            with pytest.raises(OtCheat, match="OT check"):
                extend_send(DEALT.p2, sid1, forge(sid1, g, h, bet), N0)
    assert outcomes == ({True} if name == "honest" else {False} if "lost" in name else {True, False})


def test_the_forged_honest_message_is_the_honest_one() -> None:
    sid1 = b"1" * 32
    assert extension_message(DEALT, sid1, X, N0) == extend_receive(DEALT.p1, sid1, X, N0)[0]


def test_a_lie_in_many_columns_is_caught() -> None:
    for run in range(8):
        errors = {g: flip(run) for g in range(0, TREES, 2)}
        with pytest.raises(OtCheat):
            extend_send(DEALT.p2, b"1" * 32, extension_message(DEALT, b"1" * 32, X, N0, errors), N0)


def test_selective_failure_reads_delta_leaf_by_leaf_if_nothing_is_locked() -> None:
    """Why one failure locks for good: some 240 probes without a lock are the whole Delta."""
    read, probes = [], 0
    for g in range(TREES):
        for bet in range(LEAVES):
            probes += 1
            sid1 = hashlib.sha256(bytes([g, bet])).digest()
            try:
                extend_send(DEALT.p2, sid1, extension_message(DEALT, sid1, X, N0, {g: flip(0)}, {g: bet}), N0)
            except OtCheat:
                continue
            read.append(bet)
            break
    assert read == DEALT.lacking
    assert probes == sum(read) + TREES


@pytest.mark.parametrize("size", [0, message_size(N0) - 1, message_size(N0) + 1, message_size(2 * N0)])
def test_a_wrong_length_is_a_fault_and_no_lock(size: int) -> None:
    with pytest.raises(PeerFault) as seen:
        extend_send(DEALT.p2, b"1" * 32, bytes(size), N0)
    assert not isinstance(seen.value, OtCheat)


SID1 = b"1" * 32
HONEST = extend_receive(DEALT.p1, SID1, X, N0)[0]
HX, VALUE = TREES * NB, TREES * NB + 16


@pytest.mark.parametrize("position", [0, NB - 1, NB, 16 * NB + 7, HX - 1, HX, HX + 15, VALUE, VALUE + 31])
def test_every_region_counts(position: int) -> None:
    wrong = HONEST[:position] + bytes([HONEST[position] ^ 0x10]) + HONEST[position + 1 :]
    with pytest.raises(OtCheat):
        extend_send(DEALT.p2, SID1, wrong, N0)


def test_a_replay_under_another_session_fails() -> None:
    with pytest.raises(OtCheat):
        extend_send(DEALT.p2, b"2" * 32, HONEST, N0)
