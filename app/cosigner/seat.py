"""From where somebody speaks to the co-signer, as far as this process can tell (rule R1).

sudo drops SSH_CONNECTION, tmux and screen keep one of another day, and a window of a desktop is what SSH gives, too: so
silence is no answer. Only a console of the machine itself, or an address, is one.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from core.errors import BadInput, InputKind

if TYPE_CHECKING:
    from core.cosigner.api import AdminApi, ApprovalView

_CONSOLES: Final = {4, 204, 229}  # Linux's numbers of tty1.., ttyS; ttyAMA; hvc: a pts is 136 to 143
_STAT: Final = Path("/proc/self/stat")
_TTY: Final = 4  # the controlling terminal, counted behind the program's name
_KEPT = ("tmux", "screen")  # terminals that outlive the connection they were made in; sudo keeps TERM
_GUARDED = ("sheet", "unlock", "restore")  # kinds of requests whose yes is worth more than a payment
_UNTOLD = (
    "! Nobody can tell here whether you sit at the wallet computer. If you do, approve nothing: whoever controls it "
    "sees what you see and types what you type."
)


class Seat(NamedTuple):
    """The IP address of an SSH connection, empty without one; and whether that is all there is to know: `told` False,
    the person may sit anywhere."""

    address: str
    told: bool


def seat() -> Seat:
    """Of this process."""
    known = os.environ
    address = known.get("SSH_CONNECTION", "").partition(" ")[0]
    if "TMUX" in known or "STY" in known or known.get("TERM", "").startswith(_KEPT):
        return Seat(address, told=False)
    return Seat(address, told=bool(address) or (at_a_console() and not _came_through(known)))


def _came_through(known: Mapping[str, str]) -> bool:
    return any(name.startswith(("SUDO_", "SSH_")) and name != "SSH_AUTH_SOCK" for name in known)


def at_a_console(stat: Path = _STAT) -> bool:
    """Whether the controlling terminal is a screen and keyboard, or a serial line, of this machine."""
    try:
        terminal = int(stat.read_text("ascii", "replace").rpartition(")")[2].split()[_TTY])
    except (OSError, ValueError, IndexError):  # no Linux
        return False
    return sys.platform == "linux" and terminal > 0 and os.major(terminal) in _CONSOLES


def must_not_be_there(
    desk: AdminApi, request: ApprovalView, say: Callable[[str], object], *, insists: bool = False
) -> None:
    """Before a yes to a first sheet, to the way out of a lock, or to a computer in place of a lost one: refused at a
    linked computer unless the person `insists`. Where nobody can tell it is only said: behind sudo nothing could be
    approved otherwise."""
    if request.kind not in _GUARDED:
        return
    here = seat()
    try:
        desk.sheet_seat(here.address, told=here.told, insists=insists)
    except BadInput as doubt:
        if doubt.kind == InputKind.SHEET_SEAT:
            raise
        say(_UNTOLD)
