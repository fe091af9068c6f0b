"""A job that is alone stays alone while it waits for its disk: nothing of a computer is answered beside it (L15)."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from core.codec.messages import MessageType
from core.cosigner.executor import Executor
from core.errors import TandemError
from core.transport.link.identity import fingerprint
from tests.support.hostile import an_a1, s1_of
from tests.support.served_homes import LIMIT, ServedHomes, served_homes

BESIDE = 0.3  # seconds in which what is not held up would be done


@pytest.fixture
def served(tmp_path: Path) -> Iterator[ServedHomes]:
    with served_homes(tmp_path / "homes") as found:
        yield found


def test_nothing_begins_beside_a_job_that_is_alone() -> None:
    executor, go, waits, done = Executor(lambda _: None), threading.Event(), threading.Event(), list[str]()

    def alone() -> None:
        with executor.turn.let_go():
            waits.set()
            go.wait(LIMIT)
        done.append("alone")

    executor.post(alone)
    assert waits.wait(LIMIT)
    executor.post(lambda: done.append("of a computer"), b"a" * 32)
    time.sleep(BESIDE)
    go.set()
    executor.stop()
    assert done == ["alone", "of a computer"]


def test_a_no_that_waits_for_the_disk_is_a_no(served: ServedHomes) -> None:
    homes = served.homes
    served.alone(lambda: homes.allow(100_000_000))
    wire = homes.wire()
    homes.propose(wire)
    raw = served.raw()
    s1 = s1_of(homes, raw, wire)
    (request,) = homes.cosigner.tasks()
    served.gate.close()
    no = served.meanwhile(lambda: served.alone(lambda: homes.cosigner.admin.refuse(request.id.hex(), "not this one")))
    served.gate.wait()
    asked = served.meanwhile(lambda: raw.ask(s1))
    time.sleep(BESIDE)
    served.gate.open()
    no.result(LIMIT)
    with suppress(TandemError):
        asked.result(LIMIT)
    assert MessageType.S2 not in served.sent()


def test_a_computer_that_is_being_blocked_gets_no_signature(served: ServedHomes) -> None:
    homes = served.homes
    served.alone(lambda: homes.allow(100_000_000))
    wire = homes.wire()
    homes.propose(wire)
    raw = served.raw()
    s1, pin = s1_of(homes, raw, wire), homes.cosigner.row.pin
    served.gate.close()
    block = served.meanwhile(lambda: served.alone(lambda: homes.cosigner.admin.block(fingerprint(pin))))
    served.gate.wait()
    asked = served.meanwhile(lambda: raw.ask(s1))
    time.sleep(BESIDE)
    served.gate.let_one()
    served.gate.wait()
    assert pin in homes.cosigner.records.blocked
    served.gate.open()
    block.result(LIMIT)
    with suppress(TandemError):
        asked.result(LIMIT)
    assert MessageType.S2 not in served.sent()


def test_what_a_person_has_set_is_not_lost_to_a_computer_that_asks(served: ServedHomes) -> None:
    homes, raw = served.homes, served.raw()
    records = homes.cosigner.records

    def set_by_hand() -> None:
        row = homes.cosigner.row
        with records.write() as write:
            write.key(replace(row, rules=replace(row.rules, strict_until=12_345)))

    served.gate.close()
    by_hand = served.meanwhile(lambda: served.alone(set_by_hand))
    served.gate.wait()
    asked = served.meanwhile(lambda: raw.ask(an_a1(homes)))
    time.sleep(BESIDE)
    served.gate.open()
    by_hand.result(LIMIT)
    asked.result(LIMIT)
    assert homes.cosigner.row.rules.strict_until == 12_345
