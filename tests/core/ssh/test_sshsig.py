"""SSHSIG: what is signed and what is written, judged by ssh-keygen."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from core.errors import BadInput
from core.ssh.public_key import allowed_signers_line
from core.ssh.sshsig import BEGIN, END, ArmoredSignature, SshSig
from core.ssh.wire import string
from tests.support.whole_ssh_key import KEY

MESSAGE = b"what is signed\n"
WISH = SshSig.of("file", MESSAGE)
GOOD = WISH.serialize()
ARMORED = WISH.armored(KEY.point, KEY.sign(GOOD))


def test_ssh_keygen_verifies_what_is_written(tmp_path: Path) -> None:
    (tmp_path / "allowed").write_text(allowed_signers_line("me@home", KEY.point) + "\n")
    (tmp_path / "sig").write_text(ARMORED)
    command = ["ssh-keygen", "-Y", "verify", "-f", "allowed", "-I", "me@home", "-n", "file", "-s", "sig"]
    for message, code in ((MESSAGE, 0), (MESSAGE + b".", 255)):
        assert subprocess.run(command, cwd=tmp_path, input=message, capture_output=True).returncode == code


def test_what_ssh_keygen_writes_is_read(tmp_path: Path) -> None:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "key"], cwd=tmp_path, check=True)
    for name in ("sha256", "sha512"):
        command = ["ssh-keygen", "-q", "-Y", "sign", "-f", "key", "-n", "a", "-O", f"hashalg={name}"]
        made = subprocess.run(command, cwd=tmp_path, input=MESSAGE, capture_output=True, check=True)
        found = ArmoredSignature.parse(made.stdout.decode())
        assert (found.namespace, found.hash_name) == ("a", name)


def test_both_come_back() -> None:
    assert SshSig.parse(GOOD) == WISH
    found = ArmoredSignature.parse(ARMORED)
    assert found == ArmoredSignature(KEY.point, "file", "sha512", KEY.sign(GOOD))
    short = SshSig("git", "sha256", bytes(32))
    assert SshSig.parse(short.serialize()) == short


WRONG = {
    "magic": b"sSHSIG" + GOOD[6:],
    "trailing byte": GOOD + b"\0",
    "cut": GOOD[:-1],
    "no namespace": SshSig("", "sha512", bytes(64)).serialize(),
    "long namespace": SshSig("n" * 256, "sha512", bytes(64)).serialize(),
    "namespace not UTF-8": GOOD.replace(b"file", b"fil\xff"),
    "reserved": b"SSHSIG" + string(b"file") + string(b"x") + string(b"sha512") + string(bytes(64)),
    "hash": SshSig("file", "sha384", bytes(48)).serialize(),
    "digest of the other hash": SshSig("file", "sha512", bytes(32)).serialize(),
}


@pytest.mark.parametrize("data", WRONG.values(), ids=WRONG)
def test_another_wish_is_refused(data: bytes) -> None:
    with pytest.raises(BadInput):
        SshSig.parse(data)


BODY = ARMORED.splitlines()[1:-1]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n".join((BEGIN, END)),
        "\n".join(("-----BEGIN-----", *BODY, END)),
        "\n".join((BEGIN, *BODY)),
        "\n".join((BEGIN, "ü", END)),
        "\n".join((BEGIN, BODY[0][1:], *BODY[1:], END)),
        "\n".join((BEGIN, "A" * 16, END)),
        "\n".join((BEGIN, *BODY[:-1], END)),
        ARMORED.replace("U1NIU0lHAAAAA", "U1NIU0lHAAAAB"),  # another version
        WISH.armored(KEY.point, bytes(63)),
    ],
)
def test_another_file_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        ArmoredSignature.parse(text)
