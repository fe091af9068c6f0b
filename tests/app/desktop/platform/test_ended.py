"""However the window's process ends, what it has started ends with it; and it ends when it is told to."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.desktop.model import settings
from app.desktop.model.settings import Settings
from tests.app.desktop.platform.test_single_instance import line, started
from tests.architecture.source import ROOT
from tests.support.leftovers import LIMIT, children, living, until

pytestmark = pytest.mark.slow

ENVIRONMENT = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
SLOW = """
import time
from PySide6.QtCore import QCoreApplication, QTimer
from app.desktop.platform.signals import Signals

def end():
    print("closing", flush=True)
    time.sleep(600)

app = QCoreApplication([])
Signals(app, end)
QTimer.singleShot(0, lambda: print("ready", flush=True))
app.exec()
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where practice begins by itself."""
    place = tmp_path_factory.mktemp("ended")
    settings.save(place, Settings(practice=True))
    return place


@pytest.fixture
def practising(home: Path) -> Iterator[tuple[subprocess.Popen[str], dict[int, str]]]:
    """The window's process with practice open, and the processes it has started."""
    with started(home) as window:
        assert line(window) == "painted"

        def serves() -> bool:
            said = list(children(window.pid).values())
            return all(any(words in one for one in said) for words in ("/cosigner serve ", "app.practice_network"))

        until(serves, "practice")
        yield window, children(window.pid)


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_nothing_is_left_behind(practising: tuple[subprocess.Popen[str], dict[int, str]], told: signal.Signals) -> None:
    window, started_by_it = practising
    assert len(started_by_it) >= 2
    window.send_signal(told)
    until(lambda: window.poll() is not None, "the end of the window")
    assert window.returncode == (-told if told is signal.SIGKILL else 0)
    until(lambda: not living(started_by_it), f"the end of {started_by_it}")


def test_what_it_was_started_to_ignore_stays_ignored(tmp_path: Path) -> None:
    """Under nohup a window outlives the terminal; told to end it still does."""
    with contextlib.ExitStack() as stack:
        before = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # a child inherits that
        stack.callback(signal.signal, signal.SIGHUP, before)
        window = stack.enter_context(started(tmp_path))
        assert line(window) == "painted"
        window.send_signal(signal.SIGHUP)
        with started(tmp_path) as second:
            assert second.wait(LIMIT) == 0  # the first has answered it
        assert window.poll() is None
        window.terminate()
        assert window.wait(LIMIT) == 0


def test_a_second_signal_waits_for_nothing(tmp_path: Path) -> None:
    """Where closing takes long, as with a vault in the middle of something: what counts is on the disk at any time."""
    with subprocess.Popen(
        [sys.executable, "-c", SLOW], stdout=subprocess.PIPE, text=True, env=ENVIRONMENT, cwd=ROOT
    ) as window:
        assert line(window) == "ready"
        window.terminate()
        assert line(window) == "closing"
        window.terminate()
        assert window.wait(LIMIT) == 3
