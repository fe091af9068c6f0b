"""What a bundle is started by: one executable for each package, and the names and modules that it answers to.

A bundle has no interpreter beside it, so it is its own: what starts a program of ours as `sys.executable -m MODULE`
finds it here, for the modules of the table and no other.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import PurePath

SELF_TEST = "--selftest"
USAGE = 2  # BadInput's twin on the command line, before core is loaded


@dataclass(frozen=True, slots=True)
class Bundle:
    """One package. `programs`: the packages of ours by the names they are called by; the first is the executable, the
    others are links to it. `modules`: what it starts of itself. `self_test`: what `--selftest` runs."""

    programs: Mapping[str, str]
    modules: tuple[str, ...]
    self_test: str

    @property
    def name(self) -> str:
        """Of the executable."""
        return next(iter(self.programs))

    @property
    def entries(self) -> tuple[str, ...]:
        """Every module that may be the first to be loaded: all that a bundle must hold follows from them."""
        packages = sorted({*self.programs.values(), *self.modules})
        return (*(f"{package}.__main__" for package in packages), self.self_test)


WALLET = Bundle(
    {
        "tandem-desktop": "app.desktop",
        "tandem": "app.cli",
        "tandem-git-sign": "app.git_sign",
        "age-plugin-tandem": "app.age_plugin",
    },
    ("app.cli", "app.cosigner", "app.practice_network"),
    "app.self_test.wallet",
)
COSIGNER = Bundle({"tandem-cosigner": "app.cosigner"}, (), "app.self_test.cosigner")


def start(bundle: Bundle) -> None:
    """The first and only call of a bundle's entry. `main` of what is asked for ends the process, or gives its code."""
    restore_environment()
    called, *words = sys.argv
    package = bundle.programs.get(name_of(called), bundle.programs[bundle.name])
    if words[:1] == ["-m"]:
        module = words[1] if len(words) > 1 else ""
        if module not in bundle.modules:
            sys.stderr.write(f"{bundle.name}: it starts no module called {module!r}.\n")
            sys.exit(USAGE)
        package, sys.argv = module, [module, *words[2:]]
    elif words == [SELF_TEST]:
        from app.self_test import run

        code = run(bundle.name, bundle.self_test)
        sys.stdout.flush()
        os._exit(code)  # whatever threads and objects of Qt are left: the work is done
    sys.exit(import_module(f"{package}.__main__").main())


def name_of(called: str) -> str:
    """The program's name in what it was called by; Windows has an ending for it, in any case."""
    name = PurePath(called).name
    return name[:-4].lower() if name.lower().endswith(".exe") else name


def restore_environment() -> None:
    """Undo, for every child, what the bundle's loader did to the environment for this process: libraries of the bundle
    are for the bundle, and a child that is the bundle itself must find them anew."""
    original = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
    os.environ.pop("LD_LIBRARY_PATH", None)
    if original is not None:
        os.environ["LD_LIBRARY_PATH"] = original
    for name in [name for name in os.environ if name.startswith("_PYI_")]:
        del os.environ[name]
