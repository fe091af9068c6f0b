"""Labels (BIP329), frozen coins, the address book: kept, exported, taken over all or none."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BadInput, StorageError
from core.notebook import MAX_FILE, MAX_LABEL, MAX_LINE, Notebook
from tests.support.two_homes import Fate, TwoHomes

TX = "ab" * 32
COIN = f"{TX}:1"


def opened(homes: TwoHomes) -> Notebook:
    return Notebook(homes.computer.records, homes.key.key_id)


def again(homes: TwoHomes) -> Notebook:
    """After the program ended and was started."""
    homes.computer.end()
    homes.restart()
    return opened(homes)


def line(**fields: object) -> bytes:
    return json.dumps(fields).encode() + b"\n"


def test_labels_and_frozen_coins_survive_the_program(homes: TwoHomes) -> None:
    notebook = opened(homes)
    notebook.write("tx", TX, "  Anna,\n rent  ")
    notebook.write("output", COIN, "from Anna")
    notebook.freeze(COIN, frozen=True)
    notebook = again(homes)
    assert notebook.label("tx", TX) == "Anna, rent"
    assert notebook.label("output", COIN) == "from Anna"
    assert notebook.frozen() == {COIN}
    notebook.write("output", COIN, "")
    assert notebook.frozen() == {COIN}, "taking a label away does not unfreeze"
    notebook.freeze(COIN, frozen=False)
    notebook.write("tx", TX, "")
    assert list(again(homes).labels()) == []


def test_labels_of_another_key_are_not_seen(homes: TwoHomes) -> None:
    opened(homes).write("tx", TX, "mine")
    assert Notebook(homes.computer.records, bytes(32)).label("tx", TX) == ""


def test_a_disk_that_refuses_changes_nothing(homes: TwoHomes) -> None:
    notebook = opened(homes)
    notebook.write("tx", TX, "before")
    homes.computer.vault.fate = Fate(homes.computer.vault.count + 1, "full")
    with pytest.raises(StorageError):
        notebook.write("tx", TX, "after")
    assert notebook.label("tx", TX) == "before"


# ------------------------------------------------------------------ BIP329
def test_export_reads_back(homes: TwoHomes) -> None:
    notebook = opened(homes)
    notebook.write("tx", TX, "Grüße “quoted” \\ 日本")
    notebook.write("addr", "bcrt1qexample", "Velo Nord")
    notebook.freeze(COIN, frozen=True)
    text = notebook.export()
    assert [json.loads(one)["type"] for one in text.splitlines()] == ["addr", "output", "tx"]
    assert json.loads(text.splitlines()[1]) == {"type": "output", "ref": COIN, "label": "", "spendable": False}
    before = list(notebook.labels())
    for label in before:
        notebook.freeze(label.ref, frozen=False) if label.kind == "output" else notebook.write(
            label.kind, label.ref, ""
        )
    assert notebook.export() == ""
    assert notebook.read(text.encode()) == 3
    assert sorted(notebook.labels(), key=str) == sorted(before, key=str)


def test_an_import_never_unfreezes(homes: TwoHomes) -> None:
    notebook = opened(homes)
    notebook.freeze(COIN, frozen=True)
    notebook.read(line(type="output", ref=COIN, label="spend me", spendable=True))
    assert notebook.frozen() == {COIN}
    assert notebook.label("output", COIN) == "spend me"


def test_kinds_of_others_are_left_alone(homes: TwoHomes) -> None:
    notebook = opened(homes)
    data = line(type="xpub", ref="xpub1", label="x") + b"\n" + line(type="tx", ref=TX, label="y", origin="wpkh(…)")
    assert notebook.read(data) == 1
    assert [label.kind for label in notebook.labels()] == ["tx"]


@pytest.mark.parametrize(
    ("bad", "about"),
    [
        (b"{", "line 2 .* is not JSON"),
        (b"[]", "line 2 .* no label"),
        (line(type="tx", ref=5, label="x"), "line 2 .* no label"),
        (line(type="tx", ref=TX, label=7), "line 2 .* no label"),
        (line(type="address", ref=TX, label="x"), "line 2 .* no label"),
        (line(type="tx", ref=TX, label="x" * MAX_LINE), "line 2 .* longer than 64 kB"),
        (b"\xff\xfe", "line 2 .* is not JSON"),
        (b"[" * 100_000, "line 2 "),
    ],
)
def test_one_wrong_line_and_nothing_is_taken_over(bad: bytes, about: str, homes: TwoHomes) -> None:
    notebook = opened(homes)
    with pytest.raises(BadInput, match=about):
        notebook.read(line(type="tx", ref=TX, label="good") + bad)
    assert list(notebook.labels()) == []


def test_a_file_that_is_too_large(homes: TwoHomes) -> None:
    with pytest.raises(BadInput, match="32 MiB"):
        opened(homes).read(b" " * (MAX_FILE + 1))


def test_any_bytes_are_labels_or_our_own_error(homes: TwoHomes) -> None:
    notebook = opened(homes)

    @given(st.binary(max_size=300) | st.text(max_size=100).map(str.encode))
    def search(data: bytes) -> None:
        try:
            notebook.read(data)
        except BadInput:
            assert list(notebook.labels()) == []

    search()


# ------------------------------------------------------------------ the address book
def test_the_book_is_by_network(homes: TwoHomes) -> None:
    notebook = opened(homes)
    notebook.add_contact("regtest", "bcrt1qb", "Béla")
    notebook.add_contact("regtest", "bcrt1qa", " Anna \n Z ")
    notebook.add_contact("signet", "tb1qa", "Anna")
    assert [(one.name, one.address) for one in again(homes).contacts("regtest")] == [
        ("Anna Z", "bcrt1qa"),
        ("Béla", "bcrt1qb"),
    ]
    notebook = opened(homes)
    notebook.add_contact("regtest", "bcrt1qa", "")
    notebook.add_contact("regtest", "bcrt1qb", "x" * 1000)
    assert [len(one.name) for one in notebook.contacts("regtest")] == [MAX_LABEL]


# ── Addresses ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_address_that_was_compared_last_survives_the_program(homes: TwoHomes) -> None:
    notebook = opened(homes)
    assert notebook.compared() is None
    notebook.compare(3)
    notebook.compare(14)
    notebook = again(homes)
    assert notebook.compared() == 14
    assert list(notebook.labels()) == []
