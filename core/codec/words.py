"""Bits as words that people read out, write down and compare: 2048 words a list, 11 bits a word."""

from __future__ import annotations

import hashlib
from enum import StrEnum
from functools import cache
from pathlib import Path

from core.errors import StorageError, StorageKind

BITS = 11  # of a word
FOLDER = Path(__file__).parents[2] / "resources" / "words"


class WordList(StrEnum):
    """The lists; they share no word, so that nobody takes what is compared for what is kept secret."""

    TANDEM = "tandem"  # our own: what two screens, or a screen and a paper, are compared by
    BIP39 = "bip39"  # English, of BIP39: what a recovery sheet is written in


# SHA-256 of the files; a paper that was written from another list opens nothing.
_DIGESTS = {
    WordList.TANDEM: "9bfea6c5c32efbf032514eaea118900497ef021a29fa04b99714d58eab3eb785",
    WordList.BIP39: "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda",
}


@cache
def word_list(name: WordList) -> tuple[str, ...]:
    """The 2048 words in their order. StorageError if the program was not installed whole."""
    try:
        data = (FOLDER / f"{name}.txt").read_bytes()
    except OSError:
        data = b""
    if hashlib.sha256(data).hexdigest() != _DIGESTS[name]:
        raise StorageError("a list of words is missing or damaged; install the program again", StorageKind.CORRUPT)
    return tuple(data.decode("ascii").split())


def words_for(data: bytes, count: int, name: WordList = WordList.TANDEM) -> tuple[str, ...]:
    """The `count` words that the first 11 * count bits of `data` stand for."""
    words, bits = word_list(name), int.from_bytes(data, "big") >> 8 * len(data) - BITS * count
    return tuple(words[bits >> BITS * (count - 1 - i) & (1 << BITS) - 1] for i in range(count))
