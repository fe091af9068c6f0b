"""A hostile computer, a person and a machine that dies, at random, around the desk of a co-signer with a real vault.

`python -m tests.core.cosigner.rules_walk [--minutes N] [--seed S] [--disk]` walks for longer; --disk: on real files.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from core.approval.messages import Propose, RequestState
from core.approval.request import FINAL, MAY_BE_SIGNED, SigningRequest
from core.bitcoin.address import address
from core.bitcoin.script import wpkh
from core.bitcoin.signing_task import CheckedTask, WireTask
from core.bitcoin.tx import Transaction
from core.codec.codec import encode
from core.cosigner.api import OFF, PolicyChange
from core.cosigner.rulebook import minute_of_the_day
from core.errors import BadInput, Refused, StorageError
from core.keys.record import share_of
from core.storage.sqlite_store import SqliteStore
from core.storage.store import Store
from tests.core.cosigner.plain_rules import EVERY_MINUTE, HOUR, Payment, Plain, Violation
from tests.support.memory_store import MemoryStore
from tests.support.payment import Coin, Pay, psbt
from tests.support.two_homes import NETWORK, Clock, CosignerSide, Fate, Killed, cosigner_home, own_table
from tests.support.wire import check, split

COIN = 1_000_000  # sat
SCRIPTS = {name: wpkh(name.encode() * 20) for name in "abc"}
ADDRESSES = {name: address(script, NETWORK) or "" for name, script in SCRIPTS.items()}
AMOUNTS, FEES = (10_000, 20_000, 40_000), (500, 900, 1_500, 4_000, 30_000)
SLEEPS = (60, 10 * 60, 10 * 60, HOUR, HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR - 1, 24 * HOUR, 6 * 24 * HOUR + 1)
LIVE = tuple(state for state in RequestState if state not in (*FINAL, *MAY_BE_SIGNED))
FAR = 500  # a change address beyond reach
CHOICES: dict[str, tuple[object, ...]] = {
    "approve_below": (OFF, 1_000, 12_000, 45_000),
    "max_payment": (OFF, 15_000, 50_000),
    "per_day": (OFF, 45_000, 90_000),
    "per_week": (OFF, 60_000, 130_000),
    "ask_above": (OFF, 11_000, 30_000),
    "wait": (OFF, 30, 180),
    "delay": (OFF, 60, 600, 2_000),
    "hours": ("off", "08:00-18:00", "20:00-06:00", "12:00-23:00", "00:00-09:00"),
    "frozen": (True, False, False),
    "allow": ("a", "b"),
    "disallow": ("a", "b"),
    "allowlist_only": (True, False, False),
}
BEGINS: dict[str, tuple[object, ...]] = {"approve_below": (OFF, 12_000, 45_000), "per_day": (OFF, 90_000)}


@dataclass(frozen=True)
class Output(Coin):
    """An output of a transaction."""

    source: Transaction | None = None

    @property
    def previous(self) -> Transaction:
        assert self.source is not None
        return self.source


@dataclass(frozen=True)
class Known:
    """A payment that was thought of, in what it spends and pays, as it travels, and as it reads."""

    coins: tuple[Coin, ...]
    wire: WireTask
    task: CheckedTask
    plain: Payment


class Walk:
    """One. `focus`: rules that are set, and acts that are done, more often than others."""

    def __init__(self, folder: Path, seed: int, focus: tuple[str, ...] = (), stores: type[Store] = MemoryStore) -> None:
        self.dice, self.focus = random.Random(seed), focus  # noqa: S311  nothing is secret here
        self.clock = Clock()
        self.desk = CosignerSide(cosigner_home(folder, stores), self.clock, stores)
        self.plain = Plain(self.desk.seconds())
        share = share_of(self.desk.row)
        self.table = own_table(share.Q, share.chain)
        self.known: dict[bytes, Known] = {}
        self.decided: dict[str, int] = {}
        self.jumped = self.fresh = 0
        self.seen: object = None
        self._set({name: self.dice.choice(choices) for name, choices in BEGINS.items()})

    def _look(self) -> None:
        """What waits, and what nobody was asked about, as it stands; and what time it is on the wall."""
        plain, now = self.plain, self.desk.seconds()
        plain.minute = minute_of_the_day(int(self.clock.wall))
        alive = [one for kept in self.desk.tasks() if (one := kept.at(now)).state in LIVE]
        plain.held = {
            one.txid: (one.decided, self.known[one.txid].plain)
            for one in alive
            if one.unattended and one.state is RequestState.APPROVED
        }
        plain.waiting = [self.known[one.txid].plain for one in alive if one.txid not in plain.held]

    # -------------------------------------------------------------- what a computer does
    def _pay(self, coins: tuple[Coin, ...], payees: tuple[tuple[str, int], ...], fee: int, change: int = 0) -> Known:
        """Thought of, and proposed."""
        rest = sum(coin.amount for coin in coins) - sum(sats for _, sats in payees) - fee
        pays = [Pay(sats, SCRIPTS[who]) for who, sats in payees] + [Pay(rest, self.table.script(1, change))]
        wire = split(psbt(coins, pays).serialize(), NETWORK)
        task = check(wire, self.desk.row.key_id, NETWORK, self.table)
        odd = change == FAR or self._dear(coins, payees, fee)  # all else that is paid here is usual
        lost = (("lost", rest),) if change == FAR else ()
        names = frozenset((bytes(coin.outpoint)) for coin in coins)
        made = Known(coins, wire, task, Payment(task.txid, names, payees + lost, fee, odd))
        self.known[task.txid] = made
        return made

    def _dear(self, coins: tuple[Coin, ...], payees: tuple[tuple[str, int], ...], fee: int) -> bool:
        """Whether the fee is above 25,000 sat and a fifth of what is paid; of all that is hurried, with it."""
        fees, paid, last = fee, sum(sats for _, sats in payees), coins[0]
        while not paid and isinstance(last, Output):
            parent = self.known[last.previous.txid]
            fees, paid, last = fees + parent.plain.fee, sum(sats for _, sats in parent.plain.payees), parent.coins[0]
        return fees > 25_000 and 5 * fees > (paid or sum(coin.amount for coin in coins))

    def propose(self, made: Known) -> None:
        """As PROPOSE does; what is decided must be what is plain."""
        row = self.desk.row
        one, known = made.plain, self._request(made)
        expected = None if known or self.desk.vault.fate else self.plain.decides(one)
        payload = encode(made.wire)
        read = self.desk.requests.reading(row, Propose(row.key_id, len(payload), bytes(32)))
        found = self.desk.requests.propose(row, read(payload))
        self._count(found.state.name if expected is None else f"EXPECTED {expected}")
        if expected is not None and found.state.name != expected:
            raise Violation(f"{found.state.name}, not {expected}: {one}; {self.plain.rules}")

    def _count(self, what: str) -> None:
        self.decided[what] = self.decided.get(what, 0) + 1

    def _request(self, made: Known) -> SigningRequest | None:
        return next((one for one in self.desk.records.requests.values() if one.txid == made.task.txid), None)

    def new(self) -> None:
        """A payment of coins of its own, or of one that another spends already."""
        if self.known and self.dice.random() < 0.25:
            coins = self._any().coins
        else:
            self.fresh += 1
            coins = tuple(
                Coin(COIN, self.table.script(0, n), seed=2 * self.fresh + n) for n in range(self.dice.choice((1, 1, 2)))
            )
        if self.known and self.dice.random() < 0.15:
            coins = (*coins, self._any().coins[0])
        coins = tuple({bytes(coin.outpoint): coin for coin in coins}.values())
        payees = tuple((who, self.dice.choice(AMOUNTS)) for who in self.dice.sample("abc", self.dice.choice((1, 1, 2))))
        change = FAR if self.dice.random() < 0.03 else 0
        self.propose(self._pay(coins, payees, self.dice.choice((*FEES[:3], *FEES[:3], FEES[4])), change))

    def raised(self) -> None:
        """The same with another fee."""
        if self.known:
            old = self._any()
            payees = tuple(paid for paid in old.plain.payees if paid[0] in SCRIPTS)
            self.propose(self._pay(old.coins, payees, old.plain.fee + self.dice.choice(FEES)))

    def hurried(self) -> None:
        """Nobody is paid out of the change of a payment that is signed."""
        if self.plain.signed:
            parent = self.known[self.dice.choice(list(self.plain.signed))].task
            at = len(parent.outputs) - 1
            coin = Output(parent.outputs[at].amount, parent.outputs[at].script, before=at, source=parent.tx)
            if coin.amount > COIN // 4:
                self.propose(self._pay((coin,), (), self.dice.choice(FEES[:4])))

    def again(self) -> None:
        """What was proposed before."""
        if self.known:
            self.propose(self._any())

    def sign(self) -> None:
        """S1: the debit, and answers leave."""
        asked = [one for one in self.known.values() if self._request(one)]
        ready = [one for one in asked if (found := self._request(one)) and found.state is RequestState.APPROVED]
        asked = ready if ready and self.dice.random() < 0.9 else asked
        if not asked:
            return
        made, row, desk = self.dice.choice(asked), self.desk.row, self.desk.requests
        numbers = tuple(number for number, _ in made.task.own_inputs)
        desk.items(row, made.task.task_id, numbers)
        desk.debit(row, made.task.task_id)
        self._signed(made)  # from here on an answer may have left
        if self.dice.random() < 0.8:
            desk.released(self.desk.row, made.task.task_id, numbers)

    def _signed(self, made: Known) -> None:
        if made.task.txid not in self.plain.signed:
            person = made.task.txid in self.plain.yes
            raised = any(one.payment.same_as(made.plain) for one in self.plain.signed.values())
            self._count("SIGNED" if person else "RAISED UNASKED" if raised else "SIGNED UNASKED")
        self.plain.may_be_published(made.plain, made.task.txid in self.plain.yes)

    def cancel(self) -> None:
        """The computer takes one back."""
        request, row = self._one_of(lambda one: True), self.desk.row
        if request is not None:
            self.desk.requests.cancel(request.id, {row.key_id})
            self.plain.yes.pop(request.txid, None)

    # -------------------------------------------------------------- what a person does
    def approve(self) -> None:
        """Yes to one that waits, its fee as well."""
        request = self._one_of(lambda one: one.open)
        if request is not None:
            wait = 60 * self.plain.rules.wait
            self.plain.yes[request.txid] = self.plain.now, wait
            self.desk.requests.approve(request.id, accept_fee=True)

    def refuse(self) -> None:
        """No to one that waits, or was approved."""
        request = self._one_of(lambda one: one.open or one.state is RequestState.APPROVED)
        if request is not None:
            self.desk.requests.refuse(request.id, "no")
            self.plain.yes.pop(request.txid, None)

    def rules(self) -> None:
        """Some are changed."""
        some = self.dice.sample(sorted(CHOICES), self.dice.choice((1, 2)))
        focused = [name for name in self.focus if name in CHOICES and self.dice.random() < 0.7]
        self._set({name: self.dice.choice(CHOICES[name]) for name in sorted({*some, *focused})})

    def _set(self, given: dict[str, object]) -> None:
        listed = self.plain.intends("allow")
        assert isinstance(listed, frozenset)
        if given.get("allow") == given.get("disallow") or given.get("disallow") not in {*listed, None}:
            given.pop("disallow", None)
        self.plain_change(given)
        for name in ("allow", "disallow"):
            if name in given:
                given[name] = (ADDRESSES[str(given[name])],)
        self.desk.admin.policy_set(PolicyChange(**given))  # type: ignore[arg-type]

    def plain_change(self, given: dict[str, object]) -> None:
        """The same for what is plain."""
        groups: list[dict[str, object]] = []
        for name, value in given.items():
            if name in ("allow", "disallow", "allowlist_only"):
                continue
            off = {"wait": 0, "delay": 0, "hours": EVERY_MINUTE}.get(name)
            made = off if value in (OFF, "off") else _minutes(str(value)) if name == "hours" else value
            groups.append({name: made})
        listed, only = self.plain.intends("allow"), self.plain.intends("only")
        assert isinstance(listed, frozenset)
        if given.keys() & {"allow", "disallow", "allowlist_only"}:
            more = {given[name] for name in ("allow",) if name in given}
            less = {given[name] for name in ("disallow",) if name in given}
            groups.append({"allow": (listed | more) - less, "only": given.get("allowlist_only", only)})
        self.plain.change(groups)

    # -------------------------------------------------------------- what befalls the machine
    def sleep(self) -> None:
        """Time passes."""
        seconds = self.dice.choice(SLEEPS)
        self.clock.sleep(seconds)
        self.plain.passes(seconds)

    def jump(self) -> None:
        """A network sets the clock, and sets it right again."""
        by = -self.jumped if self.jumped else 25 * HOUR
        self.clock.jump(by)
        self.jumped += by

    def restart(self) -> None:
        """The program ends and starts."""
        self.desk.end()
        self.desk.start()

    def reboot(self) -> None:
        """The machine, its clock set right."""
        off = self.dice.choice((60, HOUR, 20 * HOUR))
        self.desk.end()
        self.clock.jump(-self.jumped)
        self.jumped, self.plain.lag = 0, True
        self.clock.reboot(off)
        self.plain.passes(off)
        self.desk.start()

    # --------------------------------------------------------------
    def _any(self) -> Known:
        return self.dice.choice(list(self.known.values()))

    def _one_of(self, fits: Callable[[SigningRequest], bool]) -> SigningRequest | None:
        """A request of the desk: the same in each walk of a seed, whatever the key is."""
        found = [one for made in self.known.values() if (one := self._request(made)) is not None and fits(one)]
        return self.dice.choice(found) if found else None

    def step(self) -> None:
        """One thing happens; now and then the process dies of it, or the disk is full."""
        acts = {
            self.new: 8, self.raised: 5, self.hurried: 2, self.again: 2, self.sign: 9, self.cancel: 1, self.approve: 6,
            self.refuse: 1, self.rules: 2, self.sleep: 4, self.jump: 1, self.restart: 1, self.reboot: 0.2,
        }  # fmt: skip
        weights = [weight * (4 if act.__name__ in self.focus else 1) for act, weight in acts.items()]
        (act,) = self.dice.choices(list(acts), weights)
        self._look()
        before = self.plain.rules, dict(self.plain.pending)
        self.seen = self.desk.admin.policy_show()
        if act not in (self.restart, self.reboot) and self.dice.random() < 0.12:
            self.desk.meets(Fate(self.dice.choice((1, 1, 2)), self.dice.choice(Fate.ALL)))
        try:
            act()
        except (Refused, BadInput):
            pass
        except (Killed, StorageError) as end:
            if isinstance(end, Killed):
                self.desk.end()
                self.desk.start()
            self.desk.meets(None)
            if act == self.rules and self.desk.admin.policy_show() == self.seen:
                self.plain.rules, self.plain.pending = before
        self.desk.meets(None)
        for made in self.known.values():
            request = self._request(made)
            if request is not None and request.state in MAY_BE_SIGNED:
                self._signed(made)  # an answer may leave, also where the program died before it did


def walks(
    folder: Path, seeds: range, steps: int, focus: tuple[str, ...] = (), stores: type[Store] = MemoryStore
) -> dict[str, int]:
    """So many, and how often something was decided. Raises Violation."""
    found: dict[str, int] = {}
    for seed in seeds:
        walk = Walk(folder / str(seed), seed, focus, stores)
        try:
            for _ in range(steps):
                walk.step()
        finally:
            walk.desk.end()
        for what, count in walk.decided.items():
            found[what] = found.get(what, 0) + count
    return found


def _minutes(hours: str) -> frozenset[int]:
    first, end = (60 * int(at[:2]) + int(at[3:]) for at in hours.split("-"))
    return frozenset(minute % (24 * 60) for minute in range(first, end if end > first else end + 24 * 60))


def main(minutes: float, seed: int, *, disk: bool) -> int:
    """The exit code."""
    until, total = time.monotonic() + 60 * minutes, dict[str, int]()
    with tempfile.TemporaryDirectory(prefix="tandem-rules-") as folder:
        while time.monotonic() < until:
            try:
                found = walks(Path(folder), range(seed, seed + 1), 150, (), SqliteStore if disk else MemoryStore)
            except Violation as violation:
                sys.stdout.write(f"seed {seed}: {violation}\n")
                return 1
            total = {what: total.get(what, 0) + found.get(what, 0) for what in total | found}
            seed += 1
    sys.stdout.write(f"{total}; the next seed is {seed}\n")
    return 0


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("--minutes", type=float, default=1.0)
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--disk", action="store_true")
    given = options.parse_args()
    sys.exit(main(given.minutes, given.seed, disk=given.disk))
