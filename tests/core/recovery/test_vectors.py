"""The same copies as ever from the same randomness; core/spec/recovery.md alone is enough to check and open them."""

from __future__ import annotations

import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

import pytest
from coincurve import PrivateKey, PublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from embit import bip39

from tests.support.sealed_vectors import record

STORED: dict[str, Any] = json.loads((Path(__file__).parents[2] / "vectors" / "sealed_copy.json").read_text())
ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
SEALED = slice(-64 - 14368, -64)


def test_they_are_the_same() -> None:
    assert record() == STORED


def of(role: str, name: str) -> bytes:
    return bytes.fromhex(STORED[role][name])


# ------------------------------------------------------------------ once more, from the page alone
def framed(tag: str, *parts: bytes) -> bytes:
    return bytes([len(tag)]) + tag.encode() + b"".join(len(part).to_bytes(8, "big") + part for part in parts)


def H(tag: str, *parts: bytes) -> bytes:
    return hashlib.sha256(framed(tag, *parts)).digest()


def hkdf(key: bytes, salt: bytes, info: bytes) -> bytes:
    return hmac.digest(hmac.digest(salt, key, "sha256"), info + b"\x01", "sha256")


def cell(label: bytes, place: tuple[bytes, ...], seed: bytes, PK: bytes, content: bytes) -> bytes:
    esk = X25519PrivateKey.from_private_bytes(H("seal/esk", label, *place, seed))
    epk, where = esk.public_key().public_bytes_raw(), framed("seal/k", label, *place)
    k = hkdf(esk.exchange(X25519PublicKey.from_public_bytes(PK)), epk + PK, where)
    return epk + ChaCha20Poly1305(k).encrypt(bytes(12), content, where)


def opened(label: bytes, place: tuple[bytes, ...], key: bytes, PK: bytes, sealed: bytes) -> bytes:
    own, epk, where = X25519PrivateKey.from_private_bytes(key), sealed[:32], framed("seal/k", label, *place)
    k = hkdf(own.exchange(X25519PublicKey.from_public_bytes(epk)), epk + PK, where)
    return ChaCha20Poly1305(k).decrypt(bytes(12), sealed[32:], where)


def rows(proof: bytes) -> list[tuple[int, bytes, bytes]]:
    found = []
    for i in range(128):
        at = 32 + 112 * i
        found.append((proof[i // 8] >> i % 8 & 1, proof[at : at + 32], proof[at + 32 : at + 112]))
    return found


def mask(label: bytes, i: int, seed: bytes) -> int:
    return int.from_bytes(hashlib.sha512(framed("seal/share", label, bytes([i]), seed)).digest(), "big") % ORDER


@pytest.mark.parametrize(("role", "number"), [("P1", 1), ("P2", 2)])
def test_keys_follow_from_words(role: str, number: int) -> None:
    entropy = bip39.mnemonic_to_bytes(STORED[role]["words"])
    assert entropy == of(role, "entropy")
    assert entropy[0] >> 4 == number
    seal = hkdf(entropy, b"tandem/sheet/1", b"seal" + bytes([number]))
    auth = hkdf(entropy, b"tandem/sheet/1", b"auth" + bytes([number]))
    assert (seal, auth) == (of(role, "seal key"), of(role, "authentication key"))
    assert X25519PrivateKey.from_private_bytes(seal).public_key().public_bytes_raw() == of(role, "spk")
    assert Ed25519PrivateKey.from_private_bytes(auth).public_key().public_bytes_raw() == of(role, "apk")
    ours = (Path(__file__).parents[3] / "resources" / "words" / "tandem.txt").read_text().split()
    bits = f"{int.from_bytes(H('sheet/fingerprint', of(role, 'spk'), of(role, 'apk')), 'big'):0256b}"
    assert STORED[role]["fingerprint"] == " ".join(ours[int(bits[at : at + 11], 2)] for at in range(0, 132, 11))


@pytest.mark.parametrize(("role", "number"), [("P1", 1), ("P2", 2)])
def test_a_copy_is_what_the_page_says(role: str, number: int) -> None:
    PK, message = of(role, "spk"), of(role, "message")
    copy, chain_seed = message[:-32], message[-32:]
    Ed25519PublicKey.from_public_bytes(of(role, "apk")).verify(copy[-64:], H("seal/copy", copy[:-64]))
    head = bytes([2]) + b"\x09secp256k1" + b"\x07regtest"
    assert copy.startswith(head)
    sizes = {"key_id": 32, "role": 1, "epoch": 4, "T": 32, "Q": 33, "X": 33, "purpose": 1}
    end = len(head) + sum(sizes.values())
    subject = copy[1:end]
    X, sheet = subject[-34:-1], copy[end : end + 64]
    assert subject[-1] == 1  # of a run
    assert sheet == PK + of(role, "apk")
    assert subject[len(head) - 1 + 32] == number
    assert PrivateKey(of(role, "share")).public_key.format() == X
    label = H("seal/label", b"\x02", subject, sheet)
    assert label == of(role, "label")
    chain = bytes.fromhex(STORED["chain code"])
    assert copy[end + 80 : end + 160] == cell(label, (b"chain",), chain_seed, PK, chain)
    Q = subject[-67:-34]
    assert subject[len(head) - 1 :][:32] == H("2p/keyid", b"regtest", Q, chain)

    proof = copy[SEALED]
    points, cells, found = [], [], set()
    for i, (b, shown, sealed) in enumerate(rows(proof)):
        scalar = int.from_bytes(shown, "big") if b else mask(label, i, shown)
        content = scalar.to_bytes(32, "big")
        point = PrivateKey(content).public_key.format()
        if b:
            minus_X = PublicKey(bytes([X[0] ^ 1]) + X[1:])
            point = PublicKey.combine_keys([PublicKey(point), minus_X]).format()
            r = opened(label, (bytes([i]),), of(role, "seal key"), PK, sealed)
            assert PrivateKey(r).public_key.format() == point
            found.add((scalar - int.from_bytes(r, "big")) % ORDER)
        else:
            assert sealed == bytes(80)
            sealed = cell(label, (bytes([i]),), shown, PK, content)
        points.append(point)
        cells.append(sealed)
    assert proof[:32] == H("seal/fs", label, PK, X, b"".join(points), b"".join(cells))
    assert found == {int.from_bytes(of(role, "share"), "big")}
