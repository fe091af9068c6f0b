"""A sheet: its words and keys, and what is said of words that are not those of a sheet."""

from __future__ import annotations

import pytest
from embit import bip39
from hypothesis import given
from hypothesis import strategies as st

from core.codec.codec import decode, encode
from core.codec.words import WordList, word_list
from core.errors import BadInput, InputKind, PeerFault
from core.primitives.hashing import Tag
from core.recovery.seed_words import MisreadWord, WordHint, likely, one_apart, words_of_entropy
from core.recovery.sheet import NO_SHEET, OwnSheet, PublicSheet, Sheet, role_of_first_word
from core.role import Role
from core.secret import Secret
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


def test_nothing_may_be_meant() -> None:
    with pytest.raises(MisreadWord) as caught:
        Sheet.read([words_of(Role.P1)[0], "xqzjkv"], Role.P1)
    assert (caught.value.hint, caught.value.position, caught.value.likely) == (WordHint.UNKNOWN, 2, ())
    with pytest.raises(MisreadWord) as caught:
        role_of_first_word("")
    assert (caught.value.hint, caught.value.position) == (WordHint.UNKNOWN, 1)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("abondon", "abandon"),  # one letter changed
        ("abadon", "abandon"),  # left out
        ("abaandon", "abandon"),  # added
        ("abnadon", "abandon"),  # exchanged with the next
        ("abandonment", "abandon"),  # the first four tell it
        ("zo", "zone"),
        ("sycle", "cycle"),
    ],
)
def test_what_may_be_meant(typed: str, meant: str) -> None:
    assert meant in likely(typed)
    assert len(likely(typed)) <= 4


def test_one_apart() -> None:
    assert not one_apart("same", "same")
    assert one_apart("acre", "acer")
    assert not one_apart("acre", "race")
    assert not one_apart("abcd", "badc")
    assert not one_apart("ab", "abcd")


@given(st.binary(min_size=32, max_size=32))
def test_any_entropy_is_words_as_bip39_has_them(entropy: bytes) -> None:
    assert " ".join(words_of_entropy(entropy)) == bip39.mnemonic_from_bytes(entropy)


def test_all_zero_and_all_one() -> None:
    assert words_of_entropy(bytes(32)) == ("abandon",) * 23 + ("art",)
    assert words_of_entropy(b"\xff" * 32) == ("zoo",) * 23 + ("vote",)


def misread(words: list[str], role: Role = Role.P1) -> MisreadWord:
    with pytest.raises(MisreadWord) as caught:
        Sheet.read(words, role)
    assert caught.value.kind is InputKind.SHEET_CHECKSUM
    return caught.value


def test_two_words_that_changed_places() -> None:
    words = words_of(Role.P1)
    found = misread([*words[:9], words[10], words[9], *words[11:]])
    assert (found.hint, found.position, found.likely) == (WordHint.SWAPPED, 10, ())


def test_a_word_that_was_read_as_one_like_it() -> None:
    sheet = alike_sheet()
    words = list(sheet.words.reveal())
    at = words.index("world")
    words[at] = "word"
    found = misread(words)
    assert (found.hint, found.position, found.likely) == (WordHint.ALIKE, at + 1, ("world",))


def alike_sheet() -> Sheet:
    """A sheet with the word "world" in it."""
    numbers = {word: i for i, word in enumerate(word_list(WordList.BIP39))}
    bits = int.from_bytes(SHEETS[Role.P1].entropy.reveal(), "big")
    shift = 256 - 11 * 5
    bits = bits & ~(0x7FF << shift) | numbers["world"] << shift
    sheet = Sheet(Role.P1, Secret(bits.to_bytes(32, "big")))
    assert sheet.words.reveal()[4] == "world"
    return sheet


def test_a_mistake_that_nothing_small_explains_is_not_guessed() -> None:
    words = words_of(Role.P1)
    found = misread([words[0], *reversed(words[1:])])
    assert (found.hint, found.position, found.likely) == (None, 0, ())


