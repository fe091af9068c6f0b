"""Commands of `tandem` about the pairing, the key and what it holds."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from app.answers import as_json, object_of
from app.arguments import wallet_name
from app.cli.health import typed, writer
from app.cli.home import ProgressLine, config_of, interruptibly, wallet
from app.cli.sheets import drills_due, file_lines
from app.passphrase import passphrase
from app.terminal import Screen, duration, plain, shown
from app.text.health import place_trouble
from app.text.say import invented, warning
from app.text.terminal import delay_proposed, stale
from core.errors import BadInput, LinkError

if TYPE_CHECKING:
    from core.wallet.api import Balance, PairedCosigner, StatusReport, ThisComputer, WalletApi

MAX_LINK = 4096
LISTED = ("name", "network", "kind", "fingerprint", "epoch", "state", "cosigner")  # the rest by `tandem wallet show`
NO_WALLET = [
    "There is no wallet yet: tandem wallet new NAME",
    "Wallets of another computer stay with it, since two never have one wallet. To move them here, close Tandem there,",
    "and let this one take its place: tandem restore LINK --sheet-file FILE",
]
CHANGED_THERE = "Rules are changed on the co-signer alone: tandem-cosigner policy set"


def pair(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem pair LINK|- [--another]`."""
    from core.wallet.opening import pairing_place

    link = sys.stdin.readline(MAX_LINK) if args.link == "-" else args.link
    pairing_place(link)  # before there is a home for it

    def confirm(lines: list[str]) -> int | None:
        return screen.choose("The co-signer shows four words. Which line says the same?", lines)

    with wallet(args, screen, create=True) as home:
        paired = home.pair(link, None if "confirm_words" in args else confirm, another="another" in args)
        own, others = home.this_computer(), [one for one in home.cosigners() if one.fingerprint != paired.fingerprint]
        lines = [
            f"This computer and the co-signer {_called(paired)} belong together now.",
            f"There this computer is {_me(own)}. Give it a name of yours: tandem name NAME",
        ]
        if others:
            lines.append(
                "Wallets of before stay with their co-signers; new ones say which: tandem wallet new --cosigner WHICH"
            )
        screen.answer(object_of(paired) | {"computer_fingerprint": own.fingerprint}, lines)


def _called(one: PairedCosigner) -> str:
    """A co-signer by its name, if it has one, its place and its fingerprint."""
    return f"{plain(one.called)} ({plain(one.fingerprint)})"


def _me(own: ThisComputer) -> str:
    return f"{plain(own.name)} ({own.fingerprint})" if own.name else own.fingerprint


