"""One home, two programs: the one that has the wallet open answers the commands of the other (V3).

The calls are in core/wallet/calls.py, the end that answers is in core/wallet/server.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from core.bitcoin.fee_rate import FeeRate, per_1000
from core.codec.codec import decode, encode
from core.errors import BadInput, LinkError, LinkKind, StorageError
from core.home.backup import HomeBackup
from core.home.recovery_export import RecoveryExport
from core.recovery.sheet import UnconfirmedSheet
from core.role import WALLET
from core.secret import Secret
from core.storage.system_keyring import system_keyring
from core.storage.vault import control_key
from core.transport import control
from core.transport.control import Fields
from core.wallet import calls
from core.wallet.api import (
    GAP,
    Balance,
    Confirm,
    HistoryRow,
    OldPaper,
    Outline,
    OwnSheetShown,
    PairedCosigner,
    Payment,
    Progress,
    ReceivingAddress,
    Refreshed,
    ReleaseShown,
    ReleasesKnown,
    ReleaseSource,
    Restored,
    Signed,
    StatusReport,
    ThisComputer,
    WalletKind,
    WalletShown,
)
from core.wallet.calls import RemoteCall, from_text, to_text
from core.wallet.events import Event, silent
from core.wallet.other_tasks import RemoteOtherTasks

A = TypeVar("A")
R = TypeVar("R")


class RemoteWallet(RemoteOtherTasks):
    """Stands for a wallet that another program has open: each call proves the passphrase, and is done over there.

    They raise what the wallet raises there, and `busy` when that program answers nobody.
    """

    def __init__(self, home: Path, passphrase: Secret[bytes], busy: StorageError) -> None:
        self._home, self._passphrase, self._busy = home, passphrase, busy
        self._proof: tuple[Fields, Secret[bytes]] | None = None  # for whom it was worked out, and the key

    def close(self, *, unmake: bool = False) -> None:
        """Nothing is held, and nothing was made."""

    def pair(self, _link_text: str, _confirm: Confirm | None, /, *, another: bool = False) -> PairedCosigner:  # noqa: ARG002
        """Only the program that has the home open may pair it."""
        raise self._busy

    def restore(self, _link: str, _words: Secret[tuple[str, ...]], _confirm: Confirm | None, /, *_: object) -> Restored:
        """As with pairing."""
        raise self._busy

    def replace_cosigner(self, _link: str, _confirm: Confirm | None, /, *_: object) -> Restored:
        """As with pairing."""
        raise self._busy

    def cancel_replacement(self, cosigner: str | None = None) -> Restored:  # noqa: ARG002
        """As with pairing."""
        raise self._busy

    def pair_to_restore(self, _link: str, _confirm: Confirm | None, /) -> PairedCosigner:
        """As with pairing."""
        raise self._busy

    def restore_from(self, _cosigner: str, _words: Secret[tuple[str, ...]], /, *_: object) -> Restored:
        """As with pairing."""
        raise self._busy

    def cosigners(self) -> tuple[PairedCosigner, ...]:
        """See CosignersApi."""
        return self._ask(calls.COSIGNERS, calls.NoArguments()).cosigners

    def this_computer(self) -> ThisComputer:
        """See CosignersApi."""
        return self._ask(calls.THIS_COMPUTER, calls.NoArguments())

    def call_self(self, name: str) -> ThisComputer:
        """See CosignersApi."""
        return self._ask(calls.CALL_SELF, calls.OneWallet(name))

    def rename_cosigner(self, cosigner: str, name: str) -> PairedCosigner:
        """See CosignersApi."""
        return self._ask(calls.RENAME_COSIGNER, calls.RenameCosignerArguments(cosigner, name))

    def new_key(
        self,
        name: str,
        network: str,
        progress: Progress = silent,
        *,
        cosigner: str | None = None,
        kind: WalletKind = WalletKind.SEGWIT,
    ) -> WalletShown:
        """See CosignersApi."""
        return self._ask(calls.NEW_KEY, calls.NewKeyArguments(name, network, cosigner, kind), progress)

    def wallets(self) -> tuple[WalletShown, ...]:
        """See WalletApi."""
        return self._ask(calls.WALLETS, calls.NoArguments()).wallets

    def show(self, name: str) -> WalletShown:
        """See WalletApi."""
        return self._ask(calls.SHOW, calls.OneWallet(name))

    def refresh(self, name: str, progress: Progress = silent) -> Refreshed:
        """See WalletApi."""
        return self._ask(calls.REFRESH, calls.OneWallet(name), progress)

    def status(self, name: str) -> StatusReport:
        """See WalletApi."""
        return self._ask(calls.STATUS, calls.OneWallet(name))

    def sheet_new(self) -> UnconfirmedSheet:
        """See SheetsApi."""
        return self._ask(calls.SHEET_NEW, calls.NoArguments()).sheet

    def sheet_exchange(self) -> UnconfirmedSheet:
        """See SheetsApi."""
        return self._ask(calls.SHEET_EXCHANGE, calls.NoArguments()).sheet

    def sheet_give_up(self) -> OwnSheetShown:
        """See SheetsApi."""
        return self._ask(calls.SHEET_GIVE_UP, calls.NoArguments())

    def sheet_burnt(self) -> OldPaper:
        """See SheetsApi."""
        return self._ask(calls.SHEET_BURNT, calls.NoArguments())

    def sheet_confirm(self, fingerprint: str) -> OwnSheetShown:
        """See SheetsApi."""
        return self._ask(calls.SHEET_CONFIRM, calls.Told(fingerprint))

    def sheet_show(self) -> OwnSheetShown:
        """See SheetsApi."""
        return self._ask(calls.SHEET_SHOW, calls.NoArguments())

    def recovery_export(self) -> RecoveryExport:
        """See SheetsApi."""
        return self._ask(calls.RECOVERY_EXPORT, calls.NoArguments())

    def mark_whole(self, name: str) -> WalletShown:
        """See SheetsApi."""
        return self._ask(calls.MARK_WHOLE, calls.OneWallet(name))

    def recovery_written(self, receipt: bytes) -> None:
        """See SheetsApi."""
        self._ask(calls.RECOVERY_WRITTEN, calls.FileReceipt(receipt))

    def backup(self) -> HomeBackup:
        """See SheetsApi."""
        return self._ask(calls.BACKUP, calls.NoArguments())

    def drill(self, name: str, words: Secret[tuple[str, ...]], progress: Progress = silent) -> OwnSheetShown:
        """See SheetsApi."""
        given = calls.DrillArguments(name, Secret(" ".join(words.reveal()).encode("utf-8", "replace")))
        return self._ask(calls.DRILL, given, progress)

    def accept_sheet(self, name: str, fingerprint: str, progress: Progress = silent) -> Refreshed:
        """See SheetsApi."""
        return self._ask(calls.ACCEPT_SHEET, calls.AcceptSheetArguments(name, fingerprint), progress)

    def log_file(self) -> bytes:
        """See WalletApi."""
        return self._ask(calls.LOG_FILE, calls.NoArguments()).data

    def known_releases(self, source: ReleaseSource) -> ReleasesKnown:
        """See ReleasesApi."""
        return self._ask(calls.KNOWN_RELEASES, source)

    def check_releases(self, source: ReleaseSource, proxy: str | None = None) -> ReleaseShown:
        """See ReleasesApi."""
        return self._ask(calls.CHECK_RELEASES, calls.CheckReleasesArguments(source, proxy))

    def address(self, name: str, *, new: bool = False) -> ReceivingAddress:
        """See WalletApi."""
        return self._ask(calls.ADDRESS, calls.AddressArguments(name, new))

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
        return self._ask(calls.SYNC, calls.SyncArguments(name, server, proxy, new_certificate, gap), progress)

    def stop_asking(self, _name: str, /) -> None:
        """The other program goes on."""

    def balance(self, name: str) -> Balance:
        """See WalletApi."""
        return self._ask(calls.BALANCE, calls.OneWallet(name))

    def history(self, name: str) -> tuple[HistoryRow, ...]:
        """See WalletApi."""
        return self._ask(calls.HISTORY, calls.OneWallet(name)).rows

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
        pays = tuple(calls.PaysTo(address, sats) for address, sats in recipients)
        chosen = None if coins is None else tuple(coins)
        rate = None if fee_rate is None else per_1000(fee_rate)
        return self._ask(calls.DRAFT, calls.DraftArguments(name, pays, rate, chosen, drain)).psbt

    def keep(self, name: str, psbt: bytes) -> Payment:
        """See WalletApi."""
        return self._ask(calls.KEEP, calls.KeepArguments(name, psbt))

    def under_way(self, name: str, recipients: Sequence[tuple[str, int]]) -> bytes | None:
        """See WalletApi."""
        pays = tuple(calls.PaysTo(address, sats) for address, sats in recipients)
        return self._ask(calls.UNDER_WAY, calls.UnderWayArguments(name, pays)).psbt

    def outline(self, name: str, psbt: bytes) -> Outline:
        """See WalletApi."""
        return self._ask(calls.OUTLINE, calls.KeepArguments(name, psbt))

    def sign(self, name: str, psbt: bytes, wait: float | None = None, progress: Progress = silent) -> Signed:
        """See WalletApi."""
        return self._ask(calls.SIGN, calls.SignArguments(name, psbt, None if wait is None else float(wait)), progress)

    def sign_message(
        self, name: str, address: str, text: bytes, wait: float | None = None, progress: Progress = silent
    ) -> str:
        """See MessagesApi."""
        given = calls.MessageArguments(name, address, text, None if wait is None else float(wait))
        return self._ask(calls.SIGN_MESSAGE, given, progress).text

    def broadcast(self, name: str, data: bytes) -> str:
        """See WalletApi."""
        return self._ask(calls.BROADCAST, calls.BroadcastArguments(name, data)).text

    def _key(self, challenge: Fields) -> Secret[bytes]:
        """Worked out once for one vault: that takes as long as to open it."""
        asked = {name: value for name, value in challenge.items() if name != "nonce"}
        if self._proof is None or self._proof[0] != asked:
            self._proof = asked, control_key(self._passphrase, challenge, system_keyring())
        return self._proof[1]

    def _ask(self, call: RemoteCall[A, R], given: A, progress: Progress = silent) -> R:
        def hear(fields: Fields) -> None:
            try:
                event = decode(Event, from_text(fields, _odd), _odd)
            except BadInput:
                return  # what this version does not know, it does not show
            progress(event)

        try:
            found = control.ask(
                self._home / control.SOCKET,
                WALLET,
                call.name,
                to_text(encode(given, _untellable)),
                self._key,
                hear,
            )
        except LinkError as error:
            raise self._busy if error.kind == LinkKind.NOT_RUNNING else error from None
        return decode(call.gives, from_text(found, _odd), _odd)


def _untellable(why: str) -> BadInput:
    return BadInput(f"what was typed cannot be handed to the program that has this home open: {why}")


def _odd(why: str) -> BadInput:
    return BadInput(f"the open wallet answered what this program does not know ({why}); both must be of one version")
