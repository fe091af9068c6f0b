"""`tandem age new`, `show` and `decrypt`: what is shown of a key, and what becomes of files."""

from __future__ import annotations

import json
from pathlib import Path

import pyrage
import pytest

from app.cli.parser import parser
from app.terminal import run
from tests.support.fake_age import LETTERS, FakeAge
from tests.support.fake_wallet import FakeWallet
from tests.support.programs import passphrase_file

TO = pyrage.x25519.Recipient.from_str(LETTERS.recipient)
FOREIGN = pyrage.x25519.Identity.generate().to_public()


@pytest.fixture(autouse=True)
def with_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FakeAge, "age", (LETTERS,))


def tandem(place: Path, *words: str) -> int:
    file = passphrase_file(place / "words", "correct horse battery staple")
    return run("tandem", parser(), ["age", *words, "--home", str(place), "--passphrase-file", str(file)])


def encrypted(place: Path, text: bytes, to: pyrage.x25519.Recipient = TO, *, armored: bool = False) -> Path:
    file = place / "letter.age"
    file.write_bytes(pyrage.encrypt(text, [to], armored=armored))
    return file


def test_a_key_is_made_and_shown(fake: type[FakeWallet], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert tandem(tmp_path, "new", "letters", "--cosigner", "Cellar") == 0
    assert ("new_age_key", "letters", "Cellar") in fake.calls
    assert capsys.readouterr().out.startswith("The key letters is ready.\n")
    assert tandem(tmp_path, "show", "letters") == 0
    shown = capsys.readouterr().out.splitlines()
    assert LETTERS.recipient in shown
    assert shown[-1] == LETTERS.identity
    assert tandem(tmp_path, "show", "letters", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["recipient"], found["identity"], found["state"]) == (LETTERS.recipient, LETTERS.identity, "open")


@pytest.mark.parametrize("armored", [False, True])
def test_a_file_is_opened(
    fake: type[FakeWallet], tmp_path: Path, capsys: pytest.CaptureFixture[str], armored: bool
) -> None:
    text = bytes(200_000)
    file, out = encrypted(tmp_path, text, armored=armored), tmp_path / "letter"
    assert tandem(tmp_path, "decrypt", str(file), "-o", str(out), "--wait", "5") == 0
    assert ("open_age", LETTERS.key_id, "letter.age", 5.0) in fake.calls
    assert out.read_bytes() == text
    assert out.stat().st_mode & 0o777 == 0o600
    assert "200,000 bytes" in capsys.readouterr().out
    assert tandem(tmp_path, "decrypt", str(file), "-o", str(out)) == 7  # nothing is written over


def test_to_standard_output(tmp_path: Path, fake: type[FakeWallet], capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert fake
    assert tandem(tmp_path, "decrypt", str(encrypted(tmp_path, b"\0text")), "-o", "-", "--key", "letters") == 0
    assert capfdbinary.readouterr().out == b"\0text"


@pytest.mark.parametrize("spoilt", ["cut", "foreign", "none", "missing", "key"])
def test_nothing_is_left_of_what_is_not_opened(
    fake: type[FakeWallet], tmp_path: Path, capsys: pytest.CaptureFixture[str], spoilt: str
) -> None:
    assert fake
    file, out = encrypted(tmp_path, bytes(200_000)), tmp_path / "letter"
    match spoilt:
        case "cut":
            file.write_bytes(file.read_bytes()[:-1])
        case "foreign":
            file = encrypted(tmp_path, b"text", FOREIGN)
        case "none":
            file.write_bytes(b"a letter\n")
        case "missing":
            file.unlink()
    which = ["--key", "other"] if spoilt == "key" else []
    before = set(tmp_path.iterdir())
    assert tandem(tmp_path, "decrypt", str(file), "-o", str(out), *which) == 7
    assert set(tmp_path.iterdir()) - before <= {tmp_path / "words"}
    said = {
        "cut": "its end is missing",
        "foreign": "for none of the keys here",
        "none": "no file of age",
        "missing": "no file that can be read",
        "key": "no key for age named other: tandem age new NAME",
    }
    assert said[spoilt] in capsys.readouterr().err


def test_names_of_all(
    fake: type[FakeWallet], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert fake
    assert tandem(tmp_path, "show") == 0
    assert capsys.readouterr().out == "letters\n"
    assert tandem(tmp_path, "show", "--json") == 0
    assert [key["recipient"] for key in json.loads(capsys.readouterr().out)["keys"]] == [LETTERS.recipient]
    monkeypatch.setattr(FakeAge, "age", ())
    assert tandem(tmp_path, "show") == 0
    assert capsys.readouterr().out == "There is no key for age yet: tandem age new NAME\n"


def test_a_home_without_a_key(fake: type[FakeWallet], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert fake
    monkeypatch.setattr(FakeAge, "age", ())
    assert tandem(tmp_path, "decrypt", str(encrypted(tmp_path, b"")), "-o", str(tmp_path / "out")) == 7
