"""Formats of the vault: ours opens, a newer one is named, anything else is damage. The bytes of format 2 are pinned."""

from __future__ import annotations

import hashlib
import hmac
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from core.errors import StorageError
from core.storage.migrate import FORMAT, OLDEST, must_be_readable
from tests.core.storage.homes import WORDS, header_of, make, read, reopen, write

MAGIC = b"tandem-vault\0\0\0\0"


def test_ours() -> None:
    must_be_readable(MAGIC + FORMAT.to_bytes(2, "big"), MAGIC)


@pytest.mark.parametrize("found", [FORMAT + 1, 256, 65_535])
def test_newer(found: int) -> None:
    with pytest.raises(StorageError) as refused:
        must_be_readable(MAGIC + found.to_bytes(2, "big") + b"anything", MAGIC)
    assert refused.value.kind == "newer"
    assert str(found) in refused.value.message


@pytest.mark.parametrize(
    "header", [b"", MAGIC[:-1], MAGIC, MAGIC + b"\0", MAGIC + b"\0\0", b"x" + MAGIC + b"\0\1", b"x" * 18]
)
def test_none_at_all(header: bytes) -> None:
    with pytest.raises(StorageError) as refused:
        must_be_readable(header, MAGIC)
    assert refused.value.kind == "corrupt"


@pytest.mark.parametrize("found", range(1, OLDEST))
def test_one_that_was_never_shipped(found: int) -> None:
    with pytest.raises(StorageError) as refused:
        must_be_readable(MAGIC + found.to_bytes(2, "big") + b"anything", MAGIC)
    assert refused.value.kind == "older"
    assert f"format {found}" in refused.value.message


def hkdf(key: bytes, salt: bytes, info: bytes) -> bytes:
    return hmac.digest(hmac.digest(salt or bytes(32), key, "sha256"), info + b"\1", "sha256")


def test_format_5_read_by_hand(tmp_path: Path) -> None:
    """The vault once more from its description, sharing nothing with the program: what was written in format 5 must be
    readable for ever."""
    make(tmp_path, {("key", b"A"): b"share of A"})
    with closing(reopen(tmp_path)) as vault:
        write(vault, {("task", b"1"): b"a task"})
        vault_id = vault.vault_id
    header = header_of(tmp_path)
    memory, passes, lanes = int.from_bytes(header[34:38], "big"), header[38], header[39]
    salt, flag, closed = header[40:72], header[72:73], header[89:]
    assert header[:34] == MAGIC + b"\0\5" + vault_id
    assert (memory, passes, lanes, flag) == (64, 1, 1, b"\0")
    stretched = Argon2id(salt=salt, length=32, iterations=passes, lanes=lanes, memory_cost=memory).derive(
        WORDS.reveal()
    )
    kek = hkdf(stretched, vault_id, b"tandem/vault/1/kek\0")
    nonce, wrapped = closed[4:16], closed[20:]
    dk = ChaCha20Poly1305(kek).decrypt(nonce, wrapped, header[:89])
    assert (closed[:4], closed[16:20], len(dk)) == (b"\0\0\0\x0c", b"\0\0\0\x30", 32)

    with closing(sqlite3.connect(tmp_path / "vault")) as db:
        rows = {slot: (made, sealed) for slot, made, sealed in db.execute("SELECT * FROM record")}
    assert len(rows) == 6

    def record(table: bytes, id: bytes) -> tuple[int, bytes]:
        slot = hmac.digest(hkdf(dk, b"", b"slots"), bytes([len(table)]) + table + id, hashlib.sha256)[:16]
        made, sealed = rows[slot]
        name = bytes([len(table)]) + table + len(id).to_bytes(4, "big") + id
        bound = b"tandem/vault/1" + vault_id + name + b"\0\5" + made.to_bytes(8, "big")
        return made, ChaCha20Poly1305(hkdf(dk, b"", b"rec" + name)).decrypt(sealed[:12], sealed[12:], bound)

    assert record(b"key", b"A") == (1, b"share of A")
    assert record(b"task", b"1") == (3, b"a task")
    assert record(b"index", b"\0key") == (1, b"\0\1A" + (1).to_bytes(8, "big"))
    assert record(b"index", b"\0task") == (3, b"\0\x011" + (3).to_bytes(8, "big"))
    assert record(b"index", b"\0open") == (4, b"")  # the mark of 1 and 3, deleted when it was closed
    key, mark, task = (b"\0\1" + made.to_bytes(8, "big") for made in (1, 4, 3))  # how many pages, and who wrote them
    root = (4).to_bytes(8, "big") + b"\0\3\4open" + mark + b"\3key" + key + b"\4task" + task
    assert record(b"root", b"") == (4, root)
    assert read(tmp_path, "key", "task") == {("key", b"A"): b"share of A", ("task", b"1"): b"a task"}
