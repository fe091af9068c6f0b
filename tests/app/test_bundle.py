"""How a bundle is started: by which names, as which modules, and in which environment its children are."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from importlib.util import find_spec

import pytest

from app.bundle import COSIGNER, WALLET, Bundle, name_of
from app.processes import ROOT
from tests.architecture.source import production

BOTH = pytest.mark.parametrize("bundle", [WALLET, COSIGNER], ids=lambda bundle: bundle.name)


@pytest.mark.parametrize(
    ("called", "name"),
    [("/usr/bin/tandem", "tandem"), ("tandem.exe", "tandem"), ("./TANDEM-Desktop.EXE", "tandem-desktop"), ("", "")],
)
def test_windows_has_an_ending_for_a_program(called: str, name: str) -> None:
    assert name_of(called) == name


def started() -> set[str]:
    """Every module that the programs start as `-m MODULE`, read from their text."""
    found: set[str] = set()
    for source in production():
        for node in ast.walk(source.tree):
            match node:
                case ast.Call(func=ast.Name(id="Program"), args=[ast.Constant(value=str(module)), *_]):
                    found.add(module)
                case ast.List(elts=[*_, ast.Constant(value="-m"), ast.Constant(value=str(module))]):
                    found.add(module)
    return found


def test_the_bundle_starts_what_the_programs_start_and_nothing_else() -> None:
    """The journey is started where `make run` finds no screen: by app/__main__.py, which no bundle has."""
    assert started() == {*WALLET.modules, "app.journey"}
    assert COSIGNER.modules == ()


@BOTH
def test_every_entry_is_there(bundle: Bundle) -> None:
    assert all(find_spec(entry) is not None for entry in bundle.entries)
    assert bundle.name == next(iter(bundle.programs))


def start(bundle: str, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """An entry, run from source under a name."""
    program = f"import sys; sys.argv = sys.argv[1:]; from app.bundle import {bundle}, start; start({bundle})"
    return subprocess.run(
        [sys.executable, "-c", program, *words],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("bundle", "words", "said"),
    [
        ("WALLET", ["/usr/bin/tandem", "--version"], "tandem "),
        ("WALLET", ["/usr/bin/tandem-desktop", "--version"], "tandem-desktop "),
        ("WALLET", ["/somewhere/renamed", "--version"], "tandem-desktop "),
        ("WALLET", ["tandem-desktop", "-m", "app.cosigner", "--version"], "tandem-cosigner "),
        ("COSIGNER", ["tandem-cosigner", "--version"], "tandem-cosigner "),
    ],
)
def test_the_name_or_the_module_says_which_program_runs(bundle: str, words: list[str], said: str) -> None:
    done = start(bundle, *words)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(said)


@pytest.mark.parametrize("words", [["-m"], ["-m", "app.journey"], ["-m", "core.errors"], ["-m", "app.desktop"]])
def test_any_other_module_is_refused(words: list[str]) -> None:
    for bundle, name in (("WALLET", "tandem-desktop"), ("COSIGNER", "tandem-cosigner")):
        done = start(bundle, name, *words)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith(f"{name}: it starts no module called ")


CHILD = "import os; print(sorted((n, v) for n, v in os.environ.items() if n.startswith(('LD_', '_PYI'))))"
LOADED = {"LD_LIBRARY_PATH": "/usr/lib/tandem/_internal", "_PYI_ARCHIVE_FILE": "x", "_PYI_PARENT_PROCESS_LEVEL": "1"}


@pytest.mark.parametrize("before", [{}, {"LD_LIBRARY_PATH": "/a person's own"}])
def test_a_child_is_in_the_environment_of_the_person(before: dict[str, str]) -> None:
    """What the loader of a bundle changes for the bundle is changed back before anything can be started."""
    program = (
        "import subprocess, sys; from app.bundle import restore_environment; restore_environment();"
        f"subprocess.run([sys.executable, '-c', {CHILD!r}], check=True)"
    )
    kept = {f"{name}_ORIG": value for name, value in before.items()}
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if not name.startswith("LD_")} | LOADED | kept,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == f"{sorted(before.items())}\n"


@pytest.mark.slow
def test_the_cosigner_tests_itself_from_source_too() -> None:
    done = start("COSIGNER", "tandem-cosigner", "--selftest")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith("tandem-cosigner works.\n")
