"""Where `serve` takes its passphrase from, and that it says so (V7)."""

from __future__ import annotations

import argparse
import io
import os
import struct
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.config import Config
from app.cosigner.unlocking import unlocking
from app.terminal import Screen
from core.errors import BadInput
from tests.support.programs import Programs, fails, passphrase_file

SERVE = ("serve", "--listen", "127.0.0.1:0")
WORDS = "other words altogether"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Programs]:
    with Programs(tmp_path_factory.mktemp("unlocking"), practice=True) as programs:
        programs.init()
        yield programs


def credential(directory: Path, text: str = WORDS, mode: int = 0o400) -> Path:
    """A directory as a service manager makes it."""
    directory.mkdir(mode=0o700)
    (directory / "passphrase").write_text(text)  # without an end of line
    (directory / "passphrase").chmod(mode)
    return directory


# ------------------------------------------------------------------ which one it is
@pytest.fixture
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path / "c"))
    monkeypatch.delenv("TANDEM_PASSPHRASE_FILE", raising=False)
    return tmp_path / "c"


def found(home: Path, config: Path | None = None, **options: Path) -> tuple[str, str, str]:
    """What opens the home, where it came from, and what was said."""
    said = io.StringIO()
    screen = Screen("tandem-cosigner", False, io.StringIO(), said, io.StringIO())
    secret, source = unlocking(argparse.Namespace(**options), Config(home, config), screen)
    return secret.reveal().decode(), str(source), said.getvalue()


def test_a_credential_comes_first(directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = passphrase_file(tmp_path / "other", "not these")
    monkeypatch.setenv("TANDEM_PASSPHRASE_FILE", str(other))
    credential(directory)
    words, source, said = found(tmp_path, other)
    assert (words, source) == (WORDS, "credential")
    assert said.startswith("The passphrase came from a credential of systemd; unless a TPM seals it, the disk alone")
    assert "CREDENTIALS_DIRECTORY" not in os.environ


def test_but_for_a_file_that_an_option_names(directory: Path, tmp_path: Path) -> None:
    credential(directory)
    words, source, said = found(tmp_path, passphrase_file=passphrase_file(tmp_path / "other", "these"))
    assert (words, source) == ("these", "file")
    assert said == "The passphrase came from a file; the disk alone opens this co-signer.\n"


def test_credentials_without_ours(directory: Path, tmp_path: Path) -> None:
    directory.mkdir()
    assert found(tmp_path, passphrase_file(tmp_path / "other", "these"))[:2] == ("these", "file")


def test_nobody_to_ask(directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    with pytest.raises(BadInput) as refused:
        found(tmp_path)
    assert refused.value.kind == "passphrase"


@pytest.mark.parametrize("mode", [0o440, 0o404, 0o420, 0o402])
def test_one_that_others_can_reach(directory: Path, tmp_path: Path, mode: int) -> None:
    credential(directory, mode=mode)
    with pytest.raises(BadInput) as refused:
        found(tmp_path)
    assert refused.value.kind == "passphrase_file"


@pytest.mark.skipif(sys.platform != "linux", reason="lists of users are looked at on Linux only")
def test_a_list_of_users_as_systemd_writes_it(directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bits of the group are then how far the list goes; of everybody they are what they always are."""
    entries = ((1, 4, ~0), (2, 4, 65534), (4, 0, ~0), (16, 4, ~0), (32, 0, ~0))  # acl(5): owner, user, group, mask, all
    listed = struct.pack("<I", 2) + b"".join(struct.pack("<HHI", a, b, c & 0xFFFFFFFF) for a, b, c in entries)
    file = credential(directory, mode=0o600) / "passphrase"
    try:
        os.setxattr(file, "system.posix_acl_access", listed)
    except OSError:
        pytest.skip("this disk has no lists of users (ACL)")
    assert file.stat().st_mode & 0o777 == 0o440
    assert found(tmp_path)[1] == "credential"
    file.chmod(0o444)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(directory))
    with pytest.raises(BadInput):
        found(tmp_path)


# ------------------------------------------------------------------ as a service manager starts it
def test_a_service_says_how_it_was_opened(home: Programs, tmp_path: Path) -> None:
    """In codes for programs, in words for people; the passphrase itself nowhere."""
    extra = {"CREDENTIALS_DIRECTORY": str(credential(tmp_path / "c"))}
    with replace(home.other, unattended=True, extra=extra).start(*SERVE) as running:
        running.object()
        status = home.other.call("status")
        with replace(home.other, json=False).start("status") as asked:
            assert asked.end() == 0
        assert running.stop() == 0
    assert status["passphrase"] == "credential"
    assert status["memory"] in (("locked", "refused") if sys.platform == "linux" else ("unknown",))
    assert any(line.startswith("passphrase: from a credential of systemd; ") for line in asked.out)
    assert any(line.startswith(f"memory: {'' if status['memory'] == 'locked' else 'not '}locked") for line in asked.out)
    assert not any(WORDS in line for line in (*running.err, *running.out, *asked.out))


def test_a_wrong_one_is_no_reason_to_try_again(home: Programs, tmp_path: Path) -> None:
    """Code 7, at which the unit does not start it again; and nothing of it is said."""
    extra = {"CREDENTIALS_DIRECTORY": str(credential(tmp_path / "c", "marked words"))}
    program = replace(home.other, unattended=True, extra=extra)
    error = fails(program, 7, *SERVE, about="passphrase is wrong", kind="passphrase")
    assert "marked" not in error.message
