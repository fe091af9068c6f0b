"""The terminal screen of `serve`: what waits, and the keys that decide it (W5). `desk` knows what is shown,
`desk_frame` how it looks; here it meets the terminal, the person's keys, and the co-signer.

It runs on a thread of its own beside the co-signer, which goes on whatever becomes of the terminal.
"""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from prompt_toolkit.application import Application
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.filters import Condition, Filter
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.input import create_input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import BufferControl, FormattedTextControl, HSplit, Layout, Window
from prompt_toolkit.layout.processors import BeforeInput, ConditionalProcessor, PasswordProcessor
from prompt_toolkit.output import ColorDepth, create_output
from prompt_toolkit.utils import get_cwidth

from app.cosigner.console import POLL_SECONDS
from app.cosigner.decisions import Decisions, in_words
from app.cosigner.desk import Desk, DeskPage, LastHeard
from app.cosigner.desk_frame import DeskFrame, head
from core.errors import TandemError
from core.platform.here import here

if TYPE_CHECKING:
    from app.terminal import Screen
    from core.cosigner.api import AdminApi, ConsoleApi

LOG_LINES = 200
ENDED = "The screen has ended; the co-signer goes on. `tandem-cosigner approvals` lists what waits."
_STOPS = "Ctrl+Z does nothing here: a co-signer that is suspended signs nothing. q asks whether to stop it."


