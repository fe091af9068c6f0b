"""Names of wallets, computers and co-signers: one look, one meaning, one rule."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.codec.names import MAX_NAME, composed, free_name, looks_like, must_be_a_name
from core.codec.text import is_plain
from core.errors import BadInput, InputKind


@pytest.mark.parametrize(
    "name",
    [
        "savings",
        "Every day",
        "M\u00fcller & S\u00f6hne (2)",
        "x",
        "2nd_wallet-b.c",
        "Сбережения",
        "Αποταμίευση",
        "貯金 ノート A",
        "저금통",
        "बचत",
        "\U0001f3e6 Bank",
        "a" * MAX_NAME,
    ],
)
def test_a_name(name: str) -> None:
    must_be_a_name(name)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("", InputKind.NAME_LENGTH),
        ("a" * (MAX_NAME + 1), InputKind.NAME_LENGTH),
        ("\u00fc" * 33, InputKind.NAME_LENGTH),
        (" a", InputKind.NAME_SIGNS),
        ("a ", InputKind.NAME_SIGNS),
        ("a  b", InputKind.NAME_SIGNS),
        ("a\u00a0b", InputKind.NAME_SIGNS),
        ("a\nb", InputKind.NAME_SIGNS),
        ("a\x1b[31m", InputKind.NAME_SIGNS),
        ("a\u200bb", InputKind.NAME_SIGNS),
        ("a\u200db", InputKind.NAME_SIGNS),
        ("a\u202eb", InputKind.NAME_SIGNS),
        ("a\u3164", InputKind.NAME_SIGNS),
        ("a\u2800", InputKind.NAME_SIGNS),
        ("a\ufe0f", InputKind.NAME_SIGNS),
        ("a\U000e0041", InputKind.NAME_SIGNS),
        ("a\ue000", InputKind.NAME_SIGNS),
        ("Mu\u0308ller", InputKind.NAME_SIGNS),
        ("\uff33avings", InputKind.NAME_SIGNS),
        ("\ud800", InputKind.NAME_SIGNS),
        ("-", InputKind.NAME_BEGIN),
        ("-h", InputKind.NAME_BEGIN),
        ("--help", InputKind.NAME_BEGIN),
        ("\u2013-help", InputKind.NAME_BEGIN),
        ("\u2212x", InputKind.NAME_BEGIN),
        ("@file", InputKind.NAME_BEGIN),
        ("/etc", InputKind.NAME_BEGIN),
        ("Office/savings", InputKind.NAME_SLASH),
        ("S\u0430vings", InputKind.NAME_SCRIPTS),
        ("\u039fne", InputKind.NAME_SCRIPTS),
        ("\u0441\u03bf\u0440", InputKind.NAME_SCRIPTS),
    ],
)
def test_no_name(name: str, kind: InputKind) -> None:
    with pytest.raises(BadInput) as refused:
        must_be_a_name(name)
    assert refused.value.kind == kind
    assert refused.value.word == "name"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("savings", "Savings"),
        ("Savings", "SAVINGS"),
        ("cop", "\u0441\u043e\u0440"),
        ("Mail", "Mall"),
        ("Wallet 1", "Wallet I"),
        ("Wallet O", "Wallet 0"),
        ("burn", "bum"),
        ("my coins", "my_coins"),
        ("TAX", "\u0422\u0410\u0425"),
    ],
)
def test_names_that_look_alike(one: str, other: str) -> None:
    must_be_a_name(one)
    must_be_a_name(other)
    assert looks_like(one, ["else", other])
    assert looks_like(other, [one])


@pytest.mark.parametrize(
    ("one", "other"), [("a", "b"), ("M\u00fcller", "Muller"), ("Wallet 1", "Wallet 2"), ("Rot", "Tor")]
)
def test_names_that_do_not(one: str, other: str) -> None:
    assert not looks_like(one, [other])


def test_letters_in_parts_are_composed() -> None:
    assert composed("Mu\u0308ller") == "M\u00fcller"


@given(st.text(max_size=20))
def test_a_name_is_plain_text_for_the_wire(text: str) -> None:
    try:
        must_be_a_name(text)
    except BadInput:
        return
    assert is_plain(text)
    assert composed(text) == text
    assert looks_like(text, [text])


def test_a_name_that_is_free() -> None:
    assert free_name("savings", ["Everyday"]) == "savings"
    assert free_name("savings", ["SAVINGS"]) == "savings 2"
    assert free_name("savings", ["savings", "Savings2", "savings 3"]) == "savings 4"
    assert free_name("savings", iter(["savings 2", "savings"])) == "savings 3"  # one look at each: 1,000 may be alike
    long = "\u00fc" * (MAX_NAME // 2)
    found = free_name(long, [long])
    assert (found, len(found.encode())) == ("\u00fc" * 31 + " 2", MAX_NAME)
    must_be_a_name(found)


def test_plain_text_has_no_control_characters() -> None:
    assert [ord(c) for c in map(chr, range(0x250)) if not is_plain(c)] == [*range(0x20), *range(0x7F, 0xA0)]
