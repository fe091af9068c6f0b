"""The recovery model within wide bounds: `python -m tests.core.recovery.wide`, minutes and some gigabytes.

It prints the rows of the table in core/spec/recovery.md, "Checked"; with `real`, of the real functions of core/keys.
"""

from __future__ import annotations

import sys
import time
from dataclasses import fields

from tests.core.recovery.model import Model
from tests.core.recovery.model_search import search
from tests.core.recovery.model_world import Asker
from tests.core.recovery.real_device import RealModel

WIDE = {
    "two devices lost one after the other, restored, cancelled": Model(losses=2, requests=3),
    "a device lost or stolen, three runs": Model(runs=3, requests=3, thefts=True),
    "an approval for somebody without the sheet": Model(requests=3, intruders=frozenset({Asker.STRANGER})),
    "somebody with a copied sheet": Model(requests=3, intruders=frozenset({Asker.COPIER})),
    "two new sheets, their papers good or wrong, and a loss": Model(runs=3, requests=1, changes=2),
    "one disk put back, the first run only": Model(runs=1, images=frozenset({0, 1})),
    "one disk put back, two runs": Model(requests=1, images=frozenset({0, 1})),
    "the same, the anchor names only whom it turns away": Model(requests=1, images=frozenset({0, 1}), names_pin=False),
    "generations, six connections": Model(links=6, cancels=False),
    "a wallet from before sheets": Model(runs=3, losses=0, sheets=False),
}


def as_real(model: Model) -> RealModel:
    """The same bounds for the real functions."""
    return RealModel(**{field.name: getattr(model, field.name) for field in fields(model)})


def main() -> None:
    """Search each, and say what was found."""
    for what, model in WIDE.items():
        began = time.process_time()
        found = search(as_real(model) if "real" in sys.argv else model)
        broken = "; ".join(f"{fault.name}: {' > '.join(steps)}" for fault, steps in found.broken.items())
        seconds = time.process_time() - began
        print(f"| {what} | {found.states:,} | {found.edges:,} | {broken or 'nothing'} | {seconds:.0f} s", flush=True)


if __name__ == "__main__":
    main()
