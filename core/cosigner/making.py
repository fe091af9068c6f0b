"""What a new co-signer's home has in it."""

from __future__ import annotations

from pathlib import Path

from core.home.records import HomeRecord
from core.home.repository import Repository
from core.role import COSIGNER
from core.secret import Secret
from core.storage import keys
from core.storage.store import Store
from core.storage.vault import Vault
from core.transport.link.identity import Identity


def make(home: Path, passphrase: Secret[bytes], stores: type[Store], *, practice: bool) -> Vault:
    """Its identity and its vault, in a home that is locked. No keyring: a service that starts without a person's
    session could never open such a vault. StorageError."""
    _, password = Identity.make(home)
    record = HomeRecord(password, COSIGNER, practice)
    return Vault.create(
        home,
        passphrase,
        keys.parameters_for(COSIGNER),
        fill=lambda block: Repository.put_home(block, record),
        stores=stores,
    )
