"""House rules that a reader of one file cannot see broken. Each test lists every place that breaks its rule."""

from __future__ import annotations

import ast
from importlib import import_module

from core.codec.messages import MessageType, message_class
from core.primitives.hashing import Tag
from core.protocol.registry import load_runs
from tests.architecture.source import ROOT, calls, imports, production, source

RANDOM = {"random", "secrets", "uuid"}
MAY_DRAW = {"core/crypto/rng.py"}
ONE_SYSTEM = ("darwin", "linux", "posix", "unix_sockets", "win32", "win32_pipes", "win32_security")
MAY_ASSERT = {"core/sansio/effects.py": 1, **dict.fromkeys((f"core/platform/{name}.py" for name in ONE_SYSTEM), 1)}
SHOWS = {"print", "repr", "str", "format"}


def test_randomness_is_an_argument() -> None:
    drawing = [s.name for s in production() if imports(s.tree) & RANDOM or "urandom" in s.text]
    assert set(drawing) - MAY_DRAW == set()


def test_nothing_rests_on_assert() -> None:
    found = {s.name: sum(isinstance(node, ast.Assert) for node in ast.walk(s.tree)) for s in production()}
    assert {name: count for name, count in found.items() if count > MAY_ASSERT.get(name, 0)} == {}


def test_no_secret_reaches_a_text() -> None:
    shown: list[tuple[str, ast.AST]] = []
    for s in production():
        for node in ast.walk(s.tree):
            if isinstance(node, ast.FormattedValue):
                shown.append((s.name, node))
            elif isinstance(node, ast.Call) and ast.unparse(node.func) in SHOWS:
                shown += [(s.name, argument) for argument in node.args]
    assert [name for name, node in shown if any(call.endswith(".reveal") for call in calls(node))] == []


def test_checks_raise_and_never_answer() -> None:
    answering = [
        (s.name, node.name)
        for s in production()
        for node in ast.walk(s.tree)
        if isinstance(node, ast.FunctionDef)
        and node.name.split("_")[0] in {"check", "verify"}
        and node.returns is not None
        and ast.unparse(node.returns) == "bool"
    ]
    assert answering == []


def test_no_callback_enters_libsecp256k1() -> None:
    # A closure made by cffi needs memory that is writable and executable; a hardened service refuses that (rule S2).
    assert [s.name for s in production() if any(call.endswith("ffi.callback") for call in calls(s.tree))] == []


def test_no_secret_bit_is_looked_up_in_a_table() -> None:
    # numpy's unpackbits indexes a table by each byte, which a cache shows; core/primitives/lanes.py shifts.
    assert [s.name for s in production() if any(call.endswith("packbits") for call in calls(s.tree))] == []


def test_every_tag_stands_once_and_is_used() -> None:
    written = [
        node.value.value
        for node in ast.walk(source(ROOT / "core/primitives/hashing.py").tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    ]
    assert sorted(written) == sorted(Tag)  # an alias would stand in the file and not in the enumeration
    everything = "\n".join(s.text for s in production())
    assert [tag.name for tag in Tag if f"Tag.{tag.name}" not in everything] == []


def test_every_message_number_stands_once_and_has_its_class() -> None:
    written = [
        ast.literal_eval(node.value)
        for found in ast.walk(source(ROOT / "core/codec/messages.py").tree)
        if isinstance(found, ast.ClassDef) and found.name == "MessageType"
        for node in found.body
        if isinstance(node, ast.Assign)
    ]
    assert sorted(written) == sorted(set(written)) == sorted(MessageType)
    for module in ("core.wallet.wallet", "core.cosigner.service", "core.transport.pairing.protocol"):
        import_module(module)
    load_runs()
    assert [kind.name for kind in MessageType if message_class(kind).TYPE is not kind] == []
