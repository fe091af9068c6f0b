"""Signals and missing streams, each in a process of its own: nothing ends with a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.processes import ROOT

KILL = "import os, signal; kill = lambda name: os.kill(os.getpid(), getattr(signal, name));"
COMMAND = """
import argparse, json, sys
from app.start import start_program
start_program()
from app.terminal import Parser, leave, run
from app.cli.home import wallet
import app.terminal
app.terminal._prepare = lambda: None
def command(args, screen):
    {body}
parser = Parser()
parser.add_argument("--json", action="store_true", default=argparse.SUPPRESS)
parser.set_defaults(run=command)
leave(run("t", parser))
"""


def python(script: str, *words: str, streams: str = "") -> subprocess.CompletedProcess[str]:
    command = ["sh", "-c", f'exec "$@" {streams}', "sh", sys.executable, "-c", script, *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize(("name", "begun", "code"), [("SIGINT", "", 3), ("SIGTERM", "", 3), ("SIGTERM", "0", 0)])
def test_a_signal_while_a_program_loads_is_quiet(name: str, begun: str, code: int) -> None:
    done = python(
        f"{KILL} from app.start import start_program; start_program({begun}); kill('{name}'); print('still here')"
    )
    assert (done.returncode, done.stdout, done.stderr) == (code, "", "")


@pytest.mark.parametrize("program", ["app.cli", "app.cosigner"])
def test_nothing_is_loaded_before_signals_are_quiet(program: str) -> None:
    done = python(f"import sys, {program}.__main__; print(*sys.modules)")
    assert not {"argparse", "app.terminal", "json", "core"} & set(done.stdout.split())


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
@pytest.mark.parametrize(
    ("body", "code", "out"),
    [
        ("kill('{0}')", 3, '{"error": {"kind": "cancelled", "message": "Cancelled."}}\n'),
        ("screen.answer({'done': 1}); kill('{0}')", 0, '{"done": 1}\n'),
        ("screen.answer({'link': 1}, last=False); kill('{0}')", 3, '{"link": 1}\n'),
    ],
)
def test_a_signal_is_an_answer_until_there_is_one(name: str, body: str, code: int, out: str) -> None:
    done = python(KILL + COMMAND.format(body=body.replace("{0}", name)), "--json")
    assert (done.returncode, done.stdout) == (code, out)
    assert "Traceback" not in done.stderr


def test_an_interrupt_of_generated_code_ends_the_program_once(tmp_path: Path) -> None:
    """As that of a dataclass that is being made: Python remembers it to the end of a program run by `-m`."""
    (tmp_path / "program.py").write_text(KILL + COMMAND.format(body="exec(\"kill('SIGINT')\", globals())"))
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path}:{ROOT}"}
    done = subprocess.run([sys.executable, "-m", "program"], env=environment, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (3, b"t: Cancelled.\n")


def test_a_second_signal_does_not_wait_and_is_quiet() -> None:
    body = """
    try:
        kill('SIGINT')
    finally:
        kill('SIGINT')
    """
    done = python(KILL + COMMAND.format(body=body))
    assert (done.returncode, done.stderr) == (3, "")


def test_a_home_is_closed_whole() -> None:
    body = """
    import types
    closing = types.SimpleNamespace(close=lambda **_: kill('SIGINT'))
    module = types.ModuleType("core.wallet.opening")
    module.open_or_connect = module.create_or_open = lambda *_: closing
    sys.modules["core.wallet.opening"] = module
    args.passphrase_file = "/dev/stdin"
    with wallet(args, screen):
        kill('SIGINT')
    """
    done = python(KILL + COMMAND.format(body=body), "--json", streams="<<.\nwords\n.\n")
    assert done.returncode == 3, done.stderr
    assert done.stdout == '{"error": {"kind": "cancelled", "message": "Cancelled."}}\n'


@pytest.mark.parametrize("streams", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize("words", [["balance", "w"], ["balance", "w", "--json"], ["pair", "-"], ["nonsense"]])
def test_missing_streams_are_no_fault(streams: str, words: list[str]) -> None:
    script = "from app.cli.__main__ import main; main()"
    done = python(script, *words, "--home", "/nonexistent", streams=streams)
    assert done.returncode == (2 if words == ["nonsense"] else 7)
    assert "Traceback" not in done.stderr
    assert "bug" not in done.stderr + done.stdout


def test_what_is_opened_later_is_no_standard_stream() -> None:
    script = (
        "import sys; from app.start import start_program; start_program(); sys.exit(open('/dev/null').fileno() < 3)"
    )
    assert python(script, streams="<&- >&- 2>&-").returncode == 0
