"""The wallet's package as an AppDir: what appimagetool looks for is there, and it starts."""

from __future__ import annotations

import os
import shutil
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
    told = dict(line.split("=", 1) for line in entry.read_text().splitlines() if "=" in line)
    assert (told["Icon"], told["Type"], told["Categories"]) == ("tandem", "Application", "Office;Finance;")
    assert (made / "usr/bin" / told["Exec"].split()[0]).resolve() == (made / "AppRun").resolve()
    assert os.access(made / "AppRun", os.X_OK)
    if shutil.which("desktop-file-validate"):
        said = subprocess.run(["desktop-file-validate", entry], capture_output=True, text=True, check=False)
        assert (said.returncode, said.stdout) == (0, "")
    assert (made / "tandem.svg").read_text().startswith("<svg")
    assert (made / ".DirIcon").read_bytes().startswith(b"\x89PNG")
    assert all(not path.readlink().is_absolute() for path in made.iterdir() if path.is_symlink())
    moved = made.rename(tmp_path / "elsewhere")
    done = subprocess.run([moved / "AppRun", "--version"], capture_output=True, text=True, check=False)
    assert done.stdout == f"tandem-desktop {__version__}\n", done.stderr
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0  # the first has gone
    assert subprocess.run(command, capture_output=True, check=False).returncode != 0  # nothing is written over
