"""Vaults on a disk of 8 MB that is really full: `python -m tests.core.storage.small_disk DIR STORE`, DIR such a disk.

Run under a mount of its own by test_full_disk.py. Each step asserts; the last line says that all were reached.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from core.errors import StorageError
from core.storage.lock import HomeLock
from core.storage.store import Store
from tests.core.storage.dying import STORES
from tests.core.storage.homes import CHEAP, OTHER_WORDS, WORDS, Content, Drawer, everything, make, read, reopen, write
from tests.support.own_disk import END, fill

BEFORE: Content = {("key", b"A"): b"a" * 300, ("key", b"B"): b"b" * 50_000}
BIG: Content = {("key", b"B"): b"B" * 100_000}


def refused(use: Callable[[], object]) -> str:
    """The kind of the StorageError of `use`, or "nothing"."""
    try:
        use()
    except StorageError as error:
        return error.kind
    return "nothing"


def main(disk: Path, stores: type[Store]) -> None:
    """The story of one disk."""
    home, drawer = disk / "home", Drawer(disk / "drawer")
    make(home, BEFORE, drawer, stores)
    with closing(reopen(home, WORDS, drawer, stores)) as vault:
        assert vault.has_room()
        filler = fill(disk)
        assert not vault.has_room()
        generation = vault.generation
        for _ in range(2):
            assert refused(lambda: write(vault, BIG)) == "full"
        assert vault.generation == generation
        assert everything(vault, "key") == BEFORE
        assert refused(lambda: vault.change_passphrase(OTHER_WORDS, CHEAP, None)) == "full"
        assert len(drawer.names()) == 1
        with vault.transaction(final=True) as block:
            block.put("key", b"B", b"B" * 100_000)
        assert vault.generation == generation + 1
        assert not (home / "ballast").exists()
        assert everything(vault, "key") == BEFORE | BIG
        fill(disk)
        assert refused(lambda: vault.change_passphrase(OTHER_WORDS, CHEAP, None)) == "full"
        assert refused(vault.erase_traces) in ("nothing", "full")
        assert everything(vault, "key") == BEFORE | BIG
    assert read(home, "key", keyring=drawer, stores=stores) == BEFORE | BIG
    HomeLock(home).release()
    assert refused(lambda: make(disk / "another", stores=stores)) == "full"
    assert not stores.exists(disk / "another")
    assert list((disk / "another").glob("vault*")) == []
    filler.unlink()
    make(disk / "another", stores=stores)
    with closing(reopen(home, WORDS, drawer, stores)) as vault:
        assert (home / "ballast").exists()
        write(vault, BEFORE)
        vault.erase_traces()
    assert read(home, "key", keyring=drawer, stores=stores) == BEFORE
    print(END)


if __name__ == "__main__":
    main(Path(sys.argv[1]), STORES[sys.argv[2]])
