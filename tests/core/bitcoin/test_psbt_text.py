"""PSBTs as people bring them: one meaning, whatever a program made of its bytes."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.bitcoin.psbt import Psbt
from core.bitcoin.psbt_text import psbt_in, transaction_in
from core.errors import BadInput

AS_HEX = (Path(__file__).parents[2] / "vectors" / "hex.psbt").read_bytes()  # of a throw-away wallet
PSBT = bytes.fromhex(AS_HEX.decode())
BASE64 = base64.b64encode(PSBT).decode()


def test_a_file_in_hexadecimal_digits() -> None:
    assert psbt_in(AS_HEX) == PSBT
    assert Psbt.parse(psbt_in(AS_HEX)).serialize() == PSBT


@pytest.mark.parametrize("text", [AS_HEX.decode(), PSBT.hex().upper(), BASE64])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_form_in_every_text(text: str, encoding: str) -> None:
    wrapped = "\r\n".join(text[i : i + 64] for i in range(0, len(text), 64))
    for written in (text, f"  {text}\n", wrapped, f'"{text}"', text.replace("A", "A\u00a0")):
        assert psbt_in(written.encode(encoding)) == PSBT
    assert psbt_in(PSBT) == PSBT


@pytest.mark.parametrize(
    "data", [b"", b"psbt", b"0200", b"7073627", base64.b64encode(b"x" * 20), b"\xff\xfe", b"\xff", b"\0", "é".encode()]
)
def test_what_is_none(data: bytes) -> None:
    with pytest.raises(BadInput, match="neither binary nor base64 nor hexadecimal"):
        psbt_in(data)


def test_what_broadcast_takes() -> None:
    assert transaction_in(BASE64.encode() + b"\n") == PSBT
    assert transaction_in(AS_HEX) == PSBT
    assert transaction_in(b" 0200ff\n") == b"\x02\x00\xff"
    assert transaction_in("0200\r\nff".encode("utf-16")) == b"\x02\x00\xff"
    assert transaction_in(b"\x02\x00\x00\xff") == b"\x02\x00\x00\xff"
    assert transaction_in(PSBT) == PSBT


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_anything_is_read_or_refused(data: bytes) -> None:
    try:
        assert psbt_in(data).startswith(b"psbt")
    except BadInput:
        return
