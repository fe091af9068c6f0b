"""No table cuts an amount or shows it beside its view: History beside its details, a batch, coins, addresses."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from app.desktop.look import theme
from app.desktop.look.fonts import dp
from app.desktop.pages import coins
from app.desktop.pages.coins import CoinsPage
from app.desktop.pages.history.page import NAME, HistoryPage
from app.desktop.pages.send.page import SendPage
from app.desktop.text import translation
from tests.app.desktop import checks
from tests.app.desktop.conftest import Show
from tests.screenshots import wallet
from tests.screenshots.send import many

LOOKS = [(900, 1.3), (900, 1.0), (1024, 1.0), (1120, 1.3), (1120, 1.0)]


@pytest.fixture(params=["en", "de"])
def language(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[str]:
    before = QLocale()
    translation.install(qapp, request.param)
    yield request.param
    translation.install(qapp, "en")
    QLocale.setDefault(before)


@pytest.mark.parametrize(("width", "scale"), LOOKS)
def test_history_beside_its_details(qapp: QApplication, show: Show, language: str, width: int, scale: float) -> None:
    theme.apply(qapp, "light", scale, calm=True)
    state = wallet.everyday()
    window = wallet.window(state, "history")
    show(window, width, 640)
    page = wallet.page_of(window)
    assert isinstance(page, HistoryPage)
    assert checks.tables(window) == []
    for row in (state.history[3], state.history[1]):
        page.table.choose(row.txid)
        QApplication.processEvents()
        assert page.detail.isVisible()
        assert checks.tables(window) == []
        assert page.table.columnWidth(0) >= dp(NAME)
        cells = [column.cell(row) for i, column in enumerate(page.rows.columns) if not page.table.isColumnHidden(i)]
        shown = next(column for column in page.rows.columns if column.right).cell(row).text
        assert any(shown in (cell.text, cell.below) for cell in cells)
    window.resize(1400, 640)
    QApplication.processEvents()
    assert not page.table.isColumnHidden(3)  # there is room again
    window.resize(width, 640)
    QApplication.processEvents()
    assert checks.tables(window) == []
    page.back()
    assert not any(page.table.isColumnHidden(i) for i in range(4))


@pytest.mark.parametrize(("width", "scale"), LOOKS)
def test_coins_keep_their_names(qapp: QApplication, show: Show, width: int, scale: float) -> None:
    theme.apply(qapp, "light", scale, calm=True)
    window = wallet.window(wallet.everyday(), "coins")
    show(window, width, 640)
    page = wallet.page_of(window)
    assert isinstance(page, CoinsPage)
    assert page.table.columnWidth(0) >= dp(coins.NAME)
    assert checks.tables(window) == []
    show(window, 1400, 640)
    assert not page.table.isColumnHidden(2) or scale > 1


@pytest.mark.parametrize(("width", "scale"), LOOKS)
def test_a_batch(qapp: QApplication, show: Show, language: str, width: int, scale: float) -> None:
    theme.apply(qapp, "light", scale, calm=True)
    window = many()
    show(window, width, 640)
    assert checks.tables(window) == []
    page = getattr(window, "page", None)
    assert isinstance(page, SendPage)
    head = page.form.many.head
    assert "1\u202f550\u202f000" in head.text()
    assert head.wordWrap()
    assert checks.lasting(window) == []


def test_the_check_finds_what_it_looks_for(show: Show) -> None:
    window = wallet.window(wallet.everyday(), "history")
    show(window)
    page = wallet.page_of(window)
    assert isinstance(page, HistoryPage)
    page.table.setColumnWidth(3, 60)
    assert any("cut" in fault for fault in checks.tables(window))
    page.table.setColumnWidth(3, 2_000)
    assert any("view" in fault for fault in checks.tables(window))
