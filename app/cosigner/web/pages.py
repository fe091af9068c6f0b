"""What waits, out of what the co-signer has worked out. Above the decision stands only what it decoded itself; what the
computer says stands below, once, and says so (W3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum

from app.cosigner.checklist import TASK, span, task_asked
from app.cosigner.console import REFUSED_OFTEN
from app.cosigner.web.asked import BY_YES, PAY, SHEET, asked
from app.cosigner.web.markup import Markup, boxed, html
from app.cosigner.web.parts import (
    Approving,
    PageReader,
    amount,
    blocking,
    card,
    frame,
    header,
    hidden,
    money,
    note,
    place,
    row,
    rows,
    sheet,
    unverified,
)
from app.cosigner.web.passkey_form import shows_owner
from app.terminal import more, sats
from app.text import approval, rules
from app.text.approval_line import PageLine
from app.text.page_line import PasskeyLine
from app.text.say import warning
from core.cosigner.api import ApprovalView, StatusView, VerdictView
from core.cosigner.page_api import PageView
from core.cosigner.shown import COMPARED, FEE, ticks

CODE = 4  # digits of a request's id that both screens show
ASKED = {PAY: PageLine.ASKS_PAY, TASK: PageLine.ASKS_TASK, "unlock": PageLine.ASKS_UNLOCK, SHEET: PageLine.ASKS_SHEET}
REASONS = (PageLine.NOT_MINE, PageLine.WRONG_ADDRESS, PageLine.WRONG_AMOUNT, PageLine.NOT_NOW)
OWN = "own"
TICKED = "1"  # what a box sends
_QUIET = ("allowlist", "delay")  # rules that mostly have nothing to do with a payment


# ------------------------------------------------------------------ what waits
def front(reader: PageReader, found: PageView, done: StrEnum | None = None, *, verified: bool = False) -> Markup:
    """All that waits, oldest first."""
    words = [html('<p class="done" role="status">{text}</p>', text=reader.line(done))] if done else []
    requests = (*found.approvals, *found.unsigned)
    listed = [_listed(reader, one) for one in requests]
    body = [
        head(reader, found.status),
        html("<main>"),
        html("<h1>{title}</h1>", title=reader.line(PageLine.WAITING)),
        *words,
        *_alarms(reader, found),
        *(listed or [html('<p class="card">{text}</p>', text=reader.line(PageLine.NOTHING))]),
        html('<p><a class="btn again" href="/">{text}</a></p>', text=reader.line(PageLine.LOOK_AGAIN)),
        html('<p class="sub">{text}</p></main>', text="" if verified else reader.line(PageLine.READ_ONLY)),
        html(
            '<footer class="bar"><div>{news}{freeze}</div></footer>',
            news=_news(reader),
            freeze=_freeze_link(reader),
        ),
        _freeze(reader),
    ]
    return frame(reader, reader.line(PageLine.WAITING), body)


def head(reader: PageReader, status: StatusView) -> Markup:
    """Whose page it is."""
    practice = reader.line(PageLine.PRACTICE) if status.practice else ""
    return header(boxed(status.name) or reader.line(PageLine.TITLE), practice or status.fingerprint)


def _alarms(reader: PageReader, found: PageView) -> Iterator[Markup]:
    frozen = [reader.line(PageLine.RULES_FROZEN)] if any(one.frozen for one in found.policies) else []
    locked = [reader.line(PageLine.LOCKED, name=boxed(one.name)) for one in found.status.wallets if one.locked]
    if frozen or locked:
        yield note([*frozen, *locked])


def _listed(reader: PageReader, found: ApprovalView) -> Markup:
    sum = amount(found.leaves, reader) if found.kind == PAY else html("")
    return html(
        '<section class="card"><h2>{title}</h2>{sum}<p class="sub">{clock}</p>'
        '<a class="btn" href="/request/{id}">{look} <span class="code">{code}</span></a></section>',
        title=reader.line(_title(found)),
        sum=sum,
        clock=_clock_words(reader, found),
        id=found.id,
        look=reader.line(PageLine.LOOK_AT),
        code=_code(found),
    )


def _title(found: ApprovalView) -> PageLine:
    if found.approved and found.kind in BY_YES:
        return PageLine.APPROVED_PAY if found.kind == PAY else PageLine.APPROVED_TASK
    return ASKED.get(found.kind, PageLine.ASKS_RESTORE)


def _code(found: ApprovalView) -> str:
    return found.id[:CODE].upper()


def _clock_words(reader: PageReader, found: ApprovalView) -> str:
    if found.seconds is None or (found.approved and found.kind not in BY_YES):
        return ""
    if found.approved:
        at = PageLine.SIGNED_IN if found.seconds else PageLine.SIGNED_SOON
        return reader.line(at, time=span(found.seconds))
    return reader.line(PageLine.EXPIRES, time=span(found.seconds))


# ------------------------------------------------------------------ one request
def request(reader: PageReader, found: ApprovalView, status: StatusView, approving: Approving | None = None) -> Markup:
    """One of them, whole. What leaves stands first and beside the buttons."""
    title = reader.line(_title(found))
    body = _payment(reader, found) if found.kind == PAY else asked(reader, found)
    return frame(
        reader,
        title,
        [
            header(boxed(status.name) or reader.line(PageLine.TITLE), _below(reader, found), _clock(reader, found)),
            html("<main>"),
            html(
                '<h1>{title}</h1><p class="sub">{same} <span class="code">{code}</span></p>',
                title=title,
                same=reader.line(PageLine.CODE),
                code=_code(found),
            ),
            *body,
            _computer(reader, found),
            html('<p class="sub">{text}</p></main>', text=reader.line(_why_not(found, approving))),
            html(
                '<footer class="bar" data-request="{id}"><div>{news}<p class="left">{left}</p>'
                '<div class="two"><a class="btn no" href="#refuse">{no}</a>{yes}</div>'
                "{freeze}</div></footer>",
                left=money(found.leaves, reader) if found.kind == PAY else "",
                id=found.id,
                news=_news(reader),
                no=reader.line(PageLine.REFUSE),
                yes=_approve_link(reader, approving),
                freeze=_freeze_link(reader),
            ),
            _refuse(reader, found),
            _approve(reader, found, approving) if approving and approving.possible else html(""),
            _freeze(reader),
        ],
    )


def _below(reader: PageReader, found: ApprovalView) -> str:
    return reader.line(PageLine.NETWORK, name=boxed(found.network)) if found.network else ""


def _why_not(found: ApprovalView, approving: Approving | None) -> StrEnum:
    if found.kind not in BY_YES:
        return PageLine.AT_TERMINAL
    if approving is None:
        return PageLine.READ_ONLY
    if approving.passkey:
        return PasskeyLine.OTHER_NAME if approving.ask is None else PasskeyLine.CHECKING
    return PageLine.CHECKING if approving.pin else PageLine.NO_PIN


def _clock(reader: PageReader, found: ApprovalView) -> Markup | None:
    if not found.seconds:
        return None
    return html(
        '<div class="clock"><time data-seconds="{seconds}" title="{words}">{span}</time></div>',
        seconds=found.seconds,
        words=_clock_words(reader, found),
        span=span(found.seconds),
    )


def _payment(reader: PageReader, found: ApprovalView) -> list[Markup]:
    language = reader.language
    before = approval.related(found.replaces, found.hurries, found.recipients, more(found.fee_more), language)
    warned = [*([before] if before else []), *(warning(word, language) for word in found.warnings)]
    leaving = approval.leaving(money(found.leaves, reader), found.recipients, money(found.fee, reader), language)
    parts = [
        card(
            reader.line(PageLine.LEAVES),
            [amount(found.leaves, reader), html('<p class="sub">{text}</p>', text=leaving)],
        )
    ]
    if warned:
        parts.append(card(reader.line(PageLine.LOOK_FIRST), [note(warned)]))
    if found.pays:
        parts.append(card(reader.line(PageLine.TO), [place(one, reader) for one in found.pays]))
    if found.unfindable:
        parts.append(card(reader.line(PageLine.LOST), [place(one, reader) for one in found.unfindable]))
    if found.to_self:
        parts.append(card(reader.line(PageLine.TO_SELF), [place(one, reader) for one in found.to_self]))
    if not (found.pays or found.unfindable):
        parts.append(html('<p class="card">{text}</p>', text=reader.line(PageLine.NOTHING_LEAVES)))
    parts.append(
        html('<section class="card">{row}</section>', row=row(reader.line(PageLine.FEE), money(found.fee, reader)))
    )
    if said := [_verdict(reader, one) for one in found.rules if _speaks(one)]:
        parts.append(card(reader.line(PageLine.MY_RULES), [html('<ul class="rules">{said}</ul>', said=said)]))
    return parts


def _speaks(one: VerdictView) -> bool:
    return not (one.rule in _QUIET and one.verdict == "silent" and one.seconds is None)


def _verdict(reader: PageReader, one: VerdictView) -> Markup:
    language = reader.language
    words = [rules.rule(one.rule, one.setting, sats, span, language)] if one.setting != rules.OFF else []
    words += [rules.left(one.left, sats, language)] if one.left is not None else []
    if one.seconds is not None:
        to = "" if one.to == rules.OFF else rules.rule(one.rule, one.to, sats, span, language)
        words.append(rules.later(to, span(one.seconds), language))
    return html(
        '<li class="{style}"><b>{says}</b><span>{words}</span></li>',
        style={"ask": "ask", "refuse": "no"}.get(one.verdict, "ok"),
        says=rules.verdict(one.rule, one.verdict, language),
        words="; ".join(words),
    )


def _computer(reader: PageReader, found: ApprovalView) -> Markup:
    lines = [reader.line(PageLine.WALLET, name=boxed(found.wallet))] if found.wallet else []
    lines += [reader.line(PageLine.ITS_NAME, name=boxed(found.computer_name))] if found.computer_name else []
    who = [approval.asked_by(found.computer, reader.language)] if found.computer else []
    often = [approval.refused_often(found.refused, reader.language)] if found.refused >= REFUSED_OFTEN else []
    block = [blocking(reader, found.computer)] if often else []
    return card(reader.line(PageLine.COMPUTER_SAYS), [rows([*lines, *who, *often]), *block], "said")


def _approve_link(reader: PageReader, approving: Approving | None) -> Markup:
    if approving is None or not approving.possible:
        return html("")
    return html('<a class="btn go" href="#approve">{text}</a>', text=reader.line(PageLine.APPROVE))


def _approve(reader: PageReader, found: ApprovalView, approving: Approving) -> Markup:
    """The yes: dead until the script has found the line good and two seconds have passed."""
    words = {COMPARED: PageLine.COMPARED, FEE: PageLine.FEE_MEANT}
    boxes = [
        html(
            '<label><input type="checkbox" name="{name}" value="{ticked}" required> {words}</label>',
            name=name,
            ticked=TICKED,
            words=reader.line(words[name]),
        )
        for name in ticks(found)
    ]
    go = reader.line(PageLine.APPROVE)
    return sheet(
        reader,
        "approve",
        "/approve",
        reader.line(PageLine.APPROVE_ASK),
        [
            amount(found.leaves, reader) if found.kind == PAY else rows(task_asked(found, reader.language)[:1]),
            *boxes,
            shows_owner(reader, approving.ask),
            unverified(reader),
            hidden(reader, "/approve", found.id, found.task, approving.shown),
        ],
        go,
        html('<button class="go" id="yes" disabled>{go}</button>', go=go),
    )


def _refuse(reader: PageReader, found: ApprovalView) -> Markup:
    choices = [
        html(
            '<label><input type="radio" name="reason" value="{code}"{checked}> {words}</label>',
            code=code.value,
            checked=html(" checked") if code is REASONS[0] else "",
            words=reader.line(code),
        )
        for code in REASONS
    ]
    own = reader.line(PageLine.OWN_WORDS)
    return sheet(
        reader,
        "refuse",
        "/refuse",
        reader.line(PageLine.REFUSE_THIS),
        [
            html('<p class="sub">{text}</p>', text=reader.line(PageLine.REFUSE_MORE)),
            *choices,
            html(
                '<label><input type="radio" name="reason" value="{own}" aria-label="{words}"> '
                '<input type="text" name="words" maxlength="120" placeholder="{words}" aria-label="{words}"></label>',
                own=OWN,
                words=own,
            ),
            html(
                '<label><input type="checkbox" name="freeze" value="1"> <span>{too}<br><small>{wise}</small></span>'
                "</label>",
                too=reader.line(PageLine.FREEZE_TOO),
                wise=reader.line(PageLine.FREEZE_WISE),
            ),
            hidden(reader, "/refuse", found.id, found.task),
        ],
        reader.line(PageLine.REFUSE),
    )


def _news(reader: PageReader) -> Markup:
    """What the script shows when it is so; it stands beside the buttons and moves nothing above."""
    lines = (("new", PageLine.NEW_WAITS), ("over", PageLine.OVER_NOW), ("lost", PageLine.OFF_LINE))
    said = [html('<p class="{name}" hidden>{text}</p>', name=name, text=reader.line(line)) for name, line in lines]
    return html('<div class="news" role="status">{said}</div>', said=said)


def _freeze_link(reader: PageReader) -> Markup:
    return html(
        '<a class="btn freeze" href="#freeze"><svg class="i" viewBox="0 0 24 24" aria-hidden="true">'
        '<path d="M12 2v20M2 12h20M20 16l-4-4 4-4M4 8l4 4-4 4M16 4l-4 4-4-4M8 20l4-4 4 4"/></svg>{text}</a>',
        text=reader.line(PageLine.FREEZE),
    )


def _freeze(reader: PageReader) -> Markup:
    more_of_it = html("<p>{text}</p>", text=reader.line(PageLine.FREEZE_MORE))
    title, go = reader.line(PageLine.FREEZE_ASK), reader.line(PageLine.FREEZE_YES)
    return sheet(reader, "freeze", "/freeze", title, [more_of_it, hidden(reader, "/freeze")], go)


# ------------------------------------------------------------------ before and beside
def admit(reader: PageReader, token: str) -> Markup:
    """Behind an admission link. To look at it uses nothing up."""
    form = html(
        '<form class="card ask" method="post" action="/admit/{token}"><p>{more}</p><label>{name}<input type="text" '
        'name="name" required maxlength="40" value="{example}"></label><button class="go">{go}</button></form>',
        token=token,
        more=reader.line(PageLine.ADMIT_MORE),
        name=reader.line(PageLine.ADMIT_NAME),
        example=reader.line(PageLine.ADMIT_EXAMPLE),
        go=reader.line(PageLine.ADMIT_GO),
    )
    return plainly(reader, PageLine.ADMIT, [form])


def awaited(reader: PageReader, code: str) -> Markup:
    """It has used the link; the rest happens at the terminal, which shows the same code."""
    shown = html('<p class="code">{code}</p>', code=code)
    way = html('<a class="btn go" href="/">{text}</a>', text=reader.line(PageLine.ADMIT_OPEN))
    return plainly(reader, PageLine.ADMIT_WAIT, [shown, told(reader.line(PageLine.ADMIT_WAIT_MORE)), way])


def plainly(reader: PageReader, title: PageLine, body: Sequence[Markup]) -> Markup:
    """A page for whoever is not admitted; it says nothing of the co-signer."""
    words = reader.line(title)
    main = html("<main><h1>{title}</h1>{body}</main>", title=words, body=body)
    return frame(reader, words, [header("Tandem", ""), main], admitted=False)


def failed(reader: PageReader, why: str) -> Markup:
    """Nothing was done."""
    back = html('<p><a class="btn" href="/">{text}</a></p>', text=reader.line(PageLine.BACK))
    return plainly(reader, PageLine.FAILED, [told(why), back])


def told(text: str) -> Markup:
    """A sentence."""
    return html("<p>{text}</p>", text=text)
