"""Taking a vault over on another machine, with real co-signers and a real PostgreSQL server."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import psycopg
import pytest

from core.cosigner import service
from core.cosigner.service import Cosigner
from core.errors import BadInput, InputKind
from core.home.machine import STANDBY, TABLE
from core.home.records import LogCode
from core.home.succession import AWAY, StandsBy
from core.secret import Secret
from core.storage import elsewhere
from core.storage.elsewhere import IN_HOME
from core.storage.stores import onlooker_of
from tests.support.leftovers import until
from tests.support.lines import HOST
from tests.support.open_homes import PASSPHRASE, cheap_vaults
from tests.support.postgres import database, sql

ONE, TWO = b"the first machine".ljust(32), b"the second machine".ljust(32)
OLD = {LogCode.OTHER_MACHINE, LogCode.ANCHOR_GONE, LogCode.ANCHOR_AHEAD}


class Machines:
    """Two machines, each with a home of one co-signer and an anchor of its own."""

    def __init__(self, place: Path, patch: pytest.MonkeyPatch) -> None:
        self.place, self._patch = place, patch
        self.is_on(ONE)
        with cheap_vaults():
            Cosigner.create(place / "one", PASSPHRASE, anchor=self.anchor("one"), database=database()).close()
        elsewhere_too = place / "two"
        elsewhere_too.mkdir(mode=0o700)
        for path in (place / "one").iterdir():
            if path.name != "lock":
                (elsewhere_too / path.name).write_bytes(path.read_bytes())
        self.schema = elsewhere.named(place / "one")

    def anchor(self, name: str) -> Path:
        """Where that machine keeps it."""
        return self.place / f"anchor of {name}"

    def is_on(self, machine: bytes) -> None:
        """Which one whoever opens the vault now is on."""
        self._patch.setattr(service, "machine_of", lambda _: machine)

    def opens(self) -> Cosigner:
        """The co-signer of the first, as it starts without anybody to wait for."""
        self.is_on(ONE)
        return Cosigner.open(self.place / "one", PASSPHRASE, anchor=self.anchor("one"), database=database())

    @contextmanager
    def serves(self) -> Iterator[Cosigner]:
        """The same, which answers, until it ends in order."""
        cosigner = self.opens()
        ready = threading.Event()
        thread = threading.Thread(target=cosigner.serve, args=((HOST, 0), 0, None, lambda _: ready.set()), daemon=True)
        thread.start()
        assert ready.wait(60)
        yield cosigner
        cosigner.stop()
        thread.join(60)
        cosigner.close()
        self.is_on(TWO)

    def stands_by(self, look: Callable[[], object], steady: Callable[[], float] = lambda: 0.0) -> Cosigner:
        """The second, once it has taken over; `look` is called after every look of it."""
        waits = StandsBy(self.anchor("two"), look, steady, lambda _: TWO)
        return Cosigner.open(
            self.place / "two", PASSPHRASE, anchor=self.anchor("two"), database=database(), waits=waits
        )


@pytest.fixture
def machines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machines:
    return Machines(tmp_path, monkeypatch)


def codes(cosigner: Cosigner) -> set[str]:
    return {entry.code for entry in cosigner.admin.log()}


class Follower:
    """The second machine on a thread: it looks whenever it is let, and for it half a minute passes between looks."""

    def __init__(self, machines: Machines) -> None:
        self._machines = machines
        self._looked, self._may = threading.Semaphore(0), threading.Semaphore(0)
        self.cosigner: Cosigner | None = None
        self.looks_alone = ticks = 0

        def look() -> None:
            nonlocal ticks
            ticks += 1
            self.looks_alone += 1
            self._looked.release()
            assert self._may.acquire(timeout=60)

        def work() -> None:
            self.cosigner = machines.stands_by(look, lambda: ticks * AWAY / 2)

        self._thread = threading.Thread(target=work, daemon=True)
        self._thread.start()
        assert self._looked.acquire(timeout=60)

    def is_told_of(self) -> None:
        """It looks until the holder has written its number down, and its anchor follows."""

        def told() -> bool:
            self.looks()
            return self._machines.anchor("two").exists()

        until(told, "the number that it told")
        self.looks_alone = 0

    def looks(self) -> None:
        """Once more."""
        self._may.release()
        assert self._looked.acquire(timeout=60)

    def takes_over(self) -> Cosigner:
        """It looks on until it has it."""
        self._may.release(1000)
        self._thread.join(60)
        assert self.cosigner is not None
        return self.cosigner


def test_to_whom_it_was_handed_over_it_is_no_copy(machines: Machines) -> None:
    with machines.serves() as first:
        follower = Follower(machines)
        follower.is_told_of()
        first.admin.name("Kitchen NUC")
    with closing(follower.takes_over()) as second:
        assert follower.looks_alone == 0, "it has it at once"
        assert codes(second) & {LogCode.TAKEN_OVER, *OLD} == {LogCode.TAKEN_OVER}
        assert second.admin.status().anchor == "kept"


def test_who_has_handed_it_over_is_a_copy_itself(machines: Machines) -> None:
    """A server may show each of them a vault of its own: then one of the two goes on unasked, and no more."""
    with machines.serves():
        follower = Follower(machines)
        follower.is_told_of()
    with closing(machines.opens()) as first:
        assert codes(first) & {LogCode.TAKEN_OVER, *OLD} == {LogCode.OTHER_MACHINE}
    machines.is_on(TWO)
    with closing(follower.takes_over()) as second:
        assert follower.looks_alone > 0, "it waited for another"
        assert LogCode.TAKEN_OVER not in codes(second)


def test_what_was_put_back_while_it_stood_by_is_found(machines: Machines) -> None:
    """By the anchor of its own machine, which has followed; and nothing in it hands it over."""
    with machines.serves() as first:
        follower = Follower(machines)
        follower.is_told_of()
        for table in ("header", "record"):
            sql(database().url, f"CREATE TABLE {machines.schema}_{table} AS SELECT * FROM {machines.schema}.{table}")  # noqa: S608
        first.admin.name("Kitchen NUC")
        follower.looks()
        follower.looks_alone = 0
    for table in ("header", "record"):
        sql(
            database().url,
            f"DELETE FROM {machines.schema}.{table}; "  # noqa: S608
            f"INSERT INTO {machines.schema}.{table} SELECT * FROM {machines.schema}_{table}; "
            f"DROP TABLE {machines.schema}_{table}",
        )
    with closing(follower.takes_over()) as second:
        assert codes(second) & {LogCode.TAKEN_OVER, *OLD} == {LogCode.ANCHOR_AHEAD, LogCode.OTHER_MACHINE}


def test_who_was_not_told_of_waits_for_the_other_and_is_a_copy(machines: Machines) -> None:
    """It is not taken at once: the first machine may only start anew."""
    holder = machines.opens()
    now, looks = 0.0, 0

    def look() -> None:
        nonlocal now, looks
        looks += 1
        if looks == 2:
            holder.close()
        now += AWAY / 4

    machines.is_on(TWO)
    with closing(machines.stands_by(look, lambda: now)) as second:
        assert looks == 5
        assert codes(second) & {LogCode.TAKEN_OVER, *OLD} == {LogCode.OTHER_MACHINE, LogCode.ANCHOR_GONE}


def test_on_the_machine_of_before_it_is_taken_at_once(machines: Machines) -> None:
    waits = StandsBy(machines.anchor("one"), pytest.fail, machine=lambda _: ONE)
    with closing(
        Cosigner.open(
            machines.place / "two", PASSPHRASE, anchor=machines.anchor("one"), database=database(), waits=waits
        )
    ) as cosigner:
        assert not codes(cosigner) & {LogCode.TAKEN_OVER, *OLD}


def test_what_it_could_never_open_is_said_before_it_waits(machines: Machines, tmp_path: Path) -> None:
    waits = StandsBy(None, pytest.fail)
    with machines.serves(), pytest.raises(BadInput) as refused:
        Cosigner.open(machines.place / "two", Secret(b"another"), database=database(), waits=waits)
    assert refused.value.kind == InputKind.PASSPHRASE
    with cheap_vaults():
        Cosigner.create(tmp_path / "folder", PASSPHRASE).close()
    with pytest.raises(BadInput, match="only a vault in a database"):
        Cosigner.open(tmp_path / "folder", PASSPHRASE, database=IN_HOME, waits=waits)


def test_those_who_go_are_forgotten(machines: Machines) -> None:
    """And a name that is no number is never written."""
    names = [f"tandem-standby {machines.schema[7:15]} {number}".replace(" ", "%20") for number in ("ab" * 16, "cd")]
    with machines.serves(), closing(onlooker_of(machines.place / "two", database(), PASSPHRASE)) as onlooker:

        def told() -> set[bytes]:
            with onlooker.seen() as sight:
                return {id.removeprefix(STANDBY) for id in sight.items(TABLE) if id.startswith(STANDBY)}

        with ExitStack() as both:
            for name in names:
                both.enter_context(psycopg.connect(f"{database().url}&application_name={name}"))
            until(lambda: told() == {b"\xab" * 16, onlooker.nonce}, "its number")
        until(lambda: told() == {onlooker.nonce}, "its end")
