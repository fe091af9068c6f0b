"""How a key is: what is well, in five lines, and the one thing that is not. The window and `tandem health` share it.

Amounts and times are texts, as the program writes them.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal, TypeAlias

from app.text.health_line import HealthLine
from app.text.say import ENGLISH, said, warning, whole
from core.bitcoin.caution import Caution

Tone: TypeAlias = Literal["neutral", "info", "ok", "warn", "danger", "peer"]
LEEWAY = 3600  # seconds that a clock may go back without meaning anything
Topic: TypeAlias = Literal["cosigner", "halves", "rules", "lost", "sheets"]


@dataclass(frozen=True, slots=True)
class HalvesHealth:
    """This computer's side. Times in wall seconds, 0: never. `state`, of both sides: as in KeyState, small."""

    wallet: str
    epoch: int
    state: str
    locked: bool
    refreshed: int
    every: int  # seconds after which the halves are renewed
    was_whole: int = 0
    failed: float = 0.0  # the last renewal


@dataclass(frozen=True, slots=True)
class CosignerHealth:
    """The other side, as it last spoke. `speaks` None: it was not asked yet; `seen`: when it last answered, in wall
    seconds, 0: not since the program started, None: it was asked just once."""

    place: str = ""
    name: str = ""
    speaks: bool | None = None
    seen: float | None = None
    answer_ms: int = 0  # 0: not measured
    reason: str = ""  # why it does not, or what it refuses
    epoch: int = 0
    state: str = "open"
    reported: bool = False
    below: int = 0  # sat that it signs without asking, in one payment and in 24 h
    per_day: int = 0
    suspended_until: int = 0
    old_copy: str = ""  # "computer" or "cosigner"
    same_machine: bool = False
    words_compared: bool = True
    place_asked: str = ""  # "waits" or "stopped": somebody asks, or has asked, to take this computer's place


@dataclass(frozen=True, slots=True)
class SheetsHealth:
    """The recovery sheets. `due`: when a drill is, in seconds that people see; 0: of none."""

    own: bool = False
    sealed: bool = False
    accepted: bool = False
    cosigner: bool = False
    waiting: bool = False
    due: int = 0
    cosigner_due: int = 0
    file_missing: bool = False  # as in SheetsShown
    file_needs_old: bool = False  # the paper of a sheet that was exchanged since


@dataclass(frozen=True, slots=True)
class KeyHealth:
    """All that is known of a key."""

    halves: HalvesHealth
    cosigner: CosignerHealth = CosignerHealth()
    sheets: SheetsHealth = SheetsHealth()
    practice: bool = False


@dataclass(frozen=True, slots=True)
class HealthWriter:
    """How a program writes what stands in a sentence: sat, seconds that have passed, a moment and a day in wall
    seconds. `commands`: a terminal, where the way to something is a command; else it is a page."""

    amount: Callable[[int], str]
    ago: Callable[[float], str]
    moment: Callable[[float], str]
    day: Callable[[float], str]
    language: str = ENGLISH
    commands: bool = False

    def say(self, line: HealthLine, **fields: object) -> str:
        """The sentence of a code."""
        return said(line, self.language, **fields)

    def way(self, page: HealthLine, command: str) -> str:
        """How somebody gets there."""
        return self.say(HealthLine.TYPE, command=command) if self.commands else self.say(page)


@dataclass(frozen=True, slots=True)
class Fact:
    """One line: what it is about and how it stands."""

    topic: Topic
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


# ------------------------------------------------------------------ the lines
def facts(key: KeyHealth, now: float, write: HealthWriter) -> list[Fact]:
    """The same ones in the same order at all times. `now` in wall seconds."""
    return [
        _line(key.cosigner, now, write),
        _halves(key, now, write),
        _rules(key.cosigner, write),
        _lost(key, write),
        _sheets(key, now, write),
    ]


def _line(cosigner: CosignerHealth, now: float, write: HealthWriter) -> Fact:
    title, place = write.say(HealthLine.COSIGNER), cosigner.place
    title = write.say(HealthLine.COSIGNER_AT, place=place) if place else title
    title = write.say(HealthLine.COSIGNER_NAMED, name=cosigner.name) if cosigner.name else title
    if cosigner.speaks is None:
        return Fact("cosigner", "peer", title, write.say(HealthLine.ASKING))
    if not cosigner.speaks:
        return Fact("cosigner", "danger", title, _since(cosigner, now, write))
    if cosigner.reason:
        return Fact("cosigner", "warn", title, whole(cosigner.reason))
    if not cosigner.answer_ms:
        return Fact("cosigner", "peer", title, write.say(HealthLine.ONLINE))
    return Fact("cosigner", "peer", title, write.say(HealthLine.ANSWERS, ms=cosigner.answer_ms))


