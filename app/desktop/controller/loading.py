"""What the first action will need, loaded in a job while the person looks at the window.

Not what only some will need: numpy, which computes with the halves, bdkpython and the like take megabytes each.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable

from app.desktop.controller.jobs import Done, Jobs, Say

LATER = ("bdkpython", "numpy", "segno", "zxingcpp")  # loaded by what needs them, but missed at once


def warm_up(jobs: Jobs, load: Callable[[], object], done: Done) -> None:
    """Load what the first action will need, and what `load` does. `Jobs.missed` tells what is missing."""

    def work(_: Say) -> None:
        import core.wallet.opening  # noqa: F401

        for library in LATER:
            if importlib.util.find_spec(library) is None:
                raise ImportError(f"No module named {library!r}", name=library)
        load()

    jobs.start("warm up", work, done)


def load_for_payments(jobs: Jobs) -> None:
    """What the first payment would wait for."""
    jobs.start("load for payments", lambda _: importlib.import_module("numpy"))
