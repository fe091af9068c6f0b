"""Everything that takes long to load, in a job while the person looks at the window."""

from __future__ import annotations

import importlib
from collections.abc import Callable

from app.desktop.controller.jobs import Done, Failed, Jobs, Say

LATER = ("bdkpython", "segno", "zxingcpp")  # loaded by what needs them, but missed at once


def warm_up(jobs: Jobs, load: Callable[[], object], done: Done, failed: Failed) -> None:
    """Load what the first action will need, and what `load` does. When that fails, nothing else will work either."""

    def work(_: Say) -> None:
        import core.wallet.opening  # noqa: F401

        for library in LATER:
            try:
                importlib.import_module(library)
            except OSError as error:  # it is there, and a part of it is not
                raise ImportError(str(error), name=library) from None
        load()

    jobs.start("warm up", work, done, failed)
