"""The system that this is, chosen once."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.platform.api import Platform


def _chosen() -> Platform:
    if sys.platform == "win32":
        from core.platform.win32 import RealCalls
        from core.platform.windows import Windows

        return Windows(RealCalls())
    elif sys.platform == "darwin":  # noqa: RET505  or types would be checked as of all systems
        from core.platform.darwin import Darwin

        return Darwin()
    else:
        from core.platform.linux import Linux

        return Linux()


here: Platform = _chosen()
