"""What this build knows of releases: whose signatures count and where they are told of (resources/release), and a
downloaded file held against one. Nothing here installs anything, or asks anybody by itself."""

from __future__ import annotations

import hashlib
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app import __version__, config, resources
from core.errors import BadInput, InputKind

if TYPE_CHECKING:
    from core.wallet.api import ReleaseShown, ReleaseSource
    from core.wallet.without_home import ReleaseFile

KEYS, ADDRESS = ("release", "keys.txt"), ("release", "address.txt")
PIECE = 1 << 20  # bytes
MOST_MANIFEST = 1 << 20  # bytes that are read of what should be a manifest or a signature


@dataclass(frozen=True, slots=True)
class HeldAgainst:
    """Which file a downloaded one is, and of which release: genuine may be old, so version, seconds at which it was
    made, and whether it counts no more stand beside."""

    file: ReleaseFile
    version: str
    made: int
    expired: bool


def source(home: Path) -> ReleaseSource:
    """What a home asks, and what it believes: the address of its config.toml, else of this build. BadInput where that
    file is none; whether there are keys and an address is looked at when somebody asks."""
    from core.wallet.api import ReleaseSource

    address = config.load(home).updates or next(iter(lines(resources.text(*ADDRESS))), "")
    return ReleaseSource(address, keys(), __version__)


def keys() -> tuple[str, ...]:
    """Those that sign releases; none in a build that has none."""
    return tuple(lines(resources.text(*KEYS)))


def lines(text: str) -> list[str]:
    """Those of a file in resources/release that say something."""
    return [line.strip() for line in text.splitlines() if line.strip() and line[0] != "#"]


def downloaded(file: Path, known: ReleaseShown | None) -> HeldAgainst:
    """Which file of the newest known release a downloaded one is. BadInput: none is known, or it is none of it."""
    from core.wallet.without_home import release_file

    if known is None:
        raise BadInput("no release is known here yet; check for one first", InputKind.UPDATE_NONE)
    found = release_file(known.files, file.name, *digest(file))
    return HeldAgainst(found, known.version, known.made, known.expired)


def beside(file: Path, manifest: Path) -> HeldAgainst:
    """The same by a manifest that lies on the disk, with its signatures (NAME.KEY.minisig) beside it: without a home,
    so nothing is known of what was seen before. BadInput, PeerFault."""
    from core.wallet.without_home import read_release, release_file

    data = read(manifest)
    near = sorted(one for one in manifest.parent.iterdir() if one.name.startswith(f"{manifest.name}."))
    signatures = [read(one) for one in near if one.suffix == ".minisig"]
    found = read_release(data, signatures, keys())
    one = release_file(found.files, file.name, *digest(file))
    return HeldAgainst(one, found.version, found.made, found.expires <= time.time())


def digest(file: Path) -> tuple[int, str]:
    """Bytes and SHA-256 of a file. BadInput where it cannot be read."""
    made, size = hashlib.sha256(), 0
    _must_be_a_file(file)
    try:
        with file.open("rb") as stream:
            while piece := stream.read(PIECE):
                made.update(piece)
                size += len(piece)
    except OSError as error:
        raise _unreadable(file, error) from None
    return size, made.hexdigest()


def read(file: Path) -> bytes:
    """A small file. BadInput."""
    _must_be_a_file(file)
    try:
        with file.open("rb") as stream:
            return stream.read(MOST_MANIFEST)
    except OSError as error:
        raise _unreadable(file, error) from None


def _must_be_a_file(file: Path) -> None:
    """A pipe or a device may never end."""
    if file.exists() and not file.is_file():
        raise BadInput(f"“{file.name}” cannot be read: it is no file")


def _unreadable(file: Path, error: OSError) -> BadInput:
    return BadInput(f"“{file.name}” cannot be read: {os.strerror(error.errno or 0)}")
