"""`make run`: the window; where none can be shown, the first payment in the terminal."""

from __future__ import annotations

import os
import sys
from typing import NoReturn


def has_screen() -> bool:
    """Whether a screen is announced here; Qt finds out whether it is there."""
    return sys.platform in ("win32", "darwin") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def in_terminal(why: str) -> NoReturn:
    """Say why there is no window, and let the terminal's journey take the place of this process, with all of Qt."""
    sys.stderr.write(f"No window can be shown here: {why}.\nInstead, a first payment in the terminal:\n")
    sys.stderr.flush()
    os.execv(sys.executable, [sys.executable, "-m", "app.journey"])  # noqa: S606  ourselves, no shell


def main() -> None:
    """The window; without a screen, a first payment in the terminal."""
    if has_screen():
        from app.desktop.__main__ import main as window

        window(otherwise=in_terminal)
        return
    from app.journey import main as journey

    sys.exit(journey())


if __name__ == "__main__":
    main()
