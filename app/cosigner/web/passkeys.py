"""Passkeys on the page: how a browser gets one (W2)."""

from __future__ import annotations

import shlex
import time

from app.cosigner.web.markup import Markup, boxed, html
from app.cosigner.web.pages import head
from app.cosigner.web.parts import PageReader, Visit, frame, hidden, note, rows, unverified
from app.cosigner.web.passkey_form import failed
from app.text.page_line import PasskeyLine
from core.cosigner.page_api import PageView, PasskeyApi, PasskeyMaking

PATH = "/passkey"


def passkey(reader: PageReader, found: PageView, name: str, *, possible: bool) -> Markup:
    """Whether this browser, `name`, has one, and how it gets one."""
    has = reader.line(PasskeyLine.HAS, day=time.strftime("%Y-%m-%d", time.localtime(found.passkey)))
    lines = rows([has, reader.line(PasskeyLine.LOST)])
    body = [html('<section class="card">{lines}</section>', lines=lines)] if found.passkey else []
    if not possible:
        body.append(note([reader.line(PasskeyLine.NEEDS)]))
    else:
        form = html(
            '<form class="card ask" method="post" action="{path}">{hidden}<p>{what}</p><p>{how}</p>'
            '<p class="words">{command}</p><label>{code}<input type="text" name="code" inputmode="numeric" '
            'pattern="[0-9]*" maxlength="6" required autocomplete="off"></label>'
            '<button class="go">{go}</button></form>',
            path=PATH,
            hidden=hidden(reader, PATH),
            what=reader.line(PasskeyLine.WHAT),
            how=reader.line(PasskeyLine.HOW),
            command=f"tandem-cosigner web passkey {shlex.quote(boxed(name))}",
            code=reader.line(PasskeyLine.CODE),
            go=reader.line(PasskeyLine.GO),
        )
        body.append(form)
    return _framed(reader, found, body)


def making(reader: PageReader, found: PageView, made: PasskeyMaking) -> Markup:
    """The terminal's code was right: what the script makes it by."""
    form = html(
        '<form class="card ask" method="post" action="{path}">{hidden}<p>{more}</p>{failed}'
        "{doubt}"
        '<input type="hidden" name="made" data-challenge="{challenge}" data-party="{party}" '
        'data-user="{user}" data-name="{name}" data-algorithms="{algorithms}">'
        '<button class="go" id="yes" disabled>{go}</button></form><script src="/passkey.js" defer></script>',
        path=PATH,
        hidden=hidden(reader, PATH),
        more=reader.line(PasskeyLine.SIGN_NEW),
        failed=failed(reader),
        doubt=unverified(reader),
        challenge=made.challenge,
        party=made.rp_id,
        user=made.user,
        name=made.name,
        algorithms=" ".join(map(str, made.algorithms)),
        go=reader.line(PasskeyLine.MAKE),
    )
    return _framed(reader, found, [form])


def posted(api: PasskeyApi, visit: Visit) -> PasskeyMaking | None:
    """With the terminal's code: what it is made by; with what the browser has made: None, and it is done."""
    if made := visit.fields.get("made"):
        api.make(visit.cookie, made, visit.origin, visit.address)
        return None
    return api.enter(visit.cookie, visit.fields.get("code", ""), visit.origin, visit.address)


def _framed(reader: PageReader, found: PageView, body: list[Markup]) -> Markup:
    words = reader.line(PasskeyLine.TITLE)
    main = html("<main><h1>{title}</h1>{body}</main>", title=words, body=body)
    return frame(reader, words, [head(reader, found.status), main])