def test_two_equal_neighbours_have_not_changed_places() -> None:
    sheet = Sheet(Role.P1, Secret(b"\x10" + bytes(31)))
    words = list(sheet.words.reveal())
    assert words[1:23] == ["abandon"] * 22
    found = misread([*words[:-1], "zoo"])
    assert found.hint is not WordHint.SWAPPED
    assert Sheet.read(words, Role.P1).public == sheet.public


def test_a_guess_that_is_another_role_is_none() -> None:
    """Exchanging the first two words of some sheets would make the other role's: that is no guess."""
    for i in range(4000):
        words = list(Sheet.make(Role.P1, SeededRng(f"swap {i}")).words.reveal())
        swapped = [words[1], words[0], *words[2:]]
        try:
            role = role_of_first_word(swapped[0])
        except BadInput:
            continue
        if role is Role.P2:
            assert misread(swapped, Role.P2).hint is not WordHint.SWAPPED
            return
    raise AssertionError("no such sheet")


# ------------------------------------------------------------------ keys
def test_a_device_keeps_what_signs_and_not_what_opens() -> None:
    sheet = SHEETS[Role.P2]
    own = sheet.kept(5)
    assert decode(OwnSheet, encode(own)).public == sheet.public
    assert (own.role, own.made, own.drilled) == (Role.P2, 5, 0)
    assert sheet.seal_key.reveal() not in encode(own)
    assert sheet.entropy.reveal() not in encode(own)
    signature = own.sign(Tag.SEAL_COPY, b"what")
    sheet.public.check_signature(signature, Tag.SEAL_COPY, b"what")
    for other, tag, part, bad in [
        (SHEETS[Role.P1].public, Tag.SEAL_COPY, b"what", signature),
        (sheet.public, Tag.SEAL_FS, b"what", signature),
        (sheet.public, Tag.SEAL_COPY, b"else", signature),
        (sheet.public, Tag.SEAL_COPY, b"what", signature[:-1]),
    ]:
        with pytest.raises(PeerFault, match="does not verify"):
            other.check_signature(bad, tag, part)


def test_each_role_has_other_keys() -> None:
    entropy = SHEETS[Role.P1].entropy
    keys = [key.reveal() for role in Role for key in (Sheet(role, entropy).seal_key, Sheet(role, entropy).auth_key)]
    assert len(set(keys)) == 4


def test_a_fingerprint_is_of_both_keys() -> None:
    public = SHEETS[Role.P1].public
    words = public.fingerprint
    assert len(words) == 12
    assert set(words) <= set(word_list(WordList.TANDEM))
    assert PublicSheet(public.spk, bytes(32)).fingerprint != words != PublicSheet(bytes(32), public.apk).fingerprint


PRIME = 2**255 - 19
EIGHT = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826


@pytest.mark.parametrize("y", [0, 1, PRIME - 1, EIGHT, PRIME - EIGHT, PRIME, PRIME + 1, 2**255 - 1])
@pytest.mark.parametrize("sign", [0, 1])
def test_an_authentication_key_under_which_anybody_signs(y: int, sign: int) -> None:
    sheet = PublicSheet(SHEETS[Role.P1].public.spk, (y | sign << 255).to_bytes(32, "little"))
    with pytest.raises(PeerFault, match="canonical Ed25519"):
        sheet.check()


def test_those_are_the_points_of_low_order() -> None:
    """y of a point whose order divides 8 on -x^2 + y^2 = 1 + d x^2 y^2: doubled three times it is neutral."""
    d = -121665 * pow(121666, -1, PRIME) % PRIME
    for y in (0, 1, PRIME - 1, EIGHT, PRIME - EIGHT):
        square = (y * y - 1) * pow(d * y * y + 1, -1, PRIME) % PRIME
        x = pow(square, (PRIME + 3) // 8, PRIME)
        x = x if (x * x - square) % PRIME == 0 else x * pow(2, (PRIME - 1) // 4, PRIME) % PRIME
        assert (x * x - square) % PRIME == 0
        for _ in range(3):
            k = d * x * x * y * y
            x, y = 2 * x * y * pow(1 + k, -1, PRIME) % PRIME, (y * y + x * x) * pow(1 - k, -1, PRIME) % PRIME
        assert (x, y) == (0, 1)


def test_no_sheet_is_no_sheet() -> None:
    with pytest.raises(PeerFault):
        NO_SHEET.check()
