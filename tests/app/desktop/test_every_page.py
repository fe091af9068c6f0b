"""The self-test forgets no page: whatever in the source fills the window, or opens on a page, is opened by it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from app.desktop import every_page
from app.desktop.controller.controller import Controller
from app.desktop.controller.jobs import Jobs
from app.desktop.model.state import State, StateStore
from app.desktop.pages import pages
from app.practice import Practice
from tests.architecture.source import ROOT
from tests.screenshots import send

ABSTRACT = {"WayStep", "LeavingStep"}


def faces() -> set[str]:
    """The classes of the window that make a `Page`, are steps of a way, or are called panels."""
    kinds = dict[str, ast.ClassDef]()
    for path in (ROOT / "app" / "desktop").rglob("*.py"):
        if "widgets" not in path.parts:
            tree = ast.parse(path.read_text(encoding="utf-8"))
            kinds |= {node.name: node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}

    def is_face(name: str) -> bool:
        if name not in kinds:
            return False
        calls = {ast.unparse(one.func) for one in ast.walk(kinds[name]) if isinstance(one, ast.Call)}
        return (
            "Page" in calls or name.endswith("Panel") or any(is_face(ast.unparse(base)) for base in kinds[name].bases)
        )

    return {name for name in kinds if is_face(name)} - ABSTRACT


def shown(opened: Iterator[QWidget], place: QStackedWidget) -> set[str]:
    """The classes of what is on screen, each once it was painted."""
    found = set[str]()
    for widget in opened:
        place.setCurrentIndex(place.addWidget(widget))
        QApplication.processEvents()
        found |= {type(one).__name__ for one in [widget, *widget.findChildren(QWidget)] if one.isVisible()}
        place.removeWidget(widget)
        widget.deleteLater()
    return found


def test_every_page_is_opened(tmp_path: Path) -> None:
    def on(state: State) -> Controller:
        return Controller(tmp_path / "none", StateStore(state), Jobs(), Practice(tmp_path / "practice"))

    place = QStackedWidget()
    place.show()
    found = shown(every_page.beside_the_wallet(on(State())), place)
    found |= shown(every_page.of_the_wallet(on(send.usual()), send.draft()), place)
    place.close()
    wanted = faces() - {page.__name__ for page in pages()}
    assert len(wanted) > 35
    assert wanted - found == set()
