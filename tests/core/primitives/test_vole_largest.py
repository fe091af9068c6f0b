"""The largest VOLE, of 128 signatures, beside the plain reference in each of its instances."""

from __future__ import annotations

import pytest

from tests.core.primitives.test_vole import agree


@pytest.mark.slow
def test_the_fast_path_is_the_reference_in_every_instance_of_the_largest_session() -> None:
    agree(128, list(range(128)))
