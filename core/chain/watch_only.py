"""Watching one key through an Electrum server: what the chain holds for it, drafts, broadcasts.

What is shown is read from an index of what is known (chain_index.py); BDK chooses coins and never sees a secret, and
nothing that it says about a draft is believed when it is signed (core/bitcoin/signing_task.py).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import Any

from core.bitcoin.coins import EXTERNAL, GAP, Reach, must_be_a_gap
from core.bitcoin.fee_rate import LEAST, FeeRate
from core.bitcoin.networks import network as network_named
from core.bitcoin.psbt import Psbt, read_psbt
from core.bitcoin.tx import Transaction
from core.chain import drafts, fee_bump, header_checks, queries, relayed, sent
from core.chain.bdk_changeset import CHAIN, SENT
from core.chain.chooser import Chooser
from core.chain.drafts import DraftRequest, Payee
from core.chain.guarded_line import Heard
from core.chain.known_chain import KnownChain
from core.chain.ordered import LazyRows
from core.chain.previous import with_previous
from core.chain.rows import AddressRow, Balance, CoinRow, FeeRates, HistoryRow, Relatives, TransactionDetail
from core.chain.scan import Scan
from core.chain.server import ChosenServer
from core.chain.store import ByteStore
from core.errors import BadInput, InputKind, LinkError

REACH = 1000  # addresses beyond the last used one that the co-signer recognises

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
        self._known = KnownChain(external, internal, network, store)
        self._server = ChosenServer(self._known.kept.get, lambda: self._woken())
        self._woken: Callable[[], object] = lambda: None
        self._network, self._clock, self._lied, self._told = network, clock, lied, told
        self._changing, self._index, self._kept = self._known.changing, self._known.index, self._known.kept
        self._invented: tuple[str, ...] = ()
        self.looked: Reach | None = None  # at how many addresses of each branch the last sync has looked

    # -------------------------------------------------------------- reading
    @property
    def height(self) -> int:
        """Of the best block known; 0 before the first sync."""
        return self._index.height

    @property
    def stale(self) -> int:
        """Seconds since the last block was made, where that is longer than chance allows (D6); else 0."""
        return header_checks.stale(self._kept, self._network, self._clock())

    @property
    def server(self) -> str | None:
        """The server of the last sync."""
        return self._server.url

    @property
    def invented(self) -> tuple[str, ...]:
        """Payments of our coins that the server of the last sync showed and we never signed: they were not kept."""
        return self._invented

    def balance(self) -> Balance:
        """See queries.balance."""
        with self._changing:
            return queries.balance(self._index, sent.trusted(self._index))

    def history(self) -> LazyRows[HistoryRow]:
        """See queries.history."""
        return self._known.history()

    def coins(self) -> LazyRows[CoinRow]:
        """See queries.coins."""
        return self._known.coins()

    def addresses(self) -> tuple[AddressRow, ...]:
        """See queries.addresses."""
        with self._changing:
            return queries.addresses(self._index, self._known.address)

    def transaction(self, txid: str) -> TransactionDetail:
        """See queries.transaction. Raises BadInput."""
        with self._changing:
            return queries.transaction(self._index, txid, self._network)

    def address(self, *, new: bool = False) -> str:
        """See next_address."""
        return self.next_address(new=new)[1]

    def next_address(self, *, new: bool = False) -> tuple[int, str]:
        """The next unused receiving address, with its number before it; `new`: one never shown before. BadInput too far
        beyond the last used."""
        with self._changing:
            beyond = self._index.revealed[EXTERNAL] + 1
            if new and beyond >= queries.highest_used(self._index) + REACH:
                raise BadInput(
                    f"{REACH} addresses were shown and none of them used; the co-signer recognises no more. "
                    "Use one of them first",
                    InputKind.ADDRESS,
                )
            at = beyond if new else queries.next_unused(self._index)
            if at == beyond:
                self._known.reveal((EXTERNAL, at))
        return at, self._known.address((EXTERNAL, at))

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
        known, via = self._known, self._server.proxy if proxy is None else proxy
        self._server.leave_other(server, via)
        with self._server.asking:
            line = self._server.connected(server, via)
            header_checks.must_be_of(self._network, known.rules, line)
            block1 = header_checks.second_block(self._network, line)
            tip, kept = line.tip(), self._kept
            anew = kept.get(header_checks.BLOCK1, block1) != block1
            anew = anew or header_checks.left_behind(self._index.blocks, self._network, tip)
            gone = kept.names(self._void()) if anew else []
            view = known.without_chain(self._void()) if anew else known
            with line.scanning(heard):
                given = view.kept, view.index, known.script, tip, known.rules, view.save_slice, self._clock()
                changes, looked = Scan(line, *given).run(self._told(), gap)  # what it had in hand ends with it
            for name in gone:
                if name not in view.kept:
                    changes.setdefault(name, None)
            changes |= {header_checks.BLOCK1: block1, **self._server.entries(line), **relayed.entries(line.relayed())}
            before, self._invented = self._invented, known.adopt(changes)
            self.looked = looked
        for txid in self._invented:
            if txid not in before:
                self._lied(txid)
        return self.height

    def listen(self, woken: Callable[[], object]) -> None:
        """From now on `woken` hears, on another thread, when the server tells of a payment or a block: time to sync."""
        self._woken = woken

    def forget_certificate(self, server: str) -> None:
        """Take the certificate that a server shows next: whoever runs it has said that it was renewed."""
        with self._server.asking:
            self._known.save(self._server.forget_certificate(server))

    def rest(self) -> None:
        """End the line to the server, unless it is being asked."""
        self._server.rest()

    def leave(self) -> None:
        """End what is asked of the server, at once; who waits for it gets LinkError (kind "server.left")."""
        self._server.leave()

    def fee_rates(self) -> FeeRates:
        """What the server advises; what it passes on as of the last sync. Raises LinkError."""
        with self._server.speaking() as line:
            found = line.estimates()
        told = relayed.known(self._kept)
        return replace(found, least=told.least, step=told.step)

    def broadcast(self, raw: bytes, replaces: Collection[str] | None = None) -> str:
        """Send a signed transaction, where need be after what was sent before and it spends from; its id. BadInput
        (kind "rejected") with the node's reason.

        `replaces`: ids of what it may replace, BadInput (kind "conflict") for any other payment of ours; None: any.
        """
        if replaces is not None:
            self.must_not_conflict(raw, replaces)
        tx = Transaction.parse(raw)
        with self._changing:
            earlier = sent.earlier(self._index, tx)
        with self._server.speaking() as line:
            taken = line.send(raw, earlier)
        for one in taken:
            self.note_sent(one)
        return queries.name(tx.txid)

    def note_sent(self, raw: bytes) -> None:
        """See KnownChain.note_sent."""
        self._known.note_sent(raw, int(self._clock()))

    def must_not_conflict(self, raw: bytes, replaces: Collection[str]) -> None:
        """See sent.must_not_conflict. Raises BadInput."""
        with self._changing:
            sent.must_not_conflict(self._index, Transaction.parse(raw), replaces)

    def relatives(self, raw: bytes) -> Relatives:
        """See sent.relatives."""
        with self._changing:
            return sent.relatives(self._index, Transaction.parse(raw))

    def send_again(self, txid: str) -> str:
        """Hand what this wallet has sent before to the server once more. Raises as `broadcast`."""
        return self.broadcast(sent.raw(self._index, txid))

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
            sure, reach = frozenset(map(queries.name, sent.trusted(self._index))), self._told()
            free, turn = reach.internal if reach else None, len(self._index.rows)
            wish = DraftRequest(recipients, rate, coins, frozen, drain, *going, sure, turn, free)
            amount = sum(sat for _, sat in recipients)
            for chooser in self._known.choosers(amount, coins, {*frozen, *going[0]}, whole=drain is not None):
                try:
                    return self._drafted(chooser, drafts.draft(chooser, self._network, wish))
                except BadInput as error:
                    refused = error
                    if error.kind is not InputKind.FUNDS:
                        break
            raise refused

    def _drafted(self, chooser: Chooser, psbt: Any) -> bytes:
        self._known.save_shown(chooser)
        return self.whole(read_psbt(drafts.serialized(psbt))).serialize()

    def whole(self, psbt: Psbt) -> Psbt:
        """The same with the transactions that it spends from, as far as they are known here (previous.py)."""
        return with_previous(psbt, self._index.known)

    def bump(self, txid: str, fee_rate: FeeRate, *, frozen: Collection[str]) -> bytes:
        """A PSBT that replaces a waiting payment of ours by one with a higher fee and without the `frozen` coins
        (fee_bump.bump). Raises BadInput."""
        with self._changing:
            copy, gone = self._without(fee_bump.must_be_ours(self._index, txid))
            rate, step = self._relayable(fee_rate), relayed.step(self._kept)
            return self._drafted(copy, fee_bump.bump(copy, gone[0], gone, rate, step, frozen))

    def cancel(self, txid: str, fee_rate: FeeRate) -> bytes:
        """A PSBT that replaces a waiting payment of ours by one to ourselves (fee_bump.cancel). Raises BadInput."""
        with self._changing:
            copy, gone = self._without(fee_bump.must_be_ours(self._index, txid))
            rate, step = self._relayable(fee_rate), relayed.step(self._kept)
            return self._drafted(copy, fee_bump.cancel(copy, gone[0], gone, rate, step))

    def cpfp(self, txid: str, fee_rate: FeeRate, *, frozen: Collection[str]) -> bytes:
        """A PSBT that hurries a waiting payment by spending what it brought us, `frozen` coins aside (fee_bump.cpfp).
        Raises BadInput."""
        with self._changing:
            parent, chooser = fee_bump.must_wait(self._index, txid), self._known.chooser()
            [found] = fee_bump.details(chooser, [parent])
            return self._drafted(chooser, fee_bump.cpfp(chooser, found, self._relayable(fee_rate), frozen))

    def least_rates(self, txid: str, *, frozen: Collection[str]) -> dict[str, FeeRate]:
        """See fee_bump.least_rates. Raises BadInput."""
        with self._changing:
            told = relayed.known(self._kept).least or LEAST, relayed.step(self._kept)
            return fee_bump.least_rates(self._index, self._known.chooser, txid, self._without, *told, frozen)

    def _without(self, txid: bytes) -> tuple[Chooser, list[Any]]:
        """The wallet where a payment never happened, and what is gone with it, itself first."""
        gone = fee_bump.replaced_by(self._index, txid)
        return self._known.without(gone), fee_bump.details(self._known.chooser(), gone)

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

    def _void(self) -> tuple[bytes, ...]:
        """What a chain that is read anew makes void: what we sent only where one person can begin it again (D9)."""
        return (*_CHAIN, SENT) if self._network in header_checks.PASSING else _CHAIN
