"""What was typed of a recovery sheet, in English."""

from __future__ import annotations

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
