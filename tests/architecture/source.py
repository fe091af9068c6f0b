"""The production files as text and as syntax trees."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Source:
    """One production file. `name` is its path from the root of the repository."""

    name: str
    text: str
    tree: ast.Module


@cache
def production() -> tuple[Source, ...]:
    """Every Python file of core and app."""
    paths = sorted(path for part in ("core", "app") for path in (ROOT / part).rglob("*.py"))
    return tuple(source(path) for path in paths)


def source(path: Path) -> Source:
    """One file, read and parsed."""
    text = path.read_text(encoding="utf-8")
    return Source(path.relative_to(ROOT).as_posix(), text, ast.parse(text))


def calls(tree: ast.AST) -> list[str]:
    """The dotted names of everything that is called."""
    return [ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)]


def imports(tree: ast.AST) -> set[str]:
    """The first part of the name of every imported module."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found
