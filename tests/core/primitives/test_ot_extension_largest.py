"""The largest OT extension, of 128 signatures, beside the plain reference, which takes half a minute for it."""

from __future__ import annotations

import pytest

from tests.core.primitives.test_ot_extension import must_be_the_reference


@pytest.mark.slow
def test_the_fast_path_is_the_reference_at_its_largest() -> None:
    must_be_the_reference(128 * 416)
