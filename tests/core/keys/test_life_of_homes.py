"""A life of two homes in any order: payments, refreshes, kills, full disks, cut lines, old frames, jumping clocks.

After every step that connects, both hold one and the same epoch; the key never changes; what was approved is what was
signed; the day's total is never passed.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from core.approval.request import MAY_BE_SIGNED
from core.crypto.secp256k1 import add, base_mult
from core.errors import KeyBlocked, LinkError, Refused
from core.keys.record import DAY, share_of
from core.protocol.copies import subject_of
from core.recovery.sealed_copy import read_copy
from tests.support.hostile import an_a1, spoilt
from tests.support.two_homes import Fate, TwoHomes, two_homes

LIMIT = 60_000


class Life(RuleBasedStateMachine):
    """Two homes, and what is known of them from outside."""

    @initialize(sheets=st.booleans())
    def make_homes(self, sheets: bool) -> None:
        self.sheets = sheets
        self.folder = TemporaryDirectory()
        self.context = two_homes(Path(self.folder.name), sheets=sheets)
        self.homes: TwoHomes = self.context.__enter__()
        self.homes.allow(LIMIT)
        self.Q = share_of(self.homes.key).Q
        self.seeds = 0
        self.refusals: set[str] = set()

    def teardown(self) -> None:
        if hasattr(self, "context"):
            self.context.__exit__(None, None, None)
            self.folder.cleanup()

    def settled(self) -> None:
        """Start what is dead and connect: the invariant of the life cycle."""
        homes = self.homes
        for side in (homes.computer, homes.cosigner):
            if side.alive:
                side.meets(None)
        homes.traffic.cut_at = None
        homes.restart()
        homes.client.connected()
        one, two = homes.computer.row, homes.cosigner.row
        assert one.pending is two.pending is None
        assert not one.mismatch
        assert one.current_run_id == two.current_run_id
        shares = share_of(one), share_of(two)
        assert add(*(base_mult(share.x.reveal()) for share in shares)) == self.Q
        kept = {share.role.other: share.peer_copy for share in shares}
        if self.sheets:  # of the very shares that are held
            assert [read_copy(kept[share.role]).subject for share in shares] == [
                subject_of(share, share.role) for share in shares
            ]
        else:
            assert list(kept.values()) == [b"", b""]

    def work(self, what: str) -> None:
        """May fail in any of the ways that it may fail in."""
        homes = self.homes

        def do() -> None:
            if what == "refresh":
                homes.client.refresh(homes.key.key_id)
            else:
                self.seeds += 1
                homes.pay(homes.wire(amount=20_000 if what == "small" else 900_000, seed=self.seeds))

        try:
            homes.survives(do)
        except (Refused, KeyBlocked) as error:
            self.refusals.add(error.kind)

    @rule(what=st.sampled_from(["small", "large", "refresh"]))
    def undisturbed(self, what: str) -> None:
        self.work(what)
        self.settled()

    @rule(
        what=st.sampled_from(["small", "large", "refresh"]),
        side=st.sampled_from(["computer", "cosigner"]),
        at=st.integers(1, 9),
        when=st.sampled_from(Fate.ALL),
    )
    def dying(self, what: str, side: str, at: int, when: str) -> None:
        self.homes.own(side).meets(Fate(at, when))
        self.work(what)
        self.settled()

    @rule(what=st.sampled_from(["small", "large", "refresh"]), after=st.integers(0, 16))
    def cut(self, what: str, after: int) -> None:
        self.homes.traffic.cut_at = len(self.homes.traffic.frames) + after
        self.work(what)
        self.settled()

    @rule(hours=st.sampled_from([1, 7, 25]))
    def time_passes(self, hours: int) -> None:
        self.homes.clock.sleep(hours * 3_600)

    @rule(seconds=st.sampled_from([-3_600, 90, 86_400]))
    def the_clock_jumps(self, seconds: int) -> None:
        self.homes.clock.jump(seconds)

    @rule()
    def old_frames_come_again(self) -> None:
        raw = self.homes.raw()
        try:
            for frame in self.homes.traffic.frames[-12:]:
                raw.link.send(frame)
        except LinkError:
            pass
        self.settled()

    @precondition(lambda self: not self.homes.cosigner.row.locked)
    @rule()
    def a_bad_a1(self) -> None:
        self.homes.raw().ask(spoilt(an_a1(self.homes)))
        self.settled()

    @precondition(lambda self: self.homes.cosigner.row.locked)
    @rule()
    def a_person_confirms(self) -> None:
        homes = self.homes
        with pytest.raises((Refused, KeyBlocked)):
            homes.client.refresh(homes.key.key_id)
        for found in homes.cosigner.admin.approvals():
            if found.kind == "unlock":
                homes.cosigner.admin.approve(found.id, proven=True)
        try:
            homes.client.refresh(homes.key.key_id)
        except (Refused, KeyBlocked) as error:
            self.refusals.add(error.kind)
        self.settled()

    @invariant()
    def what_was_refused_was_refused_for_a_known_reason(self) -> None:
        known = {"pending", "locked", "busy", "too_many", "too_many.day", "session", "suspended", "silence.day"}
        assert self.refusals <= known

    @invariant()
    def the_day_is_within_its_limit(self) -> None:
        now = int(self.homes.clock.wall)
        spent = sum(
            request.amount
            for request in self.homes.cosigner.tasks()
            if request.unattended and request.state in MAY_BE_SIGNED and now - DAY < request.decided <= now
        )
        assert spent <= 10 * LIMIT


TestLife = pytest.mark.slow(Life.TestCase)
TestLife.settings = settings(max_examples=16, stateful_step_count=12)


@pytest.mark.slow
def test_a_hundred_refreshes_a_day_and_still_signing(homes: TwoHomes) -> None:
    """Through the limits of a day, through restarts, and with the same address at the end."""
    address = homes.table.address(0, 0, "regtest")
    done, said = 0, set()
    while done < 150:
        try:
            homes.client.refresh(homes.key.key_id)
            done += 1
        except (KeyBlocked, Refused) as error:
            said.add(error.kind)
            homes.clock.sleep(60 if error.kind == "busy" else 3_600)
        if done % 40 == 39:
            homes.restart_both()
    assert said == {"busy", "too_many", "too_many.day"}
    assert share_of(homes.key).epoch == 151
    assert homes.table.address(0, 0, "regtest") == address
    homes.pay()
