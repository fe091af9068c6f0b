"""Two real co-signers with one vault on real PostgreSQL servers: one serves, the other stands by and takes over."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from app.processes import Program, Running
from core.transport import control
from tests.end_to_end.story import fund, pay
from tests.end_to_end.test_postgres import OnPostgres
from tests.end_to_end.test_practice import PracticeChain
from tests.support.leftovers import until
from tests.support.postgres import Server
from tests.support.programs import NAME, Programs

pytestmark = pytest.mark.slow


@pytest.fixture
def server() -> Iterator[Server]:
    with Server.running() as server:
        yield server


@contextmanager
def paired(place: Path, server: Server, hosts: str = "") -> Iterator[OnPostgres]:
    with OnPostgres(place, server) as programs:
        programs.url = programs.url.replace(f"host={server.folder}", f"host={hosts or server.folder}")
        programs.paired()
        programs.new_key("practice")
        programs.allow(30_000)
        yield programs


def twin(programs: Programs, place: Path) -> Program:
    """The same co-signer, its home copied as to a second machine."""
    shutil.copytree(programs.other.home, place, ignore=shutil.ignore_patterns(control.SOCKET, "lock"))
    return replace(programs.other, home=place)


def stands_by(program: Program, listen: str) -> Running:
    running = program.start("serve", "--standby", "--listen", listen, "--pair-port", 0)
    running.line("Standing by")
    return running


def halted(running: Running) -> bool:
    return Path(f"/proc/{running.pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "T"


def test_one_that_stands_by_takes_over_from_a_killed_one(tmp_path: Path, server: Server, chain: PracticeChain) -> None:
    """Payments go on at once. Who is told to end while it stands by ends, and takes nothing."""
    with paired(tmp_path / "both", server) as both:
        fund(both, chain)
        other = twin(both, tmp_path / "twin")
        with stands_by(other, both.listen) as second:
            assert second.stop() == 0
        with stands_by(other, both.listen) as second:
            both.kill()
            second.object()
            pay(both, chain, 20_000, asks=False)
            assert other.call("status")["wallets"][0]["state"] == "open"


def test_a_primary_that_dies_between_a_check_and_its_answer(
    tmp_path: Path, server: Server, chain: PracticeChain
) -> None:
    """The next holder, on the server that followed it, finds the check begun: that share signs nothing any more. The
    holder of before lives, and sends nothing that counts."""
    with server.standby() as follows, paired(tmp_path / "both", server, f"{server.folder},{follows.folder}") as both:
        fund(both, chain)
        both.stop()
        real = both.other
        inner = {"LIGHT_PROGRAM": "tests.support.halted", "HALTED_PROGRAM": real.extra["LIGHT_PROGRAM"]}
        both.other = replace(real, extra={**real.extra, **inner})
        both.serve()
        both.other = real
        first, both.serving = both.serving, None
        assert first is not None
        other = twin(both, tmp_path / "twin")
        with (
            stands_by(other, "127.0.0.1:0") as second,
            both.computer.start("send", NAME, f"{chain.destination()}=20000", "--fee-rate", "2") as paying,
        ):
            until(lambda: halted(first), "a check")
            server.kill()
            follows.tool("pg_ctl", "promote", "-D", follows.data, "--silent")
            second.object()
            assert "key.cut_off" in {entry["code"] for entry in other.call("log")["log"]}
            os.kill(first.pid, signal.SIGCONT)
            assert first.end() == 6
            assert paying.end() == 4
            [wallet] = other.call("status")["wallets"]
            assert wallet["state"] == "must_refresh"
            assert second.stop() == 0
        both.serve()
        both.computer.call("refresh", NAME)
        pay(both, chain, 20_000, asks=False)
