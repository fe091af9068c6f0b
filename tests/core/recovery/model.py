"""An explicit-state model of recovery: copies, sheets, restore, replacement, cancel and disks that are put back.

It stands on the life cycle of tests/core/keys/model.py, whose handshake and two-phase commit are whole here, and adds
what core/spec/recovery.md says of devices, sheets and pins. Nothing of the cryptography is in it: a run is a number,
a copy is the set of sheets it is sealed to, and who holds such a sheet and such a copy holds the half.
tests/core/recovery/model_search.py visits every state that can be reached.

What may happen, within the bounds of `Model`: the line is cut and either side crashes between any two durable steps;
a device is lost or stolen, at any moment, and is found again or makes runs for its thief; somebody gets an approval
without a sheet, or asks with a copied one; a request ends at any moment; a replacement is cancelled; a new sheet is
made, and its paper is wrong; the disk of one side is put back to any state that it was in. Not modelled: both disks
put back, two devices lost at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tests.core.recovery.model_device import DeviceSteps, Rule
from tests.core.recovery.model_world import (
    Asker,
    Device,
    Edge,
    Half,
    Line,
    Lost,
    Record,
    Request,
    Sheet,
    Stage,
    State,
    Step,
    admitted,
    cut,
    halves,
    of_others,
    opens,
    put,
    with_anchor,
    with_device,
)

FORCED = 4  # runs beyond the bound of a model, when one has to come before anything else
FIRST_GENERATION = 2


@dataclass(frozen=True)
class Model(DeviceSteps):
    """One configuration: the rules in force and how often each thing may happen."""

    runs: int = 2  # the first one included; not those that must come
    losses: int = 1
    thefts: bool = False  # a device may be stolen, on-line and with its secrets
    requests: int = 2
    intruders: frozenset[Asker] = frozenset()
    changes: int = 0  # of a sheet
    images: frozenset[int] = frozenset()  # sides whose disk may be put back, once
    cancels: bool = True
    sheets: bool = True  # the wallet was made with sheets

    def without(self, *rules: Rule) -> Model:
        """The same without these rules."""
        return replace(self, rules=self.rules - {*rules})

    def start(self) -> State:
        """One wallet whose first run is current on both devices."""
        first = Record(1, frozenset({1} if self.sheets else ()))
        generation = FIRST_GENERATION if self.links else 0
        p1 = Device(1, first, 2, generation=generation, remembers=generation)
        p2 = Device(2, first, 1, generation=generation, remembers=generation)
        return State((p1, p2), (p1.anchor, p2.anchor))

    def in_bounds(self, state: State) -> bool:
        """Whether no bound keeps this state from going on."""
        enough = state.requests < self.requests and state.runs < self.runs + FORCED
        return enough and (not self.links or state.links < self.links - 1)

    # ── what follows from a state ───────────────────────────────────────────────────────────────────────────────────

    def sealed_to(self, state: State, role: int) -> frozenset[Sheet]:
        """The sheets that a run of now seals the share of `role` to."""
        old = state.before[role] if Rule.TWO_COPIES in self.rules else 0
        return frozenset({state.sheets[role], old} - {0})

    def is_behind(self, state: State, side: int) -> bool:
        """Whether the anchor of a side is not as its row."""
        device, (peer, blocked) = state.devices[side], state.anchors[side]
        return device is not None and (device.blocked != blocked or (self.names_pin and device.peer != peer))

    def awake(self, state: State, side: int, device: Device) -> Device:
        """WAKE: what this device is once it has read its anchor, which is ahead of it."""
        peer, blocked = state.anchors[side]
        device = device._replace(must=True, blocked=blocked)
        if not self.names_pin or device.peer == peer:
            return device
        return device._replace(peer=peer, bound=None)  # what it held when it re-bound is not known any more

    def edges(self, state: State) -> Iterator[Edge]:
        """Everything that can happen next."""
        behind = [side for side in (0, 1) if self.is_behind(state, side)]
        if Rule.ANCHOR in self.rules and behind:
            yield from (self.wakes(state, side) for side in behind)
            return
        if state.line != Line.OFF:
            yield "the line is cut", True, cut(state)
        yield from self.handshake_edges(state)
        yield from self.run_edges(state)
        yield from self.loss_edges(state)
        for role in (0, 1):
            yield from self.ask_edges(state, role)
            yield from self.sheet_edges(state, role)
            yield from self.image_edges(state, role)
        yield from self.request_edges(state)
        if self.cancels:
            yield from self.cancel_edges(state)

    # ── the life cycle ──────────────────────────────────────────────────────────────────────────────────────────────

    def handshake_edges(self, state: State) -> Iterator[Edge]:
        """P1 tells, P2 settles and answers, P1 settles: rows A to D."""
        p1, p2 = state.devices
        if p1 is None or p2 is None:
            return
        if state.line == Line.OFF and admitted(p1, p2) and (not self.links or state.links < self.links):
            yield self.p2_settles(state, p1, p2)
        if state.line == Line.ANSWERED and state.answer is not None:
            yield self.p1_settles(state, p1, state.answer)
        if state.line == Line.MISMATCH and state.request is None:  # the newer side is the authority
            role = 0 if p1.newest < p2.newest else 1
            if opens(state, 1 - role):
                yield f"P{role + 1}, which is older, is restored", False, cut(with_device(state, role, None))

    def p2_settles(self, state: State, p1: Device, p2: Device) -> Edge:
        """P2 hears KEYS."""
        links = state.links + 1 if self.links else 0
        p1, p2, fits = self.settle_p2(p1, p2)
        line = Line.ANSWERED if fits else Line.MISMATCH
        heard = state._replace(devices=(p1, p2), line=line, answer=p2 if line == Line.ANSWERED else None, links=links)
        return "P2 settles", False, heard

    def p1_settles(self, state: State, p1: Device, told: Device) -> Edge:
        """P1 hears ANSWER. Only what answers CURRENT lets it drop PENDING."""
        settled = self.settle_p1(p1, told)
        if settled is None:
            return "P1 finds a mismatch", False, state._replace(line=Line.MISMATCH, answer=None)
        if settled.current.run != p1.current.run:
            state = state._replace(lost=None)
        p1 = settled
        return "P1 settles", False, with_device(state, 0, p1)._replace(line=Line.READY, answer=None)

    def run_edges(self, state: State) -> Iterator[Edge]:
        """A run begins, or takes its next durable step."""
        p1, p2 = state.devices
        if p1 is None or p2 is None or state.line != Line.READY:
            return
        if state.run is None:
            forced = p1.must or p2.must
            if not p1.pending and not p2.pending and state.runs < self.runs + (FORCED if forced else 0):
                number = state.runs + 1
                yield "a run begins", not forced, state._replace(run=(number, Step.P2_PREP), runs=number)
            return
        number, step = state.run
        match step:
            case Step.P2_PREP:
                after = with_device(state, 1, self.prepare(1, p2, Record(number, self.sealed_to(state, 0))))
            case Step.P1_PREP:
                after = with_device(state, 0, self.prepare(0, p1, Record(number, self.sealed_to(state, 1))))
            case Step.P2_COMMIT:
                after = with_device(state, 1, self.commit(1, p2))
            case Step.P1_COMMIT:
                ended = with_device(state, 0, self.commit(0, p1))._replace(run=None, lost=None, healed=True)
                yield step.name, False, ended
                return
        yield step.name, False, after._replace(run=(number, Step(step + 1)))

    # ── devices come and go ─────────────────────────────────────────────────────────────────────────────────────────

    def loss_edges(self, state: State) -> Iterator[Edge]:
        """A device is lost or stolen, found again, or used by its thief."""
        for role, device in enumerate(state.devices):
            if device and state.devices[1 - role] and state.losses < self.losses and not (state.lost or state.request):
                gone = cut(with_device(state, role, None))._replace(
                    outside=state.outside | halves(role, device), losses=state.losses + 1, healed=False
                )
                yield f"P{role + 1} is lost", True, gone._replace(lost=Lost(role, device, online=False))
                if self.thefts:
                    yield f"P{role + 1} is stolen", True, gone._replace(lost=Lost(role, device, online=True))
        if state.lost is None:
            return
        role, device, online = state.lost
        survivor = state.devices[1 - role]
        if survivor is None or survivor.peer != device.pin or device.pin in survivor.blocked or state.devices[role]:
            return
        if state.request is None:
            back = with_device(state, role, device)._replace(lost=None, outside=of_others(state.outside, device.pin))
            yield f"P{role + 1} is found", True, back
        if online:
            yield from self.thief_edges(state, survivor)

    def thief_edges(self, state: State, survivor: Device) -> Iterator[Edge]:
        """What a thief does with the device while it is admitted, and what ends that."""
        assert state.lost is not None
        role, device, _ = state.lost
        blocking = survivor._replace(blocked=survivor.blocked | {device.pin})
        yield from self.anchored(state, 1 - role, blocking, "the stolen device is blocked")
        if state.runs < self.runs and survivor.pending is None:
            number = state.runs + 1
            renewed = device._replace(current=Record(number, self.sealed_to(state, 1 - role)), pending=None)
            begun = self.prepare(1 - role, survivor, Record(number, self.sealed_to(state, role)))
            used = with_device(state, 1 - role, self.commit(1 - role, begun))
            outside = of_others(state.outside, device.pin) | halves(role, renewed)
            lost = Lost(role, renewed, online=True)
            yield "the thief makes a run", True, used._replace(runs=number, lost=lost, outside=outside)

    def ask_edges(self, state: State, role: int) -> Iterator[Edge]:
        """ASK: somebody wants to take the place of the device of `role`."""
        survivor, device = state.devices[1 - role], state.devices[role]
        if survivor is None or state.request is not None:
            return
        fresh = 3 + state.requests
        if state.requests < self.requests and opens(state, 1 - role) and not (device and admitted(survivor, device)):
            asked = state._replace(request=Request(role, fresh, Asker.OWNER), requests=state.requests + 1)
            yield f"the owner asks to restore P{role + 1}", False, asked
        if device is None or state.lost is not None or state.intrusions:
            return
        if not self.sheets and survivor.peer == device.pin:
            bound = survivor if Rule.ONE_BY_ONE in self.rules else survivor._replace(peer=fresh, must=True)
            other = cut(state)._replace(intrusions=1, healed=False)
            yield from self.anchored(other, 1 - role, bound, f"another wallet of P{role + 1} is restored", wish=True)
        for asker in self.intruders:
            returning = {half.pin for half in state.outside if half.role == role} - survivor.blocked
            for pin in {fresh, *returning} if asker is Asker.STRANGER else {fresh}:
                asked = cut(state)._replace(request=Request(role, pin, asker), intrusions=1)
                asked = asked._replace(requests=state.requests + (pin == fresh))
                yield f"a {asker.name} asks for the place of P{role + 1}", True, asked

    def request_edges(self, state: State) -> Iterator[Edge]:
        """APPROVE, STOP, OPEN and REBIND."""
        if state.request is None:
            return
        role, pin, asker, stage, opened = state.request
        survivor = state.devices[1 - role]
        if survivor is None:
            return
        if stage != Stage.BOUND:
            must = survivor.must or (stage == Stage.OPENED and Rule.HANDED_OUT in self.rules)
            ended = with_device(state, 1 - role, survivor._replace(must=must))
            outside = state.outside | (halves(role, opened) if opened else frozenset())
            ended = cut(ended)._replace(request=None, outside=outside, healed=state.healed and opened is None)
            yield "the request is stopped or runs out", False, ended
        if stage == Stage.ASKED and self.settles(state, survivor):
            after = state.request._replace(stage=Stage.SETTLED)
            yield "approved and settled", asker is not Asker.OWNER, state._replace(request=after)
        if stage in (Stage.SETTLED, Stage.BOUND) and (record := self.obtained(state, survivor)):
            new = self.open(role, pin, record, survivor)
            if stage == Stage.BOUND:
                placed = with_device(state, role, new)._replace(request=None)
                yield "OPEN", False, with_anchor(placed, role, new)
            else:
                yield "OPEN", False, state._replace(request=state.request._replace(stage=Stage.OPENED, opened=new))
        if stage == Stage.SETTLED and Rule.PROOF_FIRST not in self.rules:
            waiting = state.request._replace(stage=Stage.BOUND)
            yield from self.rebinding(state, survivor, None, waiting)
        if opened and opened.current.run == survivor.current.run:
            yield from self.rebinding(state, survivor, opened, None)
        elif opened:
            again = state.request._replace(stage=Stage.SETTLED, opened=None)
            yield "a stale proof: OPEN again", False, state._replace(request=again)

    def settles(self, state: State, survivor: Device) -> bool:
        """Whether nobody vetoes this request until its time is over."""
        assert state.request is not None
        if state.request.asker is Asker.COPIER:
            return Rule.ONLINE_STOPS not in self.rules
        online = state.lost is not None and state.lost.online
        silent = (
            state.lost is not None
            and state.lost.device.pin in survivor.blocked
            and Rule.BLOCKED_IS_SILENT in self.rules
        )
        return not online or silent

    def obtained(self, state: State, survivor: Device) -> Record | None:
        """What the asker can open of the copy handed out, or holds already."""
        assert state.request is not None
        role, pin, asker, _, _ = state.request
        held = Half(role, pin, survivor.current.run) in state.outside
        if asker is Asker.STRANGER and not held:
            return None
        if asker is not Asker.STRANGER and not opens(state, 1 - role):
            return None
        return Record(survivor.current.run, self.sealed_to(state, 1 - role))

    def rebinding(self, state: State, survivor: Device, new: Device | None, waiting: Request | None) -> Iterator[Edge]:
        """REBIND: the pin changes, and a run must come. P1 keeps its PENDING."""
        assert state.request is not None
        role, pin = state.request.role, state.request.pin
        old = state.devices[role]
        bound = self.rebind(1 - role, survivor, pin)
        after = cut(with_device(state, role, new))._replace(request=waiting, healed=False)
        if new is not None:
            after = with_anchor(after, role, new)
        if old is not None:
            after = after._replace(lost=Lost(role, old, online=False), outside=after.outside | halves(role, old))
        after = after._replace(
            retired=after.retired | {survivor.peer}, outside=of_others(after.outside, pin) if new else after.outside
        )
        yield from self.anchored(after, 1 - role, bound, "REBIND", wish=state.request.asker is not Asker.OWNER)

    def cancel_edges(self, state: State) -> Iterator[Edge]:
        """CANCEL: the old device is there and takes its place back, before the survivor's run has committed."""
        if state.lost is None or (state.request is not None and state.request.stage != Stage.BOUND):
            return
        role, old, _ = state.lost
        survivor, new = state.devices[1 - role], state.devices[role]
        if survivor is None or survivor.peer == old.pin or not survivor.must or old.pin in survivor.blocked:
            return
        back = self.cancel(1 - role, survivor, old.pin)
        if back is None:
            return
        after = cut(with_device(state, role, old))._replace(
            request=None,
            lost=None,
            outside=of_others(state.outside, old.pin) | (halves(role, new) if new else frozenset()),
            retired=(state.retired | {survivor.peer}) - {old.pin},
            healed=False,
        )
        yield from self.anchored(with_anchor(after, role, old), 1 - role, back, "CANCEL", wish=True)

    # ── sheets, anchors and images ──────────────────────────────────────────────────────────────────────────────────

    def sheet_edges(self, state: State, role: int) -> Iterator[Edge]:
        """SHEET and DRILL."""
        other = state.devices[1 - role]
        if state.line != Line.READY or state.run is not None or other is None:
            return
        old, new = state.before[role], state.sheets[role]
        if not old and state.changes < self.changes:
            made = state._replace(
                sheets=put(state.sheets, role, new + 1), before=put(state.before, role, new), changes=state.changes + 1
            )
            kept = state.papers[role] if Rule.DRILL_BEFORE_FIRE in self.rules else frozenset[Sheet]()
            right, wrong = put(state.papers, role, kept | {new + 1}), put(state.papers, role, kept)
            yield f"P{role + 1} makes a new sheet", True, made._replace(papers=right)
            if Rule.DRILL_BEFORE_FIRE in self.rules:
                yield f"P{role + 1} makes a new sheet, its paper is wrong", True, made._replace(papers=wrong)
        due = any(device and device.must for device in state.devices) and Rule.DRILL_AT_REST in self.rules
        if old and not due and new in other.current.sheets & state.papers[role]:
            papers = put(state.papers, role, state.papers[role] - {old})
            yield (
                f"P{role + 1} drills, the old paper is burnt",
                False,
                state._replace(papers=papers, before=put(state.before, role, 0)),
            )

    def image_edges(self, state: State, side: int) -> Iterator[Edge]:
        """The disk of a side is copied, or the copy is put back. The anchor lies elsewhere."""
        device = state.devices[side]
        if device is None or side not in self.images:
            return
        if state.image is None:
            yield f"P{side + 1} is copied", True, state._replace(image=(side, device))
        elif state.image[0] == side and state.image[1].pin == device.pin and not state.put_back:
            copy = state.image[1]
            if Rule.ANCHOR in self.rules:  # its generation is ahead
                copy = self.awake(state, side, copy)
            yield f"P{side + 1} is put back", True, cut(with_device(state, side, copy))._replace(put_back=True)

    def wakes(self, state: State, side: int) -> Edge:
        """WAKE: a device starts whose anchor is ahead of its row."""
        device = state.devices[side]
        assert device is not None
        after = with_device(state, side, self.awake(state, side, device))
        return f"P{side + 1} wakes", False, after._replace(healed=False)

    def anchored(self, state: State, side: int, device: Device, label: str, *, wish: bool = False) -> Iterator[Edge]:
        """A change of the pin or of the blocked ones: the anchor and the row, with a crash between them."""
        whole = with_anchor(with_device(state, side, device), side, device)
        yield label, wish, whole
        if Rule.ANCHOR not in self.rules:
            return
        if Rule.ANCHOR_FIRST in self.rules:
            yield f"{label}, a crash before the row", True, cut(with_anchor(state, side, device))
        else:
            yield f"{label}, a crash before the anchor", True, cut(with_device(state, side, device))
