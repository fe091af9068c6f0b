"""What a package for Linux has beside its programs: how menus, shells, `man` and systemd find them.

    SOURCE_DATE_EPOCH=SECONDS python packaging/linux_files.py PACKAGE TREE

writes it below TREE, as it lies on a system. The same bytes come out on every machine.
"""

from __future__ import annotations

import argparse
import gzip
import os
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

import shtab
from man_pages import actions, commands, page

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from app import __version__  # noqa: E402  the tree's own, whatever is installed
from app.cli.parser import parser as wallet_parser  # noqa: E402
from app.cosigner.parser import parser as cosigner_parser  # noqa: E402
from app.desktop.__main__ import parser as window_parser  # noqa: E402

LINUX = ROOT / "packaging" / "linux"
SYSTEMD = ROOT / "packaging" / "systemd"
APP_ID = "org.tandem_wallet.tandem"
SHELLS = {
    "bash": "usr/share/bash-completion/completions/{}",
    "zsh": "usr/share/zsh/vendor-completions/_{}",
    "fish": "usr/share/fish/vendor_completions.d/{}.fish",
}
PARSERS: dict[str, tuple[Callable[[], argparse.ArgumentParser], ...]] = {
    "tandem": (wallet_parser, window_parser),
    "tandem-cosigner": (cosigner_parser,),
}
FILES = {  # of the programs, for people
    "tandem": [("~/.local/share/tandem", "The home: the wallet's halves and everything else it keeps, sealed.")],
    "tandem-desktop": [("~/.local/share/tandem", "The home, the same as of tandem.")],
    "tandem-cosigner": [
        ("~/.local/share/tandem-cosigner", "The home of who runs it."),
        ("/var/lib/tandem-cosigner", "The home of the service tandem-cosigner.service, which has a user of its own."),
        (
            "/usr/share/doc/tandem-cosigner/cosigner.md",
            "How to run the service. tandem-cosigner-service COMMAND is COMMAND as its user; --enable starts it.",
        ),
    ],
}
PAGES = ("tandem", "tandem-cosigner", "tandem-desktop")


def add_files(package: str, tree: Path, epoch: int) -> None:
    """All of it for one package; `epoch` is the second of the release."""
    for made in PARSERS[package]:
        parser = made()
        also = [name for name in PAGES if name != parser.prog]
        text = page(parser, __version__, epoch, FILES[parser.prog], also)
        _write(tree, f"usr/share/man/man1/{parser.prog}.1.gz", gzip.compress(text.encode(), 9, mtime=0))
        for shell, place in SHELLS.items():
            _write(tree, place.format(parser.prog), completion(made(), shell).encode())
    {"tandem": _menu, "tandem-cosigner": _service}[package](tree, epoch)


def completion(parser: argparse.ArgumentParser, shell: str) -> str:
    """What completes a program's words in bash, zsh or fish. It starts nothing and reads no home."""
    for _, command in [(parser.prog, parser), *commands(parser)]:
        command.description = (command.description or "").partition(". ")[0]
        for action in actions(command):
            kind = {"DIR": shtab.DIRECTORY, "FILE": shtab.FILE, "FILE|-": shtab.FILE, "IN.psbt": shtab.FILE}
            if isinstance(action.metavar, str) and action.metavar in kind:
                action.complete = kind[action.metavar]  # type: ignore[attr-defined]  how shtab is told
    made: str = shtab.complete(parser, shell=shell)
    return made


def _menu(tree: Path, epoch: int) -> None:
    """Of the window: its entry with the links it takes, its icon, and what shops of programs show."""
    _write(tree, "usr/share/applications/tandem.desktop", (ROOT / "resources" / "tandem.desktop").read_bytes())
    icons = "usr/share/icons/hicolor"
    _write(tree, f"{icons}/scalable/apps/tandem.svg", (ROOT / "resources" / "brand" / "tandem-app.svg").read_bytes())
    for icon in sorted((LINUX / "icons").glob("*.png")):
        _write(tree, f"{icons}/{icon.stem}x{icon.stem}/apps/tandem.png", icon.read_bytes())
    text = (LINUX / "tandem.metainfo.xml").read_text(encoding="utf-8")
    day = time.strftime("%Y-%m-%d", time.gmtime(epoch))
    text = text.replace("@VERSION@", __version__).replace("@DATE@", day)
    _write(tree, f"usr/share/metainfo/{APP_ID}.metainfo.xml", text.encode())


def _service(tree: Path, _epoch: int) -> None:
    """Of the co-signer: its unit, its user, and the page that says how to use them."""
    _write(tree, "usr/lib/systemd/system/tandem-cosigner.service", unit().encode())
    _write(tree, "usr/lib/sysusers.d/tandem-cosigner.conf", (SYSTEMD / "tandem-cosigner.sysusers").read_bytes())
    _write(tree, "usr/share/doc/tandem-cosigner/cosigner.md", (LINUX / "cosigner.md").read_bytes())
    told_there = gzip.compress(b".so man1/tandem-cosigner.1\n", 9, mtime=0)
    _write(tree, "usr/share/man/man1/tandem-cosigner-service.1.gz", told_there)
    _write(tree, "usr/bin/tandem-cosigner-service", (SYSTEMD / "tandem-cosigner-service").read_bytes(), 0o755)


def unit() -> str:
    """The unit of a source tree in /opt/tandem, as it is where the package is installed."""
    text = (SYSTEMD / "tandem-cosigner.service").read_text(encoding="utf-8")
    for name, ours in (
        ("ExecStart", "/usr/lib/tandem-cosigner/tandem-cosigner serve --log text"),
        ("Documentation", "man:tandem-cosigner(1) file:///usr/share/doc/tandem-cosigner/cosigner.md"),
    ):
        text, found = re.subn(rf"^{name}=.*/opt/tandem/.*$", f"{name}={ours}", text, flags=re.MULTILINE)
        if found != 1:
            raise SystemExit(f"tandem-cosigner.service has {found} lines {name}=/opt/tandem/…, not one.")
    return text


def _write(tree: Path, name: str, data: bytes, mode: int = 0o644) -> None:
    path = tree / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    path.chmod(mode)


def main() -> None:
    """Write them below a folder."""
    made = argparse.ArgumentParser(prog="packaging/linux_files.py", description="Write what goes beside the programs.")
    made.add_argument("package", choices=sorted(PARSERS))
    made.add_argument("tree", type=Path)
    args = made.parse_args()
    add_files(args.package, args.tree, int(os.environ["SOURCE_DATE_EPOCH"]))


if __name__ == "__main__":
    main()
