"""What a window that was started has in memory: not what only some will need."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.desktop.controller.loading import LATER
from tests.architecture.source import ROOT

STARTING = """
import builtins, sys
say = print
def told(what, **options):
    say(what, *(sys.modules if what == "ready" else ()), **options)
builtins.print = told
sys.argv[1:] = ["--home", {home!r}, "--report"]
from app.desktop.__main__ import main
main()
"""
NOT_YET = {
    *LATER,
    "aiohttp",
    "asyncio",
    "http.client",
    "keyring",
    "urllib.request",
    "app.text.german",
    "PySide6.QtNetwork",
}


@pytest.mark.slow
def test_a_started_window_has_loaded_nothing_that_only_some_need(tmp_path: Path) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "LANG": "C"}
    words = [sys.executable, "-c", STARTING.format(home=str(tmp_path))]
    with subprocess.Popen(words, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as window:
        assert window.stdout is not None
        assert window.stdout.readline() == "painted\n"
        loaded = set(window.stdout.readline().split())
        window.kill()
    assert {"ready", "core.wallet.opening", "core.wallet.wallet", "app.desktop.pages.settings.page"} <= loaded
    assert not loaded & NOT_YET


def test_a_key_is_read_without_what_computes_with_it() -> None:
    """Whoever answers runs has it before the first."""
    says = "print('numpy' in sys.modules)"
    script = f"import sys, core.protocol.registry as schemes; {says}; schemes.load_runs(); {says}"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]
