"""`tandem-cosigner`: the other half, on a machine of its own."""

from __future__ import annotations

import sys

from app.start import CANCELLED, start_program


def main() -> None:
    """`tandem-cosigner`; it ends with the exit code."""
    start_program(terminated=0 if "serve" in sys.argv else CANCELLED)
    from app.cosigner.parser import parser
    from app.terminal import leave, run

    leave(run("tandem-cosigner", parser()))


if __name__ == "__main__":
    main()
