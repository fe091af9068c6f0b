"""What the two command line programs share: one answer on standard output, everything else on standard error.

The contract: with `--json` exactly one JSON object on standard output, progress and questions on standard error, an
exit code that says whose turn it is (core/errors.py), and never a traceback. Text that came from the other device or
from a server passes `plain` before it reaches a terminal.
"""

from __future__ import annotations

import argparse
import contextlib
import errno
import json
import logging
import os
import re
import sys
import threading
import time
import traceback
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, NoReturn

from app.start import interruptible, uninterruptible
from app.text.terminal import told
from core.errors import BadInput, Bug, BugKind, RefusalKind, Refused, StorageError, StorageKind, TandemError
from core.platform.here import here

Run = Callable[[argparse.Namespace, "Screen"], None]

EXIT_CODES = """\
exit codes: 0 done · 1 a bug; where logs are checked: they do not agree · 2 usage · 3 refused by a person or a rule
4 link · 5 peer fault or locked key · 6 storage · 7 bad input"""

_DISK_ERRORS = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EFBIG}
_PIPE_ERRORS = {errno.EPIPE, errno.EBADF}
GROUPS = "\N{NARROW NO-BREAK SPACE}"  # between the thousands of an amount


class UsageError(TandemError):
    """The command line itself does not parse."""

    exit_code = 2

    def __init__(self, message: str) -> None:
        super().__init__(message, "usage")


def plain(text: str, spaces: str = " ") -> str:
    """`text` with control, bidirectional, zero-width and unassigned characters shown as boxes."""
    return "".join(c if c in spaces or unicodedata.category(c)[0] not in "CZ" else "□" for c in text)


def sats(amount: int) -> str:
    """An amount for people: `1 402 875 sat`, grouped by narrow no-break spaces."""
    return f"{amount:,}".replace(",", GROUPS) + " sat"


def more(amount: int | None) -> str:
    """By how much something is above something else: `+562 sat`; a mark for what is not known."""
    return "?" if amount is None else ("\N{MINUS SIGN}" if amount < 0 else "+") + sats(abs(amount))


