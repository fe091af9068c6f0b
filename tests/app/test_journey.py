"""The first payment in the terminal, ended from outside: nothing of it is left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import ROOT
from tests.support.leftovers import children, living, until


@pytest.mark.slow
@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_nothing_is_left_behind(tmp_path: Path, told: signal.Signals) -> None:
    command = [sys.executable, "-m", "app.journey"]
    environment = os.environ | {"TMPDIR": str(tmp_path)}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as journey:
        assert journey.stdout is not None
        assert any("listens at" in line for line in journey.stdout)
        started = children(journey.pid)
        assert len(started) >= 2
        journey.send_signal(told)
        journey.stdout.read()
    until(lambda: not living(started), f"the end of {started}")
    if told is not signal.SIGKILL:
        assert journey.returncode == 3
        assert list(tmp_path.iterdir()) == []