class DeskScreen:
    """`admin`: the co-signer of this process. `proved`: the same, with a passphrase that was typed, for what must prove
    it (V3); `asks`: whether one must be typed at all. `stop` ends the co-signer."""

    def __init__(
        self,
        admin: AdminApi,
        proved: Callable[[str], ConsoleApi],
        stop: Callable[[], object],
        screen: Screen,
        *,
        asks: bool,
    ) -> None:
        self._admin, self._screen = admin, screen
        self._desk = Desk(time.monotonic)
        self._typed = Buffer(multiline=False)
        self._decisions = Decisions(self._desk, admin, proved, stop, self._wake, self._typed.reset, asks=asks)
        self._drawn = 0
        self._size: tuple[int, int] | None = None
        self._app: Application[None] = self._application()
        self._threads = [threading.Thread(target=run, daemon=True) for run in (self._show, self._watch)]

    def start(self) -> None:
        """Take the terminal."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Give the terminal back; a question on it is left unanswered."""
        self._decisions.over.set()
        self._in_turn(self._end)
        self._threads[0].join(4 * POLL_SECONDS)

    # -------------------------------------------------------------- the terminal
    def _application(self) -> Application[None]:
        asking = Condition(lambda: self._desk.question is not None)
        secret = Condition(lambda: self._desk.question is not None and self._desk.question.secret)
        typing = BufferControl(
            self._typed, [ConditionalProcessor(PasswordProcessor(), secret), BeforeInput("> ")], focusable=asking
        )
        page = FormattedTextControl(self._lines, focusable=True, show_cursor=False)
        self._line, self._main = Window(typing, height=1), Window(page, wrap_lines=False)
        return Application(
            Layout(HSplit([self._main, self._line]), focused_element=self._main),
            key_bindings=self._keys(asking),
            full_screen=True,
            mouse_support=False,
            color_depth=ColorDepth.DEPTH_1_BIT,  # bold and reverse: nothing is said by a colour
            after_render=self._rendered,
            input=create_input(sys.stdin),
            output=create_output(sys.stdout),
        )

    def _show(self) -> None:
        """The thread of the terminal. However it ends, the co-signer goes on."""
        try:
            with contextlib.suppress(EOFError, OSError):  # the terminal has gone
                self._app.run(handle_sigint=False, set_exception_handler=False)
        finally:
            if not self._decisions.over.is_set():
                self._decisions.over.set()
                self._screen.say(ENDED)

    def _end(self) -> None:
        if self._app.is_running and not self._app.is_done:
            self._app.exit()

    def _lines(self) -> StyleAndTextTuples:
        with self._decisions.lock:
            size = self._app.output.get_size()
            if self._size != (size.rows, size.columns):
                self._size = size.rows, size.columns
                self._desk.changed()
            self._drawn = self._desk.revision
            lines = DeskFrame(self._desk, size.rows, size.columns, get_cwidth).lines()
        return [(line.style, f"{line.text}\n") for line in lines]

    def _rendered(self, _app: Application[Any]) -> None:
        with self._decisions.lock:
            self._desk.rendered(self._drawn)

    def _focus(self) -> None:
        """The keys go to the line while a question is asked, and nowhere else."""
        asked = self._desk.question is not None
        with contextlib.suppress(ValueError):
            self._app.layout.focus(self._line if asked else self._main)
        self._app.invalidate()

    # -------------------------------------------------------------- the co-signer
    def _watch(self) -> None:
        """What waits, again and again; and whether the terminal is still there."""
        while here.is_typed_to():
            self._look()
            if self._decisions.over.wait(POLL_SECONDS):
                return
        self._decisions.over.set()
        self._in_turn(self._end)

    def _look(self) -> None:
        try:
            counting = [one for one in self._admin.unsigned() if one.seconds]
            waiting = [*self._admin.approvals(), *counting]
            status, policies = self._admin.status(), self._admin.policy_show()
            log = self._admin.log()[-LOG_LINES:] if self._desk.page is DeskPage.LOG else None
            found = LastHeard(head(status, policies), status, policies, log)
        except TandemError as error:
            self._decisions.say(in_words(error))
            return
        with self._decisions.lock:
            self._desk.hear(waiting, found)
        self._wake()

    def _wake(self) -> None:
        self._in_turn(self._focus)

    def _in_turn(self, work: Callable[[], object]) -> None:
        """On the thread of the terminal, while there is one."""
        loop = self._app.loop
        if loop is not None:
            with contextlib.suppress(RuntimeError):  # it has ended by itself
                loop.call_soon_threadsafe(work)

    # -------------------------------------------------------------- keys
    def _keys(self, asking: Condition) -> KeyBindings:
        keys = KeyBindings()
        desk, decisions = self._desk, self._decisions

        def on(*names: str, when: Filter | None = None) -> Callable[[Callable[[], None]], Callable[[], None]]:
            def bind(act: Callable[[], None]) -> Callable[[], None]:
                def pressed(_event: KeyPressEvent) -> None:
                    with self._decisions.lock:
                        act()
                    self._focus()

                for name in names:
                    keys.add(name, eager=True, filter=True if when is None else when)(pressed)
                return act

            return bind

        idle = ~asking
        on("a", when=idle)(decisions.approve)
        on("r", when=idle)(decisions.refuse)
        on("n", "right", "tab", when=idle)(lambda: desk.move(1))
        on("left", "s-tab", when=idle)(lambda: desk.move(-1))
        on("l", when=idle)(lambda: desk.turn(DeskPage.LOG))
        on("i", when=idle)(lambda: desk.turn(DeskPage.ABOUT))
        on("p", when=idle)(decisions.pair)
        on("f", when=idle)(decisions.freeze)
        on("b", when=idle)(decisions.block)
        on("q", when=idle)(decisions.leave)
        on("c-c")(decisions.leave)
        on("c-z")(lambda: desk.say(_STOPS))
        on("c-d", "c-\\")(lambda: None)
        on("enter", when=idle)(desk.renew)
        on("escape", when=idle)(lambda: desk.turn(DeskPage.REQUESTS))
        on("pagedown", "space", when=idle)(lambda: self._scroll(8))
        on("pageup", when=idle)(lambda: self._scroll(-8))
        on("down", when=idle)(lambda: self._scroll(1))
        on("up", when=idle)(lambda: self._scroll(-1))
        on("end", when=idle)(lambda: self._scroll(1 << 20))
        on("home", when=idle)(lambda: self._scroll(-(1 << 20)))
        on(Keys.BracketedPaste, when=idle)(lambda: None)  # what is pasted is no answer
        on("enter", when=asking)(lambda: decisions.answer(self._typed.text.strip()))
        on("escape", when=asking)(decisions.give_up)
        return keys

    def _scroll(self, lines: int) -> None:
        desk = self._desk
        if desk.page is DeskPage.REQUESTS and desk.at is not None:
            desk.at.top = max(0, desk.at.top + lines)
        else:
            desk.top = max(0, desk.top + lines)
