"""A judge of accessibility looks at every page, light and dark (axe-core, by Deque)."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.cosigner.api import PolicyChange
from tests.support.chromium import Tab, chromium
from tests.support.npm import Package
from tests.support.page_states import looked_at
from tests.support.page_visitor import Admitting, paged_homes

AXE = Package(
    "axe-core", "4.14.1", "FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ=="
)
FOUND = "axe.run().then(r => r.violations.map(v => v.id + ' ' + v.nodes.map(n => n.html).join(' ')))"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    try:
        return (AXE.unpacked(tmp_path_factory.mktemp("axe")) / "axe.min.js").read_text(encoding="utf-8")
    except SystemExit as error:
        pytest.skip(str(error))


def complaints(tab: Tab, axe: str) -> dict[str, list[str]]:
    found = {}
    for dark in (False, True):
        tab.dark(dark)
        tab.js(f"{axe}; true")
        found["dark" if dark else "light"] = tab.js(FOUND)
    return found


def test_axe_finds_nothing_in_any_state(tmp_path: Path, axe: str) -> None:
    """Also in those that take days or a fault to come to."""
    place = tmp_path / "pages"
    place.mkdir()
    with chromium(tmp_path / "chromium") as browser:
        tab = browser.tab()
        found = {name: complaints(tab, axe) for name in looked_at(tab, place, "en")}
    assert len(found) > 35
    assert found == {name: {"light": [], "dark": []} for name in found}


def test_axe_finds_nothing(tmp_path: Path, axe: str) -> None:
    with paged_homes(tmp_path / "homes") as homes, chromium(tmp_path / "chromium") as browser:
        homes.serving.cosigner.admin.policy_set(PolicyChange(max_payment=2_000_000, ask_above=500_000))
        admitting, tab = Admitting(homes), browser.tab()
        front = admitting.url.partition("admit/")[0]
        found: dict[str, dict[str, list[str]]] = {}
        tab.open(admitting.url)
        found["admit"] = complaints(tab, axe)
        tab.types("input[name=name]", "Phone")
        tab.sends("button.go")
        admitting.result()
        homes.pays(1_490_000)
        asked = homes.waiting[0].id
        for path in ("", f"request/{asked}", f"request/{asked}#refuse", "#freeze", "signed", "log", "rules", "mine"):
            tab.open("about:blank")
            tab.open(front + path)
            found[path] = complaints(tab, axe)
        tab.open(front + "nothing")
        found["nothing"] = complaints(tab, axe)
    assert found == {path: {"light": [], "dark": []} for path in found}
