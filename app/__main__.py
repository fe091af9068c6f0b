"""`make run`: the window; where there is no screen, the first payment in the terminal."""

from __future__ import annotations

import os
import sys


def has_screen() -> bool:
    """Whether a window can be shown here."""
    return sys.platform in ("win32", "darwin") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def main() -> None:
    """The program."""
    if has_screen():
        from app.desktop.__main__ import main as window

        window()
        return
    from app.journey import main as journey

    sys.exit(journey())


if __name__ == "__main__":
    main()
