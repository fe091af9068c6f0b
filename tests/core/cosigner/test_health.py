"""Health and figures: one word for what is wrong, and figures that any Prometheus reads, however many ask."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from core.cosigner.figures import Figures, series, vault_bytes, written
from core.cosigner.health import DISK_FRESH, FRESH, HealthPages, writable
from core.cosigner.tally import Tally
from core.errors import LinkError, StorageError
from tests.support.own_disk import END, fill, told_on

FIGURES = Figures(Tally().counts(), 1, 2, 3, 4, 5, 0.25, 6, 7.5, 8, memory_locked=True, uptime=9.0)

# The text format, version 0.0.4, as its documentation has it.
NAME, LABEL = "[a-zA-Z_:][a-zA-Z0-9_:]*", r'\{[a-zA-Z_][a-zA-Z0-9_]*="[^"\\\n]*"\}'
LINE = re.compile(
    rf"# HELP (?P<helped>{NAME}) .+|# TYPE (?P<typed>{NAME}) (counter|gauge)|({NAME})({LABEL})? [-+0-9.e]+"
)


class Asked:
    """The co-signer's work, and a clock."""

    def __init__(self) -> None:
        self.now, self.times = 0.0, 0
        self.error: Exception | None = None

    def look(self, within: float) -> Figures:
        assert within > 0
        self.times += 1
        if self.error:
            raise self.error
        return FIGURES


@pytest.fixture
def asked() -> Asked:
    return Asked()


@pytest.fixture
def pages(tmp_path: Path, asked: Asked) -> HealthPages:
    return HealthPages(tmp_path, asked.look, lambda: asked.now)


def test_the_format() -> None:
    text = written(series(FIGURES))
    assert text.endswith("\n")
    found = [LINE.fullmatch(line) for line in text.splitlines()]
    assert all(found), text
    helped = [match["helped"] for match in found if match and match["helped"]]
    assert helped == [match["typed"] for match in found if match and match["typed"]]
    assert len({*helped}) == len(helped) == 15
    samples = [line for line in text.splitlines() if not line.startswith("#")]
    assert len({line.split()[0] for line in samples}) == len(samples)
    assert all(line.startswith(tuple(helped)) for line in samples)


def test_what_they_say() -> None:
    lines = written(series(FIGURES)).splitlines()
    for line in (
        'tandem_cosigner_requests_total{decision="unattended"} 0',
        'tandem_cosigner_refusals_total{by="per-day"} 0',
        'tandem_cosigner_handshakes_total{result="linked"} 0',
        'tandem_cosigner_log_lines_total{code="lie.told_twice"} 0',
        "tandem_cosigner_generation 5",
        "tandem_cosigner_policy_lag_seconds 0.25",
        "tandem_cosigner_refresh_age_seconds 7.5",
        "tandem_cosigner_memory_locked 1",
    ):
        assert line in lines
    none = written(series(replace(FIGURES, refreshed=None, memory_locked=False, generation=2**40)))
    assert "refresh_age" not in none
    assert "\ntandem_cosigner_memory_locked 0\n" in none
    assert "\ntandem_cosigner_generation 1099511627776\n" in none


def test_well(pages: HealthPages, tmp_path: Path) -> None:
    assert (pages.healthz().text, pages.healthz().status) == ("ok\n", 200)
    assert pages.metrics().text == written(series(FIGURES))
    assert pages.metrics().kind.startswith("text/plain; version=0.0.4")
    assert [*tmp_path.iterdir()] == []  # what the disk was tried with


@pytest.mark.parametrize(("error", "word"), [(LinkError("x"), "executor"), (StorageError("x"), "vault")])
def test_the_work_is_ill(pages: HealthPages, asked: Asked, error: Exception, word: str) -> None:
    asked.error = error
    assert (pages.healthz().text, pages.healthz().status) == (f"{word}\n", 503)
    assert (pages.metrics().text, pages.metrics().status) == (f"{word}\n", 503)
    asked.error, asked.now = None, FRESH
    assert pages.healthz().status == 200


def test_who_asks_all_the_time_costs_no_more_than_one(pages: HealthPages, asked: Asked) -> None:
    for _ in range(1000):
        pages.healthz()
        pages.metrics()
    assert asked.times == 1
    asked.now = FRESH
    pages.healthz()
    assert asked.times == 2


def test_a_disk_that_takes_nothing(pages: HealthPages, asked: Asked, tmp_path: Path) -> None:
    home = tmp_path / "home"
    pages = HealthPages(home, asked.look, lambda: asked.now)
    assert (pages.healthz().text, pages.healthz().status) == ("disk\n", 503)
    assert pages.metrics().status == 200
    home.mkdir()
    assert pages.healthz().text == "disk\n"  # it is not tried again at once
    asked.now = DISK_FRESH
    assert pages.healthz().text == "ok\n"


def test_a_link_in_its_place_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("kept")
    (tmp_path / "probe").symlink_to(tmp_path / "kept")
    assert not writable(tmp_path)
    assert (tmp_path / "kept").read_text() == "kept"


@pytest.mark.skipif(sys.platform != "linux", reason="gives a process a small disk of its own")
def test_a_disk_that_is_really_full(tmp_path: Path) -> None:
    place = tmp_path / "disk"
    place.mkdir()
    told_on(place, 8, "tests.core.cosigner.test_health")


def test_the_size_of_a_vault(tmp_path: Path) -> None:
    (tmp_path / "vault").write_bytes(bytes(7))
    (tmp_path / "vault-wal").write_bytes(bytes(3))
    (tmp_path / "vault-shm").symlink_to(tmp_path / "gone")
    (tmp_path / "ballast").write_bytes(bytes(99))
    assert vault_bytes(tmp_path) == 10


if __name__ == "__main__":
    disk = Path(sys.argv[1])
    assert writable(disk)
    filler = fill(disk)
    assert not writable(disk)
    filler.unlink()
    assert writable(disk)
    print(END)
