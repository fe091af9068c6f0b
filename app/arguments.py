"""Reading what a person typed, and the files they named."""

from __future__ import annotations

import argparse
import contextlib
import ipaddress
import math
import os
import re
import stat
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from time import time

from app.config import Config, default_home, load
from app.terminal import UsageError, plain, whole
from core.bitcoin.fee_rate import LEAST, MOST, FeeRate, typed, written
from core.bitcoin.psbt import MAGIC
from core.bitcoin.psbt_text import psbt_in
from core.codec.names import composed, must_be_a_name
from core.errors import BadInput, InputKind, StorageError

MAX_FILE = 32 << 20
HTTPS = 443  # the port that browsers leave out
MAX_HOST = 64  # what a pairing link has room for
_AGO = re.compile(r"([0-9]{1,6})([mhd])")
_UNITS = {"m": 60, "h": 3600, "d": 24 * 3600}
_LABEL = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(?<!-)")


def home_of(args: argparse.Namespace, program: str, variable: str) -> Config:
    """The settings of the home this run works on."""
    return load(getattr(args, "home", None) or default_home(program, variable))


def recipient(text: str) -> tuple[str, int]:
    """ADDRESS=SATS. Raises BadInput."""
    address, separator, amount = text.rpartition("=")
    if not separator or not address:
        raise BadInput(f"“{plain(text)[:100]}” is not ADDRESS=SATS.")
    return address, whole(amount, f"The amount for {plain(address)[:100]}")


def wallet_name(text: str) -> str:
    """What a wallet may be called, composed. Raises BadInput."""
    name = composed(text)
    must_be_a_name(name)
    return name


def fee_rate(text: str) -> FeeRate:
    """Satoshi per virtual byte, with a point or a comma. Raises BadInput for what no node passes on."""
    value = typed(text)
    if value is None or not LEAST <= value <= MOST:
        raise BadInput(
            f"--fee-rate is {written(LEAST)} to {MOST} sat/vB with at most three decimals, not “{plain(text)[:40]}”.",
            InputKind.RATE,
        )
    return value


def seconds(text: str) -> float:
    """A waiting time. For argparse: raises ArgumentTypeError."""
    value = _number(text)
    if value is None or value < 0:
        raise argparse.ArgumentTypeError("a number of seconds is needed")
    return value


def count(text: str) -> int:
    """How many; how many there may be, the wallet says. For argparse: raises ArgumentTypeError."""
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise argparse.ArgumentTypeError("a whole number is needed, for example 1000")
    return int(text)


def moment(text: str) -> int:
    """A date, a date and a time of this machine's clock, or how long ago; in unix seconds. For argparse: raises
    ArgumentTypeError."""
    ago = _AGO.fullmatch(text)
    try:
        at = time() - int(ago[1]) * _UNITS[ago[2]] if ago else datetime.fromisoformat(text).timestamp()
        return max(0, int(at))
    except (ValueError, OverflowError, OSError):
        raise argparse.ArgumentTypeError(
            f"“{plain(text)[:40]}” is no time; write 2026-11-29, 2026-11-29T10:00, or how long ago: 90m, 24h, 7d"
        ) from None


def _number(text: str) -> float | None:
    try:
        value = float(text) if text.isascii() and "_" not in text else math.nan
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def endpoint(text: str) -> tuple[str, int]:
    """HOST:PORT, [IPv6]:PORT too; port 0 means a free one. For argparse: raises ArgumentTypeError."""
    host, separator, digits = text.rpartition(":")
    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]
    elif ":" in host:
        raise argparse.ArgumentTypeError(f"write an IPv6 address as [{plain(host)}]:PORT")
    if not separator or not host:
        raise argparse.ArgumentTypeError("HOST:PORT is needed, for example 127.0.0.1:7420")
    return machine(host), port(digits)


def loopback_endpoint(text: str) -> tuple[str, int]:
    """PORT of 127.0.0.1, or HOST:PORT; whether only this machine reaches it, core says. Raises ArgumentTypeError."""
    return ("127.0.0.1", port(text)) if text.isdecimal() else endpoint(text)


