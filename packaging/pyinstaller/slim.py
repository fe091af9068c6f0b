"""From an entry to a folder with everything that it needs and little else. Both specs end in `collect`."""

from __future__ import annotations

import encodings
import fnmatch
import pkgutil
import re
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from PyInstaller.building.api import COLLECT, EXE, PYZ
from PyInstaller.building.build_main import Analysis
from PyInstaller.depend.bindepend import get_imports

Entry = tuple[str, str, str]  # place in the bundle, file, kind

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from app.bundle import Bundle  # noqa: E402  the tree's own, whatever is installed

# Found from C, which no analysis reads.
HIDDEN = ("_cffi_backend", "coincurve._cffi_backend", "coincurve._libsecp256k1")
# Optional to a library of ours, or its tests. What an environment happens to hold makes no other bundle.
UNWANTED = (
    *("PIL", "IPython", "_pytest", "curses", "doctest", "hypothesis", "lib2to3", "pip", "pydoc", "pygments", "pytest"),
    *("setuptools", "pkg_resources", "tkinter", "unittest", "yaml", "aiodns", "brotli", "uvloop", "winloop"),
    *(f"_codecs_{name}" for name in ("cn", "hk", "iso2022", "jp", "kr", "tw")),  # what we read and write is UTF-8
    *("_multibytecodec", "multiprocessing", "pdb", "readline", "wcwidth._wcwidth_c", "xmlrpc"),
    *("numpy._core._multiarray_tests", "numpy.ctypeslib", "numpy.distutils", "numpy.f2py", "numpy.fft", "numpy.ma"),
    *("numpy.matlib", "numpy.polynomial", "numpy.random", "numpy.testing", "numpy.tests"),
    "_pydecimal",  # stands in for what is there
    *("PySide6.QtDBus", "PySide6.QtNetwork"),  # nothing of ours speaks by them; Qt's own library of D-Bus stays
)

# Letters of DOS, of mainframes and of old Macs: no Linux speaks them.
FOREIGN = tuple(
    f"encodings.{name}"
    for _, name, _ in pkgutil.iter_modules(encodings.__path__)
    if re.fullmatch(r"mac_.*|cp(?!125|437|9)\d+", name)
)
# Those of the system are newer than what any wheel needs, and drivers of its graphics need no older ones.
OF_SYSTEM = ("libstdc++.so.*", "libgcc_s.so.*")

# What an installer notes for itself. Sums in RECORD are also of programs that name the folder they were installed into.
NOTES = tuple(f"*.dist-info/{name}" for name in ("INSTALLER", "RECORD", "REQUESTED", "WHEEL", "direct_url.json"))


def beside(package: str, *names: str) -> list[tuple[str, str]]:
    """Libraries that a package loads by a path beside itself: (file, folder in the bundle)."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise SystemExit(f"{package} is not installed.")
    folder = Path(spec.origin).parent
    return [(str(folder / name), str(Path(package) / Path(name).parent)) for name in names]


def resources(*patterns: str) -> list[tuple[str, str]]:
    """Files of resources/ by their patterns: (file, folder in the bundle)."""
    found = [path for pattern in patterns for path in sorted((ROOT / "resources").glob(pattern)) if path.is_file()]
    return [(str(path), str(path.parent.relative_to(ROOT))) for path in found if path.suffix not in (".py", ".ts")]


def rooms() -> list[tuple[str, str]]:
    """All of resources/ but its pictures, which are the README's."""
    found = sorted(path.name for path in (ROOT / "resources").iterdir() if path.is_dir() and path.name != "pictures")
    return resources(*(f"{room}/**/*" for room in found))


def analysed(
    bundle: Bundle,
    entry: str,
    files: Sequence[tuple[str, str]],
    libraries: Sequence[tuple[str, str]],
    unwanted: Sequence[str],
) -> Analysis:
    """What `entry` beside this file comes to."""
    return Analysis(
        [str(Path(__file__).parent / entry)],
        pathex=[str(ROOT)],
        datas=list(files),
        binaries=list(libraries),
        hiddenimports=[*HIDDEN, *bundle.entries],
        excludes=[*UNWANTED, *unwanted],
    )


def collect(
    bundle: Bundle,
    entry: str,
    *,
    files: Sequence[tuple[str, str]],
    libraries: Sequence[tuple[str, str]] = (),
    unwanted: Sequence[str] = (),
    left_out: Sequence[str] = (),
    kept: Sequence[str] = (),
) -> None:
    """`entry` beside this file. `unwanted` modules are not looked for; `left_out` files, by patterns of where they
    would lie in the bundle, are not taken, unless a pattern of `kept` has them."""
    found = analysed(bundle, entry, files, libraries, (*unwanted, *FOREIGN))

    def wanted(entry: Entry) -> bool:
        return matches(entry[0], kept) or not matches(entry[0], (*NOTES, *OF_SYSTEM, *left_out))

    binaries, data = ([one for one in entries if wanted(one)] for entries in (found.binaries, found.datas))
    binaries = needed(binaries)
    held = {place for place, _, _ in binaries}
    data = [(place, file, kind) for place, file, kind in data if kind != "SYMLINK" or file in held]
    program = EXE(PYZ(found.pure), found.scripts, [], exclude_binaries=True, name=bundle.name, console=True, upx=False)
    COLLECT(program, binaries, data, name=bundle.name, upx=False)


def matches(place: str, patterns: Sequence[str]) -> bool:
    """Whether one of them fits."""
    return any(fnmatch.fnmatch(place, pattern) for pattern in patterns)


def needed(binaries: list[Entry]) -> list[Entry]:
    """Without the libraries that nothing needs any more, of the system or of Qt: they came with what was left out."""
    shared = {
        Path(place).name: place
        for place, _, kind in binaries
        if kind == "BINARY" and str(Path(place).parent) in (".", "PySide6/Qt/lib")
    }
    files = {place: file for place, file, _ in binaries}
    reached = {place for place in files if place not in shared.values() or place.startswith("libpython")}
    ahead = list(reached)
    while ahead:
        names = {Path(name).name for name, _ in get_imports(files[ahead.pop()])}
        new = {shared[name] for name in names & set(shared)} - reached
        reached |= new
        ahead += new
    return [one for one in binaries if one[0] in reached]
