"""What the first action will need, loaded in a job while the person looks at the window.

Not what only some will need: numpy, which computes with the halves, bdkpython and the like take megabytes each.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterable
from pathlib import Path

from app.desktop.controller.jobs import Done, Jobs, Say

# Loaded by what needs them, but missed at once; and what of each is no Python, which its finder does not look for.
LATER = {"bdkpython": "*bdkffi*", "numpy": "_core/_multiarray_umath*", "segno": "", "zxingcpp": ""}


def warm_up(jobs: Jobs, load: Callable[[], object], done: Done) -> None:
    """Load what the first action will need, and what `load` does. `Jobs.missed` tells what is missing."""

    def work(_: Say) -> None:
        import core.wallet.opening  # noqa: F401

        for library, part in LATER.items():
            found = importlib.util.find_spec(library)
            if found is None or not _has(found.submodule_search_locations or (), part):
                raise ImportError(f"no {library}, or not all of it", name=library)
        load()

    jobs.start("warm up", work, done)


def _has(folders: Iterable[str], part: str) -> bool:
    return not part or any(True for folder in folders for _ in Path(folder).glob(part))


def load_for_payments(jobs: Jobs) -> None:
    """What the first payment would wait for."""
    jobs.start("load for payments", lambda _: importlib.import_module("numpy"))