def duration(seconds: float) -> str:
    """About how long, for people: `14 s`, `5 min`, `4 h`, `3 days`."""
    for size, unit in ((48 * 3600, "days"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{int(seconds // (86_400 if unit == 'days' else size))} {unit}"
    return f"{int(seconds)} s"


_AMOUNTS = {
    *("confirmed", "unconfirmed", "pending", "trusted_pending", "untrusted_pending", "immature", "total", "spendable"),
    *("amount", "fee", "received", "sent", "net", "sats", "approve_below", "per_day", "spent", "unattended_24h"),
    *("max_payment", "per_week", "ask_above", "unattended_limit", "signed_24h", "signed_7d"),
    *("unattended_left", "left_24h", "left_7d"),
}
_TIMES = {  # in seconds
    *("time", "first", "paired", "blocked", "clock", "at", "made"),
    *("notes_kept", "halves_renewed", "next_renewal"),
}
_DRILLS = {"drilled", "due", "drill_due", "cosigner_drilled", "cosigner_due", "was_whole"}  # as well, or 0
_MINUTES = {"wait", "delay"}


def shown(item: object, key: str = "") -> str:
    """One value for people; its key says whether it is an amount or a time."""
    if item is None:
        return "none"
    if isinstance(item, bool):
        return "yes" if item else "no"
    if isinstance(item, int) and key in _AMOUNTS:
        return sats(item)
    if isinstance(item, int) and key in _MINUTES:
        return f"{item} min"
    if key in _DRILLS:
        return shown(item or None, "time")
    if isinstance(item, int) and key in _TIMES:
        with contextlib.suppress(OverflowError, OSError, ValueError):
            return time.strftime("%Y-%m-%d %H:%M", time.localtime(item))
    if isinstance(item, Mapping):
        return ", ".join(f"{plain(str(k))} {shown(v, k)}" for k, v in item.items())
    if isinstance(item, list | tuple):
        return ", ".join(shown(v, key) for v in item) or "none"
    return plain(str(item), " " + GROUPS if key == "text" else " ")


def sentence(text: str) -> str:
    """A message as a sentence: its first word with a capital (a name in quotes stays as it is), a stop at the end."""
    first = re.match(r"[a-z]+(?=[ ,;:])", text)
    return (text[:1].upper() + text[1:] if first else text) + ("" if text[-1:] in ".?!…" else ".")


class Screen:
    """The terminal of one run of a program.

    `answer` may be called once; a failure before it is the answer in JSON, a failure after it goes to standard error.
    """

    def __init__(self, name: str, as_json: bool, out: IO[str], err: IO[str], source: IO[str]) -> None:
        self.name = name
        self.as_json = as_json
        self.out = out
        self.err = err
        self.source = source
        self.answered = False
        self.code = 0  # how the program ends whose command fails by no error

    def answer(self, value: Mapping[str, object], lines: Iterable[str] = (), *, last: bool = True) -> None:
        """The one answer: `value` as JSON, or `lines` for people. After the `last` word only the end comes, which
        nobody can cancel any more. Raises Bug on a second call."""
        if self.answered:
            raise Bug("this command tried to answer twice")
        if last:
            uninterruptible()
        text = json.dumps(value) if self.as_json else "\n".join(lines)
        self.answered = True
        if text:
            self._write(text + "\n")

    def _write(self, text: str) -> None:
        try:
            self.out.write(text)
            self.out.flush()
        except OSError as error:
            raise StorageError(f"The answer could not be written: {os.strerror(error.errno or 0)}.") from None

    def say(self, text: str) -> None:
        """One line of progress on standard error. Nobody has to read it."""
        with contextlib.suppress(OSError, ValueError):
            self.err.write("\n".join(plain(line, " " + GROUPS) for line in text.split("\n")) + "\n")
            self.err.flush()

    def fail(self, error: TandemError) -> int:
        """Report `error` and give its exit code."""
        message = sentence(told(error, self.name))
        value = {"error": {"kind": error.word, "message": message}}
        if not self.as_json:
            self.say(f"{self.name}: {message}")
        elif self.answered:
            self.say(json.dumps(value))
        else:
            try:
                self.answer(value)
            except StorageError as lost:
                self.say(f"{self.name}: {lost.message}")
        return error.exit_code

    def ask(self, question: str) -> str:
        """The person's answer, one line. Raises Refused (kind "cancelled") when nobody is there to answer."""
        self.err.write(question + " ")
        self.err.flush()
        line = self.source.readline() or self.ask_terminal()
        if not self.source.isatty():
            self.err.write("\n")  # nobody has pressed Enter here, and what comes next has a line of its own
        if not line:
            raise Refused("Nobody was there to answer the question.", RefusalKind.CANCELLED)
        return line.strip()

    @staticmethod
    def ask_terminal() -> str:
        """Standard input was used up (a link came through it): the person may still sit at the terminal."""
        try:
            with open(here.terminal(), encoding="utf-8") as terminal:  # noqa: PTH123  a device
                return terminal.readline()
        except OSError:
            return ""

    def confirm(self, question: str) -> bool:
        """A yes or a no; anything else is asked again."""
        while True:
            word = self.ask(f"{question} [yes/no]").lower()
            if word in {"y", "yes"}:
                return True
            if word in {"n", "no"}:
                return False

    def choose(self, question: str, lines: Sequence[str]) -> int | None:
        """The index of the line the person picks, None for none of them."""
        self.say(question)
        for number, line in enumerate(lines, 1):
            self.say(f"  {number}  {line}")
        self.say("  0  none of these")
        while True:
            word = self.ask("Number:")
            if word.isascii() and word.isdigit() and int(word) <= len(lines):
                return int(word) - 1 if int(word) else None

    @contextlib.contextmanager
    def passing(self) -> Iterator[None]:
        """What is shown inside leaves no trace in the terminal's scroll-back: a pairing link is a secret."""
        if not (self.out.isatty() and self.err.isatty()):
            yield
            return
        self.out.write("\x1b[?1049h\x1b[H")
        try:
            yield
        finally:
            self.out.write("\x1b[?1049l")
            self.out.flush()


class Parser(argparse.ArgumentParser):
    """argparse, but a usage error is an error like any other, so that it can be JSON."""

    def error(self, message: str) -> NoReturn:
        """Raises UsageError."""
        raise UsageError(f"{message[:1].upper()}{message[1:]}. See `{self.prog} --help`.")


def program(name: str, description: str, home: str, version: str) -> tuple[Parser, argparse._SubParsersAction[Parser]]:
    """The parser of a program with its global options, and the place its commands are added to."""
    parser = Parser(
        prog=name,
        description=description,
        epilog=EXIT_CODES,
        allow_abbrev=False,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        argument_default=argparse.SUPPRESS,
    )
    parser.add_argument("--version", action="version", version=f"{name} {version}")
    add_globals(parser, home)
    return parser, parser.add_subparsers(title="commands", metavar="COMMAND", required=True)


def add_globals(parser: argparse.ArgumentParser, home: str) -> None:
    """The options that may stand before or after the command."""
    options = parser.add_argument_group("options of every command")
    options.add_argument("--home", type=Path, metavar="DIR", help=f"where everything is kept (or ${home})")
    options.add_argument("--json", action="store_true", help="one JSON object on standard output")
    options.add_argument(
        "--passphrase-file",
        type=Path,
        metavar="FILE",
        help="file with the passphrase, readable by you alone (or $TANDEM_PASSPHRASE_FILE)",
    )


def add_command(
    commands: argparse._SubParsersAction[Parser], home: str, name: str, summary: str, run: Run, detail: str = ""
) -> Parser:
    """One command: its parser, to which the caller adds the arguments."""
    text = summary if not detail else f"{summary}. {detail}"
    parser = commands.add_parser(
        name, help=summary, description=text, allow_abbrev=False, argument_default=argparse.SUPPRESS
    )
    add_globals(parser, home)
    parser.set_defaults(run=run)
    return parser


def add_group(
    commands: argparse._SubParsersAction[Parser], home: str, name: str, summary: str
) -> argparse._SubParsersAction[Parser]:
    """A word that holds commands of its own, like `wallet new`."""
    parser = commands.add_parser(
        name, help=summary, description=summary, allow_abbrev=False, argument_default=argparse.SUPPRESS
    )
    add_globals(parser, home)
    return parser.add_subparsers(title="commands", metavar="COMMAND", required=True)


def _quiet_threads() -> None:
    """No traceback reaches the person from a thread, a destructor, or a library's log."""
    if debugging():
        logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)
        return
    logging.getLogger().addHandler(logging.NullHandler())
    logging.raiseExceptions = False
    threading.excepthook = lambda _hook: None
    sys.unraisablehook = lambda _hook: None


def debugging() -> bool:
    """TANDEM_DEBUG=1: tracebacks (never local variables) are printed on standard error."""
    return os.environ.get("TANDEM_DEBUG") == "1"


def _explain(error: Exception) -> TandemError:
    """An unexpected exception as one sentence. Its own text is left out: it may hold what nobody should read."""
    if isinstance(error, OSError) and error.errno in _DISK_ERRORS:
        return StorageError(f"The disk does not take any more: {os.strerror(error.errno or 0)}.", StorageKind.DISK)
    if isinstance(error, ImportError):
        return Bug(f"A part of Tandem cannot be loaded ({error}); install it again.", BugKind.INSTALLATION)
    last = traceback.extract_tb(error.__traceback__)[-1:]
    place = f" at {Path(last[0].filename).name}:{last[0].lineno}" if last else ""
    return Bug(f"This is a bug of Tandem ({type(error).__name__}{place}); TANDEM_DEBUG=1 shows more.")


def run(name: str, parser: Parser, argv: Sequence[str] | None = None) -> int:
    """Parse `argv`, run the command, report. Returns the exit code; raises SystemExit only for --help and --version."""
    words = list(sys.argv[1:] if argv is None else argv)
    for stream, errors in (
        (sys.stdin, "surrogateescape"),
        (sys.stdout, "backslashreplace"),
        (sys.stderr, "backslashreplace"),
    ):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=errors)
    screen = Screen(name, "--json" in words, sys.stdout, sys.stderr, sys.stdin)
    try:
        try:
            interruptible()
            args = parser.parse_args(words)
            screen.as_json = "json" in args
            prepare()
            args.run(args, screen)
        finally:
            uninterruptible()
    except TandemError as error:
        if debugging():
            traceback.print_exception(error)
        return screen.fail(error)
    except KeyboardInterrupt:
        return screen.fail(Refused("Cancelled.", RefusalKind.CANCELLED))
    except Exception as error:  # noqa: BLE001  the last fence: whatever comes is one sentence
        if debugging():
            traceback.print_exception(error)
        return screen.fail(_explain(error))
    return screen.code


def prepare() -> None:
    """The first lines of every program that may touch a secret."""
    from core.storage.hardening import harden

    _quiet_threads()
    harden()


def leave(code: int) -> NoReturn:
    """End the process with `code`, also when standard output has gone away."""
    try:
        sys.stdout.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        code = code or (StorageError.exit_code if error.errno not in _PIPE_ERRORS else 0)
    eval("0")  # noqa: S307  or Python dies once more of an interrupt that ended generated code, as of a dataclass
    sys.exit(code)


def whole(text: str, what: str, unit: str = "satoshi") -> int:
    """A plain non-negative decimal number. Raises BadInput naming `what` and its `unit`."""
    if not (text.isascii() and text.isdigit() and len(text) <= 16):
        raise BadInput(f"{what} is a whole number of {unit}, not “{plain(text)[:40]}”.")
    return int(text)
