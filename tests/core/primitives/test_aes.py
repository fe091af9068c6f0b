"""AES as a permutation, the hash made of it, and the same answers on a machine without AES instructions."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys

import numpy as np
import pytest

from core.errors import Bug
from core.primitives import aes
from tests.support.ot import Packed, SeededRng

KEY = hashlib.sha256(b"key").digest()
ROWS = np.frombuffer(SeededRng("rows").bytes("rows", 16 * 50), np.uint8).reshape(50, 16)
HIDDEN = {"AES and PCLMULQDQ": "~0x200000200000000", "SSSE3 as well": "~0x200020200000000"}


def hashed(key: bytes, rows: Packed) -> bytes:
    return aes.tmmo(key, rows).tobytes()


def test_blocks_are_permuted_one_by_one() -> None:
    pi = aes.permutation(KEY)
    data = ROWS.tobytes()
    assert pi(data) == b"".join(pi(data[at : at + 16]) for at in range(0, len(data), 16))
    assert pi(bytes(16)) != aes.permutation(KEY[::-1])(bytes(16))


def test_known_answer() -> None:
    assert (
        hashlib.sha256(hashed(KEY, ROWS)).hexdigest()
        == "bebe4d3d0445f8f7fccf26902382abbe1dcfc95ecaee92e5992dc1c7f54322ce"
    )


def test_key_row_and_place_count() -> None:
    honest = hashed(KEY, ROWS)
    assert hashed(KEY[::-1], ROWS) != honest
    moved = hashed(KEY, ROWS[::-1])
    blocks = {found[at : at + 16] for found in (honest, moved) for at in range(0, len(found), 16)}
    assert len(blocks) == 2 * 50  # the same rows at other places share no block


def test_rows_of_two_bits_are_each_hashed_in_their_place() -> None:
    both = aes.tmmo(KEY, np.stack((ROWS, ROWS ^ np.uint8(1))))
    assert both.shape == (2, 50, 2)
    assert both[0].tobytes() == hashed(KEY, ROWS)
    assert both[1].tobytes() == hashed(KEY, ROWS ^ np.uint8(1))


def test_self_test_sees_a_wrong_cipher(monkeypatch: pytest.MonkeyPatch) -> None:
    aes.self_test()
    monkeypatch.setattr(aes, "permutation", lambda key: lambda data: data)
    with pytest.raises(Bug, match="OpenSSL") as refused:
        aes.self_test()
    assert refused.value.kind == "self_test"


@pytest.mark.parametrize("hidden", HIDDEN)
def test_a_machine_without_aes_instructions(hidden: str) -> None:
    """OpenSSL's mask hides them, on x86; elsewhere nothing reads it."""
    code = "from core.primitives import vole; vole.self_test()"
    environment = os.environ | {"OPENSSL_ia32cap": HIDDEN[hidden]}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)
