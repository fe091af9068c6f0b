"""The desktop entry and the program agree, and what the window reads at run time is shipped with it."""

from __future__ import annotations

import configparser
import fnmatch
import os
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from app.desktop.__main__ import parser
from app.resources import ROOT, find

TREE = Path(__file__).resolve().parents[3]
PROJECT = tomllib.loads((TREE / "pyproject.toml").read_text(encoding="utf-8"))
NOT_READ = {"pictures", ".ts"}  # for the README; for translators


@pytest.fixture
def entry() -> configparser.SectionProxy:
    read = configparser.ConfigParser(interpolation=None, strict=True)
    read.optionxform = str  # type: ignore[assignment, method-assign]
    read.read_string(find("tandem.desktop").read_text(encoding="utf-8"))
    return read["Desktop Entry"]


def test_it_starts_the_program_with_and_without_a_link(entry: configparser.SectionProxy) -> None:
    program, *options = shlex.split(entry["Exec"])
    assert program in PROJECT["project"]["scripts"]
    link = "bitcoin:bc1qexample?amount=0.5"
    assert parser().parse_args([link if word == "%u" else word for word in options]).uri == link
    assert parser().parse_args([word for word in options if word != "%u"]).uri == ""  # how a menu starts it


def test_it_takes_payment_links_and_nothing_else(entry: configparser.SectionProxy) -> None:
    assert entry["MimeType"] == "x-scheme-handler/bitcoin;"
    assert (entry["Type"], entry["Terminal"]) == ("Application", "false")


@pytest.mark.parametrize("flatpak", ["", "org.example.wallet"])
def test_the_window_belongs_to_it_and_has_its_icon(
    entry: configparser.SectionProxy, tmp_path: Path, flatpak: str
) -> None:
    script = """
from PySide6.QtWidgets import QApplication
QApplication.exec = lambda *_: print(QApplication.desktopFileName(), not QApplication.windowIcon().isNull()) or 0
from app.desktop.__main__ import main
main(["--home", HOME])
""".replace("HOME", repr(str(tmp_path)))
    environment = os.environ | ({"FLATPAK_ID": flatpak} if flatpak else {})
    command = [sys.executable, "-c", script]
    run = subprocess.run(command, cwd=TREE, env=environment, capture_output=True, text=True, timeout=60)
    assert run.stdout.split() == [flatpak or find("tandem.desktop").stem, "True"], run.stderr
    assert entry["Icon"] == "tandem"


def test_what_is_read_at_run_time_is_shipped() -> None:
    shipped = PROJECT["tool"]["setuptools"]["package-data"]["*"]
    files = [file for file in ROOT.rglob("*") if file.is_file() and "__pycache__" not in file.parts]
    read = [file for file in files if not NOT_READ & {file.suffix, *file.relative_to(ROOT).parts}]
    assert read
    assert [file.name for file in read if not any(fnmatch.fnmatch(file.name, kind) for kind in shipped)] == []
