"""The wallet's package as an AppDir: what appimagetool looks for is there, and it starts."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from app import __version__
from tests.architecture.source import ROOT
from tests.packaging.conftest import Built

pytestmark = pytest.mark.slow


def test_an_appdir_starts_and_has_what_appimagetool_wants(built: Built, tmp_path: Path) -> None:
    made = tmp_path / "Tandem.AppDir"
    command = [str(ROOT / "packaging/linux/appdir.sh"), str(built.out / f"tandem_{__version__}_amd64.deb"), str(made)]
    subprocess.run(command, check=True)
    [entry] = made.glob("*.desktop")
    assert "\nIcon=tandem\n" in entry.read_text()
    assert (made / "tandem.svg").read_text().startswith("<svg")
    assert (made / ".DirIcon").read_bytes().startswith(b"\x89PNG")
    assert all(not path.readlink().is_absolute() for path in made.iterdir() if path.is_symlink())
    moved = made.rename(tmp_path / "elsewhere")
    done = subprocess.run([moved / "AppRun", "--version"], capture_output=True, text=True, check=False)
    assert done.stdout == f"tandem-desktop {__version__}\n", done.stderr
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0  # the first has gone
    assert subprocess.run(command, capture_output=True, check=False).returncode != 0  # nothing is written over
