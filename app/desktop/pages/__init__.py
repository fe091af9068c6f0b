"""A folder for each family of pages; start at its page.py. Pages never meet: what two of them need is a part.

home send receive history coins cosigner recovery settings  the pages of an open wallet
onboarding                                                  the first minutes
locked                                                      before the passphrase

Only the window knows them all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.desktop.parts.page import AppPage


def pages() -> tuple[type[AppPage], ...]:
    """The pages of an open wallet in the order of the sidebar, loaded when first asked for: the first paint needs
    none of them."""
    from app.desktop.pages.coins import CoinsPage
    from app.desktop.pages.cosigner.page import CosignerPage
    from app.desktop.pages.history.page import HistoryPage
    from app.desktop.pages.home.page import HomePage
    from app.desktop.pages.receive.page import ReceivePage
    from app.desktop.pages.recovery.page import RecoveryPage
    from app.desktop.pages.send.page import SendPage
    from app.desktop.pages.settings.page import SettingsPage

    return (HomePage, SendPage, ReceivePage, HistoryPage, CoinsPage, CosignerPage, RecoveryPage, SettingsPage)
