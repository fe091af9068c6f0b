"""The rules on the page: what they are, a form that changes them, and the question before one is looser. Which
it is, the co-signer says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Final

from app.cosigner.checklist import span
from app.cosigner.web.lookups import simple
from app.cosigner.web.markup import Markup, boxed, html
from app.cosigner.web.parts import Visit, address, card, hidden, note, rows, unverified
from app.cosigner.web.passkey_form import shows_owner
from app.terminal import GROUPS, sats
from app.text import rules
from app.text.approval_line import PageLine
from app.text.page_line import PasskeyLine, RulesLine
from core.cosigner.api import PendingView, PolicyView
from core.cosigner.page_api import LooserView, PageView, PasskeyAsk
from core.cosigner.shown import rules_digest

PATH: Final = "/rules"
MOST: Final = 50  # addresses that are shown of those that are listed already
LOOSEN, KEEP = "/loosen", "/keep"
NUMBERS: Final = {  # fields of Rules, and what they are called here
    "approve_below": RulesLine.APPROVE_BELOW,
    "ask_above": RulesLine.ASK_ABOVE,
    "max_payment": RulesLine.MAX_PAYMENT,
    "per_day": RulesLine.PER_DAY,
    "per_week": RulesLine.PER_WEEK,
    "wait": RulesLine.WAIT,
}
TICKS: Final = {"allowlist_only": RulesLine.ONLY_LISTED, "frozen": RulesLine.FROZEN}
ADDRESSES: Final = {"disallow": RulesLine.DISALLOW, "allow": RulesLine.ALLOW}
TEXTS: Final = (*NUMBERS, *TICKS, *ADDRESSES, "hours")  # what the form brings back


def key(one: PolicyView) -> str:
    """Which wallet a form is about."""
    return f"{one.computer}/{one.wallet}"


def value(one: PolicyView, name: str) -> int | None:
    """What a number is set to; None: that rule is off."""
    found: int | None = getattr(one, name)
    return (found or None) if name == "approve_below" else found


# ------------------------------------------------------------------ looking
def policies(visit: Visit, found: PageView, done: StrEnum | None = None, wrong: str = "") -> Markup:
    """The rules of each wallet, what waits, and where the line is good a form."""
    reader = visit.reader
    said = [html('<p class="done" role="status">{text}</p>', text=reader.line(done))] if done else []
    said += [note([wrong])] if wrong else []
    cards = [_wallet(visit, one, found.now) for one in found.policies]
    if not cards:
        cards = [html("<p>{text}</p>", text=reader.line(PageLine.NO_WALLET))]
    elif not visit.verified:
        cards.append(html('<p class="sub">{text}</p>', text=reader.line(RulesLine.UNCHECKED)))
    return simple(reader, PageLine.RULES, [*said, *cards], found.status)


def _wallet(visit: Visit, one: PolicyView, now: int) -> Markup:
    waiting = [_waiting(visit, one, later, now) for later in one.pending]
    form = [_form(visit, one)] if visit.verified else []
    listed = [
        html(
            "<details><summary>{words}</summary>{addresses}</details>",
            words=visit.reader.line(RulesLine.LISTED, count=len(one.allow)),
            addresses=_listed(one.allow),
        )
    ]
    return card(boxed(one.wallet), [rows(_sentences(visit, one)), *(listed if one.allow else []), *waiting, *form])


def _sentences(visit: Visit, one: PolicyView) -> Iterator[str]:
    reader, language = visit.reader, visit.reader.language
    if one.frozen:
        yield reader.line(PageLine.RULES_FROZEN)
    if not one.approve_below:
        yield reader.line(PageLine.RULES_ASK)
    for name in (*NUMBERS, "delay"):
        number = value(one, name)
        if number is not None and (number or name != "delay"):
            yield rules.rule(name.replace("_", "-"), str(number), sats, span, language)
    if one.allow or one.allowlist_only:
        yield rules.rule("allowlist", " ".join(["only"] * one.allowlist_only + list(one.allow)), sats, span, language)
    if one.hours:
        yield rules.rule("hours", one.hours, sats, span, language)
    yield reader.line(PageLine.USED_DAY, amount=sats(one.signed_24h))


def _coming(visit: Visit, one: PolicyView, later: PendingView) -> str:
    """What a rule will be; what it is now where it is to end."""
    language = visit.reader.language
    if later.to != rules.OFF:
        return rules.rule(later.rule, later.to, sats, span, language)
    return visit.reader.line(RulesLine.OFF_LATER, rule=_now(one, later.rule, language))


def _new(one: PolicyView, later: PendingView) -> list[Markup]:
    """Addresses that come onto the list, each of them."""
    listed = later.to.split() if later.rule == "allowlist" else []
    known = {*one.allow, "only", rules.OFF}
    return [address(word) for word in listed if word not in known]


def _listed(addresses: Sequence[str]) -> list[Markup]:
    more = [html('<p class="sub">… ({count})</p>', count=len(addresses))] if len(addresses) > MOST else []
    return [*map(address, addresses[:MOST]), *more]


def _now(one: PolicyView, code: str, language: str) -> str:
    name = code.replace("-", "_")
    if code == "freeze":
        return rules.rule(code, "on", sats, span, language)
    if code == "allowlist":
        return rules.rule(code, " ".join(["only"] * one.allowlist_only + list(one.allow)), sats, span, language)
    return rules.rule(code, str(getattr(one, name, "")), sats, span, language)


def _waiting(visit: Visit, one: PolicyView, later: PendingView, now: int) -> Markup:
    reader = visit.reader
    left = span(max(0, later.at - now))
    line = note([reader.line(RulesLine.WAITS, time=left, rule=_coming(visit, one, later))])
    said = [line, *_new(one, later)]
    if not visit.verified:
        return html("<div>{said}</div>", said=said)
    return html(
        '<form method="post" action="{path}">{said}{hidden}<button class="keep">{keep}</button></form>',
        path=KEEP,
        said=said,
        hidden=hidden(reader, KEEP, key(one), later.rule),
        keep=reader.line(RulesLine.KEEP),
    )


# ------------------------------------------------------------------ changing
def _form(visit: Visit, one: PolicyView) -> Markup:
    reader = visit.reader
    numbers = [_field(name, reader.line(line), _grouped(value(one, name)), "numeric") for name, line in NUMBERS.items()]
    ticks = [
        html(
            '<label class="tick"><input type="checkbox" name="{name}" value="1"{on}> {words}</label>',
            name=name,
            on=html(" checked") if getattr(one, name) else "",
            words=reader.line(line),
        )
        for name, line in TICKS.items()
    ]
    addresses = [_field(name, reader.line(line), "", "text") for name, line in ADDRESSES.items()]
    return html(
        "<details><summary>{change}</summary>"
        '<form class="ask" method="post" action="{path}"><p class="sub">{at_once} {empty}</p>'
        "{numbers}{hours}{ticks}{addresses}{hidden}"
        '<button class="go">{go}</button></form></details>',
        change=reader.line(RulesLine.CHANGE),
        path=PATH,
        at_once=reader.line(RulesLine.AT_ONCE),
        empty=reader.line(RulesLine.EMPTY_IS_OFF),
        numbers=numbers,
        hours=_field("hours", reader.line(RulesLine.HOURS), one.hours or "", "text"),
        ticks=ticks,
        addresses=addresses,
        hidden=hidden(reader, PATH, key(one), rules_digest(one)),
        go=reader.line(RulesLine.GO),
    )


def _grouped(number: int | None) -> str:
    return "" if number is None else f"{number:,}".replace(",", GROUPS)


def _field(name: str, words: str, given: str, mode: str) -> Markup:
    return html(
        '<label>{words}<input type="text" name="{name}" value="{given}" inputmode="{mode}" maxlength="120" '
        'autocomplete="off" autocapitalize="none" spellcheck="false"></label>',
        words=words,
        name=name,
        given=given,
        mode=mode,
    )


def loosen(visit: Visit, one: PolicyView, found: PageView, looser: LooserView, ask: PasskeyAsk | None = None) -> Markup:
    """Before it waits: what would be looser, from when on, and what shows that the owner says so."""
    reader = visit.reader
    new = [word for later in looser.rules for word in _new(one, later)]
    coming = html("{rules}{new}", rules=rows(_coming(visit, one, later) for later in looser.rules), new=new)
    if not looser.delay or not (ask or (found.pin and not found.passkey)):
        unproven = PasskeyLine.OTHER_NAME if found.passkey else RulesLine.NO_PIN
        why = unproven if looser.delay else RulesLine.NO_DELAY
        return simple(
            reader, RulesLine.LOOSEN, [card(boxed(one.wallet), [coming, note([reader.line(why)])])], found.status
        )
    given = [
        html('<input type="hidden" name="{name}" value="{value}">', name=name, value=visit.fields[name])
        for name in TEXTS
        if name in visit.fields
    ]
    form = html(
        '<form class="ask" method="post" action="{path}"><p>{more}</p>{given}{pin}{doubt}{hidden}'
        '<div class="two"><a class="btn" href="{back_to}">{back}</a>'
        '<button class="go" id="yes" disabled>{go}</button></div></form>',
        path=LOOSEN,
        more=reader.line(RulesLine.LOOSEN_MORE, time=span(looser.delay)),
        given=given,
        pin=shows_owner(reader, ask),
        doubt=unverified(reader),
        hidden=hidden(reader, LOOSEN, key(one), rules_digest(one)),
        back_to=PATH,
        back=reader.line(PageLine.BACK),
        go=reader.line(RulesLine.LOOSEN_GO),
    )
    return simple(reader, RulesLine.LOOSEN, [card(boxed(one.wallet), [coming, form])], found.status)


def of(found: PageView, which: str) -> Sequence[PolicyView]:
    """The wallet that a form is about; none where it is gone."""
    return [one for one in found.policies if key(one) == which]
