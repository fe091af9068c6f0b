"""The agent of a wallet, asked by the real programs; a whole key stands in for the pair."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from core.errors import BadInput, InputKind, Refused, TandemError
from core.ssh.public_key import allowed_signers_line, public_line
from core.wallet.events import silent
from core.wallet.ssh_agent import OTHERS_WAIT, SIGN_IN_WAITS, SshAgent
from core.wallet.ssh_api import SshApi
from tests.support.fake_ssh import WORK, FakeSsh
from tests.support.stock_ssh import SSHD, stock_server
from tests.support.whole_ssh_key import KEY

ROOT = Path(__file__).parents[3]


class Desk(FakeSsh):
    """A wallet that remembers, and may refuse."""

    ssh = (WORK,)

    def __init__(self) -> None:
        self.asked: list[tuple[Any, ...]] = []
        self.told: list[TandemError] = []
        self.refusal: TandemError | None = None

    def note(self, *call: Any) -> None:
        self.asked.append(call)
        if self.refusal is not None:
            raise self.refusal

    @contextmanager
    def opened(self) -> Iterator[SshApi]:
        yield self

    def tell(self, error: TandemError) -> str:
        self.told.append(error)
        return "not this one"


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def place(tmp_path: Path, desk: Desk) -> Iterator[Path]:
    tmp_path.chmod(0o700)
    agent = SshAgent(tmp_path / "agent", desk.opened, desk.tell, silent)
    agent.start()
    yield tmp_path
    agent.close()


def run(place: Path, *command: str) -> subprocess.CompletedProcess[str]:
    keys = {"SSH_AUTH_SOCK": str(place / "agent"), "HOME": str(place), "GIT_CONFIG_NOSYSTEM": "1"}
    environment = os.environ | keys | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True, timeout=60)


@pytest.mark.skipif(SSHD is None, reason="openssh-server is not installed")
def test_a_log_in_waits_no_longer_than_a_server_does(place: Path, desk: Desk) -> None:
    with stock_server(public_line(KEY.point, "work")) as server:
        server.ssh(place / "agent")
        desk.refusal = Refused("no")
        server.ssh(place / "agent")
        assert server.log().count("Accepted publickey") == 1
    assert desk.asked == [("sign_ssh", "work", "SignInWish", SIGN_IN_WAITS)] * 2
    assert desk.told == [desk.refusal]


def test_git_hands_whole_objects_to_the_agent(place: Path, desk: Desk) -> None:
    program = place / "tandem-git-sign"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m app.git_sign "$@"\n')
    program.chmod(0o700)
    (place / "allowed").write_text(allowed_signers_line("*", KEY.point))
    (place / ".gitconfig").write_text(
        "[user]\nname = Me\nemail = me@home\n"
        f'signingKey = "key::{public_line(KEY.point, "work")}"\n'
        f'[gpg]\nformat = ssh\n[gpg "ssh"]\nprogram = {program}\nallowedSignersFile = {place}/allowed\n'
    )
    assert run(place, "git", "init", "-q", ".").returncode == 0
    for command in ("git commit -q -S --allow-empty -m First", "git verify-commit HEAD"):
        done = run(place, *command.split())
        assert done.returncode == 0, done.stderr
    desk.refusal = Refused("no")
    for command in ("git tag -s -m Release v1", "git commit -q -S --allow-empty -m Second"):
        done = run(place, *command.split())
        assert done.returncode != 0
        assert "tandem-git-sign: not this one" in done.stdout + done.stderr
    assert run(place, "git", "tag").stdout == ""  # where its program fails, git 2.39 makes one without a signature
    assert desk.asked == [("sign_ssh", "work", "GitWish", OTHERS_WAIT)] * 3
    run(place, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "other")
    other = run(place, "git", "-c", f"user.signingKey={place}/other", "commit", "-q", "-S", "--allow-empty", "-m", "x")
    assert other.returncode == 0, other.stderr  # a key of somebody else's is ssh-keygen's
    assert len(desk.asked) == 3


def test_a_home_without_a_key_has_no_agent(tmp_path: Path, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Desk, "ssh", ())
    with pytest.raises(BadInput) as caught:
        SshAgent(tmp_path / "agent", desk.opened, desk.tell, silent)
    assert caught.value.kind is InputKind.NO_SSH_KEY
