"""Every text of the window is in German too: none missing, none left over, the same places for values, nothing cut."""

from __future__ import annotations

import ast
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from app.desktop.text import translation
from app.resources import find
from tests.app.desktop import checks
from tests.app.desktop.conftest import Show
from tests.screenshots import scenes

ROOT = Path(__file__).resolve().parents[4]
MARKS = {"translate", "QT_TRANSLATE_NOOP"}
SCENES = scenes.load()
HINT = "run `make translations`, then fill in what is unfinished in resources/i18n/tandem_de.ts"


class Entry(NamedTuple):
    """One message of a .ts file."""

    context: str
    source: str
    german: str
    kind: str  # "" when finished, else unfinished, obsolete, vanished


def entries() -> list[Entry]:
    found = []
    for context in ET.parse(find("i18n", "tandem_de.ts")).getroot().iter("context"):  # noqa: S314  our own file
        for message in context.iter("message"):
            german = message.find("translation")
            assert german is not None
            name, source = context.findtext("name") or "", message.findtext("source") or ""
            found.append(Entry(name, source, german.text or "", german.get("type", "")))
    return found


def said() -> Iterator[tuple[str, str, str]]:
    """Context, text and place of everything the window can say, read from its source."""
    for file in sorted((ROOT / "app" / "desktop").rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        owners = {
            child: node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef) for child in ast.walk(node)
        }
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            place = f"{file.name}:{node.lineno}"
            if name == "tr" and isinstance(node.func, ast.Attribute):
                own = isinstance(node.func.value, ast.Name) and node.func.value.id == "self"
                yield owners[node] if own else f"{place} asks another object", literal(node.args[0]) or place, place
            elif name in MARKS and len(node.args) == 2 and (text := literal(node.args[1])) is not None:
                yield literal(node.args[0]) or place, text, place


def literal(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def test_everything_said_has_its_entry_and_nothing_is_left_over() -> None:
    code = {(context, text): place for context, text, place in said()}
    file = {(entry.context, entry.source) for entry in entries()}
    missing = {key: code[key] for key in code.keys() - file}
    assert not missing, HINT
    assert not file - code.keys(), HINT


def test_german_is_whole() -> None:
    assert not [entry for entry in entries() if entry.kind or not entry.german.strip()], HINT


def test_values_stand_in_german_too() -> None:
    for entry in entries():
        assert sorted(re.findall(r"\{\d*\}", entry.german)) == sorted(re.findall(r"\{\d*\}", entry.source)), entry


def test_sentences_end_as_sentences() -> None:
    for entry in entries():
        if entry.source[-1:] in ".?:" and len(entry.source) > 3:
            assert entry.german[-1:] == entry.source[-1:], entry
        assert entry.german == entry.german.strip(), entry
        assert "  " not in entry.german, entry


def test_commands_and_file_kinds_are_not_translated() -> None:
    kept = r"tandem-cosigner \w+|\*\.\w+|tandempair1|ssl://\S+port|address,amount(?:,label)?"
    for entry in entries():
        assert sorted(re.findall(kept, entry.german)) == sorted(re.findall(kept, entry.source)), entry


def test_the_program_reads_what_the_file_says() -> None:
    translator = QTranslator()
    assert translator.load(str(find("i18n", "tandem_de.qm")))
    for entry in entries():
        assert translator.translate(entry.context, entry.source) == entry.german, f"{entry}: {HINT}"


# ------------------------------------------------------------------ in the window
@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    before = QLocale()
    translation.install(qapp, "de")
    yield
    translation.install(qapp, "en")
    QLocale.setDefault(before)


def test_the_language_is_put_on_and_off(qapp: QApplication, german: None) -> None:
    assert QCoreApplication.translate("Pages", "History") == "Verlauf"
    translation.install(qapp, "en")
    assert QCoreApplication.translate("Pages", "History") == "History"
    translation.install(qapp, "fr")  # not there yet: English
    assert QCoreApplication.translate("Pages", "History") == "History"


@pytest.mark.slow
@pytest.mark.parametrize("name", SCENES)
def test_every_page_holds_german(german: None, show: Show, name: str) -> None:
    widget = SCENES[name]()
    show(widget, 900, 520)
    assert checks.faults(widget) == []
