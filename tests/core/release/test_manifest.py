"""A manifest has one form; whatever else somebody signs is not read."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import PeerFault
from core.release.manifest import MOST, News, order, read
from tests.support.releases import FILE, KEYS, LATER, MADE, SHA256, manifest

GOOD = manifest(next_keys=LATER)


def test_it_reads_as_it_is_written() -> None:
    found = read(GOOD)
    assert found.written() == GOOD
    assert (found.version, found.minimum, found.made) == ("0.2.0", "0.1.0", MADE)
    assert found.news == (News("en", "Faster."), News("de", "Schneller."))
    assert found.next_keys == tuple(key.public for key in LATER)
    [file] = found.files
    assert (file.sha256, file.size, file.name) == (SHA256, len(FILE), "tandem_0.2.0_amd64.deb")


def test_people_can_read_it() -> None:
    assert manifest().decode() == (
        "tandem-release 1\nversion 0.2.0\nminimum 0.1.0\nmade 2026-11-30T00:53:20Z\nexpires 2027-02-28T00:53:20Z\n"
        "page https://releases.example/0.2.0/\nnews en Faster.\nnews de Schneller.\n"
        f"file {SHA256} 15 linux-amd64 tandem_0.2.0_amd64.deb\n"
    )


ROW = f"file {SHA256} 15 linux-amd64 tandem_0.2.0_amd64.deb\n"
OTHER = ROW.replace(SHA256, "0" * 64)
TWO_KEYS = "".join(f"next {key.public.text}\n" for key in KEYS[:2])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("release 1", "release 2"),
        ("version 0.2.0", "version 0.2"),
        ("version 0.2.0", "version 00.2.0"),
        ("version 0.2.0", "version 0.2.0-rc1"),
        ("version 0.2.0", "version 0.2.\u0663"),
        ("version 0.2.0", "version 0.0.9"),  # below the minimum
        ("version 0.2.0\n", "version 0.2.0\nversion 0.3.0\n"),
        ("version 0.2.0\n", ""),
        ("version", "Version"),
        ("minimum 0.1.0\n", "minimum 0.1.0\n\n"),
        ("T00:53:20Z", "T00:53:20"),
        ("2026-11-30", "2026-11-3"),
        ("2026-11-30", "1926-11-30"),
        ("2027-02-28", "2026-11-30"),  # expires when it is made
        ("2027-02-28", "2036-02-28"),
        ("https:", "http:"),
        ("/0.2.0/", "/0.2.0/?a=b"),
        ("/0.2.0/", "/\u202e/"),
        ("//releases", "//somebody@releases"),
        ("Faster.", "Faster.\r"),
        ("Faster.", "Fas\u202eter."),
        ("Faster.", "x" * 400),
        ("news en Faster.", "news en  Faster."),
        ("news en", "news english"),
        ("news en Faster.\n", "news en Faster.\n" * 80),
        (ROW, ""),
        (ROW, ROW + ROW),
        (ROW, ROW + OTHER),
        (ROW, ROW[:-1]),
        (ROW, ROW + "\n"),
        (ROW, ROW + "more\n"),
        (ROW, ROW.replace(" 15 ", " 015 ")),
        (ROW, ROW.replace(" 15 ", " -15 ")),
        (ROW, ROW.replace("tandem_", "../tandem_")),
        (ROW, ROW.upper()),
        (ROW, TWO_KEYS + ROW),
        (ROW, TWO_KEYS + TWO_KEYS.splitlines(keepends=True)[0] + ROW),
        (ROW, ROW + "".join(f"next {key.public.text}\n" for key in KEYS)),  # out of its place
    ],
)
def test_what_is_none(old: str, new: str) -> None:
    text = manifest().decode()
    assert old in text
    with pytest.raises(PeerFault) as refused:
        read(text.replace(old, new, 1).encode())
    assert refused.value.kind == "update.form"


def test_too_big_or_no_text() -> None:
    for data in (b"", b"\xff", b"x" * (MOST + 1)):
        with pytest.raises(PeerFault, match="cannot be read here"):
            read(data)


@given(st.binary(max_size=200), st.integers(0, len(GOOD)))
def test_whatever_comes_is_one_or_a_fault(piece: bytes, at: int) -> None:
    data = GOOD[:at] + piece + GOOD[at + len(piece) :]
    with suppress(PeerFault):
        assert read(data).written() == data


def test_versions_are_compared_by_number() -> None:
    assert order("0.10.0") > order("0.9.9") > order("0.9.0")
