"""What a person without a mouse or a screen finds on every page: Tab reaches everything, all of it has a name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import NamedTuple

import pytest
from PySide6.QtCore import QLocale, QPoint, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.desktop.model.state import State
from app.desktop.pages import pages
from app.desktop.text import translation
from app.desktop.widgets import Button
from app.desktop.window import MainWindow
from tests.app.desktop import checks
from tests.app.desktop.conftest import Show
from tests.architecture.source import ROOT
from tests.screenshots import scenes, wallet

SCENES = scenes.load()
FIRST_MINUTES = [
    name for name in SCENES if name.startswith(("onboarding", "restore", "leaving", "recovery-leaving", "help"))
]
PAGES = [page.KEY for page in pages()]
MOST = 120  # presses of Tab
MARKS = re.compile(r"</?[a-z]+[ >]|&[a-z]+;")


@pytest.fixture(params=["en", "de"])
def language(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[str]:
    before = QLocale()
    translation.install(qapp, request.param)
    yield request.param
    translation.install(qapp, "en")
    QLocale.setDefault(before)


def opened(show: Show, state: State, page: str) -> MainWindow:
    what = {"receive": state.addresses[-1].address, "history": state.history[3].txid if state.history else None}
    window = wallet.window(state, page, what.get(page))
    show(window)
    return window


def visited(window: QWidget) -> list[QWidget]:
    """What Tab comes to, from the first to where it begins anew."""
    found: list[QWidget] = []
    for _ in range(MOST):
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        if focused is None or focused in found:
            break
        found.append(focused)
    return found


@pytest.mark.parametrize("page", PAGES)
def test_the_keyboard_reaches_everything_in_the_order_of_reading(show: Show, page: str) -> None:
    window = opened(show, wallet.everyday(), page)
    wanted = {widget for widget in checks.reached(window) if not getattr(widget, "isCheckable", bool)()}
    found = visited(window)
    assert [checks.called(widget) for widget in wanted - set(found)] == []
    fields = [widget.mapTo(window, QPoint(0, 0)) for widget in found if isinstance(widget, QLineEdit)]
    for before, after in pairwise(fields):
        assert after.y() >= before.y() or after.x() > before.x()


# ------------------------------------------------------------------ the tree that a screen reader reads
class Node(NamedTuple):
    """One thing that is told, how deep it lies, and whether Tab comes to it."""

    depth: int
    role: QAccessible.Role
    name: str
    description: str
    tabbed: bool
    made: str  # its class


def tree(window: QWidget) -> list[Node]:
    """Everything visible, as it is told to a screen reader, parents first."""
    root = QAccessible.queryAccessibleInterface(window)
    assert root is not None
    return list(_below(root, 0))


def _below(node: QAccessibleInterface, depth: int) -> Iterator[Node]:
    state = node.state()
    if getattr(state, "invisible", False) and depth:
        return
    made = node.object()
    tabbed = isinstance(made, QWidget) and bool(made.focusPolicy() & Qt.FocusPolicy.TabFocus) and made.isEnabled()
    name, description = (node.text(what) for what in (QAccessible.Text.Name, QAccessible.Text.Description))
    yield Node(depth, node.role(), name, description, tabbed, type(made).__name__)
    for number in range(node.childCount()):
        child = node.child(number)
        if child is not None and child.isValid():
            yield from _below(child, depth + 1)


def dumped(nodes: list[Node]) -> str:
    return "\n".join(f"{'  ' * node.depth}{node.role.name}: {node.name}" for node in nodes)


def nameless(nodes: list[Node]) -> list[Node]:
    """What Tab comes to and nobody can tell what it is."""
    nobody = QAccessible.Role.NoRole, QAccessible.Role.Client
    kept = [node for node in nodes if node.tabbed and node.made != "QScrollArea"]  # that one only scrolls
    return [node for node in kept if not node.name.strip() or node.role in nobody]


def marked_up(nodes: list[Node]) -> list[Node]:
    """What would be read aloud with the marks of HTML in it."""
    return [node for node in nodes if MARKS.search(node.name) or MARKS.search(node.description)]


def test_the_check_finds_what_it_looks_for(show: Show) -> None:
    window = QWidget()
    column = QVBoxLayout(window)
    silent, named, bare = QPushButton(), Button("Pay"), QLabel("Bare")
    bare.setToolTip("<qt>Ctrl+C copies</qt>")
    for widget in (silent, named, bare):
        column.addWidget(widget)
    silent.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    show(window, 300, 200)
    assert [node.made for node in nameless(tree(window))] == ["QPushButton"]
    assert "Button: Pay" in dumped(tree(window))
    assert [node.name for node in marked_up(tree(window))] == ["Bare"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    "change",
    [lambda state: state, wallet.empty, wallet.practice, wallet.locked, lambda state: wallet.asked(state, "fee")],
    ids=["full", "empty", "practice", "locked", "asked"],
)
def test_whatever_takes_the_keyboard_has_a_role_and_a_name(
    show: Show, language: str, page: str, change: Callable[[State], State]
) -> None:
    window = opened(show, change(wallet.everyday()), page)
    nodes = tree(window)
    wrong = nameless(nodes)
    assert wrong == [], dumped(nodes)
    assert marked_up(nodes) == []
    reached = sum(not isinstance(widget, QLabel) for widget in checks.reached(window))
    assert sum(node.tabbed for node in nodes) >= reached  # nothing that Tab comes to is left out of the tree


@pytest.mark.parametrize("name", FIRST_MINUTES)
def test_the_first_minutes_too(show: Show, name: str) -> None:
    """Each step on the way to a wallet, or back to those of a lost computer; and what is to be read."""
    window = SCENES[name]()
    show(window)
    nodes = tree(window)
    assert nameless(nodes) == [], dumped(nodes)
    assert marked_up(nodes) == []
    wanted = {widget for widget in checks.reached(window) if not getattr(widget, "isCheckable", bool)()}
    assert [checks.called(widget) for widget in wanted - set(visited(window))] == []


@pytest.mark.parametrize("page", PAGES)
def test_amounts_and_words_are_in_the_tree(show: Show, page: str) -> None:
    window = opened(show, wallet.everyday(), page)
    told = dumped(tree(window))
    assert window.page is not None
    shown = [label for label in window.page.findChildren(QLabel) if label.isVisible() and label.text()]
    assert [label.text() for label in shown if (label.accessibleName() or label.text()) not in told] == []


def test_one_function_speaks_and_one_gives_tool_tips() -> None:
    """Qt's alerts reach nobody on Linux, and a tool tip without a description is read with its marks."""
    for words, place in (("QAccessible", "speech.py"), (".setToolTip(", "painting.py")):
        found = [file for file in (ROOT / "app").rglob("*.py") if words in file.read_text(encoding="utf-8")]
        assert [file.name for file in found if file.name != "notifications.py"] == [place]  # the tray has no tree
