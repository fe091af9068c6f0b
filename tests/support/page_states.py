"""Every page of the co-signer's page, in every state that is looked at: made of views as the co-signer gives them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from app import resources
from app.cosigner.web import computers, lookups, pages, passkeys, rules, waking
from app.cosigner.web.parts import Approving, PageReader, Visit
from app.text.approval_line import PageLine
from app.text.page_line import ComputersLine, PasskeyLine, RulesLine, WakeLine
from app.text.say import sentence
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
    StatusView,
    VerdictView,
)
from core.cosigner.page_api import LooserView, PageView, PasskeyAsk, PasskeyMaking
from core.errors import BadInput, InputKind
from core.home.records import LogCode
from tests.support.chromium import Tab

BIKE = "bc1qh96dzgs2dhlnh8p9ae2ts4g2vkhdyvvn46lvv2"
MARTA = "bc1qjws6zcpg6fq8vh5ts8x7deq7k2v5s7l3kku96r"
TAPROOT = "bc1pjws6zcpg6fq8vh5ts8x7deq7k2v5s7l3kku96rjws6zcpg6fq8vh5ts8x7"
OFFICE, OLD = "51c0ffee00dd1122", "9c1b44556677aabb"
WORDS = ("amber", "lake", "piano", "seven", "river", "toast", "candle", "moon", "velvet", "apple", "storm", "king")
VERDICTS = (
    VerdictView("max-payment", "2000000", "silent"),
    VerdictView("per-day", "2300000", "silent", "", 100_000),
    VerdictView("ask-above", "500000", "ask", "", None, "600000", 18_000),
)
PAYMENT = ApprovalView(
    id="7e2a" * 8,
    kind="pay",
    wallet="Everyday",
    network="bitcoin",
    pays=(PlaceView(BIKE, 1_400_000, first_time=True), PlaceView(MARTA, 90_000)),
    fee=1_248,
    leaves=1_491_248,
    recipients=2,
    computer=OFFICE,
    computer_name="Office PC",
    rules=VERDICTS,
    seconds=17_160,
    task="00" * 32,
)
ALARMING = replace(
    PAYMENT,
    id="05fe" * 8,
    pays=(PlaceView(TAPROOT, 1_400_000, first_time=True, looks_like=MARTA),),
    unfindable=(PlaceView(MARTA, 20_000),),
    to_self=(PlaceView(BIKE, 5_000),),
    warnings=(str(Caution.FEE), str(Caution.PER_DAY)),
    replaces=("4f1c02e7" * 8,),
    fee_more=562,
    refused=4,
)
APPROVED = replace(PAYMENT, id="b00c" * 8, approved=True, seconds=1_740)
UNLOCK = replace(PAYMENT, id="1cc2" * 8, kind="unlock", rules=(), warnings=(str(Caution.OLD_COPY),))
SHEET = replace(PAYMENT, id="dd31" * 8, kind="sheet", rules=(), sheet=WORDS, wallet="", network="")
LOST = RestoreView(wallets=("Everyday", "Savings"), lost=(f"“Laptop” ({OLD})",), without=("Old",), seen=1_795_000_000)
RESTORE = replace(SHEET, id="e0e1" * 8, kind="restore", restores=LOST)
RULES = PolicyView(
    approve_below=50_000,
    max_payment=5_000_000,
    per_day=2_000_000,
    per_week=6_000_000,
    ask_above=1_000_000,
    wait=30,
    delay=1_440,
    allow=(BIKE, MARTA),
    hours="08:00-18:30",
    wallet="Everyday",
    computer=OFFICE,
    computer_name="Office PC",
    network="bitcoin",
    signed_24h=620_000,
)
LONGER = PendingView("allowlist", " ".join(sorted((BIKE, MARTA, TAPROOT))), 84_600)
WAITING = replace(RULES, pending=(PendingView("per-day", "4000000", 18_000), LONGER))
STATUS = StatusView(
    name="Kitchen NUC",
    fingerprint=OLD,
    computers=(
        ComputerView(OFFICE, online=True, name="Office PC"),
        ComputerView(OLD, name="“Laptop”"),
        ComputerView("6f" * 8, name="Cellar", blocked=1_795_000_000),
    ),
    wallets=(HalfView("Everyday"),),
)
LINES = (
    (LogCode.BROWSER_PIN_MADE, ()),
    (LogCode.RULE_SET, ("Everyday", "per-day", "2000000", "c0ffee00")),
    (LogCode.BROWSER_ADMITTED, ("My phone", "192.168.1.31")),
    (LogCode.REFRESHED, ("Everyday", "12", "c0ffee00")),
    (LogCode.SIGNED, ("Everyday", "5b" * 16, "7011e5c3" * 8, "1402875", "562", "c0ffee00")),
    (LogCode.BROWSER_FREEZES, ("My phone",)),
)


def view(*approvals: ApprovalView, policies: tuple[PolicyView, ...] = (RULES,), pin: bool = True) -> PageView:
    """The page's with these requests; what is approved stands apart, as it does there."""
    waits = tuple(one for one in approvals if not one.approved)
    return PageView(waits, tuple(one for one in approvals if one.approved), STATUS, policies, 0, pin)


