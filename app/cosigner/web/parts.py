"""Pieces of the page: its frame, amounts, addresses, notes, forms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.cosigner.web.forms import token
from app.cosigner.web.markup import Markup, boxed, html
from app.terminal import sats
from app.text import approval
from app.text.approval_line import PageLine
from app.text.page_line import ComputersLine, PasskeyLine, WakeLine
from app.text.say import said
from core.cosigner.api import PlaceView
from core.cosigner.page_api import PasskeyAsk
from core.cosigner.shown import PageBy

BLOCK: Final = "/block"  # where a computer is turned away
WIDTH = 4  # groups of an address in a line, as on every screen


@dataclass(frozen=True, slots=True)
class PageReader:
    """Who gets a page: the language, and the cookie that its forms are made for."""

    language: str
    cookie: bytes = b""

    def line(self, code: StrEnum, **fields: object) -> str:
        """A sentence of the page."""
        return said(code, self.language, **fields)


@dataclass(frozen=True, slots=True)
class Approving:
    """What the form for a yes carries of the moment in which it was shown; `pin`: whether there is one to ask for; what
    this browser's passkey signs, or None; `passkey`: whether it has one, which alone counts then."""

    shown: str
    pin: bool
    ask: PasskeyAsk | None = None
    passkey: bool = False

    @property
    def possible(self) -> bool:
        """Whether there is something to say yes by."""
        return self.ask is not None or (self.pin and not self.passkey)


@dataclass(frozen=True, slots=True)
class Visit:
    """A request of a browser that was admitted: its form's fields, if it sent one, and the origin at which it is, where
    the line is one that a phone can check (W1); else empty."""

    reader: PageReader
    cookie: bytes
    fields: Mapping[str, str]
    address: str
    origin: str

    @property
    def verified(self) -> bool:
        """Whether it is such a line."""
        return bool(self.origin)

    @property
    def by(self) -> PageBy:
        """What its form brings to show that the owner says so."""
        return PageBy(self.fields.get("pin", ""), self.fields.get("passkey", ""), self.origin, self.address)


def frame(reader: PageReader, title: str, body: Iterable[Markup], *, admitted: bool = True) -> Markup:
    """A whole page."""
    ways: tuple[tuple[str, StrEnum], ...] = (
        ("/", PageLine.WAITING),
        ("/signed", PageLine.HISTORY),
        ("/log", PageLine.LOG),
        ("/rules", PageLine.RULES),
        ("/computers", ComputersLine.TITLE),
        ("/mine", PageLine.IS_MINE),
        ("/wake", WakeLine.TITLE),
        ("/passkey", PasskeyLine.TITLE),
    )
    links = [html('<a href="{path}">{name}</a>', path=path, name=reader.line(name)) for path, name in ways]
    return html(
        '<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">'
        '<meta name="color-scheme" content="light dark"><title>{title}</title>'
        '<link rel="icon" href="/icon.svg"><link rel="stylesheet" href="/page.css">'
        '<script src="/page.js" defer></script></head><body>{body}{ways}</body></html>',
        language=reader.line(PageLine.LANGUAGE),
        title=title,
        body=body,
        ways=html('<nav aria-label="{name}">{links}</nav>', name="Tandem", links=links) if admitted else "",
    )


def header(name: str, below: str, clock: Markup | None = None) -> Markup:
    """The mark, whose page it is, and how long there is."""
    return html(
        '<header><svg class="mark" viewBox="0 0 32 32" aria-hidden="true"><path class="l" '
        'd="M14.85 2a11 11 0 0 0 0 22z"/><path class="o" d="M17.15 8a11 11 0 0 1 0 22z"/></svg>'
        "<div><b>{name}</b><small>{below}</small></div>"
        "{clock}</header>",
        name=name,
        below=below,
        clock=clock or "",
    )


def amount(found: int | None, reader: PageReader) -> Markup:
    """A sum, large."""
    if found is None:
        return html('<p class="sum">{unknown}</p>', unknown=reader.line(PageLine.NO_AMOUNT))
    return html('<p class="sum">{number} <span>sat</span></p>', number=sats(found).removesuffix(" sat"))


def money(found: int | None, reader: PageReader) -> str:
    """A sum in a line."""
    return reader.line(PageLine.NO_AMOUNT) if found is None else sats(found)


