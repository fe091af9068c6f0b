"""The co-signer's rules, and what each says of a payment, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from app.desktop.text import format

if TYPE_CHECKING:
    from app.desktop.text.format import Unit
    from core.wallet.api import RuleSays

translate = QCoreApplication.translate


def rule_line(said: RuleSays, unit: Unit) -> str:
    """One rule and its verdict; empty for one that says nothing of this payment."""
    if said.code == "allowlist" and said.verdict == "silent":
        return ""
    rule = _rule(said, unit)
    verdicts = {
        "ask": translate("RuleLine", "{0}: asks you"),
        "refuse": translate("RuleLine", "{0}: refuses"),
    }
    beyond = said.code == "approve-below" and said.verdict == "silent"  # it would approve, but does not
    fits = translate("RuleLine", "{0}: fits")
    return verdicts.get("ask" if beyond else str(said.verdict), fits).format(rule) if rule else ""


def _rule(said: RuleSays, unit: Unit) -> str:
    amounts = {
        "max-payment": translate("RuleLine", "At most {0} for a payment"),
        "per-day": translate("RuleLine", "At most {0} in 24 hours"),
        "per-week": translate("RuleLine", "At most {0} in seven days"),
        "ask-above": translate("RuleLine", "Above {0} you are asked"),
        "approve-below": translate("RuleLine", "Up to {0} without asking"),
    }
    if said.code in amounts:
        return amounts[said.code].format(format.amount(int(said.setting), unit))
    words = {
        "freeze": translate("RuleLine", "Payments are frozen"),
        "allowlist": translate("RuleLine", "The list of addresses"),
        "hours": translate("RuleLine", "Without asking only from {0}"),
        "wait": translate("RuleLine", "Signed {0} minutes after your yes"),
        "delay": "",
    }
    return words.get(said.code, said.code).format(said.setting)
