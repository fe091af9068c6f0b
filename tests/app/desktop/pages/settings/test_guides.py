"""The guides, opened from Settings: by mouse and keyboard, and back to where they were opened."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from app.desktop.formats.help_pages import GUIDES
from app.desktop.model.state import State
from app.desktop.pages.settings.page import SettingsPage
from app.desktop.parts.command_line import CommandLine
from tests.app.desktop.conftest import Show
from tests.screenshots import wallet
from tests.screenshots.wallet import everyday, practice
from tests.support.practised import click, press, said_by, wait


@pytest.mark.parametrize("state", [everyday(), practice(everyday())], ids=["real", "practice"])
def test_each_guide_is_read_and_left(show: Show, state: State) -> None:
    window = wallet.window(state, "settings")
    show(window)
    page = window.page
    assert isinstance(page, SettingsPage)
    assert list(page.guides.links) == list(GUIDES)
    click(page.guides.links["install"])
    wait(lambda: "Install and verify" in said_by(page.reader), "the guide")
    assert page.reader.page is not None
    assert page.reader.page.back.hasFocus()
    command = next(one for one in page.reader.findChildren(CommandLine) if one.text.startswith("sudo apt install"))
    click(command.copy)
    assert QGuiApplication.clipboard().text() == "sudo apt install ./tandem_*_amd64.deb"
    assert page.back()
    assert page.guides.links["install"].hasFocus()
    press(page.guides.links["install"], Qt.Key.Key_Space)
    assert page.reader.isVisible()
    click(page.reader.page.back)
    assert page.guides.isVisible()
    assert not page.back()


def test_a_guide_is_opened_from_elsewhere_and_not_kept(show: Show) -> None:
    window = wallet.window(everyday(), "settings", "uninstall")
    show(window)
    page = window.page
    assert isinstance(page, SettingsPage)
    assert page.reader.accessibleName() == "Uninstall"
    page.leave()
    assert page.guides.isVisible()
