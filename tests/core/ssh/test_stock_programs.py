"""What ssh, ssh-keygen and git of the system really ask to be signed is read, and what is signed they take."""

from __future__ import annotations

import os
import subprocess
import sys
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.ssh.git_object import GitKind, GitObject
from core.ssh.public_key import allowed_signers_line, public_line
from core.ssh.sign_in import SignIn
from core.ssh.sshsig import SshSig
from tests.support.stock_ssh import HOST_KINDS, SSHD, StockServer, stock_server
from tests.support.whole_ssh_key import KEY, WholeKeyAgent

ROOT = Path(__file__).parents[3]
needs_sshd = pytest.mark.skipif(SSHD is None, reason="openssh-server is not installed")


@pytest.fixture(scope="module")
def server() -> Iterator[StockServer]:
    with stock_server(public_line(KEY.point, "joint")) as found:
        yield found


@pytest.fixture
def agent(tmp_path: Path) -> Iterator[WholeKeyAgent]:
    found = WholeKeyAgent(tmp_path / "agent")
    yield found
    found.close()


@needs_sshd
@pytest.mark.parametrize("kind", HOST_KINDS)
def test_ssh_logs_in_and_the_host_has_shown_itself(
    server: StockServer, agent: WholeKeyAgent, tmp_path: Path, kind: str
) -> None:
    name = {"ecdsa": "ecdsa-sha2-nistp256", "rsa": "rsa-sha2-512"}.get(kind, "ssh-ed25519")
    server.ssh(tmp_path / "agent", "-o", f"HostKeyAlgorithms={name}")
    (sign_in,) = agent.signed
    assert isinstance(sign_in, SignIn)
    host_key = b64decode(server.host_key(kind).split()[1])
    assert (sign_in.user, sign_in.host_key) == (server.user, host_key)
    (bind,) = agent.binds
    assert (bind.session_id, bind.host_key, bind.forwarding) == (sign_in.session_id, host_key, False)
    assert server.log().count("Accepted publickey") == 1 + HOST_KINDS.index(kind)


@needs_sshd
def test_a_client_that_names_no_host_is_read_too(server: StockServer, agent: WholeKeyAgent, tmp_path: Path) -> None:
    server.ssh(tmp_path / "agent", "-o", "PubkeyAuthentication=unbound")
    (sign_in,) = agent.signed
    assert isinstance(sign_in, SignIn)
    assert sign_in.host_key is None


def run(place: Path, *command: str) -> subprocess.CompletedProcess[bytes]:
    keys = {"SSH_AUTH_SOCK": str(place / "agent"), "HOME": str(place), "GIT_CONFIG_NOSYSTEM": "1"}
    return subprocess.run(command, cwd=place, env=os.environ | keys, capture_output=True, timeout=60)


def test_ssh_keygen_signs_files_and_nothing_else(agent: WholeKeyAgent, tmp_path: Path) -> None:
    (tmp_path / "key.pub").write_text(public_line(KEY.point, "joint"))
    (tmp_path / "allowed").write_text(allowed_signers_line("me", KEY.point))
    (tmp_path / "file").write_text("whatever")
    assert b"joint" in run(tmp_path, "ssh-add", "-l").stdout
    sign = ("ssh-keygen", "-Y", "sign", "-n", "file", "-f", "key.pub", "file")
    assert run(tmp_path, *sign).returncode == 0
    assert agent.signed == [SshSig.of("file", b"whatever")]
    verify = "ssh-keygen -Y verify -n file -f allowed -I me -s file.sig < file"
    assert run(tmp_path, "sh", "-c", verify).returncode == 0
    assert agent.refused == []
    assert run(tmp_path, "ssh-add", "-T", "key.pub").returncode != 0
    assert run(tmp_path, "ssh-keygen", "-Us", "key.pub", "-I", "x", "-n", "root", "key.pub").returncode != 0
    assert len(agent.refused) == 2


PROGRAM = f"""#!{sys.executable}
import os, sys
sys.path.insert(0, {str(ROOT)!r})
from pathlib import Path
from core.ssh.git_command import GitSignCall
from core.ssh.sshsig import SshSig
from core.ssh.public_key import read_public_line
from tests.support.whole_ssh_key import KEY
call = GitSignCall.parse(sys.argv[1:])
if call is None:
    os.execvp("ssh-keygen", ["ssh-keygen", *sys.argv[1:]])
assert read_public_line(Path(call.key_file).read_text()) == KEY.point
message = Path(call.message).read_bytes()
with Path("signed").open("ab") as kept:
    kept.write(len(message).to_bytes(4, "big") + message)
wish = SshSig.of("git", message)
Path(call.message + ".sig").write_text(wish.armored(KEY.point, KEY.sign(wish.serialize())))
"""


def test_git_commit_tag_push_digest(tmp_path: Path) -> None:
    """GK20: the digest of what git hands over is the one that ssh-keygen and git check."""
    (tmp_path / "program").write_text(PROGRAM)
    (tmp_path / "program").chmod(0o700)
    (tmp_path / "allowed").write_text(allowed_signers_line("me@home", KEY.point))
    settings = {
        "user.name": "Me",
        "user.email": "me@home",
        "user.signingKey": "key::" + public_line(KEY.point, ""),
        "gpg.format": "ssh",
        "gpg.ssh.program": str(tmp_path / "program"),
        "gpg.ssh.allowedSignersFile": str(tmp_path / "allowed"),
    }
    (tmp_path / ".gitconfig").write_text("")
    for name, value in settings.items():
        run(tmp_path, "git", "config", "--global", name, value)
    for command in (
        "git init -q -b main .",
        "git init -q --bare there",
        "git -C there config receive.certNonceSeed seed",
        "git commit -q -S --allow-empty -m First",
        "git commit -q -S --allow-empty -m Second",
        "git tag -s -m Release v1",
        "git verify-commit HEAD",
        "git verify-tag v1",
        "git push -q --signed there main v1",
    ):
        done = run(tmp_path, *command.split())
        assert done.returncode == 0, done.stderr
    kept, found = (tmp_path / "signed").read_bytes(), []
    while kept:
        size = int.from_bytes(kept[:4], "big")
        found.append(GitObject.parse(kept[4 : 4 + size]))
        kept = kept[4 + size :]
    assert [one.kind for one in found] == [GitKind.COMMIT, GitKind.COMMIT, GitKind.TAG, GitKind.PUSH]
    assert [one.title for one in found] == ["First", "Second", "Release", ""]
    assert (found[1].who, found[1].parents, found[2].name) == ("Me <me@home>", 1, "v1")
    assert [ref for *_, ref in found[3].refs] == ["refs/heads/main", "refs/tags/v1"]
    assert found[3].target == "there"