def silence(cosigner: CosignerHealth, now: float, write: HealthWriter) -> str:
    """Since when the co-signer has not answered, and why as far as it is known."""
    return f"{_since(cosigner, now, write)} {whole(cosigner.reason)}".strip()


def _since(cosigner: CosignerHealth, now: float, write: HealthWriter) -> str:
    if cosigner.seen is None:
        return whole(cosigner.reason) or write.say(HealthLine.NO_ANSWER)
    if not cosigner.seen:
        return write.say(HealthLine.SILENT)
    return write.say(HealthLine.LAST_ANSWER, at=write.moment(cosigner.seen), ago=write.ago(now - cosigner.seen))


def _halves(key: KeyHealth, now: float, write: HealthWriter) -> Fact:
    halves, cosigner = key.halves, key.cosigner
    title = write.say(HealthLine.HALVES, ago=write.ago(now - halves.refreshed))
    if halves.was_whole:
        return Fact("halves", "danger", title, write.say(HealthLine.WERE_WHOLE))
    if cosigner.speaks and cosigner.epoch and cosigner.epoch != halves.epoch:
        text = write.say(HealthLine.EPOCHS, there=cosigner.epoch, here=halves.epoch)
        return Fact("halves", "warn", title, text)
    if halves.failed:
        at = write.moment(halves.failed)
        return Fact("halves", "warn", title, write.say(HealthLine.FAILED, epoch=halves.epoch, at=at))
    text = write.say(HealthLine.EPOCH, epoch=halves.epoch, next=renewal(halves, now, write))
    return Fact("halves", "ok", title, text)


def renewal(halves: HalvesHealth, now: float, write: HealthWriter) -> str:
    """When the halves are renewed next."""
    if is_due(halves.refreshed, halves.every, now):
        return write.say(HealthLine.NEXT_ONLINE)
    return write.say(HealthLine.NEXT, at=write.moment(halves.refreshed + halves.every))


def is_due(refreshed: int, every: int, now: float) -> bool:
    """Whether halves that were made at `refreshed` are to be renewed: after so many seconds; and where that moment is
    still to come, for then a clock was wrong, and nobody knows how old they are."""
    return now - refreshed >= every or refreshed > now + LEEWAY


def _rules(cosigner: CosignerHealth, write: HealthWriter) -> Fact:
    title = write.say(HealthLine.RULES)
    if not cosigner.reported:
        return Fact("rules", "neutral", title, write.say(HealthLine.NO_REPORT))
    if not cosigner.below:
        return Fact("rules", "info", title, write.say(HealthLine.ASKS))
    below, day = write.amount(cosigner.below), write.amount(cosigner.per_day)
    return Fact("rules", "info", title, write.say(HealthLine.SIGNS, below=below, day=day))


def _lost(key: KeyHealth, write: HealthWriter) -> Fact:
    """What a lost device would mean now."""
    title, comes_back = write.say(HealthLine.LOST), (key.sheets.sealed, key.sheets.cosigner)
    if key.practice:
        return Fact("lost", "neutral", title, write.say(HealthLine.LOST_PRACTICE))
    line = {
        (True, True): HealthLine.COMES_BACK,
        (False, False): HealthLine.LOSES_EITHER,
        (False, True): HealthLine.LOSES_COMPUTER,
        (True, False): HealthLine.LOSES_COSIGNER,
    }[comes_back]
    return Fact("lost", "ok" if all(comes_back) else "warn", title, write.say(line))


def _sheets(key: KeyHealth, now: float, write: HealthWriter) -> Fact:
    """The most urgent that there is to say of them, in two lines."""
    sheets, name = key.sheets, shlex.quote(key.halves.wallet)
    tone: Tone = "warn"
    if key.practice:
        tone, text = "neutral", write.say(HealthLine.SHEETS_PRACTICE)
    elif not sheets.own:
        text = write.say(HealthLine.NO_SHEET, way=write.way(HealthLine.ON_PAGE, "tandem sheet new"))
    elif sheets.accepted and not sheets.sealed:
        tone, text = "info", write.say(HealthLine.SEALED_NEXT)
    elif not sheets.sealed:
        text = write.say(HealthLine.WAITS_THERE)
    elif sheets.waiting:
        text = write.say(HealthLine.WAITS_HERE, way=write.way(HealthLine.ON_PAGE, f"tandem sheet accept {name}"))
    elif not sheets.cosigner:
        text = write.say(HealthLine.NO_SHEET_THERE)
    elif (whose := drill_of(key, now)) == "own":
        way = write.way(HealthLine.SEE_PAGE, f"tandem drill {name} --sheet-file -")
        text = write.say(HealthLine.DRILL, way=way)
    elif whose == "other":
        way = write.way(HealthLine.SEE_PAGE, f"tandem-cosigner drill {name} --sheet-file -")
        text = write.say(HealthLine.DRILL_THERE, way=way)
    elif sheets.file_missing or sheets.file_needs_old:
        line = HealthLine.NO_FILE if sheets.file_missing else HealthLine.OLD_FILE
        text = write.say(line, way=write.way(HealthLine.SEE_PAGE, "tandem recovery export FILE"))
    else:
        tone, text = "ok", write.say(HealthLine.IN_FORCE)
        if sheets.due and sheets.cosigner_due:
            text = write.say(HealthLine.TRIED, day=write.day(min(sheets.due, sheets.cosigner_due)))
    return Fact("sheets", tone, write.say(HealthLine.SHEETS), text)


