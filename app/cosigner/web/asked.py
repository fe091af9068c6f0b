"""What a computer asks beside payments, as the terminal has it, in the language of the page."""

from __future__ import annotations

from typing import Final

from app.cosigner.checklist import TASK, sheet_asked, task_asked
from app.cosigner.restore import details
from app.cosigner.web.markup import Markup, html
from app.cosigner.web.parts import PageReader, note, rows
from app.terminal import GROUPS, plain
from app.text.page_line import AskedLine
from app.text.say import warning
from core.cosigner.api import ApprovalView

PAY: Final = "pay"  # kinds of requests
SHEET: Final = "sheet"
BY_YES: Final = frozenset({PAY, TASK})  # what may be said yes to on the page
MARK: Final = "! "  # before what a person must look at first, as at the terminal


def asked(reader: PageReader, found: ApprovalView) -> list[Markup]:
    """What is no payment: what to look at first, and the rest of it."""
    language = reader.language
    if found.restores is not None:
        lines = details(found, found.restores, language)
    elif found.kind == SHEET:
        lines = sheet_asked(found, language)
    elif found.kind == TASK:
        lines = task_asked(found, language)
    else:
        lines = [reader.line(AskedLine.UNLOCK)]
    first = [line.removeprefix(MARK) for line in lines if line.startswith(MARK)]
    first += [warning(word, language) for word in found.warnings]
    rest = rows(plain(line.strip(), " " + GROUPS) for line in lines if not line.startswith(MARK))
    notes = [note(plain(line, " " + GROUPS) for line in first)] if first else []
    return [html('<section class="card">{notes}{rest}</section>', rest=rest, notes=notes)]
