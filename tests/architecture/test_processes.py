"""What a started program has in memory, and how soon it speaks."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.architecture.source import ROOT

FORBIDDEN_IN_THE_COSIGNER = {"bdkpython", "pbk", "httpx", "PySide6", "zxingcpp", "core.chain", "core.wallet"}
HEAVY = {"aiohttp", "bdkpython", "coincurve", "cryptography", "gmpy2", "keyring", "numpy", "pbk"}


def modules_after(statement: str) -> set[str]:
    """The names of all modules of a fresh interpreter after `statement`."""
    program = f"{statement}\nimport sys\nprint('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize("program", ["core.cosigner", "app.cosigner.parser", "app.cosigner.service"])
def test_the_cosigner_carries_no_wallet_library(program: str) -> None:
    loaded = modules_after(f"import {program}")
    assert not FORBIDDEN_IN_THE_COSIGNER & loaded


@pytest.mark.parametrize("program", ["app.cli.parser", "app.cosigner.parser"])
def test_a_program_starts_light(program: str) -> None:
    assert not HEAVY & modules_after(f"import {program}")


@pytest.mark.parametrize("program", ["tandem", "tandem-cosigner"])
def test_help_comes_at_once(program: str) -> None:
    command = [str(Path(sys.executable).parent / program), "--help"]
    seconds = []
    for _ in range(5):
        began = time.monotonic()
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        seconds.append(time.monotonic() - began)
        assert done.stdout.startswith(f"usage: {program}")
    assert min(seconds) < 0.3
