"""The real co-signer with its vault on a real PostgreSQL server: payments, kills of either, two that hold one vault."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.storage import elsewhere
from core.transport import control
from tests.end_to_end.story import fund, pay
from tests.end_to_end.test_kill import tell_the_same
from tests.end_to_end.test_kill import test_signing as killed_while_it_signs
from tests.end_to_end.test_practice import PracticeChain
from tests.support.postgres import WAITING, Server, holder, wait_until
from tests.support.programs import NAME, Programs, fails, light

pytestmark = pytest.mark.slow


@pytest.fixture
def server() -> Iterator[Server]:
    with Server.running() as server:
        yield server


@pytest.fixture
def both(tmp_path: Path, server: Server) -> Iterator[Programs]:
    with OnPostgres(tmp_path / "both", server) as programs:
        yield programs.paired()


class OnPostgres(Programs):
    """The co-signer's vault lies in a database."""

    def __init__(self, place: Path, server: Server) -> None:
        super().__init__(place, practice=True, lightest=True)
        self.url = server.url(server.database())

    def init(self) -> None:
        light(self.other).call("init", "--practice", "--store", self.url)
        (self.other.home / "config.toml").write_text(f"store = {json.dumps(self.url)}\n")


def test_payments_and_kills_of_both(both: Programs, server: Server, chain: PracticeChain) -> None:
    home = both.other.home
    assert sorted(path.name for path in home.iterdir() if path.name.startswith(("vault", "postgresql", "ballast"))) == [
        "postgresql"
    ]
    both.new_key("practice")
    fund(both, chain)
    pay(both, chain, 20_000)
    both.kill()
    assert [one["name"] for one in both.other.call("status")["wallets"]] == [NAME]  # opens the vault itself
    both.serve()
    both.allow(60_000)
    pay(both, chain, 30_000, asks=False)
    serving, both.serving = both.serving, None
    assert serving is not None
    server.kill()
    fails(both.computer, 4, "refresh", NAME, about="co-signer")
    assert serving.end() == 6  # by itself: only a start finds out what is there
    assert re.search("session with the database.+has ended", serving.failure().message)
    fails(both.other, 6, "status", kind="database", about="cannot be used")
    server.start()
    both.serve()
    assert both.other.call("policy", "show")["policies"][0]["approve_below"] == 60_000
    both.computer.call("refresh", NAME)
    pay(both, chain, 20_000, asks=False)
    tell_the_same(both)


def test_a_payment_waits_for_the_standby(both: Programs, server: Server, chain: PracticeChain) -> None:
    """No signature leaves before the standby has the debit; where the wait is cancelled, none does at all."""
    both.new_key("practice")
    both.allow(60_000)
    fund(both, chain)
    with server.standby() as standby:
        pay(both, chain, 10_000, asks=False)
        words = ("send", NAME, f"{chain.destination()}=20000", "--fee-rate", "2")
        standby.kill()
        with both.computer.start(*words) as paying:
            wait_until(server, WAITING)
            assert paying.process.poll() is None
            standby.start()
            assert paying.result()["txid"]
        standby.kill()
        serving, both.serving = both.serving, None
        assert serving is not None
        with both.computer.start(*words) as paying:
            wait_until(server, WAITING)
            server.sql("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")
            assert paying.end() == 4
        assert serving.end() == 6
        assert "did not wait until" in serving.failure().message


@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_at_each_step_of_a_payment(both: Programs, tmp_path: Path, when: str) -> None:
    killed_while_it_signs("cosigner", when, both, tmp_path)


def test_two_programs_and_one_vault(both: Programs, server: Server, tmp_path: Path) -> None:
    """A copy of the folder stands by. The first is stopped, its lock is lost, the second goes on, the first continues:
    it writes nothing, sends nothing, and ends."""
    both.new_key("practice")
    both.allow(10_000)
    first, both.serving = both.serving, None
    assert first is not None
    copy = tmp_path / "copy"
    shutil.copytree(both.other.home, copy, ignore=shutil.ignore_patterns(control.SOCKET))
    other = replace(both.other, home=copy)
    about = rf"nother process \(tandem-cosigner {first.pid} .+, from the same machine, since .+\) has the vault of"
    fails(other, 6, "serve", "--listen", "127.0.0.1:0", kind="in_use", about=about)

    with other.start("serve", "--standby", "--listen", "127.0.0.1:0") as second:
        second.line("Standing by")
        os.kill(first.pid, signal.SIGSTOP)
        server.sql("SELECT pg_terminate_backend(%s)", holder(server, elsewhere.named(copy)))
        second.object()
        other.call("policy", "set", NAME, "--approve-below", 5_000)
        os.kill(first.pid, signal.SIGCONT)
        fails(both.computer, 4, "refresh", NAME, about="co-signer|line")
        assert first.end() == 6
        shown = both.computer.call("wallet", "show", NAME)
        assert shown["epoch"] == 1
        other.call("policy", "set", NAME, "--approve-below", 4_000)
        assert second.stop() == 0
    both.serve()
    assert both.other.call("policy", "show", NAME)["policies"][0]["approve_below"] == 4_000
    both.computer.call("refresh", NAME)
    assert both.computer.call("wallet", "show", NAME)["epoch"] == 2


def test_what_is_wrong_with_its_store_is_said(both: Programs, server: Server, tmp_path: Path) -> None:
    both.stop()
    config = both.other.home / "config.toml"
    right = config.read_text()
    for line, code, about in (
        ("", 7, "lies in a database, and nothing says in which .`store` in config.toml, or --store"),
        ('store = "sqlite:///x"', 7, "store is postgresql://…"),
        ('store = "postgresql://me:word@localhost/x"', 7, "thers read a password"),
        ('store = "postgresql://db.example/x?sslmode=require"', 7, "verify-full"),
        (f"store = {json.dumps(server.url(server.database()))}", 6, "has no vault of .+another database"),
        (f"store = {json.dumps(server.url('nowhere'))}", 6, "does not exist"),
    ):
        config.write_text(line)
        fails(both.other, code, "status", about=about)
    config.write_text(right)
    fails(both.other, 7, "init", "--practice", kind="exists", about="already a co-signer")
    file = tmp_path / "backup.tar"
    both.other.call("backup", file)
    back = tmp_path / "back"
    back.mkdir(mode=0o700)
    shutil.unpack_archive(file, back)
    fails(replace(both.other, home=back), 7, "status", about="in this folder")
    (back / "config.toml").unlink()
    assert replace(both.other, home=back).call("status")["wallets"] == []
    both.other.call("wipe", "--yes")
    assert not both.other.home.exists() or not elsewhere.exists(both.other.home)
    assert server.sql("SELECT count(*) FROM pg_database WHERE datname LIKE 'cosigner%%'")[0][0] == 2
