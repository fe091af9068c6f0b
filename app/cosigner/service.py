"""Commands of `tandem-cosigner` that make, run and bind it: init, serve, pair."""

from __future__ import annotations

import argparse
import atexit
import contextlib
import json
import os
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from app.arguments import endpoint, loopback_endpoint, proxy_address, reachable, web_name
from app.cosigner.console import Console
from app.cosigner.front import front
from app.cosigner.home import anchor_of, config_of, cosigner, database_of
from app.cosigner.journal import Journal, Spoken
from app.cosigner.supervision import Supervision
from app.cosigner.unlocking import unlocking
from app.passphrase import passphrase
from app.start import Terminated
from app.terminal import Screen, UsageError, plain
from app.text.terminal import anchored
from core.errors import BadInput, InputKind

if TYPE_CHECKING:
    from app.config import Config
    from app.cosigner.web.site import Site
    from core.cosigner.api import MetComputer
    from core.cosigner.opening import Database, Supervisor
    from core.cosigner.page_api import PagedCosigner

T = TypeVar("T")


def init(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem-cosigner init [--practice]`."""
    from core.cosigner.opening import create

    config, practice = config_of(args), "practice" in args
    secret, database = passphrase(args, config, screen, new=True), database_of(args, config)
    create(config.home, secret, practice=practice, anchor=anchor_of(config), database=database).close()
    kind = "A practice co-signer" if practice else "The co-signer"
    screen.answer({"home": str(config.home), "practice": practice}, _made(config, database, kind))


def _made(config: Config, database: Database, kind: str) -> list[str]:
    lines = [f"{kind} lives in {config.home} now.", "Next: tandem-cosigner serve --listen HOST:PORT"]
    if database.url != config.store:
        lines[1:1] = [
            "Its vault lies in the database. Say so to all other commands, by this line in config.toml there:",
            f"    store = {json.dumps(database.url)}",
        ]
    return lines


def accept_copy(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem-cosigner accept-copy`."""
    from core.cosigner.opening import accept_half

    config = config_of(args)
    half = accept_half(config.home, passphrase(args, config, screen), anchor_of(config), database_of(args, config))
    done = "It opens now, as an old copy: every payment asks for seven days, or until you say `tandem-cosigner resume`."
    screen.answer({"old_copy": half}, [done if half else "Nothing is missing; it opens as it is."])


def serve(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem-cosigner serve --listen HOST:PORT`: until it is told to stop."""
    with contextlib.suppress(Terminated):  # told so before it listens
        _serve(args, screen)
    screen.say("Stopped.")


def _serve(args: argparse.Namespace, screen: Screen) -> None:
    from core.cosigner.api import Surroundings
    from core.cosigner.opening import Supervisor, lock_memory, open_cosigner

    manager = Supervisor(os.environ)
    journal = _journal(args, screen)
    config = config_of(args)
    listen = _setting(args, "listen", config.listen, endpoint)
    if listen is None:
        raise UsageError("Say where to listen: --listen HOST:PORT.")
    advertise = _setting(args, "advertise", config.advertise, reachable)
    pair_port = getattr(args, "pair_port", config.pair_port)
    metrics = _setting(args, "metrics", config.metrics, loopback_endpoint)
    page = _page(args, config)
    database = database_of(args, config)
    memory = lock_memory()  # before there is a secret in it
    secret, source = unlocking(args, config, screen)
    if journal is not None:
        journal.line("service.opening", {"passphrase": source, "memory": memory})
    tell = (lambda _: None) if journal is None else journal.event
    waits = _waiting(manager, journal, screen) if config.standby or "standby" in args else None
    opened = open_cosigner(config.home, secret, Surroundings(source, memory), tell, anchor_of(config), database, waits)
    site = None if page is None else _site(page, opened)
    supervision = Supervision(opened, manager)
    if "with_input" in args:
        threading.Thread(target=_after_input, args=(supervision.stop,), daemon=True).start()
    if journal is None:
        console = front(args, config, opened, supervision.stop, screen)
    else:
        console = Console(opened.admin, screen)

    def ready(listening: str) -> None:
        lines = [f"Listening on {listening}. Ctrl+C stops."] if journal is None else []
        shown = {} if site is None else {"web": site.start()}
        lines += [f"The page: {address}" for address in shown.values()] if journal is None else []
        screen.answer({"listening": listening, **shown}, lines, last=False)
        supervision.ready()
        if (said := anchored(opened.admin.status().anchor)) and journal is None:
            screen.say(said)
        if journal is None:
            console.start()
        else:
            journal.line("service.ready", {"listening": listening})

    try:
        supervision.take_signals()
        opened.serve(listen, pair_port, advertise, ready, metrics)
    finally:
        console.stop()
        if site is not None:
            site.close()
        opened.close()
        supervision.end()


def _waiting(manager: Supervisor, journal: Journal | None, screen: Screen) -> Callable[[], object]:
    """What is said while another process has the vault: to a person once. A service manager takes this for its work."""
    said = False

    def waits() -> None:
        nonlocal said
        if not said:
            said = True
            if journal is None:
                screen.say("Another `serve` has the vault. Standing by; Ctrl+C stops.")
            else:
                journal.line("service.standing_by")
            manager.ready("Standing by")
        manager.alive("Standing by")

    return waits


@dataclass(frozen=True, slots=True)
class _ServedPage:
    """Where the page listens, by which names proxies show it, and from where such a proxy comes."""

    listen: tuple[str, int]
    names: tuple[str, ...]
    proxy: str


def _page(args: argparse.Namespace, config: Config) -> _ServedPage | None:
    """The page, where one is asked for."""
    web = _setting(args, "web", config.web, endpoint)
    name = _setting(args, "web_name", config.web_name, lambda text: [web_name(text)])
    proxy = _setting(args, "trusted_proxy", config.trusted_proxy, proxy_address)
    if web is None and name:
        raise UsageError("Say where the page is to listen: --web HOST:PORT.")
    if proxy and not name:
        raise UsageError("Say by which name the proxy shows the page: --web-name NAME.")
    return None if web is None else _ServedPage(web, tuple(name or ()), proxy or "")


def _site(page: _ServedPage, opened: PagedCosigner) -> Site:
    from app.cosigner.web.site import Site

    return Site(opened.page, *page.listen, page.names, proxy=page.proxy)


def _journal(args: argparse.Namespace, screen: Screen) -> Journal | None:
    """What `--log` asks for; all that is said on standard error goes through it then, to the very end."""
    if "log" not in args:
        return None
    journal = Journal(args.log, partial(os.write, sys.stderr.fileno()))  # unbuffered: one that is full locks nothing
    atexit.register(journal.end)
    journal.listen()
    screen.err = Spoken(journal)
    return journal


def _after_input(stop: Callable[[], object]) -> None:
    """Stop once standard input has ended, as it does with the program at its other end, however that ends."""
    with contextlib.suppress(OSError):
        while os.read(0, 4096):
            pass
    stop()


def _setting(args: argparse.Namespace, name: str, configured: str, kind: Callable[[str], T]) -> T | None:
    """An option, else what config.toml says."""
    if name in args or not configured:
        return getattr(args, name, None)
    try:
        return kind(configured)
    except argparse.ArgumentTypeError as error:
        raise BadInput(f"config.toml: {name}: {error}.", InputKind.CONFIG) from None


def pair(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem-cosigner pair [--confirm-words]`: ends when both persons have confirmed."""
    from core.cosigner.api import PairingScreen

    compared, further = "confirm_words" in args, False

    def show_link(link: str) -> None:
        screen.answer({"link": link}, [link], last=False)
        screen.say("Give this link to the computer: tandem pair -   It lives ten minutes and works once.")
        screen.say("In the place of a lost device: tandem restore -, or for a co-signer tandem replace-cosigner -")

    def meet(computer: MetComputer) -> None:
        nonlocal further
        further = not computer.known and bool(computer.others)
        screen.say("\n".join(who_pairs(computer)))

    def show_words(words: tuple[str, ...]) -> None:
        screen.say("\nThe four words:\n\n    " + "   ".join(words) + "\n")

    def confirm() -> bool:
        same = "Did the computer's screen show the same words?"
        return screen.confirm(f"Do you want a further computer here? {same}" if further else same)

    with screen.passing():
        done = cosigner(args, screen).pair(PairingScreen(show_link, show_words, None if compared else confirm, meet))
    screen.say("Paired. This co-signer and that computer belong together now.")
    screen.say(f"A name of yours for it: tandem-cosigner rename {plain(done.paired)} NAME")


def who_pairs(computer: MetComputer) -> list[str]:
    """Whether this mends a pairing, or is one more: nobody takes the one for the other (P6)."""
    if computer.restores:
        return [
            f"THIS COMPUTER IS TO TAKE THE PLACE OF A LOST ONE: {plain(computer.fingerprint)}",
            "Say yes to the words only if you sit there yourself. It gets no wallet before you approve that too.",
        ]
    if computer.replaces:
        return [
            f"THIS CO-SIGNER IS TO TAKE THE PLACE OF A LOST ONE, for the computer: {plain(computer.fingerprint)}",
            "Say yes to the words only if you began this yourself, and sit at that computer. It hands out its copies.",
        ]
    if computer.known:
        name = f"{plain(computer.name)} ({plain(computer.fingerprint)})" if computer.name else computer.fingerprint
        return [f"It is paired already: {plain(name)}. This mends its pairing; its wallets stay."]
    if not computer.others:
        return [f"The computer's fingerprint: {plain(computer.fingerprint)}"]
    return [
        f"THIS IS A SECOND COMPUTER, not a repair: {plain(computer.fingerprint)}",
        f"Paired already: {', '.join(map(plain, computer.others))}",
        "It makes wallets of its own here, and sees nothing of the others'. No wallet moves to it: what it is to spend",
        "is sent to an address of its own wallets first. If you meant to mend a pairing, say no.",
    ]
