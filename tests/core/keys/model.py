"""An explicit-state model of the life cycle of a key: what both disks hold, through every crash and cut line.

It models core/spec/refresh.md ("Durable states", "The handshake") and nothing of the cryptography.
tests/core/keys/model_search.py visits every state that can be reached.

What may happen at any moment, any number of times: either side crashes, also between any two effects (a durable
write, a message) of any handler, recovery included; the line is cut and made again; a message is lost, doubled,
overtaken; COMMIT and COMMITTED of an older connection arrive late; an F1 is answered a second time; P2 wishes a run;
with `locks`, a check of CURRENT fails, and a person at P2 grants a way out. Bounded is only how many runs P1 starts.
With `links`, the disk of one side is put back once, to any state that it was in before; generations count then, and
connections are bounded. A side that lies is in model_liars.py. Not modelled: lying disks.
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
    LOCK_HOLDS = "a lock ends every run; a PENDING of a locked key wants a grant and uses it up"
    OLD_IS_KEPT = "only a run that began after a side was found old ends it: row B does not"
    OLD_CATCHES_UP = "who is found old goes one beyond what the other remembers"
    HELLO_IS_COMPARED = "P2 compares the generation of HELLO, which is told before one is raised"
    TESTED_FIRST = "P2 promotes what has passed its self-test, by COMMIT and by row C"


ALL_RULES = frozenset(Rule)
OF_LOCKS = frozenset({Rule.LOCK_HOLDS})
OF_LIARS = frozenset({Rule.TESTED_FIRST})
OF_IMAGES = frozenset({Rule.OLD_IS_KEPT, Rule.OLD_CATCHES_UP, Rule.HELLO_IS_COMPARED})


class Disk(NamedTuple):
    """What is durable on one side: the runs of the shares it holds and of the copies of the other's share."""

    current: Run = 0
    current_copy: Run = 0
    pending: Run = 0
    pending_copy: Run = 0
    locked: bool = False  # P2: a check of CURRENT failed
    granted: bool = False  # P2: a person has confirmed one run out of the lock
    paid: bool = False  # P2: PENDING has used up such a grant
    tested: bool = False  # P2: PENDING has passed its self-test, where that is a step of its own
    generation: int = 0  # raised by every handshake, if disks may be put back
    remembers: int = 0  # the highest generation that the other side has told
    old: bool = False  # one side was found to be put back: a run comes before anything else


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
    generation: int = 0
    remembers: int = 0
    old: bool = False


class State(NamedTuple):
    """The whole world."""

    disks: tuple[Disk, Disk]
    rams: tuple[Ram, Ram]
    net: frozenset[Message]
    starts: int  # runs P1 has started
    runs: int  # runs P2 has answered
    shown: int  # the key whose address a person has seen, or 0
    links: int = 0  # connections made, where they are bounded
    image: tuple[int, Disk] | None = None  # a copy of the disk of one side, as it was once
    since: int = 0  # that copy is the disk now, and the other side knows better: the first number a run can have since
    found: bool = False  # that this is so was written down on either side


