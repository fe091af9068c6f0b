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
    from app.desktop.platform.application import Otherwise

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
    except ImportError as error:
        _say_broken(args, error, otherwise)


def _say_broken(args: argparse.Namespace, error: ImportError, otherwise: Otherwise) -> None:
    """A part of the program cannot be loaded. Without Qt, or a library of the system that it needs, no window is."""
    try:
        from PySide6.QtWidgets import QApplication

        from app.desktop.look import theme
        from app.desktop.platform.application import application
        from app.desktop.platform.broken import Broken
        from app.desktop.text import translation
    except ImportError:
        otherwise(str(error))
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = application(otherwise)
    theme.apply(app, "system")
    translation.install(app, "system")
    shown = Broken(str(error))
    shown.closed.connect(shown.close)
    shown.show()
    if args.report:
        print("broken", flush=True)  # noqa: T201
    app.exec()
    sys.stdout.flush()
    os._exit(1)  # Bug.exit_code


def _run(args: argparse.Namespace, otherwise: Otherwise) -> None:
    from core.platform.here import here
    from core.storage.hardening import harden

    harden()
    here.share_heap()
    from PySide6.QtWidgets import QApplication

    from app.config import default_home
    from app.desktop.controller.controller import Controller
    from app.desktop.controller.jobs import Jobs
    from app.desktop.controller.loading import warm_up
    from app.desktop.look import icons, theme
    from app.desktop.model.state import State, StateStore
    from app.desktop.platform.application import application
    from app.desktop.platform.first_paint import FirstPaint
    from app.desktop.platform.garbage_collector import GarbageCollector
    from app.desktop.platform.signals import Signals
    from app.desktop.platform.single_instance import SilentWindow, SingleInstance
    from app.desktop.text import translation
    from app.practice import Practice
    from core.errors import LinkError

    QApplication.setDesktopFileName(os.environ.get("FLATPAK_ID", "tandem"))  # there its entry has another name
    app = application(otherwise)
    app.setApplicationName("Tandem")
    app.setWindowIcon(icons.app_icon())
    GarbageCollector(app)

    def say(what: str) -> None:
        if args.report:
            print(what, flush=True)  # noqa: T201

    home = args.home or default_home("tandem", HOME)
    uri = args.uri if args.uri.lower().startswith("bitcoin:") else ""
    one, silent = SingleInstance(home), False
    try:
        if one.told_other(uri):
            return
    except LinkError:
        silent = True
    controller = Controller(home, StateStore(State()), Jobs(), Practice(home / "practice"))
    controller.load_settings()
    theme.apply(
        app, controller.state.settings.scheme, controller.state.settings.text_size, controller.state.settings.calm
    )
    translation.install(app, controller.state.settings.language)
    if silent:
        unanswered = SilentWindow()
        unanswered.show()
        say("silent")
        app.exec()
        sys.stdout.flush()
        os._exit(LinkError.exit_code)
    from app.desktop.pages import pages
    from app.desktop.window import MainWindow

    window = MainWindow(controller)

    def end() -> None:
        window.close()
        app.exit(0)  # whatever dialog is open

    Signals(app, end)
    one.asked.connect(window.take_uri)
    if uri:
        window.take_uri(uri)

    first = FirstPaint(window)
    first.painted.connect(lambda: say("painted"))

    controller.jobs.missed.connect(lambda _: say("broken"))
    first.painted.connect(lambda: warm_up(controller.jobs, pages, lambda _: say("ready")))
    window.show()
    code = app.exec()
    window.deleteLater()
    sys.stdout.flush()
    os._exit(code)  # threads that wait for a person or a network must not hold the program up


if __name__ == "__main__":
    main()
