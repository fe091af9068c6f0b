"""Files of resources/ are found from source and inside a frozen bundle, and a missing one is said in words."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from app import resources
from core.errors import StorageError


def test_a_file_is_found_beside_the_source() -> None:
    assert resources.find("icons", "lock.svg").is_file()
    assert resources.text("brand", "tandem-app.svg").startswith("<svg")


def test_a_missing_file_is_named() -> None:
    with pytest.raises(StorageError, match=r"resources/icons/no-such\.svg\. Install it again\."):
        resources.find("icons", "no-such.svg")


def test_a_frozen_program_looks_into_its_bundle(tmp_path: Path) -> None:
    (tmp_path / "resources" / "theme").mkdir(parents=True)
    (tmp_path / "resources" / "theme" / "bundled.txt").write_text("from the bundle")
    frozen = "import sys; sys._MEIPASS = sys.argv[1]"
    program = f"{frozen}; from app import resources; print(resources.text('theme', 'bundled.txt'))"
    done = subprocess.run([sys.executable, "-c", program, tmp_path], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "from the bundle"
