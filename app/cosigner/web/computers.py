"""Computers on the page: which are paired, and how one is turned away (W5)."""

from __future__ import annotations

import time
from enum import StrEnum
from typing import Final

from app.cosigner.web.lookups import simple
from app.cosigner.web.markup import Markup, boxed, html
from app.cosigner.web.parts import BLOCK, Visit, blocking, card, hidden, rows
from app.text.approval_line import PageLine
from app.text.page_line import ComputersLine
from core.cosigner.api import ComputerView
from core.cosigner.page_api import PageView
from core.errors import BadInput, InputKind

PATH: Final = "/computers"


def listed(visit: Visit, found: PageView, done: StrEnum | None = None) -> Markup:
    """All of them."""
    reader = visit.reader
    said = [html('<p class="done" role="status">{text}</p>', text=reader.line(done))] if done else []
    cards = [_computer(visit, one) for one in found.status.computers]
    none = html("<p>{text}</p>", text=reader.line(ComputersLine.NONE))
    return simple(reader, ComputersLine.TITLE, [*said, *(cards or [none])], found.status)


def _computer(visit: Visit, one: ComputerView) -> Markup:
    reader = visit.reader
    if one.blocked is not None:
        when = time.strftime("%Y-%m-%d %H:%M", time.localtime(one.blocked))
        return card(_name(one), [rows([one.pin, reader.line(ComputersLine.BLOCKED, time=when)])])
    here = reader.line(ComputersLine.HERE if one.online else ComputersLine.AWAY)
    return card(_name(one), [rows([one.pin, here]), way(visit, one.pin)])


def _name(one: ComputerView) -> str:
    return boxed(one.name) or one.pin


def way(visit: Visit, pin: str) -> Markup:
    """To the question whether it is to be blocked; what to type where the line is not good enough for that."""
    reader = visit.reader
    if visit.verified:
        return blocking(reader, pin)
    told = reader.line(ComputersLine.AT_TERMINAL)
    return html('<p class="sub">{told}</p><p class="code">tandem-cosigner block {pin}</p>', told=told, pin=pin)


def block(visit: Visit, found: PageView, pin: str) -> Markup:
    """What it does, and how it is undone, before it is done."""
    reader = visit.reader
    one = next((one for one in found.status.computers if one.pin == pin and one.blocked is None), None)
    if one is None:
        raise BadInput("no such computer is paired, or it is blocked already", InputKind.NO_SUCH_PEER)
    said = [reader.line(line) for line in (ComputersLine.DOES, ComputersLine.STAYS, ComputersLine.UNDO)]
    body = [rows([one.pin, *said])]
    if visit.verified:
        body.append(
            html(
                '<form method="post" action="{path}">{hidden}<div class="two"><a class="btn" '
                'href="{back_to}">{back}</a><button class="refuse">{yes}</button></div></form>',
                path=BLOCK,
                hidden=hidden(reader, BLOCK, pin),
                back_to=PATH,
                back=reader.line(PageLine.BACK),
                yes=reader.line(ComputersLine.YES),
            )
        )
    else:
        body.append(way(visit, pin))
    return simple(reader, ComputersLine.ASK, [card(_name(one), body)], found.status)
