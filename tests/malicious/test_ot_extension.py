"""P1 lies in the OT extension: every way to be inconsistent is a bet on bits of Delta, and a lost bet is OtCheat."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.errors import OtCheat, PeerFault
from core.primitives.base_ot import KC
from core.primitives.ot_extension import column_size, extend_receive, extend_send, message_size
from tests.support.ot import Dealt, SeededRng, deal, extension_message

N0 = 416
NB = column_size(N0)
DEALT = deal()
X = SeededRng("x").bytes("x", NB)

Forge = Callable[[bytes, int, int], bytes]
Passes = Callable[[list[int], int, int], bool]


def flip(byte: int) -> bytes:
    return bytes(byte) + b"\1" + bytes(NB - byte - 1)


def lie(dealt: Dealt = DEALT, **lies: object) -> Forge:
    return lambda sid1, i, j: extension_message(dealt, sid1, X, N0, **{k: v(i, j) for k, v in lies.items()})  # type: ignore[operator]


PATTERNS: dict[str, tuple[Forge, Passes]] = {
    "honest": (lie(), lambda d, i, j: True),
    "an error in one column, bet 0": (lie(errors=lambda i, j: {i: flip(3)}), lambda d, i, j: d[i] == 0),
    "an error in one column, bet 1": (
        lie(errors=lambda i, j: {i: flip(3)}, guesses=lambda i, j: {i: 1}),
        lambda d, i, j: d[i] == 1,
    ),
    "an error in the mask bytes only, bet 0": (lie(errors=lambda i, j: {i: flip(60)}), lambda d, i, j: d[i] == 0),
    "the same error in two columns, bets 0 and 1": (
        lie(errors=lambda i, j: {i: flip(3), j: flip(3)}, guesses=lambda i, j: {j: 1}),
        lambda d, i, j: d[i] == 0 and d[j] == 1,
    ),
    "a base-OT key that P1 does not have": (lie(wrong_keys=lambda i, j: (i,)), lambda d, i, j: d[i] == 0),
}


@pytest.mark.parametrize("name", PATTERNS)
def test_six_patterns(name: str) -> None:
    """Rule F11."""
    forge, passes = PATTERNS[name]
    outcomes = set()
    for run in range(24):
        i, j = 5 * run, (5 * run + 1 + 3 * run) % KC
        sid1 = bytes([run]) * 32
        expected = passes(DEALT.choices, i, j)
        outcomes.add(expected)
        if expected:
            extend_send(DEALT.p2, sid1, forge(sid1, i, j), N0)
        else:
            with pytest.raises(OtCheat, match="OT check"):
                extend_send(DEALT.p2, sid1, forge(sid1, i, j), N0)
    assert outcomes == ({True} if name == "honest" else {True, False})


def test_the_forged_honest_message_is_the_honest_one() -> None:
    sid1 = b"1" * 32
    assert extension_message(DEALT, sid1, X, N0) == extend_receive(DEALT.p1, sid1, X, N0)[0]


def test_a_lie_in_many_columns_is_caught() -> None:
    for run in range(8):
        errors = {i: flip(run) for i in range(0, KC, 4)}
        with pytest.raises(OtCheat):
            extend_send(DEALT.p2, b"1" * 32, extension_message(DEALT, b"1" * 32, X, N0, errors), N0)


def test_selective_failure_reads_delta_bit_by_bit_if_nothing_is_locked() -> None:
    """Why one failure locks for good: 128 probes without a lock are the whole Delta."""
    read = []
    for i in range(KC):
        sid1 = bytes([i]) * 32
        try:
            extend_send(DEALT.p2, sid1, extension_message(DEALT, sid1, X, N0, {i: flip(0)}), N0)
            read.append(0)
        except OtCheat:
            read.append(1)
    assert read == DEALT.choices


@pytest.mark.parametrize("size", [0, message_size(N0) - 1, message_size(N0) + 1, message_size(2 * N0)])
def test_a_wrong_length_is_a_fault_and_no_lock(size: int) -> None:
    with pytest.raises(PeerFault) as seen:
        extend_send(DEALT.p2, b"1" * 32, bytes(size), N0)
    assert not isinstance(seen.value, OtCheat)


SID1 = b"1" * 32
HONEST = extend_receive(DEALT.p1, SID1, X, N0)[0]
HX, VALUE = KC * NB, KC * NB + 16


@pytest.mark.parametrize("position", [0, NB - 1, NB, 64 * NB + 7, HX - 1, HX, HX + 15, VALUE, VALUE + 31])
def test_every_region_counts(position: int) -> None:
    wrong = HONEST[:position] + bytes([HONEST[position] ^ 0x10]) + HONEST[position + 1 :]
    with pytest.raises(OtCheat):
        extend_send(DEALT.p2, SID1, wrong, N0)


def test_a_replay_under_another_session_fails() -> None:
    with pytest.raises(OtCheat):
        extend_send(DEALT.p2, b"2" * 32, HONEST, N0)
