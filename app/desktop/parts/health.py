"""How the key is, in the words of app.text.health, of what the window knows. Pure; Home and Co-signer show the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from app.desktop.controller.controller import REFRESH_AFTER
from app.desktop.model.state import CosignerView, KeyView, SheetsView, State
from app.desktop.text import format, translation
from app.desktop.text.format import Unit
from app.text import health
from app.text.health import CosignerHealth, Fact, HalvesHealth, HealthWriter, KeyHealth, SheetsHealth, Trouble

__all__ = ["Fact", "Trouble"]

translate = QCoreApplication.translate

SILENT = 5.0  # seconds without an answer, after which the co-signer is called silent; it is asked every four


def answers(cosigner: CosignerView, now: float) -> bool | None:
    """Whether the co-signer speaks; None before it was first asked. A line that is open and mute says nothing for a
    long time, so the age of the last answer counts too."""
    return cosigner.online and now - cosigner.seen <= SILENT


def facts(state: State, now: float) -> list[Fact]:
    """The lines of key health, the same ones in the same order at all times. `now` in wall seconds."""
    key = _key(state, now)
    return [] if key is None else health.facts(key, now, _writer(now, state.unit))


def silence(cosigner: CosignerView, now: float) -> str:
    """Since when the co-signer has not answered, and why as far as it is known."""
    return health.silence(_cosigner(cosigner, now), now, _writer(now))


def renewal(key: KeyView, now: float) -> str:
    """When the halves are renewed next."""
    return health.renewal(_halves(key), now, _writer(now))


def drill_of(state: State, now: float) -> str:
    """Of which sheet a drill is due: "own" is this computer's, "other" the co-signer's; empty: of none."""
    key = _key(state, now)
    return "" if key is None else health.drill_of(key, now)


def trouble(state: State, now: float) -> Trouble | None:
    """The most urgent thing, if there is any."""
    key = _key(state, now)
    return None if key is None else health.trouble(key, now, _writer(now))


def receiving(state: State, now: float) -> Trouble | None:
    """What whoever receives must know: coins that arrive wait for new halves, or no address is to be given out."""
    key = _key(state, now)
    return None if key is None else health.receiving(key, now, _writer(now))


def halves_fit(state: State) -> bool:
    """Whether both sides hold halves of one epoch, as far as is known."""
    return health.halves_fit(state.key.state if state.key else "", state.cosigner.state)


# ------------------------------------------------------------------ what the window knows
def _key(state: State, now: float) -> KeyHealth | None:
    if state.key is None:
        return None
    failed = 0.0 if state.failed_renewal is None else state.failed_renewal.at
    halves, cosigner = _halves(state.key, failed), _cosigner(state.cosigner, now)
    return KeyHealth(halves, cosigner, _sheets(state.sheets), state.practice)


def _halves(key: KeyView, failed: float = 0.0) -> HalvesHealth:
    return HalvesHealth(
        *(key.name, key.epoch, key.state, key.locked, key.refreshed, REFRESH_AFTER),
        was_whole=key.was_whole,
        failed=failed,
    )


def _cosigner(view: CosignerView, now: float) -> CosignerHealth:
    return CosignerHealth(
        view.host,
        view.name,
        answers(view, now),
        view.seen,
        view.answer_ms,
        view.reason,
        view.epoch,
        view.state,
        reported=view.answer_ms > 0,
        below=view.approve_below,
        per_day=view.per_day,
        suspended_until=view.suspended_until,
        old_copy=view.old_copy,
        same_machine=view.same_machine,
        words_compared=view.words_compared,
        place_asked=view.place_asked,
    )


def _sheets(view: SheetsView) -> SheetsHealth:
    has, keeps, waits = bool(view.own), bool(view.cosigner), bool(view.waiting)
    old = view.file_needs_own or view.file_needs_cosigner
    found = SheetsHealth(has, view.sealed, view.accepted, keeps, waits, view.due, view.cosigner_due)
    return replace(found, file_missing=view.file_missing, file_needs_old=old)


# ------------------------------------------------------------------ how the window writes
def _writer(now: float, unit: Unit = "sat") -> HealthWriter:
    return HealthWriter(
        amount=lambda sats: format.amount(sats, unit),
        ago=format.ago,
        moment=lambda at: moment(datetime.fromtimestamp(at), now),
        day=lambda at: day(datetime.fromtimestamp(at), now),
        language=translation.language(),
    )


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
