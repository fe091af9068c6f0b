"""Whether a person types to this program."""

from __future__ import annotations

import os
import sys
import termios


def here() -> bool:
    """Whether there is a terminal, and this program is the one that it sends its keys to."""
    try:
        termios.tcgetattr(sys.stdin.fileno())
        return os.tcgetpgrp(sys.stdin.fileno()) == os.getpgrp()
    except (OSError, ValueError, termios.error):
        return False
