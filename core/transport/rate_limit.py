"""How often something may be asked for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Bucket:
    """A token bucket on the monotonic clock."""

    burst: float
    rate: float
    level: float = -1.0
    seen: float = 0.0

    def take(self, now: float) -> bool:
        """Whether one more is allowed now."""
        self.level = self.burst if self.level < 0 else min(self.burst, self.level + (now - self.seen) * self.rate)
        self.seen = now
        if self.level < 1:
            return False
        self.level -= 1
        return True

    def give_back(self) -> None:
        """One that was taken does not count after all."""
        self.level = min(self.burst, self.level + 1)
