"""Recovery sheets: what was typed of one, and the paper, in English."""

from __future__ import annotations

from app.text.sheet_line import SheetLine
from app.text.table import Table
from core.recovery.seed_words import WordHint

HINTS: Table = {
    WordHint.UNKNOWN: "Word {position} is not in the list of words that sheets use. Look at the sheet again.",
    WordHint.LIKELY: "Word {position} is not in the list of words that sheets use. Did you mean {likely}?",
    WordHint.SWAPPED: (
        "The words do not belong together. Words {position} and {next} may have changed places: look at the sheet."
    ),
    WordHint.ALIKE: "The words do not belong together. Word {position} may be {likely}: look at the sheet.",
}
PAPER: Table = {
    SheetLine.COMPUTER: "computer",
    SheetLine.COSIGNER: "co\u2011signer",
    SheetLine.DOCUMENT: "Tandem: the {device}'s recovery sheet",
    SheetLine.TITLE: "{device}'s sheet",
    SheetLine.NEVER_THERE: "Never keep it where the {other} is.",
    SheetLine.NEVER_TYPE: "Never type it into the computer.",
    SheetLine.MADE: "Recovery sheet of Tandem, made on {day}",
    SheetLine.FINGERPRINT: "Fingerprint of this sheet: the {other} shows the same 12 words",
    SheetLine.WALLETS: "Wallets (fingerprint, name)",
    SheetLine.MORE: "and {count} more: write them on the back",
    SheetLine.WHAT_TO_DO: "What to do",
    SheetLine.WRITE: (
        "Write the 24 words into the boxes by hand, as Tandem shows them. Never photograph them, never type them into "
        "anything else."
    ),
    SheetLine.ASKED: "Tandem then clears the screen and asks for three of them. Only then the sheet counts.",
    SheetLine.KEEP: ("Keep the paper dry and out of others' reach, in another place than the {other} and its sheet."),
    SheetLine.COMPUTER_LOST: (
        "If the computer is lost: put Tandem on a new one, restore there, pair it with the same co\u2011signer and "
        "type the words there. The addresses stay."
    ),
    SheetLine.COSIGNER_LOST: (
        "If the co\u2011signer is lost: on a new machine, tandem\u2011cosigner restore "
        "\u2011\u2011sheet\u2011file \u2011 takes the words; let it serve, pair it, and at the computer choose: "
        "this one is lost. The addresses stay."
    ),
    SheetLine.WHOLE: "Each of these is the whole key, without rules and without delay:",
    SheetLine.WHOLE_COMPUTERS: "the computer's sheet and the co\u2011signer",
    SheetLine.WHOLE_COSIGNERS: "the computer and the co\u2011signer's sheet",
    SheetLine.WHOLE_SHEETS: "both sheets and a recovery file",
    SheetLine.WHOLE_DEVICES: "the computer and the co\u2011signer",
    SheetLine.NO_SEED: (
        "These 24 words are not a wallet seed. They open only the copy of the {device}'s half that the {other} keeps. "
        "A stolen {other}, or an old copy of it, stays dangerous together with this sheet for ever."
    ),
    SheetLine.LEFT: "Left (was whole)",
    SheetLine.LEFT_MORE: "These words have put the key together once: it protects nothing any more.",
}
