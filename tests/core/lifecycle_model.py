"""An explicit-state model of the life cycle of a key: what both disks hold, through every crash and cut line.

It models core/spec/refresh.md ("Durable states", "The handshake") and nothing of the cryptography.
tests/core/lifecycle_search.py visits every state that can be reached.

What may happen at any moment, any number of times: either side crashes, also between any two effects (a durable
write, a message) of any handler, recovery included; the line is cut and made again; a message is lost, doubled,
overtaken; COMMIT and COMMITTED of an older connection arrive late; an F1 is answered a second time; P2 wishes a run.
Bounded is only how many runs P1 starts. Not modelled: lying peers, lying disks, LOCK.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import NamedTuple, TypeAlias

Run: TypeAlias = int  # epoch * 100 + number of the run * 10 + key; stands for T. 0 is none, below 0 a start of P1


class Rule(Enum):
    """The rules of the life cycle. Each is needed: leaving one out breaks an invariant (the mutants)."""

    ONE_TRANSACTION = "share and sealed copy of a run are written and promoted together"
    PREPARED_FIRST = "P1's PENDING is durable before COMMIT is sent"
    ONLY_HANDSHAKE_DROPS = "P1 drops PENDING in the handshake only, never after a time-out"
    COMMIT_REPEATABLE = "COMMIT of what is already CURRENT is answered with COMMITTED, never refused"
    COMPARE_RUNS = "a promotion compares the whole T"
    ONE_RUN = "only P1 starts; no run begins beside another or beside a PENDING"
    FRESH_FROM_P2 = "T holds a fresh value of P2"
    P2_SETTLES_FIRST = "P1 tells, P2 settles durably and answers, then P1 settles"
    HANDSHAKE_ONCE = "the handshake happens once for each connection"


ALL_RULES = frozenset(Rule)


class Disk(NamedTuple):
    """What is durable on one side: the runs of the shares it holds and of the copies of the other's share."""

    current: Run = 0
    current_copy: Run = 0
    pending: Run = 0
    pending_copy: Run = 0


class Phase(IntEnum):
    """Where one side's connection stands."""

    OFF = 0
    HANDSHAKE = 1
    READY = 2
    MISMATCH = 3


class Waiting(NamedTuple):
    """A run in RAM: what it waits for, and which run."""

    expects: str
    run: Run


class Ram(NamedTuple):
    """What a crash erases on one side."""

    phase: Phase
    waiting: frozenset[Waiting] = frozenset()


class Message(NamedTuple):
    """A message on its way to side `to` (0 is P1, 1 is P2)."""

    to: int
    kind: str
    run: Run = 0
    second: Run = 0


class State(NamedTuple):
    """The whole world."""

    disks: tuple[Disk, Disk]
    rams: tuple[Ram, Ram]
    net: frozenset[Message]
    starts: int  # runs P1 has started
    runs: int  # runs P2 has answered
    shown: int  # the key whose address a person has seen, or 0


