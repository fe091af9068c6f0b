"""What `tandem log` and `tandem-cosigner log` share: choosing lines, showing, exporting and checking them."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from app.arguments import moment, write
from app.new_file import must_be_new
from app.terminal import GROUPS, Parser, Run, Screen, add_command, plain, shown, whole
from app.text.say import ENGLISH, logged
from app.text.terminal import flaw_of
from core.codec.names import composed
from core.errors import BadInput

if TYPE_CHECKING:
    from core.home.log import LogQuery
    from core.home.log_file import ReadLog

BROKEN = 1  # the exit code where a log is not as it was written, or two differ in what matters
LEAST_PIN = 4  # characters of a fingerprint that name a computer


def add_log(command: Parser, home: str, export: Run, verify: Run) -> argparse._SubParsersAction[Parser]:
    """The options of `log`, and its own commands, to which the caller may add."""
    command.add_argument("--kind", metavar="KIND", help="lines of one kind, as signature, lie, fault, key or rules")
    times = "2026-11-29, 2026-11-29T10:00, or how long ago: 90m, 24h, 7d"
    command.add_argument("--since", type=moment, metavar="TIME", help=times)
    command.add_argument("--until", type=moment, metavar="TIME", help="lines from before then")
    command.add_argument("--wallet", type=composed, metavar="NAME", help="lines about one wallet alone")
    command.add_argument("--computer", metavar="PIN", help="lines about one computer: the beginning of its fingerprint")
    command.add_argument("--limit", metavar="N", help="the newest N of them")
    commands = command.add_subparsers(title="commands", metavar="COMMAND")
    file = add_command(commands, home, "export", "write the whole log with its chain into a new file", export)
    file.add_argument("file", metavar="FILE", help="lines of JSON; no secrets are in it. - is standard output")
    check = add_command(
        commands,
        home,
        "verify",
        "follow the chain: up to which entry all is as it was written",
        verify,
        f"Exit code {BROKEN}: not all is.",
    )
    check.add_argument("file", nargs="?", metavar="FILE", help="an exported log of either side; else that of this home")
    return commands


def query_of(args: argparse.Namespace) -> LogQuery:
    """Which lines were asked for. Raises BadInput."""
    from core.home.log import LogQuery, must_be_a_kind

    given = {name: getattr(args, name) for name in ("kind", "since", "until", "wallet") if name in args}
    must_be_a_kind(given.get("kind"))
    if "computer" in args:
        pin = args.computer.lower()
        if not LEAST_PIN <= len(pin) <= 16 or set(pin) - set("0123456789abcdef"):
            raise BadInput("--computer is a fingerprint as `tandem-cosigner status` shows it: 4 to 16 hex digits.")
        given["computer"] = pin
    if "limit" in args:
        given["limit"] = whole(args.limit, "--limit", "lines")
    return LogQuery(**given)


def show(screen: Screen, lines: list[dict[str, Any]]) -> None:
    """Lines as `line` makes them."""
    screen.answer({"log": lines}, map(written, lines) if lines else ["Nothing was written down."])


def line(number: int, time: int | None, first: int | None, count: int, code: str, values: Any) -> dict[str, Any]:
    """A line of a log for scripts."""
    kind, text = code.partition(".")[0], logged(code, values)
    facts = {"number": number, "time": time, "first": first, "count": count, "kind": kind, "text": text}
    return {**facts, "code": code, "values": list(values)}


def written(line: Mapping[str, Any]) -> str:
    """A line of the log for a person; several that are equal say how many and since when."""
    times = f" ({line['count']} times since {shown(line['first'], 'first')})" if line["count"] > 1 else ""
    return f"{shown(line['time'], 'time')}  {plain(line['kind']):9}  {plain(line['text'], ' ' + GROUPS)}{times}"


def new_file(name: str) -> str:
    """Check, before any work is done, that a new file can be written there; `-` is standard output. Raises BadInput,
    UsageError."""
    return name if name == "-" else str(must_be_new(name))


def export(screen: Screen, name: str, data: bytes) -> None:
    """Write a log where `new_file` said it can be. Raises StorageError."""
    found = _read(data)
    facts = {"entries": found.size, "head": found.head.hex()}
    if name == "-":
        text = data.decode()
        screen.answer({**facts, "log": text}, [text.removesuffix("\n")])
        return
    write(name, data)
    said = f"{found.size} entries are in {plain(name)}. The last link: {found.head.hex()}"
    screen.answer({**facts, "file": name}, [said])


def verify(screen: Screen, data: bytes) -> None:
    """Say how far a log is as it was written. Raises BadInput for what is none."""
    found = _read(data)
    facts: dict[str, Any] = {"side": found.about.side, "pin": found.about.pin, "written": found.about.time}
    facts |= {"entries": found.size, "head": found.head.hex(), "whole": found.flaw is None}
    if found.flaw is None:
        facts |= {"first_broken": None, "why": None}
        said = [f"All {found.size} entries are as they were written.", f"The last link: {found.head.hex()}"]
    else:
        screen.code = BROKEN
        facts |= {"first_broken": found.size + 1, "why": found.flaw, "line": found.line}
        said = [f"Up to entry {found.size} all is as it was written; from entry {found.size + 1} on it is not."]
        said += [f"Line {found.line}: {flaw_of(found.flaw)}", f"The last link that is right: {found.head.hex()}"]
    screen.answer(facts, said)


def show_file(screen: Screen, data: bytes, query: LogQuery) -> None:
    """The chosen lines of a log as a file."""
    rows = [(number, row.entry) for number, row in query.chosen(_read(data).rows)]
    show(screen, [line(n, one.time, one.first, one.count, one.code, one.values) for n, one in rows])


def compare(screen: Screen, here: bytes, there: bytes) -> None:
    """Say what this computer's log and the co-signer's do not agree on. Raises BadInput."""
    from app.log_comparison import compared, told

    made = compared(here, there)
    said = [told(one, ENGLISH) for one in made.found]
    screen.code = BROKEN if made.serious else 0
    facts = {"agree": not made.serious, "entries": made.entries, "head": made.head, "written": made.written}
    rows = [asdict(one) | {"matters": one.matters, "text": text} for one, text in zip(made.found, said, strict=True)]
    marked = [f"{'!' if one.matters else ' '} {plain(text)}" for one, text in zip(made.found, said, strict=True)]
    whose = f"The co-signer's log, written {shown(made.written, 'time')}: {made.entries} entries, {made.head}"
    end = ["Nothing that matters."] if not made.serious else [f"{made.serious} of these must be looked into (!)."]
    lines = [whose, *marked, *end] if made.found else [whose, "Both tell the same."]
    screen.answer({**facts, "differences": rows}, lines)


def _read(data: bytes) -> ReadLog:
    from core.home import log_file

    return log_file.read(data)
