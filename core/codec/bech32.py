"""Bech32 (BIP173) and Bech32m (BIP350): the segwit addresses written in them, and whole bytes of any length."""

from __future__ import annotations

from collections.abc import Iterable

from core.errors import BadInput

ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
BECH32 = 1
BECH32M = 0x2BC830A3


def _polymod(values: Iterable[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for i, term in enumerate(_GENERATOR):
            if top >> i & 1:
                check ^= term
    return check


def _expanded(hrp: str) -> list[int]:
    return [ord(c) >> 5 for c in hrp] + [0] + [ord(c) & 31 for c in hrp]


def encode(hrp: str, values: list[int], constant: int) -> str:
    """`hrp`, a separator, five-bit `values` and their checksum."""
    check = _polymod([*_expanded(hrp), *values, 0, 0, 0, 0, 0, 0]) ^ constant
    checksum = [check >> 5 * (5 - i) & 31 for i in range(6)]
    return hrp + "1" + "".join(ALPHABET[value] for value in [*values, *checksum])


def decode(text: str, longest: int = 90) -> tuple[str, list[int], int]:
    """(hrp, five-bit values, constant) of a string of at most `longest` characters. Raises BadInput."""
    if text != text.lower() and text != text.upper():
        raise BadInput("it mixes capital and small letters; copy it again")
    hrp, separator, tail = text.lower().rpartition("1")
    printable = all(33 <= ord(c) <= 126 for c in text)
    if not (printable and separator and len(hrp) >= 1 and len(tail) >= 6 and len(text) <= longest):
        raise BadInput("its form or its length is wrong; copy it again")
    if not all(c in _VALUE for c in tail):
        raise BadInput("it has a character that never stands there; copy it again")
    values = [_VALUE[c] for c in tail]
    constant = _polymod([*_expanded(hrp), *values])
    if constant not in (BECH32, BECH32M):
        raise BadInput("a character is wrong or missing: the checksum does not fit; copy it again")
    return hrp, values[:-6], constant


def to_fives(data: bytes) -> list[int]:
    """Bytes as five-bit values, padded with zero bits."""
    size = (8 * len(data) + 4) // 5
    number = int.from_bytes(data, "big") << (5 * size - 8 * len(data))
    return [number >> 5 * (size - 1 - i) & 31 for i in range(size)]


def from_fives(values: list[int]) -> bytes:
    """Five-bit values as bytes; at most four bits of padding, all zero. Raises BadInput."""
    number = 0
    for value in values:
        number = number << 5 | value
    size, padding = divmod(5 * len(values), 8)
    if padding > 4 or number & ((1 << padding) - 1):
        raise BadInput("its padding is wrong; copy it again")
    return (number >> padding).to_bytes(size, "big")


def encode_program(hrp: str, version: int, program: bytes) -> str:
    """The address of a witness program."""
    return encode(hrp, [version, *to_fives(program)], BECH32M if version else BECH32)


def decode_program(text: str) -> tuple[str, int, bytes]:
    """(hrp, version, program) of a segwit address. Raises BadInput."""
    hrp, values, constant = decode(text)
    if not values or values[0] > 16:
        raise BadInput("its witness version does not exist")
    version, program = values[0], from_fives(values[1:])
    if constant != (BECH32M if version else BECH32):
        raise BadInput("its checksum is of the wrong kind for its witness version; ask for a new one")
    if not 2 <= len(program) <= 40 or (version == 0 and len(program) not in (20, 32)):
        raise BadInput("its length does not fit its witness version; copy it again")
    return hrp, version, program


def encode_bytes(prefix: str, data: bytes, constant: int = BECH32M) -> str:
    """Bech32m, or another, without the length limit of addresses: a cut or altered text is noticed."""
    return encode(prefix, to_fives(data), constant)


def decode_bytes(prefix: str, text: str, constant: int = BECH32M) -> bytes:
    """The data of `encode_bytes`. Raises BadInput: another prefix, or cut or altered."""
    if not text.lower().startswith(prefix + "1"):
        raise BadInput(f"the text does not begin with {prefix}1; copy all of it")
    try:
        found, values, check = decode(text, longest=len(text))
        if (found, check) == (prefix, constant):
            return from_fives(values)
    except BadInput:  # it speaks of addresses
        pass
    raise BadInput("the text was cut or altered; copy all of it again")
