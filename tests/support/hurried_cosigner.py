"""`python -m tests.support.hurried_cosigner HOME`: a co-signer whose clocks the test moves.

It says HOST:PORT on a line of its own; each line that it reads is a number of seconds that pass, and is answered by an
empty one. It ends with its input.
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from tests.support.moved_clocks import MovedClocks


def main(home: Path) -> None:
    """Serve until there is no more input."""
    clocks = MovedClocks()
    from core.cosigner import opening
    from tests.support.open_homes import PASSPHRASE

    cosigner = opening.open_cosigner(home, PASSPHRASE)

    def listen() -> None:
        clocks.listen()
        cosigner.stop()

    threading.Thread(target=listen, daemon=True).start()
    cosigner.serve(("127.0.0.1", 0), 0, None, lambda at: print(at, flush=True))
    cosigner.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
