"""Each bug and each pitfall of the public list is answered, by tests or by why it cannot be here.

That the tests exist is asked in test_spec.py, as for every page.
"""

from __future__ import annotations

import re

import pytest

from tests.architecture.test_spec import A_TEST, text_of

CANNOT = "Cannot exist here: "
BUGS = 27
KINDS = 26  # at the least; the list has folded some of its entries into others
ROW = re.compile(r"^\| (?P<what>[^|]+) \| (?P<answer>[^|]+) \|$", re.MULTILINE)
SECTIONS = ("Bugs", "Pitfalls")


def rows(section: str) -> dict[str, str]:
    """What is named first in each row, several names apart by commas, and the answer."""
    text = text_of("pitfalls").partition(f"## {section}\n")[2].partition("\n## ")[0]
    found = [(row["what"].partition(":")[0], row["answer"]) for row in ROW.finditer(text)]
    assert len(found) == text.count("\n| "), "a row that is not read"
    return dict(found[1:])  # the first is the head


def names(section: str) -> list[str]:
    """The list's own names."""
    return [name for what in rows(section) for name in what.split(", ")]


def test_every_bug_and_every_pitfall_stands_once() -> None:
    assert len(names("Bugs")) == len(set(names("Bugs"))) == BUGS
    assert len(rows("Pitfalls")) >= KINDS
    assert len(names("Pitfalls")) == len(set(names("Pitfalls")))
    assert [name for section in SECTIONS for name in names(section) if not re.fullmatch(r"[a-z0-9-]+", name)] == []


@pytest.mark.parametrize("section", SECTIONS)
def test_each_is_answered(section: str) -> None:
    """Either tests are named, or a sentence says that it cannot be here, and why."""
    found = rows(section)
    assert [what for what, said in found.items() if not A_TEST.search(said) and not said.startswith(CANNOT)] == []
    assert [what for what, said in found.items() if said.count("`") != 2 * len(A_TEST.findall(said))] == []
    assert [what for what, said in found.items() if said.startswith(CANNOT) and len(said) < len(CANNOT) + 7] == []
