"""`tandem health`: how a key is, as the window has it."""

from __future__ import annotations

import argparse
import shlex
import time
from typing import TYPE_CHECKING

from app.answers import as_json
from app.cli.home import wallet
from app.terminal import Screen, duration, plain, sats, shown
from app.text import health
from app.text.health import CosignerHealth, HalvesHealth, HealthWriter, KeyHealth, SheetsHealth
from app.text.health_line import HealthLine
from app.text.say import said

if TYPE_CHECKING:
    from core.wallet.api import StatusReport

PRACTICE = "practice"


def show(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem health NAME [--language LANGUAGE]`."""
    with wallet(args, screen) as home:
        found = home.status(args.name)
        here = [one.fingerprint for one in home.cosigners() if one.same_machine]
    key, now, write = (
        _key(found, found.cosigner_fingerprint in here),
        time.time(),
        writer(getattr(args, "language", "en")),
    )
    facts, trouble = health.facts(key, now, write), health.trouble(key, now, write)
    lines = [f"{one.title}: {one.text}" for one in facts]
    if trouble is not None:
        lines += [f"! {trouble.title}. {trouble.text}{_way(trouble.way_out, args.name)}"]
    told = {"wallet": args.name, "facts": as_json(facts), "trouble": as_json(trouble)}
    screen.answer(told, [plain(typed(line)) for line in lines])


def _way(way_out: str, name: str) -> str:
    command = {"renew": f"tandem refresh {shlex.quote(name)}", "compare": "tandem pair LINK"}.get(way_out)
    return f" {command}" if command else ""


def typed(line: str) -> str:
    """Without the signs that keep a window from breaking a line, which some terminals do not have."""
    return line.replace("\u2011", "-").replace("\u00a0", " ").replace("\u202f", " ")


def writer(language: str) -> HealthWriter:
    """How a terminal writes amounts, times and ways."""
    return HealthWriter(
        amount=sats,
        ago=lambda seconds: said(HealthLine.AGO, language, time=duration(max(0, seconds))),
        moment=lambda at: shown(int(at), "time"),
        day=lambda at: shown(int(at), "time").partition(" ")[0],
        language=language,
        commands=True,
    )


def _key(found: StatusReport, same_machine: bool) -> KeyHealth:
    from core.wallet.api import RENEWED_EVERY, ToldRules

    shown, report = found.wallet, found.report
    halves = HalvesHealth(
        *(shown.name, shown.epoch, shown.state.name.lower(), shown.locked, found.renewed, RENEWED_EVERY),
        was_whole=shown.was_whole,
    )
    rules = None if report is None else ToldRules.of(report)
    cosigner = CosignerHealth(
        *(found.cosigner, found.cosigner_name),
        speaks=report is not None,
        reason=found.reason,
        epoch=report.epoch if report else 0,
        state=report.state.name.lower() if report else "open",
        reported=rules is not None,
        below=rules.approve_below if rules else 0,
        per_day=rules.unattended_limit if rules else 0,
        suspended_until=report.suspended_until if report else 0,
        old_copy=(report.old_copy or "") if report else "",
        place_asked=report.place.name.lower() if report and report.place else "",
        same_machine=same_machine,
        words_compared=found.words_compared,
    )
    one = shown.sheets
    sheets = SheetsHealth(
        *(bool(one.own), one.sealed, one.accepted, bool(one.cosigner), bool(one.waiting)),
        due=one.drill_due,
        cosigner_due=one.cosigner_due,
        file_missing=one.file_missing,
        file_needs_old=one.file_needs_own or one.file_needs_cosigner,
    )
    return KeyHealth(halves, cosigner, sheets, practice=shown.network == PRACTICE)
