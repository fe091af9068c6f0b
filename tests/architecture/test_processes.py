"""What a started program has in memory, and with how little of it it speaks."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import ROOT

FORBIDDEN_IN_THE_COSIGNER = {
    "bdkpython",
    "pbk",
    "httpx",
    "PySide6",
    "python_socks",
    "zxingcpp",
    "core.chain",
    "core.wallet",
}
HEAVY = {"aiohttp", "bdkpython", "coincurve", "cryptography", "keyring", "numpy", "pbk", "python_socks"}
SLOW = {"asyncio", "http.client", "multiprocessing", "sqlite3", "ssl", "subprocess", "xml"}
WORKING = {"core.chain", "core.cosigner", "core.primitives", "core.storage", "core.wallet"}
THE_LINE = {"aiohttp", "asyncio", "core.transport.link.link", "core.transport.pairing.client"}
MOST_MODULES = 245  # with those of Python itself; 168 when this was written


def modules_after(statement: str) -> set[str]:
    """The names of all modules of a fresh interpreter after `statement`."""
    program = f"{statement}\nimport sys\nprint('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize("program", ["core.cosigner.service", "app.cosigner.parser", "app.cosigner.service"])
def test_the_cosigner_carries_no_wallet_library(program: str) -> None:
    loaded = modules_after(f"import {program}")
    assert not FORBIDDEN_IN_THE_COSIGNER & loaded


@pytest.mark.parametrize("program", ["app.cli.parser", "app.cosigner.parser"])
def test_a_program_starts_light(program: str) -> None:
    assert not HEAVY & modules_after(f"import {program}")


def test_what_reaches_a_running_cosigner_opens_none() -> None:
    loaded = modules_after("import core.cosigner.opening, core.cosigner.remote")
    assert not (THE_LINE | {"core.cosigner.service", "core.home.repository", "numpy"}) & loaded


def test_a_wallet_opens_without_the_line() -> None:
    assert not THE_LINE & modules_after("import core.wallet.opening")


@pytest.mark.parametrize("program", ["tandem", "tandem-cosigner"])
def test_help_comes_at_once(program: str) -> None:
    """Few modules, and none that takes long; the milliseconds that makes are measured by tests/bench."""
    command = [sys.executable, "-X", "importtime", str(Path(sys.executable).parent / program), "--help"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.startswith(f"usage: {program}")
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if line.startswith("import time:")}
    assert f"app.{'cosigner' if program.endswith('cosigner') else 'cli'}.parser" in loaded
    assert not (HEAVY | SLOW | WORKING) & loaded
    assert len(loaded) < MOST_MODULES
