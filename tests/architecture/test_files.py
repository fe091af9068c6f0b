"""The shape of the tree: short files, plain words, a README that is true."""

from __future__ import annotations

import ast
import re
import subprocess
from collections import Counter
from pathlib import PurePosixPath

import pytest

from tests.architecture.source import ROOT, production

MAX_LINES = 400
AVOIDED = re.compile(r"\w*(Manager|Helper|Utils?|Handler)|[A-Z]\w*(Common|Data|Info)|process|misc")  # setData is Qt's


def test_production_files_are_short() -> None:
    lengths = {source.name: len(source.text.splitlines()) for source in production()}
    assert {name: lines for name, lines in lengths.items() if lines > MAX_LINES} == {}


def test_names_say_what_a_thing_is() -> None:
    defined = [
        (source.name, node.name)
        for source in production()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    assert [(name, thing) for name, thing in defined if AVOIDED.fullmatch(thing)] == []
    assert all(AVOIDED.fullmatch(thing) for thing in ("KeyManager", "WalletData", "process"))


def test_a_class_name_stands_once() -> None:
    classes = [node.name for source in production() for node in ast.walk(source.tree) if isinstance(node, ast.ClassDef)]
    assert len(classes) > 100
    assert [name for name, times in Counter(classes).items() if times > 1] == []


def test_verbs_say_what_they_act_on() -> None:
    functions = [
        f"{source.name}: {node.name}"
        for source in production()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    assert len(functions) > 1000
    assert [name for name in functions if name.endswith(": begin")] == []


def test_no_file_names_a_machine_or_a_registry() -> None:
    elsewhere = re.compile(rb"/(?:home|root|work)/\w|--(?:extra-)?index-url [h/]|files\.pythonhosted")
    for name in tracked():
        path = ROOT / name
        if path.is_file() and not path.is_symlink():
            assert not elsewhere.search(path.read_bytes()), name


def tracked() -> list[str]:
    """What git holds, and what is about to be added."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this is not a git checkout, so what belongs to the tree is not known")
    return [name for name in done.stdout.splitlines() if (ROOT / name).exists()]


def test_every_drawing_is_used() -> None:
    places = [ROOT / "README.md", *(ROOT / "app").rglob("*.py"), *(ROOT / "tests" / "screenshots").glob("*.py")]
    everything = "\n".join(place.read_text(encoding="utf-8") for place in places)
    resources = ROOT / "resources"
    ways = {path: [f'"{path.stem}"'] for path in (resources / "icons").glob("*.svg")}
    ways |= {path: [f'"{path.name}"', f"brand/{path.name}"] for path in (resources / "brand").iterdir()}
    assert [path.name for path, names in ways.items() if not any(name in everything for name in names)] == []


def test_the_tree_in_the_readme_is_the_real_one() -> None:
    shown = readme_tree()
    assert [path for path, times in Counter(shown).items() if times > 1] == []
    real = {PurePosixPath(*PurePosixPath(name).parts[:2]) for name in tracked()}
    for path in shown:
        assert (ROOT / path).exists(), f"README shows {path}, which does not exist"
    for path in sorted(real):
        top = path.parts[0]
        if top.startswith(".") or path.name.startswith("__"):
            continue
        assert PurePosixPath(top) in shown, f"README does not show {top}"
        if top in ("app", "core") or (top in ("tests", "resources") and (ROOT / path).is_dir()):
            assert path in shown, f"README does not show {path}"


def readme_tree() -> list[PurePosixPath]:
    """The paths of the tree in README.md: the first fenced block that names pyproject.toml at its left edge."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    block = next(part for part in text.split("```")[1::2] if "\npyproject.toml" in part)
    shown: list[PurePosixPath] = []
    top = PurePosixPath()
    for line in block.strip("\n").splitlines():
        if not line.strip():
            continue
        names = re.split(r" {2,}", line.strip())[0].split(" ")
        if not line.startswith(" "):
            top = PurePosixPath(names[0])
            shown += [PurePosixPath(name) for name in names]
        elif line.startswith("  ") and line[2] != " ":
            shown += [top / name for name in names]
    return shown
