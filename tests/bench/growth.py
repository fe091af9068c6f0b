"""`python -m tests.bench.growth`: how a co-signer's home grows by a hostile day, and by a year of honest use.

The hostile computer is a process of its own and does everything it can, some thousand times; the co-signer's clocks are
moved. The honest one pays three times a day, is refused once a week and forgets a payment once a month, and refreshes
every day; its desk is the real one on a real vault, and only the signatures are left out.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from core.cosigner.api import PolicyChange
from tests.support.hostile_computer import DAY, Hurried, hostile_computer, rows, size
from tests.support.open_homes import open_homes
from tests.support.payment import BTC
from tests.support.two_homes import TwoHomes, two_homes

PAYMENTS, DAYS = 3, 365


def hostile(place: Path) -> str:
    """One day."""
    with open_homes(place) as homes:
        homes.serving.console.policy_set(PolicyChange(approve_below=BTC // 8, per_day=10 * BTC))
        homes.wallet.close()
        homes.serving.stop()
        home = homes.serving.home
        before = rows(home), size(home)
        cosigner = Hurried(home)
        with hostile_computer(place, cosigner) as computer:
            computer.day(steps=24, times=6)
        largest = size(home)
        cosigner.end()
    said = ", ".join(f"{count} {word}" for word, count in computer.said.most_common())
    grown = f"{rows(home) - before[0]} rows, {(max(largest, size(home)) - before[1]) / 1024:,.0f} KiB"
    return f"a hostile day            {grown}   ({said})"


def honest(place: Path) -> list[str]:
    """A year, and what it is after each quarter."""
    lines = list[str]()
    place.mkdir()
    with two_homes(place) as homes:
        home = place / "cosigner"
        homes.allow(50_000)
        homes.cosigner.end()
        before = rows(home), size(home)
        homes.restart()
        for day in range(1, DAYS + 1):
            spend(homes, day)
            if day % 91 == 0:
                homes.cosigner.end()
                grown = f"{rows(home) - before[0]} rows, {(size(home) - before[1]) / 1024:,.0f} KiB"
                lines.append(f"{day:3} days of honest use  {grown}")
                homes.restart()
    return lines


def spend(homes: TwoHomes, day: int) -> None:
    """A day of payments."""
    desk = homes.cosigner.requests
    for number in range(PAYMENTS):
        seed = PAYMENTS * day + number
        wire = homes.wire(amount=20_000 if number else 60_000, seed=seed)
        found = homes.propose(wire)
        if not number and day % 7 == 0:
            homes.cosigner.admin.refuse(found.request.hex(), "Not this one.")
            continue
        if not number and day % 30 == 1:
            continue  # nobody decides
        if not number:
            homes.cosigner.admin.approve(found.request.hex())
        desk.debit(homes.cosigner.row, found.task_id)
        desk.released(homes.cosigner.row, found.task_id, (0,))
        homes.clock.sleep(DAY / PAYMENTS)
    homes.client.refresh(homes.key.key_id)


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        print(hostile(Path(folder) / "hostile"), flush=True)
        print("\n".join(honest(Path(folder) / "honest")))
