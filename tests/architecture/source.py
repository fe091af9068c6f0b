"""The production files as text and as syntax trees."""

from __future__ import annotations

import ast
import gc
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


@cache
def source(path: Path) -> Source:
    """One file, read and parsed once."""
    text = path.read_text(encoding="utf-8")
    found = Source(path.relative_to(ROOT).as_posix(), text, ast.parse(text))
    gc.freeze()  # trees of all files are millions of objects, which the collector would go through again and again
    return found


def calls(tree: ast.AST) -> list[str]:
    """The dotted names of everything that is called."""
    return [dotted(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)]


def dotted(node: ast.expr) -> str:
    """A name as it is written, `a.b.c`; of what is no name, its text."""
    if isinstance(node, ast.Name):
        return node.id
    return f"{dotted(node.value)}.{node.attr}" if isinstance(node, ast.Attribute) else ast.unparse(node)


def imports(tree: ast.AST) -> set[str]:
    """The first part of the name of every imported module."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found
