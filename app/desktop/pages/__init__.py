"""One file or a few for each page; pages never meet."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.desktop.pages.base import AppPage


def pages() -> tuple[type[AppPage], ...]:
    """The pages of an open wallet in the order of the sidebar, loaded when first asked for: the first paint needs
    none of them."""
    from app.desktop.pages.coins import Coins
    from app.desktop.pages.cosigner import CosignerPage
    from app.desktop.pages.history import History
    from app.desktop.pages.home import Home
    from app.desktop.pages.receive import Receive
    from app.desktop.pages.send import Send
    from app.desktop.pages.settings import SettingsPage

    return (Home, Send, Receive, History, Coins, CosignerPage, SettingsPage)
