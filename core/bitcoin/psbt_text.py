"""A PSBT as people bring it: binary, base64 or hexadecimal, in whatever text their programs write. For the wallet's
edge alone: what is sent to the co-signer is binary, and psbt.py reads it strictly."""

from __future__ import annotations

import base64
import binascii

from core.bitcoin.psbt import MAGIC
from core.codec.text import text_of
from core.errors import BadInput, InputKind

_QUOTES = "\"'`"  # as copied out of JSON or a chat


def psbt_in(data: bytes) -> bytes:
    """The binary form. BadInput if it is none."""
    if data.startswith(MAGIC):
        return data
    text = _compact(data)
    found = _from_hex(text) or _from_base64(text)
    if not found.startswith(MAGIC):
        raise BadInput("this is not a PSBT: neither binary nor base64 nor hexadecimal", InputKind.PSBT)
    return found


def transaction_in(data: bytes) -> bytes:
    """What may be sent to the network: a PSBT in any form, a transaction as binary or hexadecimal; else as it came."""
    try:
        return psbt_in(data)
    except BadInput:
        return _from_hex(_compact(data)) or data


def _compact(data: bytes) -> str:
    """A text without byte order mark, quotes and what wraps its lines; empty if it is none."""
    try:
        return "".join(text_of(data).split()).strip(_QUOTES)
    except UnicodeDecodeError:
        return ""


def _from_hex(text: str) -> bytes:
    try:
        return binascii.unhexlify(text)
    except ValueError:
        return b""


def _from_base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return b""
