"""32 bytes as 24 English words with a checksum of 8 bits, as BIP39 has it; and what a person may have meant.

Only the words of BIP39 are used, not its seed: no passphrase, no PBKDF2. They open nothing in another program.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from functools import cache
from typing import Final

from core.codec.words import BITS, WordList, word_list, words_for
from core.errors import BadInput, InputKind

COUNT: Final = 24
ENTROPY: Final = 32  # bytes
_MOST_LIKELY = 4  # words that are offered instead of one
_BEGIN = 4  # letters that tell all words apart
_CLOSE = 0.7  # of difflib


class WordHint(StrEnum):
    """What is known of a mistake in the words of a sheet."""

    UNKNOWN = "unknown"  # this word is not in the list
    LIKELY = "likely"  # nor is this, and words like it are
    SWAPPED = "swapped"  # this word and the next
    ALIKE = "alike"  # this word is in the list; another one like it would make all right


class MisreadWord(BadInput):
    """Words that are not those of a sheet. `hint`: what is known of the mistake; `position` of the word, from 1 (0 if
    none is known); `likely`: what may be meant, the likeliest first."""

    def __init__(
        self,
        message: str,
        kind: InputKind = InputKind.SHEET_WORD,
        hint: WordHint | None = None,
        *,
        position: int = 0,
        likely: tuple[str, ...] = (),
    ) -> None:
        super().__init__(message, kind)
        self.hint, self.position, self.likely = hint, position, likely


@cache
def _places() -> dict[str, int]:
    return {word: i for i, word in enumerate(word_list(WordList.BIP39))}


def words_of_entropy(entropy: bytes) -> tuple[str, ...]:
    """The 24 words of 32 bytes."""
    return words_for(entropy + hashlib.sha256(entropy).digest()[:1], COUNT, WordList.BIP39)


def plain_word(typed: str) -> str:
    """A word as it stands in the list: NFKD, small letters, nothing around it."""
    return unicodedata.normalize("NFKD", typed).strip().lower()


def index_of(typed: str, position: int) -> int:
    """The number 0..2047 of a word; `position` counts from 1. Raises MisreadWord, with what may be meant."""
    word = plain_word(typed)
    try:
        return _places()[word]
    except KeyError:
        raise _unknown(word, position) from None


def entropy_of(words: Sequence[str], fits: Callable[[bytes], bool]) -> bytes:
    """The 32 bytes of words that are in the list, 24 of them. Raises MisreadWord where the checksum does not hold,
    with the one small mistake that explains it; `fits` says which 32 bytes could be meant."""
    numbers = [index_of(word, i) for i, word in enumerate(words, 1)]
    found = _checked(numbers)
    if found is None:
        raise _wrong_sum([plain_word(word) for word in words], fits)
    return found


def _checked(numbers: Sequence[int]) -> bytes | None:
    """What the words stand for; nothing if the last 8 bits are not the checksum of the others."""
    bits = 0
    for number in numbers:
        bits = bits << BITS | number
    entropy = (bits >> 8).to_bytes(ENTROPY, "big")
    return entropy if hashlib.sha256(entropy).digest()[0] == bits & 0xFF else None


def likely(word: str) -> tuple[str, ...]:
    """Words of the list that a person may have meant, the likeliest first."""
    known = word_list(WordList.BIP39)
    found = [other for other in known if one_apart(word, other)]
    found += [other for other in known if len(word) >= _BEGIN and other[:_BEGIN] == word[:_BEGIN]]
    found += [other for other in known if word and len(word) < _BEGIN and other.startswith(word)]
    from difflib import get_close_matches  # slow to load, and every program names these mistakes

    found += get_close_matches(word, known, _MOST_LIKELY, _CLOSE)
    return tuple(dict.fromkeys(found))[:_MOST_LIKELY]


def one_apart(a: str, b: str) -> bool:
    """Whether one letter was changed, left out, added, or exchanged with the next."""
    if len(a) == len(b):
        odd = [i for i in range(len(a)) if a[i] != b[i]]
        return len(odd) == 1 or (
            len(odd) == 2 and odd[1] == odd[0] + 1 and a[odd[0]] + a[odd[1]] == b[odd[1]] + b[odd[0]]
        )
    short, long = sorted((a, b), key=len)
    return len(long) == len(short) + 1 and any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


def _unknown(word: str, position: int) -> MisreadWord:
    meant = likely(word)
    told = f"; did you mean {', '.join(meant)}?" if meant else "; look at the sheet again"
    hint = WordHint.LIKELY if meant else WordHint.UNKNOWN
    return MisreadWord(
        f"word {position} is not in the list of words that sheets use{told}",
        InputKind.SHEET_WORD,
        hint,
        position=position,
        likely=meant,
    )


def _wrong_sum(words: list[str], fits: Callable[[bytes], bool]) -> MisreadWord:
    """The error of words that do not belong together; with a hint if just one small mistake explains it."""
    found = []
    for hint, position, meant, numbers in _mistakes(words):
        entropy = _checked(numbers)
        if entropy is not None and fits(entropy):
            found.append((hint, position, meant))
    text = "the words are all in the list and do not belong together"
    if len(found) != 1:
        return MisreadWord(
            f"{text}: one is wrong, or two have changed places; compare them with the sheet one by one",
            InputKind.SHEET_CHECKSUM,
        )
    ((hint, position, meant),) = found
    guess = {
        WordHint.SWAPPED: f"words {position} and {position + 1} may have changed places",
        WordHint.ALIKE: f"word {position} may be {meant}",
    }[hint]
    return MisreadWord(
        f"{text}; {guess}: look at the sheet",
        InputKind.SHEET_CHECKSUM,
        hint,
        position=position,
        likely=(meant,) if meant else (),
    )


def _mistakes(words: list[str]) -> Iterator[tuple[WordHint, int, str, list[int]]]:
    """Each small mistake that may be: which, at what word (from 1), the word meant, and the numbers then."""
    numbers = [_places()[word] for word in words]
    for i in range(COUNT - 1):
        if numbers[i] != numbers[i + 1]:
            yield WordHint.SWAPPED, i + 1, "", [*numbers[:i], numbers[i + 1], numbers[i], *numbers[i + 2 :]]
    for i, word in enumerate(words):
        for other, number in _places().items():
            if one_apart(word, other):
                yield WordHint.ALIKE, i + 1, other, [*numbers[:i], number, *numbers[i + 1 :]]
