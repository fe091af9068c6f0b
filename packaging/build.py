"""Everything that people download, by one command: `python packaging/build.py`, or `make packages`.

In dist/, for each of the two packages: a .deb for Debian and Ubuntu, a .tar.zst for other Linuxes, and SHA256SUMS. Two
builds of one commit are the same bytes, wherever they are made (packaging/README.md, "Packages"). --fast packs badly
and quickly, for the tests.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

from archives import make_archive, make_deb, make_tree
from bundling import make_bundle, needs, weight
from notices import write_notices
from packages import MB, PACKAGES, ROOT, Package, moment
from sums import write_sums

TOOLS = {"dpkg-deb": "dpkg", "readelf": "binutils", "strip": "binutils", "zstd": "zstd"}


def parser() -> argparse.ArgumentParser:
    """The few words this takes."""
    made = argparse.ArgumentParser(prog="packaging/build.py", description="Build the packages of Tandem.")
    names = [package.name for package in PACKAGES]
    made.add_argument("names", nargs="*", metavar="PACKAGE", help=f"{' or '.join(names)}; without one, both")
    made.add_argument("--fast", action="store_true", help="pack quickly and badly, for tests")
    made.add_argument("--out", type=Path, default=ROOT / "dist", metavar="DIR", help="where the results go (dist)")
    made.add_argument("--work", type=Path, default=ROOT / "build" / "packages", metavar="DIR", help="scratch space")
    return made


def build(package: Package, work: Path, out: Path, epoch: int, say: Callable[[str], None], *, fast: bool) -> list[Path]:
    """The files of one package. SystemExit where it weighs more than it may, or needs what nobody has."""
    bundle = make_bundle(package, work, epoch)
    write_notices(bundle)
    unpacked = weight(bundle)
    say(f"{package.name}: {unpacked:.1f} MB unpacked")
    must_fit(package, "unpacked", unpacked, package.unpacked)
    depends = needs(package, bundle)
    say(f"{package.name}: needs {', '.join(depends)}")
    tree = work / "trees" / package.name
    make_tree(package, bundle, tree, epoch)
    deb = make_deb(package, tree, depends, epoch, out, fast=fast)
    packed = deb.stat().st_size / MB
    if not fast:
        must_fit(package, "packed", packed, package.packed)
    say(f"{deb.name}: {packed:.1f} MB")
    archive = make_archive(package, tree, epoch, out, fast=fast)
    say(f"{archive.name}: {archive.stat().st_size / MB:.1f} MB")
    return [deb, archive]


def must_fit(package: Package, how: str, found: float, most: float) -> None:
    """SystemExit where `found` MB are more than `most`."""
    if found > most:
        raise SystemExit(f"{package.name} is {found:.1f} MB {how}; it may be {most} (packaging/packages.py).")


def main() -> None:
    """Build what is asked for. SystemExit with a sentence where it cannot be."""
    args = parser().parse_args()
    if unknown := set(args.names) - {package.name for package in PACKAGES}:
        raise SystemExit(f"There is no package {' or '.join(sorted(unknown))}.")
    if missing := sorted({owner for tool, owner in TOOLS.items() if shutil.which(tool) is None}):
        raise SystemExit(f"To build packages, install: {' '.join(missing)}")
    began, epoch = time.monotonic(), moment()
    os.umask(0o022)
    out, work = args.out.resolve(), args.work.resolve()
    for folder in (out, work):
        folder.mkdir(parents=True, exist_ok=True)

    def say(what: str) -> None:
        print(f"{time.monotonic() - began:6.1f} s  {what}", file=sys.stderr, flush=True)  # noqa: T201

    wanted = [package for package in PACKAGES if not args.names or package.name in args.names]
    files = [file for package in wanted for file in build(package, work, out, epoch, say, fast=args.fast)]
    write_sums(files, out)
    say(f"done: {out}")


if __name__ == "__main__":
    main()
