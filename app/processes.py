"""Starting the two programs as processes of their own, and talking to them as a person or a script would."""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from core.crypto.rng import HedgedRng
from core.errors import TandemError
from core.platform.here import here

ROOT = Path(__file__).resolve().parents[1]
TIME_LIMIT = 120.0


class ProgramError(TandemError):
    """A program ended with a failure: `code` is its exit code, `kind` and `message` are its own words."""

    def __init__(self, message: str, kind: str, code: int) -> None:
        super().__init__(message, kind)
        self.code = code


class Running:
    """One process. Its output is collected line by line while it runs."""

    def __init__(self, command: list[str], environment: Mapping[str, str]) -> None:
        self.process = subprocess.Popen(  # noqa: S603  our own programs, no shell
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=dict(environment),
            cwd=ROOT,
            text=True,
            encoding="utf-8",
            errors="backslashreplace",
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # of Windows: no console beside a window
        )
        self.out: list[str] = []
        self.err: list[str] = []
        self._news = threading.Condition()
        self._readers = [
            threading.Thread(target=self._read, args=(pipe, lines), daemon=True)
            for pipe, lines in ((self.process.stdout, self.out), (self.process.stderr, self.err))
        ]
        for reader in self._readers:
            reader.start()

    def _read(self, pipe: IO[str], lines: list[str]) -> None:
        with pipe:
            for line in pipe:
                with self._news:
                    lines.append(line.rstrip("\n"))
                    self._news.notify_all()
        with self._news:
            self._news.notify_all()

    def __enter__(self) -> Running:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.kill()
        else:
            self.end()

    @property
    def pid(self) -> int:
        """The process id."""
        return self.process.pid

    def type(self, text: str) -> None:
        """One line on its standard input."""
        pipe = self.process.stdin
        if pipe is not None and not pipe.closed:
            with contextlib.suppress(OSError):  # it has ended; `line` and `result` tell why
                pipe.write(text + "\n")
                pipe.flush()

    def line(self, pattern: str, limit: float = TIME_LIMIT, out: bool = False) -> re.Match[str]:
        """The first line so far, or to come, that has `pattern`. Raises ProgramError when the process ends first."""
        lines, deadline, seen = self.out if out else self.err, time.monotonic() + limit, 0
        while True:
            with self._news:
                new = lines[seen:]
                seen += len(new)
                if not new:
                    self._news.wait(0.1)
            for text in new:
                if match := re.search(pattern, text):
                    return match
            over = self.process.poll() is not None and not any(reader.is_alive() for reader in self._readers)
            if over and len(lines) == seen:
                raise self.failure()
            if time.monotonic() > deadline:
                raise ProgramError(f"Nothing like “{pattern}” came within {limit:g} s.", "silent", -1)

    def object(self, limit: float = TIME_LIMIT) -> dict[str, Any]:
        """The one JSON object of its standard output, as soon as it is there. Raises ProgramError."""
        value = json.loads(self.line(r"^\{.*\}$", limit, out=True)[0])
        if "error" in value:
            self.end(limit)
            raise self.failure()
        return dict(value)

    def result(self, limit: float = TIME_LIMIT) -> dict[str, Any]:
        """Wait until it ends; its JSON object. Raises ProgramError unless the exit code is 0."""
        if self.end(limit) != 0:
            raise self.failure()
        return dict(json.loads("\n".join(self.out)))

    def failure(self) -> ProgramError:
        """What it said when it failed, whether on standard output or, after its answer, on standard error."""
        for text in [*self.out, *reversed(self.err)]:
            if text.startswith('{"error"'):
                error = json.loads(text)["error"]
                return ProgramError(error["message"], error["kind"], self.process.poll() or 0)
        return ProgramError((self.err or ["It said nothing."])[-1], "unknown", self.process.poll() or 0)

    def end(self, limit: float = TIME_LIMIT) -> int:
        """Wait for the end of the process and of its output; the exit code."""
        if self.process.stdin is not None:
            with contextlib.suppress(OSError):
                self.process.stdin.close()
        try:
            code = self.process.wait(limit)
        except subprocess.TimeoutExpired as error:
            error.add_note("\n".join(["It has said:", *self.out, *self.err]))
            raise
        for reader in self._readers:
            reader.join(limit)
        return code

    def stop(self, limit: float = 20.0) -> int:
        """Ask it to end (SIGTERM), then wait."""
        self.process.terminate()
        return self.end(limit)

    def kill(self) -> None:
        """End it at once (SIGKILL)."""
        self.process.kill()
        self.end()


@dataclass(frozen=True, slots=True)
class Program:
    """One of the two programs with its home and its passphrase file; every run is a process of its own."""

    module: str
    home: Path
    passphrase_file: Path
    extra: Mapping[str, str] = field(default_factory=dict)
    json: bool = True
    unattended: bool = False  # it finds its passphrase by itself

    def start(self, *words: object) -> Running:
        """Start it, with `--json` as a rule, and leave it running."""
        head = [sys.executable, "-m", self.module, "--home", str(self.home)]
        tail = ["--passphrase-file", str(self.passphrase_file)] if not self.unattended else []
        tail += ["--json"] if self.json else []
        environment = {key: value for key, value in os.environ.items() if not key.startswith("TANDEM_")}
        return Running([*head, *(str(word) for word in words), *tail], {**environment, **self.extra})

    def call(self, *words: object, limit: float = TIME_LIMIT) -> dict[str, Any]:
        """Run one command to its end; its JSON object. Raises ProgramError."""
        running = self.start(*words)
        try:
            return running.result(limit)
        except subprocess.TimeoutExpired:
            running.kill()
            raise ProgramError(f"{words[0]} took more than {limit:g} s.", "silent", -1) from None


def fresh_passphrase(file: Path) -> Path:
    """A file with a random passphrase that only we can read, made where there is none yet."""
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(here.create(str(file)), "w", encoding="ascii") as opened:
            opened.write(HedgedRng().bytes("passphrase", 20).hex() + "\n")
    return file


def wallet(home: Path, passphrase_file: Path) -> Program:
    """`tandem` on this home."""
    return Program("app.cli", home, passphrase_file)


def cosigner(home: Path, passphrase_file: Path) -> Program:
    """`tandem-cosigner` on this home."""
    return Program("app.cosigner", home, passphrase_file)


def pair(computer: Program, other: Program, limit: float = TIME_LIMIT, *, another: bool = False) -> str:
    """Bind the two as two persons would: carry the link over, compare the words, say yes. Returns the words. `another`:
    a co-signer beside those that are paired."""
    more = ["--another"] if another else []
    with other.start("pair") as shown, computer.start("pair", "-", *more) as joining:
        joining.type(shown.object(limit)["link"])
        words = shown.line(r"^    (\S+) +(\S+) +(\S+) +(\S+)$", limit).groups()
        choice = joining.line(r"^ +([1-4]) +" + r"[ -]+".join(re.escape(word) for word in words) + "$", limit)
        joining.type(choice[1])
        shown.type("yes")
        joining.result(limit)
        shown.result(limit)
    return " ".join(words)