def machine(text: str) -> str:
    """The name or address of a machine. For argparse: raises ArgumentTypeError."""
    with contextlib.suppress(ValueError):
        return str(ipaddress.ip_address(text))
    labels = text.split(".")
    if len(text) > MAX_HOST or labels[-1].isdigit() or not all(_LABEL.fullmatch(label) for label in labels):
        raise argparse.ArgumentTypeError(f"“{plain(text)[:MAX_HOST]}” is no name or address of a machine")
    return text


def reachable(text: str) -> str:
    """A machine that others can call by this. For argparse: raises ArgumentTypeError."""
    host = machine(text)
    if host in ("0.0.0.0", "::"):  # noqa: S104 - to be refused
        raise argparse.ArgumentTypeError("computers need the one address at which they reach this machine")
    return host


def proxy_address(text: str) -> str:
    """The IP address of one machine. For argparse: raises ArgumentTypeError."""
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        raise argparse.ArgumentTypeError("the IP address is needed from which the proxy comes, as 127.0.0.1") from None
    return str(found)


def web_name(text: str) -> str:
    """NAME, or NAME:PORT where that is not 443, as browsers write it. For argparse: raises ArgumentTypeError."""
    host, _, digits = text.lower().partition(":")
    return f"{reachable(host)}:{port(digits)}" if digits and port(digits) != HTTPS else reachable(host)


def port(text: str) -> int:
    """A TCP port. For argparse: raises ArgumentTypeError."""
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and int(text) <= 65_535):
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return int(text)


def read(name: str) -> bytes:
    """The bytes of a file, or of standard input for `-`. Raises BadInput."""
    if name == "-":
        data = sys.stdin.buffer.read(MAX_FILE + 1)
    else:
        try:
            with Path(name).open("rb") as file:
                data = file.read(MAX_FILE + 1)
        except (OSError, ValueError) as error:
            reason = os.strerror(error.errno or 0) if isinstance(error, OSError) else "not a file name"
            raise BadInput(f"“{plain(name)}” cannot be read: {reason}.", InputKind.FILE) from None
    if len(data) > MAX_FILE:
        raise BadInput(f"“{plain(name)}” is larger than {MAX_FILE >> 20} MiB.", InputKind.FILE)
    return data


def psbt(data: bytes) -> tuple[bytes, bool]:
    """The binary form of a PSBT, and whether it came as text. Raises BadInput."""
    return psbt_in(data), not data.startswith(MAGIC)


def target(name: str) -> str:
    """Check, before any work is done, that `-o name` can be written. Raises BadInput, UsageError.

    A file that holds something else than a PSBT is not written over.
    """
    if name == "-":
        return name
    path = Path(name)
    try:
        if not path.name or not path.parent.is_dir():
            raise UsageError(f"There is no directory {plain(str(path.parent))} to write to.")
        kind = path.lstat()
        if not stat.S_ISREG(kind.st_mode):
            raise BadInput(f"“{plain(name)}” is not a plain file; nothing was written.", InputKind.FILE)
        if kind.st_size:
            try:
                psbt(read(name))
            except BadInput:
                message = f"“{plain(name)}” exists and is not a PSBT; it was not written over."
                raise BadInput(message, InputKind.FILE) from None
    except FileNotFoundError:
        return name
    except (OSError, ValueError) as error:
        reason = os.strerror(error.errno or 0) if isinstance(error, OSError) else "not a file name"
        raise BadInput(f"“{plain(name)}” cannot be written: {reason}.", InputKind.FILE) from None
    return name


def write(name: str, data: bytes) -> None:
    """Replace the file as a whole: it holds the old bytes or the new ones, whatever happens. Raises StorageError."""
    path = Path(name)
    temporary = ""
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise StorageError(f"“{plain(name)}” could not be written: {os.strerror(error.errno or 0)}.") from None
