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
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from embit import bip39

from tests.support.sealed_vectors import record

STORED: dict[str, Any] = json.loads((Path(__file__).parents[2] / "vectors" / "sealed_copy.json").read_text())
ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
SEALED = slice(-64 - 8224, -64)


def test_they_are_the_same() -> None:
    assert record() == STORED


def of(role: str, name: str) -> bytes:
    return bytes.fromhex(STORED[role][name])


# ------------------------------------------------------------------ once more, from the page alone
def framed(tag: str, *parts: bytes) -> bytes:
    return bytes([len(tag)]) + tag.encode() + b"".join(len(part).to_bytes(8, "big") + part for part in parts)


def H(tag: str, *parts: bytes) -> bytes:
    return hashlib.sha256(framed(tag, *parts)).digest()


def Hq(tag: str, *parts: bytes) -> int:
    return int.from_bytes(hashlib.sha512(framed(tag, *parts)).digest(), "big") % ORDER


def hkdf(key: bytes, salt: bytes, info: bytes, blocks: int = 1) -> bytes:
    prk, made = hmac.digest(salt, key, "sha256"), [b""]
    for n in range(1, blocks + 1):
        made.append(hmac.digest(prk, made[-1] + info + bytes([n]), "sha256"))
    return b"".join(made)


def even(k: int) -> PrivateKey:
    """The key whose point has an even y, as in BIP340."""
    found = PrivateKey(k.to_bytes(32, "big"))
    return found if found.public_key.format()[0] == 2 else PrivateKey((ORDER - k).to_bytes(32, "big"))


def ecdh(key: PrivateKey, point: bytes) -> bytes:
    return hashlib.sha256(PublicKey(point).multiply(key.secret).format()).digest()


def cell(label: bytes, place: tuple[bytes, ...], seed: bytes, PK: bytes, content: bytes) -> bytes:
    esk = even(Hq("seal/esk", label, *place, seed))
    epk, where = esk.public_key.format()[1:], framed("seal/k", label, *place)
    k = hkdf(ecdh(esk, b"\x02" + PK), epk + PK, where)
    return epk + ChaCha20Poly1305(k).encrypt(bytes(12), content, where)


def pad(label: bytes, PK: bytes, i: int, R: bytes, z: bytes) -> int:
    return int.from_bytes(H("seal/pad", label, PK, bytes([i]), R, z), "big")


def rows(proof: bytes) -> list[tuple[int, bytes, bytes]]:
    found = []
    for i in range(128):
        at = 32 + 64 * i
        found.append((proof[i // 8] >> i % 8 & 1, proof[at : at + 32], proof[at + 32 : at + 64]))
    return found


@pytest.mark.parametrize(("role", "number"), [("P1", 1), ("P2", 2)])
def test_keys_follow_from_words(role: str, number: int) -> None:
    entropy = bip39.mnemonic_to_bytes(STORED[role]["words"])
    assert entropy == of(role, "entropy")
    assert entropy[0] >> 4 == number
    wide = hkdf(entropy, b"tandem/sheet/2", b"seal" + bytes([number]), 2)
    seal = (int.from_bytes(wide, "big") % ORDER).to_bytes(32, "big")
    auth = hkdf(entropy, b"tandem/sheet/2", b"auth" + bytes([number]))
    assert (seal, auth) == (of(role, "seal key"), of(role, "authentication key"))
    assert PrivateKey(seal).public_key.format()[1:] == of(role, "spk")
    assert Ed25519PrivateKey.from_private_bytes(auth).public_key().public_bytes_raw() == of(role, "apk")
    ours = (Path(__file__).parents[3] / "resources" / "words" / "tandem.txt").read_text().split()
    bits = f"{int.from_bytes(H('sheet/fingerprint', of(role, 'spk'), of(role, 'apk')), 'big'):0256b}"
    assert STORED[role]["fingerprint"] == " ".join(ours[int(bits[at : at + 11], 2)] for at in range(0, 132, 11))


@pytest.mark.parametrize(("role", "number"), [("P1", 1), ("P2", 2)])
def test_a_copy_is_what_the_page_says(role: str, number: int) -> None:
    PK, message = of(role, "spk"), of(role, "message")
    copy, chain_seed = message[:-32], message[-32:]
    Ed25519PublicKey.from_public_bytes(of(role, "apk")).verify(copy[-64:], H("seal/copy", copy[:-64]))
    head = bytes([3]) + b"\x09secp256k1" + b"\x07regtest"
    assert copy.startswith(head)
    sizes = {"key_id": 32, "role": 1, "epoch": 4, "T": 32, "Q": 33, "X": 33, "others": 128, "purpose": 1}
    end = len(head) + sum(sizes.values())
    subject = copy[1:end]
    X, others, sheet = subject[-162:-129], subject[-129:-1], copy[end : end + 64]
    other = "P1" if role == "P2" else "P2"
    assert others == of(other, "spk") + of(other, "apk") + bytes(64)  # in force, and none to come
    assert subject[-1] == 1  # of a run
    assert sheet == PK + of(role, "apk")
    assert subject[len(head) - 1 + 32] == number
    assert PrivateKey(of(role, "share")).public_key.format() == X
    label = H("seal/label", b"\x03", subject, sheet)
    assert label == of(role, "label")
    chain = bytes.fromhex(STORED["chain code"])
    assert copy[end + 80 : end + 160] == cell(label, (b"chain",), chain_seed, PK, chain)
    Q = subject[-195:-162]
    assert subject[len(head) - 1 :][:32] == H("2p/keyid", b"regtest", Q, chain)

    proof, own = copy[SEALED], even(int.from_bytes(of(role, "seal key"), "big"))
    points, hidden, found = [], [], set()
    for i, (b, shown, sealed) in enumerate(rows(proof)):
        if b:
            minus_X = PublicKey(bytes([X[0] ^ 1]) + X[1:])
            point = PublicKey.combine_keys([PrivateKey(shown).public_key, minus_X]).format()
            r = int.from_bytes(sealed, "big") ^ pad(label, PK, i, point, ecdh(own, point))
            assert PrivateKey(r.to_bytes(32, "big")).public_key.format() == point
            found.add((int.from_bytes(shown, "big") - r) % ORDER)
        else:
            assert sealed == bytes(32)
            r = Hq("seal/share", label, bytes([i]), shown)
            mask = PrivateKey(r.to_bytes(32, "big"))
            point = mask.public_key.format()
            sealed = (r ^ pad(label, PK, i, point, ecdh(mask, b"\x02" + PK))).to_bytes(32, "big")
        points.append(point)
        hidden.append(sealed)
    assert proof[:32] == H("seal/fs", label, PK, X, b"".join(points), b"".join(hidden))
    assert found == {int.from_bytes(of(role, "share"), "big")}
