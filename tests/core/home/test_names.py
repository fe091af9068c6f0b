"""What the other sides are called: the person here first, then their own word, and nobody by another's name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.text.say import logged
from core.errors import BadInput, InputKind
from core.home.log import LogQuery, LogRow
from core.home.names import CHANGES, NameBook
from core.home.records import Called, LogCode, LogEntry, Peer
from core.keys.record import DAY
from core.transport.link.identity import fingerprint
from tests.support.two_homes import TwoHomes, two_homes

OFFICE, THIEF, THIRD = (bytes([n]) * 32 for n in (0xA1, 0xB2, 0xC3))


class Home:
    """A co-signer's home with three computers."""

    def __init__(self, homes: TwoHomes) -> None:
        self.homes, self.now = homes, 1_800_000_000
        self.records = homes.cosigner.records
        self.names = NameBook(self.records, lambda: self.now)
        with self.records.write() as write:
            for number, pin in enumerate((OFFICE, THIEF, THIRD)):
                write.peer(pin, Peer(bytes(3), "", 0, number, words_compared=True))

    def log(self) -> list[str]:
        return [logged(entry.code, entry.values) for entry in self.records.log() if entry.kind == "name"]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    with two_homes(tmp_path) as homes:
        yield Home(homes)


def test_a_told_name_is_quoted_and_a_given_one_wins_over_it(home: Home) -> None:
    names = home.names
    assert (names.plain(OFFICE), names.title(OFFICE), names.shown(OFFICE)) == ("", "", fingerprint(OFFICE))
    names.hear(OFFICE, "Office")
    assert (names.plain(OFFICE), names.title(OFFICE), names.shown(OFFICE)) == ("Office", "“Office”", "Office")
    names.give(OFFICE, "Desk upstairs")
    names.hear(OFFICE, "Something else")
    assert names.title(OFFICE) == names.shown(OFFICE) == "Desk upstairs"
    assert names.called(OFFICE).told == "Something else"
    home.homes.restart_both()
    again = NameBook(home.homes.cosigner.records, lambda: home.now)
    assert again.title(OFFICE) == "Desk upstairs"
    of = fingerprint(OFFICE)
    assert home.log() == [
        f"{of} calls itself “Office” now",
        f"{of} is called Desk upstairs here from now on",
        f"{of} calls itself “Something else” now",
    ]


def test_the_same_name_told_at_every_connection_writes_nothing(home: Home) -> None:
    home.names.hear(OFFICE, "Office")
    generation = home.records.vault.generation
    home.names.hear(OFFICE, "Office")
    home.names.hear(THIEF, "")
    assert home.records.vault.generation == generation
    home.names.hear(OFFICE, "")
    assert home.names.shown(OFFICE) == fingerprint(OFFICE)
    assert home.log()[-1] == f"{fingerprint(OFFICE)} tells no name any more"


@pytest.mark.parametrize(
    "told", ["Office", "OFFICE", "0ffice", "\u041effice".lower(), "Kitchen NUC", fingerprint(OFFICE), "a1a1 a1a1 PC"]
)
def test_a_computer_that_calls_itself_like_another_has_no_name(told: str, home: Home) -> None:
    """Or like this side; or by a fingerprint. Whoever was first keeps the name."""
    home.names.call_self("Kitchen NUC")
    home.names.hear(OFFICE, "Office")
    home.names.hear(THIEF, told)
    assert home.names.shown(THIEF) == fingerprint(THIEF)
    assert home.names.title(THIEF) == ""
    home.names.hear(OFFICE, "Office")
    assert home.names.shown(OFFICE) == "Office"
    assert home.names.pin("office") == OFFICE


def test_a_name_that_was_taken_stays_taken_though_another_was_given_over_it(home: Home) -> None:
    """The person still knows the computer by what it told; the thief waits for that."""
    home.names.hear(OFFICE, "Office")
    home.names.give(OFFICE, "Upstairs")
    for told in ("Office", "upstairs"):
        home.names.hear(THIEF, told)
        assert home.names.shown(THIEF) == fingerprint(THIEF)
    assert "looks like another's name" in home.log()[-1]
    home.names.hear(OFFICE, "Study")
    home.names.hear(THIEF, "Office")
    assert home.names.shown(THIEF) == "Office"  # nobody is called so any more


FORGED = ["Laptop” (a1b2c3d4e5f60718), “x", "Laptop a1b2c3d4", "Laptop: blocked", "Laptop [2]"]  # our own words


@pytest.mark.parametrize("told", ["-h", "a/b", "S\u0430vings", "a\u200bb", " x", *FORGED])
def test_what_is_no_name_is_not_taken_over(told: str, home: Home) -> None:
    home.names.hear(OFFICE, told)
    assert home.names.title(OFFICE) == ""
    assert home.log() == []


