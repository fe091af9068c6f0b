"""Where the files of resources/ are: beside the source, or inside the frozen bundle. Nobody else needs to know where;
whether it is a bundle, those who tell a person how to install it again, or how to try it."""

from __future__ import annotations

import sys
from pathlib import Path

from core.errors import StorageError, StorageKind

_folder: str | None = getattr(sys, "_MEIPASS", None)
BUNDLE = Path(_folder) if _folder else None
ROOT = (BUNDLE or Path(__file__).parents[1]) / "resources"


def find(*parts: str) -> Path:
    """The path of one file or folder, such as `find("icons", "lock.svg")`. Raises StorageError when it is missing."""
    path = ROOT.joinpath(*parts)
    if not path.exists():
        raise StorageError(
            f"A part of Tandem is missing: {'/'.join(('resources', *parts))}. Install it again.", StorageKind.INSTALL
        )
    return path


def text(*parts: str) -> str:
    """The whole of one text file. Raises StorageError when it is missing."""
    return find(*parts).read_text(encoding="utf-8")
