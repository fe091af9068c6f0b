"""Base58, Bech32, Bech32m, RIPEMD-160 and addresses against the vectors of BIP173 and BIP350 and against embit."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from embit import base58 as embit_base58
from embit.networks import NETWORKS as EMBIT
from embit.script import Script, address_to_scriptpubkey
from hypothesis import given
from hypothesis import strategies as st

from core.bitcoin import base58, hashes, ripemd160
from core.bitcoin.address import address, script_of
from core.bitcoin.networks import NETWORKS, network
from core.codec import bech32
from core.errors import BadInput

EMBIT_NAME = {"practice": "regtest", "regtest": "regtest", "testnet4": "test", "signet": "signet", "bitcoin": "main"}

BECH32_VALID = [
    "A12UEL5L",
    "a12uel5l",
    "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs",
    "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw",
    "11qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqc8247j",
    "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w",
    "?1ezyfcl",
]
BECH32M_VALID = [
    "A1LQFN3A",
    "a1lqfn3a",
    "an83characterlonghumanreadablepartthatcontainsthetheexcludedcharactersbioandnumber11sg7hg6",
    "abcdef1l7aum6echk45nj3s0wdvt2fg8x9yrzpqzd3ryx",
    "11llllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllludsr8",
    "split1checkupstagehandshakeupstreamerranterredcaperredlc445v",
    "?1v759aa",
]
INVALID = [
    "\x201nwldj5", "\x7f1axkwrx", "\x801eym55h",
    "an84characterslonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1569pvx",
    "pzry9x0s0muk", "1pzry9x0s0muk", "x1b4n0q5v", "li1dgmt3", "de1lg7wt\xff", "A1G7SGD8", "10a06t8", "1qzzfhee",
    "\x201xj0phk", "\x7f1g6xzxy", "\x801vctc34",
    "an84characterslonghumanreadablepartthatcontainsthetheexcludedcharactersbioandnumber11d6pts4",
    "qyrz8wqd2c9m", "1qyrz8wqd2c9m", "y1b0jsk6g", "lt1igcx5c0", "in1muywd", "mm1crxm3i", "au1s5cgom", "M1VUXWEZ",
    "16plkw9", "1p2gdwpf", "", "1",
]  # fmt: skip
SEGWIT_VALID = {
    "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4": "0014751e76e8199196d454941c45d1b3a323f1433bd6",
    "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7": (
        "00201863143c14c5166804bd19203356da136c985678cd4d27a1b8c6329604903262"
    ),
    "tb1qqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesrxh6hy": (
        "0020000000c4a5cad46221b2a187905e5266362b99d5e91c6ce24d165dab93e86433"
    ),
    "tb1pqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesf3hn0c": (
        "5120000000c4a5cad46221b2a187905e5266362b99d5e91c6ce24d165dab93e86433"
    ),
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0": (
        "512079be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
    ),
}
SEGWIT_UNKNOWN = {  # well-formed, and nobody knows yet who may spend from them
    "bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y": (
        1, "751e76e8199196d454941c45d1b3a323f1433bd6751e76e8199196d454941c45d1b3a323f1433bd6",
    ),
    "BC1SW50QGDZ25J": (16, "751e"),
    "bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs": (2, "751e76e8199196d454941c45d1b3a323"),
}  # fmt: skip
SEGWIT_INVALID = [
    "tc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq5zuyut",
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd",
    "tb1z0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqglt7rf",
    "BC1S0XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ54WELL",
    "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh",
    "tb1q0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq24jc47",
    "bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4",
    "BC130XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ7ZWS8R",
    "bc1pw5dgrnzv",
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v8n0nx0muaewav253zgeav",
    "BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P",
    "tb1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq47Zagq",
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v07qwwzcrf",
    "tb1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vpggkg4j",
    "bc1gmk9yu",
]
XPUB = "xpub661MyMwAqRbcFtXgS5sYJABqqG9YLmC4Q1Rdap9gSE8NqtwybGhePY2gZ29ESFjqJoCu1Rupje8YtGqsefD265TMg7usUDFdp6W1EGMcet8"
EVERY_KIND = [
    b"\x00\x14" + bytes(range(20)),
    b"\x00\x20" + bytes(range(32)),
    b"\x51\x20" + bytes(range(32)),
    b"\x76\xa9\x14" + bytes(range(20)) + b"\x88\xac",
    b"\xa9\x14" + bytes(range(20)) + b"\x87",
]


# ------------------------------------------------------------------ hashes
@given(st.binary(max_size=200))
def test_ripemd160_of_both_kinds(data: bytes) -> None:
    assert ripemd160.ripemd160(data) == hashlib.new("ripemd160", data, usedforsecurity=False).digest()


def test_ripemd160_known_answers() -> None:
    assert ripemd160.ripemd160(b"").hex() == "9c1185a5c5e9fc54612808977ee8f548b2258d31"
    assert ripemd160.ripemd160(b"message digest").hex() == "5d0689ef49d2fae572b881b123a85ffa21595f36"


def test_hash160_without_openssl(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = hashes.hash160(b"abc")
    monkeypatch.setattr(hashes, "IN_OPENSSL", False)
    assert hashes.hash160(b"abc") == expected


# ------------------------------------------------------------------ base58
@given(st.binary(max_size=78))
def test_base58_there_and_back(payload: bytes) -> None:
    text = base58.encode(payload)
    assert text == embit_base58.encode_check(payload)
    assert base58.decode(text) == payload


@pytest.mark.parametrize("text", ["", "1", "0OIl", "1BoatSLRHtKNngkdXEeobR76b53LETtpyU", "1" * 121, "é"])
def test_base58_refuses(text: str) -> None:
    with pytest.raises(BadInput):
        base58.decode(text)


# ------------------------------------------------------------------ bech32
@pytest.mark.parametrize(
    ("text", "constant"),
    [(text, bech32.BECH32) for text in BECH32_VALID] + [(text, bech32.BECH32M) for text in BECH32M_VALID],
)
def test_bech32_vectors(text: str, constant: int) -> None:
    hrp, values, found = bech32.decode(text)
    assert found == constant
    assert bech32.encode(hrp, values, constant) == text.lower()
    flipped = text[:-1] + ("q" if text[-1] not in "qQ" else "p")
    with pytest.raises(BadInput):
        bech32.decode(flipped)


@pytest.mark.parametrize("text", INVALID)
def test_bech32_refuses(text: str) -> None:
    with pytest.raises(BadInput):
        bech32.decode(text)


@pytest.mark.parametrize("text", SEGWIT_UNKNOWN)
def test_an_unknown_witness_version_is_no_address(text: str) -> None:
    version, program = SEGWIT_UNKNOWN[text]
    assert bech32.decode_program(text) == ("bc", version, bytes.fromhex(program))
    with pytest.raises(BadInput, match="ask for another"):
        script_of(text, "bitcoin")
    assert address(bytes([0x50 + version, len(program) // 2]) + bytes.fromhex(program), "bitcoin") is None


def test_pay_to_anchor_is_no_address() -> None:
    assert address(bytes.fromhex("51024e73"), "bitcoin") is None
    with pytest.raises(BadInput, match="ask for another"):
        script_of("bc1pfeessrawgf", "bitcoin")


# ------------------------------------------------------------------ addresses
@pytest.mark.parametrize("text", SEGWIT_VALID)
def test_segwit_vectors(text: str) -> None:
    name = "bitcoin" if text.lower().startswith("bc") else "signet"
    script = script_of(text, name)
    assert script.hex() == SEGWIT_VALID[text]
    assert address(script, name) == text.lower()


@pytest.mark.parametrize("text", SEGWIT_INVALID)
@pytest.mark.parametrize("name", ["bitcoin", "testnet4"])
def test_segwit_invalid_vectors(text: str, name: str) -> None:
    with pytest.raises(BadInput):
        script_of(text, name)


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("script", EVERY_KIND)
def test_every_kind_as_embit_has_it(name: str, script: bytes) -> None:
    text = address(script, name)
    assert text == Script(script).address(EMBIT[EMBIT_NAME[name]])
    assert text is not None
    assert script_of(text, name) == script == address_to_scriptpubkey(text).data
    elsewhere = "regtest" if name == "bitcoin" else "bitcoin"
    with pytest.raises(BadInput, match=name if name != "practice" else "regtest") as caught:
        script_of(text, elsewhere)
    assert caught.value.kind == "network"


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("", "empty"),
        ("hello world", "Base58"),
        ("bcrt1q", "form"),
        ("bcrt1q29g4z52329g4z52329g4z52329g4z5237w8wcx", "checksum"),
        ("BCRT1q29g4z52329g4z52329g4z52329g4z5237w8wct", "mixes"),
        ("LM2WMpR1Rp6j3Sa59cMXMs1SPzj9eXpGc1", "another currency"),
        (XPUB, "not an address"),
        ("bcrt1q29g4z52329g4z52329g4z52329g4z5237w8wct\u202e", "characters"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_an_address(text: str, about: str) -> None:
    with pytest.raises(BadInput, match=about) as caught:
        script_of(text, "regtest")
    assert "address" in caught.value.message


def test_a_network_has_a_name() -> None:
    with pytest.raises(BadInput, match="testnet4"):
        network("mainnet")


@given(st.binary(max_size=45))
def test_scripts_without_an_address(script: bytes) -> None:
    text: Any = address(script, "bitcoin")
    assert text is None or script_of(text, "bitcoin") == script
