"""What the window remembers outside the vault, in a file that anybody may have written."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.config import WINDOW
from app.desktop.model.settings import Settings, load, save


def test_servers_are_kept_by_network(tmp_path: Path) -> None:
    chosen = Settings(servers=Settings().servers_with("bitcoin", "ssl://nas.lan:50002"))
    chosen = Settings(servers=chosen.servers_with("signet", 'tcp://"odd"\\:1'), wallet="Every day")
    save(tmp_path, chosen)
    assert load(tmp_path) == chosen
    assert chosen.server("bitcoin") == "ssl://nas.lan:50002"
    assert chosen.server("regtest") == ""
    assert Settings(servers=chosen.servers_with("bitcoin", "")).server("bitcoin") == ""


def test_the_one_server_of_an_old_file_is_asked_where_none_was_chosen(tmp_path: Path) -> None:
    (tmp_path / WINDOW).write_text('server = "ssl://nas.lan:50002"\nunit = "BTC"\n')
    old = load(tmp_path)
    assert (old.server("bitcoin"), old.server("signet"), old.unit) == ("ssl://nas.lan:50002",) * 2 + ("BTC",)
    new = Settings(servers=old.servers_with("signet", ""))
    save(tmp_path, new)
    assert load(tmp_path) == new
    assert (new.server("bitcoin"), new.server("signet")) == ("ssl://nas.lan:50002", "")


@pytest.mark.parametrize("odd", ["servers = 7", "servers = {bitcoin = 7}", "server = 7", "servers = [1, 2]", "servers"])
def test_odd_servers_are_none(tmp_path: Path, odd: str) -> None:
    (tmp_path / WINDOW).write_text(odd)
    assert load(tmp_path) == Settings()


@given(st.text(), st.text(), st.dictionaries(st.text(), st.text()))
@example("\U000e0001", "\x7f\r\n\u2028", {"a.b": '"', "": "\\"})
def test_whatever_was_written_is_read_again(proxy: str, wallet: str, servers: dict[str, str]) -> None:
    chosen = Settings(text_size=1.15, calm=True, servers=tuple(servers.items()), proxy=proxy, wallet=wallet)
    with TemporaryDirectory() as home:
        save(Path(home), chosen)
        assert load(Path(home)) == chosen
        assert [path.name for path in Path(home).iterdir()] == [WINDOW]


def test_half_a_character_costs_itself_alone(tmp_path: Path) -> None:
    save(tmp_path, Settings(unit="BTC", wallet="a\ud83d"))
    assert load(tmp_path) == Settings(unit="BTC", wallet="a?")
