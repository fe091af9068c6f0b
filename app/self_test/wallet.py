"""The wallet tries itself: its window practises off-screen, with a co-signer and a network in processes of their own
that this bundle starts of itself, pays, and shows every page."""

from __future__ import annotations

import os
from pathlib import Path

from app.self_test import Say


def test(place: Path, say: Say) -> None:
    """All of it. Raises TandemError, ImportError, OSError."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from app.cli import parser  # noqa: F401
    from app.desktop.self_test import rehearse
    from app.practice import Practice
    from app.releases import source

    source(place)  # the keys of releases lie in a room of their own, that no page opens
    practice = Practice(place / "practice")
    try:
        rehearse(place, practice, say)
    finally:
        practice.stop()
