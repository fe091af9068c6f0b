"""From the tree to a folder that runs by itself, by PyInstaller; and what that folder needs of a system."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from elf import forget_search_paths, forget_symbols
from packages import MB, ROOT, SYSTEM, Package

_NUMPYS = "numpy.libs"  # strip breaks OpenBLAS


def make_bundle(package: Package, work: Path, epoch: int) -> Path:
    """The bundle in a folder under `work`, stripped, with links for its other names. SystemExit, with the last words
    of PyInstaller, which are whole in a file beside."""
    made, log = work / "bundles" / package.bundle.name, work / f"{package.name}.log"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "LD_"))} | {
        "SOURCE_DATE_EPOCH": str(epoch),
        "PYTHONHASHSEED": "0",
        "PYINSTALLER_CONFIG_DIR": str(work / "cache"),
        "LC_ALL": "C.UTF-8",
    }
    command = [sys.executable, "-m", "PyInstaller", "--clean", "--noconfirm", "--distpath", made.parent]
    command += ["--workpath", work / "analysis", ROOT / "packaging" / "pyinstaller" / package.spec]
    with log.open("wb") as said:
        done = subprocess.run(command, env=environment, cwd=ROOT, stdout=said, stderr=said, check=False)  # noqa: S603
    if done.returncode:
        last = log.read_text(errors="replace").splitlines()[-20:]
        raise SystemExit("\n".join([*last, f"PyInstaller ended with {done.returncode}; all it said is in {log}."]))
    libraries = shared_libraries(made)
    others = [path for path in libraries if path.parent.name != _NUMPYS]
    subprocess.run(["strip", "--strip-unneeded", *others], check=True)  # noqa: S603, S607
    for path in set(libraries) - set(others):
        forget_symbols(path)
    for path in [made / package.bundle.name, *libraries]:
        forget_search_paths(path)
    for name in package.bundle.programs:
        if name != package.bundle.name:
            (made / name).symlink_to(package.bundle.name)
    return made


def shared_libraries(folder: Path) -> list[Path]:
    """Every one in it, once, without links."""
    return sorted(path for path in folder.rglob("*.so*") if path.is_file() and not path.is_symlink())


def weight(folder: Path) -> float:
    """MB of all files in it."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink()) / MB


def needs(package: Package, made: Path) -> list[str]:
    """What Debian must install beside a bundle, as `Depends` says it: found in its programs, not written down.
    SystemExit where one needs a library that neither it nor a package of SYSTEM has."""
    libraries = shared_libraries(made)
    files = [made / package.bundle.name, *libraries]
    here = {path.name for path in made.rglob("*.so*")}
    told = _readelf("--dynamic", files)
    wanted = set(re.findall(r"\(NEEDED\)\s+Shared library: \[(.+)\]", told)) - here
    found = {name: SYSTEM.get(re.sub(r"\.so(\.\d+)*$", "", name)) for name in wanted}
    if strange := sorted(name for name, owner in found.items() if owner is None):
        raise SystemExit(f"{package.name} needs {', '.join(strange)}: pack them, or name who has them in packages.py.")
    versions = re.findall(r"Name: GLIBC_(\d+)\.(\d+)", _readelf("--version-info", files))
    glibc = max((int(major), int(minor)) for major, minor in versions)
    owners = {owner for owner in found.values() if owner} - {"libc6"} | set(package.data)
    return [f"libc6 (>= {glibc[0]}.{glibc[1]})", *sorted(owners)]


def _readelf(option: str, files: list[Path]) -> str:
    command = ["readelf", "--wide", option, *files]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603
