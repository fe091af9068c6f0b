"""What a program may ask about newer releases of itself: a part of core.wallet.api. Nothing is ever installed by it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from core.codec.codec import U64, Text
from core.release.manifest import News, ReleaseFile


@dataclass(frozen=True, slots=True)
class ReleaseSource:
    """Where releases are told of, and what this program brings along: its three keys (as minisign writes them; none:
    nothing can be checked), its version."""

    address: Text
    keys: tuple[Text, ...]
    version: Text


@dataclass(frozen=True, slots=True)
class ReleaseShown:
    """The newest release that counts. `newer` than the program that runs, which is `unsafe` if it is below the minimum;
    `expired`: it was believed once, and has to be asked for again. `page`: where a person gets it."""

    version: Text
    newer: bool
    unsafe: bool
    expired: bool
    made: U64
    expires: U64
    page: Text
    news: tuple[News, ...]
    files: tuple[ReleaseFile, ...]

    def news_in(self, language: str) -> tuple[str, ...]:
        """What is new, a line each; in English where nothing is said in that language."""
        for wanted in (language, "en"):
            if found := tuple(one.text for one in self.news if one.language == wanted):
                return found
        return ()


@dataclass(frozen=True, slots=True)
class ReleasesKnown:
    """When somebody was last asked (0: never), and what was the last answer that counted."""

    asked: U64
    last: ReleaseShown | None


class ReleasesApi(Protocol):
    """A home remembers the highest release that was seen, so that nobody shows an older one later."""

    def known_releases(self, source: ReleaseSource) -> ReleasesKnown:
        """What is known, without asking."""
        ...

    def check_releases(self, source: ReleaseSource, proxy: str | None = None) -> ReleaseShown:
        """Ask what is released, and remember it if it counts; nothing else is downloaded. `proxy`: socks5://HOST:PORT;
        None: the one that is remembered for a server; "": none. BadInput, LinkError, PeerFault (kinds "update.…")."""
        ...
