"""The person at the co-signer: what waits, yes, no, the rules; and the prompt of a `serve` that runs in a terminal."""

from __future__ import annotations

import argparse
import select
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from app import logs
from app.answers import as_json, object_of
from app.arguments import read
from app.cosigner import restore
from app.cosigner.checklist import TASK, checked, countdown, proposals, sheet_asked, task_asked
from app.cosigner.home import cosigner
from app.cosigner.seat import must_not_be_there, seat
from app.recovery_said import file_reminders
from app.terminal import Screen, more, plain, sats, shown, whole
from app.text import approval
from app.text.page_line import AskedLine
from app.text.restore import line
from app.text.restore_line import RestoreLine
from app.text.say import said
from app.text.terminal import anchored, behind, failed, memory, opened_with, told, warning
from core.bitcoin.caution import Caution
from core.codec.names import composed
from core.errors import TandemError
from core.platform.here import here

if TYPE_CHECKING:
    from core.cosigner.api import (
        AddressView,
        AdminApi,
        ApprovalView,
        DecidedView,
        HalfView,
        LogView,
        PlaceView,
        PolicyView,
    )

POLL_SECONDS = 0.5
RULE_NUMBERS = dict.fromkeys(("approve_below", "max_payment", "per_day", "per_week", "ask_above"), "satoshi")
RULE_NUMBERS |= dict.fromkeys(("wait", "delay", "alike_minutes"), "minutes") | {"alike_per_day": "times"}
MOST_SHOWN = 20  # of what a freeze does not call back
REFUSED_OFTEN = 3  # times in a row, after which a person is shown how to shut a computer out (W5)
SHOWN = ("time", "first", "count", "kind", "text")  # of a line of the log, in `status`
_APART = ("outstanding", "propose_delay")  # of a policy: in sentences of their own
APPROVED = "Approved. It is signed as soon as the computer is on-line."
ACCEPTED = "accepted"  # what became of the yes to a recovery sheet
SHEET_ACCEPTED = "Accepted. From its next refresh on a copy is kept for that sheet."
LOOK_SECONDS = 2.0  # nobody has read a request in less (W5)


