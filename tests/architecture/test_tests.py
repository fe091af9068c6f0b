"""What holds for tests: they reach into nobody's private parts, and assert nothing of a clock on the wall."""

from __future__ import annotations

import ast
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator

from tests.architecture.source import ROOT, Source, calls, dotted, source

OUTSIDE = ("tests/bench/", "tests/screenshots/")  # measurements and pictures, no tests: see pyproject.toml
OWN = {"self", "cls", "os", "sys"}  # os._exit and sys._current_frames are public, whatever their names say
PUBLIC = {"_replace"}  # of a named tuple
MAY_REACH = {
    # No call holds both locks for as long as a test wants: it stands in for a line that is being made.
    "tests/app/desktop/pages/test_locked.py": 3,
    # No library lets a WebSocket be spoken wrong: this one's own transport does.
    "tests/malicious/test_link_frames.py": 1,
}
CLOCKS = {"time.monotonic", "time.perf_counter", "time.process_time", "time.time"}


def looked_at(*outside: str) -> list[Source]:
    """Every Python file of tests, but those of some places."""
    found = [source(path) for path in sorted((ROOT / "tests").rglob("*.py"))]
    assert len(found) > 200
    return [python for python in found if not python.name.startswith(outside)]


def private(name: str) -> bool:
    """Whether a name is for its own module alone."""
    return name.startswith("_") and not name.startswith("__") and name not in PUBLIC


def reached(tree: ast.AST) -> Iterator[str]:
    """The private names of others that a file takes: attributes, imports, and what it patches by name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and private(node.attr):
            if not (isinstance(node.value, ast.Name) and node.value.id in OWN):
                yield node.attr
        elif isinstance(node, ast.ImportFrom):
            yield from (alias.name for alias in node.names if private(alias.name))
        elif isinstance(node, ast.Call) and dotted(node.func).endswith("setattr"):
            texts = (found.value for found in node.args[:2] if isinstance(found, ast.Constant))
            yield from (text for text in texts if isinstance(text, str) and private(text.rpartition(".")[2]))


def measured(tree: ast.AST) -> Iterator[str]:
    """Assertions of how long something took. A limit after which a test gives up waiting is none."""
    taken = {
        ast.unparse(target)
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.BinOp) and spans(node.value)
        for target in node.targets
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert) and (spans(node.test) or taken & set(weighed(node.test))):
            yield ast.unparse(node.test)


def spans(tree: ast.AST) -> bool:
    """Whether it subtracts from a reading of a clock, or one from something."""
    found = (part for part in ast.walk(tree) if isinstance(part, ast.BinOp) and isinstance(part.op, ast.Sub))
    return any(CLOCKS & set(calls(part)) for part in found)


def weighed(tree: ast.AST) -> Iterator[str]:
    """What is compared by size."""
    for part in ast.walk(tree):
        if isinstance(part, ast.Compare) and isinstance(part.ops[0], ast.Lt | ast.LtE | ast.Gt | ast.GtE):
            yield from map(ast.unparse, (part.left, *part.comparators))


def test_no_test_reaches_into_what_is_private() -> None:
    found = Counter({python.name: len(list(reached(python.tree))) for python in looked_at(*OUTSIDE)})
    assert {name: count for name, count in found.items() if count > MAY_REACH.get(name, 0)} == {}
    assert {name: found[name] for name in MAY_REACH} == MAY_REACH


def test_no_test_asserts_a_clock() -> None:
    """But tests/bench, which measures."""
    found_in = looked_at("tests/bench/")
    assert {python.name: list(found) for python in found_in if (found := tuple(measured(python.tree)))} == {}


def test_both_would_be_found() -> None:
    text = "from app.window import _x\nwindow._frame\nself._own\nmonkeypatch.setattr('app.terminal._prepare', 1)"
    assert sorted(reached(ast.parse(text))) == ["_frame", "_x", "app.terminal._prepare"]
    text = (
        "assert time.monotonic() - began < 5\nassert time.monotonic() < end\nt = time.time() - began\nassert 0 < t < 5"
    )
    assert list(measured(ast.parse(text))) == ["time.monotonic() - began < 5", "0 < t < 5"]


STARTED = """
import os, signal, subprocess, sys
import tests.conftest
interrupted = "import signal; assert signal.getsignal(signal.SIGINT) is signal.default_int_handler"
assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
assert signal.getsignal(signal.SIGHUP) is signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
assert not signal.pthread_sigmask(signal.SIG_BLOCK, ())
assert os.umask(0o22) == 0o22
subprocess.run([sys.executable, "-c", interrupted], check=True)
"""


def ignored() -> None:
    """As a shell starts what runs in the background, under nohup, where files are kept from others."""
    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    os.umask(0o077)


def test_how_the_tests_are_started_changes_none() -> None:
    subprocess.run([sys.executable, "-c", STARTED], cwd=ROOT, stdin=subprocess.DEVNULL, check=True, preexec_fn=ignored)


def test_a_node_is_asked_for_one_type_of_address() -> None:
    """Knots 29.4 gives legacy addresses where no type is asked, though its help says bech32."""
    asked = [line for test in (ROOT / "tests").rglob("*.py") for line in test.read_text(encoding="utf-8").splitlines()]
    calls = [line for line in asked if 'rpc("getnew' + 'address"' in line]
    assert calls
    assert [line for line in calls if '"", "bech32"' not in line and '"", form' not in line] == []
