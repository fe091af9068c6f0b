"""Tables of recipients: all rows right, or none used."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from app.desktop.formats.payments_csv import MAX_BYTES, MAX_ROWS, BadTable, Line, read
from app.desktop.text import translation

ONE = "bc1qrsa22lpn4yslad9pfesy6eyxl6y8j4gkm33wt3"
TWO = "bc1qy2c9r7al8gptxja9zpndx078akryn984jmudvq"


def faults(data: bytes | str) -> tuple[str, ...]:
    with pytest.raises(BadTable) as refused:
        read(data, "bitcoin")
    assert refused.value.message == refused.value.faults[0]
    return refused.value.faults


@pytest.mark.parametrize(
    "data",
    [
        f"{ONE},1000,Velo\n{TWO},2000,",
        f"{ONE},1000,Velo\r\n{TWO},2000\r\n",
        f"address,amount,label\n{ONE},1000,Velo\n{TWO},2000,\n",
        f"Address , Amount\n{ONE},1000\n{TWO},2000\n".replace("1000", "1000,Velo"),
        f"{ONE}\t1000\tVelo\n{TWO}\t2000\t\n",
        f"address;amount;label\r\n{ONE};1000;Velo\r\n{TWO};0,00002 BTC;\r\n",  # a German spreadsheet
        f"\n{ONE}, 1 000 , Velo \n\n{TWO}, 0.00002 BTC\n",
        f'"{ONE}","1 000","Velo"\n{TWO.upper()},2000 sat\n',
        f"sep=;\r\n{ONE};1000;Velo\r\n{TWO};2000\r\n",  # Excel says what parts the cells
        f'"sep=\t"\n{ONE}\t1000\tVelo\n{TWO}\t2000\n',
        f"SEP=,\n{ONE},1000,Velo\n{TWO},2000\n",
        f"address,amount,\r\n{ONE},1000,Velo\r\n{TWO},2000,\r\n",  # a third column, once used
        f"address,amount,label,,\n{ONE},1000,Velo,,\n{TWO},2000,,,\n",
        f"Adresse;Betrag;Bezeichnung\n{ONE};1000;Velo\n{TWO};2000\n",
        f"Address,Amount (BTC),Label\n{ONE},0.00001,Velo\n{TWO},2000 sat\n",
        f"Bitcoin address;BTC\n{ONE};0,00001;Velo\n{TWO};0,00002\n",
        f"Empfänger\tBetrag in sat\n{ONE}\t1 000\tVelo\n{TWO}\t2\u00a0000\n",
        f"{ONE},1000,Velo\r{TWO},2000\r",  # an old Mac
        f'"{ONE}";"1000";"Ve\nlo"\n{TWO};2000\n'.replace("Ve\nlo", "Velo\n"),
    ],
)
def test_ways_to_write_it(data: str) -> None:
    expected = (Line(ONE, 1_000, "Velo"), Line(TWO, 2_000, ""))
    assert read(data, "bitcoin") == expected
    assert read("\ufeff" + data, "bitcoin") == expected
    assert read(b"\xef\xbb\xbf" + data.encode(), "bitcoin") == expected
    for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
        assert read(data.encode(encoding), "bitcoin") == expected


def test_a_label_is_composed_and_in_one_line() -> None:
    (line,) = read(f'{ONE},1000,"Mu\u0308ller\r\n& Sohn"', "bitcoin")
    assert line.label == "M\u00fcller & Sohn"
    assert read(f"{ONE},1000,2024", "bitcoin")[0].label == "2024", "the number of a bill is a label"


@pytest.mark.parametrize(
    ("head", "why"),
    [
        ("Address,Amount (EUR)", "Amount (EUR)"),
        ("address,amount mBTC", "unit"),
        ("address,amount btc sat", "unit"),
        ("Name,Address,Amount", "order"),
        ("address", "order"),
        ("address,amount,label,note", "order"),
    ],
)
def test_a_head_that_means_something_else_is_refused(head: str, why: str) -> None:
    (fault,) = faults(f"\n{head}\n{ONE},1000\n")
    assert fault.startswith("Row 2: ")
    assert why in fault


def test_rows_are_counted_as_an_editor_counts_lines() -> None:
    assert faults(f"sep=,\naddress,amount\n{ONE},-1")[0].startswith("Row 3: ")


def test_every_wrong_row_is_named_and_nothing_used() -> None:
    found = faults(f"address,amount\n{ONE},1000\n{ONE[:-1]}q,1000\n\n{TWO},-5\n{TWO}\n{TWO},100\n{TWO},1,2,3\n")
    assert [fault.partition(":")[0] for fault in found] == ["Row 3", "Row 5", "Row 6", "Row 7", "Row 8"]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (f"{ONE},", "amount"),
        (f"{ONE},0", "294"),
        (f"{ONE},1.5", "BTC"),
        (f"{ONE},=1+1", "digits"),
        (f"{ONE},1e5", "digits"),
        ("bcrt1q6rz28mcfaxtmd6v789l9rrlrusdprr9pz3cppk,1000", "regtest"),
        (f"{ONE},1000,{'x' * 201}", "label"),
        (f"{ONE},1000,a\x07b", "label"),
        (f"{ONE},1000,a\u202eb", "label"),
        (f'{ONE},1000,"a', "quotation"),
        (f"{ONE},0,001", "comma"),
        (f"{ONE},0,001 BTC", "comma"),
        (f"{ONE},1000,5 BTC", "comma"),
        (f"{ONE};1,5", "BTC"),
        (f"{ONE}|1000", "address,amount"),
    ],
)
def test_what_is_wrong_is_said(row: str, why: str) -> None:
    (fault,) = faults(row)
    assert why in fault
    assert fault.startswith("Row 1: ")


def test_a_decimal_comma_below_a_head_of_bitcoin() -> None:
    (fault,) = faults(f"address,amount (BTC)\n{ONE},1,5")
    assert fault.startswith("Row 2: ")
    assert "comma" in fault


def test_practice_coins_are_no_bitcoin() -> None:
    with pytest.raises(BadTable) as refused:
        read("bcrt1q6rz28mcfaxtmd6v789l9rrlrusdprr9pz3cppk,1", "practice")
    assert refused.value.faults == ("Row 1: The network passes on 294\u00a0practice or more.",)


def test_core_s_words_about_an_address_are_german_too(qapp: QApplication) -> None:
    translation.install(qapp, "de")
    try:
        assert faults(f"{ONE[:-1]}q,1000") == (
            "Zeile 1: Das ist keine Adresse, die bezahlt werden kann. Bitten Sie um eine andere.",
        )
    finally:
        translation.install(qapp, "en")


def test_a_label_is_never_evaluated() -> None:
    assert read(f"{ONE},1000,=HYPERLINK(1)", "bitcoin")[0].label == "=HYPERLINK(1)"


@pytest.mark.parametrize("data", ["", "\n\n", "address,amount\n", b"\xff\xfe", "x" * (MAX_BYTES + 1)])
def test_no_table(data: bytes | str) -> None:
    assert len(faults(data)) == 1


def test_as_many_as_fit() -> None:
    assert len(read(f"{ONE},1000\n" * MAX_ROWS, "bitcoin")) == MAX_ROWS
    assert str(MAX_ROWS) in faults(f"{ONE},1000\n" * (MAX_ROWS + 1))[0]


@given(st.text(max_size=200) | st.binary(max_size=200))
def test_anything_is_read_or_refused(data: bytes | str) -> None:
    try:
        lines = read(data, "bitcoin")
    except BadTable:
        return
    assert lines
