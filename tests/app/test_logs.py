"""`log` of both programs: lines, export, checking, comparing; and where none of it can go."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path
from typing import Any

import pytest

from app.cli.parser import parser as wallet_parser
from app.cosigner.parser import parser as cosigner_parser
from app.terminal import run
from app.text.terminal import FLAWS, flaw_of
from core.home.log import LogBook
from core.home.log_chain import ChainHead
from core.home.log_fields import FIELDS, LogFlaw, value_of
from core.home.log_file import LogAbout, written
from core.home.records import LogCode, LogEntry
from tests.app.conftest import Cosigner

PIN, KEY = "ab" * 32, "cd" * 8
PAIRED = LogEntry(1, "pairing.cosigner", ("nas.lan", PIN[:16]))
MADE = LogEntry(2, "key.made", ("w", "signet", "1", KEY, "run", PIN[:16]))
BEGUN = LogEntry(3, "signature.begun", ("w", "12" * 16, "34" * 32, "40500", "500", KEY))
CURRENT = LogEntry(2, "key.current", ("w", "signet", "1", KEY, "run", PIN[:16]))
ASKED = LogEntry(3, "request.unattended", BEGUN.values)


@pytest.fixture(autouse=True)
def passphrase(secret_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TANDEM_PASSPHRASE_FILE", str(secret_file))


def tandem(*words: object) -> int:
    return run("tandem", wallet_parser(), [str(word) for word in words])


def tandem_cosigner(*words: object) -> int:
    return run("tandem-cosigner", cosigner_parser(), [str(word) for word in words])


def log_of(side: str, *lines: LogEntry) -> bytes:
    book = LogBook({}, {}, ChainHead())
    book.adopt(book.after(lines))
    return "".join(written(book, LogAbout(side, PIN, 1_800_000_000))).encode()


def test_lines_of_this_computer(fake: Any, capsys: pytest.CaptureFixture[str]) -> None:
    fake.log = log_of("wallet", PAIRED, MADE, BEGUN)
    assert tandem("log", "--kind", "signature", "--wallet", "w") == 0
    said = capsys.readouterr().out
    assert said.endswith("40\u202f500 sat leave w, 500 sat of fee included: signing 34343434… together begins\n")
    assert tandem("log", "--limit", 2, "--json") == 0
    assert [line["number"] for line in json.loads(capsys.readouterr().out)["log"]] == [2, 3]
    assert tandem("log", "--kind", "signatures") == 7
    assert "the kinds are" in capsys.readouterr().err


def test_an_export(fake: Any, other: Cosigner, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fake.log = log_of("wallet", PAIRED, MADE)
    other.answers["log_file"] = {"text": log_of("cosigner", CURRENT).decode()}
    assert tandem("log", "export", tmp_path / "a") == tandem_cosigner("log", "export", tmp_path / "b") == 0
    assert (tmp_path / "a").read_bytes() == fake.log
    assert (tmp_path / "b").read_bytes() == log_of("cosigner", CURRENT)
    capsys.readouterr()
    assert tandem("log", "export", "-") == 0
    assert capsys.readouterr().out.encode() == fake.log
    assert tandem("log", "export", "-", "--json") == 0
    assert json.loads(capsys.readouterr().out)["log"].encode() == fake.log


def test_an_export_that_cannot_be_written(
    fake: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that is there, a place that is none, and a full disk: nothing is left, and nothing lost."""
    fake.log = log_of("wallet", PAIRED)
    (tmp_path / "there").write_text("mine")
    (tmp_path / "nowhere").symlink_to(tmp_path / "missing")
    for name in ("there", "nowhere"):
        assert tandem("log", "export", tmp_path / name) == 7
        assert "nothing is written over" in capsys.readouterr().err
    assert tandem("log", "export", tmp_path / "no" / "where") == 2
    assert tandem("log", "export", tmp_path / "\0") == 7
    assert tandem("log", "export", f"{tmp_path}/{'x' * 300}") == 7
    capsys.readouterr()

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("app.arguments.os.fsync", full)
    assert tandem("log", "export", tmp_path / "new") == 6
    assert "No space left on device" in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir() if path.name != "passphrase") == ["nowhere", "there"]
    assert (tmp_path / "there").read_text() == "mine"


def test_checking(fake: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fake.log = log_of("wallet", PAIRED, MADE, BEGUN)
    assert tandem("log", "verify") == 0
    assert capsys.readouterr().out.startswith("All 3 entries are as they were written.\nThe last link: ")
    file = tmp_path / "file"
    file.write_bytes(fake.log.replace(b"signet", b"regtest"))
    assert tandem_cosigner("log", "verify", file) == 1
    said = capsys.readouterr().out
    assert said.startswith("Up to entry 1 all is as it was written; from entry 2 on it is not.\nLine 3: it, or what")
    assert tandem("log", "verify", file, "--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["whole"], told["entries"], told["first_broken"], told["why"]) == (False, 1, 2, "link")


def test_comparing(fake: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fake.log = log_of("wallet", PAIRED, MADE, BEGUN)
    file = tmp_path / "file"
    file.write_bytes(log_of("cosigner", CURRENT, ASKED))
    assert tandem("log", "compare", file) == 0
    assert capsys.readouterr().out.endswith("\nBoth tell the same.\n")
    file.write_bytes(log_of("cosigner", CURRENT))
    assert tandem("log", "compare", file) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("The co-signer's log, written 2027-01-15 ")
    assert said[1].startswith(f"! w: the co-signer has answered about {'34' * 32}, and its log knows nothing of it.")
    assert said[2] == "1 of these must be looked into (!)."
    fake.log = log_of("wallet", PAIRED, MADE, LogEntry(3, "request.asks", ("w", "34" * 32, "1", "1", KEY)))
    assert tandem("log", "compare", file, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["agree"]
    assert [one["what"] for one in told["differences"]] == ["not_arrived"]
    file.write_bytes(log_of("wallet", PAIRED))
    assert tandem("log", "compare", file) == 7
    assert "the log of a computer" in capsys.readouterr().err


def test_every_line_has_fields_and_every_flaw_a_sentence() -> None:
    assert set(FIELDS) == set(LogCode)
    assert set(FLAWS) == set(LogFlaw)
    assert all(map(flaw_of, LogFlaw))
    assert value_of(LogEntry(1, "of.another_version", ("w",)), "wallet") == ""
