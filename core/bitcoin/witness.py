"""Whether an input carries the signature of the key that it spends from."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from core.bitcoin.hashes import hash160
from core.bitcoin.script import ScriptKind, kind_of, wpkh
from core.bitcoin.sighash import SIGHASH_ALL, Sighashes
from core.bitcoin.taproot_sighash import TaprootSighashes
from core.bitcoin.tx import TxIn, TxOut
from core.crypto.secp256k1 import Point, q, verify, verify_schnorr
from core.errors import Cheat, PeerFault


def is_signed_by_key_path(part: TxIn, i: int, spent: TxOut, sighashes: TaprootSighashes) -> bool:
    """The same of kind tr, with a signature of SIGHASH_DEFAULT: no wallet of ours makes another."""
    if len(part.witness) != 1 or part.script or kind_of(spent.script) is not ScriptKind.TR:
        return False
    try:
        verify_schnorr(spent.script[2:], sighashes.digest(i), part.witness[0])
    except Cheat:
        return False
    return True


def is_signed(part: TxIn, i: int, spent: TxOut, sighashes: Sighashes) -> bool:
    """Whether input `i`, which is `part` and spends `spent`, has a valid signature of SIGHASH_ALL.

    A signature whose s is in the upper half counts: anybody may turn one into the other.
    """
    if len(part.witness) != 2 or part.script:
        return False
    signature, public_key = part.witness
    pubkey_hash = hash160(public_key)
    if spent.script != wpkh(pubkey_hash) or signature[-1:] != bytes([SIGHASH_ALL]):
        return False
    try:
        r, s = decode_dss_signature(signature[:-1])
        verify(Point.parse(public_key), sighashes.digest(i, pubkey_hash), r, min(s, q - s))
    except (ValueError, Cheat, PeerFault):
        return False
    return True