def test_a_computer_that_changes_its_name_all_day_is_not_heard(home: Home) -> None:
    for number in range(CHANGES + 5):
        home.names.hear(THIEF, f"number {number}")
    assert home.names.plain(THIEF) == f"number {CHANGES - 1}"
    assert len(home.log()) == CHANGES
    home.now += DAY
    home.names.hear(THIEF, "at rest")
    assert home.names.plain(THIEF) == "at rest"


def test_a_person_gives_no_name_twice(home: Home) -> None:
    home.names.give(OFFICE, "Office")
    home.names.give(OFFICE, "office")  # its own, written otherwise
    for name, kind in (("Office", InputKind.NAME), ("b2b2", InputKind.NAME), ("--x", InputKind.NAME_BEGIN)):
        with pytest.raises(BadInput) as caught:
            home.names.give(THIRD, name)
        assert caught.value.kind is kind
    home.names.call_self("Kitchen")
    with pytest.raises(BadInput, match="this side itself"):
        home.names.give(THIRD, "kitchen")
    for wrong in ("a/b", *FORGED):
        with pytest.raises(BadInput):
            home.names.call_self(wrong)
    assert home.names.own == "Kitchen"
    assert home.names.shown(THIRD) == fingerprint(THIRD)


def test_whom_a_person_means(home: Home) -> None:
    home.names.hear(OFFICE, "Office")
    assert home.names.pin("OFFICE") == home.names.pin("a1a1") == home.names.pin(fingerprint(OFFICE)) == OFFICE
    for nobody in ("", "a1", "Offices", "dddd"):
        with pytest.raises(BadInput, match=f"nobody is called so; paired are: Office, {fingerprint(THIEF)}") as caught:
            home.names.pin(nobody)
        assert caught.value.kind is InputKind.NO_SUCH_PEER
    twin = OFFICE[:4] + bytes(28)
    with home.records.write() as write:
        write.peer(twin, Peer(bytes(3), "", 0, 9, words_compared=True))
    with pytest.raises(BadInput, match="several are called so"):
        home.names.pin("a1a1")
    with home.records.write() as write:  # by another version: whatever it is called, the whole fingerprint is one's own
        write.called(THIEF, Called(told=fingerprint(OFFICE)))
    assert home.names.pin(fingerprint(OFFICE)) == OFFICE


def test_a_wallet_is_named_with_its_computer_where_several_have_it(home: Home) -> None:
    row = home.homes.cosigner.row
    rows = [replace(row, pin=pin, name=name) for pin, name in ((OFFICE, "savings"), (THIEF, "savings"), (THIRD, "x/y"))]
    home.names.hear(OFFICE, "Office")
    with pytest.raises(BadInput) as caught:
        home.names.row(rows, "savings")
    assert caught.value.kind is InputKind.SEVERAL_WALLETS
    assert f"Office/savings, {fingerprint(THIEF)}/savings" in caught.value.message
    assert home.names.row(rows, "Office/savings").pin == home.names.row(rows, "a1a1/savings").pin == OFFICE
    assert home.names.row(rows, "b2b2b2/savings").pin == THIEF
    assert home.names.row(rows, "x/y").pin == home.names.row(rows, "c3c3/x/y").pin == THIRD
    for nothing in ("Office/other", "office", "/savings", "Offic/savings"):
        with pytest.raises(BadInput) as caught:
            home.names.row(rows, nothing)
        assert caught.value.kind is InputKind.NO_SUCH_WALLET


def test_an_old_wallet_with_a_slash_is_not_taken_for_another_computers(home: Home) -> None:
    row = home.homes.cosigner.row
    home.names.hear(OFFICE, "Office")
    rows = [replace(row, pin=OFFICE, name="savings"), replace(row, pin=THIEF, name="Office/savings")]
    with pytest.raises(BadInput, match="say which"):
        home.names.row(rows, "Office/savings")


def test_a_forgotten_computer_leaves_no_name(home: Home) -> None:
    home.names.hear(OFFICE, "Office")
    with home.records.write() as write:
        write.erase_peer(OFFICE)
    assert home.names.plain(OFFICE) == ""
    home.names.hear(THIEF, "Office")
    assert home.names.plain(THIEF) == "Office"


def test_lines_about_a_wallet_are_found_with_and_without_its_computer() -> None:
    names = ("a", "Office/a", "Desk/a", "Office/ba")
    lines = [LogEntry(n, LogCode.LOOKED_AT, (name, "k")) for n, name in enumerate(names)]
    rows = list(enumerate(LogRow(line, bytes(32)) for line in lines))

    def found(wallet: str) -> list[int]:
        return [number for number, _ in LogQuery(wallet=wallet).chosen(rows)]

    assert (found("a"), found("Office/a"), found("ba"), found("fice/a")) == ([0, 1, 2], [1], [3], [])
