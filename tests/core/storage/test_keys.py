"""From a passphrase to keys: known answers, and headers that ask too little or too much."""

from __future__ import annotations

import hashlib
import hmac
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from core.codec.codec import decode, encode
from core.errors import BadInput, StorageError
from core.secret import Secret
from core.storage import keys
from core.storage.header import VaultHeader, Wrapped, control_key
from core.storage.keys import CEILING, FLOOR, SMALL, WALLET, Argon2Parameters, kek, must_be_sane, parameters_for
from core.storage.vault import Vault
from tests.core.storage.homes import CHEAP, OTHER_WORDS, WORDS, Drawer, header_of, make, reopen, set_header, snapshot


def hkdf(key: bytes, salt: bytes, info: bytes) -> bytes:
    """RFC 5869 with SHA-256, 32 bytes, by hand."""
    first = hmac.digest(salt or bytes(32), key, "sha256")
    return hmac.digest(first, info + b"\1", "sha256")


@pytest.mark.parametrize("second", [None, b"\7" * 32])
def test_the_kek_is_what_the_rule_says(second: bytes | None) -> None:
    salt, vault_id = bytes(range(32)), bytes(range(16))
    stretched = Argon2id(salt=salt, length=32, iterations=1, lanes=1, memory_cost=64).derive(WORDS.reveal())
    found = keys.kek(WORDS, salt, CHEAP, vault_id, None if second is None else Secret(second))
    info = b"tandem/vault/1/kek" + (b"\0" if second is None else b"\1")
    assert found.reveal() == hkdf(stretched + (second or b""), vault_id, info)
    assert keys.control(found).reveal() == hkdf(found.reveal(), b"", b"tandem/control/1")


def test_argon2id_is_the_one_of_rfc_9106() -> None:
    """Its test vector 5.3, so that what we call Argon2id is that."""
    derived = Argon2id(
        salt=b"\2" * 16, length=32, iterations=3, lanes=4, memory_cost=32, secret=b"\3" * 8, ad=b"\4" * 12
    ).derive(b"\1" * 32)
    assert derived.hex() == "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"


def test_what_a_vault_costs() -> None:
    assert Argon2Parameters(256 * 1024, 3, 4) == WALLET
    assert Argon2Parameters(64 * 1024, 4, 2) == SMALL
    for made in (WALLET, SMALL, FLOOR, CEILING):
        must_be_sane(made, FLOOR)


def test_a_small_co_signer_is_spared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "machine_memory", lambda: (2 << 30) - 1)
    assert parameters_for("cosigner") == SMALL
    assert parameters_for("wallet") == WALLET
    monkeypatch.setattr(keys, "machine_memory", lambda: 2 << 30)
    assert parameters_for("cosigner") == WALLET


def test_the_memory_of_this_machine() -> None:
    assert 1 << 28 < keys.machine_memory() < 1 << 50


