"""What people install, run: its own test, the names it is called by, what it starts of itself, and what it is without
a part of itself."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from app.bundle import COSIGNER, WALLET
from tests.packaging.conftest import Built

pytestmark = pytest.mark.slow

BUNDLES = {"tandem": WALLET, "tandem-cosigner": COSIGNER}
BOTH = pytest.mark.parametrize("package", BUNDLES)
LIMIT = 240  # seconds; the wallet's own test takes some twenty


def run(program: Path, *words: str, **extra: str) -> subprocess.CompletedProcess[str]:
    """One run without Python, a screen, or anything of this environment."""
    environment = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "LC_ALL": "C.UTF-8", "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.run(
        [program, *words],
        env=environment | extra,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=LIMIT,
    )


@BOTH
def test_a_bundle_tests_itself(built: Built, package: str) -> None:
    name = BUNDLES[package].name
    done = run(built.program(name), "--selftest")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith(f"{name} works.\n")
    assert done.stderr == ""
    assert int(done.stdout.split(" libraries load")[0].split()[-1]) > 50


def without(built: Built, package: str, part: str, place: Path) -> Path:
    """The executable of a bundle from which a part is missing."""
    copy = place / package
    shutil.copytree(built.bundle(package), copy, symlinks=True, copy_function=os.link)
    parts = sorted((copy / "_internal").glob(part))
    assert parts, part
    for path in parts:
        path.unlink()
    return copy / BUNDLES[package].name


@pytest.mark.parametrize(
    ("package", "part"),
    [
        ("tandem-cosigner", "coincurve/_libsecp256k1*"),
        ("tandem-cosigner", "numpy.libs/libscipy_openblas*"),
        ("tandem-cosigner", "resources/words/bip39.txt"),
        ("tandem", "pbk/_libs/libbitcoinkernel.so"),
        ("tandem", "zxingcpp/*.so"),
    ],
)
def test_a_broken_bundle_does_not_pass(built: Built, tmp_path: Path, package: str, part: str) -> None:
    program = without(built, package, part, tmp_path)
    done = run(program, "--selftest")
    assert done.returncode != 0, done.stdout
    assert "FAILED" in done.stdout
    assert done.stdout.endswith(f"{program.name} does not work here. Install it again.\n")


def test_the_window_of_a_broken_bundle_says_so(built: Built, tmp_path: Path) -> None:
    program = without(built, "tandem", "bdkpython/libbdkffi.so", tmp_path)
    with subprocess.Popen(
        [program, "--home", tmp_path / "home", "--report"],
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as window:
        try:
            assert window.stdout is not None
            assert [window.stdout.readline() for _ in range(2)] == ["painted\n", "broken\n"]
        finally:
            window.kill()


@pytest.mark.parametrize("name", [name for bundle in BUNDLES.values() for name in bundle.programs])
def test_one_executable_answers_to_every_name(built: Built, name: str) -> None:
    done = run(built.program(name), "--version")
    assert (done.returncode, done.stdout.split()[0]) == (0, name)
    linked = built.program(name)
    assert linked.is_symlink()
    assert linked.resolve().name in {bundle.name for bundle in BUNDLES.values()}


@BOTH
@pytest.mark.parametrize("module", ["app.journey", "app.desktop", "app.self_test.wallet", "os", "app.cli.__main__", ""])
def test_a_bundle_starts_no_other_module(built: Built, package: str, module: str) -> None:
    done = run(built.program(BUNDLES[package].name), "-m", *([module] if module else []))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"{BUNDLES[package].name}: it starts no module called {module!r}.\n"


def test_a_bundle_starts_what_it_is_made_of(built: Built) -> None:
    for module, name in (("app.cli", "tandem"), ("app.cosigner", "tandem-cosigner")):
        done = run(built.program("tandem"), "-m", module, "--version")
        assert (done.returncode, done.stdout.split()[0]) == (0, name)
        refused = run(built.program("tandem-cosigner"), "-m", module, "--version")
        assert refused.returncode == 2


@BOTH
def test_an_interpreters_words_are_none_of_its(built: Built, tmp_path: Path, package: str) -> None:
    """Nothing of the environment or the command line turns it into a Python for others."""
    (tmp_path / "sitecustomize.py").write_text("print('somebody was here')")
    program = built.program(BUNDLES[package].name)
    done = run(program, "--version", PYTHONPATH=str(tmp_path), PYTHONSTARTUP=str(tmp_path / "sitecustomize.py"))
    assert done.stdout.startswith(BUNDLES[package].name)
    done = run(program, "-c", "print('somebody was here')")
    assert done.returncode == 2
    assert "somebody" not in done.stdout
