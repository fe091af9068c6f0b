"""The specification lies beside the code, and what the code cites is there."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pytest

from tests.architecture.source import ROOT, Source, production, source

SPEC = ROOT / "core" / "spec"
NAMES = (
    *("architecture", "threat-model", "rules", "keygen", "sign", "refresh", "pairing", "vault", "log", "recovery"),
    "decisions",
    *("libraries", "opening", "pitfalls", "schnorr", "ssh"),
)
CITED = re.compile(
    r"core/spec/(?P<name>[a-z-]+)\.md(?:[,:]? \(?(?:\"(?P<heading>[^\"]+)\"|(?P<step>(?:step|section) \d+)))?"
)
# What looks like the name of a rule and is none, in comments, docstrings and the specification.
NOT_A_RULE = {
    **dict.fromkeys(("A1", "A2"), "messages of preparing a session"),
    **dict.fromkeys(("G1", "G2", "G3"), "messages of key generation"),
    **dict.fromkeys(("M1", "M2", "M3", "M4"), "messages of pairing"),
    "R2": "the nonce point of the co-signer",
    **dict.fromkeys(("T1", "T2"), "what a proof about a multiple begins with"),
    "Z2": "what the co-signer computes for an opening",
    **dict.fromkeys(("X1", "X2"), "public shares of the two parties"),
    "A4": "a size of paper",
    "Q1": "the wallet's point b·G",
    **dict.fromkeys(("U8", "U64"), "fields of a message: unsigned integers"),
    "X11": "a window system",
}
# Rules that share their name with a party or a message are cited with the word: "rule F1".
SHARED = {
    **dict.fromkeys(("P1", "P2"), "the parties: wallet and co-signer"),
    **dict.fromkeys(("S1", "S2"), "messages of signing"),
    **dict.fromkeys(("F1", "F2", "F3"), "messages of a refresh"),
    "R1": "the nonce point of the wallet",
}
A_NAME = re.compile(r"(?<![\w.\"'`])[A-Z][1-9][0-9]?(?![\w\"'*(=])")
WITH_THE_WORD = re.compile(r"\b[Rr]ules?\s+([A-Z][1-9][0-9]?(?:(?:,|\s+and)\s+[A-Z][1-9][0-9]?)*)")
ONLY_NAMES = re.compile(r"(?<![Rr]ule )\(((?:[A-Z][1-9][0-9]?)(?:,\s+[A-Z][1-9][0-9]?)*)\)")
ENTRY = re.compile(r"^\* \*\*(?P<name>\w+)\*\* (?P<text>.*?)(?=^\* \*\*|^#|\Z)", re.DOTALL | re.MULTILINE)
FULL = re.compile(r"In full: (?P<page>[a-z-]+)\.md(?:, \"(?P<heading>[^\"]+)\")?\.")
A_TEST = re.compile(r"`(?P<file>\w+\.py)::(?P<test>\w+)`")
NUMBERED = re.compile(r"^\| (\d+) \| `\w+\.py::(\w+)` \| (?:rule )?([A-Z]\d+) \|", re.MULTILINE)
LONGER = re.compile(r"^(?:\| )?\*\*(?P<word>Rule )?(?P<name>[A-Z][1-9][0-9]?)(?:\.|\*\* \|)", re.MULTILINE)
WITHOUT_TESTS = {"not built yet", "no test yet"}


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of rules.md. `group` is the heading above it, `shown` what follows "Shown by:", in one line."""

    name: str
    group: str
    text: str
    shown: str


