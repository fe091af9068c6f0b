"""Bech32m (BIP350) over whole bytes, without the length limit of addresses: a cut or altered text is noticed."""

from __future__ import annotations

from core.bitcoin import bech32
from core.errors import BadInput


def encode(prefix: str, data: bytes) -> str:
    """prefix, "1", the data in groups of five bits, six characters of checksum."""
    return bech32.encode(prefix, bech32.to_fives(data), bech32.BECH32M)


def decode(prefix: str, text: str) -> bytes:
    """The data. Raises BadInput: another prefix, or cut or altered."""
    if not text.lower().startswith(prefix + "1"):
        raise BadInput(f"the text does not begin with {prefix}1; copy all of it")
    try:
        found, values, constant = bech32.decode(text, longest=len(text))
        if (found, constant) == (prefix, bech32.BECH32M):
            return bech32.from_fives(values)
    except BadInput:  # it speaks of addresses
        pass
    raise BadInput("the text was cut or altered; copy all of it again")
