"""Giving a device away, as typed on either."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from app.cli.parser import parser as wallet_parser
from app.cosigner.parser import parser as cosigner_parser
from app.terminal import run
from tests.support.open_homes import NAME, PASSPHRASE, cheap_vaults, open_homes


@pytest.mark.parametrize(("program", "home"), [("tandem", "wallet"), ("tandem-cosigner", "cosigner")])
def test_wipe(
    program: str,
    home: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with open_homes(tmp_path):
        pass
    file = tmp_path / "passphrase"
    file.write_bytes(PASSPHRASE.reveal())
    file.chmod(0o600)
    monkeypatch.setenv("TANDEM_PASSPHRASE_FILE", str(file))
    monkeypatch.setenv("TANDEM_COSIGNER_ANCHOR", "off")
    for name in ("desktop.toml", "config.toml"):
        (tmp_path / home / name).write_text("")  # what names servers, the wallet shown last, where it is reached

    def wipe(*words: str, typed: str = "") -> int:
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        parser = wallet_parser() if program == "tandem" else cosigner_parser()
        return run(program, parser, ["wipe", "--home", str(tmp_path / home), *words])

    with cheap_vaults():
        assert wipe("--yes") == 7
        found = capsys.readouterr()
        assert f"othing would bring back this device's half of {NAME}" in found.err + found.out
        assert wipe("--lose", NAME, typed="no\n") != 0
        assert f"{NAME}: NOTHING brings it back" in capsys.readouterr().err
        assert (tmp_path / home / "vault").exists()
        assert wipe("--lose", NAME, "--json", typed="Wipe\n") == 0
        assert json.loads(capsys.readouterr().out) == {"wiped": str(tmp_path / home), "wallets": [NAME]}
    assert not (tmp_path / home).exists()