@pytest.mark.parametrize(
    "cost",
    [
        Argon2Parameters(64 * 1024 - 1, 3, 4),
        Argon2Parameters(256 * 1024, 2, 4),
        Argon2Parameters(256 * 1024, 3, 0),
        Argon2Parameters(1024 * 1024 + 1, 3, 4),
        Argon2Parameters(256 * 1024, 11, 4),
        Argon2Parameters(256 * 1024, 3, 17),
        Argon2Parameters(2**32 - 1, 255, 255),
        Argon2Parameters(8, 1, 1),
    ],
)
def test_a_header_that_asks_too_little_or_too_much(
    tmp_path: Path, cost: Argon2Parameters, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither a downgrade nor exhaustion: it is refused before any of the work is done."""
    make(tmp_path)
    wrapped = decode(Wrapped, header_of(tmp_path), StorageError)
    old = wrapped.header
    header = VaultHeader(old.magic, old.format, old.vault_id, cost, old.salt, old.keyring, old.keyring_name)
    set_header(tmp_path, encode(Wrapped(header, wrapped.nonce, wrapped.key)))
    before, worked = snapshot(tmp_path), []
    monkeypatch.setattr(keys, "Argon2id", lambda **work: worked.append(work))
    with pytest.raises(StorageError) as refused:
        Vault.open(tmp_path, WORDS)
    assert refused.value.kind == "corrupt"
    assert worked == []
    assert snapshot(tmp_path) == before


def test_a_cheaper_cost_within_the_limits_is_no_key(tmp_path: Path) -> None:
    """The cost is authenticated: a header made cheaper opens nothing, whatever the passphrase."""
    Vault.create(tmp_path, WORDS, Argon2Parameters(64 * 1024, 4, 2)).close()
    wrapped = decode(Wrapped, header_of(tmp_path), StorageError)
    old = wrapped.header
    header = VaultHeader(old.magic, old.format, old.vault_id, FLOOR, old.salt, old.keyring, old.keyring_name)
    set_header(tmp_path, encode(Wrapped(header, wrapped.nonce, wrapped.key)))
    with pytest.raises(BadInput):
        Vault.open(tmp_path, WORDS)
    set_header(tmp_path, encode(wrapped))
    Vault.open(tmp_path, WORDS).close()


def test_tests_cannot_be_mistaken_for_vaults(tmp_path: Path) -> None:
    make(tmp_path)
    with pytest.raises(StorageError):
        Vault.open(tmp_path, WORDS)


# ------------------------------------------------------------------ the control socket
def test_another_process_proves_the_passphrase(tmp_path: Path) -> None:
    home, drawer = tmp_path / "home", Drawer(tmp_path / "drawer")
    for keyring in (None, drawer):
        make(home, keyring=keyring)
        with closing(reopen(home, WORDS, keyring)) as vault:
            challenge = vault.control_challenge()
            assert control_key(WORDS, challenge, keyring, CHEAP).reveal() == vault.control_key.reveal()
            assert control_key(OTHER_WORDS, challenge, keyring, CHEAP).reveal() != vault.control_key.reveal()
            assert vault.control_key.reveal().hex() not in str(challenge)
            if keyring is not None:
                with pytest.raises(StorageError) as refused:
                    control_key(WORDS, challenge, None, CHEAP)
                assert refused.value.kind == "keyring.empty"
        for file in home.iterdir():
            file.unlink()


CHALLENGE = {"vault_id": "00" * 16, "salt": "00" * 32, "memory": 64, "passes": 1, "lanes": 1, "keyring": ""}


@pytest.mark.parametrize(
    "change",
    [
        {"memory": 7},
        {"memory": 1 << 40},
        {"memory": "x"},
        {"memory": float("inf")},
        {"memory": float("nan")},
        {"passes": None},
        {"lanes": 0},
        {"lanes": -1},
        {"passes": []},
        {"vault_id": "00" * 15},
        {"salt": ""},
        {"salt": "zz"},
        {"salt": 3},
        {"keyring": "00"},
        {"keyring": None},
    ],
)
def test_a_challenge_that_is_none(change: dict[str, Any]) -> None:
    with pytest.raises(StorageError):
        control_key(WORDS, CHALLENGE | change, None, CHEAP)
    missing = {key: value for key, value in CHALLENGE.items() if key not in change}
    with pytest.raises(StorageError):
        control_key(WORDS, missing, None, CHEAP)


def test_a_challenge_for_cheap_work_is_refused() -> None:
    """Whoever sits on the socket could otherwise try passphrases against an answer that cost nothing."""
    control_key(WORDS, CHALLENGE, None, CHEAP)
    with pytest.raises(StorageError):
        control_key(WORDS, CHALLENGE, None)


def test_expand_is_hkdf() -> None:
    """RFC 5869, test case 1, its first 32 bytes."""
    found = keys.expand(b"\x0b" * 22, bytes(range(13)), bytes(range(0xF0, 0xFA)))
    assert found.hex() == "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
    assert hashlib.sha256().digest_size == len(found)


def test_several_derive_at_once() -> None:
    """As when a passphrase is changed and another window unlocks: OpenSSL alone would wait for ever."""
    cost = Argon2Parameters(64 * 1024, 1, 4)
    found: list[bytes] = []

    def derive() -> None:
        found.append(kek(WORDS, bytes(16), cost, bytes(16), None).reveal())

    threads = [threading.Thread(target=derive, daemon=True) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(found) == 4
    assert len(set(found)) == 1
