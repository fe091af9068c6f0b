"""`tandem update check` and `tandem update verify`: the real program, a real server, and what people read."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import releases, resources
from app.cli.parser import parser
from app.processes import ProgramError, wallet
from app.releases import beside, digest
from app.terminal import run
from core.errors import BadInput, PeerFault
from core.secret import Secret
from core.wallet.opening import create_or_open
from tests.support.fake_wallet import FakeWallet
from tests.support.programs import passphrase_file
from tests.support.releases import FILE, KEYS, TEXTS, ReleaseServer, manifest, release_server

NOW = int(time.time())
PASSPHRASE = "correct horse battery staple"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ReleaseServer]:
    with release_server(tmp_path) as running:
        yield running


@pytest.fixture
def with_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build that has keys, and no address."""
    place = tmp_path / "resources" / "release"
    place.mkdir(parents=True)
    (place / "keys.txt").write_text("# ours\n" + "\n".join(TEXTS) + "\n")
    (place / "address.txt").write_text("# none\n")
    monkeypatch.setattr(resources, "ROOT", tmp_path / "resources")


def tandem(*words: object) -> int:
    return run("tandem", parser(), [str(word) for word in words])


def at_home(tmp_path: Path, server: ReleaseServer) -> tuple[object, ...]:
    """A home, and the words that every command about it begins with."""
    home = tmp_path / "home"
    create_or_open(home, Secret(PASSPHRASE.encode()), keyring=False).close()
    (home / "config.toml").write_text(f'updates = "{server.address}"\n')
    return "--home", home, "--passphrase-file", passphrase_file(tmp_path / "words", PASSPHRASE)


@pytest.mark.usefixtures("with_keys")
def test_from_a_release_to_a_genuine_file(
    tmp_path: Path, server: ReleaseServer, capsys: pytest.CaptureFixture[str]
) -> None:
    home = at_home(tmp_path, server)
    file = tmp_path / "tandem_0.2.0_amd64.deb"
    file.write_bytes(FILE)
    assert tandem("update", "verify", file, *home) == 7
    assert "No release is known here yet; check for one first: tandem update check." in capsys.readouterr().err
    server.release(manifest(made=NOW))
    assert tandem("update", "check", *home) == 0
    said = capsys.readouterr().out
    assert "Release 0.2.0" in said
    assert "\n  Faster.\nWhere to get it: https://releases.example/0.2.0/\nNothing was downloaded." in said
    assert all("tandem.release" in path for path in server.asked)
    assert tandem("update", "verify", file, *home, "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["genuine"], found["version"], found["expired"]) == (True, "0.2.0", False)
    file.write_bytes(FILE[::-1])
    assert tandem("update", "verify", file, *home) == 7
    assert "NOT the one that was released" in capsys.readouterr().err
    assert tandem("update", "verify", tmp_path / "gone", *home) == 7
    assert "“gone” cannot be read" in capsys.readouterr().err


@pytest.mark.usefixtures("with_keys")
def test_a_version_that_is_no_longer_safe(
    tmp_path: Path, server: ReleaseServer, capsys: pytest.CaptureFixture[str]
) -> None:
    home = at_home(tmp_path, server)
    server.release(manifest(made=NOW, minimum="0.2.0"))
    assert tandem("update", "check", *home) == 0
    assert capsys.readouterr().out.startswith("0.1.0 is no longer safe to use. Install 0.2.0.\n")
    server.release(manifest(made=NOW + 1), KEYS[:1])
    assert tandem("update", "check", *home) == 5
    assert "one release key alone" in capsys.readouterr().err


@pytest.mark.skipif(bool(releases.keys()), reason="this build has release keys")
def test_a_program_without_keys(tmp_path: Path, server: ReleaseServer) -> None:
    """It has no keys, and says so before it asks anybody."""
    at_home(tmp_path, server)
    with pytest.raises(ProgramError) as refused:
        wallet(tmp_path / "home", tmp_path / "words").call("update", "check")
    assert (refused.value.code, refused.value.kind) == (7, "update")
    assert "has no release keys" in str(refused.value)
    assert server.asked == []


def test_what_travels(fake: type[FakeWallet], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = passphrase_file(tmp_path / "words", PASSPHRASE)
    home = ("--home", tmp_path, "--passphrase-file", words)
    assert tandem("update", "check", "--proxy", "socks5://127.0.0.1:9050", *home, "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["version"], found["newer"], found["running"]) == ("0.2.0", True, "0.1.0")
    asked = next(call for call in fake.calls if call[0] == "check_releases")
    assert (asked[1].version, asked[2]) == ("0.1.0", "socks5://127.0.0.1:9050")


@pytest.mark.usefixtures("with_keys")
def test_a_manifest_from_the_disk_needs_no_home(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, release = tmp_path / "renamed.deb", tmp_path / "tandem[0].release"
    data = manifest(made=1_700_000_000)  # long expired: whoever has the file may still hold it against this
    file.write_bytes(FILE)
    release.write_bytes(data)
    with pytest.raises(PeerFault, match="none of the release keys"):
        beside(file, release)
    for key in KEYS[1:]:
        release.with_name(f"{release.name}.{key.public.name}.minisig").write_bytes(key.sign(data))
    assert tandem("update", "verify", file, "--manifest", release) == 0
    said = capsys.readouterr().out
    assert "Genuine: Tandem 0.2.0 of 2023-11-1" in said
    assert "It is called tandem_0.2.0_amd64.deb there.\nThis release counts no more" in said
    with pytest.raises(BadInput, match="cannot be read"):
        beside(file, tmp_path / "none")
    with pytest.raises(BadInput, match="cannot be read"):
        digest(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(BadInput, match="it is no file"):
        digest(tmp_path / "pipe")
