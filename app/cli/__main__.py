"""`tandem`: the wallet on this computer, without a window."""

from __future__ import annotations

from app.start import begin


def main() -> None:
    """The program."""
    begin()
    from app.cli.parser import parser
    from app.terminal import leave, run

    leave(run("tandem", parser()))


if __name__ == "__main__":
    main()
