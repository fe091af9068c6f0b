"""How the key is, in words: what is well, and the one thing that is not. Pure; Home and Co-signer show the same."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, replace
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from app.desktop.controller.controller import REFRESH_AFTER
from app.desktop.model.state import CosignerView, KeyView, State
from app.desktop.text import format
from app.desktop.text.sentences import warning, whole
from app.desktop.widgets import Tone
from core.bitcoin.caution import Caution

translate = QCoreApplication.translate

SILENT = 5.0  # seconds without an answer, after which the co-signer is called silent; it is asked every four
COSIGNER = "Co\u2011signer"


@dataclass(frozen=True, slots=True)
class Fact:
    """One line: what it is about and how it stands."""

    icon: str
    tone: Tone
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """What keeps the key from signing, or from protecting anything. `way_out` is "renew", "compare" or nothing."""

    title: str
    text: str
    tone: Tone
    way_out: str = ""


def answers(cosigner: CosignerView, now: float) -> bool | None:
    """Whether the co-signer speaks; None before it was first asked. A line that is open and mute says nothing for a
    long time, so the age of the last answer counts too."""
    return cosigner.online and now - cosigner.seen <= SILENT


def facts(state: State, now: float) -> list[Fact]:
    """The lines of key health, the same ones in the same order at all times. `now` in wall seconds."""
    if state.key is None:
        return []
    return [
        _line(state.cosigner, now),
        _halves(state, state.key, state.cosigner, now),
        _rules(state),
        _lost(state),
        _sheets(state, now),
    ]


def _line(cosigner: CosignerView, now: float) -> Fact:
    title = translate("Health", "Co\u2011signer at {0}").format(cosigner.host) if cosigner.host else COSIGNER
    if cosigner.name:
        title = translate("Health", "Co\u2011signer {0}").format(cosigner.name)
    speaks = answers(cosigner, now)
    if speaks is None:
        return Fact("cosigner", "peer", title, translate("Health", "Asking it now"))
    if speaks:
        if cosigner.reason:
            return Fact("cosigner", "warn", title, whole(cosigner.reason))
        text = translate("Health", "On\u2011line, answers in {0} ms").format(cosigner.answer_ms)
        return Fact("cosigner", "peer", title, text)
    return Fact("cosigner", "danger", title, _since(cosigner, now))


def silence(cosigner: CosignerView, now: float) -> str:
    """Since when the co-signer has not answered, and why as far as it is known."""
    return f"{_since(cosigner, now)} {whole(cosigner.reason)}".strip()


def _since(cosigner: CosignerView, now: float) -> str:
    if not cosigner.seen:
        return translate("Health", "Silent since this program started.")
    seen = datetime.fromtimestamp(cosigner.seen)
    return translate("Health", "Last answer {0}, {1}.").format(moment(seen, now), format.ago(now - cosigner.seen))


def _halves(state: State, key: KeyView, cosigner: CosignerView, now: float) -> Fact:
    title = translate("Health", "Halves renewed {0}").format(format.ago(now - key.refreshed))
    if key.was_whole:
        return Fact("refresh-cw", "danger", title, translate("Health", "No use any more: they were put together once"))
    if cosigner.online and cosigner.epoch and cosigner.epoch != key.epoch:
        text = translate("Health", "The co\u2011signer is at epoch {0}, this computer at {1}. Nothing is lost.")
        return Fact("refresh-cw", "warn", title, text.format(cosigner.epoch, key.epoch))
    if state.failed_renewal is not None:
        at = moment(datetime.fromtimestamp(state.failed_renewal.at), now)
        text = translate("Health", "Epoch {0}; the try of {1} failed, see Recovery")
        return Fact("refresh-cw", "warn", title, text.format(key.epoch, at))
    return Fact("refresh-cw", "ok", title, translate("Health", "Epoch {0}, {1}").format(key.epoch, renewal(key, now)))


def renewal(key: KeyView, now: float) -> str:
    """When the halves are renewed next."""
    due = key.refreshed + REFRESH_AFTER
    if due <= now:
        return translate("Health", "next as soon as both are on\u2011line")
    return translate("Health", "next {0}").format(moment(datetime.fromtimestamp(due), now))


def _rules(state: State) -> Fact:
    title, below = translate("Health", "Rules"), state.cosigner.approve_below
    if not state.cosigner.answer_ms:  # it has never answered
        return Fact("shield-check", "neutral", title, translate("Health", "Not reported yet"))
    if not below:
        return Fact("shield-check", "info", title, translate("Health", "Asks you for every payment"))
    text = translate("Health", "Signs up to {0} without asking, {1} in 24 h")
    return Fact(
        "shield-check",
        "info",
        title,
        text.format(format.amount(below, state.unit), format.amount(state.cosigner.per_day, state.unit)),
    )


def _lost(state: State) -> Fact:
    """What a lost device would mean now."""
    title, comes_back = translate("Health", "A lost device"), (state.sheets.sealed, bool(state.sheets.cosigner))
    if state.practice:
        return Fact("life-buoy", "neutral", title, translate("Health", "Practice has nothing to lose"))
    text = {
        (True, True): translate("Health", "Comes back with its own paper and the other device"),
        (False, False): translate("Health", "Losing either one loses the coins, without sheets"),
        (False, True): translate("Health", "Losing this computer loses the coins, without its sheet"),
        (True, False): translate("Health", "Losing the co\u2011signer loses the coins, without its sheet"),
    }[comes_back]
    return Fact("life-buoy", "ok" if all(comes_back) else "warn", title, text)


def _sheets(state: State, now: float) -> Fact:
    """The most urgent that there is to say of them, in two lines."""
    sheets = state.sheets
    tone: Tone = "warn"
    if state.practice:
        tone, text = "neutral", translate("Health", "Practice goes without")
    elif not sheets.own:
        text = translate("Health", "None yet: make one on the page Recovery")
    elif sheets.accepted and not sheets.sealed:
        tone, text = "info", translate("Health", "The next renewal makes the copy for this computer's")
    elif not sheets.sealed:
        text = translate("Health", "This computer's waits for a yes on the co\u2011signer")
    elif sheets.waiting:
        text = translate("Health", "The co\u2011signer's waits for your yes on the page Recovery")
    elif not sheets.cosigner:
        text = translate("Health", "The co\u2011signer has none yet: make it there")
    elif drill_of(state, now) == "own":
        text = translate("Health", "Try this computer's on its copy: a drill is due, see the page Recovery")
    elif drill_of(state, now) == "other":
        text = translate("Health", "Try the co\u2011signer's on its copy: a drill is due, see the page Recovery")
    else:
        tone, text = "ok", translate("Health", "Both in force, with copies on both sides")
        if sheets.due and sheets.cosigner_due:
            due = datetime.fromtimestamp(min(sheets.due, sheets.cosigner_due))
            text = translate("Health", "Both in force and tried; next drill {0}").format(day(due, now))
    return Fact("file-text", tone, translate("Health", "Recovery sheets"), text)


def drill_of(state: State, now: float) -> str:
    """Of which sheet a drill is due: "own" is this computer's, "other" the co-signer's; empty: of none."""
    sheets = state.sheets
    if state.key is None or state.practice:
        return ""
    if 0 < sheets.due <= now:
        return "own"
    return "other" if 0 < sheets.cosigner_due <= now else ""


def trouble(state: State, now: float) -> Trouble | None:
    """The most urgent thing, if there is any. In practice both halves are on one machine and nobody minds."""
    if state.key is None:
        return None
    found = _whole(state.key) or _blocked(state.key, state.cosigner, now)
    return found or (None if state.practice else _unprotected(state.cosigner))


def receiving(state: State, now: float) -> Trouble | None:
    """What whoever receives must know: coins that arrive wait for new halves, or no address is to be given out."""
    found = (_whole(state.key) or _blocked(state.key, state.cosigner, now)) if state.key is not None else None
    if found is None or (state.key and state.key.was_whole):
        return found
    if not halves_fit(state):
        return replace(found, title=translate("Health", "No address now: the two halves do not fit together"))
    return replace(found, text=f"{warning(Caution.UNSPENDABLE)} {found.text}") if found.way_out == "renew" else None


def halves_fit(state: State) -> bool:
    """Whether both sides hold halves of one epoch, as far as is known."""
    return "mismatch" not in {state.key.state if state.key else "", state.cosigner.state}


def _whole(key: KeyView) -> Trouble | None:
    if not key.was_whole:
        return None
    return Trouble(
        translate("Health", "This key was whole: move the coins now"),
        translate(
            "Health",
            "On {0} it was put together from both papers. Whoever has the file of that day, or had that machine, has "
            "the coins. Send all of them to a new wallet, and receive nothing more here.",
        ).format(format.day(datetime.fromtimestamp(key.was_whole), datetime.now())),
        "danger",
    )


def _blocked(key: KeyView, cosigner: CosignerView, now: float) -> Trouble | None:
    states = {key.state, cosigner.state}
    if "mismatch" in states:
        return Trouble(
            translate("Health", "The two halves do not fit together"),
            translate(
                "Health",
                "One of them was put back from an old copy. Nothing is signed until that is settled. Compare epoch {0} "
                "here with what the co\u2011signer says: tandem-cosigner status",
            ).format(key.epoch),
            "danger",
        )
    if "locked" in states or key.locked:
        return Trouble(
            translate("Health", "The key is locked"),
            translate(
                "Health",
                "A check failed that only a cheater or a broken machine fails. Renew the halves, confirm it on the "
                "co\u2011signer (tandem-cosigner approvals), then renew once more.",
            ),
            "danger",
            "renew",
        )
    if cosigner.suspended_until > now:
        until = moment(datetime.fromtimestamp(cosigner.suspended_until), now)
        return Trouble(
            translate("Health", "Payments are suspended until {0}").format(until),
            translate(
                "Health",
                "The co\u2011signer saw several faults in a row. It ends by itself; to end it now, confirm it on the "
                "co\u2011signer: tandem-cosigner approvals",
            ),
            "warn",
        )
    if "must_refresh" in states:
        return Trouble(
            translate("Health", "Renew the halves before the next payment"),
            translate("Health", "One side was interrupted or put back. It takes some seconds and costs nothing."),
            "warn",
            "renew",
        )
    return _old_copy(key.name, cosigner.old_copy) if cosigner.old_copy else None


def _old_copy(name: str, side: str) -> Trouble:
    if side == "computer":
        why = translate(
            "Health",
            "This computer came back from an old copy, or somebody uses a copy of it. If you did not put one back, "
            "move your coins. Else say so on the co\u2011signer:",
        )
    else:
        why = translate(
            "Health",
            "The co\u2011signer came back from an old copy and has forgotten what it signed since. Look at its rules "
            "there, then say:",
        )
    title = translate("Health", "For seven days every payment asks: one side is an old copy")
    return Trouble(title, f"{why} tandem-cosigner resume {shlex.quote(name)}", "warn")


def _unprotected(cosigner: CosignerView) -> Trouble | None:
    if cosigner.same_machine:
        return Trouble(
            translate("Health", "Both halves are on this machine: this protects nothing"),
            translate(
                "Health", "Whoever gets into this computer has both. Keep no coins here that you do not want to lose."
            ),
            "danger",
        )
    if not cosigner.words_compared:
        return Trouble(
            translate("Health", "Nobody compared the words when these two were paired"),
            translate("Health", "Somebody in between could have paired with both. Pair once more and compare them."),
            "warn",
            "compare",
        )
    return None


def day(when: datetime, now: float) -> str:
    """A day to come, or one that was."""
    return format.day(when, datetime.fromtimestamp(now))


def moment(when: datetime, now: float) -> str:
    """A clock time, with its day unless that is today."""
    today = datetime.fromtimestamp(now)
    if when.date() == today.date():
        return format.clock(when)
    if (when.date() - today.date()).days == 1:
        return translate("Health", "tomorrow {0}").format(format.clock(when))
    return format.day_and_clock(when, today)
