"""Nothing that is packed looks for a library in a folder of the machine that built it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy
import pytest

from tests.architecture.source import ROOT
from tests.packaging.conftest import Built

FORGET = "import sys; sys.path.insert(0, 'packaging'); from elf import forget_search_paths as forget; "
FORGET += "from pathlib import Path; print(forget(Path(sys.argv[1])))"


def looked_in(*files: Path) -> list[str]:
    told = subprocess.run(["readelf", "--wide", "--dynamic", *files], capture_output=True, text=True, check=True).stdout
    return re.findall(r"\((?:RPATH|RUNPATH)\)\s+Library r(?:un)?path: \[(.*)\]", told)


def begins(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4)


@pytest.mark.slow
def test_packed_programs_look_beside_themselves(built: Built) -> None:
    files = [path for path in built.root.rglob("*") if path.is_file() and not path.is_symlink()]
    programs = [path for path in files if begins(path) == b"\x7fELF"]
    assert len(programs) > 150
    found = {part for paths in looked_in(*programs) for part in paths.split(":")}
    assert any(part.startswith("$ORIGIN") for part in found)
    assert [part for part in found if not part.startswith("$ORIGIN")] == []


def made(place: Path, *paths: str) -> Path:
    """A program that ends with 7 and looks for its libraries in some folders."""
    if shutil.which("cc") is None or shutil.which("readelf") is None:
        pytest.skip("no C compiler is installed, which makes a program to look at")
    (place / "seven.c").write_text("int main(void) { return 7; }\n")
    words = ["cc", "seven.c", "-o", "seven", *(f"-Wl,-rpath,{path}" for path in paths)]
    subprocess.run(words, cwd=place, check=True)
    return place / "seven"


@pytest.mark.parametrize(("paths", "stay"), [(["/nowhere/lib"], []), (["$ORIGIN/lib"], ["$ORIGIN/lib"]), ([], [])])
def test_only_a_folder_of_somebody_is_forgotten(tmp_path: Path, paths: list[str], stay: list[str]) -> None:
    program = made(tmp_path, *paths)
    assert looked_in(program) == paths
    done = subprocess.run([sys.executable, "-c", FORGET, program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == f"{paths != stay}\n"
    assert looked_in(program) == stay
    assert subprocess.run([program], check=False).returncode == 7


def test_a_path_of_both_kinds_is_for_a_person(tmp_path: Path) -> None:
    program = made(tmp_path, "$ORIGIN/lib", "/nowhere/lib")
    done = subprocess.run(
        [sys.executable, "-c", FORGET, program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert "keep what begins with $ORIGIN" in done.stderr


def test_a_library_without_symbols_does_what_it_did(tmp_path: Path) -> None:
    """NumPy's own OpenBLAS, which strip breaks: it multiplies as before, and is smaller."""
    libraries = tmp_path / "numpy.libs"
    shutil.copytree(Path(numpy.__file__).parents[1] / "numpy.libs", libraries)
    shutil.copytree(Path(numpy.__file__).parent, tmp_path / "numpy")
    forget = "import sys; sys.path.insert(0, 'packaging'); from elf import forget_symbols as forget; "
    forget += "from pathlib import Path; [forget(Path(name)) for name in sys.argv[1:]]"
    [blas] = libraries.glob("libscipy_openblas*")
    before = blas.stat().st_size
    subprocess.run([sys.executable, "-c", forget, *libraries.iterdir()], cwd=ROOT, check=True)
    assert blas.stat().st_size < before - 500_000
    multiplied = (
        "import numpy as n; print(n.__file__, n.linalg.inv(n.diag([2.0, 4.0])) @ n.ones((2, 300)) @ n.ones(300))"
    )
    done = subprocess.run([sys.executable, "-c", multiplied], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout == f"{tmp_path}/numpy/__init__.py [150.  75.]\n", done.stderr
