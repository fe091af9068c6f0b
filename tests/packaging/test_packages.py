"""The files that people download: what is in them, what they ask of a system, and what they tell of who made them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path

import pytest

from app import __version__
from tests.architecture.source import ROOT
from tests.packaging.conftest import EPOCH, NAMES, Built

PACKAGES = pytest.mark.parametrize("package", NAMES)
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]


def test_the_programs_say_the_version_of_the_project() -> None:
    assert __version__ == VERSION


def told(*command: object) -> str:
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, check=True).stdout


def deb(built: Built, package: str) -> Path:
    return built.out / f"{package}_{VERSION}_amd64.deb"


@pytest.mark.slow
def test_the_sums_are_of_the_files(built: Built) -> None:
    said = (built.out / "SHA256SUMS").read_text()
    files = {path.name for path in built.out.iterdir()} - {"SHA256SUMS"}
    assert files == {f"{name}_{VERSION}_amd64{end}" for name in NAMES for end in (".deb", ".tar.zst")}
    assert {line.split()[1] for line in said.splitlines()} == files
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=built.out, check=True)


@pytest.mark.slow
@PACKAGES
def test_a_package_says_what_it_needs(built: Built, package: str) -> None:
    field = {
        name: told("dpkg-deb", "--field", deb(built, package), name).strip()
        for name in ("Package", "Version", "Architecture", "Depends", "Suggests")
    }
    assert (field["Package"], field["Version"], field["Architecture"]) == (package, VERSION, "amd64")
    assert field["Suggests"] == ("libpq5" if package == "tandem-cosigner" else "")
    needs = {re.sub(r" \(.*\)", "", one) for one in field["Depends"].split(", ")}
    compiler = {"libgcc-s1", "libstdc++6"}
    graphics = {"libegl1", "libgl1", "libwayland-client0", "libwayland-cursor0", "libwayland-egl1", "libxcb1"}
    users = "systemd | systemd-standalone-sysusers | systemd-sysusers"
    assert needs == (
        {"libc6", users} | compiler
        if package == "tandem-cosigner"
        else {"libc6", "fontconfig-config", "xkb-data"} | compiler | graphics
    )
    assert re.search(r"libc6 \(>= 2\.\d+\)", field["Depends"])


@pytest.mark.slow
@PACKAGES
def test_a_package_is_roots_and_of_one_moment(built: Built, package: str) -> None:
    raw = subprocess.run(["dpkg-deb", "--fsys-tarfile", deb(built, package)], capture_output=True, check=True).stdout
    file = built.out.parent / f"{package}.tar"
    file.write_bytes(raw)
    with tarfile.open(file) as archive:
        entries = archive.getmembers()
    file.unlink()
    assert len(entries) > 100
    assert {(entry.uid, entry.gid, entry.mtime) for entry in entries} == {(0, 0, EPOCH)}
    assert {entry.mode for entry in entries if not entry.issym()} <= {0o755, 0o644}
    assert all(entry.name == "." or entry.name.startswith("./usr") for entry in entries)


@pytest.mark.slow
@PACKAGES
def test_other_linuxes_get_the_same_programs(built: Built, package: str, tmp_path: Path) -> None:
    """Unpacked, it runs; installed for one user, whatever a package brings is where that user's programs look."""
    archive = built.out / f"{package}_{VERSION}_amd64.tar.zst"
    plain = tmp_path / "plain.tar"
    subprocess.run(["zstd", "--quiet", "--decompress", archive, "-o", plain], check=True)
    with tarfile.open(plain) as opened:
        assert {(entry.uid, entry.gid, entry.mtime) for entry in opened.getmembers()} == {(0, 0, EPOCH)}
        opened.extractall(tmp_path, filter="tar")
    plain.unlink()
    here, home = tmp_path / f"{package}-{VERSION}", tmp_path / "home"
    assert {path.name for path in here.iterdir()} == {"LICENSE", "README.txt", "bin", "install.sh", "lib", "share"}
    assert (here / "lib" / package / "NOTICES.txt").is_file()
    assert told(here / "bin" / package, "--version") == f"{package} {VERSION}\n"
    environment = {"HOME": str(home), "PATH": os.environ["PATH"]}
    install = [here / "install.sh"]
    local = home / ".local"
    for _ in range(2):  # the second time over the first
        subprocess.run(install, env=environment, check=True, stdout=subprocess.DEVNULL)
        assert told(local / "bin" / package, "--version") == f"{package} {VERSION}\n"
    packed = {path.relative_to(built.root / "usr") for path in built.root.rglob("usr/share/man/man1/*")}
    assert {path.relative_to(local) for path in local.rglob("share/man/man1/*")} <= packed
    assert (local / f"share/bash-completion/completions/{package}").is_file()
    entry, unit = local / "share/applications/tandem.desktop", local / "lib/systemd/system/tandem-cosigner.service"
    assert (entry.is_file(), unit.is_file()) == (package == "tandem", package == "tandem-cosigner")
    written = (entry if package == "tandem" else unit).read_text()
    assert (
        f"={local}/{'bin/tandem-desktop' if package == 'tandem' else 'lib/tandem-cosigner/tandem-cosigner'} " in written
    )
    (local / "bin" / "another").write_text("stays")
    subprocess.run([*install, "--remove"], env=environment, check=True)
    assert [path for path in local.rglob("*") if not path.is_dir()] == [local / "bin" / "another"]


