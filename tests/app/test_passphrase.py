"""The passphrase of a person at a real terminal."""

from __future__ import annotations

import argparse
import os
import pty
import sys
import time
from pathlib import Path

import pytest

from app.config import load
from app.passphrase import passphrase
from app.processes import ROOT
from app.terminal import Screen

SCRIPT = """
import argparse, sys
from pathlib import Path
from app.config import Config
from app.passphrase import passphrase
from app.terminal import Screen
from core.errors import TandemError
screen = Screen("tandem", False, sys.stdout, sys.stderr, sys.stdin)
try:
    found = passphrase(argparse.Namespace(), Config(Path("/h")), screen, new={new})
    print("got", found.reveal().decode())
except TandemError as error:
    print("error", error.kind, error.message)
"""


def at_a_terminal(new: bool, *lines: str) -> str:
    """Everything the terminal showed while `lines` were typed at one question each."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(ROOT)
        os.environ.pop("TANDEM_PASSPHRASE_FILE", None)
        os.execv(sys.executable, [sys.executable, "-c", SCRIPT.format(new=new)])  # noqa: S606
    shown, waiting, deadline = b"", list(lines), time.monotonic() + 20
    try:
        while time.monotonic() < deadline:
            try:
                shown += os.read(terminal, 4096)
            except OSError:
                break
            if waiting and shown.rstrip(b" ").endswith(b":"):
                os.write(terminal, waiting.pop(0).encode(errors="surrogateescape") + b"\n")
                shown += b"\n"
    finally:
        os.close(terminal)
        os.waitpid(pid, 0)
    return shown.decode()


def test_asked_once_to_open_and_never_shown() -> None:
    shown = at_a_terminal(False, "correct horse")
    assert "got correct horse" in shown
    assert shown.count("correct horse") == 1


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (("correct horse", "correct horse"), "got correct horse"),
        (("correct horse", "other horse"), "error passphrase The two passphrases differ"),
        (("short",), "error passphrase A passphrase has at least"),
        (("\x04",), "error cancelled"),
        (("correct \udcff horse",), "error passphrase What was typed is not UTF-8"),
    ],
)
def test_asked_twice_to_create(lines: tuple[str, ...], says: str) -> None:
    assert says in at_a_terminal(True, *lines)


def test_config_names_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config.toml").write_text('passphrase_file = "words"\n')
    (tmp_path / "words").write_text("correct horse\n")
    (tmp_path / "words").chmod(0o600)
    monkeypatch.delenv("TANDEM_PASSPHRASE_FILE", raising=False)
    screen = Screen("tandem", False, sys.stdout, sys.stderr, sys.stdin)
    assert passphrase(argparse.Namespace(), load(tmp_path), screen).reveal() == b"correct horse"
