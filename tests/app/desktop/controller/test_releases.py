"""The window asks about releases when a person wants it, or once a day where allowed; a real wallet, a real server."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app import releases
from app.desktop.controller.jobs import Jobs
from app.desktop.controller.releases import EVERY, Releases
from app.desktop.model.settings import Settings
from app.desktop.model.state import Phase, ReleaseView, State, StateStore
from core.errors import TandemError
from core.secret import Secret
from core.storage import keys
from core.wallet.api import OpenWallet
from core.wallet.opening import create_or_open
from tests.support.releases import FILE, KEYS, TEXTS, ReleaseServer, manifest, release_server
from tests.support.sources import proxy

QUIET = 300  # ms in which nothing happens
NOW = int(time.time())


@dataclass
class Place:
    """A home that is open, and a server of releases."""

    home: Path
    wallet: OpenWallet
    server: ReleaseServer

    def begin(self, **chosen: Any) -> tuple[StateStore, Releases]:
        store = StateStore(State(settings=Settings(**chosen), phase=Phase.LOCKED))
        asking = Releases(store, Jobs(), self.home, lambda: self.wallet)
        store.write(phase=Phase.OPEN)
        return store, asking


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    monkeypatch.setattr(keys, "parameters_for", lambda _role: keys.FLOOR)
    monkeypatch.setattr(releases, "keys", lambda: TEXTS)
    home = tmp_path / "home"
    wallet = create_or_open(home, Secret(b"correct horse battery staple"), keyring=False)
    with release_server(tmp_path) as server:
        (home / "config.toml").write_text(f'updates = "{server.address}"\n')
        server.release(manifest(made=NOW))
        yield Place(home, wallet, server)
    wallet.close()


def test_nobody_is_asked_until_a_person_wants_it(qtbot: QtBot, place: Place) -> None:
    store, asking = place.begin()
    qtbot.wait(QUIET)
    assert (place.server.asked, store.state.release) == ([], ReleaseView())
    asking.ask()
    assert store.state.release.asking
    qtbot.waitUntil(lambda: store.state.release.last is not None)
    last = store.state.release.last
    assert last is not None
    assert (last.version, store.state.release.asking, store.state.release.note) == ("0.2.0", False, "")


def test_allowed_it_asks_once_a_day(qtbot: QtBot, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    store, _ = place.begin(ask_for_releases=True)
    qtbot.waitUntil(lambda: store.state.release.last is not None)
    asked = len(place.server.asked)
    again, _ = place.begin(ask_for_releases=True)  # the program was started once more
    qtbot.waitUntil(lambda: again.state.release.last is not None)
    qtbot.wait(QUIET)
    assert len(place.server.asked) == asked
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() + EVERY)  # it goes on: waits below end by it
    later, _ = place.begin(ask_for_releases=True)
    qtbot.waitUntil(lambda: len(place.server.asked) > asked)
    qtbot.waitUntil(lambda: not later.state.release.asking)


def test_allowed_later_it_asks_at_once(qtbot: QtBot, place: Place) -> None:
    store, _ = place.begin()
    qtbot.wait(QUIET)
    store.write(settings=replace(store.state.settings, ask_for_releases=True))
    qtbot.waitUntil(lambda: store.state.release.last is not None)


def test_practice_asks_nobody(qtbot: QtBot, place: Place) -> None:
    store = StateStore(State(settings=Settings(ask_for_releases=True), practice=True))
    Releases(store, Jobs(), place.home, lambda: place.wallet)
    store.write(phase=Phase.OPEN)
    qtbot.wait(QUIET)
    assert place.server.asked == []


def test_why_not_is_said_and_what_was_known_stays(qtbot: QtBot, place: Place) -> None:
    store, asking = place.begin()
    asking.ask()
    qtbot.waitUntil(lambda: store.state.release.last is not None)
    place.server.release(manifest("0.3.0", made=NOW + 1), KEYS[2:])
    asking.ask()
    qtbot.waitUntil(lambda: store.state.release.note != "")
    assert "signed by one release key alone" in store.state.release.note
    assert store.state.release.last is not None
    assert store.state.release.last.version == "0.2.0"


def test_the_proxy_of_the_settings_is_used(qtbot: QtBot, place: Place) -> None:
    with proxy(int(place.server.server_address[1])) as through:
        store, asking = place.begin(proxy=through.url)
        asking.ask()
        qtbot.waitUntil(lambda: store.state.release.last is not None)
        assert len(through.names) == 4
    store, asking = place.begin(proxy="socks5://127.0.0.1:1")
    before = len(place.server.asked)
    asking.ask()
    qtbot.waitUntil(lambda: "proxy" in store.state.release.note)
    assert len(place.server.asked) == before


def test_a_lock_forgets_it(qtbot: QtBot, place: Place) -> None:
    store, asking = place.begin()
    asking.ask()
    store.write(phase=Phase.LOCKED, release=ReleaseView())
    qtbot.wait(QUIET)
    assert store.state.release == ReleaseView()


def test_a_downloaded_file(qtbot: QtBot, place: Place, tmp_path: Path) -> None:
    store, asking = place.begin()
    file = tmp_path / "tandem_0.2.0_amd64.deb"
    file.write_bytes(FILE)
    said: list[str] = []
    wrong: list[TandemError] = []
    asking.hold(file, said.append, wrong.append)
    qtbot.waitUntil(lambda: bool(wrong))
    assert wrong.pop().kind == "update.none"
    asking.ask()
    qtbot.waitUntil(lambda: store.state.release.last is not None)
    asking.hold(file, said.append, wrong.append)
    qtbot.waitUntil(lambda: said == [file.name])
    file.write_bytes(b"")
    asking.hold(file, said.append, wrong.append)
    qtbot.waitUntil(lambda: bool(wrong))
    assert wrong.pop().kind == "update.file"
