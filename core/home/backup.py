"""A copy of a home that is good: made by the program that has it open, of one moment, and it says itself what it is."""

from __future__ import annotations

import io
import tarfile
from dataclasses import dataclass
from pathlib import Path

from core.errors import StorageError, StorageKind
from core.home.repository import Repository
from core.transport.link.identity import CERTIFICATE_FILE, KEY_FILE

VAULT, CONFIG = "vault", "config.toml"


@dataclass(frozen=True, slots=True)
class HomeBackup:
    """A tar file of all that a home is: its vault, the files of its link, its settings if there are any. `keyring`:
    beside the passphrase it needs what the keyring of this system keeps."""

    data: bytes
    keyring: bool


def backup(records: Repository, home: Path, now: int) -> HomeBackup:
    """Of this moment; `now` in seconds that people see. Whoever opens it finds an old copy (V2): halves are renewed
    before a payment, and after any later refresh it signs nothing. StorageError."""
    names = [KEY_FILE, CERTIFICATE_FILE, *([CONFIG] if (home / CONFIG).is_file() else [])]
    try:
        files = {name: (home / name).read_bytes() for name in names}
    except OSError as error:
        raise StorageError(f"{error.filename} cannot be read: {error.strerror}", StorageKind.STORAGE) from None
    records.flush()
    files[VAULT] = records.vault.backup()
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size, member.mode, member.mtime = len(data), 0o600, now
            archive.addfile(member, io.BytesIO(data))
    return HomeBackup(out.getvalue(), records.vault.with_keyring)
