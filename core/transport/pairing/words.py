"""The four words of a pairing: of the list of our own, none of them in the list that recovery sheets use."""

from __future__ import annotations

from core.codec.words import words_for
from core.crypto.rng import Rng

COUNT = 4  # words of a pairing: 44 bits
LINES = 4  # of which the person picks the right one


def words_of(digest: bytes) -> tuple[str, ...]:
    """The words that the first 44 bits of a hash stand for."""
    return words_for(digest, COUNT)


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
