"""Whatever an agent is handed, what reads it gives a value that is written as it was read, or BadInput."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from core.errors import BadInput
from core.ssh.agent import GitSigned, read_request
from core.ssh.git_object import GitObject
from core.ssh.host_key import SessionBind
from core.ssh.public_key import key_blob, read_public_line
from core.ssh.sign_in import SignIn
from core.ssh.sshsig import ArmoredSignature, SshSig
from core.ssh.wire import string
from tests.support.bitcoin_bytes import damaged
from tests.support.whole_ssh_key import KEY

HOST = key_blob(KEY.point)
SIGN_INS = st.sampled_from([SignIn(bytes(32), "git", host).serialize(KEY.point) for host in (None, HOST)])
SIGS = st.sampled_from([SshSig.of("git", b"").serialize(), SshSig("file", "sha256", bytes(32)).serialize()])
BIND = string(HOST) + string(bytes(32)) + string(string(b"ssh-ed25519") + string(KEY.sign(bytes(32)))) + b"\0"
RSA = BIND.replace(b"ssh-ed25519", b"ssh-rsa" + bytes(4))
ECDSA = string(string(b"ecdsa-sha2-nistp256") + string(b"nistp256") + string(bytes(65))) + BIND[4 + len(HOST) :]
WHO = b"A <a@b> 1 +0000\n"
OBJECTS = st.sampled_from(
    [
        b"tree " + b"a" * 40 + b"\nauthor " + WHO + b"committer " + WHO + b"\nx\n",
        b"object " + b"a" * 40 + b"\ntype commit\ntag v1\ntagger " + WHO + b"\nx\n",
        b"certificate version 0.1\npusher A 1 +0000\n\n" + b"a" * 40 + b" " + b"b" * 40 + b" refs/heads/main\n",
    ]
)


def survives(read: Callable[[bytes], object], data: bytes) -> None:
    with suppress(BadInput):
        read(data)


@given(st.one_of(st.binary(max_size=300), damaged(SIGN_INS)))
def test_a_log_in(data: bytes) -> None:
    with suppress(BadInput):
        assert SignIn.parse(data, KEY.point).serialize(KEY.point) == data


@given(st.one_of(st.binary(max_size=300), damaged(SIGS)))
def test_an_sshsig(data: bytes) -> None:
    with suppress(BadInput):
        assert SshSig.parse(data).serialize() == data
    survives(lambda data: ArmoredSignature.parse(data.decode("latin-1")), data)


@given(st.one_of(st.binary(max_size=300), damaged(st.sampled_from([BIND, RSA, ECDSA]))))
def test_what_a_host_shows(data: bytes) -> None:
    survives(lambda data: SessionBind.parse(data).verify(), data)
    survives(read_request, b"\x1b" + string(b"session-bind@openssh.com") + data)


@given(st.one_of(st.binary(max_size=300), damaged(OBJECTS)))
def test_an_object_of_git(data: bytes) -> None:
    survives(GitObject.parse, data)


@given(st.binary(max_size=300))
def test_a_message_to_the_agent(data: bytes) -> None:
    survives(read_request, data)
    survives(GitSigned.parse, data)


@given(st.text(max_size=100))
def test_a_line_of_a_public_key(text: str) -> None:
    for line in (text, "ssh-ed25519 " + text):
        with suppress(BadInput):
            read_public_line(line)
