"""Browsers that were admitted to the page: what is known of a cookie is its SHA-256 (W4)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from core.codec.codec import U64, Text, decode, encode
from core.codec.names import must_be_a_name
from core.cosigner.browser_api import BrowserView
from core.cosigner.passkeys import passkey_of
from core.errors import BadInput, InputKind, StorageError
from core.home.records import LogCode
from core.home.repository import Repository, Write
from core.home.tables import BROWSER, PASSKEY, PUSH

DAY: Final = 24 * 3600  # seconds
LASTS: Final = 90 * DAY  # since it was here last
MOST: Final = 16  # a person has few; a list of them is read
ID_DIGITS: Final = 16
_ID: Final = re.compile(f"[0-9a-f]{{{ID_DIGITS}}}")


@dataclass(frozen=True, slots=True)
class Browser:
    """As it is kept: its name, when it was admitted and here last, in seconds that people see, and where."""

    name: Text
    admitted: U64
    used: U64
    address: Text


class Browsers:
    """Of one home. `wall`: seconds that people see. `known` may be asked on any thread, the rest where writes are."""

    def __init__(self, records: Repository, wall: Callable[[], int]) -> None:
        self._records, self._wall = records, wall
        self.left: Callable[[frozenset[bytes]], object] = lambda _: None  # told the ids of those that have gone
        self._known = {id: decode(Browser, data, StorageError) for id, data in records.vault.items(BROWSER)}

    def known(self, cookie: bytes) -> BrowserView | None:
        """Who has this cookie; None: nobody, or one that was not here for 90 days."""
        id = digest_of(cookie)
        found = self._known.get(id)
        return None if found is None or self._wall() >= found.used + LASTS else _view(id, found)

    def named(self, id: bytes) -> str:
        """What the browser is called whose id this is, all 32 bytes; empty where it is admitted no more."""
        found = self._known.get(id)
        return "" if found is None or self._wall() >= found.used + LASTS else found.name

    def views(self) -> tuple[BrowserView, ...]:
        """All of them, by their names."""
        found = [self.view(id) for id, one in self._known.items() if self._wall() < one.used + LASTS]
        return tuple(sorted(found, key=lambda one: one.name))

    def view(self, id: bytes) -> BrowserView:
        """One, with when its passkey was made. BadInput where there is none."""
        if id not in self._known:
            raise BadInput("this browser is not admitted", InputKind.BROWSER)
        passkey = passkey_of(self._records, id)
        return replace(_view(id, self._known[id]), passkey=0 if passkey is None else passkey.made)

    def meant(self, which: str) -> bytes:
        """Its id, by the beginning of that, else by its name. BadInput where there is none, or several."""
        named = [id for id, one in self._known.items() if one.name == which]
        meant = [id for id in self._known if id.hex()[:ID_DIGITS] == which] or named
        if not meant:
            raise BadInput("no browser of that name is admitted", InputKind.BROWSER)
        if len(meant) > 1:
            ids = ", ".join(id.hex()[:ID_DIGITS] for id in named)
            raise BadInput(f"several browsers have this name; say the id of one: {ids}", InputKind.BROWSER)
        return meant[0]

    def must_be_new(self, name: str) -> None:
        """Raises BadInput unless another one may be admitted under this name."""
        must_be_a_name(name)
        if _ID.fullmatch(name.casefold()):
            raise BadInput("this name looks like a browser's id; choose another", InputKind.BROWSER)
        views = self.views()
        if any(one.name == name for one in views):
            raise BadInput("another browser has this name; choose one that tells them apart", InputKind.BROWSER)
        if len(views) >= MOST:
            raise BadInput(f"{MOST} browsers are admitted already; revoke one first", InputKind.BROWSER)

    def admit(self, cookie: bytes, name: str, address: str) -> BrowserView:
        """From now on; those that were not here for 90 days are forgotten."""
        self.must_be_new(name)
        now, id = self._wall(), digest_of(cookie)
        old = [one for one, known in self._known.items() if now >= known.used + LASTS]
        found = Browser(name, now, now, address)
        with self._records.write() as write:
            for one in old:
                self._erase(write, one)
            write.note(BROWSER, b"", id, encode(found))
            write.log(now, LogCode.BROWSER_ADMITTED, name, address)
            write.then(lambda: self._replace(old, {id: found}))
        return _view(id, found)

    def revoke(self, which: str) -> BrowserView:
        """No more, by its id, else by its name, and its passkey neither. BadInput where there is none, or several."""
        found = self.meant(which)
        gone = self._known[found]
        with self._records.write() as write:
            self._erase(write, found)
            write.log(self._wall(), LogCode.BROWSER_REVOKED, gone.name)
            write.then(lambda: self._replace([found], {}))
        return _view(found, gone)

    def here(self, cookie: bytes, address: str) -> None:
        """It is, now. Written once a day, and where it is somewhere else."""
        id, now = digest_of(cookie), self._wall()
        known = self._known.get(id)
        if known is None or (known.used // DAY == now // DAY and known.address == address):
            return
        found = replace(known, used=max(now, known.used), address=address)
        with self._records.write() as write:
            write.note(BROWSER, b"", id, encode(found))
            write.then(lambda: self._replace([], {id: found}))

    @staticmethod
    def _erase(write: Write, id: bytes) -> None:
        for table in (BROWSER, PASSKEY, PUSH):
            write.note(table, b"", id, None)

    def _replace(self, gone: list[bytes], come: dict[bytes, Browser]) -> None:
        self._known = {id: one for id, one in self._known.items() if id not in gone} | come
        self.left(frozenset(gone))


def digest_of(cookie: bytes) -> bytes:
    """What is kept of a cookie."""
    return hashlib.sha256(cookie).digest()


def _view(id: bytes, found: Browser) -> BrowserView:
    return BrowserView(id.hex()[:ID_DIGITS], found.name, found.admitted, found.used, found.address)
