"""Another passphrase is another vault (V5), and a process may die at any line of any change."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from core.errors import BadInput, StorageError, StorageKind
from core.storage.header import control_key
from tests.core.storage.homes import (
    CHEAP,
    OTHER_WORDS,
    WORDS,
    Drawer,
    header_of,
    make,
    put_back,
    raw,
    read,
    reopen,
    rows,
    snapshot,
    write,
)
from tests.core.storage.test_vault import CONTENT, TABLES, pieces_found


def test_everything_is_sealed_anew(tmp_path: Path) -> None:
    home, drawer = tmp_path / "home", Drawer(tmp_path / "drawer")
    make(home, CONTENT, drawer)
    header, old, names = header_of(home), rows(home), drawer.names()
    with closing(reopen(home, WORDS, drawer)) as vault:
        control, generation, id = vault.control_key, vault.generation, vault.vault_id
        vault.change_passphrase(OTHER_WORDS, CHEAP, drawer)
        assert vault.generation == generation + 1
        assert vault.vault_id == id
        assert vault.control_key.reveal() != control.reveal()
        proof = control_key(OTHER_WORDS, vault.control_challenge(), drawer, floor=CHEAP)
        assert proof.reveal() == vault.control_key.reveal()
        write(vault, {("key", b"C"): b"goes on"})
        assert pieces_found({sealed for _, sealed in old.values()} | {header[50:]}, raw(home)) == []
    assert len(drawer.names()) == 1
    assert drawer.names().isdisjoint(names)
    assert set(rows(home)).isdisjoint(old)
    assert read(home, *TABLES, words=OTHER_WORDS, keyring=drawer) == CONTENT | {("key", b"C"): b"goes on"}
    with pytest.raises(BadInput):
        reopen(home, WORDS, drawer)


def test_the_same_words_again_are_new_keys(tmp_path: Path) -> None:
    make(tmp_path, CONTENT)
    before = header_of(tmp_path), rows(tmp_path)
    with closing(reopen(tmp_path)) as vault:
        vault.change_passphrase(WORDS, CHEAP)
    assert header_of(tmp_path)[18:] != before[0][18:]
    assert set(rows(tmp_path)).isdisjoint(before[1])
    assert read(tmp_path, *TABLES) == CONTENT


def test_moving_house_leaves_the_keyring(tmp_path: Path) -> None:
    home, drawer = tmp_path / "home", Drawer(tmp_path / "drawer")
    make(home, CONTENT, drawer)
    with closing(reopen(home, WORDS, drawer)) as vault:
        vault.change_passphrase(WORDS, CHEAP, None)
    assert drawer.names() == set()
    assert read(home, *TABLES) == CONTENT


class Locked(Drawer):
    """A keyring that its person does not unlock."""

    def usable(self) -> bool:
        return False

    def put(self, name: str, secret: object) -> None:
        raise StorageError("the system keyring did not answer; unlock it and try again", StorageKind.KEYRING)


def test_a_protection_that_was_there_is_not_lost_to_a_locked_keyring(tmp_path: Path) -> None:
    home, drawer = tmp_path / "home", Drawer(tmp_path / "drawer")
    make(home, CONTENT, drawer)
    with closing(reopen(home, WORDS, drawer)) as vault:
        before = snapshot(home)
        with pytest.raises(StorageError) as refused:
            vault.change_passphrase(OTHER_WORDS, CHEAP, Locked(tmp_path / "drawer"))
        assert snapshot(home) == before
    assert refused.value.kind == "keyring"
    assert read(home, *TABLES, keyring=drawer) == CONTENT


def test_where_there_never_was_a_keyring_none_is_needed(tmp_path: Path) -> None:
    home = tmp_path / "home"
    make(home, CONTENT)
    with closing(reopen(home)) as vault:
        vault.change_passphrase(OTHER_WORDS, CHEAP, Locked(tmp_path / "drawer"))
    assert read(home, *TABLES, words=OTHER_WORDS) == CONTENT


def test_an_old_copy_opens_with_the_old_words_only(tmp_path: Path) -> None:
    """This is what the refresh after a change is for: the copy itself cannot be called back."""
    make(tmp_path, CONTENT)
    copy = snapshot(tmp_path)
    with closing(reopen(tmp_path)) as vault:
        vault.change_passphrase(OTHER_WORDS, CHEAP)
    put_back(tmp_path, copy)
    assert read(tmp_path, *TABLES) == CONTENT
    with pytest.raises(BadInput):
        reopen(tmp_path, OTHER_WORDS)


# ------------------------------------------------------------------ kill -9
def deaths(place: Path, scenario: str, step: int, store: str = "sqlite") -> list[tuple[bool, str, int]]:
    command = [sys.executable, "-m", "tests.core.storage.dying", str(place), scenario, str(step), store]
    done = subprocess.run(command, capture_output=True, text=True, timeout=500, check=False)
    assert done.returncode == 0, done.stderr
    return [tuple(json.loads(line)) for line in done.stdout.splitlines()]


EVERY_LINE = pytest.mark.parametrize("step", [7, pytest.param(1, marks=pytest.mark.slow)])


@EVERY_LINE
def test_killed_while_the_passphrase_changes(tmp_path: Path, step: int) -> None:
    """There is one openable vault, by the old words or the new, with everything in it; at worst a secret too many."""
    found = deaths(tmp_path, "change", step)
    states = [state for _, state, _ in found]
    assert set(states) == {"old before", "new before"}
    assert states == sorted(states, reverse=True)  # old, old, … new, new
    assert {secrets for _, _, secrets in found} == {1, 2}
    assert found[-1] == (True, "new before", 1)


@EVERY_LINE
def test_killed_while_it_commits(tmp_path: Path, step: int) -> None:
    states = [state for _, state, _ in deaths(tmp_path, "commit", step)]
    assert set(states) == {"old before", "old after"}
    assert states == sorted(states, reverse=True)


@EVERY_LINE
def test_killed_while_a_vault_is_made(tmp_path: Path, step: int) -> None:
    """There is none, and it can be made; or it is there with its first records."""
    states = [state for _, state, _ in deaths(tmp_path, "create", step)]
    assert set(states) == {"none", "old after"}
    assert states == sorted(states)
