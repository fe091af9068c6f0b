"""Every page in German, in every state that the views can have: not a sentence of the English catalogue is left."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from string import Formatter

from app.cosigner import web
from app.cosigner.web import computers, lookups, pages, passkeys, rules
from app.cosigner.web.parts import Approving, PageReader, Visit
from app.text import english
from app.text.approval_line import PageLine
from app.text.page_line import ComputersLine, PasskeyLine, RulesLine, WakeLine
from app.text.say import sentence, sentences
from core.bitcoin.caution import Caution
from core.cosigner.api import (
    AddressView,
    ApprovalView,
    ComputerView,
    HalfView,
    LogView,
    PendingView,
    PlaceView,
    PolicyView,
    RestoreView,
    SaidView,
    StatusView,
    VerdictView,
)
from core.cosigner.page_api import LooserView, PageView, PasskeyAsk, PasskeyMaking
from core.errors import BadInput, InputKind
from core.home.log_fields import FIELDS
from core.home.records import LogCode
from tests.support.page_states import states

READER = PageReader("de", b"\0" * 32)
ADDRESS = "bc1qrsa22lpn4yslad9pfesy6eyxl6y8j4gkm33wt3"
PIN = "5f" * 8
LEAST = 12  # letters of a sentence that say which language it is in
CODES = ("freeze", "max-payment", "per-day", "per-week", "allowlist", "ask-above", "hours", "approve-below", "wait")
SETTINGS = {"freeze": "on", "allowlist": "only " + ADDRESS, "hours": "08:00-18:30"}
VERDICTS = tuple(
    VerdictView(code, SETTINGS.get(code, "50"), says, "", left, "off" if left else "60", 7_200)
    for code, says, left in zip(
        CODES, ("approve", "ask", "refuse", "silent", "") * 2, (None, 5_000, -5_000) * 3, strict=False
    )
)
PAYMENT = ApprovalView(
    id="7011" * 8,
    kind="pay",
    wallet="savings",
    network="regtest",
    pays=(PlaceView(ADDRESS, 5_000, first_time=True, looks_like=ADDRESS), PlaceView("", None)),
    unfindable=(PlaceView(ADDRESS, 5_000),),
    to_self=(PlaceView(ADDRESS, 5_000),),
    fee=500,
    warnings=tuple(Caution),
    leaves=5_500,
    recipients=2,
    computer=PIN,
    computer_name="Office",
    rules=VERDICTS,
    seconds=7_200,
    refused=4,
    task="00" * 32,
)
WORDS = ("abandon",) * 12
SHEET = replace(PAYMENT, kind="sheet", warnings=(), sheet=WORDS)
TASK = replace(
    PAYMENT,
    kind="task",
    warnings=(),
    lines=(SaidView("message"), SaidView("message.address", (ADDRESS,)), SaidView("message.text", ("I", "say\nthis"))),
)
LOST = RestoreView(wallets=("savings",), lost=("Office",), without=("old",), seen=1_800_000_000)
ASKED = (
    PAYMENT,
    replace(PAYMENT, replaces=("ab" * 32,), fee_more=5),
    replace(PAYMENT, replaces=("ab" * 32,), fee_more=5, recipients=0, pays=(), unfindable=(), leaves=None),
    replace(PAYMENT, hurries=("ab" * 32,), recipients=1, fee=None),
    replace(PAYMENT, approved=True),
    replace(PAYMENT, approved=True, seconds=0),
    replace(PAYMENT, kind="unlock"),
    TASK,
    replace(TASK, approved=True),
    SHEET,
    replace(SHEET, old_sheet=WORDS),
    replace(SHEET, old_sheet=WORDS, approved=True),
    replace(SHEET, old_sheet=WORDS, approved=True, seconds=0),
    replace(SHEET, kind="restore", restores=LOST),
    replace(SHEET, kind="restore", restores=LOST, approved=True),
    replace(SHEET, kind="restore", restores=LOST, approved=True, seconds=0),
)
RULES = PolicyView(
    approve_below=5,
    max_payment=5,
    per_day=5,
    per_week=5,
    ask_above=5,
    wait=5,
    delay=60,
    allow=(ADDRESS,),
    allowlist_only=True,
    hours="08:00-18:30",
    frozen=True,
    wallet="savings",
    computer=PIN,
    pending=tuple(PendingView(code, to, 7_200) for code in CODES for to in ("off", SETTINGS.get(code, "50"))),
)
STATUS = StatusView(
    computers=(ComputerView(PIN, True), ComputerView("6f" * 8), ComputerView("7f" * 8, blocked=1_800_000_000)),
    wallets=(HalfView("savings", locked=True),),
)
KINDS = {*InputKind} - {InputKind.FILE, InputKind.LINK, InputKind.TABLE}  # the page takes none of these
WRONG = READER.line(RulesLine.NO_NUMBER, field="x")
RULES_DONE = (RulesLine.SET, RulesLine.LATER, RulesLine.KEPT, RulesLine.SAME)
VIEW = PageView(ASKED[:4], ASKED[4:6], STATUS, (RULES, replace(PolicyView(), wallet="other")), 0, True)
EMPTY = PageView((), (), StatusView(practice=True), (), 0, False)


def every_page() -> list[str]:
    """HTML of each."""
    found: list[str] = [pages.front(READER, view, done) for view in (VIEW, EMPTY) for done in (None, PageLine.REFUSED)]
    found += [pages.front(READER, EMPTY, done) for done in (PageLine.APPROVED, PageLine.FROZEN, PasskeyLine.MADE)]
    ask = PasskeyAsk("", "", "")
    signing = (Approving("", pin=False, ask=ask, passkey=True), Approving("", pin=False, passkey=True))
    ways = (None, Approving("", pin=True), Approving("", pin=False), *signing)
    found += [pages.request(READER, one, STATUS, way) for one in ASKED for way in ways]
    for visit in (Visit(READER, b"", {"per_day": "6"}, "", origin) for origin in ("https://cosigner.test", "")):
        for view in (VIEW, EMPTY):
            found += [rules.policies(visit, view, done, WRONG) for done in (*RULES_DONE, None)]
            found += [computers.listed(visit, view, done) for done in (ComputersLine.DONE, None)]
            coming = tuple(PendingView(code, "off", 60) for code in CODES)
            found += [rules.loosen(visit, RULES, view, LooserView("", coming, delay)) for delay in (0, 60)]
            found.append(rules.loosen(visit, RULES, view, LooserView("", coming, 60), ask))
            has = replace(view, passkey=5)
            found += [
                passkeys.passkey(READER, one, "x", possible=possible)
                for one in (view, has)
                for possible in (True, False)
            ]
            found.append(passkeys.making(READER, view, PasskeyMaking("", "", "", "", ())))
        found.append(computers.block(visit, VIEW, PIN))
    lines = tuple(LogView(5, code, ("5",) * len(FIELDS[code]), count=3) for code in LogCode)
    found += [lookups.log(READER, PageLine.LOG, some, STATUS) for some in (lines, ())]
    found += [lookups.log(READER, PageLine.HISTORY, lines[:1], STATUS)]
    mine = AddressView(ADDRESS, "0/5", mine=True, warnings=tuple(Caution))
    found += [lookups.mine(READER, view, answer) for view in (VIEW, EMPTY) for answer in (None, mine, "x")]
    found += [pages.admit(READER, "A" * 43), pages.awaited(READER, "ABC-DEF")]
    found += [pages.failed(READER, sentence(BadInput("words of the core", kind), "de")) for kind in KINDS]
    for title, more in (
        (PageLine.STRANGER, PageLine.STRANGER_MORE),
        (PageLine.DENIED, PageLine.DENIED_MORE),
        (PageLine.BUSY, PageLine.BUSY_MORE),
        (PageLine.ADMIT_OVER, PageLine.STRANGER_MORE),
        (PageLine.NOT_THERE, PageLine.NOT_THERE),
    ):
        found.append(pages.plainly(READER, title, [pages.told(READER.line(more))]))
    return [*found, *states(READER).values()]


def english_only() -> list[str]:
    """The longest part without a field of each sentence, where German has another one."""
    found = []
    for kind, table in english.SENTENCES.items():
        for code, words in table.items():
            part = longest(words)
            if len(part) >= LEAST and part not in sentences("de")[kind].get(code, ""):
                found.append(part)
    return found


def longest(words: str) -> str:
    return max((literal.strip() for literal, *_ in Formatter().parse(words)), key=len, default="")


def test_no_english_is_left_on_a_german_page() -> None:
    parts = english_only()
    assert len(parts) > 300
    shown = "\n".join(unescape(re.sub(r"<[^>]*>", " ", page)) for page in every_page())
    shown += "\n".join(unescape(word) for page in every_page() for word in re.findall(r'="([^"]*)"', page))
    assert [part for part in parts if part in shown] == []
    assert "words of the core" not in shown


def test_every_sentence_of_the_page_is_shown_somewhere() -> None:
    """So that the test above has seen them."""
    shown = "\n".join(unescape(page) for page in every_page())
    missing = [
        code
        for kind in (PageLine, RulesLine, ComputersLine, WakeLine, PasskeyLine)
        for code, words in sentences("de")[kind].items()
        if longest(words) not in shown
    ]
    assert missing == [WakeLine.PUSHED]  # a notification has that, not a page


def test_no_template_has_words_of_its_own() -> None:
    """What a person reads comes out of the tables, but for commands."""
    for file in sorted(Path(web.__path__[0]).glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "html":
                (template,) = (arg.value for arg in node.args if isinstance(arg, ast.Constant))
                bare = re.sub(r"<[^>]*>|\{[a-z_]*\}|tandem-cosigner block|^ (checked|disabled)$", " ", str(template))
                assert not re.search(r"[A-Za-z]{4,}", bare), (file.name, node.lineno, bare)
