"""`tandem-cosigner` whose clocks the test moves: `python -m tests.support.moved_cosigner …`, its arguments those of the
program.

Its input is that of MovedClocks, answered by "moved 1", "moved 2", ...; MOVED is what was moved before it began.
"""

from __future__ import annotations

import os
import runpy
import threading

from tests.support.moved_clocks import MovedClocks

if __name__ == "__main__":
    clocks = MovedClocks(os.environ.get("MOVED", ""))
    threading.Thread(target=clocks.listen, args=("moved {}".format,), daemon=True).start()
    runpy.run_module("app.cosigner", run_name="__main__", alter_sys=True)
