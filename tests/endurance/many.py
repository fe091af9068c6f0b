"""Many wallets on one co-signer: each computer a process that never pauses, killed at random like the co-signer."""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.processes import Program, ProgramError, Running, pair, wallet
from tests.end_to_end.test_regtest import RegtestChain
from tests.endurance.run import BELOW, COINS, EXPLAINED, KILLED, RICH, TRIES, WORN_OUT, Stuck
from tests.support.programs import Programs, light, passphrase_file
from tests.support.stack import free_ports

AGAIN = 10.0  # seconds after the co-signer answers again in which a line that was lost counts as lost by the kill
EVERY = (2.0, 6.0)  # seconds between two kills
LOOKS = 0.5  # seconds between two looks at the co-signer's process
MINES = 4.0  # seconds between two blocks, changes of rules, and looks at who waits
LAST = 180.0  # seconds for the last payment of a wallet
BESIDE = 4  # computers at once, where what they do is not what is measured
CHAIN = {"funds"}  # none that a block has


@dataclass
class Member:
    """One computer and its wallet."""

    program: Program
    wallet: str
    running: Running | None = None
    heard: int = 0  # lines of it
    told: list[dict[str, Any]] = field(default_factory=list)  # of all its lives


class ManyWallets:
    """`programs`: a co-signer that no computer is paired with; `say` is told what happens."""

    def __init__(
        self, programs: Programs, chain: RegtestChain, wallets: int, seed: int, say: Callable[[str], None]
    ) -> None:
        self.programs, self.chain, self.say = programs, chain, say
        self._draw = random.Random(seed)  # noqa: S311 - a run that can be repeated
        self._port = free_ports(1)[0]
        programs.serve_with = ("--metrics", str(self._port))
        self.fleet = [self._computer(number) for number in range(wallets)]
        self.kills, self.faults, self.unexplained = Counter[str](), Counter[str](), Counter[str]()
        self.changes = self.unmined = 0
        self._away: list[tuple[float, float]] = []  # from when to when the co-signer was not there
        self._memory, self._threads = [0], [0]
        self._destinations: list[str] = []
        self._generation = 0
        self.seconds = 0.0

    def _computer(self, number: int) -> Member:
        place = self.programs.place
        return Member(
            wallet(place / f"computer{number}", passphrase_file(place / f"passphrase-{number}")), f"wallet {number}"
        )

    # -------------------------------------------------------------- the run
    def prepare(self) -> None:
        """All are paired, have a key and coins."""
        self.programs.init()
        self.programs.serve()
        for one in self.fleet:
            self.say(f"{one.wallet} of {len(self.fleet)} is made")
            pair(light(one.program), self.programs.other)
            one.program.call("wallet", "new", one.wallet, "--network", self.chain.network)
        self.programs.other.call("policy", "set", "--approve-below", BELOW)
        self._destinations = [self.chain.destination() for _ in range(8)]
        for one in self.fleet:
            external = one.program.call("wallet", "show", one.wallet)["external"]
            addresses = self.chain.node.rpc("deriveaddresses", external, [0, COINS - 1])
            self.chain.pay_many(addresses, RICH // COINS)
        self.chain.mine()
        self._generation = self._figure("generation")

    def go(self, minutes: float, *, kills: bool) -> None:
        """All at once, for so long."""
        began = time.time()
        over, next_kill, next_block = began + 60 * minutes, began + self._draw.uniform(*EVERY), began + MINES
        for number, one in enumerate(self.fleet):
            self._begins(one, number)
        keeper = threading.Thread(target=lambda: None)
        while time.time() < over:
            time.sleep(LOOKS)
            self._look()
            for number, one in enumerate(self.fleet):
                self._hear(one)
                if one.running is not None and one.running.process.poll() is not None:
                    self._ended(one)
                    self._begins(one, number)
            if kills and time.time() > next_kill and not keeper.is_alive():
                self._kill_one()
                next_kill = time.time() + self._draw.uniform(*EVERY)
            if time.time() > next_block and not keeper.is_alive():
                next_block = time.time() + MINES
                keeper = threading.Thread(target=self._keeps)
                keeper.start()
        keeper.join()
        self.seconds = time.time() - began
        for one in self.fleet:
            self._stop(one)

    def conclude(self) -> None:
        """Every wallet makes one more payment; every payment that was said to be sent is in a block; both sides of each
        hold the same."""
        self.chain.mine()
        with ThreadPoolExecutor(BESIDE) as threads:
            list(threads.map(self._one_more, range(len(self.fleet))))
        self.chain.mine()
        missing = [txid for txid in self._sent() if not self.chain.confirmed(txid)]
        if missing:
            raise Stuck(f"payments that were sent are in no block: {missing}")
        theirs = {half["name"]: half["epoch"] for half in self.programs.other.call("status")["wallets"]}
        for one in self.fleet:
            ours = one.program.call("status", one.wallet)["epoch"]
            if theirs.get(one.wallet) != ours:
                raise Stuck(f"{one.wallet}: the two sides hold {ours} and {theirs.get(one.wallet)}")

    def figures(self) -> dict[str, Any]:
        """What the run was."""
        told = [one for computer in self.fleet for one in computer.told]
        took = sorted(one["signed"] for one in told if "signed" in one)
        calm = sorted(one["signed"] for one in told if "signed" in one and not self._was_away(one))
        works = Counter(one["work"] for one in told if "fault" not in one)
        commits = self._figure("generation") - self._generation
        return {
            "wallets": len(self.fleet),
            "seconds": round(self.seconds),
            "payments": works["payment"],
            "refreshes": works["refresh"],
            "changes of rules": self.changes,
            "kills": dict(self.kills),
            "signing, ms": _spread(took),
            "signing while the co-signer was there, ms": _spread(calm),
            "memory of serve, kB": max(self._memory),
            "threads of serve": max(self._threads),
            "lost links": sum(self.unexplained[name] for name in self.unexplained if name.startswith("4.")),
            "commits of the co-signer's vault, for a payment": round(commits / max(1, works["payment"]), 2),
            "waits for a block": self.unmined,
            "faults explained by kills": dict(self.faults),
            "faults unexplained": dict(self.unexplained),
        }

    # -------------------------------------------------------------- computers
    def _begins(self, one: Member, number: int, most: int = sys.maxsize) -> None:
        program = one.program
        words = ["--home", program.home, "--passphrase-file", program.passphrase_file, "--wallet", one.wallet]
        words += ["--server", self.chain.url, "--seed", self._draw.randrange(1 << 30), "--most", most]
        command = [sys.executable, "-m", "tests.endurance.computer", *map(str, words), *self._destinations]
        one.running, one.heard = Running(command, os.environ), 0

    def _hear(self, one: Member) -> None:
        if one.running is None:
            return
        lines = one.running.out[one.heard :]
        one.heard += len(lines)
        for line in lines:
            told = json.loads(line)
            one.told.append(told)
            if "fault" in told:
                self._count(one, told)

    def _count(self, one: Member, told: dict[str, Any]) -> None:
        if told["fault"] in CHAIN:
            self.unmined += 1
            return
        fault = f"{told['code']}.{told['fault']}"
        by_kill = told["code"] in EXPLAINED and (told["code"] != 4 or self._was_away(told))
        explained = by_kill or told["fault"] in WORN_OUT
        (self.faults if explained else self.unexplained)[fault] += 1
        if not explained:
            self.say(f"  UNEXPLAINED {one.wallet}, {told['work']}: {fault}: {told['message']}")

    def _was_away(self, told: dict[str, Any]) -> bool:
        return any(gone < told["ended"] and told["began"] < back + AGAIN for gone, back in self._away)

    def _ended(self, one: Member) -> None:
        """By a kill, or by what it should not have ended by."""
        running, one.running = one.running, None
        if running is None:
            return
        code = running.end()
        one.running = running
        self._hear(one)
        one.running = None
        if code not in (0, KILLED):
            said = running.err[-1:] or ["nothing"]
            explained = self._was_away({"began": time.time() - AGAIN, "ended": time.time()})
            (self.faults if explained else self.unexplained)[f"ended {code}"] += 1
            self.say(f"  {one.wallet} ended with {code}: {said[0]}")

    def _stop(self, one: Member) -> None:
        running = one.running
        if running is None:
            return
        with suppress(subprocess.TimeoutExpired):
            running.end(LAST)
        self._ended(one)

    def _one_more(self, number: int) -> None:
        one = self.fleet[number]
        for _ in range(TRIES):
            before = sum("txid" in told for told in one.told)
            self._begins(one, number, most=1)
            self._stop(one)
            if sum("txid" in told for told in one.told) > before:
                return
            self._say_yes()
            self.chain.mine()
        last = [told for told in one.told if "fault" in told][-1:]
        raise Stuck(f"{one.wallet} could not go on: {last}")

    def _sent(self) -> Iterator[str]:
        return (told["txid"] for one in self.fleet for told in one.told if "txid" in told)

    # -------------------------------------------------------------- death and life
    def _kill_one(self) -> None:
        if self._draw.random() < 0.3:
            self.kills["cosigner"] += 1
            self.say("the co-signer is killed")
            gone = time.time()
            self._away.append((gone, gone + 3600))
            self.programs.kill()
            self.programs.serve()
            self._away[-1] = (gone, time.time())
        else:
            one = self._draw.choice(self.fleet)
            if one.running is not None:
                self.kills["computer"] += 1
                self.say(f"the computer of {one.wallet} is killed")
                one.running.process.kill()

    # -------------------------------------------------------------- a person at the console
    def _keeps(self) -> None:
        """A block, another rule, and a yes to whoever waits."""
        self.chain.mine()
        self._say_yes()
        with suppress(ProgramError):
            self.programs.other.call("policy", "set", "--approve-below", BELOW + self.changes)
            self.changes += 1

    def _say_yes(self) -> None:
        with suppress(ProgramError):  # the co-signer was killed, or what waited was taken back
            for asked in self.programs.waiting():
                with_fee = ("--accept-fee",) if asked["kind"] == "pay" else ()
                self.programs.other.call("approve", asked["id"], *with_fee)

    # -------------------------------------------------------------- figures
    def _look(self) -> None:
        serving = self.programs.serving
        with suppress(OSError):
            if serving is not None:
                lines = dict(
                    line.split(":", 1) for line in Path(f"/proc/{serving.pid}/status").read_text().splitlines()
                )
                self._memory.append(int(lines.get("VmRSS", "0").split()[0]))
                self._threads.append(int(lines.get("Threads", "0")))

    def _figure(self, name: str) -> int:
        with urllib.request.urlopen(f"http://127.0.0.1:{self._port}/metrics", timeout=30) as page:
            lines = page.read().decode().splitlines()
        return int(float(next(line.split()[1] for line in lines if line.startswith(f"tandem_cosigner_{name} "))))


def _spread(took: list[float]) -> dict[str, float]:
    if not took:
        return {}
    last = took[int(len(took) * 0.99)]
    return {name: round(1000 * value) for name, value in (("p50", statistics.median(took)), ("p99", last))}
