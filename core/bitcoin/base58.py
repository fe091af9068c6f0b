"""Base58Check: version and payload with four bytes of checksum, in an alphabet without look-alikes."""

from __future__ import annotations

from core.bitcoin.hashes import sha256d
from core.errors import BadInput

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_VALUE = {character: value for value, character in enumerate(_ALPHABET)}
_LONGEST = 120  # an extended key has 111 characters


def encode(payload: bytes) -> str:
    """Text of `payload` with its checksum."""
    data = payload + sha256d(payload)[:4]
    number = int.from_bytes(data, "big")
    text = ""
    while number:
        number, digit = divmod(number, 58)
        text = _ALPHABET[digit] + text
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + text


def decode(text: str) -> bytes:
    """The payload, checksum verified and removed. Raises BadInput."""
    if len(text) > _LONGEST or not all(character in _VALUE for character in text):
        raise BadInput("this is not Base58: it is too long, or has a character that Base58 does not use")
    number = 0
    for character in text:
        number = 58 * number + _VALUE[character]
    zeros = len(text) - len(text.lstrip("1"))
    data = bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")
    if len(data) < 4 or sha256d(data[:-4])[:4] != data[-4:]:
        raise BadInput("a character is wrong or missing: the checksum does not fit; copy it again")
    return data[:-4]
