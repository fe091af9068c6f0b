"""Processes killed at each line of core/storage in turn: `python -m tests.core.storage.dying DIR SCENARIO STEP STORE`.

STORE is sqlite, postgres, or file (file_store.py, whose lines count then). A scenario runs in a fork of this process,
which SIGKILLs itself at its n-th line, n = 1, 1 + STEP, …, until one lives to its end. After each the parent says what
it finds, one JSON list per line: whether the child lived, the state of the home, how many secrets the keyring holds.
"""

from __future__ import annotations

import itertools
import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from types import FrameType
from typing import Any

import core.storage
from core.errors import BadInput, StorageError
from core.storage.sqlite_store import SqliteStore
from core.storage.store import Store
from core.storage.vault import Vault, VaultTransaction
from tests.core.storage import file_store
from tests.core.storage.file_store import FileStore
from tests.core.storage.homes import CHEAP, OTHER_WORDS, WORDS, Content, Drawer, everything, make, reopen, write
from tests.support.postgres import OnServer, copy_home

BEFORE: Content = {("key", b"A"): b"a" * 300, ("key", b"B"): b"b" * 5000, ("task", b"1"): b"c"}
AFTER: Content = BEFORE | {("key", b"A"): b"A" * 300, ("task", b"2"): b"d"}
TABLES = ("key", "task")
STORES: dict[str, type[Store]] = {"sqlite": SqliteStore, "file": FileStore, "postgres": OnServer}
HERE = (str(Path(core.storage.__file__).parent), file_store.__file__)


def change(home: Path, drawer: Drawer, stores: type[Store]) -> None:
    """Another passphrase."""
    with closing(reopen(home, WORDS, drawer, stores)) as vault:
        vault.change_passphrase(OTHER_WORDS, CHEAP, drawer)


def commit(home: Path, drawer: Drawer, stores: type[Store]) -> None:
    """One transaction, and the traces of the old rows erased."""
    with closing(reopen(home, WORDS, drawer, stores)) as vault:
        write(vault, AFTER)
        vault.erase_traces()


def create(home: Path, drawer: Drawer, stores: type[Store]) -> None:
    """A vault where there was none."""
    shutil.rmtree(home)
    home.mkdir(mode=0o700)

    def fill(block: VaultTransaction) -> None:
        for name, data in AFTER.items():
            block.put(*name, data)

    Vault.create(home, WORDS, CHEAP, drawer, fill, stores).close()


SCENARIOS: dict[str, Callable[[Path, Drawer, type[Store]], None]] = {
    "change": change,
    "commit": commit,
    "create": create,
}


def die_at(line: int) -> None:
    """Kill this process when it comes to its `line`-th line in core/storage."""
    left = line

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal left
        if not frame.f_code.co_filename.startswith(HERE):
            return None
        if event == "line":
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    sys.settrace(trace)


def state(home: Path, drawer: Drawer, stores: type[Store]) -> str:
    """Which passphrase opens the vault, and to what."""
    if not stores.exists(home):
        make(home, {}, drawer, stores)  # it can always be made then
        return "none"
    for words in (WORDS, OTHER_WORDS):
        try:
            with closing(reopen(home, words, drawer, stores)) as vault:
                found = everything(vault, *TABLES)
                write(vault, {("key", b"C"): b"it goes on"})
        except BadInput:
            continue
        except StorageError as error:
            return f"unopenable: {error.kind}"
        content = "before" if found == BEFORE else "after" if found == AFTER else "something else"
        return f"{'old' if words is WORDS else 'new'} {content}"
    return "unopenable: passphrase"


def main(place: Path, scenario: str, step: int, stores: type[Store]) -> None:
    """Every death of a scenario."""
    template = place / "template"
    make(template, BEFORE, Drawer(place / "drawer"), stores)
    for line in itertools.count(1, step):
        home, drawer = place / f"{line}", Drawer(place / f"{line}.drawer")
        copy_home(template, home)
        shutil.copytree(place / "drawer", place / f"{line}.drawer", dirs_exist_ok=True)
        child = os.fork()
        if child == 0:
            die_at(line)
            SCENARIOS[scenario](home, drawer, stores)
            sys.settrace(None)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        lived = os.WIFEXITED(status)
        if lived and os.WEXITSTATUS(status):
            raise SystemExit(f"{scenario} failed by itself")
        secrets = len(drawer.names())
        print(json.dumps([lived, state(home, drawer, stores), secrets]))
        shutil.rmtree(home)
        shutil.rmtree(place / f"{line}.drawer")
        if lived:
            return


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), STORES[sys.argv[4]])
