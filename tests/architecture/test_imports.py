"""The import graph of the whole house, imports for a type checker alone included: nowhere a circle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

import pytest
from grimp import build_graph  # what import-linter stands on

GRAPH = build_graph("app", "core")
PACKAGES = sorted(module for module in GRAPH.modules if GRAPH.find_children(module))


def circle(arrows: Mapping[str, Iterable[str]]) -> list[str]:
    """Some who lead to each other, the first named once more at the end; empty where none do."""
    try:
        TopologicalSorter(arrows).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def rooms(package: str) -> dict[str, set[str]]:
    """What stands directly in a package, each with all that is inside it, and which others it imports."""
    here = {module: room for room in GRAPH.find_children(package) for module in {room} | GRAPH.find_descendants(room)}
    arrows: dict[str, set[str]] = {room: set() for room in here.values()}
    for module, room in here.items():
        met = {here[other] for other in GRAPH.find_modules_directly_imported_by(module) if other in here}
        arrows[room] |= met - {room}
    return arrows


def test_no_modules_import_each_other() -> None:
    assert circle({module: GRAPH.find_modules_directly_imported_by(module) for module in GRAPH.modules}) == []


@pytest.mark.parametrize("package", PACKAGES)
def test_no_rooms_import_each_other(package: str) -> None:
    assert circle(rooms(package)) == []


def test_a_circle_would_be_found() -> None:
    assert set(circle({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}})) == {"a", "b", "c"}
    assert circle({"a": {"b", "c"}, "b": {"c"}}) == []
    assert rooms("app.desktop")["app.desktop.window"] >= {"app.desktop.pages", "app.desktop.widgets"}


def test_imports_for_types_alone_are_seen() -> None:
    assert GRAPH.direct_import_exists(importer="app.desktop.pages", imported="app.desktop.parts.page")
