"""The two programs as real processes on homes of their own: started, asked, killed, started again."""

from __future__ import annotations

import os
import re
import signal
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

import pytest

from app.journey import request_of
from app.processes import Program, ProgramError, Running, cosigner, pair, wallet

NAME = "joint"


def passphrase_file(path: Path, text: str = "correct horse battery staple") -> Path:
    """A passphrase file as it should be: readable by us alone."""
    path.write_text(text + "\n")
    path.chmod(0o600)
    return path


def light(program: Program) -> Program:
    """The same program for the one command that makes its home: the vault will be quick to open."""
    if "LIGHT_PROGRAM" in program.extra:
        return program
    return replace(
        program, module="tests.support.light_vault", extra={**program.extra, "LIGHT_PROGRAM": program.module}
    )


def weightless(program: Program) -> Program:
    """The same program for all commands of a home: its vault costs no work, and no other program opens it."""
    lighter = light(program)
    return replace(lighter, extra={**lighter.extra, "LIGHTEST": "1"})


class Programs:
    """One computer and one co-signer under `place`. Ends with everything it started.

    Their vaults cost the least that is accepted, or with `lightest` nothing, where no other program opens them; what
    they cost a person, the journey of `make run` pays.
    """

    def __init__(self, place: Path, practice: bool = False, *, lightest: bool = False) -> None:
        place.mkdir(parents=True, exist_ok=True)
        self.place = place
        self.practice = practice
        self.computer: Program = wallet(place / "computer", passphrase_file(place / "passphrase-computer"))
        file = passphrase_file(place / "passphrase-cosigner", "other words altogether")
        self.other: Program = cosigner(place / "cosigner", file)
        if lightest:
            self.computer, self.other = weightless(self.computer), weightless(self.other)
        self.serving: Running | None = None
        self.served: list[Running] = []  # all there were
        self.serve_with: tuple[str, ...] = ()  # further words for `serve`
        self.listen = "127.0.0.1:0"
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self._stack.close()

    def init(self) -> None:
        light(self.other).call("init", *(["--practice"] if self.practice else []))

    def serve(self) -> None:
        """Start `serve`; the first time on a free port, later on the same. Links are met on any: the next one, which
        it would take by itself, may be another test's by then."""
        meets = () if "--pair-port" in self.serve_with else ("--pair-port", 0)
        self.serving = self.begun("serve", "--listen", self.listen, *meets, *self.serve_with)
        self.served.append(self.serving)
        self.listen = str(self.serving.object()["listening"])

    def begun(self, *words: object) -> Running:
        """A command of the co-signer, which ends with this at the latest."""
        return self._stack.enter_context(self.other.start(*words))

    def stop(self) -> None:
        """End `serve` politely; its exit code is 0."""
        if self.serving is not None:
            running, self.serving = self.serving, None
            if running.process.poll() is None:
                assert running.stop() == 0, running.err

    def kill(self) -> None:
        """kill -9 of the co-signer."""
        assert self.serving is not None
        os.kill(self.serving.pid, signal.SIGKILL)
        self.serving.end()
        self.serving = None

    def paired(self) -> Programs:
        """Fresh homes, bound to each other by comparing the words."""
        self.init()
        self.serve()
        pair(light(self.computer), self.other)
        return self

    def new_key(self, network: str, name: str = NAME, *, kind: str = "segwit") -> dict[str, Any]:
        self.computer.call("wallet", "new", name, "--network", network, "--kind", kind)
        return self.computer.call("wallet", "show", name)

    def address(self, name: str = NAME) -> str:
        """An address both sides derive."""
        text = str(self.computer.call("address", name)["address"])
        self.other.call("address", name, text)
        return text

    def allow(self, sats: int) -> None:
        """Approve up to `sats` unattended."""
        self.other.call("policy", "set", "--approve-below", sats)

    def approve_while(self, *words: object, extra: tuple[str, ...] = (), limit: float = 120) -> dict[str, Any]:
        """Run a command of the computer that asks, approve it on the co-signer, wait for its result."""
        with self.computer.start(*words) as running:
            self.other.call("approve", request_of(running), *extra)
            return running.result(limit)

    def waiting(self) -> list[dict[str, Any]]:
        return list(self.other.call("approvals")["approvals"])


def files(place: Path) -> dict[str, bytes]:
    """All files under a place, to see that nothing changed. Who holds the lock of a home is written into it."""
    return {str(path): path.read_bytes() for path in place.rglob("*") if path.is_file() and path.name != "lock"}


def fails(program: Program, code: int, *words: object, about: str, kind: str = "", limit: float = 60) -> ProgramError:
    """Run a command that must fail with `code`, with `kind` if told, and a message that has the pattern `about`."""
    with pytest.raises(ProgramError) as caught:
        program.call(*words, limit=limit)
    says(caught.value, code, kind or caught.value.kind, about)
    return caught.value


def says(error: ProgramError, code: int, kind: str, about: str) -> None:
    """It failed in this way."""
    assert (error.code, error.kind) == (code, kind), error.message
    assert about, "what it says is part of what it promises"
    assert re.search(about, error.message), error.message