def states(reader: PageReader) -> dict[str, str]:
    """HTML by name, whole pages. One with # in its name is opened there."""
    visit = Visit(reader, b"", {"per_day": "6000000"}, "", "https://cosigner.example.org")
    near = replace(visit, origin="")
    ask = PasskeyAsk("A" * 43, "B" * 22, "cosigner.example.org")
    making = PasskeyMaking("A" * 43, "C" * 43, "My phone", "cosigner.example.org", (-7, -8, -257))
    yes, no_pin, signing = (
        Approving("1.0", pin=True),
        Approving("1.0", pin=False),
        Approving("1.0", pin=True, ask=ask, passkey=True),
    )
    key = replace(view(), passkey=1_795_000_000)
    alarmed = replace(STATUS, wallets=(HalfView("Everyday", locked=True),))
    frozen = replace(RULES, frozen=True)
    looser = LooserView("Everyday", (PendingView("per-day", "6000000", 86_400), LONGER), 0)
    log = tuple(LogView(1_795_000_000, str(code), values, count=1) for code, values in LINES)
    mine = AddressView(BIKE, "0/12", mine=True, warnings=(str(Caution.UNSPENDABLE),))
    foreign = reader.line(PageLine.FOREIGN)
    wrong = reader.line(RulesLine.NO_NUMBER, field=reader.line(RulesLine.PER_DAY))
    strangers = {
        "stranger": (PageLine.STRANGER, PageLine.STRANGER_MORE),
        "admit-over": (PageLine.ADMIT_OVER, PageLine.STRANGER_MORE),
        "denied": (PageLine.DENIED, PageLine.DENIED_MORE),
        "busy": (PageLine.BUSY, PageLine.BUSY_MORE),
    }
    return {
        **{
            name: pages.plainly(reader, title, [pages.told(reader.line(words))])
            for name, (title, words) in strangers.items()
        },
        "nothing": pages.plainly(reader, PageLine.NOT_THERE, []),
        "failed": pages.failed(
            reader, sentence(BadInput("look at the request as it is now", InputKind.BROWSER_FORM), reader.language)
        ),
        "admit": pages.admit(reader, "A" * 43),
        "admit-wait": pages.awaited(reader, "7E2-A0F"),
        "front-empty": pages.front(reader, view(), PageLine.REFUSED),
        "front": pages.front(reader, view(PAYMENT, UNLOCK, SHEET, RESTORE, APPROVED)),
        "front-alarm": pages.front(reader, replace(view(policies=(frozen,)), status=alarmed), PageLine.FROZEN),
        "front#freeze": pages.front(reader, view()),
        "front-approved": pages.front(reader, view(APPROVED), PageLine.APPROVED),
        "request": pages.request(reader, PAYMENT, STATUS, yes),
        "request#approve": pages.request(reader, PAYMENT, STATUS, yes),
        "request#refuse": pages.request(reader, PAYMENT, STATUS, yes),
        "request-passkey#approve": pages.request(reader, PAYMENT, STATUS, signing),
        "request-passkey-failed#approve": _shown(pages.request(reader, PAYMENT, STATUS, signing), "failed"),
        "request-passkey-unverified#approve": _shown(pages.request(reader, PAYMENT, STATUS, signing), "unverified"),
        "passkey": passkeys.passkey(reader, view(), "My phone", possible=True),
        "passkey-has": passkeys.passkey(reader, key, "My phone", possible=True),
        "passkey-address": passkeys.passkey(reader, view(), "My phone", possible=False),
        "passkey-making": passkeys.making(reader, view(), making),
        "passkey-making-failed": _shown(passkeys.making(reader, view(), making), "failed"),
        "front-passkey": pages.front(reader, view(), PasskeyLine.MADE),
        "request-no-pin": pages.request(reader, PAYMENT, STATUS, no_pin),
        "request-read-only": pages.request(reader, PAYMENT, STATUS),
        "request-alarm": pages.request(reader, ALARMING, STATUS, yes),
        "request-approved": pages.request(reader, APPROVED, STATUS),
        "request-unlock": pages.request(reader, UNLOCK, STATUS),
        "request-sheet": pages.request(reader, SHEET, STATUS),
        "request-sheet-new": pages.request(reader, replace(SHEET, old_sheet=WORDS), STATUS),
        "request-restore": pages.request(reader, RESTORE, STATUS),
        "signed": lookups.log(reader, PageLine.HISTORY, log[4:5], STATUS),
        "log": lookups.log(reader, PageLine.LOG, log, STATUS),
        "log-empty": lookups.log(reader, PageLine.LOG, (), STATUS),
        "rules": rules.policies(visit, view(policies=(WAITING,)), RulesLine.LATER),
        "rules-form": rules.policies(visit, view(), wrong=wrong).replace("<details>", "<details open>"),
        "rules-near": rules.policies(near, view(policies=(WAITING, PolicyView(wallet="Savings")))),
        "loosen": rules.loosen(visit, RULES, view(), replace(looser, delay=86_400)),
        "loosen-passkey": rules.loosen(visit, RULES, key, replace(looser, delay=86_400), ask),
        "loosen-no-pin": rules.loosen(visit, RULES, view(pin=False), replace(looser, delay=86_400)),
        "loosen-other-name": rules.loosen(visit, RULES, key, replace(looser, delay=86_400)),
        "loosen-no-delay": rules.loosen(visit, RULES, view(), looser),
        "computers": computers.listed(visit, view(), ComputersLine.DONE),
        "computers-near": computers.listed(near, view()),
        "block": computers.block(visit, view(), OFFICE),
        "wake": waking.wake(visit, view(), "key", wakes=False, said=WakeLine.ENDED),
        "wake-on": waking.wake(visit, view(), "key", wakes=True, said=WakeLine.SET),
        "wake-near": waking.wake(near, view(), "", wakes=False),
        "mine": lookups.mine(reader, view()),
        "mine-yes": lookups.mine(reader, view(), mine),
        "mine-no": lookups.mine(reader, view(), foreign),
    }


def _shown(page: str, style: str) -> str:
    """As its script has it where that happened."""
    return page.replace(f'class="sub {style}" role="alert" hidden', f'class="sub {style}" role="alert"').replace(
        f'class="sub {style}" hidden', f'class="sub {style}"'
    )


def looked_at(tab: Tab, place: Path, language: str) -> Iterator[str]:
    """Opens one after the other, without its script, and names it. `place`: a folder that may be filled."""
    for own in ("page.css", "icon.svg"):
        (place / own).write_text(resources.text("page", own))
    for name, page in states(PageReader(language, b"\0" * 32)).items():
        state, _, part = name.partition("#")
        file = place / f"{state}.html"
        file.write_text(page.replace('href="/', 'href="').replace('src="/page.js"', ""))
        tab.open("about:blank")
        tab.open(f"{file.as_uri()}#{part}")
        yield name