def text_of(name: str) -> str:
    """One page of the specification."""
    return (SPEC / f"{name}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_every_page_is_there(name: str) -> None:
    assert text_of(name).startswith("# ")


def test_what_is_cited_exists() -> None:
    missing = []
    for python in production():
        for found in CITED.finditer(python.text):
            page = text_of(found["name"])
            headings = [line.lstrip("# ").lower() for line in page.splitlines() if line.startswith("#")]
            heading, step = found["heading"], found["step"]
            if heading and not any(heading.lower() in line for line in headings):
                missing.append((python.name, found.group(0)))
            if step and step.lower() not in page.lower():
                missing.append((python.name, found.group(0)))
    assert missing == []


def test_only_the_specification_is_cited() -> None:
    cited = [
        (python.name, page)
        for python in production()
        for page in re.findall(r"(?<![\w/-])((?:core/spec/)?[a-z-]+\.md)\b", python.text)
    ]
    assert [(name, page) for name, page in cited if not page.startswith("core/spec/")] == []


# ------------------------------------------------------------------ the rules
def rules() -> list[Rule]:
    """The entries of rules.md, in its order."""
    found = []
    for part in re.split(r"^## ", text_of("rules"), flags=re.MULTILINE)[1:]:
        for entry in ENTRY.finditer(part):
            text, _, shown = entry["text"].partition("Shown by:")
            found.append(Rule(entry["name"], part[0], text, " ".join(shown.split()).rstrip(".")))
    return found


@cache
def written() -> tuple[tuple[str, str], ...]:
    """(place, text) of whatever may cite a rule: comments and docstrings of all Python files, and the specification."""
    tests = [source(path) for path in sorted((ROOT / "tests").rglob("*.py"))]
    found = [(python.name, "\n".join((*comments(python), *docstrings(python)))) for python in (*production(), *tests)]
    return (*found, *((path.name, path.read_text(encoding="utf-8")) for path in sorted(SPEC.glob("*.md"))))


def comments(python: Source) -> Iterator[str]:
    """Every comment of a file."""
    for token in tokenize.generate_tokens(io.StringIO(python.text).readline):
        if token.type == tokenize.COMMENT:
            yield token.string


def docstrings(python: Source) -> Iterator[str]:
    """Every text of a file that stands for itself."""
    for node in ast.walk(python.tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.value.value


def cited(text: str) -> set[str]:
    """The rules that a text names."""
    alone = set(A_NAME.findall(text)) - NOT_A_RULE.keys() - SHARED.keys()
    return alone | {name for found in WITH_THE_WORD.findall(text) for name in re.findall(r"[A-Z]\d+", found)}


def test_every_rule_stands_once_and_in_its_group() -> None:
    entries = rules()
    assert [name for name, times in Counter(rule.name for rule in entries).items() if times > 1] == []
    assert len(entries) == text_of("rules").count("\n* **")
    assert [rule.name for rule in entries if not rule.name.startswith(rule.group)] == []
    assert [rule.name for rule in entries] == sorted(
        (rule.name for rule in entries), key=lambda name: (name[0], int(name[1:]))
    )


def test_every_rule_cited_is_in_the_list() -> None:
    listed = {rule.name for rule in rules()}
    assert [(place, missing) for place, text in written() if (missing := cited(text) - listed)] == []
    assert listed & NOT_A_RULE.keys() == set()
    assert listed >= SHARED.keys()
    named = {name for _, text in written() for name in A_NAME.findall(text)}
    assert NOT_A_RULE.keys() - named == set()  # an exception that nothing needs


def test_what_shares_its_name_is_cited_with_the_word() -> None:
    bare = [
        (place, names)
        for place, text in written()
        for names in ONLY_NAMES.findall(text)
        if set(names.replace(",", " ").split()) & (SHARED.keys() - {"P1", "P2"})
    ]
    assert bare == []


@cache
def existing() -> set[tuple[str, str]]:
    """The file and the name of every test."""
    return {
        (path.name, node.name)
        for path in (ROOT / "tests").rglob("test_*.py")
        for node in ast.walk(source(path).tree)
        if isinstance(node, ast.FunctionDef)
    }


@pytest.mark.parametrize("name", NAMES)
def test_every_test_that_a_page_names_exists(name: str) -> None:
    named = {(found["file"], found["test"]) for found in A_TEST.finditer(text_of(name))}
    assert named - existing() == set()


def test_the_hostile_tests_of_the_design_are_all_there() -> None:
    """By number; which of them exist, `test_every_test_that_a_page_names_exists` looks at."""
    numbered = re.findall(
        r"^\| (\d+) \| `\w+\.py::(\w+)` \| (?:rule )?([A-Z]\d+) \|", text_of("threat-model"), re.MULTILINE
    )
    assert [int(number) for number, _, _ in numbered] == [*range(1, 25)]
    assert {rule for _, _, rule in numbered} <= {rule.name for rule in rules()}
    shown = {rule.name: rule.shown for rule in rules()}
    assert [test for _, test, rule in numbered if test not in shown[rule]] == []


def test_every_rule_has_tests() -> None:
    named = {rule.name: {(found["file"], found["test"]) for found in A_TEST.finditer(rule.shown)} for rule in rules()}
    assert [rule.name for rule in rules() if not named[rule.name] and rule.shown not in WITHOUT_TESTS] == []
    assert [rule.name for rule in rules() if A_TEST.sub("", rule.shown).strip(", ") not in {"", *WITHOUT_TESTS}] == []


def test_a_rule_is_defined_at_length_only_where_the_list_says() -> None:
    full = {rule.name: FULL.search(rule.text) for rule in rules()}
    for name, found in full.items():
        if found and found["heading"]:
            headings = [line.lstrip("# ") for line in text_of(found["page"]).splitlines() if line.startswith("#")]
            assert found["heading"] in headings, name
    elsewhere = [
        (page, name)
        for page in NAMES
        if page != "rules"
        for word, name in LONGER.findall(text_of(page))
        if (word or name not in SHARED) and not ((found := full.get(name)) and found["page"] == page)
    ]
    assert elsewhere == []
