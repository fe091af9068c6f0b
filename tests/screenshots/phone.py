"""The co-signer's page in a real browser of a phone's size: every state of tests/support/page_states.py."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from app.text.say import ENGLISH, LANGUAGES
from tests.support.chromium import HEIGHT, chromium
from tests.support.page_states import looked_at

NAME = "phone"


def pictures(out: Path, names: Sequence[str], schemes: Sequence[str]) -> list[Path]:
    """Of the states whose names begin so: the whole page, or the screen where something lies over it."""
    made = []
    with TemporaryDirectory(prefix="tandem-phone-") as place, chromium(Path(place) / "chromium") as browser:
        tab = browser.tab()
        for language in LANGUAGES:
            for name in looked_at(tab, Path(place), language):
                title = "-".join([NAME, name.replace("#", "-"), *([] if language == ENGLISH else [language])])
                if names and not title.startswith(tuple(names)):
                    continue
                over = "#" in name
                tab.size(HEIGHT if over else max(HEIGHT, tab.js("document.documentElement.scrollHeight")))
                for scheme in schemes:
                    tab.dark(scheme == "dark")
                    made.append(out / f"{title}-{scheme}.png")
                    tab.picture(made[-1])
                tab.size(HEIGHT)
    return made
