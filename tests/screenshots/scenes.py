"""The register of scenes, and how one becomes a picture."""

from __future__ import annotations

import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget

import tests.screenshots

Scene = Callable[[], QWidget]
SCENES: dict[str, Scene] = {}
SIZE = 1120, 740
_SETTLED = 0.15  # s: layouts, and motions that are left out anyway


def scene(name: str) -> Callable[[Scene], Scene]:
    """Register a function that builds a widget under the name of its picture."""

    def register(build: Scene) -> Scene:
        if name in SCENES:
            raise ValueError(f"two scenes are called {name}")
        SCENES[name] = build
        return build

    return register


def load() -> dict[str, Scene]:
    """Import every module of this package; all scenes by name."""
    for module in iter_modules(tests.screenshots.__path__):
        if not module.name.startswith("_"):
            import_module(f"tests.screenshots.{module.name}")
    return dict(sorted(SCENES.items()))


def settle(seconds: float = _SETTLED) -> None:
    """Let Qt lay out and paint."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)  # else nothing is ever deleted here
        time.sleep(0.01)


def shoot(build: Scene, path: Path, size: tuple[int, int] = SIZE) -> None:
    """Build, show, wait until it stands still, and save the picture at the scale of the screen."""
    widget = build()
    widget.resize(*size)
    widget.show()
    settle()
    if not widget.grab().save(str(path)):
        raise OSError(f"{path} cannot be written")
    widget.close()
    widget.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # without an event loop nobody else does