def drill_of(key: KeyHealth, now: float) -> Literal["own", "other", ""]:
    """Of which sheet a drill is due: "own" is this computer's, "other" the co-signer's; empty: of none."""
    if key.practice:
        return ""
    if 0 < key.sheets.due <= now:
        return "own"
    return "other" if 0 < key.sheets.cosigner_due <= now else ""


# ------------------------------------------------------------------ what is not well
def trouble(key: KeyHealth, now: float, write: HealthWriter) -> Trouble | None:
    """The most urgent thing, if there is any. In practice both halves are on one machine and nobody minds."""
    return _stops(key, now, write) or (None if key.practice else _unprotected(key.cosigner, write))


def receiving(key: KeyHealth, now: float, write: HealthWriter) -> Trouble | None:
    """What whoever receives must know: coins that arrive wait for new halves, or no address is to be given out."""
    found = _stops(key, now, write)
    if found is None or key.halves.was_whole:
        return found
    if not halves_fit(key.halves.state, key.cosigner.state):
        return replace(found, title=write.say(HealthLine.NO_ADDRESS))
    if found.way_out != "renew":
        return None
    return replace(found, text=f"{warning(Caution.UNSPENDABLE, write.language)} {found.text}")


def halves_fit(here: str, there: str) -> bool:
    """Whether both sides hold halves of one epoch, as far as is known from their states."""
    return "mismatch" not in {here, there}


def place_trouble(asked: str, write: HealthWriter) -> Trouble:
    """That somebody asks for this computer's place; `asked` as in CosignerHealth, not empty."""
    way = write.way(HealthLine.ON_PAGE, "tandem sheet exchange")
    if asked == "waits":
        return _told(write, HealthLine.PLACE_ASKED, HealthLine.PLACE_ASKED_MORE, "danger", way=way)
    return _told(write, HealthLine.PLACE_STOPPED, HealthLine.PLACE_STOPPED_MORE, "warn", way=way)


def _told(
    write: HealthWriter, title: HealthLine, more: HealthLine, tone: Tone, way_out: str = "", **fields: object
) -> Trouble:
    return Trouble(write.say(title, **fields), write.say(more, **fields), tone, way_out)


def _stops(key: KeyHealth, now: float, write: HealthWriter) -> Trouble | None:
    halves, cosigner = key.halves, key.cosigner
    states = {halves.state, cosigner.state}

    told = partial(_told, write)
    if halves.was_whole:
        return told(HealthLine.WHOLE, HealthLine.WHOLE_MORE, "danger", day=write.day(halves.was_whole))
    if cosigner.place_asked:
        return place_trouble(cosigner.place_asked, write)
    if not halves_fit(halves.state, cosigner.state):
        return told(HealthLine.MISMATCH, HealthLine.MISMATCH_MORE, "danger", epoch=halves.epoch)
    if "locked" in states or halves.locked:
        return told(HealthLine.LOCKED, HealthLine.LOCKED_MORE, "danger", "renew")
    if cosigner.suspended_until > now:
        until = write.moment(cosigner.suspended_until)
        return told(HealthLine.SUSPENDED, HealthLine.SUSPENDED_MORE, "warn", at=until)
    if "must_refresh" in states:
        return told(HealthLine.MUST_RENEW, HealthLine.MUST_RENEW_MORE, "warn", "renew")
    if not cosigner.old_copy:
        return None
    why = HealthLine.OLD_COMPUTER if cosigner.old_copy == "computer" else HealthLine.OLD_COSIGNER
    resume = f"tandem-cosigner resume {shlex.quote(halves.wallet)}"
    return Trouble(write.say(HealthLine.OLD_COPY), f"{write.say(why)} {resume}", "warn")


def _unprotected(cosigner: CosignerHealth, write: HealthWriter) -> Trouble | None:
    if cosigner.same_machine:
        return Trouble(write.say(HealthLine.SAME_MACHINE), write.say(HealthLine.SAME_MACHINE_MORE), "danger")
    if not cosigner.words_compared:
        return Trouble(write.say(HealthLine.UNCOMPARED), write.say(HealthLine.UNCOMPARED_MORE), "warn", "compare")
    return None
