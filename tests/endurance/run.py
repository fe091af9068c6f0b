"""One random-kill run: what is done, who dies when, what must hold afterwards, and the figures."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.processes import Program, ProgramError
from tests.end_to_end.test_regtest import RegtestChain
from tests.support.programs import Programs

RICH, BELOW = 40_000_000, 5_000_000  # sat: a wallet's funds; what nobody is asked about
COINS = 16
TRIES = 6  # of work that was cut off, before it counts as stuck
KILLED = -signal.SIGKILL
# How a command ends whose other side was killed, or which finds what a kill left behind: each of these is a promise of
# the programs (refused or pending, no link, blocked until a refresh), and none is a crash.
EXPLAINED = {3, 4, KILLED}
WORN_OUT = {
    "too_many"
}  # K2: six refreshes that were cut off are all of a day; a person waits, this run takes another key


class Stuck(Exception):
    """What must be possible after any kill was not."""


@dataclass
class Usual:
    """How long a kind of work takes when nobody is killed, in seconds: the longest of the last few."""

    times: list[float] = field(default_factory=lambda: [3.0])

    def took(self, seconds: float) -> None:
        self.times = [*self.times[-4:], seconds]

    @property
    def longest(self) -> float:
        return max(self.times)


class Endurance:
    """`programs` are paired; `say` is told what happens."""

    def __init__(self, programs: Programs, chain: RegtestChain, seed: int, say: Callable[[str], None]) -> None:
        self.programs, self.chain, self.say = programs, chain, say
        self._draw = random.Random(seed)  # noqa: S311 - a run that can be repeated
        self._wallets: list[str] = []
        self._usual: dict[str, Usual] = {}
        self._paid: list[str] = []
        self._memory: list[int] = []
        self.rounds, self.kills, self.done = 0, Counter[str](), Counter[str]()
        self.faults, self.unexplained = Counter[str](), Counter[str]()
        self.retired = 0
        self._funded = 0
        self._disk_before = 0
        self._works: dict[str, Callable[[Program], object]] = {
            "payment": self._pay,
            "refresh": lambda computer: computer.call("refresh", self.wallet),
            "rules": self._rules,
            "key": lambda computer: self._new(computer, f"key {self.rounds}"),
        }

    @property
    def wallet(self) -> str:
        """The wallet that pays now."""
        return self._wallets[-1]

    # -------------------------------------------------------------- the run
    def prepare(self) -> None:
        """A funded wallet."""
        self._another_wallet()
        self._disk_before = self._disk()

    def go(self, minutes: float, *, kills: bool) -> None:
        """Round after round, for so long."""
        until = time.monotonic() + 60 * minutes
        while time.monotonic() < until:
            self.round(kills=kills)

    def round(self, *, kills: bool) -> None:
        """One work, cut off up to three times or never, and then done to its end."""
        self.rounds += 1
        work = self._draw.choices(list(self._works), (6, 4, 2, 1))[0]
        usual = self._usual.setdefault(work, Usual())
        for _ in range(self._draw.choices((0, 1, 2, 3), (2, 4, 3, 2))[0] if kills else 0):
            victim = self._draw.choice(["computer", "cosigner"])
            after = self._draw.random() * 1.1 * usual.longest
            self.say(f"round {self.rounds}: {work}, {victim} killed after {after:.2f} s")
            self._cut_off(work, victim, after)
            self._stand_up()
        self.say(f"round {self.rounds}: {work}, nobody killed")
        self._both_hold_the_same([self.wallet])
        began = time.monotonic()
        self._to_its_end(work)
        usual.took(time.monotonic() - began)
        self._memory.append(self._resident())

    def conclude(self) -> None:
        """Every payment that was said to be sent is in a block; both sides hold the same."""
        names = [str(wallet["name"]) for wallet in self.programs.computer.call("wallet", "list")["wallets"]]
        self._both_hold_the_same(names)
        self.chain.mine()
        missing = [txid for txid in self._paid if not self.chain.confirmed(txid)]
        if missing:
            raise Stuck(f"payments that were sent are in no block: {missing}")

    def figures(self) -> dict[str, Any]:
        """What the run was."""
        grown = self._disk() - self._disk_before
        return {
            "rounds": self.rounds,
            "kills": dict(self.kills),
            "signatures": self.done["payment"],
            "refreshes": self.done["refresh"],
            "keys made": self.done["key"],
            "changes of rules": self.done["rules"],
            "keys worn out by kills (K2, F3)": self.retired,
            "faults explained by kills": dict(self.faults),
            "faults unexplained": dict(self.unexplained),
            "memory of serve, kB": {"least": min(self._memory, default=0), "most": max(self._memory, default=0)},
            "disk of both homes, bytes": {"before": self._disk_before, "grown": grown},
        }

    # -------------------------------------------------------------- work
    def _pay(self, computer: Program) -> None:
        amount = 20_000 + self._draw.randrange(20_000)
        words = ("send", self.wallet, f"{self.chain.destination()}={amount}", "--fee-rate", "2", "--wait", "20")
        self._paid.append(str(computer.call(*words)["txid"]))

    def _rules(self, _computer: Program) -> None:
        self.programs.other.call("policy", "set", "--approve-below", BELOW + self.rounds)

    def _new(self, computer: Program, name: str) -> object:
        try:
            return computer.call("wallet", "new", name, "--network", self.chain.network)
        except ProgramError as error:
            if error.kind != "name":
                raise
            return {}  # it came to its end before the kill

    def _another_wallet(self) -> None:
        name = f"wallet {len(self._wallets) + 1}"
        self._until_done(
            lambda: self.programs.computer.call("wallet", "new", name, "--network", self.chain.network), name
        )
        self._wallets.append(name)
        self._funded = 0
        self.programs.other.call("policy", "set", "--approve-below", BELOW)
        self._fund()

    def _fund(self) -> None:
        external = self.programs.computer.call("wallet", "show", self.wallet)["external"]
        addresses = self.chain.node.rpc("deriveaddresses", external, [self._funded, self._funded + COINS - 1])
        self._funded += COINS
        self.chain.pay_many(addresses, RICH // COINS)
        self._mine()

    def _mine(self) -> None:
        self.chain.mine()
        self.programs.computer.call("sync", self.wallet, "--server", self.chain.url)

    def _to_its_end(self, work: str) -> None:
        self._until_done(lambda: self._works[work](self.programs.computer), work)
        self.done[work] += 1
        if work == "payment" and self.done[work] % 8 == 0:
            self._mine()

    def _until_done(self, work: Callable[[], object], name: str) -> None:
        """As a person does: again, and what the programs ask for in between."""
        last = ProgramError("nothing was tried", "none", 0)
        for attempt in range(TRIES):
            try:
                work()
            except ProgramError as error:
                last = error
                self._count(error)
                if error.kind in WORN_OUT or attempt == TRIES - 1:
                    break
                self._help(error)
            else:
                return
        self.retired += 1
        if not self._wallets or self.retired > 3 + self.rounds // 5:
            raise Stuck(f"{name} could not be done: {last.kind}: {last.message}")
        self.say(f"  {self.wallet} is worn out: {last.message}")
        self._another_wallet()

    def _help(self, error: ProgramError) -> None:
        self.say(f"  {error.kind}: {error.message}")
        for asked in self.programs.waiting():  # a payment above a rule that is gone, the way out of a lock
            with_fee = ("--accept-fee",) if asked["kind"] == "pay" else ()
            self.programs.other.call("approve", asked["id"], *with_fee)
        if error.kind in {"locked", "must_refresh", "mismatch", "pending_epoch"}:
            try:
                self.programs.computer.call("refresh", self.wallet)
            except ProgramError as again:
                self._count(again)
        if error.kind == "funds":
            self._mine()
            self._fund()

    # -------------------------------------------------------------- death and life
    def _cut_off(self, work: str, victim: str, after: float) -> None:
        """Begin it, and kill one side on the way. A work that was faster is over; the kill comes all the same."""
        computer = _Watched(self.programs.computer)
        died = threading.Event()

        def kill() -> None:
            died.wait(after)
            if victim == "cosigner":
                self._kill_cosigner()
            else:
                computer.kill()

        killer = threading.Thread(target=kill)
        killer.start()
        try:
            self._works[work](computer)  # type: ignore[arg-type]  # a Program in all that is used of it
        except ProgramError as error:
            self._count(error)
        else:
            self.done[work] += 1
        killer.join()
        self.kills[victim] += 1
        self.kills[f"during {work}"] += 1

    def _kill_cosigner(self) -> None:
        serving = self.programs.serving
        if serving is not None:
            serving.process.kill()
            serving.process.wait()  # or it would look alive for a moment

    def _stand_up(self) -> None:
        serving = self.programs.serving
        if serving is not None and serving.process.poll() is not None:
            serving.end()
            self.programs.serving = None
        if self.programs.serving is None:
            self.programs.serve()

    def _both_hold_the_same(self, names: list[str]) -> None:
        """The same epochs of these wallets, after one connection."""
        try:
            ours = {name: self.programs.computer.call("status", name)["epoch"] for name in names}
        except ProgramError as error:
            self._count(error)
            raise Stuck(f"no status after a kill: {error.message}") from None
        theirs = {half["name"]: half["epoch"] for half in self.programs.other.call("status")["wallets"]}
        if any(theirs.get(name) != epoch for name, epoch in ours.items()):
            raise Stuck(f"the two sides hold {ours} and {theirs}")

    def _count(self, error: ProgramError) -> None:
        fault = f"{error.code}.{error.kind}"
        explained = error.code in EXPLAINED or error.kind in {"funds", "in_use", *WORN_OUT}
        (self.faults if explained else self.unexplained)[fault] += 1
        if not explained:
            self.say(f"  UNEXPLAINED {fault}: {error.message}")

    # -------------------------------------------------------------- figures
    def _resident(self) -> int:
        """kB of the co-signer's process (Linux)."""
        serving = self.programs.serving
        file = Path(f"/proc/{serving.pid}/status") if serving is not None else Path("/nowhere")
        if not file.exists():
            return 0
        return next((int(line.split()[1]) for line in file.read_text().splitlines() if line.startswith("VmRSS")), 0)

    def _disk(self) -> int:
        return sum(file.stat().st_size for file in self.programs.place.rglob("*") if file.is_file())


class _Watched:
    """A program whose runs can be killed from another thread."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._lock = threading.Lock()
        self._dead = False
        self._pid: int | None = None

    def call(self, *words: object, limit: float = 120.0) -> dict[str, Any]:
        """See Program."""
        with self._lock:
            if self._dead:
                raise ProgramError("killed before it began", "killed", KILLED)
            running = self._program.start(*words)
            self._pid = running.pid
        try:
            return running.result(limit)
        except subprocess.TimeoutExpired:
            running.kill()
            raise ProgramError(f"{words[0]} took more than {limit:g} s.", "silent", -1) from None
        finally:
            with self._lock:
                self._pid = None

    def kill(self) -> None:
        """What runs now, or would begin next."""
        with self._lock:
            self._dead = True
            if self._pid is not None:
                os.kill(self._pid, signal.SIGKILL)
