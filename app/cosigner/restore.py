"""A lost computer that comes back, at the co-signer: what a person is shown before they say yes; `restore cancel`."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import TYPE_CHECKING

from app.answers import object_of
from app.cosigner.home import cosigner
from app.terminal import Screen, duration, plain
from app.text.restore import line, standing
from app.text.restore_line import RestoreLine

if TYPE_CHECKING:
    from core.cosigner.api import ApprovalView, RestoreView

SETTLING = "settling"  # what a yes to one becomes
MOST_NAMED = 20


def described(request: ApprovalView, asked: RestoreView) -> list[str]:
    """The request as the co-signer has worked it out, line by line."""
    name, fingerprint = plain(request.computer_name), plain(request.computer)
    time = duration(request.seconds) if request.seconds else ""
    lines = [
        line(RestoreLine.NEW, computer=f"{name} ({fingerprint})" if name else fingerprint),
        line(RestoreLine.WALLETS, wallets=_named(asked.wallets)),
        line(RestoreLine.LOST, computers=_named(asked.lost)),
    ]
    lines += [line(RestoreLine.WITHOUT, wallets=_named(asked.without))] if asked.without else []
    rows = [" ".join(map(plain, request.sheet[n : n + 4])) for n in range(0, len(request.sheet), 4)]
    lines += [line(RestoreLine.SHEET), *(f"  {row}" for row in rows), standing(request.approved, time)]
    lines += [] if request.approved else [f"! {line(RestoreLine.MEANT)}"]
    return [line(RestoreLine.TITLE, request=plain(request.id)), *(f"  {one}" for one in lines)]


def _named(names: Iterable[str]) -> str:
    found = [plain(name) for name in names]
    more = [f"… ({len(found)})"] if len(found) > MOST_NAMED else []
    return ", ".join([*found[:MOST_NAMED], *more])


def cancel(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem-cosigner restore cancel [COMPUTER]`."""
    done = cosigner(args, screen).restore_cancel(getattr(args, "computer", None))
    screen.answer(
        object_of(done),
        [
            f"Given back to the computer of before: {_named(done.wallets)}. It renews its halves before it pays.",
            f"The computer {plain(done.computer)} is blocked.",
        ],
    )
