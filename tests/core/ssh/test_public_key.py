"""The lines of a public key, as ssh-keygen reads and writes them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from core.errors import BadInput
from core.ssh.public_key import (
    allowed_signers_line,
    fingerprint,
    key_blob,
    public_line,
    read_key_blob,
    read_public_line,
)
from core.ssh.wire import string
from tests.support.whole_ssh_key import KEY


def test_ssh_keygen_shows_the_same_fingerprint(tmp_path: Path) -> None:
    (tmp_path / "key.pub").write_text(public_line(KEY.point, "joint") + "\n")
    shown = subprocess.run(["ssh-keygen", "-lf", tmp_path / "key.pub"], capture_output=True, text=True, check=True)
    assert shown.stdout == f"256 {fingerprint(key_blob(KEY.point))} joint (ED25519)\n"


def test_a_line_comes_back() -> None:
    line = public_line(KEY.point, "a b")
    for text in (line, f"\n{line}\nsecond", line.rpartition(" a b")[0], "key::" + line, line.replace(" A", "  A")):
        assert read_public_line(text) == KEY.point
    assert allowed_signers_line("a@b", KEY.point).startswith('a@b namespaces="git,file" ssh-ed25519 AAAA')


@pytest.mark.parametrize(
    "text", ["", "ssh-rsa AAAA", "ssh-ed25519", "ssh-ed25519 ü", "ssh-ed25519 A", "ssh-ed25519 AAAA", "x y z"]
)
def test_another_line_is_none(text: str) -> None:
    with pytest.raises(BadInput):
        read_public_line(text)


def test_another_blob_is_none() -> None:
    for blob in (string(b"ssh-rsa") + string(bytes(32)), key_blob(bytes(31)), key_blob(bytes(32)) + b"x", b""):
        with pytest.raises(BadInput):
            read_key_blob(blob)
