"""Bech32m (BIP350) over whole bytes, without the length limit of addresses: a cut or altered text is noticed."""

from __future__ import annotations

from core.errors import BadInput

ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
CONSTANT = 0x2BC830A3
GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
CHECKSUM = 6  # characters


def _polymod(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for i in range(5):
            if top >> i & 1:
                check ^= GENERATOR[i]
    return check


def _expand(prefix: str) -> list[int]:
    return [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]


def encode(prefix: str, data: bytes) -> str:
    """prefix, "1", the data in groups of five bits, six characters of checksum."""
    bits = int.from_bytes(data, "big") << (-8 * len(data) % 5)
    count = (8 * len(data) + 4) // 5
    values = [bits >> 5 * (count - 1 - i) & 31 for i in range(count)]
    check = _polymod([*_expand(prefix), *values, *[0] * CHECKSUM]) ^ CONSTANT
    values += [check >> 5 * (CHECKSUM - 1 - i) & 31 for i in range(CHECKSUM)]
    return prefix + "1" + "".join(ALPHABET[value] for value in values)


def decode(prefix: str, text: str) -> bytes:
    """The data. Raises BadInput: another prefix, or cut or altered."""
    if text != text.lower() and text != text.upper():
        raise BadInput("upper and lower case are mixed; copy the text again")
    text = text.lower()
    if not text.startswith(prefix + "1"):
        raise BadInput(f"the text does not begin with {prefix}1; copy all of it")
    body = text[len(prefix) + 1 :]
    if any(c not in ALPHABET for c in body) or len(body) < CHECKSUM:
        raise BadInput("the text was cut or altered; copy all of it again")
    values = [ALPHABET.index(c) for c in body]
    if _polymod([*_expand(prefix), *values]) != CONSTANT:
        raise BadInput("the text was cut or altered; copy all of it again")
    values = values[:-CHECKSUM]
    spare = 5 * len(values) % 8
    bits = 0
    for value in values:
        bits = bits << 5 | value
    if spare >= 5 or bits & ((1 << spare) - 1):
        raise BadInput("the text was cut or altered; copy all of it again")
    return (bits >> spare).to_bytes(5 * len(values) // 8, "big")
