"""The practice network as the story wants it, and what `make run` shows of it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.practice_network.network import PracticeNetwork
from app.processes import ROOT

SHOP = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080"


class PracticeChain:
    """The practice network as the story wants it."""

    network = "practice"

    def __init__(self, practice: PracticeNetwork) -> None:
        self.practice = practice
        self.url = practice.start()

    def destination(self) -> str:
        return SHOP

    def pay(self, address: str, sats: int) -> None:
        self.practice.faucet(address, sats)

    def mine(self) -> None:
        self.practice.mine(1)

    def confirmed(self, txid: str) -> bool:
        return self.practice.confirmed(txid)


@pytest.mark.slow
def test_make_run_ends_with_an_accepted_payment(tmp_path: Path) -> None:
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "app.journey"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "accepted by Bitcoin Core's consensus code" in done.stdout
    assert done.stderr == ""
    assert list(tmp_path.glob("tandem-journey-*")) == []
