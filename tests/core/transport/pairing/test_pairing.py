"""Pairing from link to result, on loopback."""

from __future__ import annotations

import hashlib
import threading
import time
from collections import Counter
from dataclasses import replace
from itertools import combinations

import pytest
from cryptography import x509
from embit import bech32 as published
from embit.wordlists.bip39 import WORDLIST

from core.codec import bech32
from core.codec.words import WordList, word_list
from core.crypto.rng import HedgedRng
from core.errors import BadInput, FaultKind, LinkError, PeerFault, Refused, StorageError, StorageKind
from core.secret import Secret
from core.transport.pairing.certificate import certificate_of
from core.transport.pairing.client import fetch_certificate, pair
from core.transport.pairing.listener import Person, Place, pair_as_cosigner
from core.transport.pairing.protocol import Offer, read_link
from core.transport.pairing.words import word_lines, words_of
from core.transport.pairing_purpose import PairingPurpose
from tests.support import lines
from tests.support.lines import HOST, side

OFFER = Offer(1, Secret(bytes(range(32))), bytes(range(32, 64)), 7420, 7421, "cosigner.lan")


# ------------------------------------------------------------------ the link's text
def test_the_text_of_a_link_comes_back() -> None:
    text = OFFER.text()
    found = read_link(text)
    assert found.code.reveal() == OFFER.code.reveal()
    assert (found.fingerprint, found.link_port, found.pair_port, found.host) == (
        OFFER.fingerprint,
        7420,
        7421,
        "cosigner.lan",
    )
    assert read_link(f"  {text[:40]}\n{text[40:]} \n").host == found.host
    assert read_link(text.upper()).host == found.host
    assert text.startswith("tandempair1")


def test_bech32m_is_the_published_one() -> None:
    for data in (b"", b"\0", b"\xff" * 3, bytes(range(60))):
        values = published.convertbits(data, 8, 5)
        assert bech32.encode_bytes("abc", data) == published.bech32_encode(published.Encoding.BECH32M, "abc", values)
        assert bech32.decode_bytes("abc", bech32.encode_bytes("abc", data)) == data


@pytest.mark.parametrize("cut", [1, 5, 30, 130])
def test_a_cut_link_is_named_as_such(cut: int) -> None:
    with pytest.raises(BadInput, match=r"not a whole pairing link: .*cop") as caught:
        read_link(OFFER.text()[:-cut])
    assert caught.value.kind == "link_text"


