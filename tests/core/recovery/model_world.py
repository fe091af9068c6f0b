"""The states of the recovery model: devices, anchors, sheets, requests (tests/core/recovery/model.py)."""

from __future__ import annotations

from enum import Enum, IntEnum
from typing import NamedTuple, TypeAlias, TypeVar

T = TypeVar("T")

Pin: TypeAlias = int  # a device: 1 and 2 are the first two, then every new one has its own
Run: TypeAlias = int  # stands for T
Sheet: TypeAlias = int  # the number of a sheet of one role; 0 is none


class Record(NamedTuple):
    """REC(T): the share of a run, and the other side's copy of the same run as the sheets that it is sealed to."""

    run: Run
    sheets: frozenset[Sheet]
    ot: bool = True  # opened from a copy it has no OT state: it can sign nothing


class Bound(NamedTuple):
    """What a survivor keeps of a re-binding until a run has committed."""

    old: Pin
    current: Run  # T of CURRENT then
    kept: Run  # T of the PENDING that it kept, or 0


class Anchor(NamedTuple):
    """What one device keeps outside its data directory."""

    peer: Pin
    blocked: frozenset[Pin] = frozenset()


class Device(NamedTuple):
    """What is durable on one device."""

    pin: Pin
    current: Record
    peer: Pin  # whom it admits
    pending: Record | None = None
    blocked: frozenset[Pin] = frozenset()
    must: bool = False  # must-refresh
    bound: Bound | None = None
    generation: int = 0  # raised by every handshake, where connections are bounded
    remembers: int = 0

    @property
    def runs(self) -> frozenset[Run]:
        """The runs of the shares that it holds."""
        return frozenset({self.current.run, self.pending.run} if self.pending else {self.current.run})

    @property
    def newest(self) -> Run:
        """The newest of them."""
        return max(self.runs)

    @property
    def anchor(self) -> Anchor:
        """What its anchor has to say."""
        return Anchor(self.peer, self.blocked)


class Asker(Enum):
    """Who asks to take a device's place."""

    OWNER = "has the sheet"
    STRANGER = "has no sheet, or a half from before; the device is off for as long as a request settles"
    COPIER = "has a copy of the sheet; the device is on-line now and then"


class Stage(IntEnum):
    """How far a request has come."""

    ASKED = 0
    SETTLED = 1  # approved, the settling time is over: the copy may be handed out
    OPENED = 2  # durable on the new device, which proves its share
    BOUND = 3  # the pin was changed before anything was opened (without PROOF_FIRST)


class Request(NamedTuple):
    """A request to take the place of the device of `role`, waiting at the survivor."""

    role: int
    pin: Pin
    asker: Asker
    stage: Stage = Stage.ASKED
    opened: Device | None = None


class Lost(NamedTuple):
    """A device that its owner no longer has, until one in its place has made a run."""

    role: int
    device: Device
    online: bool  # a thief keeps it on-line


class Line(IntEnum):
    """Where the connection stands."""

    OFF = 0
    ANSWERED = 1  # P2 has settled, P1 has not
    READY = 2
    MISMATCH = 3


class Step(IntEnum):
    """The next durable step of a run."""

    P2_PREP = 1
    P1_PREP = 2
    P2_COMMIT = 3
    P1_COMMIT = 4


class Half(NamedTuple):
    """A half of an epoch on a device that is out of use."""

    role: int
    pin: Pin
    run: Run


Devices: TypeAlias = tuple[Device | None, Device | None]


class State(NamedTuple):
    """The whole world."""

    devices: Devices  # in use: P1, P2
    anchors: tuple[Anchor, Anchor]
    line: Line = Line.OFF
    answer: Device | None = None  # P2 as it was when it answered
    run: tuple[Run, Step] | None = None
    request: Request | None = None
    lost: Lost | None = None
    outside: frozenset[Half] = frozenset()
    retired: frozenset[Pin] = frozenset()  # replaced or cancelled by a person
    papers: tuple[frozenset[Sheet], frozenset[Sheet]] = (frozenset({1}), frozenset({1}))  # that the owner can read
    sheets: tuple[Sheet, Sheet] = (1, 1)  # in force, of each role
    before: tuple[Sheet, Sheet] = (0, 0)  # the one before, until the drill
    runs: int = 1
    losses: int = 0
    requests: int = 0
    intrusions: int = 0
    changes: int = 0
    links: int = 0
    image: tuple[int, Device] | None = None  # a copy of the disk of one side
    put_back: bool = False
    healed: bool = False  # the last thing that asked for a run has had one


Edge: TypeAlias = tuple[str, bool, State]  # label, is it a fault or a person's wish, where it leads


def admitted(p1: Device, p2: Device) -> bool:
    """Whether each lets the other in."""
    return p1.peer == p2.pin and p2.peer == p1.pin and p2.pin not in p1.blocked and p1.pin not in p2.blocked


def opens(state: State, side: int) -> bool:
    """Whether the owner's papers open the copy that this survivor hands out."""
    device = state.devices[side]
    return device is not None and bool(device.current.sheets & state.papers[1 - side])


def as_bound(device: Device) -> bool:
    """Whether it holds what it held when it re-bound: no commit since, and a PENDING that it kept is still there."""
    bound = device.bound
    if bound is None or device.current.run != bound.current:
        return False
    return not bound.kept or (device.pending is not None and device.pending.run == bound.kept)


def halves(role: int, device: Device) -> frozenset[Half]:
    """What a device holds when it goes out of use."""
    return frozenset(Half(role, device.pin, run) for run in device.runs)


def of_others(outside: frozenset[Half], pin: Pin) -> frozenset[Half]:
    """Without what this device holds."""
    return frozenset(half for half in outside if half.pin != pin)


def put(pair: tuple[T, T], side: int, new: T) -> tuple[T, T]:
    """The pair with another value at one side."""
    return (new, pair[1]) if side == 0 else (pair[0], new)


def with_device(state: State, side: int, device: Device | None) -> State:
    """With another device, or none, in use at one side."""
    return state._replace(devices=put(state.devices, side, device))


def with_anchor(state: State, side: int, device: Device) -> State:
    """With the anchor of one side as this device wants it."""
    return state._replace(anchors=put(state.anchors, side, device.anchor))


def cut(state: State) -> State:
    """The line and what was in memory are gone."""
    return state._replace(line=Line.OFF, answer=None, run=None)
