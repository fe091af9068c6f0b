"""What all tests share: how hypothesis searches, and the fixtures of tests/support."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.support.stack", "tests.support.two_homes"]

# "steady" gives the same cases on every run and every machine; "wide" searches, by hand:
#   HYPOTHESIS_PROFILE=wide .venv/bin/pytest tests/core
_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile(
    "steady", max_examples=50, deadline=None, derandomize=True, database=None, suppress_health_check=_SLOW
)
settings.register_profile("wide", max_examples=5_000, deadline=None, suppress_health_check=_SLOW)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))
