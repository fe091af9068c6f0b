"""Watching one key through an Electrum server: what the chain holds for it, drafts, broadcasts.

BDK follows the chain and chooses coins; it never sees a secret, and nothing that it says about a draft is believed
when it is signed (core/bitcoin/signing_task.py). What it knows lies in the Store alone.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import bdkpython as bdk

from core.bitcoin.coins import GAP, Reach
from core.bitcoin.fee_rate import LEAST, FeeRate
from core.bitcoin.networks import network as network_named
from core.chain import drafts, fee_bump, header_checks, own_spends, queries, relayed, sent
from core.chain.bdk_changeset import CHAIN, UNPROVEN, Changes, Entries, blocks_of, built, changes_of, merged
from core.chain.drafts import DraftRequest, Payee
from core.chain.electrum_client import ElectrumClient
from core.chain.guarded_line import Heard
from core.chain.headers import RULES
from core.chain.rows import AddressRow, Balance, CoinRow, FeeRates, HistoryRow, Relatives, TransactionDetail
from core.chain.scan import Scan, entries_of, must_be_a_gap
from core.chain.store import PROXY, ByteStore
from core.errors import BadInput, InputKind, LinkError

KINDS = (queries.EXTERNAL, queries.INTERNAL)  # by branch
REACH = 1000  # addresses beyond the last used one that the co-signer recognises
GRACE = 60  # seconds in which a server may not yet show what we sent through it

_SERVER, _CERTIFICATE = b"server", b"cert/"
_CHAIN = (*CHAIN, *header_checks.OF_THE_CHAIN)  # what a chain that is read anew makes void


class WatchOnlyWallet:
    """One key's descriptors and their chain, for any thread: only who asks the server waits for others who do.

    What a method has changed is saved when it returns. A server is asked by `sync`, `fee_rates`, `broadcast`, and by
    `draft` for a fee rate; by nothing else.
    """

    def __init__(
        self,
        external: str,
        internal: str,
        network: str,
        store: ByteStore,
        clock: Callable[[], float] = time.time,
        lied: Callable[[str], object] = lambda _: None,
        told: Callable[[], Reach | None] = lambda: None,
    ) -> None:
        """`lied` hears of each payment of ours that a server has invented, by its id, once while it goes on; `told`
        gives how far the co-signer says that it lets coins come back for nothing."""
        network_named(network)
        kind = bdk.NetworkKind.MAIN if network == "bitcoin" else bdk.NetworkKind.TEST
        self._descriptors = (bdk.Descriptor(external, kind), bdk.Descriptor(internal, kind))
        self._network, self._rules = network, RULES[network]
        self._store, self._clock, self._lied, self._told = store, clock, lied, told
        self._changing = threading.RLock()  # the wallet and the store, together
        self._asking = threading.RLock()  # the server; taken before the other, never while holding it
        self._line: ElectrumClient | None = None  # the one that is asked, or was
        self._derived: list[str] = []
        self._invented: tuple[str, ...] = ()
        self.looked: Reach | None = None  # at how many addresses of each branch the last sync has looked
        self._load()

    # -------------------------------------------------------------- reading
    @property
    def height(self) -> int:
        """Of the best block known; 0 before the first sync."""
        return queries.height(self._wallet)

    @property
    def stale(self) -> int:
        """Seconds since the last block was made, where that is longer than chance allows (D6); else 0."""
        return header_checks.stale(self._kept, self._network, self._clock())

    @property
    def server(self) -> str | None:
        """The server of the last sync."""
        return self._kept[_SERVER].decode() if _SERVER in self._kept else None

    @property
    def invented(self) -> tuple[str, ...]:
        """Payments of our coins that the server of the last sync showed and we never signed: they were not kept."""
        return self._invented

    def balance(self) -> Balance:
        """See queries.balance."""
        return queries.balance(self._wallet, sent.trusted(self._wallet, self._kept))

    def history(self) -> tuple[HistoryRow, ...]:
        """See queries.history."""
        return queries.history(self._wallet, self._unshown)

    def coins(self) -> tuple[CoinRow, ...]:
        """See queries.coins."""
        return queries.coins(self._wallet, self._network, sent.trusted(self._wallet, self._kept))

    def addresses(self) -> tuple[AddressRow, ...]:
        """See queries.addresses."""
        with self._changing:  # two readers at once would lengthen the same list
            return queries.addresses(self._wallet, self._derived)

    def transaction(self, txid: str) -> TransactionDetail:
        """See queries.transaction. Raises BadInput."""
        return queries.transaction(self._wallet, txid, self._network, self._unshown)

    def address(self, *, new: bool = False) -> str:
        """The next unused receiving address; `new`: one never shown before. BadInput too far beyond the last used."""
        with self._changing:
            wallet, kind = self._wallet, queries.EXTERNAL
            if new and wallet.next_derivation_index(kind) >= queries.highest_used(wallet) + REACH:
                raise BadInput(
                    f"{REACH} addresses were shown and none of them used; the co-signer recognises no more. "
                    "Use one of them first",
                    InputKind.ADDRESS,
                )
            found = wallet.reveal_next_address(kind) if new else wallet.next_unused_address(kind)
            self._save()
        return str(found.address)

    # -------------------------------------------------------------- the server
    def sync(self, server: str, proxy: str | None = None, heard: Heard = lambda _: None, gap: int = GAP) -> int:
        """Read the chain; the height of its last block. `heard` is told, on another thread, how many answers came.

        `gap`: at how many addresses beyond the last used one it looks, this time (scan.py). A sync of another server,
        or another way to it, is ended at once: it gets LinkError (kind "server.left").

        `server` is tcp://HOST:PORT or ssl://HOST:PORT. `proxy` is socks5://HOST:PORT; None: the one remembered; "":
        none from now on. LinkError if the server cannot be reached, BadInput (kind "network") if it follows another
        network, PeerFault if its blocks or transactions are not what they should be; then nothing was changed. What it
        shows as paid by us without our signature is named in `invented`. The certificate of an ssl:// server is
        remembered; another one is refused with LinkError (kind "pin") until `forget_certificate`.
        """
        must_be_a_gap(gap)
        via = self._kept.get(PROXY, b"").decode() if proxy is None else proxy
        old = self._line
        if old is not None and (old.url, old.proxy) != (server, via):
            old.leave()
        with self._asking:
            line = self._connected(server, via)
            header_checks.must_be_of(self._network, self._rules, line)
            block1 = header_checks.second_block(self._network, line)
            tip, entries = line.tip(), entries_of(self._store)
            anew = entries.get(header_checks.BLOCK1, block1) != block1
            anew = anew or header_checks.left_behind(blocks_of(entries), self._network, tip)
            gone = {key for key in entries if key.startswith(self._void())} if anew else set()
            entries = {key: value for key, value in entries.items() if key not in gone}
            with line.scanning(heard):
                scan = Scan(line, entries, self._script, tip, self._rules, self._store.save, self._clock())
                changes, looked = scan.run(self._told(), gap)
            changes = {**dict.fromkeys(gone - entries.keys()), **changes}  # slices may have brought some back
            changes |= {_SERVER: server.encode(), PROXY: via.encode(), header_checks.BLOCK1: block1}
            changes |= relayed.entries(line.relayed())
            if line.certificate is not None:
                changes[_CERTIFICATE + server.encode()] = line.certificate
            self._adopt(changes)
            self.looked = looked
            return self.height

    def _script(self, branch: int, index: int) -> bytes:
        return bytes(self._wallet.peek_address(KINDS[branch], index).address.script_pubkey().to_bytes())

    def forget_certificate(self, server: str) -> None:
        """Take the certificate that a server shows next: whoever runs it has said that it was renewed."""
        with self._asking, self._changing:
            self._line = None
            self._save({_CERTIFICATE + server.encode(): None})

    def leave(self) -> None:
        """End what is asked of the server, at once; who waits for it gets LinkError (kind "server.left")."""
        line = self._line
        if line is not None:
            line.leave()

    def fee_rates(self) -> FeeRates:
        """What the server advises; what it passes on as of the last sync. Raises LinkError."""
        with self._speaking() as line:
            found = line.estimates()
        told = relayed.known(self._kept)
        return replace(found, least=told.least, step=told.step)

    def broadcast(self, raw: bytes, replaces: Collection[str] | None = None) -> str:
        """Send a signed transaction; its id. BadInput (kind "rejected") with the node's reason.

        `replaces`: ids of what it may replace, BadInput (kind "conflict") for any other payment of ours; None: any.
        """
        tx = bdk.Transaction(raw)
        if replaces is not None:
            self.must_not_conflict(raw, replaces)
        with self._speaking() as line:
            line.send(raw)
        self.note_sent(tx)
        return str(tx.compute_txid())

    def must_not_conflict(self, raw: bytes, replaces: Collection[str]) -> None:
        """See sent.must_not_conflict. Raises BadInput."""
        sent.must_not_conflict(self._wallet, bdk.Transaction(raw), replaces)

    def relatives(self, raw: bytes) -> Relatives:
        """See sent.relatives."""
        return sent.relatives(self._wallet, bdk.Transaction(raw), self._unshown)

    def send_again(self, txid: str) -> str:
        """Hand what this wallet has sent before to the server once more. Raises as `broadcast`."""
        return self.broadcast(sent.raw(self._kept, txid))

    # -------------------------------------------------------------- drafts
    def draft(
        self,
        recipients: Sequence[Payee],
        fee_rate: FeeRate | None,
        going: tuple[Collection[str], Collection[bytes]] = ((), ()),
        *,
        coins: Collection[str] | None = None,
        frozen: Collection[str] = frozenset(),
        drain: str | None = None,
    ) -> bytes:
        """A PSBT that pays `recipients` (address, sat); nothing is signed. See drafts.draft for refusals.

        `fee_rate` None asks the server; BadInput (kind "rate.none") where it has no estimate.
        `coins`: only these, and all of them; `frozen`: never these; `drain`: an address that gets what is left.
        `going`: coins that payments under way spend, and scripts that they pay (drafts.DraftRequest).
        """
        rate = self._estimate() if fee_rate is None else self._relayable(fee_rate)
        with self._changing:
            sure, reach = sent.trusted(self._wallet, self._kept), self._told()
            wish = DraftRequest(recipients, rate, coins, frozen, drain, *going, sure, reach.internal if reach else None)
            psbt = drafts.draft(self._wallet, self._network, wish)
            self._save()
        return drafts.serialized(psbt)

    def bump(self, txid: str, fee_rate: FeeRate, *, frozen: Collection[str]) -> bytes:
        """A PSBT that replaces a waiting payment of ours by one with a higher fee and without the `frozen` coins
        (fee_bump.bump). Raises BadInput."""
        with self._changing:
            old = fee_bump.must_be_ours(self._wallet, txid)
            copy, gone = self._without(txid)
            return self._replacing(
                copy, fee_bump.bump(copy, old, gone, self._relayable(fee_rate), relayed.step(self._kept), frozen)
            )

    def cancel(self, txid: str, fee_rate: FeeRate) -> bytes:
        """A PSBT that replaces a waiting payment of ours by one to ourselves (fee_bump.cancel). Raises BadInput."""
        with self._changing:
            old = fee_bump.must_be_ours(self._wallet, txid)
            copy, gone = self._without(txid)
            rate, step = self._relayable(fee_rate), relayed.step(self._kept)
            return self._replacing(copy, fee_bump.cancel(copy, old, gone, rate, step))

    def cpfp(self, txid: str, fee_rate: FeeRate, *, frozen: Collection[str]) -> bytes:
        """A PSBT that hurries a waiting payment by spending what it brought us, `frozen` coins aside (fee_bump.cpfp).
        Raises BadInput."""
        with self._changing:
            parent = fee_bump.must_wait(self._wallet, txid)
            psbt = fee_bump.cpfp(self._wallet, parent, self._relayable(fee_rate), frozen)
            self._save()
        return drafts.serialized(psbt)

    def least_rates(self, txid: str, *, frozen: Collection[str]) -> dict[str, FeeRate]:
        """See fee_bump.least_rates. Raises BadInput."""
        with self._changing:
            told = relayed.known(self._kept).least or LEAST, relayed.step(self._kept)
            return fee_bump.least_rates(self._wallet, txid, lambda: self._without(txid), *told, frozen)

    def _without(self, txid: str) -> tuple[Any, list[Any]]:
        """A copy of the wallet where a payment never happened, and what is gone with it, itself first."""
        gone = fee_bump.replaced_by(self._wallet, txid)
        entries = self._store.load()
        copy = self._built(entries)
        sent.laid_over(copy, entries, entries)
        fee_bump.forget(copy, gone)
        return copy, gone

    def _replacing(self, copy: Any, psbt: Any) -> bytes:
        """What the copy has shown as change, the wallet must know."""
        last = copy.derivation_index(queries.INTERNAL)
        if last is not None:
            self._wallet.reveal_addresses_to(queries.INTERNAL, last)
        self._save()
        return drafts.serialized(psbt)

    def _estimate(self) -> FeeRate:
        try:
            found = self.fee_rates()
        except LinkError as error:
            raise LinkError(f"{error.message}; or give a fee rate yourself", error.kind) from None
        rate = found.normal or found.fast or found.slow
        if rate is None:
            raise BadInput("the server has no estimate of fees; give a fee rate yourself", InputKind.NO_ESTIMATE)
        return max(rate, found.least or rate)

    def _relayable(self, rate: FeeRate) -> FeeRate:
        """The same; BadInput (kind "rate") if the server would not pass it on."""
        drafts.fee_rate(rate, relayed.known(self._kept).least)
        return rate

    def _made(self, url: str, proxy: str) -> ElectrumClient:
        return ElectrumClient(url, proxy, self._kept.get(_CERTIFICATE + url.encode()))

    def _connected(self, url: str, proxy: str) -> ElectrumClient:
        if self._line is None or self._line.left or (self._line.url, self._line.proxy) != (url, proxy):
            self._line = self._made(url, proxy)
        self._line.wake()
        return self._line

    @contextmanager
    def _speaking(self) -> Iterator[ElectrumClient]:
        """The server of the last sync, at once: on a line of its own where a sync has the other."""
        if self.server is None:
            raise BadInput("no server is known yet; sync first", InputKind.NO_SERVER)
        url, proxy = self.server, self._kept.get(PROXY, b"").decode()
        if self._asking.acquire(blocking=False):
            try:
                yield self._connected(url, proxy)
            finally:
                self._asking.release()
            return
        line = self._made(url, proxy)
        try:
            yield line
        finally:
            line.leave()

    # -------------------------------------------------------------- keeping
    def _load(self) -> None:
        entries = self._store.load()
        self._take(self._built(entries), entries)

    def _take(self, wallet: Any, entries: Entries) -> None:
        """Go on with this wallet of BDK."""
        self._kept = {key: value for key, value in entries.items() if not key.startswith(CHAIN)}
        self._unshown = sent.laid_over(wallet, self._kept, entries)
        self._wallet = wallet

    def _built(self, entries: Entries) -> Any:
        return built(entries, self._descriptors, self._network, self._rules.genesis)

    def _save(self, extra: Changes | None = None) -> None:
        """What BDK has changed, and `extra`, together."""
        staged = self._wallet.staged()
        changes = {**(changes_of(staged, self._descriptors) if staged else {}), **(extra or {})}
        if not changes:
            return
        self._store.save(changes)
        self._wallet.take_staged()
        known = {**self._kept, **(extra or {})}
        self._kept = {key: value for key, value in known.items() if value is not None}

    def _void(self) -> tuple[bytes, ...]:
        """What a chain that is read anew makes void: what we sent only where one person can begin it again (D9)."""
        return (*_CHAIN, sent.SENT) if self._network in header_checks.PASSING else _CHAIN

    def _adopt(self, changes: Changes) -> None:
        """Know what a sync has learned, but what own_spends says is invented; what the wallet itself has learned
        meanwhile stays."""
        with self._changing:
            kept = self._store.load()
            gone = dict.fromkeys(key for key in kept if key.startswith(UNPROVEN))
            changes = {**gone, **merged(kept, changes)}
            after = {key: value for key, value in {**kept, **changes}.items() if value is not None}
            stray = own_spends.forgotten(own_spends.unfit(after), after)
            after = {key: value for key, value in after.items() if key not in stray}
            wallet = self._built(after)
            false = own_spends.invented(wallet, after)
            if false:
                changes = own_spends.heeded(changes)
            changes |= stray | sent.settled(wallet, after) | own_spends.forgotten(false, after)
            self._store.save(changes)
            before, self._invented = self._invented, tuple(txid[::-1].hex() for txid in false)
            after = {key: value for key, value in {**kept, **changes}.items() if value is not None}
            self._take(self._built(after) if false else wallet, after)
        for txid in self._invented:
            if txid not in before:
                self._lied(txid)

    def note_sent(self, tx: Any) -> None:
        """Know a transaction that we sent, before a server shows it.

        A server that is a moment behind would make BDK forget it again at the next sync, and a new draft would spend
        the same coins: so it counts as seen a little later than now, and later than what it replaces.
        """
        spent = {drafts.str_of(part.previous_output) for part in tx.input()}
        with self._changing:
            seen = [
                found.chain_position.timestamp or 0
                for found in self._wallet.transactions()
                if not found.chain_position.is_confirmed()
                and spent & {drafts.str_of(part.previous_output) for part in found.transaction.input()}
            ]
            at = max([int(self._clock()) + GRACE, *(time + 1 for time in seen)])
            self._wallet.apply_unconfirmed_txs([bdk.UnconfirmedTx(tx=tx, last_seen=at)])
            self._save(sent.entries(tx, self._kept))
