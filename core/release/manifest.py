"""What a release is: a short text that people can read, in one form alone, and that 2 of 3 keys sign.

    tandem-release 1
    version 0.2.0
    minimum 0.1.0                    versions below are unsafe
    made 2026-12-01T10:00:00Z
    expires 2027-03-01T10:00:00Z     nobody believes it after that
    page https://…                   where a person gets it
    news en What is new, in a line   any number, of any language
    next RW…                         none, or the three keys that sign from now on
    file SHA256 SIZE PLATFORM NAME   one for each file, by name

Each line has one way to be written and its place, so two readers never see two things in one text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from core.codec.codec import U64, Text
from core.codec.text import is_plain
from core.errors import FaultKind, PeerFault
from core.release.minisign import ReleaseKey

FIRST = "tandem-release 1"
MOST = 64 << 10  # bytes of a whole manifest
MOST_NEWS, MOST_NEWS_SIGNS, MOST_FILES = 60, 300, 100
KEYS = 3
LONGEST = 400 * 24 * 3600  # seconds from made to expires: whoever holds back newer ones does so no longer

_NUMBER = r"(0|[1-9][0-9]{0,4})"
_VERSION = re.compile(rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}")
_PAGE = re.compile(r"https://[a-z0-9.-]+(:[1-9][0-9]{0,4})?/[A-Za-z0-9._~/+-]*")
_FILE = re.compile(r"([0-9a-f]{64}) ([1-9][0-9]{0,12}) ([a-z0-9]+-[a-z0-9]+|any) ([A-Za-z0-9][A-Za-z0-9._+~-]{0,99})")
_NEWS = re.compile(r"([a-z]{2}) (\S.*)")
_TIME = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class ReleaseFile:
    """A file: its SHA-256 in hexadecimal, its bytes, whom it is for ("linux-amd64", "any")."""

    sha256: Text
    size: U64
    platform: Text
    name: Text


@dataclass(frozen=True, slots=True)
class News:
    """What is new, a line of it, in a language ("en")."""

    language: Text
    text: Text


@dataclass(frozen=True, slots=True)
class Manifest:
    """A release. Times in seconds; `next_keys`: none, or three."""

    version: str
    minimum: str
    made: int
    expires: int
    page: str
    news: tuple[News, ...]
    next_keys: tuple[ReleaseKey, ...]
    files: tuple[ReleaseFile, ...]

    def written(self) -> bytes:
        """Its one form."""
        lines = [
            FIRST,
            f"version {self.version}",
            f"minimum {self.minimum}",
            f"made {_time(self.made)}",
            f"expires {_time(self.expires)}",
            f"page {self.page}",
            *(f"news {one.language} {one.text}" for one in self.news),
            *(f"next {key.text}" for key in self.next_keys),
            *(f"file {one.sha256} {one.size} {one.platform} {one.name}" for one in self.files),
        ]
        return "".join(f"{line}\n" for line in lines).encode()


def read(data: bytes) -> Manifest:
    """The manifest that these bytes are. PeerFault (kind "update.form") for all others."""
    try:
        if len(data) > MOST:
            raise ValueError("it is too big")
        made = _read(iter(data.decode().split("\n")))
        if made.written() != data:
            raise ValueError("it is not in its one form")
    except (ValueError, OverflowError) as why:
        raise PeerFault(
            f"what the server says of releases cannot be read here ({why}); install by hand", FaultKind.UPDATE_FORM
        ) from None
    return made


def order(version: str) -> tuple[int, ...]:
    """What versions are compared by. ValueError for what is none."""
    found = _VERSION.fullmatch(version)
    if found is None:
        raise ValueError("a version has three numbers")
    return tuple(int(number) for number in found.groups())


def _read(lines: Iterator[str]) -> Manifest:
    line = next(lines)
    if line != FIRST:
        raise ValueError("it does not begin as one")

    def one(word: str) -> str:
        found = next(lines, "")
        if not found.startswith(f"{word} "):
            raise ValueError(f"it lacks its {word}")
        return found[len(word) + 1 :]

    version, minimum, made, expires, page = (one(word) for word in ("version", "minimum", "made", "expires", "page"))
    rest: dict[str, list[str]] = {"news": [], "next": [], "file": []}
    for line in lines:
        word, _, said = line.partition(" ")
        if word in rest:
            rest[word].append(said)  # out of place they are in another form
    found = Manifest(
        version,
        minimum,
        _seconds(made),
        _seconds(expires),
        page,
        tuple(map(_news, rest["news"])),
        tuple(map(ReleaseKey.parse, rest["next"])),
        tuple(map(_file, rest["file"])),
    )
    must_make_sense(found)
    return found


def must_make_sense(found: Manifest) -> None:
    """ValueError for what no release is, however it is written."""
    if order(found.minimum) > order(found.version):
        raise ValueError("its minimum is above its version")
    if found.made < 0 or not 0 < found.expires - found.made <= LONGEST:
        raise ValueError("it expires at a time that cannot be")
    if not _PAGE.fullmatch(found.page) or len(found.page) > MOST_NEWS_SIGNS:
        raise ValueError("its page is no address")
    if found.next_keys and not are_three(found.next_keys):
        raise ValueError("it names other than three keys")
    if not 0 < len(found.files) <= MOST_FILES or len(found.news) > MOST_NEWS:
        raise ValueError("it names too many files or none, or has too much news")
    names = [one.name for one in found.files]
    if names != sorted(set(names)) or len({one.sha256 for one in found.files}) != len(names):
        raise ValueError("its files are not each there once, by name")


def are_three(keys: tuple[ReleaseKey, ...]) -> bool:
    """Whether these are three keys of three names: else two signatures could be one person's."""
    return len(keys) == KEYS == len({key.id for key in keys}) == len({key.point for key in keys})


def _time(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime(_TIME)


def _seconds(text: str) -> int:
    return int(datetime.strptime(text, _TIME).replace(tzinfo=UTC).timestamp())


def _news(text: str) -> News:
    found = _NEWS.fullmatch(text)
    if found is None or len(text) > MOST_NEWS_SIGNS or not is_plain(text):
        raise ValueError("a line of its news is not plain")
    return News(*found.groups())


def _file(text: str) -> ReleaseFile:
    found = _FILE.fullmatch(text)
    if found is None:
        raise ValueError("a line of a file is none")
    return ReleaseFile(found[1], int(found[2]), found[3], found[4])
