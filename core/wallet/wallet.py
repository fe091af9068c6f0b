"""The wallet (P1) that core.wallet.api promises, on a home that is open here.

All methods block; long ones report `Event`s. Errors are of core.errors and carry one sentence for a person."""

from __future__ import annotations

import hmac
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from core.bitcoin import descriptor
from core.bitcoin.account import TR
from core.bitcoin.address import address, script_of
from core.bitcoin.coins import GAP
from core.bitcoin.fee_rate import FeeRate
from core.bitcoin.psbt import Psbt, read_psbt
from core.bitcoin.signing_task import unsigned
from core.chain.rows import Balance, HistoryRow
from core.errors import BadInput, InputKind, LinkError
from core.home.backup import HomeBackup, backup
from core.home.half import accept_half
from core.home.log_file import LogAbout, written
from core.home.machine import machine_of, note_machine
from core.home.records import HomeRecord, LogEntry
from core.home.repository import Repository
from core.home.strays import note_strays
from core.keys.limits import must_fit
from core.keys.record import KeyRecord, account, joint_key, must_hold_coins, slot_of
from core.keys.status import Report
from core.role import WALLET, must_be
from core.secret import Secret
from core.storage import keys as vault_keys
from core.storage.lock import HomeLock, locked
from core.storage.system_keyring import system_keyring
from core.storage.vault import Vault, control_key
from core.transport.link.identity import Identity
from core.wallet import watching
from core.wallet.api import Bump
from core.wallet.cosigners import Cosigners
from core.wallet.cosigners_of_wallet import CosignersOfWallet
from core.wallet.events import Progress, silent
from core.wallet.labels import Labels
from core.wallet.other_tasks import OtherTasksOfWallet
from core.wallet.outgoing import Outgoing
from core.wallet.payment import Payment
from core.wallet.payment_flow import PaymentFlow
from core.wallet.payment_store import PaymentStore
from core.wallet.releases_of_wallet import ReleasesOfWallet
from core.wallet.results import (
    Outline,
    ReceivingAddress,
    Refreshed,
    Review,
    Signed,
    StatusReport,
    WalletShown,
)
from core.wallet.review import with_relatives
from core.wallet.server import WalletServer
from core.wallet.sheets_of_wallet import SheetsOfWallet
from core.wallet.shown import renewed
from core.wallet.told_rules import ToldRules

if TYPE_CHECKING:
    from core.chain.watch_only import WatchOnlyWallet


