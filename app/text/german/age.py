"""Of files of age, in German."""

from __future__ import annotations

from app.text.table import Table
from core.errors import InputKind

INPUT: Table = {
    InputKind.AGE: (
        "Das ist keine Datei von age, oder sie wurde beschädigt oder gekürzt. Lassen Sie sie sich noch einmal geben."
    ),
    InputKind.AGE_IDENTITY: (
        "Diese Identität wurde gekürzt oder verändert. Nehmen Sie sie noch einmal aus „tandem age show“."
    ),
}
