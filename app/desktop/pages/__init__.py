"""One file for each page; pages never meet. PAGES is the order of the sidebar."""

from __future__ import annotations

from app.desktop.pages.base import AppPage
from app.desktop.pages.coins import Coins
from app.desktop.pages.cosigner import CosignerPage
from app.desktop.pages.history import History
from app.desktop.pages.home import Home
from app.desktop.pages.receive import Receive
from app.desktop.pages.send import Send
from app.desktop.pages.settings import SettingsPage

PAGES: tuple[type[AppPage], ...] = (Home, Send, Receive, History, Coins, CosignerPage, SettingsPage)
