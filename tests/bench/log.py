"""How the log of a home grows under the worst that a computer may cause (500 entries a day), on a real vault."""

from __future__ import annotations

import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from core.home.log_file import LogAbout, read, written
from core.home.records import LogCode
from core.home.repository import Repository
from tests.support.two_homes import CHEAP, PASSPHRASE, MortalVault, make_home

DAY = 500  # entries
FULL, DAYS = 5, 35  # after so many days its shelf is full; the last one measured


def measure() -> dict[str, float]:
    """`log_full_kb`: the file of a vault whose flood has filled its shelf; `log_month_kb`: what 30 days more add;
    `log_entry_ms`: one entry and its durable write; `log_read_ms`: its export, read and checked."""
    with TemporaryDirectory() as place:
        home = Path(place) / "home"
        make_home(home)
        records = Repository(MortalVault.open(home, PASSPHRASE, floor=CHEAP))
        sizes = []
        for day in range(DAYS):
            with records.write() as write:
                for n in range(DAY):
                    values = ("savings", f"{day * DAY + n:032x}", "ab" * 32, "40500", "500", "cd" * 8)
                    write.log(day * 86_400 + n, LogCode.WAITS, *values)
                    write.log(day * 86_400 + n, LogCode.FAULT, "savings", "PeerFault.fault", "cd" * 8)
            sizes.append((home / "vault").stat().st_size / 1000)
        seconds = []
        for n in range(50):
            began = time.perf_counter()
            with records.write() as write:
                write.log(DAYS * 86_400 + n, LogCode.CANCELLED, "savings", f"{n:032x}", "ab" * 32, "cd" * 8)
            seconds.append(time.perf_counter() - began)
        began = time.perf_counter()
        found = read("".join(written(records.book, LogAbout("cosigner", "", 0))).encode())
        checked = time.perf_counter() - began
        assert found.flaw is None
        records.vault.close()
    return {
        "log_full_kb": sizes[FULL - 1],
        "log_month_kb": sizes[-1] - sizes[FULL - 1],
        "log_entry_ms": statistics.median(seconds) * 1000,
        "log_read_ms": checked * 1000,
    }
