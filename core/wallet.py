"""What the wallet (P1) can do. The window and the command line see this and nothing below it.

All methods block; long ones report `Event`s. Errors are of core.errors and carry one sentence for a person.
"""

from __future__ import annotations

import hmac
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core import lifecycle
from core.bitcoin import descriptor
from core.bitcoin.psbt import Psbt
from core.bitcoin.signing_task import unsigned
from core.cosigning import Cosigning, Event, Progress, silent
from core.errors import BadInput, LinkError, StorageError
from core.lifecycle import KeyRow, Report
from core.notebook import Notebook
from core.paying import Paying
from core.payments import Payment, Payments, Stage
from core.records import ChainStore, Home, LogEntry, Peer, Records
from core.review import Recipient, Review
from core.role import WALLET, must_be
from core.secret import Secret
from core.signing import Signing
from core.storage import keys as vault_keys
from core.storage.keyring_secret import system_keyring
from core.storage.lock import HomeLock, locked
from core.storage.vault import Vault, control_key
from core.transport import pairing_client
from core.transport.identity import Identity
from core.transport.link import Hello, Link, connect
from core.visit import Reception, Visitor

if TYPE_CHECKING:
    from core.chain.electrum import Watch

__all__ = ["Event", "Notebook", "Payment", "Payments", "Recipient", "Review", "Stage", "Wallet"]

LINK_TIMEOUT = 10.0  # seconds


