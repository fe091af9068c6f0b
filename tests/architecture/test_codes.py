"""Core hands out codes and people read sentences (app/text): no sentence serves as an identifier again."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from enum import StrEnum

import pytest

from core import error_kinds, errors
from core.bitcoin.caution import Caution
from core.errors import TandemError
from core.home.records import LogCode
from core.protocol.progress import ProgressStep
from core.recovery.seed_words import WordHint
from tests.architecture.source import Source, dotted, production

KINDS = [found for found in vars(error_kinds).values() if isinstance(found, type) and issubclass(found, StrEnum)]
ERRORS = {name for name, found in vars(errors).items() if isinstance(found, type) and issubclass(found, TandemError)}
CODES: list[type[StrEnum]] = [
    *(kinds for kinds in KINDS if kinds is not StrEnum),
    Caution,
    LogCode,
    ProgressStep,
    WordHint,
]

SEARCHES = {
    *("startswith", "endswith", "find", "index", "partition", "rpartition", "split", "removeprefix", "removesuffix"),
    *("match", "fullmatch", "search", "replace", "count"),
}
WORDS = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,}")  # two words in a row: no code has them
COMMAND = re.compile(r"\btandem(-cosigner)? [a-z]{3,}|(?<![\w-])--[a-z]{3,}|`[a-z]+[ `]")

# Words of other programs, which have no codes for what they say.
MAY_READ = {
    "app/desktop/controller/jobs.py",  # PySide's
    "core/chain/drafts.py",  # BDK's
    "core/chain/electrum_client.py",  # Bitcoin Core's
    "core/chain/socks.py",  # python-socks's
}


def strings(node: ast.AST) -> list[str]:
    return [part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)]


def docstrings(tree: ast.AST) -> set[int]:
    """The lines on which docstrings begin."""
    owners = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    found = [node.body[0] for node in ast.walk(tree) if isinstance(node, owners) and node.body]
    return {one.lineno for one in found if isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant)}


def prose_as_a_code(tree: ast.AST) -> Iterator[int]:
    """Steps, events, kinds and lines of a log that are made of a text."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        written = node.args[:1] if name in ("Step", "Event") else node.args[1:2] if name in {*ERRORS, "log"} else []
        if any(isinstance(one, ast.Constant | ast.JoinedStr) for one in written):
            yield node.lineno


def message_that_is_read(tree: ast.AST) -> Iterator[int]:
    """Messages and reasons of errors that are compared with something, or searched."""
    for node in ast.walk(tree):
        match node:
            case ast.Compare():
                sides = [node.left, *node.comparators]
                read = any(isinstance(side, ast.Attribute) and side.attr in ("message", "reason") for side in sides)
                if read and any(strings(side) for side in sides):
                    yield node.lineno
            case ast.Call(func=ast.Attribute(attr=name, value=value), args=arguments) if name in SEARCHES:
                if any(
                    isinstance(one, ast.Attribute) and one.attr in ("message", "reason") for one in (value, *arguments)
                ):
                    yield node.lineno


def words_that_decide(tree: ast.AST) -> Iterator[int]:
    """English phrases that something is compared with, looked up by, or searched for."""
    for node in ast.walk(tree):
        asked: list[ast.expr] = []
        match node:
            case ast.Compare():
                asked = [node.left, *node.comparators]
            case ast.Call(func=ast.Attribute(attr=name), args=arguments) if name in SEARCHES:
                asked = arguments[:1]
            case ast.Dict():
                asked = [key for key in node.keys if key is not None]
            case ast.MatchValue():
                asked = [node.value]
        if any(isinstance(one, ast.Constant) and WORDS.search(str(one.value)) for one in asked):
            yield getattr(node, "lineno", 0)


def command_lines(tree: ast.AST) -> Iterator[int]:
    """Texts that tell what to type in a terminal."""
    told = docstrings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and node.lineno not in told and COMMAND.search(str(node.value)):
            yield node.lineno


Rule = Callable[[ast.AST], Iterator[int]]


def places(rule: Rule, among: str = "") -> list[str]:
    return [f"{s.name}:{line}" for s in production() if s.name.startswith(among) for line in rule(s.tree)]


def test_no_text_is_a_code() -> None:
    assert places(prose_as_a_code) == []


def test_no_message_is_read() -> None:
    assert places(message_that_is_read) == []


def test_no_words_decide() -> None:
    found = places(words_that_decide)
    assert {place.partition(":")[0] for place in found} == MAY_READ


def test_core_names_no_command_line() -> None:
    assert places(command_lines, "core/") == []


@pytest.mark.parametrize(
    ("rule", "broken"),
    [
        (prose_as_a_code, 'Step("this computer draws its half")'),
        (prose_as_a_code, 'Event(f"signing {n}")'),
        (prose_as_a_code, 'BadInput("there is none", "no_home")'),
        (prose_as_a_code, 'write.log(now, "key", "made")'),
        (message_that_is_read, '"PSBT" in error.message'),
        (message_that_is_read, 'error.message.startswith("Someone")'),
        (message_that_is_read, "PAIRED.fullmatch(error.message)"),
        (message_that_is_read, 'payment.reason.partition("refused: ")'),
        (words_that_decide, 'text == "connected again"'),
        (words_that_decide, '{"this computer draws": 1}'),
        (words_that_decide, 'text.startswith("the co-signer")'),
        (words_that_decide, 'match text:\n  case "connected again": pass'),
        (command_lines, 'BadInput("make one first: tandem-cosigner init")'),
        (command_lines, 'BadInput("approve it with --accept-fee")'),
        (command_lines, 'BadInput("`approvals` lists them")'),
    ],
)
def test_each_rule_sees_what_breaks_it(rule: Rule, broken: str) -> None:
    assert list(rule(ast.parse(broken))) != []


# ------------------------------------------------------------------ every code is in use
def made(s: Source) -> set[str]:
    """The codes that a file names, but for those it only compares with."""
    asked: list[ast.AST] = [node for node in ast.walk(s.tree) if isinstance(node, ast.Compare | ast.pattern)]
    compared = {part for node in asked for part in ast.walk(node)}
    return {
        dotted(node)
        for node in ast.walk(s.tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node not in compared
    }


def test_every_code_is_handed_out_somewhere() -> None:
    everywhere = {name for s in production() if not s.name.startswith("app/text/") for name in made(s)}
    by_name = {f"LogCode.{state}" for state in ("PROPOSED", "APPROVED", "DEBITED", "RELEASED")}
    by_name |= {f"LogCode.{state}" for state in ("REFUSED", "EXPIRED", "CANCELLED")}
    codes = {f"{kinds.__name__}.{code.name}" for kinds in CODES for code in kinds}
    assert sorted(codes - everywhere - by_name) == []
