"""The lines of the terminal screen of `serve`, for a terminal of any size. Whoever draws them adds nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.cosigner.checklist import proposals, span
from app.cosigner.console import describe, written
from app.cosigner.desk import Desk, DeskPage, RequestSheet
from app.terminal import GROUPS, plain, sats
from app.text import rules
from app.text.terminal import anchored, behind, failed

if TYPE_CHECKING:
    from core.cosigner.api import ComputerView, HalfView, PolicyView, StatusView

LEAST_ROOM, LEAST_COLUMNS = 4, 36  # rows for what waits
KEYS = {
    DeskPage.REQUESTS: (
        "a approve",
        "r refuse",
        "n next",
        "l log",
        "i about",
        "p pair",
        "f freeze",
        "b block",
        "q stop",
    ),
    DeskPage.LOG: ("Esc back", "PgUp", "PgDn", "Home", "End"),
    DeskPage.ABOUT: ("Esc back", "PgUp", "PgDn", "Home", "End"),
    DeskPage.PAIRING: ("Esc back",),
}
WIDE, FEW, MANY = 76, 2, 4  # columns, and lines for what is said to the person
CUT = "…"


@dataclass(frozen=True, slots=True)
class FrameLine:
    """One line of the screen. `style`: "" | "bold" | "reverse"; nothing is said by it alone."""

    text: str
    style: str = ""


class DeskFrame:
    """The lines of one moment. `width_of`: how many columns a text takes."""

    def __init__(self, desk: Desk, rows: int, columns: int, width_of: Callable[[str], int]) -> None:
        self._desk, self._rows, self._columns, self._width = desk, rows, columns, width_of

    def lines(self) -> list[FrameLine]:
        """As many as the terminal has rows, but for the last one, which is the person's."""
        desk = self._desk
        top = self._header()
        middle, last = self._page(), list[FrameLine]()
        if desk.page is DeskPage.REQUESTS and desk.at is not None:
            top.append(FrameLine(self._cut(self._tabs())))
            middle, last = self._request(desk.at)
        most = FEW if self._columns >= WIDE else MANY  # always as many, so that nothing moves when something is said
        said = [FrameLine(line, "bold") for line in self._folded(self._said())[:most]]
        keys = [
            FrameLine(line) for line in self._folded("  ".join(key.replace(" ", GROUPS) for key in KEYS[desk.page]))
        ]
        bottom = [*last, FrameLine(self._rule()), *said, *[FrameLine("")] * (most - len(said)), *keys]
        room = self._rows - 1 - len(top) - len(bottom)
        desk.visible = room >= LEAST_ROOM and self._columns >= LEAST_COLUMNS
        if not desk.visible:
            small = "This terminal is too small to show what is decided here. Make it larger."
            return [FrameLine(line) for line in self._folded(small)][: max(0, self._rows - 1)]
        return [*top, *self._window(middle, room), *bottom]

    # -------------------------------------------------------------- around
    def _header(self) -> list[FrameLine]:
        """Always of one height: what is below never moves because of it."""
        waiting = sum(not sheet.over and not sheet.shown.approved for sheet in self._desk.sheets)
        title, *others = self._desk.told.head or head(None, ())
        found = [FrameLine(self._cut(f"Tandem co-signer: {waiting or 'nothing'} waiting   {title}"), "reverse")]
        return [*found, *(FrameLine(self._cut(line)) for line in others), FrameLine(self._rule())]

    def _tabs(self) -> str:
        found = []
        for sheet in self._desk.sheets:
            mark = " over" if sheet.over else " approved" if sheet.shown.approved else ""
            found.append(f"[{sheet.number}{mark}]" if sheet is self._desk.at else f"{sheet.number}{mark}")
        return "Requests: " + "  ".join(found)

    def _said(self) -> str:
        desk = self._desk
        if desk.question is not None:
            return f"{desk.question.words} {desk.message}".strip()
        if desk.at is not None and desk.page is DeskPage.REQUESTS and not desk.message:
            if desk.at.over:
                return "It was decided, taken back, or has expired. Enter puts it away."
            if desk.at.newer is not None:
                return "What is known of this request has changed. Press Enter to see it."
        return desk.message

    # -------------------------------------------------------------- the middle
    def _request(self, sheet: RequestSheet) -> tuple[list[str], list[FrameLine]]:
        """What can be scrolled, and what always stands beside the keys: what leaves the wallet (W5)."""
        lines = describe(sheet.shown)
        last = [FrameLine(line, "bold") for line in self._folded(lines[-1])] if len(lines) > 1 else []
        return [part for line in lines[: len(lines) - bool(last)] for part in self._folded(line)], last

    def _page(self) -> list[str]:
        desk = self._desk
        if desk.page is DeskPage.LOG:
            log = desk.told.log
            found = ["Reading the log …"] if log is None else list(map(written, log)) or ["Nothing was written down."]
        elif desk.page is DeskPage.ABOUT:
            found = about(desk.told.status, desk.told.policies)
        elif desk.page is DeskPage.PAIRING:
            found = pairing(desk.link, desk.words)
        else:
            found = ["Nothing waits for you." if desk.told.head else "Asking the co-signer what waits …"]
        return [part for line in found for part in self._folded(line)]

    def _window(self, lines: list[str], room: int) -> list[FrameLine]:
        desk = self._desk
        sheet = desk.at if desk.page is DeskPage.REQUESTS else None
        top = sheet.top if sheet else desk.top
        if len(lines) > room:
            room -= 1  # the line that says so
            top = max(0, min(top, len(lines) - room))
            mark = f"lines {top + 1} to {top + room} of {len(lines)}: PgDn, PgUp, End"
        else:
            top, mark = 0, ""
        if sheet:
            sheet.top, sheet.read = top, sheet.read or top + room >= len(lines)
        else:
            desk.top = top
        found = [FrameLine(line) for line in lines[top : top + room]]
        found += [FrameLine("")] * (room - len(found))
        return [*found, FrameLine(self._cut(mark), "bold")] if mark else found

    # -------------------------------------------------------------- widths
    def _rule(self) -> str:
        return "-" * self._columns

    def _cut(self, line: str) -> str:
        line = safe(line)
        if self._width(line) <= self._columns:
            return line
        while line and self._width(line) > self._columns - 1:
            line = line[:-1]
        return line + CUT

    def _folded(self, line: str) -> list[str]:
        """One line of text as lines of the screen, with its indent; a word that is too long is cut anywhere."""
        line = safe(line)
        indent = " " * min(len(line) - len(line.lstrip(" ")), self._columns // 4)
        if not line.strip(" ") or self._width(line) <= self._columns:
            return [line.rstrip(" ")]
        found, now = [], indent
        for word in filter(None, line.split(" ")):  # an amount is one word
            joined = f"{now} {word}" if now.strip(" ") else now + word
            if self._width(joined) <= self._columns:
                now = joined
                continue
            if now.strip(" "):
                found.append(now)
            now = indent + "  " * bool(found)
            for letter in word:
                if self._width(now + letter) > self._columns:
                    found.append(now)
                    now = indent + "  "
                now += letter
        return [*found, now]


def safe(line: str) -> str:
    """Whatever it says, it does nothing to the terminal."""
    return plain(line, " " + GROUPS)


# ------------------------------------------------------------------ what stands around the requests
def head(status: StatusView | None, policies: Sequence[PolicyView]) -> tuple[str, ...]:
    """What stands above the requests, in as many lines whatever it says."""
    serving = f"listening on {status.serving}" if status and status.serving else "not listening yet"
    alarms = warnings(status, policies) if status else []
    more = f"(and {len(alarms) - 1} more: i) " if len(alarms) > 1 else ""
    return (
        "   ".join(filter(None, ("PRACTICE" if status and status.practice else "", _own_name(status), serving))),
        "Computers: " + (computers(status) if status else "?"),
        "Rules: " + ("; ".join(map(rule_line, policies)) or "no wallet yet"),
        f"! {more}{alarms[0]}" if alarms else " ".join(("No warnings.", *proposals(policies))),
    )


def _own_name(status: StatusView | None) -> str:
    return f"{status.name} {status.fingerprint}".strip() if status else ""


def computers(status: StatusView) -> str:
    """Which are paired, and which are here now."""
    found = [f"{called(one)} {_standing(one)}" for one in status.computers]
    return ", ".join(found) or "none is paired yet (p)"


def called(one: ComputerView) -> str:
    """A computer by the name that a person here gave it, or its own, and always its fingerprint."""
    alike = " (could be taken for another)" if one.alike else ""
    return f"{one.name} {one.pin}{alike}" if one.name else f"{one.pin}{alike}"


def _standing(one: ComputerView) -> str:
    if one.blocked is not None:
        return "BLOCKED"
    return "connected" if one.online else "not connected"


def rule_line(policy: PolicyView) -> str:
    """The rules of one wallet in one line."""
    found = ["FROZEN"] if policy.frozen else []
    below = policy.approve_below
    found.append(f"asks above {sats(below)}" if below else "always asks")
    amounts = {"max-payment": policy.max_payment, "per-day": policy.per_day, "per-week": policy.per_week}
    found += [rules.rule(code, str(amount), sats, span) for code, amount in amounts.items() if amount is not None]
    found += [rules.rule("ask-above", str(policy.ask_above), sats, span)] if policy.ask_above is not None else []
    found += [rules.rule("allowlist", " ".join(["only"] * policy.allowlist_only + list(policy.allow)), sats, span)] * (
        bool(policy.allow) or policy.allowlist_only
    )
    found += [rules.rule("hours", policy.hours, sats, span)] if policy.hours else []
    found += [rules.rule("wait", str(policy.wait), sats, span)] if policy.wait else []
    found += [rules.rule("delay", str(policy.delay), sats, span)] if policy.delay else []
    alike = {"alike-minutes": policy.alike_minutes, "alike-per-day": policy.alike_per_day}
    found += [rules.rule(code, str(number), sats, span) for code, number in alike.items() if number is not None]
    found += [f"changes that wait: {len(policy.pending)}"] if policy.pending else []
    return f"{policy.wallet}: {', '.join(found)}"


def warnings(status: StatusView, policies: Sequence[PolicyView]) -> list[str]:
    """What a person should know before all else; the worst first."""
    found = [line for half in status.wallets for line in _wallet(half)]
    found += filter(None, [failed(status.failed), anchored(status.anchor), behind(status.clock_behind)])
    found += [f"{one.wallet} is frozen: nothing is signed." for one in policies if one.frozen]
    found += [
        f"Nobody compared the words with the computer {called(one)}."
        for one in status.computers
        if not one.words_compared and one.blocked is None
    ]
    return found


def _wallet(half: HalfView) -> list[str]:
    found = []
    if half.locked:
        found.append(f"{half.name} is LOCKED: a check failed that an honest computer passes.")
    elif half.state not in {"open", ""}:
        found.append(f"{half.name}: {half.state.replace('_', ' ')}; both halves are renewed before the next payment.")
    if half.old_copy:
        side = "This co-signer" if half.old_copy == "cosigner" else "Its computer"
        found.append(
            f"{half.name}: {side} came back from an old copy; all payments ask until `tandem-cosigner resume`."
        )
    if half.silence:
        found.append(
            f"{half.name}: nobody is asked about it for a while, after a row of refusals (end-silence ends it)."
        )
    return found


def about(status: StatusView | None, policies: Sequence[PolicyView]) -> list[str]:
    """All of it in full, what the head of the screen has to cut."""
    if status is None:
        return ["The co-signer has not said anything yet."]
    alarms = warnings(status, policies)
    found = ["Warnings" if alarms else "No warnings.", *(f"  ! {line}" for line in alarms), "Computers"]
    found += [f"  {computers(status)}", "Wallets"]
    found += [f"  {half.name} ({half.network}), epoch {half.epoch}: {half.state}" for half in status.wallets]
    return [*found, "Rules", *(f"  {rule_line(one)}" for one in policies), *proposals(policies)]


def pairing(link: str, words: Sequence[str]) -> list[str]:
    """What a person pairs with."""
    if not link:
        return ["No pairing is under way."]
    found = ["Give this link to the computer: tandem pair -", "It lives ten minutes and works once.", "", link, ""]
    if words:
        found += ["The four words:", "", "    " + "   ".join(words)]
    return found
