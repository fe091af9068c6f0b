"""The four words of a pairing: 2048 words of our own, none of them in the list that recovery sheets use."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from core.crypto.rng import Rng
from core.errors import StorageError, StorageKind

FILE = Path(__file__).parents[3] / "resources" / "words" / "tandem.txt"
BITS, COUNT = 11, 4  # bits of a word, words of a pairing
LINES = 4  # of which the person picks the right one


@cache
def word_list() -> tuple[str, ...]:
    """The 2048 words. StorageError if the program was not installed whole."""
    try:
        words = tuple(FILE.read_text(encoding="ascii").split())
    except (OSError, ValueError):
        words = ()
    if len(set(words)) != 1 << BITS:
        raise StorageError("the list of words is missing or damaged; install the program again", StorageKind.CORRUPT)
    return words


def words_of(digest: bytes) -> tuple[str, ...]:
    """The words that the first 44 bits of a hash stand for."""
    bits = int.from_bytes(digest, "big") >> 8 * len(digest) - BITS * COUNT
    return tuple(word_list()[bits >> BITS * (COUNT - 1 - i) & (1 << BITS) - 1] for i in range(COUNT))


def word_lines(words: tuple[str, ...], rng: Rng) -> tuple[list[str], int]:
    """Four lines, one of them `words` and three random that share no word with another; and which is right."""
    lines = [words]
    while len(lines) < LINES:
        other = words_of(rng.bytes("words that are not ours", 32))
        if not set(other) & {word for line in lines for word in line}:
            lines.append(other)
    right = rng.bytes("the place of the right line", 1)[0] % LINES
    lines[0], lines[right] = lines[right], lines[0]
    return [" ".join(line) for line in lines], right
