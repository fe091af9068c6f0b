"""Browsers that are woken by their own push service (W6): each admitted one has at most one subscription."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final, Protocol, TypeVar

from core.codec.codec import Bytes32, Text, decode, encode
from core.cosigner.browser_api import BrowserView
from core.cosigner.browsers import Browsers, digest_of
from core.errors import StorageError
from core.home.records import LogCode
from core.home.repository import Repository
from core.home.tables import PUSH, PUSH_KEY, THIS
from core.transport.miss_kind import MissKind
from core.transport.web_push import must_be_push_service, new_key, public_key, push

T = TypeVar("T")
GONE: Final = (f"{MissKind.HTTP}.404", f"{MissKind.HTTP}.410")  # RFC 8030, 7.3: the subscription is over


@dataclass(frozen=True, slots=True, repr=False)
class PushKey:
    """What messages are signed with; without a repr."""

    private: Bytes32


@dataclass(frozen=True, slots=True, repr=False)
class PushSubscription:
    """Where the service of a browser takes them: a secret of that browser; without a repr."""

    endpoint: Text


class Pushes:
    """Of one home. `wall`: seconds that people see. `receivers` on any thread, the rest where writes are."""

    def __init__(self, records: Repository, browsers: Browsers, wall: Callable[[], int]) -> None:
        self._records, self._browsers, self._wall = records, browsers, wall
        data = records.vault.get(PUSH_KEY, THIS)
        self._key = b"" if data is None else decode(PushKey, data, StorageError).private
        self._kept = {id: decode(PushSubscription, one, StorageError).endpoint for id, one in records.vault.items(PUSH)}
        self._missed: dict[bytes, str] = {}
        self._gone_to: dict[bytes, str] = {}  # where to the last message of each was sent

    def key(self) -> str:
        """The public key that browsers subscribe by; made when it is wanted first."""
        if not self._key:
            made = new_key()
            with self._records.write() as write:
                write.note(PUSH_KEY, b"", THIS, encode(PushKey(made)))
                write.then(lambda: setattr(self, "_key", made))
        return public_key(self._key)

    def wakes(self, id: bytes) -> bool:
        """Whether this browser is woken so."""
        return id in self._kept

    def subscribe(self, id: bytes, endpoint: str) -> None:
        """Wake it there from now on. BadInput for what is no address of a push service."""
        must_be_push_service(endpoint)
        self._keep(id, endpoint, LogCode.BROWSER_WOKEN)

    def unsubscribe(self, id: bytes) -> None:
        """No more."""
        if id in self._kept:
            self._keep(id, None, LogCode.BROWSER_SLEEPS)

    def receivers(self) -> Mapping[bytes, Callable[[], object]]:
        """See core.cosigner.bell.Woken: of those that are admitted now."""
        now = self._wall()
        kept = self._kept
        return {id: partial(self._push, id, kept[id], now) for id in kept if self._browsers.named(id)}

    def _push(self, id: bytes, endpoint: str, now: int) -> None:
        self._gone_to[id] = endpoint
        push(endpoint, self._key, now)

    def heard(self, id: bytes, miss: str) -> None:
        """What its service made of one: where it knows no such subscription any more, nor does this home."""
        before, name = self._missed.get(id, ""), self._browsers.named(id)
        if not name or id not in self._kept or self._kept[id] != self._gone_to.get(id):
            return  # it has subscribed anew meanwhile
        self._missed[id] = miss
        if miss in GONE:
            self.unsubscribe(id)
        elif miss and not before:
            with self._records.write() as write:
                write.log(self._wall(), LogCode.BROWSER_UNWOKEN, name, miss)

    def forget(self, ids: frozenset[bytes]) -> None:
        """These are no longer admitted, nor kept on the disk."""
        self._kept = {id: endpoint for id, endpoint in self._kept.items() if id not in ids}

    def _keep(self, id: bytes, endpoint: str | None, code: LogCode) -> None:
        with self._records.write() as write:
            write.note(PUSH, b"", id, None if endpoint is None else encode(PushSubscription(endpoint)))
            write.log(self._wall(), code, self._browsers.named(id))
            write.then(partial(self._replace, id, endpoint))

    def _replace(self, id: bytes, endpoint: str | None) -> None:
        rest = {one: where for one, where in self._kept.items() if one != id}
        self._kept = rest if endpoint is None else {**rest, id: endpoint}
        self._missed.pop(id, None)


class AsBrowser(Protocol):
    """Has the co-signer do something for a browser that is admitted in that very turn."""

    def __call__(self, cookie: bytes, job: Callable[[BrowserView], T], /) -> T:
        """BadInput (kind "browser") where it is not."""
        ...


class PageWaking:
    """What a browser may of this, by its cookie (page_api.WakingApi)."""

    def __init__(self, pushes: Pushes, turn: AsBrowser) -> None:
        self._pushes, self._turn = pushes, turn

    def key(self, cookie: bytes) -> str:
        """See WakingApi."""
        return self._turn(cookie, lambda _: self._pushes.key())

    def wakes(self, cookie: bytes) -> bool:
        """See WakingApi."""
        return self._turn(cookie, lambda _: self._pushes.wakes(digest_of(cookie)))

    def subscribe(self, cookie: bytes, endpoint: str) -> None:
        """See WakingApi."""
        self._turn(cookie, lambda _: self._pushes.subscribe(digest_of(cookie), endpoint))

    def unsubscribe(self, cookie: bytes) -> None:
        """See WakingApi."""
        self._turn(cookie, lambda _: self._pushes.unsubscribe(digest_of(cookie)))
