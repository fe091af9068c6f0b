"""What is looked up on the page: lines of the log, whose an address is."""

from __future__ import annotations

import time
from collections.abc import Sequence
from enum import StrEnum

from app.cosigner.web.markup import Markup, boxed, html
from app.cosigner.web.pages import head
from app.cosigner.web.parts import PageReader, address, card, frame, hidden, note
from app.terminal import GROUPS, plain
from app.text.approval_line import PageLine
from app.text.say import logged, warning
from core.cosigner.api import AddressView, LogView, PolicyView, StatusView
from core.cosigner.page_api import PageView


def log(reader: PageReader, title: PageLine, found: Sequence[LogView], status: StatusView) -> Markup:
    """Lines of the log, the newest first."""
    lines = [
        html(
            "<li><time>{time}</time><span>{text}</span><small>{count}</small></li>",
            time=time.strftime("%Y-%m-%d %H:%M", time.localtime(one.time)) if one.time else "",
            text=_logged(one, reader.language),
            count=reader.line(PageLine.TIMES, count=one.count) if one.count > 1 else "",
        )
        for one in reversed(found)
    ]
    body = html('<ul class="log card">{lines}</ul>', lines=lines)
    return simple(
        reader, title, [body if lines else html("<p>{text}</p>", text=reader.line(PageLine.NO_LINES))], status
    )


def _logged(one: LogView, language: str) -> str:
    found = logged(one.code, one.values, language) if one.code else one.text
    return plain(found, " " + GROUPS)


def mine(reader: PageReader, found: PageView, answer: AddressView | str | None = None) -> Markup:
    """Whether an address is a wallet's; `answer`: the address, or why it is not."""
    wallets = [_choice(one) for one in found.policies]
    said = [html('<p class="card" role="status">{text}</p>', text=answer)] if isinstance(answer, str) else []
    if isinstance(answer, AddressView):
        words = reader.line(PageLine.MINE, path=answer.path)
        said = [card(words, [address(answer.address), *_cautions(reader, answer)])]
    form = html(
        '<form class="card ask" method="post" action="/mine">{hidden}<label>{wallet}<select name="wallet">'
        '{wallets}</select></label><label>{address}<input type="text" name="which" required maxlength="120" '
        'autocomplete="off" autocapitalize="none" spellcheck="false"></label><button class="go">{ask}</button></form>',
        hidden=hidden(reader, "/mine"),
        wallet=reader.line(PageLine.WHICH_WALLET),
        wallets=wallets,
        address=reader.line(PageLine.ADDRESS),
        ask=reader.line(PageLine.ASK),
    )
    none = html("<p>{text}</p>", text=reader.line(PageLine.NO_WALLET))
    return simple(reader, PageLine.IS_MINE, [*said, form if wallets else none], found.status)


def _choice(one: PolicyView) -> Markup:
    return html(
        '<option value="{computer}/{wallet}">{name}</option>',
        computer=one.computer,
        wallet=one.wallet,
        name=boxed(one.wallet),
    )


def _cautions(reader: PageReader, answer: AddressView) -> list[Markup]:
    return [note([warning(word, reader.language) for word in answer.warnings])] if answer.warnings else []


def simple(reader: PageReader, title: StrEnum, body: Sequence[Markup], status: StatusView) -> Markup:
    """A page under a title."""
    words = reader.line(title)
    main = html("<main><h1>{title}</h1>{body}</main>", title=words, body=body)
    return frame(reader, words, [head(reader, status), main])
