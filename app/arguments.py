"""Reading what a person typed, and the files they named."""

from __future__ import annotations

import argparse
import base64
import binascii
import contextlib
import ipaddress
import math
import os
import re
import stat
import sys
import tempfile
import unicodedata
from pathlib import Path

from app.config import Config, default_home, load
from app.terminal import UsageError, plain, whole
from core.errors import BadInput, StorageError

MAX_FILE = 32 << 20
MAX_NAME = 64
MAX_HOST = 64  # what a pairing link has room for
_LABEL = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(?<!-)")
PSBT_MAGIC = b"psbt\xff"


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
    """What a wallet may be called: one line, the same on every screen. Raises BadInput."""
    if not 0 < len(text.encode(errors="replace")) <= MAX_NAME or text != text.strip():
        raise BadInput(f"A name has 1 to {MAX_NAME} bytes of UTF-8 and no space at either end.", "name")
    if not text == plain(text) == unicodedata.normalize("NFC", text):
        raise BadInput(f"“{plain(text)}” has characters that a name may not have.", "name")
    return text


def fee_rate(text: str) -> float:
    """Satoshi per virtual byte. Raises BadInput for what is not a positive number."""
    value = _number(text)
    if value is None or value <= 0:
        raise BadInput(f"--fee-rate is a positive number of sat/vB, not “{plain(text)[:40]}”.")
    return value


def seconds(text: str) -> float:
    """A waiting time. For argparse: raises ArgumentTypeError."""
    value = _number(text)
    if value is None or value < 0:
        raise argparse.ArgumentTypeError("a number of seconds is needed")
    return value


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
            raise BadInput(f"“{plain(name)}” cannot be read: {reason}.", "file") from None
    if len(data) > MAX_FILE:
        raise BadInput(f"“{plain(name)}” is larger than {MAX_FILE >> 20} MiB.", "file")
    return data


def psbt(data: bytes) -> tuple[bytes, bool]:
    """The binary form of a PSBT given as binary or base64, and whether it was base64. Raises BadInput."""
    if data.startswith(PSBT_MAGIC):
        return data, False
    try:
        binary = base64.b64decode(b"".join(data.split()), validate=True)
    except (binascii.Error, ValueError):
        binary = b""
    if not binary.startswith(PSBT_MAGIC):
        raise BadInput("This is not a PSBT: neither the binary form nor base64.", "psbt")
    return binary, True


def transaction(data: bytes) -> bytes:
    """What `broadcast` accepts: a PSBT in either form, or a raw transaction as hexadecimal or binary."""
    text = data.strip()
    if text.startswith(b"cHNidP"):
        return psbt(text)[0]
    with contextlib.suppress(ValueError, UnicodeDecodeError):
        return bytes.fromhex(text.decode("ascii"))
    return data


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
            raise BadInput(f"“{plain(name)}” is not a plain file; nothing was written.", "file")
        if kind.st_size:
            try:
                psbt(read(name))
            except BadInput:
                message = f"“{plain(name)}” exists and is not a PSBT; it was not written over."
                raise BadInput(message, "file") from None
    except FileNotFoundError:
        return name
    except (OSError, ValueError) as error:
        reason = os.strerror(error.errno or 0) if isinstance(error, OSError) else "not a file name"
        raise BadInput(f"“{plain(name)}” cannot be written: {reason}.", "file") from None
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
