"""What people type and the files they name."""

from __future__ import annotations

import argparse
import base64
import contextlib
import json
import sys
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import platformdirs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from platformdirs.windows import Windows

from app import config
from app.arguments import (
    endpoint,
    fee_rate,
    moment,
    port,
    psbt,
    reachable,
    read,
    recipient,
    seconds,
    target,
    write,
)
from app.cosigner.parser import parser
from app.terminal import UsageError, run
from core.errors import BadInput, StorageError

PSBT = b"psbt\xff" + bytes(8)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-11-29", datetime(2026, 11, 29)),
        ("2026-11-29T10:00", datetime(2026, 11, 29, 10)),
        ("2026-11-29 10:00:05", datetime(2026, 11, 29, 10, 0, 5)),
        ("2026-11-29T10:00+00:00", datetime(2026, 11, 29, 10, tzinfo=UTC)),
    ],
)
def test_a_moment(text: str, at: datetime) -> None:
    assert moment(text) == int(at.timestamp())


@pytest.mark.parametrize(("text", "seconds_ago"), [("0m", 0), ("90m", 5_400), ("24h", 86_400), ("7d", 604_800)])
def test_how_long_ago(text: str, seconds_ago: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.arguments.time", lambda: 1_800_000_000.9)
    assert moment(text) == 1_800_000_000 - seconds_ago


def test_before_there_was_time() -> None:
    assert moment("999999d") == moment("1960-01-01") == 0


@pytest.mark.parametrize(
    "text", ["", "yesterday", "-5m", "5", "5s", "2026-13-01", "2026-11-29T25:00", "٣d", "1" * 7 + "d"]
)
def test_no_moment(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="is no time; write 2026-11-29"):
        moment(text)


def test_recipients() -> None:
    assert recipient("bc1q=5000") == ("bc1q", 5000)
    for text in ("bc1q", "=5", "bc1q=", "bc1q=-5", "bc1q=1.5", "bc1q=1_000", "bc1q=٣", "bc1q=1e3", "bc1q=" + "9" * 17):
        with pytest.raises(BadInput):
            recipient(text)


def test_numbers() -> None:
    for text, rate in (("1.5", "1.5"), ("0,1", "0.1"), ("0.125", "0.125"), (".5", "0.5"), ("1000", "1000")):
        assert fee_rate(text) == Decimal(rate)
    for text in ("0", "0.099", "-1", "nan", "inf", "x", "1_0", "٣", "", ".", "1e2", "0.1234", "1.000,5", "1001"):
        with pytest.raises(BadInput, match=r"0\.1 to 1000 sat/vB with at most three decimals"):
            fee_rate(text)
    assert seconds("0") == 0
    for text in ("-1", "nan", ""):
        with pytest.raises(argparse.ArgumentTypeError):
            seconds(text)
    for text in ("65536", "-1", "", "1e3"):
        with pytest.raises(argparse.ArgumentTypeError):
            port(text)


def test_endpoints() -> None:
    assert endpoint("127.0.0.1:7420") == ("127.0.0.1", 7420)
    assert endpoint("[::1]:0") == ("::1", 0)
    for text in ("7420", ":7420", "host", "host:", "host:x", "::1:5", "host:70000", "a b:1", "-:1"):
        with pytest.raises(argparse.ArgumentTypeError):
            endpoint(text)


@pytest.mark.parametrize("host", ["cosigner.lan", "my_nas-2", "a" * 63, "10.0.0.7", "2001:db8::7", "fe80::1%eth0"])
def test_where_a_link_may_lead(host: str) -> None:
    assert reachable(host) == host


@pytest.mark.parametrize(
    "host",
    ["", "a b", "http://x", "..", "x" * 300, "x.", "x.-y", "x:1", "[::1]", "1.2.3", "é", "x\n", "::", "0::0"],
)
def test_where_no_link_may_lead(host: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    serve = ["serve", "--listen", "127.0.0.1:0", "--home", str(tmp_path)]
    assert run("tandem-cosigner", parser(), [*serve, "--advertise", host]) == 2
    assert "machine" in capsys.readouterr().err
    if host:
        (tmp_path / "config.toml").write_text(f"advertise = {json.dumps(host)}\n")
        assert run("tandem-cosigner", parser(), serve) == 7
        assert "config.toml: advertise" in capsys.readouterr().err


def test_psbt_in_both_forms() -> None:
    assert psbt(PSBT) == (PSBT, False)
    assert psbt(base64.encodebytes(PSBT)) == (PSBT, True)
    for data in (b"", b"psbt", b"0200", base64.b64encode(b"x" * 20), b"\xff\xfe"):
        with pytest.raises(BadInput):
            psbt(data)


def test_a_file_is_replaced_as_a_whole_and_only_if_it_is_a_psbt(tmp_path: Path) -> None:
    path = tmp_path / "a.psbt"
    write(target(str(path)), PSBT)
    write(target(str(path)), PSBT + b"\x01")
    assert path.read_bytes() == PSBT + b"\x01"
    assert list(tmp_path.iterdir()) == [path]
    (tmp_path / "empty").touch()
    target(str(tmp_path / "empty"))
    for name, content in (("notes", b"dear diary"), ("raw", b"\xff\x00")):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(BadInput):
            target(str(tmp_path / name))
        assert (tmp_path / name).read_bytes() == content
    (tmp_path / "link").symlink_to(path)
    for path in (tmp_path, tmp_path / "link", Path("/dev/null")):
        with pytest.raises(BadInput):
            target(str(path))
    with pytest.raises(UsageError):
        target(str(tmp_path / "no" / "x"))
    with pytest.raises(BadInput):
        target("a\0b")
    with pytest.raises(StorageError):
        write(str(tmp_path / "no" / "x"), PSBT)


def test_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (str(tmp_path / "none"), str(tmp_path), "a\0b"):
        with pytest.raises(BadInput):
            read(name)
    monkeypatch.setattr("app.arguments.MAX_FILE", 3)
    (tmp_path / "large").write_bytes(b"1234")
    with pytest.raises(BadInput):
        read(str(tmp_path / "large"))


def test_config(tmp_path: Path) -> None:
    assert config.load(tmp_path) == config.Config(tmp_path)
    (tmp_path / "config.toml").write_text(
        'passphrase_file = "p"\nlisten = "127.0.0.1:1"\npair_port = 2\nadvertise = "host"\n'
    )
    assert config.load(tmp_path) == config.Config(tmp_path, tmp_path / "p", "127.0.0.1:1", 2, "host")
    assert config.parse(tmp_path, b"standby = true").standby
    for text in (
        "x = 1",
        "standby = 1",
        "listen = 1",
        "pair_port = true",
        "pair_port = 0",
        "=",
        'passphrase_file = "\\u0000"',
    ):
        with pytest.raises(BadInput):
            config.parse(tmp_path, text.encode())
    with pytest.raises(BadInput):
        config.parse(tmp_path, b" " * 70_000)


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_config_is_a_value_or_bad_input(data: bytes) -> None:
    with contextlib.suppress(BadInput):
        config.parse(Path("/h"), data)


def test_deeply_nested_config_is_bad_input() -> None:
    with pytest.raises(BadInput):
        config.parse(Path("/h"), b"listen = " + b"[" * 60_000)


def test_homes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert config.default_home("tandem", "TANDEM_HOME") == tmp_path / "tandem"
    monkeypatch.setenv("XDG_DATA_HOME", "relative")
    assert config.default_home("tandem", "TANDEM_HOME") == Path("~/.local/share/tandem").expanduser()
    monkeypatch.setenv("TANDEM_HOME", "/elsewhere")
    assert config.default_home("tandem", "TANDEM_HOME") == Path("/elsewhere")


def test_homes_of_other_systems(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("TANDEM_HOME", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    with monkeypatch.context() as mac:
        mac.setattr(sys, "platform", "darwin")
        home = config.default_home("tandem", "TANDEM_HOME")
    assert home == Path("~/Library/Application Support/tandem").expanduser()
    monkeypatch.setattr(platformdirs, "PlatformDirs", Windows)
    monkeypatch.setenv("WIN_PD_OVERRIDE_LOCAL_APPDATA", r"C:\Users\me\AppData\Local")
    home = config.default_home("tandem", "TANDEM_HOME")
    assert home == Path(r"C:\Users\me\AppData\Local") / "tandem"


def test_a_home_that_cannot_be_entered_is_no_wrong_setting(tmp_path: Path) -> None:
    file, loop, settings = tmp_path / "file", tmp_path / "loop", tmp_path / "config.toml"
    file.write_text("x")
    loop.symlink_to(loop)
    for home in (file, loop, tmp_path / ("x" * 300)):
        with pytest.raises(StorageError, match=f"the home {home} cannot be opened") as caught:
            config.load(home)
        assert caught.value.kind == "home"
    settings.mkdir()
    with pytest.raises(BadInput):
        config.load(tmp_path)
