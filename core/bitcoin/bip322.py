"""Signed messages of BIP322, in its form "simple": that who can spend from an address says this text.

What is signed is a transaction that nobody can send: `to_sign` spends `to_spend`, which spends nothing that exists.
Neither has a real input, so a signature on it moves no coins. Another form ("full", proof of funds) is never made: its
inputs may be real. Written is the witness in base64, without a prefix; read is that, and the same with `smp` before it.
"""

from __future__ import annotations

import base64
import binascii
from typing import Final, NoReturn

from core.bitcoin.address import script_of
from core.bitcoin.networks import NETWORKS
from core.bitcoin.script import ScriptKind, kind_of
from core.bitcoin.sighash import SIGHASH_ALL, Sighashes
from core.bitcoin.taproot_sighash import TaprootSighashes
from core.bitcoin.tx import OutPoint, Transaction, TxIn, TxOut
from core.bitcoin.wire import Reader, compact_size, string
from core.bitcoin.witness import is_signed, is_signed_by_key_path
from core.crypto.bip340 import bip340_hash
from core.errors import BadInput, InputKind

MOST_TEXT: Final = 4096  # bytes
MOST_SIGNATURE: Final = 1024  # characters of one that is read
PREFIX: Final = "smp"  # of the form "simple", where a program writes it
NOWHERE: Final = OutPoint(bytes(32), 0xFFFFFFFF)
OP_RETURN: Final = b"\x6a"


def must_be_a_message(text: bytes) -> str:
    """What is signed, as it is shown. BadInput for anything but valid UTF-8 of a length that a person reads."""
    if len(text) > MOST_TEXT:
        raise BadInput(f"a message has at most {MOST_TEXT} bytes", InputKind.MESSAGE)
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError:
        raise BadInput("a message is text in UTF-8; these bytes are none", InputKind.MESSAGE) from None


def to_spend(script: bytes, text: bytes) -> Transaction:
    """What is spent: it pays nothing to the address, and commits to the text."""
    commits = b"\x00\x20" + bip340_hash("BIP0322-signed-message", text)
    return Transaction(0, (TxIn(NOWHERE, commits, 0),), (TxOut(0, script),), 0)


def to_sign(script: bytes, text: bytes, witness: tuple[bytes, ...] = ()) -> Transaction:
    """What is signed."""
    spent = OutPoint(to_spend(script, text).txid, 0)
    return Transaction(0, (TxIn(spent, b"", 0, witness),), (TxOut(0, OP_RETURN),), 0)


def digest(script: bytes, text: bytes) -> bytes:
    """32 bytes that the key of an address of kind wpkh or tr signs."""
    signed = to_sign(script, text)
    if kind_of(script) is ScriptKind.TR:
        return TaprootSighashes(signed, [TxOut(0, script)]).digest(0)
    return Sighashes(signed, [0]).digest(0, script[2:])


def signature(script: bytes, made: bytes, public_key: bytes) -> str:
    """What was made of the digest, as the world reads it. `made`: strict DER for kind wpkh, 64 bytes for kind tr."""
    if kind_of(script) is ScriptKind.TR:
        return written((made,))
    return written((made + bytes([SIGHASH_ALL]), public_key))


def written(witness: tuple[bytes, ...]) -> str:
    """A witness in base64."""
    return base64.b64encode(compact_size(len(witness)) + b"".join(map(string, witness))).decode()


def read(text: str) -> tuple[bytes, ...]:
    """The witness of a signature. Raises BadInput."""
    bare = text.strip().removeprefix(PREFIX)
    if not bare or len(bare) > MOST_SIGNATURE:
        _no("it has no possible length")
    try:
        data = base64.b64decode(bare, validate=True)
    except (binascii.Error, ValueError):
        _no("it is not in base64")
    reader = Reader(data, "this is no signature of a message: it", InputKind.MESSAGE_SIGNATURE)
    witness = tuple(reader.string() for _ in range(min(reader.compact(), 100)))
    reader.end()
    return witness


def verify(address: str, text: bytes, signed: str) -> None:
    """Accept that who can spend from an address has signed this text. BadInput where they have not, and for an address
    of a kind whose signatures this program does not read."""
    must_be_a_message(text)
    script, witness = _script_of(address), read(signed)
    tx, spent = to_sign(script, text, witness), TxOut(0, script)
    match kind_of(script):
        case ScriptKind.WPKH:
            ok = is_signed(tx.inputs[0], 0, spent, Sighashes(tx, [0]))
        case ScriptKind.TR:
            ok = is_signed_by_key_path(tx.inputs[0], 0, spent, TaprootSighashes(tx, [spent]))
        case _:
            raise BadInput("messages of addresses of this kind are not read by this program", InputKind.MESSAGE_ADDRESS)
    if not ok:
        _no("it is of another text, or of another address")


def _script_of(address: str) -> bytes:
    """Of whatever network: the text says nothing of it, and a script is the same on all."""
    begins = address.strip().lower()
    names = (name for name, found in NETWORKS.items() if begins.startswith(f"{found.hrp}1"))
    return script_of(address.strip(), next(names, "bitcoin"))


def _no(why: str) -> NoReturn:
    raise BadInput(f"this is no signature of this message: {why}", InputKind.MESSAGE_SIGNATURE)
