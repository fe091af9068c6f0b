"""Nothing in core/primitives is looked up by a secret bit: what an index is made of is read from the source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import core.primitives

FILES = [path for path in sorted(Path(core.primitives.__path__[0]).glob("*.py")) if path.name != "reference.py"]
# Numpy's ways to look up, choose or find by the contents of an array, by a table or by a jump.
LOOKUPS = {
    *("argwhere", "choose", "compress", "extract", "flatnonzero", "nonzero", "packbits", "piecewise", "place", "put"),
    *("searchsorted", "select", "take", "take_along_axis", "unpackbits", "where"),
}
# Counters, sizes and slices of public numbers; and names of types and modules.
PUBLIC = {"at", "b", "few", "i", "j", "level", "mine", "n", "n0", "nb", "s"} | {
    "base_ot",
    "bytes",
    "int",
    "len",
    "list",
    "np",
}
# A pair of which both are made, and the order in which they are sent; the self-test, whose secrets guard nothing.
BY_NAME = {("base_ot.py", "receive_1"): {"c"}, ("vole.py", "_agrees_with_reference"): {"c"}}


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            yield node


def names_in_indices(function: ast.FunctionDef) -> set[str]:
    """Those that are no constants and no types."""
    found = {
        name.id
        for node in ast.walk(function)
        if isinstance(node, ast.Subscript)
        for name in ast.walk(node.slice)
        if isinstance(name, ast.Name)
    }
    return {name for name in found if name.lstrip("_")[0].islower()}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_index_is_a_secret(path: Path) -> None:
    found = {
        function.name: left
        for function in functions(path)
        if (left := names_in_indices(function) - PUBLIC - BY_NAME.get((path.name, function.name), set()))
    }
    assert found == {}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_nothing_is_chosen_by_the_contents_of_an_array(path: Path) -> None:
    called = {
        node.attr for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Attribute)
    }
    assert called & LOOKUPS == set()


def test_a_lookup_by_a_bit_would_be_seen() -> None:
    (function,) = ast.parse("def f(pairs, bits):\n    return pairs[np.arange(n), bits[:, 1]]\n").body
    assert isinstance(function, ast.FunctionDef)
    assert names_in_indices(function) - PUBLIC == {"bits"}