class Wallet:
    """One desktop home, open: its vault, its co-signer, its keys."""

    def __init__(self, home: Path, lock: HomeLock, vault: Vault) -> None:
        self._home, self._lock, self._vault = home, lock, vault
        self._records = Records(vault)
        must_be(WALLET, self._records.home.role)
        self._identity = Identity.load(home, self._records.home.key_password)
        with self._records.write() as write:
            write.recover(_seconds())
        self._cosigning = Cosigning(self._records, self._connect, time.time)
        self._signing = Signing(self._cosigning)
        self._making = threading.Lock()  # one watch for each key
        self._watches: dict[bytes, Watch] = {}
        self._payments: dict[bytes, Payments] = {}
        self._notebooks: dict[bytes, Notebook] = {}
        self._reception: Reception | None = None

    # -------------------------------------------------------------- home
    @classmethod
    def open(cls, home: Path, passphrase: Secret[bytes]) -> Wallet:
        """Open an existing home; BadInput when there is none or the passphrase is wrong."""
        if not vault_keys.exists(home):
            raise BadInput(f"there is no wallet in {home}; pair a co-signer first: tandem pair LINK", "no_home")
        with locked(home) as lock:
            return cls(home, lock, Vault.open(home, passphrase, system_keyring()))

    @classmethod
    def create_or_open(cls, home: Path, passphrase: Secret[bytes]) -> Wallet:
        """Open a home, or make it when there is none (the first pairing)."""
        if vault_keys.exists(home):
            return cls.open(home, passphrase)
        with locked(home) as lock:
            _, password = Identity.make(home)
            cost = vault_keys.parameters_for(WALLET)
            begin = Home(password, WALLET)
            vault = Vault.create(home, passphrase, cost, system_keyring(), lambda block: Records.begin(block, begin))
            return cls(home, lock, vault)

    @classmethod
    def open_or_visit(cls, home: Path, passphrase: Secret[bytes]) -> Wallet | Visitor:
        """Open a home; where another program has it open, what stands for the wallet that is open there (V3)."""
        try:
            return cls.open(home, passphrase)
        except StorageError as error:
            if error.kind != "in_use":
                raise
            return Visitor(home, passphrase, cls, error)

    def receive(self, after: Callable[[], object]) -> None:
        """Answer other programs of this home as long as it is open here; `after` each, on another thread (V3)."""
        if self._reception is not None:
            self._reception.close()
        challenge, key = self._vault.control_challenge(), self._vault.control_key
        self._reception = Reception(self._home, self, challenge, key, after)

    def close(self, *, unmake: bool = False) -> None:
        """Drop the link, seal the vault, free the home; `unmake`: leave nothing of it, if it was never paired."""
        if self._reception is not None:
            self._reception.close()
        self._cosigning.end()
        if unmake and self.cosigner is None:
            self._vault.remove()
            self._identity.remove()
            self._lock.remove()
        else:
            self._vault.close()
            self._lock.release()

    def must_know(self, passphrase: Secret[bytes]) -> None:
        """Raises BadInput unless this is the passphrase of the home."""
        given = control_key(passphrase, self._vault.control_challenge(), system_keyring())
        if not hmac.compare_digest(given.reveal(), self._vault.control_key.reveal()):
            raise BadInput("the passphrase is wrong", "passphrase")

    # -------------------------------------------------------------- pairing
    @property
    def cosigner(self) -> Peer | None:
        """The co-signer of this home: where it is and whether a person compared the words. None before pairing."""
        pin = self._records.home.cosigner
        return None if pin is None else self._records.peers[pin]

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
        with self._records.write() as write:
            write.log(_seconds(), "key", f"{name}: epoch {_epoch(row)} is current; the old halves are erased")
        return {"name": row.name, "epoch": _epoch(row)}

    def status(self, name: str) -> dict[str, Any]:
        """This side, and how the co-signer sees the key."""
        row = self._row(name)
        peer = self._records.peers[row.pin]
        shown = self._shown(row) | {"cosigner": peer.place, "words_compared": peer.words_compared}
        try:
            report = self.report(name)
        except LinkError as error:
            return shown | {"online": False, "reason": error.message}
        return {
            **shown,
            **self._shown(self._row(name)),
            "online": True,
            "cosigner_epoch": report.epoch,
            "cosigner_state": report.state.name.lower(),
            "approve_below": report.approve_below,
            "open_requests": report.open_requests,
        }

    def report(self, name: str) -> Report:
        """How the co-signer sees a key, now. Raises LinkError, Refused, KeyBlocked."""
        return self._cosigning.status(self._row(name).key_id)

    def refreshed(self, name: str) -> int:
        """When the current shares were made, in seconds."""
        row = self._row(name)
        return row.completed[-1] if row.completed else row.created

    def log(self, last: int = 100) -> list[LogEntry]:
        """The newest lines of this computer's log, newest first."""
        return list(self._records.log(last))[::-1]

    def change_passphrase(self, new: Secret[bytes]) -> None:
        """Seal everything anew under another passphrase. Run a refresh afterwards: then old copies are worthless."""
        self._vault.change_passphrase(new, vault_keys.parameters_for(WALLET), system_keyring())
        if self._reception is not None:
            self.receive(self._reception.after)  # a visitor proves the new one

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
        return self.chain(name).address(new=new)

    def sync(
        self, name: str, server: str, proxy: str | None = None, *, new_certificate: bool = False
    ) -> dict[str, Any]:
        """Read the chain from an Electrum server; it is remembered, with its certificate.

        `new_certificate`: a person says that another certificate than the remembered one is right.
        """
        watch = self.chain(name)
        if new_certificate:
            watch.forget_certificate(server)
        height = watch.sync(server, proxy)
        return {**watch.balance(), "height": height}

    def balance(self, name: str) -> dict[str, Any]:
        """As of the last sync, in sat."""
        return self.chain(name).balance()

    def history(self, name: str) -> list[dict[str, Any]]:
        """Transactions as of the last sync, newest first."""
        return self.chain(name).history()

    def draft(
        self,
        name: str,
        recipients: list[tuple[str, int]],
        fee_rate: float | None,
        *,
        coins: list[str] | None = None,
        drain: str | None = None,
    ) -> bytes:
        """A PSBT that pays `recipients` (address, sat) at `fee_rate` sat/vB; nothing is signed.

        `coins` (txid:number): only these are spent; frozen ones never are. `drain`: an address that gets all the rest.
        """
        frozen = set(self.notebook(name).frozen())
        found = self.chain(name).draft(recipients, fee_rate, coins=coins, frozen=frozen, drain=drain)
        return self.payments(name).anew(found)

    def hurry(self, name: str, txid: str, way: str, fee_rate: float) -> bytes:
        """A PSBT about a payment that waits, at `fee_rate` sat/vB; nothing is signed, and frozen coins stay.

        `way`: "bump" is the same payment with a higher fee, "cancel" brings its coins back, "child" spends what it
        brought us.
        """
        watch, frozen = self.chain(name), set(self.notebook(name).frozen())
        if way == "cancel":
            return self.payments(name).anew(watch.cancel(txid, fee_rate))
        make = {"bump": watch.bump, "child": watch.child_pays}[way]
        return self.payments(name).anew(make(txid, fee_rate, frozen=frozen))

    def broadcast(self, name: str, data: bytes) -> dict[str, Any]:
        """Send a signed transaction (PSBT, raw or hex) through the server of the last sync."""
        raw = descriptor.raw_transaction(data)
        return {"txid": self.chain(name).broadcast(raw)}

    def chain(self, name: str) -> Watch:
        """All that is known of the chain about a key: coins, addresses, transactions, drafts that replace others."""
        from core.chain.electrum import Watch  # heavy, and signing never needs it

        row = self._row(name)
        with self._making:
            if row.key_id not in self._watches:
                share = lifecycle.share_of(row)
                receiving, change = (descriptor.descriptor(share.Q, share.chain, row.network, b) for b in (0, 1))
                store = ChainStore(self._records, row.key_id)
                self._watches[row.key_id] = Watch(receiving, change, row.network, store)
            return self._watches[row.key_id]

    # -------------------------------------------------------------- signing
    def sign(self, name: str, psbt: bytes, wait: float | None = None, progress: Progress = silent) -> dict[str, Any]:
        """Sign a PSBT together with the co-signer (core.signing). -> psbt (bytes), signed, skipped, txid."""
        done = self._signing.sign(self._row(name), psbt, wait, progress)
        return {"psbt": done.psbt, "signed": done.signed, "skipped": done.skipped, "txid": done.txid}

    def review(self, name: str, psbt: bytes) -> Review:
        """What a PSBT does, as this computer reads it, for a person to look at before signing."""
        row = self._row(name)
        own = {str(found["address"]) for found in self.chain(name).addresses()}
        report = self._cosigning.last_report(row.key_id)
        return self._signing.review(row, psbt, report.approve_below if report else None, self._known(row), own)

    def _known(self, row: KeyRow) -> set[str]:
        """Addresses that were paid before, and those of the book."""
        book = {contact.address for contact in self.notebook(row.name).contacts(row.network)}
        return self.payments(row.name).paid(row.network) | book

    def look(self, name: str, id: bytes) -> Review:
        """What a kept payment does, signed or not."""
        return self.review(name, unsigned(self.payments(name).get(id).psbt))

    def keep(self, name: str, psbt: bytes) -> Payment:
        """A draft to be signed with `pay`; it is found again after any end of the program. BadInput (kind "coin") for
        one that spends what is set aside."""
        self.review(name, psbt)
        frozen = self.notebook(name).frozen()
        if any(str(part.outpoint) in frozen for part in Psbt.parse(psbt).tx.inputs):
            raise BadInput("this payment spends a coin that is set aside; free it, or make the payment anew", "coin")
        return self.payments(name).keep(psbt)

    def pay(self, name: str, id: bytes, progress: Progress = silent) -> Payment:
        """Go on with a kept payment until the network has it (core.paying)."""
        return self._paying(name).pay(id, progress)

    def take_back(self, name: str, id: bytes) -> Payment:
        """End a payment that is not signed. Refused (kind "signed") once it may be."""
        return self._paying(name).take_back(id)

    def give_up(self, name: str, id: bytes) -> Payment:
        """Send a signed payment no more, as when the network has refused it."""
        return self._paying(name).give_up(id)

    def _paying(self, name: str) -> Paying:
        return Paying(
            self._cosigning,
            self._signing,
            self.payments(name),
            lambda: self._row(name),
            lambda raw: self.broadcast(name, raw),
        )

    def payments(self, name: str) -> Payments:
        """The payments of a key that this computer keeps."""
        row = self._row(name)
        if row.key_id not in self._payments:  # another thread may be as quick: one of the two is everybody's
            self._payments.setdefault(row.key_id, Payments(self._records, row.key_id, _seconds))
        return self._payments[row.key_id]

    def notebook(self, name: str) -> Notebook:
        """Labels, frozen coins and the address book."""
        row = self._row(name)
        if row.key_id not in self._notebooks:
            self._notebooks.setdefault(row.key_id, Notebook(self._records, row.key_id))
        return self._notebooks[row.key_id]


def _epoch(row: KeyRow) -> int:
    return lifecycle.share_of(row).epoch


def _seconds() -> int:
    return int(time.time())
