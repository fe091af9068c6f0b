"""From a bundle to files that people download: a .deb, a .tar.zst, and their hashes. The same bytes each time: every
file has the moment of the release, root for its owner and one of two modes."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tarfile
from collections.abc import Sequence
from pathlib import Path

from linux_files import add_files
from packages import ARCHITECTURE, MAINTAINER, ROOT, VERSION, Package

ARCHIVE = ROOT / "packaging" / "linux" / "archive"
CONTROL = """\
Package: {name}
Version: {version}
Architecture: {architecture}
Maintainer: {maintainer}
Installed-Size: {size}
Depends: {depends}
{suggests}Section: utils
Priority: optional
Description: {summary}
"""


def make_tree(package: Package, bundle: Path, tree: Path, epoch: int) -> None:
    """What a system has after the installation, under `tree`: the bundle, the names of its programs in /usr/bin, what
    linux_files.py writes, and the files of packaging/linux/NAME, which lie there as they will lie on the system."""
    shutil.rmtree(tree, ignore_errors=True)
    home = tree / "usr" / "lib" / package.name
    shutil.copytree(bundle, home, symlinks=True)
    programs, doc = tree / "usr" / "bin", tree / "usr" / "share" / "doc" / package.name
    for folder in (programs, doc):
        folder.mkdir(parents=True)
    for name in package.bundle.programs:
        (programs / name).symlink_to(f"../lib/{package.name}/{package.bundle.name}")
    shutil.copyfile(ROOT / "LICENSE", doc / "copyright")
    add_files(package.name, tree, epoch)
    beside = ROOT / "packaging" / "linux" / package.name
    if beside.is_dir():
        shutil.copytree(beside, tree, symlinks=True, dirs_exist_ok=True)


def level_out(folder: Path, epoch: int) -> None:
    """Modes and moments that do not tell of who built it."""
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    for path in sorted([folder, *folder.rglob("*")], reverse=True):  # a folder after what lies in it
        os.utime(path, (epoch, epoch), follow_symlinks=False)


def make_deb(package: Package, tree: Path, depends: Sequence[str], epoch: int, out: Path, *, fast: bool) -> Path:
    """The .deb of a tree. What packaging/linux/NAME/DEBIAN holds (maintainer scripts, conffiles) goes with it; the
    control file and the sums are written here."""
    control = tree / "DEBIAN"
    files = sorted(path for path in tree.rglob("*") if path.is_file() and control not in path.parents)
    size = sum(-(-path.lstat().st_size // 1024) for path in files)
    told = CONTROL.format(
        name=package.name,
        version=VERSION,
        architecture=ARCHITECTURE,
        maintainer=MAINTAINER,
        size=size,
        depends=", ".join(depends),
        suggests=f"Suggests: {', '.join(package.suggests)}\n" if package.suggests else "",
        summary=package.summary,
    )
    control.mkdir(exist_ok=True)
    (control / "control").write_text(told, encoding="utf-8")
    sums = [f"{_md5(path)}  {path.relative_to(tree)}\n" for path in files if not path.is_symlink()]
    (control / "md5sums").write_text("".join(sums), encoding="utf-8")
    level_out(tree, epoch)
    made = out / f"{package.stem}.deb"
    how = ("-Znone",) if fast else ("-Zxz", "-z9")
    environment = os.environ | {"SOURCE_DATE_EPOCH": str(epoch)}
    command = ["dpkg-deb", "--root-owner-group", *how, "--build", tree, made]
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)  # noqa: S603
    return made


def make_archive(package: Package, tree: Path, epoch: int, out: Path, *, fast: bool) -> Path:
    """The same as the .deb in one folder, for other systems than Debian: it runs where it is unpacked, and install.sh
    puts it in place."""
    made = out / f"{package.stem}.tar.zst"
    here = tree / "usr"
    for file, name in (
        (ROOT / "LICENSE", "LICENSE"),
        (ARCHIVE / f"{package.name}.txt", "README.txt"),
        (ARCHIVE / "install.sh", "install.sh"),
    ):
        shutil.copy(file, here / name)
    level_out(here, epoch)
    top = f"{package.name}-{VERSION}"
    plain = made.with_suffix("")
    with tarfile.open(plain, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for path in [here, *sorted(here.rglob("*"))]:
            archive.add(path, str(Path(top, path.relative_to(here))), recursive=False, filter=_of_root)
    level = "-1" if fast else "-19"
    command = ["zstd", "--quiet", "--force", "--rm", "-T0", level, str(plain), "-o", str(made)]
    subprocess.run(command, check=True)  # noqa: S603
    return made


def _of_root(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = "root"
    if entry.issym():
        entry.mode = 0o777
    return entry


def _md5(path: Path) -> str:
    return hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()