def name(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem name [NAME]`."""
    with wallet(args, screen) as home:
        own = home.call_self(wallet_name(args.name)) if "name" in args else home.this_computer()
    told = f"This computer is called {plain(own.name)}." if own.name else "This computer has no name yet."
    later = [" Each co-signer is told when it is next connected."] if "name" in args else []
    screen.answer(object_of(own), ["".join([told, *later]), f"Its fingerprint: {own.fingerprint}"])


def cosigners(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem cosigners`."""
    with wallet(args, screen) as home:
        found, own = home.cosigners(), home.this_computer()
    rows = [
        {
            "name": one.name or "none",
            "place": one.place,
            "fingerprint": one.fingerprint,
            "calls_itself": one.told or "nothing",
            "wallets": one.wallets,
        }
        for one in found
    ]
    nothing = ["No co-signer is paired yet: tandem pair LINK"]
    screen.answer(
        {"cosigners": as_json(found), "computer": object_of(own)},
        [*(table(rows) if rows else nothing), f"This computer is {_me(own)}."],
    )


def rename(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem rename COSIGNER NAME`."""
    with wallet(args, screen) as home:
        done = home.rename_cosigner(args.cosigner, wallet_name(args.name))
    calls = f" It calls itself “{plain(done.told)}”." if done.told else ""
    screen.answer(object_of(done), [f"The co-signer {done.fingerprint} is called {plain(done.name)} here.{calls}"])


def new(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem wallet new NAME --network NET [--kind KIND] [--cosigner WHICH]`."""
    name = wallet_name(args.name)
    with wallet(args, screen) as home:
        which = getattr(args, "cosigner", None)
        from core.wallet.api import WalletKind

        kind = WalletKind[getattr(args, "kind", "segwit").upper()]
        made = object_of(home.new_key(name, args.network, ProgressLine(screen), cosigner=which, kind=kind))
        screen.answer(made, [f"The wallet {name} is ready.", *_of_wallet(made)])


def listing(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem wallet list`."""
    with wallet(args, screen) as home:
        wallets = home.wallets()
        rows = [{key: as_json(getattr(one, key)) for key in LISTED} for one in wallets]
        screen.answer({"wallets": as_json(wallets)}, table(rows) if rows else NO_WALLET)


def show(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem wallet show NAME`."""
    with wallet(args, screen) as home:
        found = object_of(home.show(args.name))
        screen.answer(found, _of_wallet(found))


def was_whole(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem wallet was-whole NAME FINGERPRINT`."""
    with wallet(args, screen) as home:
        if home.show(args.name).fingerprint != args.fingerprint.strip().lower():
            raise BadInput(f"“{plain(args.name)}” has another fingerprint: tandem wallet show; nothing was marked.")
        found = object_of(home.mark_whole(args.name))
        screen.answer(found, ["Marked. Move its coins to a new wallet, and receive nothing more with it."])


def address(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem address NAME [--new]`."""
    with wallet(args, screen) as home:
        found, key = home.address(args.name, new="new" in args), home.show(args.name)
        if key.receiving is not None:
            screen.say(warning(key.receiving))
        screen.say(f"Check it on the co-signer: tandem-cosigner address {shlex.quote(args.name)} {found.index}")
        for line in drills_due(args.name, key.sheets):
            screen.say(line)
        screen.answer({"address": found.text, "index": found.index, "state": as_json(key.state)}, [found.text])


def sync(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem sync NAME --server URL`."""
    from core.wallet.api import GAP

    if not args.server.startswith(("tcp://", "ssl://")):
        raise BadInput("--server is tcp://HOST:PORT or ssl://HOST:PORT.")
    with wallet(args, screen) as home:
        proxy, renewed = getattr(args, "proxy", None), "new_certificate" in args
        line, gap = ProgressLine(screen), getattr(args, "gap", GAP)
        found = interruptibly(
            lambda: home.sync(args.name, args.server, proxy, new_certificate=renewed, gap=gap, progress=line),
            lambda: home.stop_asking(args.name),
        )
        if found.stale:
            screen.say(stale(duration(found.stale)))
        for txid in found.invented:
            screen.say(invented(args.name, txid))
        if found.looked is not None:
            screen.say(
                f"Looked at the first {found.looked.external} receiving and {found.looked.internal} change addresses. "
                "What was paid further out is found with --gap N."
            )
        screen.answer(object_of(found), _amounts(found))


def balance(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem balance NAME`."""
    with wallet(args, screen) as home:
        found = home.balance(args.name)
        screen.answer(object_of(found), _amounts(found))


def history(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem history NAME`."""
    with wallet(args, screen) as home:
        found = as_json(home.history(args.name)[: getattr(args, "last", None)])
        screen.answer({"history": found}, table(found) if found else ["Nothing came or went yet."])


def refresh(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem refresh NAME`."""
    with wallet(args, screen) as home:
        done = home.refresh(args.name, ProgressLine(screen))
        screen.answer(object_of(done), [f"Both halves of the key are new, the old ones erased. Epoch {done.epoch}."])


def accept_copy(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem accept-copy`."""
    from core.wallet.opening import accept_half

    config = config_of(args)
    half = accept_half(config.home, passphrase(args, config, screen))
    done = "It opens now, as an old copy: the halves are renewed before the next payment."
    screen.answer({"old_copy": half}, [done if half else "Nothing is missing; it opens as it is."])


def status(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem status NAME`."""
    with wallet(args, screen) as home:
        report = home.status(args.name)
        found = _status(report) | {"propose_delay": _delay(home, report, args.name)}
        minutes = found["propose_delay"]
        lines = _of_wallet({key: value for key, value in found.items() if key != "propose_delay"})
        lines += [delay_proposed(args.name, minutes, elsewhere=True)] if minutes else []
        lines += _place(report)
        sheets = report.wallet.sheets
        screen.answer(found, [*lines, *drills_due(args.name, sheets), *file_lines(args.name, sheets)])


def _place(found: StatusReport) -> list[str]:
    """Whether somebody asks for the place of this computer, and what to do."""
    asked = "" if found.report is None or not found.report.place else found.report.place.name.lower()
    if not asked:
        return []
    trouble = place_trouble(asked, writer("en"))
    return [typed(f"{trouble.title}. {trouble.text}")]


def _delay(home: WalletApi, report: StatusReport, name: str) -> int | None:
    """Minutes that are proposed as the delay of the co-signer's rules: to whoever has coins and has not decided."""
    from core.wallet.api import PROPOSED_DELAY, ToldRules

    undecided = report.report is not None and ToldRules.of(report.report).delay_is_open
    return PROPOSED_DELAY if undecided and report.wallet.holds_coins and home.history(name) else None


def rules(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem rules NAME`."""
    from core.wallet.api import ToldRules

    with wallet(args, screen) as home:
        found = home.status(args.name)
        if found.report is None:
            raise LinkError(f"the co-signer does not tell its rules: {found.reason}")
        told = ToldRules.of(found.report).shown
        lines = facts({name: value for name, value in object_of(told).items() if name != "pending"})
        lines += [f"waits: {plain(one.rule)} to {plain(one.to)}, in {duration(one.seconds)}" for one in told.pending]
        screen.answer({"wallet": args.name, **object_of(told)}, [*lines, CHANGED_THERE])


def _status(found: StatusReport) -> dict[str, Any]:
    """This side, and the co-signer's if it answers."""
    from core.wallet.api import RENEWED_EVERY, KeyState, ToldRules

    shown = object_of(found.wallet) | {
        "cosigner": found.cosigner,
        "cosigner_name": found.cosigner_name,
        "cosigner_fingerprint": found.cosigner_fingerprint,
        "words_compared": found.words_compared,
        "computer_name": found.computer_name,
        "computer_fingerprint": found.computer_fingerprint,
        "notes_kept": found.notes.kept or None,
        "halves_renewed": found.renewed,
        "next_renewal": found.renewed + RENEWED_EVERY,
    }
    if found.notes.size:
        shown["notes_too_large"] = f"{found.notes.size:,} of {found.notes.most:,} bytes; the co-signer keeps older ones"
    if found.report is None:
        return shown | {"online": False, "reason": found.reason}
    return shown | {
        "online": True,
        "cosigner_epoch": found.report.epoch,
        "cosigner_state": as_json(found.report.state),
        "old_halves_erased": found.report.epoch == found.wallet.epoch and found.wallet.state is not KeyState.MISMATCH,
        **object_of(ToldRules.of(found.report).shown),
        "open_requests": found.report.open_requests,
        "old_copy": as_json(found.report.old_copy),
        "place_asked": found.report.place.name.lower(),
    }


def _amounts(found: Balance) -> list[str]:
    amounts = object_of(found)
    order = ("confirmed", "pending", *(["immature"] if found.immature else []), "spendable", "total", "height")
    return facts({key: amounts[key] for key in order})


def _of_wallet(found: Mapping[str, object]) -> list[str]:
    """Facts with those of a wallet among them; of sheets `tandem health` speaks, and of what never was nobody."""
    return facts({key: value for key, value in found.items() if key != "sheets" and (key != "was_whole" or value)})


def facts(found: Mapping[str, object]) -> list[str]:
    """Names and values, one per line; a text that is empty has none."""
    width = max((len(key) for key in found), default=0)
    return [
        f"{key.replace('_', ' '):{width}}  {shown(item, key)}"
        for key, item in found.items()
        if item or not isinstance(item, str)
    ]


def table(rows: Iterable[Mapping[str, object]]) -> list[str]:
    """Rows of the same keys under one heading."""
    cells = [{key: shown(item, key) for key, item in row.items()} for row in rows]
    heading = {key: key.replace("_", " ") for row in cells for key in row}
    width = {key: max(len(row.get(key, "")) for row in [heading, *cells]) for key in heading}
    return ["  ".join(f"{row.get(key, ''):{width[key]}}" for key in heading).rstrip() for row in [heading, *cells]]
