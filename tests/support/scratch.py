"""Directories for what is made once and used by many tests."""

from __future__ import annotations

import atexit
import shutil
from pathlib import Path
from tempfile import mkdtemp


def scratch(name: str) -> Path:
    """A new directory that lasts as long as this process."""
    folder = Path(mkdtemp(prefix=f"tandem-{name}-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
