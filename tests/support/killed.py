"""Commands given again until they get through, as a person would, while one program is killed again and again."""

from __future__ import annotations

import contextlib
import re
import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.processes import Program, ProgramError, Running
from core.errors import InputKind, LinkError, RefusalKind
from tests.support.programs import Programs

CRASH = "tests.support.crash"
MOST = 60  # starts of a program in one story
TICK = 0.05  # seconds
WHENS = ("before", "after")
APPROVED = re.compile("was approved already|There is no request")  # it stands, or all that it was asked for is done
APPROVE = re.compile(r"tandem-cosigner approve ([0-9a-f]{8})$")


def armed(program: Program, at: int, when: str) -> Program:
    """The same program, but its `at`-th durable change is its last."""
    return _mortal(program, {"CRASH_AT": str(at), "CRASH_WHEN": when})


def armed_for(program: Program, folder: Path, at: int) -> Program:
    """The same program, but it does not live to make, name or remove a file of `folder` for the `at`-th time."""
    return _mortal(program, {"CRASH_AT": str(at), "CRASH_FOLDER": str(folder)})


def _mortal(program: Program, fate: dict[str, str]) -> Program:
    """Through the one that kills itself; what makes its vault cheap comes first, before a vault is loaded."""
    if inner := program.extra.get("LIGHT_PROGRAM"):
        return replace(program, extra={**program.extra, **fate, "LIGHT_PROGRAM": CRASH, "CRASH_PROGRAM": inner})
    return replace(program, module=CRASH, extra={**program.extra, **fate, "CRASH_PROGRAM": program.module})


class Killed:
    """Kills the program of one side before the first durable change since its start, next time after the third, before
    the fifth, …; what was done until then stays, so each kill meets another boundary."""

    def __init__(self, programs: Programs, side: str) -> None:
        self.programs, self.side = programs, side
        self.kills = 0
        self._point = 0
        self._pairing: Running | None = None
        self._link = ""

    def program(self, program: Program, side: str) -> Program:
        """It, armed if it is its turn."""
        at, when = 2 * self._point + 1, WHENS[self._point % len(WHENS)]
        return armed(program, at, when) if side == self.side else program

    def was_killed(self, code: int) -> bool:
        """Whether a program that has ended so was; the next one is killed elsewhere."""
        killed = code == -signal.SIGKILL
        self.kills += killed
        self._point += killed
        return killed

    def alone(self, program: Program, side: str, *words: object) -> dict[str, Any]:
        """A command that asks no other program."""
        for _ in range(MOST):
            with self.program(program, side).start(*words) as running:
                if not self.was_killed(running.end()):
                    return running.result()
        raise AssertionError("it never got through")

    def through(self, computer: Program, *words: object, pairs: bool = False, said: str = "") -> dict[str, Any]:
        """A command of the computer; who is asked says yes. `pairs`: with the link of a `pair` after its first word;
        `said`: what it says if it was done already."""
        if self.side == "computer":
            self._point = 0
        for _ in range(MOST):
            self.serves()
            given = (words[0], self._shown_link(), *words[1:]) if pairs else words
            with self.program(computer, "computer").start(*given) as running:
                self._answered(running)
                code = running.end()
                if code == 0:
                    return running.result()
                if self.was_killed(code):
                    continue
                error = running.failure()
            if said and said in error.message:
                return {}
            if error.kind == InputKind.LINK_OVER:
                self._link = ""
            elif error.kind == RefusalKind.BUSY:  # a started one has counted nothing
                self._again()
            else:
                assert (self.side, error.code) == ("cosigner", LinkError.exit_code), error.message
        raise AssertionError("it never got through")

    @contextlib.contextmanager
    def served(self) -> Iterator[None]:
        """Here the co-signer of these programs serves, armed if it is its turn; afterwards it serves in peace."""
        self._point = 0
        self._again()
        yield
        self.side = ""
        self._again()

    def serves(self) -> None:
        """It serves, again where it was killed."""
        programs, real = self.programs, self.programs.other
        while programs.serving is None or programs.serving.process.poll() is not None:
            if programs.serving is not None:
                assert self.was_killed(programs.serving.end()), programs.serving.err
            programs.other = self.program(real, "cosigner")
            with contextlib.suppress(ProgramError):
                programs.serve()
            programs.other = real

    def _again(self) -> None:
        running, self.programs.serving = self.programs.serving, None
        if running is not None and running.process.poll() is None:
            code = running.stop()  # perhaps killed only now, while it ends
            assert code == 0 or self.was_killed(code)
        self.serves()

    def _shown_link(self) -> str:
        ended = None if self._pairing is None else self._pairing.process.poll()
        if self._link and ended in (None, 0):
            return self._link
        for _ in range(MOST):
            self.serves()
            self._pairing = self.programs.begun("pair", "--confirm-words")
            with contextlib.suppress(ProgramError):
                self._link = str(self._pairing.object()["link"])
                return self._link
        raise AssertionError("no link was shown")

    def _answered(self, running: Running) -> None:
        """Until it ends."""
        read = 0
        while running.process.poll() is None:
            self.serves()
            for line in running.err[read:]:
                read += 1
                if asks := APPROVE.search(line):
                    self.approve(asks[1])
            time.sleep(TICK)

    def approve(self, request: str) -> None:
        """A yes, as often as it takes."""
        for _ in range(MOST):
            self.serves()
            with self.programs.other.start("approve", request) as running:
                if running.end() == 0 or APPROVED.search(running.failure().message):
                    return
                assert running.failure().code == LinkError.exit_code, running.failure().message
        raise AssertionError("nobody could say yes")
