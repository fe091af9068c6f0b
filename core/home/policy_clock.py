"""The time that limits and waits go by: it is kept, it only grows, and who sets the clock does not move it (C8)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from core.home.records import ClockRecord, ClockReference
from core.platform.here import here

AFTER_START = 12 * 3600.0  # seconds at most that a start of the machine adds: nobody can tell how long it was off


class PolicyClock:
    """For any thread. `wall` gives seconds of the clock that people see and networks set, `uptime` those since the
    machine started, in sleep too, and `boot` names that start (nothing: it has no name)."""

    def __init__(
        self,
        kept: ClockRecord | None,
        wall: Callable[[], float],
        uptime: Callable[[], float],
        boot: bytes,
    ) -> None:
        self._wall, self._uptime, self._boot = wall, uptime, boot
        self._since: ClockReference | None = None  # the last moment before a start that added less than the clock says
        now, up = wall(), uptime()
        if kept is None:
            self._ahead = now - up
            return
        self._since = kept.since
        if boot and kept.boot == boot and up >= kept.uptime / 1000:
            self._ahead = (kept.policy - kept.uptime) / 1000
            return
        off = max(now - kept.wall / 1000, 0.0)
        if off > AFTER_START and self._since is None:
            self._since = ClockReference(kept.policy, kept.wall)
        self._ahead = kept.policy / 1000 + min(off, AFTER_START) - up

    def now(self) -> float:
        """Seconds. While the machine runs nobody sets it, forward or back."""
        return self._uptime() + self._ahead

    def seconds(self) -> int:
        """Whole ones."""
        return int(self.now())

    def behind(self) -> float:
        """Seconds that the machine was off by the clock as it stands now, and that nobody has confirmed."""
        if self._since is None:
            return 0.0
        passed = self._wall() - self._since.wall / 1000
        return max(0.0, passed - (self.now() - self._since.policy / 1000))

    @property
    def since(self) -> int:
        """Policy time, in seconds: what is stamped later was so after the start that left `behind` out."""
        return 0 if self._since is None else self._since.policy // 1000

    @contextmanager
    def confirming(self) -> Iterator[None]:
        """A person has looked at the clock: they count from now on, once the block has written it down."""
        before = self._ahead, self._since
        self._ahead, self._since = self._ahead + self.behind(), None
        try:
            yield
        except BaseException:
            self._ahead, self._since = before
            raise

    def record(self) -> ClockRecord:
        """What a later start goes on from."""
        up, wall = self._uptime(), max(self._wall(), 0.0)
        return ClockRecord(int((up + self._ahead) * 1000), int(wall * 1000), int(up * 1000), self._boot, self._since)


def uptime() -> float:
    """Seconds since the machine started, those of sleep too where the system counts them."""
    return here.uptime()
