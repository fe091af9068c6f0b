"""The words of the window in other languages: `python packaging/translations.py`, or `make translations`.

1. Qt's lupdate takes every text out of app/desktop into resources/i18n/*.ts; what is no longer said is dropped.
2. A person fills in what is marked `type="unfinished"`, with an editor or with Qt Linguist (pyside6-linguist).
3. Run it again: lrelease makes the .qm files that the program reads. A test tells what is missing or differs.

A new language is an empty .ts file of its name, tandem_fr.ts, and a package of its sentences in app/text. Both tools
come with PySide6.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import PySide6

ROOT = Path(__file__).resolve().parents[1]
TEXTS = ROOT / "resources" / "i18n"
TOOLS = Path(PySide6.__file__).parent
ENDING = ".exe" if sys.platform == "win32" else ""


def run(tool: str, *words: object) -> None:
    """One of Qt's tools, its output passing through."""
    subprocess.run([TOOLS / f"{tool}{ENDING}", *map(str, words)], cwd=ROOT, check=True)  # noqa: S603


def main() -> None:
    """Every language there is."""
    files = sorted(TEXTS.glob("*.ts"))
    for file in files:
        language = file.stem.removeprefix("tandem_")
        options = ("-no-obsolete", "-locations", "none", "-extensions", "py", "-source-language", "en")
        run("lupdate", *options, "-target-language", language, "app/desktop", "-ts", file)
        run("lrelease", "-silent", file, "-qm", file.with_suffix(".qm"))


if __name__ == "__main__":
    main()
