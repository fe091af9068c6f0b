"""The chain of one key: its watch, and what a sync of it tells."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from core.bitcoin import descriptor
from core.chain.rows import Balance
from core.home.chain_store import ChainStore
from core.home.repository import Repository
from core.keys.record import KeyRecord, account, joint_key
from core.protocol.progress import ProgressStep
from core.wallet.events import Event, Progress
from core.wallet.own_log import OwnLog

if TYPE_CHECKING:
    from core.chain.watch_only import WatchOnlyWallet

EVERY = 200  # answers of a server, between two that are told


def watch(row: KeyRecord, records: Repository, log: OwnLog) -> WatchOnlyWallet:
    """Of a key of this home; payments that a server has invented go into `log`."""
    try:
        from core.chain.watch_only import WatchOnlyWallet  # heavy, and signing never needs it
    except OSError as error:  # bdkpython is there, and what it loads is not
        raise ImportError(str(error), name="bdkpython") from None

    share = joint_key(row)
    receiving, change = (descriptor.descriptor(share.Q, share.chain, row.network, b, account(row)) for b in (0, 1))
    store, lied = ChainStore(records, row.key_id), partial(log.invented, row.name)
    return WatchOnlyWallet(
        receiving, change, row.network, store, lied=lied, told=lambda: records.keys[row.key_id].peer_reach
    )


def rest(watches: Iterable[WatchOnlyWallet]) -> None:
    """End the lines to their servers on which nobody asks."""
    for watch in watches:
        watch.rest()


def synced(watch: WatchOnlyWallet, server: str, proxy: str | None, gap: int, progress: Progress) -> Balance:
    """Read the chain; what there is then. Raises as WatchOnlyWallet.sync."""

    def heard(answers: int) -> None:
        if answers % EVERY == 0:
            progress(Event(ProgressStep.ANSWERS, answers=answers))

    height = watch.sync(server, proxy, heard, gap=gap)
    return replace(watch.balance(), height=height, invented=watch.invented, looked=watch.looked, stale=watch.stale)
