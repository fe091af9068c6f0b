"""How amounts, addresses and times are written, and what is understood of what one types."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QLocale

from app.desktop.pages.home.balance import scale
from app.desktop.text import format
from app.desktop.text.format import ALL_COINS, COIN, Unit
from core.errors import BadInput
from tests.architecture.source import production

AMOUNTS = st.integers(0, ALL_COINS)
UNITS: st.SearchStrategy[Unit] = st.sampled_from(["sat", "BTC"])


@pytest.mark.parametrize(
    ("sats", "unit", "written"),
    [
        (0, "sat", "0 sat"),
        (999, "sat", "999 sat"),
        (1_402_875, "sat", "1 402 875 sat"),
        (-21_000, "sat", "−21 000 sat"),
        (0, "BTC", "0.00 000 000 BTC"),
        (1, "BTC", "0.00 000 001 BTC"),
        (1_402_875, "BTC", "0.01 402 875 BTC"),
        (COIN, "BTC", "1.00 000 000 BTC"),
        (123_456_789_012, "BTC", "1 234.56 789 012 BTC"),
    ],
)
def test_an_amount_is_written_in_groups(sats: int, unit: Unit, written: str) -> None:
    shown = format.amount(sats, unit)
    assert shown.replace(format.THIN, " ").replace(format.SPACE, " ") == written
    assert " " not in shown  # nowhere may a line break


def test_a_sign_stands_before_what_came_in_and_never_before_nothing() -> None:
    assert format.amount(5, sign=True, with_unit=False) == "+5"
    assert format.amount(-5, sign=True, with_unit=False) == "\u22125"
    assert format.amount(0, sign=True, with_unit=False) == "0"


@given(AMOUNTS, UNITS)
def test_what_is_written_is_understood(sats: int, unit: Unit) -> None:
    assert format.parse_amount(format.amount(sats, unit), unit) == sats
    other: Unit = "BTC" if unit == "sat" else "sat"
    assert format.parse_amount(format.amount(sats, unit), other) == sats  # the unit written behind wins
    assert format.parse_amount(format.amount(sats, unit, with_unit=False), unit) == sats
    assert format.parse_amount(format.plain_btc(sats), "BTC") == sats


@given(AMOUNTS, UNITS)
def test_the_pieces_that_are_drawn_are_the_amount(sats: int, unit: Unit) -> None:
    pieces = format.pieces(sats, unit)
    written = "".join(piece.text for piece in pieces)
    assert int(written.replace(".", "")) == sats
    leading = [piece.leading for piece in pieces]
    assert leading == sorted(leading, reverse=True)  # what recedes stands first
    assert not any(set(piece.text) - set("0.") for piece in pieces if piece.leading)


@pytest.mark.parametrize(
    ("typed", "unit", "sats"),
    [
        ("250000", "sat", 250_000),
        ("250 000", "sat", 250_000),
        ("250\u202f000 sats", "sat", 250_000),
        ("1'402'875", "sat", 1_402_875),
        ("1,402,875", "sat", 1_402_875),
        ("1.402.875", "sat", 1_402_875),
        ("0.0025", "BTC", 250_000),
        ("0,0025", "BTC", 250_000),
        (".5", "BTC", COIN // 2),
        ("1.", "BTC", COIN),
        ("0.0025 btc", "sat", 250_000),
        ("₿", "sat", None),
        ("1,234.5", "BTC", 123_450_000_000),
        ("1.234,5", "BTC", 123_450_000_000),
        ("1,234,567.5", "BTC", 123_456_750_000_000),
        ("21000000", "BTC", ALL_COINS),
        ("1.5", "sat", None),  # 1.5 BTC, or 15?
        ("1.402", "sat", None),  # 1402, or 1.402 BTC?
        ("1,402", "sat", None),
        ("1.402.87", "sat", None),
        ("1,234,567", "BTC", None),
        ("12,34.5", "BTC", None),
        ("1.2.3", "BTC", None),
        ("0.000000001", "BTC", None),
        ("21000001", "BTC", None),
        ("-5", "sat", None),
        ("+5", "sat", None),
        ("5 mBTC", "sat", None),
        ("5 EUR", "sat", None),
        ("1e3", "sat", None),
        ("", "sat", None),
        (".", "BTC", None),
        ("١٢٣", "sat", None),  # digits of another script
        ("9" * 400, "BTC", None),
        ("9" * 5_000, "BTC", None),  # more than Python reads
        ("9" * 5_000, "sat", None),
        ("0." + "9" * 5_000, "BTC", None),
    ],
)
def test_what_can_be_read_in_two_ways_is_refused(typed: str, unit: Unit, sats: int | None) -> None:
    if sats is not None:
        assert format.parse_amount(typed, unit) == sats
        return
    with pytest.raises(BadInput) as refused:
        format.parse_amount(typed, unit)
    assert refused.value.message.endswith(".")
    assert refused.value.kind == "amount"


@given(st.text(max_size=30), UNITS)
def test_any_text_is_an_amount_or_refused(typed: str, unit: Unit) -> None:
    with suppress(BadInput):  # any other error fails the test
        assert 0 <= format.parse_amount(typed, unit) <= ALL_COINS


def test_an_address_is_shown_whole_or_by_both_its_ends() -> None:
    address = "bc1qrsa22lpn4yslad9pfesy6eyxl6y8j4gkm33wt3"
    assert "".join(format.fours(address)) == address
    assert {len(group) for group in format.fours(address)[:-1]} == {4}
    assert format.short(address) == "bc1qrsa2\u2009…\u2009m33wt3"
    assert format.short("short") == "short"


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (datetime(2026, 11, 26, 8, 5), "Today, 08:05"),
        (datetime(2026, 11, 25, 23, 59), "Yesterday, 23:59"),
        (datetime(2026, 3, 2, 12, 0), "2 Mar, 12:00"),
        (datetime(2025, 12, 31, 12, 0), "31 Dec 2025, 12:00"),
    ],
)
def test_a_moment_is_a_day_and_a_clock_time(moment: datetime, written: str) -> None:
    assert format.day_and_clock(moment, datetime(2026, 11, 26, 10, 0)) == written


@pytest.mark.parametrize(
    ("seconds", "ago", "until", "took", "left"),
    [
        (0, "just now", "now", "0.0 s", "0:00"),
        (4.9, "just now", "in 4 s", "4.9 s", "0:04"),
        (14, "14 s ago", "in 14 s", "14 s", "0:14"),
        (59.97, "59 s ago", "in 59 s", "1 min 0 s", "0:59"),
        (286, "4 min ago", "in 4 min", "4 min 46 s", "4:46"),
        (3 * 3600, "3 h ago", "in 3 h", "180 min 0 s", "3:00:00"),
        (50 * 3600, "2 days ago", "in 2 days", "3000 min 0 s", "50:00:00"),
    ],
)
def test_how_long(seconds: float, ago: str, until: str, took: str, left: str) -> None:
    written = [of(seconds) for of in (format.ago, format.until, format.took, format.left)]
    assert [text.replace(format.SPACE, " ") for text in written] == [ago, until, took, left]


def test_other_numbers() -> None:
    assert format.count(925_417) == "925\u202f417"
    rates = {"6": "6.0", "0.15": "0.15", "0.1255": "0.126", "8.804": "8.8", "12.345": "12.3", "1000": "1\u202f000.0"}
    for rate, written in rates.items():
        assert format.fee_rate(Decimal(rate)) == f"{written}\u00a0sat/vB"
    assert format.percent(0.0012) == "0.1\u00a0%"
    assert format.percent(0.44) == "44\u00a0%"
    assert format.fiat(1368.709, "EUR") == "≈\u202f1\u202f368.71\u00a0EUR"
    assert format.spoken(12_875_140) == "12,875,140 satoshi"


# ------------------------------------------------------------------ decimals in the language of the window
@pytest.fixture
def german() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale("de"))
    yield
    QLocale.setDefault(before)


def test_every_number_has_the_decimals_of_its_language(german: None) -> None:
    written = [
        format.fee_rate(Decimal(4)),
        format.bare_rate(Decimal("0.125")),
        format.amount(1_402_875, "BTC"),
        format.amount(123_456_789_012, "BTC"),
        format.short_btc(250_000),
        format.fiat(1368.7, "EUR"),
        format.percent(0.0012),
        format.took(0.23),
        format.spoken(12_875_140),
        *(text for _, text in scale(1_234_567, "sat")),
        *(text for _, text in scale(120_000, "BTC")),
    ]
    assert [text.replace(format.THIN, " ").replace(format.SPACE, " ") for text in written] == [
        *("4,0 sat/vB", "0,125", "0,01 402 875 BTC", "1 234,56 789 012 BTC", "0,0025", "≈ 1 368,70 EUR"),
        *("0,1 %", "0,2 s", "12.875.140 satoshi"),
        *("0", "500 k", "1 M", "1,5 M"),
        *("0", "0,0005", "0,001", "0,0015"),
    ]


@given(AMOUNTS, UNITS)
def test_what_is_written_in_german_is_understood(sats: int, unit: Unit) -> None:
    before = QLocale()
    QLocale.setDefault(QLocale("de"))
    try:
        assert format.parse_amount(format.amount(sats, unit), unit) == sats
        assert format.parse_amount(format.short_btc(sats), "BTC") == sats
        assert int("".join(piece.text for piece in format.pieces(sats, unit)).replace(",", "")) == sats
        assert format.plain_btc(sats).count(",") == 0  # a link is the same in all languages
    finally:
        QLocale.setDefault(before)


def test_no_number_of_the_window_is_written_past_this_module() -> None:
    """A format with decimals or groups has a point, and commas, in every language."""
    found = [
        f"{source.name}: {form}"
        for source in production()
        if source.name.startswith("app/desktop/") and source.name != "app/desktop/text/format.py"
        for node in ast.walk(source.tree)
        for form in forms(node)
        if not form.startswith("%") and re.search(r"[,._]|[efgn%]$", form)
    ]
    assert not found


def forms(node: ast.AST) -> list[str]:
    """How values are written in an f-string, or in a text for str.format."""
    if isinstance(node, ast.FormattedValue) and isinstance(node.format_spec, ast.JoinedStr):
        return ["".join(str(part.value) for part in node.format_spec.values if isinstance(part, ast.Constant))]
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return re.findall(r"\{\w*:([^{}]+)\}", node.value)
    return []
