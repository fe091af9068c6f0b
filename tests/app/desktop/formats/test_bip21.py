"""Payment links from outside: one meaning or none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.desktop.formats.bip21 import MAX_TEXT, Request, read
from app.desktop.formats.bip21_write import payment_link
from core.errors import BadInput

ADDRESS = "bc1qrsa22lpn4yslad9pfesy6eyxl6y8j4gkm33wt3"
PRACTICE = "bcrt1q6rz28mcfaxtmd6v789l9rrlrusdprr9pz3cppk"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ADDRESS, Request(ADDRESS)),
        (f"  {ADDRESS}\n", Request(ADDRESS)),
        (" ".join(ADDRESS[i : i + 4] for i in range(0, len(ADDRESS), 4)), Request(ADDRESS)),
        (ADDRESS.upper(), Request(ADDRESS)),
        (f"bitcoin:{ADDRESS}", Request(ADDRESS)),
        (f"BITCOIN:{ADDRESS.upper()}?AMOUNT=0.00000001", Request(ADDRESS, 1)),
        (f"bitcoin:{ADDRESS}?amount=20999999.99999999", Request(ADDRESS, 2_099_999_999_999_999)),
        (f"bitcoin:{ADDRESS}?amount=1", Request(ADDRESS, 100_000_000)),
        (f"bitcoin:{ADDRESS}?amount=0", Request(ADDRESS)),
        (f"bitcoin:{ADDRESS}?label=Velo%20Nord&message=bicycle", Request(ADDRESS, None, "Velo Nord", "bicycle")),
        (f"bitcoin:{ADDRESS}?label=caf%C3%A9+1", Request(ADDRESS, None, "café+1")),
        (
            f"bitcoin:{ADDRESS}?amount=0.1&pj=https://pay.example/x&pjos=0&lightning=LNBC1X&other=1",
            Request(ADDRESS, 10_000_000, ignored=("pj", "pjos", "lightning", "other")),
        ),
        ("1BoatSLRHtKNngkdXEeobR76b53LETtpyT", Request("1BoatSLRHtKNngkdXEeobR76b53LETtpyT")),
    ],
)
def test_read(text: str, expected: Request) -> None:
    assert read(text, "bitcoin") == expected


@pytest.mark.parametrize(
    ("query", "sats"),
    [
        ("", None),
        ("&", None),
        ("&&&", None),
        ("amount=0.1&", 10_000_000),
        ("&amount=0.1", 10_000_000),
        ("amount=.5", 50_000_000),
        ("amount=1.", 100_000_000),
        ("amount=0.100000000", 10_000_000),
        ("amount=00000000000.000000010000", 1),
        ("amount=0.1&time_exp=1", 10_000_000),
        ("amount=0.1&x.y=1", 10_000_000),
        ("amount=0.1&~!$'()*+,;:@/?%20", 10_000_000),
        ("amount=0.1&flag", 10_000_000),
        ("amount=0.1&sp=QUJD==", 10_000_000),
        ("amount=0.1&lno=a&lno=b", 10_000_000),
        ("amount=0.1&message=" + "x" * 600, 10_000_000),
        ("amount=0.1&label=a%0Ab", 10_000_000),
        ("amount=0.1&label=%ff", 10_000_000),
        ("%61mount=0.1", 10_000_000),
    ],
)
def test_the_grammar_of_bip321(query: str, sats: int | None) -> None:
    found = read(f"bitcoin:{ADDRESS}?{query}", "bitcoin")
    assert (found.address, found.sats) == (ADDRESS, sats)


@pytest.mark.parametrize(
    ("escaped", "label"),
    [
        ("a%0Ab", "a b"),
        ("%0D%0A", ""),
        ("%ff", ""),
        ("%E2%80%AEright-to-left", "right-to-left"),
        ("Mu%CC%88ller", "M\u00fcller"),
        ("x" * (MAX_TEXT + 1), "x" * MAX_TEXT),
        ("a=b", "a=b"),
    ],
)
def test_words_are_one_plain_composed_line_or_left_out(escaped: str, label: str) -> None:
    assert read(f"bitcoin:{ADDRESS}?label={escaped}", "bitcoin").label == label
    assert read(f"bitcoin:{ADDRESS}?message={escaped}", "bitcoin").message == label


def test_an_address_in_a_field_of_its_network() -> None:
    assert read(f"bitcoin:?bc={ADDRESS}&amount=1", "bitcoin") == Request(ADDRESS, 100_000_000)
    assert read(f"BITCOIN:?BC={ADDRESS.upper()}", "bitcoin") == Request(ADDRESS)
    with pytest.raises(BadInput, match="names no Bitcoin address"):
        read("bitcoin:?lno=lno1x", "bitcoin")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "bitcoin:",
        "ethereum:0x12",
        f"bitcoin://{ADDRESS}",
        f"bitcoin:{ADDRESS},{ADDRESS}",
        f"bitcoin:{ADDRESS[:-1]}q",
        f"bitcoin:{PRACTICE}",
        f"bitcoin:{ADDRESS}#frag",
        f"bitcoin:{ADDRESS}?amount=1#x",
        f"bitcoin:{ADDRESS}?amount=1&amount=1",
        f"bitcoin:{ADDRESS}?amount=1&AMOUNT=2",
        f"bitcoin:{ADDRESS}?label=a&label=a",
        f"bitcoin:{ADDRESS}?amount=",
        f"bitcoin:{ADDRESS}?amount=-1",
        f"bitcoin:{ADDRESS}?amount=+1",
        f"bitcoin:{ADDRESS}?amount=.",
        f"bitcoin:{ADDRESS}?amount",
        f"bitcoin:{ADDRESS}?amount=1e3",
        f"bitcoin:{ADDRESS}?amount=1e-3",
        f"bitcoin:{ADDRESS}?amount=1=1",
        f"bitcoin:{ADDRESS}?amount=1&%61mount=2",
        f"bitcoin:{ADDRESS}?%72eq-pop=x",
        "bitcoin:?amount=1",
        f"bitcoin:?bc={PRACTICE}",
        f"bitcoin:{ADDRESS}?amount=1,5",
        f"bitcoin:{ADDRESS}?amount=0.123456789",
        f"bitcoin:{ADDRESS}?amount=21000000.00000001",
        f"bitcoin:{ADDRESS}?amount=%31",
        f"bitcoin:{ADDRESS}?amount=١",
        f"bitcoin:{ADDRESS}?amount=1_0",
        f"bitcoin:{ADDRESS}?req-somethingyoudontunderstand=50",
        f"bitcoin:{ADDRESS}?REQ-pop=x",
        f"bitcoin:{ADDRESS}?label=%zz",
        f"bitcoin:{ADDRESS}?label=<b>",
        f"bitcoin:{ADDRESS}?label={'x' * 5_000}",
        f"bitcoin:{ADDRESS}?=1",
        f"bitcoin:{ADDRESS}?lab el=1",
    ],
)
def test_refused(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        read(text, "bitcoin")
    assert refused.value.message


def test_another_network_is_named() -> None:
    with pytest.raises(BadInput) as refused:
        read(f"bitcoin:{PRACTICE}?amount=1", "bitcoin")
    assert refused.value.kind == "network"
    assert read(PRACTICE, "practice").address == PRACTICE


def test_our_own_links_come_back_as_they_were() -> None:
    link = payment_link(ADDRESS, 1_234, "Velo & Söhne, 50 % 😀")
    assert read(link, "bitcoin") == Request(ADDRESS, 1_234, "Velo & Söhne, 50 % 😀")


def test_a_name_says_each_thing_once() -> None:
    assert Request(ADDRESS, label="Velo", message="bicycle").name == "Velo, bicycle"
    assert Request(ADDRESS, label="Velo", message="Velo").name == "Velo"
    assert Request(ADDRESS).name == ""


@given(
    st.text(max_size=80) | st.text("bitcon:?&=%amount0123456789.+-", max_size=60).map(lambda x: f"bitcoin:{ADDRESS}{x}")
)
def test_anything_is_read_or_refused(text: str) -> None:
    try:
        found = read(text, "bitcoin")
    except BadInput:
        return
    assert found.address