def test_a_prefix_that_no_shell_reads_as_it_stands_is_refused(tmp_path: Path) -> None:
    script = ROOT / "packaging/linux/archive/install.sh"
    for prefix in ("usr/local", "/srv/a|b", "/srv/a b", "/srv/$HOME"):
        done = subprocess.run([script, prefix], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout) == (2, "")
        assert prefix in done.stderr


@pytest.mark.slow
def test_a_package_tells_nothing_of_the_machine_that_made_it(built: Built) -> None:
    places = [str(place).encode() for place in (ROOT, Path(sys.prefix), built.out.parent)]
    for path in built.root.rglob("*"):
        if path.is_file() and not path.is_symlink():
            held = path.read_bytes()
            assert not any(place in held for place in places), path.relative_to(built.root)
    assert not list(built.root.rglob("*.dist-info/RECORD"))  # it has sums of programs that name their folder


@pytest.mark.slow
def test_the_cosigner_is_packed_without_the_wallet(built: Built) -> None:
    """Rule S1: no window, no chain, no wallet library."""
    names = {path.name for path in (built.bundle("tandem-cosigner") / "_internal").rglob("*")}
    assert not [name for name in names if re.search(r"Qt6|PySide6|bdk|bitcoinkernel|zxing|keyring", name)]
    program = built.bundle("tandem-cosigner") / "tandem-cosigner"
    modules = told(sys.executable, "-m", "PyInstaller.utils.cliutils.archive_viewer", "--list", "--recursive", program)
    assert "core.cosigner.service" in modules
    assert not re.search(
        r"'(core\.(wallet|chain)|app\.(cli|desktop|practice_network)|PySide6|bdkpython|pbk)\b", modules
    )


WEIGHING = """
import sys; sys.path.insert(0, "packaging")
from dataclasses import replace
from pathlib import Path
from build import must_fit
from bundling import needs, weight
from packages import PACKAGES
place, what = Path(sys.argv[1]), sys.argv[2]
package = replace(PACKAGES[1], unpacked=1)
must_fit(package, "unpacked", weight(place), package.unpacked) if what == "weight" else needs(package, place)
"""


def refusal(place: Path, what: str) -> str:
    """What the build says of a folder as a bundle of the co-signer that may weigh 1 MB; empty if it takes it."""
    done = subprocess.run(
        [sys.executable, "-c", WEIGHING, place, what], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stderr, done.stderr
    assert (done.returncode == 0) == (not done.stderr)
    return done.stderr


def test_a_build_that_grew_is_refused(tmp_path: Path) -> None:
    (tmp_path / "part").write_bytes(bytes(1_000_000))
    assert refusal(tmp_path, "weight") == ""
    (tmp_path / "another").write_bytes(bytes(200_000))
    assert refusal(tmp_path, "weight").startswith("tandem-cosigner is 1.2 MB unpacked; it may be 1")


@pytest.mark.skipif(sys.platform != "linux", reason="reads programs of Linux")
def test_a_library_that_nobody_has_is_refused(tmp_path: Path) -> None:
    """This interpreter, as if it were a bundle, and its own library left out."""
    import _ssl

    (tmp_path / "tandem-cosigner").write_bytes(Path(sys.executable).resolve().read_bytes())
    (tmp_path / "_ssl.so").write_bytes(Path(_ssl.__file__).read_bytes())
    said = refusal(tmp_path, "needs")
    assert said.startswith("tandem-cosigner needs lib")
    assert "libssl.so" in said
