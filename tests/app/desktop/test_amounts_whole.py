"""No table cuts an amount or shows it beside its view: History beside its details, a batch, coins, addresses."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from app.desktop import theme, translation
from app.desktop.fonts import dp
from app.desktop.pages import coins
from app.desktop.pages.coins import Coins
from app.desktop.pages.history import NAME, History
from app.desktop.pages.send import Send
from tests.app.desktop import checks
from tests.app.desktop.conftest import Show
from tests.screenshots import _wallet
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
    state = _wallet.everyday()
    window = _wallet.window(state, "history")
    show(window, width, 640)
    page = _wallet.page_of(window)
    assert isinstance(page, History)
    assert checks.tables(window) == []
    for row in (state.history[3], state.history[1]):
        page.table.choose(row.txid)
        QApplication.processEvents()
        assert page.detail.isVisible()
        assert checks.tables(window) == []
        assert page.table.columnWidth(0) >= dp(NAME)
        cells = [column.cell(row) for i, column in enumerate(page.rows.columns) if not page.table.isColumnHidden(i)]
        shown = page._amount(row).text
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
    window = _wallet.window(_wallet.everyday(), "coins")
    show(window, width, 640)
    page = _wallet.page_of(window)
    assert isinstance(page, Coins)
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
    assert isinstance(page, Send)
    head = page.form.many.head
    assert "1\u202f550\u202f000" in head.text()
    assert head.wordWrap()
    assert checks.lasting(window) == []


def test_the_check_finds_what_it_looks_for(show: Show) -> None:
    window = _wallet.window(_wallet.everyday(), "history")
    show(window)
    page = _wallet.page_of(window)
    assert isinstance(page, History)
    page.table.setColumnWidth(3, 60)
    assert any("cut" in fault for fault in checks.tables(window))
    page.table.setColumnWidth(3, 2_000)
    assert any("view" in fault for fault in checks.tables(window))
