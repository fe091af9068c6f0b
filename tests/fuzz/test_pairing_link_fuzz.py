"""A pairing link is typed, pasted, cut and bent by people: an offer or one of our sentences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.codec import bech32
from core.errors import BadInput
from core.secret import Secret
from core.transport.pairing.protocol import PREFIX, Offer, read_link

TEXT = Offer(1, Secret(bytes(32)), bytes(32), 1, 2, "host").text()


def survives(text: str) -> None:
    try:
        offer = read_link(text)
    except BadInput:
        return
    assert offer.text() == "".join(text.split()).lower()


@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    survives(text)
    survives(PREFIX + "1" + text)


@given(st.text(alphabet=bech32.ALPHABET, max_size=200))
def test_any_text_of_the_alphabet(text: str) -> None:
    survives(PREFIX + "1" + text)


@given(st.binary(max_size=200))
def test_any_bytes_with_a_right_checksum(data: bytes) -> None:
    survives(bech32.encode_bytes(PREFIX, data))
    survives(bech32.encode_bytes(PREFIX, b"\x01" + data))
    assert bech32.decode_bytes("x", bech32.encode_bytes("x", data)) == data


@given(st.sets(st.integers(0, len(TEXT) - 1), min_size=1, max_size=4), st.data())
def test_up_to_four_altered_characters_are_always_noticed(places: set[int], data: st.DataObject) -> None:
    text = list(TEXT)
    for place in places:
        text[place] = data.draw(st.sampled_from([c for c in bech32.ALPHABET if c != TEXT[place]]))
    with pytest.raises(BadInput):
        read_link("".join(text))


@given(
    st.binary(min_size=32, max_size=32),
    st.binary(min_size=32, max_size=32),
    st.integers(0, 65535),
    st.integers(0, 65535),
    st.from_regex(r"[a-z0-9.:-]{1,60}", fullmatch=True),
)
def test_every_offer_comes_back(code: bytes, fingerprint: bytes, link: int, pair: int, host: str) -> None:
    found = read_link(Offer(1, Secret(code), fingerprint, link, pair, host).text())
    assert found.code.reveal() == code
    assert (found.fingerprint, found.link_port, found.pair_port, found.host) == (fingerprint, link, pair, host)
