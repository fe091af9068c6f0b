"""Whoever sits at the wallet computer gets no words of the co-signer's sheet, and types none there (rule R1)."""

from __future__ import annotations

import time
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from app.cosigner.parser import parser
from app.terminal import run
from core.cosigner.seats import Seats
from core.errors import BadInput, InputKind
from core.home.repository import Repository
from core.role import Role
from core.storage.vault import Vault
from core.transport.link.link import Link
from core.wallet.without_home import must_be_a_word
from tests.support.open_homes import NAME, PASSPHRASE, OpenHomes, Serving, open_homes
from tests.support.sheets import a_sheet

THERE = "192.0.2.7"  # where the computer was linked from


def link_from_there(homes: OpenHomes) -> None:
    """As if the computer had been linked from there, and not over loopback."""
    listening = homes.serving.listening
    homes.serving.stop()
    with closing(Vault.open(homes.place / "cosigner", PASSPHRASE)) as vault:
        records = Repository(vault)
        ((pin, peer),) = records.peers.items()
        link = cast(Link, SimpleNamespace(pin=pin, address=THERE, version=1))
        Seats(records, lambda: int(time.time()), list).opened(link, peer)
    homes.serving = Serving(homes.place / "cosigner", listening)


def test_co_signer_sheet_not_at_the_computer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet, secret = tmp_path / "sheet", tmp_path / "passphrase"
    for file, text in ((sheet, " ".join(a_sheet(Role.P2).words.reveal())), (secret, PASSPHRASE.reveal().decode())):
        file.write_text(text)
        file.chmod(0o600)
    monkeypatch.setenv("TANDEM_PASSPHRASE_FILE", str(secret))
    monkeypatch.setenv("TANDEM_COSIGNER_ANCHOR", "off")
    monkeypatch.setenv("SSH_CONNECTION", f"{THERE} 51000 192.0.2.1 22")
    with open_homes(tmp_path) as homes:
        link_from_there(homes)
        home = ["--home", str(tmp_path / "cosigner")]

        def refused(*words: str) -> str:
            assert run("tandem-cosigner", parser(), [*words, *home]) == 7
            out, err = capsys.readouterr()
            assert out == ""
            return err

        for words in (
            ("sheet", "new", "--confirm-written"),
            ("drill", NAME, "--sheet-file", str(sheet)),
        ):
            assert "You seem to sit at the wallet computer" in refused(*words)
        with pytest.raises(BadInput):  # nothing was made
            homes.serving.console.sheet_show()
    with pytest.raises(BadInput) as wrong:  # the first word tells whose sheet it is
        must_be_a_word(a_sheet(Role.P2).words.reveal()[0], 1, Role.P1)
    assert wrong.value.kind is InputKind.SHEET_COSIGNERS
