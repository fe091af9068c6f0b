"""The card of newer versions in the real window: asked by a click, judged, and a file held against what was found."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from app import releases
from app.desktop.model import settings
from app.desktop.pages.settings.page import SettingsPage
from app.desktop.pages.settings.releases import ReleasesCard
from core.release.manifest import News
from tests.app.desktop import checks
from tests.support.earnest import Earnest
from tests.support.practised import Practised, click
from tests.support.releases import FILE, KEYS, TEXTS, ReleaseServer, manifest, release_server

pytestmark = pytest.mark.slow

NOW = int(time.time())


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ReleaseServer]:
    monkeypatch.setattr(releases, "keys", lambda: TEXTS)
    with release_server(tmp_path) as running:
        yield running


def card_of(desk: Earnest, server: ReleaseServer) -> ReleasesCard:
    (desk.home / "config.toml").write_text(f'updates = "{server.address}"\n')
    page = desk.page("settings")
    assert isinstance(page, SettingsPage)
    return page.releases


def test_from_a_click_to_a_genuine_file(in_earnest: Earnest, server: ReleaseServer, tmp_path: Path) -> None:
    card = card_of(in_earnest, server)
    assert (card.daily.isChecked(), card.offer.isVisible(), server.asked) == (False, False, [])
    server.release(manifest(made=NOW, news=(News("en", "<b>Faster</b>."), News("en", "Smaller."))))
    click(card.check)
    in_earnest.wait(card.offer.isVisible, "the answer")
    assert card.found.title() == "Tandem 0.2.0 is there"
    assert card.news.text() == "<b>Faster</b>.\nSmaller."
    click(card.copy)
    assert QGuiApplication.clipboard().text() == "https://releases.example/0.2.0/"
    file = tmp_path / "tandem_0.2.0_amd64.deb"
    file.write_bytes(FILE)
    card.hold(file)
    in_earnest.wait(lambda: card.verdict.title() == "Genuine", "the verdict")
    file.write_bytes(FILE[:-1])
    card.hold(file)
    in_earnest.wait(lambda: card.verdict.title() == "Do not install this", "the other verdict")
    assert "NOT the one" in card.verdict.text()
    assert checks.lasting(in_earnest.window) == []


def test_it_says_why_nothing_counts_and_that_this_is_unsafe(in_earnest: Earnest, server: ReleaseServer) -> None:
    card = card_of(in_earnest, server)
    data = manifest("0.3.0", made=NOW + 1, minimum="0.2.0")
    server.release(data, KEYS[:1])
    click(card.check)
    in_earnest.wait(lambda: "signed by one release key alone" in card.status.text(), "the refusal")
    assert (card.status.ink, "0.3.0" in card.found.title()) == ("warn", False)
    server.release(data)
    click(card.check)
    in_earnest.wait(lambda: card.found.title().startswith("This version is no longer safe"), "the alarm")
    assert card.found.tone == "danger"


def test_once_a_day_is_kept(in_earnest: Earnest, server: ReleaseServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(releases, "__version__", "9.0.0")
    card = card_of(in_earnest, server)
    server.release(manifest("9.0.0", made=NOW + 2))  # after all others: the home stays from test to test
    click(card.daily)
    assert settings.load(in_earnest.home).ask_for_releases
    click(card.check)
    in_earnest.wait(lambda: "this is the newest" in card.status.text(), "the answer")
    assert not card.offer.isVisible()
    click(card.daily)
    assert not settings.load(in_earnest.home).ask_for_releases


def test_practice_has_no_such_card(practised: Practised) -> None:
    page = practised.page("settings")
    assert isinstance(page, SettingsPage)
    assert not page.releases.isVisible()