def approvals(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem-cosigner approvals`."""
    desk = cosigner(args, screen)
    found, unsigned = desk.approvals(), desk.unsigned()
    open = () if screen.as_json else desk.policy_show()
    screen.answer(
        {"approvals": as_json(found), "unsigned": as_json(unsigned)}, [*_desk(found, unsigned), *proposals(open)]
    )


def approve(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem-cosigner approve ID [--accept-fee]`; at a terminal after one look more."""
    desk, id, task = cosigner(args, screen), args.id, ""
    person = screen.source.isatty() and not screen.as_json
    if person or seat().address:
        asked = [request for request in desk.approvals() if id and request.id.startswith(id.strip().lower())]
        for request in asked:
            must_not_be_there(desk, request, screen.say, insists="this_is_not_the_wallet_computer" in args)
        if len(asked) == 1 and person and not _meant(asked[0], screen):
            screen.answer({}, ["Left waiting; nothing was approved."])
            return
        id, task = (asked[0].id, asked[0].task) if len(asked) == 1 and person else (id, task)
    done = desk.approve(id, accept_fee="accept_fee" in args, task=task)
    paid = [] if done.leaves is None else [_leaving(done)]
    said = {ACCEPTED: SHEET_ACCEPTED, restore.SETTLING: line(RestoreLine.APPROVED)}.get(done.state, APPROVED)
    screen.answer(object_of(done), [*paid, said])


def _meant(request: ApprovalView, screen: Screen) -> bool:
    """Whether a person says yes to what the co-signer read. The computer may have told them another request's id."""
    screen.say("\n".join(describe(request)))
    time.sleep(LOOK_SECONDS)
    forget_typed()
    return screen.confirm("Approve?")


def refuse(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem-cosigner refuse ID --reason TEXT`."""
    done = cosigner(args, screen).refuse(args.id, args.reason)
    screen.answer(object_of(done), ["Refused. Nothing is signed."])


def policy_show(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem-cosigner policy show [NAME]`."""
    screen.answer(*_policies(cosigner(args, screen).policy_show(getattr(args, "name", None))))


def policy_set(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem-cosigner policy set [NAME] --approve-below SATS …`."""
    from core.cosigner.api import OFF, PolicyChange

    given = {name: value for name, value in vars(args).items() if name in PolicyChange.__dataclass_fields__}
    numbers = {
        name: OFF if value == "off" else whole(value, f"--{name.replace('_', '-')}", RULE_NUMBERS[name])
        for name, value in given.items()
        if name in RULE_NUMBERS
    }
    lists = {name: tuple(value) for name, value in given.items() if name in ("allow", "disallow")}
    if "allowlist_only" in given:
        given["allowlist_only"] = given["allowlist_only"] == "on"
    done = cosigner(args, screen).policy_set(PolicyChange(**given | numbers | lists), getattr(args, "name", None))
    screen.answer(*_policies(done))


def _policies(views: Sequence[PolicyView]) -> tuple[dict[str, Any], list[str]]:
    """Rules for programs, and the same for people: whose they are first."""
    found = as_json(views)
    shown = [{name: value for name, value in one.items() if name not in _APART} for one in found]
    lines = _text({"policies": [_whose(one) for one in shown]})
    warned = filter(None, {anchored(view.anchor) for view in views})
    outstanding = (line for view in views for line in _outstanding(view))
    return {"policies": found}, [*lines, *outstanding, *warned, *proposals(views)]


def _outstanding(view: PolicyView) -> list[str]:
    """What a freeze does not call back, and what does (C6)."""
    if not view.frozen:
        return []
    signed, name = view.outstanding, plain(view.wallet)
    if not signed:
        return [f"{name}: frozen. Nothing that was signed before is outstanding."]
    lines = [
        f"  {shown(one.at, 'at')}  {_amount(one.leaves)}, of it {_amount(one.fee)} fee  {plain(one.txid)}"
        for one in signed[:MOST_SHOWN]
    ]
    lines += [f"  and {len(signed) - MOST_SHOWN} more: --json lists all"] if len(signed) > MOST_SHOWN else []
    return [
        f"{name}: frozen. These were signed before; a freeze does not call them back ({len(signed)}, newest first):",
        *lines,
        "Only the computer sees which of them are in a block. Whoever has its signatures can publish any other, at any",
        "time. What kills them is a sweep: all coins of the wallet, at a higher fee, to one that you trust.",
        "A frozen wallet signs no sweep either: unfreeze it for that, and approve the sweep and nothing else.",
    ]


def _whose(found: Mapping[str, Any]) -> dict[str, Any]:
    """A wallet and its computer first."""
    first = ("wallet", "computer_name", "computer")
    return {key: found[key] for key in first if found.get(key)} | {
        key: value for key, value in found.items() if key not in first
    }


def name(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem-cosigner name [NAME]`."""
    found = cosigner(args, screen).name(getattr(args, "name", None))
    told = f"This co-signer is called {plain(found.name)}." if found.name else "This co-signer has no name yet."
    screen.answer(object_of(found), [told, f"Its fingerprint: {plain(found.fingerprint)}"])


def rename(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem-cosigner rename COMPUTER NAME`."""
    found = cosigner(args, screen).rename(args.computer, args.name)
    calls = f" It calls itself “{plain(found.told)}”." if found.told else ""
    screen.answer(object_of(found), [f"The computer {plain(found.pin)} is called {plain(found.name)} here.{calls}"])


def resume(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem-cosigner resume [NAME]`."""
    found, lines = _policies(cosigner(args, screen).resume(getattr(args, "name", None)))
    screen.answer(found, ["The rules count again.", *lines])


def end_silence(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem-cosigner end-silence [NAME]`."""
    wallets = cosigner(args, screen).end_silence(getattr(args, "name", None))
    found = [{"name": one.name, "silence": one.silence} for one in wallets]
    screen.answer({"wallets": found}, ["You are asked again."])


def address(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem-cosigner address NAME [NUMBER|ADDRESS]`."""
    view = cosigner(args, screen).address(args.name, getattr(args, "which", None))
    for word in view.warnings:
        screen.say(plain(warning(word)))
    found = object_of(view)
    screen.answer(found, _text(_whose({key: value for key, value in found.items() if key != "warnings"})))


def status(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem-cosigner status`."""
    desk = cosigner(args, screen)
    status = desk.status()
    logged = [{name: line[name] for name in SHOWN} for line in map(_line, status.log)]
    found = object_of(status) | {"log": logged}
    words = {"passphrase": opened_with(status.passphrase), "memory": memory(status.memory)}
    lines = _text(found | words if status.serving else {k: v for k, v in found.items() if k not in words})
    proposed = [] if screen.as_json else proposals(desk.policy_show())
    drill = "A drill of this co-signer's sheet is due: tandem-cosigner drill NAME --sheet-file -"
    due = drill if 0 < status.drill_due <= status.clock else ""
    told = filter(None, [failed(status.failed), anchored(status.anchor), behind(status.clock_behind), due])
    screen.answer(found, [*lines, *told, *file_reminders(status.files.missing, status.files.old), *proposed])


def log(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem-cosigner log [--kind KIND] [--since TIME] …`."""
    logs.show(screen, [_line(entry) for entry in cosigner(args, screen).log(logs.query_of(args))])


def log_export(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem-cosigner log export FILE`."""
    name = logs.new_file(args.file)
    logs.export(screen, name, cosigner(args, screen).log_file().encode())


def log_verify(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem-cosigner log verify [FILE]`."""
    logs.verify(screen, read(args.file) if "file" in args else cosigner(args, screen).log_file().encode())


def _line(entry: LogView) -> dict[str, Any]:
    """A line of the log in words; a `serve` of another version may have its own."""
    line = logs.line(entry.number, entry.time, entry.first, entry.count, entry.code, entry.values)
    return line if entry.code else {**line, "kind": entry.kind, "text": entry.text}


def written(entry: LogView) -> str:
    """A line of the log for a person."""
    return logs.written(_line(entry))


def _desk(requests: Sequence[ApprovalView], unsigned: Sequence[ApprovalView]) -> Iterator[str]:
    """All that waits, for a person; nothing is worked out for whoever wants JSON."""
    if not requests:
        yield "Nothing waits for you."
    for number, request in enumerate([*requests, *unsigned]):
        if number or not requests:
            yield ""
        yield from describe(request)


def describe(request: ApprovalView) -> list[str]:
    """One request as the co-signer read it, line by line; first and last what leaves (W5). A `serve` of another
    version may say less."""
    if request.restores is not None:
        return restore.described(request, request.restores)
    network = f" on {shown(request.network)}" if request.network else ""
    holds = "key" if request.kind == "task" and not request.network else "wallet"
    lines = [f"Request {shown(request.id or None)}   {holds} {shown(request.wallet or None)}{network}"]
    lines += [f"  {approval.asked_by(computer_of(request))}"] if request.computer else []
    lines += [f"  {word}" for word in countdown(request)]
    if request.refused >= REFUSED_OFTEN:
        lines.append(f"  ! {approval.refused_often(request.refused)} tandem-cosigner block {plain(request.computer)}")
    warnings = [f"  ! {plain(warning(word))}" for word in request.warnings]
    if request.kind == "unlock":
        return [*lines, f"  {said(AskedLine.UNLOCK)}", *warnings]
    if request.kind == "sheet":
        return [*lines, *(f"  {one}" for one in sheet_asked(request))]
    if request.kind == TASK:
        title, *rest = task_asked(request) or [""]
        return [title, *lines, *(f"  {one}" for one in rest), *warnings, title]
    whole_of_it = _leaving(request)
    before = approval.related(request.replaces, request.hurries, request.recipients, more(request.fee_more))
    lines += [f"  {plain(before)}"] if before else []
    pays, lost, own = (list(map(_place, places)) for places in (request.pays, request.unfindable, request.to_self))
    lines = [whole_of_it, *lines]
    for place, (amount, address) in zip(request.pays, pays, strict=True):
        lines.append(f"  pay {amount} to {address}{f' ({approval.first_time()})' if place.first_time else ''}")
        lines += [f"  ! {approval.looks_like(_fours(place.looks_like))}"] if place.looks_like else []
    lines += [f"  lose {amount} to {address}: yours, but where no program will find it" for amount, address in lost]
    lines += [f"  {amount} to yourself at {address}" for amount, address in own]
    if not (pays or lost):
        lines.append("  nothing leaves but the fee")
    most = max(request.pays, key=lambda place: place.sats or 0) if len(pays) > 1 else None
    again = [f"  {approval.largest(*_place(most))}"] if most else []
    return [*lines, f"  fee {_amount(request.fee)}", *checked(request.rules), *warnings, *again, whole_of_it]


def computer_of(found: ApprovalView | HalfView | AddressView | PolicyView) -> str:
    """Whose it is: the computer's name, if it has one, and its fingerprint."""
    name, fingerprint = plain(found.computer_name), plain(found.computer)
    return f"{name} ({fingerprint})" if name else fingerprint


def _leaving(told: ApprovalView | DecidedView) -> str:
    return approval.leaving(_amount(told.leaves), told.recipients, _amount(told.fee))


def _place(output: PlaceView) -> tuple[str, str]:
    """Amount and address; an address is in groups of four, as both screens show it. What has none says so in words."""
    return _amount(output.sats), _fours(shown(output.address or None))


def _fours(text: str) -> str:
    text = plain(text)
    return " ".join(text[i : i + 4] for i in range(0, len(text), 4)) if text.isascii() and text.isalnum() else text


def _amount(item: int | None) -> str:
    return "an unknown amount" if item is None else sats(item)


def _text(found: object, indent: str = "") -> list[str]:
    """Nested values as indented lines; a text that is empty has none."""
    if not isinstance(found, Mapping):
        return [indent + shown(found)]
    lines = []
    for key, item in found.items():
        if item == "":
            continue
        name = plain(str(key)).replace("_", " ")
        if isinstance(item, Mapping) or (isinstance(item, list) and any(isinstance(part, Mapping) for part in item)):
            lines.append(f"{indent}{name}")
            for part in item if isinstance(item, list) else [item]:
                lines += _text(part, indent + "  ")
        else:
            lines.append(f"{indent}{name}: {shown(item, key)}")
    return lines


forget_typed = here.forget_typed  # what was typed before a question is no answer to it


class Console:
    """Shows new requests of a running `serve` and takes y or n, while somebody sits at its terminal."""

    def __init__(self, cosigner: AdminApi, screen: Screen) -> None:
        self._cosigner = cosigner
        self._screen = screen
        self._over = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin, if there is a terminal and nobody wants JSON."""
        if sys.stdin is None or not sys.stdin.isatty() or self._screen.as_json:
            return
        self._thread = threading.Thread(target=self._watch, name="console", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End; a question on the screen is left unanswered."""
        self._over.set()
        if self._thread is not None:
            self._thread.join(2 * POLL_SECONDS)

    def _watch(self) -> None:
        seen: set[str] = set()
        while not self._over.wait(POLL_SECONDS):
            try:
                for request in self._cosigner.approvals():
                    if request.id not in seen and not request.approved:
                        seen.add(request.id)
                        self.decide(request)
            except TandemError as error:
                self._screen.say(told(error, self._screen.name))

    def decide(self, request: ApprovalView) -> None:
        """Show one request and carry out the person's answer. No answer leaves it waiting.

        What was typed before the question, to another one or to none, is no answer to it.
        """
        self._screen.say("\n" + "\n".join(describe(request)))
        self._over.wait(LOOK_SECONDS)
        word = self.ask_line("Approve? y = yes, n = no, Enter = later:")
        if word in {"y", "yes"}:
            accept = Caution.FEE in request.warnings
            if accept and self.ask_line("The fee is out of proportion. Type fee to accept it:") != "fee":
                self._screen.say("Left waiting.")
                return
            must_not_be_there(self._cosigner, request, self._screen.say)
            self._cosigner.approve(request.id, accept_fee=accept, task=request.task)
            self._screen.say("Approved.")
        elif word in {"n", "no"}:
            reason = composed(self.ask_line("Reason the computer is told (Enter = none):"))
            self._cosigner.refuse(request.id, reason or "Refused on the co-signer.")
            self._screen.say("Refused. Nothing is signed.")
        elif not self._over.is_set():
            self._screen.say("Left waiting; `tandem-cosigner approvals` lists it.")

    def ask_line(self, question: str) -> str:
        """One line from the terminal, given up when the program ends."""
        forget_typed()
        self._screen.say(question)
        while not self._over.is_set():
            if select.select([sys.stdin], [], [], POLL_SECONDS)[0]:
                return sys.stdin.readline().strip()
        return ""
