"""`--selftest` of a bundle: whether everything in it works, tried for real, in a directory that is gone afterwards.

A bundle from which a library is missing paints the same window as a whole one. So nothing here looks at what lies
where: each program does what it is for.

wallet    the wallet's bundle: the window practises, pays and shows every page, off-screen
cosigner  the co-signer's bundle: a key and a signature with itself
"""

from __future__ import annotations

import ctypes
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from app.resources import BUNDLE
from core.errors import Bug, TandemError

Say = Callable[[str], None]

LIBRARIES = {"win32": ("*.dll", "*.pyd"), "darwin": ("*.dylib", "*.so")}  # names of native ones; elsewhere *.so*


def run(name: str, module: str) -> int:
    """`test(place, say)` of `module` in a fresh directory, each of its steps said on standard output; the exit code, 0
    if all of it works."""
    began = time.monotonic()

    def say(what: str) -> None:
        sys.stdout.write(f"  ok  {what}   {time.monotonic() - began:.1f} s\n")
        sys.stdout.flush()

    sys.stdout.write(f"{name} tests itself:\n")
    try:
        say(f"{load_libraries()} libraries load")
        with _place() as place:
            import_module(module).test(place, say)
    except (TandemError, ImportError, OSError) as error:
        sys.stdout.write(f"  FAILED: {type(error).__name__}: {error}\n{name} does not work here. Install it again.\n")
        return error.exit_code if isinstance(error, TandemError) else Bug.exit_code
    sys.stdout.write(f"{name} works.\n")
    return 0


def load_libraries() -> int:
    """Load every native library of the bundle, whether or not anything below needs it; how many. From source there is
    no bundle, and none. OSError, with the loader's words."""
    kinds = LIBRARIES.get(sys.platform, ("*.so*",))
    found = sorted({path.resolve() for kind in kinds for path in BUNDLE.rglob(kind)}) if BUNDLE else []
    for path in found:
        ctypes.CDLL(str(path), mode=getattr(os, "RTLD_LAZY", ctypes.DEFAULT_MODE))
    return len(found)


@contextmanager
def _place() -> Iterator[Path]:
    """A directory of our own, where also what programs keep outside of their homes lies meanwhile."""
    with tempfile.TemporaryDirectory(prefix="tandem-selftest-", ignore_cleanup_errors=True) as folder:
        os.environ["XDG_STATE_HOME"] = folder
        yield Path(folder)
