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
    message, t = extend_receive(DEALT.p1, SID1, x, n0)
    rows = extend_send(DEALT.p2, SID1, message, n0)
    assert len(message) == message_size(n0)
    assert t.shape == rows.shape == (n0, 16)
    for j in range(n0):
        bit = x[j >> 3] >> (j & 7) & 1
        expected = bytes(a ^ bit * b for a, b in zip(t[j].tobytes(), DEALT.delta, strict=True))
        assert rows[j].tobytes() == expected


def test_sizes_of_the_specification() -> None:
    for B in (1, 2, 128):
        assert column_size(416 * B) == 52 * B + 16
        assert message_size(416 * B) == 128 * (52 * B + 16) + 48


@pytest.mark.parametrize("n0", [8, 416, 832])
def test_the_fast_path_is_the_reference(n0: int) -> None:
    must_be_the_reference(n0)


def must_be_the_reference(n0: int) -> None:
    x = choices(n0)
    message, t = extend_receive(DEALT.p1, SID1, x, n0)
    plain_message, plain_t = reference.extend_receive(DEALT.p1.reveal(), SID1, x, n0)
    assert message == plain_message
    assert [row.tobytes() for row in t] == plain_t
    rows = extend_send(DEALT.p2, SID1, message, n0)
    assert [row.tobytes() for row in rows] == reference.extend_send(DEALT.p2.reveal(), SID1, message, n0)


def test_the_reference_checks_too() -> None:
    message, _ = extend_receive(DEALT.p1, SID1, choices(8), 8)
    assert reference.extend_send(DEALT.p2.reveal(), SID1, message[:-1] + bytes([message[-1] ^ 1]), 8) is None


def test_known_answer() -> None:
    message, t = extend_receive(DEALT.p1, SID1, choices(416), 416)
    assert (
        hashlib.sha256(message + t.tobytes()).hexdigest()
        == "cad18b0294fe9a24fab97c4ec367420b62abc6481d764730dd7187d2b681d4e2"
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
    for part in (slice(0, 128 * nb), slice(128 * nb + 16, None)):  # U; the hash
        assert len({message[part] for message in messages}) == len(messages)
    assert rows.tobytes() == extend_receive(DEALT.p1, SID1, other_x, 416)[1].tobytes()  # t does not depend on x


def test_the_check_hash_is_linear_and_covers_every_byte() -> None:
    nb = column_size(416)
    M = ot_extension.check_matrix(SID1, b"U", 416)
    assert M.shape == (416, 128)
    assert 0.48 < float(M.mean()) < 0.52
    a, b = (np.frombuffer(SeededRng(seed).bytes("v", nb), np.uint8).reshape(1, nb) for seed in "ab")
    h = ot_extension.column_hash
    assert (h(a ^ b, M) == h(a, M) ^ h(b, M)).all()
    for at in range(nb):
        unit = np.zeros((1, nb), np.uint8)
        unit[0, at] = 1
        assert h(unit, M).any()


def test_the_matrix_follows_u_and_the_session() -> None:
    matrices = [ot_extension.check_matrix(sid, U, 8).tobytes() for sid, U in ((SID1, b"U"), (SID1, b"V"), (b"s", b"U"))]
    assert len(set(matrices)) == 3


def test_transposition() -> None:
    columns = np.frombuffer(SeededRng("m").bytes("m", 128 * 52), np.uint8).reshape(128, 52)
    plain = np.packbits(np.unpackbits(columns, axis=1, bitorder="little").T, axis=1, bitorder="little")
    assert (ot_extension.transpose(columns) == plain).all()


def test_x_must_fit() -> None:
    with pytest.raises(Bug, match="x does not have"):
        extend_receive(DEALT.p1, SID1, choices(416)[:-1], 416)
