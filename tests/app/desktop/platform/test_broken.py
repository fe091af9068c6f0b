"""A part of the program that cannot be loaded: the window says so, in real processes whose imports are broken."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.desktop.controller.jobs import Jobs
from app.desktop.platform.broken import Broken
from core.errors import BugKind, TandemError
from tests.app.desktop.conftest import Show
from tests.architecture.source import ROOT
from tests.support.practised import Desk, wait

BREAKING = """
import sys

class Broken:
    def find_spec(self, name, path, target=None):
        if name.split(".")[0] == {library!r}:
            raise ImportError("libsomething.so.2: cannot open shared object file")

sys.meta_path.insert(0, Broken())
{first}
sys.argv[1:] = ["--home", {home!r}, "--report"]
from app.desktop.__main__ import main
main()
"""
WATCHING = """
import sys
sys.path.insert(0, {place!r})
from core.wallet.watching import watch
from types import SimpleNamespace
watch(SimpleNamespace(), None, None)
"""


@contextmanager
def broken(home: Path, library: str, first: str = "") -> Iterator[subprocess.Popen[str]]:
    words = [sys.executable, "-c", BREAKING.format(library=library, home=str(home), first=first)]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen(
        words, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as made:
        try:
            yield made
        finally:
            made.kill()


@pytest.mark.slow
@pytest.mark.parametrize("library", ["coincurve", "numpy", "cryptography", "bdkpython"])
def test_a_core_that_cannot_be_loaded_is_said_in_the_window(tmp_path: Path, library: str) -> None:
    with broken(tmp_path, library) as window:
        assert window.stdout is not None
        assert window.stdout.readline() == "painted\n"
        assert window.stdout.readline() == "broken\n"


def test_a_library_that_lacks_its_own_library_is_missed_as_one_that_is_not_there(tmp_path: Path) -> None:
    """bdkpython is found, and what it loads beside itself is not."""
    (tmp_path / "bdkpython").mkdir()
    (tmp_path / "bdkpython" / "__init__.py").write_text("import ctypes; ctypes.CDLL('/no/such/libbdkffi.so')")
    done = subprocess.run(
        [sys.executable, "-c", WATCHING.format(place=str(tmp_path))],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "ImportError: /no/such/libbdkffi.so" in done.stderr


@pytest.mark.slow
def test_what_is_missed_before_there_is_a_window_has_one_of_its_own(tmp_path: Path) -> None:
    with broken(tmp_path, "tomli_w") as window:
        assert window.stdout is not None
        assert window.stdout.readline() == "broken\n"


def test_nothing_else_is_shown_then(look: None, tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    try:
        desk.jobs.start("any", lambda _: __import__("no_such_library"))
        wait(lambda: desk.window.findChild(Broken) is not None, "the page")
        shown = desk.window.findChild(Broken)
        assert shown is not None
        assert "no_such_library" in shown.why.text()
        assert "Install it again" in shown.text.text()
        desk.window.show_state(desk.state, None)
        assert shown.isVisible()
        shown.close_it.click()
        assert not desk.window.isVisible()
    finally:
        desk.stop()


def test_a_job_that_misses_a_library_says_so(look: None) -> None:
    jobs, failed = Jobs(), list[TandemError]()
    jobs.start("any", lambda _: __import__("no_such_library"), failed=failed.append)
    wait(lambda: failed, "the failure")
    assert failed[0].kind is BugKind.INSTALLATION


def test_the_words_fit(show: Show) -> None:
    show(Broken("libsomething.so.2: cannot open shared object file: No such file or directory"), 900, 520)
