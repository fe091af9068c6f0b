"""Whatever lies in the file of a vault: it opens to what was put there, or one of our own errors says why not."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.codec.codec import decode, encode
from core.errors import BadInput, StorageError
from core.secret import Secret
from core.storage import keys
from core.storage.disk import damaged
from core.storage.header import MAGIC, Wrapped
from core.storage.keys import Argon2Parameters
from core.storage.migrate import FORMAT, must_be_readable
from core.storage.vault import Vault
from tests.core.storage.homes import Content, everything, header_of, make, put_back, snapshot, surgery

CONTENT: Content = {("key", b"A"): b"share" * 20, ("task", b"1"): b"x" * 6000, ("log", b"\0"): b""}
TABLES = ("key", "log", "task")
FLOOR = Argon2Parameters(8, 1, 1)
SMALL = Argon2Parameters(512, 3, 8)  # what a bent header may ask of this test


class Files(dict[str, bytes]):
    """Shown short when a case fails."""

    def __repr__(self) -> str:
        return "files"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("fuzz") / "home"
    make(made, CONTENT)
    return made


@pytest.fixture(scope="module")
def files(home: Path) -> Files:
    return Files(snapshot(home))


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "CEILING", SMALL)


def survives(home: Path, files: dict[str, bytes]) -> bool:
    """Whether it opens. It is then what it was; else the error is ours."""
    put_back(home, files)
    try:
        with closing(Vault.open(home, Secret(b"correct horse battery staple"), floor=FLOOR)) as vault:
            found = everything(vault, *TABLES)
    except (StorageError, BadInput) as error:
        assert error.kind in ("corrupt", "newer", "keyring", "passphrase", "storage")  # noqa: PT017
        return False
    assert found == CONTENT
    return True


places = st.integers(0, 2**30)
changes = st.one_of(
    st.builds(
        lambda at, bit: lambda d: d[: at % len(d)] + bytes([d[at % len(d)] ^ 1 << bit]) + d[at % len(d) + 1 :],
        places,
        st.integers(0, 7),
    ),
    st.builds(lambda at: lambda d: d[: at % len(d)], places),
    st.builds(
        lambda at, new: lambda d: d[: at % len(d)] + new + d[at % len(d) + len(new) :],
        places,
        st.binary(min_size=1, max_size=64),
    ),
    st.builds(lambda at, more: lambda d: d[: at % len(d)] + more + d[at % len(d) :], places, st.binary(max_size=9)),
    st.builds(
        lambda one, other, size: (
            lambda d: (
                d[: one % len(d)] + d[other % len(d) :][:size] + d[one % len(d) + len(d[other % len(d) :][:size]) :]
            )
        ),
        places,
        places,
        st.integers(1, 4096),
    ),
)
Change = Callable[[bytes], bytes]


def test_the_untouched_one_opens(home: Path, files: Files) -> None:
    assert survives(home, files)


@given(st.lists(changes, min_size=1, max_size=4))
@example([lambda d: d[:3826] + b"\x80" + d[3827:]])  # SQLite's own message is then not UTF-8
def test_a_file_that_was_bent(home: Path, files: Files, bend: list[Change]) -> None:
    data = files["vault"]
    for change in bend:
        data = change(data) or b"\0"
    survives(home, files | {"vault": data})


@given(st.lists(st.tuples(st.integers(0, 15), st.integers(0, 255)), min_size=1, max_size=4))
def test_the_first_hundred_bytes_of_the_file(home: Path, files: Files, bytes_set: list[tuple[int, int]]) -> None:
    """SQLite's own header: page size, versions, write-ahead mode, encoding of text."""
    data = bytearray(files["vault"])
    for at, value in bytes_set:
        data[16 + at * 5] = value
    survives(home, files | {"vault": bytes(data)})


@given(st.binary(max_size=5000))
@example(b"")
@example(b"SQLite format 3\0")
def test_a_file_of_anything(home: Path, data: bytes) -> None:
    assert not survives(home, {"vault": data})


@given(st.binary(max_size=5000))
def test_a_log_of_anything(home: Path, files: Files, data: bytes) -> None:
    assert survives(home, files | {"vault-wal": data})
    assert survives(home, files | {"vault-journal": data})


values = st.one_of(
    st.none(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
    st.text(max_size=20),
    st.binary(max_size=200),
)


@given(header=values)
def test_any_header(home: Path, files: Files, header: object) -> None:
    put_back(home, files)
    with surgery(home) as db:
        db.execute("PRAGMA ignore_check_constraints = ON")
        db.execute("UPDATE OR REPLACE header SET data = ?", (b"" if header is None else header,))
    assert not survives(home, snapshot(home))


@given(change=changes)
def test_a_header_that_was_bent(home: Path, files: Files, change: Change) -> None:
    put_back(home, files)
    whole = header_of(home)
    bent = change(whole)
    with surgery(home) as db:
        db.execute("UPDATE header SET data = ?", (bent,))
    assert survives(home, snapshot(home)) == (bent == whole)


@given(st.binary(max_size=400))
def test_the_header_decoder(data: bytes) -> None:
    for start in (b"", MAGIC + FORMAT.to_bytes(2, "big")):
        try:
            must_be_readable(start + data, MAGIC)
            found = decode(Wrapped, start + data, lambda _: damaged())
        except StorageError:
            continue
        assert encode(found) == start + data


@given(
    number=st.integers(0, 7),
    column=st.sampled_from(["slot", "generation", "sealed"]),
    value=values,
)
def test_any_value_in_any_column_of_any_row(home: Path, files: Files, number: int, column: str, value: object) -> None:
    put_back(home, files)
    with surgery(home) as db:
        before = db.execute("SELECT * FROM record").fetchall()
        (row,) = db.execute("SELECT rowid FROM record LIMIT 1 OFFSET ?", (number % 7,)).fetchone()
        db.execute(
            f"UPDATE OR REPLACE record SET {column} = ? WHERE rowid = ?",  # noqa: S608
            (b"" if value is None else value, row),
        )
        unchanged = db.execute("SELECT * FROM record").fetchall() == before
    assert survives(home, snapshot(home)) == unchanged


@given(number=st.integers(0, 7), change=changes)
def test_a_record_that_was_bent(home: Path, files: Files, number: int, change: Change) -> None:
    put_back(home, files)
    with surgery(home) as db:
        row, sealed = db.execute("SELECT rowid, sealed FROM record LIMIT 1 OFFSET ?", (number % 7,)).fetchone()
        bent = change(sealed)
        db.execute("UPDATE record SET sealed = ? WHERE rowid = ?", (bent, row))
    assert survives(home, snapshot(home)) == (bent == sealed)


def test_no_open_leaves_a_file_behind(files: Files, tmp_path: Path) -> None:
    """Neither one that succeeds nor one that fails leaves anything that a later one could trip over."""
    for found in (files, {"vault": files["vault"][:5000]}):
        survives(tmp_path, found)
        assert {file.name for file in tmp_path.iterdir()} == {*found, "ballast"}
