"""The two lists of words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from embit.wordlists.bip39 import WORDLIST

from core.codec import words
from core.codec.words import WordList, word_list, words_for
from core.errors import StorageError


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for the lists, of which nothing was read before and is remembered after."""
    monkeypatch.setattr(words, "FOLDER", tmp_path)
    word_list.cache_clear()
    yield tmp_path
    word_list.cache_clear()


def test_they_share_no_word() -> None:
    ours, sheets = set(word_list(WordList.TANDEM)), set(word_list(WordList.BIP39))
    assert len(ours) == len(sheets) == 2048
    assert not ours & sheets
    assert list(word_list(WordList.BIP39)) == WORDLIST


def test_a_list_that_is_not_whole(elsewhere: Path) -> None:
    with pytest.raises(StorageError):
        word_list(WordList.BIP39)
    (elsewhere / "bip39.txt").write_text("\n".join([*WORDLIST[:-1], "zzz"]) + "\n")
    with pytest.raises(StorageError):
        word_list(WordList.BIP39)


def test_words_are_the_first_bits() -> None:
    known = word_list(WordList.BIP39)
    assert words_for(bytes(2), 1, WordList.BIP39) == known[:1]
    assert words_for(b"\x00\x3f\xff", 2, WordList.BIP39) == (known[1], known[2047])
