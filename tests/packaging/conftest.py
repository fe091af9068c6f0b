"""Both packages, packed quickly, once for all tests, and unpacked again as a system would."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.architecture.source import ROOT

BUILD = ROOT / "packaging" / "build.py"
TOOLS = ("dpkg-deb", "readelf", "strip", "zstd")
NAMES = ("tandem", "tandem-cosigner")
EPOCH = 1_700_000_000


@dataclass(frozen=True)
class Built:
    """What the build left, and a root into which both .deb files were unpacked."""

    out: Path
    root: Path

    def program(self, name: str) -> Path:
        """As it is called from /usr/bin."""
        return self.root / "usr" / "bin" / name

    def bundle(self, package: str) -> Path:
        """Its folder."""
        return self.root / "usr" / "lib" / package


def build(script: Path, place: Path) -> Path:
    """Both packages of the tree of a packaging/build.py; the folder in which they are. Skips where packages cannot be
    built: packaging/environment.sh says what is missing."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if find_spec("PyInstaller") is None or missing:
        pytest.skip(f"packages cannot be built here without {', '.join(missing) or 'PyInstaller'}")
    out = place / "dist"
    command = [sys.executable, str(script), "--fast", "--out", str(out), "--work", str(place / "work")]
    environment = os.environ | {"SOURCE_DATE_EPOCH": str(EPOCH)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, umask=0o077)
    assert done.returncode == 0, done.stderr
    shutil.rmtree(place / "work")
    return out


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Of this tree."""
    place = tmp_path_factory.mktemp("packages")
    out, root = build(BUILD, place), place / "root"
    for deb in sorted(out.glob("*.deb")):
        subprocess.run(["dpkg-deb", "--extract", deb, root], check=True)
    return Built(out, root)
