"""Commands of `tandem` that pay: draft, sign, send, broadcast."""

from __future__ import annotations

import argparse
import base64
import contextlib
from collections.abc import Callable, Iterator, Mapping

from app.arguments import fee_rate, psbt, read, recipient, target, transaction, write
from app.cli.home import Progress, wallet
from app.terminal import Screen, plain
from core.errors import LinkError, Refused


def draft(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem draft NAME ADDRESS=SATS… -o FILE`."""
    recipients, rate, output = [recipient(text) for text in args.recipients], _rate(args), target(args.output)
    with wallet(args, screen) as home:
        data = home.draft(args.name, recipients, rate)
    _hand_over(screen, output, data, {}, "The draft is written. Nothing is signed yet.", as_text=False)


def sign(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem sign NAME IN.psbt -o OUT.psbt`. The answer keeps the form, binary or base64, of what came in."""
    output = target(args.output)
    data, as_text = psbt(read(args.psbt))
    with wallet(args, screen) as home:
        done = home.sign(args.name, data, getattr(args, "wait", None), Progress(screen))
    signed = done["psbt"]
    facts = {key: item for key, item in done.items() if key != "psbt"}
    text = f"{done['signed']} inputs are signed by both." if done["signed"] != 1 else "One input is signed by both."
    if done["skipped"]:
        text += f" Left alone: {', '.join(str(item) for item in done['skipped'])}."
    _hand_over(screen, output, signed, facts, text, as_text)


def send(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem send NAME ADDRESS=SATS…`."""
    recipients, rate = [recipient(text) for text in args.recipients], _rate(args)
    with wallet(args, screen) as home:
        kept = home.draft(args.name, recipients, rate)
        with _not_lost(screen, kept, "`tandem sign`, then `tandem broadcast`", _goes_on):
            done = home.sign(args.name, kept, getattr(args, "wait", None), Progress(screen))
        with _not_lost(screen, done["psbt"], "`tandem broadcast`"):
            sent = home.broadcast(args.name, done["psbt"])
    facts = {"txid": sent["txid"], "signed": done["signed"], "skipped": done["skipped"]}
    screen.answer(facts, [f"Paid. The transaction is {sent['txid']}."])


def broadcast(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem broadcast NAME FILE`."""
    data = transaction(read(args.file))
    with wallet(args, screen) as home:
        done = home.broadcast(args.name, data)
    screen.answer(done, [f"The network has it: {done['txid']}."])


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


def _goes_on(error: BaseException) -> bool:
    """Whether the same payment may be signed after this."""
    if isinstance(error, Refused):
        return error.kind in {"pending", "cancelled"}
    return isinstance(error, LinkError | KeyboardInterrupt)


def _rate(args: argparse.Namespace) -> float | None:
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
