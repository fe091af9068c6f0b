"""Settings, whole and with each of its panels open."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.desktop.controller.sheets import WrittenBackup
from app.desktop.formats.help_pages import GUIDES
from app.desktop.model.state import ReleaseView, State
from app.desktop.pages.settings.page import SettingsPage
from app.desktop.text.sentences import sentence
from core.errors import FaultKind, PeerFault
from core.release.manifest import News
from tests.screenshots.scenes import SIZE, scene, settle
from tests.screenshots.wallet import everyday, page_of, practice, stale, window
from tests.support.fake_wallet import FakeWallet

RELEASE = FakeWallet.release


def opened(state: State, what: str = "") -> tuple[QWidget, SettingsPage]:
    shown = window(state, "settings", what or None)
    page = page_of(shown)
    assert isinstance(page, SettingsPage)
    return shown, page


@scene("settings")
def usual() -> QWidget:
    state = everyday()
    priced = replace(state.settings, price="EUR")
    return opened(replace(state, settings=priced, price=91_234.5, price_note="mempool.space, 10:32"))[0]


@scene("settings-guides")
def guides() -> QWidget:
    shown, page = opened(everyday())
    QTimer.singleShot(50, page, lambda: page._page.reveal(page.guides))  # once it is laid out
    return shown


def read(name: str) -> QWidget:
    return opened(everyday(), name)[0]


for guide in GUIDES:
    scene(f"help-{guide}")(partial(read, guide))


@scene("settings-backup")
def backed_up() -> QWidget:
    shown, page = opened(everyday())
    page.backup._written(WrittenBackup(Path("/media/stick/tandem-backup.tar"), Path("/srv/anna/.tandem"), True))
    QTimer.singleShot(50, page, lambda: page._page.reveal(page.backup))  # once it is laid out
    return shown


@scene("settings-giving")
def giving() -> QWidget:
    shown, page = opened(everyday())
    card = page.giving
    card.panel.setVisible(True)
    card.panel.open_panel((("Everyday", True), ("Savings", False)))
    QTimer.singleShot(50, page, lambda: page._page.reveal(card))  # once it is laid out
    return shown


@scene("settings-export")
def export() -> QWidget:
    shown, page = opened(everyday())
    page.wallet.show_export.click()
    return shown


@scene("settings-another")
def another() -> QWidget:
    shown, page = opened(everyday())
    page.wallet.make.click()
    page.wallet.another.course.show()
    page.wallet.another.course.start_course()
    page.wallet.another.course.at("cosigner")
    return shown


@scene("settings-passphrase")
def passphrase() -> QWidget:
    shown, page = opened(everyday())
    page.safety.open.click()
    page.safety.panel.old.set_error("Not the passphrase of this wallet.")
    return shown


@scene("settings-server")
def server_gone() -> QWidget:
    state = everyday()
    why = "the server ssl://electrum.nas.lan:50002 does not answer; check its address and your connection"
    chain = replace(state.chain, height=0, synced=0.0, error=why, offline=True)
    return at_the_chain(replace(state, chain=chain, balance=replace(state.balance, height=925_391)))


@scene("settings-asking")
def server_asked() -> QWidget:
    state = everyday()
    return at_the_chain(replace(state, chain=replace(state.chain, syncing=True, answers=1_240)))


@scene("settings-stopped")
def server_stopped() -> QWidget:
    state = everyday()
    return at_the_chain(replace(state, chain=replace(state.chain, stopped=True)))


def at_the_chain(state: State) -> QWidget:
    return scrolled(*opened(state), "chain")


@scene("settings-stale")
def old_block() -> QWidget:
    return opened(stale(everyday()), "chain")[0]


@scene("settings-practice")
def practising() -> QWidget:
    return opened(practice(everyday()))[0]


def at_the_releases(view: ReleaseView) -> QWidget:
    state = everyday()
    shown, page = opened(replace(state, settings=replace(state.settings, ask_for_releases=True), release=view))
    return scrolled(shown, page, "releases")


def scrolled(shown: QWidget, page: SettingsPage, card: str) -> QWidget:
    """At a card of the page: what is not laid out cannot be scrolled to."""
    shown.resize(*SIZE)
    shown.show()
    settle()
    page.open(card)
    settle()
    return shown


@scene("settings-release")
def release() -> QWidget:
    news = (
        News("en", "The co-signer can say which payments it would sign without asking."),
        News("en", "A payment that waits for a person is no longer forgotten when the computer sleeps."),
        News("de", "Der Mitunterzeichner sagt, welche Zahlungen er ungefragt unterschriebe."),
    )
    page = "https://releases.example/tandem/0.2.0/"
    return at_the_releases(ReleaseView(int(time.time() - 40), replace(RELEASE, news=news, page=page)))


@scene("settings-release-unsafe")
def unsafe() -> QWidget:
    return at_the_releases(ReleaseView(int(time.time() - 40), replace(RELEASE, unsafe=True)))


@scene("settings-release-refused")
def refused() -> QWidget:
    why = sentence(PeerFault("one release key alone has signed what the server says", FaultKind.UPDATE_SINGLE))
    return at_the_releases(ReleaseView(int(time.time()), None, why))
