"""What a wallet that is open here knows of releases: the methods of ReleasesApi."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from core.chain.store import PROXY, TIP_TIME
from core.codec.codec import decode, encode
from core.errors import BadInput, InputKind, StorageError
from core.home.records import LogCode
from core.home.repository import Repository, Write
from core.home.tables import CHAIN, RELEASES, THIS
from core.release.judging import ReleasesSeen, judged, read_keys
from core.release.manifest import Manifest, order, read
from core.release.minisign import ReleaseKey
from core.wallet.releases_api import ReleaseShown, ReleasesKnown, ReleaseSource

CLOCK_OF_BLOCKS = "bitcoin"  # the only network on which a block's time costs work


class ReleasesOfWallet:
    """A part of core.wallet.wallet.Wallet, which sets its records."""

    _records: Repository

    def known_releases(self, source: ReleaseSource) -> ReleasesKnown:
        """See ReleasesApi."""
        seen = self._seen().of(source.keys)
        last = shown(read(seen.manifest), source.version, self._now()) if seen.manifest else None
        return ReleasesKnown(seen.asked, last)

    def check_releases(self, source: ReleaseSource, proxy: str | None = None) -> ReleaseShown:
        """See ReleasesApi. That it was asked is durable first: whoever fails is not asked every hour."""
        from core.chain.release_feed import fetch, must_be_an_address  # TLS and HTTP, which signing never needs

        keys = read_keys("\n".join(source.keys))
        must_be_an_address(source.address)
        via = self._remembered_proxy() if proxy is None else proxy
        with self._records.write() as write:
            self._keep(write, replace(self._seen(), asked=int(time.time())))
        data, signatures = fetch(source.address, self._seen().trusted(keys), via)
        with self._records.write() as write:
            before, now = self._seen(), self._now()
            found, kept = judged(data, signatures, before, keys, source.version, now)
            if kept != before:
                self._keep(write, kept)
            if found.next_keys and before.trusted(keys) != found.next_keys:
                write.log(int(time.time()), LogCode.RELEASE_KEYS, _names(found.next_keys), found.version)
        return shown(found, source.version, now)

    def _seen(self) -> ReleasesSeen:
        data = self._records.vault.get(RELEASES, THIS)
        return ReleasesSeen() if data is None else decode(ReleasesSeen, data, StorageError)

    @staticmethod
    def _keep(write: Write, seen: ReleasesSeen) -> None:
        write.note(RELEASES, b"", THIS, encode(seen))

    def _now(self) -> int:
        """Seconds: of the clock, or of the last block where that is later."""
        rows = [row for row in self._records.keys.values() if row.network == CLOCK_OF_BLOCKS]
        found = (self._records.vault.get(CHAIN, row.key_id + TIP_TIME) or b"" for row in rows)
        return max(int(time.time()), *(int.from_bytes(block, "big") for block in found), 0)

    def _remembered_proxy(self) -> str:
        """Of the wallets' servers. BadInput where they do not agree: nobody is asked a way that a person did not
        want."""
        found = {self._records.vault.get(CHAIN, key_id + PROXY) for key_id in self._records.keys} - {None}
        if len(found) > 1:
            raise BadInput("the wallets of this home go different ways to their servers; say which", InputKind.PROXY)
        return (found.pop() or b"").decode() if found else ""


def shown(found: Manifest, version: str, now: int) -> ReleaseShown:
    """As a program of this version sees it."""
    newer, unsafe = order(found.version) > order(version), order(version) < order(found.minimum)
    expired = now >= found.expires
    return ReleaseShown(
        found.version, newer, unsafe, expired, found.made, found.expires, found.page, found.news, found.files
    )


def _names(keys: Sequence[ReleaseKey]) -> str:
    return ", ".join(key.name for key in keys)
