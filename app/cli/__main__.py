"""`tandem`: the wallet on this computer, without a window."""

from __future__ import annotations

from app.start import start_program


def main() -> None:
    """`tandem`, the wallet on the command line; it ends with the exit code."""
    start_program()
    from app.cli.parser import parser
    from app.terminal import leave, run

    leave(run("tandem", parser()))


if __name__ == "__main__":
    main()
