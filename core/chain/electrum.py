"""Watching one key through an Electrum server: what the chain holds for it, drafts, broadcasts.

BDK follows the chain and chooses coins; it never sees a secret, and nothing that it says about a draft is believed
when it is signed (core/bitcoin/signing_task.py). What it knows lies in the Store alone.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Sequence
from typing import Any

import bdkpython as bdk

from core.bitcoin.networks import network as network_named
from core.chain import drafts, evidence, hurry, views
from core.chain.changes import CHAIN, Changes, changes_of, changeset, merged
from core.chain.drafts import Recipient, Wish
from core.chain.headers import RULES
from core.chain.server import MIN_RATE, Server
from core.chain.store import Store
from core.errors import BadInput, LinkError

REACH = 1000  # addresses beyond the last used one that the co-signer recognises
GRACE = 60  # seconds in which a server may not yet show what we sent through it

_SERVER, _PROXY, _CERTIFICATE = b"server", b"proxy", b"cert/"
_CHAIN = (*CHAIN, *evidence.OF_THE_CHAIN)  # what a chain that was begun anew makes void
_BDK = {
    "practice": bdk.Network.REGTEST,
    "regtest": bdk.Network.REGTEST,
    "testnet4": bdk.Network.TESTNET4,
    "signet": bdk.Network.SIGNET,
    "bitcoin": bdk.Network.BITCOIN,
}


class _Loaded(bdk.Persistence):  # type: ignore[misc]
    """Hands BDK what was kept. It is told never to write: what changes is asked for and put into the Store."""

    def __init__(self, found: Any) -> None:
        self._found = found

    def initialize(self) -> Any:
        return self._found


class Watch:
    """One key's descriptors and their chain, for any thread: only who asks the server waits for others who do.

    What a method has changed is saved when it returns. A server is asked by `sync`, `fee_rates`, `broadcast`, and by
    `draft` for a fee rate; by nothing else.
    """

    def __init__(
        self, external: str, internal: str, network: str, store: Store, clock: Callable[[], float] = time.time
    ) -> None:
        network_named(network)
        kind = bdk.NetworkKind.MAIN if network == "bitcoin" else bdk.NetworkKind.TEST
        self._descriptors = (bdk.Descriptor(external, kind), bdk.Descriptor(internal, kind))
        self._network, self._rules = network, RULES[network]
        self._store, self._clock = store, clock
        self._changing = threading.RLock()  # the wallet and the store, together
        self._asking = threading.RLock()  # the server; taken before the other, never while holding it
        self._line: Server | None = None
        self._derived: list[str] = []
        self._load()

    # -------------------------------------------------------------- reading
    @property
    def height(self) -> int:
        """Of the best block known; 0 before the first sync."""
        return views.height(self._wallet)

    @property
    def server(self) -> str | None:
        """The server of the last sync."""
        return self._kept[_SERVER].decode() if _SERVER in self._kept else None

    def balance(self) -> dict[str, int]:
        """See views.balance."""
        return views.balance(self._wallet)

    def history(self) -> list[dict[str, Any]]:
        """See views.history."""
        return views.history(self._wallet)

    def coins(self) -> list[dict[str, Any]]:
        """See views.coins."""
        return views.coins(self._wallet, self._network)

    def addresses(self) -> list[dict[str, Any]]:
        """See views.addresses."""
        with self._changing:  # two readers at once would lengthen the same list
            return views.addresses(self._wallet, self._derived)

    def transaction(self, txid: str) -> dict[str, Any]:
        """See views.transaction. Raises BadInput."""
        return views.transaction(self._wallet, txid, self._network)

    def address(self, *, new: bool = False) -> str:
        """The next unused receiving address; `new`: one never shown before. BadInput too far beyond the last used."""
        with self._changing:
            wallet, kind = self._wallet, views.EXTERNAL
            if new and wallet.next_derivation_index(kind) >= views.highest_used(wallet) + REACH:
                raise BadInput(
                    f"{REACH} addresses were shown and none of them used; the co-signer recognises no more. "
                    "Use one of them first",
                    "address",
                )
            found = wallet.reveal_next_address(kind) if new else wallet.next_unused_address(kind)
            self._save()
        return str(found.address)

    # -------------------------------------------------------------- the server
    def sync(self, server: str, proxy: str | None = None) -> int:
        """Read the chain; the height of its last block.

        `server` is tcp://HOST:PORT or ssl://HOST:PORT. `proxy` is socks5://HOST:PORT; None: the one remembered; "":
        none from now on. LinkError if the server cannot be reached, BadInput (kind "network") if it follows another
        network, PeerFault if its blocks are not what they should be; then nothing was changed. The certificate of an
        ssl:// server is remembered; another one is refused with LinkError (kind "pin") until `forget_certificate`.
        """
        with self._asking:
            via = self._kept.get(_PROXY, b"").decode() if proxy is None else proxy
            line = self._connected(server, via)
            evidence.must_be_of(self._network, self._rules, line)
            block1 = evidence.second_block(self._network, line)
            anew = self._kept.get(evidence.BLOCK1, block1) != block1
            anew = anew or evidence.left_behind(self._wallet, self._network, line)
            copy, kept = self._loaded(anew)
            line.scan(copy)
            extra: Changes = {_SERVER: server.encode(), _PROXY: via.encode(), evidence.BLOCK1: block1}
            extra |= evidence.examined(copy, self._rules, line, kept)
            if line.certificate is not None:
                extra[_CERTIFICATE + server.encode()] = line.certificate
            self._adopt(copy, anew, extra)
            return self.height

    def forget_certificate(self, server: str) -> None:
        """Take the certificate that a server shows next: whoever runs it has said that it was renewed."""
        with self._asking, self._changing:
            self._line = None
            self._save({_CERTIFICATE + server.encode(): None})

    def fee_rates(self) -> dict[str, float]:
        """sat/vB for "fast", "normal", "slow"; those the server knows. Raises LinkError."""
        with self._asking:
            return self._remembered().fee_rates()

    def broadcast(self, raw: bytes) -> str:
        """Send a signed transaction; its id. BadInput (kind "rejected") with the node's reason."""
        tx = bdk.Transaction(raw)
        with self._asking:
            self._remembered().send(raw)
            self._apply(tx)
        return str(tx.compute_txid())

    # -------------------------------------------------------------- drafts
    def draft(
        self,
        recipients: Sequence[Recipient],
        fee_rate: float | None,
        *,
        coins: Collection[str] | None = None,
        frozen: Collection[str] = frozenset(),
        drain: str | None = None,
    ) -> bytes:
        """A PSBT that pays `recipients` (address, sat); nothing is signed. See drafts.draft for refusals.

        `fee_rate` in sat/vB; None asks the server, and takes the lowest if it has no idea.
        `coins`: only these, and all of them; `frozen`: never these; `drain`: an address that gets what is left.
        """
        rate = self._estimate() if fee_rate is None else fee_rate
        with self._changing:
            psbt = drafts.draft(self._wallet, self._network, Wish(recipients, rate, coins, frozen, drain))
            self._save()
        return drafts.serialized(psbt)

    def bump(self, txid: str, fee_rate: float, *, frozen: Collection[str]) -> bytes:
        """A PSBT that replaces a waiting payment of ours, with a higher fee (hurry.raise_fee). Raises BadInput.

        `frozen`: coins it never takes, as "txid:number".
        """
        with self._changing:
            old = hurry.must_be_ours(self._wallet, txid)
            copy, gone = self._without(txid)
            return self._replacing(copy, hurry.raise_fee(copy, old, gone, fee_rate, frozen))

    def cancel(self, txid: str, fee_rate: float) -> bytes:
        """A PSBT that replaces a waiting payment of ours by one to ourselves (hurry.call_off). Raises BadInput."""
        with self._changing:
            old = hurry.must_be_ours(self._wallet, txid)
            copy, gone = self._without(txid)
            return self._replacing(copy, hurry.call_off(copy, old, gone, fee_rate))

    def child_pays(self, txid: str, fee_rate: float, *, frozen: Collection[str]) -> bytes:
        """A PSBT that hurries a waiting payment by spending what it brought us, `frozen` coins excepted (hurry.child).
        Raises BadInput."""
        with self._changing:
            psbt = hurry.child(self._wallet, hurry.must_wait(self._wallet, txid), fee_rate, frozen)
            self._save()
        return drafts.serialized(psbt)

    def _without(self, txid: str) -> tuple[Any, list[Any]]:
        """A copy of the wallet where a payment never happened, and what is gone with it, itself first."""
        gone = hurry.replaced_by(self._wallet, txid)
        copy, _ = self._loaded()
        hurry.forget(copy, gone)
        return copy, gone

    def _replacing(self, copy: Any, psbt: Any) -> bytes:
        """What the copy has shown as change, the wallet must know."""
        last = copy.derivation_index(views.INTERNAL)
        if last is not None:
            self._wallet.reveal_addresses_to(views.INTERNAL, last)
        self._save()
        return drafts.serialized(psbt)

    def _estimate(self) -> float:
        try:
            return self.fee_rates().get("normal", MIN_RATE)
        except LinkError as error:
            raise LinkError(f"{error.message}; or give a fee rate yourself", error.kind) from None

    def _connected(self, url: str, proxy: str) -> Server:
        if self._line is None or (self._line.url, self._line.proxy) != (url, proxy):
            self._line = Server(url, proxy, self._kept.get(_CERTIFICATE + url.encode()))
        self._line.wake()
        return self._line

    def _remembered(self) -> Server:
        if self.server is None:
            raise BadInput("no server is known yet; sync first: tandem sync NAME --server URL", "server")
        return self._connected(self.server, self._kept.get(_PROXY, b"").decode())

    # -------------------------------------------------------------- keeping
    def _load(self) -> None:
        self._wallet, self._kept = self._loaded()

    def _loaded(self, anew: bool = False) -> tuple[Any, dict[bytes, bytes]]:
        """BDK's wallet from what is kept, and the rest; `anew`: without what is known of the chain."""
        kept = self._store.load()
        if anew:
            kept = {key: value for key, value in kept.items() if not key.startswith(_CHAIN)}
        found = changeset(kept, self._descriptors, _BDK[self._network], self._rules.genesis)
        wallet = bdk.Wallet.load(*self._descriptors, bdk.Persister.custom(_Loaded(found)))
        return wallet, {key: value for key, value in kept.items() if not key.startswith(CHAIN)}

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

    def _adopt(self, copy: Any, anew: bool, extra: Changes) -> None:
        """Know what a copy has learned; what the wallet itself has learned meanwhile stays."""
        with self._changing:
            kept, staged = self._store.load(), copy.staged()
            learned = changes_of(staged, self._descriptors) if staged else {}
            gone = dict.fromkeys(key for key in kept if key.startswith(_CHAIN)) if anew else {}
            self._store.save({**gone, **merged(kept, learned), **extra})
            self._load()

    def _apply(self, tx: Any) -> None:
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
            self._save()
