"""A key for ssh that two hold: real programs on both sides, judged by sshd, ssh, git and ssh-keygen of the system."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from app.processes import ROOT
from tests.support.programs import Programs, fails
from tests.support.stock_ssh import SSHD, stock_server

pytestmark = pytest.mark.slow

KEY = "work"


class Agent:
    """`tandem ssh agent` of one computer, and who works with it."""

    def __init__(self, programs: Programs, place: Path, key: dict[str, Any]) -> None:
        self.programs, self.place, self.key = programs, place, key

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """A program of the system, below a home of its own."""
        own = {"SSH_AUTH_SOCK": str(self.place / "agent"), "HOME": str(self.place), "GIT_CONFIG_NOSYSTEM": "1"}
        environment = os.environ | own | {"PYTHONPATH": str(ROOT)}
        return subprocess.run(command, cwd=self.place, env=environment, capture_output=True, text=True, timeout=120)

    @contextmanager
    def person(self, *, says: str = "approve") -> Iterator[list[dict[str, Any]]]:
        """Somebody at the co-signer who decides all that is asked; what they saw."""
        seen: list[dict[str, Any]] = []
        gone = threading.Event()

        def decide() -> None:
            while not gone.is_set():
                known = {one["id"] for one in seen}  # what is approved is listed until it is signed
                for one in (one for one in self.programs.waiting() if one["id"] not in known):
                    seen.append(one)
                    self.programs.other.call(says, one["id"], *(("--reason", "not now") if says == "refuse" else ()))

        thread = threading.Thread(target=decide)
        thread.start()
        try:
            yield seen
        finally:
            gone.set()
            thread.join()


@pytest.fixture(scope="module")
def agent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agent]:
    place = tmp_path_factory.mktemp("ssh")
    place.chmod(0o700)
    with Programs(place / "both", practice=True) as programs:
        programs.paired()
        key = programs.computer.call("ssh", "new", KEY)
        with programs.computer.start("ssh", "agent", "--socket", place / "agent") as running:
            assert running.object()["keys"] == [KEY]
            yield Agent(programs, place, key)
            assert running.stop() == 0


def said(request: dict[str, Any]) -> dict[str, list[str]]:
    """The lines of a task as a person sees them, by their codes."""
    return {line["line"]: line["values"] for line in request["lines"]}


@pytest.mark.skipif(SSHD is None, reason="openssh-server is not installed")
def test_a_person_lets_in_and_keeps_out(agent: Agent) -> None:
    with stock_server(agent.key["public_key"]) as server:
        with agent.person() as seen:
            server.ssh(agent.place / "agent")
        (request,) = seen
        lines = said(request)
        host = agent.run("ssh-keygen", "-lf", str(server.place / "host_ed25519.pub")).stdout.split()[1]
        assert lines["ssh.sign_in"] == [server.user]
        assert lines["ssh.host"] == [host]
        with agent.person(says="refuse") as seen:
            server.ssh(agent.place / "agent")
        assert len(seen) == 1
        assert server.log().count("Accepted publickey") == 1


def test_git_and_ssh_keygen_take_what_both_have_signed(agent: Agent) -> None:
    place = agent.place
    program = place / "tandem-git-sign"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m app.git_sign "$@"\n')
    program.chmod(0o700)
    (place / "allowed").write_text(agent.key["allowed_signers"] + "\n")
    (place / "key.pub").write_text(agent.key["public_key"] + "\n")
    (place / "file").write_text("whatever")
    settings = agent.key["git"] | {
        "gpg.ssh.program": str(program),
        "gpg.ssh.allowedSignersFile": str(place / "allowed"),
    }
    for name, value in {**settings, "user.name": "Me", "user.email": "me@home"}.items():
        agent.run("git", "config", "--global", name, value)
    verify = "ssh-keygen -Y verify -n file -f allowed -I '*' -s file.sig < file"
    with agent.person() as seen:
        for command in (
            ["git", "init", "-q", "."],
            ["git", "commit", "-q", "-S", "--allow-empty", "-m", "First"],
            ["git", "tag", "-s", "-m", "Release", "v1"],
            ["git", "verify-commit", "HEAD"],
            ["git", "verify-tag", "v1"],
            ["ssh-keygen", "-Y", "sign", "-n", "file", "-f", "key.pub", "file"],
            ["sh", "-c", verify],
        ):
            done = agent.run(*command)
            assert done.returncode == 0, (command, done.stderr)
    commit, tag, file = map(said, seen)
    assert commit["git.commit"] == ["First"]
    assert tag["git.tag"] == ["v1", "Release"]
    assert file["ssh.file"] == ["file"]


def test_it_is_no_wallet(agent: Agent) -> None:
    computer = agent.programs.computer
    assert computer.call("wallet", "list")["wallets"] == []
    assert computer.call("status", KEY)["cosigner_state"] == "open"
    assert computer.call("refresh", KEY)["epoch"] == 2
    fails(computer, 7, "balance", KEY, about=f"The key {KEY} holds no coins", kind="name")
    fails(agent.programs.other, 7, "address", KEY, about="holds no coins", kind="name")
