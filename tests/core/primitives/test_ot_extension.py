"""OT extension: correlated rows, and byte for byte what the plain reference says."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest

from core.errors import Bug
from core.primitives import ot_extension, reference
from core.primitives.ot_extension import column_size, extend_receive, extend_send, message_size
from core.secret import Secret
from tests.support.ot import SeededRng, deal

DEALT = deal()
SID1 = hashlib.sha256(b"sid1").digest()


def choices(n0: int) -> bytes:
    return SeededRng("x").bytes("x", column_size(n0))


@pytest.mark.parametrize("n0", [8, 416, 832])
def test_rows_are_correlated(n0: int) -> None:
    x = choices(n0)
    message, mine = extend_receive(DEALT.p1, SID1, x, n0)
    t, rows = mine.reveal(), extend_send(DEALT.p2, SID1, message, n0).reveal()
    assert len(message) == message_size(n0)
    assert t.shape == rows.shape == (n0, 16)
    for j in range(n0):
        bit = x[j >> 3] >> (j & 7) & 1
        expected = bytes(a ^ bit * b for a, b in zip(t[j].tobytes(), DEALT.delta, strict=True))
        assert rows[j].tobytes() == expected


def test_sizes_of_the_specification() -> None:
    for B in (1, 2, 128):
        assert column_size(416 * B) == 52 * B + 16
        assert message_size(416 * B) == 32 * (52 * B + 16) + 48


@pytest.mark.parametrize("n0", [8, 416, 832])
def test_the_fast_path_is_the_reference(n0: int) -> None:
    must_be_the_reference(n0)


def must_be_the_reference(n0: int) -> None:
    x = choices(n0)
    message, t = extend_receive(DEALT.p1, SID1, x, n0)
    plain_message, plain_t = reference.extend_receive(DEALT.p1.reveal(), SID1, x, n0)
    assert message == plain_message
    assert [row.tobytes() for row in t.reveal()] == plain_t
    rows = extend_send(DEALT.p2, SID1, message, n0)
    assert [row.tobytes() for row in rows.reveal()] == reference.extend_send(DEALT.p2.reveal(), SID1, message, n0)


def test_the_reference_checks_too() -> None:
    message, _ = extend_receive(DEALT.p1, SID1, choices(8), 8)
    assert reference.extend_send(DEALT.p2.reveal(), SID1, message[:-1] + bytes([message[-1] ^ 1]), 8) is None


def test_known_answer() -> None:
    message, t = extend_receive(DEALT.p1, SID1, choices(416), 416)
    assert (
        hashlib.sha256(message + t.reveal().tobytes()).hexdigest()
        == "73a22064fbf91f43c034ab8716e45256d0a2fa2b8af367af8196c709f06c64b6"
    )


def test_every_input_changes_the_message() -> None:
    x = choices(416)
    honest, rows = extend_receive(DEALT.p1, SID1, x, 416)
    other_x = x[:-1] + bytes([x[-1] ^ 0x80])
    keys = DEALT.p1.reveal()
    messages = [
        honest,
        extend_receive(DEALT.p1, SID1[:-1] + b"\0", x, 416)[0],
        extend_receive(DEALT.p1, SID1, other_x, 416)[0],
        extend_receive(Secret(keys[:-1] + b"\0"), SID1, x, 416)[0],
        extend_receive(Secret(b"\0" + keys[1:]), SID1, x, 416)[0],
    ]
    nb = column_size(416)
    for part in (slice(0, 32 * nb), slice(32 * nb + 16, None)):  # U; the hash
        assert len({message[part] for message in messages}) == len(messages)
    assert rows.reveal().tobytes() == extend_receive(DEALT.p1, SID1, other_x, 416)[1].reveal().tobytes()  # t without x


@pytest.mark.parametrize("n0", [8, 128, 416, 424])
def test_the_check_hash_is_linear_and_covers_every_byte(n0: int) -> None:
    nb = column_size(n0)
    key = ot_extension.check_key(SID1, b"U")
    a, b = (np.frombuffer(SeededRng(seed).bytes("v", nb), np.uint8).reshape(1, nb) for seed in "ab")
    h = ot_extension.column_hash
    assert (h(a ^ b, key) == h(a, key) ^ h(b, key)).all()
    units = np.eye(nb, dtype=np.uint8)
    hashes = h(units, key)
    assert len({found.tobytes() for found in hashes} | {bytes(16)}) == nb + 1
    assert (hashes[-16:] == units[-16:, -16:]).all()  # the mask bytes as they are: they hide x


def test_the_key_follows_u_and_the_session() -> None:
    keys = [ot_extension.check_key(sid, U) for sid, U in ((SID1, b"U"), (SID1, b"V"), (b"s", b"U"))]
    assert len(set(keys)) == 3


def test_the_work_does_not_depend_on_the_leaf_that_is_lacking() -> None:
    """P2 expands all leaves, and masks: its answer is the same whatever stands where it has none."""
    message, _ = extend_receive(DEALT.p1, SID1, choices(416), 416)
    rows = extend_send(DEALT.p2, SID1, message, 416).reveal()
    every = Secret(DEALT.delta + DEALT.p1.reveal())
    assert (extend_send(every, SID1, message, 416).reveal() == rows).all()


def test_transposition() -> None:
    columns = np.frombuffer(SeededRng("m").bytes("m", 128 * 52), np.uint8).reshape(128, 52)
    plain = np.packbits(np.unpackbits(columns, axis=1, bitorder="little").T, axis=1, bitorder="little")
    assert (ot_extension.transpose(columns) == plain).all()


def test_x_must_fit() -> None:
    with pytest.raises(Bug, match="x does not have"):
        extend_receive(DEALT.p1, SID1, choices(416)[:-1], 416)
