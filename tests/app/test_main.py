"""`make run` and `tandem-desktop` where a screen is announced and no window can be shown."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.architecture.source import ROOT

PROGRAM = """
import os, sys
os.execv = lambda program, words: (print(*words[1:], flush=True), os._exit(0))
{before}
from {module} import main
sys.argv[1:] = []
main()
"""
NO_LIBRARY = """
class Broken:
    def find_spec(self, name, path, target=None):
        if name == "PySide6.QtWidgets":
            raise ImportError("libEGL.so.1: cannot open shared object file: No such file or directory")
sys.meta_path.insert(0, Broken())
"""
NO_DISPLAY = "could not connect to display :9873"
CASES = pytest.mark.parametrize(("before", "why"), [("", NO_DISPLAY), (NO_LIBRARY, "libEGL.so.1: cannot open")])


def run(module: str, before: str) -> subprocess.CompletedProcess[str]:
    """A fresh process whose display nobody serves."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("QT_", "WAYLAND"))}
    return subprocess.run(
        [sys.executable, "-c", PROGRAM.format(module=module, before=before)],
        env=environment | {"DISPLAY": ":9873"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere Qt needs no display")
@CASES
def test_make_run_goes_on_in_the_terminal(before: str, why: str) -> None:
    done = run("app.__main__", before)
    assert (done.returncode, done.stdout) == (0, "-m app.journey\n")
    assert done.stderr.startswith(f"No window can be shown here: {why}")
    assert done.stderr.endswith("Instead, a first payment in the terminal:\n")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere Qt needs no display")
@CASES
def test_the_window_alone_says_it_and_ends(before: str, why: str) -> None:
    done = run("app.desktop.__main__", before)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"No window can be shown here: {why}")
    assert done.stderr.count("\n") == 1
