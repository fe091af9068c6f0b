"""Opening a wallet, and what must be read before there is one to open. The door of programs beside core.wallet.api."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from core.errors import StorageError, StorageKind
from core.home import wiping
from core.role import WALLET
from core.secret import Secret
from core.storage.system_keyring import system_keyring
from core.transport.pairing.protocol import read_link
from core.wallet.api import OpenWallet, PairingPlace, WalletApi
from core.wallet.remote import RemoteWallet
from core.wallet.wallet import Wallet


def open_wallet(home: Path, passphrase: Secret[bytes], *, half: bool = False) -> OpenWallet:
    """Open an existing home; BadInput when there is none or the passphrase is wrong. `half`: a person takes it for an
    old copy, if the log of its vault is lost or another's (StorageKind.HALF, MIXED)."""
    return Wallet.open(home, passphrase, half=half)


def accept_half(home: Path, passphrase: Secret[bytes]) -> bool:
    """Take a home for an old copy that has lost the log of its vault (StorageKind.HALF), or has another's
    (StorageKind.MIXED). False: neither."""
    try:
        Wallet.open(home, passphrase).close()
    except StorageError as error:
        if error.kind not in (StorageKind.HALF, StorageKind.MIXED):
            raise
        Wallet.open(home, passphrase, half=True).close()
        return True
    return False


def create_or_open(home: Path, passphrase: Secret[bytes], *, keyring: bool = True) -> OpenWallet:
    """Open a home, or make it when there is none (the first pairing). What protects nothing is made without `keyring`,
    whose dialog nobody would understand then."""
    return Wallet.create_or_open(home, passphrase, keyring=keyring)


def open_or_connect(home: Path, passphrase: Secret[bytes]) -> WalletApi:
    """Open a home; where another program has it open, what stands for the wallet that is open there (V3)."""
    try:
        return Wallet.open(home, passphrase)
    except StorageError as error:
        if error.kind != StorageKind.IN_USE:
            raise
        return RemoteWallet(home, passphrase, error)


def open_or_answer(home: Path, passphrase: Secret[bytes]) -> WalletApi:
    """The same, for who keeps it open: other programs of the home are answered meanwhile."""
    found = open_or_connect(home, passphrase)
    if isinstance(found, Wallet):
        found.receive(lambda: None)
    return found


def wipe(home: Path, passphrase: Secret[bytes], agreed: wiping.Agreed, beside: Sequence[str] = ()) -> None:
    """Delete a home for good; see core.home.wiping."""
    wiping.wipe(home, passphrase, WALLET, agreed, system_keyring(), beside=beside)


def pairing_place(link_text: str) -> PairingPlace:
    """Where a pairing link leads. BadInput if it is not a whole one."""
    offer = read_link(link_text)
    return PairingPlace(offer.host, offer.link_port)
