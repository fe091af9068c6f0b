"""What needs no home and no line: a look at a recovery file, leaving for good, files of a release, signed messages. For
anybody who has them.

Beside core.wallet.api the other door of this package to programs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.bitcoin.account import TR, WPKH
from core.bitcoin.bip322 import verify as verify_message
from core.bitcoin.hashes import hash160
from core.bitcoin.private_descriptor import PrivateDescriptors, private_descriptors
from core.crypto.secp256k1 import Point, parse_scalar
from core.errors import BadInput, InputKind
from core.recovery.file import RecoveryFile, read
from core.recovery.leaving import assemble
from core.recovery.sealed_copy import open_copy
from core.recovery.seed_words import COUNT, MisreadWord, index_of
from core.recovery.sheet import Sheet, must_be_of, role_of_first_word
from core.release.judging import file_of as release_file
from core.release.judging import must_be_signed, read_keys
from core.release.manifest import Manifest, ReleaseFile
from core.release.manifest import read as read_manifest
from core.role import Role
from core.secret import Secret
from core.storage.vault import Vault

__all__ = ["COUNT", "ConsistentWallet", "MisreadWord", "PrivateDescriptors", "Role", "leave", "opened_by"]
__all__ += ["Manifest", "ReleaseFile", "must_be_a_sheet", "must_be_a_word", "read_release", "release_file", "verify"]
__all__ += ["verify_message"]

_ACCOUNTS = {"secp256k1": WPKH, "secp256k1/schnorr": TR}  # of the keys of a recovery file that hold coins


@dataclass(frozen=True, slots=True)
class ConsistentWallet:
    """A wallet of a recovery file whose two copies are of one piece; whose wallet it is, nobody can tell from it.

    `fingerprint` of the wallet, 8 hex digits; the two sheets by the 12 words of theirs; `created`: when the key was
    made, in seconds, as the co-signer and the computer count them.
    """

    network: str
    fingerprint: str
    epoch: int
    computer_sheet: tuple[str, ...]
    cosigner_sheet: tuple[str, ...]
    created: int

    def sheet(self, role: Role) -> tuple[str, ...]:
        """One side's, by the 12 words of its fingerprint."""
        return self.computer_sheet if role is Role.P1 else self.cosigner_sheet


def verify(data: bytes) -> tuple[ConsistentWallet, ...]:
    """The wallets of a recovery file, each consistent. Raises BadInput: another file, one that lacks its end, an
    altered one, copies of two wallets or of two renewals."""
    return tuple(_consistent(wallet) for wallet in read(data))


def opened_by(data: bytes, words: Secret[tuple[str, ...]], homes: Sequence[Path]) -> tuple[str, ...]:
    """The fingerprints of the wallets of a recovery file whose half of one side these words open: tried on the copy, as
    a drill does, and forgotten (rule R18). One sheet alone is never the key. Raises BadInput: the words are no sheet,
    or the file was not made for it, or a copy does not open; or they are the co-signer's, and one of these places has
    a wallet (rule R1)."""
    shown = words.reveal()
    role = Role.P2 if shown and role_of_first_word(shown[0]) is Role.P2 else Role.P1
    home = next(filter(Vault.exists, homes), None)
    if role is Role.P2 and home is not None:
        raise BadInput(
            f"there is a wallet on this machine, in {home}; the co-signer's sheet is for another one",
            InputKind.SHEET_SEAT,
        )
    sheet = Sheet.read(shown, role)
    copies = {_fingerprint(wallet): wallet.copy1 if role is Role.P1 else wallet.copy2 for wallet in read(data)}
    mine = {name: copy for name, copy in copies.items() if copy.sheet == sheet.public}
    if not mine:
        raise BadInput(
            "this recovery file was not made for this sheet; look for the sheet whose fingerprint it names",
            InputKind.SHEET_OF_FILE,
        )
    for copy in mine.values():
        open_copy(copy, sheet)
    return tuple(mine)


def _consistent(wallet: RecoveryFile) -> ConsistentWallet:
    wallet.check()
    subject = wallet.copy1.subject
    return ConsistentWallet(
        subject.network,
        _fingerprint(wallet),
        subject.epoch,
        wallet.copy1.sheet.fingerprint,
        wallet.copy2.sheet.fingerprint,
        wallet.copy1.created,
    )


def must_be_a_word(typed: str, position: int, role: Role) -> None:
    """Raises BadInput for a word, 1 to 24, that cannot stand there on the sheet of this side: after the first one of
    the other side's sheet nobody types a second."""
    if position == 1:
        must_be_of(typed, role)
    index_of(typed, position)


def must_be_a_sheet(words: Secret[tuple[str, ...]], role: Role) -> tuple[str, ...]:
    """The 12 words of the fingerprint of a sheet of this side. Raises BadInput unless these 24 words are one;
    MisreadWord where it is known which one may be wrong. Whether it opens anything, nobody can tell from the words."""
    return Sheet.read(words.reveal(), role).public.fingerprint


def leave(
    data: bytes, fingerprint: str, computer_sheet: Secret[tuple[str, ...]], cosigner_sheet: Secret[tuple[str, ...]]
) -> PrivateDescriptors:
    """The whole key of the wallet with this fingerprint, from both sheets: afterwards the wallet was whole. Raises
    BadInput."""
    found = {_fingerprint(wallet): wallet for wallet in read(data)}.get(fingerprint.strip().lower())
    if found is None:
        raise BadInput("no wallet of this recovery file has the fingerprint that was typed", InputKind.NOT_IN_FILE)
    account = _ACCOUNTS.get(found.copy1.subject.group)
    if account is None:
        raise BadInput("this key holds no coins, and no other program takes it over", InputKind.NO_COINS)
    sheet1 = Sheet.read(computer_sheet.reveal(), Role.P1)
    key = assemble(found, sheet1, Sheet.read(cosigner_sheet.reveal(), Role.P2))
    x = Secret(parse_scalar(key.x.reveal()))
    return private_descriptors(x, Point.parse(key.Q), key.chain, key.network, account)


def read_release(manifest: bytes, signatures: Sequence[bytes], keys: Sequence[str]) -> Manifest:
    """A manifest that two of these three keys have signed, whatever was seen before and whenever it expires. BadInput
    (kind "update.keys") where there are no keys; PeerFault (kinds "update.…")."""
    must_be_signed(manifest, signatures, read_keys("\n".join(keys)))
    return read_manifest(manifest)


def _fingerprint(wallet: RecoveryFile) -> str:
    return hash160(wallet.copy1.subject.Q)[:4].hex()
