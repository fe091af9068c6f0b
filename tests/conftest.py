"""What all tests share: how hypothesis searches, and the fixtures of tests/support."""

from __future__ import annotations

import gc
import os
import signal

from hypothesis import HealthCheck, settings

from tests.support.scratch import scratch

pytest_plugins = ["tests.support.stack", "tests.support.two_homes"]

# A shell ignores SIGINT for what it starts in the background, and nohup SIGHUP; children of ours would inherit that,
# and tests that interrupt them would wait for ever. Files are made as usual, whatever the umask.
for _number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    if signal.getsignal(_number) is signal.SIG_IGN:
        signal.signal(_number, signal.default_int_handler if _number == signal.SIGINT else signal.SIG_DFL)
signal.pthread_sigmask(signal.SIG_SETMASK, ())
os.umask(0o022)
os.environ["XDG_STATE_HOME"] = str(scratch("state"))  # where programs keep what lies outside of their homes

# "steady" gives the same cases on every run and every machine; "wide" searches, by hand:
#   HYPOTHESIS_PROFILE=wide .venv/bin/pytest tests/core
_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile(
    "steady", max_examples=50, deadline=None, derandomize=True, database=None, suppress_health_check=_SLOW
)
settings.register_profile("wide", max_examples=5_000, deadline=None, suppress_health_check=_SLOW)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


def pytest_collection_finish() -> None:
    """Modules and tests stay to the end: the collector need not go through them again (a tenth of the time)."""
    gc.collect()
    gc.freeze()
