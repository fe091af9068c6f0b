"""Settings, whole and with each of its panels open."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from app.desktop.pages.settings import SettingsPage
from app.desktop.state import State
from tests.screenshots._wallet import everyday, page_of, practice, window
from tests.screenshots.scenes import scene


def opened(state: State) -> tuple[QWidget, SettingsPage]:
    shown = window(state, "settings")
    page = page_of(shown)
    assert isinstance(page, SettingsPage)
    return shown, page


@scene("settings")
def usual() -> QWidget:
    state = everyday()
    priced = replace(state.settings, price="EUR")
    return opened(replace(state, settings=priced, price=91_234.5, price_note="mempool.space, 10:32"))[0]


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
    page.wallet.another.course.begin()
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
    return opened(replace(state, chain=replace(state.chain, error=why)))[0]


@scene("settings-practice")
def practising() -> QWidget:
    return opened(practice(everyday()))[0]
