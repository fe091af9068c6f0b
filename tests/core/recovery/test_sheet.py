"""A sheet: its words and keys, and what is said of words that are not those of a sheet."""

from __future__ import annotations

import pytest
from embit import bip39

from core.codec.words import WordList, word_list
from core.errors import BadInput, InputKind
from core.recovery.seed_words import MisreadWord, WordHint
from core.recovery.sheet import NO_SHEET, Sheet, role_of_first_word
from core.role import Role
from tests.support.ot import SeededRng
from tests.support.sealed import SHEETS


def words_of(role: Role) -> list[str]:
    return list(SHEETS[role].words.reveal())


@pytest.mark.parametrize("role", Role)
def test_words_are_those_of_bip39(role: Role) -> None:
    words = words_of(role)
    assert len(words) == 24
    assert bip39.mnemonic_to_bytes(" ".join(words)) == SHEETS[role].entropy.reveal()
    again = Sheet.read([f" {word.upper()}" for word in words], role)
    assert again.public == SHEETS[role].public != NO_SHEET
    assert again.public.made
    assert not NO_SHEET.made


def test_the_first_word_says_whose_sheet_it_is() -> None:
    known = word_list(WordList.BIP39)
    for number, word in enumerate(known):
        if number >> 7 in (1, 2):
            assert role_of_first_word(word) == number >> 7
        else:
            with pytest.raises(BadInput) as caught:
                role_of_first_word(word)
            assert caught.value.kind is InputKind.SHEET_FOREIGN
    for i in range(50):
        for role in Role:
            assert role_of_first_word(Sheet.make(role, SeededRng(f"first {i}")).words.reveal()[0]) is role


@pytest.mark.parametrize(("role", "kind"), [(Role.P1, InputKind.SHEET_COSIGNERS), (Role.P2, InputKind.SHEET_COMPUTERS)])
def test_the_other_sheet_is_refused_at_its_first_word(role: Role, kind: InputKind) -> None:
    with pytest.raises(BadInput) as caught:
        Sheet.read(words_of(role.other)[:1], role)
    assert caught.value.kind is kind


def test_a_word_that_is_not_in_the_list() -> None:
    words = words_of(Role.P1)
    with pytest.raises(MisreadWord) as caught:
        Sheet.read([*words[:6], "abondon", *words[7:]], Role.P1)
    assert caught.value.kind is InputKind.SHEET_WORD
    assert (caught.value.hint, caught.value.position, caught.value.likely[0]) == (WordHint.LIKELY, 7, "abandon")
    assert "abondon" not in caught.value.message
    assert "abandon" in caught.value.message


def test_the_number_of_words() -> None:
    for words in ([], words_of(Role.P1)[:23], [*words_of(Role.P1), "zoo"]):
        with pytest.raises(BadInput) as caught:
            Sheet.read(words, Role.P1)
        assert caught.value.kind is InputKind.SHEET_COUNT
