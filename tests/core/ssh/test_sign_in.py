"""A log-in is read whole and by our key alone: each thing that an agent could be asked to sign besides is refused."""

from __future__ import annotations

import pytest

from core.errors import BadInput
from core.ssh.public_key import key_blob
from core.ssh.sign_in import SignIn
from core.ssh.wire import string
from tests.support.whole_ssh_key import KEY

SESSION = bytes(range(32))
HOST = key_blob(bytes(32))
PLAIN = SignIn(SESSION, "git", None)
BOUND = SignIn(SESSION * 2, "gitü", HOST)
GOOD = PLAIN.serialize(KEY.point)


@pytest.mark.parametrize("sign_in", [PLAIN, BOUND])
def test_both_methods_come_back(sign_in: SignIn) -> None:
    assert SignIn.parse(sign_in.serialize(KEY.point), KEY.point) == sign_in


def test_the_bytes_are_those_of_rfc_4252() -> None:
    key = b"\0\0\0\x0bssh-ed25519\0\0\0\x33" + key_blob(KEY.point)
    middle = b"\x32\0\0\0\3git\0\0\0\x0essh-connection\0\0\0\x09publickey\1"
    assert b"\0\0\0\x20" + SESSION + middle + key == GOOD


CERTIFICATE = string(b"ssh-ed25519-cert-v01@openssh.com") + string(bytes(32)) + string(KEY.point) + bytes(8)
WRONG = {
    "ssh-add-T": bytes(range(256)) * 4,  # it has random bytes signed
    "ssh-keygen-Us": CERTIFICATE,
    "trailing byte": GOOD + b"\0",
    "cut": GOOD[:-1],
    "empty": b"",
    "other key": PLAIN.serialize(bytes(32)),
    "other algorithm": GOOD.replace(b"\1\0\0\0\x0bssh-ed25519", b"\1\0\0\0\x0bssh-ed25518"),
    "session id == cert name": string(b"ssh-ed25519-cert-v01@openssh.com") + GOOD[36:-1],
    "short session id": SignIn(SESSION[1:], "git", None).serialize(KEY.point),
    "long session id": SignIn(bytes(65), "git", None).serialize(KEY.point),
    "no user": SignIn(SESSION, "", None).serialize(KEY.point),
    "long user": SignIn(SESSION, "u" * 256, None).serialize(KEY.point),
    "user not UTF-8": GOOD.replace(b"git", b"g\xfft"),
    "another message": GOOD.replace(b"\x32\0\0\0\3git", b"\x33\0\0\0\3git"),
    "service": GOOD.replace(b"ssh-connection", b"ssh-CONNECTION"),
    "hostbased": GOOD.replace(b"publickey", b"hostbased"),
    "query": GOOD.replace(b"publickey\1", b"publickey\0"),
    "hostkeys-prove": string(b"hostkeys-prove-00@openssh.com") + string(SESSION) + string(HOST),
    "host key where none belongs": GOOD + string(HOST),
    "no host key": BOUND.serialize(KEY.point)[: -4 - len(HOST)],
    "empty host key": SignIn(SESSION, "git", b"").serialize(KEY.point),
    "long host key": SignIn(SESSION, "git", bytes(4097)).serialize(KEY.point),
    "TLS 1.3": b" " * 64 + b"TLS 1.3, server CertificateVerify\0" + bytes(32),
}


@pytest.mark.parametrize("data", WRONG.values(), ids=WRONG)
def test_ssh_refused(data: bytes) -> None:
    with pytest.raises(BadInput):
        SignIn.parse(data, KEY.point)
