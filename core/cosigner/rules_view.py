"""Rules as a person sets and reads them."""

from __future__ import annotations

import re

from core.approval.request import SigningRequest
from core.approval.rules.alike import AlikePerDay, Times
from core.approval.rules.allowlist import MOST, Allowed, Allowlist
from core.approval.rules.amount import SatsLimit
from core.approval.rules.freeze import Freeze, Frozen
from core.approval.rules.hours import DAY_MINUTES, Hours, WorkingHours
from core.approval.rules.readable import FIELDS, fields_of, whole, written
from core.approval.rules.registry import Settings, unattended_limit
from core.approval.rules.waiting import PROPOSED_DELAY, Delay, Minutes
from core.bitcoin.address import address, script_of
from core.cosigner.api import OFF, PendingView, PolicyChange, PolicyView, SignedView, VerdictView
from core.cosigner.rulebook import Rulebook, RuleStanding
from core.errors import BadInput, InputKind
from core.keys.record import NO_COINS, KeyRecord
from core.transport.link.identity import fingerprint

MAX_SATS = 21_000_000 * 100_000_000
LONGEST = 365 * DAY_MINUTES  # minutes
HOURS_OFF = "off"
_TIMES = ("wait", "delay", "alike_minutes")
MOST_ALIKE = 1_000  # a day


# ------------------------------------------------------------------ written
def change_of(change: PolicyChange, settings: Settings, network: str) -> dict[str, object | None]:
    """What it sets, by code of the rule. `settings`: what is in force once nothing waits any more. Raises BadInput, and
    then nothing of it holds."""
    made = {code: _number(name, given) for name, code in FIELDS.items() if (given := getattr(change, name)) is not None}
    if change.hours is not None:
        made[Hours.code] = None if change.hours == HOURS_OFF else _hours(change.hours)
    if change.allow or change.disallow or change.allowlist_only is not None:
        if network == NO_COINS:
            raise BadInput("this key pays nobody, so it has no list of addresses", InputKind.NO_COINS)
        made[Allowlist.code] = _allowed(change, settings.get(Allowlist.code), network)
    if change.frozen is not None:
        made[Freeze.code] = Frozen() if change.frozen else None
    if not made:
        raise BadInput("say which rule to change", InputKind.RULE)
    return made


def _number(name: str, given: int) -> object | None:
    if given == OFF:
        return None
    option = FIELDS[name]
    if name in _TIMES:
        if not 0 <= given <= LONGEST:
            raise BadInput(f"{option} takes minutes, from 0 to {LONGEST} (a year), or off", InputKind.RULE)
        return Minutes(given) if given or option == Delay.code else None  # no delay may be what a person wants
    if option == AlikePerDay.code:
        if not 0 <= given <= MOST_ALIKE:
            raise BadInput(f"{option} takes how often, from 0 to {MOST_ALIKE}, or off", InputKind.RULE)
        return Times(given) if given else None
    if not 0 <= given <= MAX_SATS:
        raise BadInput(f"{option} takes an amount in sat, from 0 to 21 million bitcoin, or off", InputKind.RULE)
    return SatsLimit(given)


def _hours(text: str) -> WorkingHours:
    found = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)-([01]?\d|2[0-3]):([0-5]\d)", text)
    if found is None:
        raise BadInput("hours takes HH:MM-HH:MM, as 08:00-18:30, or off", InputKind.RULE)
    first_hour, first, end_hour, end = map(int, found.groups())
    made = WorkingHours(60 * first_hour + first, 60 * end_hour + end)
    if not made.length:
        raise BadInput("these hours begin when they end; give two different times", InputKind.RULE)
    return made


def _allowed(change: PolicyChange, old: object | None, network: str) -> Allowed | None:
    add, remove = (
        [address(script_of(text, network), network) or text for text in given]
        for given in (change.allow, change.disallow)
    )
    both = {*add} & {*remove}
    if both:
        raise BadInput(f"{min(both)} is both to be allowed and not", InputKind.RULE)
    before = old if isinstance(old, Allowed) else Allowed()
    strangers = {*remove} - {*before.addresses}
    if strangers:
        raise BadInput(f"{min(strangers)} is not on the list", InputKind.RULE)
    made = before.changed(add, remove, change.allowlist_only)
    if len(made.addresses) > MOST:
        raise BadInput(f"the list has room for {MOST} addresses; take others off it first", InputKind.RULE)
    return None if made == Allowed() else made


def policy_view(row: KeyRecord, title: str, book: Rulebook) -> PolicyView:
    """The rules of a wallet. `title`: what its computer is called."""
    settings, used = book.settings(row), book.used(row)
    later = sorted(book.waiting(row).items(), key=lambda item: (item[1].at, item[0]))
    return PolicyView(
        **fields_of(settings),
        wallet=row.name,
        computer=fingerprint(row.pin),
        computer_name=title,
        network=row.network,
        pending=tuple(PendingView(code, whole(one.settings), one.at) for code, one in later),
        unattended_limit=unattended_limit(settings),
        unattended_24h=used.unattended,
        signed_24h=used.day,
        signed_7d=used.week,
        propose_delay=PROPOSED_DELAY if book.delay_is_open(row) else None,
        outstanding=tuple(map(_signed, book.outstanding(row))) if Freeze.code in settings else (),
    )


def _signed(request: SigningRequest) -> SignedView:
    return SignedView(request.txid[::-1].hex(), request.amount, request.fee, request.decided)


def verdict_views(standing: RuleStanding) -> tuple[VerdictView, ...]:
    """What each rule says of a payment; last those that are not in force and will be."""
    found = [
        VerdictView(
            one.code,
            one.setting,
            one.verdict.value,
            str(one.why or ""),
            standing.left.get(one.code),
            *_later(standing, one.code),
        )
        for one in standing.said
    ]
    coming = sorted(standing.waiting.keys() - {one.code for one in standing.said})
    return (*found, *(VerdictView(code, written(None), "", "", None, *_later(standing, code)) for code in coming))


def _later(standing: RuleStanding, code: str) -> tuple[str, int | None]:
    later = standing.waiting.get(code)
    return ("", None) if later is None else (written(later.settings), later.at)
