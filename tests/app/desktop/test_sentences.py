"""Every kind of error that can reach the window, and every line of its log, has words in each of its languages."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from app.desktop import translation
from app.desktop.general import CLASSES, GENERAL, OWN
from app.desktop.pages.cosigner_cards import logged
from app.desktop.sentences import sentence, step, whole
from core import errors
from core.errors import BadInput, Bug, LinkError, Refused, StorageError, TandemError
from core.records import LogEntry

ROOT = Path(__file__).resolve().parents[3]
WORDS = "zebra zebra"  # in place of what core says

ELSEWHERE = {  # kinds that cannot reach the window
    ("input", "count"): "the window mines one block at a time",
    ("input", "currency"): "the window offers those that there are",
    ("input", "depth"): "only tests replace blocks",
    ("input", "exists"): "tandem-cosigner init",
    ("input", "listen"): "tandem-cosigner serve",
    ("input", "passphrase_file"): "an option of the other programs",
    ("input", "practice"): "tandem-cosigner serve",
    ("line", "listen"): "tandem-cosigner serve",
    ("line", "unpaired"): "the co-signer says it to itself as it hangs up",
    ("no", "block"): "the practice network's own, of blocks that the window does not make",
    ("no", "forgotten"): "an answer to the other program that asked",
    ("no", "purpose"): "only a computer that lies asks for it",
    ("no", "strangers"): "the co-signer's pairing page",
}


def raised() -> dict[tuple[str, str], type[TandemError]]:
    """Class (its word in CLASSES) and kind of every error that the code makes with a kind that can be read."""
    found: dict[tuple[str, str], type[TandemError]] = {}
    for file in [*(ROOT / "core").rglob("*.py"), *(ROOT / "app" / "desktop").rglob("*.py")]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or not node.args:
                continue
            made = getattr(errors, node.func.id, None)
            if isinstance(made, type) and issubclass(made, TandemError):
                kind = node.args[1] if len(node.args) > 1 else ast.Constant(made.default_kind)
                if isinstance(kind, ast.Constant) and isinstance(kind.value, str):
                    found[group(made), kind.value] = made
    return found


def group(made: type[TandemError]) -> str:
    return next(name for kind, name in CLASSES.items() if issubclass(made, kind))


RAISED = raised()


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    before = QLocale()
    translation.install(qapp, "de")
    yield
    translation.install(qapp, "en")
    QLocale.setDefault(before)


def its_own(key: tuple[str, str]) -> bool:
    """Whether there is a sentence for just this kind, not only one for all of its class."""
    made = RAISED[key]
    usual = not key[1] or key[1] == made.default_kind
    return key in GENERAL or usual or sentence(made(WORDS, key[1])) != whole(WORDS)


def test_the_kinds_are_found() -> None:
    assert {("input", "funds"), ("line", "silent"), ("peer", "cheat"), ("blocked", "suspended")} <= RAISED.keys()


def test_every_kind_that_reaches_the_window_has_a_sentence() -> None:
    assert sorted(key for key in RAISED if not its_own(key) and key not in ELSEWHERE and key not in OWN) == []


def test_no_sentence_and_no_excuse_is_left_over() -> None:
    told = {key for key in GENERAL if key[1]}
    known = RAISED.keys() | {("input", "psbt")}
    assert sorted(told - known) == []
    assert sorted(ELSEWHERE.keys() - RAISED.keys()) == []
    assert sorted(key for key in ELSEWHERE if its_own(key)) == []


def test_german_says_every_kind(german: None) -> None:
    english = [key for key, made in RAISED.items() if sentence(made(WORDS, key[1])) in (WORDS, whole(WORDS))]
    assert sorted(english) == sorted(OWN & RAISED.keys())


def test_what_is_known_of_a_psbt_is_said(german: None) -> None:
    said = sentence(BadInput("input 3 of this PSBT has no previous transaction; export the PSBT with all of them"))
    assert said.startswith("Dieses PSBT ist so nicht zu unterschreiben.")


def test_an_end_is_said_by_who_ended_it(german: None) -> None:
    assert sentence(Refused("x", "ended")).startswith("Der Mitunterzeichner hat es beendet.")
    assert sentence(BadInput("x", "ended")).startswith("Genau diese Zahlung")


def test_a_kind_that_nobody_thought_of_is_said_by_its_class(german: None) -> None:
    assert sentence(LinkError(WORDS, "never heard of")).startswith("Die Leitung ist abgerissen")
    assert sentence(Bug(WORDS)).startswith("Das ist ein Fehler von Tandem.")


def test_what_begins_with_the_name_of_a_file_keeps_it() -> None:
    assert sentence(StorageError("history.csv could not be written.", "file")) == "history.csv could not be written."


def test_nothing_said_is_not_a_sentence() -> None:
    assert whole("") == ""


# ------------------------------------------------------------------ steps of a run
def steps_of_core() -> list[str]:
    files = (ROOT / "core" / "protocol").glob("*.py")
    nodes = [node for file in files for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))]
    calls = [node for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    return [str(ast.literal_eval(call.args[0])) for call in calls if ast.unparse(call.func) == "Step"]


def test_every_step_of_a_run_is_german(german: None) -> None:
    assert len(steps_of_core()) == 5
    assert [text for text in steps_of_core() if step(text) == whole(text)] == []


# ------------------------------------------------------------------ the log
def lines_of_the_log() -> list[tuple[str, str]]:
    """Kind and text of all that core.wallet writes down, with some value in each place."""
    found = []
    for node in ast.walk(ast.parse((ROOT / "core" / "wallet.py").read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "log":
            if len(node.args) != 3 or not isinstance(node.args[1], ast.Constant):
                continue
            text = node.args[2]
            parts = text.values if isinstance(text, ast.JoinedStr) else [text]
            words = [str(part.value) if isinstance(part, ast.Constant) else _value(part) for part in parts]
            found.append((str(node.args[1].value), "".join(words)))
    return found


def _value(part: ast.expr) -> str:
    return {"note": "; words not compared by a person"}.get(ast.unparse(part).strip("{}f'"), "7")


def test_the_log_is_german(german: None) -> None:
    lines = lines_of_the_log()
    assert len(lines) == 2
    for kind, text in lines:
        said = logged(LogEntry(1, kind, text))
        assert said != whole(text)
        assert "7" in said


def test_the_log_keeps_names_and_numbers() -> None:
    entry = LogEntry(1, "key", "Everyday: epoch 12 is current; the old halves are erased")
    assert logged(entry) == whole(entry.text)
    paired = LogEntry(1, "pairing", "paired with the co-signer at nas.lan; words not compared by a person")
    assert logged(paired) == "Paired with the co-signer at nas.lan. Nobody compared the words."
    assert logged(LogEntry(1, "key", "something new")) == "Something new."
