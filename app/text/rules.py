"""The check-list of a payment: what each rule of the co-signer is set to, and what it says of this one.

Amounts and times are texts, as the program writes them: `amount` writes sat, `time` writes seconds.
"""

from __future__ import annotations

from collections.abc import Callable

from app.text.rule_line import RuleLine, VerdictLine
from app.text.say import ENGLISH, said

OFF = "off"  # what a rule is set to that is not in force
_AMOUNTS = (RuleLine.MAX_PAYMENT, RuleLine.PER_DAY, RuleLine.PER_WEEK, RuleLine.ASK_ABOVE, RuleLine.APPROVE_BELOW)
_MINUTES = (RuleLine.WAIT, RuleLine.DELAY, RuleLine.ALIKE_MINUTES)
_VERDICTS = {"silent": VerdictLine.FITS, "approve": VerdictLine.FITS, "ask": VerdictLine.ASKS}
_VERDICTS |= {"refuse": VerdictLine.REFUSES, "": VerdictLine.SILENT}


def rule(
    code: str, setting: str, amount: Callable[[int], str], time: Callable[[int], str], language: str = ENGLISH
) -> str:
    """What a rule says, set so; a code, or a setting, that this program does not know stays as it is."""
    try:
        line = RuleLine(code)
        if line in _AMOUNTS:
            setting = amount(int(setting))
        elif line in _MINUTES:
            setting = time(60 * int(setting))
        elif line is RuleLine.ALLOWLIST:
            words = setting.split()
            line = RuleLine.ONLY_LISTED if "only" in words else line
            setting = str(len(words) - words.count("only"))
    except ValueError:
        return f"{code} {setting}"
    return said(line, language, setting=setting)


def verdict(code: str, word: str, language: str = ENGLISH) -> str:
    """What it says of a payment, in one word; a word that this program does not know stays as it is."""
    if (code, word) == (RuleLine.APPROVE_BELOW, "silent"):
        return said(VerdictLine.ASKS, language)  # it would approve, and does not
    found = _VERDICTS.get(word)
    return word if found is None else said(found, language)


def left(amount: int, write: Callable[[int], str], language: str = ENGLISH) -> str:
    """What a limit has after the payment; or by how much the payment is beyond it."""
    line = VerdictLine.BEYOND if amount < 0 else VerdictLine.LEFT
    return said(line, language, amount=write(abs(amount)))


def later(words: str, when: str, language: str = ENGLISH) -> str:
    """What a change that waits makes of a rule; `words` empty: it is no more in force then."""
    line = VerdictLine.LATER if words else VerdictLine.NO_MORE
    return said(line, language, when=when, rule=words) if words else said(line, language, when=when)
