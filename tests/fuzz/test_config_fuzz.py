"""Whatever stands in config.toml: settings that fit, or BadInput."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.config import Config, load, parse
from core.errors import BadInput

HOME = Path("home")
KEYS = (
    "passphrase_file",
    "listen",
    "pair_port",
    "advertise",
    "anchor",
    "metrics",
    "other",
    "home",
    '"pair_port"',
    "a.b",
)


def survives(data: bytes) -> Config | None:
    try:
        found = parse(HOME, data)
    except BadInput as error:
        assert (error.kind, error.exit_code, error.message.count("\n")) == ("config", 7, 0)  # noqa: PT017
        return None
    assert found.home == HOME
    assert isinstance(found.listen, str)
    assert isinstance(found.advertise, str)
    assert found.pair_port is None or 1 <= found.pair_port <= 65_535
    assert found.passphrase_file is None or "\0" not in str(found.passphrase_file)
    return found


@given(st.binary(max_size=300))
@example(b"\xff")
@example(b"\xef\xbb\xbflisten = ''")
@example(b"[" * 20_000)
@example(b"pair_port = " + b"9" * 5000)
@example(b"pair_port = 1e400")
@example(b"x" * 70_000)
@example(b"a = {" * 2000)
@example(b"a = " + b"[" * 3000)
def test_any_bytes(data: bytes) -> None:
    survives(data)


SIGNS = [
    "=",
    "=",
    "'x'",
    '"\\u0000"',
    '"\\ud800"',
    "'''",
    '"""',
    "[",
    "]",
    "{",
    "}",
    ",",
    "\n",
    "\n",
    "#",
    "0x7f",
    ".",
    "\\",
]
tokens = st.sampled_from(
    [*KEYS, *SIGNS, "1979-05-27T07:32:00Z", "-0", "1", "70000", "true", "inf", "nan", "1_0", "[[x]]", "\t", "é", "\r\n"]
)


@given(st.lists(tokens, max_size=14), st.sampled_from(["", " "]))
def test_pieces_of_toml(pieces: list[str], between: str) -> None:
    survives(between.join(pieces).encode())


settings = st.dictionaries(
    st.sampled_from(KEYS),
    st.one_of(
        st.integers().map(str),
        st.booleans().map(lambda b: str(b).lower()),
        st.floats().map(repr),
        st.text(st.characters(codec="utf-8", exclude_characters="'\n\r", categories=("L", "N", "P", "S", "Zs"))).map(
            "'{}'".format
        ),
        st.just("[]"),
        st.just("{}"),
        st.just("1979-05-27"),
    ),
)


@given(settings)
@example({"passphrase_file": "''"})
@example({"passphrase_file": "'../elsewhere'"})
@example({"passphrase_file": "'/absolute'"})
@example({"pair_port": "0"})
@example({"pair_port": "65535"})
@example({"pair_port": "true"})
def test_any_settings(settings: dict[str, str]) -> None:
    found = survives("\n".join(f"{key} = {value}" for key, value in settings.items()).encode())
    known = {key.strip('"') for key in settings}
    if found is not None:
        assert known <= {"passphrase_file", "listen", "pair_port", "advertise", "anchor", "metrics"}
        assert (found.listen, found.advertise) == tuple(
            settings.get(key, "''").strip("'") if len(settings.get(key, "''")) > 2 else ""
            for key in ("listen", "advertise")
        )


@given(data=st.binary(max_size=100))
def test_from_a_file(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    home = tmp_path_factory.mktemp("home")
    (home / "config.toml").write_bytes(data)
    try:
        wanted = parse(home, data)
    except BadInput:
        with pytest.raises(BadInput):
            load(home)
        return
    assert load(home) == wanted


@pytest.mark.parametrize("what", ["directory", "link to nothing"])
def test_no_file_at_all(tmp_path: Path, what: str) -> None:
    if what == "directory":
        (tmp_path / "config.toml").mkdir()
        with pytest.raises(BadInput):
            load(tmp_path)
    else:
        (tmp_path / "config.toml").symlink_to(tmp_path / "nowhere")
        assert load(tmp_path) == Config(tmp_path)
