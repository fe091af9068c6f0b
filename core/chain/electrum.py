"""Watching one key through an Electrum server: what the chain holds for it, drafts, broadcasts.

BDK follows the chain and chooses coins; it never sees a secret, and nothing that it says about a draft is believed
when it is signed (core/bitcoin/signing_task.py). What it knows lies in the Store alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from typing import Any

import bdkpython as bdk

from core.bitcoin.networks import network as network_named
from core.chain import drafts, hurry, views
from core.chain.changes import CHAIN, Changes, changes_of, changeset
from core.chain.drafts import Recipient, Wish
from core.chain.headers import DEPTH, RULES, Header, check_links, check_work
from core.chain.server import MIN_RATE, Server
from core.chain.store import Store
from core.errors import BadInput, LinkError

REACH = 1000  # addresses beyond the last used one that the co-signer recognises
GRACE = 60  # seconds in which a server may not yet show what we sent through it
PASSING = ("practice", "regtest")  # networks that one person can begin again, with the same first block

_SERVER, _PROXY, _BLOCK1, _TIP, _PROVED, _CERTIFICATE = b"server", b"proxy", b"block1", b"tip", b"proved/", b"cert/"
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
    """One key's descriptors and their chain. Not for use by two threads at once.

    Methods that change what is known have saved it when they return. Between syncs nothing is asked of a server but
    what `draft` needs to estimate a fee, and `fee_rates` and `broadcast`.
    """

    def __init__(
        self, external: str, internal: str, network: str, store: Store, clock: Callable[[], float] = time.time
    ) -> None:
        network_named(network)
        kind = bdk.NetworkKind.MAIN if network == "bitcoin" else bdk.NetworkKind.TEST
        self._descriptors = (bdk.Descriptor(external, kind), bdk.Descriptor(internal, kind))
        self._network, self._rules = network, RULES[network]
        self._store, self._clock = store, clock
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
        return views.addresses(self._wallet, self._derived)

    def transaction(self, txid: str) -> dict[str, Any]:
        """See views.transaction. Raises BadInput."""
        return views.transaction(self._wallet, txid, self._network)

    def address(self, *, new: bool = False) -> str:
        """The next unused receiving address; `new`: one never shown before. BadInput too far beyond the last used."""
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
        via = self._kept.get(_PROXY, b"").decode() if proxy is None else proxy
        line = self._connected(server, via)
        extra: Changes = {_SERVER: server.encode(), _PROXY: via.encode(), **self._followed(line)}
        if line.certificate is not None:
            extra[_CERTIFICATE + server.encode()] = line.certificate
        try:
            line.scan(self._wallet)
            extra |= self._examined(line)
        except BaseException:
            self._load()  # BDK cannot take back what it was told
            raise
        self._save(extra)
        return self.height

    def forget_certificate(self, server: str) -> None:
        """Take the certificate that a server shows next: whoever runs it has said that it was renewed."""
        self._line = None
        self._save({_CERTIFICATE + server.encode(): None})

    def fee_rates(self) -> dict[str, float]:
        """sat/vB for "fast", "normal", "slow"; those the server knows. Raises LinkError."""
        return self._remembered().fee_rates()

    def broadcast(self, raw: bytes) -> str:
        """Send a signed transaction; its id. BadInput (kind "rejected") with the node's reason."""
        tx = bdk.Transaction(raw)
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
        psbt = drafts.draft(self._wallet, self._network, Wish(recipients, rate, coins, frozen, drain))
        self._save()
        return drafts.serialized(psbt)

    def bump(self, txid: str, fee_rate: float, *, frozen: Collection[str] = frozenset()) -> bytes:
        """A PSBT that replaces a waiting payment of ours, with a higher fee (hurry.raise_fee). Raises BadInput."""
        old = hurry.must_be_ours(self._wallet, txid)
        copy, gone = self._without(txid)
        return self._replacing(copy, hurry.raise_fee(copy, old, gone, fee_rate, frozen))

    def cancel(self, txid: str, fee_rate: float) -> bytes:
        """A PSBT that replaces a waiting payment of ours by one to ourselves (hurry.call_off). Raises BadInput."""
        old = hurry.must_be_ours(self._wallet, txid)
        copy, gone = self._without(txid)
        return self._replacing(copy, hurry.call_off(copy, old, gone, fee_rate))

    def child_pays(self, txid: str, fee_rate: float) -> bytes:
        """A PSBT that hurries a waiting payment by spending what it brought us (hurry.child). Raises BadInput."""
        psbt = hurry.child(self._wallet, hurry.must_wait(self._wallet, txid), fee_rate)
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

    # -------------------------------------------------------------- keeping
    def _load(self) -> None:
        self._wallet, self._kept = self._loaded()

    def _loaded(self) -> tuple[Any, dict[bytes, bytes]]:
        """BDK's wallet from what is kept, and the rest."""
        kept = self._store.load()
        found = changeset(kept, self._descriptors, _BDK[self._network], self._rules.genesis)
        wallet = bdk.Wallet.load(*self._descriptors, bdk.Persister.custom(_Loaded(found)))
        return wallet, {key: value for key, value in kept.items() if not key.startswith(CHAIN)}

    def _save(self, extra: Changes | None = None) -> None:
        staged = self._wallet.staged()
        changes = {**(changes_of(staged, self._descriptors) if staged else {}), **(extra or {})}
        if not changes:
            return
        self._store.save(changes)
        self._wallet.take_staged()
        known = {**self._kept, **(extra or {})}
        self._kept = {key: value for key, value in known.items() if value is not None}

    def _begin_again(self) -> None:
        """Forget the chain; keep which addresses were shown."""
        self._store.save(dict.fromkeys(key for key in self._store.load() if key.startswith((*CHAIN, _TIP, _PROVED))))
        self._load()

    def _apply(self, tx: Any) -> None:
        """Know a transaction that we sent, before a server shows it.

        A server that is a moment behind would make BDK forget it again at the next sync, and a new draft would spend
        the same coins: so it counts as seen a little later than now, and later than what it replaces.
        """
        spent = {drafts.str_of(part.previous_output) for part in tx.input()}
        seen = [
            found.chain_position.timestamp or 0
            for found in self._wallet.transactions()
            if not found.chain_position.is_confirmed()
            and spent & {drafts.str_of(part.previous_output) for part in found.transaction.input()}
        ]
        at = max([int(self._clock()) + GRACE, *(time + 1 for time in seen)])
        self._wallet.apply_unconfirmed_txs([bdk.UnconfirmedTx(tx=tx, last_seen=at)])
        self._save()

    # -------------------------------------------------------------- which server, which chain
    def _connected(self, url: str, proxy: str) -> Server:
        if self._line is None or (self._line.url, self._line.proxy) != (url, proxy):
            self._line = Server(url, proxy, self._kept.get(_CERTIFICATE + url.encode()))
        self._line.wake()
        return self._line

    def _remembered(self) -> Server:
        if self.server is None:
            raise BadInput("no server is known yet; sync first: tandem sync NAME --server URL", "server")
        return self._connected(self.server, self._kept.get(_PROXY, b"").decode())

    def _followed(self, line: Server) -> Changes:
        """Make sure that the server's chain is of our network and the one we know; if that was begun anew, so do we.
        What to remember of it."""
        first = line.header(0)
        if first is None or first.hash != self._rules.genesis:
            raise BadInput(
                f"the server {line.url} is not on {self._network}; give a server of {self._network}", "network"
            )
        second = line.header(1) if self._network in PASSING else None
        block1 = second.hash if second else b""
        if self._kept.get(_BLOCK1, block1) != block1 or self._left_behind(line):
            self._begin_again()
        return {_BLOCK1: block1}

    def _left_behind(self, line: Server) -> bool:
        """Whether the server's chain is shorter than ours and not a part of it: BDK would keep ours."""
        height, tip = line.tip()
        if height >= self.height:
            return False
        known = {block.height: block.hash.serialize() for block in self._wallet.checkpoints()}
        return self._network in PASSING or known.get(height) != tip.hash

    def _examined(self, line: Server) -> Changes:
        """Check the last blocks and those of our transactions; what to remember so that it is not done twice."""
        top = self._wallet.latest_checkpoint()
        seen: dict[int, Header] = {}
        last = int.from_bytes(self._kept.get(_TIP, b"")[:4], "big")
        known = self._kept.get(_TIP, b"")[4:]
        for height in range(top.height, max(-1, top.height - DEPTH), -1):
            seen[height] = self._header(line, height)
            if height == last and seen[height].hash == known:
                break
        check_links([seen[height] for height in sorted(seen)], top.height)
        for height, header in seen.items():
            check_work(header, height, self._rules)
        ours = {top.height: top.hash.serialize()} | {
            block.height: block.hash.serialize() for block in self._own_blocks()
        }
        proved: Changes = {}
        for height, expected in ours.items():
            if _PROVED + expected in self._kept:
                continue
            header = seen.get(height) or self._header(line, height)
            if header.hash != expected:
                raise LinkError(f"the chain changed while it was read from {line.url}; sync again", "server")
            check_work(header, height, self._rules)
            if height != top.height:
                proved[_PROVED + expected] = b""
        return {**proved, _TIP: top.height.to_bytes(4, "big") + top.hash.serialize()}

    def _header(self, line: Server, height: int) -> Header:
        found = line.header(height)
        if found is None:
            raise LinkError(f"the server {line.url} does not show its own block {height}; sync again", "server")
        return found

    def _own_blocks(self) -> list[Any]:
        positions = [found.chain_position for found in self._wallet.transactions()]
        return [found.confirmation_block_time.block_id for found in positions if found.is_confirmed()]
