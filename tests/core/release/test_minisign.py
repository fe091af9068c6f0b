"""Signatures of minisign's prehashed kind, and of no other; where minisign is installed it has the same opinion."""

from __future__ import annotations

import base64
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.release.minisign import MOST_SIGNATURE, ReleaseKey, signer
from tests.support.releases import KEYS, PUBLIC

DATA = b"what is signed"
GOOD = KEYS[0].sign(DATA)
STOCK = shutil.which("minisign")
needs_stock = pytest.mark.skipif(STOCK is None, reason="minisign is not installed")


def test_whose_it_is() -> None:
    assert [signer(key.sign(DATA), DATA, PUBLIC) for key in KEYS] == list(PUBLIC)
    assert signer(GOOD, DATA, PUBLIC[1:]) is None
    assert signer(GOOD, DATA + b".", PUBLIC) is None


def test_a_key_is_read_in_one_form() -> None:
    text = PUBLIC[0].text
    assert ReleaseKey.parse(text) == PUBLIC[0]
    for wrong in ("", text[:-1], text + "=", " " + text, text.replace("RW", "RX"), "ü" * 56, text[:-2] + "~~"):
        with pytest.raises(ValueError):  # noqa: PT011
            ReleaseKey.parse(wrong)


def lines(number: int, by: bytes) -> bytes:
    """The good one, with another line."""
    found = GOOD.split(b"\n")
    found[number] = by
    return b"\n".join(found)


LEGACY = base64.b64encode(b"Ed" + base64.b64decode(GOOD.split(b"\n")[1])[2:])
OTHERS = KEYS[1].sign(DATA).split(b"\n")


@pytest.mark.parametrize(
    "wrong",
    [
        b"",
        GOOD[:-1],
        GOOD + b"\n",
        GOOD.replace(b"\n", b"\r\n"),
        lines(0, b"comment: x"),
        lines(0, b"untrusted comment: " + b"x" * MOST_SIGNATURE),
        lines(1, LEGACY),
        lines(1, OTHERS[1]),
        lines(1, b"AAAA"),
        lines(1, GOOD.split(b"\n")[1] + b"="),
        lines(2, b"trusted comment: another"),
        lines(3, OTHERS[3]),
    ],
)
def test_what_is_no_signature(wrong: bytes) -> None:
    assert signer(wrong, DATA, PUBLIC) is None


def test_the_untrusted_comment_may_be_anything() -> None:
    assert signer(lines(0, b"untrusted comment: \xff\xfe"), DATA, PUBLIC) == PUBLIC[0]


@given(st.integers(0, len(GOOD) - 1), st.integers(0, 255))
def test_another_byte_is_another_signature(at: int, byte: int) -> None:
    changed = GOOD[:at] + bytes([byte]) + GOOD[at + 1 :]
    if changed != GOOD and at >= len(b"untrusted comment: x\n"):
        assert signer(changed, DATA, PUBLIC) is None


@needs_stock
def test_stock_minisign_verifies_it(tmp_path: Path) -> None:
    (tmp_path / "data").write_bytes(DATA)
    (tmp_path / "sig").write_bytes(GOOD)
    for key, code in ((PUBLIC[0], 0), (PUBLIC[1], 1)):
        command = (STOCK or "", "-V", "-m", tmp_path / "data", "-x", tmp_path / "sig", "-P", key.text)
        assert subprocess.run(command, capture_output=True, check=False).returncode == code


@needs_stock
def test_what_stock_minisign_makes_is_read(tmp_path: Path) -> None:
    (tmp_path / "data").write_bytes(DATA)
    keys = ("-p", tmp_path / "k.pub", "-s", tmp_path / "k.key")
    subprocess.run((STOCK or "", "-G", "-W", *keys), capture_output=True, check=True)
    subprocess.run((STOCK or "", "-S", "-W", "-s", tmp_path / "k.key", "-m", tmp_path / "data"), check=True)
    comment, text = (tmp_path / "k.pub").read_text().splitlines()
    key = ReleaseKey.parse(text)
    assert comment.endswith(key.name)
    assert signer((tmp_path / "data.minisig").read_bytes(), DATA, [key]) == key
