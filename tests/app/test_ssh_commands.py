"""`tandem ssh new` and `show`: what is shown of a key, and where it belongs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.cli.parser import parser
from app.terminal import run
from core.ssh.public_key import public_line
from tests.support.fake_ssh import WORK
from tests.support.fake_wallet import FakeWallet
from tests.support.programs import passphrase_file
from tests.support.whole_ssh_key import KEY


@pytest.fixture(autouse=True)
def with_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FakeWallet, "ssh", (WORK,))


def tandem(place: Path, *words: str) -> int:
    file = passphrase_file(place / "words", "correct horse battery staple")
    return run("tandem", parser(), ["ssh", *words, "--home", str(place), "--passphrase-file", str(file)])


def test_a_key_is_made_and_shown(fake: type[FakeWallet], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert tandem(tmp_path, "new", "work", "--cosigner", "Cellar") == 0
    assert ("new_ssh_key", "work", "Cellar") in fake.calls
    assert capsys.readouterr().out.startswith("The key work is ready.\nSHA256:")
    assert tandem(tmp_path, "show", "work") == 0
    shown = capsys.readouterr().out.splitlines()
    assert public_line(KEY.point, "work") in shown
    assert "git config --global gpg.ssh.program tandem-git-sign" in shown
    assert shown[-1].startswith("Never encrypt to this key (age -R")


def test_programs_read_its_lines(fake: type[FakeWallet], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert tandem(tmp_path, "show", "work", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["public_key"] == public_line(KEY.point, "work")
    assert found["allowed_signers"].startswith('* namespaces="git,file" ssh-ed25519 ')
    assert found["git"]["user.signingKey"] == f"key::{found['public_key']}"
    assert (found["name"], found["epoch"], found["state"]) == ("work", 3, "open")


def test_names_of_all(
    fake: type[FakeWallet], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert fake
    assert tandem(tmp_path, "show") == 0
    assert capsys.readouterr().out == "work\n"
    assert tandem(tmp_path, "show", "--json") == 0
    assert [key["name"] for key in json.loads(capsys.readouterr().out)["keys"]] == ["work"]
    monkeypatch.setattr(FakeWallet, "ssh", ())
    assert tandem(tmp_path, "show") == 0
    assert capsys.readouterr().out == "There is no key for ssh yet: tandem ssh new NAME\n"


def test_a_key_that_is_not_there(fake: type[FakeWallet], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert tandem(tmp_path, "show", "play") == 7
    assert "There is no key for ssh named play: tandem ssh new NAME." in capsys.readouterr().err
