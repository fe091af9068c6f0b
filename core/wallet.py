"""What the wallet (P1) can do. The window and the command line see this and nothing below it.

All methods block; long ones report `Event`s. Errors are of core.errors and carry one sentence for a person.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core import lifecycle
from core.bitcoin import descriptor
from core.bitcoin.coins import Table
from core.bitcoin.psbt import Psbt
from core.bitcoin.signing_task import CheckedTask, WireTask, check, split
from core.cosigning import Cosigning, Event, Progress, silent
from core.errors import BadInput, LinkError, PeerFault
from core.lifecycle import KeyRow
from core.records import ChainStore, Home, Peer, Records
from core.requests import HORIZON
from core.secret import Secret
from core.storage import keys as vault_keys
from core.storage.keyring_secret import system_keyring
from core.storage.lock import HomeLock
from core.storage.vault import Vault
from core.tasks import Proposed
from core.transport import pairing_client
from core.transport.identity import Identity
from core.transport.link import Hello, Link, connect

if TYPE_CHECKING:
    from core.chain.electrum import Watch

__all__ = ["Event", "Wallet"]

LINK_TIMEOUT = 10.0  # seconds


class Wallet:
    """One desktop home, open: its vault, its co-signer, its keys."""

    def __init__(self, home: Path, lock: HomeLock, vault: Vault) -> None:
        self._home, self._lock, self._vault = home, lock, vault
        self._records = Records(vault)
        self._identity = Identity.load(home, self._records.home.key_password)
        self._recover()
        self._cosigning = Cosigning(self._records, self._connect, time.time)
        self._tables: dict[bytes, Table] = {}
        self._watches: dict[bytes, Watch] = {}

    # -------------------------------------------------------------- home
    @classmethod
    def open(cls, home: Path, passphrase: Secret[bytes]) -> Wallet:
        """Open an existing home; BadInput when there is none or the passphrase is wrong."""
        if not vault_keys.exists(home):
            raise BadInput(f"there is no wallet in {home}; pair a co-signer first: tandem pair LINK", "no_home")
        lock = HomeLock(home)
        try:
            return cls(home, lock, Vault.open(home, passphrase, system_keyring()))
        except BaseException:
            lock.release()
            raise

    @classmethod
    def create_or_open(cls, home: Path, passphrase: Secret[bytes]) -> Wallet:
        """Open a home, or make it when there is none (the first pairing)."""
        if vault_keys.exists(home):
            return cls.open(home, passphrase)
        lock = HomeLock(home)
        try:
            _, password = Identity.make(home)
            cost = vault_keys.parameters_for("wallet")
            begin = Home(password)
            vault = Vault.create(home, passphrase, cost, system_keyring(), lambda block: Records.begin(block, begin))
            return cls(home, lock, vault)
        except BaseException:
            lock.release()
            raise

    def close(self) -> None:
        """Drop the link, seal the vault, free the home."""
        self._cosigning.close()
        self._vault.close()
        self._lock.release()

    def _recover(self) -> None:
        now = int(time.time())
        with self._records.write() as write:
            for row in self._records.keys.values():
                found = lifecycle.at_start(row, now)
                if found is None:
                    write.erase_key(row.key_id)
                elif found is not row:
                    write.key(found)

    # -------------------------------------------------------------- pairing
    def pair(self, link_text: str, confirm: Callable[[list[str]], int | None] | None) -> dict[str, Any]:
        """Pair with the co-signer that made the link. `confirm` gets four lines of words and says which one the
        co-signer shows; None for scripts, where nobody compares. One co-signer per home."""
        offer = pairing_client.read_link(link_text)
        known = self._records.home.cosigner
        if known is not None and known != offer.fingerprint:
            peer = self._records.peers[known]
            raise BadInput(
                f"this home is already paired with the co-signer at {peer.host}; use another --home", "paired"
            )
        cosigner = pairing_client.pair(offer, self._identity, confirm)
        now = int(time.time())
        version = self._records.peers[known].version if known else 1
        peer = Peer(cosigner.certificate, offer.host, offer.link_port, now, confirm is not None, version)
        with self._records.write() as write:
            write.peer(cosigner.pin, peer)
            write.home(replace(self._records.home, cosigner=cosigner.pin))
            note = "" if confirm else "; words not compared by a person"
            write.log(now, "pairing", f"paired with the co-signer at {offer.host}{note}")
        self._cosigning.session()
        return {"host": offer.host, "port": offer.link_port, "words_compared": confirm is not None}

    def _connect(self) -> Link:
        pin = self._records.home.cosigner
        if pin is None:
            raise BadInput("no co-signer is paired with this home; make a link on it: tandem-cosigner pair", "unpaired")
        peer = self._records.peers[pin]
        hello = Hello.make(self._vault.generation)
        link = connect(peer.host, peer.port, self._identity, peer.certificate, hello, LINK_TIMEOUT, peer.version)
        if link.version > peer.version:
            with self._records.write() as write:
                write.peer(pin, replace(peer, version=link.version))
        return link

    # -------------------------------------------------------------- keys
    def new_key(self, name: str, network: str, progress: Progress = silent) -> dict[str, Any]:
        """Make a key together with the co-signer. `network`: practice, regtest, testnet4, signet or bitcoin."""
        descriptor.network(network)
        if any(row.current is None for row in self._records.keys.values()):
            self._cosigning.session()  # the handshake finishes or forgets a key that is being born
        if self._named(name) is not None:
            raise BadInput(f"there is already a wallet named {name}; choose another name", "name")
        return self._shown(self._cosigning.new_key(name, network, progress))

    def wallets(self) -> list[dict[str, Any]]:
        """All keys of this home."""
        return [self._shown(row) for row in sorted(self._records.keys.values(), key=lambda r: r.name) if row.current]

    def show(self, name: str) -> dict[str, Any]:
        """One key: descriptors, epoch, state."""
        return self._shown(self._row(name))

    def refresh(self, name: str, progress: Progress = silent) -> dict[str, Any]:
        """New shares on both sides; the old ones are erased."""
        row = self._cosigning.refresh(self._row(name).key_id, progress)
        return {"name": row.name, "epoch": _epoch(row)}

    def status(self, name: str) -> dict[str, Any]:
        """This side, and how the co-signer sees the key."""
        row = self._row(name)
        peer = self._records.peers[row.pin]
        shown = self._shown(row) | {"cosigner": f"{peer.host}:{peer.port}", "words_compared": peer.words_compared}
        try:
            report = self._cosigning.status(row.key_id)
        except LinkError as error:
            return shown | {"online": False, "reason": error.message}
        return self._shown(self._row(name)) | {
            "cosigner": f"{peer.host}:{peer.port}",
            "words_compared": peer.words_compared,
            "online": True,
            "cosigner_epoch": report.epoch,
            "cosigner_state": report.state.name.lower(),
            "approve_below": report.approve_below,
            "open_requests": report.open_requests,
        }

    def _row(self, name: str) -> KeyRow:
        row = self._named(name)
        if row is not None and row.current is None:
            self._cosigning.session()  # the handshake finishes or forgets a key that is being born
            row = self._named(name)
        if row is None:
            raise BadInput(f"there is no wallet named {name}; `tandem wallet list` shows all", "name")
        return row

    def _named(self, name: str) -> KeyRow | None:
        return next((row for row in self._records.keys.values() if row.name == name), None)

    def _shown(self, row: KeyRow) -> dict[str, Any]:
        share = lifecycle.share_of(row)
        return {
            "name": row.name,
            "network": row.network,
            "fingerprint": descriptor.fingerprint(share.Q).hex(),
            "xpub": descriptor.xpub(share.Q, share.chain, row.network),
            "external": descriptor.descriptor(share.Q, share.chain, row.network, 0),
            "internal": descriptor.descriptor(share.Q, share.chain, row.network, 1),
            "epoch": share.epoch,
            "locked": row.locked,
            "state": lifecycle.state(row).name.lower(),
        }

    # -------------------------------------------------------------- chain
    def address(self, name: str, *, new: bool = False) -> str:
        """The next unused receiving address; `new` gives a fresh one."""
        return self._watch(self._row(name)).address(new=new)

    def sync(self, name: str, server: str, proxy: str | None = None) -> dict[str, Any]:
        """Read the chain from an Electrum server; the server is remembered."""
        watch = self._watch(self._row(name))
        height = watch.sync(server, proxy)
        return {"height": height, **watch.balance()}

    def balance(self, name: str) -> dict[str, Any]:
        """As of the last sync, in sat."""
        return self._watch(self._row(name)).balance()

    def history(self, name: str) -> list[dict[str, Any]]:
        """Transactions as of the last sync, newest first."""
        return self._watch(self._row(name)).history()

    def draft(self, name: str, recipients: list[tuple[str, int]], fee_rate: float | None) -> bytes:
        """A PSBT that pays `recipients` (address, sat) at `fee_rate` sat/vB; nothing is signed."""
        return self._watch(self._row(name)).draft(recipients, fee_rate)

    def broadcast(self, name: str, data: bytes) -> dict[str, Any]:
        """Send a signed transaction (PSBT, raw or hex) through the server of the last sync."""
        watch = self._watch(self._row(name))
        return {"txid": watch.broadcast(descriptor.raw_transaction(data))}

    def _watch(self, row: KeyRow) -> Watch:
        from core.chain.electrum import Watch  # heavy, and signing never needs it

        if row.key_id not in self._watches:
            share = lifecycle.share_of(row)
            external, internal = (descriptor.descriptor(share.Q, share.chain, row.network, branch) for branch in (0, 1))
            store = ChainStore(self._records, row.key_id)
            self._watches[row.key_id] = Watch(external, internal, row.network, store)
        return self._watches[row.key_id]

    # -------------------------------------------------------------- signing
    def sign(self, name: str, psbt: bytes, wait: float | None = None, progress: Progress = silent) -> dict[str, Any]:
        """Sign a PSBT together with the co-signer and finalise it; needs no chain.

        Waits for a decision up to `wait` seconds (None: until the request expires). The same PSBT again continues
        the same request. -> psbt (bytes), signed (inputs), skipped (inputs of others), txid.
        """
        row = self._row(name)
        wire = split(psbt, row.network)
        task = self._check(row, wire, HORIZON, HORIZON)
        deadline = None if wait is None else time.monotonic() + wait
        progress(Event("step", "showing the payment to the co-signer"))
        proposed = self._cosigning.propose(row, wire)
        task = self._same(row, wire, task, proposed)
        progress(Event("request", f"request {proposed.request.hex()} is on the co-signer", proposed.request.hex()))
        if proposed.state == 0:
            progress(Event("waiting", "waiting for a decision on the co-signer"))
        self._cosigning.decision(proposed, deadline, progress)
        signatures = self._cosigning.sign(row.key_id, task, progress)
        own = dict(task.own_inputs)
        table = self._table(row)
        signed = Psbt.parse(psbt).with_signatures(
            {number: (table.public_key(own[number]), found.der()) for number, found in signatures.items()}
        )
        skipped = [number for number in range(len(task.inputs)) if number not in own]
        return {
            "psbt": (signed if skipped else signed.finalized()).serialize(),
            "signed": len(signatures),
            "skipped": skipped,
            "txid": task.txid[::-1].hex(),
        }

    def _check(self, row: KeyRow, wire: WireTask, external: int, internal: int) -> CheckedTask:
        table = self._table(row)
        table.extend(0, external)
        table.extend(1, internal)
        return check(wire, row.key_id, row.network, table)

    def _same(self, row: KeyRow, wire: WireTask, task: CheckedTask, proposed: Proposed) -> CheckedTask:
        """The co-signer must have read the same task; its address tables may reach further than ours."""
        if task.task_id != proposed.task_id:
            task = self._check(row, wire, proposed.external, proposed.internal)
        if task.task_id != proposed.task_id:
            raise PeerFault(
                "the co-signer read this payment differently; do not sign it and check both programs", "task"
            )
        return task

    def _table(self, row: KeyRow) -> Table:
        share = lifecycle.share_of(row)
        return self._tables.setdefault(row.key_id, Table(share.Q, share.chain))


def _epoch(row: KeyRow) -> int:
    return lifecycle.share_of(row).epoch
