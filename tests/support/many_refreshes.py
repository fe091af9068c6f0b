"""Refreshes one after the other between two homes with recovery sheets, either side killed at a random durable change
of some of them: what must hold after each, and the figures."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from core.crypto.secp256k1 import add, base_mult
from core.keys.record import DAY, share_of, slot_of, state
from core.keys.state import KeyState
from core.recovery.sealed_copy import open_copy, read_copy
from core.recovery.sheet import Sheet
from tests.support.ot import SeededRng
from tests.support.two_homes import Fate, TwoHomes

CHANGES = {"computer": 5, "cosigner": 7}  # durable ones of a refresh and the connection before it


@dataclass
class Figures:
    """What a run was. `kills`: by side and moment; `epochs`: the last number; `disk`: bytes of both vaults, at the
    beginning and most."""

    refreshes: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    spared: int = 0  # kills that came to no change: the work was over
    epochs: int = 0
    disk: tuple[int, int] = (0, 0)


def both_hold_the_same(homes: TwoHomes) -> None:
    """One epoch, halves that make the key, and of each half the copy that its own sheet opens, at the other side."""
    one, two = homes.computer.row, homes.cosigner.row
    assert one.pending is two.pending is None
    assert not one.mismatch
    assert not two.mismatch
    assert state(one) is state(two) is KeyState.OPEN
    mine, theirs = share_of(one), share_of(two)
    assert (mine.T, mine.epoch) == (theirs.T, theirs.epoch)
    assert add(base_mult(mine.x.reveal()), base_mult(theirs.x.reveal())) == mine.Q == theirs.Q
    for keeper, owner in ((homes.computer, homes.cosigner), (homes.cosigner, homes.computer)):
        sheet = Sheet.make(owner.role, SeededRng(f"sheet {owner.role.name}"))
        copy = read_copy(share_of(keeper.row).peer_copy)
        assert copy.subject.T == mine.T
        assert open_copy(copy, sheet).x.reveal() == share_of(owner.row).half.reveal()


def many_refreshes(homes: TwoHomes, runs: int, seed: int, said: Callable[[str], object] = lambda _: None) -> Figures:
    """So many that came to their end, two of three after one that was cut off; a day between two."""
    draw, found = random.Random(seed), Figures()  # noqa: S311 - a run that can be repeated
    Q, before = share_of(homes.key).Q, _disk(homes)
    for number in range(1, runs + 1):
        if draw.random() < 2 / 3:
            side = draw.choice(sorted(CHANGES))
            fate = Fate(draw.randint(1, CHANGES[side]), draw.choice(("before", "after")))
            homes.client.close()
            homes.own(side).meets(fate)
            if homes.survives(lambda: homes.client.refresh(homes.key.key_id)):
                found.spared += 1
            else:
                found.kills[f"{side} {fate.when}"] += 1
            homes.own(side).meets(None)
            homes.restart()
        homes.client.connected()
        homes.client.refresh(homes.key.key_id)
        both_hold_the_same(homes)
        assert share_of(homes.key).Q == Q
        found.refreshes, found.disk = number, (before, max(found.disk[1], _disk(homes)))
        homes.clock.sleep(DAY)
        if number % 100 == 0:
            said(f"{number} of {runs}: epoch {slot_of(homes.key).epoch}, {found.kills.total()} killed")
    homes.pay()
    found.epochs = slot_of(homes.key).epoch
    return found


def _disk(homes: TwoHomes) -> int:
    return sum((side.home / "vault").stat().st_size for side in (homes.computer, homes.cosigner))