@dataclass(frozen=True, slots=True)
class Counted:
    """P2 has given a run its number."""

    number: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A person may now see an address of this key."""

    key: int


Effect: TypeAlias = Disk | Message | Counted | Shown
Handled: TypeAlias = tuple[list[Effect], Ram]
Edge: TypeAlias = tuple[str, bool, State]  # label, is it a fault or a person's wish, where it leads

OFFLINE = Ram(Phase.OFF)
AT_REST = Ram(Phase.READY)
FIRST_RUN: Run = 101


def epoch(run: Run) -> int:
    """The epoch number of a run."""
    return run // 100


def key(run: Run) -> int:
    """Which joint key a run belongs to."""
    return run % 10


@dataclass(frozen=True, slots=True)
class Model:
    """One configuration: the rules in force, whether the key exists already, and how many runs P1 may start."""

    rules: frozenset[Rule] = ALL_RULES
    born: bool = False
    starts: int = 2
    replays: int = 1

    def start(self) -> State:
        """Where the search begins: nothing, or one key at epoch 1 whose address has been shown."""
        disk = Disk(FIRST_RUN, FIRST_RUN) if self.born else Disk()
        return State((disk, disk), (AT_REST, AT_REST), frozenset(), 0, 0, key(disk.current))

    # ── durable changes ─────────────────────────────────────────────────────────────────────────────────────────────

    def prepare(self, disk: Disk, run: Run) -> list[Effect]:
        """PREP: PENDING := run."""
        whole = disk._replace(pending=run, pending_copy=run)
        return [whole] if Rule.ONE_TRANSACTION in self.rules else [disk._replace(pending=run), whole]

    def commit(self, disk: Disk, run: Run) -> list[Effect]:
        """COMMIT: CURRENT := PENDING, the old record is gone."""
        run = run if Rule.COMPARE_RUNS in self.rules else disk.pending
        whole = Disk(run, disk.pending_copy)
        half = Disk(run, disk.current_copy, 0, disk.pending_copy)
        return [whole] if Rule.ONE_TRANSACTION in self.rules else [half, whole]

    def promotes(self, disk: Disk, run: Run) -> bool:
        """Whether COMMIT or COMMITTED of `run` may promote what is PENDING."""
        return disk.pending == run or (Rule.COMPARE_RUNS not in self.rules and disk.pending != 0)

    # ── the two sides ───────────────────────────────────────────────────────────────────────────────────────────────

    def now_waits(self, ram: Ram, old: Waiting, new: Waiting | None) -> Ram:
        """RAM after one step of a run; without ONE_RUN other runs stay beside it."""
        others = frozenset() if Rule.ONE_RUN in self.rules else ram.waiting - {old}
        return Ram(ram.phase, others | ({new} if new else frozenset()))

    def p1(self, state: State, message: Message) -> Handled | None:
        """P1 takes a message: its effects and its RAM afterwards, or None where it ignores it."""
        disk, ram = state.disks[0], state.rams[0]
        kind, run = message.kind, message.run
        if kind == "ANSWER":
            return self.p1_answer(disk, ram, run)
        if ram.phase != Phase.READY and kind != "COMMITTED":
            return None
        if kind == "F2" and (old := Waiting("F2", message.second)) in ram.waiting:
            return [Message(1, "F3", run)], self.now_waits(ram, old, Waiting("PREPARED", run))
        if kind == "PREPARED" and (old := Waiting("PREPARED", run)) in ram.waiting:
            write, send = self.prepare(disk, run), [Message(1, "COMMIT", run)]
            effects = [*write, *send] if Rule.PREPARED_FIRST in self.rules else [*send, *write]
            return effects, self.now_waits(ram, old, Waiting("COMMITTED", run))
        old = Waiting("COMMITTED", run)
        if kind == "COMMITTED" and self.promotes(disk, run):
            return [*self.commit(disk, run), Shown(key(run))], self.now_waits(ram, old, None)
        if kind == "REFUSED" and disk.pending == run:
            return [dropped(disk)], self.now_waits(ram, old, None)
        return None

    def p1_answer(self, disk: Disk, ram: Ram, c2: Run) -> Handled | None:
        """P1 settles what P2's answer decides."""
        if ram.phase != Phase.HANDSHAKE and Rule.HANDSHAKE_ONCE in self.rules:
            return None
        drop: list[Effect] = [dropped(disk)] if disk.pending else []
        if Rule.P2_SETTLES_FIRST not in self.rules:  # both tell at once and compare numbers
            if epoch(c2) == epoch(disk.current):
                return drop, Ram(Phase.READY, ram.waiting)
            ahead = epoch(c2) == epoch(disk.current) + 1
            return self.p1_commits(disk, c2) if ahead and disk.pending == c2 else ([], Ram(Phase.MISMATCH))
        if c2 == disk.current:
            return drop, AT_REST
        return self.p1_commits(disk, c2) if c2 and c2 == disk.pending else ([], Ram(Phase.MISMATCH))

    def p1_commits(self, disk: Disk, run: Run) -> Handled:
        """Row B of the handshake."""
        return [*self.commit(disk, run), Shown(key(run))], AT_REST

    def p2(self, state: State, message: Message) -> Handled | None:
        """P2 takes a message: its effects and its RAM afterwards, or None where it ignores it."""
        disk, ram = state.disks[1], state.rams[1]
        kind, run = message.kind, message.run
        if kind == "KEYS":
            return self.p2_keys(disk, ram, run, message.second)
        if ram.phase != Phase.READY and kind != "COMMIT":
            return None
        if kind == "F1" and self.p2_accepts(state, run):
            number = state.runs + 1 if Rule.FRESH_FROM_P2 in self.rules else -message.second
            new = (epoch(disk.current) + 1) * 100 + number * 10 + (key(disk.current) or number)
            asked = Message(0, "F2", new, message.second)
            return [Counted(number), asked], self.now_waits(ram, Waiting("F3", new), Waiting("F3", new))
        if kind == "F3" and (old := Waiting("F3", run)) in ram.waiting:
            prepared = Message(0, "PREPARED", run)
            return [*self.prepare(disk, run), prepared], self.now_waits(ram, old, Waiting("COMMIT", run))
        if kind == "COMMIT":
            return self.p2_commit(disk, ram, run)
        return None

    def p2_accepts(self, state: State, parent: Run) -> bool:
        """Whether P2 answers an F1 now."""
        disk, ram = state.disks[1], state.rams[1]
        free = not ram.waiting and not disk.pending
        within = state.runs + 1 <= self.starts + self.replays
        return (free or Rule.ONE_RUN not in self.rules) and parent == disk.current and within

    def p2_commit(self, disk: Disk, ram: Ram, run: Run) -> Handled | None:
        """THE commit point, or its repetition."""
        if self.promotes(disk, run):
            effects = [*self.commit(disk, run), Shown(key(run)), Message(0, "COMMITTED", run)]
            return effects, self.now_waits(ram, Waiting("COMMIT", run), None)
        if Rule.COMMIT_REPEATABLE not in self.rules:
            return [Message(0, "REFUSED", run)], ram
        return ([Message(0, "COMMITTED", run)], ram) if disk.current == run else None

    def p2_keys(self, disk: Disk, ram: Ram, c1: Run, p1: Run) -> Handled | None:
        """P2 settles durably what P1 tells, then answers: rows A to D."""
        if ram.phase != Phase.HANDSHAKE and Rule.HANDSHAKE_ONCE in self.rules:
            return None
        drop: list[Effect] = [dropped(disk)] if disk.pending else []
        if Rule.P2_SETTLES_FIRST not in self.rules:
            if epoch(c1) == epoch(disk.current):
                return drop, Ram(Phase.READY, ram.waiting)
            behind = epoch(disk.current) == epoch(c1) + 1 and p1 == disk.current
            return [], AT_REST if behind else Ram(Phase.MISMATCH)
        if disk.current == c1 or (p1 and disk.current == p1):  # rows A and B
            return [*drop, Message(0, "ANSWER", disk.current)], AT_REST
        if c1 and c1 == disk.pending:  # row C: only an older image of P2's disk
            return [Disk(c1, disk.pending_copy), Message(0, "ANSWER", c1)], AT_REST
        return [Message(0, "ANSWER", disk.current)], Ram(Phase.MISMATCH)  # row D

    # ── the world ───────────────────────────────────────────────────────────────────────────────────────────────────

    def may_start(self, state: State) -> bool:
        """Whether P1 may send an F1 now."""
        disk, ram = state.disks[0], state.rams[0]
        free = (not ram.waiting and not disk.pending) or Rule.ONE_RUN not in self.rules
        return state.starts < self.starts and ram.phase == Phase.READY and free

    def started(self, state: State) -> State:
        """P1 has sent an F1."""
        number = state.starts + 1
        f1 = Message(1, "F1", state.disks[0].current, -number)
        ram = self.now_waits(state.rams[0], Waiting("", 0), Waiting("F2", -number))
        return state._replace(rams=(ram, state.rams[1]), net=state.net | {f1}, starts=number)

    def edges(self, state: State) -> Iterator[Edge]:
        """Everything that can happen next."""
        for message in state.net:
            yield from self.deliveries(state, message)
        if self.may_start(state):
            yield "P1 starts", True, self.started(state)
        p2_free = (not state.rams[1].waiting and not state.disks[1].pending) or Rule.ONE_RUN not in self.rules
        if state.rams[1].phase == Phase.READY and state.starts < self.starts and p2_free:
            yield "P2 wishes a run", True, after(state, 1, [Message(0, "WISH")], state.rams[1])
        for side in (0, 1):
            if state.rams[side] != OFFLINE:
                yield f"P{side + 1} crashes", True, after(state, side, [], OFFLINE)
        impatient = Rule.ONLY_HANDSHAKE_DROPS not in self.rules
        if impatient and any(waiting.expects == "COMMITTED" for waiting in state.rams[0].waiting):
            yield "P1 times out", False, after(state, 0, [dropped(state.disks[0])], OFFLINE)
        yield "the line is made anew", False, self.reconnected(state)

    def deliveries(self, state: State, message: Message) -> Iterator[Edge]:
        """`message` arrives: handled whole, or cut short by a crash after each effect. It may arrive again."""
        side, label = message.to, f"P{message.to + 1} takes {message.kind}"
        if message.kind == "WISH":
            if self.may_start(state):
                after_start = self.started(state)
                yield label, True, after_start._replace(net=after_start.net - {message})
            return
        handled = self.p2(state, message) if side else self.p1(state, message)
        if handled is None:
            return
        effects, ram = handled
        yield label, False, after(state, side, effects, ram)
        for done in range(1, len(effects) + 1):
            yield f"{label}, crashes after {done} effects", True, after(state, side, effects[:done], OFFLINE)

    def reconnected(self, state: State) -> State:
        """A new connection: handshake messages belong to it alone, others may still arrive late."""
        late = frozenset(m for m in state.net if m.kind not in {"KEYS", "ANSWER", "WISH"})
        p1, p2 = state.disks
        tells = {Message(1, "KEYS", p1.current, p1.pending)}
        if Rule.P2_SETTLES_FIRST not in self.rules:
            tells.add(Message(0, "ANSWER", p2.current))
        shaking = Ram(Phase.HANDSHAKE)
        return state._replace(rams=(shaking, shaking), net=late | tells)


def dropped(disk: Disk) -> Disk:
    """DROP: PENDING := none."""
    return disk._replace(pending=0, pending_copy=0)


def after(state: State, side: int, effects: list[Effect], ram: Ram) -> State:
    """`state` after `side` has had these effects and has this RAM."""
    disk, runs, shown, sent = state.disks[side], state.runs, state.shown, []
    for effect in effects:
        match effect:
            case Disk():
                disk = effect
            case Message():
                sent.append(effect)
            case Counted(number):
                runs = number
            case Shown(key):
                shown = shown or key
    disks = (disk, state.disks[1]) if side == 0 else (state.disks[0], disk)
    rams = (ram, state.rams[1]) if side == 0 else (state.rams[0], ram)
    return State(disks, rams, state.net.union(sent), state.starts, runs, shown)
