"""Labels (BIP329), frozen coins, the address book: kept, exported, taken over all or none."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.bitcoin import descriptor
from core.codec.text import is_plain
from core.errors import BadInput, StorageError
from core.keys.record import share_of
from core.wallet.bip329 import MAX_FILE, MAX_LINE
from core.wallet.labels import MAX_LABEL, Labels, clean
from core.wallet.results import Taken
from tests.support.two_homes import Fate, TwoHomes

TX = "ab" * 32
COIN = f"{TX}:1"


def opened(homes: TwoHomes) -> Labels:
    return Labels(homes.computer.records, homes.key.key_id)


def again(homes: TwoHomes) -> Labels:
    """After the program ended and was started."""
    homes.computer.end()
    homes.restart()
    return opened(homes)


def line(**fields: object) -> bytes:
    return json.dumps(fields).encode() + b"\n"


def test_labels_and_frozen_coins_survive_the_program(homes: TwoHomes) -> None:
    labels = opened(homes)
    labels.write("tx", TX, "  Anna,\n rent  ")
    labels.write("output", COIN, "from Anna")
    labels.freeze(COIN, frozen=True)
    labels = again(homes)
    assert labels.label("tx", TX) == "Anna, rent"
    assert labels.label("output", COIN) == "from Anna"
    assert labels.frozen() == {COIN}
    labels.write("output", COIN, "")
    assert labels.frozen() == {COIN}, "taking a label away does not unfreeze"
    labels.freeze(COIN, frozen=False)
    labels.write("tx", TX, "")
    assert list(again(homes).labels()) == []


def test_a_label_goes_over_to_what_takes_its_place(homes: TwoHomes) -> None:
    labels, new = opened(homes), "cd" * 32
    labels.write("tx", TX, "Anna, rent")
    labels.carry_over(["00" * 32, TX], new)
    assert labels.label("tx", new) == labels.label("tx", TX) == "Anna, rent"
    labels.write("tx", TX, "Anna")
    labels.carry_over([TX], new)
    assert again(homes).label("tx", new) == "Anna, rent", "what a person has written there stays"
    labels.carry_over(["00" * 32], "ef" * 32)
    assert labels.label("tx", "ef" * 32) == ""


def test_labels_written_at_once_are_all_known(homes: TwoHomes) -> None:
    labels = opened(homes)
    texts = {f"{number:064x}": f"label {number}" for number in range(24)}
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda one: labels.write("tx", *one), texts.items()))
    assert {label.ref: label.text for label in labels.labels()} == texts
    assert {label.ref: label.text for label in again(homes).labels()} == texts


def test_labels_of_another_key_are_not_seen(homes: TwoHomes) -> None:
    opened(homes).write("tx", TX, "mine")
    assert Labels(homes.computer.records, bytes(32)).label("tx", TX) == ""


def test_a_disk_that_refuses_changes_nothing(homes: TwoHomes) -> None:
    labels = opened(homes)
    labels.write("tx", TX, "before")
    homes.computer.vault.fate = Fate(homes.computer.vault.count + 1, "full")
    with pytest.raises(StorageError):
        labels.write("tx", TX, "after")
    assert labels.label("tx", TX) == "before"


# ------------------------------------------------------------------ BIP329
def test_export_reads_back(homes: TwoHomes) -> None:
    labels = opened(homes)
    labels.write("tx", TX, "Grüße “quoted” \\ 日本")
    labels.write("addr", "bcrt1qexample", "Velo Nord")
    labels.freeze(COIN, frozen=True)
    text = labels.export()
    assert [json.loads(one)["type"] for one in text.splitlines()] == ["addr", "output", "tx"]
    assert json.loads(text.splitlines()[1]) == {"type": "output", "ref": COIN, "spendable": False}
    before = list(labels.labels())
    for label in before:
        labels.freeze(label.ref, frozen=False) if label.kind == "output" else labels.write(label.kind, label.ref, "")
    assert labels.export() == ""
    assert labels.read(text.encode()) == Taken(2, set_aside=1)
    assert sorted(labels.labels(), key=str) == sorted(before, key=str)


def test_an_import_never_unfreezes(homes: TwoHomes) -> None:
    labels = opened(homes)
    labels.freeze(COIN, frozen=True)
    labels.read(line(type="output", ref=COIN, label="spend me", spendable=True))
    assert labels.frozen() == {COIN}
    assert labels.label("output", COIN) == "spend me"


def test_kinds_of_others_are_left_alone(homes: TwoHomes) -> None:
    labels = opened(homes)
    data = line(type="xpub", ref="xpub1", label="x") + b"\n" + line(type="tx", ref=TX, label="y", origin="wpkh(…)")
    assert labels.read(data) == Taken(1, left=1)
    assert [label.kind for label in labels.labels()] == ["tx"]


def test_a_type_of_a_later_time_is_ignored(homes: TwoHomes) -> None:
    labels = opened(homes)
    data = line(type="tx", ref=TX, label="Rent") + line(type="payment", ref="x", label="later BIP")
    assert labels.read(data) == Taken(1, left=1)
    assert labels.label("tx", TX) == "Rent"
    assert labels.read(line(type="payment", ref={"no": "text"}, label=5) + line(type="addr", ref="two words")) == Taken(
        0, left=2
    )


@pytest.mark.parametrize(
    "origin",
    ["wpkh([d34db33f/84h/1h/1h])", "wpkh([D34DB33F])", "tr([{ours}])", "wpkh([{ours}/84h/0h/0h])"],
)
def test_a_label_of_another_wallet_is_left_alone(origin: str, homes: TwoHomes) -> None:
    labels, key = of_the_wallet(homes)
    labels.write("tx", TX, "mine")
    data = line(type="tx", ref=TX, label="as account 1 sees it", origin=origin.replace("{ours}", key))
    assert labels.read(data) == Taken(0, left=1)
    assert labels.label("tx", TX) == "mine"


@pytest.mark.parametrize(
    "origin", ["wpkh([{ours}])", "wpkh([{ours}/84/0/0])", "WPKH([{ours}/84/0/0/1])", "wpkh( [{ours}] )", "", "a name"]
)
def test_a_label_of_this_wallet_or_of_no_origin_is_taken(origin: str, homes: TwoHomes) -> None:
    labels, key = of_the_wallet(homes)
    assert labels.read(line(type="tx", ref=TX, label="x", origin=origin.replace("{ours}", key))) == Taken(1)
    assert labels.label("tx", TX) == "x"


def of_the_wallet(homes: TwoHomes) -> tuple[Labels, str]:
    """Labels as the wallet opens them, and the fingerprint of its key."""
    share = share_of(homes.key)
    return Labels(homes.computer.records, homes.key.key_id, descriptor.origins(share.Q)), descriptor.fingerprint(
        share.Q
    ).hex()


def test_what_a_line_leaves_out_is_not_altered(homes: TwoHomes) -> None:
    labels = opened(homes)
    labels.write("output", COIN, "from Anna")
    assert labels.read(line(type="output", ref=COIN, spendable=False)) == Taken(0, set_aside=1)
    assert labels.label("output", COIN) == "from Anna"
    assert labels.frozen() == {COIN}
    assert labels.read(line(type="output", ref=COIN, label="from Béla") + line(type="output", ref=COIN)) == Taken(1)
    assert labels.label("output", COIN) == "from Béla"
    assert labels.frozen() == {COIN}
    labels.read(line(type="output", ref=COIN, label=None, spendable=None))
    assert labels.label("output", COIN) == "from Béla"
    labels.read(line(type="output", ref=COIN, label=""))
    assert labels.label("output", COIN) == "", "an empty label is said, not left out"


def test_only_coins_are_set_aside(homes: TwoHomes) -> None:
    labels = opened(homes)
    assert labels.read(line(type="tx", ref=TX, label="x", spendable=False)) == Taken(1)
    assert labels.frozen() == frozenset()


def test_an_export_of_a_coin_without_a_label_empties_no_label_elsewhere(homes: TwoHomes) -> None:
    labels = opened(homes)
    labels.freeze(COIN, frozen=True)
    exported = labels.export()
    labels.write("output", COIN, "kept")
    labels.read(exported.encode())
    assert labels.label("output", COIN) == "kept"


def test_one_thing_has_one_name_however_it_is_written(homes: TwoHomes) -> None:
    labels = opened(homes)
    labels.read(
        line(type="tx", ref=TX.upper(), label="t")
        + line(type="output", ref=COIN.upper(), label="o")
        + line(type="addr", ref="BCRT1QEXAMPLE", label="a")
        + line(type="addr", ref="1BoatSLRHtKNngkdXEeobR76b53LETtpyT", label="old")
    )
    assert labels.label("tx", TX) == "t"
    assert labels.label("output", COIN) == "o"
    assert labels.label("addr", "bcrt1qexample") == "a"
    assert labels.label("addr", "1BoatSLRHtKNngkdXEeobR76b53LETtpyT") == "old"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_files_of_other_systems(encoding: str, ending: str, homes: TwoHomes) -> None:
    labels = opened(homes)
    text = ending.join(json.dumps({"type": "tx", "ref": TX, "label": f"Mü\u2028{i}"}, ensure_ascii=False) for i in "12")
    assert labels.read(text.encode(encoding)) == Taken(1)
    assert labels.label("tx", TX) == "Mü 2"


def test_a_label_that_is_too_long_is_cut_and_counted(homes: TwoHomes) -> None:
    labels = opened(homes)
    assert labels.read(line(type="tx", ref=TX, label="x" * (MAX_LABEL + 1))) == Taken(1, cut=1)
    assert labels.label("tx", TX) == "x" * MAX_LABEL
    assert labels.read(line(type="tx", ref=TX, label="y" * MAX_LABEL + "  ")) == Taken(1)


@given(st.text(max_size=300))
@example("e\u200e\u0301")
@example("Mu\u0308ller")
def test_whatever_is_written_is_kept_as_plain_text(text: str) -> None:
    assert is_plain(clean(text))
    assert len(clean(text)) <= MAX_LABEL
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize(
    ("bad", "about"),
    [
        (b"{", "line 2 .* is not JSON"),
        (b"[]", "line 2 .* no label"),
        (line(type="tx", ref=5, label="x"), "line 2 .* no label"),
        (line(type="tx", ref=TX, label=7), "line 2 .* no label"),
        (line(type=["tx"], ref=TX, label="x"), "line 2 .* no label"),
        (line(type="tx", ref=TX, label="x", origin=7), "line 2 .* no label"),
        (line(type="output", ref=COIN, spendable="false"), "line 2 .* neither true nor false"),
        (b'{"type": "tx", "ref": "%s", "label": "caf\xe9"}' % TX.encode(), "line 2 .* not JSON in UTF-8"),
        (line(type="tx", ref=TX, label="x" * MAX_LINE), "line 2 .* longer than 64 kB"),
        (b"\xff\xfe", "line 2 .* is not JSON"),
        (b"[" * 100_000, "line 2 "),
    ],
)
def test_one_wrong_line_and_nothing_is_taken_over(bad: bytes, about: str, homes: TwoHomes) -> None:
    labels = opened(homes)
    with pytest.raises(BadInput, match=about):
        labels.read(line(type="tx", ref=TX, label="good") + bad)
    assert list(labels.labels()) == []


def test_a_file_that_is_too_large(homes: TwoHomes) -> None:
    with pytest.raises(BadInput, match="32 MiB"):
        opened(homes).read(b" " * (MAX_FILE + 1))


def test_any_bytes_are_labels_or_our_own_error(homes: TwoHomes) -> None:
    labels = opened(homes)

    @given(st.binary(max_size=300) | st.text(max_size=100).map(str.encode))
    def search(data: bytes) -> None:
        try:
            labels.read(data)
        except BadInput:
            assert list(labels.labels()) == []

    search()


# ------------------------------------------------------------------ the address book
def test_the_book_is_by_network(homes: TwoHomes) -> None:
    labels = opened(homes)
    labels.add_contact("regtest", "bcrt1qb", "Béla")
    labels.add_contact("regtest", "bcrt1qa", " Anna \n Z ")
    labels.add_contact("signet", "tb1qa", "Anna")
    assert [(one.name, one.address) for one in again(homes).contacts("regtest")] == [
        ("Anna Z", "bcrt1qa"),
        ("Béla", "bcrt1qb"),
    ]
    labels = opened(homes)
    labels.add_contact("regtest", "bcrt1qa", "")
    labels.add_contact("regtest", "bcrt1qb", "x" * 1000)
    assert [len(one.name) for one in labels.contacts("regtest")] == [MAX_LABEL]


# ── Addresses ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_address_that_was_compared_last_survives_the_program(homes: TwoHomes) -> None:
    labels = opened(homes)
    assert labels.compared() is None
    labels.compare(3)
    labels.compare(14)
    labels = again(homes)
    assert labels.compared() == 14
    assert list(labels.labels()) == []