class Wallet(CosignersOfWallet, SheetsOfWallet, ReleasesOfWallet, OtherTasksOfWallet):
    """One desktop home, open: its vault, its co-signer, its keys."""

    def __init__(self, home: Path, lock: HomeLock, vault: Vault) -> None:
        self._home, self._lock, self._vault = home, lock, vault
        self._records = Repository(vault)
        must_be(WALLET, self._records.home.role)
        self._identity = Identity.load(home, self._records.home.key_password)
        now = int(time.time())
        with self._records.write() as write:
            write.recover(now)
        accept_half(self._records, now)
        note_machine(self._records, machine_of(vault.vault_id), now, now)
        note_strays(self._records, home, now)
        self._cosigners = Cosigners(self._records, self._identity)
        self._row, self._sheets = self._cosigners.row, self._cosigners.sheets
        self.restore, self.replace_cosigner = self._cosigners.restore, self._cosigners.replace  # see CosignersApi
        self.cancel_replacement = self._cosigners.cancel_replacement
        self.pair_to_restore, self.restore_from = self._cosigners.pair_to_restore, self._cosigners.restore_from
        self._making = threading.Lock()  # one watch for each key
        self._watches: dict[bytes, WatchOnlyWallet] = {}
        self._payments: dict[bytes, PaymentStore] = {}
        self._going_out: dict[bytes, Outgoing] = {}
        self._labels: dict[bytes, Labels] = {}
        self._server: WalletServer | None = None

    @classmethod
    def open(cls, home: Path, passphrase: Secret[bytes], *, half: bool = False) -> Wallet:
        """Open an existing home; BadInput when there is none or the passphrase is wrong; `half` as of a vault."""
        if not Vault.exists(home):
            raise BadInput(f"there is no wallet in {home}; pair a co-signer first", InputKind.NO_HOME)
        with locked(home) as lock:
            return cls(home, lock, Vault.open(home, passphrase, system_keyring(), half=half))

    @classmethod
    def create_or_open(cls, home: Path, passphrase: Secret[bytes], *, keyring: bool = True) -> Wallet:
        """Open a home, or make it when there is none (the first pairing), with the system's keyring or without."""
        if Vault.exists(home):
            return cls.open(home, passphrase)
        with locked(home) as lock:
            _, password = Identity.make(home)
            cost, ring = vault_keys.parameters_for(WALLET), system_keyring() if keyring else None
            record = HomeRecord(password, WALLET)
            vault = Vault.create(home, passphrase, cost, ring, lambda tx: Repository.put_home(tx, record))
            return cls(home, lock, vault)

    def receive(self, after: Callable[[], object]) -> None:
        """Answer other programs of this home as long as it is open here; `after` each, on another thread (V3)."""
        if self._server is not None:
            self._server.close()
        challenge, key = self._vault.control_challenge(), self._vault.control_key
        self._server = WalletServer(self._home, self, challenge, key, after)

    def close(self, *, unmake: bool = False) -> None:
        """Drop the link, seal the vault, free the home; `unmake`: leave nothing of it, if it was never paired."""
        if self._server is not None:
            self._server.close()
        self._cosigners.end()
        watching.rest(self._watches.values())
        if unmake and self.cosigner is None:
            self._vault.remove()
            self._identity.remove()
            self._lock.remove()
        else:
            self._vault.close()
            self._lock.release()

    def backup(self) -> HomeBackup:
        """See SheetsApi."""
        return backup(self._records, self._home, int(time.time()))

    def must_know(self, passphrase: Secret[bytes]) -> None:
        """Raises BadInput unless this is the passphrase of the home."""
        given = control_key(passphrase, self._vault.control_challenge(), system_keyring())
        if not hmac.compare_digest(given.reveal(), self._vault.control_key.reveal()):
            raise BadInput("the passphrase is wrong", InputKind.PASSPHRASE)

    # -------------------------------------------------------------- keys
    def wallets(self) -> tuple[WalletShown, ...]:
        """All keys of this home that hold coins, by name."""
        rows = sorted(self._records.keys.values(), key=lambda row: row.name)
        return tuple(self._cosigners.wallet(row) for row in rows if row.current and row.holds_coins)

    def show(self, name: str) -> WalletShown:
        """One key: descriptors, epoch, state."""
        return self._cosigners.wallet(self._row(name))

    def refresh(self, name: str, progress: Progress = silent) -> Refreshed:
        """New shares on both sides; the old ones are erased."""
        row = self._cosigners.of(row := self._row(name)).refresh(row.key_id, progress)
        return Refreshed(row.name, slot_of(row).epoch)

    def status(self, name: str) -> StatusReport:
        """This side, and how the co-signer sees the key."""
        try:
            report, reason = self.report(name), ""
            if not self._is_paying(row := self._row(name)) and self._sheets.seal(row, report):
                report = self.report(name)
        except LinkError as error:
            report, reason = None, error.message
        return self._cosigners.status(self._row(name), report, reason)

    def _is_paying(self, row: KeyRecord) -> bool:
        return row.holds_coins and any(one.under_way for one in self.payments(row.name).all())

    def report(self, name: str) -> Report:
        """How the co-signer sees a key, now. Raises LinkError, Refused, KeyBlocked."""
        row = self._row(name)
        report = self._cosigners.of(row).status(row.key_id)
        if report.drills:
            self._sheets.show_copy(row, report)
        self._cosigners.notes.send(row.pin, report.notes)
        return report

    def refreshed(self, name: str) -> int:
        """When the current shares were made, in seconds."""
        return renewed(self._row(name))

    def log(self, last: int = 100) -> list[LogEntry]:
        """The newest lines of this computer's log, newest first."""
        return self._records.log(last)[::-1]

    def log_file(self) -> bytes:
        """See WalletApi."""
        about = LogAbout("wallet", self._identity.pin.hex(), int(time.time()))
        with self._vault.lock:
            return "".join(written(self._records.book, about)).encode()

    def change_passphrase(self, new: Secret[bytes]) -> None:
        """Seal everything anew under another passphrase. Run a refresh afterwards: then old copies are worthless."""
        self._vault.change_passphrase(new, vault_keys.parameters_for(WALLET), system_keyring())
        if self._server is not None:
            self.receive(self._server.after)  # a remote wallet proves the new one

    # -------------------------------------------------------------- chain
    def address(self, name: str, *, new: bool = False) -> ReceivingAddress:
        """See WalletApi."""
        must_fit(self._row(name))
        return ReceivingAddress(*self.chain(name).next_address(new=new))

    def sync(
        self,
        name: str,
        server: str,
        proxy: str | None = None,
        *,
        new_certificate: bool = False,
        gap: int = GAP,
        progress: Progress = silent,
    ) -> Balance:
        """See WalletApi."""
        if new_certificate:
            self.chain(name).forget_certificate(server)
        return watching.synced(self.chain(name), server, proxy, gap, progress)

    def stop_asking(self, name: str) -> None:
        """See WalletApi."""
        self.chain(name).leave()

    def balance(self, name: str) -> Balance:
        """As of the last sync."""
        return self.chain(name).balance()

    def history(self, name: str) -> Sequence[HistoryRow]:
        """Transactions as of the last sync, newest first."""
        return self.chain(name).history()

    def draft(
        self,
        name: str,
        recipients: Sequence[tuple[str, int]],
        fee_rate: FeeRate | None,
        *,
        coins: Sequence[str] | None = None,
        drain: str | None = None,
    ) -> bytes:
        """See WalletApi."""
        frozen, payments = set(self.labels(name).frozen()), self.payments(name)
        going = payments.spent(), payments.paying()
        made = self.chain(name).draft(recipients, fee_rate, going, coins=coins, frozen=frozen, drain=drain)
        return payments.anew(made)

    def bump_fee(self, name: str, txid: str, way: Bump, fee_rate: FeeRate) -> bytes:
        """See OpenWallet."""
        return self._outgoing(name).bump(txid, way, fee_rate, self.labels(name).frozen())

    def least_rates(self, name: str, txid: str) -> dict[str, FeeRate]:
        """See OpenWallet."""
        return self._outgoing(name).least_rates(txid, self.labels(name).frozen())

    def broadcast(self, name: str, data: bytes) -> str:
        """Send a signed transaction (PSBT, raw or hex) through the server of the last sync; its id."""
        return self._outgoing(name).broadcast(data)

    def chain(self, name: str) -> WatchOnlyWallet:
        """All that is known of the chain about a key: coins, addresses, transactions, drafts that replace others."""
        row = must_hold_coins(self._row(name))
        with self._making:
            if row.key_id not in self._watches:
                self._watches[row.key_id] = watching.watch(row, self._records, self._cosigners.log)
            return self._watches[row.key_id]

    # -------------------------------------------------------------- signing
    def sign(self, name: str, psbt: bytes, wait: float | None = None, progress: Progress = silent) -> Signed:
        """See WalletApi. A payment that this computer keeps goes on with it."""
        kept = self.payments(name).find((read := read_psbt(psbt)).tx.txid)
        if kept is None or not kept.under_way:
            row = self._row(name)
            return self._cosigners.signer(row).sign(row, self._whole(row, read), wait, progress)
        with self._outgoing(name).going(kept.id):
            kept = self.payments(name).get(kept.id)
            if kept.status.is_signed:
                return Signed(kept.psbt, len(read.tx.inputs), (), kept.name)
            return self._payment_flow(name).sign(kept.id, wait, progress)

    def review(self, name: str, psbt: bytes) -> Review:
        """What a PSBT does, as this computer reads it, for a person to look at before signing."""
        return self._review(self._row(name), read_psbt(psbt))

    def _whole(self, row: KeyRecord, psbt: Psbt) -> Psbt:
        """With what programs leave out for taproot, as far as it is known here."""
        return self.chain(row.name).whole(psbt) if account(row) is TR else psbt

    def _review(self, row: KeyRecord, psbt: Psbt) -> Review:
        psbt = self._whole(row, psbt)
        own = {found.address for found in self.chain(row.name).addresses()}
        rules = ToldRules.of(told) if (told := self._cosigners.of(row).last_report(row.key_id)) else None
        beside, paid = self.payments(row.name).beside(psbt), self.payments(row.name).paid(row.network)
        known = paid | self.labels(row.name).known(row.network)
        found = self._cosigners.signer(row).review(row, psbt, rules, known, own, paid=paid, beside=beside)
        return with_relatives(found, self.chain(row.name).relatives(psbt.tx.serialize(witness=False)))

    def outline(self, name: str, psbt: bytes) -> Outline:
        """See WalletApi."""
        return self._review(self._row(name), unsigned(read_psbt(psbt))).outline

    def look(self, name: str, id: bytes) -> Review:
        """What a kept payment does, signed or not."""
        return self._review(self._row(name), unsigned(read_psbt(self.payments(name).get(id).psbt)))

    def keep(self, name: str, psbt: bytes) -> Payment:
        """See OpenWallet."""
        read, labels = self._whole(row := self._row(name), read_psbt(psbt)), self.labels(name)
        payment = self._outgoing(name).keep(read, labels.frozen(), self._review(row, read).spent)
        labels.carry_over([old[::-1].hex() for old in (*payment.replaces, *payment.hurries)], payment.name)
        return payment

    def under_way(self, name: str, recipients: Sequence[tuple[str, int]]) -> bytes | None:
        """See WalletApi."""
        network = self._row(name).network
        wanted = sorted((address(script_of(to, network), network) or "", sats) for to, sats in recipients)
        going = (payment for payment in self.payments(name).all() if payment.under_way)
        return next((one.psbt for one in going if self.look(name, one.id).pays == wanted), None)

    def pay(self, name: str, id: bytes, progress: Progress = silent) -> Payment:
        """Go on with a kept payment until the network has it (core.wallet.payment_flow)."""
        with self._outgoing(name).going(id):
            known = self.payments(name).get(id)
            return known if known.status.is_sent else self._payment_flow(name).pay(id, progress)

    def take_back(self, name: str, id: bytes) -> Payment:
        """See OpenWallet."""
        return self._payment_flow(name).take_back(id)

    def give_up(self, name: str, id: bytes) -> Payment:
        """Send a signed payment no more, as when the network has refused it."""
        return self._payment_flow(name).give_up(id)

    def _payment_flow(self, name: str) -> PaymentFlow:
        row = self._row(name)
        return PaymentFlow(
            self._cosigners.of(row),
            self._cosigners.signer(row),
            self.payments(name),
            lambda: self._row(name),
            lambda raw: self._outgoing(name).send(raw),
            lambda payment: self._outgoing(name).must_be_clear(payment),
        )

    def _outgoing(self, name: str) -> Outgoing:
        key_id = self._row(name).key_id
        return self._going_out.setdefault(key_id, Outgoing(self.chain(name), self.payments(name)))

    def payments(self, name: str) -> PaymentStore:
        """The payments of a key that this computer keeps."""
        row = must_hold_coins(self._row(name))
        if row.key_id not in self._payments:  # another thread may be as quick: one of the two is everybody's
            self._payments.setdefault(row.key_id, PaymentStore(self._records, row.key_id, lambda: int(time.time())))
        return self._payments[row.key_id]

    def labels(self, name: str) -> Labels:
        """Labels, frozen coins and the address book."""
        row = must_hold_coins(self._row(name))
        if row.key_id not in self._labels:
            origins = descriptor.origins(joint_key(row).Q, account(row))
            self._labels.setdefault(row.key_id, Labels(self._records, row.key_id, origins))
        return self._labels[row.key_id]
