"""What stories on the practice network share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.practice_network.network import PracticeNetwork
from tests.end_to_end.test_practice import PracticeChain


@pytest.fixture
def chain(tmp_path: Path) -> Iterator[PracticeChain]:
    practice = PracticeNetwork(tmp_path / "network")
    try:
        yield PracticeChain(practice)
    finally:
        practice.stop()
