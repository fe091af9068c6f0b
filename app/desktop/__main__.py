"""`tandem-desktop`: the wallet in a window."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from app import __version__

if TYPE_CHECKING:
    from app.desktop.application import Otherwise

HOME = "TANDEM_HOME"


def parser() -> argparse.ArgumentParser:
    """The few words this program takes."""
    made = argparse.ArgumentParser(prog="tandem-desktop", description="The Tandem wallet in a window.")
    made.add_argument("--version", action="version", version=f"tandem-desktop {__version__}")
    made.add_argument("--home", type=Path, metavar="DIR", help=f"where everything is kept (or ${HOME})")
    made.add_argument("--report", action="store_true", help="say on standard output when it is painted and ready")
    # A desktop that was given no link leaves the word out and the option there.
    made.add_argument("--uri", metavar="URI", nargs="?", default="", const="", help="a bitcoin: link to pay with")
    return made


def _end(why: str) -> NoReturn:
    sys.stderr.write(f"No window can be shown here: {why}.\n")
    sys.stderr.flush()
    os._exit(1)  # Qt hears of no exception


def main(argv: Sequence[str] | None = None, otherwise: Otherwise = _end) -> None:
    """The program. Where no window can be shown, `otherwise` is told why."""
    args = parser().parse_args(argv)
    try:
        _run(args, otherwise)
    except ImportError as error:  # Qt needs a library of the system that is not there
        otherwise(str(error))


def _run(args: argparse.Namespace, otherwise: Otherwise) -> None:
    from core.storage.lock import harden

    harden()
    from PySide6.QtWidgets import QApplication

    from app.config import default_home
    from app.desktop import icons, theme, translation
    from app.desktop.actions import Actions
    from app.desktop.application import application
    from app.desktop.first_paint import FirstPaint
    from app.desktop.garbage import Collector
    from app.desktop.jobs import Jobs
    from app.desktop.one_window import OneWindow
    from app.desktop.state import Hub, State

    QApplication.setDesktopFileName("tandem")
    app = application(otherwise)
    app.setApplicationName("Tandem")
    app.setWindowIcon(icons.app_icon())
    Collector(app)
    home = args.home or default_home("tandem", HOME)
    uri = args.uri if args.uri.lower().startswith("bitcoin:") else ""
    one = OneWindow(home)
    if one.told_other(uri):
        return
    actions = Actions(home, Hub(State()), Jobs())
    actions.begin()
    theme.apply(app, actions.state.settings.scheme, actions.state.settings.text_size, actions.state.settings.calm)
    translation.install(app, actions.state.settings.language)
    from app.desktop.window import Window

    window = Window(actions)
    one.asked.connect(window.take_uri)
    if uri:
        window.take_uri(uri)

    def say(what: str) -> None:
        if args.report:
            print(what, flush=True)  # noqa: T201

    first = FirstPaint(window)
    first.painted.connect(lambda: say("painted"))
    first.painted.connect(lambda: actions.warm_up(lambda _: say("ready")))
    window.show()
    code = app.exec()
    window.deleteLater()
    sys.stdout.flush()
    os._exit(code)  # threads that wait for a person or a network must not hold the program up


if __name__ == "__main__":
    main()