@dataclass(frozen=True, slots=True)
class Counted:
    """P2 has given a run its number."""

    number: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A person may now see an address of this key."""

    key: int


@dataclass(frozen=True, slots=True)
class Found:
    """It has just become durable that a disk was put back."""


Effect: TypeAlias = Disk | Message | Counted | Shown | Found
Handled: TypeAlias = tuple[list[Effect], Ram]
Edge: TypeAlias = tuple[str, bool, State]  # label, is it a fault or a person's wish, where it leads

OFFLINE = Ram(Phase.OFF)
AT_REST = Ram(Phase.READY)
FIRST_RUN: Run = 101


def epoch(run: Run) -> int:
    """The epoch number of a run."""
    return run // 100


def number(run: Run) -> int:
    """Which of the runs that P2 has answered it is."""
    return run % 100 // 10


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
    locks: bool = False
    links: int = 0  # the most connections, where one disk may be put back; 0: neither
    tests: bool = False  # whether the self-test is a step of its own

    def start(self) -> State:
        """Where the search begins: nothing, or one key at epoch 1 whose address has been shown."""
        disk = Disk(FIRST_RUN, FIRST_RUN) if self.born else Disk()
        return State((disk, disk), (AT_REST, AT_REST), frozenset(), 0, 0, key(disk.current))

    # ── durable changes ─────────────────────────────────────────────────────────────────────────────────────────────

    def prepare(self, disk: Disk, run: Run) -> list[Effect]:
        """PREP: PENDING := run."""
        whole = disk._replace(pending=run, pending_copy=run, granted=False, paid=disk.granted)
        return [whole] if Rule.ONE_TRANSACTION in self.rules else [disk._replace(pending=run), whole]

    def commit(self, disk: Disk, run: Run) -> list[Effect]:
        """COMMIT: CURRENT := PENDING, the old record is gone."""
        run = run if Rule.COMPARE_RUNS in self.rules else disk.pending
        whole = dropped(disk)._replace(
            current=run, current_copy=disk.pending_copy, locked=False, granted=False, old=False
        )
        half = whole._replace(current_copy=disk.current_copy, pending_copy=disk.pending_copy)
        return [whole] if Rule.ONE_TRANSACTION in self.rules else [half, whole]

    def promotes(self, disk: Disk, run: Run) -> bool:
        """Whether COMMIT or COMMITTED of `run` may promote what is PENDING."""
        return disk.pending != 0 and (disk.pending == run or Rule.COMPARE_RUNS not in self.rules)

    def tested(self, disk: Disk) -> bool:
        """Whether P2 may promote its PENDING as far as its self-test goes."""
        return disk.tested or not self.tests or Rule.TESTED_FIRST not in self.rules

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
            return self.p1_answer(disk, ram, message)
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

    def p1_answer(self, disk: Disk, ram: Ram, told: Message) -> Handled | None:
        """P1 settles what P2's answer decides."""
        c2 = told.run
        if ram.phase != Phase.HANDSHAKE and Rule.HANDSHAKE_ONCE in self.rules:
            return None
        if self.links:
            disk = self.compared(disk, told)
        drop = self.settled(disk._replace(old=disk.old or told.old), disk.pending > 0)
        if Rule.P2_SETTLES_FIRST not in self.rules:  # both tell at once and compare numbers
            if epoch(c2) == epoch(disk.current):
                return drop, Ram(Phase.READY, ram.waiting)
            ahead = epoch(c2) == epoch(disk.current) + 1
            return self.p1_commits(disk, c2) if ahead and disk.pending == c2 else ([], Ram(Phase.MISMATCH))
        if c2 == disk.current:
            return drop, AT_REST
        if not c2 or c2 != disk.pending:
            return [], Ram(Phase.MISMATCH)
        return self.p1_commits(disk, c2, told_old=told.old)

    def p1_commits(self, disk: Disk, run: Run, *, told_old: bool = False) -> Handled:
        """Row B of the handshake."""
        found: list[Effect] = [Found()] if disk.old else []
        old = told_old or (disk.old and Rule.OLD_IS_KEPT in self.rules)
        written = [now._replace(old=old) if isinstance(now, Disk) else now for now in self.commit(disk, run)]
        return [*written, *found, Shown(key(run))], AT_REST

    def settled(self, disk: Disk, drops: bool) -> list[Effect]:
        """Row A, and B at P2: what is written."""
        if not self.links:
            return [dropped(disk)] if drops else []
        return [dropped(disk), Found()] if disk.old else [dropped(disk)]

    def compared(self, disk: Disk, told: Message) -> Disk:
        """What a side keeps of the generations that it was told; by them it may have been put back itself."""
        if told.remembers > disk.generation:
            catches_up = told.remembers + 1 if Rule.OLD_CATCHES_UP in self.rules else disk.generation
            disk = disk._replace(old=True, generation=catches_up)
        return disk._replace(remembers=max(disk.remembers, told.generation))

    def p2(self, state: State, message: Message) -> Handled | None:
        """P2 takes a message: its effects and its RAM afterwards, or None where it ignores it."""
        disk, ram = state.disks[1], state.rams[1]
        kind, run = message.kind, message.run
        if kind == "KEYS":
            return self.p2_keys(disk, ram, message)
        if ram.phase != Phase.READY and kind != "COMMIT":
            return None
        if kind == "F1" and self.p2_accepts(state, run):
            number = state.runs + 1 if Rule.FRESH_FROM_P2 in self.rules else -message.second
            new = (epoch(disk.current) + 1) * 100 + number * 10 + (key(disk.current) or number)
            asked = Message(0, "F2", new, message.second)
            return [Counted(number), asked], self.now_waits(ram, Waiting("F3", new), Waiting("F3", new))
        if kind == "F3" and (old := Waiting("F3", run)) in ram.waiting:
            if disk.locked and not disk.granted and Rule.LOCK_HOLDS in self.rules:
                return None
            prepared = Message(0, "PREPARED", run)
            return [*self.prepare(disk, run), prepared], self.now_waits(ram, old, Waiting("COMMIT", run))
        if kind == "TEST" and self.tests and disk.pending == run and Waiting("COMMIT", run) in ram.waiting:
            return [disk._replace(tested=True)], ram
        if kind == "COMMIT":
            return self.p2_commit(disk, ram, run)
        return None

    def p2_accepts(self, state: State, parent: Run) -> bool:
        """Whether P2 answers an F1 now."""
        disk, ram = state.disks[1], state.rams[1]
        free = not ram.waiting and not disk.pending
        if disk.locked and not disk.granted:
            return False
        within = state.runs + 1 <= self.starts + self.replays
        return (free or Rule.ONE_RUN not in self.rules) and parent == disk.current and within

    def p2_commit(self, disk: Disk, ram: Ram, run: Run) -> Handled | None:
        """THE commit point, or its repetition."""
        if self.promotes(disk, run) and self.tested(disk):
            effects = [*self.commit(disk, run), Shown(key(run)), Message(0, "COMMITTED", run)]
            return effects, self.now_waits(ram, Waiting("COMMIT", run), None)
        if Rule.COMMIT_REPEATABLE not in self.rules:
            return [Message(0, "REFUSED", run)], ram
        return ([Message(0, "COMMITTED", run)], ram) if disk.current == run else None

    def p2_keys(self, disk: Disk, ram: Ram, told: Message) -> Handled | None:
        """P2 settles durably what P1 tells, then answers: rows A to D."""
        c1, p1 = told.run, told.second
        if ram.phase != Phase.HANDSHAKE and Rule.HANDSHAKE_ONCE in self.rules:
            return None
        answer = Message(0, "ANSWER", disk.current)
        if self.links:
            raised = disk.generation + 1
            disk = self.compared(disk, told)
            disk = disk._replace(generation=max(disk.generation, raised))
            answer = answer._replace(generation=disk.generation, remembers=disk.remembers, old=disk.old)
        drop = self.settled(disk, disk.pending > 0)
        if Rule.P2_SETTLES_FIRST not in self.rules:
            if epoch(c1) == epoch(disk.current):
                return drop, Ram(Phase.READY, ram.waiting)
            behind = epoch(disk.current) == epoch(c1) + 1 and p1 == disk.current
            return [], AT_REST if behind else Ram(Phase.MISMATCH)
        if disk.current == c1 or (p1 and disk.current == p1):  # rows A and B
            return [*drop, answer], AT_REST
        if c1 and c1 == disk.pending and self.tested(disk):  # row C: only an older image of P2's disk
            promoted = [now._replace(old=self.links > 0) for now in self.commit(disk, c1) if isinstance(now, Disk)]
            return [*promoted, answer._replace(run=c1, old=self.links > 0)], AT_REST
        return [*([disk] if self.links else []), answer], Ram(Phase.MISMATCH)  # row D

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
            if self.links:
                yield from self.image_edges(state, side)
        if self.locks:
            yield from self.lock_edges(state)
        impatient = Rule.ONLY_HANDSHAKE_DROPS not in self.rules
        if impatient and any(waiting.expects == "COMMITTED" for waiting in state.rams[0].waiting):
            yield "P1 times out", False, after(state, 0, [dropped(state.disks[0])], OFFLINE)
        if not self.links or state.links < self.links:
            yield "the line is made anew", False, self.reconnected(state)

    def image_edges(self, state: State, side: int) -> Iterator[Edge]:
        """The disk of a side is copied, or the copy is put back."""
        if state.image is None:
            yield f"P{side + 1} is copied", True, state._replace(image=(side, state.disks[side]))
        elif state.image[0] == side and state.since == 0 and state.image[1] != state.disks[side]:
            copy, other = state.image[1], state.disks[1 - side]
            since = state.runs + 1 if copy.generation < other.remembers else -1
            yield f"P{side + 1} is put back", True, after(state._replace(since=since), side, [copy], OFFLINE)

    def lock_edges(self, state: State) -> Iterator[Edge]:
        """A check of P2's CURRENT fails, or a person at P2 confirms one run out of the lock."""
        disk, ram = state.disks[1], state.rams[1]
        if disk.current and not disk.pending and not disk.locked and ram.phase == Phase.READY:
            ends = OFFLINE if Rule.LOCK_HOLDS in self.rules else ram
            yield "P2 locks", True, after(state, 1, [disk._replace(locked=True)], ends)
        if disk.locked and not disk.granted:
            yield "a person grants a run", True, after(state, 1, [disk._replace(granted=True)], ram)

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
        if self.links:
            if Rule.HELLO_IS_COMPARED in self.rules and p1.generation < p2.remembers:
                p2 = p2._replace(old=True)
            p1 = p1._replace(generation=p1.generation + 1)
        tells = {Message(1, "KEYS", p1.current, p1.pending, p1.generation, p1.remembers)}
        if Rule.P2_SETTLES_FIRST not in self.rules:
            tells.add(Message(0, "ANSWER", p2.current))
        shaking = Ram(Phase.HANDSHAKE)
        links = state.links + 1 if self.links else 0
        return state._replace(disks=(p1, p2), rams=(shaking, shaking), net=late | tells, links=links)


def dropped(disk: Disk) -> Disk:
    """DROP: PENDING := none."""
    return disk._replace(pending=0, pending_copy=0, paid=False, tested=False)


def after(state: State, side: int, effects: list[Effect], ram: Ram) -> State:
    """`state` after `side` has had these effects and has this RAM."""
    disk, runs, shown, found, sent = state.disks[side], state.runs, state.shown, state.found, []
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
            case Found():
                found = True
    disks = (disk, state.disks[1]) if side == 0 else (state.disks[0], disk)
    rams = (ram, state.rams[1]) if side == 0 else (state.rams[0], ram)
    net = state.net.union(sent)  # a `_replace` in every step takes longer
    return State(disks, rams, net, state.starts, runs, shown, state.links, state.image, state.since, found)