def test_an_altered_link_is_named_as_such() -> None:
    text = OFFER.text()
    for i in range(len(text)):
        other = "q" if text[i] != "q" else "p"
        with pytest.raises(BadInput, match="not a whole pairing link"):
            read_link(text[:i] + other + text[i + 1 :])
    for wrong in ("", "tandempair1", "https://example.org", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", text + "q"):
        with pytest.raises(BadInput, match="not a whole pairing link"):
            read_link(wrong)


def test_a_link_of_another_version_says_update() -> None:
    with pytest.raises(BadInput, match="another version"):
        read_link(replace(OFFER, version=2).text())


# ------------------------------------------------------------------ the client key
def test_the_certificate_of_a_code_is_fixed_to_the_byte() -> None:
    found = certificate_of(Secret(bytes(range(32))))
    assert hashlib.sha256(found).hexdigest() == "17d8dea938ad2fe7088633288ecf1ee698c1d0e033f91ea6fbea305eec8812da"
    parsed = x509.load_der_x509_certificate(found)
    parsed.verify_directly_issued_by(parsed)
    assert not parsed.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert certificate_of(Secret(bytes(32))) != found


# ------------------------------------------------------------------ the words
def test_the_list_is_ours_and_easy_to_tell_apart() -> None:
    words = word_list(WordList.TANDEM)
    assert len(words) == 2048
    assert list(words) == sorted(words)
    assert not set(words) & set(WORDLIST)
    assert all(word.isascii() and word.islower() and word.isalpha() and 4 <= len(word) <= 8 for word in words)
    assert len({word[:4] for word in words}) == 2048
    near = Counter(pattern for word in words for pattern in patterns(word))
    assert [pattern for pattern, count in near.items() if count > 1] == []


def patterns(word: str) -> set[str]:
    """Two words share one of these if one change of a letter makes them equal, or one insertion."""
    return {word[:i] + "?" + word[i + 1 :] for i in range(len(word))} | {
        word[:i] + "?" + word[i:] for i in range(len(word) + 1)
    }


def test_words_are_the_first_44_bits() -> None:
    words = word_list(WordList.TANDEM)
    assert words_of(bytes(32)) == (words[0],) * 4
    assert words_of(b"\xff" * 32) == (words[-1],) * 4
    bits = f"{1:011b}{2:011b}{3:011b}{2047:011b}" + "0" * 212
    assert words_of(int(bits, 2).to_bytes(32, "big")) == (words[1], words[2], words[3], words[2047])
    assert words_of(bytes(5) + b"\x0f" + bytes(26)) == words_of(bytes(32))  # bit 45 and later do not count


def test_lines_differ_in_every_word() -> None:
    for ours in (words_of(bytes(range(1, 33))), (word_list(WordList.TANDEM)[0],) * 4):  # words may repeat
        places: Counter[int] = Counter()
        for _ in range(200):
            found, right = word_lines(ours, HedgedRng())
            assert found[right] == " ".join(ours)
            assert all(not set(a.split()) & set(b.split()) for a, b in combinations(found, 2))
            places[right] += 1
        assert set(places) == {0, 1, 2, 3}


# ------------------------------------------------------------------ the whole
def test_pairing_binds_both() -> None:
    other = lines.pairing()
    ours = pair(read_link(other.link), side("computer"), other.choose)
    theirs = other.outcome()
    assert not isinstance(theirs, Exception)
    assert (ours.certificate, theirs.certificate) == (side("cosigner").certificate, side("computer").certificate)
    assert (ours.pin, theirs.pin) == (side("cosigner").pin, side("computer").pin)
    assert ours.purpose is theirs.purpose is PairingPurpose.NEW
    assert ours.words_compared
    assert theirs.words_compared
    assert other.kept == [theirs]
    with pytest.raises(LinkError, match="nobody waits for this link"):
        pair(read_link(other.link), side("second"), other.choose)


def test_words_that_nobody_compared_are_remembered_as_such() -> None:
    other = lines.pairing(confirm=None)
    assert not pair(read_link(other.link), side("computer"), None).words_compared
    theirs = other.outcome()
    assert not isinstance(theirs, Exception)
    assert not theirs.words_compared


def test_the_co_signer_keeps_it_before_the_computer_hears_yes() -> None:
    other = lines.pairing()
    pair(read_link(other.link), side("computer"), other.choose)
    assert len(other.kept) == 1
    other.outcome()


@pytest.mark.parametrize("pick", [None, 1, 2, 3])
def test_a_wrong_line_ends_it_for_both(pick: int | None) -> None:
    def choose(found: list[str]) -> int | None:
        right = other.choose(found)
        return None if pick is None else (right + pick) % 4

    other = lines.pairing()
    with pytest.raises(PeerFault, match="answer NO on the co-signer"):
        pair(read_link(other.link), side("computer"), choose)
    outcome = other.outcome()
    assert isinstance(outcome, PeerFault)
    assert outcome.kind == "words"
    assert other.kept == []


def test_a_no_on_the_co_signer_ends_it_for_both() -> None:
    other = lines.pairing(confirm=lambda: False)
    with pytest.raises(PeerFault, match="words differ"):
        pair(read_link(other.link), side("computer"), other.choose)
    assert isinstance(other.outcome(), PeerFault)
    assert other.kept == []


def test_nothing_is_kept_when_keeping_fails() -> None:
    shown: list[str] = []
    ready = threading.Event()
    words: list[tuple[str, ...]] = []
    failures: list[Exception] = []

    def keep(_: object) -> None:
        raise StorageError("the disk is full", StorageKind.FULL)

    def show(link: str) -> None:
        shown.append(link)
        ready.set()

    def run() -> None:
        try:
            pair_as_cosigner(side("cosigner"), Place(HOST, 0, HOST, 1), Person(show, words.append, lambda: True), keep)
        except StorageError as error:
            failures.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    assert ready.wait(5)

    def choose(found: list[str]) -> int:
        while not words:
            time.sleep(0.01)
        return found.index(" ".join(words[0]))

    with pytest.raises(Refused, match="disk is full"):
        pair(read_link(shown[0]), side("computer"), choose)
    thread.join()
    assert len(failures) == 1


def test_a_link_lives_for_a_while() -> None:
    other = lines.pairing(lifetime=0.3)
    outcome = other.outcome()
    assert isinstance(outcome, Refused)
    assert outcome.kind == "expired"
    with pytest.raises(LinkError, match="expired or was used"):
        pair(read_link(other.link), side("computer"), other.choose)


def test_giving_up_on_the_co_signer() -> None:
    gone = threading.Event()
    other = lines.pairing(gone=gone.is_set)
    gone.set()
    outcome = other.outcome()
    assert isinstance(outcome, Refused)
    assert outcome.kind == "given_up"


def test_giving_up_on_the_computer() -> None:
    def choose(_: list[str]) -> int:
        raise KeyboardInterrupt

    other = lines.pairing()
    with pytest.raises(KeyboardInterrupt):
        pair(read_link(other.link), side("computer"), choose)
    outcome = other.outcome()
    assert isinstance(outcome, Refused)
    assert "given up on the other side" in outcome.message


def test_a_reason_that_is_no_plain_text_is_left_out() -> None:
    def choose(_: list[str]) -> int:
        raise PeerFault("\x1b[2Jall is well", FaultKind.WORDS)

    other = lines.pairing()
    with pytest.raises(PeerFault):
        pair(read_link(other.link), side("computer"), choose)
    outcome = other.outcome()
    assert isinstance(outcome, LinkError)
    assert outcome.kind == "hung_up"


def test_one_pairing_at_a_time() -> None:
    other = lines.pairing()
    with pytest.raises(Refused, match="under way"):
        pair_as_cosigner(side("cosigner"), Place(HOST, 0, HOST, 1), Person(print, print, None), print)
    pair(read_link(other.link), side("computer"), other.choose)
    other.outcome()


def test_a_link_to_a_name_that_none_can_have() -> None:
    with pytest.raises(LinkError) as caught:
        fetch_certificate("electrum..example", 7421)
    assert caught.value.kind == "no_host"
