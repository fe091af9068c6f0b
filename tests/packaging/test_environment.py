"""What makes .venv ready: packaging/environment.sh."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.architecture.source import ROOT

SCRIPT = Path("packaging", "environment.sh")


@pytest.mark.parametrize("there", [True, False])
def test_another_folder_s_environment_is_not_cleared_through_a_link(there: bool, tmp_path: Path) -> None:
    """`venv --clear` goes where a link leads: a checkout that borrowed .venv emptied the lender's."""
    checkout, lender = tmp_path / "checkout", tmp_path / "lender" / ".venv"
    shutil.copytree(ROOT / "packaging", checkout / "packaging")
    shutil.copy(ROOT / "pyproject.toml", checkout)
    if there:
        lender.mkdir(parents=True)
        (lender / "pyvenv.cfg").write_text(f"command = python3 -m venv {lender}\n")
    (checkout / ".venv").symlink_to(lender)
    done = subprocess.run([checkout / SCRIPT, "run"], capture_output=True, text=True)
    assert done.returncode == 1
    assert f".venv is a link to {lender}, where another folder's environment may be" in done.stderr
    assert "rm .venv" in done.stderr
    assert lender.exists() is there
    assert [path.name for path in lender.parent.rglob("*") if path.is_file()] == ["pyvenv.cfg"] * there
    assert (checkout / ".venv").is_symlink()
