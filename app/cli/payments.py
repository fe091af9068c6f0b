"""Commands of `tandem` that pay: draft, sign, send, broadcast."""

from __future__ import annotations

import argparse
import base64
import contextlib
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, TypeVar

from app.arguments import fee_rate, psbt, read, recipient, target, write
from app.cli.home import ProgressLine, interruptibly, wallet
from app.terminal import Screen, more, plain, sats
from app.text import approval
from core.bitcoin.fee_rate import FeeRate
from core.bitcoin.psbt_text import transaction_in
from core.errors import LinkError, RefusalKind, Refused

if TYPE_CHECKING:
    from core.wallet.api import Outline, WalletApi

T = TypeVar("T")


def draft(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem draft NAME ADDRESS=SATS… -o FILE`."""
    recipients, rate, output = [recipient(text) for text in args.recipients], _rate(args), target(args.output)
    with wallet(args, screen) as home:
        data = _asking(home, args, lambda: home.draft(args.name, recipients, rate))
        _show(screen, home.outline(args.name, data))
    _hand_over(screen, output, data, {}, "The draft is written. Nothing is signed yet.", as_text=False)


def sign(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem sign NAME IN.psbt -o OUT.psbt`. Binary is answered by binary, text by base64."""
    output = target(args.output)
    data, as_text = psbt(read(args.psbt))
    with wallet(args, screen) as home:
        _show(screen, home.outline(args.name, data))
        done = home.sign(args.name, data, getattr(args, "wait", None), ProgressLine(screen))
    text = f"{done.signed} inputs are signed by both." if done.signed != 1 else "One input is signed by both."
    if done.skipped:
        text += f" Left alone: {', '.join(map(str, done.skipped))}."
    facts = {"signed": done.signed, "skipped": list(done.skipped), "txid": done.txid}
    _hand_over(screen, output, done.psbt, facts, text, as_text)


def send(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem send NAME ADDRESS=SATS…`."""
    recipients, rate = [recipient(text) for text in args.recipients], _rate(args)
    with wallet(args, screen) as home:
        kept = home.under_way(args.name, recipients)
        if kept is None:
            kept = _asking(home, args, lambda: home.draft(args.name, recipients, rate))
            home.keep(args.name, kept)
        else:
            screen.say("A payment of the same amounts is under way; this goes on with it.")
        _show(screen, home.outline(args.name, kept))
        with _not_lost(screen, kept, "`tandem sign`, then `tandem broadcast`", _goes_on):
            done = home.sign(args.name, kept, getattr(args, "wait", None), ProgressLine(screen))
        with _not_lost(screen, done.psbt, "`tandem broadcast`"):
            txid = _asking(home, args, lambda: home.broadcast(args.name, done.psbt))
    facts = {"txid": txid, "signed": done.signed, "skipped": list(done.skipped)}
    screen.answer(facts, [f"Paid. The transaction is {txid}."])


def broadcast(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem broadcast NAME FILE`."""
    data = transaction_in(read(args.file))
    with wallet(args, screen) as home:
        txid = _asking(home, args, lambda: home.broadcast(args.name, data))
    screen.answer({"txid": txid}, [f"The network has it: {txid}."])


def _asking(home: WalletApi, args: argparse.Namespace, work: Callable[[], T]) -> T:
    """What `work` gives, which may ask the chain's server; whoever cancels it does not wait for the server."""
    return interruptibly(work, lambda: home.stop_asking(args.name))


def _show(screen: Screen, told: Outline) -> None:
    """What a payment does, before anybody signs it."""
    screen.say(approval.leaving(sats(told.leaves), told.recipients, sats(told.fee)))
    before = approval.related(told.replaces, told.hurries, told.recipients, more(told.fee_more))
    for line in filter(None, (before, approval.may_arrive(told.unshown))):
        screen.say(line)


@contextlib.contextmanager
def _not_lost(
    screen: Screen, data: bytes, next_step: str, when: Callable[[BaseException], bool] = lambda _: True
) -> Iterator[None]:
    """A payment whose next step fails is shown, with that step, if it may still be made."""
    try:
        yield
    except BaseException as error:
        if when(error):
            screen.say(f"To go on later, {next_step}:\n{base64.b64encode(data).decode()}")
        raise


GO_ON = {
    *(RefusalKind.PENDING, RefusalKind.COUNTDOWN, RefusalKind.CANCELLED),
    *(RefusalKind.SILENCE, RefusalKind.SILENCE_DAY),
}


def _goes_on(error: BaseException) -> bool:
    """Whether the same payment may be signed after this."""
    if isinstance(error, Refused):
        return error.kind in GO_ON
    return isinstance(error, LinkError | KeyboardInterrupt)


def _rate(args: argparse.Namespace) -> FeeRate | None:
    return fee_rate(args.fee_rate) if "fee_rate" in args else None


def _hand_over(screen: Screen, output: str, data: bytes, facts: Mapping[str, object], text: str, as_text: bool) -> None:
    """Write the PSBT where it was asked for; with --json and `-` it is part of the one object."""
    encoded = base64.b64encode(data).decode()
    if output != "-":
        write(output, f"{encoded}\n".encode() if as_text else data)
        screen.answer({**facts, "file": output}, [f"{text} File: {plain(output)}"])
    else:
        screen.say(text)
        screen.answer({**facts, "psbt": encoded}, [encoded])