def address(text: str) -> Markup:
    """An address in groups of four, whole; words where there is none."""
    if not (text.isascii() and text.isalnum()):
        return html('<p class="words">{text}</p>', text=boxed(text))
    groups = [text[at : at + 4] for at in range(0, len(text), 4)]
    parts = [
        html("<i>{group}</i>", group=group) if (at // WIDTH + at) % 2 else html("<span>{group}</span>", group=group)
        for at, group in enumerate(groups)
    ]
    return html('<div class="addr">{parts}</div>', parts=parts)


def place(found: PlaceView, reader: PageReader) -> Markup:
    """An output as the co-signer read it, with what it knows of it."""
    notes = [note([approval.first_time(reader.language).capitalize()])] if found.first_time else []
    if found.looks_like:
        like = " ".join(found.looks_like[at : at + 4] for at in range(0, len(found.looks_like), 4))
        notes.append(note([approval.looks_like(like, reader.language)]))
    return html(
        '<div class="pay"><p class="right"><b>{money}</b></p>{address}{notes}</div>',
        money=money(found.sats, reader),
        address=address(found.address),
        notes=notes,
    )


def card(title: str, body: Iterable[Markup], style: str = "") -> Markup:
    """One subject; its title, if it has one of its own."""
    head = html("<h2>{title}</h2>", title=title) if title else ""
    return html('<section class="card {style}">{head}{body}</section>', head=head, body=body, style=style)


def note(lines: Iterable[str]) -> Markup:
    """What to look at before going on."""
    return html(
        '<div class="note" role="note"><svg class="i" viewBox="0 0 24 24" aria-hidden="true">'
        '<path d="m21.7 18-8-14a2 2 0 0 0-3.4 0l-8 14A2 2 0 0 0 4 21h16a2 2 0 0 0 1.7-3M12 9v4M12 17h.01"/></svg>'
        "{lines}</div>",
        lines=[html("<p>{line}</p>", line=line) for line in lines],
    )


def row(name: str, value: str, more: Markup | None = None) -> Markup:
    """A name and what it is."""
    return html(
        '<div class="row"><span>{name}</span><span>{value}</span></div>{more}', name=name, value=value, more=more or ""
    )


def rows(lines: Iterable[str]) -> Markup:
    """A list of sentences."""
    return html('<ul class="lines">{lines}</ul>', lines=[html("<li>{line}</li>", line=line) for line in lines])


def hidden(reader: PageReader, path: str, id: str = "", task: str = "", shown: str = "") -> Markup:
    """What every form brings back."""
    return html(
        '<input type="hidden" name="token" value="{token}"><input type="hidden" name="id" value="{id}">'
        '<input type="hidden" name="task" value="{task}"><input type="hidden" name="shown" value="{shown}">',
        token=token(reader.cookie, path, id, "|".join(filter(None, (task, shown)))),
        id=id,
        task=task,
        shown=shown,
    )


def sheet(
    reader: PageReader, name: str, path: str, title: str, body: Iterable[Markup], go: str, button: Markup | None = None
) -> Markup:
    """A question over the page, with a way back; it needs no script."""
    return html(
        '<form class="sheet" id="{name}" method="post" action="{path}" aria-labelledby="{name}-title"><div>'
        '<h2 class="big" id="{name}-title">{title}</h2>{body}<div class="two"><a class="btn" href="#">{back}</a>'
        "{button}</div></div></form>",
        name=name,
        path=path,
        title=title,
        body=body,
        button=button or html('<button class="refuse">{go}</button>', go=go),
        back=reader.line(PageLine.BACK),
    )


def pin_field(reader: PageReader) -> Markup:
    """Where the page's PIN is typed."""
    return html(
        '<label class="pin"><span>{words}</span><input type="password" name="pin" inputmode="numeric" pattern="[0-9]*" '
        'maxlength="6" required autocomplete="off"></label>',
        words=reader.line(PageLine.PIN),
    )


def unverified(reader: PageReader) -> Markup:
    """What the script shows below where something is typed, over a line that the browser doubts (W1)."""
    return html('<p class="sub unverified" hidden>{text}</p>', text=reader.line(PageLine.UNVERIFIED))


def blocking(reader: PageReader, pin: str) -> Markup:
    """The way to the question whether a computer is to be blocked."""
    words = reader.line(ComputersLine.BLOCK)
    return html('<a class="btn no" href="{path}/{pin}">{words}</a>', path=BLOCK, pin=pin, words=words)
