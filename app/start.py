"""What a program on the command line does before anything else is loaded: standard streams that are there, and an
end without a traceback.

A signal that ends a program is quiet while it loads, KeyboardInterrupt while it works, and nothing once it has
answered. A second one while the first still unwinds ends it on the spot: the vault is safe at every instant.
"""

from __future__ import annotations

import os
import signal
import sys

CANCELLED = 3  # Refused.exit_code, before core can be loaded
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Terminated(KeyboardInterrupt):
    """SIGTERM."""


def start_program(terminated: int = CANCELLED) -> None:
    """The first line of every program. `terminated`: the exit code of SIGTERM while it loads."""
    signal.signal(signal.SIGINT, _leave)
    signal.signal(signal.SIGTERM, lambda *_: os._exit(terminated))
    for number in range(3):  # the numbers first, so that no vault and no socket is taken for a standard stream
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115  to the very end


def interruptible() -> None:
    """From now on a signal is KeyboardInterrupt."""
    for number in _SIGNALS:
        signal.signal(number, _interrupt)


def uninterruptible() -> None:
    """The program ends by itself now."""
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def _interrupt(number: int, _frame: object) -> None:
    for each in _SIGNALS:
        signal.signal(each, _leave)
    raise Terminated if number == signal.SIGTERM else KeyboardInterrupt


def _leave(_number: int, _frame: object) -> None:
    os._exit(CANCELLED)
